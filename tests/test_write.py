"""write: the site on disk is exactly what was rendered, and whole at every moment."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maocoop.errors import OutputRefused
from maocoop.write import Receipt, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

OLD = {
    "index.html": b"old index",
    "about.html": b"about",
    "data/old.json": b"{}",
    "data/same.json": b"same",
    "gone/deep/page.html": b"gone",
    "folder": b"a file that becomes a folder",
    "file/page.html": b"in a folder that becomes a file",
    "case.html": b"spelled small",
}
NEW = {
    "index.html": b"new index, and longer",
    "about.html": b"ABOUT",
    "data/same.json": b"same",
    "data/new.json": b"[]",
    "1955-07-31/II.4.html": b"a paragraph",
    "folder/page.html": b"in the folder",
    "file": b"the file",
    "Case.html": b"spelled large",
}


def site(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but our own, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".maocoop" not in path.relative_to(folder).parts
    }


def empty_folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def traces(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What betrays a write, for everything below a folder and the folder itself."""
    found = {path: path.lstat() for path in (folder, *folder.rglob("*"))}
    return {
        str(path): (stat.st_ino, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in found.items()
    }


# --- Writing ----------------------------------------------------------------------------------


def test_first_build_writes_everything(tmp_path: Path) -> None:
    out = tmp_path / "not" / "yet" / "there"
    receipt = write(OLD, out)
    assert site(out) == OLD
    assert receipt == Receipt(added=tuple(sorted(OLD)), changed=(), removed=(), unchanged=())


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    assert site(tmp_path) == OLD


def test_second_build_changes_what_changed(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    receipt = write(NEW, tmp_path)
    assert site(tmp_path) == NEW
    assert receipt == Receipt(
        added=("1955-07-31/II.4.html", "Case.html", "data/new.json", "file", "folder/page.html"),
        changed=("about.html", "index.html"),
        removed=(
            "case.html",
            "data/old.json",
            "file/page.html",
            "folder",
            "gone/deep/page.html",
        ),
        unchanged=("data/same.json",),
    )


def test_folders_left_empty_are_removed(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    write(NEW, tmp_path)
    assert not (tmp_path / "gone").exists()
    assert empty_folders(tmp_path) == []


def test_an_unchanged_build_writes_nothing(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    before = traces(tmp_path)
    receipt = write(dict(OLD), tmp_path)
    assert receipt == Receipt(added=(), changed=(), removed=(), unchanged=tuple(sorted(OLD)))
    assert traces(tmp_path) == before


def test_a_change_touches_one_file_and_not_the_manifest(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    before = traces(tmp_path)
    write({**OLD, "about.html": b"About"}, tmp_path)
    after = traces(tmp_path)
    touched = {path for path in before if before[path] != after[path]}
    assert touched == {str(tmp_path / "about.html"), str(tmp_path), str(tmp_path / ".maocoop")}
    assert before.keys() == after.keys()


def test_nothing_but_lock_and_manifest_stays_in_our_folder(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    write(NEW, tmp_path)
    assert names(tmp_path / ".maocoop") == ["lock", "manifest.json"]


def test_the_manifest_depends_on_the_files_only(tmp_path: Path) -> None:
    write(OLD, tmp_path / "one")
    write(NEW, tmp_path / "one")
    write(dict(reversed(NEW.items())), tmp_path / "other")
    manifest = Path(".maocoop") / "manifest.json"
    written = (tmp_path / "one" / manifest).read_bytes()
    assert written == (tmp_path / "other" / manifest).read_bytes()
    assert json.loads(written) == {"files": sorted(NEW)}


def test_an_empty_site_removes_all_of_ours(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    write({}, tmp_path)
    assert names(tmp_path) == [".maocoop"]
    assert write({}, tmp_path) == Receipt((), (), (), ())


# --- Repairs, and what others put there -------------------------------------------------------


def test_a_tampered_page_is_repaired(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    size = len(OLD["index.html"])
    (tmp_path / "index.html").write_bytes(b"x" * size)
    assert write(OLD, tmp_path).changed == ("index.html",)
    assert site(tmp_path) == OLD


def test_a_lost_page_and_folder_come_back(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    shutil.rmtree(tmp_path / "data")
    assert write(OLD, tmp_path).added == ("data/old.json", "data/same.json")
    assert site(tmp_path) == OLD


def test_files_of_others_stay(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / "CNAME").write_text("edition.example")
    (tmp_path / "gone" / "deep" / "theirs.txt").write_text("theirs")
    (tmp_path / "data" / "empty").mkdir()
    write(NEW, tmp_path)
    theirs = {"CNAME": b"edition.example", "gone/deep/theirs.txt": b"theirs"}
    assert site(tmp_path) == NEW | theirs
    assert (tmp_path / "data" / "empty").is_dir()


def test_a_stale_page_that_became_a_folder_of_others_stays(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / "data" / "old.json").unlink()
    (tmp_path / "data" / "old.json").mkdir()
    write(NEW, tmp_path)
    assert (tmp_path / "data" / "old.json").is_dir()


@pytest.mark.parametrize("theirs", ["data/new.json", "1955-07-31", "folder.d/x", "file/theirs"])
def test_a_foreign_file_in_our_place_is_refused_before_anything(
    tmp_path: Path, theirs: str
) -> None:
    write(OLD, tmp_path)
    (tmp_path / theirs).parent.mkdir(exist_ok=True)
    (tmp_path / theirs).write_bytes(b"theirs")
    before = traces(tmp_path)
    with pytest.raises(OutputRefused, match=r"was not made by a build.*move it away"):
        write({**NEW, "folder.d/x": b"ours"}, tmp_path)
    assert traces(tmp_path) == before


def test_a_foreign_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / "data" / "new.json").mkdir()
    with pytest.raises(OutputRefused, match=r"new\.json was not made by a build"):
        write(NEW, tmp_path)
    assert site(tmp_path) == OLD


def test_a_foreign_folder_in_the_place_of_a_page_of_ours_is_refused(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / "data" / "same.json").unlink()
    (tmp_path / "data" / "same.json").mkdir()
    (tmp_path / "data" / "same.json" / "theirs").write_text("theirs")
    with pytest.raises(OutputRefused, match=r"theirs was not made by a build"):
        write(NEW, tmp_path)
    assert (tmp_path / "index.html").read_bytes() == OLD["index.html"]


def test_an_unknown_file_with_our_very_bytes_is_still_foreign(tmp_path: Path) -> None:
    write({}, tmp_path)
    (tmp_path / "index.html").write_bytes(OLD["index.html"])
    with pytest.raises(OutputRefused, match=r"index\.html was not made by a build"):
        write(OLD, tmp_path)


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


# --- Refused folders --------------------------------------------------------------------------


def test_a_folder_of_others_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    before = traces(tmp_path)
    with pytest.raises(OutputRefused, match=r"not empty \(thesis\.txt\).*no manifest.*--out"):
        write(OLD, tmp_path)
    assert traces(tmp_path) == before


def test_a_folder_that_lost_its_manifest_is_refused(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    (tmp_path / ".maocoop" / "manifest.json").unlink()
    with pytest.raises(OutputRefused, match="no manifest"):
        write(NEW, tmp_path)
    assert site(tmp_path) == OLD


def test_a_file_is_no_output_folder(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(OutputRefused, match="is a file"):
        write(OLD, tmp_path / "site")
    with pytest.raises(OutputRefused, match="cannot write"):
        write(OLD, tmp_path / "site" / "below")
    assert (tmp_path / "site").read_text() == "a file"


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("corpus", "lies in"),
        ("corpus/site", "lies in"),
        ("site/../notes/x", "lies in"),
        ("link/x", "lies in"),
        (".", "contains"),
        ("..", "contains"),
    ],
)
def test_an_output_folder_about_the_sources_is_refused(tmp_path: Path, out: str, says: str) -> None:
    root = tmp_path / "root"
    (root / "corpus").mkdir(parents=True)
    (root / "link").symlink_to(root / "corpus")
    protected = [root / "corpus", root / "notes"]
    with pytest.raises(OutputRefused, match=f"{says} .*--out site"):
        write(OLD, root / out, protected=protected)
    assert names(root / "corpus") == []
    assert names(root) == ["corpus", "link"]


def test_sources_behind_a_link_are_protected(tmp_path: Path) -> None:
    (tmp_path / "real" / "corpus").mkdir(parents=True)
    (tmp_path / "corpus").symlink_to(tmp_path / "real" / "corpus")
    with pytest.raises(OutputRefused, match="contains"):
        write(OLD, tmp_path / "real", protected=[tmp_path / "corpus"])


def test_a_folder_beside_the_sources_is_fine(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    write(OLD, tmp_path / "corpus-site", protected=[tmp_path / "corpus", tmp_path / "notes"])
    assert site(tmp_path / "corpus-site") == OLD


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


ESCAPES = ["", "/a", "a/", "a//b", "..", "a/../b", "./a", "a\\b", "c:/a", "c:a"]
UNPRINTABLE = ["a\0", "a\nb", "\ud800"]
OURS = [".maocoop", ".maocoop/x", ".MaoCoop/x", ".maocoop-2"]


@pytest.mark.parametrize("path", [*ESCAPES, *UNPRINTABLE, *OURS])
def test_a_path_that_no_renderer_may_return(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"is absolute|holds a|has a segment|lies in"):
        write({"index.html": b"", path: b""}, tmp_path / "site")
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    "paths",
    [
        ("a.html", "A.html"),
        ("x/a", "X/a"),
        ("strasse", "straße"),
        ("\u00e9", "e\u0301"),
        ("a", "a/b"),
        ("A", "a/b/c"),
    ],
)
def test_paths_that_collide_on_some_system(tmp_path: Path, paths: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match=r"one file where case is ignored|a file and the folder"):
        write(dict.fromkeys(paths, b""), tmp_path / "site")
    assert not (tmp_path / "site").exists()


# --- Two builds at once -----------------------------------------------------------------------


@contextmanager
def another_build(out: Path) -> Iterator[int]:
    fcntl = pytest.importorskip("fcntl")
    handle = os.open(out / ".maocoop" / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_SH)  # shared, so that a build that only shares is caught too
    try:
        yield handle
    finally:
        os.close(handle)


def test_a_second_build_says_that_it_is_the_second(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    with another_build(tmp_path), pytest.raises(OutputRefused, match="another build is writing"):
        write(NEW, tmp_path, patience=0)
    assert site(tmp_path) == OLD
    write(NEW, tmp_path, patience=0)
    assert site(tmp_path) == NEW


def test_a_second_build_waits_for_the_first(tmp_path: Path) -> None:
    write(OLD, tmp_path)
    with another_build(tmp_path):
        second = threading.Thread(target=write, args=(NEW, tmp_path), kwargs={"patience": 60})
        second.start()
        second.join(0.1)
        assert site(tmp_path) == OLD
    second.join(60)
    assert site(tmp_path) == NEW


# --- Faults at every step ---------------------------------------------------------------------

CALLS = ("replace", "fsync", "unlink", "rmdir", "mkdir", "open")


@pytest.fixture
def no_fsync() -> Iterator[None]:
    """The disk need not be waited for where only the process is killed."""
    with patch.object(os, "fsync"):
        yield


@contextmanager
def fault_at(number: int, fail: Callable[[], None]) -> Iterator[list[str]]:
    """Call `fail` instead of the system, the nth time that it is asked to change the disk.

    Yields the names of the calls so far; 0 is never reached.
    """
    calls: list[str] = []

    def faulty(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                fail()
            return real(*args, **kwargs)

        return call

    with ExitStack() as patches:
        for name in CALLS:
            patches.enter_context(patch.object(os, name, faulty(name, getattr(os, name))))
        yield calls


def assert_whole(folder: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    for path, content in site(folder).items():
        assert content in (old.get(path), new.get(path)), path


def assert_in_order(found: Mapping[str, bytes]) -> None:
    """New files come before changed ones and those before removals, so that links resolve."""
    cleared = {"folder", "file/page.html", "case.html"}
    added = [path in found for path in NEW.keys() - OLD.keys()]
    changed = [found[path] == NEW[path] for path in ("index.html", "about.html")]
    removed = [path not in found for path in OLD.keys() - NEW.keys() - cleared]
    assert all(added) or not any(changed)
    assert all(changed) or not any(removed)


# One process forks once for each step, so the whole series takes a moment. Just before a file is
# synced it is cut, as after a power failure: nothing may yet rest on its content.
KILLER = """
import json, os, shutil, sys
from pathlib import Path
from maocoop.write import write

base, calls, new = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
files = {path: content.encode() for path, content in new.items()}

def kill_at(number):
    count = 0
    def deadly(real, name):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == number:
                if name == "fsync":
                    try:
                        os.ftruncate(args[0], 1)
                    except OSError:
                        pass  # a folder
                os._exit(9)
            return None if name == "fsync" else real(*args, **kwargs)
        return call
    for name in calls:
        setattr(os, name, deadly(getattr(os, name), name))

for number in range(1, 500):
    out = base / str(number)
    shutil.copytree(base / "old", out) if (base / "old").exists() else out.mkdir()
    child = os.fork()
    if child == 0:
        kill_at(number)
        write(files, out)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 9:
        break
print(number)
"""


def killed_at_every_step(base: Path) -> list[Path]:
    """Copies of `base/old` in which a build of NEW was killed at step 1, 2, 3 …, none left out."""
    new = {path: content.decode() for path, content in NEW.items()}
    done = subprocess.run(
        [sys.executable, "-c", KILLER, base, json.dumps(CALLS), json.dumps(new)],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    last = int(done.stdout)
    assert site(base / str(last)) == NEW  # the build that no fault reached
    return [base / str(number) for number in range(1, last)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
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


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a forked process")
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
    assert journal["remove"] == ["data/old.json", "gone/deep/page.html"]


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


# --- Any site after any other -----------------------------------------------------------------


def compatible(files: Mapping[str, bytes]) -> bool:
    lowered = {path.lower() for path in files}
    return len(lowered) == len(files) and not any(
        "/".join(path.split("/")[:count]) in lowered
        for path in lowered
        for count in range(1, path.count("/") + 1)
    )


paths = st.lists(st.sampled_from(["a", "b", "B", "c.html"]), min_size=1, max_size=3).map("/".join)
sites = st.dictionaries(paths, st.sampled_from([b"", b"1", b"2", b"long"]), max_size=6).filter(
    compatible
)


class Killed(BaseException):
    """Not an error that the code under test could handle."""


def killed() -> None:
    raise Killed


@settings(deadline=None)
@given(old=sites, new=sites)
def test_any_site_follows_any_other(old: dict[str, bytes], new: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name, patch.object(os, "fsync"):
        out = Path(name)
        write(old, out)
        receipt = write(new, out)
        assert site(out) == new
        assert empty_folders(out) == []
        assert set(receipt.added) == new.keys() - old.keys()
        assert set(receipt.changed) == {p for p in new.keys() & old.keys() if new[p] != old[p]}
        assert set(receipt.removed) == old.keys() - new.keys()
        assert set(receipt.unchanged) == {p for p in new.keys() & old.keys() if new[p] == old[p]}


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
