"""What was worked out of frozen data is kept: many rules and pages ask for the same."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from maocoop.tracing import read_again, traced

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.tracing import Reads

_From = ParamSpec("_From")
_Made = TypeVar("_Made")

FEW = 4
"""How many results are kept of a function of an edition or a text: those of today, and before."""

MANY = 1 << 14
"""How many are kept of a function of a unit: those of a hundred texts like the first."""


def remembered(function: Callable[_From, _Made]) -> Callable[_From, _Made]:
    """Keep the results of a function for the last few arguments, each by its identity.

    An edition, a text and a record never change, so that the same object gives the same result; they
    cannot be keys, as they hold mappings or are too large to hash. The caller may not change a result.
    """
    return _keeping(function, FEW)


def remembered_each(function: Callable[_From, _Made]) -> Callable[_From, _Made]:
    """The same for a function that is asked about one unit after the other."""
    return _keeping(function, MANY)


def _keeping(function: Callable[_From, _Made], most: int) -> Callable[_From, _Made]:
    kept: dict[tuple[int, ...], tuple[object, _Made, Reads]] = {}

    @wraps(function)
    def result(*arguments: _From.args, **named: _From.kwargs) -> _Made:
        # The arguments are kept too, so that no other object can have the identity of one.
        key = tuple(map(id, (*arguments, *named.values()) if named else arguments))
        known = kept.get(key)
        if known is not None:
            read_again(known[2])
            return known[1]
        if len(kept) == most:
            del kept[next(iter(kept))]
        found, reads = traced(lambda: function(*arguments, **named))
        kept[key] = ((arguments, named), found, reads)
        return found

    return result
