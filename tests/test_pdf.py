"""The book: sound, tagged as PDF/UA-1 asks, every word and every place of the edition in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import page
import pikepdf
import pytest
from lxml import html

from maocoop.errors import ToolMissing
from maocoop.link import link
from maocoop.model import Kind, Words
from maocoop.read import read
from maocoop.render import data, pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maocoop.model import Edition

TESTS = Path(__file__).parent
TEMPLATES = TESTS.parent / "templates"

SMALL = 7.0
"""Points: only the marks of notes and the cross-references in the margin are smaller."""


@pytest.fixture(scope="module", params=["edition", "specimen"])
def made(request: pytest.FixtureRequest) -> Edition:
    """The edition of this repository, and the specimen."""
    whole: Edition = request.getfixturevalue("edition")
    return whole if request.param == "edition" else read(TESTS / "specimen")


@pytest.fixture(scope="module")
def book(made: Edition) -> bytes:
    """The book of its one text."""
    return _book(made)


def _book(edition: Edition) -> bytes:
    (content,) = pdf.render(edition, link(edition), TEMPLATES).values()
    return content


def _contract(edition: Edition) -> dict[str, Any]:
    (text,) = edition.texts
    files = data.render(edition, link(edition), TEMPLATES, edition.texts[0])
    contract: dict[str, Any] = json.loads(files[f"data/{text.id}.json"])
    return contract


# --- The words, by the tree of tags -----------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """A run of letters: what it says, its size in points, its page from 1, its place on it."""

    text: str
    size: float
    page: int
    x: float
    y: float


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    """What the codes of a font stand for."""
    table = font.ToUnicode.read_bytes()
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(to.decode()).decode("utf-16-be")
        for code, to in re.findall(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", table)
    }


def _marked(number: int, sheet: pikepdf.Page) -> dict[int, list[Run]]:
    """The runs of a page by the number under which the tags know them (-1: the running heads)."""
    fonts = {str(name): _letters(font) for name, font in sheet.obj.Resources.Font.items()}
    found: dict[int, list[Run]] = {}
    matrix, stack = pikepdf.Matrix(), []
    mcid, letters, size, place = -1, {}, 0.0, pikepdf.Matrix()
    for instruction in pikepdf.parse_content_stream(sheet):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "q":
                stack.append(matrix)
            case "Q":
                matrix = stack.pop()
            case "cm":
                matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "BDC":
                mcid = int(operands[1].get("/MCID", -1))
            case "Tf":
                letters, size = fonts[str(operands[0])], float(operands[1])
            case "Tm":
                place = pikepdf.Matrix(*map(float, operands)) @ matrix
            case "TJ":
                codes = b"".join(bytes(each) for each in operands[0] if not _is_number(each))
                text = "".join(letters[codes[i : i + 2]] for i in range(0, len(codes), 2))
                run = Run(text, abs(size * place.d), number, place.e, place.f)
                found.setdefault(mcid, []).append(run)
    return found


def _is_number(item: object) -> bool:
    return not isinstance(item, pikepdf.String)


def _runs(file: pikepdf.Pdf) -> tuple[list[Run], list[Run]]:
    """The runs of the text and those of the notes at the foot, each in the order of the tags."""
    pages = {sheet.objgen: (i, _marked(i, sheet)) for i, sheet in enumerate(file.pages, 1)}
    flow: list[Run] = []
    foot: list[Run] = []

    def walk(element: Any, into: list[Run]) -> None:
        into = foot if element.S == "/Note" else into
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                into += pages[element.Pg.objgen][1].get(kid, [])
            elif kid.get("/Type") == "/StructElem":
                walk(kid, into)

    walk(file.Root.StructTreeRoot.K[0], flow)
    return flow, foot


def _text(runs: list[Run]) -> str:
    """The letters of the runs, without marks; a hyphen of the typesetter is undone (it is U+2010)."""
    text, before = "", None
    for run in (each for each in runs if each.size >= SMALL):
        if before and (run.page, round(run.y)) != (before.page, round(before.y)):
            text = text.removesuffix("\u2010")
        text += run.text
        before = run
    return _letters_of(text.replace("⟨?⟩", ""))


def _letters_of(text: str) -> str:
    """A blank between two pieces of a line is a distance and no letter: all are left out."""
    return "".join(text.split())


def _lost(book: bytes, contract: Mapping[str, Any]) -> list[str]:
    """The units whose words are not there, whole, in order and behind their address."""
    with pikepdf.open(BytesIO(book)) as file:
        flow, foot = map(_text, _runs(file))
    lost, ends = [], {"flow": 0, "foot": 0}
    for unit in contract["units"]:
        where, text = ("foot", foot) if unit["kind"] == "note" else ("flow", flow)
        words = _letters_of("".join(unit["sentences"]))
        place = text.find(words, ends[where])
        if place < 0 or unit["anchor"] not in text[ends[where] : place]:
            lost.append(unit["anchor"])
        else:
            ends[where] = place + len(words)
    return lost


@pytest.mark.pango
def test_every_word_is_there_in_order(made: Edition, book: bytes) -> None:
    assert _lost(book, _contract(made)) == []


@pytest.mark.pango
def test_a_word_that_differs_is_told(made: Edition, book: bytes) -> None:
    contract = _contract(made)
    changed = contract["units"][0::7]
    for unit in changed:
        first, *rest = unit["sentences"][-1].split(" ")
        unit["sentences"][-1] = " ".join([first[::-1] + "x", *rest])
    assert set(_lost(book, contract)) >= {unit["anchor"] for unit in changed}


@pytest.mark.pango
def test_a_word_that_the_book_changes_is_told() -> None:
    edition = read(TESTS / "specimen")
    contract = _contract(edition)
    (text,) = edition.texts
    part = text.parts[1]
    unit = part.units[1]
    sentence = replace(unit.sentences[0], inlines=(Words("No, that is how a house is lit."),))
    units = (part.units[0], replace(unit, sentences=(sentence,)))
    parts = (text.parts[0], replace(part, units=units), *text.parts[2:])
    assert _lost(_book(replace(edition, texts=(replace(text, parts=parts),))), contract) == ["I.2"]


# --- The standard, and what the file says of itself -------------------------------------------


@pytest.mark.pango
def test_it_is_as_pdf_ua_asks(made: Edition, book: bytes) -> None:
    report = page.validate_pdf_bytes(book, profile="ua1")
    rules = {failure.rule_id for failure in report.failures}
    # The specimen has a character that no font of a common machine draws.
    invented = {"PDFUA1-NOTDEF-GLYPH-001"} if made.title == "The Speech on Lamps" else set()
    assert rules == invented
    assert report.rules.total > 100


@pytest.mark.pango
def test_it_says_what_it_is(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    with pikepdf.open(BytesIO(book)) as file:
        assert file.check_pdf_syntax() == []
        info, root = file.docinfo, file.Root
        assert str(info.Title).startswith(f"{text.author}: {text.title}, ")
        assert str(info.Author) == f"{text.author}, {made.editors}"
        assert text.id in str(info.Keywords)
        assert made.released
        assert str(info.CreationDate) == str(info.ModDate) == f"D:{made.released.replace('-', '')}"
        assert str(root.Lang) == made.language
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.MarkInfo.Marked
        assert file.open_metadata()["pdfuaid:part"] == "1"
        assert all(sheet.obj.StructParents == i for i, sheet in enumerate(file.pages))


@pytest.mark.pango
def test_fonts_are_in_it(book: bytes) -> None:
    with pikepdf.open(BytesIO(book)) as file:
        described = [
            each
            for each in file.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in described)


@pytest.mark.pango
def test_running_heads_are_no_words_of_the_text(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    with pikepdf.open(BytesIO(book)) as file:
        flow, foot = _runs(file)
        heads = [
            run
            for number, sheet in enumerate(file.pages, 1)
            for run in _marked(number, sheet).get(-1, [])
        ]
    assert text.title in {run.text for run in heads}
    top = min(run.y for run in heads if run.text == text.title)
    assert [run for run in flow + foot if run.y >= top] == []


@pytest.mark.pango
def test_the_same_edition_gives_the_same_bytes() -> None:
    # In another process, with other hashes, zone and language.
    program = (
        "import sys; from pathlib import Path; from maocoop.read import read;"
        "from maocoop.link import link; from maocoop.render import pdf;"
        "edition = read(Path('tests/specimen'));"
        "(made,) = pdf.render(edition, link(edition), Path('templates')).values();"
        "sys.stdout.buffer.write(made)"
    )
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    again = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | other,
        cwd=TESTS.parent,
        capture_output=True,
        check=True,
    )
    assert again.stdout == _book(read(TESTS / "specimen"))


# --- The places -------------------------------------------------------------------------------


def _named(file: pikepdf.Pdf) -> dict[str, int]:
    """The named destinations, each with its page from 1."""
    numbers: dict[Any, int] = {sheet.objgen: i for i, sheet in enumerate(file.pages, 1)}
    names: list[Any] = list(file.Root.Names.Dests.Names)
    pairs = zip(names[::2], names[1::2], strict=True)
    return {str(name): numbers[to[0].objgen] for name, to in pairs}


@pytest.mark.pango
def test_every_anchor_is_a_destination(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    anchors = {part.anchor for part in text.parts} | {unit.anchor for unit in text.units()}
    anchors |= {
        f"{unit.anchor}.{number}"
        for unit in text.document()
        for number in range(1, len(unit.sentences) + 1)
    }
    anchors |= {f"bib-{work.id}" for work in made.works} | {each.anchor for each in made.entities}
    with pikepdf.open(BytesIO(book)) as file:
        assert anchors - _named(file).keys() == set()


@pytest.mark.pango
def test_every_link_leads_somewhere(book: bytes) -> None:
    with pikepdf.open(BytesIO(book)) as file:
        links = [each for sheet in file.pages for each in sheet.obj.get("/Annots", [])]
        targets = {str(each.Dest) for each in links if "/Dest" in each}
        assert len(targets) > 20
        assert targets - _named(file).keys() == set()


@pytest.mark.pango
def test_the_outline_has_every_part_and_unit(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    with pikepdf.open(BytesIO(book)) as file, file.open_outline() as outline:
        entries: list[Any] = []

        def gather(items: Any) -> None:
            for item in items:
                entries.append(item)
                gather(item.children)

        gather(outline.root)
        titles = [item.title.split(" ")[0] for item in entries]
        wanted = [unit.anchor for unit in text.units()]
        assert [title for title in titles if title in set(wanted)] == wanted
        whole = {item.title for item in entries}
        for part in text.parts:
            assert (part.anchor if part.kind is Kind.PARAGRAPH else part.title) in whole
        leading = {item.title.split(" ")[0]: str(item.destination) for item in entries}
        notes = {unit.anchor for unit in text.units() if unit.kind is Kind.NOTE}
        assert {note: leading[note] for note in notes} == {note: note for note in notes}


@pytest.mark.pango
def test_a_note_stands_on_the_page_of_its_mark_or_the_next(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    with pikepdf.open(BytesIO(book)) as file:
        named = _named(file)
    notes = [unit.anchor for unit in text.units() if unit.kind is Kind.NOTE]
    distances = [named[note] - named[f"mark-{note}"] for note in notes]
    assert set(distances) <= {0, 1}
    assert distances.count(0) >= len(notes) * 0.8


@pytest.mark.pango
def test_addresses_stand_in_the_outer_margin(made: Edition, book: bytes) -> None:
    (text,) = made.texts
    units = {unit.anchor for unit in text.document()}
    with pikepdf.open(BytesIO(book)) as file:
        flow, foot = _runs(file)
        middle = float(file.pages[0].mediabox[2]) / 2
    beside = [run for run in flow + foot if run.text in units and 7.4 < run.size < 7.8]
    assert {run.text for run in beside} == units
    assert all((run.x > middle) == (run.page % 2 == 1) for run in beside)


# --- Without a typesetter ---------------------------------------------------------------------


def _page(edition: Edition) -> str:
    (text,) = edition.texts
    return pdf.page(edition, text, link(edition), TEMPLATES, frozenset())


def test_the_page_is_closed_in_itself(made: Edition) -> None:
    tree = html.document_fromstring(_page(replace(made, base_url="")))
    ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    links = [str(element.attrib["href"]) for element in tree.iter() if "href" in element.attrib]
    rights = {right.uri for right in made.rights}
    assert {each for each in links if not each.startswith("#")} <= rights
    assert {each[1:] for each in links if each.startswith("#")} - set(ids) == set()


def test_addresses_lead_to_their_published_pages(made: Edition) -> None:
    (text,) = made.texts
    tree = html.document_fromstring(_page(replace(made, base_url="https://edition.example")))
    unit = next(text.units()).anchor
    address = f"https://edition.example/{text.id}/{unit}.html"
    assert [each.text for each in tree.iter("a") if each.get("href") == address] == [unit]


@pytest.mark.parametrize("fault", [ImportError("no module"), OSError("no libpango")])
def test_what_is_missing_is_told(
    fault: Exception, monkeypatch: pytest.MonkeyPatch, edition: Edition
) -> None:
    def missing(_: str) -> NoReturn:
        raise fault

    monkeypatch.setattr(pdf, "import_module", missing)
    with pytest.raises(ToolMissing, match=r"\.\[pdf\].*apt install libpango.*no "):
        _book(edition)


def test_an_unreleased_edition_says_so(made: Edition) -> None:
    made_page = _page(replace(made, version=None, released=None))
    assert "Not yet released" in made_page
    assert "dcterms" not in made_page
