"""The pages in a text browser: nothing there but words, and all of them, in their order."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from browser.in_order import lost, plain
from maocoop import cite
from maocoop.read import read

pytestmark = pytest.mark.w3m

ROOT = Path(__file__).parents[2]
MARK = re.compile(r"\^e?\d+")
"""How a text browser prints what is raised."""


def dump(page: Path) -> str:
    """A page as w3m prints it, on lines that no paragraph fills; without the marks of notes."""
    command = ["w3m", "-dump", "-cols", "20000", "-O", "UTF-8", "-T", "text/html", str(page)]
    printed = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return MARK.sub("", printed)


def test_the_reading_page_has_every_word_in_its_order(
    site: Path, units: list[dict[str, Any]]
) -> None:
    printed = dump(site / "1955-07-31.html")
    assert lost(units, printed) == []
    # The same question answers with what is not there, and with what stands elsewhere.
    absent = {"anchor": "absent", "sentences": ["No such words."]}
    assert lost([units[1], units[0], absent], printed) == [units[0]["anchor"], "absent"]


def test_the_page_of_an_anchor_has_its_words_and_every_citation(
    site: Path, units: list[dict[str, Any]]
) -> None:
    printed = dump(site / "1955-07-31" / "II.4.html")
    assert lost([unit for unit in units if unit["anchor"] == "II.4"], printed) == []
    edition = read(ROOT)
    citations = {style: cite.citation(edition, "II.4", style) for style in cite.ALL_STYLES}
    assert [s for s, words in citations.items() if plain(words) not in plain(printed)] == []


def test_the_front_page_has_everything_that_is_on_it(site: Path) -> None:
    page = html.parse(site / "index.html", html.HTMLParser(encoding="utf-8"))
    for line_end in page.iter("br"):
        line_end.tail = f" {line_end.tail or ''}"
    blocks = page.xpath("//main//*[self::p or self::li or self::dt or self::dd or self::pre]")
    printed = plain(dump(site / "index.html"))
    wanted = [plain(block.text_content()) for block in blocks]
    assert len(wanted) > 30
    assert [words for words in wanted if words not in printed] == []
