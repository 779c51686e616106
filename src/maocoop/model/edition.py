"""The edition, and what stands beside its texts: works, sister texts, short forms, rights."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.errors import Position
    from maocoop.model.apparatus import Entity, Skipped
    from maocoop.model.lines import Certainty, Inline
    from maocoop.model.texts import Sentence, Target, Text, Voice
    from maocoop.record import Record


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work. `item` is the CSL record, field names unchanged, dates as EDTF strings.

    `conjectured` names the CSL fields that the evidence does not reach; `formatted` is the
    reference as the CSL processor made it (the notation of lines: `*italics*`), `written` the line as
    it is kept, `digest` the SHA-256 of it and of what it was made from; `targets` are the places that name the work without a link,
    by full anchors (`1955-07-31/II.4`).
    """

    id: str
    item: Mapping[str, Any]
    certainty: Certainty
    conjectured: tuple[str, ...]
    evidence: tuple[str, ...]
    remark: str | None
    formatted: tuple[Inline, ...]
    written: str
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
    """A short form that the notes or the comment use without explaining it.

    `language` is that of the form where it is not English.
    """

    form: str
    full: str
    language: str | None
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
    `with_url` say whether a release and a base URL are presupposed; `written` is the line as it is
    kept, `digest` the SHA-256 of it and of what it was made from.
    """

    style: str
    author: str | None
    released: bool
    with_url: bool
    text: tuple[Inline, ...]
    written: str
    digest: str
    at: Position


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page about the edition; `paragraphs` are lines in the notation."""

    id: str
    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that reviewers ask of digital editions, with our answer: yes, partly or no.

    `pages` are addresses from the root of the site.
    """

    group: str
    question: str
    answer: str
    remark: str | None
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole edition.

    `base_url` is where it is published, without a slash at the end, empty until that is known;
    `corrections` the address to which corrections go, with `{anchor}` and the like, empty for none;
    `not_names` are the capitals inside sentences that name none of the `entities`; `record` is that
    of the anchors that belong to no text (works, sister texts, entities); `sources` holds the bytes
    of every YAML file and witness, by path.
    """

    title: str
    subtitle: str
    description: str
    version: str | None
    released: str | None
    base_url: str
    corrections: str
    editors: str
    language: str
    texts: tuple[Text, ...]
    works: tuple[Work, ...]
    sister_texts: tuple[SisterText, ...]
    abbreviations: tuple[Abbreviation, ...]
    entities: tuple[Entity, ...]
    not_names: tuple[Skipped, ...]
    rights: tuple[Right, ...]
    about: tuple[Section, ...]
    rubric: tuple[Question, ...]
    citation_templates: tuple[CitationTemplate, ...]
    record: Record
    sources: Mapping[str, bytes]

    def correction(self, page: str, file: str) -> str:
        """The address that opens a correction for a page, by its path from the root of the site.

        `file` holds the words of the page. Values are percent-encoded (RFC 3986, section 2.1), so
        that none of them can add to the address.
        """
        anchor = page.removesuffix(".html")
        if not anchor[0].isdecimal():
            anchor = anchor.replace("/", "-")
        values = {
            "anchor": quote(anchor, safe=""),
            "page": quote(f"{self.base_url}/{page}" if self.base_url else page, safe=""),
            "version": quote(self.version or "unreleased", safe=""),
            "file": quote(file, safe="/"),
        }
        return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], self.corrections)

    def targets(self) -> Iterator[tuple[str, Target]]:
        """Every place that works and entities name, by full anchors, with the name of what does."""
        for work in self.works:
            yield from ((work.id, target) for target in work.targets)
        for entity in self.entities:
            yield from ((entity.anchor, excluded.target) for excluded in entity.excluded)
