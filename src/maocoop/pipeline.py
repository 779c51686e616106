"""read -> check -> link -> render -> write, on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.check import check
from maocoop.errors import EditionFaulty, Severity
from maocoop.link import link
from maocoop.read import read
from maocoop.render import render
from maocoop.write import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.write import Receipt

SOURCES = ("corpus", "notes", "src", "templates", "tests")
"""Folders of the edition's root that a site is never written into."""

STAGES = ("read", "check", "link", "render", "write")


def findings(root: Path) -> tuple[Finding, ...]:
    """All that is wrong with the edition in `root`, warnings included."""
    try:
        return check(read(root))
    except EditionFaulty as faulty:
        return faulty.findings


def build(
    root: Path, out: Path, templates: Path, begin: Callable[[str], None] = lambda _: None
) -> tuple[Receipt, tuple[Finding, ...]]:
    """Make the site; the receipt says what changed on disk, the findings are warnings.

    `begin` is told the name of each stage. Raises EditionFaulty, with every finding, where there
    is an error; then nothing is written.
    """
    begin("read")
    edition = read(root)
    begin("check")
    found = check(edition)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise EditionFaulty(found)
    begin("link")
    links = link(edition)
    begin("render")
    files = render(edition, links, templates)
    begin("write")
    return write(files, out, protected=[root / name for name in SOURCES]), found
