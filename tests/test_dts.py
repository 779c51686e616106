"""DTS: the answers have the members that the specification wants, and every reference its words.

The rules are those of the specification, version 1.0 (dtsapi.org/versions/v1.0), section by section.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from lxml import etree
from uritemplate import URITemplate

from maocoop.link import link
from maocoop.read import read
from maocoop.render import data, dts, tei

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition

TESTS = Path(__file__).parent

Json: TypeAlias = dict[str, Any]
Files: TypeAlias = dict[str, bytes]

BASE = "https://edition.example"
TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"


@pytest.fixture(scope="module", params=["real", "specimen"])
def any_edition(request: pytest.FixtureRequest, edition: Edition) -> Edition:
    """The edition of this repository, and the specimen; both published at the address of tests."""
    chosen = edition if request.param == "real" else read(TESTS / "specimen")
    return replace(chosen, base_url=BASE)


@pytest.fixture(scope="module")
def files(any_edition: Edition) -> Files:
    """All files below data/dts/, by their paths from there."""
    return rendered(any_edition)


def rendered(edition: Edition) -> Files:
    """The same of an edition."""
    made = dts.render(edition, link(edition), TESTS)
    assert all(path.startswith("data/dts/") for path in made)
    return {path.removeprefix("data/dts/"): content for path, content in made.items()}


@pytest.fixture(scope="module")
def units(any_edition: Edition) -> list[Json]:
    """The units of the data contract."""
    return contract(any_edition)


def contract(edition: Edition) -> list[Json]:
    """The units of the first text as the data contract has them."""
    made = data.render(edition, link(edition), TESTS, edition.texts[0])
    found: list[Json] = json.loads(made[f"data/{edition.texts[0].id}.json"])["units"]
    return found


def answers(files: Files, folder: str) -> Iterator[tuple[str, Json]]:
    """The JSON files below a folder."""
    for path, content in files.items():
        if path.startswith(folder) and path.endswith(".json"):
            yield path, json.loads(content)


def file_of(files: Files, template: str, **call: object) -> bytes:
    """What a client gets that fills a template."""
    address = URITemplate(template).expand({key: str(value) for key, value in call.items()})
    assert address.startswith(f"{BASE}/data/dts/"), address
    return files[address.removeprefix(f"{BASE}/data/dts/")]


def asked(files: Files, template: str, **call: object) -> Json:
    """The same where it is JSON."""
    made: Json = json.loads(file_of(files, template, **call))
    return made


# --- Entry and collections --------------------------------------------------------------------


def test_names_of_files_are_portable(files: Files) -> None:
    assert [path for path in files if not re.fullmatch(r"[A-Za-z0-9./;=-]+", path)] == []


def test_the_entry(files: Files) -> None:
    entry = json.loads(files["index.json"])
    assert entry["@context"] == "https://dtsapi.org/context/v1.0.json"
    assert entry["@type"] == "EntryPoint"
    assert entry["dtsVersion"] == "1.0"
    assert entry["@id"] == f"{BASE}/data/dts/index.json"
    parameters = {
        endpoint: URITemplate(entry[endpoint]).variable_names
        for endpoint in ("collection", "navigation", "document")
    }
    assert {"id", "nav"} <= set(parameters["collection"])
    assert {"resource", "ref", "start", "end", "down", "tree"} <= set(parameters["navigation"])
    assert {"resource", "ref", "start", "end", "tree", "mediaType"} <= set(parameters["document"])


def test_every_answer_says_what_it_is(files: Files) -> None:
    for path, answer in answers(files, ""):
        assert answer["@context"] == "https://dtsapi.org/context/v1.0.json", path
        assert answer["dtsVersion"] == "1.0", path


def test_collections(files: Files, any_edition: Edition) -> None:
    template = json.loads(files["index.json"])["collection"]
    root = asked(files, template)
    assert (root["@type"], root["totalParents"]) == ("Collection", 0)
    seen = []
    waiting = [root]
    while waiting:
        each = waiting.pop()
        seen.append(each["@id"])
        children = [asked(files, template, id=m["@id"]) for m in each.get("member", [])]
        assert len(children) == each["totalChildren"]
        for child in children:
            check_collection(child)
            parents = asked(files, template, id=child["@id"], nav="parents")
            assert [parent["@id"] for parent in parents["member"]] == [each["@id"]]
            assert child["totalParents"] == 1
            same = asked(files, child["collection"])
            assert same == asked(files, template, id=child["@id"], nav="children") == child
        waiting += children
    assert seen[2:] == [text.id for text in any_edition.texts]


def check_collection(each: Json) -> None:
    """What a collection or a text has to have."""
    assert each["@type"] in ("Collection", "Resource")
    assert isinstance(each["title"], str)
    assert isinstance(each["totalChildren"], int)
    if each["@type"] == "Resource":
        check_resource(each)
        assert each["mediaTypes"] == ["application/tei+xml"]
        assert each["download"] == f"{BASE}/data/{each['@id']}.tei.xml"
        check_metadata(each["dublinCore"])


def check_resource(each: Json) -> None:
    """What a text has to have wherever it is named."""
    assert re.fullmatch(r"[0-9a-z-]+", each["@id"])
    assert each["@type"] == "Resource"
    assert {"collection", "navigation", "document"} <= each.keys()
    (tree,) = each["citationTrees"]
    assert tree["@type"] == "CitationTree"
    assert "identifier" not in tree
    assert all(each["citeType"] for each in tree["citeStructure"])


def check_metadata(metadata: Json) -> None:
    """The values that a MetadataObject may have."""
    for value in metadata.values():
        assert isinstance(value, str) or all(
            isinstance(each, str) or each.keys() == {"lang", "value"} for each in value
        )


# --- Navigation -------------------------------------------------------------------------------


def expected_tree(units: list[Json], edition: Edition) -> list[tuple[str, int, str | None]]:
    """Identifier, level and parent of every citable unit, in the order of the document."""
    by_anchor = {unit["anchor"]: unit for unit in units}
    found: list[tuple[str, int, str | None]] = []
    for part in edition.texts[0].parts:
        found.append((part.anchor, 1, None))
        for unit in part.units:
            found.append((unit.anchor, 2, part.anchor))
            if by_anchor[unit.anchor]["kind"] != "edition-note":
                count = len(by_anchor[unit.anchor]["sentences"])
                found += [(f"{unit.anchor}.{n}", 3, unit.anchor) for n in range(1, count + 1)]
    return found


def told(members: list[Json]) -> list[tuple[str, int, str | None]]:
    """The same of an answer."""
    for each in members:
        assert each["@type"] == "CitableUnit"
        assert each["citeType"]
        check_metadata(each.get("dublinCore", {}))
    return [(each["identifier"], each["level"], each["parent"]) for each in members]


def test_navigation_of_the_whole(files: Files, units: list[Json], any_edition: Edition) -> None:
    template = json.loads(files["index.json"])["navigation"]
    wanted = expected_tree(units, any_edition)
    assert len({identifier for identifier, _, _ in wanted}) == len(wanted)
    for down, deepest in ((1, 1), (2, 2), (3, 3), (-1, 3)):
        answer = asked(files, template, resource=any_edition.texts[0].id, down=down)
        assert told(answer["member"]) == [each for each in wanted if each[1] <= deepest]
        assert not {"ref", "start", "end"} & answer.keys()


def test_navigation_from_a_reference(files: Files, units: list[Json], any_edition: Edition) -> None:
    template = json.loads(files["index.json"])["navigation"]
    tree = expected_tree(units, any_edition)
    parents = {identifier: parent for identifier, _, parent in tree}
    for reference, level, parent in tree:
        for down in {1: (None, 0, 1, 2, -1), 2: (None, 1), 3: ()}[level]:
            call = {"resource": any_edition.texts[0].id, "ref": reference}
            answer = asked(files, template, **(call if down is None else call | {"down": down}))
            assert told([answer["ref"]]) == [(reference, level, parent)]
            if down is None:
                assert "member" not in answer
            elif down == 0:
                assert told(answer["member"]) == [each for each in tree if each[2] == parent]
            else:
                reach = [e for e in tree if down < 0 or e[1] <= level + down]
                inside = [e for e in reach if reference in lineage(e[0], parents)]
                assert told(answer["member"]) == inside


def lineage(reference: str, parents: dict[str, str | None]) -> list[str]:
    """A reference and what it stands in."""
    parent = parents[reference]
    return [reference, *(lineage(parent, parents) if parent else [])]


def test_navigation_of_the_range(files: Files, units: list[Json], any_edition: Edition) -> None:
    template = json.loads(files["index.json"])["navigation"]
    tree = expected_tree(units, any_edition)
    parts = [each for each in tree if each[1] == 1]
    ends = {"resource": any_edition.texts[0].id, "start": parts[0][0], "end": parts[-1][0]}
    answer = asked(files, template, **ends, down=1)
    assert told([answer["start"], answer["end"]]) == [parts[0], parts[-1]]
    assert told(answer["member"]) == [each for each in tree if each[1] <= 2]
    assert "member" not in asked(files, template, **ends)


def test_every_navigation_names_itself_and_its_text(files: Files) -> None:
    count = 0
    for path, answer in answers(files, "navigation/"):
        assert answer["@id"] == f"{BASE}/data/dts/{path}"
        assert answer["@type"] == "Navigation"
        check_resource(answer["resource"])
        count += 1
    assert count > 40


def test_types_are_those_of_the_tree(files: Files, any_edition: Edition) -> None:
    answer = json.loads(files[f"navigation/{any_edition.texts[0].id};down=-1.json"])
    declared = set(paths(answer["resource"]["citationTrees"][0]["citeStructure"]))
    types: dict[str | None, tuple[str, ...]] = {None: ()}
    for each in answer["member"]:
        types[each["identifier"]] = (*types[each["parent"]], each["citeType"])
    assert {types[each["identifier"]] for each in answer["member"]} == declared


def paths(structures: list[Json], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The types of a citation tree with those they stand in."""
    for each in structures:
        here = (*above, each["citeType"])
        yield here
        yield from paths(each.get("citeStructure", []), here)


