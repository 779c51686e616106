"""write: the site on disk is exactly what was rendered, and whole at every moment."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from maocoop.errors import OutputRefused
from maocoop.journal import carry_out
from maocoop.write import Known, Receipt, write
from sites import NEW, OLD, empty_folders, names, site, sites, traces

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    assert json.loads(written)["files"] == sorted(NEW)


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


# --- Any site after any other -----------------------------------------------------------------


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


def test_a_page_comes_after_what_it_leads_to_and_goes_before_it(tmp_path: Path) -> None:
    new = {"a.html": b"", "b.json": b"", "c/d.html": b"", "e.txt": b""}
    with patch("maocoop.write.carry_out") as taken:
        with suppress(OutputRefused):  # nothing was written that could be looked at
            write(new, tmp_path)
        assert taken.call_args[0][1].add == ("b.json", "e.txt", "a.html", "c/d.html")
    write(new, tmp_path)
    with patch("maocoop.write.carry_out") as taken:
        write({}, tmp_path)
        assert taken.call_args[0][1].remove == ("a.html", "c/d.html", "b.json", "e.txt")


def test_what_is_made_anew_is_written_before_the_rest_is_looked_at(tmp_path: Path) -> None:
    known = Known()
    first = write(NEW, tmp_path, known=known)
    edited, missing = "data/same.json", "data/new.json"
    (tmp_path / edited).write_bytes(b"by somebody else")
    (tmp_path / missing).unlink()
    (tmp_path / "index.html").unlink()
    corrected = NEW | {"index.html": b"corrected", "Case.html": b"too"}
    with patch("maocoop.write.carry_out", wraps=carry_out) as taken:
        receipt = write(corrected, tmp_path, known=known)
    assert [set(each.args[1].placed) for each in taken.call_args_list] == [
        {"index.html", "Case.html"},
        {edited, missing},
    ]
    assert site(tmp_path) == corrected
    assert receipt.added == (missing, "index.html")
    assert receipt.changed == ("Case.html", edited)
    assert receipt.removed == ()
    assert set(receipt.unchanged) == set(first.added) - {*receipt.added, *receipt.changed}
