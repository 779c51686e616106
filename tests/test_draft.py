"""A new note of this edition: what is appended, what is refused, and what the check says of it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from maocoop import pipeline, read
from maocoop.cli import main
from maocoop.draft import _scalar, new_note, next_anchor
from maocoop.errors import AddressUnknown, DraftRefused, EditionFaulty
from maocoop.link import link
from maocoop.model import Certainty
from maocoop.record import Change
from maocoop.render import html as pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition, Text

TESTS = Path(__file__).parent
ROOT = TESTS.parent
NOTES = "notes/1955-07-31/edition-notes.yaml"
GUIDE = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
VSCODE = (ROOT / "docs" / "vscode.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "templates"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real edition, as current folder."""
    for folder in ("corpus", "notes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- A new note -------------------------------------------------------------------------------


def added(here: Path) -> str:
    """What stands behind the former end of the file; all before it is as it was."""
    before, after = (ROOT / NOTES).read_bytes(), (here / NOTES).read_bytes()
    assert after.startswith(before)
    return after[len(before) :].decode()


def written(here: Path, number: int, words: str) -> Edition:
    """The edition with the words of the new note, which the check passes."""
    with (here / NOTES).open("a", encoding="utf-8") as file:
        file.write(f"      {words}\n")
    made = read.read(here)
    assert pipeline.passed(made) == ()
    assert [unit.anchor for unit in made.texts[0].units()][-1] == f"e{number}"
    return made


def test_a_note_is_appended_and_nothing_else_changes(here: Path, text: Text) -> None:
    number = int(next_anchor(text)[1:])
    draft = new_note(here, "II.4", "in large numbers", Certainty.CONJECTURED)
    assert added(here) == (
        f"  - anchor: e{number}\n"
        "    certainty: conjectured\n"
        "    targets:\n"
        "      - {anchor: II.4, lemma: in large numbers}\n"
        "    text: |\n"
    )
    lines = (here / NOTES).read_text(encoding="utf-8").split("\n")
    assert lines[draft.at.line - 1] == "    text: |"
    (finding,) = pipeline.findings(here)
    assert finding.at == draft.at
    assert "`text` is empty" in finding.message
    made = written(here, number, "To be sure.")
    (unit,) = (unit for unit in made.texts[0].units() if unit.anchor == f"e{number}")
    assert (unit.plain, unit.certainty) == ("To be sure.", Certainty.CONJECTURED)
    files = pages.anchors(made, link(made), TEMPLATES, made.texts[0])
    assert f'id="e{number}"' in files["1955-07-31/II.4.html"].decode()


@pytest.mark.parametrize(
    ("address", "lemma", "target"),
    [
        ("GC.3", "six-fold", "{anchor: GC.3, lemma: six-fold}"),
        ("HN.2", "challenged the prevailing", "{anchor: HN.2, lemma: challenged the prevailing}"),
        ("1955-07-31/n7", "with Ruijin", "{anchor: n7, lemma: with Ruijin}"),
        ("II.4.1", "in large numbers", "{anchor: II.4, lemma: in large numbers}"),
        # In the signs of a page, with the mark and the asterisks of the file, with odd blanks.
        ("II.4", "producers’  mutual-aid", "{anchor: II.4, lemma: producers' mutual-aid}"),
        (
            "II.5",
            "in Agricultural Production[^9] which",
            "{anchor: II.5, lemma: in Agricultural Production which}",
        ),
        ("II.3", "Ansai *xian*", "{anchor: II.3, lemma: Ansai xian}"),
        # What YAML would take for something else.
        ("II.4", "[these]", '{anchor: II.4, lemma: "[these]"}'),
        ("II.6", "16,900,000", '{anchor: II.6, lemma: "16,900,000"}'),
        ("II.6", "over 35,800; that is", '{anchor: II.6, lemma: "over 35,800; that is"}'),
        ("n4", 'old "feudalistic" society', '{anchor: n4, lemma: old "feudalistic" society}'),
        ("n4", '"feudalistic"', "{anchor: n4, lemma: '\"feudalistic\"'}"),
        # Which occurrence is meant follows from the sentence.
        ("II.4.2", "more", "{anchor: II.4, lemma: more, occurrence: 2}"),
    ],
)
def test_where_and_what(here: Path, text: Text, address: str, lemma: str, target: str) -> None:
    number = int(next_anchor(text)[1:])
    new_note(here, address, lemma)
    assert added(here).split("\n")[3] == f"      - {target}"
    written(here, number, "So it is.")


@pytest.mark.parametrize(
    ("address", "lemma", "said"),
    [
        ("II.4", "in great numbers", "the nearest words there are “in large numbers”"),
        ("II.4", "in great numbers", "\n  II.4.1: It was after the founding of the People's"),
        ("II.4", "more than 14,000", "they stand in II.5, II.6"),
        ("II.4", "n large number", "inside a word of II.4: write whole words"),
        ("II.4", "agricultural", "stands 2 times in II.4; choose one with --occurrence"),
        ("II.4", "agricultural", "\n  --occurrence 2  II.4.1: … scale and in starting"),
        ("II.4.2", "large numbers", "does not stand there in II.4.2, but here:"),
        ("II.4", " ", "the lemma is empty"),
        ("II.4-II.6", "more", "name II.4 and add the other places under `targets:`"),
        ("II", "more", "is a whole part; name the unit that holds the words, from II.1 to II.16"),
        ("e4", "secretaries", "is itself a note of this edition: correct it in place, at notes/"),
        ("bib-walker-1966", "Walker", "a note is about words of the document"),
    ],
)
def test_what_is_refused(here: Path, address: str, lemma: str, said: str) -> None:
    with pytest.raises(DraftRefused, match=re.escape(said)):
        new_note(here, address, lemma)
    assert added(here) == ""


def test_an_address_that_is_not_there(here: Path) -> None:
    with pytest.raises(AddressUnknown, match=r"the nearest is II\.16"):
        new_note(here, "II.44", "more")
    assert added(here) == ""


def test_an_occurrence_is_chosen(here: Path) -> None:
    with pytest.raises(DraftRefused, match="no occurrence 3 in II"):
        new_note(here, "II.4", "agricultural", occurrence=3)
    assert new_note(here, "II.4", "agricultural", occurrence=2).target.occurrence == 2
    assert "lemma: agricultural, occurrence: 2}" in added(here)


def test_an_anchor_is_never_given_out_again(text: Text) -> None:
    (release, *_) = text.record.releases
    highest = max(int(s.anchor[1:]) for s in release.states if re.fullmatch(r"e\d+", s.anchor))
    (part,) = (part for part in text.parts if part.anchor == "EN")
    fewer = replace(part, units=part.units[:3])
    without = replace(text, parts=(*text.parts[:-1], fewer))
    assert next_anchor(without) == f"e{highest + 1}"
    change = Change("e3", "why", "e90", None, part.at)
    declared = replace(without, record=replace(text.record, changes=(change,)))
    assert next_anchor(declared) == "e91"
    gone = replace(release, states=(replace(release.states[0], anchor="e98", retired="gone"),))
    recorded = replace(without, record=replace(text.record, releases=(release, gone)))
    assert next_anchor(recorded) == "e99"


def test_a_second_draft_waits_for_the_first(here: Path) -> None:
    new_note(here, "II.4", "in large numbers")
    with pytest.raises(EditionFaulty):
        new_note(here, "GC.3", "six-fold")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\nnotes:\n", "\nnotes:\n\n  # Ours.\n"),
        ("'s own notes: where", "'s own notes — 合作: where"),
    ],
)
def test_comments_and_formatting_are_kept(here: Path, text: Text, old: str, new: str) -> None:
    before = (here / NOTES).read_text(encoding="utf-8").replace(old, new, 1) + "# The end."
    (here / NOTES).write_text(before, encoding="utf-8")
    new_note(here, "II.4", "in large numbers")
    after = (here / NOTES).read_text(encoding="utf-8")
    assert after.startswith(f"{before}\n  - anchor: {next_anchor(text)}\n")


