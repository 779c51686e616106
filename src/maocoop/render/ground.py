"""Edition and links -> what every file rests on, as one value that can be compared (pure).

It is all that the edition says but the words of its units: those are traced one by one (`memory`).
Places in sentences are left out, since whoever shows one reads the sentence; so are places in files.
"""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from maocoop.model import Edition, Part, Text
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from maocoop.concordance import Occurrence
    from maocoop.link import Citation, Links, TextLinks
    from maocoop.model import Unit

_BESIDE = {
    Edition: frozenset({"texts", "sources"}),
    Text: frozenset({"parts", "at"}),
    Part: frozenset({"units", "at"}),
}
"""Fields that are no ground, or are taken apart here."""


def ground(edition: Edition, links: Links) -> tuple[Any, ...]:
    """All of the edition that a memory may not outlive."""
    return (
        _fields(edition),
        tuple(map(_text, edition.texts)),
        tuple(_text_links(each) for each in links.texts.values()),
        tuple(
            (
                anchor,
                tuple(map(_occurrence, named.occurrences)),
                tuple(map(_citation, named.linking)),
            )
            for anchor, named in links.entities.items()
        ),
    )


def entries(links: Links) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What points where, which pages look up entry by entry."""
    maps = (links.works, links.sister_texts, *(each.pointing for each in links.texts.values()))
    return {
        (each.name, key): tuple(map(_citation, found))
        for each in maps
        for key, found in each.items()
    }


def tools(templates: Path) -> tuple[Any, ...]:
    """The files that pages are made with, each with what changes when it is written."""
    found = []
    for place, _, names in os.walk(templates):
        for name in names:
            file = os.stat(f"{place}/{name}")  # noqa: PTH116  (fifty of them at every correction)
            found.append(
                (place, name, file.st_ino, file.st_size, file.st_mtime_ns, file.st_ctime_ns)
            )
    return tuple(sorted(found))


def _fields(of: Edition | Text | Part) -> tuple[Any, ...]:
    beside = _BESIDE[type(of)]
    return tuple(getattr(of, field.name) for field in fields(of) if field.name not in beside)


@remembered_each
def _text(text: Text) -> tuple[Any, ...]:
    return (_fields(text), *map(_part, text.parts))


def _part(part: Part) -> tuple[Any, ...]:
    return (_fields(part), part.at.path, tuple(map(_shape, part.units)))


def _shape(unit: Unit) -> tuple[Any, ...]:
    """A unit without its sentences."""
    targets = tuple((target.anchor, target.lemma, target.occurrence) for target in unit.targets)
    shape = (unit.anchor, unit.kind, unit.label, unit.paragraph_starts, unit.quotes)
    return (*shape, unit.certainty, targets, unit.at.path)


def _text_links(links: TextLinks) -> tuple[Any, ...]:
    return (
        tuple((mark.note, mark.unit, mark.sentence) for mark in links.marks.values()),
        *(_by_key(each, _anchor) for each in (links.notes, links.comments, links.remarks)),
        links.stones,
        _by_key(links.named, _occurrence),
    )


def _by_key(found: Mapping[str, Iterable[Any]], what: Any) -> tuple[Any, ...]:
    return tuple((key, tuple(map(what, each))) for key, each in found.items())


def _anchor(unit: Unit) -> str:
    return unit.anchor


def _citation(citation: Citation) -> tuple[Any, ...]:
    return (citation.text, citation.unit.anchor, citation.sentence, citation.words, citation.to)


def _occurrence(each: Occurrence) -> tuple[Any, ...]:
    return (each.entity, each.form, each.text, each.unit.anchor, each.sentence, each.inside)
