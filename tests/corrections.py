"""Corrections in the files of an edition, as an editor saves them, for the tests of what is kept."""

from __future__ import annotations

import random
import re
import shutil
from typing import TYPE_CHECKING

from edits import SPECIMEN
from maocoop.check import check
from maocoop.errors import EditionFaulty, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maocoop.model import Edition
    from maocoop.read import Reader

TEMPLATES = SPECIMEN.parents[1] / "templates"

HARMLESS = {"witness-fidelity", "uncounted-numeral", "idle-numeral", "unlisted-name"}
"""Errors that keep an edition from being built, but not from being linked and rendered."""

CHANGES = [
    ("notes/1900-01-01/edition-notes.yaml", "anchor: e4", "anchor: e9"),
    ("notes/1900-01-01/edition-notes.yaml", "certainty: given", "certainty: conjectured"),
    ("corpus/edition.yaml", "description: ", "description: New "),
    ("corpus/1900-01-01/text.yaml", "title: ", "title: New "),
    ("notes/bibliography.yaml", "certainty: given", "certainty: conjectured"),
    ("notes/texts.yaml", "title: ", "title: New "),
    ("notes/about.yaml", "title: ", "title: New "),
    ("notes/authorities/persons.yaml", "gloss: ", "gloss: new "),
    ("notes/1900-01-01/figures.yaml", "what: ", "what: new "),
    ("notes/1900-01-01/chronology.yaml", "what: ", "what: new "),
    ("templates/parts/inline.html", "⟨?⟩", "⟨??⟩"),
    ("templates/static/style.css", "body", "html body"),
]
"""Changes of all that is no word of a unit: file, words, and what stands in their place."""


def specimen(root: Path) -> Path:
    """A folder with an edition and the templates."""
    shutil.copytree(SPECIMEN, root)
    shutil.copytree(TEMPLATES, root / "templates")
    return root


def sources(root: Path) -> Iterator[Path]:
    """Every YAML file, in the same order everywhere."""
    yield from sorted(path for path in root.rglob("*.yaml") if path.name != "charts.yaml")


def corrections(text: str) -> Iterator[str]:
    """The text with one word changed, for some words of it, none of them a key."""
    words = list(re.finditer(r"(?<=[a-z ] )[a-z]{4,}(?=[ ,.;])", text))
    for word in random.Random(len(text)).sample(words, min(len(words), 3)):
        yield text[: word.start()] + word[0][::-1] + text[word.end() :]


def saved(path: Path, old: str, new: str) -> str:
    """The words of a file before `old`, which must be there, is replaced once by `new`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text


def readable(reader: Reader) -> Edition | None:
    """The edition as its files have it, if it can be rendered."""
    try:
        edition = reader.read()
    except EditionFaulty:
        return None
    errors = {each.rule for each in check(edition) if each.severity is Severity.ERROR}
    return None if errors - HARMLESS else edition
