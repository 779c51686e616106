"""A sentence of the model -> `s` with all that is said of its words (TEI P5, chapters 3, 12 and 13).

The words are those of the printed sentence, character for character; what is said of them are spans
of offsets: italics, brackets and links of the line itself, emended words, every name and term, figures
and works that are named without a link, words that are not English. Of two that would cross one is cut.
Marks of notes are empty elements, so that the words read on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maocoop.concordance import length
from maocoop.markup import printed
from maocoop.model import Emphasis, Group, Mark, Ref, Supplied, walk
from maocoop.render import layer, names
from maocoop.render.tei.elements import HANZI_TAG, SPEECH, cert, element, sentence_id
from maocoop.render.tei.figures import measured
from maocoop.render.tei.nesting import Point, Span, fill
from maocoop.render.wording import HANZI, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from maocoop.concordance import Occurrence
    from maocoop.errors import Position
    from maocoop.link import Links
    from maocoop.model import Edition, Figure, Inline, Reference, Sentence, Target, Text, Unit
    from maocoop.render.tei.elements import Element

    Make = Callable[[], Element]

_NAMES = {
    Group.PERSONS: "persName",
    Group.PLACES: "placeName",
    Group.ORGANISATIONS: "orgName",
    Group.EVENTS: "rs",
    Group.UNITS: "term",
    Group.TERMS: "term",
}
"""What a name in the text is called."""

_LINE, _CLAIM, _EMENDED, _NAME, _TONGUE = range(5)
"""Which spans are outside where several have the same words."""


class Sentences:
    """The sentences of one text, with what the edition knows of their words."""

    def __init__(self, edition: Edition, text: Text, links: Links) -> None:
        self._edition = edition
        self._text = text
        self._links = links
        self._texts = frozenset(each.id for each in edition.texts)
        self._foreign = names.foreign(edition)
        self._romanized = names.romanized_titles(edition)
        self._titles = _titles(edition)
        self._emended = layer.emended(text)
        self._marks = layer.marks(text)
        self._named = _by_line(links.texts[text.id].named.values())
        self._claimed = self._claims()

    def element(self, unit: Unit, number: int) -> Element:
        """The sentence with this number, from 1; one of a note of this edition has no anchor."""
        sentence = unit.sentences[number - 1]
        id_ = sentence_id(unit, number)
        made = element("s", xml_id=None if id_ == unit.anchor else id_)
        points = [*_marks(sentence.inlines), *self._own_marks(sentence)]
        spans = (
            span if span.rank == _EMENDED else replace(span, id=f"{unit.anchor}.{number}-{n}")
            for n, span in enumerate(self._spans(sentence), 1)
        )
        fill(made, sentence.printed, spans, points)
        return made

    def _spans(self, sentence: Sentence) -> Iterator[Span]:
        """All that is said of words of the sentence; emendations first, which cannot be cut."""
        for start, end, id_ in self._emended.get(sentence.at, ()):
            yield Span(start, end, _EMENDED, self._emendation(id_, sentence.plain[start:end]))
        yield from self._line(sentence.inlines)
        for each in self._named.get(sentence.at, ()):
            yield Span(each.start, each.end, _NAME, self._name(each))
        yield from self._claimed.get(sentence.at, ())
        for match in HANZI.finditer(sentence.printed):
            yield Span(*match.span(), _TONGUE, _foreign(HANZI_TAG))
        yield from self._running_titles(sentence)

    # --- The line itself ----------------------------------------------------------------------

    def _line(self, nodes: Iterable[Inline], start: int = 0, within: str = "") -> Iterator[Span]:
        for node in nodes:
            end = start + length(node)
            if isinstance(node, Ref):
                yield Span(start, end, _LINE, self._link(node.to))
                yield from self._line(node.content, start, node.to.scheme)
            elif isinstance(node, Supplied):
                yield Span(start, end, _LINE, lambda: element("supplied", resp="#translators"))
                yield from self._line(node.content, start, within)
            elif isinstance(node, Emphasis):
                yield Span(start, end, _LINE, self._emphasis(node, within))
                yield from self._line(node.content, start, within)
            start = end

    def _emphasis(self, node: Emphasis, within: str) -> Make:
        words = words_of(node.content)
        cites = any(isinstance(each, Ref) and each.to.scheme == "bib" for each in walk((node,)))
        language = self._foreign.get(words)
        if within == "bib" or cites or words in self._titles:
            return lambda: element("title", xml_lang=language)
        if language:
            return lambda: element("foreign", xml_lang=language, rend="italic")
        return lambda: element("hi", rend="italic")

    def _link(self, to: Reference) -> Make:
        return lambda: element(
            "ref",
            target=self._pointer(to),
            type=to.scheme,
            subtype=to.part,
            cert=cert(to.certainty),
        )

    def _pointer(self, to: Reference) -> str:
        """Where a link leads, from this document; a text that is printed here has one of its own."""
        if to.scheme == "anchor":
            return f"#{to.id}"
        if to.scheme == "text" and to.id in self._texts:
            page = "" if to.id == self._text.id else f"{to.id}.tei.xml"
            return f"{page}#{to.part or SPEECH}"
        return f"#{to.scheme}-{to.id}"

    # --- What the edition says of it ----------------------------------------------------------

    def _emendation(self, id_: str, words: str) -> Make:
        entry = next(
            each for each in self._text.emendations if (each.id, each.print) == (id_, words)
        )
        return lambda: element(
            "choice",
            element("sic", entry.reading, source="#witness"),
            element("corr", resp="#edition", cert=cert(entry.certainty)),
            corresp=f"#{id_}",
        )

    def _name(self, each: Occurrence) -> Make:
        entity = self._links.entities[each.entity].entity
        name = _NAMES[entity.group]
        kind = entity.group.scheme if name == "rs" else None
        return lambda: element(name, ref=f"#{entity.anchor}", type=kind, xml_lang=entity.language)

    def _claims(self) -> dict[Position, list[Span]]:
        """Figures, and works that are named without a link, by the places of their sentences.

        Words that run over a sentence are left to the lists at the end.
        """
        found: dict[Position, list[Span]] = {}
        units = self._links.texts[self._text.id].units
        for anchor, target, make in self._claimed_words():
            number, start, end = units[anchor].place_of(target) or (1, 0, 0)
            sentence = units[anchor].sentences[number - 1]
            if end <= len(sentence.plain):
                found.setdefault(sentence.at, []).append(Span(start, end, _CLAIM, make))
        return found

    def _claimed_words(self) -> Iterator[tuple[str, Target, Make]]:
        for figure in self._text.figures:
            yield figure.target.anchor, figure.target, _figure(figure)
        for work in self._edition.works:
            for target in work.targets:
                text, _, anchor = target.anchor.partition("/")
                if text == self._text.id:
                    yield anchor, target, _work(work.id)

    def _own_marks(self, sentence: Sentence) -> Iterator[Point]:
        for at, note in self._marks.get(sentence.at, ()):
            target = f"#{note}"
            made = element("ptr", type="noteAnchor", subtype="edition", n=note, target=target)
            yield Point(at, made)

    def _running_titles(self, sentence: Sentence) -> Iterator[Span]:
        """Romanized titles in the words; those in italics have their language already."""
        if self._romanized is None:
            return
        marked = {words_of((n,)) for n in walk(sentence.inlines) if isinstance(n, Emphasis)}
        for match in self._romanized.finditer(sentence.printed):
            if match.group() not in marked:
                yield Span(*match.span(), _TONGUE, _foreign("zh-Latn"))


def _figure(figure: Figure) -> Make:
    return lambda: measured(figure, corresp=f"#{figure.anchor}")


def _work(id_: str) -> Make:
    return lambda: element("rs", type="work", ref=f"#bib-{id_}")


def _foreign(language: str) -> Make:
    return lambda: element("foreign", xml_lang=language)


def _marks(nodes: Iterable[Inline]) -> Iterator[Point]:
    """The marks of the translators' notes."""
    at = 0
    for node in walk(nodes):
        if isinstance(node, Mark):
            note = node.note
            marked = {"n": node.label, "target": f"#{note}", "xml_id": f"mark-{note}"}
            yield Point(at, element("ptr", type="noteAnchor", **marked))
        elif not isinstance(node, Emphasis | Supplied | Ref):
            at += length(node)


def _by_line(named: Iterable[tuple[Occurrence, ...]]) -> dict[Position, list[Occurrence]]:
    found: dict[Position, list[Occurrence]] = {}
    for occurrences in named:
        for each in occurrences:
            found.setdefault(each.line.at, []).append(each)
    return found


def _titles(edition: Edition) -> frozenset[str]:
    """The words that are titles where they stand in italics: of works, as printed or shortened."""
    found = set()
    for work in edition.works:
        for field in ("title", "container-title"):
            title = printed(str(work.item.get(field, "")))
            found |= {title, HANZI.split(title.partition("[")[0])[0].strip()}
    for short in edition.abbreviations:
        found |= {printed(short.form), printed(short.full)}
    return frozenset(found - {""})
