"""Figures and dates that the texts claim -> `measure` and `event` (TEI P5, chapters 3.6.3 and 13.3.7).

The ledger is this edition's; the words of a figure in the text point to its entry (`@corresp`), and the
entry to its sentence. An exact number stands in `quantity`, a range or a bound in `num`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.model import Bound
from maocoop.render.tei.elements import dated, element, pointers, worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.model import Arithmetic, Figure, Moment, Text, Unit
    from maocoop.render.tei.elements import Content, Element


def measured(figure: Figure, *content: Content, corresp: str | None = None) -> Element:
    """The words of a figure, with its number where that is exact, its unit and its status."""
    exact = figure.low is not None and figure.low == figure.high and figure.bound is Bound.EXACT
    return element(
        "measure",
        *content,
        type=figure.status,
        quantity=_number(figure.low) if exact else None,
        unit="-".join(figure.unit.split()),
        corresp=corresp,
    )


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.12g}"


def ledger(text: Text, units: Mapping[str, Unit]) -> Element:
    """Every figure with its place, number, date and source."""
    return element("list", *(_entry(figure, units) for figure in text.figures), type="figures")


def _entry(figure: Figure, units: Mapping[str, Unit]) -> Element:
    words = printed(figure.target.lemma or "")
    return element(
        "item",
        worded("label", figure.what),
        ": ",
        measured(figure, _bounded(figure)),
        *((" (", dated("date", figure.date), ")") if figure.date else ()),
        *((". Said by: ", worded("rs", figure.by, type="source")) if figure.by else ()),
        *((". In the words ", element("quote", words)) if words else ()),
        *((". ", worded("note", figure.remark, type="remark")) if figure.remark else ()),
        xml_id=figure.anchor,
        corresp=pointers([figure.target], units),
    )


def _bounded(figure: Figure) -> Content:
    """The quantity in words, with its bounds as `num` has them."""
    low, high = _number(figure.low), _number(figure.high)
    if low is None:
        return figure.said
    bounds = {
        Bound.EXACT: {"value": low},
        Bound.ABOUT: {"value": low, "cert": "medium"},
        Bound.MORE_THAN: {"atLeast": low},
        Bound.LESS_THAN: {"atMost": low},
    }
    about = {"min": low, "max": high} if low != high else bounds[figure.bound]
    return element("num", figure.said, type=figure.bound.value, **about)


def sums(text: Text) -> Element | None:
    """The arithmetic between figures, where there is any."""
    if not text.arithmetic:
        return None
    return element("list", *map(_sum, text.arithmetic), type="arithmetic")


def _sum(each: Arithmetic) -> Element:
    terms = " ".join(f"#fig-{id_}" for id_ in each.terms)
    return element(
        "item",
        worded("label", each.what),
        ": ",
        element("ref", each.operation, target=terms, type="terms"),
        " gives ",
        element("ref", "the result", target=f"#fig-{each.result}", type="result"),
        *((". ", worded("note", each.differs, type="differs")) if each.differs else ()),
    )


def chronology(text: Text, units: Mapping[str, Unit]) -> Element | None:
    """What the texts say happened, or was to; who says so is in the places."""
    if not text.chronology:
        return None
    events = (_event(moment, units) for moment in text.chronology)
    return element("listEvent", *events, type="chronology")


def _event(moment: Moment, units: Mapping[str, Unit]) -> Element:
    return dated(
        "event",
        moment.date,
        worded("label", moment.what),
        *([worded("note", moment.remark, type="remark")] if moment.remark else ()),
        type=moment.status,
        corresp=pointers(moment.targets, units),
    )
