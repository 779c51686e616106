"""The pages for comparing as a reader meets them: side by side where there is room, else in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from browser.visits import Visit

pytestmark = pytest.mark.chromium

# Of each row with a comment: where the paragraph and the first comment stand.
ROWS = """() => [...document.querySelectorAll('.row')].filter(r => r.querySelector('.item')).map(r => {
  const [text, item] = [r.querySelector('.unit'), r.querySelector('.item')]
    .map(e => e.getBoundingClientRect())
  return {
    unit: r.querySelector('.unit').id, apart: Math.abs(text.top - item.top),
    beside: item.left > text.right, below: item.top - text.bottom, indent: item.left - text.left,
  }
})"""

IDS = "selector => [...document.querySelectorAll(selector)].map(e => e.id)"


@pytest.mark.every_way
def test_speech_and_comment_are_whole_and_in_order(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    page = visit("comparison.html")
    speech = [u["anchor"] for u in units if u["kind"] in {"paragraph", "quotation"}]
    assert page.evaluate(IDS, ".unit") == speech
    comments = [u["anchor"] for u in units if u["kind"] == "comment"]
    assert sorted(page.evaluate(IDS, ".item")) == sorted(comments)
    # Those about no paragraph stand before the speech, the others in their order beside it.
    apart = [u["anchor"] for u in units if u["kind"] == "comment" and not u["targets"]]
    assert page.evaluate(IDS, ".apart .item") == apart
    shown = page.evaluate(IDS, ".row .item")
    assert shown == [anchor for anchor in comments if anchor in shown]


def test_every_comment_names_its_voice_and_what_it_is_about(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    page = visit("comparison.html")
    for unit in units:
        if unit["kind"] != "comment":
            continue
        item = page.locator(f"[id='{unit['anchor']}']")
        assert item.locator(".who").inner_text() == "The comment of another book"
        links = item.locator(".lemma .edition a").evaluate_all(
            "es => es.map(e => e.getAttribute('href').slice(1))"
        )
        assert links == unit["targets"]


def test_on_a_wide_screen_comments_stand_at_their_paragraphs(visit: Visit) -> None:
    for width in (1400, 1024):
        rows = visit("comparison.html", width=width).evaluate(ROWS)
        assert rows
        assert [row for row in rows if row["apart"] > 8 or not row["beside"]] == []


def test_on_a_phone_comments_follow_their_paragraphs(visit: Visit) -> None:
    rows = visit("comparison.html", width=390).evaluate(ROWS)
    assert rows
    for row in rows:
        assert 0 <= row["below"] < 40, row
        assert row["indent"] > 10, row


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("address", ["II.4", "II.10", "GC.3", "XII.5", "X"])
def test_an_address_is_in_view_and_under_nothing(visit: Visit, address: str, width: int) -> None:
    page = visit(f"comparison.html#{address}", width=width)
    covered = """id => {
      const e = document.getElementById(id), box = e.getBoundingClientRect()
      const [x, y] = [box.left + 30, box.top + 12]
      return {y: box.top, inside: e.contains(document.elementFromPoint(x, y))}
    }"""
    found = page.evaluate(covered, address)
    assert 0 <= found["y"] < 450
    assert found["inside"]


def test_paper_has_all_and_nothing_that_sticks(visit: Visit, units: list[dict[str, Any]]) -> None:
    seen = "selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility()).length"
    stuck = """() => [...document.querySelectorAll('*')].filter(e => e.checkVisibility() &&
        ['fixed', 'sticky'].includes(getComputedStyle(e).position)).length"""
    page = visit("comparison.html")
    page.emulate_media(media="print")
    assert page.evaluate(seen, ".unit") == 65
    assert page.evaluate(seen, ".item") == sum(u["kind"] == "comment" for u in units)
    assert page.evaluate(stuck) == 0


# --- The witness ------------------------------------------------------------------------------


def test_our_text_and_the_witness_stand_beside_each_other(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    page = visit("witness.html")
    document = [u["anchor"] for u in units if u["kind"] != "edition-note"]
    assert page.evaluate(IDS, "#whole .row[id]") == document
    tops = """() => [...document.querySelectorAll('#whole .row[id]')].map(r => Math.abs(
        r.querySelector('.ours').getBoundingClientRect().top -
        r.querySelector('.given').getBoundingClientRect().top))"""
    assert max(page.evaluate(tops)) < 4


def test_a_line_of_the_witness_is_one_line_where_there_is_room(visit: Visit) -> None:
    for width in (1400, 1024):
        page = visit("witness.html", width=width)
        heights = "es => es.filter(e => e.getBoundingClientRect().height > 30).length / es.length"
        assert page.locator("#whole .given").evaluate_all(heights) < 0.02


@pytest.mark.parametrize("width", [1400, 390])
def test_what_differs_leads_to_its_reason(visit: Visit, width: int) -> None:
    page = visit("witness.html", width=width)
    for side in ("ins", "del"):
        link = page.locator(f"#whole {side} a[href='#w92']")
        assert page.locator(f"#w92 {side}").count() == link.count() == 1
        # It is marked by a line and not by colour alone, and named for those who hear it.
        drawn = link.evaluate("e => getComputedStyle(e).textDecorationLine")
        assert drawn == "underline"
        assert link.locator("xpath=..").locator(".aloud").count() == 1
        link.click()
        assert page.locator("#w92").evaluate("e => e.matches(':target')")


def test_neither_page_scrolls_sideways(visit: Visit) -> None:
    for name in ("comparison.html", "witness.html"):
        page = visit(name, width=320, height=640)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
