"""Charts -> drawings, by matplotlib (the only user of it; a build never comes here).

A drawing is SVG to be set into a page: its text is text, its colours are those of the style sheet, and
each point is a link to the sentence that gives it. The same figures give the same bytes.
"""

from __future__ import annotations

import io
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

from maocoop.charts import VOICES, digest, plots
from maocoop.errors import ToolMissing

if TYPE_CHECKING:
    from maocoop.charts import Plot, Point
    from maocoop.model import Text

# Colours that matplotlib can draw with, each standing for one of the style sheet.
_INK, _LINE, _PAPER, _EDITION = "#010203", "#040506", "#070809", "#0a0b0c"
_COLOURS = {
    _INK: "currentColor",
    _LINE: "var(--line)",
    _PAPER: "var(--paper)",
    _EDITION: "var(--edition)",
}

_LOOK = {
    "svg.fonttype": "none",
    "svg.hashsalt": "maocoop",
    "font.family": ["sans-serif"],
    "font.size": 9,
    "text.color": _INK,
    "axes.facecolor": "none",
    "axes.labelcolor": _INK,
    "axes.edgecolor": _LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _LINE,
    "grid.linewidth": 0.6,
}

_FACES = {"actual": _INK, "planned": _PAPER, "claim": _PAPER, "estimate": _PAPER}


def charts_yaml(text: Text) -> str:
    """The whole file `charts.yaml` of a text.

    Raises ToolMissing where matplotlib is not installed.
    """
    lines = ["# Made by `maocoop charts`, do not edit.", "charts:"]
    made = [(plot, draw(plot)) for plot in plots(text)]
    for plot, svg in made:
        lines += [f"  - id: {plot.id}", f"    digest: {digest(plot, svg)}", "    svg: |-"]
        lines += [f"      {row}" for row in svg.split("\n")]
    return "\n".join(lines if made else [lines[0], "charts: []"]) + "\n"


def draw(plot: Plot) -> str:
    """The chart as SVG, to be set into a page."""
    try:
        figure_of = import_module("matplotlib.figure").Figure
        look = import_module("matplotlib").rc_context
    except ImportError:
        raise ToolMissing(
            "charts are drawn by matplotlib, which is not here: pip install -e '.[charts]'"
        ) from None
    with look(_LOOK):
        made = _DRAWN[plot.kind](figure_of, plot)
        made.patch.set_alpha(0)
        buffer = io.BytesIO()
        made.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _for_a_page(buffer.getvalue().decode(), plot)


# --- How each kind is drawn -------------------------------------------------------------------


