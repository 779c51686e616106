"""What the edition said at one moment, as data (pure): the shape in which states are compared.

A state comes from an edition, from a version in its record of anchors, or from the data contract
(`data/<text>.json`) of an earlier build; `states` finds them on a disk, `receipt` compares them.

The digest of a speech is the SHA-256, in hexadecimal, of the sentences of its paragraphs and
quotations, in printed form and in reading order, all joined by one blank, as UTF-8 (`history.digest`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from maocoop import history
from maocoop.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maocoop.history import Paragraphs
    from maocoop.model import Edition, Emendation, Text
    from maocoop.record import Change, Record, State

_Key = TypeVar("_Key")

SPEECH = (Kind.PARAGRAPH, Kind.QUOTATION)


@dataclass(frozen=True, slots=True)
class Entry:
    """An anchor in a state: its words, and the kind of its unit; a whole part has none of either."""

    kind: Kind | None
    paragraphs: Paragraphs


Side: TypeAlias = "Mapping[str, Entry]"
"""The anchors of a text in reading order, or those without text."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an edition said at one moment; `name` says which.

    `sides` are by the id of the text, None for the anchors without text (missing where a state does
    not tell them); `stones` are the anchors that were gone, `reasons` those of rewordings;
    `emendations` are None where a state does not tell them.
    """

    name: str
    sides: Mapping[str | None, Side]
    stones: Mapping[str | None, Mapping[str, State | Change]] = field(default_factory=dict)
    reasons: Mapping[str | None, Mapping[str, str]] = field(default_factory=dict)
    emendations: Mapping[str, tuple[Emendation, ...]] | None = None


# --- States -----------------------------------------------------------------------------------


def of_edition(edition: Edition, name: str) -> Snapshot:
    """An edition as it stands."""
    sides: dict[str | None, Side] = {text.id: _side(text) for text in edition.texts}
    loose = history.anchors_without_text(edition)
    sides[None] = {anchor: Entry(None, words) for anchor, words in loose.items()}
    records = _records(edition)
    return Snapshot(
        name,
        sides,
        {id_: history.tombstones(record) for id_, record in records.items()},
        {id_: _reasons(record, sides[id_]) for id_, record in records.items()},
        {text.id: text.emendations for text in edition.texts},
    )


def units_of(text: Text) -> dict[str, Entry]:
    """The units of a text, which is what the data contract has of it."""
    return {unit.anchor: Entry(unit.kind, history.plain(unit)) for unit in text.units()}


def _side(text: Text) -> Side:
    units = units_of(text)
    anchors = history.anchors_of_text(text)
    return {anchor: units.get(anchor) or Entry(None, words) for anchor, words in anchors.items()}


def _records(edition: Edition) -> dict[str | None, Record]:
    return {None: edition.record} | {text.id: text.record for text in edition.texts}


def _reasons(record: Record, side: Side) -> dict[str, str]:
    """Why the words of each anchor are as they are: as released, or as declared since."""
    found = {
        anchor: states[-1].why
        for anchor, states in history.states(record).items()
        if anchor in side and history.same_words(states[-1].paragraphs, side[anchor].paragraphs)
    }
    found |= {change.anchor: change.why for change in record.changes}
    return {anchor: why for anchor, why in found.items() if why}


def of_version(edition: Edition, version: str) -> Snapshot:
    """What a release recorded. The order is that of today, and what is gone stands where it stood."""
    sides: dict[str | None, Side] = {}
    stones: dict[str | None, Mapping[str, State | Change]] = {}
    reasons: dict[str | None, Mapping[str, str]] = {}
    texts = {text.id: text for text in edition.texts}
    for id_, record in _records(edition).items():
        if version not in {release.version for release in record.releases}:
            continue  # a text that joined the edition later
        held = history.words_at(record, version)
        text = texts[id_] if id_ else None
        order = in_reading_order(held, _side(text) if text else ())
        sides[id_] = {
            anchor: Entry(_kind(text, anchor), held[anchor].paragraphs)
            for anchor in order
            if anchor in held
        }
        reasons[id_] = {state.anchor: state.why for state in held.values() if state.why}
        stones[id_] = _gone_at(record, version)
    return Snapshot(f"version {version}", sides, stones, reasons)


def _gone_at(record: Record, version: str) -> dict[str, State | Change]:
    found: dict[str, State | Change] = {}
    for release in record.releases:
        found |= {state.anchor: state for state in release.states if state.gone}
        if release.version == version:
            break
    return found


def _kind(text: Text | None, anchor: str) -> Kind | None:
    """The kind of a unit that a text has or had, by what its part holds; None where it is no unit."""
    if text is None or anchor in {part.anchor for part in text.parts}:
        return None
    prefixes = {part.prefix: part.kind for part in text.parts}
    section, dot, _ = anchor.partition(".")
    if dot:  # a part that is gone was a section: a text has every other always
        return prefixes.get(f"{section}.", Kind.PARAGRAPH)
    return prefixes.get(anchor[:1]) if anchor[1:2].isdigit() else None


def of_data(files: Mapping[str, bytes], name: str) -> Snapshot:
    """What the data contract of a build says, by the id of the text.

    A file that is not as the contract has it tells nothing: the text is left out.
    """
    sides: dict[str | None, Side] = {}
    for id_, data in files.items():
        side = _side_of_data(data)
        if side is not None:
            sides[id_] = side
    return Snapshot(name, sides)


def _side_of_data(data: bytes) -> Side | None:
    side: dict[str, Entry] = {}
    try:
        for unit in json.loads(data)["units"]:
            sentences = [str(sentence) for sentence in unit["sentences"]]
            starts = [int(start) - 1 for start in unit["paragraph-starts"]]
            bounds = zip(starts, [*starts[1:], len(sentences)], strict=True)
            paragraphs = tuple(tuple(sentences[a:b]) for a, b in bounds)
            side[str(unit["anchor"])] = Entry(Kind(unit["kind"]), paragraphs)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return side


def speech_digest(side: Side | None) -> str | None:
    """The digest of a speech, as this module defines it; None where there is no text."""
    if side is None:
        return None
    spoken = (entry.paragraphs for entry in side.values() if entry.kind in SPEECH)
    return history.digest(tuple(paragraph for each in spoken for paragraph in each))


def in_reading_order(before: Iterable[_Key], after: Iterable[_Key]) -> list[_Key]:
    """All keys of both in the order of the second, what only the first has behind its predecessor."""
    order = list(after)
    known = set(order)
    front: list[_Key] = []
    behind: dict[_Key, list[_Key]] = {key: [] for key in order}
    place = front
    for key in before:
        if key in known:
            place = behind[key]
        else:
            place.append(key)
    for key in order:
        front += [key, *behind[key]]
    return front
