"""A site that is what its sources make is told without being made, and no other is."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from edits import SPECIMEN
from maocoop import stamp
from maocoop.cli import main
from sites import site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEMPLATES = SPECIMEN.parents[1] / "templates"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with its site."""
    root = tmp_path_factory.mktemp("stamped")
    shutil.copytree(SPECIMEN, root, dirs_exist_ok=True)
    shutil.copytree(TEMPLATES, root / "templates")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert main(["build"]) == 0
    return root


@pytest.fixture
def root(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The edition, which each test leaves with its site as it found it."""
    monkeypatch.chdir(made)
    monkeypatch.setattr("maocoop.cli._run", lambda _: 99)
    return made


BUILDS = 99
"""What `main` returns here where the site would be made."""


def append(path: Path, words: bytes) -> None:
    path.write_bytes(path.read_bytes() + words)


def test_an_unchanged_site_is_told_as_a_build_would(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build"]) == 0
    quick = capsys.readouterr()
    monkeypatch.undo()
    monkeypatch.chdir(root)
    (root / "site/.maocoop/stamp.json").unlink()
    assert main(["build"]) == 0
    assert capsys.readouterr() == quick
    assert "unchanged" in quick.out


@pytest.mark.usefixtures("root")
def test_other_options_are_another_site() -> None:
    for options in (["--base-url", "https://edition.example"], ["--all"], ["--out", "elsewhere"]):
        assert main(["build", *options]) == BUILDS
    assert main(["build"]) == 0


@pytest.mark.parametrize(
    "path", ["corpus/edition.yaml", "notes/texts.yaml", "templates/static/style.css"]
)
def test_another_byte_in_a_source_is_seen(root: Path, path: str) -> None:
    content = (root / path).read_bytes()
    append(root / path, b"\n")
    assert main(["build"]) == BUILDS
    (root / path).write_bytes(content)
    assert main(["build"]) == 0


def test_a_source_that_comes_or_goes_is_seen(root: Path) -> None:
    (root / "notes/1900-01-01/more.yaml").write_text("x: 1\n", encoding="utf-8")
    assert main(["build"]) == BUILDS
    (root / "notes/1900-01-01/more.yaml").unlink()
    assert main(["build"]) == 0


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def rewritten_in_secret(path: Path) -> None:
    """Other bytes of the same length, the time of writing set back."""
    found = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))


def linked(path: Path) -> None:
    path.rename(path.with_suffix(".other"))
    path.symlink_to(path.with_suffix(".other"))


@pytest.mark.parametrize("harm", [emptied, damaged, rewritten_in_secret, linked, os.unlink])
def test_a_page_that_was_touched_is_seen(
    made: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None]
) -> None:
    monkeypatch.chdir(made)
    before = site(made / "site")
    harm(made / "site/index.html")
    assert main(["build"]) == 0
    (made / "site/index.other").unlink(missing_ok=True)
    assert site(made / "site") == before


@pytest.mark.parametrize("harm", [emptied, damaged, os.unlink])
@pytest.mark.parametrize("name", ["stamp.json", "manifest.json"])
def test_a_stamp_that_is_damaged_is_not_believed(
    made: Path, tmp_path: Path, harm: Callable[[Path], None], name: str
) -> None:
    shutil.copytree(made / "site", tmp_path / "site")
    _, digest = stamp.ingredients(made, ("x",))
    stamp.put(tmp_path / "site", digest, {}, [("out", "all well")])
    assert stamp.said(tmp_path / "site", digest) == [["out", "all well"]]
    harm(tmp_path / "site/.maocoop" / name)
    assert stamp.said(tmp_path / "site", digest) is None


def test_a_build_that_was_killed_is_seen(root: Path) -> None:
    journal = root / "site/.maocoop/journal.json"
    journal.write_text("{}", encoding="utf-8")
    assert main(["build"]) == BUILDS
    journal.unlink()
    assert main(["build"]) == 0


def test_a_clock_that_is_set_back_hides_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 0.0)
    append(root / "corpus/edition.yaml", b"\n")
    os.utime(root / "corpus/edition.yaml", (0, 0))
    assert main(["build"]) == BUILDS
    content = (root / "corpus/edition.yaml").read_bytes()
    (root / "corpus/edition.yaml").write_bytes(content.removesuffix(b"\n"))
    assert main(["build"]) == 0


def test_a_stamp_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    stamp.put(tmp_path / "nowhere", "digest", {}, [])
    assert stamp.said(tmp_path / "nowhere", "digest") is None
