"""Rules on names and terms: every form stands somewhere, none is lost, and no name is unlisted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.concordance import linked, occurrences, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from maocoop.concordance import Occurrence
    from maocoop.errors import Position
    from maocoop.model import Edition, Sentence, Text

SHOWN = 6
"""Places that a message shows."""

# A capital behind one of these begins a sentence or a quotation: it need not be a name.
_BEGINS = re.compile(r"(?:^|[.?!:] |[\"'(\[])$")
_WORD = re.compile(r"(?<!\w)[^\W\d_][\w'-]*")


def miscounted_name(edition: Edition) -> Iterator[Fault]:
    """A form of a name or term stands in the texts more or less often than its entry says, or the
    name is found more or less often in all."""
    for entity, found in zip(edition.entities, occurrences(edition).values(), strict=True):
        counted = Counter(each.form for each in found if not each.inside)
        for form, number in entity.forms.items():
            if counted[form] != number:
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
    others = [abbreviation.form for abbreviation in edition.abbreviations]
    others += [skipped.words for skipped in edition.not_names]
    pattern = words_of(others)
    for text in edition.texts:
        known = _known(text, edition)
        for unit in text.document():
            for number, sentence in enumerate(unit.sentences, 1):
                spans = known.get((unit.anchor, number), ())
                for word, at in _unlisted(sentence, pattern, spans):
                    message = (
                        f"“{word}” in {unit.anchor}.{number} looks like a name and is not listed"
                    )
                    hint = (
                        "add it to the forms of an entry in notes/authorities/, or, with the "
                        "reason, to notes/authorities/not-names.yaml"
                    )
                    yield Fault(at, message, hint)


def _known(text: Text, edition: Edition) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """By unit and sentence, the words that are a name or term, or name a work without a link."""
    units = {f"{text.id}/{unit.anchor}": unit for unit in text.units()}
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for places in occurrences(edition).values():
        for each in places:
            if each.text == text.id:
                span = (each.start, each.end)
                found.setdefault((each.unit.anchor, each.sentence), []).append(span)
    for work in edition.works:
        for target in work.targets:
            unit = units.get(target.anchor)
            place = unit and unit.place_of(target)
            if unit and place:
                number, start, end = place
                found.setdefault((unit.anchor, number), []).append((start, end))
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
    everything = "\n".join(unit.plain for text in edition.texts for unit in text.document())
    for skipped in edition.not_names:
        if not words_of([skipped.words]).search(everything):
            message = f"“{skipped.words}” stands nowhere in the texts"
            yield Fault(skipped.at, message, "take the entry out, or copy the words from the text")
