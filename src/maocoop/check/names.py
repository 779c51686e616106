"""Rules on names and terms: every form stands somewhere, none is lost, and no name is unlisted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.concordance import by_unit, linked, occurrences, words_of
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maocoop.concordance import Occurrence
    from maocoop.errors import Position
    from maocoop.model import Abbreviation, Edition, Sentence, Skipped, Target, Unit, Work

SHOWN = 6
"""Places that a message shows."""

# A capital behind one of these begins a sentence or a quotation: it need not be a name.
_BEGINS = re.compile(r"(?:^|[.?!:] |[\"'(\[])$")
_WORD = re.compile(r"(?<!\w)[^\W\d_][\w'-]*")


def miscounted_name(edition: Edition) -> Iterator[Fault]:
    """A form of a name or term stands in the texts more or less often than its entry says, or the
    name is found more or less often in all."""
    # By name, since two entries may have the same id, which is another rule's fault.
    everywhere = occurrences(edition)
    counted: Counter[tuple[str, str]] = Counter()
    for text in edition.texts:
        for each in by_unit(text, edition.entities).values():
            for key in _counted(each):
                counted[key] += 1
    for entity in edition.entities:
        found = everywhere[entity.anchor]
        for form, number in entity.forms.items():
            if counted[entity.anchor, form] != number:
                there = [each for each in found if each.form == form and not each.inside]
                message = (
                    f"“{form}” of {entity.anchor} stands in the texts {_times(len(there))} for "
                    f"itself, its entry says {number}"
                )
                hint = f"{_places(there)}; was a word changed, or another form taken out or added?"
                yield Fault(entity.at, message, hint)
        if len(found) != entity.occurs:
            message = f"{entity.anchor} occurs {_times(len(found))}, its entry says {entity.occurs}"
            hint = f"was a form lost or added? if that is all, write `occurs: {len(found)}`"
            yield Fault(entity.at, message, hint)


@remembered_each
def _counted(found: tuple[Occurrence, ...]) -> tuple[tuple[str, str], ...]:
    """What is named in a unit, by which form, each time."""
    return tuple((each.entity, each.form) for each in found)


def _places(found: Sequence[Occurrence]) -> str:
    anchors = list(dict.fromkeys(each.unit.anchor for each in found))
    more = len(anchors) - SHOWN
    shown = ", ".join(anchors[:SHOWN]) + (f" and {more} more" if more > 0 else "")
    return f"it is in {shown}" if shown else "it is nowhere but within longer forms, if at all"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def idle_exclusion(edition: Edition) -> Iterator[Fault]:
    """Words that are excepted hold no form of that name or term."""
    for entity in edition.entities:
        for excluded in entity.excluded:
            if not words_of(entity.forms).search(excluded.target.lemma or ""):
                message = f"no form of {entity.anchor} is in “{excluded.target.lemma}”"
                yield Fault(excluded.target.at, message, "take the entry out, or mend its lemma")


def shared_form(edition: Edition) -> Iterator[Fault]:
    """Two names or terms have the same form, and nothing says which is meant where."""
    owners: dict[str, str] = {}
    for entity in edition.entities:
        for form in entity.forms:
            owner = owners.setdefault(form, entity.anchor)
            if owner != entity.anchor and not entity.excluded:
                message = f"“{form}” is a form of {owner} and of {entity.anchor}"
                hint = "name under `except` of each where it means the other, or take one out"
                yield Fault(entity.at, message, hint)


def unlisted_name(edition: Edition) -> Iterator[Fault]:
    """A word with a capital, inside a sentence, is in no form of a name or term, in no link or title of
    a work, is no abbreviation, and is not listed in not-names.yaml."""
    if not edition.entities:
        return
    others = _others(edition.abbreviations, edition.not_names)
    for text in edition.texts:
        named = by_unit(text, edition.entities)
        for unit in text.document():
            yield from _unlisted_in(unit, text.id, named[unit.anchor], edition.works, others)


@remembered
def _others(
    abbreviations: tuple[Abbreviation, ...], not_names: tuple[Skipped, ...]
) -> re.Pattern[str]:
    """The words with a capital that are no names."""
    return words_of([*(each.form for each in abbreviations), *(each.words for each in not_names)])


@remembered_each
def _unlisted_in(
    unit: Unit,
    text: str,
    named: tuple[Occurrence, ...],
    works: tuple[Work, ...],
    others: re.Pattern[str],
) -> tuple[Fault, ...]:
    places = [(each.sentence, each.start, each.end) for each in named]
    targets = _without_link(works).get(f"{text}/{unit.anchor}", ())
    places += filter(None, map(unit.place_of, targets))
    found = []
    for number, sentence in enumerate(unit.sentences, 1):
        spans = [(start, end) for line, start, end in places if line == number]
        for word, at in _unlisted(sentence, others, spans):
            message = f"“{word}” in {unit.anchor}.{number} looks like a name and is not listed"
            hint = (
                "add it to the forms of an entry in notes/authorities/, or, with the reason, to "
                "notes/authorities/not-names.yaml"
            )
            found.append(Fault(at, message, hint))
    return tuple(found)


@remembered
def _without_link(works: tuple[Work, ...]) -> dict[str, list[Target]]:
    """By unit, the words that name a work without a link."""
    found: dict[str, list[Target]] = {}
    for work in works:
        for target in work.targets:
            found.setdefault(target.anchor, []).append(target)
    return found


def _unlisted(
    sentence: Sentence, others: re.Pattern[str], known: Iterable[tuple[int, int]]
) -> Iterator[tuple[str, Position]]:
    spans = [*known, *(match.span() for match in others.finditer(sentence.plain))]
    spans += [(start, end) for start, end, _ in linked(sentence.inlines)]
    for match in _WORD.finditer(sentence.plain):
        if not match.group()[0].isupper() or _BEGINS.search(sentence.plain[: match.start()]):
            continue
        if not any(start <= match.start() < end for start, end in spans):
            yield match.group(), sentence.at


def idle_not_name(edition: Edition) -> Iterator[Fault]:
    """Words listed in not-names.yaml stand nowhere in the texts."""
    units = (unit for text in edition.texts for unit in text.document())
    there = set().union(*(words_in(unit, edition.not_names) for unit in units))
    for skipped in edition.not_names:
        if skipped.words not in there:
            message = f"“{skipped.words}” stands nowhere in the texts"
            yield Fault(skipped.at, message, "take the entry out, or copy the words from the text")


@remembered_each
def words_in(unit: Unit, among: tuple[Skipped, ...]) -> frozenset[str]:
    """Which words of a list stand in a unit."""
    plain = unit.plain
    return frozenset(
        each.words for each in among if each.words in plain and words_of([each.words]).search(plain)
    )
