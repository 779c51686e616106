"""a built site and its sources -> the site in the browser, rebuilt whenever a source changes.

A plain rebuild: what a build is, and how a fault is worded, the caller says. A fault leaves the last
good site up. This is a desk for the editor of the edition, not a server for the public: it listens
on this machine only, reads files below the site only, and follows no link.
"""

from __future__ import annotations

import os
import signal
import socketserver
import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

from maocoop.errors import MaocoopError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HOST = "127.0.0.1"
PORT = 8000
PAUSE = 0.2  # seconds between two looks at the sources

# Written down here, because the tables of operating systems differ and some are wrong.
_MEDIA_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".epub": "application/epub+zip",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
}

_Seen: TypeAlias = frozenset[tuple[str, int, int, int]]


def serve(
    rebuild: Callable[[], str],
    watched: Iterable[Path],
    site: Path,
    port: int,
    report: Callable[[str], None],
    fault: Callable[[Exception], None],
    *,
    stop: threading.Event | None = None,
    pause: float = PAUSE,
) -> None:
    """Build, serve `site` on this machine and rebuild on change, until Ctrl-C, SIGTERM or `stop`.

    `rebuild` builds into `site` and returns a line to report; what it raises goes to `fault`.
    `watched` are files and folders, which need not exist. `port` 0 means any free one; the address
    is reported after the first build. `pause` is in seconds.

    Raises `MaocoopError`, with a way out, when the port cannot be had; nothing is built then.
    """
    sources = tuple(watched)
    stop = stop or threading.Event()
    with _listening(port, site, report) as server, suppress(KeyboardInterrupt), _terminable():
        seen = _snapshot(sources)  # before the build, so that no change during it is missed
        _rebuild(rebuild, report, fault)
        with _answering(server):
            report(f"http://{HOST}:{server.server_port}/ shows the site; Ctrl-C ends it")
            while not stop.wait(pause):
                now = _snapshot(sources)
                if now != seen:
                    seen = now
                    _rebuild(rebuild, report, fault)


def _rebuild(
    rebuild: Callable[[], str], report: Callable[[str], None], fault: Callable[[Exception], None]
) -> None:
    try:
        summary = rebuild()
    except Exception as error:
        # Any error, not only ours: a half-saved template or file must not end the session.
        fault(error)
    else:
        report(summary)


# --- Watching ---------------------------------------------------------------------------------


def _snapshot(sources: Iterable[Path]) -> _Seen:
    """Path, time of change (ns), size and inode of every file that is watched."""
    seen = set()
    for path in (path for source in sources for path in _files(source)):
        with suppress(OSError):  # gone since it was listed
            found = path.stat()
            seen.add((str(path), found.st_mtime_ns, found.st_size, found.st_ino))
    return frozenset(seen)


def _files(source: Path) -> Iterator[Path]:
    """A file itself, or the files of a folder; hidden ones are what editors keep for themselves."""
    if source.is_file():
        yield source
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


# --- Starting and ending ----------------------------------------------------------------------


@contextmanager
def _listening(port: int, site: Path, report: Callable[[str], None]) -> Iterator[_Server]:
    try:
        server = _Server(port, site, report)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MaocoopError(
            f"cannot serve at port {port}: {reason}. End the program that uses it, or choose "
            "another with --port (0 takes any that is free)"
        ) from error
    with server:
        yield server


@contextmanager
def _answering(server: _Server) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def _terminable() -> Iterator[None]:
    """Make SIGTERM end the work as Ctrl-C does. A build cut short is finished by the next."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former or signal.SIG_DFL)


# --- Answering --------------------------------------------------------------------------------


class _Server(ThreadingHTTPServer):
    # Elsewhere than on POSIX, this option would share a port that another program uses.
    allow_reuse_address = os.name == "posix"
    allow_reuse_port = False
    request_queue_size = 64

    def __init__(self, port: int, site: Path, report: Callable[[str], None]) -> None:
        self.report = report
        super().__init__((HOST, port), partial(_Handler, site))

    def server_bind(self) -> None:
        # Not HTTPServer's, which asks the network for the name of this machine.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def handle_error(self, *_: Any) -> None:
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):  # else the browser went away
            self.report(f"a request failed: {error!r}")


class _Handler(BaseHTTPRequestHandler):
    server_version = "maocoop"
    sys_version = ""
    timeout = 10  # seconds for a browser to say what it wants

    def __init__(self, site: Path, *args: Any) -> None:
        self.site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        """Answer with a file of the site, or 404."""
        file = _find(self.site, self.path)
        try:
            content = file.read_bytes() if file else None
        except OSError:
            content = None
        if file is None or content is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", _content_type(file.suffix))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self.do_GET()

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self.command in ("GET", "HEAD"):
            return True
        self.send_response(HTTPStatus.METHOD_NOT_ALLOWED)
        self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the terminal is for what the editor did."""


def _find(site: Path, target: str) -> Path | None:
    """The file that a request target names, if it is a plain file below the site and not hidden."""
    start, *segments = unquote(target.partition("?")[0]).split("/")
    if start or not segments:
        return None
    segments[-1] = segments[-1] or "index.html"
    if not all(map(_is_plain, segments)):
        return None
    file = Path(os.path.realpath(site), *segments)
    try:
        # Whatever else a system would resolve (a link, a short name), this comparison refuses.
        return file if file.is_file() and os.path.realpath(file) == str(file) else None
    except OSError:
        return None


def _is_plain(segment: str) -> bool:
    """Whether a segment is a name and nothing else; what begins with a dot is ours or hidden."""
    return segment != "" and segment[0] != "." and not set(segment) & set("\\:\0")


def _content_type(suffix: str) -> str:
    media_type = _MEDIA_TYPES.get(suffix.lower(), "application/octet-stream")
    textual = media_type.startswith("text/") or media_type.endswith(("json", "xml", "yaml"))
    return f"{media_type}; charset=utf-8" if textual else media_type
