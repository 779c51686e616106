"""`maocoop serve` and an open page: what is saved is shown at the place where one was, faults over it."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.visits import Watch, until
from desk import WAIT
from maocoop import pipeline
from maocoop.serve import Outcome, serve
from maocoop.serve.bell import Bell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.chromium

TESTS = Path(__file__).parents[1]
TEMPLATES = TESTS.parent / "templates"
NOTES = "notes/1900-01-01/footnotes.yaml"
NOTE = "1900-01-01/n2.html"
TOP = "document.getElementById('{}').getBoundingClientRect().top"
READ = """id => scrollBy({
  top: document.getElementById(id).getBoundingClientRect().top - innerHeight / 4,
  behavior: 'instant',
})"""


@contextmanager
def running(rebuild: Callable[[frozenset[Path] | None], Outcome], root: Path) -> Iterator[str]:
    """The address of a site that is served and built anew from `root`."""
    stop, ready, said = Bell(), threading.Event(), list[str]()

    def report(line: str) -> None:
        said.append(line)
        if line.startswith("http"):
            ready.set()

    watched = [root / "corpus", root / "notes"]
    options = {"root": root, "stop": stop}
    thread = threading.Thread(
        target=serve,
        args=(rebuild, watched, root / "site", 0, report, said.append),
        kwargs=options,
        daemon=True,
    )
    thread.start()
    assert ready.wait(WAIT), said
    yield said[-1].split()[0]
    stop.set()
    thread.join(WAIT)
    assert not thread.is_alive()


@pytest.fixture
def specimen(tmp_path: Path) -> Path:
    """A copy of the specimen, to be changed."""
    shutil.copytree(TESTS / "specimen", tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def served(specimen: Path) -> Iterator[str]:
    """Its address."""

    def rebuild(_: object) -> Outcome:
        did = pipeline.build(specimen, specimen / "site", TEMPLATES).receipt
        return Outcome("built", frozenset(did.added + did.changed), frozenset(did.removed))

    with running(rebuild, specimen) as address:
        yield address


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens a page; fails the test that saw an error in it, be it of the policy of the pages."""
    watch = Watch("http://127.0.0.1:", [])
    context = chromium.new_context(viewport={"width": 900, "height": 400}, reduced_motion="reduce")

    def opened(address: str) -> Page:
        page = context.new_page()
        watch.over(page)
        # Told of what is to come, it listens.
        with page.expect_request("**/.serve/events?*"):
            page.goto(address)
        return page

    yield opened
    context.close()
    # A page that is left ends its stream.
    assert [fault for fault in watch.faults if "/.serve/events" not in fault] == []


def correct(path: Path, before: str, after: str) -> None:
    """Save a correction as an editor does, by writing beside and renaming."""
    words = path.read_text(encoding="utf-8")
    assert before in words
    fresh = path.with_name(f".{path.name}.fresh")
    fresh.write_text(words.replace(before, after), encoding="utf-8")
    fresh.replace(path)


def test_a_correction_is_shown_where_one_reads(
    specimen: Path, served: str, opened: Callable[[str], Page]
) -> None:
    page = opened(f"{served}1900-01-01.html")
    other = opened(f"{served}about.html")
    layer = page.locator(".layers input[value='names']")
    layer.uncheck()
    page.evaluate(READ, "n3")
    page.locator("#n3 a").first.evaluate("link => link.focus({preventScroll: true})")
    focus = page.evaluate("document.activeElement.href")
    page.evaluate("document.body.dataset.former = 'yes'")
    top, at = page.evaluate(f"[{TOP.format('n3')}, scrollY]")
    assert at > 100
    long = " ".join(["A saying of the isle."] * 60)
    correct(specimen / NOTES, "A saying of the northern shore.", long)
    page.locator("#n2", has_text="A saying of the isle.").wait_for()
    until(page, f"scrollY > {at} + 100 && Math.abs({TOP.format('n3')} - {top}) < 2")
    assert page.evaluate("document.activeElement.href") == focus
    assert not layer.is_checked()
    assert page.evaluate("document.body.dataset.former") is None
    other.get_by_text("with unreleased changes").wait_for()  # as every page says now
    other.evaluate("document.body.dataset.former = 'yes'")
    correct(specimen / NOTES, long, "Short.")
    page.locator("#n2", has_text="Short.").wait_for()
    until(page, f"scrollY < {at} + 100 && Math.abs({TOP.format('n3')} - {top}) < 2")
    assert other.evaluate("document.body.dataset.former") == "yes"  # nothing of it changed


def test_a_page_keeps_its_scroll_position_where_nothing_else_is_known(
    specimen: Path, served: str, opened: Callable[[str], Page]
) -> None:
    page = opened(f"{served}{NOTE}")
    page.evaluate("scrollTo({top: 120, behavior: 'instant'})")
    correct(specimen / NOTES, "A saying of the northern shore.", "A saying of the isle.")
    page.get_by_text("A saying of the isle.").first.wait_for()
    until(page, "Math.abs(scrollY - 120) < 2")


def test_a_fault_is_shown_over_the_page_until_it_is_mended(
    specimen: Path, served: str, opened: Callable[[str], Page]
) -> None:
    page = opened(f"{served}{NOTE}")
    alert = page.get_by_role("alert")
    assert alert.count() == 0
    good, bad = "See also [note 4](n4)", "See also <img src=x>[note 4](n44)"
    correct(specimen / NOTES, good, bad)
    alert.wait_for()
    said = alert.locator("section").inner_text()
    line = (specimen / NOTES).read_text(encoding="utf-8").split(bad)[0].count("\n") + 1
    assert f"{NOTES}:{line}:" in said
    assert bad in said  # the line itself, as text
    assert alert.locator("img").count() == 0
    assert "A saying of the northern shore." in page.locator("main").inner_text()
    assert alert.locator("section").evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
    page.keyboard.press("Escape")
    until(page, "!document.querySelector('[role=alert]')")
    correct(specimen / NOTES, bad, f"{bad}[note 5](n55)")
    alert.wait_for()
    other = opened(f"{served}about.html")  # which comes later
    other.get_by_role("alert").wait_for()
    correct(specimen / NOTES, f"{bad}[note 5](n55)", good)
    for each in (page, other):
        each.get_by_role("alert").wait_for(state="detached")


def test_a_page_says_that_it_is_gone_and_comes_back(
    tmp_path: Path, opened: Callable[[str], Page]
) -> None:
    source, written = tmp_path / "corpus" / "01.yaml", tmp_path / "site" / "a.html"
    for path in (source, written):
        path.parent.mkdir()
        path.write_text("first")

    def rebuild(_: object) -> Outcome:
        words, name = source.read_text(encoding="utf-8"), frozenset({"a.html"})
        if not words:
            written.unlink(missing_ok=True)
            return Outcome("removed", frozenset(), name)
        written.write_text(f"<!DOCTYPE html><link rel=icon href=data:,><p>{words}</p>")
        return Outcome("built", name)

    with running(rebuild, tmp_path) as address:
        page = opened(f"{address}a.html")
        correct(source, "first", "")
        page.get_by_role("alert").get_by_text("no longer part of the site").wait_for()
        assert page.get_by_text("first").is_visible()
        source.write_text("second")
        page.get_by_text("second").wait_for()
        assert page.get_by_role("alert").count() == 0
