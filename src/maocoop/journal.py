"""steps -> a folder on disk, each file whole at every moment, also after a kill.

New bytes are staged in `.maocoop/` inside the output folder, on the same file system, and every file
takes its place by one rename. A journal, written once everything is staged, lists the steps:

    clear    files of ours that stand where a new file or folder must go (rare)
    add      files that were not there, so that no page links to one that is still missing
    change   files whose bytes differ
    remove   files of ours that are no longer part of the site, and folders they leave empty

A build killed before the journal is there leaves the former site as it was. One killed after it
leaves every file whole, old or new, and `recover` takes the steps that are left. Every step may be
taken twice. No link below the output folder is ever followed.

What the steps are is decided by `write`; this module only takes them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from itertools import repeat
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from maocoop.errors import OutputRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

OWN = ".maocoop"  # the program's own folder in the output folder; no part of the site

MANIFEST = f"{OWN}/manifest.json"
_JOURNAL = f"{OWN}/journal.json"
_STAGING = f"{OWN}/staging"
_STAGED_MANIFEST = f"{_STAGING}/manifest"
_STAGED_JOURNAL = f"{_STAGING}/journal"

_FEW = 64  # files that are waited for one after the other
_AT_ONCE = 8  # of more files, how many are waited for at a time


@dataclass(frozen=True, slots=True)
class Journal:
    """The steps of one build in their order: paths relative to the output folder, with `/`."""

    clear: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def placed(self) -> tuple[str, ...]:
        """The paths that get new bytes; a staged file is named by its number here, from 0."""
        return self.add + self.change

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that a step touches."""
        return self.clear + self.placed + self.remove


# --- Paths ------------------------------------------------------------------------------------


def fault(path: str) -> str | None:
    """What is wrong with the path of a file of ours, on whichever system; nothing if it is plain."""
    if path.startswith("/") or path[1:2] == ":":
        return "is absolute"
    if "\\" in path or not path.isprintable():
        return "holds a backslash or a character that cannot be printed"
    if any(segment in ("", ".", "..") for segment in path.split("/")):
        return "has a segment that is empty, `.` or `..`"
    if folded(path).startswith(OWN):
        return f"lies in the program's own folder {OWN}"
    return None


def folded(path: str) -> str:
    """The path as file systems that ignore case and the form of accents compare it."""
    return normalize("NFC", path.casefold())


def parents(path: str) -> list[str]:
    """The folders of a path, outermost first: `a/b/c` -> `a`, `a/b`."""
    segments = path.split("/")
    return ["/".join(segments[:count]) for count in range(1, len(segments))]


def standing(folder: Path, path: str) -> os.stat_result | None:
    """What stands at `path`, no link followed; nothing if a folder on the way is none or a link."""
    for parent in parents(path):
        if not _is_folder(_lstat(folder / parent)):
            return None
    return _lstat(folder / path)


def survey(folder: Path, paths: Iterable[str]) -> Iterator[tuple[str, os.stat_result | None]]:
    """What `standing` says of many paths, each folder on the way looked at once."""
    root = str(folder)
    folders: dict[str, bool] = {"": True}
    for path in paths:
        parent = path.rpartition("/")[0]
        if parent not in folders:
            folders[parent] = _is_folder(standing(folder, parent))
        try:
            found = os.lstat(f"{root}/{path}") if folders[parent] else None
        except FileNotFoundError:
            found = None
        yield path, found


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_folder(found: os.stat_result | None) -> bool:
    return found is not None and stat.S_ISDIR(found.st_mode)


# --- What is on record ------------------------------------------------------------------------


def manifest(folder: Path) -> frozenset[str] | None:
    """The paths that the last build wrote; nothing when there was none."""
    content = _load(folder / MANIFEST, ("files",))
    return None if content is None else frozenset(content["files"])


def pending(folder: Path) -> bool:
    """Whether a build was stopped after its journal was written."""
    return os.path.lexists(folder / _JOURNAL)


