"""A real Chromium over the built pages: opened from disk or over loopback, scripts on or off.

Whatever a test does with a page, the page may ask for nothing that is not the edition's own and
may put nothing on the console: `visit` watches both and fails the test that saw it.
"""

from __future__ import annotations

import json
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser.visits import PHONE, WIDE, Visit, Watch, Way

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Each address and each state of scripts once, or all four, or one of them.
TWO_WAYS = [Way("file", scripts=False), Way("http", scripts=True)]
WAYS = {
    "every_way": [*TWO_WAYS, Way("file", scripts=True), Way("http", scripts=False)],
    "without_scripts": [Way("file", scripts=False)],
    "with_scripts": [Way("http", scripts=True)],
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that opens pages runs in two ways, unless a marker says otherwise."""
    if "way" in metafunc.fixturenames:
        marked = [WAYS[m.name] for m in metafunc.definition.iter_markers() if m.name in WAYS]
        metafunc.parametrize("way", marked[0] if marked else TWO_WAYS, ids=str)


@pytest.fixture(scope="session")
def chromium(chromium_executable: str) -> Iterator[Browser]:
    """The browser, started once per process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_executable)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the edition over loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def home(way: Way, site: Path, request: pytest.FixtureRequest) -> str:
    """The address that the pages' names are relative to."""
    if way.by == "file":
        return f"{site.as_uri()}/"
    served: str = request.getfixturevalue("served")
    return served


@pytest.fixture
def watch(home: str) -> Iterator[Watch]:
    """What the test's pages did that they must not do; fails the test when there is something."""
    watch = Watch(home, [])
    yield watch
    assert watch.faults == []


@pytest.fixture
def visit(chromium: Browser, home: str, way: Way, watch: Watch) -> Iterator[Visit]:
    """Opens pages in the way under test, and closes them."""
    windows: dict[tuple[int, int, str], BrowserContext] = {}

    def window(width: int, height: int, scheme: Literal["light", "dark"]) -> BrowserContext:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=way.scripts,
            has_touch=width <= PHONE,
            is_mobile=width <= PHONE,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.route(lambda url: not url.startswith(home), lambda route: route.abort())
        return context

    def visit(
        name: str = "1955-07-31.html",
        *,
        width: int = WIDE,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        key = (width, height, scheme)
        windows[key] = windows.get(key) or window(*key)
        page = windows[key].new_page()
        watch.over(page)
        page.goto(home + name)
        return page

    yield visit
    for context in windows.values():
        context.close()


@pytest.fixture(scope="session")
def units(site: Path) -> list[dict[str, Any]]:
    """The units of the text as the data contract gives them, in its order."""
    contract = json.loads((site / "data" / "1955-07-31.json").read_bytes())
    found: list[dict[str, Any]] = contract["units"]
    return found


def kind(page: Path) -> tuple[Path, str]:
    """What pages of one folder have in common: `XII.4` and `I.1` are of a kind, `n1` and `n14`."""
    return page.parent, re.sub(r"^[IVX]+(?=$|\.)", "I", re.sub(r"\d+\w*$", "", page.stem))


@pytest.fixture(scope="session")
def page_names(site: Path) -> list[str]:
    """Every page at the top, and of those in folders the first of each kind; of a list's, one."""
    first: dict[object, Path] = {}
    for page in sorted(site.rglob("*.html")):
        in_a_list = page.parent.name.isalpha()
        first.setdefault(page.parent if in_a_list else kind(page), page)
    pages = {*site.glob("*.html"), *first.values()}
    return sorted(page.relative_to(site).as_posix() for page in pages)
