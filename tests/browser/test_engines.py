"""What a reader does with the edition, in Chromium and in Firefox, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.in_order import lost
from browser.visits import PHONE, WHOLE, WIDE, until
from maocoop import cite
from maocoop.read import read

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.visits import Visit, Watch

pytestmark = pytest.mark.both_engines

ROOT = Path(__file__).parents[2]
ID = "1955-07-31"
BOTH_WIDTHS = pytest.mark.parametrize("width", [WIDE, PHONE])

# The words of a page that are laid out, without the marks of notes.
WORDS = """() => {
  const page = document.querySelector('main').cloneNode(true)
  page.querySelectorAll('.mark, aside.beside').forEach(e => e.remove())
  document.body.append(page)
  return page.innerText
}"""

# Which notes can be seen in the list of all, and what of a page stands out at its right.
SEEN = """() => [...document.querySelectorAll('[role=doc-endnotes] li[id]')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 9).map(e => e.id)"""
TOO_WIDE = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"


def in_window(page: Page, selector: str) -> None:
    """Wait until an element that the selector finds stands within the height of the window."""
    page.wait_for_function(
        """selector => [...document.querySelectorAll(selector)].some(e => {
            const {top, bottom} = e.getBoundingClientRect()
            return e.checkVisibility() && bottom > 0 && top < innerHeight
        })""",
        arg=selector,
        timeout=10_000,
    )


@BOTH_WIDTHS
def test_every_word_and_note_is_laid_out(
    visit: Visit, units: list[dict[str, Any]], width: int
) -> None:
    page = visit(width=width)
    until(page, WHOLE)
    notes = [unit["anchor"] for unit in units if unit["kind"] == "note"]
    assert (page.evaluate(SEEN), len(notes)) == (notes, 33)
    assert lost(units, page.evaluate(WORDS)) == []


@BOTH_WIDTHS
def test_a_mark_leads_to_its_note_and_back(visit: Visit, width: int) -> None:
    page = visit(f"{ID}.html#n20", width=width)
    in_window(page, "#n20")
    page.locator("#n20 [role=doc-backlink]").first.click()
    page.wait_for_url("**#mark-n20")
    in_window(page, "#mark-n20")
    page.locator("#mark-n20").click()
    # Words of the note, wherever it opens: beside its mark, at its mark or in the list.
    in_window(page, 'a.to-text[href$="texts.html#text-1953-06-30"]')


@BOTH_WIDTHS
def test_a_name_leads_to_its_page_and_from_there_to_the_words(visit: Visit, width: int) -> None:
    page = visit(width=width)
    address = page.locator('[id="II.3"] a.name').first.get_attribute("href")
    assert address
    page = visit(address, width=width)
    page.locator(".concordance a", has_text="II.3").first.click()
    page.wait_for_url(f"**/{ID}.html#II.3*")
    in_window(page, '[id="II.3"]')


@pytest.mark.with_scripts
@BOTH_WIDTHS
def test_the_panel_cites_in_every_style(visit: Visit, width: int) -> None:
    page = visit(width=width)
    page.locator(f"a.page[href='{ID}/II.4.html']").click()
    panel = page.get_by_role("dialog", name=f"{ID}/II.4")
    edition = read(ROOT)
    for style in cite.STYLES:
        panel.get_by_label("Style").select_option(style)
        assert panel.locator(".cited").inner_text() == cite.citation(edition, "II.4", style)
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


@pytest.mark.with_scripts
def test_every_kind_of_page_fits_a_phone(visit: Visit, page_names: list[str]) -> None:
    wide = {name: visit(name, width=320, height=640).evaluate(TOO_WIDE) for name in page_names}
    assert {name: excess for name, excess in wide.items() if excess > 0} == {}


FOREIGN = """() => new Promise(settled => {
  const image = Object.assign(new Image, {src: 'https://a.example/', onerror: () => settled()})
  document.body.append(image)
})"""


@pytest.mark.with_scripts
def test_the_watch_sees_what_it_must_in_both(visit: Visit, watch: Watch) -> None:
    page = visit("index.html")
    page.evaluate(FOREIGN)
    with page.expect_event("pageerror", lambda error: "torn" in str(error)):
        page.evaluate("setTimeout(() => { throw new Error('torn') })")
    with page.expect_console_message(lambda message: message.text == "hello"):
        page.evaluate("console.log('hello')")
    told = "\n".join(watch.faults)
    assert [sign for sign in ("https://a.example/", "torn", "hello") if sign not in told] == []
    watch.faults.clear()
