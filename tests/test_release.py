"""Releasing an edition on disk: what is appended, what is refused, what a kill leaves behind."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace as replaced
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from faulty import CORPUS, NOTES, SPECIMEN, replace
from kills import fault_at
from maocoop.check import check
from maocoop.cli import main
from maocoop.errors import EditionFaulty, Finding, Position, ReleaseRefused
from maocoop.history import states, successor, tombstones
from maocoop.read import read
from maocoop.release import NOT_PROMISED, release, release_yaml

if TYPE_CHECKING:
    from pathlib import Path

DAY = "1902-05-06"
ANCHORS, CHANGES = f"{CORPUS}/anchors.yaml", f"{CORPUS}/changes.yaml"
FOOTNOTES, COMMENT = f"{NOTES}/footnotes.yaml", f"{NOTES}/general-comment.yaml"

FAULT = Finding("some-rule", "a fault of the copy", "", Position("notes"))

REWORDED = """\
  - anchor: n2
    why: "The witness has: southern."
"""
RETIRED = """\
  - anchor: GC.4
    why: It is of another book.
    retired: taken out as it is of another book
"""
MOVED = """\
  - anchor: GC.4
    why: It stands behind the fifth.
    moved-to: GC.6
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the specimen, whose last release is 0.2.0."""
    return shutil.copytree(SPECIMEN, tmp_path / "edition")


@pytest.fixture
def bound(root: Path) -> Path:
    """A copy of the specimen, released as 1.0.0."""
    release(root, "1.0.0", DAY)
    return root


def bytes_of(root: Path) -> dict[str, bytes]:
    """Every file by its path."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def declare(root: Path, *entries: str) -> None:
    """Write the declared changes of the text."""
    (root / CHANGES).write_text("changes:\n" + "".join(entries), encoding="utf-8")


def reword(root: Path) -> None:
    """A note and its witness otherwise, so that nothing but the covenant can be at fault."""
    replace(root / FOOTNOTES, "northern", "southern")
    replace(root / CORPUS / "witness.txt", "northern", "southern")


def take_out(root: Path) -> None:
    """The last item of the comment is gone, from the witness too."""
    for path in (COMMENT, f"{CORPUS}/witness.txt"):
        text = (root / path).read_text(encoding="utf-8")
        start = text.index("  - anchor: GC.4" if path == COMMENT else "Other sources")
        (root / path).write_text(text[:start], encoding="utf-8")


def renumber(root: Path) -> None:
    """The last item of the comment has another anchor."""
    replace(root / COMMENT, "anchor: GC.4", "anchor: GC.6")


def refused(root: Path, version: str = "1.1.0", date: str = DAY) -> set[str]:
    """The rules for which a release is refused, and that it changes nothing."""
    before = bytes_of(root)
    with pytest.raises(EditionFaulty) as caught:
        release(root, version, date)
    assert bytes_of(root) == before
    return {finding.rule for finding in caught.value.findings}


# --- What is appended -------------------------------------------------------------------------


def test_a_release_without_a_change_is_on_record(root: Path) -> None:
    before = bytes_of(root)
    made = release(root, "1.0.0", DAY)
    after = bytes_of(root)
    assert (made.new, made.reworded, made.moved, made.retired) == ((), (), (), ())
    assert made.files == (ANCHORS, "notes/anchors.yaml", "corpus/edition.yaml")
    assert {path for path in after if after[path] != before.get(path)} == set(made.files)
    added = "  - version: 1.0.0\n    date: 1902-05-06\n    anchors: []\n"
    assert after[ANCHORS].decode() == before[ANCHORS].decode() + added
    assert after["corpus/edition.yaml"].decode() == before["corpus/edition.yaml"].decode().replace(
        "version: 0.2.0\nreleased: 1902-03-04", "version: 1.0.0\nreleased: 1902-05-06"
    )
    assert check(read(root)) == ()


def test_the_first_release_records_every_anchor(root: Path) -> None:
    (root / ANCHORS).unlink()
    (root / "notes/anchors.yaml").unlink()
    replace(root / "corpus/edition.yaml", "version: 0.2.0\nreleased: 1902-03-04\n", "")
    made = release(root, "0.1.0", DAY)
    edition = read(root)
    assert check(edition) == ()
    assert (edition.version, edition.released) == ("0.1.0", DAY)
    (text,) = edition.texts
    assert set(states(text.record)) == {p.anchor for p in text.parts} | {
        unit.anchor for unit in text.units()
    }
    assert f"{text.id}/n3" in made.new
    assert "bib-fenn-1898" in made.new
    assert states(text.record)["n3"][0].paragraphs[1] == ("The report leaves out the master.",)


def test_the_specimen_was_released_with_this_command() -> None:
    edition = read(SPECIMEN)
    written = "".join(map(release_yaml, edition.texts[0].record.releases))
    kept = (SPECIMEN / ANCHORS).read_text(encoding="utf-8")
    assert kept.endswith("\nreleases:\n" + written)


