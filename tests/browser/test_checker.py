"""The checker page: the same answers as the command, and a form that works without a mouse."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maocoop.pipeline import build
from maocoop.read import read
from maocoop.verify import register, sentence, verify_in
from test_verify import CASES, spans, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from browser.visits import Visit

pytestmark = pytest.mark.chromium

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
ASK = "words => window.maocoop.verify(words)"


@pytest.fixture(scope="module")
def specimen_page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The checker of the specimen, which has two releases."""
    out = tmp_path_factory.mktemp("specimen")
    build(TESTS / "specimen", out, ROOT / "templates")
    page = chromium.new_page()
    page.goto(f"{out.as_uri()}/verify.html")
    yield page
    page.close()


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    changes = [f"{change['anchor']} {change['step']['version']}" for change in answer["changes"]]
    kept = {name: answer[name] for name in ("kind", "place", "version", "places")}
    return kept | {"changes": [change.replace("null", "None") for change in changes]}


def test_the_page_answers_every_case_as_the_command_does(specimen_page: Page) -> None:
    held = register(read(TESTS / "specimen"))
    for case in CASES:
        answers = specimen_page.evaluate(ASK, case["words"])
        assert [_told(answer) for answer in answers] == case["answers"], case["words"]
        expected = [(a.quotation, sentence(a)) for a in verify_in(held, case["words"])]
        assert [(a["quotation"], a["sentence"]) for a in answers] == expected


def test_page_and_command_agree_on_any_words(specimen_page: Page) -> None:
    held = register(read(TESTS / "specimen"))
    chance = random.Random(5)
    for words in spans(held, 200, seed=4):
        each = words.split()
        if chance.random() < 0.5:
            k = chance.randrange(len(each))
            each[k] = chance.choice(
                [each[k][1:], each[k].upper(), "…", "“" + each[k], each[k] + "”"]
            )
        asked = " ".join(each)
        expected = [told(answer) for answer in verify_in(held, asked)]
        assert [_told(a) for a in specimen_page.evaluate(ASK, asked)] == expected, asked


def test_the_form_by_keyboard(specimen_page: Page) -> None:
    specimen_page.reload()
    field = specimen_page.get_by_label("Citation, address or quotation")
    field.focus()
    specimen_page.keyboard.type("1900-01-01/n1, version 0.1.0")
    specimen_page.keyboard.press("Tab")
    specimen_page.keyboard.press("Enter")
    answers = specimen_page.locator("#answers")
    assert "Revised in version 0.2.0." in answers.inner_text()
    assert answers.locator("del").inner_text().strip() == "12–16,"
    assert answers.locator("ins").inner_text().strip() == "12–18,"
    assert answers.get_attribute("aria-live") == "polite"
    link = answers.get_by_role("link", name="1900-01-01/n1", exact=True)
    assert link.get_attribute("href") == "1900-01-01.html#n1"


def test_what_is_pasted_stays_text(specimen_page: Page) -> None:
    specimen_page.reload()
    specimen_page.get_by_label("Citation").fill("<img src=x onerror=alert(1)>")
    specimen_page.get_by_role("button", name="Check").click()
    assert specimen_page.locator("#answers img").count() == 0
    assert "<img src=x" in specimen_page.locator("#answers").inner_text()


@pytest.mark.with_scripts
def test_a_question_in_the_address(visit: Visit) -> None:
    page = visit("verify.html#q=II.4")
    page.locator(".answer").wait_for()
    assert "1955-07-31/II.4" in page.locator("#answers").inner_text()


@pytest.mark.without_scripts
def test_without_scripts_the_page_says_what_to_do(visit: Visit) -> None:
    page = visit("verify.html")
    assert not page.locator("#checker").is_visible()
    assert "maocoop verify" in page.locator("main").inner_text()
