"""Names and terms -> every place where one of their forms stands (pure).

A form is found as a whole word, capitals and all, within one sentence. Of forms that overlap the one
that begins first counts, and of those the longest: the Communist Party of the Soviet Union is not the
Party. What is named inside another name says so itself (`also`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from maocoop.model import Emphasis, Mark, Ref, Supplied, Words
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from maocoop.model import Edition, Entity, Inline, Sentence, Text, Unit


Unmeant: TypeAlias = "tuple[tuple[int, str, int, int], ...]"
"""Of one unit: sentence (from 1), entity, and the offsets between which it is not meant."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A form where it stands: unit, sentence (from 1), and offsets in the plain sentence (from 0).

    `inside` says that it is named only within the name of something else.
    """

    entity: str
    form: str
    text: str
    unit: Unit
    sentence: int
    start: int
    end: int
    inside: bool = False

    @property
    def line(self) -> Sentence:
        """The sentence that it stands in."""
        return self.unit.sentences[self.sentence - 1]


@remembered
def occurrences(edition: Edition) -> dict[str, tuple[Occurrence, ...]]:
    """By the anchors of names and terms, all places in reading order; where there are none, ()."""
    found: dict[str, list[Occurrence]] = {entity.anchor: [] for entity in edition.entities}
    also = {
        entity.anchor: [f"{other.scheme}-{other.id}" for other in entity.also]
        for entity in edition.entities
    }
    for text in edition.texts:
        for occurrence in chain.from_iterable(by_unit(text, edition.entities).values()):
            found[occurrence.entity].append(occurrence)
            for other in also[occurrence.entity]:
                if other in found:
                    found[other].append(replace(occurrence, entity=other, inside=True))
    return {anchor: tuple(each) for anchor, each in found.items()}


@remembered_each
def by_unit(text: Text, entities: tuple[Entity, ...]) -> dict[str, tuple[Occurrence, ...]]:
    """The places in each unit of the document, in reading order, but for what is only named inside."""
    unmeant = _unmeant(text, entities)
    return {
        unit.anchor: _of_unit(text.id, unit, entities, unmeant.get(unit.anchor, _NONE))
        for unit in text.document()
    }


_NONE: Unmeant = ()


@remembered_each
def _of_unit(
    text: str, unit: Unit, entities: tuple[Entity, ...], unmeant: Unmeant
) -> tuple[Occurrence, ...]:
    """The places in one unit, in reading order."""
    index = _index(entities)
    found = []
    for number, sentence in enumerate(unit.sentences, 1):
        meant = [each[1:] for each in unmeant if each[0] == number]
        for start, end, anchor in _longest(_hits(sentence.plain, index, meant)):
            form = sentence.plain[start:end]
            found.append(Occurrence(anchor, form, text, unit, number, start, end))
    return tuple(found)


class _Form(NamedTuple):
    words: str
    offset: int
    anchor: str


_WORD = re.compile(r"\w+")


@remembered
def _index(entities: Iterable[Entity]) -> dict[str, list[_Form]]:
    """Every form under its first word, with the signs before that word counted off."""
    index: defaultdict[str, list[_Form]] = defaultdict(list)
    for entity in entities:
        for form in entity.forms:
            first = _WORD.search(form)
            if first:
                index[first.group()].append(_Form(form, first.start(), entity.anchor))
    return index


def _hits(
    plain: str, index: Mapping[str, list[_Form]], excluded: Sequence[tuple[str, int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Every form that stands in a sentence as whole words and is meant there."""
    for word in _WORD.finditer(plain):
        for form in index.get(word.group(), ()):
            start = word.start() - form.offset
            end = start + len(form.words)
            if start < 0 or not plain.startswith(form.words, start) or _is_part(plain, start, end):
                continue
            if not any(
                form.anchor == anchor and begin <= start and end <= stop
                for anchor, begin, stop in excluded
            ):
                yield start, end, form.anchor


def _is_part(plain: str, start: int, end: int) -> bool:
    """Whether letters or figures go on at either end: the words are not whole."""
    around = (plain[max(start - 1, 0) : start], plain[end : end + 1])
    return any(sign.isalnum() or sign == "_" for sign in around)


def _longest(hits: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Of hits that overlap the first, and of those the longest."""
    reached = 0
    for start, end, anchor in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        if start >= reached:
            yield start, end, anchor
            reached = end


def words_of(forms: Iterable[str]) -> re.Pattern[str]:
    """A pattern for the longest of some forms that stands as whole words."""
    either = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _unmeant(text: Text, entities: Iterable[Entity]) -> dict[str, Unmeant]:
    """By unit, the places where a form of an entity is not meant."""
    units = {f"{text.id}/{unit.anchor}": unit for unit in text.units()}
    found: defaultdict[str, list[tuple[int, str, int, int]]] = defaultdict(list)
    for entity in entities:
        for each in entity.excluded:
            unit = units.get(each.target.anchor)
            place = unit and unit.place_of(each.target)
            if unit and place:
                number, start, end = place
                found[unit.anchor].append((number, entity.anchor, start, end))
    return {anchor: _same(tuple(places)) for anchor, places in found.items()}


@cache
def _same(places: Unmeant) -> Unmeant:
    """Equal places as one object, by which the places of a unit are remembered."""
    return places


def linked(inlines: Iterable[Inline], start: int = 0) -> Iterator[tuple[int, int, Ref]]:
    """The links of a line with the offsets of their words in the plain sentence."""
    for node in inlines:
        if isinstance(node, Ref):
            yield start, start + length(node), node
        elif isinstance(node, Emphasis | Supplied):
            yield from linked(node.content, start)
        start += length(node)


def length(node: Inline) -> int:
    """How many characters of the plain sentence a node stands for; a mark stands for none."""
    if isinstance(node, Mark):
        return 0
    return len(node.text) if isinstance(node, Words) else sum(map(length, node.content))
