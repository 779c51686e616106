"""Builds and faults -> what a page in a browser must know, and who is to be woken for it.

A page says which build it was made by (`session-number`) and is told what changed since: of the
pages only itself, and the files of `static/`, which are all that a page loads. Its stream is that of
server-sent events (HTML, "Server-sent events"), each a JSON object:

    changed   paths of the site; also the page itself where it is not known what changed
    gone      whether the page is no longer part of the site
    fault     what `faults` made of a failed build, or null after a good one
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maocoop.serve.bell import Bell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LISTENERS = 32
_BUILDS = 64  # that are remembered; a page that was away for longer is loaded again
_PATHS = 10_000  # of a build that are remembered; beyond it everything counts as changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: a line to report, and the paths of the site that are new, other or gone.

    `changed` is None where that is not known, and then everything may be.
    """

    summary: str
    changed: frozenset[str] | None
    removed: frozenset[str] = frozenset()


class Hub:
    """What the last builds did; `listening` gives a bell that rings when there is more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._session = secrets.token_hex(4)  # numbers of another session mean nothing
        self._number = 0
        self._builds: deque[Outcome] = deque(maxlen=_BUILDS)
        self._fault: Mapping[str, Any] | None = None
        self._unsure = False
        self._bells: set[Bell] = set()
        self.closed = False

    @property
    def build(self) -> str:
        """The name of the last build that was told of."""
        return f"{self._session}-{self._number}"

    def built(self, outcome: Outcome) -> None:
        """Tell of a build."""
        many = outcome.changed is None or len(outcome.changed) > _PATHS
        if many or self._unsure:
            outcome = Outcome(outcome.summary, None)
        with self._lock:
            self._builds.append(outcome)
            self._number += 1
            self._fault, self._unsure = None, False
        self._ring()

    def failed(self, fault: Mapping[str, Any], *, unsure: bool) -> None:
        """Tell of a fault; `unsure` when the build may have changed the site before it failed."""
        with self._lock:
            self._fault = fault
            self._unsure |= unsure
        self._ring()

    def close(self) -> None:
        """Have every listener end."""
        self.closed = True
        self._ring()

    def _ring(self) -> None:
        with self._lock:
            for bell in self._bells:
                bell.set()

    @contextmanager
    def listening(self) -> Iterator[Bell | None]:
        """A bell for one listener, or None when there are too many."""
        bell = Bell()
        with self._lock:
            granted = len(self._bells) < LISTENERS
            if granted:
                self._bells.add(bell)
        try:
            yield bell if granted else None
        finally:
            with self._lock:
                self._bells.discard(bell)
            bell.close()

    def news(self, page: str, build: str) -> tuple[str, bytes]:
        """(the last build, an event about what came after `build`) for one page."""
        with self._lock:
            changed: set[str] = set()
            gone = False
            for outcome in self._after(build):
                back = outcome.changed is None or page in outcome.changed
                gone = (gone or page in outcome.removed) and not back
                changed |= _concerning(page, outcome)
            news = {"changed": sorted(changed), "gone": gone, "fault": self._fault}
            data = json.dumps(news)  # in ASCII: a message may hold what UTF-8 has not
            return self.build, f"id: {self.build}\nretry: 1000\ndata: {data}\n\n".encode()

    def _after(self, build: str) -> list[Outcome]:
        session, _, number = build.rpartition("-")
        missed = self._number - int(number) if number.isdecimal() else -1
        if session != self._session or not 0 <= missed <= len(self._builds):
            return [Outcome("", None)]
        return list(self._builds)[len(self._builds) - missed :]


def _concerning(page: str, outcome: Outcome) -> set[str]:
    if outcome.changed is None:
        return {page}
    return {path for path in outcome.changed if path == page or path.startswith("static/")}
