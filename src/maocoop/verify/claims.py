"""What a reader pastes -> the claims in it: an address, a version, words that are quoted.

An address is written `1955-07-31/II.4`, also inside a citation, or as a web address of the edition
(`…/1955-07-31.html#II.4`); alone in the field also `II.4`; an entry as `bib-walker-1966`. The version
is the one written behind the address or, where there is none, the only one in the whole.

Words in double quotation marks are a quotation unless they are the title in a citation; so are the
words of a text fragment (`#:~:text=`). Where there is no address, all that was pasted is taken for a
quotation, and if that is found nowhere, what stands in quotation marks is looked for besides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from maocoop.verify.register import canonical, comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.verify.register import Book, Entry, Register

_DASH = "[-‐‑–—]"
_END = r"[A-Za-z]+(?:\.?[0-9]+[a-z]?)*"
_ADDRESS = rf"{_END}(?:{_DASH}(?:{_END}|[0-9]+[a-z]?(?:\.[0-9]+)*))?(?![A-Za-z0-9])"
_TEXT = r"(?<![A-Za-z0-9-])([0-9]{4}(?:-[a-z0-9]+)*)"
_NUMBER = r"[0-9]+\.[0-9]+\.[0-9]+"
_VERSION = rf"(?:version\s+({_NUMBER})(\s+with\s+unreleased\s+changes)?|unreleased)"
_PLACES = re.compile(
    rf"{_TEXT}/({_NUMBER})\.html\#({_ADDRESS})"
    rf"|{_TEXT}(?:/|\.html\#)({_ADDRESS})"
    r"|(?<![A-Za-z0-9-])((?:bib|text|person|place|org|event|term|fig)-[A-Za-z0-9-]*[A-Za-z0-9])"
    r"|/(bib|person|place|org|event|term)/([A-Za-z0-9-]+)\.html"
)
_BEHIND = re.compile(rf"[,.;:)\]}}\"]*\s+{_VERSION}")
_BARE = re.compile(rf"({_ADDRESS})(?:,?\s+{_VERSION})?\.?")
_FRAGMENT = re.compile(r":~:text=([^\s&]+)")
_QUOTED = re.compile(r'"([^"]+)"')
# In the formats for programs names, titles and values stand in quotation marks: nothing is quoted.
_FOR_PROGRAMS = re.compile(r"[\[{]\s*[{\"]|@[A-Za-z]+\{|TY  - ")


@dataclass(frozen=True, slots=True)
class Place:
    """What an address names: units of a book, of the first and last perhaps only some sentences."""

    label: str
    book: str
    anchors: tuple[str, ...]
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing to check.

    `unknown` is an address that names nothing; `versions` are those named for it, two where the
    words contradict each other; `unreleased` says that it was cited from words before a release.
    """

    place: Place | None
    unknown: str
    versions: tuple[str, ...]
    unreleased: bool
    quotation: str


def claims(register: Register, words: str) -> tuple[Claim, ...]:
    """What is to be checked, in the order of the words; empty for no words."""
    words = words.strip()
    if not words:
        return ()
    found = _addresses(register, words)
    quotations = _quotations(register, words)
    if not found:
        quotation = _unquoted(words)
        return (about_words(quotation),) if quotation else ()
    if len(found) == 1 and len(quotations) == 1:
        (label,) = found
        return (_claim(found, label, words, quotations[0]),)
    made = [_claim(found, label, words, "") for label in found]
    # Which of several quotations belongs to which of several addresses, nothing says.
    return (*made, *map(about_words, quotations))


def about_words(quotation: str) -> Claim:
    """The claim that words stand somewhere."""
    return Claim(None, "", (), unreleased=False, quotation=quotation)


def quoted(words: str) -> tuple[str, ...]:
    """What stands in double quotation marks."""
    return tuple(filter(None, map(str.strip, _QUOTED.findall(canonical(words)))))


# --- Addresses --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Mention:
    """An address as often as it is written, and what is said behind it."""

    place: Place | None
    versions: list[str]
    unreleased: bool


def _addresses(register: Register, words: str) -> dict[str, _Mention]:
    """Every address by its label, or by its words where it names nothing."""
    found: dict[str, _Mention] = {}
    for label, place, behind, version in _written(register, words):
        mention = found.setdefault(label, _Mention(place, [], unreleased=False))
        said = re.match(_BEHIND, behind)
        if version:
            mention.versions.append(version)
        elif said:
            mention.versions += [said[1]] if said[1] else []
            mention.unreleased = mention.unreleased or not said[1] or bool(said[2])
    return found


