"""Pages, style sheets and pictures by the W3C's checker: no error and no warning."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.java, pytest.mark.node]

JAR = Path(__file__).parents[1] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"

# What the checker says of pages that are right, each with its reason. Each line must be met; one that
# is not has become idle and is to be taken out.
EXPLAINED = (
    # CSS Anchor Positioning (W3C), which opens a note at its mark, is newer than the checker.
    "Property “anchor-name” doesn't exist",
    "Property “position-anchor” doesn't exist",
    "“anchor(bottom)” is not a “top” value",
    "“anchor(bottom)” is not a “inset” value",
    # It reads the pages as files, which to it have no origin that 'self' could name. Browsers load
    # them, from disk and over http, or every test with scripts would fail.
    "external stylesheet “../static/",
    "external stylesheet “static/",
    "external script “../static/",
    "external script “static/",
    # Nor does it take the hash that admits the style in the page; the browsers do.
    "Inline style violates Content Security Policy (meta tag): blocked by “style-src”",
    # A block of data (JSON-LD) is no script that a policy could block (HTML, "data block").
    "Inline script violates Content Security Policy (meta tag): blocked by “script-src”",
)

FAULTY = {
    "faulty.html": "<!doctype html><html lang=en><title>x</title><p id=a>x<p id=a>y</html>",
    "faulty.css": "p { colour: red }",
    "faulty.svg": "<svg xmlns='http://www.w3.org/2000/svg'><unheard-of/></svg>",
}


def complaints(*folders: Path) -> list[str]:
    """What the checker says about every page, style sheet and picture in the folders.

    It is silent about a file that is not there, so a folder must hold a page.
    """
    assert all(any(folder.rglob("*.html")) for folder in folders)
    options = "--stdout --format gnu --also-check-css --also-check-svg --skip-non-html"
    result = subprocess.run(
        ["java", "-Xss1m", "-jar", JAR, *options.split(), *folders], capture_output=True, text=True
    )
    return [*result.stdout.splitlines(), *result.stderr.splitlines()]


def test_checker_finds_nothing_but_the_planted_faults(
    site: Path, specimen_site: Path, tmp_path: Path
) -> None:
    for name, content in FAULTY.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    said = complaints(site, specimen_site, tmp_path)
    planted = {name for name in FAULTY for line in said if f"/{tmp_path.name}/{name}" in line}
    assert planted == FAULTY.keys()
    unplanted = [line for line in said if f"/{tmp_path.name}/" not in line]
    idle = [known for known in EXPLAINED if known not in "".join(unplanted)]
    assert not idle
    faults = [line for line in unplanted if not any(k in line for k in EXPLAINED)]
    assert not faults, "\n".join(faults)
