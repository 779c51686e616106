"""Rules on anchors: each is written once, stands in its part, and in order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.errors import Position
    from maocoop.model import Edition, Text

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def duplicate_anchor(text: Text) -> Iterator[Fault]:
    """Two units or parts of one text have the same anchor."""
    places = [(part.anchor, part.at) for part in text.parts]
    places += [(unit.anchor, unit.at) for unit in text.units()]
    yield from _repeated(places, "anchor")


def duplicate_id(edition: Edition) -> Iterator[Fault]:
    """Two works, two sister texts, two names or terms of one kind, or two figures have the same id."""
    for records in (edition.works, edition.sister_texts):
        yield from _repeated([(record.id, record.at) for record in records], "id")
    yield from _repeated([(entity.anchor, entity.at) for entity in edition.entities], "anchor")
    figures = [figure for text in edition.texts for figure in text.figures]
    yield from _repeated([(figure.anchor, figure.at) for figure in figures], "anchor")


def misplaced_anchor(text: Text) -> Iterator[Fault]:
    """A unit stands in another part than its anchor says."""
    for part in text.parts:
        for unit in part.units:
            if _prefix(unit.anchor) != part.prefix:
                hint = f"anchors here look like {part.prefix}1; move the unit, or mend its anchor"
                yield Fault(unit.at, f"{unit.anchor} stands in {part.anchor}", hint)


def section_order(text: Text) -> Iterator[Fault]:
    """A section follows one with a higher numeral, or repeats it."""
    sections = [part for part in text.parts if part.kind is Kind.PARAGRAPH]
    for before, after in pairwise(sections):
        if _numeral(after.anchor) <= _numeral(before.anchor):
            hint = "sections are listed in the order of the text, in `sections` of text.yaml"
            yield Fault(after.at, f"section {after.anchor} comes after {before.anchor}", hint)


def unit_order(text: Text) -> Iterator[Fault]:
    """A unit follows one with a higher number, or repeats it."""
    for part in text.parts:
        for before, after in pairwise(part.units):
            if _number(after.anchor) <= _number(before.anchor):
                hint = "anchors ascend; a unit inserted between 12 and 13 is 12a"
                yield Fault(after.at, f"{after.anchor} comes after {before.anchor}", hint)


def _repeated(places: Iterable[tuple[str, Position]], what: str) -> Iterator[Fault]:
    first: dict[str, Position] = {}
    for name, at in places:
        if name in first:
            hint = f"an {what} is written once and never used again: give this one its own"
            yield Fault(at, f"the {what} {name} stands already at {first[name]}", hint)
        first.setdefault(name, at)


def _prefix(anchor: str) -> str:
    return re.sub(r"\d+[a-z]?$", "", anchor)


def _number(anchor: str) -> tuple[int, str]:
    match = re.search(r"(\d+)([a-z]?)$", anchor)
    return (int(match[1]), match[2]) if match else (0, "")


def _numeral(roman: str) -> int:
    """The value of a Roman numeral; a sign before a larger one is subtracted."""
    values = [_ROMAN.get(sign, 0) for sign in roman]
    following = [*values[1:], 0]
    return sum(-a if a < b else a for a, b in zip(values, following, strict=True))
