"""{path: bytes} -> a folder on disk: only what changed, nothing stale, nothing half.

What lies on disk is compared with what was rendered, byte by byte; no stored hash is trusted, so a
page that somebody edited is repaired. Whoever writes again and again (`Known`) need not read what it
wrote itself as long as the system says that it is the same file, untouched since; what it makes anew
is written before the rest is looked at. The manifest in `.maocoop/` says only which paths are ours:
those that are no longer rendered are removed, files of others are never overwritten and never
removed. `journal` takes the steps, so that a kill at any moment leaves every file whole.

This stage does not know what the files are, and decides nothing about the edition.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from maocoop.errors import OutputRefused
from maocoop.journal import (
    MANIFEST,
    OWN,
    Journal,
    carry_out,
    fault,
    folded,
    manifest,
    parents,
    pending,
    recover,
    standing,
    survey,
)
from maocoop.stamp import signature

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from maocoop.stamp import Signature

PATIENCE = 5.0  # seconds to wait for another build of the same folder

_LOCK = f"{OWN}/lock"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a build did to the output folder: paths relative to it, with `/`, sorted.

    Where a build that was killed had to be finished first, this is what came after that.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


class Known:
    """What a process knows of the files of one folder: the bytes of each, and what the system said of
    it when it had them."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, Signature]] = {}
        self._listed: tuple[Signature, frozenset[str] | None] | None = None
        self.paths: frozenset[str] = frozenset()
        """Paths that were looked at and are plain."""

    def put(self, path: str, content: bytes, found: os.stat_result) -> None:
        """A file that has these bytes."""
        self._files[path] = content, signature(found)

    def manifest(self, folder: Path) -> frozenset[str] | None:
        """The paths on record, read again only where the file is another."""
        found = standing(folder, MANIFEST)
        if found is None or self._listed is None or self._listed[0] != signature(found):
            paths = manifest(folder)
            self._listed = (signature(found), paths) if found else None
            return paths
        return self._listed[1]

    def signatures(self) -> dict[str, Signature]:
        """By path, what the system said of the files that a site has."""
        return {path: kept for path, (_, kept) in self._files.items() if path in self.paths}

    def had(self, path: str, content: bytes) -> bool:
        """Whether a file had these bytes when it was last looked at."""
        known = self._files.get(path)
        return known is not None and known[0] is content

    def holds(self, path: str, content: bytes, found: os.stat_result) -> bool:
        """Whether a file has these bytes, as far as that is known."""
        return self.had(path, content) and self._files[path][1] == signature(found)


def write(
    files: Mapping[str, bytes],
    out: Path,
    *,
    protected: Sequence[Path] = (),
    patience: float = PATIENCE,
    known: Known | None = None,
    lasting: bool = True,
) -> Receipt:
    """Make the folder `out` hold exactly `files` (paths with `/`) beside what others put there.

    `protected` are folders that `out` must neither lie in nor contain; `patience` is how many
    seconds to wait for another build; `known` is what this process knows of the folder, and is told
    what it learns. A build without a change writes nothing. What is written outlasts a kill at any
    moment; only what is `lasting` waits for the disk, and outlasts a power failure too.

    Raises `OutputRefused`, with a way out, when the folder is not ours to use or the system does
    not let us; `ValueError` for paths that no renderer may return.
    """
    known = known or Known()
    if files.keys() != known.paths:
        _check_paths(files)
        known.paths = frozenset(files)
    # Whoever names a link as output folder means where it leads; below it no link is followed.
    folder = Path(os.path.realpath(out))
    _refuse_protected(folder, protected)
    try:
        _enter(folder)
        with _locked(folder, patience):
            return _update(files, folder, known, lasting)
    except OSError as error:
        raise OutputRefused(_explain(error, folder)) from error


def _update(files: Mapping[str, bytes], folder: Path, known: Known, lasting: bool) -> Receipt:
    recover(folder)
    owned = known.manifest(folder)
    if owned is None:
        _refuse_foreign(folder)
    taken = []
    for paths in _rounds(files, owned, known):
        journal, unchanged = _plan(files, paths, owned or frozenset(), folder, known)
        if journal.paths or owned is None:
            carry_out(folder, journal, files, owned, lasting=lasting)
            for path in journal.placed:
                known.put(path, files[path], (folder / path).lstat())
        taken.append(journal)
    return _receipt(taken, unchanged)


def _rounds(
    files: Mapping[str, bytes], owned: frozenset[str] | None, known: Known
) -> Iterator[Sequence[str]]:
    """The files that are looked at together: first those that were made anew, where the others are the
    same as before, then all."""
    every = sorted(files)
    anew = [path for path in every if not known.had(path, files[path])]
    if owned is not None and owned == frozenset(files) and len(anew) < len(every):
        yield anew
    yield every


def _receipt(taken: Sequence[Journal], unchanged: Iterable[str]) -> Receipt:
    added = sorted(path for journal in taken for path in journal.add)
    changed = sorted(path for journal in taken for path in journal.change)
    removed = sorted(path for journal in taken for path in journal.clear + journal.remove)
    still = sorted(set(unchanged).difference(added, changed))
    return Receipt(tuple(added), tuple(changed), tuple(removed), tuple(still))


