"""Requests -> files of the site, and two things that are not: the script that shows changes, and the
stream that it listens to.

Answers go to this machine only, and only to who asked for it by its own name: a page of another site
whose name was made to lead here (DNS rebinding) gets nothing. Only GET and HEAD, only plain files
below the site, and no link is followed. HTML gets the script as it goes out; the site on disk has it
nowhere.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import socketserver
import sys
import threading
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.serve.pushing import Hub

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_REQUESTS = 128  # at a time; more are turned away

# Names with a dot in front are no part of a site.
SCRIPT = "/.serve/live.js"
EVENTS = "/.serve/events"

_SCRIPT = (Path(__file__).parent / "live.js").read_bytes()
_BODY_ENDS = re.compile(rb"</body>(?![\s\S]*</body>)", re.IGNORECASE)

# Written down here, because the tables of operating systems differ and some are wrong.
_MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
_TEXTUAL = ("json", "xml", "yaml", "bibtex", "research-info-systems")


class Server(ThreadingHTTPServer):
    """Answers for one site, each request in a thread of its own."""

    # Elsewhere than on POSIX, this option would share a port that another program uses.
    allow_reuse_address = os.name == "posix"
    allow_reuse_port = False
    request_queue_size = 64

    def __init__(self, port: int, site: Path, hub: Hub, report: Callable[[str], None]) -> None:
        self.report = report
        self._free = threading.BoundedSemaphore(_REQUESTS)
        super().__init__((HOST, port), partial(_Handler, site, hub))

    def server_bind(self) -> None:
        """Listen. Not HTTPServer's way, which asks the network for the name of this machine."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Begin a thread, if there are not too many."""
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, in a thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, *_: Any) -> None:
        """Report what is a fault of ours."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):  # else the browser went away
            self.report(f"a request failed: {error!r}")


class _Handler(BaseHTTPRequestHandler):
    server_version = "maocoop"
    sys_version = ""
    timeout = 10  # seconds for a browser to say what it wants, or to take what it gets

    server: Server

    def __init__(self, site: Path, hub: Hub, *args: Any) -> None:
        self.site, self.hub = site, hub
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of the site, or 404; or with what is the server's own."""
        path, _, query = self.path.partition("?")
        if path == SCRIPT:
            self._answer(HTTPStatus.OK, _content_type(".js"), _SCRIPT)
        elif path == EVENTS:
            self._listen(query)
        else:
            self._file(_named(path))

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self.do_GET()

    def parse_request(self) -> bool:
        """Refuse other methods, and requests that are meant for another server."""
        if not super().parse_request():
            return False
        if not self._is_meant():
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, None, b"")
            return False
        if self.command in ("GET", "HEAD"):
            return True
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED, None, b"")
        return False

    def _is_meant(self) -> bool:
        hosts = [host.lower() for host in self.headers.get_all("Host", [])]
        if not hosts:
            return self.request_version == "HTTP/1.0"  # which knows no hosts; no browser speaks it
        port = self.server.server_port
        names = {f"{name}:{port}" for name in _NAMES} | set(_NAMES if port == 80 else ())
        return len(hosts) == 1 and hosts[0] in names

    def _answer(self, status: HTTPStatus, content_type: str | None, content: bytes) -> None:
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def end_headers(self) -> None:
        """Add what every answer has."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal is for what the editor did."""

    # --- Files --------------------------------------------------------------------------------

    def _file(self, name: str | None) -> None:
        build = self.hub.build  # before the page is read: it may be newer than that, never older
        try:
            opened = _found(self.site, name).open("rb") if name else None
        except OSError:
            opened = None
        if name is None or opened is None:
            self._missing(name, build)
            return
        with opened as file:
            suffix = Path(name).suffix.lower()
            if suffix == ".html":
                page = _live(file.read(), name, build)
                self._answer(HTTPStatus.OK, _content_type(suffix), page)
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", _content_type(suffix))
            size = os.fstat(file.fileno()).st_size
            self.send_header("Content-Length", str(size))
            self.end_headers()
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    def _missing(self, name: str | None, build: str) -> None:
        """404; where a page could be, it shows the fault and, once it is there, the page."""
        if name is None or not name.endswith(".html"):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        page = (
            '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>No such page</title>'
            "<main><h1>No such page</h1><p>The site has no such page. As soon as it has, it is "
            "shown here.</p></main>"
        )
        content = _live(page.encode(), name, build)
        self._answer(HTTPStatus.NOT_FOUND, _content_type(".html"), content)

    # --- The stream ---------------------------------------------------------------------------

    def _listen(self, query: str) -> None:
        """Say what changed for a page, at once and whenever there is more, until either side ends."""
        asked = parse_qs(query)
        page, known = asked.get("page", [""])[0], asked.get("build", [""])[0]
        known = self.headers.get("Last-Event-ID") or known
        with self.hub.listening() as bell:
            if bell is None:
                self._answer(HTTPStatus.SERVICE_UNAVAILABLE, None, b"")
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            while self.command != "HEAD" and not self.hub.closed:
                bell.clear()  # before the news are read, so that later ones ring again
                known, event = self.hub.news(page, known)
                self.wfile.write(event)
                ready, _, _ = select.select([bell, self.connection], [], [])
                if self.connection in ready and not bell.is_set():
                    return  # a browser has nothing more to say here: it went away


def _live(content: bytes, page: str, build: str) -> bytes:
    """A page with the script at its end; the policy of the pages admits scripts of the server."""
    script = (
        f'<script defer src="{SCRIPT}" data-page="{escape(page)}" data-build="{build}"></script>'
    ).encode()
    ends = _BODY_ENDS.search(content)
    at = ends.start() if ends else len(content)
    return b"".join((content[:at], script, content[at:]))


def _named(path: str) -> str | None:
    """The name of the file that a request is for; None where no file of a site has such a name."""
    start, *segments = unquote(path).split("/")
    if start or not segments:
        return None
    segments[-1] = segments[-1] or "index.html"
    return "/".join(segments) if all(map(_is_plain, segments)) else None


def _found(site: Path, name: str) -> Path:
    """A plain file below the site. Raises OSError where there is none."""
    file = Path(os.path.realpath(site), *name.split("/"))
    try:
        # Whatever else a system would resolve (a link, a short name), this comparison refuses.
        if file.is_file() and os.path.realpath(file) == str(file):
            return file
    except ValueError:  # no name that a file could have
        pass
    raise FileNotFoundError(name)


def _is_plain(segment: str) -> bool:
    """Whether a segment is a name and nothing else; what begins with a dot is ours or hidden."""
    return segment != "" and segment[0] != "." and not set(segment) & set("\\:\0")


def _content_type(suffix: str) -> str:
    media_type = _MEDIA_TYPES.get(suffix.lower(), "application/octet-stream")
    textual = media_type.startswith("text/") or media_type.endswith(_TEXTUAL)
    return f"{media_type}; charset=utf-8" if textual else media_type
