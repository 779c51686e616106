"""The document of each part of a text: headnote, speech, notes, general comment, our notes (pure).

Every unit begins with its anchor, which is a page break of the page list (EPUB Accessibility 1.1,
chapter 4.2) and has the anchor as its id; every sentence of the document has the id that the site
gives it. Notes are a list in a document of their own, for they are read in order too: each is a `div`
with `footnote`, which reading systems open at its mark (`noteref`). An `aside` would be opened as
well, but some (Apple Books) leave it out of the pages. The type `endnote` and its role are deprecated.
The note itself is `note-n4`, its anchor `n4`, its mark `mark-n4`.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.model import Kind, Voice
from maocoop.render import wording
from maocoop.render.epub.book import FILES, Document, Entry, certainty
from maocoop.render.epub.elements import H, in_lines, says

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from maocoop.link import Gone
    from maocoop.model import Part, Statement, Target, Text, Unit
    from maocoop.render.epub.book import Book
    from maocoop.render.epub.elements import Content

TITLES = {
    Kind.HEADNOTE: "Headnote of the translators",
    Kind.NOTE: "Notes of the translators",
    Kind.COMMENT: "General comment, from another book",
    Kind.EDITION_NOTE: "Notes of this edition",
}
"""What the contents call the parts that are no sections of the speech."""

_SEMANTICS = {
    Kind.HEADNOTE: says("introduction", "doc-introduction"),
    Kind.NOTE: says("endnotes", "doc-endnotes"),
    Kind.COMMENT: says("appendix", "doc-appendix"),
    Kind.EDITION_NOTE: says("endnotes", "doc-endnotes"),
}


def documents(book: Book) -> Iterator[Document]:
    """The documents of a text, in its order; sections that follow each other share one."""
    for kind, parts in groupby(book.text.parts, lambda part: part.kind):
        if kind is Kind.PARAGRAPH:
            yield _speech(book, tuple(parts))
        else:
            yield from (_part(book, part) for part in parts)


# --- The speech -------------------------------------------------------------------------------


def _speech(book: Book, sections: tuple[Part, ...]) -> Document:
    text = book.text
    file = FILES[Kind.PARAGRAPH]
    head = H.header(
        {"class": "opening"},
        H.p({"class": "author"}, text.author),
        H.h1({"id": "h-speech"}, f"⟨{text.title}⟩"),
        dates(text),
        _voice(sections[0], text),
    )
    body = H.section({"id": "speech", "aria-labelledby": "h-speech"}, in_lines(head))
    body.extend(_section(book, section) for section in sections)
    below = tuple(Entry(section.title, f"{file}#{section.anchor}") for section in sections)
    return Document(
        file,
        text.title,
        "bodymatter",
        (in_lines(body),),
        Entry(f"{text.author}: {text.title}", f"{file}#speech", below),
        tuple(unit.anchor for section in sections for unit in section.units),
        "bodymatter",
    )


def _section(book: Book, part: Part) -> _Element:
    label = f"⟨{part.anchor}⟩" if part.supplied else part.label or part.anchor
    heading = H.h2({"id": f"h-{part.anchor}"}, label)
    attributes = {"id": part.anchor, "aria-labelledby": f"h-{part.anchor}"}
    return in_lines(H.section(attributes, heading, *_units(book, part)))


def dates(text: Text) -> _Element:
    """Both days of a speech."""
    given, published = wording.day(text.delivered), wording.day(text.published)
    after = f"Published {published}, after revision."
    return H.p({"class": "dateline"}, f"Given {given}.", H.br(), after)


# --- The other parts --------------------------------------------------------------------------


def _part(book: Book, part: Part) -> Document:
    file = FILES[part.kind]
    notes = part.kind in (Kind.NOTE, Kind.EDITION_NOTE)
    heading = part.label or f"⟨{part.title}⟩"
    attributes = {"id": part.anchor, "aria-labelledby": f"h-{part.anchor}"}
    section = H.section(
        _SEMANTICS[part.kind] | attributes,
        H.h1({"id": f"h-{part.anchor}"}, heading),
        _voice(part, book.text),
        *_remarks(book, part),
    )
    if notes:
        section.extend(_stone(book, stone) for stone in book.links.stones[part.anchor])
        section.append(in_lines(H.ol({"class": "notes"}, *_notes(book, part))))
    else:
        section.extend(_units(book, part))
    return Document(
        file,
        TITLES[part.kind],
        "frontmatter" if part.kind is Kind.HEADNOTE else "backmatter",
        (in_lines(section),),
        Entry(TITLES[part.kind], f"{file}#{part.anchor}"),
        tuple(unit.anchor for unit in part.units),
        "endnotes" if part.kind is Kind.NOTE else None,
    )


def _voice(part: Part, text: Text) -> _Element:
    """Who speaks in a part."""
    return H.p({"class": "voice"}, wording.voice(part, text))


def _remarks(book: Book, part: Part) -> Iterator[_Element]:
    """What this edition says at the head of a part of the document."""
    if part.kind is Kind.HEADNOTE:
        yield _source(book, part, "Source of headnote, speech and notes", book.text.source)
    elif part.kind is Kind.COMMENT:
        yield _source(book, part, "Source of the comment", book.text.comment_source)
    elif part.remark:
        yield H.p({"class": "remark"}, "⟨", *book.prose(part.remark), "⟩")


def _source(book: Book, part: Part, what: str, source: Statement) -> _Element:
    said = f"{part.remark} " if part.remark else ""
    words = f"{said}{what}, {source.certainty}: {source.value}."
    return H.p({"class": "remark"}, "⟨", *book.prose(words), "⟩")


# --- Units ------------------------------------------------------------------------------------


def _anchor(unit: Unit) -> _Element:
    """The address of a unit, which is an entry of the page list."""
    marked = says("pagebreak", "doc-pagebreak")
    names = {"id": unit.anchor, "class": "anchor", "aria-label": unit.anchor}
    return H.span(marked | names, unit.anchor)


def _units(book: Book, part: Part) -> Iterator[_Element]:
    yield from (_stone(book, stone) for stone in book.links.stones[part.anchor])
    for unit in part.units:
        yield from _unit(book, unit)
        yield from (_stone(book, stone) for stone in book.links.stones[unit.anchor])


def _unit(book: Book, unit: Unit) -> Iterator[_Element]:
    """A paragraph of headnote, speech or comment, and what speaks of it without a mark in it."""
    first, *others = book.sentences(unit)
    paragraphs = [
        H.p({"class": "unit"}, _anchor(unit), " ", *_label(unit), *first),
        *(H.p({"class": "unit"}, *each) for each in others),
    ]
    if unit.quotes:
        yield in_lines(H.blockquote(*paragraphs))
        words = printed(f"Quotation: {unit.quotes}")
        yield H.p({"class": "quoted"}, "⟨", *book.words(words), "⟩")
    else:
        yield from paragraphs
    comments = book.links.comments[unit.anchor]
    if comments:
        links = book.to_units(each.anchor for each in comments)
        yield H.p({"class": "about"}, "Comment: ", *links)
    if unit.kind is Kind.COMMENT and unit.targets:
        links = book.to_units(target.anchor for target in unit.targets)
        yield H.p({"class": "about"}, "On ", *links)


def _label(unit: Unit) -> list[Content]:
    """What the witness prints before a unit."""
    return [H.span({"class": "label"}, unit.label), " "] if unit.label else []


def _stone(book: Book, stone: Gone) -> _Element:
    return H.p({"class": "stone", "id": stone.anchor}, *_fate(book, stone))


def _fate(book: Book, stone: Gone) -> list[Content]:
    """What became of an anchor that is gone."""
    said: list[Content]
    if stone.moved_to:
        said = ["moved to ", *book.to_units([stone.moved_to])]
    else:
        said = ["retired: ", *book.prose(stone.retired or "")]
    return [f"⟨{stone.anchor} ", *said, "⟩"]


# --- Notes ------------------------------------------------------------------------------------


def _notes(book: Book, part: Part) -> Iterator[_Element]:
    for unit in part.units:
        yield _note(book, unit, part.voice)
        for stone in book.links.stones[unit.anchor]:
            yield H.li({"class": "stone", "id": stone.anchor}, *_fate(book, stone))


def _note(book: Book, unit: Unit, voice: Voice) -> _Element:
    """A note: its address, who speaks, the way back; then its words."""
    first, *others = book.sentences(unit)
    last = others[-1] if others else first
    if voice is Voice.EDITION:
        last += [" ", H.span({"class": "signed"}, f"— {book.edition.editors}")]
    head = H.p({"class": "lemma"}, _anchor(unit), " ", wording.VOICES[voice], " ")
    head.extend(_ways_back(book, unit))
    if unit.certainty:
        head[-1].tail = " "
        head.append(certainty(unit.certainty))
    note = H.div(
        says("footnote", "doc-footnote") | {"id": f"note-{unit.anchor}"},
        head,
        H.p(*_label(unit), *first),
        *(H.p(*each) for each in others),
    )
    return H.li(in_lines(note))


def _ways_back(book: Book, unit: Unit) -> list[_Element]:
    """A link to each place that a note is about."""
    links = [_way_back(book, unit, target) for target in unit.targets]
    for link in links[:-1]:
        link.tail = "; "
    return links


def _way_back(book: Book, unit: Unit, target: Target) -> _Element:
    """To the mark of a note of the translators; of our notes, which may have several, to the sentence."""
    on, href = target.anchor, book.place(target.anchor)
    if unit.kind is Kind.NOTE:
        mark = book.links.marks[unit.anchor]
        href = f"{href.partition('#')[0]}#mark-{mark.note}"
    elif target.lemma:
        on = f"{target.anchor}.{book.links.units[target.anchor].sentence_of(target)}"
        href = book.place(on)
    lemma = f", {wording.quoted(wording.short(target.lemma))}" if target.lemma else ""
    attributes = says("backlink", "doc-backlink") | {"href": href}
    return H.a(attributes, *book.words(f"on {on}{lemma}"), "\N{NO-BREAK SPACE}↑")
