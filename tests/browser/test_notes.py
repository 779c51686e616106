"""The notes: beside the text on a wide screen, at the mark on a phone, whole in a list at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.visits import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from browser.visits import Visit

pytestmark = pytest.mark.chromium

Box = dict[str, Any]

WIDTH, HEIGHT = 390, 844

# Where an element stands in the window, how it is placed, the middle of its first line, and whether
# it is painted there.
BOX = """e => {
  const {left, top, right, bottom, width, height} = e.getBoundingClientRect()
  const line = e.getClientRects()[0] ?? e.getBoundingClientRect()
  const [x, y] = [line.left + line.width / 2, line.top + line.height / 2]
  const middle = document.elementFromPoint(x, y)
  return {
    left, top, right, bottom, x, y, visible: e.checkVisibility() && width > 0 && height > 0,
    painted: !!middle && (e.contains(middle) || middle.contains(e)),
    placed: getComputedStyle(e).position,
  }
}"""


def box(page: Page, selector: str) -> Box:
    """The `BOX` of the one element that a selector finds."""
    found: Box = page.locator(selector).evaluate(BOX)
    return found


def notes_of(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The translators' notes, in their order."""
    return [unit for unit in units if unit["kind"] == "note"]


# --- Wide -------------------------------------------------------------------------------------


def copies(page: Page) -> list[Box]:
    """The copies in the margin, in the order of the page, with the words that are not ours."""
    words = """e => {
      const copy = e.cloneNode(true)
      copy.querySelectorAll('.edition').forEach(ours => ours.remove())
      return copy.textContent.trim().replace(/\\s+/g, ' ')
    }"""
    return [
        {**copy.evaluate(BOX), "words": copy.evaluate(words)}
        for copy in page.locator("aside.beside").all()
    ]


