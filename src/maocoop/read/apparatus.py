"""The files of the apparatus -> the model: names and terms.

As in `assemble`, nothing is judged: every file is as its schema says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.model import Entity, Excluded, Group, Reference, Skipped
from maocoop.read import values

if TYPE_CHECKING:
    from maocoop.read.nodes import Mapping
    from maocoop.read.values import Material


def entities(material: Material) -> tuple[Entity, ...]:
    """Every name and term, file by file."""
    return tuple(
        _entity(group, row)
        for group in Group
        for row in values.rows(material, f"notes/authorities/{group}.yaml", "entities")
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
    return tuple(
        Skipped(values.words(row, "words"), values.words(row, "why"), row.at)
        for row in values.rows(material, "notes/authorities/not-names.yaml", "words")
    )
