"""Rules on figures: every numeral is accounted for, and the sums between figures come out."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from maocoop.check.names import words_in
from maocoop.check.rule import Fault
from maocoop.concordance import linked, words_of
from maocoop.reckoning import NUMBER_OF_TERMS, Verdict, fits, sums
from maocoop.remember import remembered, remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maocoop.model import Figure, Moment, Skipped, Target, Text, Unit

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen"
)
NUMERAL = re.compile(
    r"\d(?:[\d,.]*\d)?"
    rf"|\b(?:(?:{_TENS})(?:-(?:one|{_SMALL}))?|{_SMALL}|hundred|thousand|million|dozen|half"
    r"|one-(?:half|third|quarter|fifth|tenth))\b",
    re.IGNORECASE,
)
"""Figures, and the words for numbers from two on. *One*, *a* and ordinals are no numerals here."""


def uncounted_numeral(text: Text) -> Iterator[Fault]:
    """A numeral, outside links, is in no figure, in no entry of the chronology, and in no words that
    figures.yaml skips."""
    if not text.figures:
        return
    about = _about(text.figures, text.chronology)
    for unit in text.document():
        yield from _uncounted_in(unit, about.get(unit.anchor, ()), text.numerals)


@remembered_each
def _uncounted_in(
    unit: Unit, targets: Sequence[Target], numerals: tuple[Skipped, ...]
) -> tuple[Fault, ...]:
    """The numerals of a unit that neither the words of a target nor words that are skipped hold."""
    spans = [*_links(unit), *filter(None, map(unit.span_of, targets))]
    plain = unit.plain
    spans += [match.span() for match in _skipped(numerals).finditer(plain)]
    return tuple(
        _uncounted(unit, match)
        for match in NUMERAL.finditer(plain)
        if not any(start <= match.start() < end for start, end in spans)
    )


@remembered
def _skipped(numerals: tuple[Skipped, ...]) -> re.Pattern[str]:
    return words_of([each.words for each in numerals] or ["—"])


@remembered
def _about(
    figures: tuple[Figure, ...], chronology: tuple[Moment, ...]
) -> dict[str, tuple[Target, ...]]:
    """By unit, the words that figures and the chronology are about."""
    targets = [figure.target for figure in figures]
    targets += [target for moment in chronology for target in moment.targets]
    found: dict[str, tuple[Target, ...]] = {}
    for target in targets:
        found[target.anchor] = (*found.get(target.anchor, ()), target)
    return found


def _uncounted(unit: Unit, match: re.Match[str]) -> Fault:
    around = unit.plain[max(match.start() - 20, 0) : match.end() + 20]
    number, _ = unit.sentence_at(match.start())
    message = (
        f"“{match.group()}” in {unit.anchor}.{number} is not in the ledger: “{around.strip()}”"
    )
    hint = (
        "add what it claims to `figures` or to the chronology, or, with the reason, the words around "
        "it to `skipped` in figures.yaml"
    )
    return Fault(unit.sentences[number - 1].at, message, hint)


def _links(unit: Unit) -> Iterator[tuple[int, int]]:
    begin = 0
    for sentence in unit.sentences:
        for start, end, _ in linked(sentence.inlines):
            yield begin + start, begin + end
        begin += len(sentence.plain) + 1


def idle_numeral(text: Text) -> Iterator[Fault]:
    """Words that figures.yaml skips stand nowhere in the text, or hold no numeral."""
    there = set().union(*(words_in(unit, text.numerals) for unit in text.document()))
    for each in text.numerals:
        if each.words not in there or not NUMERAL.search(each.words):
            message = f"“{each.words}” stands nowhere, or holds no numeral"
            yield Fault(each.at, message, "take the entry out, or copy the words from the text")


def dangling_figure(text: Text) -> Iterator[Fault]:
    """A sum names a figure that is not there or has no number, or has too many or too few terms."""
    figures = {figure.id: figure for figure in text.figures}
    for each in text.arithmetic:
        for id_ in (*each.terms, each.result):
            if id_ not in figures:
                near = get_close_matches(id_, figures, n=1, cutoff=0.3)
                hint = f"the nearest is {near[0]}" if near else "add it to `figures`"
                yield Fault(each.at, f"“{each.what}” names {id_}, which is no figure", hint)
            elif figures[id_].low is None:
                hint = "give the figure a `value`, or `low` and `high`"
                yield Fault(each.at, f"“{each.what}” names {id_}, which has no number", hint)
        if not fits(each):
            message = f"“{each.what}”, a {each.operation}, has {len(each.terms)} terms"
            wanted = NUMBER_OF_TERMS.get(each.operation, "two or more")
            yield Fault(each.at, message, f"it takes {wanted}")


def false_sum(text: Text) -> Iterator[Fault]:
    """A sum does not come out and nothing says why, or it comes out although a reason is given."""
    for each in sums(text):
        differs = each.verdict is Verdict.DIFFERS
        claim = f"fig-{each.claim.id}"
        if differs and not each.arithmetic.differs:
            low, high = (f"{end:,.6g}" for end in (each.low, each.high))
            made = low if low == high else f"{low} to {high}"
            message = f"“{each.arithmetic.what}” comes to {made}; {claim}: {each.claim.said}"
            hint = "is a term missing or mistaken? if not, say why under `differs`"
            yield Fault(each.arithmetic.at, message, hint)
        elif each.arithmetic.differs and not differs:
            message = f"“{each.arithmetic.what}” agrees with {claim}: {each.verdict}"
            yield Fault(each.arithmetic.at, message, "take `differs` out")
