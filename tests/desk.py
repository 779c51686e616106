"""What the tests of serving share: a server that runs, and how to talk to it."""

from __future__ import annotations

import http.client
import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from maocoop.serve import Outcome, serve
from maocoop.serve.bell import Bell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 30  # seconds, only ever spent when something is broken


class Desk:
    """A running server: what it said, in order, and how to ask it for a page."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.source = folder / "corpus" / "01.yaml"
        self.said: queue.Queue[str] = queue.Queue()
        self.stop = Bell()
        self.port = 0
        self.asked_to_build: list[frozenset[Path] | None] = []

    def rebuild(self, changed: frozenset[Path] | None) -> Outcome:
        """A site of one page that says what the source says; `fault` in it is a fault."""
        self.asked_to_build.append(changed)
        words = self.source.read_text(encoding="utf-8")
        if "fault" in words:
            raise ValueError(words)
        (self.site / "index.html").write_text(words, encoding="utf-8")
        return Outcome(f"built {words}", frozenset({"index.html"}))

    def save(self, words: str) -> None:
        """Change the source in one step, so that no build reads half of it."""
        fresh = self.site.parent / "fresh"
        fresh.write_text(words, encoding="utf-8")
        fresh.replace(self.source)

    def run(self) -> None:
        serve(
            self.rebuild,
            [self.source.parent, self.site.parent / "not-there"],
            self.site,
            0,
            self.said.put,
            lambda line: self.said.put(f"fault: {line}"),
            root=self.site.parent,
            stop=self.stop,
            pause=0.01,
        )

    def page(self) -> bytes:
        """The words of the page, without the script that every page gets."""
        return self.ask("/")[1].partition(b"<script")[0]

    def next(self) -> str:
        return self.said.get(timeout=WAIT)

    def ask(self, target: str, method: str = "GET") -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            connection.request(method, target)
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()


@contextmanager
def serving(folder: Path, words: str = "first") -> Iterator[Desk]:
    desk = Desk(folder)
    desk.site.mkdir(exist_ok=True)
    desk.source.parent.mkdir(exist_ok=True)
    desk.source.write_text(words)
    thread = threading.Thread(target=desk.run, daemon=True)
    thread.start()
    try:
        built, address = desk.next(), desk.next()
        desk.port = int(address.split("/")[2].rpartition(":")[2])
        desk.said.put(built)
        yield desk
    finally:
        desk.stop.set()
        thread.join(WAIT)
    assert not thread.is_alive()
