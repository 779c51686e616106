"""Edition and links -> data/annotations.jsonld: every note and comment as a Web Annotation.

One `AnnotationCollection` with its one `AnnotationPage` embedded (Web Annotation Data Model, W3C
Recommendation of 23 February 2017, section 5), in reading order: the notes of the translators, the
items of the comment, the notes of this edition. IRIs are those of the web where the edition has a
base URL, else relative to this file.

An annotation. `id`: this file with the address of the note as fragment (`#1955-07-31/n1`).
`motivation`: commenting. `creator`: the editors, who say which words a note is about; `created` and
`modified`: the days of the releases that recorded the note first and last, where there are any;
`generated`: the day of the release, in time. A day is given as its first moment in UTC, as the model
wants a time. `rights`: those in what this edition adds.

Its `body`: a `TextualBody` with the words of the note as plain text (sentences joined by a blank,
paragraphs by an empty line), its `id` the place of the note on the page, its `creator` the voice by
the name that the pages give it and without an `id` or a `type`, since the document names nobody;
`rights` are those in the words. A note of this edition has a second body, its certainty as a tag.

Its `target`: one `SpecificResource` for each place, none other than the page of the text for a note
that is about all of it. Where words are named (the translators' note: those before its mark), two
selectors say the same:

- a `FragmentSelector` with the address of the sentence, refined by a `TextPositionSelector` in the text
  content of that element, in code points from 0: the sentence as the page has it, with the signs of
  all marks. Words that run over a sentence have a `RangeSelector` from such a place to another, whose
  beginning is the first character that is not meant.
- a `TextQuoteSelector`, of the text content of the page: `exact` has the signs that stand inside the
  words, `prefix` and `suffix` what stands around them in the same paragraph, as much of it as makes
  the place the only one in its unit.

Where a unit is meant whole there is its `FragmentSelector` alone. `state`: a `TimeState` with the day
of the release, where the unit has the words of that release.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from maocoop import cite, history
from maocoop.cite.items import container
from maocoop.memory import made
from maocoop.model import Kind, Mark, Ref, Voice, Words
from maocoop.render import wording
from maocoop.render.data import item, place, with_items
from maocoop.render.layer import laid_over
from maocoop.render.search import GUESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Inline, Target, Text, Unit

FILE = "data/annotations.jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
FRAGMENTS = "http://tools.ietf.org/rfc/rfc3236"
"""What a fragment of an HTML page is, by the name that the model gives for it (section 4.2.1)."""

DEPTH = 3
"""How deep an annotation stands in the file."""

AROUND = 32
"""Characters of context on either side of a quotation, or as many more times as make it unique."""

_KINDS = (Kind.NOTE, Kind.COMMENT, Kind.EDITION_NOTE)


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The one collection."""
    return {FILE: made(FILE, partial(_collection, edition, links))}


def _collection(edition: Edition, links: Links) -> bytes:
    items = [each for text in edition.texts for each in _Annotations(edition, text, links).all()]
    collection = place(edition, FILE, FILE)
    whole = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": f"Notes and comments of {container(edition)}",
        "creator": _editors(edition),
        **_generated(edition),
        "total": len(items),
        "first": {
            "id": f"{collection}#page",
            "type": "AnnotationPage",
            "partOf": collection,
            "startIndex": 0,
            "items": [],
        },
    }
    return with_items(whole, items, DEPTH)


def _editors(edition: Edition) -> dict[str, str]:
    return {"type": "Organization", "name": edition.editors}


def _generated(edition: Edition) -> dict[str, str]:
    return {"generated": _moment(edition.released)} if edition.released else {}


def _moment(day: str) -> str:
    """The first moment of a day: the model knows no days."""
    return f"{day}T00:00:00Z"


