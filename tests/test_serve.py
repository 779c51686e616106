"""serve: the built site on this machine, and nothing else; rebuilt when a source changes."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import pytest

from desk import WAIT, Desk, serving
from maocoop.errors import MaocoopError
from maocoop.serve import Outcome, serve
from maocoop.serve.bell import Bell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# --- Files ------------------------------------------------------------------------------------


def test_the_site_is_served(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        response, content = desk.ask("/")
        assert response.status == 200
        assert content.startswith(
            b'first<script defer src="/.serve/live.js" data-page="index.html"'
        )
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert response.headers["Content-Length"] == str(len(content))
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_head_says_the_same_without_the_content(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        (desk.site / "words.txt").write_bytes(b"words")
        address = ("127.0.0.1", desk.port)
        with (
            socket.create_connection(address, timeout=WAIT) as browser,
            browser.makefile("rb") as answer,
        ):
            browser.sendall(b"HEAD /words.txt HTTP/1.0\r\n\r\n")
            said = answer.read().splitlines()
        assert said[0].endswith(b" 200 OK")
        assert b"Content-Length: 5" in said
        assert said[-1] == b""


def test_requests_are_not_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(tmp_path) as desk:
        desk.ask("/")
        desk.ask("/missing")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_refused(tmp_path: Path, method: str) -> None:
    with serving(tmp_path) as desk:
        response, _ = desk.ask("/", method)
        assert response.status == 405
        assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.JS", "text/javascript; charset=utf-8"),
        ("a.atom", "application/atom+xml; charset=utf-8"),
        ("a.bib", "application/x-bibtex; charset=utf-8"),
        ("a.md", "text/markdown; charset=utf-8"),
        ("a.ris", "application/x-research-info-systems; charset=utf-8"),
        ("a.zip", "application/zip"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("a.yaml", "application/yaml; charset=utf-8"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("a.png", "image/png"),
        ("a.unknown", "application/octet-stream"),
        ("a", "application/octet-stream"),
    ],
)
def test_media_types(tmp_path: Path, name: str, media_type: str) -> None:
    with serving(tmp_path) as desk:
        (desk.site / name).write_bytes(b"content")
        response, _ = desk.ask(f"/{name}")
        assert (response.status, response.headers["Content-Type"]) == (200, media_type)


@pytest.mark.parametrize("target", ["/1955-07-31/II.4.html", "/%31955-07-31/II.4.html?x=/..#y"])
def test_a_file_in_a_folder(tmp_path: Path, target: str) -> None:
    with serving(tmp_path) as desk:
        (desk.site / "1955-07-31").mkdir()
        (desk.site / "1955-07-31" / "II.4.html").write_bytes(b"four")
        assert desk.ask(target)[1].startswith(b"four<script")
        assert (desk.site / "1955-07-31" / "II.4.html").read_bytes() == b"four"


def test_the_site_may_be_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "real")
    with serving(tmp_path) as desk:
        assert desk.page() == b"first"


@pytest.mark.parametrize(
    "target",
    [
        "/missing.html",
        "/folder",
        "/folder/",
        "/folder/../secret.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/%252e%252e/secret.txt",
        "/..%5csecret.txt",
        "/folder%5cpage.html",
        "/folder//page.html",
        "//folder/../../secret.txt",
        "/./index.html",
        "/link.txt",
        "/link/secret.txt",
        "/inner.html",
        "/index.html%00",
        "/index.html%00.txt",
        "/index.html/",
        "/C:/secret.txt",
        "/%ff",
        "/odd:name.html",
        "/.maocoop/manifest.json",
        "/%2emaocoop/manifest.json",
        "/.hidden",
        "/pipe",
        "/" + "x" * 1000,
        "http://127.0.0.1/index.html",
        "x/index.html",
        "index.html",
        "?index.html",
        "*",
    ],
)
def test_nothing_else_is_served(tmp_path: Path, target: str) -> None:
    with serving(tmp_path) as desk:
        secret = tmp_path / "secret.txt"
        for path in (secret, desk.site / ".maocoop" / "manifest.json", desk.site / ".hidden"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"secret")
        (desk.site / "folder").mkdir()
        (desk.site / "folder" / "page.html").write_bytes(b"page")
        (desk.site / "link.txt").symlink_to(secret)
        (desk.site / "link").symlink_to(tmp_path)
        (desk.site / "inner.html").symlink_to(desk.site / "index.html")
        if os.name == "posix":
            os.mkfifo(desk.site / "pipe")
            (desk.site / "odd:name.html").touch()
            (desk.site / "folder\\page.html").touch()
        response, content = desk.ask(target)
        assert response.status in (404, 421)  # 421: of another server
        assert b"secret" not in content
        assert b"page.html" not in content


def test_it_listens_on_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = []
    bind = socket.socket.bind

    def noted(self: socket.socket, address: tuple[str, int]) -> None:
        bound.append(address)
        bind(self, address)

    monkeypatch.setattr(socket.socket, "bind", noted)
    with serving(tmp_path):
        assert bound == [("127.0.0.1", 0)]


def test_a_browser_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        (desk.site / "large.txt").write_bytes(b"x" * 20_000_000)
        assert desk.next() == "built first"
        with socket.create_connection(("127.0.0.1", desk.port), timeout=WAIT) as browser:
            browser.sendall(b"GET /large.txt HTTP/1.0\r\n\r\n")
            browser.recv(10)
        assert desk.page() == b"first"
        assert desk.said.empty()


# --- Rebuilding -------------------------------------------------------------------------------


def changed(desk: Desk) -> None:
    desk.save("second")


def replaced(desk: Desk) -> None:
    fresh = desk.site.parent / "fresh"
    fresh.write_text("other")  # as long as "first", and as old
    stat = desk.source.stat()
    os.utime(fresh, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    fresh.replace(desk.source)


def touched(desk: Desk) -> None:
    os.utime(desk.source, (1, 1))


def added(desk: Desk) -> None:
    (desk.source.parent / "new").mkdir()
    (desk.source.parent / "new" / "02.yaml").write_text("")


def created_later(desk: Desk) -> None:
    (desk.site.parent / "not-there").write_text("")


@pytest.mark.parametrize("change", [changed, replaced, touched, added, created_later])
def test_a_change_is_built(tmp_path: Path, change: Callable[[Desk], None]) -> None:
    with serving(tmp_path) as desk:
        assert desk.next() == "built first"
        change(desk)
        words = desk.source.read_bytes()
        assert desk.next() == f"built {words.decode()}"
        assert desk.page() == words


def test_a_change_during_a_build_is_not_missed(tmp_path: Path) -> None:
    source, stop, built = tmp_path / "source", Bell(), []
    source.write_text("first")

    def rebuild(_: object) -> Outcome:
        built.append(source.read_text())
        if len(built) > 1:
            stop.set()
            return Outcome("", None)
        stat = source.stat()
        with source.open("a") as file:
            file.write("!")
        os.utime(source, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # only the size tells
        return Outcome("", None)

    bound = threading.Timer(WAIT, stop.set)
    bound.start()
    site = tmp_path / "site"
    serve(rebuild, [source], site, 0, print, never, root=tmp_path, stop=stop, pause=0.01)
    bound.cancel()
    assert built == ["first", "first!"]


def test_a_removed_source_is_a_change(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        assert desk.next() == "built first"
        desk.source.unlink()
        assert desk.next().startswith("fault: FileNotFoundError: [Errno 2]")


def test_no_change_no_build(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        assert desk.next() == "built first"
        (desk.source.parent / ".swap").write_text("an editor's own")
        (desk.site / "new.html").write_text("not a source")
        with pytest.raises(queue.Empty):
            desk.said.get(timeout=0.2)


def test_a_fault_is_reported_once_and_the_last_good_site_stays(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        assert desk.next() == "built first"
        desk.save("a fault")
        assert desk.next().startswith("fault: ")
        assert desk.page() == b"first"
        desk.save("mended")
        assert desk.next() == "built mended"
        assert desk.page() == b"mended"


def test_a_fault_at_the_start_is_reported_and_can_be_mended(tmp_path: Path) -> None:
    with serving(tmp_path, "fault") as desk:
        assert desk.next() == "fault: ValueError: fault"
        response, content = desk.ask("/")
        assert response.status == 404
        assert b'data-page="index.html"' in content  # it shows the fault, and what comes
        desk.save("mended")
        assert desk.next() == "built mended"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("LocalHost:{port}", 200),
        ("127.0.0.1", 421),
        ("127.0.0.1:1", 421),
        ("example.org:{port}", 421),
        ("localhost.example.org:{port}", 421),
        ("", 421),
    ],
)
@pytest.mark.parametrize("target", ["/", "/.serve/events", "/.serve/live.js"])
def test_a_request_for_another_host_is_refused(
    tmp_path: Path, host: str, status: int, target: str
) -> None:
    with serving(tmp_path) as desk:
        head = f"HEAD {target} HTTP/1.1\r\nHost: {host.format(port=desk.port)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", desk.port), timeout=WAIT) as browser:
            browser.sendall(head.encode())
            assert browser.recv(1000).split()[1] == str(status).encode()


# --- Starting and ending ----------------------------------------------------------------------


def never(*said: object) -> NoReturn:
    pytest.fail(f"called with {said}")


def test_a_port_in_use_is_said_before_anything_is_built(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(MaocoopError, match=rf"cannot serve at port {port}: .* --port"):
            serve(never, [], tmp_path, port, never, never, root=tmp_path)


@pytest.mark.parametrize("port", [65536, -1])
def test_a_number_that_is_no_port(tmp_path: Path, port: int) -> None:
    with pytest.raises(MaocoopError, match=rf"cannot serve at port {port}: .* --port"):
        serve(never, [], tmp_path, port, never, never, root=tmp_path)


PROGRAM = """
import signal, sys, time
from pathlib import Path
from maocoop.serve import Outcome, serve

