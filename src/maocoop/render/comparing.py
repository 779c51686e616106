"""The speech beside the general comment, row by row: what the page for comparing them shows (pure).

A sentence is shown as stretches of words of which the same is said; its places are those of the
sentence as `collation.marked` has it, the mark of a note as ` 9 `.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, TypeAlias

from maocoop.model import Emphasis, Kind, Mark, Supplied, Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from maocoop.link import TextLinks
    from maocoop.model import Inline, Part, Sentence, Text, Unit

Said: TypeAlias = "tuple[int, int, str]"
"""Where something is said of words, `[start, end)`, and the id of what says it."""

# --- A sentence, and what is said of its words ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind, or the mark of a translators' note, whose anchor is then `note`."""

    text: str
    italic: bool = False
    supplied: bool = False
    note: str | None = None

    @property
    def width(self) -> int:
        """How long it is in the sentence with its marks."""
        return len(self.text) + 2 * bool(self.note)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs of which the same is said: by the emendation or comment with the id `of`, or nothing."""

    of: str | None
    runs: tuple[Run, ...]


Line: TypeAlias = tuple[Stretch, ...]


def set_off(sentence: Sentence, said: Sequence[Said] = ()) -> Line:
    """A sentence with the words set off of which something is said; of two that overlap, the first.

    Marks of notes belong to no stretch but their own, as they are links.
    """
    pieces: list[tuple[str | None, Run]] = []
    offset = 0
    for run in _runs(sentence.inlines):
        if run.note:
            pieces.append((None, run))
        else:
            pieces += [
                (of, Run(words, run.italic, run.supplied))
                for words, of in cut(run.text, offset, said)
            ]
        offset += run.width
    return tuple(
        Stretch(of, tuple(run for _, run in each))
        for of, each in groupby(pieces, key=lambda piece: piece[0])
    )


def _runs(
    nodes: Sequence[Inline], *, italic: bool = False, supplied: bool = False
) -> Iterator[Run]:
    for node in nodes:
        if isinstance(node, Words):
            yield Run(node.text, italic, supplied)
        elif isinstance(node, Mark):
            yield Run(node.label, note=node.note)
        else:
            yield from _runs(
                node.content,
                italic=italic or isinstance(node, Emphasis),
                supplied=supplied or isinstance(node, Supplied),
            )


def cut(text: str, offset: int, said: Sequence[Said]) -> Iterator[tuple[str, str | None]]:
    """Words that begin at `offset`, cut where what is said of them begins or ends, each with that."""
    bounds = {place - offset for start, end, _ in said for place in (start, end)}
    places = sorted({0, len(text), *(place for place in bounds if 0 < place < len(text))})
    for a, b in pairwise(places):
        of = (id_ for start, end, id_ in said if start <= a + offset < end)
        yield text[a:b], next(of, None)


# --- The speech beside the general comment ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A unit of the speech, a line a sentence, the words set off that a comment is about."""

    unit: Unit
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Silence:
    """Units without comment, from the first to the last of a row.

    `whole` says that they are a whole section; `then` is the next unit that has a comment, if any.
    """

    first: str
    last: str
    whole: bool
    then: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside each other: a unit, those that follow it, and the comments at its height.

    `elsewhere` are the comments about it that stand beside another unit, with the anchor of that.
    """

    lead: Shown
    rest: tuple[Shown, ...]
    comments: tuple[Unit, ...]
    elsewhere: tuple[tuple[Unit, str], ...]
    silence: Silence | None


@dataclass(frozen=True, slots=True)
class Opposite:
    """The speech, section by section in rows, and the comments that are about no unit of it.

    `spoken` are the units that comments are about, each with these.
    """

    apart: tuple[Unit, ...]
    sections: tuple[tuple[Part, tuple[Row, ...]], ...]
    spoken: tuple[tuple[Unit, tuple[Unit, ...]], ...]


@dataclass(slots=True)
class _Draft:
    """A row that is being filled."""

    units: list[Unit]
    comments: tuple[Unit, ...]
    elsewhere: tuple[tuple[Unit, str], ...]


@dataclass(slots=True)
class _Placing:
    """Where each comment has come to stand, by its anchor, while the speech is gone through."""

    links: TextLinks
    beside: dict[str, str] = field(default_factory=dict)

    def rows(self, part: Part) -> list[_Draft]:
        """The rows of a section: one begins where a comment does, or must be pointed to."""
        rows: list[_Draft] = []
        for unit in part.units:
            # A comment about the whole section stands at its beginning.
            of_section = self.links.comments[part.anchor] if unit is part.units[0] else ()
            about = tuple(dict.fromkeys((*of_section, *self.links.comments[unit.anchor])))
            new = tuple(each for each in about if each.anchor not in self.beside)
            old = tuple((c, self.beside[c.anchor]) for c in about if c not in new)
            if rows and not new and all(at == rows[-1].units[0].anchor for _, at in old):
                rows[-1].units.append(unit)
            else:
                rows.append(_Draft([unit], new, old))
                self.beside |= {each.anchor: unit.anchor for each in new}
        return rows


def opposite(text: Text, links: TextLinks) -> Opposite:
    """The speech and the general comment, as a page sets them beside each other."""
    placing = _Placing(links)
    speech = [part for part in text.parts if part.kind is Kind.PARAGRAPH]
    drafts = [(part, placing.rows(part)) for part in speech]
    comments = [unit for unit in text.units() if unit.kind is Kind.COMMENT]
    order = [unit for part in speech for unit in part.units]
    spoken = [unit.anchor for unit in order if links.comments[unit.anchor]]
    position = {unit.anchor: number for number, unit in enumerate(order)}

    def finished(part: Part, draft: _Draft) -> Row:
        lead, *rest = (_shown(unit, links) for unit in draft.units)
        silent = [unit for unit in draft.units if not links.comments[unit.anchor]]
        if draft.units[0] in silent and (draft.comments or draft.elsewhere):
            silent.remove(draft.units[0])  # the comments at its height are about the section
        silence = None
        if silent:
            last = position[silent[-1].anchor]
            then = next((anchor for anchor in spoken if position[anchor] > last), None)
            whole = len(silent) == len(part.units)
            silence = Silence(silent[0].anchor, silent[-1].anchor, whole, then)
        return Row(lead, tuple(rest), draft.comments, draft.elsewhere, silence)

    return Opposite(
        apart=tuple(each for each in comments if each.anchor not in placing.beside),
        sections=tuple((p, tuple(finished(p, draft) for draft in rows)) for p, rows in drafts),
        spoken=tuple((unit, c) for unit in order if (c := links.comments[unit.anchor])),
    )


def _shown(unit: Unit, links: TextLinks) -> Shown:
    spans = [
        (*span, comment.anchor)
        for comment in links.comments[unit.anchor]
        for target in comment.targets
        if target.anchor == unit.anchor and (span := unit.span_of(target))
    ]
    lines, begin = [], 0
    for sentence in unit.sentences:
        end = begin + len(sentence.plain)
        said = [
            (_with_marks(sentence, max(a - begin, 0)), _with_marks(sentence, b - begin, -1), of)
            for a, b, of in spans
            if a < end and begin < b
        ]
        lines.append(set_off(sentence, said))
        begin = end + 1
    return Shown(unit, tuple(lines))


def _with_marks(sentence: Sentence, offset: int, behind: int = 0) -> int:
    """A place in the plain sentence as one in the sentence with its marks.

    A mark that stands right there comes before the place, or with `behind=-1` after it.
    """
    place, added = 0, 0
    for run in _runs(sentence.inlines):
        if run.note and place <= offset + behind:
            added += run.width
        elif not run.note:
            place += len(run.text)
    return offset + added
