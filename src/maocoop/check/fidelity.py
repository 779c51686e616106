"""Rules on fidelity: every word is accounted for against the witness (design: truth)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.collation import BREAK, Difference, differences, emended_place, marked
from maocoop.model import Voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Emendation, Text, Unit


def witness_fidelity(text: Text) -> Iterator[Fault]:
    """The speech differs from the witness without an emendation, or a paragraph of any voice begins, ends or stands elsewhere."""
    for difference in differences(text):
        if difference.structural or difference.voice is Voice.AUTHOR:
            yield _fault(text, difference)


def undeclared_emendation(text: Text) -> Iterator[Fault]:
    """Words of a note, headnote or comment differ from the witness without an emendation."""
    for difference in differences(text):
        if not difference.structural and difference.voice is not Voice.AUTHOR:
            yield _fault(text, difference)


def idle_emendation(text: Text) -> Iterator[Fault]:
    """An emendation does not apply: what it prints is not there once, or its line is another."""
    units = {unit.anchor: unit for unit in text.units()}
    parts = {part.anchor for part in text.parts}
    for emendation in text.emendations:
        unit = units.get(emendation.anchor)
        if unit is None and not (emendation.structural and emendation.anchor in parts):
            hint = "an emendation names the unit in which it stands"
            yield Fault(emendation.at, f"there is no unit {emendation.anchor}", hint)
        elif unit is not None and not emendation.structural:
            yield from _idle(text, unit, emendation)


def _idle(text: Text, unit: Unit, emendation: Emendation) -> Iterator[Fault]:
    if emended_place([marked(sentence) for sentence in unit.sentences], emendation) is None:
        message = f"“{emendation.print}” does not stand exactly once in a sentence of {unit.anchor}"
        hint = "write more of the words around it in `reading` and `print`, or `occurrence`"
        yield Fault(emendation.at, message, hint)
    elif not _on_line(text.witness.lines, emendation):
        message = f"“{emendation.reading}” is not at line {emendation.line} of the witness"
        yield Fault(
            emendation.at, message, "`line` is the line of the witness on which the reading begins"
        )


def _on_line(lines: tuple[str, ...], emendation: Emendation) -> bool:
    """Whether the reading begins on its line; it may run over into the next."""
    first, after = (
        " ".join(" ".join(lines[emendation.line - 1 + skip : emendation.line + 1]).split())
        for skip in (0, 1)
    )
    reading = " ".join(emendation.reading.split())
    return reading in first and reading not in after


def _fault(text: Text, difference: Difference) -> Fault:
    theirs, ours = _told(difference.witness), _told(difference.ours)
    where = f"{text.witness.path}:{difference.line}"
    if not ours:
        message = f"{difference.anchor} lacks “{theirs}” ({where})"
    elif not theirs:
        message = f"{difference.anchor} has “{ours}”, which is not in the witness ({where})"
    else:
        message = f"{difference.anchor} has “{ours}”, the witness “{theirs}” ({where})"
    if difference.structural:
        hint = f"{BREAK} is the end of a paragraph: keep the order and the breaks of the witness"
    else:
        hint = "mend it, or declare it in emendations.yaml:\n" + _entry(difference)
    return Fault(difference.at, message, hint)


def _told(words: tuple[str, ...]) -> str:
    """The words, a long run as its beginning and end."""
    return " ".join(words if len(words) <= 16 else (*words[:8], "…", *words[-8:]))


def _entry(difference: Difference) -> str:
    """The emendation to paste, with a word on either side so that it occurs once."""

    def quoted(words: tuple[str, ...]) -> str:
        around = [difference.before, *words, difference.after]
        text = " ".join(word for word in around if word and word != BREAK)
        return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML one

    return "\n".join(
        [
            f"  - line: {difference.line}",
            f"    anchor: {difference.anchor}",
            f"    reading: {quoted(difference.witness)}",
            f"    print: {quoted(difference.ours)}",
            "    why: ",
            "    certainty: ",
        ]
    )