class _Annotations:
    """The annotations of one text."""

    def __init__(self, edition: Edition, text: Text, links: Links) -> None:
        self.edition = edition
        self.text = text
        self.links = links.texts[text.id]
        self.page = place(edition, f"{text.id}.html", FILE)
        self.layer = laid_over(text, self.links.named, whole=True)

    def all(self) -> Iterator[str]:
        """As JSON, in reading order."""
        for unit in self.text.units():
            if unit.kind in _KINDS:
                yield made((FILE, self.text.id, unit.anchor), partial(self._item, unit))

    def _item(self, note: Unit) -> str:
        return item(self._annotation(note), DEPTH)

    def _annotation(self, note: Unit) -> dict[str, Any]:
        return {
            "id": f"{place(self.edition, FILE, FILE)}#{self.text.id}/{note.anchor}",
            "type": "Annotation",
            "motivation": "commenting",
            "creator": _editors(self.edition),
            **self._times(note),
            "rights": [r.uri for r in self.edition.rights if Voice.EDITION in r.voices],
            "body": list(self._bodies(note)),
            "target": [self._target(target) for target in note.targets]
            or [{"type": "SpecificResource", "source": self.page}],
        }

    def _times(self, note: Unit) -> dict[str, str]:
        recorded = history.states(self.text.record).get(note.anchor, ())
        times = {}
        if recorded:
            times["created"] = _moment(recorded[0].date)
        if len(recorded) > 1:
            times["modified"] = _moment(recorded[-1].date)
        return times | _generated(self.edition)

    # --- Bodies -------------------------------------------------------------------------------

    def _bodies(self, note: Unit) -> Iterator[dict[str, Any]]:
        ours = note.kind is Kind.EDITION_NOTE
        paragraphs = (" ".join(paragraph) for paragraph in history.plain(note))
        yield {
            "id": f"{self.page}#{note.anchor}",
            "type": "TextualBody",
            "purpose": "commenting",
            "creator": _editors(self.edition) if ours else self._voice(note),
            "value": "\n\n".join(paragraphs),
            "format": "text/plain",
            "language": self.edition.language if ours else self.text.language,
            "rights": [right.uri for right in cite.rights(self.edition, self.text, note)],
        }
        if note.certainty:
            yield {"type": "TextualBody", "purpose": "tagging", "value": note.certainty.value}

    def _voice(self, note: Unit) -> dict[str, str]:
        return {"name": wording.voice(self.links.parts[note.anchor], self.text)}

    # --- Targets ------------------------------------------------------------------------------

    def _target(self, target: Target) -> dict[str, Any]:
        unit = self.links.units[target.anchor]
        return {
            "type": "SpecificResource",
            "source": self.page,
            "selector": self._selectors(unit, target),
            **self._state(unit),
        }

    def _state(self, unit: Unit) -> dict[str, Any]:
        standing = history.standing_of(self.text.record, unit)
        if not self.edition.released or standing is not history.Standing.UNCHANGED:
            return {}
        return {"state": {"type": "TimeState", "sourceDate": _moment(self.edition.released)}}

    def _selectors(self, unit: Unit, target: Target) -> list[dict[str, Any]]:
        span = unit.span_of(target)
        # A note of this edition has no addresses for its sentences.
        if span is None or unit.kind is Kind.EDITION_NOTE:
            return [_fragment(unit.anchor)]
        lines = [_Line.of(self.layer.over(sentence)) for sentence in unit.sentences]
        first, start = unit.sentence_at(span[0])
        last, end = unit.sentence_at(span[1])
        begin = lines[first - 1].places[start]
        stop = lines[last - 1].places[end - 1] + 1
        return [
            _between(unit.anchor, (first, begin), (last, stop)),
            _quotation(unit, lines, (first, begin), (last, stop)),
        ]


class _Line(NamedTuple):
    """A sentence as the page has it, and where in that each character of the plain sentence stands."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, nodes: Iterable[Inline]) -> _Line:
        """The line of some nodes, which may have been laid over with marks."""
        text = ""
        places: list[int] = []
        for words, counts in _said(nodes):
            if counts:
                places += range(len(text), len(text) + len(words))
            text += words
        return cls(text, tuple(places))


def _said(nodes: Iterable[Inline]) -> Iterator[tuple[str, bool]]:
    """What the page prints of nodes, and whether it is words of the sentence."""
    for node in nodes:
        if isinstance(node, Words):
            yield node.text, True
        elif isinstance(node, Mark):
            yield node.label, False
        else:
            yield from _said(node.content)
            if isinstance(node, Ref) and node.to.certainty:
                yield GUESS, False


# --- Selectors --------------------------------------------------------------------------------


def _fragment(anchor: str) -> dict[str, Any]:
    return {"type": "FragmentSelector", "conformsTo": FRAGMENTS, "value": anchor}


def _position(anchor: str, sentence: int, start: int, end: int) -> dict[str, Any]:
    within = {"type": "TextPositionSelector", "start": start, "end": end}
    return _fragment(f"{anchor}.{sentence}") | {"refinedBy": within}


def _between(anchor: str, begin: tuple[int, int], stop: tuple[int, int]) -> dict[str, Any]:
    """The place from one character to another, each by its sentence, from 1, and its offset."""
    if begin[0] == stop[0]:
        return _position(anchor, begin[0], begin[1], stop[1])
    return {
        "type": "RangeSelector",
        "startSelector": _position(anchor, *begin, begin[1]),
        "endSelector": _position(anchor, *stop, stop[1]),
    }


def _quotation(
    unit: Unit, lines: list[_Line], begin: tuple[int, int], stop: tuple[int, int]
) -> dict[str, Any]:
    """The words with what stands around them in their paragraph."""
    starts = [number for number in unit.paragraph_starts if number <= begin[0]]
    ends = [number for number in unit.paragraph_starts if number > stop[0]]
    first, after = starts[-1], ends[0] if ends else len(lines) + 1
    paragraph = _joined(lines[first - 1 : after - 1])
    start = len(_joined(lines[first - 1 : begin[0] - 1])) + (begin[0] > first) + begin[1]
    end = len(_joined(lines[first - 1 : stop[0] - 1])) + (stop[0] > first) + stop[1]
    around = AROUND
    whole = _joined(lines)
    while around < len(paragraph):
        context = paragraph[max(start - around, 0) : end + around]
        if whole.find(context) == whole.rfind(context):
            break
        around += AROUND
    selector = {
        "type": "TextQuoteSelector",
        "prefix": paragraph[max(start - around, 0) : start],
        "exact": paragraph[start:end],
        "suffix": paragraph[end : end + around],
    }
    return {key: value for key, value in selector.items() if value}


def _joined(lines: Iterable[_Line]) -> str:
    return " ".join(line.text for line in lines)
