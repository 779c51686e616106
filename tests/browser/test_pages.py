"""The pages as a reader meets them: all words there, in every window, on paper, by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

    from browser.visits import Visit, Watch

pytestmark = pytest.mark.chromium

Unit = dict[str, Any]

# What stands in each sentence, by its address: its words without marks and without what this edition
# puts between them, each mark with the number of code points before it, and whether it is seen.
SENTENCES = """ids => Object.fromEntries(ids.map(id => {
  const sentence = document.getElementById(id)
  if (!sentence) return [id, null]
  let words = ''
  const marks = []
  const walk = node => {
    if (node.nodeType === Node.TEXT_NODE) words += node.data
    else if (node.getAttribute('role') === 'doc-noteref')
      marks.push([node.id, [...words.trimStart().replace(/\\s+/g, ' ')].length])
    else if (!node.matches('.edition')) node.childNodes.forEach(walk)
  }
  walk(sentence)
  const seen = sentence.checkVisibility({opacityProperty: true, visibilityProperty: true}) &&
    sentence.getBoundingClientRect().width > 9
  return [id, {words: words.trim().replace(/\\s+/g, ' '), marks, seen}]
}))"""


def expected_sentences(units: Iterable[Unit]) -> dict[str, Unit]:
    """What the data contract says stands in each sentence, in the form of `SENTENCES`."""
    found: dict[str, Unit] = {}
    for unit in units:
        if unit["kind"] == "edition-note":
            continue  # those are addressed whole
        for number, words in enumerate(unit["sentences"], 1):
            marks = [
                [f"mark-{mark['note']}", mark["offset"]]
                for mark in unit["marks"]
                if mark["sentence"] == number
            ]
            address = f"{unit['anchor']}.{number}"
            found[address] = {"words": words, "marks": marks, "seen": True}
    return found


def unlike(page: Page, units: Iterable[Unit]) -> str:
    """Every sentence that is not on the page as the data contract has it, a line each."""
    expected = expected_sentences(units)
    found: dict[str, Unit | None] = page.evaluate(SENTENCES, list(expected))
    return "\n".join(
        f"{address}: {found[address]} is not {expected[address]}"
        for address in expected
        if found[address] != expected[address]
    )


def test_contract_holds_the_whole_text(units: list[Unit]) -> None:
    kinds = [unit["kind"] for unit in units]
    spoken = kinds.count("paragraph") + kinds.count("quotation")
    assert (kinds.count("headnote"), spoken, kinds.count("comment")) == (6, 65, 14)
    assert sum(len(unit["marks"]) for unit in units) == kinds.count("note") == 33


@pytest.mark.every_way
@pytest.mark.parametrize("width", [1400, 390])
def test_every_word_and_mark_is_on_the_page(visit: Visit, units: list[Unit], width: int) -> None:
    page = visit(width=width)
    assert unlike(page, units) == ""


def test_units_stand_in_the_order_of_the_text(visit: Visit, units: list[Unit]) -> None:
    anchors = [unit["anchor"] for unit in units]
    in_order = """ids => [...document.querySelectorAll('[id]')].map(e => e.id)
        .filter(id => ids.includes(id))"""
    assert visit().evaluate(in_order, anchors) == anchors


def test_every_unit_shows_an_address_that_can_be_selected(visit: Visit, units: list[Unit]) -> None:
    shown = visit().evaluate(
        """() => [...document.querySelectorAll('a.anchor')].filter(a =>
            a.checkVisibility({opacityProperty: true, visibilityProperty: true}) &&
            getComputedStyle(a).userSelect !== 'none'
        ).map(a => [a.getAttribute('href'), a.textContent.trim()])"""
    )
    wanted = [u["anchor"] for u in units if u["kind"] not in {"note", "edition-note"}]
    assert [anchor for anchor in wanted if [f"#{anchor}", anchor] not in shown] == []


@pytest.mark.parametrize("address", ["II.4", "II.4.2", "XII.5", "GC.9", "HN.3", "V"])
@pytest.mark.parametrize("width", [1400, 390])
def test_an_address_brings_its_words_into_view(visit: Visit, address: str, width: int) -> None:
    page = visit(f"1955-07-31.html#{address}", width=width)
    first_line = """id => {
      const box = document.getElementById(id).getClientRects()[0]
      const [x, y] = [box.left + Math.min(box.width / 2, 20), box.top + Math.min(box.height / 2, 8)]
      const top = document.elementFromPoint(x, y)
      return {y: box.top, inside: !!top?.closest('main'), height: innerHeight}
    }"""
    found = page.evaluate(first_line, address)
    assert -1 < found["y"] < found["height"]
    assert found["inside"]


def test_no_page_scrolls_sideways_on_a_narrow_screen(visit: Visit, page_names: list[str]) -> None:
    # Not against innerWidth: a phone makes its window as wide as what is in it.
    too_wide = """width => document.scrollingElement.scrollWidth > width
        ? [...document.body.querySelectorAll('*')].filter(
            e => e.getBoundingClientRect().right > width + 0.5
          ).map(e => e.tagName + '#' + e.id + '.' + e.className).slice(0, 5)
        : []"""
    found = {n: visit(n, width=320, height=640).evaluate(too_wide, 320) for n in page_names}
    assert {name: elements for name, elements in found.items() if elements} == {}


@pytest.mark.every_way
def test_pages_ask_for_nothing_else_and_complain_of_nothing(
    visit: Visit, page_names: list[str]
) -> None:
    for name in page_names:
        assert visit(name).title()


def test_the_watch_sees_what_it_must(visit: Visit, watch: Watch) -> None:
    page = visit("index.html")
    with page.expect_event("requestfailed"):
        page.evaluate("document.body.append(Object.assign(new Image, {src: 'https://a.example/'}))")
    page.evaluate("console.log('hello')")
    assert "asked for https://a.example/" in watch.faults
    assert "console: hello" in watch.faults
    watch.faults.clear()


# --- Paper ------------------------------------------------------------------------------------


def test_paper_has_marks_and_notes_and_no_copies(visit: Visit, units: list[Unit]) -> None:
    page = visit("1955-07-31.html#n4", width=390)
    page.emulate_media(media="print")
    assert unlike(page, units) == ""
    visible = (
        "selector => [...document.querySelectorAll(selector)].filter(e => e.checkVisibility())"
    )
    assert page.evaluate(f"({visible})('[role=doc-noteref]').length") == 33
    assert page.evaluate(f"({visible})('aside.beside').length") == 0
    # What is fixed on the screen would be printed again on every sheet.
    fixed = "() => [...document.querySelectorAll('*')].filter(e => e.checkVisibility() && \
        ['fixed', 'sticky'].includes(getComputedStyle(e).position)).map(e => e.outerHTML)"
    assert page.evaluate(fixed) == []


# --- Keyboard ---------------------------------------------------------------------------------

# Where the focus is, and whether one can see that it is there.
FOCUS = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
  return {
    at: e === document.body ? null : e.id || e.getAttribute('href') || e.tagName,
    href: e.getAttribute('href'),
    ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  }
}"""


