"""Edition and links -> data/<text>.pdf, the whole edition as a book for printing and citing.

Jinja makes one page of HTML (templates/book/), WeasyPrint sets it: CSS Paged Media Level 3 (margin
boxes, `string-set`), Generated Content for Paged Media (`float: footnote`, `target-counter`). The file
is tagged and says that it keeps PDF/UA-1 (ISO 14289-1). Every anchor, also that of a sentence, is a
named destination (`#nameddest=II.4`, RFC 8118); every part and unit stands in the outline.

The same edition and fonts give the same bytes: the dates are those of the release, the identifier is
the digest of the HTML.
"""

from __future__ import annotations

import hashlib
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from maocoop.cite import canonical
from maocoop.errors import ToolMissing
from maocoop.history import digest, plain
from maocoop.model import Kind
from maocoop.render.engine import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from maocoop.link import Links, TextLinks
    from maocoop.model import Edition, Reference, Text

_INSTALL = (
    "pip install -c constraints.txt -e '.[pdf]' and, on Debian, apt install libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0 fonts-linuxlibertine fonts-arphic-gbsn00lp"
)

VARIANT = "pdf/ua-1"
"""What the file says that it is. PDF/UA-2 asks for a namespace on every tag, and few readers know it."""

_PRINTED = 4
"""The flag of an annotation that is there on paper too (ISO 32000-1, table 165)."""


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """One book a text. Raises ToolMissing without WeasyPrint or the libraries that it needs."""
    return {f"data/{text.id}.pdf": _book(edition, text, links, templates) for text in edition.texts}


def _book(edition: Edition, text: Text, links: Links, templates: Path) -> bytes:
    weasyprint = _weasyprint()

    def laid_out(verso: frozenset[str]) -> tuple[Any, str]:
        html = page(edition, text, links, templates, verso)
        source = weasyprint.HTML(string=html, url_fetcher=_refused)
        return source.render(pdf_variant=VARIANT, pdf_tags=True), html

    # No style says "in the outer margin": where a unit stands is known when the book is laid out.
    # What is in the margin takes no room, so that the second book has the pages of the first.
    first, _ = laid_out(frozenset())
    document, html = laid_out(_verso(page.anchors for page in first.pages))
    made: bytes = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
        finisher=partial(_finish, notes=at_foot(links.texts[text.id])),
    )
    return made


def _weasyprint() -> Any:
    try:
        # Late: it is an extra, takes its time to load, and looks for its libraries then.
        return import_module("weasyprint")
    except (ImportError, OSError) as fault:
        raise ToolMissing(f"making the PDF needs WeasyPrint: {_INSTALL} ({fault})") from fault


def _refused(url: str) -> NoReturn:
    """The book is made of nothing but itself."""
    raise ValueError(url)


