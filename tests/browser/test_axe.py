"""Every kind of page by axe, light and dark, wide and narrow: WCAG 2.2 AA and good practice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from browser.visits import WHOLE, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.visits import Visit

# Where scripts are off, timers are too, and axe would wait for one for ever.
pytestmark = [pytest.mark.chromium, pytest.mark.node, pytest.mark.with_scripts]

AXE = Path(__file__).parents[1] / "node_modules" / "axe-core" / "axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe objects to, with the first element that each rule names."""
    until(page, WHOLE)
    page.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        RULES,
    )
    assert found["passes"], "axe looked at nothing"
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html']}" for v in found["violations"]]


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (390, "light")])
def test_axe_finds_nothing(
    visit: Visit, page_names: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    found = [
        f"{name}: {violation}"
        for name in page_names
        for violation in violations(visit(name, width=width, scheme=scheme))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing_in_what_scripts_show(
    visit: Visit, width: int, scheme: Literal["light", "dark"]
) -> None:
    reading = visit(width=width, scheme=scheme)
    reading.locator("a.page").nth(9).click()
    reading.get_by_role("dialog").wait_for()
    checker = visit("verify.html#q=1955-07-31/II.4", width=width, scheme=scheme)
    checker.locator(".answer").wait_for()
    assert violations(reading) + violations(checker) == []


def test_axe_finds_a_planted_fault(visit: Visit) -> None:
    page = visit("index.html")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert "button-name" in " ".join(violations(page))
