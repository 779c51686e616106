"""What a build raised -> what an editor needs to mend it: the place, the line itself, the way out.

The same for the terminal (`lines`) and for the page (`as_json`), whose script puts it into text nodes.
A fault of a template has a place too: the line that Jinja names.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, combining, east_asian_width

from maocoop.errors import EditionFaulty, MaocoopError, Position, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.errors import Finding

MOST = 50  # faults that are told of; the rest is counted
_AROUND = 160  # characters of a line before and behind the place


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend; `words` are its line, before the place and from there on."""

    place: str
    rule: str
    message: str
    hint: str
    words: tuple[str, str]
    warning: bool = False


def faults(error: Exception, root: Path) -> list[Fault]:
    """What is to be mended, errors first; `root` is where the paths of findings begin."""
    if isinstance(error, EditionFaulty):
        found = [_finding(each, root) for each in error.findings]
        return sorted(found, key=lambda fault: fault.warning)  # stable: else in the order of files
    name = "" if isinstance(error, MaocoopError) else type(error).__name__
    at = _template(error)
    place = f"{at.path}:{at.line}" if at else ""
    return [Fault(place, name, str(error), "", _words(root, at) if at else ("", ""))]


def as_json(found: list[Fault]) -> dict[str, Any]:
    """For the page: how many errors and warnings, and the first of them."""
    return {
        "errors": sum(not fault.warning for fault in found),
        "warnings": sum(fault.warning for fault in found),
        "found": [
            {
                "place": fault.place,
                "rule": fault.rule,
                "message": fault.message,
                "hint": fault.hint,
                "before": fault.words[0],
                "after": fault.words[1],
            }
            for fault in found[:MOST]
        ],
    }


def lines(found: list[Fault]) -> Iterator[str]:
    """For the terminal: each with its line and a sign under the place."""
    for line in _lines(found):
        yield "".join("\ufffd" if _acts(sign) else sign for sign in line)


def _lines(found: list[Fault]) -> Iterator[str]:
    for fault in found[:MOST]:
        parts = (fault.place, "warning" if fault.warning else "", fault.rule, fault.message)
        yield ": ".join(filter(None, parts))
        before, after = fault.words
        if before or after:
            yield f"    | {before}{after}"
            yield f"    | {_blank(before)}^"
        for i, line in enumerate(fault.hint.splitlines()):
            yield f"    {'' if i else 'hint: '}{line}"
    if len(found) > MOST:
        yield f"and {len(found) - MOST} more"


def _acts(sign: str) -> bool:
    """Whether a terminal would obey the sign (escapes, directions) and not print it."""
    return category(sign) in ("Cc", "Cf", "Cs") and sign != "\t"


def _finding(finding: Finding, root: Path) -> Fault:
    warning = finding.severity is Severity.WARNING
    words = _words(root, finding.at)
    return Fault(str(finding.at), finding.rule, finding.message, finding.hint, words, warning)


def _words(root: Path, at: Position) -> tuple[str, str]:
    """The line at a place; empty where the file is gone, or has become shorter since."""
    try:
        text = Path(root, at.path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "", ""
    # Not splitlines: only these end a line for the readers of sources.
    held = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = held[at.line - 1] if 0 < at.line <= len(held) else ""
    before, after = line[: at.column - 1], line[at.column - 1 :]
    if len(before) > _AROUND:
        before = f"…{before[-_AROUND:]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND]}…"
    return before, after


def _blank(words: str) -> str:
    """As wide as the words: a tab for a tab, two blanks for a sign of double width."""
    return "".join(
        "\t" if sign == "\t" else "  " if east_asian_width(sign) in "WF" else " "
        for sign in words
        if not combining(sign)
    )


def _template(error: Exception) -> Position | None:
    """Where in a template an error arose: said by Jinja (a fault of syntax) or by the traceback."""
    path, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(path, str) and isinstance(line, int):
        return Position(path, line)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(".html") and frame.lineno:
            return Position(frame.filename, frame.lineno)
    return None
