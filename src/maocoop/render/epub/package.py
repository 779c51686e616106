"""The documents of a book -> its package document and its navigation document (EPUB 3.3, chapters 5 and 7).

The page list is by anchor: there are no printed pages behind it, and `pageBreakSource` says so. What is
said of access follows EPUB Accessibility 1.1 and the vocabulary of schema.org; no conformance is claimed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.render.epub import identity
from maocoop.render.epub.book import Document, Entry
from maocoop.render.epub.elements import XML_LANG, C, D, H, P, in_lines, says, tongue, xhtml, xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from maocoop.model import Edition, Right, Text

PACKAGE = "package.opf"
NAV = "nav.xhtml"
STYLE = "book.css"

_ACCESS = (
    ("accessMode", "textual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "pageNavigation"),
    ("accessibilityFeature", "pageBreakMarkers"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "ARIA"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", identity.SUMMARY),
)


def container() -> bytes:
    """Where the package document is (EPUB 3.3, chapter 4.2.6.3.1)."""
    root = {"full-path": f"EPUB/{PACKAGE}", "media-type": "application/oebps-package+xml"}
    return xml(C.container({"version": "1.0"}, C.rootfiles(C.rootfile(root))))


# --- Package ----------------------------------------------------------------------------------


def package(edition: Edition, text: Text, documents: Sequence[Document]) -> bytes:
    """What the book is, of what files, and in which order they are read."""
    root = P.package(
        {"version": "3.0", "unique-identifier": "id", XML_LANG: edition.language},
        P.metadata(*_metadata(edition, text), *_access()),
        P.manifest(*_manifest(documents)),
        P.spine(*(P.itemref(idref=_id(document.file)) for document in documents)),
    )
    return xml(root)


def _metadata(edition: Edition, text: Text) -> Iterator[_Element]:
    yield D.identifier(identity.identifier(edition, text), id="id")
    yield D.title(printed(text.title), id="main-title")
    yield P.meta("main", refines="#main-title", property="title-type")
    yield D.title(printed(edition.subtitle), id="subtitle")
    yield P.meta("subtitle", refines="#subtitle", property="title-type")
    yield D.creator(text.author, id="author")
    yield P.meta("aut", refines="#author", property="role", scheme="marc:relators")
    yield D.contributor(edition.editors, id="editors")
    yield P.meta("edt", refines="#editors", property="role", scheme="marc:relators")
    yield D.language(text.language)
    if edition.released:
        yield D.date(edition.released)
    yield P.meta(identity.modified(edition), property="dcterms:modified")
    yield D.description(printed(edition.description))
    yield from (D.rights(_rights(right)) for right in edition.rights)


def _rights(right: Right) -> str:
    component, holder = printed(right.component), printed(right.holder)
    return f"{component}: {right.statement} ({right.uri}). {holder}. {printed(right.remark)}"


def _access() -> Iterator[_Element]:
    yield from (P.meta(value, property=f"schema:{name}") for name, value in _ACCESS)
    yield P.meta("none", property="pageBreakSource")


def _manifest(documents: Iterable[Document]) -> Iterator[_Element]:
    for document in documents:
        item = {"id": _id(document.file), "href": document.file}
        item["media-type"] = "application/xhtml+xml"
        if document.file == NAV:
            item["properties"] = "nav"
        yield P.item(item)
    yield P.item({"id": "style", "href": STYLE, "media-type": "text/css"})


def _id(file: str) -> str:
    return file.removesuffix(".xhtml")


# --- Content documents ------------------------------------------------------------------------


def page(document: Document, language: str) -> bytes:
    """A content document as it is written."""
    head = H.head(
        H.title(printed(document.title)),
        H.link({"rel": "stylesheet", "type": "text/css", "href": STYLE}),
    )
    body = H.body(says(document.matter), *document.body)
    return xhtml(in_lines(H.html(tongue(language), in_lines(head), in_lines(body))))


# --- Navigation -------------------------------------------------------------------------------


def navigation(documents: Sequence[Document]) -> Document:
    """The table of contents, which is read as a page; the landmarks and the page list are not shown."""
    contents = H.nav(
        says("toc", "doc-toc") | {"aria-labelledby": "heading"},
        H.h1({"id": "heading"}, "Contents"),
        _list(document.entry for document in documents),
    )
    body = (in_lines(contents), _landmarks(documents), _pages(documents))
    return Document(NAV, "Contents", "frontmatter", body, Entry("Contents", NAV))


def _list(entries: Iterable[Entry]) -> _Element:
    items = (H.li(_link(each), *([_list(each.below)] if each.below else [])) for each in entries)
    return in_lines(H.ol(*items))


def _link(entry: Entry) -> _Element:
    return H.a({"href": entry.href}, printed(entry.label))


def _landmarks(documents: Sequence[Document]) -> _Element:
    marked = [("toc", "Contents", NAV)]
    marked += [
        (document.landmark, document.title, document.entry.href)
        for document in documents
        if document.landmark
    ]
    items = (H.li(H.a(says(type_) | {"href": href}, title)) for type_, title, href in marked)
    attributes = says("landmarks") | {"hidden": "hidden", "aria-label": "Landmarks"}
    return in_lines(H.nav(attributes, in_lines(H.ol(*items))))


def _pages(documents: Sequence[Document]) -> _Element:
    items = (
        H.li(H.a({"href": f"{document.file}#{anchor}"}, anchor))
        for document in documents
        for anchor in document.anchors
    )
    attributes = says("page-list", "doc-pagelist") | {"hidden": "hidden", "aria-label": "Addresses"}
    return in_lines(H.nav(attributes, in_lines(H.ol(*items))))
