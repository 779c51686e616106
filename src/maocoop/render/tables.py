"""Edition and links -> data/paragraphs.csv, data/notes.csv, data/authorities.csv, data/figures.csv.

CSV as RFC 4180 has it (fields with commas, quotation marks or line ends in quotation marks, lines
that end in CR LF), in UTF-8 without a byte order mark, with a header row. Nothing is put before a
field that begins with `=`, `+`, `-` or `@`, against spreadsheets that would take it for a formula:
that would change the words; import them as text.

Where a field holds several things they are parted by a blank if they are anchors or numbers, else by
` | `, which no word of the edition has.

paragraphs.csv, a row a unit of the document, in the order of the edition: `text`, `anchor`, `kind`,
`section` (empty outside the speech), `voice`, `label` (as printed before it), `quotes` (whom a
quotation quotes), `notes`, `comments` and `edition-notes` (who speaks of it), `paragraph-starts` (the
numbers, from 1, of the sentences that begin a paragraph), `sentence-starts` (the offset at which each
sentence begins in the words, in code points from 0), `words` (all sentences, joined by one blank).

notes.csv, a row a note or item of the comment: `text`, `anchor`, `kind`, `voice`, `label`,
`certainty` (of a note of this edition), `targets` (a sentence, `II.4.2`, where words are named, else
a unit, `II.4`), `lemmas` (the words, as printed; as many as targets, empty for a whole unit), and
`paragraph-starts`, `sentence-starts`, `words` as above.

authorities.csv, a row a name or term: `anchor`, `group`, `name`, `original`, `pinyin`, `wade-giles`,
`postal`, `forms` (as they stand in the texts), `dates` (EDTF), `latitude`, `longitude`, `certainty`,
`conjectured` (the fields that the evidence does not reach), `places` (how often it is named in the
document), `units` (how many units name it), `gloss`.

figures.csv, a row a figure: the ledger (`ledger.COLUMNS`).
"""

from __future__ import annotations

import csv
import io
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Kind
from maocoop.render import ledger
from maocoop.render.data import printed_lemma

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator
    from pathlib import Path

    from maocoop.link import Links, Named, TextLinks
    from maocoop.model import Edition, Part, Target, Text, Unit

PARTED = " | "
"""What stands between words that share a field."""

DOCUMENT = frozenset(Kind) - {Kind.EDITION_NOTE}
SAID = frozenset({Kind.NOTE, Kind.COMMENT, Kind.EDITION_NOTE})
"""The kinds of unit that have a row among the paragraphs, and among the notes."""

_ENDING = ("paragraph-starts", "sentence-starts", "words")

PARAGRAPHS = (
    "text", "anchor", "kind", "section", "voice", "label", "quotes", "notes", "comments",
    "edition-notes", *_ENDING,
)  # fmt: skip

NOTES = (
    "text", "anchor", "kind", "voice", "label", "certainty", "targets", "lemmas", *_ENDING,
)  # fmt: skip

AUTHORITIES = (
    "anchor", "group", "name", "original", "pinyin", "wade-giles", "postal", "forms", "dates",
    "latitude", "longitude", "certainty", "conjectured", "places", "units", "gloss",
)  # fmt: skip


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The tables."""
    return {
        "data/paragraphs.csv": _table(PARAGRAPHS, _paragraph, DOCUMENT, edition, links),
        "data/notes.csv": _table(NOTES, _note, SAID, edition, links),
        "data/authorities.csv": made("data/authorities.csv", partial(_authorities, links)),
        "data/figures.csv": made("data/figures.csv", partial(_figures, edition)),
    }


def _table(
    columns: tuple[str, ...],
    row: Callable[[Text, Part, Unit, TextLinks], Iterator[str]],
    kinds: Container[Kind],
    edition: Edition,
    links: Links,
) -> bytes:
    """A table with a row for each unit of some kinds."""
    rows = (
        made(
            ("csv", columns, text.id, unit.anchor),
            partial(_row, row, text, part, unit, links.texts[text.id]),
        )
        for text in edition.texts
        for part in text.parts
        for unit in part.units
        if unit.kind in kinds
    )
    return "".join([record(columns), *rows]).encode()


def _row(
    row: Callable[[Text, Part, Unit, TextLinks], Iterator[str]],
    text: Text,
    part: Part,
    unit: Unit,
    links: TextLinks,
) -> str:
    return record(row(text, part, unit, links))


def _authorities(links: Links) -> bytes:
    return written(AUTHORITIES, map(_authority, links.entities.values()))


def _figures(edition: Edition) -> bytes:
    return written(ledger.COLUMNS, ledger.rows(edition.texts))


def written(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """A table as RFC 4180 has it."""
    return "".join(map(record, (columns, *rows))).encode()


def record(fields: Iterable[str]) -> str:
    """A row of it, or its head."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow(fields)
    return line.getvalue()


# --- Units ------------------------------------------------------------------------------------


def _paragraph(text: Text, part: Part, unit: Unit, links: TextLinks) -> Iterator[str]:
    in_section = unit.kind in (Kind.PARAGRAPH, Kind.QUOTATION)
    yield from (text.id, unit.anchor, unit.kind, part.anchor if in_section else "")
    yield from (part.voice, unit.label or "", printed(unit.quotes or ""))
    for about in (links.notes, links.comments, links.remarks):
        yield " ".join(note.anchor for note in about[unit.anchor])
    yield from _ending(unit)


def _note(text: Text, part: Part, unit: Unit, links: TextLinks) -> Iterator[str]:
    yield from (text.id, unit.anchor, unit.kind, part.voice, unit.label or "")
    yield unit.certainty or ""
    about = [(target, links.units[target.anchor]) for target in unit.targets]
    yield " ".join(_address(target, at) for target, at in about)
    yield PARTED.join(printed_lemma(at, target) for target, at in about)
    yield from _ending(unit)


def _address(target: Target, unit: Unit) -> str:
    """The sentence in which the words of a target begin, or the unit where it names none."""
    found = unit.place_of(target)
    return f"{unit.anchor}.{found[0]}" if found else unit.anchor


def _ending(unit: Unit) -> Iterator[str]:
    """The columns that both tables end with."""
    sentences = [sentence.printed for sentence in unit.sentences]
    starts = accumulate((len(words) + 1 for words in sentences[:-1]), initial=0)
    yield " ".join(map(str, unit.paragraph_starts))
    yield " ".join(map(str, starts))
    yield " ".join(sentences)


# --- Names and terms --------------------------------------------------------------------------


def _authority(named: Named) -> Iterator[str]:
    entity = named.entity
    yield from (entity.anchor, entity.group, printed(entity.name))
    for spelling in (entity.original, entity.pinyin, entity.wade_giles, entity.postal):
        yield spelling or ""
    yield PARTED.join(map(printed, entity.forms))
    yield entity.dates or ""
    yield from ("" if each is None else str(each) for each in (entity.latitude, entity.longitude))
    yield from (entity.certainty, " ".join(entity.conjectured))
    yield str(len(named.occurrences))
    yield str(len({(each.text, each.unit.anchor) for each in named.occurrences}))
    yield printed(entity.gloss)
