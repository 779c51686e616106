"""Edition and an address in it -> its citation in seven styles (pure).

address     what a reader writes -> an address in a text
items       an address -> a CSL item
templates   the printed styles, from templates that a CSL processor made
formats     CSL-JSON, BibTeX, RIS
metadata    what pages tell machines
portable    what a script in a page needs to make the printed styles
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.cite import formats
from maocoop.cite.address import Address, parse_address, text_of
from maocoop.cite.items import changed_units, item
from maocoop.cite.metadata import (
    canonical,
    front_json_ld,
    front_tags,
    json_ld,
    rights,
    tags,
    terms_json_ld,
)
from maocoop.cite.portable import portable
from maocoop.cite.templates import STYLES, formatted
from maocoop.csl import csl_json
from maocoop.model import Words, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.model import Edition, Text, Work

__all__ = [
    "ALL_STYLES",
    "FORMATS",
    "STYLES",
    "Address",
    "canonical",
    "changed_units",
    "citation",
    "citations",
    "data",
    "formatted",
    "front_json_ld",
    "front_tags",
    "item",
    "json_ld",
    "parse_address",
    "portable",
    "rights",
    "tags",
    "terms_json_ld",
    "work_json",
]

_WRITERS = {"bibtex": formats.bibtex, "ris": formats.ris, "csl-json": formats.csl_json}

FORMATS = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
"""What readers call the formats for programs."""

ALL_STYLES = (*STYLES, *FORMATS)
"""The names of the styles, printed ones first."""


def citations(edition: Edition, text: Text, address: Address) -> Mapping[str, str]:
    """The citation of an address in each style, as plain text; `formatted` has the italics.

    Of an edition that `check` has passed.
    """
    printed = {
        style: "".join(node.text for node in walk(nodes) if isinstance(node, Words))
        for style, nodes in formatted(edition, text, address).items()
    }
    return printed | data(edition, text, address)


def data(edition: Edition, text: Text, address: Address) -> dict[str, str]:
    """The citation of an address in each format for programs."""
    made = item(edition, text, address)
    return {style: write(made) for style, write in _WRITERS.items()}


def work_json(work: Work) -> str:
    """A work of the bibliography as CSL-JSON."""
    return formats.csl_json({"id": work.id} | csl_json(work.item))


def citation(edition: Edition, words: str, style: str) -> str:
    """The citation of what a reader wrote (`II.4`, `1955-07-31/VII.1.3-5`), in one style.

    Without a text id the first text is meant. Raises AddressUnknown.
    """
    address = parse_address(words, edition, edition.texts[0].id)
    return citations(edition, text_of(address, edition), address)[style]
