"""Names and terms on the pages: which words of a line are marked, and each place with its context."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from maocoop.concordance import words_of
from maocoop.markup import printed
from maocoop.model import Group, Kind
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maocoop.concordance import Occurrence
    from maocoop.errors import Position
    from maocoop.link import Links, Named
    from maocoop.model import Edition, Entity, Text, Unit

AROUND = 60
"""Characters of context on either side of a word in a concordance."""

GROUPS = {
    Group.PERSONS: "Persons",
    Group.PLACES: "Places",
    Group.ORGANISATIONS: "Organizations",
    Group.EVENTS: "Events",
    Group.UNITS: "Measures and units of administration",
    Group.TERMS: "Terms",
}


class InContext(NamedTuple):
    """A place of a concordance: what stands before the words, the words, and what follows."""

    before: str
    words: str
    after: str


# --- Which words are marked -------------------------------------------------------------------


First: TypeAlias = "dict[Position, list[Occurrence]]"
"""By the place of a sentence, the names and terms that are marked in it."""


def first_in_unit(named: Mapping[str, tuple[Occurrence, ...]]) -> First:
    """The names and terms that each unit has there first; `named` are all in each."""
    return _joined(map(_first, named.values()))


def first_in_part(text: Text, named: Mapping[str, tuple[Occurrence, ...]]) -> First:
    """The same with headnote and sections taken whole; a note or comment is read by itself."""
    found = []
    for part in text.parts:
        units = [named[unit.anchor] for unit in part.units]
        whole = part.kind in (Kind.HEADNOTE, Kind.PARAGRAPH)
        found += [_first(*units)] if whole else list(map(_first, units))
    return _joined(found)


def _joined(found: Iterable[First]) -> First:
    joined: First = {}
    for each in found:
        joined |= each
    return joined


@remembered_each
def _first(*units: tuple[Occurrence, ...]) -> First:
    """Where each name and term stands first in some units."""
    found: First = {}
    seen: set[str] = set()
    for each in chain(*units):
        if each.entity not in seen:
            seen.add(each.entity)
            found.setdefault(each.line.at, []).append(each)
    return found


def of_units(text: Text, units: Iterable[Unit], *, links: Links) -> list[Entity]:
    """The names and terms that stand in some units, by the alphabet."""
    named_in = links.texts[text.id].named
    anchors = {each.entity for unit in units for each in named_in[unit.anchor]}
    return sorted((links.entities[anchor].entity for anchor in anchors), key=by_letters)


# --- Lists ------------------------------------------------------------------------------------


def in_context(occurrence: Occurrence) -> InContext:
    """The words of a place, with what stands around them in their sentence."""
    line = occurrence.line.printed
    before, after = line[: occurrence.start], line[occurrence.end :]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return InContext(before, line[occurrence.start : occurrence.end], after)


def by_unit(occurrences: Iterable[Occurrence]) -> list[tuple[str, list[Occurrence]]]:
    """Places in reading order, those of one unit together, with its anchor."""
    found: dict[str, list[Occurrence]] = {}
    for each in occurrences:
        found.setdefault(each.unit.anchor, []).append(each)
    return list(found.items())


def by_voice(
    occurrences: Iterable[Occurrence], text: Text, voice: str, *, links: Links
) -> list[Occurrence]:
    """The places in what one voice says in a text."""
    parts = links.texts[text.id].parts
    return [
        each
        for each in occurrences
        if each.text == text.id and parts[each.unit.anchor].voice == voice
    ]


def grouped(links: Links, groups: Iterable[Group]) -> list[tuple[Group, str, list[Named]]]:
    """The entries of some groups, each in the order of the alphabet; groups without any left out."""
    made = []
    for group in groups:
        entries = [each for each in links.entities.values() if each.entity.group is group]
        if entries:
            entries.sort(key=lambda each: by_letters(each.entity))
            made.append((group, GROUPS[group], entries))
    return made


def by_letters(entity: Entity) -> str:
    """What an entry is sorted by: its name without article and quotation marks, and the family name
    of a person first, where it does not stand first already as in Chinese."""
    name = entity.name.lstrip("“").removeprefix("the ").removeprefix("a ").casefold()
    if entity.group is Group.PERSONS and not (entity.original or entity.wade_giles):
        given, _, family = name.rpartition(" ")
        return f"{family} {given}"
    return name


def romanizations(edition: Edition) -> list[tuple[str, str, Entity]]:
    """Every spelling of a Chinese name but the one that we use, with its system, by the alphabet."""
    rows = []
    for entity in edition.entities:
        spellings = {
            "Wade-Giles": entity.wade_giles,
            "postal": entity.postal,
            "pinyin": entity.pinyin,
        }
        rows += [
            (spelling, system, entity)
            for system, spelling in spellings.items()
            if spelling and spelling != entity.name
        ]
        if entity.original and entity.group in (Group.PERSONS, Group.PLACES):
            rows += [
                (form, "as printed", entity)
                for form in entity.forms
                if form not in {*spellings.values()} and not _alike(form, entity.name)
            ]
    return sorted(rows, key=lambda row: (row[0].casefold(), row[1], row[2].anchor))


def _alike(form: str, name: str) -> bool:
    """Whether a printed form is the name, a part of it, or the name with something beside it."""
    return form in name or name in form or form[0].islower()


def foreign(edition: Edition) -> dict[str, str]:
    """The words in italics that are not English, with their language tags (WCAG 3.1.2)."""
    found = {
        form: each.language for each in edition.entities if each.language for form in each.forms
    }
    found |= {each.form: each.language for each in edition.abbreviations if each.language}
    for work in edition.works:
        if work.item.get("language") == "zh":
            for field in ("title", "container-title"):
                found[_romanized(str(work.item.get(field, "")))] = "zh-Latn"
    found.pop("", None)
    return found


def romanized_titles(edition: Edition) -> re.Pattern[str] | None:
    """A pattern for the romanized titles, of two words or more, that stand in running text."""
    titles = [words for words, language in foreign(edition).items() if " " in words and language]
    return words_of(map(printed, titles)) if titles else None


def _romanized(title: str) -> str:
    """The romanized words of a title, without its characters and its translation."""
    return re.split(r"[\[\u3000-\u9fff]", title)[0].strip()
