"""A checked edition -> who speaks of what: marks, backlinks and the places that cite a work.

`check` has proved that everything resolves, so this stage is total: it looks nothing up in vain.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from maocoop.concordance import by_unit, occurrences
from maocoop.history import tombstones
from maocoop.markup import printed
from maocoop.model import Kind, Mark, Ref, Reference, Words, walk
from maocoop.remember import remembered_each
from maocoop.tracing import TracedMap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.concordance import Occurrence
    from maocoop.model import Edition, Entity, Part, Text, Unit, Work
    from maocoop.record import Change, State

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


Gone: TypeAlias = "State | Change"
"""An anchor that was moved or retired, in a release or by a declared change."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that points somewhere: the unit, its sentence (from 1), and the printed words."""

    text: str
    unit: Unit
    sentence: int
    words: str
    to: Reference

    @property
    def address(self) -> str:
        """The sentence on the page of the text; a note of this edition is addressed whole."""
        whole = self.unit.kind is Kind.EDITION_NOTE
        return self.unit.anchor if whole else f"{self.unit.anchor}.{self.sentence}"


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark where it stands: unit, sentence (from 1), offset in the printed sentence (from 0)."""

    note: str
    unit: str
    sentence: int
    offset: int


@dataclass(frozen=True, slots=True)
class Named:
    """A name or term with the places where its forms stand, and those that link to its entry."""

    entity: Entity
    occurrences: tuple[Occurrence, ...]
    linking: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class TextLinks:
    """The links inside one text, by anchor; where nothing points, an empty tuple.

    `marks` says where each note is marked; `notes` which notes a unit marks; `comments` which
    comments, and `remarks` which notes of this edition are about it; `pointing` which places link to it from elsewhere; `stones` which
    anchors that are gone stood behind a unit, or at the beginning of a part; `named` which names and
    terms stand in a unit, in reading order.
    """

    marks: Mapping[str, Placed]
    notes: Mapping[str, tuple[Unit, ...]]
    comments: Mapping[str, tuple[Unit, ...]]
    remarks: Mapping[str, tuple[Unit, ...]]
    pointing: TracedMap[str, tuple[Citation, ...]]
    stones: Mapping[str, tuple[Gone, ...]]
    named: Mapping[str, tuple[Occurrence, ...]]
    units: Mapping[str, Unit]
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Links:
    """All links: those of each text by its id, the places that cite each work and sister text, and by
    its anchor each name or term with the places where it stands."""

    texts: Mapping[str, TextLinks]
    works: TracedMap[str, tuple[Citation, ...]]
    sister_texts: TracedMap[str, tuple[Citation, ...]]
    entities: Mapping[str, Named]


def link(edition: Edition) -> Links:
    """Collect every link of the edition, in reading order."""
    citations = [each for text in edition.texts for each in _citations(text, edition.works)]
    named = occurrences(edition)
    to = _grouped(((c.to.scheme, c.to.id), c) for c in citations)
    return Links(
        texts={text.id: _text_links(text, citations, edition) for text in edition.texts},
        works=TracedMap("works", {work.id: to.get(("bib", work.id), ()) for work in edition.works}),
        sister_texts=TracedMap(
            "sister texts",
            {each.id: to.get(("text", each.id), ()) for each in edition.sister_texts},
        ),
        entities={
            entity.anchor: Named(
                entity, named[entity.anchor], to.get((entity.group.scheme, entity.id), ())
            )
            for entity in edition.entities
        },
    )


def _text_links(text: Text, citations: list[Citation], edition: Edition) -> TextLinks:
    inner = _inner(text, edition.entities)
    pointing = _grouped(
        (c.to.id, c) for c in citations if c.to.scheme == "anchor" and c.text == text.id
    )
    return replace(
        inner,
        pointing=TracedMap(
            inner.pointing.name, {anchor: pointing.get(anchor, ()) for anchor in inner.notes}
        ),
    )


@remembered_each
def _inner(text: Text, entities: tuple[Entity, ...]) -> TextLinks:
    """The links of a text that need no look at what cites what: nothing is `pointing` yet."""
    units = {unit.anchor: unit for unit in text.units()}
    anchors = [part.anchor for part in text.parts] + list(units)
    placed = [mark for unit in text.units() for mark in _marks(unit)]
    notes = _grouped((mark.unit, units[mark.note]) for mark in placed)
    comments = _about(text, Kind.COMMENT)
    remarks = _about(text, Kind.EDITION_NOTE)
    stones = _grouped(
        (_predecessor(part, anchor), stone)
        for part in text.parts
        for anchor, stone in sorted(
            tombstones(text.record).items(), key=lambda pair: place(pair[0])
        )
        if _belongs(anchor, part)
    )
    return TextLinks(
        marks={mark.note: mark for mark in placed},
        notes={anchor: notes.get(anchor, ()) for anchor in anchors},
        comments={anchor: comments.get(anchor, ()) for anchor in anchors},
        remarks={anchor: remarks.get(anchor, ()) for anchor in anchors},
        pointing=TracedMap(f"{text.id} pointing", {}),
        stones={anchor: stones.get(anchor, ()) for anchor in anchors},
        named=_named(text, entities),
        units=units,
        parts={unit.anchor: part for part in text.parts for unit in part.units},
    )


def _about(text: Text, kind: Kind) -> dict[str, tuple[Unit, ...]]:
    """By anchor, the units of a kind that are about it, each once."""
    return _grouped(
        (anchor, unit)
        for unit in text.units()
        if unit.kind is kind
        for anchor in dict.fromkeys(target.anchor for target in unit.targets)
    )


def _named(text: Text, entities: tuple[Entity, ...]) -> dict[str, tuple[Occurrence, ...]]:
    found = by_unit(text, entities)
    return {unit.anchor: found.get(unit.anchor, ()) for unit in text.units()}


def place(anchor: str) -> tuple[str, int, str]:
    """Part, number and letter of a unit's anchor: `n12a` comes between `n12` and `n13`."""
    match = re.fullmatch(r"(\D+?)\.?(\d+)([a-z]?)", anchor)
    return (match[1], int(match[2]), match[3]) if match else (anchor, 0, "")


