"""The reading page in a browser's reader mode, which guesses what the text of a page is."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from browser.in_order import lost

pytestmark = pytest.mark.node

SCRIPT = Path(__file__).with_name("reader_mode.mjs")


def kept(page: Path) -> dict[str, str]:
    """The title and the text that reader mode makes of a page, without the marks of notes."""
    done = subprocess.run(
        ["node", str(SCRIPT), str(page)], capture_output=True, encoding="utf-8", check=True
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_reader_mode_keeps_every_unit_in_its_order(site: Path, units: list[dict[str, Any]]) -> None:
    found = kept(site / "1955-07-31.html")
    assert "Cooperativization of Agriculture" in found["title"]
    assert lost(units, found["text"]) == []


def test_reader_mode_drops_what_looks_like_no_text(
    site: Path, units: list[dict[str, Any]], tmp_path: Path
) -> None:
    page = (site / "1955-07-31.html").read_text(encoding="utf-8")
    broken = tmp_path / "page.html"
    broken.write_text(page.replace('class="unit" id="II.4"', 'class="comment" hidden id="II.4"'))
    assert "II.4" in lost(units, kept(broken)["text"])
