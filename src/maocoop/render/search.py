"""Edition and links -> static/search-data.js: what the search page looks through (search.js).

A classic script that assigns `window.maocoopSearch`, since a page opened from disk can load nothing
else: {"texts": [...], "names": [...]}, both in the order of the edition.

A text: {"id", "title", "sections": [[anchor, title], …], "units": [[anchor, voice, anchor of its
part, [sentence, …], [[offset, signs], …]], …]}. Sentences are those of the data contract; a unit is
its sentences joined by one space. Offsets are in that, counted from 0 as JavaScript counts; the last
list says what the page prints between the words (label, marks), which a link to words has to quote.

A name: {"name", "page", "spellings": [what a reader may type, …], "forms": [what stands in the
texts, …], "places": [[start, end, unit], …]}; units are numbered from 0 over all texts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from maocoop.concordance import words_of
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Group, Kind, Mark, Ref, Words, walk
from maocoop.remember import remembered
from maocoop.render.layer import laid_over
from maocoop.render.scripts import Written, as_json, assigned
from maocoop.render.wording import words_of as words_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maocoop.link import Links, Named
    from maocoop.model import Edition, Entity, Part, Text, Unit
    from maocoop.render.layer import Layer

FILE = "static/search-data.js"

GUESS = "⟨?⟩"
"""What stands behind a link that rests on a guess (parts/inline.html)."""


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The one script."""
    return {FILE: made(FILE, partial(_script, edition, links))}


def _script(edition: Edition, links: Links) -> bytes:
    order = ((text.id, unit.anchor) for text in edition.texts for unit in text.units())
    numbers = {unit: number for number, unit in enumerate(order)}
    ours = _in_our_notes(edition)
    data = {
        "texts": [_text(text, links) for text in edition.texts],
        "names": [
            # Our notes are no part of the concordance: that a name stands there is no ground.
            made(
                (FILE, anchor), partial(_name, named, ours[anchor], edition, numbers), ours[anchor]
            )
            for anchor, named in links.entities.items()
        ],
    }
    return assigned("maocoopSearch", data)


# --- Texts ------------------------------------------------------------------------------------


def _text(text: Text, links: Links) -> dict[str, Any]:
    layer = laid_over(text, links.texts[text.id].named, whole=True)
    return {
        "id": text.id,
        "title": text.title,
        "sections": [[part.anchor, part.title] for part in text.parts],
        "units": [
            made((FILE, text.id, unit.anchor), partial(_unit, part, unit, layer))
            for part in text.parts
            for unit in part.units
        ],
    }


def _unit(part: Part, unit: Unit, layer: Layer) -> Written:
    sentences = [sentence.printed for sentence in unit.sentences]
    row = [unit.anchor, part.voice.value, part.anchor, sentences, _marks(unit, layer)]
    return Written(as_json(row))


def _marks(unit: Unit, layer: Layer) -> list[tuple[int, str]]:
    """What the page prints between the words: label, marks of notes, and that a link is a guess."""
    signs: defaultdict[int, str] = defaultdict(str)
    if unit.label:
        signs[0] = f"{unit.label} "
    offset = 0
    for sentence in unit.sentences:
        for node in walk(layer.over(sentence)):
            if isinstance(node, Mark):
                signs[offset] += node.label
            elif isinstance(node, Ref) and node.to.certainty:
                signs[offset + length(words_in((node,)))] += GUESS
            elif isinstance(node, Words):
                offset += length(node.text)
        offset += 1
    return sorted(signs.items())


def length(words: str) -> int:
    """The length of a string as JavaScript counts, which is in UTF-16."""
    return len(words.encode("utf-16-le")) // 2


# --- Names ------------------------------------------------------------------------------------


_At: TypeAlias = "tuple[str, str, int, int, int]"
"""Words that name something: text, unit, sentence from 1, and the offsets in it."""


