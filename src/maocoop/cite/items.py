"""An address in an edition -> a CSL item: what the place is called, whose words it has.

The speech is a chapter by its author. The words of the translators and of the comment have no
author field, for the witness names nobody: their title says whose they are. No field is filled by
conjecture; a source that is one stands in `note`, with its certainty.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from maocoop.cite.address import part_of, places, units_of
from maocoop.csl import csl_date, day
from maocoop.history import Standing, anchors_without_text, standing, standing_of
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Kind, Voice
from maocoop.remember import remembered

if TYPE_CHECKING:
    from maocoop.cite.address import Address
    from maocoop.model import Edition, Entity, Text, Work

Item: TypeAlias = dict[str, Any]
"""A CSL item: field names of CSL 1.0.2, dates as in CSL-JSON."""

UNRELEASED = "unreleased"

LISTS = {
    "bib": ("Bibliography", "bib/{}.html"),
    "text": ("Sister Texts", "texts.html#text-{}"),
    "person": ("Names", "person/{}.html"),
    "place": ("Names", "place/{}.html"),
    "org": ("Names", "org/{}.html"),
    "event": ("Names", "event/{}.html"),
    "term": ("Terms", "term/{}.html"),
    "fig": ("Figures", "figures.html#fig-{}"),
}
"""By the first word of an anchor that belongs to no text: its list, and the page of its entry."""


def container(edition: Edition) -> str:
    """The title of this edition, as citations give it."""
    return f"{printed(edition.title)}: An Annotated Edition"


def version(edition: Edition, text: Text, address: Address) -> str:
    """The version in words: `version 1.0.0`, with a word on changes that no release has yet."""
    return version_words(edition, as_released=_released(edition, text, address))


def version_words(edition: Edition, *, as_released: bool) -> str:
    """The version in words of a place whose words are those of a release, or not yet."""
    if edition.version is None:
        return UNRELEASED
    return f"version {edition.version}{'' if as_released else ' with unreleased changes'}"


def _released(edition: Edition, text: Text, address: Address) -> bool:
    """Whether the words of a place are those that a release recorded last."""
    if address.text is None:
        record, words = edition.record, anchors_without_text(edition)
        return standing(record, address.first, words[address.first]) is Standing.UNCHANGED
    return all(
        standing_of(text.record, unit) is Standing.UNCHANGED for unit in units_of(text, address)
    )


def changed_units(edition: Edition, text: Text) -> frozenset[str]:
    """The units whose words no release has as they are; none before the first release."""
    return frozenset(
        unit.anchor
        for unit in text.units()
        if edition.version and standing_of(text.record, unit) is not Standing.UNCHANGED
    )


def url(edition: Edition, text: Text, address: Address) -> str | None:
    """Where it is published: the page of a unit, or the place on the page of the text.

    None as long as the edition has no base URL.
    """
    if not edition.base_url:
        return None
    if address.text is None:
        kind, _, id_ = address.first.partition("-")
        return f"{edition.base_url}/{LISTS[kind][1].format(id_)}"
    page = f"{edition.base_url}/{text.id}"
    if address.first in places(text) and address.sentence is None and address.last is None:
        return f"{page}/{address.first}.html"
    place = address.first if address.sentence is None else f"{address.first}.{address.sentence}"
    return f"{page}.html#{place}"


def item(edition: Edition, text: Text, address: Address) -> Item:
    """The item that the data formats carry; its id is the address, a hyphen for the dash."""
    return made(("item", text.id, address), partial(_item, edition, text, address))


def _item(edition: Edition, text: Text, address: Address) -> Item:
    voice = voice_of(text, address)
    item: Item = {"id": str(address).replace("–", "-"), "type": "chapter"}
    if voice is Voice.AUTHOR:
        item["author"] = [{"literal": text.author}]
        item["original-date"] = csl_date(text.published)
    item |= {
        "title": title(edition, text, address),
        "container-title": container(edition),
        "editor": [{"literal": edition.editors}],
        "edition": version(edition, text, address),
    }
    if edition.version and edition.released:
        item["issued"] = csl_date(edition.released)
    else:
        item["status"] = UNRELEASED
    item["archive_location"] = str(address)
    place = url(edition, text, address)
    if place:
        item["URL"] = place
    if voice in (None, Voice.EDITION):
        return item | {"language": edition.language}
    return item | {"language": text.language, "note": _source(text, voice)}


def voice_of(text: Text, address: Address) -> Voice | None:
    """Whose words a place has; None where they are this edition's."""
    return None if address.text is None else part_of(text, address.first).voice


def _source(text: Text, voice: Voice) -> str:
    """Where the words were taken from, with the certainty of it."""
    source = text.comment_source if voice is Voice.COMMENTARY else text.source
    return f"Source of the words ({source.certainty}): {printed(source.value)}"


# --- Titles -----------------------------------------------------------------------------------


def title(edition: Edition, text: Text, address: Address) -> str:
    """What the place is called; both dates of the speech are in it, and whose words these are."""
    if address.text is None:
        return _entry_title(edition, address.first)
    kind = part_of(text, address.first).kind
    if address.first not in places(text):
        return titled(text, kind)
    units = units_of(text, address)
    first, last = number_of(units[0].anchor), number_of(units[-1].anchor)
    return titled(text, kind, first if first == last else f"{first}–{last}", several=first != last)


def number_of(anchor: str) -> str:
    """The number of a unit in its part: `14` of `n14`."""
    return re.sub(r"^\D+", "", anchor)


def titled(text: Text, kind: Kind, numbers: str = "", *, several: bool = False) -> str:
    """What units of a kind are called by their numbers (`14`, `12–14`), or without a whole part."""
    speech = speech_title(text)
    match kind:
        case Kind.HEADNOTE:
            return f"Headnote of the Translators to {text.author}, {speech}"
        case Kind.NOTE:
            notes = f"Note{'s' * several} {numbers}" if numbers else "Notes"
            return f"{notes} of the Translators to {text.author}, {speech}"
        case Kind.EDITION_NOTE:
            notes = f"Edition Note{'s' * several} {numbers}" if numbers else "Edition Notes"
            return f"{notes} on {text.author}, {speech}"
        case Kind.COMMENT:
            items = f", Item{'s' * several} {numbers}," if numbers else ""
            return f"General Comment{items} on {text.author}, {speech}"
        case _:
            return speech


def _entry_title(edition: Edition, anchor: str) -> str:
    (line,) = anchors_without_text(edition)[anchor][0]
    listed, _ = LISTS[anchor.partition("-")[0]]
    name = _names(edition.works, edition.entities).get(anchor)
    return f"{listed}, Entry for {printed(name or line.rstrip('.'))}"


@remembered
def _names(works: tuple[Work, ...], entities: tuple[Entity, ...]) -> dict[str, str | None]:
    names = {f"bib-{work.id}": work.item.get("title") for work in works}
    return names | {entity.anchor: entity.name for entity in entities}


def speech_title(text: Text) -> str:
    """The title of a text with both its dates, for its words are those of the later one."""
    given = f"Given {_at(text.delivered)}"
    return f"{printed(text.title)}, {given}, as Published {_at(text.published)}"


def _at(edtf: str) -> str:
    """`on 31 July 1955`, `in July 1955`."""
    to_the_day = all(re.match(r"\d{4}-\d\d-\d\d", bound) for bound in edtf.split("/"))
    return f"{'on' if to_the_day else 'in'} {day(edtf)}"
