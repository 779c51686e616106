"""The record of anchors against the edition: what was revised, moved, retired (pure).

An anchor keeps its words from release to release, or the difference is said. Typography, italics
and link targets are not words: signs are compared in their straight form.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import starmap
from typing import TYPE_CHECKING, Literal, TypeAlias

from maocoop.model import Words, walk
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maocoop.model import Edition, Entity, Figure, Text, Unit, Work
    from maocoop.record import Change, Record, Release, State

Paragraphs: TypeAlias = tuple[tuple[str, ...], ...]
"""Sentences as plain text in printed form, by paragraph."""

_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-"})


class Standing(StrEnum):
    """How an anchor stands to what was last released of it."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"
    MOVED = "moved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words in a comparison: in both, only in the old, or only in the new."""

    kind: Literal["same", "gone", "new"]
    text: str


# --- What an edition has, in the form of the record -------------------------------------------


@remembered_each
def plain(unit: Unit) -> Paragraphs:
    """The sentences of a unit in printed form, by paragraph."""
    return tuple(tuple(s.printed for s in paragraph) for paragraph in unit.paragraphs)


def anchors_of_text(text: Text) -> dict[str, Paragraphs]:
    """Every anchor of a text with its sentences; a whole part has none of its own."""
    anchors: dict[str, Paragraphs] = {}
    for part in text.parts:
        anchors[part.anchor] = ()
        anchors |= {unit.anchor: plain(unit) for unit in part.units}
    return anchors


@remembered
def anchors_without_text(edition: Edition) -> dict[str, Paragraphs]:
    """The anchors of works, texts, names and terms, each with one plain line.

    A sister text that joins the corpus keeps its anchor.
    """
    texts = {f"text-{sister.id}": ((sister.title,),) for sister in edition.sister_texts}
    texts |= {f"text-{text.id}": ((text.title,),) for text in edition.texts}
    anchors = _works(edition.works) | texts | _names(edition.entities)
    for text in edition.texts:
        anchors |= _figures(text.figures)
    return anchors


@remembered
def _works(works: tuple[Work, ...]) -> dict[str, Paragraphs]:
    return {
        f"bib-{work.id}": (
            ("".join(n.text for n in walk(work.formatted) if isinstance(n, Words)),),
        )
        for work in works
    }


@remembered
def _names(entities: tuple[Entity, ...]) -> dict[str, Paragraphs]:
    return {entity.anchor: ((f"{entity.name}: {entity.gloss}",),) for entity in entities}


@remembered
def _figures(figures: tuple[Figure, ...]) -> dict[str, Paragraphs]:
    return {figure.anchor: ((f"{figure.what}: {figure.said}",),) for figure in figures}


def flat(paragraphs: Paragraphs) -> str:
    """The sentences joined by one blank."""
    return " ".join(sentence for paragraph in paragraphs for sentence in paragraph)


def digest(paragraphs: Paragraphs) -> str:
    """SHA-256, in hexadecimal, of the sentences joined by one blank, as UTF-8."""
    return hashlib.sha256(flat(paragraphs).encode()).hexdigest()


def straight(paragraphs: Paragraphs) -> str:
    """The sentences joined by one blank, typographic signs in their straight form."""
    return flat(paragraphs).translate(_STRAIGHT)


def same_words(one: Paragraphs, other: Paragraphs) -> bool:
    """Whether two states have the same words; typographic signs count as their straight form."""
    if one == other:
        return True
    # A straight form is as long as its sign, and most pairs that are compared are of other length.
    ours, theirs = flat(one), flat(other)
    return len(ours) == len(theirs) and ours.translate(_STRAIGHT) == theirs.translate(_STRAIGHT)


def same_division(one: Paragraphs, other: Paragraphs) -> bool:
    """Whether sentences and paragraphs end at the same places, as far as the words are the same.

    The number of sentences in each paragraph must be equal, and no end may stand between two words
    that follow each other inside a sentence on the other side.
    """
    if one == other:
        return True
    if [len(paragraph) for paragraph in one] != [len(paragraph) for paragraph in other]:
        return False
    ours, theirs = _words_and_ends(one), _words_and_ends(other)
    matcher = SequenceMatcher(None, ours[0], theirs[0], autojunk=False)
    for i, j, size in matcher.get_matching_blocks():
        inside = range(1, size)
        if {k for k in inside if i + k in ours[1]} != {k for k in inside if j + k in theirs[1]}:
            return False
    return True


def _words_and_ends(paragraphs: Paragraphs) -> tuple[list[str], set[int]]:
    """All words, and the numbers of words after which a sentence ends."""
    words: list[str] = []
    ends: set[int] = set()
    for paragraph in paragraphs:
        for sentence in paragraph:
            words += sentence.translate(_STRAIGHT).split()
            ends.add(len(words))
    return words, ends


# --- What the record says ---------------------------------------------------------------------


def last(record: Record) -> Release | None:
    """The newest release."""
    return record.releases[-1] if record.releases else None


