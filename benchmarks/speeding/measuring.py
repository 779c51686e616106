"""How long something takes: whole processes, and from a save to the last file that it touches."""

from __future__ import annotations

import os
import resource
import select
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from maocoop.serve.inotify import Inotify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

QUIET = 0.7  # seconds without an event after which an edit has been dealt with


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds: by the clock, and of processors."""

    clock: float
    processor: float


def process(command: Sequence[str], cwd: Path) -> Taken:
    """A whole process with its children. Raises CalledProcessError where it fails."""
    # A program that is installed has its modules compiled, whatever this shell asks for.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, begun = _processor(), time.perf_counter()
    silent = subprocess.DEVNULL
    subprocess.run(command, cwd=cwd, env=env, check=True, stdout=silent, stderr=subprocess.PIPE)
    clock = time.perf_counter() - begun
    return Taken(clock, _processor() - before)


def _processor() -> float:
    """Seconds that all ended children have taken; `os.times` counts in hundredths only."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(slots=True)
class Watch:
    """Looks at all folders of an output tree."""

    folder: Path
    _queue: Inotify = field(default_factory=Inotify)

    def __post_init__(self) -> None:
        for place, _, _ in os.walk(self.folder):
            self._queue.watch(self.folder / place)

    def last_after(self, saved: float) -> float | None:
        """Seconds from `saved` (of `perf_counter`) to the last event; None where there was none."""
        last = None
        while select.select([self._queue], [], [], QUIET if last else 10 * QUIET)[0]:
            last = time.perf_counter()
            if any(event.mask & 0x40000100 == 0x40000100 for event in self._queue.events()):
                self.__post_init__()  # a new folder
        return None if last is None else last - saved

    def forget(self) -> None:
        """Leave aside what has happened so far."""
        self._queue.events()


def saved(path: Path, content: str) -> float:
    """Save a file as editors do, and say when it stood there."""
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(path)
    return time.perf_counter()
