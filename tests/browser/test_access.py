"""What some readers need: more contrast, larger letters, their own colours, no motion, no style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.in_order import lost
from browser.test_axe import AXE
from browser.test_pages import TOO_FAINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from browser.visits import Scheme, Visit, Watch

pytestmark = [pytest.mark.chromium, pytest.mark.with_scripts]


@pytest.fixture
def window(chromium: Browser, home: str, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a page in a window with settings of its own, those of Playwright's `new_context`."""
    contexts = []

    def window(name: str = "1955-07-31.html", **settings: Any) -> Page:
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        watch.over(page)
        page.goto(home + name)
        return page

    yield window
    for context in contexts:
        context.close()


# --- Contrast ---------------------------------------------------------------------------------

BODY_TEXT = ["main p", "main li", "main dd", "main td"]
ENHANCED = """async ({include, rules}) => {
  const options = {runOnly: {type: 'rule', values: rules}, resultTypes: ['violations']}
  const {violations} = await axe.run({include: include.map(each => [each])}, options)
  return violations.flatMap(({nodes}) => nodes.map(({any, html}) => {
    const {fgColor, bgColor, contrastRatio} = any[0].data
    return `${contrastRatio}: ${fgColor} on ${bgColor}: ${html.slice(0, 90)}`
  }))
}"""


