"""Every citation, read back by a program or rule that is not ours: the same place, the same version.

Data formats are read by pandoc; printed citations by the rule that their readers are given.
"""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from maocoop import cite
from maocoop.cite.address import Address
from maocoop.cite.templates import STYLES
from maocoop.model import Kind, Voice
from test_cite import BASE, DATES, ID, text_of, unreleased, version_one

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.model import Edition

RANGES = ("II.4–II.6", "VII.1.3–5", "II.4.2–II.5.1", "n12–n14", "GC.1–GC.3", "HN.1–HN.2", "I–III")

EDITIONS = {
    "unreleased": (unreleased(), "unreleased"),
    "released": (version_one(""), "version 1.0.0"),
    "published": (version_one(BASE), "version 1.0.0"),
}

each_edition = pytest.mark.parametrize("state", EDITIONS)


@cache
def addresses() -> tuple[Address, ...]:
    """Every part, unit and sentence of the edition, and some ranges."""
    found = []
    for part in text_of(unreleased()).parts:
        found.append(Address(ID, part.anchor))
        for unit in part.units:
            found.append(Address(ID, unit.anchor))
            if unit.kind is not Kind.EDITION_NOTE:  # those are cited whole
                found += [Address(ID, unit.anchor, k + 1) for k in range(len(unit.sentences))]
    found += [cite.parse_address(words, unreleased(), ID) for words in RANGES]
    return tuple(found)


@cache
def all_citations(state: str) -> tuple[tuple[Address, Mapping[str, str]], ...]:
    """The citations of all addresses."""
    edition, _ = EDITIONS[state]
    return tuple((a, cite.citations(edition, text_of(edition), a)) for a in addresses())


def read_by_pandoc(source: str, text: str) -> list[dict[str, Any]]:
    """CSL-JSON that pandoc makes of a bibliography in another format."""
    pandoc = import_module("pypandoc").get_pandoc_path()
    command = [pandoc, f"--from={source}", "--to=csljson"]
    ran = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    assert ran.stderr == ""
    items: list[dict[str, Any]] = json.loads(ran.stdout)
    return items


def is_of_the_author(edition: Edition, address: Address) -> bool:
    """Whether the words are the author's, by the parts of the model."""
    text = text_of(edition)
    return any(
        part.voice is Voice.AUTHOR
        and address.first in {part.anchor, *(unit.anchor for unit in part.units)}
        for part in text.parts
    )


def of_the_edition(address: Address) -> bool:
    """Whether the words are those of a note of this edition."""
    return address.first == "EN" or address.first.startswith("e")


# --- Data -------------------------------------------------------------------------------------


@each_edition
@pytest.mark.parametrize("style", ["bibtex", "ris", "csl-json"])
def test_data_is_read_back_by_pandoc(style: str, state: str) -> None:
    edition, version = EDITIONS[state]
    cited = [(address, made[style]) for address, made in all_citations(state)]
    if style == "csl-json":
        joined = json.dumps([item for _, text in cited for item in json.loads(text)])
    else:
        joined = "\n\n".join(text for _, text in cited)
    items = {item["id"]: item for item in read_by_pandoc(style.replace("-", ""), joined)}
    assert len(items) == len(cited)
    for address, _ in cited:
        item = items[str(address).replace("–", "-")]
        assert cite.parse_address(item["id"], edition, "none") == address
        assert item["type"] == "chapter"
        assert item["edition"] == version
        assert item["title"].endswith(DATES)
        assert ("issued" in item) == (edition.version is not None)
        assert item.get("URL", "").startswith(edition.base_url)
        assert ("author" in item) == is_of_the_author(edition, address)
        if style == "bibtex":
            source = "" if of_the_edition(address) else ". Source of the words"
            assert item["note"].startswith(f"{address}, {version}{source}")
        if style == "csl-json":
            assert item["archive_location"] == str(address)


@each_edition
def test_names_stay_whole(state: str) -> None:
    made = dict(all_citations(state))[Address(ID, "II.4")]
    for style in ("bibtex", "ris", "csl-json"):
        (item,) = read_by_pandoc(style.replace("-", ""), made[style])
        assert [*item["author"][0].values()] == ["Mao Zedong"]
        assert [*item["editor"][0].values()] == ["The maocoop editors"]


@each_edition
def test_every_line_of_ris_is_a_tag_and_a_value(state: str) -> None:
    # pandoc passes over the tags it has no use for, the place in the archive among them.
    for address, made in all_citations(state):
        lines = made["ris"].split("\n")
        found = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line) for line in lines]
        fields = {match[1]: match[2] for match in found if match}
        assert len(fields) == len(lines)
        assert fields["AV"] == str(address)
        assert lines[0] == "TY  - CHAP"
        assert lines[-1] == "ER  - "


def test_signs_of_tex_survive_bibtex() -> None:
    item = {
        "id": "x",
        "type": "chapter",
        "title": r"50% of A & B_c #1 {x} $5 ~ ^ \ end",
        "container-title": "C",
        "editor": [{"literal": "Barnes and Noble"}],
        "edition": "unreleased",
        "archive_location": "x",
        "note": "n",
    }
    (read,) = read_by_pandoc("bibtex", cite.formats.bibtex(item))
    assert read["title"] == item["title"]
    assert read["editor"] == [{"literal": "Barnes and Noble"}]


# --- In print ---------------------------------------------------------------------------------

# The rule a reader uses: the word with a slash that begins with a date is the address, what
# stands behind its comma is the version, and an address of the web follows if there is one.
READ = re.compile(
    r" (\d{4}-\d\d-\d\d/[^ ,]+), "
    r"(version \d+\.\d+\.\d+(?: with unreleased changes)?|unreleased)"
    r"(?:[.,] (https://[^ ]*?))?\.?$"
)


@each_edition
@pytest.mark.parametrize("style", STYLES)
def test_print_is_read_back_by_rule(style: str, state: str) -> None:
    edition, version = EDITIONS[state]
    for address, made in all_citations(state):
        found = READ.findall(made[style])
        assert len(found) == 1, made[style]
        (place, said, url) = found[0]
        assert cite.parse_address(place, edition, "none") == address
        assert said == version
        assert bool(url) == bool(edition.base_url)
        assert DATES in made[style]


@each_edition
@pytest.mark.parametrize("style", cite.ALL_STYLES)
def test_no_two_places_have_the_same_citation(style: str, state: str) -> None:
    said = [made[style] for _, made in all_citations(state)]
    assert len(set(said)) == len(said)
