"""Inside a line: words, and what is said of them (TEI `hi`, `supplied`, `ref`, `note`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Certainty(StrEnum):
    """How far a statement of ours is supported (the scale is explained on the about page)."""

    GIVEN = "given"
    IDENTIFIED = "identified"
    CONJECTURED = "conjectured"
    UNRESOLVED = "unresolved"


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


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name what the authority files list (TEI `rs`); `entity` is its anchor.

    No line is read with one: they are set where a page marks its names (`render.names`).
    """

    entity: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emended:
    """Words printed other than in the witness (TEI `corr`); `emendation` is the id of its entry.

    As with names, no line is read with one: a page sets them.
    """

    emendation: str
    content: tuple[Inline, ...]


Inline: TypeAlias = Words | Emphasis | Supplied | Mark | Ref | Name | Emended


def walk(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every node of a line, outermost first, in reading order."""
    for node in inlines:
        yield node
        if isinstance(node, Emphasis | Supplied | Ref | Name | Emended):
            yield from walk(node.content)
