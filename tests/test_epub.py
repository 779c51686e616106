"""The books: what they say is the contract's, every link holds, and the archive is in order."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

from maocoop.link import link
from maocoop.model import Kind, Sentence, Words
from maocoop.read import read
from maocoop.render import data, epub
from maocoop.render.epub import identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition, Unit

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TEMPLATES = ROOT / "templates"
ROOTS = {"edition": ROOT, "specimen": TESTS / "specimen"}

Pages: TypeAlias = "dict[str, etree._Element]"
"""The documents of a book, parsed, by their names in EPUB/."""

NS = {"h": "http://www.w3.org/1999/xhtml", "epub": "http://www.idpf.org/2007/ops"}
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
TYPE = "{http://www.idpf.org/2007/ops}type"
ODD = "木𣏌 \ue123 \ufffd M̄ara e\u0301 <b> & ]]> “quoted” — 毛泽东。"


@cache
def edition_of(name: str) -> Edition:
    return read(ROOTS[name])


def book_of(edition: Edition) -> bytes:
    (book,) = epub.render(edition, link(edition), TEMPLATES).values()
    return book


def contract_of(edition: Edition) -> dict[str, Any]:
    rendered = data.render(edition, link(edition), TEMPLATES, edition.texts[0])
    found: dict[str, Any] = json.loads(rendered[f"data/{edition.texts[0].id}.json"])
    return found


def content(book: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pages_of(book: bytes) -> Pages:
    named = ((name.removeprefix("EPUB/"), each) for name, each in content(book).items())
    return {name: etree.fromstring(each) for name, each in named if name.endswith(".xhtml")}


@pytest.fixture(params=ROOTS)
def each_edition(request: pytest.FixtureRequest) -> Edition:
    """The edition, and the specimen."""
    return edition_of(request.param)


@pytest.fixture
def pages(each_edition: Edition) -> Pages:
    """The documents of its book."""
    return pages_of(book_of(each_edition))


def found(root: etree._Element, path: str) -> list[etree._Element]:
    return [each for each in root.xpath(path, namespaces=NS) if isinstance(each, etree._Element)]  # type: ignore[union-attr]  # a number has none


# --- The words, back from the book ------------------------------------------------------------


def pieces(element: etree._Element) -> Iterator[str | etree._Element]:
    """The words of an element, with the marks of notes where they stand; signs of guesses left out."""
    if element.get(TYPE) == "noteref":
        yield element
    elif element.get("class") != "guess":
        yield element.text or ""
        for child in element:
            yield from pieces(child)
            yield child.tail or ""


def words(element: etree._Element) -> str:
    return "".join(piece for piece in pieces(element) if isinstance(piece, str))


def marks(element: etree._Element, number: int) -> Iterator[dict[str, Any]]:
    """The translators' marks in a sentence, as the contract has them."""
    offset = 0
    for piece in pieces(element):
        if isinstance(piece, str):
            offset += len(piece)
        elif (piece.get("id") or "").startswith("mark-"):
            note = piece.get("id", "").removeprefix("mark-")
            yield {"note": note, "sentence": number, "offset": offset}


