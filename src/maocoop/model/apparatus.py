"""Who, where and what: the names and terms of the texts, as an authority file has them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.errors import Position
    from maocoop.model.lines import Certainty, Reference
    from maocoop.model.texts import Target


class Group(StrEnum):
    """The files of names and terms (TEI `listPerson`, `listPlace`, `listOrg`, `listEvent`)."""

    PERSONS = "persons"
    PLACES = "places"
    ORGANISATIONS = "organisations"
    EVENTS = "events"
    UNITS = "units"
    TERMS = "terms"

    @property
    def scheme(self) -> str:
        """What its anchors begin with, and links name: `person-liu-shaoqi`, `person:liu-shaoqi`."""
        return _SCHEMES[self]


_SCHEMES = {
    Group.PERSONS: "person",
    Group.PLACES: "place",
    Group.ORGANISATIONS: "org",
    Group.EVENTS: "event",
    Group.UNITS: "term",
    Group.TERMS: "term",
}


@dataclass(frozen=True, slots=True)
class Excluded:
    """Words that look like a form and are not the thing; `target` names them by full anchor."""

    target: Target
    why: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, place, organisation, event, unit or term that the texts name.

    `forms` are the words, as printed, by which it is found, each with how often it stands in the
    texts; `occurs` is how often it is named in all: with both, no form is lost unseen. `also` names
    what is named with it, as a province in the name of its committee. `dates` is EDTF; `latitude` and `longitude` are degrees north and east;
    `conjectured` names the fields that the evidence does not reach.
    """

    group: Group
    id: str
    name: str
    forms: Mapping[str, int]
    occurs: int
    also: tuple[Reference, ...]
    excluded: tuple[Excluded, ...]
    language: str | None
    original: str | None
    pinyin: str | None
    wade_giles: str | None
    postal: str | None
    dates: str | None
    latitude: float | None
    longitude: float | None
    gloss: str
    certainty: Certainty
    conjectured: tuple[str, ...]
    evidence: tuple[str, ...]
    remark: str | None
    at: Position

    @property
    def anchor(self) -> str:
        """Its address in the edition: `person-liu-shaoqi`."""
        return f"{self.group.scheme}-{self.id}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Words that a check passes over wherever they stand, with the reason."""

    words: str
    why: str
    at: Position
