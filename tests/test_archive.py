"""The archive holds every data file, the same bytes every time; the sums are what sha256sum says."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from maocoop.link import link
from maocoop.read import read
from maocoop.render.archive import EARLIEST, NAME, SUMS, moment, render, sums

TESTS = Path(__file__).parent
EDITION = read(TESTS / "specimen")
LINKS = link(EDITION)
FILES = {"data/b.txt": b"b", "data/a/c.json": b"{}", "index.html": b"a page"}


def test_the_archive_holds_the_data_and_nothing_else() -> None:
    packed = render(EDITION, LINKS, TESTS, FILES)[NAME]
    with ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a/c.json": b"{}",
            "b.txt": b"b",
        }
        assert archive.testzip() is None


def test_the_archive_knows_no_clock_and_no_order() -> None:
    again = dict(reversed(FILES.items()))
    assert render(EDITION, LINKS, TESTS, FILES) == render(EDITION, LINKS, TESTS, again)
    with ZipFile(io.BytesIO(render(EDITION, LINKS, TESTS, FILES)[NAME])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {moment(EDITION)}


def test_without_a_release_the_archive_has_the_first_day_of_zip() -> None:
    assert moment(replace(EDITION, released=None)) == EARLIEST
    assert moment(replace(EDITION, released="2026-11-24")) == (2026, 11, 24, 0, 0, 0)


def test_the_sums_are_those_of_the_files() -> None:
    lines = sums(EDITION, LINKS, TESTS, FILES)[SUMS].decode().splitlines()
    assert lines == [
        f"{hashlib.sha256(b'{}').hexdigest()}  a/c.json",
        f"{hashlib.sha256(b'b').hexdigest()}  b.txt",
    ]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="the program is coreutils'")
def test_the_one_line_on_the_page_finds_a_changed_file(specimen_site: Path, tmp_path: Path) -> None:
    shutil.copytree(specimen_site / "data", tmp_path / "data")
    command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    run = subprocess.run(command, cwd=tmp_path / "data", capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "")
    (tmp_path / "data" / "RIGHTS.txt").write_text("All rights are mine.")
    run = subprocess.run(command, cwd=tmp_path / "data", capture_output=True, text=True)
    assert run.returncode == 1
    assert "RIGHTS.txt: FAILED" in run.stdout