def _load(path: Path, keys: tuple[str, ...]) -> dict[str, tuple[str, ...]] | None:
    """The lists of paths in the manifest or the journal, by key; nothing when there is no file."""
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise OutputRefused(_damaged(path))
    # Sites of earlier versions of the program have no seal yet.
    seal = content.pop(_SEAL, None)
    if set(content) != set(keys) or seal not in (None, _sealed(content)):
        raise OutputRefused(_damaged(path))
    if not all(_are_paths(listed) for listed in content.values()):
        raise OutputRefused(_damaged(path))
    return {key: tuple(content[key]) for key in keys}


def _are_paths(listed: Any) -> bool:
    # A path that leads out of the folder would have us remove what is not ours.
    return isinstance(listed, list) and all(
        isinstance(path, str) and fault(path) is None for path in listed
    )


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged, so what is ours in this folder is not known: "
        f"delete {path.parent.parent} and build again, or choose another folder with --out"
    )


# --- What stands in the way -------------------------------------------------------------------


def refuse_obstacles(folder: Path, journal: Journal, paths: Iterable[str]) -> None:
    """Raise `OutputRefused` when something of others stands where one of `paths` must go.

    A link of others in place of a folder is refused too: to follow it is to write elsewhere, and
    to replace it is to hide what somebody put there on purpose. A link in place of a file of ours
    is a changed file, and the rename replaces the link itself.
    """
    yielding = _yielding(folder, journal)
    for path in paths:
        for step in (*parents(path), path):
            if obstacle := _obstacle(folder / step, yielding, for_folder=step != path):
                raise OutputRefused(
                    f"{obstacle} was not made by a build and stands where the site must go: "
                    "move it away, or choose another folder with --out"
                )


def _yielding(folder: Path, journal: Journal) -> set[tuple[int, int]]:
    """Device and inode of what will make room: files that go, and the folders they leave."""
    files = [standing(folder, path) for path in journal.clear + journal.change]
    folders = [standing(folder, parent) for path in journal.clear for parent in parents(path)]
    going = [found for found in files if not _is_folder(found)]
    going += [found for found in folders if _is_folder(found)]
    return {(found.st_dev, found.st_ino) for found in going if found}


def _obstacle(place: Path, yielding: set[tuple[int, int]], *, for_folder: bool) -> Path | None:
    """What of others stands at `place`, if anything."""
    found = _lstat(place)
    if found is None:
        return None
    ours = (found.st_dev, found.st_ino) in yielding
    if not _is_folder(found):
        return None if ours else place
    if for_folder:
        return None
    # A folder gives way to a file only when all it holds, if anything, are files of ours that go.
    entries = sorted(place.iterdir())
    below = (_obstacle(entry, yielding, for_folder=False) for entry in entries)
    return next((entry for entry in below if entry), None if entries or ours else place)


# --- Taking the steps -------------------------------------------------------------------------


def carry_out(
    folder: Path,
    journal: Journal,
    files: Mapping[str, bytes],
    owned: frozenset[str] | None,
    *,
    lasting: bool = True,
) -> None:
    """Take the steps: `files` are all the files of the site, of which `journal` places some; `owned`
    are the paths on record. What is not `lasting` outlasts a kill, but maybe no power failure.

    Raises `OutputRefused` before anything is touched, or `OSError`.
    """
    refuse_obstacles(folder, journal, journal.placed)
    _stage(folder, journal, files, owned, lasting)
    _finish(folder, journal, lasting)


def recover(folder: Path) -> None:
    """Finish what a killed build began, or throw away what it had only prepared."""
    content = _load(folder / _JOURNAL, tuple(field.name for field in fields(Journal)))
    if content is None:
        _discard(folder / _STAGING)
        return
    journal = Journal(**content)
    numbered = enumerate(journal.placed)
    waiting = [path for number, path in numbered if standing(folder, _staged(number))]
    refuse_obstacles(folder, journal, waiting)
    _finish(folder, journal)