@pytest.mark.with_scripts
@pytest.mark.both_engines
def test_on_a_wide_screen_each_note_stands_beside_its_paragraph(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    page = visit(width=1400)
    until(page, "document.querySelectorAll('aside.beside').length === 33")
    margin = copies(page)
    notes = notes_of(units)
    assert len(margin) == len(notes) == 33
    bottom = 0.0
    for note, copy in zip(notes, margin, strict=True):
        paragraph = box(page, f'[id="{note["targets"][0]}"]')
        assert copy["visible"], note["anchor"]
        assert copy["words"].endswith(" ".join(note["sentences"]))
        assert copy["left"] >= paragraph["right"] or copy["right"] <= paragraph["left"]
        # It begins beside the paragraph, or where the one before it ends.
        assert paragraph["top"] - 8 <= copy["top"] <= max(paragraph["bottom"], bottom + 48)
        assert copy["top"] >= bottom
        assert copy["right"] <= 1400
        bottom = copy["bottom"]


@pytest.mark.with_scripts
def test_on_a_phone_there_are_no_copies_in_the_margin(visit: Visit) -> None:
    page = visit(width=WIDTH, height=HEIGHT)
    until(page, "!!document.querySelector('.contents [aria-current], [aria-haspopup]')")
    assert copies(page) == []
    page.set_viewport_size({"width": 1400, "height": 900})
    page.locator("aside.beside").first.wait_for()


@pytest.mark.with_scripts
def test_a_mark_shows_which_note_in_the_margin_is_its_own(visit: Visit) -> None:
    page = visit(width=1400)
    page.locator("#mark-n20").hover()
    assert page.locator("aside.beside.meant").get_attribute("data-note") == "n20"


# --- On a phone -------------------------------------------------------------------------------


def at_rest(page: Page, selector: str) -> Box:
    """The box of an element once it no longer moves: a page scrolls a frame after it is asked."""
    before: Box = {}
    now = box(page, selector)
    while now != before:
        page.wait_for_timeout(25)  # more than a frame
        before, now = now, box(page, selector)
    return now


def tap(page: Page, selector: str) -> str:
    """Tap an element where it stands in the window; the address that the page has then."""
    at = box(page, selector)
    page.touchscreen.tap(at["x"], at["y"])
    address: str = page.evaluate("() => location.hash")
    return address


def bring(page: Page, selector: str, height: float) -> None:
    """Close what is open, scroll until an element stands at a height of the window, 0 to 1."""
    page.evaluate("() => { location.hash = '' }")
    page.locator(selector).evaluate(
        """(e, height) => scrollTo({
            top: scrollY + e.getBoundingClientRect().top - innerHeight * height, behavior: 'instant'
        })""",
        height,
    )


def faults_of_sheet(page: Page, anchor: str) -> Iterator[str]:
    """Open a note by tapping its mark where that stands now, close it again; what goes wrong."""
    if tap(page, f"#mark-{anchor}") != f"#{anchor}":
        yield f"the mark of {anchor} does not lead to the note"
    mark, sheet = at_rest(page, f"#mark-{anchor}"), box(page, f"#{anchor}")
    # A long note runs on below the window and is read by scrolling the page.
    if not (sheet["visible"] and mark["top"] < sheet["top"] < HEIGHT / 2):
        yield f"{anchor} does not begin under its mark: {sheet}"
    if not (mark["painted"] and 0 <= mark["top"] < mark["bottom"] <= HEIGHT):
        yield f"the mark of {anchor} is covered or gone: {mark}"
    if not box(page, f"#{anchor} [role=doc-backlink]")["painted"]:
        yield f"the way back from {anchor} is not in the window"
        return
    if tap(page, f"#{anchor} [role=doc-backlink]") != f"#mark-{anchor}":
        yield f"{anchor} does not lead back to its mark"
    mark, sheet = at_rest(page, f"#mark-{anchor}"), box(page, f"#{anchor}")
    if sheet["placed"] != "static" or not mark["painted"]:
        yield f"{anchor} does not close onto its mark"


@pytest.mark.without_scripts
@pytest.mark.parametrize("height", [0.15, 0.5, 0.9])
def test_on_a_phone_a_note_opens_and_its_mark_stays_in_view(
    visit: Visit, units: list[dict[str, Any]], height: float
) -> None:
    page = visit(width=WIDTH, height=HEIGHT)
    faults: list[str] = []
    for note in notes_of(units):
        bring(page, f"#mark-{note['anchor']}", height)
        faults += faults_of_sheet(page, note["anchor"])
    assert not faults, "\n".join(faults)


def test_on_a_phone_a_long_note_can_be_read_to_its_end(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    longest = max(notes_of(units), key=lambda note: sum(map(len, note["sentences"])))
    page = visit(width=WIDTH, height=HEIGHT)
    bring(page, f"#mark-{longest['anchor']}", 0.5)
    tap(page, f"#mark-{longest['anchor']}")
    at_rest(page, f"#{longest['anchor']}")
    end = """note => {
      const last = [...note.querySelectorAll('span[id]')].at(-1)
      last.scrollIntoView({behavior: 'instant', block: 'center'})
      const line = last.getClientRects()
      const {left, top, bottom} = line[line.length - 1]
      return bottom <= innerHeight && note.contains(document.elementFromPoint(left + 2, top + 4))
    }"""
    assert page.locator(f"#{longest['anchor']}").evaluate(end)


# --- The list ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1400, 390])
def test_every_note_stands_in_the_list_and_leads_back(
    visit: Visit, units: list[dict[str, Any]], width: int
) -> None:
    page = visit(width=width)
    notes = [note["anchor"] for note in notes_of(units)]
    items = "es => es.map(e => [e.id, e.checkVisibility()])"
    assert page.locator("[role=doc-endnotes] li[id]").evaluate_all(items) == [
        [anchor, True] for anchor in notes
    ]
    for anchor in notes:
        page.locator(f"#{anchor} [role=doc-backlink]").click()
        assert page.url.endswith(f"#mark-{anchor}")
        assert at_rest(page, f"#mark-{anchor}")["painted"]


@pytest.mark.without_scripts
def test_a_mark_can_be_followed_by_keyboard_and_back(visit: Visit) -> None:
    page = visit()
    page.locator("#mark-n20").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#n20")
    # The focus follows the address: the next stop lies inside the note.
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('li')?.id") == "n20"


def test_marks_and_notes_say_what_they_are(visit: Visit) -> None:
    roles = """() => Object.fromEntries(['doc-noteref', 'doc-backlink', 'doc-endnotes'].map(
        role => [role, document.querySelectorAll(`[role=${role}]`).length]))"""
    found = visit().evaluate(roles)
    assert (found["doc-noteref"], found["doc-endnotes"]) == (33, 1)
    assert found["doc-backlink"] >= 33
