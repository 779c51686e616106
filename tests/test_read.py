"""Reading an edition as a whole: the model that comes out, and every fault at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from faulty import CORPUS, FILES, NOTES, SPECIMEN, found, places, replace
from maocoop.errors import Finding, Position, ToolMissing
from maocoop.model import Certainty, Edition, Emphasis, Kind, Mark, Voice, Words, walk
from maocoop.read import FAULTS, read

RULES = Path(__file__).parent / "rules"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the specimen to spoil."""
    return shutil.copytree(SPECIMEN, tmp_path / "edition")


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The specimen as it is read; frozen, so that tests may share it."""
    return read(SPECIMEN)


# --- The model --------------------------------------------------------------------------------


def test_edition(specimen: Edition) -> None:
    assert specimen.title == "The Speech on Lamps"
    assert specimen.description.startswith("A tiny edition")
    assert specimen.version == "0.2.0"
    assert specimen.released == "1902-03-04"
    assert [text.id for text in specimen.texts] == ["1900-01-01"]
    assert [right.component for right in specimen.rights] == [
        "The speech and its notes",
        "The code",
    ]
    assert specimen.rights[1].uri == "https://spdx.org/licenses/MIT.html"


def test_sources_are_the_bytes_of_every_file(specimen: Edition) -> None:
    assert specimen.sources == {path: (SPECIMEN / path).read_bytes() for path in FILES}


def test_text(specimen: Edition) -> None:
    text = specimen.texts[0]
    assert text.author == "Orrin Vale"
    assert text.published == "1900-02~"
    assert text.source.certainty is Certainty.CONJECTURED
    assert text.comment_source.value == "unknown"
    assert text.normalization[0] == "Line breaks are joined."
    assert [part.remark for part in text.parts if part.remark] == ["Of another book; it has no 3."]
    assert text.witness.path == f"{CORPUS}/witness.txt"
    assert text.witness.false_breaks == {26}
    assert text.witness.unmarked_breaks == {60}
    assert text.witness.joined_hyphens == {25}
    assert text.witness.lines[20:23:2] == (
        "II  ",
        "The keeper of the Lower Harbor wrote to me in the '90s: \"The ",
    )


def test_parts_stand_in_the_order_of_the_witness(specimen: Edition) -> None:
    assert [
        (part.anchor, part.kind, part.voice, part.title, part.label, part.supplied)
        for part in specimen.texts[0].parts
    ] == [
        ("HN", Kind.HEADNOTE, Voice.TRANSLATORS, "Headnote", None, False),
        ("I", Kind.PARAGRAPH, Voice.AUTHOR, "Section I", "I", True),
        ("II", Kind.PARAGRAPH, Voice.AUTHOR, "Section II", "II", False),
        ("III", Kind.PARAGRAPH, Voice.AUTHOR, "Section III", "III", False),
        ("NOTES", Kind.NOTE, Voice.TRANSLATORS, "Notes", "Notes", False),
        ("GC", Kind.COMMENT, Voice.COMMENTARY, "General comment", None, False),
        ("EN", Kind.EDITION_NOTE, Voice.EDITION, "Notes of this edition", None, False),
    ]


def test_units(specimen: Edition) -> None:
    units = {unit.anchor: unit for unit in specimen.texts[0].units()}
    assert list(units) == [
        *("HN.1", "HN.2", "HN.3", "HN.4", "I.1", "I.2", "II.1", "II.2", "II.3", "III.1", "III.2"),
        *("n1", "n2", "n3", "n4", "n5", "GC.0", "GC.1", "GC.2", "GC.4", "e1", "e2", "e3", "e4"),
    ]
    assert units["HN.3"].label == "1)"
    assert units["II.1"].kind is Kind.PARAGRAPH
    assert units["II.2"].kind is Kind.QUOTATION
    assert units["II.2"].quotes == "Report of the Lower Harbor"
    assert units["n3"].paragraph_starts == (1, 3)
    assert [len(paragraph) for paragraph in units["n3"].paragraphs] == [2, 1]
    assert units["II.1"].at == Position(f"{CORPUS}/02.yaml", 4, 13)


def test_targets(specimen: Edition) -> None:
    units = {unit.anchor: unit for unit in specimen.texts[0].units()}
    assert [
        (target.anchor, target.lemma, target.occurrence) for target in units["GC.1"].targets
    ] == [("II.1", "10-12 barrels [of oil] a house", None), ("II.3", "council", 2)]
    assert units["GC.0"].targets[0].lemma is None
    assert units["GC.4"].targets == ()
    assert units["n1"].targets[0].at == Position(f"{NOTES}/footnotes.yaml", 7, 13)


def test_sentences_are_in_notation_and_know_their_place(specimen: Edition) -> None:
    units = {unit.anchor: unit for unit in specimen.texts[0].units()}
    second = units["II.1"].sentences[1]
    assert second.at == Position(f"{CORPUS}/02.yaml", 7, 7)
    assert "10–12 barrels [of oil]" in second.printed
    assert Emphasis((Words("mu"),)) in second.inlines
    assert units["n3"].sentences[2].at == Position(f"{NOTES}/footnotes.yaml", 24, 7)
    marks = [n for s in units["HN.1"].sentences for n in walk(s.inlines) if isinstance(n, Mark)]
    assert marks == [Mark("n1", "1")]


def test_emendations_of_text_and_notes(specimen: Edition) -> None:
    assert [
        (each.line, each.anchor, each.reading, each.print, each.structural)
        for each in specimen.texts[0].emendations
    ] == [
        (14, "I", "", "I", True),
        (34, "II.3", "unable to. keep", "unable to keep", False),
        (3, "HN.1", "nothing - not even wicks - came", "nothing—not even wicks—came", False),
        (61, "GC", "", "", True),
        (67, "GC.2", "lit--a number", "lit—a number", False),
    ]


def test_works_have_their_formatted_reference(specimen: Edition) -> None:
    work = specimen.works[1]
    assert work.item["author"] == [{"family": "Fenn", "given": "Ada"}]
    assert work.item["issued"] == "1898-04/1898-06"
    assert work.item["volume"] == "4"
    assert work.conjectured == ("issue", "page")
    assert work.evidence[1] == 'A letter of the editors: "see no. 2"'
    assert Emphasis((Words("Island Quarterly"),)) in work.formatted
    assert len(work.digest) == 64
    assert work.at == Position("notes/bibliography.yaml", 15, 9)
    assert [t.anchor for t in specimen.works[2].targets] == ["1900-01-01/II.3"]


def test_what_stands_beside_the_text(specimen: Edition) -> None:
    letter = specimen.sister_texts[0]
    assert (letter.id, letter.original_title) == ("1899-12-31", "油信")
    assert specimen.sister_texts[1].evidence == ()
    assert [each.form for each in specimen.abbreviations] == ["HA", "Ledger"]
    assert (specimen.entities[-1].original, specimen.entities[-1].certainty) == (
        "木",
        "conjectured",
    )


def test_a_work_without_formatted_reference(root: Path) -> None:
    formatted = root / "notes" / "bibliography-formatted.yaml"
    replace(formatted, "id: ledger-1899", "id: of-no-work")
    works = {work.id: work for work in read(root).works}
    assert (works["ledger-1899"].formatted, works["ledger-1899"].digest) == ((), "")
    assert works["fenn-1898"].digest
    formatted.unlink()
    assert {work.digest for work in read(root).works} == {""}


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|6", "|  # one sentence a line"])
def test_lines_of_a_block_know_their_place(root: Path, header: str) -> None:
    section = root / CORPUS / "01.yaml"
    replace(section, "text: |\n      No, that is", f"text: {header}\n\n\n          No, that is")
    sentence = read(root).texts[0].parts[1].units[1].sentences[0]
    assert sentence.at == Position(f"{CORPUS}/01.yaml", 13, 11)


def test_blanks_beyond_the_indentation_are_text(root: Path) -> None:
    section = root / CORPUS / "01.yaml"
    replace(section, "text: |\n      No, that is", "text: |2\n        No, that is")
    assert places(root) == [(f"{CORPUS}/01.yaml:11:7", "stray-blank")]


def test_the_lines_of_a_witness_are_kept(root: Path) -> None:
    witness = root / CORPUS / "witness.txt"
    witness.write_bytes(b"\xef\xbb\xbfOne.  \r\n\x0c\r\nTwo.")
    assert read(root).texts[0].witness.lines == ("One.  ", "\x0c", "Two.")


# --- Faults -----------------------------------------------------------------------------------


def test_all_faults_of_all_files_in_order(root: Path) -> None:
    replace(root / NOTES / "headnote.yaml", "title:", "titel:")
    (root / CORPUS / "03.yaml").unlink()
    replace(root / CORPUS / "01.yaml", "supplied: true", "supplied: yes")
    replace(root / CORPUS / "01.yaml", "anchor: I.2", "anchor: 2")
    (root / "notes" / "abbreviations.yaml").write_bytes(b"")
    assert places(root) == [
        (f"{CORPUS}/01.yaml:3:11", "wrong-type"),
        (f"{CORPUS}/01.yaml:9:13", "wrong-value"),
        (f"{CORPUS}/text.yaml:19:24", "missing-file"),
        (f"{NOTES}/headnote.yaml:2:1", "unknown-key"),
        ("notes/abbreviations.yaml:1:1", "empty-file"),
    ]


def test_a_fault_of_shape_does_not_hide_one_of_notation(root: Path) -> None:
    replace(root / CORPUS / "01.yaml", "supplied: true", "supplied: yes")
    replace(root / CORPUS / "01.yaml", "No, that is", "No, *that is")
    assert places(root) == [
        (f"{CORPUS}/01.yaml:3:11", "wrong-type"),
        (f"{CORPUS}/01.yaml:11:11", "notation"),
    ]


def test_a_broken_list_of_texts_or_sections_hides_no_fault_below_it(root: Path) -> None:
    replace(root / "corpus" / "edition.yaml", "texts:", "texts: [")
    replace(root / CORPUS / "text.yaml", "sections:", "section:")
    replace(root / CORPUS / "03.yaml", "label: III", "label:")
    assert [rule for _, rule in places(root)] == ["wrong-type", "unknown-key", "yaml-syntax"]


def test_nothing_is_read_outside_the_edition(root: Path) -> None:
    replace(root / "corpus" / "edition.yaml", "  - 1900", "  - ../../outside\n  - 1900")
    replace(root / CORPUS / "text.yaml", '"03"', '"03", ../01, /01')
    assert places(root) == [
        (f"{CORPUS}/text.yaml:19:30", "wrong-value"),
        (f"{CORPUS}/text.yaml:19:37", "wrong-value"),
        ("corpus/edition.yaml:9:5", "wrong-value"),
    ]


def test_a_folder_that_is_no_edition(tmp_path: Path) -> None:
    assert [rule for _, rule in places(tmp_path / "nowhere")] == ["missing-file"] * 4


def test_every_fault_has_an_example() -> None:
    examples = {path.name for path in RULES.iterdir() if (path / "expected.txt").exists()}
    assert FAULTS.keys() - examples == set()
    assert all(description.endswith(".") for description in FAULTS.values())


# --- Faults that do not fit into a folder -----------------------------------------------------


def test_a_hundred_thousand_aliases(root: Path) -> None:
    terms = root / "notes" / "authorities" / "terms.yaml"
    terms.write_bytes(b"entities: &a []\nrest:\n" + b"  - *a\n" * 100_000)
    findings = found(root)
    assert findings[0] == Finding(
        "yaml-alias",
        "the YAML anchor &a",
        "take it out; words that begin with & go into quotation marks",
        Position("notes/authorities/terms.yaml", 1, 11),
    )
    assert findings[1].at == Position("notes/authorities/terms.yaml", 3, 5)
    assert len(findings) == 20
    assert findings[-1].message == "the alias *a (and maybe more in this file)"


def test_aliases_that_would_grow_without_end(root: Path) -> None:
    laughs = [b"a0: &a0 [x, x]\n"]
    laughs += [b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60)]
    (root / "notes" / "texts.yaml").write_bytes(b"".join(laughs))
    assert {rule for _, rule in places(root)} == {"yaml-alias"}


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "])
def test_a_hundred_thousand_levels(root: Path, opening: bytes) -> None:
    (root / "notes" / "texts.yaml").write_bytes(opening * 100_000)
    assert places(root) == [(f"notes/texts.yaml:1:{16 * len(opening) + 1}", "too-deep")]


def test_carriage_returns_hide_no_other_fault(root: Path) -> None:
    section = root / CORPUS / "01.yaml"
    section.write_bytes(section.read_bytes().replace(b"\n", b"\r\n").replace(b"I.2", b"2"))
    assert places(root) == [
        (f"{CORPUS}/01.yaml:1:10", "carriage-return"),
        (f"{CORPUS}/01.yaml:9:13", "wrong-value"),
    ]


def test_a_hundred_thousand_unknown_keys(root: Path) -> None:
    keys = "".join(f"key{n}: x\n" for n in range(100_000))
    (root / "notes" / "texts.yaml").write_text("texts: []\n" + keys, encoding="utf-8")
    findings = found(root)
    assert len(findings) == 20
    assert findings[0].at == Position("notes/texts.yaml", 2, 1)


def test_pyyaml_without_its_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    with pytest.raises(ToolMissing, match="C parser"):
        read(SPECIMEN)