# --- Documents --------------------------------------------------------------------------------


def words_in(document: bytes) -> list[str]:
    """The sentences in the wrapper of a document, without what the witness has instead."""
    root = etree.fromstring(document)
    assert root.tag == f"{TEI}TEI"
    (wrapper,) = root.iterfind("{https://w3id.org/api/dts#}wrapper")
    assert not "".join([wrapper.text or "", *(each.tail or "" for each in wrapper)]).strip()
    for dropped in wrapper.iterfind(f".//{TEI}sic"):
        dropped.text = ""
    return ["".join(str(words) for words in each.itertext()) for each in wrapper.iter(f"{TEI}s")]


def words_of(reference: str, units: list[Json], edition: Edition) -> list[str]:
    """The sentences of a reference by the data contract."""
    for part in edition.texts[0].parts:
        if part.anchor == reference:
            inside = {unit.anchor for unit in part.units}
            return [s for unit in units if unit["anchor"] in inside for s in unit["sentences"]]
    for unit in units:
        if unit["anchor"] == reference:
            return list(unit["sentences"])
    anchor, _, number = reference.rpartition(".")
    (unit,) = (unit for unit in units if unit["anchor"] == anchor)
    return [unit["sentences"][int(number) - 1]]


def test_every_reference_has_its_words(
    files: Files, units: list[Json], any_edition: Edition
) -> None:
    template = json.loads(files["index.json"])["document"]
    text = any_edition.texts[0].id
    references = [each[0] for each in expected_tree(units, any_edition)]
    for reference in references:
        document = file_of(files, template, resource=text, ref=reference)
        assert words_in(document) == words_of(reference, units, any_edition), reference
        assert ids_in(document)[0] == reference
    listed = {f"document/{text}/{reference}.xml" for reference in references}
    assert {path for path in files if path.startswith(f"document/{text}/")} == listed


