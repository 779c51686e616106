"""What was worked out of frozen data is kept: many rules and pages ask for the same."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_From = ParamSpec("_From")
_Made = TypeVar("_Made")

FEW = 4
"""How many arguments are remembered: an edition with its texts, and the one before it."""


def remembered(function: Callable[_From, _Made]) -> Callable[_From, _Made]:
    """Keep the results of a function for the last few arguments, each by its identity.

    An edition, a text and a record never change, so that the same object gives the same result; they
    cannot be keys, as they hold mappings or are too large to hash. The caller may not change a result.
    """
    kept: dict[tuple[int, ...], tuple[object, _Made]] = {}

    @wraps(function)
    def result(*arguments: _From.args, **named: _From.kwargs) -> _Made:
        # The arguments are kept too, so that no other object can have the identity of one.
        key = tuple(map(id, (*arguments, *named.values())))
        if key not in kept:
            if len(kept) == FEW:
                del kept[next(iter(kept))]
            kept[key] = ((arguments, named), function(*arguments, **named))
        return kept[key][1]

    return result
