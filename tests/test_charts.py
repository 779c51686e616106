"""Charts: what each shows, and that a drawing is of the figures as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from maocoop import drawing
from maocoop.charts import digest, is_of, plots

if TYPE_CHECKING:
    from maocoop.charts import Plot
    from maocoop.model import Text

ROOT = Path(__file__).parents[1]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made(text: Text) -> dict[str, Plot]:
    """Its charts."""
    return {plot.id: plot for plot in plots(text)}


def test_every_figure_of_a_series_with_a_date_is_shown(text: Text, made: dict[str, Plot]) -> None:
    shown = {point.figure for point in made["cooperatives"].points}
    series = {f.anchor for f in text.figures if f.series == "cooperatives" and f.date}
    assert shown == series
    assert len(shown) > 15


def test_targets_stand_in_the_order_of_time_and_once(made: dict[str, Plot]) -> None:
    points = made["targets"].points
    assert [point.value for point in points] == [35_800, 600_000, 1_000_000, 1_300_000, 1_000_000]
    assert points[0].when == "autumn 1954"
    assert all(point.status == "planned" for point in points)


def test_a_chart_says_in_words_what_it_shows(made: dict[str, Plot]) -> None:
    words = made["cooperatives"].alternative
    assert "The speech: 15 December 1951: 300 (actual); 16 December 1953: 14,000 (actual)" in words
    assert "The translators: autumn 1954: 100,000 (actual)" in words


def test_a_drawing_is_of_its_figures_or_it_is_told(text: Text, made: dict[str, Plot]) -> None:
    assert all(is_of(plot, text) for plot in made.values())
    (first, *others) = text.charts
    edited = replace(first, svg=first.svg.replace("1952", "1953"))
    assert not is_of(made[first.id], replace(text, charts=(edited, *others)))
    plot = made["targets"]
    moved = replace(plot, points=(replace(plot.points[0], value=1.0), *plot.points[1:]))
    assert digest(moved, first.svg) != digest(plot, first.svg)


def test_drawing_again_gives_what_is_kept(text: Text) -> None:
    kept = (ROOT / "notes" / text.id / "charts.yaml").read_text(encoding="utf-8")
    assert drawing.charts_yaml(text) == kept


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_drawing_fits_into_a_page(text: Text, made: dict[str, Plot], number: int) -> None:
    chart = text.charts[number]
    tree = etree.fromstring(chart.svg)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name and name.startswith(f"{chart.id}-") for name in ids)
    assert tree.find(f".//{SVG}style") is None
    assert not any("style" in each.attrib for each in tree.iter())
    assert not re.search("#[0-9a-f]{6}", chart.svg), "a colour that is not of the style sheet"
    links = [link.attrib["href"] for link in tree.iter(f"{SVG}a")]
    assert sorted(links) == sorted(point.address for point in made[chart.id].points)