def test_a_reworded_note_is_recorded_with_its_reason(bound: Path) -> None:
    before = bytes_of(bound)
    reword(bound)
    assert refused(bound) == {"pending-revision"}
    declare(bound, REWORDED)
    made = release(bound, "1.0.1", DAY)
    assert made.reworded == ("1900-01-01/n2",)
    assert made.files[-1] == CHANGES
    assert not (bound / CHANGES).exists()
    after = bytes_of(bound)
    assert all(
        after[path].startswith(before[path]) for path in after if path.endswith("anchors.yaml")
    )
    state = states(read(bound).texts[0].record)["n2"][-1]
    assert (state.version, state.date, state.why) == ("1.0.1", DAY, "The witness has: southern.")
    assert state.paragraphs[0][0] == "A saying of the southern shore."


def test_a_retired_anchor_leaves_a_tombstone(bound: Path) -> None:
    take_out(bound)
    assert refused(bound) == {"vanished-anchor"}
    declare(bound, RETIRED)
    made = release(bound, "1.1.0", DAY)
    assert made.retired == ("1900-01-01/GC.4",)
    stone = tombstones(read(bound).texts[0].record)["GC.4"]
    assert stone.retired == "taken out as it is of another book"
    # What GC.3 was moved to is gone now, and what it was is on record still.
    assert successor(read(bound).texts[0].record, "GC.3") == "GC.4"


def test_a_moved_anchor_leads_on(bound: Path) -> None:
    renumber(bound)
    assert refused(bound) == {"vanished-anchor"}
    declare(bound, MOVED)
    made = release(bound, "1.1.0", DAY)
    assert (made.new, made.moved) == (("1900-01-01/GC.6",), ("1900-01-01/GC.4",))
    record = read(bound).texts[0].record
    assert [successor(record, anchor) for anchor in ("GC.3", "GC.4")] == ["GC.6", "GC.6"]
    replace(bound / COMMENT, "anchor: GC.6", "anchor: GC.4")
    assert "reused-anchor" in refused(bound, "1.2.0")


def test_below_one_nothing_needs_a_reason(root: Path) -> None:
    reword(root)
    take_out(root)
    made = release(root, "0.3.0", DAY)
    assert (made.reworded, made.retired) == (("1900-01-01/n2",), ("1900-01-01/GC.4",))
    record = read(root).texts[0].record
    assert states(record)["n2"][-1].why is None
    assert tombstones(record)["GC.4"].retired == NOT_PROMISED


def test_below_one_lines_may_be_divided_anew(root: Path) -> None:
    replace(root / CORPUS / "02.yaml", "it is enough.\n      The", "it is enough. The")
    release(root, "0.3.0", DAY)
    state = states(read(root).texts[0].record)["II.3"][-1]
    assert (state.version, len(state.paragraphs[0])) == ("0.3.0", 1)


def test_a_work_that_goes_is_declared_in_the_notes(bound: Path) -> None:
    replace(bound / "notes/authorities/terms.yaml", "id: mu", "id: mu-lamp")
    replace(bound / FOOTNOTES, "(term:mu)", "(term:mu-lamp)")
    assert refused(bound) == {"vanished-anchor"}
    entry = "  - anchor: term-mu\n    why: There are two.\n    moved-to: term-mu-lamp\n"
    (bound / "notes/changes.yaml").write_text("changes:\n" + entry, encoding="utf-8")
    made = release(bound, "1.1.0", DAY)
    assert (made.new, made.moved) == (("term-mu-lamp",), ("term-mu",))
    assert made.files[-1] == "notes/changes.yaml"


def test_a_file_without_a_last_line_end_is_appended_to(bound: Path) -> None:
    path = bound / ANCHORS
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    release(bound, "1.1.0", DAY)
    assert check(read(bound)) == ()


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "date", "message"),
    [
        ("1.0", DAY, "1.0 is no version"),
        ("v1.0.0", DAY, "v1.0.0 is no version"),
        ("1.0.00", DAY, "1.0.00 is no version"),
        ("1.0.0\n", DAY, "is no version"),
        ("1.0.0", "1902-02-30", "1902-02-30 is no day"),
        ("1.0.0", "19020304", "19020304 is no day"),
        ("1.0.0", "today", "today is no day"),
        ("0.2.0", DAY, "version 0.2.0 is released already"),
        ("0.1.10", DAY, "version 0.2.0 is released already"),
        ("1.0.0", "1902-03-03", "1902-03-03 is before that day"),
    ],
)
def test_versions_and_days_that_cannot_be(
    root: Path, version: str, date: str, message: str
) -> None:
    before = bytes_of(root)
    with pytest.raises(ReleaseRefused, match=message):
        release(root, version, date)
    assert bytes_of(root) == before