def told(pages: Pages, unit: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    """The sentences of a unit and their marks; of our notes, which have no sentences, the paragraphs."""
    anchor = unit["anchor"]
    if unit["kind"] == Kind.EDITION_NOTE:
        path = f"//*[@id='note-{anchor}']/h:p[not(@class)]"
        paragraphs = found(pages["edition-notes.xhtml"], path)
        for signed in found(paragraphs[-1], "h:span[@class='signed']"):
            signed.text = ""
        return [words(each).rstrip() for each in paragraphs], []
    (page,) = (each for each in pages.values() if found(each, f"//*[@id='{anchor}']"))
    numbered = range(1, len(unit["sentences"]) + 1)
    spans = [
        found(page, f"//h:span[@id='{anchor}.{number}']")
        for number in (*numbered, len(numbered) + 1)
    ]
    assert not spans.pop(), f"{anchor} has a sentence too many"
    lines = [span for (span,) in spans]
    return [words(line) for line in lines], [
        mark for number, line in enumerate(lines, 1) for mark in marks(line, number)
    ]


def expected(unit: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    """What the contract has of a unit, in the form of `told`."""
    if unit["kind"] != Kind.EDITION_NOTE:
        return unit["sentences"], unit["marks"]
    bounds = [*(start - 1 for start in unit["paragraph-starts"]), len(unit["sentences"])]
    return [" ".join(unit["sentences"][start:end]) for start, end in pairwise(bounds)], []


def differing(pages: Pages, contract: dict[str, Any]) -> list[str]:
    """The anchors whose words or marks are not those of the contract."""
    return [unit["anchor"] for unit in contract["units"] if told(pages, unit) != expected(unit)]


def test_the_words_of_the_contract_come_back(each_edition: Edition, pages: Pages) -> None:
    assert differing(pages, contract_of(each_edition)) == []


@pytest.mark.parametrize("name", ["edition", "specimen"])
def test_one_word_altered_in_any_unit_is_seen(name: str) -> None:
    edition = edition_of(name)
    contract = contract_of(edition)
    units = list(edition.texts[0].units())
    # Of the whole edition one of each kind, which is what its book is made by.
    for unit in units if name == "specimen" else {each.kind: each for each in units}.values():
        altered = with_words(edition, unit, "Altered, ")
        assert differing(pages_of(book_of(altered)), contract) == [unit.anchor]


def with_words(edition: Edition, unit: Unit, added: str) -> Edition:
    """The edition with words before the last sentence of a unit."""
    *before, last = unit.sentences
    line = Sentence(added + last.plain, (Words(added), *last.inlines), last.at)
    (text,) = edition.texts
    parts = tuple(
        replace(
            part,
            units=tuple(
                replace(each, sentences=(*before, line)) if each.anchor == unit.anchor else each
                for each in part.units
            ),
        )
        for part in text.parts
    )
    return replace(edition, texts=(replace(text, parts=parts),))


@pytest.mark.parametrize("anchor", ["HN.1", "II.2", "n3", "GC.1", "e2"])
def test_rare_characters_come_through(anchor: str) -> None:
    specimen = edition_of("specimen")
    unit = next(each for each in specimen.texts[0].units() if each.anchor == anchor)
    odd = with_words(specimen, unit, ODD)
    made = pages_of(book_of(odd))
    assert differing(made, contract_of(odd)) == []
    spoken = [each.text for page in made.values() for each in found(page, "//*[@lang='zh-Hans']")]
    assert {"木𣏌", "毛泽东"} <= {*spoken}


def test_a_long_note_of_two_paragraphs_keeps_them(pages: Pages, each_edition: Edition) -> None:
    two = [unit for unit in each_edition.texts[0].units() if len(unit.paragraphs) > 1]
    assert two
    for unit in two:
        (note,) = [n for p in pages.values() for n in found(p, f"//*[@id='note-{unit.anchor}']")]
        assert len(found(note, "h:p[not(@class)]")) == len(unit.paragraphs)


def test_what_this_edition_adds_stands_in_angle_brackets() -> None:
    made = pages_of(book_of(edition_of("edition")))
    speech, headnote = made["speech.xhtml"], made["headnote.xhtml"]
    assert [each.text for each in found(speech, "//h:h1 | //*[@id='h-I']")] == [
        "⟨On the Cooperativization of Agriculture⟩",
        "⟨I⟩",
    ]
    for each in [
        *found(speech, "//h:p[@class='quoted']"),
        *found(headnote, "//h:p[@class='remark']"),
    ]:
        assert words(each).startswith("⟨")
        assert words(each).endswith("⟩")
    assert len(found(speech, "//h:blockquote")) == len(found(speech, "//h:p[@class='quoted']")) == 3


# --- Links ------------------------------------------------------------------------------------


def test_every_link_leads_somewhere(pages: Pages) -> None:
    ids = {
        name: [each.get("id") for each in found(page, "//*[@id]")] for name, page in pages.items()
    }
    assert {name for name, each in ids.items() if len(each) != len({*each})} == set()
    dead = []
    for name, page in pages.items():
        for href in (each.get("href", "") for each in found(page, "//h:a")):
            target, _, fragment = href.partition("#")
            lost = (target or name) not in ids or (fragment and fragment not in ids[target or name])
            if not href.startswith("http") and lost:
                dead.append(f"{name}: {href}")
    assert dead == []


def test_notes_open_at_their_marks_and_lead_back(each_edition: Edition, pages: Pages) -> None:
    references = [
        each for page in pages.values() for each in found(page, "//*[@epub:type='noteref']")
    ]
    targets = {reference.get("href") for reference in references}
    for file, voice in (
        ("notes.xhtml", "The translators"),
        ("edition-notes.xhtml", "This edition"),
    ):
        notes = found(pages[file], "//*[@epub:type='footnote'][@role='doc-footnote']")
        assert {f"{file}#{note.get('id')}" for note in notes} == {
            target for target in targets if target and target.startswith(f"{file}#")
        }
        for note in notes:
            (lemma,) = found(note, "h:p[@class='lemma']")
            assert voice in words(lemma)
            anchor = (note.get("id") or "").removeprefix("note-")
            unit = link(each_edition).texts[each_edition.texts[0].id].units[anchor]
            ways = found(lemma, ".//*[@epub:type='backlink'][@role='doc-backlink']")
            assert len(ways) == len(unit.targets)


def test_comments_and_paragraphs_lead_to_each_other(pages: Pages, each_edition: Edition) -> None:
    pairs = {
        (unit.anchor, target.anchor)
        for unit in each_edition.texts[0].units()
        if unit.kind is Kind.COMMENT
        for target in unit.targets
    }
    there, back = set(), set()
    for name, page in pages.items():
        for line in found(page, "//h:p[@class='about']"):
            (anchor,) = found(line, "preceding::*[@epub:type='pagebreak'][1]")
            linked = {(each.get("href") or "").partition("#")[2] for each in found(line, "h:a")}
            if name == "comment.xhtml" and words(line).startswith("On"):
                there |= {(anchor.text, other) for other in linked}
            else:
                back |= {(other, anchor.text) for other in linked}
    assert pairs
    assert there == back == pairs


def test_the_page_list_is_by_anchor(pages: Pages, each_edition: Edition) -> None:
    listed = found(pages["nav.xhtml"], "//h:nav[@epub:type='page-list']//h:a")
    assert [each.text for each in listed] == [unit.anchor for unit in each_edition.texts[0].units()]
    for each in listed:
        file, _, anchor = (each.get("href") or "").partition("#")
        (at,) = found(pages[file], f"//*[@id='{anchor}']")
        names = (at.get(TYPE), at.get("role"), at.get("aria-label"), at.text)
        assert names == ("pagebreak", "doc-pagebreak", anchor, anchor)


def test_what_the_book_has_not_is_linked_only_where_it_is_published() -> None:
    specimen = edition_of("specimen")
    without = {h for p in pages_of(book_of(specimen)).values() for h in hrefs(p) if "/term/" in h}
    published = replace(specimen, base_url="https://edition.example")
    made = {h for p in pages_of(book_of(published)).values() for h in hrefs(p) if "/term/" in h}
    assert (without, made) == (set(), {"https://edition.example/term/mu.html"})


def hrefs(page: etree._Element) -> list[str]:
    return [each.get("href", "") for each in found(page, "//h:a")]


# --- The archive ------------------------------------------------------------------------------


def test_the_archive_is_in_order_and_dated_by_the_release(each_edition: Edition) -> None:
    with ZipFile(BytesIO(book_of(each_edition))) as archive:
        infos = archive.infolist()
    assert [info.filename for info in infos[:3]] == [
        "mimetype",
        "META-INF/container.xml",
        "EPUB/package.opf",
    ]
    assert infos[0].compress_type == ZIP_STORED
    assert not infos[0].extra
    # A zip file knows no day before 1980; the specimen is older.
    days = {"{}-{:02}-{:02}".format(*info.date_time) for info in infos}
    assert days == {max(each_edition.released or "", "1980-01-01")}


@pytest.mark.parametrize("name", ROOTS)
def test_the_same_edition_gives_the_same_bytes(name: str) -> None:
    assert book_of(edition_of(name)) == book_of(read(ROOTS[name]))


def test_the_package_lists_every_file_and_reads_all_documents(each_edition: Edition) -> None:
    made = content(book_of(each_edition))
    package = etree.fromstring(made["EPUB/package.opf"])
    items = {
        item.get("id"): item.get("href") for item in package.iterfind("opf:manifest/opf:item", OPF)
    }
    assert {f"EPUB/{href}" for href in items.values()} == {
        name for name in made if name.startswith("EPUB/") and not name.endswith(".opf")
    }
    spine = [items[each.get("idref")] for each in package.iterfind("opf:spine/opf:itemref", OPF)]
    assert spine == [href for href in items.values() if href != "book.css"]
    assert spine[0] == "title.xhtml"


# --- Metadata ---------------------------------------------------------------------------------


def metadata(edition: Edition) -> dict[str, list[str | None]]:
    package = etree.fromstring(content(book_of(edition))["EPUB/package.opf"])
    made: dict[str, list[str | None]] = {}
    for each in package.iterfind("opf:metadata/*", OPF):
        name = each.get("property") or etree.QName(each).localname
        made.setdefault(name, []).append(each.text)
    return made


def test_the_metadata_are_the_editions() -> None:
    edition = edition_of("edition")
    made = metadata(edition)
    assert made["creator"] == ["Mao Zedong"]
    assert made["title"][0] == "On the Cooperativization of Agriculture"
    assert made["date"] == ["2026-11-24"]
    assert made["dcterms:modified"] == ["2026-11-24T00:00:00Z"]
    assert len(made["rights"]) == len(edition.rights)
    assert made["pageBreakSource"] == ["none"]
    assert made["schema:accessibilityHazard"] == ["none"]
    assert "dcterms:conformsTo" not in made


def test_the_identifier_stays_from_version_to_version() -> None:
    edition = edition_of("edition")
    later = replace(edition, version="1.1.0", released="2027-01-02")
    unreleased = replace(edition, version=None, released=None)
    published = replace(edition, base_url="https://edition.example")
    same = {identity.identifier(each, each.texts[0]) for each in (edition, later, unreleased)}
    assert len(same) == 1
    other = identity.identifier(published, published.texts[0])
    assert other.startswith("urn:uuid:")
    assert {other} != same
    assert metadata(unreleased)["dcterms:modified"] == ["1980-01-01T00:00:00Z"]
    assert "date" not in metadata(unreleased)


def test_the_style_prescribes_no_colour_and_no_font() -> None:
    style = (TEMPLATES / "epub" / "book.css").read_text(encoding="utf-8")
    declared = [line.split("/*")[0] for line in style.splitlines()]
    assert not any("#" in line or "rgb" in line or "url(" in line for line in declared)
    assert "color: inherit" in style
    assert "@font-face" not in style
