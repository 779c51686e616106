"""The words of the text, looked for in what something else than a styled page made of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

OURS = re.compile(r"⟨[^⟩]*⟩")
"""This edition's own words between those of the text."""


def plain(words: str) -> str:
    """The words with single blanks and without what this edition puts between them."""
    return " ".join(OURS.sub("", words).split())


def lost(units: Iterable[dict[str, Any]], page: str) -> list[str]:
    """The anchors of the units whose words a page lacks, or has before those of an earlier unit."""
    words, at, missing = plain(page), 0, []
    for unit in units:
        wanted = plain(" ".join(unit["sentences"]))
        found = words.find(wanted, at)
        if found < 0:
            missing.append(unit["anchor"])
        else:
            at = found + len(wanted)
    return missing
