"""What the reading page weighs: its files, gzipped, and how many a browser has to ask for."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "1955-07-31.html"
MOST = 64_000
MOST_OF_SCRIPT = 12_000
"""Bytes, gzipped."""
MOST_FILES = 3

# What makes a browser ask for a file while it loads a page.
ASKING = (
    "//link[contains(@rel, 'stylesheet') or contains(@rel, 'icon') or contains(@rel, 'load')]/@href"
    "|//script/@src|//img/@src|//iframe/@src|//source/@src|//object/@data|//embed/@src"
)


def asked_for(site: Path, page: str) -> list[str]:
    """The files that a page brings with it, by their names in the site; itself is the first."""
    tree: Any = html.fromstring((site / page).read_bytes())
    return [page, *(name for name in map(str, tree.xpath(ASKING)) if not name.startswith("data:"))]


def weight(path: Path) -> int:
    """The bytes of a file as a server sends it."""
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def test_the_reading_page_is_light(site: Path) -> None:
    files = asked_for(site, PAGE)
    assert len(files) <= MOST_FILES, files
    weights = {name: weight(site / name) for name in files}
    assert sum(weights.values()) <= MOST, weights
    assert weights["static/edition.js"] <= MOST_OF_SCRIPT


def test_styles_ask_for_nothing(site: Path) -> None:
    for style in (site / "static").glob("*.css"):
        words = style.read_text(encoding="utf-8")
        assert "url(" not in words
        assert "@import" not in words
