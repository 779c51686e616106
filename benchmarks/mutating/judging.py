"""What the program says of a spoilt file, or what the site then shows."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from maocoop.check import check
from maocoop.check.ground import ground as check_ground
from maocoop.errors import EditionFaulty
from maocoop.link import link
from maocoop.memory import Memory
from maocoop.read import Reader
from maocoop.render import render
from maocoop.render.ground import entries, ground

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.model import Edition


class Verdict(StrEnum):
    """What became of a fault."""

    AT_THE_LINE = "reported at the line"
    IN_THE_ENTRY = "reported in the entry"
    IN_THE_FILE = "reported in the file"
    ELSEWHERE = "reported where it shows"
    FREE = "free to say, told by the receipt"
    HARMLESS = "harmless, proved"
    UNREPORTED = "unreported"


class Fault(NamedTuple):
    """A spoilt file: its path, what was done, the first line that differs, None for the whole."""

    path: str
    operator: str
    line: int | None


class Judge:
    """Reads, checks and renders an edition in one folder, again and again."""

    def __init__(self, root: Path, templates: Path) -> None:
        self._reader, self._templates = Reader(root), templates
        self._judged, self._made = Memory(), Memory()
        self.clean = self._site(self._reader.read())

    def verdict(self, fault: Fault, lines: Sequence[str]) -> tuple[Verdict, str]:
        """What becomes of a fault, with the rule that reports it or the files that change; `lines` are
        those of the spoilt file."""
        try:
            edition = self._reader.read()
            found: Sequence[Finding] = self._checked(edition)
        except EditionFaulty as faulty:
            found = faulty.findings
        if found:
            return _reported(fault, lines, found)
        return self._silent(fault, self._site(edition))

    def _checked(self, edition: Edition) -> tuple[Finding, ...]:
        units = [unit for text in edition.texts for unit in text.units()]
        self._judged.renew(check_ground(edition), units)
        with self._judged:
            return check(edition)

    def _site(self, edition: Edition) -> dict[str, bytes]:
        links = link(edition)
        units = [unit for text in edition.texts for unit in text.units()]
        self._made.renew(ground(edition, links), units, entries(links))
        with self._made:
            return render(edition, links, self._templates)

    def _silent(self, fault: Fault, site: Mapping[str, bytes]) -> tuple[Verdict, str]:
        both = self.clean.keys() | site.keys()
        changed = {path for path in both if self.clean.get(path) != site.get(path)}
        shown = {path for path in changed if not _OF_BYTES.match(path)}
        if not shown:
            return Verdict.HARMLESS, "only the copy of the source"
        if _FROM_WITNESS.match(fault.path) and _words(self.clean) != _words(site):
            return Verdict.UNREPORTED, ", ".join(sorted(shown)[:4])
        return Verdict.FREE, f"{len(shown)} files"


_OF_BYTES = re.compile(r"data/source/|data/SHA256SUMS$|data\.html$")
"""What is made of the bytes of the sources, whatever they say."""

_FROM_WITNESS = re.compile(
    r"corpus/[^/]+/(?:\d+\.yaml|witness\.txt)|notes/[^/]+/(?:headnote|footnotes|general-comment)\.yaml"
)
"""Files whose words come from the witness."""


def _words(site: Mapping[str, bytes]) -> list[object]:
    """Every word of the document that a site has, with its anchor."""
    contracts = [data for path, data in site.items() if re.fullmatch(r"data/[\d-]+\.json", path)]
    units = [unit for data in contracts for unit in json.loads(data)["units"]]
    return [
        (unit["anchor"], unit["label"], unit["sentences"])
        for unit in units
        if unit["kind"] != "edition-note"
    ]


def _reported(fault: Fault, lines: Sequence[str], found: Sequence[Finding]) -> tuple[Verdict, str]:
    here = [finding for finding in found if finding.at.path == fault.path]
    if not here:
        return Verdict.ELSEWHERE, found[0].rule
    if fault.line is None:
        return Verdict.AT_THE_LINE, here[0].rule
    for finding in here:
        if abs(finding.at.line - fault.line) <= 1:
            return Verdict.AT_THE_LINE, finding.rule
    first, last = _entry(lines, fault.line)
    for finding in here:
        if first <= finding.at.line <= last:
            return Verdict.IN_THE_ENTRY, finding.rule
    return Verdict.IN_THE_FILE, here[0].rule


def _entry(lines: Sequence[str], line: int) -> tuple[int, int]:
    """The first and the last line of the entry of the outermost list that holds a line."""
    starts = [number for number, each in enumerate(lines, 1) if re.match(r" {0,2}- ", each)]
    first = max((start for start in starts if start <= line), default=1)
    last = min((start - 1 for start in starts if start > line), default=len(lines))
    return first, last
