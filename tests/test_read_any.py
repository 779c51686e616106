"""Whatever stands in the files, reading ends in an edition or in findings, never in a traceback."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faulty import FILES, SPECIMEN
from maocoop.errors import EditionFaulty, Finding
from maocoop.model import Edition
from maocoop.read import FAULTS, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the specimen for many examples; each puts back what it spoils."""
    return shutil.copytree(SPECIMEN, tmp_path_factory.mktemp("any") / "edition")


def findings_of(root: Path, path: str, data: bytes) -> tuple[Finding, ...]:
    """What is wrong with the specimen when one file has other bytes; any other error gets out."""
    (root / path).write_bytes(data)
    try:
        assert isinstance(read(root), Edition)
    except EditionFaulty as faulty:
        return faulty.findings
    finally:
        (root / path).write_bytes((SPECIMEN / path).read_bytes())
    return ()


def edition_or_findings(root: Path, path: str, data: bytes) -> None:
    """Whatever is in a file, reading ends in an edition or in findings that say all they should."""
    for finding in findings_of(root, path, data):
        assert finding.rule in FAULTS
        assert finding.message
        assert finding.hint
        assert finding.at.line >= 1
        assert finding.at.column >= 1


@settings(deadline=None, max_examples=100)
@given(path=st.sampled_from(FILES), data=st.binary(max_size=200))
def test_any_bytes_in_any_file(shared: Path, path: str, data: bytes) -> None:
    edition_or_findings(shared, path, data)


PIECES = st.sampled_from(
    [
        *("anchor", "label", "text", "paragraphs", "notes", "target", "works", "item", "texts"),
        *(": ", "- ", "  ", "\n", "\n  ", "\n    ", "|", ">", "'", '"', "[", "]", "{", "}", ", "),
        *("&a", "*a", "!!str ", "<<", "# ", "---\n", "? ", "%", "@", "\\x02", "\\u0301", "\t"),
        *("II.4", "n1", "5", "0x1F", "true", "yes", "~", "木", "\U000233cc", "e\u0301", "\u202e"),
        *("[^1]", "[a](n1)", "*a*", "\\", "\r\n", "\ufeff", "\x85", "\u2028"),
    ]
)


@settings(deadline=None, max_examples=200)
@given(path=st.sampled_from(FILES), pieces=st.lists(PIECES, max_size=30))
def test_anything_like_yaml_in_any_file(shared: Path, path: str, pieces: list[str]) -> None:
    edition_or_findings(shared, path, "".join(pieces).encode())


@settings(deadline=None, max_examples=200)
@given(path=st.sampled_from(FILES), pieces=st.lists(PIECES, max_size=3), share=st.floats(0, 1))
def test_anything_put_into_any_file(
    shared: Path, path: str, pieces: list[str], share: float
) -> None:
    text = (SPECIMEN / path).read_text(encoding="utf-8")
    at = int(len(text) * share)
    edition_or_findings(shared, path, (text[:at] + "".join(pieces) + text[at:]).encode())
