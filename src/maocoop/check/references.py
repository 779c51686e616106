"""Rules on what other programs made, once: each was made from the edition as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.charts import is_of, plots
from maocoop.check.rule import Fault
from maocoop.cite.templates import kept, shapes, template_digest
from maocoop.csl import STYLE, digest
from maocoop.errors import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition, Text

_HINT = "run `maocoop format` (it needs the extra: pip install -e '.[cite]')"


def stale_reference(edition: Edition) -> Iterator[Fault]:
    """The formatted reference of a work is missing, was made from another state of it, or was edited
    by hand."""
    for work in edition.works:
        if work.digest != digest(work.item, STYLE, work.written):
            state = (
                "was made before the work was changed, or was changed by hand"
                if work.formatted
                else "is missing"
            )
            yield Fault(work.at, f"the formatted reference of {work.id} {state}", _HINT)


def stale_chart(text: Text) -> Iterator[Fault]:
    """A chart is missing, or was drawn from other figures, or was edited by hand."""
    if not _placed(text):
        return  # a target is to be mended first: most often the chart is right
    stale = [plot.id for plot in plots(text) if not is_of(plot, text)]
    shown = {plot.id for plot in plots(text)}
    stale += [chart.id for chart in text.charts if chart.id not in shown]
    if stale:
        at = text.charts[0].at if text.charts else Position(f"notes/{text.id}/charts.yaml")
        are = "is" if len(stale) == 1 else "are"
        message = f"{', '.join(stale)}: {are} not drawn from the figures as they stand"
        yield Fault(at, message, "run `maocoop charts` (it needs: pip install -e '.[charts]')")


def _placed(text: Text) -> bool:
    """Whether all figures stand where they say."""
    units = {unit.anchor: unit for unit in text.units()}
    targets = [figure.target for figure in text.figures]
    return all(each.anchor in units and units[each.anchor].span_of(each) for each in targets)


def stale_template(edition: Edition) -> Iterator[Fault]:
    """A template of citations is missing, was made of another title, author or editors, or was edited
    by hand."""
    there = kept(edition)
    needed = list(shapes(edition))
    missing = [shape for shape in needed if shape not in there]
    present = [shape for shape in needed if shape in there]
    stale = [
        shape
        for shape in present
        if there[shape].digest != template_digest(edition, shape, there[shape].written)
    ]
    # One `maocoop format` mends them all, so the first stands for the others.
    of_all = f"of {len(needed)} templates of citations"
    if missing:
        at = Position("notes/citation-templates.yaml")
        yield Fault(at, f"{len(missing)} {of_all} are missing", _HINT)
    if stale:
        are = f"{len(stale)} {of_all} were made of another state of the edition, or changed by hand"
        yield Fault(there[stale[0]].at, are, _HINT)