@remembered
def states(record: Record) -> dict[str, tuple[State, ...]]:
    """Per anchor, what the releases recorded of it, oldest first."""
    found: dict[str, list[State]] = {}
    for release in record.releases:
        for state in release.states:
            found.setdefault(state.anchor, []).append(state)
    return {anchor: tuple(each) for anchor, each in found.items()}


def words_at(record: Record, version: str) -> dict[str, State]:
    """What each anchor that was in the text in a release had as its words then."""
    held: dict[str, State] = {}
    for release in record.releases:
        held |= {state.anchor: state for state in release.states}
        if release.version == version:
            break
    return {anchor: state for anchor, state in held.items() if not state.gone}


def standing(record: Record, anchor: str, paragraphs: Paragraphs | None) -> Standing:
    """How an anchor stands to the record; `paragraphs` is None where it is not in the text."""
    if paragraphs is None:
        gone = tombstones(record).get(anchor)
        if gone is not None:
            return Standing.MOVED if gone.moved_to else Standing.RETIRED
    newest = newest_state(record, anchor)
    if newest is None or newest.gone:
        return Standing.NEW
    alike = paragraphs is not None and same_words(newest.paragraphs, paragraphs)
    return Standing.UNCHANGED if alike else Standing.REVISED


@remembered_each
def standing_of(record: Record, unit: Unit) -> Standing:
    """How a unit that is in the text stands to the record."""
    return standing(record, unit.anchor, plain(unit))


def newest_state(record: Record, anchor: str) -> State | None:
    """What the record said last of an anchor; None where it was never released."""
    recorded = states(record).get(anchor)
    return recorded[-1] if recorded else None


@remembered
def tombstones(record: Record) -> dict[str, State | Change]:
    """The anchors that were moved or retired, in a release or by a declared change."""
    gone: dict[str, State | Change] = {}
    for anchor, recorded in states(record).items():
        if recorded[-1].gone:
            gone[anchor] = recorded[-1]
    return gone | {change.anchor: change for change in record.changes if change.gone}


def successor(record: Record, anchor: str) -> str:
    """The anchor that stands now where `anchor` was moved, step by step."""
    gone = tombstones(record)
    seen = {anchor}
    while (stone := gone.get(anchor)) and stone.moved_to and stone.moved_to not in seen:
        anchor = stone.moved_to
        seen.add(anchor)
    return anchor


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, to be compared: `1.10.0` comes after `1.9.2`."""
    return tuple(int(number) for number in version.split("."))


# --- The versions of an anchor -----------------------------------------------------------------


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


def versions(
    record: Record, anchor: str, now: Paragraphs, text: str | None = None
) -> list[Version]:
    """The versions of an anchor, oldest first; last the words of today where they differ."""
    recorded = states(record).get(anchor, ())
    made = [
        version_of(text, state, before)
        for before, state in zip((None, *recorded), recorded, strict=False)
    ]
    unreleased = today(record, anchor, now, text)
    return [*made, unreleased] if unreleased else made


def version_of(text: str | None, state: State, before: State | None) -> Version:
    """A recorded state as a version, compared with the state before it."""
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


def today(record: Record, anchor: str, now: Paragraphs, text: str | None = None) -> Version | None:
    """The words of today as a version, if they are not those that the record has last."""
    newest = newest_state(record, anchor)
    if newest is None or newest.gone or same_words(newest.paragraphs, now):
        return None
    why = next((change.why for change in record.changes if change.anchor == anchor), None)
    pieces = words(flat(newest.paragraphs), flat(now))
    return Version(text, anchor, None, None, "revised", why, None, None, pieces)


# --- Comparing words --------------------------------------------------------------------------


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts compared word by word; all but the `gone` pieces, joined, give the new one.

    Typographic signs count as their straight form: a difference in them alone is none.
    """
    before, after = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(None, _compared(before), _compared(after), autojunk=False)
    pieces: list[Piece] = []
    for tag, i, i2, j, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(after[j:j2])))
            continue
        if i < i2:
            pieces.append(Piece("gone", _parted(pieces, "".join(before[i:i2]), j < len(after))))
        if j < j2:
            pieces.append(Piece("new", "".join(after[j:j2])))
    return tuple(pieces)


def marked(pieces: Iterable[tuple[str, str]]) -> str:
    """A comparison in plain text, of (kind, words): `[-gone-]`, `{+new+}`, blanks outside the signs."""
    return "".join(starmap(_marked, pieces)).strip()


def _marked(kind: str, words: str) -> str:
    bare = words.rstrip()
    signs = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}[kind]
    return bare.join(signs) + words[len(bare) :]


def _tokens(text: str) -> list[str]:
    """Words with the blanks that follow them."""
    return re.findall(r"\S+\s*|\s+", text)


def _compared(tokens: list[str]) -> list[str]:
    # The last word of a text has no blank behind it and is the same word with one.
    return [token.strip().translate(_STRAIGHT) for token in tokens]


def _parted(pieces: list[Piece], gone: str, more_follows: bool) -> str:
    """Words that are gone, with blanks around them where their neighbours have none."""
    if pieces and not pieces[-1].text.endswith(" "):
        gone = f" {gone}"
    return f"{gone.rstrip()} " if more_follows else gone
