"""Figures and dates on the pages: in order, as one writes them, where they are said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.link import link
from maocoop.reckoning import sums
from maocoop.render import ledger

if TYPE_CHECKING:
    from maocoop.model import Edition, Text

ROOT = Path(__file__).parents[1]


def test_sums_as_one_writes_them(text: Text) -> None:
    written = {
        each.arithmetic.what: " ".join(piece.words for piece in ledger.expression(each))
        for each in sums(text)
    }
    assert written["The cooperatives after the readjustment"] == "670,000 − 20,000 = 650,000"
    assert written["The state farms of both kinds"] == "141 + 2,897 = 3,038"
    assert written["The households in a cooperative"] == "16,900,000 ÷ 650,000 = 26"
    assert written["The increase planned for 1954"] == "14,000 → 35,800 = +155.7\N{NO-BREAK SPACE}%"
    assert written["The seventeen years"] == "1921 to 1937 = 17"
    assert (
        written["Their households in all households"]
        == "55,000,000 of 110,000,000 = 50\N{NO-BREAK SPACE}%"
    )
    assert written["The people in the cooperatives of spring 1958"] == (
        "55,000,000 × 4.5 = 247,500,000"
    )


def test_the_terms_of_a_sum_lead_to_their_figures(text: Text) -> None:
    anchors = {figure.anchor for figure in text.figures}
    for each in sums(text):
        linked = [piece.figure for piece in ledger.expression(each) if piece.figure]
        assert set(linked) <= anchors
        assert len(linked) == len(each.terms)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("0961/0976", "1920"),
        ("192X/193X", "1921/1937"),
        ("1955", "1955-21"),
        ("1955-21", "1955-06"),
        ("1955-22", "1955-07"),
        ("1955-07-31", "1955-08-25"),
        ("../1954-23", "1954-10"),
        ("1954-10", "1954-24"),
    ],
)
def test_order_in_time(text: Text, earlier: str, later: str) -> None:

    first, second = text.chronology[:2]
    moments = (replace(first, date=later), replace(second, date=earlier))
    assert [m.date for m in ledger.in_time(replace(text, chronology=moments))] == [earlier, later]


def test_every_date_of_the_edition_leads_to_its_words(edition: Edition, text: Text) -> None:
    links = link(edition)
    for moment in text.chronology:
        for target in moment.targets:
            at = ledger.place(target, text, links=links)
            unit = links.texts[text.id].units[at.unit]
            assert " ".join(s.printed for s in unit.sentences).count(at.words) >= 1
    years = [name for name, _ in ledger.by_year(ledger.in_time(text))]
    assert years == sorted(years, key=int)
    assert len(years) == len(set(years))