def _belongs(anchor: str, part: Part) -> bool:
    return place(anchor)[0] == part.prefix.rstrip(".") and anchor != part.anchor


def _predecessor(part: Part, anchor: str) -> str:
    """The unit behind which an anchor that is gone would stand, or the part at its beginning."""
    before = [unit.anchor for unit in part.units if place(unit.anchor) < place(anchor)]
    return before[-1] if before else part.anchor


def _grouped(pairs: Iterator[tuple[_Key, _Value]]) -> dict[_Key, tuple[_Value, ...]]:
    groups: defaultdict[_Key, list[_Value]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


@remembered_each
def _citations(text: Text, works: tuple[Work, ...]) -> tuple[Citation, ...]:
    """The places in a text that point somewhere, in reading order."""
    named = _grouped(
        (target.anchor, (work.id, target)) for work in works for target in work.targets
    )
    found: list[Citation] = []
    for unit in text.units():
        for work, target in named.get(f"{text.id}/{unit.anchor}", ()):
            words, to = printed(target.lemma or ""), Reference("bib", work)
            found.append(Citation(text.id, unit, unit.sentence_of(target), words, to))
        found += _links_of(unit, text.id)
    return tuple(found)


@remembered_each
def _links_of(unit: Unit, text: str) -> tuple[Citation, ...]:
    return tuple(
        Citation(text, unit, number, _words(node), node.to)
        for number, sentence in enumerate(unit.sentences, 1)
        for node in walk(sentence.inlines)
        if isinstance(node, Ref)
    )


def _words(link: Ref) -> str:
    return "".join(node.text for node in walk(link.content) if isinstance(node, Words))


@remembered_each
def _marks(unit: Unit) -> tuple[Placed, ...]:
    found = []
    for number, sentence in enumerate(unit.sentences, 1):
        offset = 0
        for node in walk(sentence.inlines):
            if isinstance(node, Mark):
                found.append(Placed(node.note, unit.anchor, number, offset))
            elif isinstance(node, Words):
                offset += len(node.text)
    return tuple(found)
