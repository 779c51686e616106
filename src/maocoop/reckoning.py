"""Figures -> whether the sums between them come out (pure).

A result is an interval, as a range or a bound makes it one. It is exact, or agrees with a claim that is
bounded (`more than 300`) or round, or it differs; how far is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import prod
from typing import TYPE_CHECKING

from maocoop.model import Bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maocoop.model import Arithmetic, Figure, Text

NEAR = 0.05
"""How far a round claim, or one with bounded terms, may be from the result: a twentieth."""


class Verdict(StrEnum):
    """How a claim stands to the result of a sum."""

    EXACT = "exact"
    BOUNDED = "within its bound"
    ROUND = "in round numbers"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum with its terms and its claim; `low` and `high` are the result."""

    arithmetic: Arithmetic
    terms: tuple[Figure, ...]
    claim: Figure
    low: float
    high: float
    verdict: Verdict

    @property
    def off(self) -> float:
        """How far the claim is from the result, in per cent of the result."""
        middle = (self.low + self.high) / 2
        return 100 * abs(_middle(self.claim) - middle) / middle


def sums(text: Text) -> tuple[Sum, ...]:
    """Every sum of a text whose figures are there and have numbers, in the order of the file."""
    figures = {figure.id: figure for figure in text.figures if figure.low is not None}
    return tuple(
        _sum(each, [figures[id_] for id_ in each.terms], figures[each.result])
        for each in text.arithmetic
        if figures.keys() >= {*each.terms, each.result} and fits(each)
    )


NUMBER_OF_TERMS = {"quotient": 2, "difference": 2, "increase": 2, "share": 2, "years": 1}
"""How many terms an operation has; a sum or a product has two or more."""


def fits(each: Arithmetic) -> bool:
    """Whether a sum has as many terms as its operation takes."""
    wanted = NUMBER_OF_TERMS.get(each.operation)
    return len(each.terms) == wanted if wanted else len(each.terms) >= 2


def _sum(arithmetic: Arithmetic, terms: Sequence[Figure], claim: Figure) -> Sum:
    low, high = _result(arithmetic.operation, terms)
    verdict = _verdict(low, high, terms, claim)
    return Sum(arithmetic, tuple(terms), claim, low, high, verdict)


def _result(operation: str, terms: Sequence[Figure]) -> tuple[float, float]:
    if operation == "years":
        years = _years(terms[0])
        return years, years
    lows = [figure.low or 0.0 for figure in terms]
    highs = [figure.high or 0.0 for figure in terms]
    if operation == "sum":
        return sum(lows), sum(highs)
    if operation == "product":
        return prod(lows), prod(highs)
    # What is taken away or divided by works the other way round.
    work = _OF_TWO[operation]
    return work(lows[0], highs[1]), work(highs[0], lows[1])


_OF_TWO: dict[str, Callable[[float, float], float]] = {
    "difference": lambda first, second: first - second,
    "quotient": lambda first, second: first / second,
    "increase": lambda first, second: 100 * (second - first) / first,
    "share": lambda first, second: 100 * first / second,
}


def _years(figure: Figure) -> float:
    begin, _, end = (figure.date or "").partition("/")
    return float(int(end[:4] or begin[:4]) - int(begin[:4]) + 1)


def _verdict(low: float, high: float, terms: Sequence[Figure], claim: Figure) -> Verdict:
    claimed_low, claimed_high = claim.low or 0.0, claim.high or 0.0
    if (low, high) == (claimed_low, claimed_high):
        return Verdict.EXACT
    if claimed_low <= low and high <= claimed_high:
        return Verdict.BOUNDED
    if claim.bound is Bound.MORE_THAN and low > claimed_low:
        return Verdict.BOUNDED
    if claim.bound is Bound.LESS_THAN and high < claimed_high:
        return Verdict.BOUNDED
    bounded = any(figure.bound is not Bound.EXACT for figure in (*terms, claim))
    middle = (low + high) / 2
    near = abs(middle - _middle(claim)) <= NEAR * abs(middle)
    return Verdict.ROUND if bounded and near else Verdict.DIFFERS


def _middle(figure: Figure) -> float:
    return ((figure.low or 0.0) + (figure.high or 0.0)) / 2
