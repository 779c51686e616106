"""Rules on the record itself: it is whole, it is what edition.yaml says, and every declared change
applies. They hold from the first release on, also below 1.0.0: a damaged record helps nobody.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.check.sides import sides
from maocoop.errors import Position
from maocoop.history import digest, last, same_division, same_words, version_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.check.sides import Side
    from maocoop.model import Edition
    from maocoop.record import Change, Record, Release

_EDITION = "corpus/edition.yaml"
_RESTORE = "the record is only ever added to: bring the file back from version control"
_HALFWAY = (
    "was a release stopped halfway? Take the newest release out of the files that have it, leave "
    "edition.yaml as it was before, and release again"
)


def damaged_record(edition: Edition) -> Iterator[Fault]:
    """The record of anchors is not as a release wrote it: a digest does not fit its text, releases
    are out of order or missing, an anchor is recorded twice or moved to nowhere."""
    for record in (*(text.record for text in edition.texts), edition.record):
        yield from _wrong_digests(record)
        yield from _wrong_order(record)
        yield from _wrong_replay(record)
    yield from _missing_releases(edition)


def _wrong_digests(record: Record) -> Iterator[Fault]:
    for release in record.releases:
        for state in release.states:
            if state.paragraphs and digest(state.paragraphs) != state.digest:
                message = f"the digest of {state.anchor} does not fit its text"
                yield Fault(state.at, message, _RESTORE)


def _wrong_order(record: Record) -> Iterator[Fault]:
    for before, after in pairwise(record.releases):
        if version_key(after.version) <= version_key(before.version):
            message = f"version {after.version} comes after {before.version}"
            yield Fault(after.at, message, _RESTORE)
        elif after.date < before.date:
            message = f"version {after.version} is dated before {before.version}"
            yield Fault(after.at, message, _RESTORE)


def _wrong_replay(record: Record) -> Iterator[Fault]:
    """What a release cannot have recorded after those before it."""
    there: set[str] = set()
    for release in record.releases:
        seen: set[str] = set()
        for state in release.states:
            if state.anchor in seen:
                message = f"{state.anchor} is recorded twice in version {release.version}"
                yield Fault(state.at, message, _RESTORE)
            elif state.gone and state.anchor not in there:
                message = f"{state.anchor} is gone in version {release.version} and was not there"
                yield Fault(state.at, message, _RESTORE)
            seen.add(state.anchor)
        there |= {state.anchor for state in release.states if not state.gone}
        there -= {state.anchor for state in release.states if state.gone}
        for state in release.states:
            if state.moved_to and state.moved_to not in there:
                message = f"{state.anchor} is moved to {state.moved_to}, which is not there"
                yield Fault(state.at, f"{message} in version {release.version}", _RESTORE)


def _missing_releases(edition: Edition) -> Iterator[Fault]:
    """The record of what has no text lacks none, that of a text none that names the text."""
    records = [(text.id, f"corpus/{text.id}", text.record) for text in edition.texts]
    every = {release.version: release for *_, record in records for release in record.releases}
    every |= {release.version: release for release in edition.record.releases}
    named = {release.version: release.texts for release in edition.record.releases}
    for text, folder, record in (*records, (None, "notes", edition.record)):
        own = {release.version for release in record.releases}
        for version, release in every.items():
            concerned = text is None or text in named.get(version, ())
            if concerned and version not in own:
                path = release.at.path
                message = f"version {version}, recorded in {path}, is not recorded here"
                yield Fault(Position(f"{folder}/anchors.yaml"), message, _HALFWAY)


def unrecorded_version(edition: Edition) -> Iterator[Fault]:
    """The version or the day in edition.yaml is not that of the last release on record."""
    newest = newest_release(edition)
    said = (edition.version, edition.released)
    if (newest and said == (newest.version, newest.date)) or not (newest or edition.version):
        return
    at = _place(edition, "version" if edition.version else "title")
    if newest is None:
        message = f"version {edition.version} has no record"
        hint = "`maocoop release` writes the version: take the line out, or bring anchors.yaml back"
    elif edition.version != newest.version:
        message = f"the version is {edition.version or 'left out'}, the last on record"
        message += f" {newest.version}"
        hint = f"write `version: {newest.version}` and `released: {newest.date}`; {_HALFWAY}"
    else:
        message = f"`released` is {edition.released or 'left out'}, on record {newest.date}"
        hint = f"write `released: {newest.date}`"
    yield Fault(at, message, hint)


def newest_release(edition: Edition) -> Release | None:
    """The newest release in any record."""
    newest = [release for side in sides(edition) if (release := last(side.record))]
    return max(newest, key=lambda release: version_key(release.version), default=None)


def _place(edition: Edition, key: str) -> Position:
    """Where a key of edition.yaml stands; the model keeps its values only."""
    lines = edition.sources.get(_EDITION, b"").decode().split("\n")
    numbers = (number for number, line in enumerate(lines, 1) if re.match(rf"{key}\s*:", line))
    return Position(_EDITION, next(numbers, 1))


def idle_change(edition: Edition) -> Iterator[Fault]:
    """A declared change does not apply: the anchor is not reworded, still there, or unknown, what
    it is moved to is not there, or it is declared twice."""
    for side in sides(edition):
        declared: set[str] = set()
        for change in side.record.changes:
            found = _twice(change, declared) or _idle(side, change)
            declared.add(change.anchor)
            if found:
                yield Fault(change.at, *found)


def _twice(change: Change, declared: set[str]) -> tuple[str, str] | None:
    if change.anchor not in declared:
        return None
    return f"{change.anchor} is declared twice", "keep one of the two entries"


def _idle(side: Side, change: Change) -> tuple[str, str] | None:
    """Why a declared change cannot be released, and a way out; None where it can."""
    anchor, take_out = change.anchor, "take the entry out"
    state, now = side.recorded.get(anchor), side.now.get(anchor)
    if state is None:
        near = "" if side.record.releases else "; nothing has been released yet"
        return f"{anchor} was never released{near}", f"{take_out}, or mend the anchor"
    if state.gone:
        return f"{anchor} is gone since version {state.version}", take_out
    if change.gone:
        return _idle_departure(side, change)
    if now is None:
        return f"{anchor} is not there", "add `moved-to:` or `retired:`, or bring it back"
    if same_words(state.paragraphs, now) and same_division(state.paragraphs, now):
        return f"{anchor} has the words of version {state.version}", take_out
    return None


def _idle_departure(side: Side, change: Change) -> tuple[str, str] | None:
    if change.anchor in side.now:
        fate = "moved" if change.moved_to else "retired"
        hint = "take it out of the edition, or the entry out of this file"
        return f"{change.anchor} is declared {fate} and still there", hint
    if change.moved_to and change.moved_to not in side.now:
        hint = "`moved-to` names the anchor that stands in its place now; if none does: `retired`"
        return f"{change.anchor} is declared moved to {change.moved_to}, which is not there", hint
    return None
