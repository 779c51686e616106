"""The bytes of one file -> what they say and what is wrong with them (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from maocoop import markup
from maocoop.errors import Finding
from maocoop.read.characters import decoded, visible
from maocoop.read.nodes import Mapping, nodes
from maocoop.read.shape import judged
from maocoop.read.values import Parsed
from maocoop.remember import MANY

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from maocoop.errors import Position
    from maocoop.read.nodes import Scalar


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a file says: its root and its values in notation by their place, or as a witness its lines.

    The root is None where the file is no YAML that can be judged; `data` are its bytes.
    """

    data: bytes
    findings: tuple[Finding, ...]
    root: Mapping | None = None
    values: Map[Position, Parsed] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def parsed(path: str, data: bytes, kind: str) -> Content:
    """A YAML file of a kind, with every fault in it."""
    text, findings = decoded(path, data)
    if text is None:
        return Content(data, findings)
    text, unseen = visible(path, text)
    findings += unseen
    if any(found.rule == "tab-indentation" for found in findings):
        return Content(data, findings)
    root, faults = nodes(path, text)
    findings += faults
    if root is None:
        return Content(data, findings)
    written, faults = judged(root, kind)
    findings += faults
    grammar = markup.Grammar.CORPUS if kind == "section" else markup.Grammar.NOTES
    values = {}
    for scalar in written:
        values[scalar.at], faults = _in_notation(scalar, grammar)
        findings += faults
    return Content(data, findings, root if isinstance(root, Mapping) else None, values)


def lines_of(path: str, data: bytes) -> Content:
    """A witness."""
    text, findings = decoded(path, data)
    if text is None:
        return Content(data, findings)
    lines = text.removeprefix("\ufeff").removesuffix("\n").split("\n")
    return Content(data, findings, lines=tuple(line.removesuffix("\r") for line in lines))


def _in_notation(scalar: Scalar, grammar: markup.Grammar) -> tuple[Parsed, tuple[Finding, ...]]:
    block = scalar.style == "|"
    return _sentences(tuple(scalar.rows()) if block else ((scalar.words, scalar.at),), grammar)


@lru_cache(maxsize=MANY)  # where one value of a file is corrected, the others stand as they did
def _sentences(
    rows: tuple[tuple[str, Position], ...], grammar: markup.Grammar
) -> tuple[Parsed, tuple[Finding, ...]]:
    """The sentences of the rows of a value; a blank row parts paragraphs."""
    findings: tuple[Finding, ...] = ()
    lines = []
    starts = []
    begins = True
    for row, place in rows:
        findings += _stray_blanks(row, place)
        if row.strip():
            lines.append((row, place))
            if begins:
                starts.append(len(lines))
        begins = not row.strip()
    sentences, faults = markup.sentences(lines, grammar)
    return Parsed(sentences, tuple(starts)), findings + faults


def _stray_blanks(row: str, at: Position) -> tuple[Finding, ...]:
    if "  " not in row and row == row.strip(" "):
        return ()
    match = re.search(r"^ +| +$|(?<! )  +", row)
    assert match is not None
    place = replace(at, column=at.column + match.start())
    hint = "one blank between words, none at either end of a line"
    return (Finding("stray-blank", "a blank too many", hint, place),)
