"""Our text and the witness as blocks of words, and where they differ.

Both sides are brought to the same form (design: truth). The witness: lines stripped, joined by one
blank (none after a real hyphen at the line end), white space collapsed, the blank after an opening
bracket dropped. The edition: labels before their units, emendations undone, marks as ` 9 `.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from maocoop.errors import Position
from maocoop.model import Kind, Mark, Voice, Words, walk
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maocoop.model import Emendation, Sentence, Text, Unit, Witness

BREAK = "¶"
"""The word that stands for the end of a block when blocks are compared word by word."""

_GAP = 3
"""Differences fewer equal words apart than this are reported as one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as words, each with the place it comes from and the anchor it belongs to."""

    words: tuple[str, ...]
    places: tuple[tuple[str, Position], ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A block of the witness as it was given: its lines, white space collapsed, joined in `text`.

    `lines` are the offset in `text` at which each line begins, with its number; `spans` are the
    offsets between which each word of the block stands.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words as they are compared: without the blank after an opening bracket."""
        # Only behind an opening bracket can a word have a blank in it.
        return tuple(self.text[a:b].replace(" ", "") for a, b in self.spans)

    def line_at(self, offset: int) -> int:
        """The number of the line in which an offset falls."""
        return self.lines[bisect_right(self.lines, (offset, sys.maxsize)) - 1][1]


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the witness against ours; `before` and `after` are the equal words around them.

    `line` is the line of the witness. A difference with a `BREAK` in it is one of structure.
    """

    witness: tuple[str, ...]
    ours: tuple[str, ...]
    before: str
    after: str
    line: int
    anchor: str
    voice: Voice
    at: Position

    @property
    def structural(self) -> bool:
        """Whether a paragraph begins or ends elsewhere, is missing or added."""
        return BREAK in self.witness or BREAK in self.ours


@remembered  # two rules ask for it
def differences(text: Text) -> list[Difference]:
    """Every place where the edition, its emendations undone, is not the witness."""
    theirs, ours = _without_equal_ends(witness_blocks(text.witness), edition_blocks(text))
    voices = {unit.anchor: part.voice for part in text.parts for unit in part.units}
    voices |= {part.anchor: part.voice for part in text.parts}
    blocks = SequenceMatcher(None, [b.words for b in theirs], [b.words for b in ours], False)
    found: list[Difference] = []
    for tag, i, i2, j, j2 in blocks.get_opcodes():
        if tag != "equal":
            # One more block on each side says where an insertion or a loss stands.
            end_i, end_j = min(i2 + 1, len(theirs)), min(j2 + 1, len(ours))
            found += _word_differences(_run(theirs[i:end_i]), _run(ours[j:end_j]), voices, text)
    return found


def _without_equal_ends(
    theirs: Sequence[Block], ours: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[Block]]:
    """Both sides without the blocks at the beginning and at the end that are equal.

    The last pair of equal blocks before a difference is kept, and the first behind it: what was
    inserted or lost is told by what stands around it.
    """
    fewer = min(len(theirs), len(ours))
    same = (number for number in range(fewer) if theirs[number].words != ours[number].words)
    start = max(next(same, fewer) - 1, 0)
    same = (n for n in range(fewer - start) if theirs[-1 - n].words != ours[-1 - n].words)
    end = max(next(same, fewer - start) - 1, 0)
    return theirs[start : len(theirs) - end], ours[start : len(ours) - end]


# --- The two sides ----------------------------------------------------------------------------


@lru_cache(maxsize=4)  # a witness never changes; two rules and every rebuild ask for it
def witness_blocks(witness: Witness) -> tuple[Block, ...]:
    """The blocks of the witness; a place is the line on which a word begins."""
    places = [("", Position(witness.path, line)) for line in range(len(witness.lines) + 1)]
    return tuple(
        Block(given.words, tuple(places[given.line_at(start)] for start, _ in given.spans))
        for given in given_blocks(witness)
    )


@lru_cache(maxsize=4)  # for the page of the witness besides
def given_blocks(witness: Witness) -> tuple[Given, ...]:
    """The blocks of the witness as it was given, in its order."""
    blocks: list[Given] = []
    lines: list[int] = []
    for number, line in enumerate(witness.lines, 1):
        if line.strip():
            lines.append(number)
        if lines and _ends_block(witness, number, line):
            blocks.append(_given(witness, lines))
            lines = []
    return (*blocks, _given(witness, lines)) if lines else tuple(blocks)


def edition_blocks(text: Text) -> list[Block]:
    """The blocks of the edition in the order of the witness, emendations undone."""
    blocks: list[Block] = []
    for part in text.parts:
        if part.kind is Kind.EDITION_NOTE:
            continue
        if part.label and not part.supplied:
            blocks.append(_labelled(part.label, part.anchor, part.at))
        for unit in part.units:
            blocks += _unit_blocks(unit, text.emendations)
    return blocks


def emendations_of(unit: Unit, every: tuple[Emendation, ...]) -> list[Emendation]:
    """The emendations of words in a unit; those of structure change no word."""
    return [e for e in every if e.anchor == unit.anchor and not e.structural]


def undone(unit: Unit, emendations: Sequence[Emendation]) -> list[str]:
    """The sentences of a unit as the witness has them, marks as ` 9 `."""
    lines = [marked(sentence) for sentence in unit.sentences]
    for emendation in emendations:
        place = emended_place(lines, emendation)
        if place is not None:
            row, start = place
            end = start + len(emendation.print)
            lines[row] = lines[row][:start] + emendation.reading + lines[row][end:]
    return lines


def emended_place(lines: Sequence[str], emendation: Emendation) -> tuple[int, int] | None:
    """Sentence and offset of what an emendation prints; None unless exactly one place fits."""
    places = [
        (row, match.start())
        for row, line in enumerate(lines)
        for match in re.finditer(re.escape(emendation.print), line)
    ]
    if emendation.occurrence is not None:
        places = places[emendation.occurrence - 1 : emendation.occurrence]
    return places[0] if len(places) == 1 else None


def marked(sentence: Sentence) -> str:
    """The sentence with straight signs, its marks as the witness prints them."""
    parts: list[str] = []
    offset = 0
    for node in walk(sentence.inlines):
        if isinstance(node, Words):
            parts.append(sentence.plain[offset : offset + len(node.text)])
            offset += len(node.text)
        elif isinstance(node, Mark):
            parts.append(f" {node.label} ")
    return "".join(parts)


def _ends_block(witness: Witness, number: int, line: str) -> bool:
    if number in witness.unmarked_breaks:
        return True
    return bool(line.strip()) and line.endswith("  ") and number not in witness.false_breaks


def _given(witness: Witness, numbers: Sequence[int]) -> Given:
    joined, starts = "", []
    for number in numbers:
        glue = "" if not joined or number - 1 in witness.joined_hyphens else " "
        joined += glue
        starts.append((len(joined), number))
        joined += " ".join(witness.lines[number - 1].split())
    spans = tuple(match.span() for match in re.finditer(r"(?:[(\[] +|\S)+", joined))
    return Given(joined, tuple(starts), spans)


def _labelled(label: str, anchor: str, at: Position) -> Block:
    words = tuple(label.split())
    return Block(words, ((anchor, at),) * len(words))


@remembered_each
def _unit_blocks(unit: Unit, every: tuple[Emendation, ...]) -> tuple[Block, ...]:
    """The paragraphs of a unit; `every` are the emendations of the text."""
    lines = iter(undone(unit, emendations_of(unit, every)))
    blocks = []
    words = (unit.label or "").split()
    places = [(unit.anchor, unit.at)] * len(words)
    for paragraph in unit.paragraphs:
        for sentence in paragraph:
            found = next(lines).split()
            words += found
            places += [(unit.anchor, sentence.at)] * len(found)
        blocks.append(Block(tuple(words), tuple(places)))
        words, places = [], []
    return tuple(blocks)


# --- Comparing words --------------------------------------------------------------------------


def _run(blocks: Sequence[Block]) -> Block:
    """Several blocks as one, with a `BREAK` after each."""
    words: list[str] = []
    places: list[tuple[str, Position]] = []
    for block in blocks:
        words += [*block.words, BREAK]
        places += [*block.places, block.places[-1] if block.places else ("", Position(""))]
    return Block(tuple(words), tuple(places))


def _word_differences(
    theirs: Block, ours: Block, voices: dict[str, Voice], text: Text
) -> Iterator[Difference]:
    # In a short run every word counts; in a long one junk words keep the comparison quick.
    matcher = SequenceMatcher(None, theirs.words, ours.words, len(theirs.words) > 2000)
    for i, i2, j, j2 in _merged(matcher):
        line = theirs.places[min(i, len(theirs.places) - 1)][1].line if theirs.places else 1
        if ours.places:
            anchor, at = ours.places[min(j, len(ours.places) - 1)]
        else:
            anchor, at = text.parts[-1].anchor, text.parts[-1].at
        yield Difference(
            witness=theirs.words[i:i2],
            ours=ours.words[j:j2],
            before=theirs.words[i - 1] if i else "",
            after=theirs.words[i2] if i2 < len(theirs.words) else "",
            line=line,
            anchor=anchor,
            voice=voices[anchor],
            at=at,
        )


def _merged(matcher: SequenceMatcher[str]) -> list[tuple[int, int, int, int]]:
    """Spans that differ, those nearly touching taken as one."""
    spans: list[tuple[int, int, int, int]] = []
    for tag, i, i2, j, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        if spans and i - spans[-1][1] < _GAP:
            spans[-1] = (spans[-1][0], i2, spans[-1][2], j2)
        else:
            spans.append((i, i2, j, j2))
    return spans
