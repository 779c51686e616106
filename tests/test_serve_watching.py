"""serve: every way of changing a file is seen, and no change is seen twice."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from desk import WAIT
from maocoop.serve import Outcome, inotify, serve
from maocoop.serve.bell import Bell
from maocoop.serve.watching import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def never(*said: object) -> NoReturn:
    pytest.fail(f"called with {said}")


def saved_by_an_editor(folder: Path) -> None:
    (folder / ".01.yaml.swp").write_text("an editor's own")
    (folder / "01.yaml~").write_text("second")
    (folder / "01.yaml").rename(folder / "01.yaml.old")
    (folder / "01.yaml~").rename(folder / "01.yaml")
    (folder / "01.yaml.old").unlink()


def ten_at_once(folder: Path) -> None:
    for number in range(10):
        (folder / f"{number:02}.yaml").write_text(str(number))


def folder_replaced(folder: Path) -> None:
    fresh = folder.parent / "fresh"
    (fresh / "deep" / "deeper").mkdir(parents=True)
    (fresh / "deep" / "deeper" / "03.yaml").write_text("3")
    folder.rename(folder.parent / "gone")
    fresh.rename(folder)


def folder_removed(folder: Path) -> None:
    (folder / "01.yaml").unlink()
    folder.rmdir()


CHANGES = [saved_by_an_editor, ten_at_once, folder_replaced, folder_removed]


@pytest.fixture(params=["inotify", "comparing", "no more watches"])
def watched(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, Watcher]]:
    """A folder with a file, watched in each way."""

    def refused(*_: object) -> int:
        raise OSError("no space left on device")

    if request.param == "comparing":
        monkeypatch.setattr(inotify, "opened", lambda: None)
    elif request.param == "no more watches":
        monkeypatch.setattr(inotify.Inotify, "watch", refused)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "01.yaml").write_text("first")
    watcher = Watcher([folder], pause=0.01)
    yield folder, watcher
    watcher.close()


def seen(watcher: Watcher, wanted: set[Path]) -> set[Path]:
    """What it says until it said all that is wanted, or for too long."""
    stop, found = Bell(), set[Path]()
    bound = threading.Timer(WAIT, stop.set)
    bound.start()
    while not wanted <= found and not stop.is_set():
        found |= watcher.wait(stop)
    bound.cancel()
    stop.close()
    return found


@pytest.mark.parametrize("change", CHANGES)
def test_every_way_of_changing_is_seen(
    watched: tuple[Path, Watcher], change: Callable[[Path], None]
) -> None:
    folder, watcher = watched
    before = set(folder.rglob("*.yaml"))
    change(folder)
    after = set(folder.rglob("*.yaml"))
    wanted = {folder / "01.yaml"} | (before ^ after)
    found = seen(watcher, wanted)
    assert wanted <= found
    assert {path for path in found if path.exists()} <= after
    # And what is new there is watched.
    folder.mkdir(exist_ok=True)
    for path in sorted(after) or [folder / "02.yaml"]:
        path.write_text("changed again")
    assert seen(watcher, set(after)) >= after


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_a_file_counts_when_its_writer_closes_it(tmp_path: Path) -> None:
    watcher = Watcher([tmp_path])
    with (tmp_path / "slow.yaml").open("w") as file:
        file.write("half")
        file.flush()
        assert watcher.now() == frozenset()
    assert watcher.now() == {tmp_path / "slow.yaml"}
    assert watcher.now() == frozenset()
    watcher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="inotify")
def test_a_fault_of_half_a_change_is_passed_over(tmp_path: Path) -> None:
    source, stop = tmp_path / "source", Bell()
    source.write_text("first")
    said: list[str] = []

    def rebuild(changed: frozenset[Path] | None) -> Outcome:
        said.append(f"{'all' if changed is None else len(changed)}: {source.read_text()}")
        if len(said) == 1:
            source.write_text("second")  # a branch is being switched
            raise ValueError("half of it")
        stop.set()
        return Outcome("built", None)

    serve(rebuild, [source], tmp_path, 0, print, never, root=tmp_path, stop=stop)
    assert said == ["all: first", "1: second"]
