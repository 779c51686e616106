"""data.html lists every data file of a build, once, with its size and its rights, and nothing else."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from lxml import html

from maocoop.link import link
from maocoop.read import read
from maocoop.render import render
from maocoop.render.holdings import HOLDINGS, Held, Holding, held

if TYPE_CHECKING:
    from maocoop.model import Edition

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def specimen() -> Edition:
    return read(TESTS / "specimen")


@pytest.fixture(scope="module")
def files(specimen: Edition) -> dict[str, bytes]:
    return render(specimen, link(specimen), TESTS.parent / "templates")


def test_every_data_file_belongs_to_one_row(specimen: Edition, files: dict[str, bytes]) -> None:
    listed = [path for row in held(specimen, files) for path in row.paths]
    assert sorted(listed) == sorted(path for path in files if path.startswith("data/"))


def test_a_file_without_a_row_is_refused(specimen: Edition) -> None:
    with pytest.raises(ValueError, match="empty"):
        held(specimen, {"data/stray.bin": b""})


def test_the_most_exact_row_has_a_file(specimen: Edition) -> None:
    files = {"data/a.tei.xml": b"", "data/a/I.1.csl.json": b"", "data/a/I.1.json": b""}
    rows = {row.paths: row.holding.name for row in held(specimen, files)}
    assert rows == {
        ("data/a.tei.xml",): "TEI P5",
        ("data/a/I.1.json",): "JSON, by anchor",
        ("data/a/I.1.csl.json",): "Every unit, CSL-JSON",
    }


def test_the_page_links_only_what_is_there(files: dict[str, bytes]) -> None:
    page = html.fromstring(files["data.html"])
    links = {link.get("href", "") for link in page.iter("a")}
    linked = {link for link in links if link.startswith("data/")}
    assert linked
    assert linked <= set(files)
    named = {"data/figures.csv", "data/1900-01-01.json", "data/SHA256SUMS", "data/RIGHTS.txt"}
    assert named <= linked


def test_what_a_build_lacks_is_said(files: dict[str, bytes]) -> None:
    assert b"maocoop build --all" in files["data.html"]
    assert "data/edition.zip" not in files


@pytest.mark.pango
def test_a_whole_build_has_a_row_for_each_file_and_a_file_for_each_row(specimen: Edition) -> None:
    files = render(specimen, link(specimen), TESTS.parent / "templates", whole=True)
    rows = held(specimen, files)
    listed = [path for row in rows for path in row.paths]
    assert sorted(listed) == sorted(path for path in files if path.startswith("data/"))
    assert [row.holding for row in rows] == list(HOLDINGS)
    page = html.fromstring(files["data.html"])
    linked = {link.get("href", "") for link in page.iter("a")}
    assert {link for link in linked if link.startswith("data/")} <= set(files)
    assert b"maocoop build --all" not in files["data.html"]
    with ZipFile(io.BytesIO(files["data/edition.zip"])) as archive:
        held_too = {f"data/{name}" for name in archive.namelist()}
    assert held_too == set(listed) - {"data/edition.zip", "data/SHA256SUMS"}


def test_sizes_are_those_of_the_files(files: dict[str, bytes]) -> None:
    (facts,) = re.findall(r"<code>data/RIGHTS.txt</code>, ([^ ]+ \w+)", files["data.html"].decode())
    assert facts == f"{len(files['data/RIGHTS.txt'])} bytes"
    weights = [Held(HOLDINGS[0], (), size, ()).weight for size in (999, 21_400, 3_450_000)]
    assert weights == ["999 bytes", "21 kB", "3.5 MB"]


def test_rights_follow_the_voices(specimen: Edition) -> None:
    rows = {row.holding.path: row for row in held(specimen, {"data/a.txt": b"", "data/bibliography.bib": b""})}  # fmt: skip
    ours = {right.statement for right in rows["bibliography.bib"].rights}
    all_voices = {right.statement for right in rows["*.txt"].rights}
    assert ours < all_voices


def test_two_stars_stand_for_any_path_and_one_for_a_name() -> None:
    assert Holding("", "dts/**", "", "").holds("data/dts/document/II.xml")
    assert not Holding("", "*.json", "", "").holds("data/a/b.json")
