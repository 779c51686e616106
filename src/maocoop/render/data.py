"""Edition and links -> data/<text>.json, the contract that other programs may rely on.

One object a unit, in the order headnote, sections, notes, comment (design, section 7). Sentences
are plain text in printed form; marks and targets stand beside them, never in them. Beside it
data/<text>/<anchor>.csl.json, the citation of each unit for reference managers, and data/figures.csv,
the ledger of figures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maocoop import cite
from maocoop.model import Kind
from maocoop.render import ledger

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links, TextLinks
    from maocoop.model import Edition, Part, Text, Unit


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """One JSON file a text, a CSL item a unit, and the ledger of figures as CSV."""
    files = {"data/figures.csv": ledger.table(edition.texts)}
    for text in edition.texts:
        files[f"data/{text.id}.json"] = _json(_text(text, links.texts[text.id], edition.version))
        for unit in text.units():
            item = cite.item(edition, text, cite.Address(text.id, unit.anchor))
            files[f"data/{text.id}/{unit.anchor}.csl.json"] = _json([item])
    return files


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _text(text: Text, links: TextLinks, version: str | None) -> dict[str, Any]:
    units = [_unit(part, unit, links) for part in text.parts for unit in part.units]
    return {"text": text.id, "version": version, "units": units}


def _unit(part: Part, unit: Unit, links: TextLinks) -> dict[str, Any]:
    in_section = unit.kind in (Kind.PARAGRAPH, Kind.QUOTATION)
    placed = [links.marks[note.anchor] for note in links.notes[unit.anchor]]
    return {
        "anchor": unit.anchor,
        "kind": unit.kind.value,
        "section": part.anchor if in_section else None,
        "label": unit.label,
        "sentences": [sentence.printed for sentence in unit.sentences],
        "paragraph-starts": list(unit.paragraph_starts),
        "marks": [
            {"note": mark.note, "sentence": mark.sentence, "offset": mark.offset} for mark in placed
        ],
        "targets": _targets(unit, links),
    }


def _targets(unit: Unit, links: TextLinks) -> list[str]:
    """For a note the unit that holds its mark, for a comment the units it is about."""
    if unit.kind is Kind.NOTE:
        return [links.marks[unit.anchor].unit]
    return list(dict.fromkeys(target.anchor for target in unit.targets))
