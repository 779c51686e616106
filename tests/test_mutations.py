"""The suite of generated faults: what it does to a file, and how it judges what becomes of it."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from edits import SPECIMEN
from mutating.judging import Fault, Judge, Verdict
from mutating.operators import OPERATORS, WHOLE
from mutations import faults, tried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPLATES = SPECIMEN.parents[1] / "templates"
FOOTNOTES = "notes/1900-01-01/footnotes.yaml"
TEMPLATES_OF = "notes/citation-templates.yaml"
OURS = "notes/1900-01-01/edition-notes.yaml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the specimen; each test leaves it as it found it."""
    folder = tmp_path_factory.mktemp("spoilt")
    for name in ("corpus", "notes"):
        shutil.copytree(SPECIMEN / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def judge(root: Path) -> Judge:
    return Judge(root, TEMPLATES)


def test_the_same_seed_gives_the_same_faults(root: Path) -> None:
    def made(seed: int) -> list[tuple[Fault, bytes | None]]:
        return list(faults(root, 60, random.Random(seed)))

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_every_file_gets_its_faults_and_every_fault_changes_its_file(root: Path) -> None:
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    made = list(faults(root, 400, random.Random(1)))
    assert {fault.path for fault, _ in made} == files
    # The specimen has no letter with an accent.
    assert {*OPERATORS, *WHOLE} - {fault.operator for fault, _ in made} == {"accent apart"}
    for fault, content in made:
        before = (root / fault.path).read_bytes()
        assert content != before
        if fault.line and content:
            lines = before.decode().split("\n")[: fault.line - 1]
            assert content.decode().split("\n")[: fault.line - 1] == lines


def changed(root: Path, path: str, old: str, new: str) -> Iterator[object]:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    yield Fault(path, "by hand", text[: text.index(old)].count("\n") + 1)
    yield text.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("path", "old", "new", "verdict"),
    [
        (FOOTNOTES, "On the price of oil", "On the prices of oil", Verdict.AT_THE_LINE),
        (OURS, "anchor: e1", "anchor: x1", Verdict.AT_THE_LINE),
        ("corpus/1900-01-01/02.yaml", "we lit forty", "we lit fourty", Verdict.AT_THE_LINE),
        (TEMPLATES_OF, "⟨address⟩, ⟨version⟩", "⟨address⟩ ⟨version⟩", Verdict.IN_THE_ENTRY),
        (OURS, "Who is right", "Which is right", Verdict.FREE),
        (OURS, "Who is right", "Who  is right", Verdict.AT_THE_LINE),
        (OURS, "notes:\n", "notes:\n\n", Verdict.HARMLESS),
    ],
)
def test_what_becomes_of_a_fault_is_judged(
    root: Path, judge: Judge, path: str, old: str, new: str, verdict: Verdict
) -> None:
    fault, content = changed(root, path, old, new)
    assert isinstance(fault, Fault)
    assert isinstance(content, bytes)
    found, how = tried(root, judge, fault, content)
    assert found == verdict, how


def test_words_of_the_document_that_nothing_reports_are_unreported(
    root: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if there were no check."""
    monkeypatch.setattr("mutating.judging.check", lambda _: ())
    fault, content = changed(root, FOOTNOTES, "On the price of oil", "On the prices of oil")
    assert isinstance(fault, Fault)
    assert isinstance(content, bytes)
    assert tried(root, judge, fault, content)[0] is Verdict.UNREPORTED


def test_none_of_some_faults_is_unreported(root: Path, judge: Judge) -> None:
    verdicts = [tried(root, judge, *each)[0] for each in faults(root, 120, random.Random(3))]
    assert Verdict.UNREPORTED not in verdicts
    assert verdicts.count(Verdict.AT_THE_LINE) > 60
