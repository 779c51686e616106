"""What the tests of writing share: two sites, any site, and what is found on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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


def assert_whole(folder: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> None:
    for path, content in site(folder).items():
        assert content in (old.get(path), new.get(path)), path


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