def _written(register: Register, words: str) -> Iterator[tuple[str, Place | None, str, str]]:
    bare = _BARE.fullmatch(words)
    places = [resolve(book, bare[1]) for book in register.books] if bare else []
    if bare and any(places):
        yield from ((p.label, p, words[bare.end(1) :], "") for p in places if p)
        return
    books = {book.id: book for book in register.books}
    for match in _PLACES.finditer(words):
        behind = words[match.end() :]
        text, address = match[1] or match[4], match[3] or match[5]
        if text:
            place = resolve(books[text], address) if text in books else None
            yield place.label if place else f"{text}/{address}", place, behind, match[2] or ""
            continue
        anchor = match[6] or f"{match[7]}-{match[8]}"
        known = any(entry.anchor == anchor for entry in register.loose)
        yield anchor, Place(anchor, "", (anchor,)) if known else None, behind, ""


def _claim(found: dict[str, _Mention], label: str, words: str, quotation: str) -> Claim:
    mention = found[label]
    versions, unreleased = mention.versions, mention.unreleased
    if not versions and not unreleased and len(found) == 1:
        said = list(re.finditer(_VERSION, words))
        versions = [match[1] for match in said if match[1]]
        unreleased = any(not match[1] or match[2] for match in said)
    unknown = "" if mention.place else label
    return Claim(mention.place, unknown, tuple(dict.fromkeys(versions)), unreleased, quotation)


def resolve(book: Book, words: str) -> Place | None:
    """The place that an address inside a text names; None where it names nothing.

    Not `cite.parse_address`: an anchor that is gone can be asked about, though no longer cited.
    """
    entries = {entry.anchor: entry for entry in book.entries()}
    order = list(entries)
    begin, *more = re.split(_DASH, words)
    first = _end(book, entries, begin)
    last = first
    if more and first:
        last = _end(book, entries, _completed(more[0], begin, first))
    if not first or not last or (first[2] is None) != (last[2] is None):
        return None
    i, j = order.index(first[0]), order.index(last[1])
    if (i, first[2] or 0) > (j, last[2] or 0):
        return None
    label = _label(begin, first, more, last)
    return Place(f"{book.id}/{label}", book.id, tuple(order[i : j + 1]), first[2], last[2])


_End = tuple[str, str, int | None]
"""First and last unit of what one end of an address names, and the sentence, from 1."""


def _end(book: Book, entries: dict[str, Entry], words: str) -> _End | None:
    if words in entries:
        return words, words, None
    for section in book.sections:
        if section.anchor == words and section.entries:
            return section.entries[0].anchor, section.entries[-1].anchor, None
    unit, _, number = words.rpartition(".")
    if unit in entries and number.isdecimal() and not number.startswith("0"):
        entry = entries[unit]
        known = [len(step.sentences) for step in entry.steps] + [len(entry.now or ())]
        return (unit, unit, int(number)) if int(number) <= max(known) else None
    return None


def _completed(end: str, begin: str, first: _End) -> str:
    """The second end with what it left out: `5` behind `VII.1.3` is `VII.1.5`."""
    if not end.isdecimal():
        return end
    return f"{first[0]}.{end}" if first[2] else re.sub(r"[0-9]+[a-z]?$", end, begin)


def _label(begin: str, first: _End, more: list[str], last: _End) -> str:
    if not more or first == last:
        return begin
    if first[2] and first[0] == last[0]:
        return f"{begin}–{last[2]}"
    if last[2]:
        return f"{begin}–{last[0]}.{last[2]}"
    return f"{begin}–{more[0]}" if not more[0].isdecimal() else f"{begin}–{last[1]}"


# --- Quotations -------------------------------------------------------------------------------


def _quotations(register: Register, words: str) -> list[str]:
    """Words of text fragments and in quotation marks, without the titles of citations."""
    if re.match(_FOR_PROGRAMS, words):
        return []
    fragments = [_of_fragment(match[1]) for match in _FRAGMENT.finditer(words)]
    titles = [comparable(book.title) for book in register.books]
    marked = [
        each
        for each in quoted(re.sub(_FRAGMENT, "", words))
        if not any(title in comparable(each) for title in titles) and ", Entry for " not in each
    ]
    return list(dict.fromkeys([*fragments, *marked]))


def _of_fragment(directive: str) -> str:
    """`prefix-,start,end,-suffix` as the words between: an end that is given is an omission."""
    parts = [part for part in directive.split(",") if not re.search("^-|-$", part)]
    return " … ".join(unquote(part) for part in parts)


def _unquoted(words: str) -> str:
    made = canonical(words)
    return made[1:-1].strip() if re.fullmatch(r'"[^"]+"', made) else made