def test_any_error_and_any_warning_is_refused(root: Path) -> None:
    replace(root / FOOTNOTES, "northern", "southern")
    assert refused(root) == {"undeclared-emendation"}
    replace(root / FOOTNOTES, "(n4), [section", "(n40), [section")
    assert refused(root) == {"undeclared-emendation", "dangling-target"}


def test_a_change_that_does_not_apply_is_refused(bound: Path) -> None:
    declare(bound, REWORDED)
    assert refused(bound) == {"idle-change"}


def test_a_record_laid_out_by_hand_is_refused_before_anything_is_written(bound: Path) -> None:
    path = bound / "notes/anchors.yaml"
    lines = path.read_text(encoding="utf-8").replace("\n  ", "\n").removeprefix("  ")
    path.write_text(lines, encoding="utf-8")
    assert check(read(bound)) == ()
    before = bytes_of(bound)
    with pytest.raises(ReleaseRefused, match=r"could not be added to notes/anchors\.yaml"):
        release(bound, "1.1.0", DAY)
    assert bytes_of(bound) == before


def test_a_version_out_of_reach_is_refused(root: Path) -> None:
    replace(root / "corpus/edition.yaml", "version: 0.2.0", "version:\n  0.2.0")
    before = bytes_of(root)
    with pytest.raises(ReleaseRefused, match=r"could not be added to corpus/edition\.yaml"):
        release(root, "1.0.0", DAY)
    assert bytes_of(root) == before


@pytest.mark.parametrize(
    ("step", "stand_in", "message"),
    [
        ("edition_yaml", lambda text, *_: text, "`version` or `released`"),
        ("release_yaml", lambda made: release_yaml(made).replace("southern", "n"), "n2 would read"),
        ("release_yaml", lambda made: release_yaml(replaced(made, texts=())), "a release would"),
        ("check", Mock(side_effect=[(), (FAULT,)]), "a fault of the copy"),
    ],
)
def test_what_does_not_come_out_as_meant_is_not_put_in_place(
    root: Path, monkeypatch: pytest.MonkeyPatch, step: str, stand_in: object, message: str
) -> None:
    reword(root)
    before = bytes_of(root)
    monkeypatch.setattr(f"maocoop.release.{step}", stand_in)
    with pytest.raises(ReleaseRefused, match=message):
        release(root, "1.0.0", DAY)
    assert bytes_of(root) == before


# --- The disk ---------------------------------------------------------------------------------


class Killed(BaseException):
    """The end of the process, as far as a test can have it."""


def _fail() -> None:
    raise Killed


def test_a_kill_leaves_the_edition_as_it_was_or_something_for_check(bound: Path) -> None:
    reword(bound)
    declare(bound, REWORDED)
    before = bytes_of(bound)
    outcomes = []
    for number in range(1, 99):
        copy = shutil.copytree(bound, bound.parent / str(number))
        with suppress(Killed), fault_at(number, _fail) as calls:
            release(copy, "1.1.0", DAY)
        found = check(read(copy))
        if bytes_of(copy) == before:
            outcomes.append("as it was")
        else:
            outcomes.append(" ".join(sorted({finding.rule for finding in found})) or "released")
        if len(calls) < number:
            break
    assert list(dict.fromkeys(outcomes)) == [
        "as it was",
        "damaged-record idle-change unrecorded-version",
        "idle-change unrecorded-version",
        "idle-change",
        "released",
    ]


def test_a_disk_that_refuses_is_a_message(root: Path) -> None:
    def fail() -> None:
        raise PermissionError(13, "Permission denied", "anchors.yaml")

    for number in range(1, 99):
        copy = shutil.copytree(root, root.parent / str(number))
        with suppress(ReleaseRefused), fault_at(number, fail) as calls:
            release(copy, "1.0.0", DAY)
        assert not list(copy.rglob(".*.new"))
        if len(calls) < number:
            break
    assert "replace" in calls
    with pytest.raises(ReleaseRefused, match="run `maocoop check`"), fault_at(1, fail):
        release(root, "1.0.0", DAY)


# --- From the shell ---------------------------------------------------------------------------


def test_the_command(
    bound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(bound)
    reword(bound)
    assert main(["release", "1.1.0", "--date", DAY]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "warning: pending-revision: n2 is reworded since version 0.1.0" in printed.err
    assert "nothing is released" in printed.err
    declare(bound, REWORDED)
    assert main(["release", "1.1.0", "--date", DAY]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1900-01-01/n2: reworded",
        "version 1.1.0 of 1902-05-06: 0 new anchors",
        f"written: {ANCHORS}, notes/anchors.yaml, corpus/edition.yaml, {CHANGES}",
    ]
    assert main(["release", "1.1.0", "--date", DAY]) == 1
    assert "maocoop: version 1.1.0 is released already" in capsys.readouterr().err
