"""Edition -> all that rules rest on but the words of its units, as one value to compare (pure)."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from maocoop.model import Edition, Part, Text, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

_APART = {
    Edition: frozenset({"texts", "sources"}),
    Text: frozenset({"parts"}),
    Part: frozenset({"units"}),
    Unit: frozenset({"sentences"}),
}
"""Fields that are no ground, or are taken apart here."""


def ground(edition: Edition) -> tuple[Any, ...]:
    """All that the findings of a rule may rest on besides the sentences that it reads, with places."""
    return tuple(_fields(each) for each in _walked(edition))


def _walked(edition: Edition) -> Iterator[Edition | Text | Part | Unit]:
    yield edition
    for text in edition.texts:
        yield text
        for part in text.parts:
            yield part
            yield from part.units


def _fields(of: Edition | Text | Part | Unit) -> tuple[Any, ...]:
    return tuple(getattr(of, name) for name in _NAMES[type(of)])


_NAMES = {
    kind: tuple(field.name for field in fields(kind) if field.name not in apart)
    for kind, apart in _APART.items()
}