def ids_in(document: bytes) -> list[str]:
    """The anchors in a document, in order."""
    return [str(e.get(ID)) for e in etree.fromstring(document).iter(etree.Element) if e.get(ID)]


def test_a_changed_word_is_seen(units: list[Json], any_edition: Edition, files: Files) -> None:
    unit = units[0]
    document = files[f"document/{any_edition.texts[0].id}/{unit['anchor']}.xml"]
    word = re.findall(r"[a-z]{6,}", unit["sentences"][0])[-1]
    mutated = document.replace(f"{word}".encode(), f"{word}x".encode())
    assert words_in(mutated) != words_of(unit["anchor"], units, any_edition)


def test_the_range_and_the_whole(files: Files, units: list[Json], any_edition: Edition) -> None:
    template = json.loads(files["index.json"])["document"]
    text = any_edition.texts[0]
    ends = {"start": text.parts[0].anchor, "end": text.parts[-1].anchor}
    document = file_of(files, template, resource=text.id, **ends)
    assert words_in(document) == [s for unit in units for s in unit["sentences"]]
    whole = file_of(files, template, resource=text.id)
    tree = etree.fromstring(
        tei.render(any_edition, link(any_edition), TESTS)[f"data/{text.id}.tei.xml"]
    )
    found = etree.fromstring(whole)
    del found.attrib["{http://www.w3.org/XML/1998/namespace}base"]
    assert etree.tostring(found, method="c14n") == etree.tostring(tree, method="c14n")