def _check_paths(files: Iterable[str]) -> None:
    """Raise `ValueError` for a path that is not plain, or for two that some system takes for one."""
    seen: dict[str, str] = {}
    for path in sorted(files):
        if why := fault(path):
            raise ValueError(f"{path!r} {why}")
        other = seen.setdefault(folded(path), path)
        if other != path:
            raise ValueError(f"{other!r} and {path!r} are one file where case is ignored")
    for path in seen.values():
        for parent in parents(path):
            if folded(parent) in seen:
                raise ValueError(f"{parent!r} would be a file and the folder of {path!r}")


# --- May this folder be used? -----------------------------------------------------------------


def _refuse_protected(folder: Path, protected: Sequence[Path]) -> None:
    for place in (Path(os.path.realpath(path)) for path in protected):
        if any(_same(above, place) for above in (folder, *folder.parents)):
            raise OutputRefused(
                f"{folder} lies in {place}, which holds sources: choose a folder outside it, "
                "for example --out site"
            )
        if any(_same(above, folder) for above in place.parents):
            raise OutputRefused(
                f"{folder} contains {place}, which holds sources: choose a folder of its own for "
                "the site, for example --out site"
            )


def _same(one: Path, other: Path) -> bool:
    # Two spellings can be one folder where case is ignored, hence more than a comparison of names.
    with suppress(OSError):
        return one.samefile(other)
    return one == other


def _enter(folder: Path) -> None:
    """Make the output folder and our own folder in it, or refuse before anything is touched."""
    if folder.exists() and not folder.is_dir():
        raise OutputRefused(f"{folder} is a file: name a folder with --out")
    own = standing(folder, OWN)
    if own is not None and not stat.S_ISDIR(own.st_mode):
        raise OutputRefused(
            f"{folder / OWN} is a link or a file, where our folder must be: remove it"
        )
    if own is None and folder.exists():
        _refuse_foreign(folder)
    (folder / OWN).mkdir(parents=True, exist_ok=True)


def _refuse_foreign(folder: Path) -> None:
    """Refuse a folder without a manifest that holds anything."""
    others = sorted(entry.name for entry in folder.iterdir() if entry.name != OWN)
    if others:
        shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
        raise OutputRefused(
            f"{folder} is not empty ({shown}) and has no manifest of an earlier build: "
            "choose a new or empty folder with --out, or empty this one"
        )


@contextmanager
def _locked(folder: Path, patience: float) -> Iterator[None]:
    """Keep other builds out of the folder; closing the file gives the lock back, also after a kill."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(folder / _LOCK, flags, 0o666)
    try:
        _acquire(handle, folder, patience)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, folder: Path, patience: float) -> None:
    if sys.platform == "win32":
        return  # no flock there; one build at a time is left to the user
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise OutputRefused(
                    f"another build is writing to {folder}: wait for it, or choose another folder "
                    "with --out"
                ) from None
            time.sleep(0.05)
        except OSError:
            return  # some network mounts have no locks; a site can still be built on them
        else:
            return


def _explain(error: OSError, folder: Path) -> str:
    reason = error.strerror or str(error)
    state = (
        "The next build finishes what this one began"
        if pending(folder)
        else "The former site is as it was"
    )
    return (
        f"cannot write to {error.filename or folder}: {reason}. {state}; make room or get the "
        "right to write there, or choose another folder with --out"
    )


# --- What is to be done -----------------------------------------------------------------------


def _plan(
    files: Mapping[str, bytes],
    paths: Sequence[str],
    owned: frozenset[str],
    folder: Path,
    known: Known,
) -> tuple[Journal, tuple[str, ...]]:
    """The steps from what is on disk at these paths to `files`, and the paths that need none."""
    stale = sorted(owned - files.keys())
    clear = _in_the_way(stale, files)
    add, change, unchanged = [], [], []
    for path, found in survey(folder, paths):
        if found is None or path not in owned:
            add.append(path)  # where something of others stands, `carry_out` refuses
        elif known.holds(path, files[path], found):
            unchanged.append(path)
        elif _holds(folder / path, found, files[path]):
            known.put(path, files[path], found)
            unchanged.append(path)
        else:
            change.append(path)
    remove = [path for path in stale if path not in clear]
    # A page comes after the files that it leads to, and goes before them.
    add.sort(key=_is_page)
    remove.sort(key=_is_page, reverse=True)
    return Journal(clear, tuple(add), tuple(change), tuple(remove)), tuple(unchanged)


def _is_page(path: str) -> bool:
    return path.endswith(".html")


def _in_the_way(stale: Sequence[str], files: Iterable[str]) -> tuple[str, ...]:
    """Stale files that must go first: a file becomes a folder, a folder a file, `A` becomes `a`."""
    if not stale:
        return ()
    new_files = {folded(path) for path in files}
    new_folders = {folded(parent) for path in files for parent in parents(path)}
    return tuple(
        path
        for path in stale
        if folded(path) in (new_files | new_folders)
        or any(folded(parent) in new_files for parent in parents(path))
    )


def _holds(path: Path, found: os.stat_result, content: bytes) -> bool:
    regular = stat.S_ISREG(found.st_mode) and found.st_size == len(content)
    return regular and path.read_bytes() == content