def build(changed):
    if "slow" in sys.argv:
        print("http", flush=True)
        time.sleep(60)
    return Outcome("built", None)

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored
former = signal.getsignal(signal.SIGTERM)
serve(build, [], Path("."), 0, lambda line: print(line, flush=True), print, root=Path("."))
assert signal.getsignal(signal.SIGTERM) == former
print("ended")
"""


@contextmanager
def listening_to(line: str) -> Iterator[socket.socket | None]:
    """An open stream of the server whose address this is; nothing where it does not answer yet."""
    if "//" not in line:
        yield None
        return
    port = int(line.split("/")[2].rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as listener:
        listener.sendall(b"GET /.serve/events?page=index.html HTTP/1.0\r\n\r\n")
        while b"data:" not in listener.recv(1000):
            pass
        yield listener


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there that a process can catch")
@pytest.mark.parametrize("speed", ["fast", "slow"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly(sent: signal.Signals, speed: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, speed],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        try:
            assert program.stdout is not None
            while not (line := program.stdout.readline()).startswith("http"):
                assert program.poll() is None
            with listening_to(line) as listener:
                program.send_signal(sent)
                out, errors = program.communicate(timeout=WAIT)
                assert listener is None or listener.recv(1000) == b""
        finally:
            program.kill()
    assert (program.returncode, out, errors) == (0, "ended\n", "")
