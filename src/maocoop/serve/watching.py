"""Files and folders -> which files in them changed, as soon as it is so.

Where there is inotify, the kernel says what was done and only the files that it names are looked at
again. Nothing waits for a quiet moment: what is there already is taken together, and a file that is
being written counts when its writer closes it. All files are compared after a folder came or went,
after the kernel dropped events, when nothing is waiting after a build, and every few seconds, for
some file systems (of networks, of other machines) tell the kernel nothing. Without inotify this
comparison is all there is.
"""

from __future__ import annotations

import os
import select
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from maocoop.serve import inotify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from maocoop.serve.bell import Bell
    from maocoop.serve.inotify import Event, Inotify

PAUSE = 0.2  # seconds between two comparisons where there is no inotify
_NET = 2.0  # and where there is
_SHARE = 20  # a comparison takes at most this part of the time

_Look: TypeAlias = tuple[int, int, int]
"""Time of change (ns), size and inode."""

_WHOLE = inotify.DELETE_SELF | inotify.MOVE_SELF | inotify.UNMOUNT | inotify.OVERFLOW


class Watcher:
    """What changed in some files and folders, which need not exist; closed by `close`."""

    def __init__(self, sources: Iterable[Path], pause: float = PAUSE) -> None:
        self._sources = tuple(sources)
        self._pause = pause
        self._inotify: Inotify | None = inotify.opened()
        # Watch -> its folder, and the names that count there (None: all that may be a source).
        self._folders: dict[int, tuple[Path, frozenset[str] | None]] = {}
        self._due = 0.0
        self._seen = self._looked()

    def wait(self, stop: Bell) -> frozenset[Path]:
        """The files that came, went or changed since the last call; empty when `stop` rang."""
        self._due = min(self._due, time.monotonic() + (0.0 if self._inotify else self._pause))
        while not stop.is_set():
            waiting: list[Bell | Inotify] = [stop, self._inotify] if self._inotify else [stop]
            patience = max(0.0, self._due - time.monotonic())
            ready, _, _ = select.select(waiting, [], [], patience)
            changed = self._changed() if ready else self._compared()
            if changed and not stop.is_set():
                return changed
        return frozenset()

    def now(self) -> frozenset[Path]:
        """Those that changed already, as far as the kernel says so."""
        return self._changed()

    def close(self) -> None:
        """End every watch."""
        if self._inotify:
            self._inotify.close()
            self._inotify = None

    # --- What the kernel says -----------------------------------------------------------------

    def _changed(self) -> frozenset[Path]:
        touched: set[Path] = set()
        for event in self._inotify.events() if self._inotify else ():
            path = self._touched(event)
            if path is None:
                return self._compared()
            touched |= {path} - {Path()}
        return frozenset(filter(self._is_new, touched))

    def _touched(self, event: Event) -> Path | None:
        """The file that an event is about, `Path()` for none that counts, None for all of them."""
        if event.mask & inotify.OVERFLOW:
            return None
        folder, names = self._folders.get(event.watch, (Path(), frozenset()))
        counts = event.name in names if names is not None else _is_source(event.name)
        if not counts:
            return Path()
        if event.mask & _WHOLE:
            return None
        if event.mask & inotify.ISDIR:
            return Path() if event.mask & inotify.ATTRIB else None
        path = folder / event.name
        if event.mask & inotify.CREATE and not _is_whole(path):
            return Path()
        return path

    def _is_new(self, path: Path) -> bool:
        former = self._seen.pop(str(path), None)
        look = _look(path)
        if look:
            self._seen[str(path)] = look
        return look != former

    # --- All files ----------------------------------------------------------------------------

    def _compared(self) -> frozenset[Path]:
        former, self._seen = self._seen, self._looked()
        both = former.items() & self._seen.items()
        return frozenset(Path(path) for path, _ in (former.items() | self._seen.items()) - both)

    def _looked(self) -> dict[str, _Look]:
        """A look at every file; folders are watched before they are listed, so that none slips."""
        began = time.monotonic()
        former, self._folders = self._folders, {}
        for source in self._sources:
            self._watch(source.parent, frozenset({source.name}))
        found = {}
        for path in (path for source in self._sources for path in _files(source, self._watch)):
            look = _look(path)
            if look:
                found[str(path)] = look
        for watch in former.keys() - self._folders.keys():
            if self._inotify:
                self._inotify.unwatch(watch)
        now = time.monotonic()
        pause = _NET if self._inotify else self._pause
        self._due = now + max(pause, _SHARE * (now - began))
        return found

    def _watch(self, folder: Path, names: frozenset[str] | None = None) -> None:
        if self._inotify is None:
            return
        try:
            watch = self._inotify.watch(folder)
        except OSError:  # the kernel grants no more: from now on all files are compared
            self.close()
            return
        if watch is not None:
            _, others = self._folders.get(watch, (folder, frozenset()))
            both = None if names is None or others is None else names | others
            self._folders[watch] = folder, both


def _look(path: Path) -> _Look | None:
    try:
        found = path.stat()
    except OSError:  # gone, or never there
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_whole(path: Path) -> bool:
    """Whether a file that was just created is a link, so that nobody is writing it now."""
    try:
        found = path.lstat()
    except OSError:
        return True
    return path.is_symlink() or found.st_nlink > 1


def _is_source(name: str) -> bool:
    """Whether a name is not one of those that editors keep for themselves."""
    return not name.startswith(".") and not name.endswith("~")


def _files(source: Path, entered: Callable[[Path], None]) -> Iterator[Path]:
    """A file itself, or the files of a folder; `entered` is called before a folder is listed."""
    if source.is_file():
        yield source
        return
    folders = [source] if source.is_dir() else []
    while folders:
        folder = folders.pop()
        entered(folder)
        try:
            entries = list(os.scandir(folder))
        except OSError:  # gone since it was listed
            continue
        for entry in entries:
            if not _is_source(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(folder / entry.name)
            else:
                yield folder / entry.name
