"""What this edition lays over a sentence: emended words, names, and the marks of its own notes (pure)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from maocoop.collation import emendations_of
from maocoop.model import Emended, Kind, Mark, Name
from maocoop.remember import remembered_each
from maocoop.render import names
from maocoop.render.marking import followed, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.concordance import Occurrence
    from maocoop.errors import Position
    from maocoop.model import Emendation, Inline, Sentence, Target, Text, Unit


class Layer:
    """The layer over one text: on its own page, or on the page of a unit, where names are marked anew.

    `named` are the names in each of its units.
    """

    def __init__(
        self, text: Text, named: Mapping[str, tuple[Occurrence, ...]], *, whole: bool
    ) -> None:
        self._named: Mapping[Position, list[Occurrence]] = (
            names.first_in_part(text, named) if whole else names.first_in_unit(named)
        )
        self._emended = emended(text)
        self._marked = marks(text)

    def over(self, sentence: Sentence) -> tuple[Inline, ...]:
        """The nodes of a sentence with all that the edition marks in it."""
        nodes = sentence.inlines
        for start, end, id_ in self._emended.get(sentence.at, ()):
            nodes = wrapped(nodes, start, end, partial(Emended, id_))
        for each in self._named.get(sentence.at, ()):
            nodes = wrapped(nodes, each.start, each.end, partial(Name, each.entity))
        for place, note in self._marked.get(sentence.at, ()):
            nodes = followed(nodes, place, Mark(note, note))
        return nodes


@remembered_each
def laid_over(text: Text, named: Mapping[str, tuple[Occurrence, ...]], whole: bool) -> Layer:
    """The layer over a text whose names are linked: the same where neither has changed."""
    return Layer(text, named, whole=whole)


@remembered_each
def emended(text: Text) -> dict[Position, list[tuple[int, int, str]]]:
    """By the place of a sentence, the words printed other than in the witness: start, end, id.

    Words that hold the mark of a note, or run over a sentence, are left to the list.
    """
    found: dict[Position, list[tuple[int, int, str]]] = {}
    for unit in text.units():
        for at, place in _emended_in(unit, text.emendations):
            found.setdefault(at, []).append(place)
    return found


@remembered_each
def _emended_in(
    unit: Unit, every: tuple[Emendation, ...]
) -> tuple[tuple[Position, tuple[int, int, str]], ...]:
    found = []
    for each in emendations_of(unit, every):
        number = 0
        for sentence in unit.sentences:
            start = sentence.plain.find(each.print)
            while start >= 0:
                number += 1
                if number == (each.occurrence or 1):
                    found.append((sentence.at, (start, start + len(each.print), each.id)))
                start = sentence.plain.find(each.print, start + 1)
    return tuple(found)


@remembered_each
def marks(text: Text) -> dict[Position, list[tuple[int, str]]]:
    """By the place of a sentence, where the lemmas of this edition's notes end in it, and behind which
    signs their marks stand: end, note."""
    units = {unit.anchor: unit for unit in text.units()}
    found: dict[Position, list[tuple[int, str]]] = {}
    for note in text.units():
        if note.kind is Kind.EDITION_NOTE:
            for target in note.targets:
                at, place = _end_of(target, units[target.anchor])
                found.setdefault(at, []).append((place, note.anchor))
    return found


@remembered_each
def _end_of(target: Target, unit: Unit) -> tuple[Position, int]:
    """The place of the sentence in which a lemma ends, and where in it its mark stands."""
    _, end = unit.span_of(target) or (0, len(unit.plain))
    number, place = unit.sentence_at(end)
    sentence = unit.sentences[number - 1]
    while sentence.plain[place : place + 1] in _SIGNS:
        place += 1
    return sentence.at, place


_SIGNS = frozenset(".,;:!?)]\"'")
"""What a mark stands behind, as those of the translators do."""
