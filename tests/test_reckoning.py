"""Sums between figures: what they come to, and how a claim stands to that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.check.figures import dangling_figure, false_sum, uncounted_numeral
from maocoop.errors import Position
from maocoop.model import Arithmetic, Bound, Figure, Target
from maocoop.reckoning import Verdict, sums

if TYPE_CHECKING:
    from maocoop.model import Text

ROOT = Path(__file__).parents[1]
AT = Position("x")


def figure(
    id_: str, low: float, high: float | None = None, bound: Bound = Bound.EXACT, date: str = ""
) -> Figure:
    """A figure of nothing in particular."""
    high = low if high is None else high
    target = Target("I.1", "x", None, AT)
    return Figure(
        id_, target, "x", low, high, bound, "x", date or None, "actual", None, None, None, AT
    )


def reckoned(text: Text, operation: str, claim: Figure, *terms: Figure) -> tuple[float, float, str]:
    """Result and verdict of one sum."""
    each = Arithmetic("x", operation, tuple(t.id for t in terms), claim.id, None, AT)
    (made,) = sums(replace(text, figures=(*terms, claim), arithmetic=(each,)))
    return made.low, made.high, made.verdict


@pytest.mark.parametrize(
    ("operation", "terms", "claim", "expected"),
    [
        ("sum", [(2, 2), (3, 3)], (5, 5), (5, 5, "exact")),
        ("sum", [(2, 2), (3, 4)], (5, 6), (5, 6, "exact")),
        ("difference", [(9, 10), (2, 3)], (6, 8), (6, 8, "exact")),
        ("product", [(2, 2), (3, 3)], (7, 7), (6, 6, "differs")),
        ("quotient", [(12, 12), (2, 3)], (4, 6), (4, 6, "exact")),
        ("quotient", [(12, 12), (3, 3)], (3, 5), (4, 4, "within its bound")),
        ("increase", [(100, 100), (600, 600)], (500, 500), (500, 500, "exact")),
        ("share", [(55, 55), (110, 110)], (50, 50), (50, 50, "exact")),
    ],
)
def test_operations(
    text: Text,
    operation: str,
    terms: list[tuple[float, float]],
    claim: tuple[float, float],
    expected: tuple[float, float, str],
) -> None:
    made = [figure(f"t{i}", *ends) for i, ends in enumerate(terms)]
    assert reckoned(text, operation, figure("claim", *claim), *made) == expected


def test_years_are_counted_with_both_ends(text: Text) -> None:
    seventeen = figure("years", 17, date="1921/1937")
    assert reckoned(text, "years", figure("claim", 17), seventeen) == (17, 17, "exact")


def test_bounds(text: Text) -> None:
    two, three = figure("a", 2), figure("b", 3)
    more = figure("claim", 4, bound=Bound.MORE_THAN)
    less = figure("claim", 6, bound=Bound.LESS_THAN)
    assert reckoned(text, "sum", more, two, three)[2] == Verdict.BOUNDED
    assert reckoned(text, "sum", less, two, three)[2] == Verdict.BOUNDED
    assert reckoned(text, "sum", replace(more, low=6.0, high=6.0), two, three)[2] == Verdict.DIFFERS


def test_round_numbers_are_near_and_said_to_be_round(text: Text) -> None:
    hundred, three = figure("a", 100), figure("b", 3)
    about = figure("claim", 100, bound=Bound.ABOUT)
    assert reckoned(text, "sum", about, hundred, three)[2] == Verdict.ROUND
    assert reckoned(text, "sum", replace(about, bound=Bound.EXACT), hundred, three)[2] == "differs"
    assert reckoned(text, "sum", about, hundred, figure("b", 9))[2] == Verdict.DIFFERS


# --- The edition ------------------------------------------------------------------------------


def test_every_sum_of_the_edition_is_reckoned(text: Text) -> None:
    made = sums(text)
    assert len(made) == len(text.arithmetic) == 26
    verdicts = [each.verdict for each in made]
    assert verdicts.count(Verdict.EXACT) > 15
    assert Verdict.DIFFERS not in verdicts


def test_without_one_term_a_sum_is_told_by_name(text: Text) -> None:
    for each in text.arithmetic:
        for term in each.terms:
            fewer = replace(each, terms=tuple(t for t in each.terms if t != term))
            changed = tuple(fewer if other is each else other for other in text.arithmetic)
            spoilt = replace(text, arithmetic=changed)
            told = [*dangling_figure(spoilt), *false_sum(spoilt)]
            assert any(each.what in fault.message for fault in told), (each.what, term)


def test_without_one_figure_its_numeral_is_told_by_name(text: Text) -> None:
    unseen = []
    for each in text.figures:
        fewer = tuple(other for other in text.figures if other is not each)
        spoilt = replace(text, figures=fewer)
        told = [*uncounted_numeral(spoilt), *dangling_figure(spoilt)]
        if not any(each.target.anchor in f.message or each.id in f.message for f in told):
            unseen.append(each.id)
    assert unseen == []