class _Found(NamedTuple):
    """Words that name something: their sentence in its unit, from 1, and their offsets there."""

    text: str
    unit: Unit
    sentence: int
    start: int
    end: int

    @property
    def printed(self) -> str:
        """The words as they are printed."""
        return self.unit.sentences[self.sentence - 1].printed[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """Their offsets in the unit as JavaScript counts, from the first letter to the last."""
        before = "".join(f"{each.printed} " for each in self.unit.sentences[: self.sentence - 1])
        line = self.unit.sentences[self.sentence - 1].printed
        signs = re.match(r"\W*", self.printed)
        start = self.start + (signs.end() if signs else 0)
        end = start + len(re.sub(r"\W+$", "", line[start : self.end]))
        return length(before + line[:start]), length(before + line[:end])


def _name(
    named: Named, ours: tuple[_At, ...], edition: Edition, numbers: dict[tuple[str, str], int]
) -> Written:
    entity = named.entity
    units = {(text.id, unit.anchor): unit for text in edition.texts for unit in text.units()}
    found = [*_in_documents(named), *(_Found(at[0], units[at[:2]], *at[2:]) for at in ours)]
    places = [(*each.span, numbers[each.text, each.unit.anchor]) for each in found]
    data = {
        "name": printed(entity.name),
        "page": f"{entity.group.scheme}/{entity.id}.html",
        "spellings": list(dict.fromkeys(map(printed, _spellings(entity)))),
        "forms": _forms(found),
        "places": sorted(set(places), key=lambda place: (place[2], place)),
    }
    return Written(as_json(data))


def _in_documents(named: Named) -> Iterator[_Found]:
    """The places of the concordance; of what is named inside another name, its own form there."""
    pattern = words_of({named.entity.name, *named.entity.forms})
    for each in named.occurrences:
        own = pattern.search(each.line.plain, each.start, each.end) if each.inside else None
        span = own.span() if own else (each.start, each.end)
        yield _Found(each.text, each.unit, each.sentence, *span)


def _in_our_notes(edition: Edition) -> dict[str, tuple[_At, ...]]:
    """By the anchors of names, the places in the notes of this edition, of which the concordance is
    silent."""
    found: dict[str, list[_At]] = {entity.anchor: [] for entity in edition.entities}
    for text in edition.texts:
        for unit in text.units():
            if unit.kind is Kind.EDITION_NOTE:
                named = partial(_named_in, unit, edition)
                for anchor, place in made((FILE, "names", text.id, unit.anchor), named):
                    found[anchor].append((text.id, unit.anchor, *place))
    return {anchor: tuple(places) for anchor, places in found.items()}


def _named_in(unit: Unit, edition: Edition) -> list[tuple[str, tuple[int, int, int]]]:
    """The names in a unit, each with its sentence, from 1, and its offsets there."""
    return [
        (entity.anchor, (number, *match.span()))
        for entity, pattern in _patterns(edition.entities)
        for number, sentence in enumerate(unit.sentences, 1)
        for match in pattern.finditer(sentence.plain)
    ]


@remembered
def _patterns(entities: tuple[Entity, ...]) -> list[tuple[Entity, re.Pattern[str]]]:
    return [(entity, words_of({entity.name, *entity.forms})) for entity in entities]


def _forms(found: list[_Found]) -> list[str]:
    """What stands at the places, each once whatever its capitals, the most frequent first."""
    counts = Counter(each.printed.casefold() for each in found)
    first = {each.printed.casefold(): each.printed for each in reversed(found)}
    return [first[form] for form, _ in counts.most_common()]


def _spellings(entity: Entity) -> Iterator[str]:
    """What a reader may type to find an entry.

    Characters that stand for a pair are split; those of a place are also typed without their last,
    which says that it is a county or a village. A form of one word in quotation marks is told by the
    marks alone (“higher” is a stage, higher is no name): it is left out.
    """
    yield entity.name
    yield re.sub(r"^(?:the|a) ", "", entity.name)
    yield from filter(None, (entity.pinyin, entity.wade_giles, entity.postal))
    for characters in filter(None, (entity.original or "").split("、")):
        yield characters
        if entity.group is Group.PLACES and len(characters) > 2:
            yield re.sub("[县区村]$", "", characters)
    yield from (form for form in entity.forms if not re.fullmatch(r'"\w+"', form))