def test_pointers_lead_into_the_whole_document(files: Files, any_edition: Edition) -> None:
    text = any_edition.texts[0].id
    documents = {path: content for path, content in files.items() if path.endswith(".xml")}
    anchors = set(ids_in(files[f"document/{text}.xml"]))
    for path, content in documents.items():
        root = etree.fromstring(content)
        base = str(root.get("{http://www.w3.org/XML/1998/namespace}base"))
        there = normpath(join(dirname(f"data/dts/{path}"), base))
        assert there == f"data/{text}.tei.xml"
        values = (str(v) for each in root.iter(etree.Element) for v in each.attrib.values())
        pointers = {p[1:] for value in values for p in value.split() if p.startswith("#")}
        assert pointers <= anchors, path


def test_a_piece_says_how_it_is_cited(files: Files, any_edition: Edition) -> None:
    text = any_edition.texts[0]
    root = etree.fromstring(files[f"document/{text.id}/II.1.1.xml"])
    assert f"{text.id}/II.1.1, version {any_edition.version}" in root.findtext(f".//{TEI}bibl", "")
    assert [e.get("target") for e in root.iter(f"{TEI}licence")] == [
        right.uri for right in any_edition.rights if "author" in right.voices
    ]


# --- Without an address -----------------------------------------------------------------------


def test_without_a_base_url_addresses_are_relative_to_the_entry(edition: Edition) -> None:
    unpublished = rendered(replace(edition, base_url=""))
    entry = json.loads(unpublished["index.json"])
    made = URITemplate(entry["document"]).expand(resource="1955-07-31", ref="II.4.2")
    assert made in unpublished
    answer = json.loads(unpublished["navigation/1955-07-31/II.4;down=1.json"])
    assert answer["@id"] == "navigation/1955-07-31/II.4;down=1.json"
    assert not any(b"://edition" in content for content in unpublished.values())
