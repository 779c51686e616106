"""The witness beside what is printed, passage by passage: what the page of the witness shows (pure).

Its words are those of the file, line by line, white space collapsed; ours are in printed form. What
typography changes is counted and not shown as a difference.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from maocoop.collation import marked
from maocoop.model import Certainty, Kind, Mark, walk
from maocoop.remember import remembered, remembered_each
from maocoop.render.comparing import Run, Stretch, cut, set_off
from maocoop.render.passages import heading, passages, passages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from maocoop.collation import Given
    from maocoop.model import Emendation, Part, Sentence, Text, Unit, Witness
    from maocoop.render.comparing import Line, Said
    from maocoop.render.passages import Departure, Passage

UNDECLARED = "undeclared"
"""What is said of words that differ from the witness and are in no list of emendations."""


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line of the witness, or what of it belongs to a sentence, the words set off that differ."""

    number: int
    words: Line


@dataclass(frozen=True, slots=True)
class Pair:
    """A heading or paragraph, a line a sentence, and the lines of the witness that it prints.

    `unit` is None for a heading; `begins` says that the unit begins here.
    """

    unit: Unit | None
    begins: bool
    label: str | None
    ours: tuple[Line, ...]
    theirs: tuple[GivenLine, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the text: what the witness has not for its heading, and its heading."""

    part: Part
    lacks: tuple[Emendation, ...]
    heading: Pair | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place printed otherwise, in the sentences that it stands in, on both sides."""

    emendation: Emendation
    ours: tuple[Line, ...]
    theirs: tuple[GivenLine, ...]


@dataclass(frozen=True, slots=True)
class Typography:
    """How often typography changes a sign and no word."""

    quotation_marks: int
    dashes: int
    marks: int
    blanks: int
    hyphens: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What was compared, counted: `words` are those of the witness, by its blanks.

    `kinds` says of each kind of unit, and of None for structure, how many emendations it has, by
    certainty; `undeclared` counts the differences that are in no list.
    """

    words: int
    lines: int
    units: int
    kinds: Mapping[Kind | None, Counter[Certainty]]
    undeclared: int
    typography: Typography

    @property
    def certainties(self) -> Counter[Certainty]:
        """All emendations, by certainty."""
        return sum(self.kinds.values(), Counter())


@dataclass(frozen=True, slots=True)
class Collated:
    """The page: its totals, in how many places and in which units it prints otherwise, and its parts.

    What stands beside each unit, and its places, is asked for unit by unit (`beside`, `places`).
    """

    totals: Totals
    number: int
    emended: tuple[Unit, ...]
    structure: tuple[Emendation, ...]
    chapters: tuple[Chapter, ...]


def collated(text: Text) -> Collated:
    """The whole text beside its witness, which it must have block for block."""
    found = {unit.anchor: places(text, unit) for unit in text.document()}
    return Collated(
        totals=_totals(text, list(passages(text))),
        number=sum(map(len, found.values())),
        emended=tuple(unit for unit in text.document() if found[unit.anchor]),
        structure=tuple(each for each in text.emendations if each.structural),
        chapters=tuple(
            _chapter(part, text) for part in text.parts if part.kind is not Kind.EDITION_NOTE
        ),
    )


def beside(text: Text, unit: Unit) -> tuple[Pair, ...]:
    """The paragraphs of a unit with the lines of the witness that they print."""
    return tuple(map(_pair, passages_of(text, unit)))


def places(text: Text, unit: Unit) -> tuple[Place, ...]:
    """The places in a unit that are printed otherwise."""
    return _places_in(passages_of(text, unit))


@remembered_each
def _places_in(each: tuple[Passage, ...]) -> tuple[Place, ...]:
    return tuple(place for passage in each for place in _places(passage))


def _chapter(part: Part, text: Text) -> Chapter:
    names = {part.anchor, *(unit.anchor for unit in part.units)}
    return Chapter(
        part=part,
        lacks=tuple(e for e in text.emendations if e.structural and e.anchor in names),
        heading=next(map(_pair, heading(text, part)), None),
    )


def _pair(passage: Passage) -> Pair:
    said = [(*_span(passage, departure), _by(departure)) for departure in passage.departures]
    unit = passage.unit
    return Pair(
        unit=unit,
        begins=unit is not None and passage.sentences[:1] == unit.sentences[:1],
        label=passage.label,
        ours=_ours(passage),
        theirs=_lines(passage.given, said, 0, len(passage.given.text)),
    )


# --- Words that differ ------------------------------------------------------------------------


def _by(departure: Departure) -> str:
    """The id of what declares that words differ."""
    return departure.emendation.id if departure.emendation else UNDECLARED


def _span(passage: Passage, departure: Departure) -> tuple[int, int]:
    """Where the words of the witness that differ stand in its joined lines."""
    first, end = departure.theirs
    spans = passage.given.spans
    return (spans[first][0], spans[end - 1][1]) if first < end else (0, 0)


def _ours(passage: Passage) -> tuple[Line, ...]:
    """Our sentences, the words set off that differ."""
    made = []
    for first, sentence in _numbered(passage):
        places = [match.span() for match in re.finditer(r"\S+", marked(sentence))]
        said = []
        for departure in passage.departures:
            a, b = (min(max(word - first, 0), len(places)) for word in departure.ours)
            if a < b:
                said.append((places[a][0], places[b - 1][1], _by(departure)))
        made.append(set_off(sentence, said))
    return tuple(made)


def _numbered(passage: Passage) -> Iterator[tuple[int, Sentence]]:
    """Each sentence with the number, from 0 and the label on, of its first word in the passage."""
    first = len((passage.label or "").split())
    for sentence in passage.sentences:
        yield first, sentence
        first += len(marked(sentence).split())


def _lines(given: Given, said: Sequence[Said], start: int, end: int) -> tuple[GivenLine, ...]:
    """The lines of the witness between two places of their joined text, cut where that begins."""
    bounds = [*(begin for begin, _ in given.lines), len(given.text)]
    made = []
    for (begin, number), stop in zip(given.lines, bounds[1:], strict=True):
        a, b = max(begin, start), min(stop, end)
        if a < b:
            pieces = cut(given.text[a:b], a, said)
            made.append(
                GivenLine(number, tuple(Stretch(of, (Run(words),)) for words, of in pieces))
            )
    return tuple(made)


# --- The list of places -----------------------------------------------------------------------


def _places(passage: Passage) -> Iterator[Place]:
    declared = {d.emendation.id: d.emendation for d in passage.departures if d.emendation}
    ours = _ours(passage) if declared else ()
    for id_, emendation in declared.items():
        here = [d for d in passage.departures if _by(d) == id_]
        first, end = here[0].ours[0], here[-1].ours[1]
        rows = [
            (number, start, start + len(marked(sentence).split()))
            for number, (start, sentence) in enumerate(_numbered(passage))
        ]
        held = [row for row in rows if row[1] < max(end, first + 1) and first < row[2]]
        a, b = (_across(passage.departures, word) for word in (held[0][1], held[-1][2]))
        spans = passage.given.spans
        said = [(*_span(passage, d), id_) for d in here]
        yield Place(
            emendation,
            tuple(_only(ours[number], id_) for number, _, _ in held),
            _lines(passage.given, said, spans[a][0], spans[b - 1][1]),
        )


def _across(departures: Sequence[Departure], word: int) -> int:
    """The word of the witness that stands where one of ours does, from 0."""
    moved = [d for d in departures if d.ours[1] <= word]
    return word + sum((d.theirs[1] - d.theirs[0]) - (d.ours[1] - d.ours[0]) for d in moved)


def _only(line: Line, id_: str) -> Line:
    """The line with one difference set off: each stands in the list by itself."""
    return tuple(each if each.of == id_ else replace(each, of=None) for each in line)


# --- Counting ---------------------------------------------------------------------------------


def _totals(text: Text, all_passages: Sequence[Passage]) -> Totals:
    units = list(text.document())
    kind_of = {unit.anchor: part.kind for part in text.parts for unit in part.units}
    kinds: dict[Kind | None, Counter[Certainty]] = {}
    for each in sorted(text.emendations, key=lambda each: (each.structural, each.line)):
        kind = None if each.structural else kind_of[each.anchor]
        kinds.setdefault(kind, Counter())[each.certainty] += 1
    return Totals(
        words=_words(text.witness),
        lines=len(text.witness.lines),
        units=len(units),
        kinds=kinds,
        undeclared=sum(d.emendation is None for p in all_passages for d in p.departures),
        typography=_typography(text, units, all_passages),
    )


def _typography(text: Text, units: Sequence[Unit], all_passages: Sequence[Passage]) -> Typography:
    changed: Counter[str] = Counter()
    for sign, times in chain.from_iterable(_signs_changed(unit).items() for unit in units):
        changed[sign] += times
    return Typography(
        quotation_marks=changed['"'] + changed["'"],
        dashes=changed["-"],
        marks=changed[_MARK],
        blanks=sum(_blanks(passage.given) for passage in all_passages),
        hyphens=len(text.witness.joined_hyphens),
    )


@remembered
def _words(witness: Witness) -> int:
    return sum(len(line.split()) for line in witness.lines)


@remembered_each
def _blanks(given: Given) -> int:
    """How often a blank stands behind an opening bracket."""
    return len(re.findall(r"[(\[] ", given.text))


_MARK = "[^]"


@remembered_each
def _signs_changed(unit: Unit) -> Counter[str]:
    """How often typography changes which sign, and how many marks there are, under `_MARK`."""
    changed = Counter(
        straight
        for sentence in unit.sentences
        for straight, sign in zip(sentence.plain, sentence.printed, strict=True)
        if straight != sign
    )
    nodes = (node for sentence in unit.sentences for node in walk(sentence.inlines))
    changed[_MARK] = sum(isinstance(node, Mark) for node in nodes)
    return changed
