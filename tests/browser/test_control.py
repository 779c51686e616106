"""The control at each paragraph: link, citation, quotation; by keyboard, mouse and touch."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.visits import PHONE
from maocoop import cite
from maocoop.cite import Address
from maocoop.read import read

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.visits import Visit

pytestmark = pytest.mark.chromium

ID = "1955-07-31"
ROOT = Path(__file__).parents[2]
SELECT = """([from, begin, to, end]) => {
    const range = document.createRange();
    range.setStart(...at(from, begin));
    range.setEnd(...at(to, end));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.getElementById(from).scrollIntoView({block: "center"});
    function at(id, offset) {
        const walker = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); offset -= node.data.length)
            if (offset <= node.data.length) return [node, offset];
    }
}"""


def _link(page: Page, anchor: str) -> Any:
    return page.locator(f"a.page[href='{ID}/{anchor}.html']")


def _select(page: Page, begin: tuple[str, int], end: tuple[str, int]) -> None:
    page.evaluate(SELECT, [*begin, *end])
    page.locator("button.quote").wait_for()


def _granted(page: Page) -> Page:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


def _clipboard(page: Page) -> str:
    page.get_by_text("Copied", exact=True).first.wait_for()
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def _expected(words: str, style: str = "chicago-notes") -> str:
    return cite.citation(read(ROOT), words, style)


# --- By keyboard ------------------------------------------------------------------------------


@pytest.mark.with_scripts
def test_by_keyboard_alone(visit: Visit) -> None:
    page = _granted(visit())
    _link(page, "II.3").focus()
    while page.evaluate("document.activeElement.getAttribute('href')") != f"{ID}/II.4.html":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name=f"{ID}/II.4")
    panel.wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Copy citation"
    page.keyboard.press("Enter")
    assert _clipboard(page) == _expected("II.4")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.localName") == "select"
    page.keyboard.press("m")  # the one style that begins so
    assert panel.locator(".cited").inner_text() == _expected("II.4", "mla")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("navigator.clipboard.readText().then((t) => t.endsWith('#II.4'))")
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"{ID}/II.4.html"


@pytest.mark.with_scripts
def test_a_selection_is_quoted_by_keyboard(visit: Visit) -> None:
    page = _granted(visit())
    _select(page, ("II.4.1", 0), ("II.4.1", 6))
    for _ in range(8):
        page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(50)
    page.keyboard.press("Tab")
    for _ in range(2000):  # it must come before the focus has gone round
        if page.evaluate("document.activeElement.className") == "quote":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name=f"{ID}/II.4.1").wait_for()
    page.keyboard.press("Enter")
    assert _clipboard(page) == f"“It was after the” {_expected('II.4.1')}"


@pytest.mark.with_scripts
def test_the_style_is_remembered(visit: Visit) -> None:
    page = visit()
    _link(page, "II.4").click()
    page.get_by_label("Style").select_option("apa")
    again = visit()
    _link(again, "n5").click()
    assert again.locator(".cited").inner_text() == _expected("n5", "apa")


# --- By mouse and touch -----------------------------------------------------------------------


@pytest.mark.parametrize("width", [1400, PHONE])
def test_the_panel_is_on_the_screen_and_closes(visit: Visit, width: int, scripts: bool) -> None:
    page = visit(width=width)
    link = _link(page, "VI.2")
    if not scripts:
        assert (link.get_attribute("href"), page.locator(".panel").count()) == (
            f"{ID}/VI.2.html",
            0,
        )
        return
    link.scroll_into_view_if_needed()
    link.tap() if width == PHONE else link.click()
    panel = page.get_by_role("dialog")
    panel.wait_for()
    box = panel.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert panel.get_by_role("link").get_attribute("href") == f"{ID}/VI.2.html"
    page.mouse.click(5, 5)
    assert not panel.is_visible()


@pytest.fixture
def scripts(way: Any) -> bool:
    """Whether scripts run."""
    return bool(way.scripts)


@pytest.mark.with_scripts
def test_with_a_modifier_the_link_stays_a_link(visit: Visit) -> None:
    page = visit()
    with page.context.expect_page() as opened:
        _link(page, "II.4").click(modifiers=["Control"])
    assert opened.value.url.endswith(f"/{ID}/II.4.html")
    assert not page.locator(".panel").count()


@pytest.mark.with_scripts
def test_without_its_data_the_control_is_the_link_it_was(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        "() => { HTMLHeadElement.prototype.append ="
        " function (script) { script.dispatchEvent(new Event('error')); }; }"
    )
    _link(page, "II.4").click()
    page.wait_for_url(f"**/{ID}/II.4.html")


# --- What is quoted ---------------------------------------------------------------------------


@pytest.mark.with_scripts
@pytest.mark.parametrize(
    ("begin", "end", "address"),
    [
        (("II.4.1", 0), ("II.4.1", 20), "II.4.1"),
        (("II.4.1", 3), ("II.4.2", 12), "II.4.1-2"),
        (("II.5.1", 3), ("II.6.1", 12), "II.5.1-II.6.1"),
        (("n14.2", 3), ("n14.4", 12), "n14.2-4"),
        (("GC.1.1", 3), ("GC.2.1", 12), "GC.1.1-GC.2.1"),
    ],
)
def test_a_quotation_has_its_exact_address_and_no_mark(
    visit: Visit, begin: tuple[str, int], end: tuple[str, int], address: str
) -> None:
    page = visit()
    _select(page, begin, end)
    page.locator("button.quote").click()
    panel = page.get_by_role("dialog")
    assert panel.locator(".cited").inner_text() == _expected(address)
    said = panel.locator("blockquote").inner_text()
    assert (said[0], said[-1]) == ("“", "”")
    # The marks stand in the page's text but not in the words of the model.
    words = " ".join(s.printed for unit in read(ROOT).texts[0].units() for s in unit.sentences)
    assert _without_marks(said[1:-1]) in _without_marks(words)


def _without_marks(words: str) -> str:
    """Words without quotation marks, for those inside a quotation are others."""
    return re.sub("[“”‘’]", "", words)


@pytest.mark.with_scripts
def test_no_quotation_runs_from_voice_to_voice(visit: Visit) -> None:
    page = visit()
    page.evaluate(SELECT, ["XII.9.1", 0, "n1.1", 20])
    page.wait_for_timeout(100)
    assert page.locator("button.quote").count() == 0


@pytest.mark.with_scripts
@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (("II.4.1", 7), ("II.4.1", 40)),
        (("II.5.1", 3), ("II.5.2", 12)),
        (("XI.1.1", 10), ("XI.1.1", 60)),
        (("GC.3.1", 3), ("GC.3.1", 40)),
        (("n33.1", 0), ("n33.1", 30)),
    ],
)
def test_the_link_to_the_words_leads_to_them(
    visit: Visit, begin: tuple[str, int], end: tuple[str, int]
) -> None:
    page = _granted(visit())
    _select(page, begin, end)
    page.locator("button.quote").click()
    page.get_by_role("button", name="Copy link to these words").click()
    link = _clipboard(page)
    assert link.count("#") == 1
    assert f"#{begin[0]}:~:text=" in link
    # Without the anchor only the words can make the page scroll.
    there = page.context.new_page()
    there.goto(link.replace(f"#{begin[0]}:~:", "#:~:"))
    there.wait_for_function(
        "(id) => { const r = document.getElementById(id).getBoundingClientRect();"
        " return scrollY > 0 && r.bottom > 0 && r.top < innerHeight; }",
        arg=begin[0],
    )


# --- The same citations as the command's ------------------------------------------------------


@pytest.mark.with_scripts
def test_page_and_command_cite_alike(visit: Visit) -> None:
    page = visit()
    page.evaluate("window.maocoop.load()")
    edition = read(ROOT)
    text = edition.texts[0]
    places: list[Address] = []
    for part in text.parts:
        anchors = [unit.anchor for unit in part.units]
        places += [Address(ID, anchor) for anchor in anchors]
        places += [Address(ID, one, last=other) for one, other in pairwise(anchors)]
        for unit in part.units:
            places.append(Address(ID, unit.anchor, 1))
            if len(unit.sentences) > 1:
                places.append(Address(ID, unit.anchor, 1, unit.anchor, len(unit.sentences)))
    asked = [
        [
            {
                "first": place.first,
                "last": place.last or place.first,
                "from": place.sentence,
                "to": place.last_sentence or place.sentence,
            },
            style,
        ]
        for place in places
        for style in cite.STYLES
    ]
    made = page.evaluate("(all) => all.map((each) => window.maocoop.cite(...each))", asked)
    expected = [
        said
        for place in places
        for style, said in cite.citations(edition, text, place).items()
        if style in cite.STYLES
    ]
    assert made == expected


# --- Copy buttons -----------------------------------------------------------------------------


@pytest.mark.with_scripts
def test_a_ready_citation_is_copied_with_its_italics(visit: Visit) -> None:
    page = _granted(visit(f"{ID}/II.4.html"))
    page.locator("#cite-mla + .copying button").click()
    assert _clipboard(page) == _expected("II.4", "mla")
    rich = page.evaluate(
        "navigator.clipboard.read().then((items) => items[0].getType('text/html'))"
        ".then((blob) => blob.text())"
    )
    assert "<i>On the Cooperativization of Agriculture: An Annotated Edition</i>" in rich


@pytest.mark.with_scripts
def test_without_a_clipboard_for_scripts_the_old_way_copies(visit: Visit) -> None:
    page = _granted(visit(f"{ID}/II.4.html"))
    page.evaluate(
        "() => { navigator.clipboard.write = navigator.clipboard.writeText = undefined; }"
    )
    page.locator("#cite-apa + .copying button").click()
    assert _clipboard(page) == _expected("II.4", "apa")
    assert page.evaluate("document.activeElement.textContent") == "Copy"


@pytest.mark.without_scripts
def test_without_scripts_there_are_citations_and_no_buttons(visit: Visit) -> None:
    page = visit(f"{ID}/II.4.html")
    assert page.locator("#cite-mla").inner_text() == _expected("II.4", "mla")
    assert page.locator("main button").count() == 0