def _stage(
    folder: Path,
    journal: Journal,
    files: Mapping[str, bytes],
    owned: frozenset[str] | None,
    lasting: bool,
) -> None:
    """Put the new bytes beside the site, safely on disk, and only then the journal."""
    try:
        (folder / _STAGING).mkdir()
        staged = {_staged(number): files[path] for number, path in enumerate(journal.placed)}
        if owned != frozenset(files):
            staged[_STAGED_MANIFEST] = _as_json({"files": sorted(files)})
        staged[_STAGED_JOURNAL] = _as_json(asdict(journal))
        for path, content in staged.items():
            _put(folder / path, content)
        if lasting:
            _sync_files([folder / path for path in staged])
            _sync_folder(folder / _STAGING)
        (folder / _STAGED_JOURNAL).replace(folder / _JOURNAL)
        if lasting:
            _sync_folder(folder / OWN)
    except OSError:
        if not pending(folder):
            with suppress(OSError):
                _discard(folder / _STAGING)  # a full disk should not stay full because of us
        raise


def _finish(folder: Path, journal: Journal, lasting: bool = True) -> None:
    """Take the steps of the journal; each may have been taken before."""
    for path in journal.clear:
        _remove(folder, path)
    if _is_folder(standing(folder, _STAGING)):  # else there is nothing left to place
        for number, path in enumerate(journal.placed):
            _place(folder, _staged(number), path)
    for path in journal.remove:
        _remove(folder, path)
    _place(folder, _STAGED_MANIFEST, MANIFEST)
    if lasting:
        _sync_touched(folder, journal)
    (folder / _JOURNAL).unlink()
    with suppress(OSError):
        _discard(folder / _STAGING)  # the site is done; what is left here the next build discards


def _staged(number: int) -> str:
    return f"{_STAGING}/{number}"


def _place(folder: Path, staged: str, path: str) -> None:
    source = folder / staged
    if not os.path.lexists(source):
        return  # nothing to place, or placed before the build was killed
    target = folder / path
    try:
        source.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)


def _remove(folder: Path, path: str) -> None:
    """Remove a file of ours, or the link in its place, and the folders that are then empty."""
    found = standing(folder, path)
    if found is not None and not _is_folder(found):
        (folder / path).unlink()
    for parent in reversed(parents(path)):
        if _is_folder(standing(folder, parent)) and not _removed_empty(folder / parent):
            return


def _removed_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        return False
    return True


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)


def _discard(folder: Path) -> None:
    found = _lstat(folder)
    if _is_folder(found):
        shutil.rmtree(folder)
    elif found is not None:
        folder.unlink()


def _sync_touched(folder: Path, journal: Journal) -> None:
    """The renames must be on disk before the journal that could repeat them is gone."""
    _sync_folder(folder)
    for parent in sorted(
        {parent for path in (*journal.paths, MANIFEST) for parent in parents(path)}
    ):
        if _is_folder(standing(folder, parent)):
            _sync_folder(folder / parent)


def _sync_files(files: Sequence[Path]) -> None:
    """Wait until every file is on disk; of many, for several at once, as a disk writes them together."""
    if len(files) <= _FEW:
        for file in files:
            _sync(file, os.O_RDWR)
        return
    from concurrent.futures import ThreadPoolExecutor  # late: most builds write few files

    with ThreadPoolExecutor(_AT_ONCE) as waiting:
        list(waiting.map(_sync, files, repeat(os.O_RDWR)))


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":  # folders cannot be opened there
        _sync(folder, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_json(content: Mapping[str, Sequence[str]]) -> bytes:
    sealed = {**content, _SEAL: _sealed(content)}
    return json.dumps(sealed, ensure_ascii=False, indent=1).encode() + b"\n"


_SEAL = "sha256"
"""The key under which a record has the digest of its lists, by which damage is noticed."""


def _sealed(content: Mapping[str, Sequence[str]]) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
