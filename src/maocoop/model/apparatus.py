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


class Bound(StrEnum):
    """How a text bounds a number."""

    EXACT = "exact"
    ABOUT = "about"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"


_BOUNDS = {
    Bound.EXACT: "",
    Bound.ABOUT: "about ",
    Bound.MORE_THAN: "more than ",
    Bound.LESS_THAN: "less than ",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a text claims (TEI `measure`), where it does so.

    `low` and `high` are equal but where a range is said; None where the words name no number that
    can be reckoned with. `date` is EDTF; `status` is actual, planned, estimate or claim; `by` says
    who claims it where it is not the voice of the unit; `series` is for the charts.
    """

    id: str
    target: Target
    what: str
    low: float | None
    high: float | None
    bound: Bound
    unit: str
    date: str | None
    status: str
    by: str | None
    series: str | None
    remark: str | None
    at: Position

    @property
    def anchor(self) -> str:
        """Its address in the edition: `fig-cooperatives-1951`."""
        return f"fig-{self.id}"

    @property
    def said(self) -> str:
        """The quantity in words and figures: `more than 14,000 cooperatives`."""
        if self.low is None or self.high is None:
            return self.unit
        number = f"{self.low:,.12g}"
        if self.high != self.low:
            number += f" to {self.high:,.12g}"
        return f"{_BOUNDS[self.bound]}{number} {self.unit}"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum between figures, by their ids; `differs` is the reason where it does not come out."""

    what: str
    operation: str
    terms: tuple[str, ...]
    result: str
    differs: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened or was to (TEI `event`), with the words that say so."""

    date: str
    what: str
    status: str
    targets: tuple[Target, ...]
    remark: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as it is kept: its drawing, and the digest of that and of what it was drawn from."""

    id: str
    svg: str
    digest: str
    at: Position


@dataclass(frozen=True, slots=True)
class Skipped:
    """Words that a check passes over wherever they stand, with the reason."""

    words: str
    why: str
    at: Position