def _verso(pages: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The anchors that begin on a left page."""
    first: dict[str, int] = {}
    for number, anchors in enumerate(pages, 1):
        for anchor in anchors:
            first.setdefault(anchor, number)
    return frozenset(anchor for anchor, number in first.items() if number % 2 == 0)


# --- The page of HTML -------------------------------------------------------------------------


def page(edition: Edition, text: Text, links: Links, templates: Path, verso: frozenset[str]) -> str:
    """The HTML that the book is made of; `verso` are the anchors that stand on left pages."""
    speech = [
        paragraph
        for part in text.parts
        if part.kind is Kind.PARAGRAPH
        for unit in part.units
        for paragraph in plain(unit)
    ]
    template = environment(templates, edition, links).get_template("book/book.html")
    return template.render(
        text=text,
        verso=verso,
        at_foot=at_foot(links.texts[text.id]),
        inside=partial(_inside, edition=edition, text=text),
        keywords=_keywords(edition, text),
        speech_digest=digest(tuple(speech)),
    )


def at_foot(links: TextLinks) -> tuple[str, ...]:
    """The notes of the translators that stand at the foot of a page, in reading order.

    A note that is marked in another note stands in the list: there is no foot within a foot.
    """
    notes = (Kind.NOTE, Kind.EDITION_NOTE)
    return tuple(
        note for note, mark in links.marks.items() if links.units[mark.unit].kind not in notes
    )


def _inside(to: Reference, *, edition: Edition, text: Text) -> str:
    """Where a link leads: a place in the book, the published page of another text, or nowhere."""
    if to.scheme == "anchor":
        return f"#{to.id}"
    if to.scheme == "fig":
        # The ledger of figures is not in the book: its entry leads to where the figure is said.
        said = [each.target.anchor for each in text.figures if each.id == to.id]
        return f"#{said[0]}" if said else ""
    if to.scheme != "text":
        return f"#{to.scheme}-{to.id}"
    if to.id == text.id:
        return f"#{to.part or 'speech'}"
    if to.id in {other.id for other in edition.texts}:
        address = f"{to.id}.html#{to.part or 'speech'}"
        return canonical(edition, address) if edition.base_url else ""
    return f"#text-{to.id}"


def _keywords(edition: Edition, text: Text) -> tuple[str, ...]:
    version = f"version {edition.version}" if edition.version else "unreleased"
    return (text.author, text.id, text.delivered, text.published, "annotated edition", version)


# --- The file ---------------------------------------------------------------------------------


def _finish(document: object, pdf: Any, *, notes: tuple[str, ...]) -> None:  # noqa: ARG001  (WeasyPrint calls it)
    """What the standard asks for and WeasyPrint leaves out, before the file is written."""
    tags = _Tags(pdf)
    tags.prune(tags.document)
    tags.name_notes(notes)
    tags.drop_links()
    tags.set_apart_running_heads()
    for each in pdf.objects:
        if isinstance(each, dict) and each.get("Subtype") == "/Link":
            each["F"] = _PRINTED
        if isinstance(each, dict) and "Dest" in each and "Title" in each:
            _lead_to_foot(each, notes)


def _lead_to_foot(entry: Any, notes: tuple[str, ...]) -> None:
    """Let the entry of a note in the outline lead to the note, not to the list of notes."""
    anchor, _, _ = entry["Title"].string.partition(" ")
    if anchor in notes:
        entry["Dest"] = type(entry["Title"])(anchor)


class _Tags:
    """The tree of tags of a file that is not yet written (ISO 32000-1, 14.7)."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._objects: dict[bytes, Any] = {each.reference: each for each in pdf.objects}
        root = self._objects[pdf.catalog["StructTreeRoot"]]
        self.document = self._objects[root["K"][0]]
        self._root = root
        self._parents = self._objects[root["ParentTree"]]["Nums"]
        self._dropped: set[bytes] = set()
        self._kept: set[bytes] = set()

    def prune(self, element: Any, *, linked: bool = False) -> bool:
        """Take out what is empty, and the links that are in a link already; whether words are left.

        WeasyPrint makes a link of every box inside one (italics, generated content) and a tag of
        every place where a note was taken out of its line.
        """
        is_link = element["S"] == "/Link"
        if is_link and linked:
            element["S"] = "/Span"
        annotations, kids = [], []
        for kid in element["K"]:
            child = None if isinstance(kid, int) else self._objects[kid]
            if child is not None and child["Type"] == "/OBJR":
                annotations.append(kid)
            elif child is None or self.prune(child, linked=linked or is_link):
                kids.append(kid)
        if not kids or linked or not is_link:
            self._dropped |= {self._objects[each]["Obj"] for each in annotations}
            annotations = []
        element["K"][:] = annotations + kids
        if kids:
            self._kept.add(element.reference)
        return bool(kids)

    def name_notes(self, notes: tuple[str, ...]) -> None:
        """Tag the notes at the foot as such, each with its anchor (ISO 14289-1, 7.9)."""
        feet = [self._objects[kid] for kid in self.document["K"]]
        made = [
            self._objects[kid] for foot in feet if foot["S"] == "/NonStruct" for kid in foot["K"]
        ]
        string = type(self._pdf.catalog["Lang"])
        names = []
        for element, anchor in zip(made, notes, strict=True):
            element |= {"S": "/Note", "ID": string(anchor)}
            names.append((anchor, element.reference))
        array = type(self.document["K"])
        # A name tree is sorted.
        pairs = array(item for name, to in sorted(names) for item in (string(name), to))
        if names:
            tree = type(self.document)({"Names": pairs})
            self._pdf.add_object(tree)
            self._root["IDTree"] = tree.reference

    def drop_links(self) -> None:
        """Take the links that were pruned off their pages."""
        for page in map(self._objects.__getitem__, self._pdf.page_references):
            if "Annots" in page:
                page["Annots"][:] = [each for each in page["Annots"] if each not in self._dropped]
        for each in self._dropped:
            self._objects[each].clear()
        pairs = zip(self._parents[::2], self._parents[1::2], strict=True)
        # An array lists the tags of a page, a reference is the tag of a link.
        kept = [(key, to) for key, to in pairs if isinstance(to, list) or to in self._kept]
        self._parents[:] = [item for pair in kept for item in pair]

    def set_apart_running_heads(self) -> None:
        """Mark what is in no tag of the tree as the furniture of its page (ISO 14289-1, 7.8)."""
        for number, page in enumerate(map(self._objects.__getitem__, self._pdf.page_references)):
            tags = self._parents[self._parents.index(number) + 1]
            stream = self._objects[page["Contents"]].stream
            for place, item in enumerate(stream):
                if isinstance(item, dict) and "MCID" in item:
                    mcid = item["MCID"]
                    if tags[mcid] not in self._kept:
                        tags[mcid] = "null"
                        stream[place - 1] = "/Artifact"
                        stream[place] = type(item)({"Type": "/Pagination"})
