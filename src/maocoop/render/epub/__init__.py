"""Edition and links -> data/<text>.epub, the whole of a text as a book (EPUB 3.3).

elements    elements of XML
book        what its documents share, and lines set in XHTML
parts       headnote, speech, notes, general comment, our notes
matter      title page, emendations, bibliography, about, colophon
package     the package document and the navigation
identity    identifier, moment, what is said of access

The archive has `mimetype` first and not compressed (EPUB 3.3, chapter 4.3), then the container file
and what is in `EPUB/`, in reading order; its dates are the day of the release.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from maocoop.render.archive import entry
from maocoop.render.epub import matter, package, parts
from maocoop.render.epub.book import Book
from maocoop.render.epub.identity import path_of

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Text

MIMETYPE = b"application/epub+zip"
FOLDER = "EPUB"


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """One book a text."""
    style = (templates / "epub" / package.STYLE).read_bytes()
    made = {}
    for text in edition.texts:
        files = _documents(edition, text, links) | {package.STYLE: style}
        made[path_of(text)] = _packed(edition, files)
    return made


def _documents(edition: Edition, text: Text, links: Links) -> dict[str, bytes]:
    """The package document and the content documents, in reading order, by name."""
    book = Book(edition, text, links)
    first = matter.title_page(book)
    others = [
        *parts.documents(book),
        matter.emendations(book),
        matter.bibliography(book),
        matter.about(book),
        matter.colophon(book),
    ]
    contents = package.navigation([first, *others])
    documents = [first, contents, *others]
    files = {package.PACKAGE: package.package(edition, text, documents)}
    for document in documents:
        files[document.file] = package.page(document, edition.language)
    return files


def _packed(edition: Edition, files: dict[str, bytes]) -> bytes:
    content = {"mimetype": MIMETYPE, "META-INF/container.xml": package.container()}
    content |= {f"{FOLDER}/{name}": each for name, each in files.items()}
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, each in content.items():
            head = entry(name, edition)
            head.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(head, each, compresslevel=9)
    return packed.getvalue()
