"""The record of anchors as a reader sees it: versions of one anchor, errata by release (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from maocoop.history import (
    Standing,
    Version,
    anchors_without_text,
    plain,
    same_words,
    standing,
    states,
    today,
    version_of,
    words_at,
)
from maocoop.memory import made
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.history import Paragraphs
    from maocoop.link import TextLinks
    from maocoop.model import Edition, Part, Text, Unit
    from maocoop.record import Record, State


@dataclass(frozen=True, slots=True)
class Errata:
    """A release: how many anchors were new in it, and what it changed."""

    version: str
    date: str
    new: int
    changed: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An anchor as a release had it, and how it stands to that now."""

    state: State
    standing: Standing


def as_released(
    text: Text, links: TextLinks, version: str
) -> list[tuple[Part, tuple[Recorded, ...]]]:
    """The anchors of a text as a release had them, part by part, in the order of today.

    An anchor that has left the text since stands where its tombstone does.
    """
    held = words_at(text.record, version)
    made = []
    for part in text.parts:
        anchors = [stone.anchor for stone in links.stones[part.anchor]]
        for unit in part.units:
            anchors += [unit.anchor, *(stone.anchor for stone in links.stones[unit.anchor])]
        recorded = [_recorded(text, links, held[anchor]) for anchor in anchors if anchor in held]
        made.append((part, tuple(recorded)))
    return [(part, recorded) for part, recorded in made if recorded]


def _recorded(text: Text, links: TextLinks, state: State) -> Recorded:
    unit = links.units.get(state.anchor)
    if unit is None:
        return Recorded(state, standing(text.record, state.anchor, None))
    alike = _alike(state, unit)
    return Recorded(state, Standing.UNCHANGED if alike else Standing.REVISED)


@remembered_each
def _alike(state: State, unit: Unit) -> bool:
    return same_words(state.paragraphs, plain(unit))


def last_words(record: Record, anchor: str) -> list[State]:
    """The newest state in which an anchor that is gone still had words, if it had any."""
    return [state for state in states(record).get(anchor, ()) if not state.gone][-1:]


def releases(edition: Edition) -> list[Errata]:
    """Every release, newest first, with what it changed in any text."""
    found: dict[tuple[str, str], list[Version]] = {}
    for text, record in _records(edition):
        before: dict[str, State] = {}
        for release in record.releases:
            made = found.setdefault((release.version, release.date), [])
            for state in release.states:
                made.append(version_of(text, state, before.get(state.anchor)))
                before[state.anchor] = state
    return [
        Errata(
            version,
            date,
            sum(each.kind == "new" for each in versions),
            tuple(each for each in versions if each.kind != "new"),
        )
        for (version, date), versions in reversed(found.items())
    ]


@remembered
def pending(edition: Edition) -> list[Version]:
    """What has changed since the last release and is not released yet."""
    changed = [
        _today(text.record, unit, text.id) for text in edition.texts for unit in text.units()
    ]
    anchors = anchors_without_text(edition)
    beside = made("unreleased", partial(_beside, edition.record, anchors))
    return [*filter(None, changed), *beside]


@remembered_each
def _today(record: Record, unit: Unit, text: str) -> Version | None:
    return today(record, unit.anchor, plain(unit), text)


def _beside(record: Record, anchors: Mapping[str, Paragraphs]) -> list[Version]:
    """What has changed of the anchors that belong to no text."""
    changed = (today(record, anchor, now) for anchor, now in anchors.items())
    return [version for version in changed if version]


@remembered
def unreleased(edition: Edition) -> frozenset[tuple[str | None, str]]:
    """The anchors that have changed since, each with the id of its text, if it belongs to one."""
    return frozenset((version.text, version.anchor) for version in pending(edition))


def _records(edition: Edition) -> Iterator[tuple[str | None, Record]]:
    yield from ((text.id, text.record) for text in edition.texts)
    yield None, edition.record
