"""Edition -> the register that claims are checked against: every word, of today and of every release.

Plain enough to be written as JSON: the checker page has the same register and the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from maocoop.cite.items import speech_title
from maocoop.history import (
    anchors_without_text,
    plain,
    states,
    tombstones,
    versions,
)
from maocoop.link import place
from maocoop.memory import made
from maocoop.record import Change
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from maocoop.history import Paragraphs, Version
    from maocoop.model import Edition, Part, Text, Unit
    from maocoop.record import Record

Sentences = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a version recorded of an anchor: `new`, `revised`, `moved` or `retired`.

    `version` is None for what no release has recorded yet; `to` is where it moved; `sentences` are
    its words from then on; `pieces` compare them with those before, as (kind, words).
    """

    version: str | None
    kind: str
    why: str
    to: str
    sentences: Sentences
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An anchor: its sentences of today, None where it is gone, and its steps, oldest first."""

    anchor: str
    now: Sentences | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text with its units, those that are gone at their places among them."""

    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A text of the edition; `title` is what citations call it."""

    id: str
    title: str
    sections: tuple[Section, ...]

    def entries(self) -> tuple[Entry, ...]:
        """All units in reading order."""
        return tuple(entry for section in self.sections for entry in section.entries)


@dataclass(frozen=True, slots=True)
class Register:
    """All there is to check against; `versions` are all releases, oldest first.

    `loose` are the works, sister texts and terms, which belong to no text.
    """

    versions: tuple[str, ...]
    books: tuple[Book, ...]
    loose: tuple[Entry, ...]


def register(edition: Edition) -> Register:
    """The register of an edition."""
    return Register(
        versions=tuple(release.version for release in edition.record.releases),
        books=tuple(
            Book(text.id, speech_title(text), tuple(_section(text, part) for part in text.parts))
            for text in edition.texts
        ),
        loose=made("register", partial(_loose, edition)),
    )


def _loose(edition: Edition) -> tuple[Entry, ...]:
    loose = anchors_without_text(edition)
    gone = [anchor for anchor in tombstones(edition.record) if anchor not in loose]
    entries = [_entry(edition.record, anchor, words) for anchor, words in loose.items()]
    entries += [_entry(edition.record, anchor, None) for anchor in gone]
    return tuple(entries)


def _section(text: Text, part: Part) -> Section:
    units = {unit.anchor: unit for unit in part.units}
    prefix = part.prefix.rstrip(".")
    gone = [a for a in tombstones(text.record) if place(a)[0] == prefix and a not in units]
    anchors = sorted([*units, *gone], key=place) if gone else list(units)
    return Section(
        part.anchor,
        tuple(
            _of_unit(text.record, units[anchor])
            if anchor in units
            else _entry(text.record, anchor, None)
            for anchor in anchors
        ),
    )


@remembered_each
def _of_unit(record: Record, unit: Unit) -> Entry:
    return _entry(record, unit.anchor, plain(unit))


def _entry(record: Record, anchor: str, now: Paragraphs | None) -> Entry:
    recorded = [state.paragraphs for state in states(record).get(anchor, ())]
    # What no release has yet is the last version; an anchor that is gone has no words for it.
    made = zip(versions(record, anchor, now or ()), [*recorded, now], strict=False)
    steps = [_step(version, words) for version, words in made if words is not None]
    change = tombstones(record).get(anchor)
    if now is None and isinstance(change, Change):
        kind = "moved" if change.moved_to else "retired"
        why = change.retired or change.why
        steps.append(Step(None, kind, why, change.moved_to or "", (), ()))
    return Entry(anchor, None if now is None else _flat(now), tuple(steps))


def _step(version: Version, words: Paragraphs) -> Step:
    return Step(
        version=version.version,
        kind=version.kind,
        why=version.retired or version.why or "",
        to=version.moved_to or "",
        sentences=_flat(words),
        pieces=tuple((piece.kind, piece.text) for piece in version.pieces),
    )


def _flat(paragraphs: Paragraphs) -> Sentences:
    return tuple(sentence for paragraph in paragraphs for sentence in paragraph)


# --- The form in which words are compared -----------------------------------------------------

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "\N{SOFT HYPHEN}": "",
    }
)


def canonical(words: str) -> str:
    """Words with signs in one form and single blanks: typography is no difference of words."""
    composed = unicodedata.normalize("NFC", words).translate(_SIGNS)
    return re.sub(r"\s+", " ", composed).replace("--", "-").strip()


def comparable(words: str) -> str:
    """The form in which words are compared: a quotation in a quotation has single marks."""
    return canonical(words).replace('"', "'")
