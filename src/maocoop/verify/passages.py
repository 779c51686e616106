"""Words -> the places where they stand, today or in a release.

Nothing is guessed: all words must be there, in order, whole. Only the form of the signs may differ,
and where an ellipsis leaves words out, the rest must stand in one unit, in order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maocoop.verify.register import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.verify.register import Book, Entry, Register, Section, Sentences

SHORTEST = 3
"""Words beside an ellipsis; where no address is given, fewer stand in too many places."""

_ELLIPSIS = re.compile(r" ?(?:\[ ?\.\.\. ?\]|\.\.\.\.?|(?:\. ){2,3}\.) ?")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where words stand: from a sentence of one unit (from 1) to one of the same or a later unit."""

    book: str
    anchors: tuple[str, ...]
    first: int
    last: int

    @property
    def label(self) -> str:
        """The address: `1955-07-31/II.4.2`, `…/II.4.1–2`, `…/II.4.2–II.5.1`."""
        begin = f"{self.book}/{self.anchors[0]}.{self.first}"
        if len(self.anchors) > 1:
            return f"{begin}–{self.anchors[-1]}.{self.last}"
        return begin if self.first == self.last else f"{begin}–{self.last}"


def sentences_at(register: Register, entry: Entry, version: str | None) -> Sentences:
    """The sentences of an entry in a release, or today where `version` is None; () if it had none."""
    if version is None:
        return entry.now or ()
    until = register.versions[: register.versions.index(version) + 1]
    steps = [step for step in entry.steps if step.version in until]
    return steps[-1].sentences if steps else ()


def passages(
    register: Register, words: str, version: str | None, shortest: int = SHORTEST
) -> tuple[Passage, ...]:
    """All places where the words stand in a release, or today, in reading order.

    Of words beside an ellipsis there must be `shortest`.
    """
    found: list[Passage] = []
    for book in register.books:
        for section in book.sections:
            text, starts = _joined(register, section, version)
            found += _in_section(book, text, starts, comparable(words), shortest)
    return tuple(found)


def _in_section(
    book: Book, text: str, starts: list[_Start], wanted: str, shortest: int
) -> Iterator[Passage]:
    spans = list(_spans(text, wanted, 0)) if wanted else []
    if not spans:
        spans = list(_with_omissions(text, starts, wanted, shortest))
    for begin, end in spans:
        first = _at(starts, begin)
        last = _at(starts, end - 1)
        anchors = dict.fromkeys(starts[k][1] for k in range(first, last + 1))
        yield Passage(book.id, tuple(anchors), starts[first][2], starts[last][2])


_Start = tuple[int, str, int]
"""Where a sentence begins in the line of its part: offset, anchor, number."""


def _joined(register: Register, section: Section, version: str | None) -> tuple[str, list[_Start]]:
    """The words of a part in one line."""
    text, starts = "", []
    for entry in section.entries:
        for number, sentence in enumerate(sentences_at(register, entry, version), 1):
            text += " " if text else ""
            starts.append((len(text), entry.anchor, number))
            text += comparable(sentence)
    return text, starts


def _at(starts: list[_Start], offset: int) -> int:
    return max(k for k, start in enumerate(starts) if start[0] <= offset)


def _spans(text: str, wanted: str, begin: int) -> Iterator[tuple[int, int]]:
    """Where the words stand whole: no letter or digit goes on before or behind them."""
    at = text.find(wanted, begin)
    while at >= 0:
        end = at + len(wanted)
        if not _goes_on(text, at - 1, at) and not _goes_on(text, end - 1, end):
            yield at, end
        at = text.find(wanted, at + 1)


def _goes_on(text: str, one: int, other: int) -> bool:
    if one < 0 or other >= len(text):
        return False
    return text[one].isalnum() and text[other].isalnum()


def _with_omissions(
    text: str, starts: list[_Start], wanted: str, shortest: int
) -> Iterator[tuple[int, int]]:
    """Where all that an ellipsis leaves stands in one unit, in order; one span a unit."""
    runs = [run for run in _ELLIPSIS.split(wanted) if run]
    if len(runs) < 2 or any(len(run.split(" ")) < shortest for run in runs):
        return
    anchors = list(dict.fromkeys(anchor for _, anchor, _ in starts))
    for k, anchor in enumerate(anchors):
        begin = next(offset for offset, a, _ in starts if a == anchor)
        after = [offset for offset, a, _ in starts if a in anchors[k + 1 : k + 2]]
        end = after[0] - 1 if after else len(text)
        span = _in_order(text[:end], runs, begin)
        if span:
            yield span


def _in_order(text: str, runs: list[str], begin: int) -> tuple[int, int] | None:
    first, end = -1, begin
    for run in runs:
        at = next(_spans(text, run, end), None)
        if at is None:
            return None
        first = at[0] if first < 0 else first
        end = at[1]
    return first, end


def nearest(register: Register, words: str) -> Entry | None:
    """The unit of today that shares most runs of three words, if it has half of them and no rival.

    It is named to one whose words are found nowhere; it is never taken for them.
    """
    wanted = _runs(words)
    shared = [
        (len(wanted & _runs(" ".join(entry.now))), entry)
        for book in register.books
        for entry in book.entries()
        if entry.now
    ]
    best = max((count for count, _ in shared), default=0)
    likely = [entry for count, entry in shared if count == best]
    return likely[0] if wanted and best * 2 >= len(wanted) and len(likely) == 1 else None


def _runs(words: str) -> set[str]:
    each = re.findall(r"[^\W_]+", comparable(words).lower())
    return {" ".join(each[k : k + 3]) for k in range(len(each) - 2)}