def _panels(figure_of: Any, plot: Plot) -> Any:
    """One panel a voice, time from left to right, the number from nought."""
    voices = [name for name in VOICES.values() if any(p.voice == name for p in plot.points)]
    figure = figure_of(figsize=(6.4, 2.2 * len(voices) + 0.4), layout="constrained")
    axes = figure.subplots(len(voices), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for ax, voice in zip(axes, voices, strict=True):
        points = [point for point in plot.points if point.voice == voice]
        ax.set_title(voice)
        ax.grid(visible=True, axis="y")
        _scatter(ax, points)
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        most = max(point.value for point in plot.points)
        ax.set_ylim(-0.12 * most, 1.12 * most)
        ax.locator_params(axis="y", nbins=4)
    years = [point.year for point in plot.points]
    axes[-1].set_xlim(min(years) - 0.4, max(years) + 0.9)
    axes[-1].set_xticks(range(int(min(years)), int(max(years)) + 2))
    axes[-1].xaxis.set_major_formatter(lambda value, _: f"{value:.0f}")
    figure.draw_without_rendering()
    for ax, voice in zip(axes, voices, strict=True):
        _label(ax, [point for point in plot.points if point.voice == voice])
    return figure


def _scatter(ax: Any, points: list[Point]) -> None:
    for status, face in _FACES.items():
        these = [point for point in points if point.status == status]
        if these:
            made = ax.scatter(
                [point.year for point in these],
                [point.value for point in these],
                s=34,
                marker="D" if status == "claim" else "o",
                facecolor=face,
                edgecolor=_EDITION if status == "claim" else _INK,
                zorder=3,
            )
            made.set_urls([point.address for point in these])


def _label(ax: Any, points: list[Point]) -> None:
    """The numbers beside their marks, each on the first side where nothing stands."""
    to_points = 72 / ax.figure.dpi
    places = [ax.transData.transform((p.year, p.value)) * to_points for p in points]
    taken = [(x - 4, x + 4, y - 4, y + 4) for x, y in places]
    for point in sorted(points, key=lambda point: (point.year, -point.value)):
        x, y = ax.transData.transform((point.year, point.value)) * to_points
        width = 4.4 * len(point.label)
        for dx, dy, side in _SIDES:
            left = x + dx - {"left": 0, "center": width / 2, "right": width}[side]
            box = (left, left + width, y + dy, y + dy + 8)
            if not any(_meet(box, other) for other in taken):
                break
        taken.append(box)
        ax.annotate(
            point.label,
            (point.year, point.value),
            xytext=(dx, dy),
            textcoords="offset points",
            ha=side,
            fontsize=7.5,
        )


_SIDES = (
    (7, -3, "left"),
    (0, 6, "center"),
    (-7, -3, "right"),
    (0, -13, "center"),
    (6, 6, "left"),
    (6, -12, "left"),
    (-6, -12, "right"),
    (-6, 6, "right"),
)
"""Where a number may stand: right of its mark, above, left, below, and at the corners."""


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _bars(figure_of: Any, plot: Plot) -> Any:
    return _horizontal(figure_of, plot, "{:,.0f}", None)


def _shares(figure_of: Any, plot: Plot) -> Any:
    return _horizontal(figure_of, plot, "{:.0f} %", 100)


def _horizontal(figure_of: Any, plot: Plot, written: str, most: float | None) -> Any:
    """One bar a figure, from the first in time to the last."""
    points = sorted(plot.points, key=lambda point: (-point.year, -point.value))
    figure = figure_of(figsize=(6.4, 0.34 * len(points) + 0.5), layout="constrained")
    ax = figure.subplots()
    ax.grid(visible=True, axis="x")
    ax.set_axisbelow(True)
    names = [f"{point.when} ({point.voice.removeprefix('The ')})" for point in points]
    bars = ax.barh(
        range(len(points)),
        [point.value for point in points],
        height=0.62,
        facecolor=_PAPER,
        edgecolor=_INK,
    )
    for bar, point in zip(bars, points, strict=True):
        bar.set_url(point.address)
        ax.annotate(
            written.format(point.value),
            (point.value, bar.get_y() + bar.get_height() / 2),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    ax.set_yticks(range(len(points)), names)
    ax.set_xlim(0, most or max(point.value for point in points) * 1.18)
    ax.xaxis.set_major_formatter(lambda value, _: written.format(value))
    ax.locator_params(axis="x", nbins=5)
    return figure


_DRAWN = {"panels": _panels, "bars": _bars, "shares": _shares}


# --- From matplotlib's SVG to one for a page --------------------------------------------------


def _for_a_page(svg: str, plot: Plot) -> str:
    """Without head, metadata and style; ids made the chart's own, links named by their addresses."""
    svg = svg[svg.index("<svg") :]
    # A style element in a page would style the whole page.
    svg = re.sub(r"\s*<(metadata|style)\b.*?</\1>", "", svg, flags=re.DOTALL)
    svg = svg.replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "").replace(
        "xlink:href", "href"
    )
    for colour, ours in _COLOURS.items():
        svg = svg.replace(colour, ours)
    svg = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", svg)
    svg = re.sub(r" font-family: [^;\"]*;", "", svg)
    svg = re.sub(r' style="([^"]*)"', _attributes, svg)
    svg = re.sub(r'(id="|url\(#|href="#)', rf"\g<1>{plot.id}-", svg)
    svg = re.sub(r'<a href="([^"#]+#)([^"]+)"', r'<a href="\1\2" aria-label="\2"', svg)
    head = f'<svg class="chart" role="group" aria-labelledby="chart-{plot.id}"'
    svg = re.sub(r'<svg width="[^"]*" height="[^"]*"', head, svg, count=1)
    return "\n".join(line.rstrip() for line in svg.strip().split("\n"))


def _attributes(style: re.Match[str]) -> str:
    """Attributes of SVG for an attribute of style, which a page's policy on content would refuse."""
    pairs = (each.split(":", 1) for each in style[1].split(";") if each.strip())
    return "".join(f' {name.strip()}="{value.strip()}"' for name, value in pairs)
