"""A second pair of hands does the same work, and where it cannot, the work is done here."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from maocoop import hands

if TYPE_CHECKING:
    from pathlib import Path

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were a second processor."""
    monkeypatch.setattr(hands, "several", lambda: True)


def test_the_work_is_done_elsewhere() -> None:
    assert hands.meanwhile(os.getpid)() != HERE
    assert hands.meanwhile(lambda: {("a", 1): (b"x" * 1_000_000, frozenset({1}))})() == {
        ("a", 1): (b"x" * 1_000_000, frozenset({1}))
    }


def test_objects_are_the_same_there() -> None:
    unit = object()
    assert hands.meanwhile(lambda: id(unit))() == id(unit)


def test_without_a_second_processor_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "several", lambda: False)
    assert hands.meanwhile(os.getpid)() == HERE


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
        hands.meanwhile(wrong)()
    assert tries.read_text() == "xx"


def test_a_child_that_is_killed_is_stood_in_for() -> None:
    def deadly() -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    assert hands.meanwhile(deadly)() == 7


def test_what_cannot_be_sent_is_made_here() -> None:
    made = hands.meanwhile(lambda: (value for value in (3,)))()
    assert list(made) == [3]
