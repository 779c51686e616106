"""What a build prints of its changes: the words, the pages, what awaits a release, the speech."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from edits import DAY, SPECIMEN
from maocoop.cli import main

TESTS = Path(__file__).parent
ID = "1900-01-01"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the specimen with the templates, as current folder, built once."""
    shutil.copytree(SPECIMEN, tmp_path / "edition")
    shutil.copytree(TESTS.parent / "templates", tmp_path / "edition" / "templates")
    monkeypatch.chdir(tmp_path / "edition")
    assert main(["build"]) == 0
    return tmp_path / "edition"


def spoil(file: Path, old: str, new: str) -> None:
    """Change words in a file."""
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new), encoding="utf-8")


def test_a_build_prints_what_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(here / "notes" / ID / "footnotes.yaml", "northern shore", "southern shore")
    capsys.readouterr()
    assert main(["build"]) == 0
    printed = capsys.readouterr()
    contents = json.loads((here / "site" / "data" / f"{ID}.json").read_bytes())
    spoken = [
        sentence
        for unit in contents["units"]
        if unit["kind"] in ("paragraph", "quotation")
        for sentence in unit["sentences"]
    ]
    lines = printed.out.splitlines()[1:]  # the first speaks of the web address
    assert lines[:4] == [
        f"{ID}/n2, a note of the translators: reworded",
        "    A saying of the [-northern-] {+southern+} shore. See also note 4, section ⟨…⟩",
        f"the speech {ID} did not change: SHA-256 "
        + hashlib.sha256(" ".join(spoken).encode()).hexdigest(),
        "undeclared-emendation: n2; the entry to paste is in the warning",
    ]
    assert f" pages changed: {ID}/n2.html, {ID}.html, " in lines[4]
    assert lines[5].startswith("site: ")
    assert len(lines) == 6
    assert (printed.out + printed.err).count('print: "the southern shore."') == 1
    assert main(["build"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_build_says_loudly_that_the_speech_changed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(here / "corpus" / ID / "02.yaml", "it is enough", "it is plenty")
    spoil(here / "corpus" / ID / "witness.txt", "it is enough", "it is plenty")
    capsys.readouterr()
    assert main(["build"]) == 0
    said = capsys.readouterr().out
    assert f"{ID}/II.3, the speech: reworded\n" in said
    assert f"THE SPEECH {ID} CHANGED: SHA-256 was " in said


def test_a_build_names_what_awaits_a_release(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", "1.0.0", "--date", DAY]) == 0
    capsys.readouterr()
    assert main(["build"]) == 0
    said = capsys.readouterr().out
    assert "no words of a text or its notes changed" in said
    assert "pending-revision" not in said
    spoil(here / "notes" / ID / "footnotes.yaml", "northern shore", "southern shore")
    assert main(["build"]) == 0
    said = capsys.readouterr().out
    assert f"pending-revision, until the next release: {ID}/n2\n" in said


def test_a_damaged_site_is_repaired_and_nothing_made_up(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "site" / "data" / f"{ID}.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert main(["build"]) == 0
    assert "1 changed, " in capsys.readouterr().out.splitlines()[1]


def test_a_link_in_the_output_is_not_followed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = here / "site" / "data" / f"{ID}.json"
    outside = here / "outside.json"
    contract.rename(outside)
    contract.symlink_to(outside)
    spoil(outside, "northern", "southern")
    kept = outside.read_bytes()
    capsys.readouterr()
    assert main(["build"]) == 0
    assert "n2" not in capsys.readouterr().out
    assert outside.read_bytes() == kept
    assert not contract.is_symlink()
