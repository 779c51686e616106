"""The pages by Lighthouse, over http: full marks for accessibility, good practice and being found."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from browser.serving import serving

pytestmark = [pytest.mark.chromium, pytest.mark.node]

SCRIPT = Path(__file__).with_name("lighthouse.mjs")
CATEGORIES = "accessibility,best-practices,seo"
FULL_MARKS = {"accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = ["1955-07-31.html", "1955-07-31/II.4.html", "index.html"]

FAULTY = (
    "<!doctype html><html><head><title></title></head><body><img src='gone.png'>"
    "<p style='color:#eee;background:#fff'>faint</p><a href='x.html'>here</a></body></html>"
)


def audited(chromium: str, *addresses: str) -> dict[str, dict[str, Any]]:
    """What Lighthouse says of each address: `scores` by category, and which audits `failed`."""
    command = ["node", str(SCRIPT), chromium, CATEGORIES, *addresses]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def test_lighthouse_gives_full_marks(chromium_executable: str, served: str) -> None:
    found = audited(chromium_executable, *(served + page for page in PAGES))
    assert len(found) == len(PAGES)
    assert {page: told for page, told in found.items() if told["scores"] != FULL_MARKS} == {}


def test_lighthouse_sees_a_faulty_page(chromium_executable: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(FAULTY, encoding="utf-8")
    with serving(tmp_path) as address:
        (told,) = audited(chromium_executable, address).values()
    assert all(told["scores"][category] < 100 for category in FULL_MARKS)
