"""Which files there are: those that are missing, unknown, too large, or no files at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from faulty import CORPUS, NOTES, SPECIMEN, found, places
from maocoop.errors import Finding, Position
from maocoop.read import read


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the specimen to spoil."""
    return shutil.copytree(SPECIMEN, tmp_path / "edition")


@pytest.mark.parametrize(
    ("value", "line"),
    [(b'"%s"' % (b"x" * 10_000_000), 2), (b"|\n" + b"  one more line\n" * 700_000, 262_145)],
    ids=["one line", "many lines"],
)
def test_a_value_of_ten_megabytes(root: Path, value: bytes, line: int) -> None:
    path = root / "notes" / "authorities" / "terms.yaml"
    path.write_bytes(b"entities: []\nremark: " + value)
    size = path.stat().st_size / 2**20
    assert found(root) == (
        Finding(
            "too-large",
            f"{size:.1f} MB; in this line the file passes the limit of 4 MB",
            "take out what does not belong here, such as pictures or pasted pages",
            Position("notes/authorities/terms.yaml", line, 1),
        ),
    )


def test_a_symbolic_link(root: Path, tmp_path: Path) -> None:
    shutil.move(root / "notes" / "texts.yaml", tmp_path / "elsewhere.yaml")
    (root / "notes" / "texts.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert found(root) == (
        Finding(
            "unreadable-file",
            "a symbolic link",
            "put what it leads to in its place: the edition is whole in one folder",
            Position("notes/texts.yaml"),
        ),
    )


def test_a_symbolic_link_to_a_folder_is_told_once(root: Path, tmp_path: Path) -> None:
    shutil.move(root / NOTES, tmp_path / "elsewhere")
    (root / NOTES).symlink_to(tmp_path / "elsewhere")
    assert places(root) == [(f"{NOTES}:1:1", "unreadable-file")]


def test_a_file_where_a_folder_should_be(root: Path) -> None:
    shutil.rmtree(root / NOTES)
    (root / NOTES).write_bytes(b"")
    assert places(root) == [(f"{NOTES}:1:1", "unreadable-file")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names on this system")
def test_a_pipe(root: Path) -> None:
    (root / CORPUS / "witness.txt").unlink()
    os.mkfifo(root / CORPUS / "witness.txt")
    assert places(root) == [(f"{CORPUS}/witness.txt:1:1", "unreadable-file")]


def test_a_file_that_may_not_be_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def forbidden(path: Path, mode: str = "r") -> object:
        if path.name == "texts.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", forbidden)
    assert [(f.rule, f.message) for f in found(root)] == [
        ("unreadable-file", "cannot be read: Permission denied")
    ]


def test_files_of_editors_and_systems_are_no_concern(root: Path) -> None:
    (root / "corpus" / ".#edition.yaml").symlink_to("nobody@nowhere.1")
    (root / "notes" / ".git").mkdir()
    (root / "notes" / ".git" / "x.yaml").write_bytes(b"")
    (root / "notes" / "README.md").write_bytes(b"")
    read(root)


def test_a_name_that_is_not_utf_8(root: Path) -> None:
    try:
        os.rename(root / CORPUS / "03.yaml", os.fsencode(root / CORPUS) + b"/\xe9.yaml")  # noqa: PTH104
    except OSError:
        pytest.skip("this file system has no such names")
    assert places(root) == [
        (f"{CORPUS}/\\xe9.yaml:1:1", "unknown-file"),
        (f"{CORPUS}/text.yaml:19:24", "missing-file"),
    ]