def too_faint(page: Page) -> list[str]:
    """Body text whose contrast is under 7 (4.5 where it is large): WCAG 1.4.6, level AAA."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    include = [each for each in BODY_TEXT if page.locator(each).count()]
    asked = {"include": include, "rules": ["color-contrast-enhanced"]}
    found: list[str] = page.evaluate(ENHANCED, asked) if include else []
    return found


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_body_text_has_the_contrast_of_level_aaa(
    visit: Visit, page_names: list[str], scheme: Scheme
) -> None:
    found = {name: too_faint(visit(name, scheme=scheme)) for name in page_names}
    assert {name: faults[:5] for name, faults in found.items() if faults} == {}


@pytest.mark.node
def test_faint_body_text_is_found(visit: Visit) -> None:
    page = visit("index.html")
    page.locator("main p").first.evaluate("e => { e.style.color = 'rgb(110, 110, 110)' }")
    assert len(too_faint(page)) == 1


# --- Larger letters ---------------------------------------------------------------------------

SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"


@pytest.mark.parametrize("width", [320, 390, 640])
def test_enlarged_twice_no_page_scrolls_sideways(
    window: Callable[..., Page], page_names: list[str], width: int
) -> None:
    """A window of twice the width and height, at 200 %."""
    page = window("index.html", viewport={"width": width, "height": 450}, device_scale_factor=2)
    home = page.url.removesuffix("index.html")
    excess = {}
    for name in page_names:
        page.goto(home + name)
        excess[name] = page.evaluate(SIDEWAYS)
    assert {name: pixels for name, pixels in excess.items() if pixels > 0} == {}


def test_a_page_that_scrolls_sideways_is_found(window: Callable[..., Page]) -> None:
    page = window("index.html", viewport={"width": 700, "height": 450}, device_scale_factor=2)
    page.locator("main p").first.evaluate("e => { e.style.width = '800px' }")
    assert page.evaluate(SIDEWAYS) > 0


# --- Colours of the reader's own --------------------------------------------------------------

# The focused element: how wide its ring is, and the ring's contrast with the page.
RING = """() => {
  const style = getComputedStyle(document.activeElement)
  const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0)
  const page = getComputedStyle(document.documentElement).backgroundColor
  const paper = page === 'rgba(0, 0, 0, 0)' ? getComputedStyle(document.body).backgroundColor : page
  const [a, b] = [style.outlineColor, paper].map(light).sort((x, y) => y - x)
  const width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth)
  return {width, contrast: (a + 0.05) / (b + 0.05)}
}"""

# Links within words that look like the words around them: neither underlined nor of another colour.
DISGUISED = """() => [...document.querySelectorAll('main p a[href]')].filter(e => {
  const [link, words] = [e, e.closest('p')].map(each => getComputedStyle(each))
  return e.checkVisibility() && link.color === words.color && link.textDecorationLine === 'none'
}).map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_words_marks_and_links_are_seen(
    window: Callable[..., Page], page_names: list[str], scheme: Scheme
) -> None:
    page = window("index.html", forced_colors="active", color_scheme=scheme)
    home = page.url.removesuffix("index.html")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    faults = {}
    for name in page_names:
        page.goto(home + name)
        faults[name] = page.evaluate(TOO_FAINT) + page.evaluate(DISGUISED)
    assert {name: found[:5] for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_focus_is_seen(window: Callable[..., Page], scheme: Scheme) -> None:
    page = window(forced_colors="active", color_scheme=scheme)
    page.keyboard.press("Tab")  # from here on the browser shows where the focus is
    rings = {}
    for selector in ("#mark-n20", "a.name", "a.page", "a.anchor", "[role=doc-backlink]", "nav a"):
        page.locator(selector).first.focus()
        rings[selector] = page.evaluate(RING)
    faults = {s: ring for s, ring in rings.items() if ring["width"] < 2 or ring["contrast"] < 3}
    assert faults == {}


def test_what_is_not_seen_in_forced_colours_is_found(window: Callable[..., Page]) -> None:
    page = window(forced_colors="active", color_scheme="light")
    page.keyboard.press("Tab")
    link = page.locator("main p a.name").first
    link.evaluate(
        """e => {
            for (const each of [e, e.closest('p')]) {
                each.style.forcedColorAdjust = 'none'
                each.style.color = each.style.outlineColor = 'rgb(250, 250, 250)'
            }
            e.style.textDecoration = 'none'
        }"""
    )
    link.focus()
    assert page.evaluate(TOO_FAINT)
    assert page.evaluate(DISGUISED)
    assert page.evaluate(RING)["contrast"] < 3


# --- Motion -----------------------------------------------------------------------------------

# What moves by itself, by a change of style, or when the page scrolls.
MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
  const style = getComputedStyle(e)
  const lasts = times => times.split(',').some(time => parseFloat(time) > 0.01)
  return style.scrollBehavior === 'smooth' || lasts(style.transitionDuration) ||
    (style.animationName !== 'none' && lasts(style.animationDuration))
}).map(e => `${e.localName}#${e.id}.${e.className}`).concat(
  document.getAnimations().map(each => `animation ${each.animationName ?? each.id}`))"""


def test_where_less_motion_is_wanted_nothing_moves(visit: Visit, page_names: list[str]) -> None:
    found = {name: visit(f"{name}#main").evaluate(MOVING) for name in page_names}
    assert {name: moving[:5] for name, moving in found.items() if moving} == {}


def test_what_moves_is_found(visit: Visit) -> None:
    page = visit("index.html")
    page.locator("main p").first.evaluate("e => { e.style.transition = 'color 1s' }")
    page.locator("html").evaluate("e => { e.style.scrollBehavior = 'smooth' }")
    assert len(page.evaluate(MOVING)) == 2


# --- No style ---------------------------------------------------------------------------------

UNSTYLED = """() => {
  document.querySelectorAll('link[rel=stylesheet], style, .mark, aside.beside')
    .forEach(each => each.remove())
  return document.body.innerText
}"""


@pytest.mark.every_way
def test_without_style_the_words_stand_in_their_order(
    visit: Visit, units: list[dict[str, Any]]
) -> None:
    assert lost(units, visit().evaluate(UNSTYLED)) == []


@pytest.mark.without_scripts
def test_words_out_of_their_order_are_found(visit: Visit, units: list[dict[str, Any]]) -> None:
    page = visit()
    page.evaluate("() => document.getElementById('II.4').after(document.getElementById('II.3'))")
    assert lost(units, page.evaluate(UNSTYLED)) == ["II.4"]
