"""The tables, read back: every unit, every target, every name, as RFC 4180 has it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maocoop.link import link
from maocoop.model import Kind
from maocoop.read import read
from maocoop.render import data, tables

if TYPE_CHECKING:
    from maocoop.model import Edition

TESTS = Path(__file__).parent
NAMES = ("paragraphs", "notes", "authorities")


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


def table(edition: Edition, name: str) -> list[dict[str, str]]:
    """The rows of a table."""
    content = tables.render(edition, link(edition), Path())[f"data/{name}.csv"].decode()
    return list(csv.DictReader(io.StringIO(content, newline=""), strict=True))


def contract(edition: Edition) -> dict[str, dict[str, Any]]:
    """The units of the data contract, by anchor."""
    files = data.render(edition, link(edition), Path(), edition.texts[0])
    units = json.loads(files[f"data/{edition.texts[0].id}.json"])["units"]
    return {unit["anchor"]: unit for unit in units}


def sentences(row: dict[str, str]) -> list[str]:
    """The words of a row, parted where it says that sentences begin."""
    starts = list(map(int, row["sentence-starts"].split()))
    ends = [*(start - 1 for start in starts[1:]), len(row["words"])]
    return [row["words"][start:end] for start, end in zip(starts, ends, strict=True)]


def differences(rows: list[dict[str, str]], units: dict[str, dict[str, Any]]) -> list[str]:
    """The rows whose words, label or kind are not those of the unit."""
    return [
        row["anchor"]
        for row in rows
        if (unit := units.get(row["anchor"])) is None
        or sentences(row) != unit["sentences"]
        or row["label"] != (unit["label"] or "")
        or row["kind"] != unit["kind"]
        or list(map(int, row["paragraph-starts"].split())) != unit["paragraph-starts"]
        or row.get("section", unit["section"] or "") != (unit["section"] or "")
    ]


def test_every_word_of_every_unit_comes_back(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        units = contract(each)
        paragraphs, notes = table(each, "paragraphs"), table(each, "notes")
        assert differences(paragraphs + notes, units) == []
        ours = {anchor for anchor, unit in units.items() if unit["kind"] == "edition-note"}
        assert [row["anchor"] for row in paragraphs] == [a for a in units if a not in ours]
        kinds = {"note", "comment", "edition-note"}
        assert [row["anchor"] for row in notes] == [
            anchor for anchor, unit in units.items() if unit["kind"] in kinds
        ]


def test_a_word_that_changes_is_seen(specimen: Edition) -> None:
    units = contract(specimen)
    for row in table(specimen, "paragraphs") + table(specimen, "notes"):
        for k, sign in enumerate(row["words"]):
            if sign.isalnum():
                changed = row | {"words": f"{row['words'][:k]}#{row['words'][k + 1 :]}"}
                assert differences([changed], units) == [row["anchor"]]


def test_who_speaks_of_what(edition: Edition) -> None:
    paragraphs = {row["anchor"]: row for row in table(edition, "paragraphs")}
    notes = {row["anchor"]: row for row in table(edition, "notes")}
    for column, kind in (
        ("notes", Kind.NOTE), ("comments", Kind.COMMENT), ("edition-notes", Kind.EDITION_NOTE)
    ):  # fmt: skip
        said = {(a, note) for a, row in paragraphs.items() for note in row[column].split()}
        about = {
            (target if target in paragraphs else target.rpartition(".")[0], anchor)
            for anchor, row in notes.items()
            if row["kind"] == kind
            for target in row["targets"].split()
        }
        assert said == about
        assert said


def test_lemmas_stand_in_their_sentences(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        units = contract(each)
        for row in table(each, "notes"):
            targets = row["targets"].split()
            lemmas = row["lemmas"].split(tables.PARTED) if targets else []
            assert len(lemmas) == len(targets)
            for target, lemma in zip(targets, lemmas, strict=True):
                anchor, _, number = target.rpartition(".")
                if lemma:
                    assert lemma in units[anchor]["sentences"][int(number) - 1]
                else:
                    assert target in units
            assert bool(row["certainty"]) == (row["kind"] == "edition-note")


def test_voices_and_quotations(edition: Edition) -> None:
    rows = {row["anchor"]: row for row in table(edition, "paragraphs")}
    assert {row["voice"] for row in rows.values()} == {"author", "translators", "commentary"}
    assert {a for a, row in rows.items() if row["quotes"]} == {"XII.2", "XII.5", "XII.7"}
    assert {row["voice"] for row in table(edition, "notes")} == {
        "translators",
        "commentary",
        "edition",
    }


def test_names_come_back(edition: Edition) -> None:
    rows = table(edition, "authorities")
    links = link(edition)
    assert [row["anchor"] for row in rows] == [each.anchor for each in edition.entities]
    for row, entity in zip(rows, edition.entities, strict=True):
        assert row["original"] == (entity.original or "")
        assert len(row["forms"].split(tables.PARTED)) == len(entity.forms)
        assert row["certainty"] == entity.certainty
        assert tuple(row["conjectured"].split()) == entity.conjectured
        assert int(row["places"]) == len(links.entities[entity.anchor].occurrences) >= 1
        assert 1 <= int(row["units"]) <= int(row["places"])
        assert row["latitude"] == ("" if entity.latitude is None else str(entity.latitude))


@pytest.mark.parametrize("name", NAMES)
def test_the_form_is_that_of_rfc_4180(edition: Edition, name: str) -> None:
    content = tables.render(edition, link(edition), Path())[f"data/{name}.csv"].decode()
    assert not content.startswith("\ufeff")
    assert content.endswith("\r\n")
    assert "\n" not in content.replace("\r\n", "")
    rows = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])


def test_what_parts_words_is_in_none(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        for text in each.texts:
            assert not any(tables.PARTED in s.printed for u in text.units() for s in u.sentences)
        assert not any(tables.PARTED in form for entity in each.entities for form in entity.forms)


def test_nothing_is_put_before_the_words(specimen: Edition) -> None:
    # A spreadsheet may take this for a formula; to change it would change the words.
    (first, *rest) = specimen.entities
    named = replace(first, gloss='=SUM(1,2), "quoted",\nin two lines')
    (row, *_) = table(replace(specimen, entities=(named, *rest)), "authorities")
    assert row["gloss"] == "=SUM(1,2), “quoted”,\nin two lines"


def test_the_ledger_has_every_figure(edition: Edition) -> None:
    rows = table(edition, "figures")
    assert [row["figure"] for row in rows] == [
        figure.anchor for text in edition.texts for figure in text.figures
    ]
    (row,) = (row for row in rows if row["figure"] == "fig-rich-peasants-1955")
    assert (row["anchor"], row["sentence"], row["low"], row["high"]) == ("HN.3", "2", "70", "80")
    assert row["by"] == "The plan of July 1955, as the headnote has it"
