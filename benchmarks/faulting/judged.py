"""What must hold of a site at any moment: every file whole, every link resolved, nothing else there."""

from __future__ import annotations

from functools import cache
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN = ".maocoop"


def site(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path, but for those in the program's own folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != OWN
    }


def torn(found: Mapping[str, bytes], *states: Mapping[str, bytes]) -> list[str]:
    """The files that are those of none of the states."""
    return [path for path, content in found.items() if content not in [s.get(path) for s in states]]


def dangling(found: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Of all pages that a reader can come to from the first one, the links to no file, and those to a
    place that a page does not have."""
    nowhere, no_place = [], []
    reached = ["index.html"] if "index.html" in found else []
    for page in reached:
        for link in _anatomy(found[page])[0]:
            parts = urlsplit(link)
            target = normpath(join(dirname(page), unquote(parts.path))) if parts.path else page
            if parts.scheme or parts.netloc:
                continue
            if target not in found:
                nowhere.append(f"{page} -> {link}")
            elif target.endswith(".html"):
                if target not in reached:
                    reached.append(target)
                if not _has(found[target], unquote(parts.fragment)):
                    no_place.append(f"{page} -> {link}")
    return nowhere, no_place


def _has(content: bytes, place: str) -> bool:
    return not place or place in _anatomy(content)[1]


@cache
def _anatomy(content: bytes) -> tuple[tuple[str, ...], frozenset[str]]:
    """Where a page leads, and what can be led to in it."""
    tree = html.document_fromstring(content.decode())
    links = [value for each in tree.iter() for name in ("href", "src") if (value := each.get(name))]
    ids = (each.get("id") for each in tree.iter())
    return tuple(dict.fromkeys(links)), frozenset(filter(None, ids))


def surroundings(folder: Path, *apart: Path) -> dict[str, tuple[int, int, int, bytes | None]]:
    """All that lies in a folder, what is set apart left out: mode, size, time of change, bytes."""
    found = {}
    for path in (folder, *sorted(folder.rglob("*"))):
        if not any(path == each or each in path.parents for each in apart):
            stat = path.lstat()
            content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
            size = stat.st_size if content is not None else 0
            found[str(path)] = (stat.st_mode, size, stat.st_mtime_ns if content else 0, content)
    return found
