"""A second pair of hands: a child process that does a part of the work meanwhile.

A child begins as a copy of this process, so that nothing has to be handed to it, and what it sends
back may name objects by their identity. Whatever goes wrong in it, the work is done here instead, and
goes wrong here, where it can be told.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_Made = TypeVar("_Made")


def several() -> bool:
    """Whether there is a second processor for it, and a process that can be copied.

    A copy has only the thread that made it: what another one held would stay locked in it. Elsewhere
    than on Linux copies are not safe, or there are none.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(os.sched_getaffinity(0)) > 1


@contextmanager
def meanwhile(recipe: Callable[[], _Made]) -> Iterator[Callable[[], _Made]]:
    """Follow a recipe elsewhere as long as the block lasts; what it is given waits for the result.

    The result is a copy, to be asked for once; where nobody does, the work is broken off. Without a
    second processor the recipe is followed when its result is asked for.
    """
    if not several():
        yield recipe
        return
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(recipe, writing)
    os.close(writing)

    def result() -> _Made:
        with suppress(pickle.UnpicklingError, EOFError):
            made: Any = pickle.load(pipe)
            return made  # type: ignore[no-any-return]  # the recipe made it
        return recipe()

    try:
        with open(reading, "rb") as pipe:  # noqa: PTH123  (a pipe has no path)
            yield result
    finally:
        os.kill(child, signal.SIGKILL)  # it has ended, or nobody needs it any more
        os.waitpid(child, 0)


def _work(recipe: Callable[[], object], writing: int) -> None:
    """What the child does; it never returns, and cleans up nothing that is its parent's."""
    try:
        with open(writing, "wb") as pipe:
            pickle.dump(recipe(), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
