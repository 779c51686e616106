"""The record of anchors as a reader sees it: versions of one anchor, errata by release (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maocoop.history import (
    Standing,
    anchors_of_text,
    anchors_without_text,
    flat,
    plain,
    same_words,
    standing,
    states,
    words,
    words_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.history import Paragraphs, Piece
    from maocoop.link import TextLinks
    from maocoop.model import Edition, Part, Text
    from maocoop.record import Record, State


@dataclass(frozen=True, slots=True)
class Version:
    """An anchor in one version: what became of it, and how its words differ from those before.

    `version` and `date` are None for words that no release has recorded yet; `pieces` is empty
    where there is nothing to compare with.
    """

    text: str | None
    anchor: str
    version: str | None
    date: str | None
    kind: str
    why: str | None
    moved_to: str | None
    retired: str | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Errata:
    """A release: how many anchors were new in it, and what it changed."""

    version: str
    date: str
    new: int
    changed: tuple[Version, ...]


def history(record: Record, anchor: str, now: Paragraphs, text: str | None = None) -> list[Version]:
    """The versions of an anchor, oldest first; last the words of today where they differ."""
    recorded = states(record).get(anchor, ())
    made = [
        _version(text, state, before)
        for before, state in zip((None, *recorded), recorded, strict=False)
    ]
    if recorded and not recorded[-1].gone and not same_words(recorded[-1].paragraphs, now):
        made.append(_today(text, record, anchor, recorded[-1].paragraphs, now))
    return made


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
    alike = same_words(state.paragraphs, plain(unit))
    return Recorded(state, Standing.UNCHANGED if alike else Standing.REVISED)


def last_words(record: Record, anchor: str) -> list[State]:
    """The newest state in which an anchor that is gone still had words, if it had any."""
    return [state for state in states(record).get(anchor, ()) if not state.gone][-1:]


def releases(edition: Edition) -> list[Errata]:
    """Every release, newest first, with what it changed in any text."""
    found: dict[tuple[str, str], list[Version]] = {}
    for text, record in _records(edition):
        before: dict[str, State] = {}
        for release in record.releases:
            versions = found.setdefault((release.version, release.date), [])
            for state in release.states:
                versions.append(_version(text, state, before.get(state.anchor)))
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


def pending(edition: Edition) -> list[Version]:
    """What has changed since the last release and is not released yet."""
    return [
        version
        for text, record in _records(edition)
        for anchor, now in _anchors(edition, text).items()
        for version in history(record, anchor, now, text)[-1:]
        if version.version is None
    ]


def _records(edition: Edition) -> Iterator[tuple[str | None, Record]]:
    yield from ((text.id, text.record) for text in edition.texts)
    yield None, edition.record


def _anchors(edition: Edition, text_id: str | None) -> dict[str, Paragraphs]:
    for text in edition.texts:
        if text.id == text_id:
            return anchors_of_text(text)
    return anchors_without_text(edition)


def _version(text: str | None, state: State, before: State | None) -> Version:
    kind = "moved" if state.moved_to else "retired" if state.retired else "revised"
    return Version(
        text=text,
        anchor=state.anchor,
        version=state.version,
        date=state.date,
        kind=kind if before else "new",
        why=state.why,
        moved_to=state.moved_to,
        retired=state.retired,
        pieces=()
        if before is None or state.gone
        else words(flat(before.paragraphs), flat(state.paragraphs)),
    )


def _today(
    text: str | None, record: Record, anchor: str, before: Paragraphs, now: Paragraphs
) -> Version:
    why = next((change.why for change in record.changes if change.anchor == anchor), None)
    pieces = words(flat(before), flat(now))
    return Version(text, anchor, None, None, "revised", why, None, None, pieces)
