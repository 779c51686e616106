"""Edits of an edition in memory, as an editor makes them in the files, for the tests of the covenant."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from maocoop.check import OF_EDITION, covenant, records
from maocoop.errors import Position, Severity
from maocoop.history import plain
from maocoop.model import Kind, Sentence, Words
from maocoop.read import read
from maocoop.record import Change, Record
from maocoop.release import released

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maocoop.errors import Finding
    from maocoop.history import Paragraphs
    from maocoop.model import Edition, Part, Text, Unit

ROOT = Path(__file__).parents[1]
SPECIMEN = ROOT / "tests" / "specimen"
MODULES = {covenant.__name__, records.__name__}
DAY = "1902-05-06"
NEW_WORDS = ("wharf", "tallow", "seven", "quay.", "although", "brine")
STRUCTURAL = {"vanished-anchor", "swapped-anchor", "redivided-unit"}

Units: TypeAlias = "dict[str, Paragraphs]"
"""The units of one part in order: sentences by paragraph, by anchor."""


@cache
def bound(root: Path = SPECIMEN) -> Edition:
    """An edition whose last release, 1.0.0 or later, has promised every anchor."""
    edition = read(root)
    return edition if edition.texts[0].record.binding else released(edition, "1.0.0", DAY)


def found(edition: Edition) -> list[Finding]:
    """What the rules on the covenant say; each finding's anchor is the first word of its message."""
    rules = [rule for rule in OF_EDITION if rule.function.__module__ in MODULES]
    return [finding for rule in rules for finding in rule.findings(edition)]


def told(edition: Edition) -> list[tuple[str, str]]:
    """Rule and anchor of every finding on the covenant."""
    return [(finding.rule, finding.message.split()[0].rstrip(",")) for finding in found(edition)]


def units(edition: Edition, part: int) -> Units:
    """The units of a part of the first text, by the number of the part."""
    return {unit.anchor: plain(unit) for unit in edition.texts[0].parts[part].units}


def with_units(edition: Edition, part: int, new: Units) -> Edition:
    """The edition with other units in a part; one that stays as it was keeps its line."""
    old = edition.texts[0].parts[part]
    made = [_unit(old, anchor, paragraphs) for anchor, paragraphs in new.items()]
    parts = list(edition.texts[0].parts)
    parts[part] = replace(old, units=tuple(made))
    return in_text(edition, lambda text: replace(text, parts=tuple(parts)))


def _unit(part: Part, anchor: str, paragraphs: Paragraphs) -> Unit:
    like = next((unit for unit in part.units if unit.anchor == anchor), part.units[0])
    if like.anchor == anchor and plain(like) == paragraphs:
        return like
    starts = [1]
    for paragraph in paragraphs[:-1]:
        starts.append(starts[-1] + len(paragraph))
    at = Position("edited", int("".join(filter(str.isdigit, anchor)) or 0) + 1)
    lines = [Sentence(line, (Words(line),), at) for paragraph in paragraphs for line in paragraph]
    return replace(
        like, anchor=anchor, sentences=tuple(lines), paragraph_starts=tuple(starts), at=at
    )


def in_text(edition: Edition, edit: Callable[[Text], Text]) -> Edition:
    """The edition with its first text edited."""
    first, *others = edition.texts
    return replace(edition, texts=(edit(first), *others))


def declared(edition: Edition, *changes: Change) -> Edition:
    """The edition with these changes declared, for its first text."""

    def declare(text: Text) -> Text:
        return replace(text, record=Record(text.record.releases, changes))

    return in_text(edition, declare)


def change(anchor: str, *, moved_to: str | None = None, retired: str | None = None) -> Change:
    """A declared change, with a reason."""
    return Change(anchor, "An editor's reason.", moved_to, retired, Position("changes.yaml"))


def lines(paragraphs: Paragraphs) -> list[str]:
    """All sentences of a unit."""
    return [line for paragraph in paragraphs for line in paragraph]


def one_paragraph(new: Sequence[str]) -> Paragraphs:
    """Sentences as one paragraph."""
    return (tuple(new),)


# --- What is told -----------------------------------------------------------------------------


def pending(edition: Edition) -> set[str]:
    """The anchors that are told to be reworded."""
    return {anchor for rule, anchor in told(edition) if rule == "pending-revision"}


def structural(edition: Edition) -> set[tuple[str, str]]:
    """Rule and anchor of the findings that stop a build; all others are rewordings."""
    assert all(
        (finding.severity is Severity.WARNING) == (finding.rule == "pending-revision")
        for finding in found(edition)
    )
    return {(rule, anchor) for rule, anchor in told(edition) if rule in STRUCTURAL}


# --- Choices ----------------------------------------------------------------------------------


def randomly(test: Callable[[st.DataObject], None]) -> Callable[[], None]:
    """Run a test with many choices of its own."""
    return settings(deadline=None)(given(st.data())(test))


def pick(data: st.DataObject, among: Sequence[str]) -> str:
    """One of these."""
    return data.draw(st.sampled_from(among))


def some_units(data: st.DataObject, fewest: int = 1) -> tuple[int, Units]:
    """A part of the document in the specimen with so many units at least, and they."""
    parts = bound().texts[0].parts
    part = data.draw(
        st.sampled_from(
            [
                n
                for n, each in enumerate(parts)
                if len(each.units) >= fewest and each.kind is not Kind.EDITION_NOTE
            ]
        )
    )
    return part, units(bound(), part)


def cut(data: st.DataObject, line: str) -> tuple[str, str]:
    """A line cut between two words."""
    split = line.split()
    at = data.draw(st.integers(1, len(split) - 1))
    return " ".join(split[:at]), " ".join(split[at:])


def inserted(part: Units, after: str, new: Units) -> Units:
    """The units of a part with others behind one of them."""
    made: Units = {}
    for anchor, paragraphs in part.items():
        made[anchor] = paragraphs
        if anchor == after:
            made |= new
    return made
