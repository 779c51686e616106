"""The edition as frozen data: what was said, what is said about it, and by whom.

No input or output and no format lives here; every module may import this one. Vocabulary: TEI for
the text, Web Annotation for pointing, CSL for works. Anchors are written by hand and never counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maocoop.errors import Position
    from maocoop.record import Record


class Certainty(StrEnum):
    """How far a statement of ours is supported (the scale is explained on the about page)."""

    GIVEN = "given"
    IDENTIFIED = "identified"
    CONJECTURED = "conjectured"
    UNRESOLVED = "unresolved"


class Voice(StrEnum):
    """Who speaks in a part. The voices never mix, and this edition speaks in none of the parts."""

    AUTHOR = "author"
    TRANSLATORS = "translators"
    COMMENTARY = "commentary"


class Kind(StrEnum):
    """The kinds of unit, as the data contract names them."""

    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    HEADNOTE = "headnote"
    NOTE = "note"
    COMMENT = "comment"


# --- Inside a line ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A run of characters in printed form (typographic quotation marks and dashes)."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """A title or a foreign word, set in italics (TEI `hi`, `title`, `foreign`)."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Supplied:
    """Words the translators supplied in square brackets; the brackets are part of `content`."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a translators' note; `note` is the note's anchor (`n20`), `label` its number."""

    note: str
    label: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a link leads.

    `scheme` is `anchor` (`n26`, `III`, `II.4`), `bib`, `text` or `term`; `part` is the piece of a
    sister text that is meant (`n2`, `source-note`); `certainty` is given where the link is a guess.
    """

    scheme: str
    id: str
    part: str | None = None
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A link; `content` is the printed form."""

    to: Reference
    content: tuple[Inline, ...]


Inline: TypeAlias = Words | Emphasis | Supplied | Mark | Ref


# --- The text and its notes -------------------------------------------------------------------


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

    @property
    def printed(self) -> str:
        """The sentence as plain text in printed form: no marks, no italics."""
        return "".join(words.text for words in walk(self.inlines) if isinstance(words, Words))


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
    from 1, of the sentences that begin a paragraph; `quotes` names whom a block quotation quotes.
    """

    anchor: str
    kind: Kind
    label: str | None
    sentences: tuple[Sentence, ...]
    paragraph_starts: tuple[int, ...]
    targets: tuple[Target, ...]
    quotes: str | None
    at: Position

    @property
    def plain(self) -> str:
        """All sentences, signs straight, joined by one space; a lemma is looked up here."""
        return " ".join(sentence.plain for sentence in self.sentences)

    def sentence_of(self, target: Target) -> int:
        """The number, from 1, of the sentence in which the lemma of a checked target begins."""
        start = -1
        for _ in range(target.occurrence or 1):
            start = self.plain.index(target.lemma or "", start + 1)
        lengths = accumulate(len(sentence.plain) + 1 for sentence in self.sentences)
        return next(number for number, end in enumerate(lengths, 1) if start < end)

    @property
    def paragraphs(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences, paragraph by paragraph."""
        bounds = [*(start - 1 for start in self.paragraph_starts), len(self.sentences)]
        return tuple(self.sentences[a:b] for a, b in pairwise(bounds))


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
    """One text: its parts in the order of the witness, and where we print otherwise than it."""

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
    witness: Witness
    normalization: tuple[str, ...]
    record: Record
    at: Position

    def units(self) -> Iterator[Unit]:
        """Every unit in the order of the witness."""
        for part in self.parts:
            yield from part.units


# --- Beside the text --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work. `item` is the CSL record, field names unchanged, dates as EDTF strings.

    `conjectured` names the CSL fields that the evidence does not reach; `formatted` is the
    reference as the CSL processor made it (the notation of lines: `*italics*`), `digest` the
    SHA-256 of what it was made from; `targets` are the places that name the work without a link,
    by full anchors (`1955-07-31/II.4`).
    """

    id: str
    item: Mapping[str, Any]
    certainty: Certainty
    conjectured: tuple[str, ...]
    evidence: tuple[str, ...]
    remark: str | None
    formatted: tuple[Inline, ...]
    digest: str
    targets: tuple[Target, ...]
    at: Position


@dataclass(frozen=True, slots=True)
class SisterText:
    """A text that the notes point to and that is not (yet) printed here."""

    id: str
    title: str
    original_title: str | None
    date: str
    certainty: Certainty
    evidence: tuple[str, ...]
    remark: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form that the notes or the comment use without explaining it."""

    form: str
    full: str
    certainty: Certainty
    evidence: str
    at: Position


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the text that a reader may want explained."""

    id: str
    form: str
    original: str | None
    gloss: str
    certainty: Certainty
    evidence: str
    at: Position


@dataclass(frozen=True, slots=True)
class Right:
    """What may be done with one component; `statement` is a rightsstatements.org term or a licence.

    `voices` are those whose words it is, none for what is not of the document.
    """

    component: str
    voices: tuple[Voice, ...]
    holder: str
    statement: str
    uri: str
    remark: str


@dataclass(frozen=True, slots=True)
class CitationTemplate:
    """A citation as the CSL processor made it, with sentinels (`⟨address⟩`) for what differs.

    `style` is our name of a style; `author` is None where the words have none; `released` and
    `with_url` say whether a release and a base URL are presupposed; `digest` is the SHA-256 of
    what it was made from.
    """

    style: str
    author: str | None
    released: bool
    with_url: bool
    text: tuple[Inline, ...]
    digest: str
    at: Position


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole edition.

    `base_url` is where it is published, without a slash at the end, empty until that is known;
    `record` is that of the anchors that belong to no text (works, sister texts, terms); `sources`
    holds the bytes of every YAML file and witness, by path.
    """

    title: str
    subtitle: str
    description: str
    version: str | None
    released: str | None
    base_url: str
    editors: str
    language: str
    texts: tuple[Text, ...]
    works: tuple[Work, ...]
    sister_texts: tuple[SisterText, ...]
    abbreviations: tuple[Abbreviation, ...]
    terms: tuple[Term, ...]
    rights: tuple[Right, ...]
    citation_templates: tuple[CitationTemplate, ...]
    record: Record
    sources: Mapping[str, bytes]


def walk(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every node of a line, outermost first, in reading order."""
    for node in inlines:
        yield node
        if isinstance(node, Emphasis | Supplied | Ref):
            yield from walk(node.content)
