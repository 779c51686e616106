"""A second pair of hands does the same work, and where it cannot, the work is done here."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, TypeVar

import pytest

from maocoop import hands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Made = TypeVar("_Made")

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were a second processor."""
    monkeypatch.setattr(hands, "several", lambda: True)


def done(recipe: Callable[[], _Made]) -> _Made:
    """What other hands make of a recipe."""
    with hands.meanwhile(recipe) as result:
        return result()


def test_the_work_is_done_elsewhere() -> None:
    assert done(os.getpid) != HERE
    assert done(lambda: {("a", 1): (b"x" * 1_000_000, frozenset({1}))}) == {
        ("a", 1): (b"x" * 1_000_000, frozenset({1}))
    }


def test_objects_are_the_same_there() -> None:
    unit = object()
    assert done(lambda: id(unit)) == id(unit)


def test_work_that_nobody_asks_for_is_broken_off(tmp_path: Path) -> None:
    at_work, never = tmp_path / "at-work", tmp_path / "never"
    os.mkfifo(at_work)
    os.mkfifo(never)

    def endless() -> None:
        at_work.write_text(str(os.getpid()))
        never.read_text()  # until somebody writes there

    with hands.meanwhile(endless):
        child = int(at_work.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_without_a_second_processor_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "several", lambda: False)
    assert done(os.getpid) == HERE


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})
    assert hands.several()
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert not hands.several()


def test_what_goes_wrong_there_goes_wrong_here(tmp_path: Path) -> None:
    tries = tmp_path / "tries"

    def wrong() -> None:
        with tries.open("a") as file:
            file.write("x")
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        done(wrong)
    assert tries.read_text() == "xx"


def test_a_child_that_is_killed_is_stood_in_for() -> None:
    def deadly() -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    assert done(deadly) == 7


def test_what_cannot_be_sent_is_made_here() -> None:
    assert list(done(lambda: (value for value in (3,)))) == [3]
