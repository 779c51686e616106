"""Every rule and fault by example: `rules/<rule>/` is the specimen with one thing wrong.

    edition/        the files that differ from the specimen
    delete.txt      files of the specimen to take away, one a line
    edits.json      what cannot lie in the repository as text: [{"path", "old", "new", "times"}],
                    `old` and `new` as bytes in Latin-1, `new` repeated `times`
    expected.txt    every finding, as it is printed, its hint indented below it

A new example is a new folder; `--accept` writes its expected.txt. Then read what it says.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from maocoop.check import check
from maocoop.errors import EditionFaulty, Finding
from maocoop.read import read

TESTS = Path(__file__).parent
SPECIMEN = TESTS / "specimen"
EXAMPLES = sorted((TESTS / "rules").glob("*/"))


def faulty_copy(example: Path, root: Path) -> None:
    """The specimen, changed as the example says, in `root`."""
    shutil.copytree(SPECIMEN, root)
    deleted = example / "delete.txt"
    for line in deleted.read_text(encoding="utf-8").split() if deleted.exists() else ():
        (root / line).unlink()
    overlay = example / "edition"
    if overlay.exists():
        shutil.copytree(overlay, root, dirs_exist_ok=True)
    edits = example / "edits.json"
    for edit in json.loads(edits.read_bytes()) if edits.exists() else ():
        path = root / edit["path"]
        old, new = edit["old"].encode("latin-1"), edit["new"].encode("latin-1")
        assert old in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(old, new * edit.get("times", 1)))


def findings(root: Path) -> tuple[Finding, ...]:
    """Everything that reading, or else checking, finds."""
    try:
        return check(read(root))
    except EditionFaulty as faulty:
        return faulty.findings


def printed(finding: Finding) -> str:
    """The finding as a line, its hint indented below it."""
    hint = "".join(f"    {line}\n" for line in finding.hint.splitlines())
    return f"{finding.at}: {finding.rule}: {finding.message}\n{hint}"


def test_the_specimen_has_no_fault() -> None:
    assert "".join(map(printed, findings(SPECIMEN))) == ""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_example(example: Path, tmp_path: Path, accept: bool) -> None:
    faulty_copy(example, tmp_path / "edition")
    found = findings(tmp_path / "edition")
    expected = example / "expected.txt"
    text = "".join(map(printed, found))
    if accept:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert example.name in {finding.rule for finding in found}


SLIPS = {
    "anchor": ("dangling-target", r"(anchor: (?:1900-01-01/)?)[\w.]+", r"\1II.99"),
    "lemma": ("stale-lemma", r"lemma: [\"\']?", r"\g<0>Not there"),
    "occurrence": ("ambiguous-lemma", r"(, )lemma:", r"\1occurrence: 9, lemma:"),
}
"""What can be wrong with a target: the rule that says so, and what is written instead of what."""
PLACES = [
    "1900-01-01/chronology",
    "1900-01-01/edition-notes",
    "1900-01-01/figures",
    "1900-01-01/footnotes",
    "authorities/organisations",
]


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("place", PLACES)
def test_a_slip_in_any_target_is_a_finding_and_asks_for_no_new_chart(
    place: str, slip: str, tmp_path: Path
) -> None:
    shutil.copytree(SPECIMEN, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "notes" / f"{place}.yaml"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    rule, old, new = SLIPS[slip]
    slipped = 0
    for number, row in enumerate(rows):
        wrong, times = (
            re.subn(old, new, row) if "anchor: " in row and "lemma: " in row else (row, 0)
        )
        if times:
            slipped += 1
            path.write_text("".join([*rows[:number], wrong, *rows[number + 1 :]]), encoding="utf-8")
            found = {(finding.at.line, finding.rule) for finding in findings(tmp_path)}
            assert (number + 1, rule) in found
            assert "stale-chart" not in {name for _, name in found}
    assert slipped
