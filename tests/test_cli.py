"""The commands as an editor meets them: what is printed, where, and the exit status."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from maocoop.cli import main, printing

TESTS = Path(__file__).parent


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the specimen with the templates, as current folder."""
    shutil.copytree(TESTS / "specimen", tmp_path / "edition")
    shutil.copytree(TESTS.parent / "templates", tmp_path / "edition" / "templates")
    monkeypatch.chdir(tmp_path / "edition")
    return tmp_path / "edition"


def _spoil(here: Path, path: str, old: str, new: str) -> None:
    content = (here / path).read_text(encoding="utf-8")
    assert old in content
    (here / path).write_text(content.replace(old, new), encoding="utf-8")


NOWHERE = "no base-url: the pages have no canonical links, the citations no web address"
FOOTNOTES = "notes/1900-01-01/footnotes.yaml"


def test_build_makes_the_site_and_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 0
    made = len([p for p in (here / "site").rglob("*") if p.is_file() and ".maocoop" not in p.parts])
    assert capsys.readouterr().out == f"{NOWHERE}\nsite: {made} added, 0 files unchanged\n"
    assert main(["build"]) == 0
    assert capsys.readouterr().out == f"{NOWHERE}\nsite: {made} files unchanged\n"


def test_build_for_a_web_address(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--base-url", "https://edition.example/"]) == 0
    assert NOWHERE not in capsys.readouterr().out
    page = (here / "site" / "1900-01-01" / "II.1.html").read_text(encoding="utf-8")
    address = "https://edition.example/1900-01-01/II.1.html"
    assert f'<link rel="canonical" href="{address}">' in page
    assert f"version 0.2.0, {address}." in page


@pytest.mark.parametrize(
    "words", ["edition.example", "ftp://edition.example", "https://e.x/?a", ""]
)
def test_what_is_no_web_address_is_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        main(["build", "--base-url", words])
    assert raised.value.code == 2
    assert "is no web address such as https://edition.example" in capsys.readouterr().err


def test_build_into_another_folder(here: Path) -> None:
    assert main(["build", "--out", "elsewhere"]) == 0
    assert (here / "elsewhere" / "index.html").is_file()
    assert not (here / "site").exists()


def test_an_error_leaves_the_site_as_it_was(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build"])
    before = (here / "site" / "1900-01-01.html").read_bytes()
    _spoil(here, FOOTNOTES, "bib:fenn-1898", "bib:fenn-1889")
    capsys.readouterr()
    assert main(["build"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"{FOOTNOTES}:9:7: dangling-target: there is no work fenn-1889\n" in printed.err
    assert "    hint: the nearest is fenn-1898\n" in printed.err
    assert printed.err.endswith("1 error, 1 warning\n")
    assert (here / "site" / "1900-01-01.html").read_bytes() == before


def test_a_warning_is_printed_and_the_site_built(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(here, FOOTNOTES, "northern shore", "southern shore")
    assert main(["build"]) == 0
    printed = capsys.readouterr()
    assert "warning: undeclared-emendation: n2 has “southern”" in printed.err
    assert "southern shore" in (here / "site" / "1900-01-01.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("here")
def test_check_of_a_sound_edition(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().err == "nothing wrong\n"


def test_check_passes_warnings_unless_strict(here: Path) -> None:
    _spoil(here, FOOTNOTES, "northern shore", "southern shore")
    assert main(["check"]) == 0
    assert main(["check", "--strict"]) == 1


def test_check_for_programs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _spoil(here, FOOTNOTES, "(n4)", "(n40)")
    assert main(["check", "--format", "json"]) == 1
    (first, *_) = json.loads(capsys.readouterr().out)
    assert first["rule"] == "dangling-target"
    assert first["severity"] == "error"
    assert first["at"] == {"path": FOOTNOTES, "line": 15, "column": 7}
    assert first["hint"]


def test_a_folder_without_an_edition(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 1
    assert "missing-file" in capsys.readouterr().err


@pytest.mark.usefixtures("here")
def test_a_site_is_not_written_into_the_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--out", "notes/site"]) == 1
    assert capsys.readouterr().err.startswith("maocoop: ")


@pytest.mark.usefixtures("here")
def test_cite_prints_a_citation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "II.1", "--style", "mla"]) == 0
    said = capsys.readouterr().out
    assert said.endswith("1900-01-01/II.1, version 0.2.0.\n")
    assert main(["cite", "1900-01-01/II.1", "--style", "mla"]) == 0
    assert capsys.readouterr().out == said


@pytest.mark.usefixtures("here")
def test_cite_refuses_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "II.77"]) == 1
    assert "there is no II.77 in 1900-01-01; the nearest is II.3" in capsys.readouterr().err


def test_cite_refuses_an_edition_with_faults(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(here, "corpus/edition.yaml", "The specimen editors", "The other editors")
    assert main(["cite", "II.1"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "stale-template" in printed.err


@pytest.mark.usefixtures("here")
def test_verify_says_what_became_of_a_citation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "1900-01-01/n2, version 0.1.0"]) == 0
    assert capsys.readouterr().out == "1900-01-01/n2: unchanged since version 0.1.0\n"
    assert main(["verify", "“pp. 12–16,” 1900-01-01/n1, version 0.1.0"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("“pp. 12-16”\n1900-01-01/n1.1: these words are no longer here; revised")
    assert "n1, 0.2.0: revised. A misprint of the first printing" in said
    assert "pp. [-12–16,-] {+12–18,+} and text" in said


@pytest.mark.usefixtures("here")
def test_verify_reads_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1900-01-01/n2\n1900-01-01/n77\n"))
    assert main(["verify", "-"]) == 1
    assert "1900-01-01/n77: not found" in capsys.readouterr().out
    assert main(["verify", " "]) == 1
    assert "nothing to check" in capsys.readouterr().err


def test_format_writes_what_is_kept(here: Path) -> None:
    kept = here / "notes" / "bibliography-formatted.yaml"
    before = kept.read_text(encoding="utf-8")
    kept.write_text(before.replace("Fenn", "Nobody"), encoding="utf-8")
    assert main(["format"]) == 0
    assert kept.read_text(encoding="utf-8") == before


def test_unknown_commands_are_refused() -> None:
    with pytest.raises(SystemExit) as raised:
        main(["publish"])
    assert raised.value.code == 2


class _Terminal:
    """A stand-in for a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_bar_is_shown_to_a_terminal_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(printing.Bar, "_show", lambda _, stage: shown.append(stage))
    with printing.Bar() as bar:
        bar("read")
        monkeypatch.setattr(printing.Bar, "_BLINK", -1.0)
        bar("check")  # nobody looks: standard error is no terminal here
        monkeypatch.setattr("sys.stderr", _Terminal())
        bar("link")
    assert shown == ["link"]
