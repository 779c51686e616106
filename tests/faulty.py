"""What the tests of reading share: the specimen, and what is wrong with a spoilt copy of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from maocoop.errors import EditionFaulty, Finding
from maocoop.read import read

SPECIMEN = Path(__file__).parent / "specimen"
FILES = sorted(p.relative_to(SPECIMEN).as_posix() for p in SPECIMEN.rglob("*") if p.is_file())
CORPUS, NOTES = "corpus/1900-01-01", "notes/1900-01-01"


def found(root: Path) -> tuple[Finding, ...]:
    """What reading finds wrong with an edition; that it finds nothing fails the test."""
    with pytest.raises(EditionFaulty) as caught:
        read(root)
    return caught.value.findings


def places(root: Path) -> list[tuple[str, str]]:
    """Place and rule of everything that is wrong with an edition."""
    return [(str(finding.at), finding.rule) for finding in found(root)]


def replace(path: Path, old: str, new: str) -> None:
    """Write one thing otherwise, and only one."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode())
