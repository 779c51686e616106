"""The edition in one file, opened from a folder that holds nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.in_order import lost
from browser.test_axe import violations
from browser.test_valid import EXPLAINED, complaints
from browser.visits import PHONE, WIDE, Watch, until
from maocoop import cite
from maocoop.link import link
from maocoop.render import single

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Protocol

    from playwright.sync_api import Browser, Page

    from maocoop.model import Edition, Text

    class Opens(Protocol):
        """Opens the file in a window of its own."""

        def __call__(self, fragment: str = "", *, width: int = WIDE, scripts: bool = True) -> Page:
            """Open it at a place."""


TEMPLATES = Path(__file__).parents[2] / "templates"
BOX = "document.getElementById('{}').getBoundingClientRect()"
UNMARKED = """(() => {
  const copy = document.querySelector('main').cloneNode(true)
  for (const mark of copy.querySelectorAll('.mark')) mark.remove()
  return copy.textContent
})()"""


@pytest.fixture(scope="module")
def alone(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, alone in its folder."""
    ((name, content),) = single.render(edition, link(edition), TEMPLATES).items()
    path = tmp_path_factory.mktemp("alone") / Path(name).name
    path.write_bytes(content)
    return path


@pytest.fixture
def opened(alone: Path, chromium: Browser) -> Iterator[Opens]:
    """Opens the file; fails the test where it asked for anything else or said anything."""
    watch = Watch(alone.as_uri(), [])
    contexts = []

    def opened(fragment: str = "", *, width: int = WIDE, scripts: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        watch.over(page)
        page.goto(f"{alone.as_uri()}{fragment}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert watch.faults == []


def in_view(page: Page, id_: str) -> None:
    """Wait until a place is."""
    box = BOX.format(id_)
    until(page, f"{box}.bottom > 0 && {box}.top < innerHeight")


@pytest.mark.chromium
def test_a_search_finds_and_lands_on_the_words(opened: Opens) -> None:
    page = opened()
    page.locator("#q").fill("peasants'")
    results = page.locator("#results a")
    assert "II.4.1" in results.all_text_contents()
    assert "of 165 paragraphs and notes" in page.locator("#told").inner_text()
    in_view(page, "results")
    page.get_by_role("link", name="I.3.6", exact=True).click()
    until(page, "location.hash === '#I.3.6'")
    in_view(page, "I.3.6")
    assert page.evaluate("[...CSS.highlights.get('found')].map(String)") == ["peasants"]
    assert results.count() > 0  # to go on with
    page.go_back()
    in_view(page, "results")


@pytest.mark.chromium
def test_every_result_is_found_in_the_text(opened: Opens) -> None:
    page = opened()
    for query in ("peasants'", "Chekiang", "650,000", "impetuosity", "keep pace"):
        page.locator("#q").fill(query)
        said, led, missed = page.evaluate(
            """[...document.querySelectorAll('#results a')].reduce(([said, led, missed], link) => {
              const marks = link.parentNode.querySelectorAll('mark').length
              link.click()
              const found = CSS.highlights.get('found').size
              if (found !== marks) missed.push(link.textContent)
              return [said + marks, led + found, missed]
            }, [0, 0, []])"""
        )
        assert said == led > 0, (query, missed)


@pytest.mark.chromium
def test_a_name_leads_to_its_entry(opened: Opens) -> None:
    page = opened("#q=Chekiang")
    in_view(page, "results")
    page.locator("#told a").click()
    until(page, "location.hash === '#place-zhejiang'")
    in_view(page, "place-zhejiang")


@pytest.mark.chromium
def test_cards_are_copied_from_the_file(opened: Opens) -> None:
    page = opened(width=PHONE)
    panel = page.locator(".panel:popover-open")
    for mark, said in (
        ("#mark-n5", "For some indication of what these classifications mean"),
        ("#I\\.4 a.emended", "unable to. catch"),
        ("a.name[href='#person-liu-shaoqi']", "This edition"),
        (".mark.edition a[href='#e1']", "This edition"),
    ):
        page.locator(mark).first.click()
        panel.wait_for()
        assert said in panel.inner_text()
        assert panel.locator("dl").count() == 0
        page.keyboard.press("Escape")


@pytest.mark.chromium
def test_a_paragraph_is_cited(opened: Opens, edition: Edition, text: Text) -> None:
    page = opened("#II.4")
    page.locator("[aria-label='cite II.4']").click()
    panel = page.locator(".panel:popover-open")
    panel.wait_for()
    expected = cite.citations(edition, text, cite.Address(text.id, "II.4"))
    for style in ("chicago-notes", "mla"):
        panel.locator("select").select_option(style)
        assert panel.locator(".cited").inner_text() == expected[style]
    assert panel.get_by_role("link").count() == 0  # there is no page of the paragraph
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    panel.wait_for()
    assert "1955-07-31/II.4" in panel.inner_text()


@pytest.mark.chromium
def test_without_scripts_all_is_there(opened: Opens, units: list[dict[str, Any]]) -> None:
    page = opened(scripts=False)
    assert lost(units, page.evaluate(UNMARKED)) == []
    assert page.locator("#unscripted").is_visible()
    assert page.locator("#search").is_hidden()
    page.locator("#mark-n5").click()
    in_view(page, "n5")
    page.locator("#II\\.3 a.name").first.click()
    assert page.locator(".chapter :target").is_visible()


@pytest.mark.chromium
@pytest.mark.parametrize("width", [320, PHONE, WIDE])
def test_it_is_no_wider_than_the_window(opened: Opens, width: int) -> None:
    page = opened(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.chromium
@pytest.mark.node
def test_axe_finds_nothing_in_it(opened: Opens) -> None:
    page = opened("#q=Chekiang")
    page.locator("#results a").first.wait_for()
    assert violations(page) == []


@pytest.mark.java
@pytest.mark.node
def test_the_checker_finds_nothing(alone: Path) -> None:
    faults = [line for line in complaints(alone.parent) if not any(k in line for k in EXPLAINED)]
    assert not faults, "\n".join(faults)
