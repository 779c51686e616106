"""Names and terms -> `listPerson`, `listPlace`, `listOrg`, `listEvent` and a glossary (TEI P5, 13.3).

Every form stands in the entry as it is found in the texts, with how often it does (`@n`); what is named
inside another name, or looks like a name and is not meant, is pointed to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.model import Group
from maocoop.render.names import grouped
from maocoop.render.tei.elements import (
    GUESSED,
    HANZI_TAG,
    cert,
    dated,
    element,
    evidence,
    guessed,
    pointers,
    worded,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.link import Links
    from maocoop.model import Entity, Text, Unit
    from maocoop.render.tei.elements import Content, Element

_LISTS = {
    Group.PERSONS: ("listPerson", "person", "persName"),
    Group.PLACES: ("listPlace", "place", "placeName"),
    Group.ORGANISATIONS: ("listOrg", "org", "orgName"),
    Group.EVENTS: ("listEvent", "event", "label"),
}
"""List, entry and name; the groups that are not here are glossed terms."""


class Entries:
    """The entries of all names and terms, as one text has them."""

    def __init__(self, text: Text, links: Links) -> None:
        self._text = text
        self._links = links
        self._units: Mapping[str, Unit] = links.texts[text.id].units

    def lists(self) -> Iterator[tuple[str, str, Element]]:
        """Of every group with entries: its name, its heading and its list."""
        for group, heading, named in grouped(self._links, Group):
            entities = [each.entity for each in named]
            if group in _LISTS:
                made = element(_LISTS[group][0], *map(self._entry, entities))
            else:
                made = element("list", type="gloss")
                for entity in entities:
                    made.extend(self._gloss(entity))
            yield group.value, heading, made

    def _entry(self, entity: Entity) -> Element:
        _, name, named = _LISTS[entity.group]
        attributes = {
            "xml_id": entity.anchor,
            "cert": cert(entity.certainty),
            "corresp": _with(entity),
        }
        if entity.group is Group.EVENTS and entity.dates:
            made = dated(name, entity.dates, *self._event(entity), **attributes)
        elif entity.group is Group.EVENTS:
            made = element(name, *self._event(entity), **attributes)
        else:
            content = (*_named(entity, named), *_facts(entity), *self._notes(entity))
            made = element(name, *content, **attributes)
        return made

    def _event(self, entity: Entity) -> Iterator[Element]:
        """An event has labels and no names before TEI 4.5."""
        yield from _named(entity, "label")
        yield worded("desc", entity.gloss)
        yield from self._notes(entity, gloss=False)

    def _gloss(self, entity: Entity) -> tuple[Element, Element]:
        anchor = entity.anchor
        term = worded("term", entity.name, xml_id=anchor, xml_lang=entity.language, n=anchor)
        forms = list(_named(entity, "term"))[1:]
        explained = worded("gloss", entity.gloss, target=f"#{anchor}", cert=cert(entity.certainty))
        item = element("item", explained, corresp=_with(entity))
        for each in (*forms, *self._notes(entity, gloss=False)):
            item.append(each)
        return element("label", term), item

    def _notes(self, entity: Entity, *, gloss: bool = True) -> Iterator[Element]:
        if gloss:
            yield worded("note", entity.gloss, type="gloss")
        yield from evidence(entity.evidence)
        if entity.remark:
            yield worded("note", entity.remark, type="remark")
        for each in entity.excluded:
            text, _, anchor = each.target.anchor.partition("/")
            if text == self._text.id:
                target = type(each.target)(
                    anchor, each.target.lemma, each.target.occurrence, each.target.at
                )
                where = pointers([target], self._units)
                yield worded("note", each.why, type="not-meant", target=where)


def _with(entity: Entity) -> str | None:
    """What is named along with it."""
    return " ".join(f"#{other.scheme}-{other.id}" for other in entity.also) or None


def _named(entity: Entity, name: str) -> Iterator[Element]:
    """The name, its spellings, and the forms in the texts, the name first."""
    weak = entity.conjectured
    language = entity.language
    yield worded(name, entity.name, xml_lang=language, cert=guessed("name", weak))
    spellings = (
        ("original", entity.original, HANZI_TAG),
        ("pinyin", entity.pinyin, "zh-Latn-pinyin"),
        ("wade-giles", entity.wade_giles, "zh-Latn-wadegile"),
        ("postal", entity.postal, "zh-Latn"),
    )
    for kind, words, tongue in spellings:
        if words:
            yield element(
                name, printed(words), type=kind, xml_lang=tongue, cert=guessed(kind, weak)
            )
    for form, times in entity.forms.items():
        yield worded(name, form, type="form", n=str(times), xml_lang=language)


def _facts(entity: Entity) -> Iterator[Element]:
    """Life dates of a person, dates of a body, and where a place is."""
    weak = entity.conjectured
    doubt = guessed("dates", weak)
    if entity.dates and entity.group is Group.PERSONS:
        begin, _, end = entity.dates.partition("/")
        for name, bound in (("birth", begin), ("death", end)):
            if bound.strip("."):
                yield dated(name, bound, dated("date", bound), cert=doubt)
    elif entity.dates:
        yield element("note", dated("date", entity.dates, cert=doubt), type="dates")
    if entity.latitude is not None and entity.longitude is not None:
        degrees: Content = element("geo", f"{entity.latitude:.12g} {entity.longitude:.12g}")
        doubtful = {"latitude", "longitude"} & set(weak)
        yield element("location", degrees, cert=GUESSED if doubtful else None)
