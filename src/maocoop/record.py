"""What releases recorded of anchors, and what editors declare before the next one: frozen data.

The covenant on anchors rests on these (design, section 6): the record is only ever added to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maocoop.errors import Position


@dataclass(frozen=True, slots=True)
class State:
    """What one release recorded of one anchor.

    `paragraphs` are its sentences as plain text in printed form; a whole part has none, nor has an
    anchor that was moved or retired then. `digest` is the SHA-256 of the sentences joined by one
    blank. `why` is the reason of a change; `moved_to` the anchor that took its place, `retired`
    what became of it.
    """

    anchor: str
    version: str
    date: str
    paragraphs: tuple[tuple[str, ...], ...]
    digest: str
    why: str | None
    moved_to: str | None
    retired: str | None
    at: Position

    @property
    def gone(self) -> bool:
        """Whether the anchor had left the text: moved or retired."""
        return self.moved_to is not None or self.retired is not None


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor declares of an anchor: why it is reworded, or where it went."""

    anchor: str
    why: str
    moved_to: str | None
    retired: str | None
    at: Position

    @property
    def gone(self) -> bool:
        """Whether the anchor leaves the text: moved or retired."""
        return self.moved_to is not None or self.retired is not None


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the edition: the anchors that were new in it, or changed.

    In the record of the anchors without text, `texts` names the texts that it comprised.
    """

    version: str
    date: str
    states: tuple[State, ...]
    at: Position
    texts: tuple[str, ...] = ()

    @property
    def binding(self) -> bool:
        """Whether its anchors are promised: from version 1.0.0 on."""
        return int(self.version.split(".")[0]) >= 1


@dataclass(frozen=True, slots=True)
class Record:
    """Every anchor ever released, oldest release first, and the changes not yet released."""

    releases: tuple[Release, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def binding(self) -> bool:
        """Whether any release so far has promised its anchors."""
        return any(release.binding for release in self.releases)
