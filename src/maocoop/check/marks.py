"""Rules on the translators' marks: one note a mark, one mark a note, each where it should be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from maocoop.check.rule import Fault
from maocoop.model import Kind, Mark, Voice, Words, walk
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.errors import Position
    from maocoop.model import Target, Text, Unit

_MAY_FOLLOW_A_LEMMA = set(".,;:!?)]\"'")


class _Placed(NamedTuple):
    """A mark: in which unit, at which offset of its plain text, on which line."""

    unit: Unit
    offset: int
    at: Position


def mark_without_note(text: Text) -> Iterator[Fault]:
    """A mark in the text points to a note that is not there."""
    notes = {unit.anchor for unit in _notes(text)}
    for note, placed in _marks(text):
        if note not in notes:
            hint = f"write the note {note} in footnotes.yaml, or take the mark out"
            yield Fault(placed.at, f"the mark [^{note[1:]}] has no note", hint)


def note_without_mark(text: Text) -> Iterator[Fault]:
    """A note has no mark in the text."""
    marked = {note for note, _ in _marks(text)}
    for unit in _notes(text):
        if unit.anchor not in marked:
            where = unit.targets[0].anchor
            hint = f"set [^{unit.anchor[1:]}] after the words it is about, in {where}"
            yield Fault(unit.at, f"the note {unit.anchor} has no mark in the text", hint)


def repeated_mark(text: Text) -> Iterator[Fault]:
    """A note is marked at more than one place."""
    marks = list(_marks(text))
    count = Counter(note for note, _ in marks)
    for note, placed in marks:
        if count[note] > 1:
            hint = "a note has one mark; refer to it elsewhere by a link"
            yield Fault(placed.at, f"the mark [^{note[1:]}] stands {count[note]} times", hint)


def misplaced_mark(text: Text) -> Iterator[Fault]:
    """A mark stands in a note or a comment, where the translators set none."""
    for part in text.parts:
        if part.voice is Voice.AUTHOR or part.kind is Kind.HEADNOTE:
            continue
        for unit in part.units:
            for note, placed in _marks_of(unit):
                hint = f"point to the note by a link: [note {note[1:]}]({note})"
                yield Fault(placed.at, f"the mark [^{note[1:]}] in {unit.anchor}", hint)


def note_off_target(text: Text) -> Iterator[Fault]:
    """The target of a note is not where its mark stands."""
    marks = dict(_marks(text))
    for unit in _notes(text):
        target = unit.targets[0]
        placed = marks.get(unit.anchor)
        if placed is None:
            continue
        if placed.unit.anchor != target.anchor:
            message = (
                f"{unit.anchor} names {target.anchor}, its mark stands in {placed.unit.anchor}"
            )
            yield Fault(target.at, message, f"its mark is at {placed.at}: mend one of the two")
        elif target.lemma is not None and not _ends_at(placed, target):
            message = f"the lemma of {unit.anchor} does not end at its mark"
            hint = f"the mark stands after “{placed.unit.plain[: placed.offset][-40:]}”"
            yield Fault(target.at, message, hint)


def _ends_at(placed: _Placed, target: Target) -> bool:
    """Whether one occurrence of the lemma ends at the mark, but for closing signs."""
    lemma = target.lemma or ""
    before = placed.unit.plain[: placed.offset]
    start = before.rfind(lemma)
    if start < 0:
        return lemma not in placed.unit.plain  # then it is stale, which is another rule's fault
    return set(before[start + len(lemma) :]) <= _MAY_FOLLOW_A_LEMMA


def _notes(text: Text) -> Iterator[Unit]:
    return (unit for unit in text.units() if unit.kind is Kind.NOTE)


def _marks(text: Text) -> Iterator[tuple[str, _Placed]]:
    for unit in text.units():
        if unit.kind not in (Kind.NOTE, Kind.COMMENT):
            yield from _marks_of(unit)


@remembered_each
def _marks_of(unit: Unit) -> tuple[tuple[str, _Placed], ...]:
    found = []
    start = 0
    for sentence in unit.sentences:
        offset = start
        for node in walk(sentence.inlines):
            if isinstance(node, Mark):
                found.append((node.note, _Placed(unit, offset, sentence.at)))
            elif isinstance(node, Words):
                offset += len(node.text)
        start += len(sentence.plain) + 1
    return tuple(found)
