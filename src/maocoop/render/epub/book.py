"""What the documents of one book share: its files, its language tags, and lines set in XHTML (pure).

A line becomes what may stand in a paragraph: strings and elements. Names are not linked, since a
book has no pages of names; what links to a page of the site that the book has not (terms, figures)
leads there where the edition has a base URL, and is plain words where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.model import Emended, Emphasis, Kind, Mark, Name, Ref, Words
from maocoop.render import names, wording
from maocoop.render.epub.elements import H, says, tongue
from maocoop.render.layer import laid_over

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from maocoop.link import Citation, Links, TextLinks
    from maocoop.model import Certainty, Edition, Inline, Reference, Sentence, Text, Unit
    from maocoop.render.epub.elements import Content

FILES = {
    Kind.HEADNOTE: "headnote.xhtml",
    Kind.PARAGRAPH: "speech.xhtml",
    Kind.NOTE: "notes.xhtml",
    Kind.COMMENT: "comment.xhtml",
    Kind.EDITION_NOTE: "edition-notes.xhtml",
}
"""The file of each kind of part; the sections of the speech share one, since some are one paragraph."""

EMENDATIONS = "emendations.xhtml"
BIBLIOGRAPHY = "bibliography.xhtml"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the table of contents: a heading, where it is, and those below it."""

    label: str
    href: str
    below: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A content document: file, title, where it stands (`frontmatter`, `bodymatter`, `backmatter`),
    what is in its body, its entry in the contents, and the anchors of its units."""

    file: str
    title: str
    matter: str
    body: tuple[_Element, ...]
    entry: Entry
    anchors: tuple[str, ...] = ()
    landmark: str | None = None


class Book:
    """One text as a book: what its documents are made from, and how their lines are set."""

    def __init__(self, edition: Edition, text: Text, links: Links) -> None:
        self.edition = edition
        self.text = text
        self.all_links = links
        self.links: TextLinks = links.texts[text.id]
        self._layer = laid_over(text, links.texts[text.id].named, whole=True)
        self._foreign: Mapping[str, str] = names.foreign(edition)
        self._romanized: re.Pattern[str] | None = names.romanized_titles(edition)
        self._tongues = {each.anchor: each.language for each in edition.entities if each.language}
        self._files = dict(self._anchors())

    def _anchors(self) -> Iterator[tuple[str, str]]:
        """Every anchor of the text with its file: parts, units, sentences, and what stood there."""
        for part in self.text.parts:
            file = FILES[part.kind]
            yield part.anchor, file
            yield from ((stone.anchor, file) for stone in self.links.stones[part.anchor])
            for unit in part.units:
                yield unit.anchor, file
                yield from ((stone.anchor, file) for stone in self.links.stones[unit.anchor])
                if part.kind is not Kind.EDITION_NOTE:
                    yield from (
                        (f"{unit.anchor}.{n + 1}", file) for n in range(len(unit.sentences))
                    )

    # --- Addresses ----------------------------------------------------------------------------

    def place(self, anchor: str) -> str:
        """The address of an anchor of the text, in the book."""
        return f"{self._files[anchor]}#{anchor}"

    def address(self, to: Reference) -> str | None:
        """Where a link leads, or None where that is neither in the book nor published."""
        if to.scheme == "anchor":
            return self.place(to.id)
        if to.scheme == "bib":
            return f"{BIBLIOGRAPHY}#bib-{to.id}"
        if to.scheme == "text" and to.id == self.text.id:
            known = to.part in self._files
            return self.place(to.part) if to.part and known else f"{FILES[Kind.PARAGRAPH]}#speech"
        if to.scheme == "text" and any(to.id == each.id for each in self.edition.sister_texts):
            return f"{BIBLIOGRAPHY}#text-{to.id}"
        if not self.edition.base_url:
            return None
        texts = frozenset(text.id for text in self.edition.texts)
        return f"{self.edition.base_url}/{wording.address(to, self.text.id, texts)}"

    # --- Lines --------------------------------------------------------------------------------

    def words(self, text: str) -> list[Content]:
        """Words with Chinese characters and romanized titles marked as such (WCAG 3.1.2)."""
        found = [("zh-Hans", match) for match in wording.HANZI.finditer(text)]
        if self._romanized:
            found += [("zh-Latn", match) for match in self._romanized.finditer(text)]
        made: list[Content] = []
        end = 0
        for language, match in sorted(found, key=lambda each: each[1].start()):
            made += [text[end : match.start()], H.span(match.group(), tongue(language))]
            end = match.end()
        return [*made, text[end:]]

    def prose(self, text: str) -> list[Content]:
        """Words of this edition that are kept with straight signs."""
        return self.words(printed(text))

    def sentence(self, sentence: Sentence) -> list[Content]:
        """A sentence with what this edition lays over it: emendations and the marks of its notes."""
        return self.line(self._layer.over(sentence))

    def sentences(self, unit: Unit) -> list[list[Content]]:
        """The sentences of a unit, paragraph by paragraph; all but those of our notes have an id."""
        made = []
        number = 0
        for paragraph in unit.paragraphs:
            line: list[Content] = []
            for sentence in paragraph:
                number += 1
                content = self.sentence(sentence)
                if unit.kind is not Kind.EDITION_NOTE:
                    content = [H.span({"id": f"{unit.anchor}.{number}"}, *content)]
                line += [*content, " "]
            made.append(line[:-1])
        return made

    def line(self, nodes: Iterable[Inline]) -> list[Content]:
        """A line of the notation."""
        made: list[Content] = []
        before: Inline | None = None
        for node in nodes:
            made += self._node(node, before)
            before = node
        return made

    def _node(self, node: Inline, before: Inline | None) -> list[Content]:
        match node:
            case Words():
                return self.words(node.text)
            case Mark():
                return [self._mark(node, isinstance(before, Mark))]
            case Emphasis():
                return [H.i(self._italic(node), *self.line(node.content))]
            case Emended():
                listed = {"class": "emended", "href": f"{EMENDATIONS}#{node.emendation}"}
                return [H.a(listed, *self.line(node.content))]
            case Name() if node.entity in self._tongues:
                return [H.span(tongue(self._tongues[node.entity]), *self.line(node.content))]
            case Ref():
                return self._link(node)
            case _:
                return self.line(node.content)

    def _italic(self, node: Emphasis) -> dict[str, str]:
        """The language of a foreign word; that of a title is said of its words."""
        words = wording.words_of(node.content)
        language = self._foreign.get(words)
        return tongue(language) if language and " " not in words else {}

    def _mark(self, mark: Mark, follows: bool) -> _Element:
        """The mark of a note of the translators, or of this edition, whose label is its anchor."""
        ours = mark.note == mark.label
        file = FILES[Kind.EDITION_NOTE if ours else Kind.NOTE]
        attributes = says("noteref", "doc-noteref") | {"href": f"{file}#note-{mark.note}"}
        if not ours:
            attributes["id"] = f"mark-{mark.note}"
        name = " ".join(["mark", *["edition"] * ours, *["next"] * follows])
        return H.sup({"class": name}, H.a(attributes, mark.label))

    def _link(self, node: Ref) -> list[Content]:
        href = self.address(node.to)
        content = self.line(node.content)
        made: list[Content] = [H.a({"href": href}, *content)] if href else content
        if node.to.certainty:
            made.append(H.span({"class": "guess"}, "⟨?⟩"))
        return made

    # --- What this edition says of the text ---------------------------------------------------

    def to_units(self, anchors: Iterable[str]) -> list[Content]:
        """Links to units by anchor, in a row."""
        made: list[Content] = []
        for anchor in dict.fromkeys(anchors):
            made += [", ", H.a({"href": self.place(anchor)}, anchor)]
        return made[1:]

    def places(self, citations: Iterable[Citation]) -> list[Content]:
        """Links to the places of this text that cite something; a guess says so."""
        made: list[Content] = []
        for each in citations:
            if each.text == self.text.id:
                made += [", ", H.a({"href": self.place(each.address)}, each.unit.anchor)]
                if each.to.certainty:
                    made.append(f" ⟨{each.to.certainty}⟩")
        return made[1:]


def certainty(value: Certainty) -> _Element:
    """How far a statement of ours is supported."""
    return H.span({"class": "certainty"}, value.value)
