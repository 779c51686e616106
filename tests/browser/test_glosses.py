"""Names and terms: hardly marked in the text, explained in a card where they are followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.visits import Visit

pytestmark = pytest.mark.chromium

CARD = "#place-ansai"
HEIGHT = 900
"""Of the window."""


def at_the_name(visit: Visit, width: int = 1400) -> Page:
    """The reading page, scrolled to a name."""
    page = visit("1955-07-31.html", width=width, height=HEIGHT)
    page.locator(f'[id="II.3.4"] a.name[href="{CARD}"]').scroll_into_view_if_needed()
    return page


@pytest.mark.parametrize("width", [1400, 390])
def test_a_name_opens_its_gloss_and_the_text_stays(visit: Visit, width: int) -> None:
    page = at_the_name(visit, width)
    before = page.evaluate("scrollY")
    page.locator(f'[id="II.3.4"] a.name[href="{CARD}"]').click()
    card = page.locator(CARD)
    box = card.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, width)
    assert box["y"] + box["height"] == pytest.approx(HEIGHT, abs=1)
    assert "County in northern Shaanxi" in card.inner_text()
    assert page.evaluate("scrollY") == before
    card.get_by_text("back to the text").click()
    assert card.evaluate("e => getComputedStyle(e).position") == "static"
    assert page.evaluate("scrollY") == before


def test_by_keyboard_the_card_opens_and_the_back_button_closes_it(visit: Visit) -> None:
    page = at_the_name(visit)
    page.locator(f'[id="II.3.4"] a.name[href="{CARD}"]').focus()
    page.keyboard.press("Enter")
    assert page.locator(CARD).evaluate("e => getComputedStyle(e).position") == "fixed"
    page.go_back()
    assert page.locator(CARD).evaluate("e => getComputedStyle(e).position") == "static"


def test_a_card_leads_to_the_page_of_its_name_and_from_there_to_the_words(visit: Visit) -> None:
    page = at_the_name(visit)
    page.locator(f"{CARD} a", has_text="All places").evaluate("e => e.click()")
    page.wait_for_url("**/place/ansai.html")
    page.locator(".concordance a", has_text="II.3.4").click()
    page.wait_for_url("**/1955-07-31.html#II.3.4")


def test_on_paper_the_glosses_stand_at_the_end(visit: Visit) -> None:
    page = visit("1955-07-31.html")
    page.emulate_media(media="print")
    assert page.locator(".gloss").count() > 100
    assert page.locator(".gloss .back").first.is_hidden()
