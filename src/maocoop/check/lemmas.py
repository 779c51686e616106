"""Rules on lemmas: the words a note is about stand in the unit it names, at one place."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition, Target, Unit


def stale_lemma(edition: Edition) -> Iterator[Fault]:
    """The lemma of a note, comment or record does not occur in the unit it names."""
    for name, target, unit in _targets(edition):
        if target.lemma is not None and target.lemma not in plain(unit):
            message = f"the lemma of {name} does not occur in {unit.anchor}: “{target.lemma}”"
            yield Fault(target.at, message, _nearest(target.lemma, unit))


def ambiguous_lemma(edition: Edition) -> Iterator[Fault]:
    """The lemma of a note, comment or record occurs more than once and `occurrence` does not say which."""
    for name, target, unit in _targets(edition):
        if target.lemma is None:
            continue
        count = plain(unit).count(target.lemma)
        if count > 1 and target.occurrence is None:
            message = f"the lemma of {name} occurs {count} times in {unit.anchor}"
            hint = f"write more of the words, or `occurrence: ` and a number from 1 to {count}"
            yield Fault(target.at, message, hint)
        elif target.occurrence is not None and 0 < count < target.occurrence:
            message = f"{name} names occurrence {target.occurrence} of {count} in {unit.anchor}"
            yield Fault(target.at, message, f"a number from 1 to {count} is expected")


@remembered_each
def plain(unit: Unit) -> str:
    """The words of a unit, in which lemmas are looked up."""
    return unit.plain


def _targets(edition: Edition) -> Iterator[tuple[str, Target, Unit]]:
    """The name of each note, comment or record, one of its targets, and the unit that it means."""
    everywhere: dict[str, Unit] = {}
    for text in edition.texts:
        units = {unit.anchor: unit for unit in text.units()}
        everywhere |= {f"{text.id}/{anchor}": unit for anchor, unit in units.items()}
        for name, target in text.targets():
            if target.anchor in units:
                yield name, target, units[target.anchor]
    for name, target in edition.targets():
        if target.anchor in everywhere:
            yield name, target, everywhere[target.anchor]


def _nearest(lemma: str, unit: Unit) -> str:
    """The words of the unit that look most like the lemma."""
    words = unit.plain.split()
    size = len(lemma.split())
    windows = [" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))]
    near = get_close_matches(lemma, windows, n=1, cutoff=0.5)
    if near:
        return f"the nearest words there are “{near[0]}”"
    return "copy the words from the unit, without marks and asterisks, brackets kept"
