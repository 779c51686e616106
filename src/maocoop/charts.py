"""The charts: which figures each shows, and whether its drawing is of those (pure).

`maocoop charts` draws them (`drawing.py`) and keeps each beside a digest, as a build must not need a
plotting library; `check` finds a chart that was drawn from other figures.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from maocoop.csl import day
from maocoop.model import Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.model import Text

VOICES = {
    Voice.AUTHOR: "The speech",
    Voice.TRANSLATORS: "The translators",
    Voice.COMMENTARY: "The general comment",
}
"""The panels of a chart, from top to bottom."""

_SEASONS = {21: 4, 22: 7, 23: 10, 24: 12.9}


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in a chart: who gives it, when it was or was to be, how much, and where.

    `year` is the end of its date with the month as a fraction, `when` that end in words; `label` is
    how it is written beside its mark; `address` the sentence, from the page of figures.
    """

    figure: str
    voice: str
    year: float
    when: str
    value: float
    status: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart to be drawn: `kind` says how, `alternative` says in words what it shows."""

    id: str
    kind: str
    title: str
    alternative: str
    points: tuple[Point, ...]


def plots(text: Text) -> tuple[Plot, ...]:
    """Every chart that has something to show."""
    cooperatives = tuple(_points(text, "cooperatives"))
    targets = tuple(point for point in cooperatives if point.status == "planned")
    made = (
        Plot(
            "cooperatives",
            "panels",
            "The number of cooperatives, reached and planned, by whose account",
            _told(cooperatives),
            cooperatives,
        ),
        Plot("targets", "bars", "The target that moved", _told(targets), _once(targets)),
        Plot(
            "joined",
            "shares",
            "The share of peasant households in cooperatives, as it was planned",
            _told(tuple(_points(text, "joined"))),
            tuple(_points(text, "joined")),
        ),
    )
    return tuple(plot for plot in made if len(plot.points) > 1)


def _points(text: Text, series: str) -> Iterator[Point]:
    parts = {unit.anchor: part for part in text.parts for unit in part.units}
    units = {unit.anchor: unit for unit in text.units()}
    for figure in text.figures:
        unit = units.get(figure.target.anchor)
        if unit is None or not unit.span_of(figure.target):
            continue  # the checks of its target say so
        if figure.series == series and figure.low is not None and figure.date:
            yield Point(
                figure=figure.anchor,
                voice=VOICES[parts[unit.anchor].voice],
                year=_year(_end(figure.date)),
                when=day(_end(figure.date)),
                value=figure.low,
                status=figure.status,
                label=f"{figure.low:,.12g}",
                address=f"{text.id}.html#{unit.anchor}.{unit.sentence_of(figure.target)}",
            )


def _once(points: Iterable[Point]) -> tuple[Point, ...]:
    """Points of one time and value once, in the order of time: the first voice that gives them."""
    seen: dict[tuple[float, float], Point] = {}
    for point in points:
        seen.setdefault((point.year, point.value), point)
    return tuple(sorted(seen.values(), key=lambda point: (point.year, point.value)))


def _told(points: Iterable[Point]) -> str:
    """The points in words, for those who do not see them."""
    made: dict[str, list[str]] = {}
    for point in points:
        made.setdefault(point.voice, []).append(f"{point.when}: {point.label} ({point.status})")
    return ". ".join(f"{voice}: {'; '.join(each)}" for voice, each in made.items())


def _end(edtf: str) -> str:
    """The end of a date: what was reached, or was to be, was so by then."""
    begin, _, end = edtf.partition("/")
    return begin if end in ("", "..") else end


def _year(edtf: str) -> float:
    """A date as a year with a fraction, as far as it is known."""
    year, *rest = edtf.rstrip("?~%").replace("X", "0").split("-")
    month = int(rest[0]) if rest else 0
    return round(int(year) + _SEASONS.get(month, month) / 12, 3)


def digest(plot: Plot, svg: str) -> str:
    """SHA-256 (hex) of what a chart shows and of its drawing."""
    made_from = json.dumps(asdict(plot), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{made_from}\n{svg}".encode()).hexdigest()


def is_of(plot: Plot, text: Text) -> bool:
    """Whether the drawing that is kept of a chart was made of the figures as they are."""
    kept = {chart.id: chart for chart in text.charts}
    return plot.id in kept and kept[plot.id].digest == digest(plot, kept[plot.id].svg)
