"""Real browsers over the built pages: opened from disk or over loopback, scripts on or off.

A test runs in Chromium; one marked `both_engines` runs in Firefox too. Whatever a test does with a page, the page may ask for nothing that is not the edition's own and
may put nothing on the console: `visit` watches both and fails the test that saw it.
"""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from browser.serving import serving
from browser.visits import PHONE, WIDE, Scheme, Visit, Watch, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Each address and each state of scripts once, or all four, or one of them.
TWO_WAYS = [Way("file", scripts=False), Way("http", scripts=True)]
WAYS = {
    "every_way": [*TWO_WAYS, Way("file", scripts=True), Way("http", scripts=False)],
    "without_scripts": [Way("file", scripts=False)],
    "with_scripts": [Way("http", scripts=True)],
}


# Where no marker says how, Firefox has its scripts on: with them off Playwright cannot click there
# (keys, taps and `evaluate` work).
TWO_WAYS_IN_FIREFOX = [Way("file", True, "firefox"), Way("http", True, "firefox")]


def ways(markers: list[str]) -> list[Way]:
    """The ways in which a test with these markers comes to the pages, the nearest marker first."""
    marked = [WAYS[name] for name in markers if name in WAYS]
    in_chromium = marked[0] if marked else TWO_WAYS
    if "both_engines" not in markers:
        return in_chromium
    in_firefox = [replace(way, engine="firefox") for way in marked[0]] if marked else None
    return [*in_chromium, *(in_firefox or TWO_WAYS_IN_FIREFOX)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that opens pages runs in two ways, unless a marker says otherwise."""
    if "way" in metafunc.fixturenames:
        markers = [marker.name for marker in metafunc.definition.iter_markers()]
        metafunc.parametrize(
            "way",
            [
                pytest.param(way, id=str(way), marks=getattr(pytest.mark, way.engine))
                for way in ways(markers)
            ],
        )


# --- Browsers ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers, started once per process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_executable: str) -> Iterator[Browser]:
    """Chromium, started once per process."""
    browser = playwright.chromium.launch(executable_path=chromium_executable)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(
    playwright: Playwright, firefox_executable: str
) -> Iterator[Callable[[Scheme, bool], Browser]]:
    """Firefox with a colour scheme, scripts on or off; each started once per process.

    What Playwright emulates in a window of Chromium is a preference of the whole browser here.
    """
    with ExitStack() as stack:

        @cache
        def started(scheme: Scheme, scripts: bool) -> Browser:
            browser = playwright.firefox.launch(
                channel="moz-firefox",  # a Firefox as it is shipped, over WebDriver BiDi
                executable_path=firefox_executable,
                firefox_user_prefs={
                    "javascript.enabled": scripts,
                    "layout.css.prefers-color-scheme.content-override": int(scheme == "light"),
                    "ui.prefersReducedMotion": 1,
                },
            )
            stack.callback(browser.close)
            return browser

        yield started


@pytest.fixture
def browser(way: Way, request: pytest.FixtureRequest) -> Callable[[Scheme], Browser]:
    """The browser of the way under test, for a colour scheme."""
    if way.engine == "firefox":
        firefox: Callable[[Scheme, bool], Browser] = request.getfixturevalue("firefox")
        return lambda scheme: firefox(scheme, way.scripts)
    chromium: Browser = request.getfixturevalue("chromium")
    return lambda _: chromium


# --- Pages ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """The address of the edition over loopback."""
    with serving(site) as address:
        yield address


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
def visit(
    browser: Callable[[Scheme], Browser], home: str, way: Way, watch: Watch
) -> Iterator[Visit]:
    """Opens pages in the way under test, and closes them."""
    windows: dict[tuple[int, int, Scheme], BrowserContext] = {}

    def window(width: int, height: int, scheme: Scheme) -> BrowserContext:
        context = browser(scheme).new_context(
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
        scheme: Scheme = "light",
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
