"""The files of the apparatus -> the model: names and terms, figures, chronology.

As in `assemble`, nothing is judged: every file is as its schema says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.model import (
    Arithmetic,
    Bound,
    Chart,
    Entity,
    Excluded,
    Figure,
    Group,
    Moment,
    Reference,
    Skipped,
)
from maocoop.read import values

if TYPE_CHECKING:
    from maocoop.read.nodes import Mapping
    from maocoop.read.values import Material


def entities(material: Material) -> tuple[Entity, ...]:
    """Every name and term, file by file."""
    paths = {group: f"notes/authorities/{group}.yaml" for group in Group}
    return material.made(
        "entities",
        paths.values(),
        lambda: tuple(
            _entity(group, row)
            for group, path in paths.items()
            for row in values.rows(material, path, "entities")
        ),
    )


def _entity(group: Group, row: Mapping) -> Entity:
    id_ = values.scalar(row, "id")
    return Entity(
        group=group,
        id=id_.words,
        name=values.words(row, "name"),
        forms=values.counts(row, "forms"),
        occurs=values.ordinal(row, "occurs") or 0,
        also=tuple(map(_reference, values.strings(row, "also"))),
        excluded=tuple(map(_excluded, values.mappings(row, "except"))),
        language=values.optional(row, "language"),
        original=values.optional(row, "original"),
        pinyin=values.optional(row, "pinyin"),
        wade_giles=values.optional(row, "wade-giles"),
        postal=values.optional(row, "postal"),
        dates=values.optional(row, "dates"),
        latitude=values.number(row, "latitude"),
        longitude=values.number(row, "longitude"),
        gloss=values.words(row, "gloss"),
        certainty=values.certainty(row),
        conjectured=values.strings(row, "conjectured"),
        evidence=values.strings(row, "evidence"),
        remark=values.optional(row, "remark"),
        at=id_.at,
    )


def _reference(words: str) -> Reference:
    scheme, _, id_ = words.partition(":")
    return Reference(scheme, id_)


def _excluded(row: Mapping) -> Excluded:
    return Excluded(values.target(row), values.words(row, "why"))


def not_names(material: Material) -> tuple[Skipped, ...]:
    """The capitals that are no names."""
    return values.records(material, "notes/authorities/not-names.yaml", "words", _skipped)


def _skipped(row: Mapping) -> Skipped:
    return Skipped(values.words(row, "words"), values.words(row, "why"), row.at)


# --- Figures and dates of one text ------------------------------------------------------------


def figures(material: Material, text: str) -> tuple[Figure, ...]:
    """The ledger of figures."""
    return values.records(material, _figures(text), "figures", _figure)


def arithmetic(material: Material, text: str) -> tuple[Arithmetic, ...]:
    """The sums between figures."""
    return values.records(material, _figures(text), "arithmetic", _sum)


def _sum(row: Mapping) -> Arithmetic:
    return Arithmetic(
        what=values.words(row, "what"),
        operation=values.words(row, "operation"),
        terms=values.strings(row, "terms"),
        result=values.words(row, "result"),
        differs=values.optional(row, "differs"),
        at=row.at,
    )


def numerals(material: Material, text: str) -> tuple[Skipped, ...]:
    """The numerals that claim nothing."""
    return values.records(material, _figures(text), "skipped", _skipped)


def _figures(text: str) -> str:
    return f"notes/{text}/figures.yaml"


def _figure(row: Mapping) -> Figure:
    id_ = values.scalar(row, "id")
    value = values.number(row, "value")
    return Figure(
        id=id_.words,
        target=values.target(row),
        what=values.words(row, "what"),
        low=values.number(row, "low") if value is None else value,
        high=values.number(row, "high") if value is None else value,
        bound=Bound(values.optional(row, "bound") or Bound.EXACT),
        unit=values.words(row, "unit"),
        date=values.optional(row, "date"),
        status=values.words(row, "status"),
        by=values.optional(row, "by"),
        series=values.optional(row, "series"),
        remark=values.optional(row, "remark"),
        at=id_.at,
    )


def chronology(material: Material, text: str) -> tuple[Moment, ...]:
    """What happened when, in the order of the file."""
    return values.records(material, f"notes/{text}/chronology.yaml", "entries", _moment)


def _moment(row: Mapping) -> Moment:
    return Moment(
        date=values.words(row, "date"),
        what=values.words(row, "what"),
        status=values.words(row, "status"),
        targets=tuple(map(values.target, values.mappings(row, "places"))),
        remark=values.optional(row, "remark"),
        at=row.at,
    )


def charts(material: Material, text: str) -> tuple[Chart, ...]:
    """The charts as they are kept."""
    return values.records(material, f"notes/{text}/charts.yaml", "charts", _chart)


def _chart(row: Mapping) -> Chart:
    return Chart(
        id=values.words(row, "id"),
        svg=values.words(row, "svg"),
        digest=values.words(row, "digest"),
        at=row.at,
    )
