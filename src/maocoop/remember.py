"""What was worked out of frozen data is kept: many rules and pages ask for the same."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_From = TypeVar("_From")
_Made = TypeVar("_Made")

FEW = 4
"""How many arguments are remembered: an edition with its texts, and the one before it."""


def remembered(function: Callable[[_From], _Made]) -> Callable[[_From], _Made]:
    """Keep the results of a function for the last few arguments, each by its identity.

    An edition, a text and a record never change, so that the same object gives the same result; they
    cannot be keys, as they hold mappings or are too large to hash. The caller may not change a result.
    """
    kept: dict[int, tuple[_From, _Made]] = {}

    @wraps(function)
    def result(argument: _From) -> _Made:
        # The argument is kept too, so that no other object can have its identity.
        if id(argument) not in kept:
            if len(kept) == FEW:
                del kept[next(iter(kept))]
            kept[id(argument)] = (argument, function(argument))
        return kept[id(argument)][1]

    return result
