"""A bell that wakes a thread which waits for several things at once."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Bell:
    """Like `threading.Event`, but `select` can wait for it together with files and connections."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)

    def fileno(self) -> int:
        """For `select`: readable while it is set."""
        return self._here.fileno()

    def set(self) -> None:
        """Wake who waits."""
        self._rung.set()
        with suppress(OSError):  # closed, or so full that it rings anyway
            self._there.send(b"!")

    def clear(self) -> None:
        """Be silent again. What is rung for from now on wakes again."""
        self._rung.clear()
        with suppress(OSError):
            while self._here.recv(4096):
                pass

    def is_set(self) -> bool:
        """Whether it rang."""
        return self._rung.is_set()

    def close(self) -> None:
        """Give its sockets back."""
        self._here.close()
        self._there.close()
