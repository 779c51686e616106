"""What stands before and behind the parts of a text in its book (pure).

The title page; the list of emendations; works, sister texts and short forms; what the edition says of
itself, with the rights of each component; the colophon. Roles and types: EPUB 3 Structural Semantics
and DPUB-ARIA 1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop import cite
from maocoop.cite.items import container
from maocoop.markup import printed
from maocoop.model import Certainty, Kind
from maocoop.render import versions, wording
from maocoop.render.epub import identity
from maocoop.render.epub.book import BIBLIOGRAPHY, EMENDATIONS, Document, Entry, certainty
from maocoop.render.epub.elements import H, in_lines, says
from maocoop.render.epub.parts import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element

    from maocoop.model import (
        Abbreviation,
        Emendation,
        Part,
        Right,
        Section,
        SisterText,
        Statement,
        Text,
        Work,
    )
    from maocoop.render.epub.book import Book
    from maocoop.render.epub.elements import Content

TITLE = "title.xhtml"
ABOUT = "about.xhtml"
COLOPHON = "colophon.xhtml"

SCALE = {
    Certainty.GIVEN: "the document says it",
    Certainty.IDENTIFIED: "it rests on evidence that is named",
    Certainty.CONJECTURED: "it rests on inference or general knowledge that nothing at hand confirms",
    Certainty.UNRESOLVED: "it is not known; a guess would be worse",
}
"""What the certainties mean."""


def _document(file: str, title: str, kind: str, *content: _Element, role: bool = True) -> Document:
    """A document of the back matter, with its heading."""
    attributes = says(kind, f"doc-{kind}") if role else {}
    attributes |= {"aria-labelledby": "heading"}
    section = H.section(attributes, H.h1({"id": "heading"}, title), *content)
    landmark = kind if kind == "bibliography" else None
    entry = Entry(title, file)
    return Document(file, title, "backmatter", (in_lines(section),), entry, landmark=landmark)


def _list(name: str, items: Iterable[_Element]) -> _Element:
    return in_lines(H.ul({"class": name}, *items))


def _term(name: str, *said: list[Content]) -> Iterator[_Element]:
    """A term of a list of definitions, with what is said of it."""
    if said:
        yield H.dt(name)
    yield from (H.dd(*each) for each in said)


def _definitions(*pairs: Iterable[_Element]) -> _Element:
    return in_lines(H.dl(*(element for pair in pairs for element in pair)))


# --- Title page -------------------------------------------------------------------------------


def title_page(book: Book) -> Document:
    """Author, title, both days of the speech; who made the edition, and who speaks in it."""
    text = book.text
    body = H.section(
        says("titlepage") | {"class": "titlepage", "aria-labelledby": "heading"},
        H.p({"class": "author"}, text.author),
        H.h1({"id": "heading"}, f"⟨{text.title}⟩"),
        H.p({"class": "dateline"}, printed(text.occasion.value)),
        dates(text),
        H.p({"class": "imprint"}, "Annotated edition", H.br(), book.edition.editors),
        H.p({"class": "imprint"}, version(book)),
        _definitions(*_voices(book)),
    )
    entry = Entry("Title page", TITLE)
    return Document(TITLE, text.title, "frontmatter", (in_lines(body),), entry)


def version(book: Book) -> str:
    """The version and its day, and whether anything has changed since."""
    edition = book.edition
    if not edition.version or not edition.released:
        return "Not yet released: anchors are not yet guaranteed"
    said = f"Version {edition.version}, {wording.day(edition.released)}"
    return f"{said}, with unreleased changes" if versions.pending(edition) else said


def _voices(book: Book) -> Iterator[Iterator[_Element]]:
    """Who speaks, and where."""
    text = book.text
    sections = [part for part in text.parts if part.kind is Kind.PARAGRAPH]
    spoken: dict[str, list[Part]] = {}
    for part in text.parts:
        spoken.setdefault(wording.voice(part, text), []).append(part)
    for voice, parts in spoken.items():
        where: list[str] = [part.title for part in parts if part not in sections]
        if parts[0] in sections:
            where = [f"Sections {sections[0].anchor} to {sections[-1].anchor}"]
        yield _term(voice, [", ".join(where)])
    yield _term(
        "[Square brackets]", ["The translators’ sign, in the speech for words they supplied"]
    )
    yield _term("⟨Angle brackets⟩", ["This edition’s sign for the words that it supplies"])


# --- Emendations ------------------------------------------------------------------------------


def emendations(book: Book) -> Document:
    """Where the text is printed other than in the witness, in the order of its lines."""
    listed = sorted(book.text.emendations, key=lambda each: each.line)
    items: list[_Element] = []
    seen: set[str] = set()
    for each in listed:
        items.append(H.li(*_emendation(book, each)))
        # Two of one line have one id: the first of them is where both are found.
        if each.id not in seen:
            items[-1].set("id", each.id)
        seen.add(each.id)
    lead = H.p("Every place where this edition prints otherwise than the witness, by its lines.")
    return _document(
        EMENDATIONS, "Emendations", "appendix", lead, _list("emendations", items), role=False
    )


def _emendation(book: Book, each: Emendation) -> Iterator[Content]:
    yield H.a({"href": book.place(each.anchor)}, each.anchor)
    yield f", line {each.line}"
    if not each.structural:
        yield f": “{each.reading}” in the witness, “{printed(each.print)}” here"
    why = wording.capped(printed(each.why)).removesuffix(".")
    yield from (". ", *book.words(f"{why}. "), certainty(each.certainty))


# --- Works, texts, short forms ----------------------------------------------------------------


def bibliography(book: Book) -> Document:
    """Every work that the document cites, the texts it points to, and its short forms."""
    edition = book.edition
    works = _list("works", (_work(book, each) for each in wording.alphabetical(edition.works)))
    content = [H.p(_WORKS), works]
    if edition.sister_texts:
        texts = _list("works", (_sister(book, each) for each in edition.sister_texts))
        content += [H.h2("Sister texts"), texts]
    if edition.abbreviations:
        forms = _definitions(*(_abbreviation(book, each) for each in edition.abbreviations))
        content += [H.h2("Abbreviations"), forms]
    return _document(BIBLIOGRAPHY, "Bibliography", "bibliography", *content)


_WORKS = (
    "First each work as this edition identifies it, with the certainty of that; then as it is "
    "printed, with the places that cite it."
)


def _work(book: Book, work: Work) -> _Element:
    forms = wording.as_printed(book.all_links.works[work.id])
    said: list[list[Content]] = [
        [*book.words(wording.quoted(words)), " ", *book.places(cited)] for words, cited in forms
    ]
    reference = H.p({"class": "reference"}, *book.line(work.formatted), " ")
    reference.append(certainty(work.certainty))
    item = H.li({"id": f"bib-{work.id}"}, reference)
    conjectured: list[list[Content]] = [[", ".join(work.conjectured)]] if work.conjectured else []
    details = _definitions(
        _term("As printed", *said),
        _term("Conjectured", *conjectured),
        *_grounds(book, work),
    )
    if len(details):
        item.append(details)
    return in_lines(item)


def _sister(book: Book, text: SisterText) -> _Element:
    title = [*book.prose(text.title), f", {wording.day(text.date)} "]
    if text.original_title:
        title[-1:-1] = [" ", *book.words(text.original_title)]
    head = H.p({"class": "reference"}, *title)
    head.append(certainty(text.certainty))
    item = H.li({"id": f"text-{text.id}"}, head)
    cited = book.places(book.all_links.sister_texts[text.id])
    details = _definitions(_term("Cited", *([cited] if cited else [])), *_grounds(book, text))
    if len(details):
        item.append(details)
    return in_lines(item)


def _grounds(book: Book, each: Work | SisterText) -> Iterator[Iterator[_Element]]:
    """What is remarked of a work or text, and what its identification rests on."""
    yield _term("Remark", *([book.prose(each.remark)] if each.remark else []))
    yield _term("Evidence", *(book.prose(evidence) for evidence in each.evidence))


def _abbreviation(book: Book, each: Abbreviation) -> Iterator[_Element]:
    said = [*book.prose(each.full), " ", certainty(each.certainty), H.br()]
    return _term(each.form, [*said, *book.prose(each.evidence)])


# --- About ------------------------------------------------------------------------------------


def about(book: Book) -> Document:
    """What the edition says of the document, of itself, and of the rights in each component."""
    edition = book.edition
    scale = (_term(value, [f"{meaning}."]) for value, meaning in SCALE.items())
    rules = (H.li(*book.prose(rule)) for rule in book.text.normalization)
    content = [
        _titled("The document", _definitions(*_statements(book))),
        *(_section(book, section) for section in edition.about),
        _titled("Certainty", _definitions(*scale)),
        _titled("Principles of the text", H.p(_PRINCIPLES), _list("rules", rules)),
        _titled("Rights", _definitions(*map(_right, edition.rights))),
    ]
    return _document(ABOUT, "About this edition", "about", *content, role=False)


_PRINCIPLES = (
    "We emend the transmission, not the authors. The emendations are listed; not counted as such are "
    "these:"
)


def _titled(title: str, *content: _Element) -> _Element:
    return in_lines(H.section(H.h2(title), *content))


def _statements(book: Book) -> Iterator[Iterator[_Element]]:
    text = book.text
    yield _term(
        "Title", [f"⟨{text.title}⟩ is descriptive and this edition’s; the witness has none."]
    )
    yield _term("Occasion", _statement(book, text.occasion))
    yield _term("Given", [wording.day(text.delivered)])
    published: list[Content] = [f"{wording.day(text.published)}. "]
    yield _term("Published", published + _statement(book, text.publication))
    yield _term("Headnote, speech, notes", _statement(book, text.source))
    yield _term("General comment", _statement(book, text.comment_source))


def _statement(book: Book, made: Statement) -> list[Content]:
    said = [*book.prose(made.value), " ", certainty(made.certainty), H.br()]
    return [*said, H.small(*book.prose(made.evidence))]


def _section(book: Book, section: Section) -> _Element:
    paragraphs = []
    for sentences in section.paragraphs:
        line = [piece for each in sentences for piece in (*book.line(each.inlines), " ")]
        paragraphs.append(H.p(*line[:-1]))
    return _titled(printed(section.title), *paragraphs)


def _right(right: Right) -> Iterator[_Element]:
    statement = H.a({"href": right.uri, "rel": "license"}, right.statement)
    said: list[Content] = [printed(right.holder), ". ", statement, f". {printed(right.remark)}"]
    return _term(printed(right.component), said)


# --- Colophon ---------------------------------------------------------------------------------


def colophon(book: Book) -> Document:
    """The version, how to cite, and what the book is."""
    edition, text = book.edition, book.text
    sections = [part.anchor for part in text.parts if part.kind is Kind.PARAGRAPH]
    whole = cite.Address(text.id, sections[0], last=sections[-1])
    styles = cite.formatted(edition, text, whole).items()
    cited = (
        _term(cite.STYLES[style].name, _unbroken(book.line(nodes), str(whole)))
        for style, nodes in styles
    )
    content = [
        H.p(f"{container(edition)}. {edition.editors}. {version(book)}."),
        *_published(book),
        H.h2("How to cite"),
        H.p(*_addresses(text)),
        H.p("The whole speech is cited so:"),
        _definitions(*cited),
        H.h2("This book"),
        H.p(f"Its identifier is {identity.identifier(edition, text)}, {identity.MADE_FROM}."),
        H.p(identity.SUMMARY),
    ]
    return _document(COLOPHON, "Colophon", "colophon", *content)


def _unbroken(line: list[Content], words: str) -> list[Content]:
    """The line with an address in it kept on one line; inside a web address it may break."""
    made: list[Content] = []
    for piece in line:
        before, found, after = piece.partition(f" {words}") if isinstance(piece, str) else ("",) * 3
        if found:
            made += [f"{before} ", H.span({"class": "unbroken"}, words), after]
        else:
            made.append(piece)
    return made


def _published(book: Book) -> Iterator[_Element]:
    address = book.edition.base_url
    if address:
        yield H.p("The edition is published at ", H.a({"href": f"{address}/"}, address), ".")


def _addresses(text: Text) -> Iterator[Content]:
    """How an address is written, by those of the first paragraph that has two sentences."""
    speech = [unit for unit in text.units() if unit.kind is Kind.PARAGRAPH]
    unit = next((each for each in speech if len(each.sentences) > 1), speech[0])
    yield "Give the address of a paragraph or note with the date of the text before it: "
    yield from (H.code(f"{text.id}/{unit.anchor}"), ", for its first sentence ")
    yield from (H.code(f"{text.id}/{unit.anchor}.1"), ". The page list of this book has every ")
    yield "address. Say which voice you cite, and both dates of the speech."
