"""Folders -> what the Linux kernel says was done in them (inotify(7)).

Through ctypes: three calls with an interface that the kernel keeps, against a dependency that every
system would have to install and one could use. On other systems, and where the kernel grants no
more watches, there is nothing (`opened` gives None, `watch` raises OSError).
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ATTRIB = 0x4
CLOSE_WRITE = 0x8
MOVED_FROM = 0x40
MOVED_TO = 0x80
CREATE = 0x100
DELETE = 0x200
DELETE_SELF = 0x400
MOVE_SELF = 0x800
UNMOUNT = 0x2000
OVERFLOW = 0x4000  # the kernel dropped events
IGNORED = 0x8000
ISDIR = 0x40000000

_ONLYDIR = 0x01000000
# Not MODIFY: what is being written is looked at when its writer closes it.
_WANTED = (
    ATTRIB
    | CLOSE_WRITE
    | MOVED_FROM
    | MOVED_TO
    | CREATE
    | DELETE
    | DELETE_SELF
    | MOVE_SELF
    | _ONLYDIR
)
_HEAD = struct.Struct("iIII")  # watch, mask, cookie, length of the name
_BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Event:
    """What was done (`mask`), in which watched folder, to which of its entries."""

    watch: int
    mask: int
    name: str


class Inotify:
    """A queue of events that the kernel fills; closed by `close`."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._queue = self._called("inotify_init1", os.O_NONBLOCK | os.O_CLOEXEC)

    def _called(self, name: str, *arguments: int | bytes) -> int:
        done: int = getattr(self._libc, name)(*arguments)
        if done < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return done

    def fileno(self) -> int:
        """For `select`: readable when there are events."""
        return self._queue

    def watch(self, folder: Path) -> int | None:
        """The number of the watch, the same for the same folder; None where there is no folder.

        Raises OSError where the kernel grants no more.
        """
        try:
            return self._called("inotify_add_watch", self._queue, os.fsencode(folder), _WANTED)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None

    def unwatch(self, watch: int) -> None:
        """End a watch, which may have ended by itself."""
        self._libc.inotify_rm_watch(self._queue, watch)

    def events(self) -> list[Event]:
        """All that are there; it does not wait for any."""
        found: list[Event] = []
        while True:
            try:
                content = os.read(self._queue, _BUFFER)
            except BlockingIOError:
                return found
            at = 0
            while at < len(content):
                watch, mask, _, length = _HEAD.unpack_from(content, at)
                at += _HEAD.size
                name = content[at : at + length].rstrip(b"\0")
                at += length
                found.append(Event(watch, mask, os.fsdecode(name)))

    def close(self) -> None:
        """End every watch."""
        os.close(self._queue)


def opened() -> Inotify | None:
    """A queue without watches; None where there is no inotify or no more of it."""
    if sys.platform != "linux":
        return None
    try:
        return Inotify()
    except (OSError, AttributeError):
        return None
