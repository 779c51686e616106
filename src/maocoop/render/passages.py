"""The text beside its witness, passage by passage, with nothing undone (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING

from maocoop.collation import emendations_of, emended_place, given_blocks, marked
from maocoop.model import Kind
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maocoop.collation import Given
    from maocoop.model import Emendation, Part, Sentence, Text, Unit


@dataclass(frozen=True, slots=True)
class Departure:
    """Words `[first, end)` of a block of the witness, and those that are printed for them.

    `emendation` is the entry that declares it, None where none does.
    """

    theirs: tuple[int, int]
    ours: tuple[int, int]
    emendation: Emendation | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading or a paragraph of the edition and the block of the witness that it prints.

    `unit` is None for the heading of a part; `label` is printed before the words of `sentences`.
    """

    unit: Unit | None
    label: str | None
    sentences: tuple[Sentence, ...]
    given: Given
    departures: tuple[Departure, ...]


def passages(text: Text) -> Iterator[Passage]:
    """Every heading and every paragraph of the document, in reading order.

    The blocks must be those of the witness one for one, as `witness-fidelity` proves.
    """
    for part in text.parts:
        if part.kind is not Kind.EDITION_NOTE:
            yield from heading(text, part)
            for unit in part.units:
                yield from passages_of(text, unit)


def heading(text: Text, part: Part) -> tuple[Passage, ...]:
    """The heading of a part, if the witness has one."""
    blocks = _printed_by(text).get(part.anchor, ())
    words = (part.label or "").split()
    return tuple(
        Passage(None, part.label, (), block, tuple(_departures(block.words, words, [])))
        for block in blocks
    )


def passages_of(text: Text, unit: Unit) -> tuple[Passage, ...]:
    """The paragraphs of a unit."""
    return _passages_of(unit, text.emendations, *_printed_by(text)[unit.anchor])


@remembered
def _printed_by(text: Text) -> dict[str, tuple[Given, ...]]:
    """The blocks of the witness that a heading or a unit prints, by the anchor of either."""
    given = iter(given_blocks(text.witness))
    found: dict[str, tuple[Given, ...]] = {}
    for part in text.parts:
        if part.kind is not Kind.EDITION_NOTE:
            if part.label and not part.supplied:
                found[part.anchor] = (next(given),)
            found |= {u.anchor: tuple(islice(given, len(u.paragraph_starts))) for u in part.units}
    return found


@remembered_each
def _passages_of(unit: Unit, every: tuple[Emendation, ...], *blocks: Given) -> tuple[Passage, ...]:
    """The paragraphs of a unit beside their blocks; `every` are the emendations of the text."""
    lines = [marked(sentence) for sentence in unit.sentences]
    declared = [run for each in emendations_of(unit, every) for run in _emended_words(lines, each)]
    label, start, made = unit.label, 0, []
    for paragraph, block in zip(unit.paragraphs, blocks, strict=True):
        before = (label or "").split()
        words = [word for sentence in paragraph for word in marked(sentence).split()]
        # The runs are counted over the unit, the words of a block from its own beginning.
        skip = len(before) - start
        runs = [(first + skip, end + skip, emendation) for first, end, emendation in declared]
        found = tuple(_departures(block.words, [*before, *words], runs))
        made.append(Passage(unit, label, paragraph, block, found))
        label, start = None, start + len(words)
    return tuple(made)


def _emended_words(
    lines: Sequence[str], emendation: Emendation
) -> Iterator[tuple[int, int, Emendation]]:
    """The words `[first, end)`, over all lines, that hold what an emendation prints; one run or none."""
    place = emended_place(lines, emendation)
    if place is not None:
        row, start = place
        before = sum(len(line.split()) for line in lines[:row])
        first = len(lines[row][: start + 1].split()) - 1
        end = len(lines[row][: start + len(emendation.print)].split())
        yield before + first, before + end, emendation


def _departures(
    theirs: Sequence[str], ours: Sequence[str], declared: Sequence[tuple[int, int, Emendation]]
) -> Iterator[Departure]:
    if list(theirs) == list(ours):
        return
    for tag, i, i2, j, j2 in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if tag != "equal":
            # Where we print nothing, the run that touches the place declares it.
            touching = int(j == j2)
            by = (e for a, b, e in declared if a < j2 + touching and j - touching < b)
            yield Departure((i, i2), (j, j2), next(by, None))
