"""Figures, sums and dates on the pages: in order, in words, linked to where they are said (pure)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from maocoop.markup import printed
from maocoop.remember import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.link import Links
    from maocoop.model import Figure, Moment, Target, Text
    from maocoop.reckoning import Sum

_SIGNS = {"sum": "+", "difference": "−", "product": "×", "quotient": "÷"}
_PER_CENT = "\N{NO-BREAK SPACE}%"
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}


class Place(NamedTuple):
    """Where a lemma stands: its unit, the sentence in it (from 1), and the words in print."""

    unit: str
    sentence: int
    words: str


class Piece(NamedTuple):
    """A piece of a sum: a sign, or a number with the anchor of its figure."""

    words: str
    figure: str | None = None


def place(target: Target, text: Text, *, links: Links) -> Place:
    """Where the words of a checked target stand."""
    unit = links.texts[text.id].units[target.anchor]
    return Place(unit.anchor, unit.sentence_of(target), printed(target.lemma or ""))


def number(low: float, high: float) -> str:
    """A number or range in print: thousands parted, no more figures than are needed."""
    return _number(low) if low == high else f"{_number(low)}–{_number(high)}"


def _number(value: float) -> str:
    """A whole number whole; else with three figures, or one behind the stop."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}".rstrip("0")


def expression(made: Sum) -> list[Piece]:
    """A sum as one writes it, its terms with their figures: `670,000 − 20,000 = 650,000`."""
    terms = [Piece(number(f.low or 0, f.high or 0), f.anchor) for f in made.terms]
    result = Piece(number(made.low, made.high))
    match made.arithmetic.operation:
        case "years":
            begin, _, end = (made.terms[0].date or "").partition("/")
            return [Piece(f"{begin[:4]} to {end[:4]}", made.terms[0].anchor), Piece("="), result]
        case "increase":
            return [
                terms[0],
                Piece("→"),
                terms[1],
                Piece("="),
                Piece(f"+{result.words}{_PER_CENT}"),
            ]
        case "share":
            return [
                terms[0],
                Piece("of"),
                terms[1],
                Piece("="),
                Piece(f"{result.words}{_PER_CENT}"),
            ]
        case operation:
            pieces = [terms[0]]
            for term in terms[1:]:
                pieces += [Piece(_SIGNS[operation]), term]
            return [*pieces, Piece("="), result]


def counted(text: Text) -> dict[str, list[Figure]]:
    """The figures of each unit that has any."""
    return _counted(text.figures)


@remembered
def _counted(figures: tuple[Figure, ...]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.target.anchor, []).append(figure)
    return found


def dated(text: Text) -> dict[str, list[Moment]]:
    """The entries of the chronology that name a unit, in time, for each that has any."""
    return _dated(text.chronology)


@remembered
def _dated(chronology: tuple[Moment, ...]) -> dict[str, list[Moment]]:
    found: dict[str, list[Moment]] = {}
    for moment in _in_time(chronology):
        for anchor in dict.fromkeys(target.anchor for target in moment.targets):
            found.setdefault(anchor, []).append(moment)
    return found


def in_time(text: Text) -> list[Moment]:
    """The entries of the chronology by when they begin, those of one time in the order of the file."""
    return _in_time(text.chronology)


@remembered
def _in_time(chronology: tuple[Moment, ...]) -> list[Moment]:
    return sorted(chronology, key=lambda moment: _begins(moment.date))


def _begins(edtf: str) -> tuple[int, ...]:
    begin, _, end = edtf.partition("/")
    # Of something with an end alone the end is all that is known.
    part = (end if begin == ".." else begin).rstrip("?~%").replace("X", "0")
    year, *rest = map(int, part.split("-"))
    month, day = (*rest, 0, 0)[:2]
    return (year, _SEASONS.get(month, month), day)


def year(edtf: str) -> str:
    """The year under which an entry stands: that of its beginning."""
    return str(_begins(edtf)[0])


def by_year(moments: list[Moment]) -> list[tuple[str, list[Moment]]]:
    """Entries in the order of time under their years."""
    return [(first, list(each)) for first, each in groupby(moments, lambda m: year(m.date))]


def rows(texts: tuple[Text, ...]) -> Iterator[tuple[str, ...]]:
    """The ledger as rows of COLUMNS, one a figure."""
    for text in texts:
        yield from (_row(text, figure) for figure in text.figures)


COLUMNS = (
    "figure", "text", "anchor", "sentence", "words", "what", "low", "high", "bound", "unit", "date",
    "status", "by", "series",
)  # fmt: skip


def _row(text: Text, figure: Figure) -> tuple[str, ...]:
    unit = next(unit for unit in text.units() if unit.anchor == figure.target.anchor)
    low, high = ("" if end is None else f"{end:.12g}" for end in (figure.low, figure.high))
    return (
        figure.anchor,
        text.id,
        unit.anchor,
        str(unit.sentence_of(figure.target)),
        printed(figure.target.lemma or ""),
        figure.what,
        low,
        high,
        figure.bound,
        figure.unit,
        figure.date or "",
        figure.status,
        figure.by or "",
        figure.series or "",
    )
