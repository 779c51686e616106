"""A text: its parts and units, where it is printed other than its witness, and the witness."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from maocoop.model.lines import Certainty, Inline, Words, walk
from maocoop.tracing import Traced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.errors import Position
    from maocoop.model.apparatus import Arithmetic, Chart, Figure, Moment, Skipped
    from maocoop.record import Record


class Voice(StrEnum):
    """Who speaks in a part. The voices never mix; this edition speaks in a part of its own."""

    AUTHOR = "author"
    TRANSLATORS = "translators"
    COMMENTARY = "commentary"
    EDITION = "edition"


class Kind(StrEnum):
    """The kinds of unit, as the data contract names them."""

    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    HEADNOTE = "headnote"
    NOTE = "note"
    COMMENT = "comment"
    EDITION_NOTE = "edition-note"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a unit.

    `plain` is the line without marks, asterisks and link targets, signs straight as in the YAML:
    what a lemma is matched against. The words of `inlines` are the same, character for character,
    in printed form, so an offset in one is an offset in the other.
    """

    plain: str
    inlines: tuple[Inline, ...]
    at: Position
    printed: str = field(init=False, repr=False, compare=False)
    """The sentence as plain text in printed form: no marks, no italics."""

    def __post_init__(self) -> None:
        words = (node.text for node in walk(self.inlines) if isinstance(node, Words))
        object.__setattr__(self, "printed", "".join(words))


@dataclass(frozen=True, slots=True)
class Target:
    """What a note or comment is about: a unit, and the words in it where they can be named.

    Without `occurrence` the lemma occurs once in the unit's plain text; else it is the nth, from 1.
    """

    anchor: str
    lemma: str | None
    occurrence: int | None
    at: Position


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing with a hand-written anchor: a paragraph, a note, an item of the comment.

    `label` is what the witness prints before it (`1)`, `6.`); `paragraph_starts` are the numbers,
    from 1, of the sentences that begin a paragraph; `quotes` names whom a block quotation quotes;
    `certainty` is that of a note of this edition.
    """

    anchor: str
    kind: Kind
    label: str | None
    sentences: tuple[Sentence, ...]
    paragraph_starts: tuple[int, ...]
    targets: tuple[Target, ...]
    quotes: str | None
    at: Position
    certainty: Certainty | None = None

    @property
    def plain(self) -> str:
        """All sentences, signs straight, joined by one space; a lemma is looked up here."""
        return " ".join(sentence.plain for sentence in self.sentences)

    def span_of(self, target: Target) -> tuple[int, int] | None:
        """Where the lemma of a target stands in the plain unit; None where it does not, or is none."""
        if not target.lemma:
            return None
        start = -1
        for _ in range(target.occurrence or 1):
            start = self.plain.find(target.lemma, start + 1)
            if start < 0:
                return None
        return start, start + len(target.lemma)

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """The sentence, from 1, in which an offset of the plain unit falls or ends, and that in it."""
        for number, sentence in enumerate(self.sentences, 1):
            if offset <= len(sentence.plain):
                return number, offset
            offset -= len(sentence.plain) + 1
        raise AssertionError(self.anchor)

    def place_of(self, target: Target) -> tuple[int, int, int] | None:
        """The sentence, from 1, in which the lemma of a target begins, and its span from there on."""
        span = self.span_of(target)
        if span is None:
            return None
        number, start = self.sentence_at(span[0])
        return number, start, start + span[1] - span[0]

    def sentence_of(self, target: Target) -> int:
        """The number, from 1, of the sentence in which the lemma of a target begins; 1 without one."""
        number, _, _ = self.place_of(target) or (1, 0, 0)
        return number

    @property
    def paragraphs(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences, paragraph by paragraph."""
        bounds = [*(start - 1 for start in self.paragraph_starts), len(self.sentences)]
        return tuple(self.sentences[a:b] for a, b in pairwise(bounds))


# Which units' words a page shows is known by whose sentences were read while it was made.
Unit.sentences = Traced(Unit.sentences)  # type: ignore[assignment, misc]  # the slot that the dataclass made


@dataclass(frozen=True, slots=True)
class Part:
    """A run of units under one anchor: the headnote, a section, the notes, the comment.

    `label` is the heading in the witness (`II`, `Notes`); `supplied` says that the witness lacks it
    and this edition prints it in angle brackets; `title` is what we call the part.
    """

    anchor: str
    kind: Kind
    voice: Voice
    title: str
    label: str | None
    supplied: bool
    remark: str | None
    units: tuple[Unit, ...]
    at: Position

    @property
    def prefix(self) -> str:
        """What the anchors of its units begin with: `II.`, `n`, `e`."""
        return {Kind.NOTE: "n", Kind.EDITION_NOTE: "e"}.get(self.kind, f"{self.anchor}.")


@dataclass(frozen=True, slots=True)
class Emendation:
    """A place printed other than in the witness, with its reason.

    `line` is the line of the witness. `structural` ones (a title, a heading, a separation) name
    what the witness lacks and change no word.
    """

    line: int
    anchor: str
    reading: str
    print: str
    why: str
    certainty: Certainty
    occurrence: int | None
    structural: bool
    at: Position

    @property
    def id(self) -> str:
        """What marks its place on a page: `w92` for one of line 92 of the witness."""
        return f"w{self.line}"


@dataclass(frozen=True, slots=True)
class Witness:
    """The file we were given, and what has to be known to read its lines as blocks.

    A block ends at a line with two trailing blanks, less `false_breaks`, plus `unmarked_breaks`;
    a line in `joined_hyphens` ends in a real hyphen and is joined to the next without a blank.
    Numbers are lines from 1.
    """

    path: str
    lines: tuple[str, ...]
    false_breaks: frozenset[int]
    unmarked_breaks: frozenset[int]
    joined_hyphens: frozenset[int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of this edition that the witness does not make, with what it rests on."""

    value: str
    certainty: Certainty
    evidence: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its parts in the order of the witness, and where we print otherwise than it.

    `figures`, `arithmetic` and `chronology` are what the edition makes of its numbers and dates;
    `numerals` those that claim nothing.
    """

    id: str
    title: str
    author: str
    language: str
    occasion: Statement
    delivered: str
    published: str
    publication: Statement
    source: Statement
    comment_source: Statement
    parts: tuple[Part, ...]
    emendations: tuple[Emendation, ...]
    figures: tuple[Figure, ...]
    arithmetic: tuple[Arithmetic, ...]
    numerals: tuple[Skipped, ...]
    chronology: tuple[Moment, ...]
    charts: tuple[Chart, ...]
    witness: Witness
    normalization: tuple[str, ...]
    record: Record
    at: Position

    def units(self) -> Iterator[Unit]:
        """Every unit in the order of the witness."""
        for part in self.parts:
            yield from part.units

    def document(self) -> Iterator[Unit]:
        """The units of the document: all but the notes of this edition."""
        return (unit for unit in self.units() if unit.kind is not Kind.EDITION_NOTE)

    def targets(self) -> Iterator[tuple[str, Target]]:
        """Every place that the notes on this text name, with the name of what does."""
        for unit in self.units():
            yield from ((unit.anchor, target) for target in unit.targets)
        for figure in self.figures:
            yield figure.anchor, figure.target
        for moment in self.chronology:
            yield from ((f"“{moment.what}”", target) for target in moment.targets)
