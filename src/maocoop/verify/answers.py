"""A claim -> what has become of it since, one answer and no guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from maocoop.verify.claims import Place
from maocoop.verify.passages import SHORTEST, nearest, passages, sentences_at
from maocoop.verify.register import comparable

if TYPE_CHECKING:
    from maocoop.verify.claims import Claim
    from maocoop.verify.passages import Passage
    from maocoop.verify.register import Entry, Register, Sentences, Step


class Kind(StrEnum):
    """What can be said of a claim."""

    UNCHANGED = "unchanged"
    REVISED = "revised"
    MOVED = "moved"
    RETIRED = "retired"
    UNRELEASED = "unreleased"
    NO_VERSION = "no-version"
    CONTRADICTORY = "contradictory"
    ELSEWHERE = "elsewhere"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not-found"


@dataclass(frozen=True, slots=True)
class Change:
    """A step of an anchor that bears on a claim."""

    anchor: str
    step: Step


@dataclass(frozen=True, slots=True)
class Answer:
    """What has become of a place or of quoted words.

    `place` is the address that was written or found; `version` the one since which it is so, or in
    which it changed; `places` are all places that come into question (of AMBIGUOUS, ELSEWHERE,
    MOVED, and of NOT_FOUND the nearest one); `changes` are those since, or those before of words
    cited without a version.
    """

    kind: Kind
    place: str
    quotation: str
    version: str
    places: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


def answer(register: Register, claim: Claim) -> Answer:
    """What is to be said of a claim."""
    label = claim.place.label if claim.place else claim.unknown
    if len(claim.versions) > 1:
        return Answer(Kind.CONTRADICTORY, label, claim.quotation, ", ".join(claim.versions))
    if claim.unknown:
        return Answer(Kind.NOT_FOUND, label, claim.quotation, "")
    version = claim.versions[0] if claim.versions else None
    if version and version not in register.versions:
        return Answer(Kind.NO_VERSION, label, claim.quotation, version)
    if claim.quotation:
        # The stop before a closing quotation mark may be that of who quotes: it is not compared.
        words = re.sub(r"(?<=[^.,])[.,]$", "", claim.quotation)
        return _of_words(register, claim.place, words, version)
    assert claim.place is not None
    if claim.unreleased and not version:
        return Answer(Kind.UNRELEASED, label, "", "")
    made = _of_place(register, claim.place, version)
    if claim.unreleased and made.kind is Kind.UNCHANGED:
        # The words of "1.0.0 with unreleased changes" were never recorded.
        return replace(made, kind=Kind.UNRELEASED)
    return made


# --- Places -----------------------------------------------------------------------------------


def _of_place(register: Register, place: Place, version: str | None) -> Answer:
    entries = _entries(register, place)
    changes = _changes(register, place, entries, version)
    if version:
        if not any(sentences_at(register, entry, version) for entry in entries):
            return Answer(Kind.NOT_FOUND, place.label, "", version)
        if not changes:
            return Answer(Kind.UNCHANGED, place.label, "", version)
        return _changed(place, entries, changes)
    if not any(entry.steps for entry in entries):
        return Answer(Kind.UNRELEASED, place.label, "", "")
    last = [entry.steps[-1] for entry in entries if entry.steps]
    if any(entry.now is None for entry in entries) and len(entries) == 1:
        return _changed(place, entries, changes)
    if any(step.version is None for step in last) or not all(entry.steps for entry in entries):
        return Answer(Kind.UNRELEASED, place.label, "", "", changes=changes)
    since = max((step.version or "" for step in last), key=register.versions.index)
    return Answer(Kind.UNCHANGED, place.label, "", since, changes=changes)


def _changed(place: Place, entries: list[Entry], changes: tuple[Change, ...]) -> Answer:
    last = changes[-1].step
    kind = Kind(last.kind) if len(entries) == 1 and last.kind != "new" else Kind.REVISED
    places = (f"{place.book}/{last.to}" if place.book else last.to,) if last.to else ()
    return Answer(kind, place.label, "", last.version or "", places, changes)


def _entries(register: Register, place: Place) -> list[Entry]:
    if not place.book:
        return [entry for entry in register.loose if entry.anchor in place.anchors]
    book = next(book for book in register.books if book.id == place.book)
    return [entry for entry in book.entries() if entry.anchor in place.anchors]


def _changes(
    register: Register, place: Place, entries: list[Entry], version: str | None
) -> tuple[Change, ...]:
    """The steps that bear on a place, of those later than a version; oldest first, by version."""
    until = register.versions[: register.versions.index(version) + 1] if version else ()
    found = []
    for entry in entries:
        before: Sentences = ()
        for step in entry.steps:
            is_first = not version and step.kind == "new"
            if step.version not in until and not is_first and _bears(place, entry, before, step):
                found.append(Change(entry.anchor, step))
            before = step.sentences
    order = [*register.versions, None]
    return tuple(sorted(found, key=lambda change: order.index(change.step.version)))


def _bears(place: Place, entry: Entry, before: Sentences, step: Step) -> bool:
    """Whether a step changed the sentences that the place has of the entry."""
    return _cut(place, entry, before) != _cut(place, entry, step.sentences)


def _cut(place: Place, entry: Entry, sentences: Sentences) -> list[str]:
    begin = (place.first or 1) - 1 if entry.anchor == place.anchors[0] else 0
    end = place.last if entry.anchor == place.anchors[-1] else None
    return [comparable(sentence) for sentence in sentences[begin:end]]


# --- Words ------------------------------------------------------------------------------------


def _of_words(register: Register, place: Place | None, words: str, version: str | None) -> Answer:
    label = place.label if place else ""
    shortest = 1 if place else SHORTEST
    here = _within(place, passages(register, words, None, shortest))
    if _several(here, place):
        return Answer(Kind.AMBIGUOUS, label, words, "", _labels(here))
    if here:
        return _still_there(register, here[0], words, version, shortest)
    order = [version] if version else []
    for recorded in [*order, *reversed(register.versions)]:
        then = _within(place, passages(register, words, recorded, shortest))
        if _several(then, place):
            return Answer(Kind.AMBIGUOUS, label, words, recorded, _labels(then))
        if then:
            return _since_then(register, then[0], words, recorded)
    for each in [None, *reversed(register.versions)]:
        there = passages(register, words, each, shortest)
        if there:
            return Answer(Kind.ELSEWHERE, label, words, each or "", _labels(there))
    near = nearest(register, words)
    return Answer(Kind.NOT_FOUND, label, words, "", (_label(register, near),) if near else ())


def _several(found: tuple[Passage, ...], place: Place | None) -> bool:
    """Whether it is open which passage is meant; an address decides for all of one unit."""
    return len({passage.anchors if place else passage.label for passage in found}) > 1


def _within(place: Place | None, found: tuple[Passage, ...]) -> tuple[Passage, ...]:
    return tuple(
        each
        for each in found
        if place is None or (each.book == place.book and set(each.anchors) <= set(place.anchors))
    )


def _labels(found: tuple[Passage, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(passage.label for passage in found))


def _label(register: Register, entry: Entry) -> str:
    book = next(book for book in register.books if entry in book.entries())
    return f"{book.id}/{entry.anchor}"


def _still_there(
    register: Register, here: Passage, words: str, version: str | None, shortest: int
) -> Answer:
    """Words that stand in the text today: since when, and whether they came from another place."""
    since = ""
    moved: tuple[str, ...] = ()
    for each in reversed(register.versions):
        then = passages(register, words, each, shortest)
        if not any(_same_units(passage, here) for passage in then):
            moved = _labels(then)
            break
        since = each
        if each == version:
            break
    if not since:
        return Answer(Kind.UNRELEASED, here.label, words, "")
    if version and since != version:
        kind = Kind.MOVED if moved else Kind.REVISED
        return Answer(kind, here.label, words, since, moved)
    return Answer(Kind.UNCHANGED, here.label, words, since, moved)


def _same_units(one: Passage, other: Passage) -> bool:
    return (one.book, one.anchors) == (other.book, other.anchors)


def _since_then(register: Register, then: Passage, words: str, version: str) -> Answer:
    """Words that stand in the text no more, but did in a release: what became of their place."""
    place = Place(then.label, then.book, then.anchors)
    entries = _entries(register, place)
    changes = _changes(register, place, entries, version)
    if not changes:  # all of them stand where they stood, but no longer one behind the other
        return Answer(Kind.REVISED, then.label, words, "")
    return replace(_changed(place, entries, changes), quotation=words)
