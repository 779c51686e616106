"""Cards and previews: what a mark, a name or an emended word leads to opens where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browser.visits import Visit

pytestmark = pytest.mark.chromium

NARROW = 390
HEIGHT = 800

# What opens a card, and words of the card.
OPENERS = [
    ("#mark-n20", "Translators"),
    ('[id="II.3"] .mark.edition a', "This edition"),
    ("a.emended", "of the witness has"),
    ('[id="II.3.4"] a.name[href="place/ansai.html"]', "County in northern Shaanxi"),
]


def opened(page: Page, selector: str) -> Locator:
    """The card that a press on the first such link opens."""
    page.locator(f"main > section:not(.notes) {selector}").first.click()
    card = page.get_by_role("dialog")
    card.wait_for()
    return card


@pytest.mark.with_scripts
@pytest.mark.both_engines
@pytest.mark.parametrize(("selector", "words"), OPENERS)
def test_a_card_opens_takes_the_focus_and_gives_it_back(
    visit: Visit, selector: str, words: str
) -> None:
    page = visit(width=NARROW, height=HEIGHT)
    link = page.locator(f"main > section:not(.notes) {selector}").first
    link.scroll_into_view_if_needed()
    card = opened(page, selector)
    assert words in card.inner_text()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert link.evaluate("e => e === document.activeElement")


@pytest.mark.every_way
def test_where_scripts_are_off_the_links_lead_on(visit: Visit, way: object) -> None:
    page = visit(width=NARROW)
    for selector, page_of_it in [
        ("a.emended", "witness.html"),
        ('a.name[href="place/ansai.html"]', "place/ansai.html"),
    ]:
        assert page_of_it in (page.locator(selector).first.get_attribute("href") or "")
    if not getattr(way, "scripts", True):
        page.locator('[id="II.3.4"] a.name[href="place/ansai.html"]').click()
        page.wait_for_url("**/place/ansai.html")


@pytest.mark.with_scripts
def test_a_second_press_closes_and_one_card_is_open_at_a_time(visit: Visit) -> None:
    page = visit(width=NARROW, height=HEIGHT)
    mark = page.locator("#mark-n20")
    mark.scroll_into_view_if_needed()
    card = opened(page, "#mark-n20")
    box = mark.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(50)  # a card opens at once
    assert not card.is_visible()
    opened(page, '[id="II.3"] .mark.edition a')
    assert page.locator(":popover-open").count() == 1
    page.mouse.click(5, HEIGHT - 5)
    assert not card.is_visible()


@pytest.mark.with_scripts
@pytest.mark.parametrize("width", [NARROW, 900])
@pytest.mark.parametrize("block", ["center", "end"])
def test_every_note_opens_whole_inside_the_window_beside_its_mark(
    visit: Visit, width: int, block: str
) -> None:
    page = visit(width=width, height=HEIGHT)
    faults = page.evaluate(
        """async block => {
          const faults = []
          for (const mark of document.querySelectorAll('main a[role=doc-noteref]')) {
            mark.scrollIntoView({block, behavior: 'instant'})
            mark.click()
            while (!document.querySelector('[role=dialog]:popover-open'))
              await new Promise(requestAnimationFrame)
            const card = document.querySelector('[role=dialog]')
            const [box, at] = [card.getBoundingClientRect(), mark.getClientRects()[0]]
            const note = document.querySelector(mark.hash)
            const words = [...note.children].filter(e => !e.matches('.lemma, .about'))
            if (!words.every(p => card.textContent.includes(p.textContent)))
              faults.push(mark.hash + ' lacks words')
            if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth)
              faults.push(mark.hash + ' leaves the window')
            if (box.top < at.bottom && box.bottom > at.top) faults.push(mark.hash + ' is covered')
            card.hidePopover()
          }
          return faults
        }""",
        block,
    )
    assert faults == []


@pytest.mark.with_scripts
@pytest.mark.both_engines
def test_the_links_of_a_note_work_in_its_card(visit: Visit) -> None:
    page = visit(width=NARROW, height=HEIGHT)
    card = opened(page, "#mark-n20")
    link = card.locator("a[href*='.html']:not(.name, .page)").first
    target = (link.get_attribute("href") or "").split("/")[-1]
    link.click()
    page.wait_for_url(f"**/{target}")


@pytest.mark.with_scripts
def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit(width=NARROW, height=HEIGHT)
    page.locator("#mark-n20").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('[role=dialog]')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "mark-n20"


@pytest.mark.with_scripts
def test_on_a_wide_screen_the_note_in_the_margin_takes_the_focus(visit: Visit) -> None:
    page = visit(width=1400)
    page.locator("aside.beside[data-note=n20]").wait_for()
    page.locator("#mark-n20").scroll_into_view_if_needed()
    page.locator("#mark-n20").click()
    assert page.evaluate("document.activeElement.dataset.note") == "n20"
    assert not page.get_by_role("dialog").count()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "mark-n20"


# --- Previews ---------------------------------------------------------------------------------


PREVIEW = ".preview:popover-open"


@pytest.mark.with_scripts
@pytest.mark.both_engines
def test_a_cross_reference_shows_where_it_leads_and_stays_under_the_pointer(visit: Visit) -> None:
    page = visit(width=1100)
    link = page.locator("section.comment .about a[href='#II.5']").first
    link.scroll_into_view_if_needed()
    link.hover()
    preview = page.locator(PREVIEW)
    preview.wait_for()
    assert "December 15, 1951" in preview.inner_text()
    preview.hover()
    page.wait_for_timeout(400)  # more than the time in which it goes when the pointer is elsewhere
    assert preview.is_visible()
    page.keyboard.press("Escape")
    assert not preview.is_visible()


@pytest.mark.with_scripts
def test_a_preview_comes_with_the_focus_and_goes_with_it(visit: Visit) -> None:
    page = visit("place/ansai.html", width=1100)
    link = page.locator(".concordance a").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.locator(PREVIEW).wait_for()
    link.blur()
    page.locator(PREVIEW).wait_for(state="hidden")


@pytest.mark.with_scripts
def test_of_a_section_its_heading_and_first_paragraph_are_shown(visit: Visit) -> None:
    page = visit(width=1100)
    link = page.locator("main a.to-anchor[href='#III']")
    link.scroll_into_view_if_needed()
    link.hover()
    shown = page.locator(PREVIEW)
    shown.wait_for()
    assert shown.locator("h2, a.anchor").all_inner_texts() == ["III", "III.1"]


@pytest.mark.with_scripts
def test_every_link_of_the_text_has_a_preview(visit: Visit) -> None:
    page = visit(width=1100)
    page.evaluate(
        """() => new Promise(done => document.head.append(Object.assign(
            document.createElement('script'), {src: 'static/previews.js', onload: done})))"""
    )
    links = page.evaluate(
        """() => [...document.querySelectorAll('main section.part a[href*=".html"]:not(.page)')]
            .map(a => a.getAttribute('href'))
            .filter(href => !(href in window.maocoopPreviews))"""
    )
    assert [href for href in links if not href.startswith("1955-07-31/")] == []
