"""The edition itself: what is in it, and what sabotage of it is caught.

Two readers, one after the other, compared every unit, sentence division and mark with the witness;
both came to these counts. A change here is a change of the edition.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.check import check
from maocoop.errors import EditionFaulty, Severity
from maocoop.model import Kind, Mark, walk
from maocoop.read import read

if TYPE_CHECKING:
    from maocoop.errors import Finding
    from maocoop.model import Edition, Text

ROOT = Path(__file__).parents[1]

# Sentences per unit, in the order of the units.
SENTENCES = {
    "HN": "4 3 2 9 1 3",
    "I": "3 1 18 3",
    "II": "7 1 5 2 2 5 4 1 4 8 3 1 3 2 5 3",
    "III": "1 2 6 2 8 6 6",
    "IV": "1 1 6 1 1 2 3",
    "V": "6 2 1 10 2 2 2",
    "VI": "17 12 4 3",
    "VII": "23",
    "VIII": "3 1 1 11 10 12 2",
    "IX": "23",
    "X": "12",
    "XI": "6",
    "XII": "1 10 4 1 9 4 6 1 1",
    "NOTES": "1 1 1 5 2 1 4 2 9 5 4 1 1 6 1 4 5 6 10 1 4 1 5 2 2 2 1 1 1 1 1 1 1",
    "GC": "4 7 4 6 4 3 3 5 2 1 1 2 1 2",
}

# Where the 33 marks stand, in order.
MARKED = (
    "HN.2 HN.4 HN.4 I.1 I.3 II.1 II.3 II.3 II.5 II.5 II.5 II.8 II.9 II.14 II.15 III.3 III.5 III.6 "
    "III.6 IV.6 V.3 V.6 VII.1 VII.1 VII.1 VIII.1 VIII.1 VIII.4 VIII.4 VIII.4 VIII.5 VIII.5 VIII.6"
)


def test_nothing_is_wrong_with_it(edition: Edition) -> None:
    assert check(edition) == ()


def test_sentences_per_unit(text: Text) -> None:
    counted = {
        part.anchor: " ".join(str(len(unit.sentences)) for unit in part.units)
        for part in text.parts
        if part.kind is not Kind.EDITION_NOTE
    }
    assert counted == SENTENCES


def test_units_per_kind(text: Text) -> None:
    kinds = [unit.kind for unit in text.units()]
    assert kinds.count(Kind.PARAGRAPH) + kinds.count(Kind.QUOTATION) == 65
    assert [u.anchor for u in text.units() if u.quotes] == ["XII.2", "XII.5", "XII.7"]
    assert (kinds.count(Kind.HEADNOTE), kinds.count(Kind.NOTE), kinds.count(Kind.COMMENT)) == (
        6,
        33,
        14,
    )
    assert [u.anchor for u in text.units() if len(u.paragraph_starts) > 1] == ["n14"]
    assert "GC.5" not in {u.anchor for u in text.units()}


def test_the_33_marks(text: Text) -> None:
    placed = [
        (node.note, unit.anchor)
        for unit in text.units()
        for sentence in unit.sentences
        for node in walk(sentence.inlines)
        if isinstance(node, Mark)
    ]
    assert placed == [(f"n{i}", anchor) for i, anchor in enumerate(MARKED.split(), 1)]


def test_the_declared_rules_of_normalization(text: Text) -> None:
    lines = text.witness.lines
    assert len(re.findall(r"[(\[]\s", "\n".join(lines))) == 35
    assert all(lines[number - 1].rstrip().endswith("-") for number in text.witness.joined_hyphens)
    assert all(lines[number - 1].endswith("  ") for number in text.witness.false_breaks)
    assert not any(re.search(r"\S  $", lines[n - 1]) for n in text.witness.unmarked_breaks)


# --- Sabotage ---------------------------------------------------------------------------------

SPEECH = "corpus/1955-07-31/"
NOTES = "notes/1955-07-31/"

# What is done to a file, and the finding it must give: rule, file, words of the message.
SABOTAGE = {
    "a changed word": (
        SPEECH + "06.yaml",
        "is rapidly growing",
        "is slowly growing",
        (
            "witness-fidelity",
            SPEECH + "06.yaml",
            "“slowly”, the witness “rapidly” (corpus/1955-07-31/witness.txt:429)",
        ),
    ),
    "a changed sign": (
        SPEECH + "02.yaml",
        "Can they be consolidated or not?",
        "Can they be consolidated or not!",
        ("witness-fidelity", SPEECH + "02.yaml", "witness.txt:191"),
    ),
    "a lost mark": (
        SPEECH + "05.yaml",
        "private plots;[^21]",
        "private plots;",
        ("witness-fidelity", SPEECH + "05.yaml", "V.3 lacks “21”"),
    ),
    "swapped sentences": (
        SPEECH + "03.yaml",
        '      This was very unsound.\n      This policy of "resolute reduction" was decided on when they were gripped by a mood of panic.\n',
        '      This policy of "resolute reduction" was decided on when they were gripped by a mood of panic.\n      This was very unsound.\n',
        ("witness-fidelity", SPEECH + "03.yaml", "III.6"),
    ),
    "an unrecorded emendation": (
        SPEECH + "02.yaml",
        "Nearly six more years has since",
        "Nearly six more years have since",
        ("witness-fidelity", SPEECH + "02.yaml", "“have”, the witness “has”"),
    ),
    "a moved paragraph break": (
        SPEECH + "01.yaml",
        "  - anchor: I.2\n    text: |\n",
        "",
        ("witness-fidelity", SPEECH + "01.yaml", "¶"),
    ),
    "a paragraph break inside a note": (
        NOTES + "footnotes.yaml",
        "\n\n      This differentiation",
        "\n      This differentiation",
        ("witness-fidelity", NOTES + "footnotes.yaml", "¶"),
    ),
    "a corrected note": (
        NOTES + "footnotes.yaml",
        "is quite important",
        "is very important",
        ("undeclared-emendation", NOTES + "footnotes.yaml", "“very”, the witness “quite”"),
    ),
    "an emendation without its reading": (
        NOTES + "emendations.yaml",
        "reading: chubanse",
        "reading: chubanshee",
        (
            "undeclared-emendation",
            NOTES + "headnote.yaml",
            "“chubanshee,”, the witness “chubanse,”",
        ),
    ),
}


@pytest.mark.parametrize("sabotage", SABOTAGE.values(), ids=SABOTAGE)
def test_sabotage_is_caught(
    sabotage: tuple[str, str, str, tuple[str, str, str]], tmp_path: Path
) -> None:
    path, old, new, (rule, where, words) = sabotage
    found = _findings_after(path, old, new, tmp_path)
    matching = [f for f in found if f.rule == rule and f.at.path == where and words in f.message]
    assert matching, found
    assert all(f.hint for f in found)


def test_a_correction_of_a_note_does_not_stop_a_build(tmp_path: Path) -> None:
    path, old, new, _ = SABOTAGE["a corrected note"]
    found = _findings_after(path, old, new, tmp_path)
    assert {f.severity for f in found} == {Severity.WARNING}
    (undeclared,) = (f for f in found if f.rule == "undeclared-emendation")
    assert '    reading: "is quite important"\n    print: "is very important"' in undeclared.hint


def _findings_after(path: str, old: str, new: str, tmp: Path) -> tuple[Finding, ...]:
    root = tmp / "edition"
    for name in ("corpus", "notes"):
        shutil.copytree(ROOT / name, root / name)
    content = (root / path).read_text(encoding="utf-8")
    assert content.count(old) == 1, (path, old)
    (root / path).write_text(content.replace(old, new), encoding="utf-8")
    try:
        return check(read(root))
    except EditionFaulty as faulty:
        return faulty.findings


def test_without_the_notes_the_speech_is_intact(tmp_path: Path) -> None:
    """Only files of notes/ are missed; nothing is said against the corpus."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    with pytest.raises(EditionFaulty) as raised:
        read(tmp_path)
    assert {(f.rule, f.at.path.split("/")[0]) for f in raised.value.findings} == {
        ("missing-file", "notes")
    }