def focused(page: Page, limit: int = 2000) -> list[dict[str, Any]]:
    """Every stop of the Tab key from the top of the page until it comes round."""
    stops: list[dict[str, Any]] = []
    for _ in range(limit):
        page.keyboard.press("Tab")
        stop: dict[str, Any] = page.evaluate(FOCUS)
        if stop["at"] is None or (len(stops) > 1 and stop == stops[0]):
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus did not come round in {limit} steps")


@pytest.mark.parametrize("width", [1400, 390])
def test_tab_reaches_every_address_and_mark_and_is_seen(
    visit: Visit, units: list[Unit], width: int
) -> None:
    stops = focused(visit(width=width))
    reached = {stop["at"] for stop in stops} | {stop["href"] for stop in stops}
    anchors = {f"#{u['anchor']}" for u in units if u["kind"] not in {"note", "edition-note"}}
    marks = {f"mark-{unit['anchor']}" for unit in units if unit["kind"] == "note"}
    assert (anchors | marks) - reached == set()
    assert [stop for stop in stops if not (stop["ringed"] and stop["seen"])] == []


# --- Colours ----------------------------------------------------------------------------------

# The contrast of each element that has words of its own with what is behind it, under 4.5.
TOO_FAINT = """() => {
  const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
  const context = canvas.getContext('2d', {willReadFrequently: true})
  const rgba = colour => {
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    return [...context.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = rgba(getComputedStyle(e).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return rgba('Canvas')
  }
  const words = e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.data.trim())
  return [...document.body.querySelectorAll('*')].filter(e => words(e) && e.checkVisibility())
    .map(e => {
      const [a, b] = [rgba(getComputedStyle(e).color), behind(e)].map(light).sort((x, y) => y - x)
      return [(a + 0.05) / (b + 0.05), e.outerHTML.slice(0, 120)]
    }).filter(([ratio]) => ratio < 4.5)
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_page(visit: Visit, page_names: list[str], scheme: Any) -> None:
    found = {name: visit(name, scheme=scheme).evaluate(TOO_FAINT) for name in page_names}
    assert {name: elements for name, elements in found.items() if elements} == {}


def test_dark_is_dark_and_light_is_light(visit: Visit) -> None:
    brightness = """() => getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g)
        .slice(0, 3).reduce((sum, c) => sum + Number(c), 0) / 3"""
    shades = {scheme: visit(scheme=scheme).evaluate(brightness) for scheme in ("light", "dark")}
    assert shades["dark"] < 64 < 192 < shades["light"]
