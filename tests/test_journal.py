"""journal: every file is whole at every moment, and no link leads us elsewhere."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kills import fault_at, killed_at_every_step
from maocoop.errors import OutputRefused
from maocoop.write import write
from sites import NEW, OLD, assert_whole, empty_folders, names, site, sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# --- Links are not followed -------------------------------------------------------------------


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "page.html").write_bytes(b"precious")
    return folder


def test_a_link_in_place_of_our_file_is_replaced_itself(tmp_path: Path, elsewhere: Path) -> None:
    out = tmp_path / "site"
    write(OLD, out)
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(elsewhere / "page.html")
    (elsewhere / "page.html").write_bytes(OLD["index.html"])
    assert write(OLD, out).changed == ("index.html",)
    assert not (out / "index.html").is_symlink()
    write(OLD | {"index.html": b"changed"}, out)
    assert (elsewhere / "page.html").read_bytes() == OLD["index.html"]


def test_a_link_as_long_as_our_file_is_not_our_file(tmp_path: Path) -> None:
    write({"a": b"x"}, tmp_path)
    (tmp_path / "t").write_bytes(b"x")
    (tmp_path / "a").unlink()
    (tmp_path / "a").symlink_to("t")
    assert write({"a": b"x"}, tmp_path).changed == ("a",)
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_a_link_in_place_of_our_folder_is_refused(
    tmp_path: Path, elsewhere: Path, target: str
) -> None:
    out = tmp_path / "site"
    write(OLD, out)
    shutil.rmtree(out / "data")
    (out / "data").symlink_to(elsewhere.parent / target)
    with pytest.raises(OutputRefused, match=r"data was not made by a build"):
        write(OLD, out)
    assert names(elsewhere) == ["page.html"]


def test_removal_does_not_follow_a_link(tmp_path: Path, elsewhere: Path) -> None:
    out = tmp_path / "site"
    write(OLD, out)
    (elsewhere / "deep").mkdir()
    shutil.rmtree(out / "gone")
    (out / "gone").symlink_to(elsewhere)
    shutil.rmtree(out / "file")
    (out / "file").mkdir()
    (out / "file" / "page.html").symlink_to(elsewhere / "page.html")
    write({"index.html": b""}, out)
    assert names(elsewhere) == ["deep", "page.html"]
    assert not (out / "file").exists()
    assert (out / "gone").is_symlink()


@pytest.mark.parametrize("name", [".maocoop", ".maocoop/lock"])
def test_a_link_in_place_of_our_own_folder_is_refused(
    tmp_path: Path, elsewhere: Path, name: str
) -> None:
    out = tmp_path / "site"
    (out / name).parent.mkdir(parents=True)
    (out / name).symlink_to(elsewhere if name == ".maocoop" else elsewhere / "lock")
    with pytest.raises(OutputRefused, match=r"\.maocoop"):
        write(OLD, out)
    assert names(elsewhere) == ["page.html"]


def test_a_link_in_place_of_the_staging_folder_is_removed(tmp_path: Path, elsewhere: Path) -> None:
    out = tmp_path / "site"
    write(OLD, out)
    (out / ".maocoop" / "staging").symlink_to(elsewhere)
    write(NEW, out)
    assert site(out) == NEW
    assert names(elsewhere) == ["page.html"]


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    write(OLD, tmp_path / "site")
    assert site(tmp_path / "real") == OLD


# --- What is on record -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"files": "index.html"}',
        b'{"files": [1]}',
        b'{"files": ["../precious"]}',
        b'{"files": ["/precious"]}',
        b'{"files": [".maocoop/lock"]}',
        b'{"files": [], "more": []}',
        b'{"files": ["index.html"], "sha256": "0"}',
        b'{"clear": [], "add": [], "change": [], "remove": [], "sha256": "0"}',
    ],
)
@pytest.mark.parametrize("name", ["manifest.json", "journal.json"])
def test_a_damaged_record_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    out = tmp_path / "site"
    write(OLD, out)
    (tmp_path / "precious").write_text("x")
    (out / ".maocoop" / name).write_bytes(content)
    with pytest.raises(OutputRefused, match=r"damaged.*delete .* and build again"):
        write(NEW, out)
    assert site(out) == OLD
    assert (tmp_path / "precious").exists()


# --- Faults at every step ---------------------------------------------------------------------


@pytest.fixture
def no_fsync() -> Iterator[None]:
    """The disk need not be waited for where only the process is killed."""
    with patch.object(os, "fsync"):
        yield


def assert_in_order(found: Mapping[str, bytes]) -> None:
    """New files come before changed ones and those before removals, so that links resolve."""
    cleared = {"folder", "file/page.html", "case.html"}
    added = [path in found for path in NEW.keys() - OLD.keys()]
    changed = [found[path] == NEW[path] for path in ("index.html", "about.html")]
    removed = [path not in found for path in OLD.keys() - NEW.keys() - cleared]
    assert all(added) or not any(changed)
    assert all(changed) or not any(removed)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it kills a process that it forks")
@pytest.mark.usefixtures("no_fsync")
def test_killed_at_any_step_every_file_is_whole_and_the_next_build_finishes(
    tmp_path: Path,
) -> None:
    write(OLD, tmp_path / "old")
    killed = killed_at_every_step(tmp_path)
    assert len(killed) > 40
    states = {tuple(sorted(site(out).items())) for out in killed}
    assert len(states) > 10  # old, new, and many in between
    for out in killed:
        assert_whole(out, OLD, NEW)
        assert_in_order(site(out))
        back = Path(shutil.copytree(out, tmp_path / f"{out.name}-back"))
        for files, folder in ((NEW, out), (OLD, back)):
            write(files, folder)
            assert site(folder) == files
            assert empty_folders(folder) == []
            assert names(folder / ".maocoop") == ["lock", "manifest.json"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="it kills a process that it forks")
@pytest.mark.usefixtures("no_fsync")
def test_a_first_build_killed_at_any_step_is_finished_too(tmp_path: Path) -> None:
    killed = killed_at_every_step(tmp_path)
    assert len(killed) > 30
    for out in killed:
        assert_whole(out, {}, NEW)
        write(NEW, out)
        assert site(out) == NEW


def test_what_is_renamed_was_synced_and_the_journal_goes_last(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    journal = tmp_path / ".maocoop" / "journal.json"
    synced: set[int] = set()
    waiting: set[int] = set()  # folders with a rename that may not be on disk yet
    replaced: list[Path] = []
    replace, unlink = os.replace, os.unlink

    def checked_sync(handle: int) -> None:
        synced.add(os.fstat(handle).st_ino)
        waiting.discard(os.fstat(handle).st_ino)

    def checked_replace(source: Path, target: Path) -> None:
        assert source.stat().st_ino in synced
        assert target.parent == journal.parent or journal.parent.stat().st_ino not in waiting
        replace(source, target)
        replaced.append(target)
        waiting.add(target.parent.stat().st_ino)

    def checked_unlink(path: Path, **kwargs: Any) -> None:
        if path == journal:
            assert waiting == set()
        unlink(path, **kwargs)

    with (
        patch.object(os, "fsync", checked_sync),
        patch.object(os, "replace", checked_replace),
        patch.object(os, "unlink", checked_unlink),
    ):
        write(NEW, tmp_path)
    assert replaced[0] == journal
    assert {(tmp_path / path).stat().st_ino for path in NEW} - synced == {
        (tmp_path / "data" / "same.json").stat().st_ino
    }


def test_many_files_are_synced_too_before_one_is_renamed(tmp_path: Path) -> None:
    many = {f"{number}.html": b"x" * number for number in range(1, 200)}
    synced: set[int] = set()
    replace = os.replace

    def checked_replace(source: Path, target: Path) -> None:
        assert source.stat().st_ino in synced
        replace(source, target)

    with (
        patch.object(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino)),
        patch.object(os, "replace", checked_replace),
    ):
        write(many, tmp_path)
    assert site(tmp_path) == many


def test_a_disk_that_fails_while_many_files_are_synced_is_a_clear_refusal(tmp_path: Path) -> None:
    many = {f"{number}.html": b"x" for number in range(200)}
    sync = os.fsync

    def failing(handle: int) -> None:
        if os.fstat(handle).st_size == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    write(OLD, tmp_path)
    with (
        patch.object(os, "fsync", failing),
        pytest.raises(OutputRefused, match="Input/output error"),
    ):
        write(many, tmp_path)
    assert site(tmp_path) == OLD


def stopped_halfway(out: Path) -> None:
    """Leave a build of NEW over OLD with its journal written and nothing placed yet."""
    write(OLD, out)

    def stop(*_: object) -> None:
        raise OSError(errno.EIO, "stopped")

    with patch("maocoop.journal._finish", stop), pytest.raises(OutputRefused):
        write(NEW, out)
    assert site(out) == OLD


def test_the_journal_lists_first_what_is_in_the_way(tmp_path: Path) -> None:
    stopped_halfway(tmp_path)
    journal = json.loads((tmp_path / ".maocoop" / "journal.json").read_bytes())
    # `case.html` would be removed as `Case.html`, or not at all, where case is ignored.
    assert journal["clear"] == ["case.html", "file/page.html", "folder"]
    assert journal["remove"] == ["gone/deep/page.html", "data/old.json"]


def test_what_others_put_there_after_a_kill_is_not_overwritten(tmp_path: Path) -> None:
    stopped_halfway(tmp_path)
    (tmp_path / "data" / "new.json").write_bytes(b"theirs")
    with pytest.raises(OutputRefused, match=r"new\.json was not made by a build"):
        write(NEW, tmp_path)
    assert site(tmp_path) == OLD | {"data/new.json": b"theirs"}
    (tmp_path / "data" / "new.json").unlink()
    write(NEW, tmp_path)
    assert site(tmp_path) == NEW


def test_a_journal_is_finished_without_following_a_new_link(
    tmp_path: Path, elsewhere: Path
) -> None:
    out = tmp_path / "site"
    stopped_halfway(out)
    (out / "1955-07-31").symlink_to(elsewhere)
    with pytest.raises(OutputRefused, match="1955-07-31 was not made by a build"):
        write(NEW, out)
    assert names(elsewhere) == ["page.html"]


def test_half_staged_files_are_thrown_away(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    staging = tmp_path / ".maocoop" / "staging"
    staging.mkdir()
    (staging / "0").write_bytes(b"half")
    write(OLD, tmp_path)
    assert not staging.exists()
    assert site(tmp_path) == OLD


def full_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.usefixtures("no_fsync")
def test_a_full_disk_at_any_step_is_a_clear_refusal(tmp_path: Path) -> None:
    seen = set()
    for number in range(1, count_of_steps(tmp_path / "count") + 1):
        out = tmp_path / str(number)
        write(OLD, out)
        message = refusal(out, number)
        if message is None:
            assert site(out) == NEW  # only the tidying at the end was hindered
        else:
            seen.add(message.split(": ", 1)[1].split(";")[0])
            assert_as_told(out, message)
        write(NEW, out)
        assert site(out) == NEW
        assert names(out / ".maocoop") == ["lock", "manifest.json"]
    assert seen == {
        "No space left on device. The former site is as it was",
        "No space left on device. The next build finishes what this one began",
    }


def count_of_steps(out: Path) -> int:
    write(OLD, out)
    with fault_at(0, full_disk) as calls:
        write(NEW, out)
    return len(calls)


def refusal(out: Path, number: int) -> str | None:
    try:
        with fault_at(number, full_disk):
            write(NEW, out)
    except OutputRefused as refused:
        return str(refused)
    return None


def assert_as_told(out: Path, message: str) -> None:
    if "The former site is as it was" in message:
        assert site(out) == OLD
        assert names(out / ".maocoop") == ["lock", "manifest.json"]
    else:
        assert_whole(out, OLD, NEW)
        assert {"journal.json", "staging"} <= {*names(out / ".maocoop")}


class Killed(BaseException):
    """Not an error that the code under test could handle."""


def killed() -> None:
    raise Killed


@settings(deadline=None)
@given(old=sites, new=sites, number=st.integers(1, 60))
def test_any_site_follows_any_other_after_a_kill(
    old: dict[str, bytes], new: dict[str, bytes], number: int
) -> None:
    with tempfile.TemporaryDirectory() as name, patch.object(os, "fsync"):
        out = Path(name)
        write(old, out)
        try:
            with fault_at(number, killed):
                write(new, out)
        except Killed:
            assert_whole(out, old, new)
        write(new, out)
        assert site(out) == new
        assert empty_folders(out) == []
