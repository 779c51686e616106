"""What a reader writes -> an address, or a refusal that names what is near.

`1955-07-31/II.4`, its second sentence `1955-07-31/II.4.2`, ranges `1955-07-31/II.4–II.6` and
`1955-07-31/VII.1.3–5`. Without a text id the text is the one that is meant otherwise; a hyphen
stands for the dash, and the second end of a range may leave out what it shares with the first.
Works, sister texts and terms belong to no text: `bib-walker-1966`, `term-cun`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from maocoop.errors import AddressUnknown
from maocoop.history import anchors_without_text, successor, tombstones
from maocoop.model import Kind
from maocoop.remember import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maocoop.model import Edition, Part, Text, Unit

_DASHES = re.compile("[-‐‑–—]")
_NUMBERED = re.compile(r"(.*\D)(\d+)[a-z]?")
_SENTENCE = re.compile(r"(.+)\.([1-9][0-9]*)")


@dataclass(frozen=True, slots=True)
class Address:
    """A place in a text: a part or unit, one of its sentences (from 1), or a range of either.

    `last` is None where it is no range; in a range of sentences `last_sentence` is the last one,
    of the unit `last`. `text` is None for a work, sister text or term of the edition. `str` gives
    the full form in print.
    """

    text: str | None
    first: str
    sentence: int | None = None
    last: str | None = None
    last_sentence: int | None = None

    @property
    def short(self) -> str:
        """The address without the text: `II.4`, `VII.1.3–5`."""
        begin = _end(self.first, self.sentence)
        if self.last is None:
            return begin
        if self.last == self.first and self.last_sentence is not None:
            return f"{begin}–{self.last_sentence}"
        return f"{begin}–{_end(self.last, self.last_sentence)}"

    def __str__(self) -> str:
        return self.short if self.text is None else f"{self.text}/{self.short}"


def _end(anchor: str, sentence: int | None) -> str:
    return anchor if sentence is None else f"{anchor}.{sentence}"


def text_of(address: Address, edition: Edition) -> Text:
    """The text of a parsed address; the first one where it belongs to none."""
    return next((text for text in edition.texts if text.id == address.text), edition.texts[0])


def units_of(text: Text, address: Address) -> tuple[Unit, ...]:
    """The units that an address covers, in order, in full or in part."""
    numbers = places(text)
    begin, _ = _span(text, address.first, numbers)
    _, end = _span(text, address.last or address.first, numbers)
    return _units(text)[begin:end]


@remembered
def _units(text: Text) -> tuple[Unit, ...]:
    return tuple(text.units())


@remembered
def places(text: Text) -> dict[str, int]:
    """The number of each unit in its text, from 0."""
    return {unit.anchor: number for number, unit in enumerate(text.units())}


def part_of(text: Text, anchor: str) -> Part:
    """The part that an anchor names, or to which its unit belongs."""
    return _parts(text)[anchor]


@remembered
def _parts(text: Text) -> dict[str, Part]:
    parts = {unit.anchor: part for part in text.parts for unit in part.units}
    return parts | {part.anchor: part for part in text.parts}


def _span(text: Text, anchor: str, places: dict[str, int]) -> tuple[int, int]:
    """The numbers of the first unit of an anchor and of the one after its last."""
    if anchor in places:
        return places[anchor], places[anchor] + 1
    part = part_of(text, anchor)
    begin = places[part.units[0].anchor]
    return begin, begin + len(part.units)


# --- Parsing ----------------------------------------------------------------------------------


def parse_address(words: str, edition: Edition, default_text: str) -> Address:
    """The address that a reader wrote.

    Raises AddressUnknown, with the nearest existing anchor, for a text, anchor or sentence that is
    not there, an anchor that has left the text, a range that runs backwards or from voice to voice.
    """
    if re.match("(bib|text|person|place|org|event|term|fig)-", words.strip()):
        return _listed(words.strip(), edition)
    named, slash, rest = words.strip().rpartition("/")
    text = _text(named if slash else default_text, edition)
    begin, *more = _DASHES.split(rest)
    if len(more) > 1:
        raise AddressUnknown(f"{words}: a range has two ends, such as II.4–II.6")
    first, sentence = _place(begin, text)
    if not more:
        return Address(text.id, first, sentence)
    last, last_sentence = _place(_completed(more[0], begin, first, sentence), text)
    address = Address(text.id, first, sentence, last, last_sentence)
    _refuse_odd_range(address, text)
    if (first, sentence) == (last, last_sentence):
        return Address(text.id, first, sentence)
    return address


def _listed(anchor: str, edition: Edition) -> Address:
    anchors = anchors_without_text(edition)
    if anchor not in anchors:
        near = get_close_matches(anchor, anchors, n=1, cutoff=0)[0]
        raise AddressUnknown(f"there is no {anchor} in this edition; the nearest is {near}")
    return Address(None, anchor)


def _text(id_: str, edition: Edition) -> Text:
    for text in edition.texts:
        if text.id == id_:
            return text
    ids = [text.id for text in edition.texts]
    near = get_close_matches(id_, ids, n=1, cutoff=0) or ids
    raise AddressUnknown(f"there is no text “{id_}” in this edition; the nearest is {near[0]}")


def _place(words: str, text: Text) -> tuple[str, int | None]:
    """Anchor and sentence of one end of an address."""
    units = {unit.anchor: unit for unit in text.units()}
    anchors = [part.anchor for part in text.parts] + list(units)
    if words in anchors:
        return words, None
    found = _SENTENCE.fullmatch(words)
    # A note of this edition is cited whole.
    if found and found[1] in units and units[found[1]].kind is not Kind.EDITION_NOTE:
        anchor, number, there = found[1], int(found[2]), len(units[found[1]].sentences)
        if number <= there:
            return anchor, number
        has = f"{anchor} has {there} sentence{'s' * (there > 1)}"
        near = f"the nearest is {anchor}.{there}"
        raise AddressUnknown(f"there is no {words} in {text.id}: {has}; {near}")
    raise AddressUnknown(_unknown(words, text, anchors))


def _unknown(words: str, text: Text, anchors: list[str]) -> str:
    """Why there is no such anchor, and which is near."""
    gone = tombstones(text.record).get(words)
    if gone is not None and gone.moved_to:
        return f"{words} has moved to {successor(text.record, words)}"
    if gone is not None:
        return f"{words} has been retired: {gone.retired}"
    if not words:
        return f"an address names an anchor, such as {text.id}/{anchors[1]}"
    return f"there is no {words} in {text.id}; the nearest is {_nearest(words, anchors)}"


def _nearest(words: str, anchors: Iterable[str]) -> str:
    """The anchor most like what was written: of its part the nearest number, else by letters."""
    words = words.casefold()
    folded = {anchor.casefold(): anchor for anchor in anchors}
    found = _NUMBERED.fullmatch(words)
    if found and words not in folded:
        near = [o for o in map(_NUMBERED.fullmatch, folded) if o and o[1] == found[1]]
        if near:
            nearest = min(near, key=lambda other: abs(int(other[2]) - int(found[2])))
            return folded[nearest.string]
    for length in range(len(words), 0, -1):
        if words[:length] in folded:
            return folded[words[:length]]
    return folded[get_close_matches(words, folded, n=1, cutoff=0)[0]]


def _completed(end: str, begin: str, first: str, sentence: int | None) -> str:
    """The second end with what it left out: `5` behind `VII.1.3` is `VII.1.5`."""
    if not end.isdecimal():
        return end
    return f"{first}.{end}" if sentence else re.sub(r"\d+[a-z]?$", end, begin)


def _refuse_odd_range(address: Address, text: Text) -> None:
    """Refuse a range that runs backwards, from voice to voice, or mixes sentences and units."""
    assert address.last is not None
    if (address.sentence is None) != (address.last_sentence is None):
        raise AddressUnknown(f"{address}: a range goes from sentence to sentence or unit to unit")
    parts = [part_of(text, anchor) for anchor in (address.first, address.last)]
    if len({(part.voice, part.kind) for part in parts}) > 1:
        titles = " and ".join(part.title for part in parts)
        raise AddressUnknown(f"{address}: {titles} are not of one kind; cite each for itself")
    places = {unit.anchor: i for i, unit in enumerate(text.units())}
    begin = (_span(text, address.first, places)[0], address.sentence or 0)
    end = (_span(text, address.last, places)[0], address.last_sentence or 0)
    if begin > end:
        raise AddressUnknown(f"{address}: the range runs backwards")
