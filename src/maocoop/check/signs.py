"""Rules on paired signs: brackets close in their sentence, quotation marks in their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Text, Unit

_PAIRS = {"(": ")", "[": "]"}


def unbalanced_brackets(text: Text) -> Iterator[Fault]:
    """A bracket opens or closes nothing in its sentence."""
    for unit in text.units():
        yield from _brackets(unit)


@remembered_each
def _brackets(unit: Unit) -> tuple[Fault, ...]:
    found = []
    for sentence in unit.sentences:
        lonely = _lonely_bracket(sentence.plain)
        if lonely:
            message = f"“{lonely}” in {unit.anchor} has no partner in its sentence"
            found.append(Fault(sentence.at, message, f"near “{_around(sentence.plain, lonely)}”"))
    return tuple(found)


def unbalanced_quotation(text: Text) -> Iterator[Fault]:
    """A quotation opens and does not close in its unit, or closes without opening."""
    for unit in text.units():
        yield from _quotation(unit)


@remembered_each
def _quotation(unit: Unit) -> tuple[Fault, ...]:
    depth = 0
    for sentence in unit.sentences:
        for sign in sentence.printed:
            depth += (sign == "“") - (sign == "”")
            if depth not in (0, 1):
                message = f"the quotation marks of {unit.anchor} do not pair"
                hint = (
                    "opening and closing signs take turns; a quotation inside one has single signs"
                )
                return (Fault(sentence.at, message, hint),)
    if depth:
        hint = 'close it with " in this unit; one that runs on is closed and opened again'
        return (Fault(unit.at, f"a quotation in {unit.anchor} does not close", hint),)
    return ()


def _lonely_bracket(line: str) -> str | None:
    """The first bracket without a partner, if there is one."""
    open_signs: list[str] = []
    for sign in line:
        if sign in _PAIRS:
            open_signs.append(sign)
        elif sign in _PAIRS.values() and (not open_signs or _PAIRS[open_signs.pop()] != sign):
            return sign
    return open_signs[-1] if open_signs else None


def _around(line: str, sign: str) -> str:
    at = line.rfind(sign)
    return line[max(0, at - 20) : at + 20].strip()