def test_the_indentation_is_that_of_the_file(here: Path) -> None:
    flat = re.sub("^  ", "", (here / NOTES).read_text(encoding="utf-8"), flags=re.MULTILINE)
    (here / NOTES).write_text(flat, encoding="utf-8")
    entry = new_note(here, "II.4", "in large numbers").entry
    assert entry.startswith("- anchor: e")
    assert entry.endswith("\n  text: |\n")


@pytest.mark.parametrize("end", ["title: Notes of this edition\n", "...\n"])
def test_a_file_written_otherwise_is_left_alone(here: Path, end: str) -> None:
    whole = (here / NOTES).read_text(encoding="utf-8")
    before = (whole.replace(end, "") if end in whole else whole) + end
    (here / NOTES).write_text(before, encoding="utf-8")
    with pytest.raises(DraftRefused, match="by hand:\n  - anchor: e"):
        new_note(here, "II.4", "in large numbers")
    assert (here / NOTES).read_text(encoding="utf-8") == before


def test_the_first_note_of_a_text(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "specimen", tmp_path / "specimen")
    path = tmp_path / "specimen" / "notes/1900-01-01/edition-notes.yaml"
    path.unlink()
    draft = new_note(tmp_path / "specimen", "I.2", "how a house is lit")
    made = path.read_text(encoding="utf-8")
    assert made.startswith("anchor: EN\ntitle: Notes of this edition\nnotes:\n  - anchor: e")
    assert made.endswith(draft.entry)


@pytest.mark.usefixtures("here")
def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["new", "note", "--at", "II.4", "--lemma", "in large numbers"]
    assert main([*asked, "--certainty", "given"]) == 0
    said = capsys.readouterr().out
    assert re.match(rf"{NOTES}:\d+:11: e\d+ on II\.4, still to be written\n", said)
    assert main(["new", "note", "--at", "II.4", "--lemma", "nowhere"]) == 1
    for wrong in (["--certainty", "sure"], ["--occurrence", "two"]):
        with pytest.raises(SystemExit):
            main([*asked, *wrong])
    with pytest.raises(SystemExit):
        main(["new", "footnote", "--at", "II.4", "--lemma", "more"])
    assert "come from the witness" in capsys.readouterr().err


def test_whatever_words_are_the_lemma_they_stay_words(text: Text) -> None:
    spans = {
        unit.plain[start:end]
        for unit in (*text.units(), *read.read(TESTS / "specimen").texts[0].units())
        for start, end in _spans(unit.plain)
    }
    odd = ("- x", "a: b", "a #b", 'it\'s "so"', "\\n", "1e3", "0x1F", "1:20", "null", "a:", "=")
    listed = [*sorted(spans), *odd]
    written_out = "".join(f"- {{lemma: {_scalar(words)}, n: 1}}\n" for words in listed)
    assert [each["lemma"] for each in yaml.load(written_out, yaml.CSafeLoader)] == listed


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """From the beginning of each word to the ends of the three from there on."""
    words = [found.span() for found in re.finditer(r"\S+", plain)]
    for i, (start, _) in enumerate(words):
        yield from ((start, end) for _, end in words[i : i + 3])
