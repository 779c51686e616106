"""The notes as Web Annotations, read by a JSON-LD processor: no term is lost, each is used as it is meant.

No package brings the W3C's context for annotations, so one is derived from its vocabulary, which an npm
package has (@vocabulary/oa): the name of a property without `has` is its key, its range says how a value
is read. What is of other vocabularies is the table of keys in the data model.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maocoop.read import read
from maocoop.render import webannotations
from test_annotations import BASE, collection, json_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition

TESTS = Path(__file__).parent
OA = "http://www.w3.org/ns/oa#"

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


OTHER_NAMES = {"motivation": f"{OA}motivatedBy", "purpose": f"{OA}hasPurpose"}
DC, DCTERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
AS, FOAF = "http://www.w3.org/ns/activitystreams#", "http://xmlns.com/foaf/0.1/"
XSD, RDFS = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2000/01/rdf-schema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OF_OTHER_VOCABULARIES: dict[str, Any] = {
    "AnnotationCollection": f"{AS}OrderedCollection",
    "AnnotationPage": f"{AS}OrderedCollectionPage",
    "Organization": f"{FOAF}Organization",
    "value": f"{RDF}value",
    "format": f"{DC}format",
    "language": f"{DC}language",
    "name": f"{FOAF}name",
    "label": f"{RDFS}label",
    **{key: {"@id": DCTERMS + key, "@type": "@id"} for key in ("creator", "rights", "conformsTo")},
    **{key: {"@id": DCTERMS + key, "@type": f"{XSD}dateTime"} for key in ("created", "modified")},
    "generated": {"@id": f"{DCTERMS}issued", "@type": f"{XSD}dateTime"},
    **{key: {"@id": AS + key, "@type": "@id"} for key in ("first", "partOf")},
    "items": {"@id": f"{AS}items", "@type": "@id", "@container": "@list"},
    "startIndex": {"@id": f"{AS}startIndex", "@type": f"{XSD}nonNegativeInteger"},
    "total": {"@id": f"{AS}totalItems", "@type": f"{XSD}nonNegativeInteger"},
    "id": "@id",
    "type": "@type",
}


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """The terms of the Web Annotation Vocabulary, by their names."""
    quads = (TESTS / "node_modules" / "@vocabulary" / "oa" / "oa.nq").read_text(encoding="utf-8")
    ((graph),) = import_module("pyld.jsonld").from_rdf(quads)
    terms = (node for node in graph["@graph"] if node["@id"].startswith(OA) and node["@id"] != OA)
    return {node["@id"].removeprefix(OA): node for node in terms}


def context() -> dict[str, Any]:
    """What the keys of an annotation mean."""
    made = dict(OF_OTHER_VOCABULARIES)
    for name, node in vocabulary().items():
        (kind, *_) = node["@type"]
        if kind != f"{RDF}Property":
            made[name] = OA + name
            continue
        ranges = [each["@id"] for each in node.get(f"{RDFS}range", ())]
        key = name[3].lower() + name[4:] if name.startswith("has") else name
        made[key] = {"@id": OA + name} | coercion(ranges)
    for key, iri in OTHER_NAMES.items():
        made[key] = {"@id": iri, "@type": "@vocab"}
    return made


def coercion(ranges: list[str]) -> dict[str, str]:
    """How a value is read, by what the vocabulary says of it."""
    if f"{XSD}string" in ranges:
        return {}
    if any(each.startswith(XSD) for each in ranges):
        return {"@type": ranges[0]}
    return {"@type": "@vocab" if f"{OA}Motivation" in ranges else "@id"}


def expanded(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The document as a JSON-LD processor has it, without a network."""

    def load(url: str, _: object) -> dict[str, Any]:
        assert url == webannotations.CONTEXT
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": context()}}

    options = {"base": f"{BASE}/data/annotations.jsonld", "documentLoader": load}
    made: list[dict[str, Any]] = import_module("pyld.jsonld").expand(document, options)
    return made


def lost(document: dict[str, Any]) -> Counter[str]:
    """The properties, by IRI, that are in the document and not in what a processor makes of it."""
    meaning = {
        key: term if isinstance(term, str) else term["@id"] for key, term in context().items()
    }
    ours = Counter(meaning.get(key, key) for key in json_keys(document))
    theirs = Counter(json_keys(expanded(document)))
    # An IRI is an object with one key where it is expanded, a plain string here.
    return Counter({key: n for key, n in (ours - theirs).items() if key != "@id"})


def test_no_term_is_lost_in_expansion(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen, replace(specimen, base_url=BASE)):
        assert lost(collection(each)) == Counter()
    document = collection(specimen)
    document["first"]["items"][0]["exactly"] = "a key that the context has not"
    assert lost(document) == Counter({"exactly": 1})


def test_every_value_comes_through(specimen: Edition) -> None:
    (made,) = expanded(collection(replace(specimen, base_url=BASE)))
    assert made["@type"] == [f"{AS}OrderedCollection"]
    (listed,) = made[f"{AS}first"][0][f"{AS}items"]
    n1 = listed["@list"][0]
    assert n1["@id"] == f"{BASE}/data/annotations.jsonld#1900-01-01/n1"
    assert n1[f"{OA}motivatedBy"] == [{"@id": f"{OA}commenting"}]
    (body,) = n1[f"{OA}hasBody"]
    assert body[f"{RDF}value"][0]["@value"].startswith("On the price of oil see A. Fenn")
    (target,) = n1[f"{OA}hasTarget"]
    assert target[f"{OA}hasSource"] == [{"@id": f"{BASE}/1900-01-01.html"}]
    fragment, quote = target[f"{OA}hasSelector"]
    (position,) = fragment[f"{OA}refinedBy"]
    assert position[f"{OA}start"][0]["@type"] == f"{XSD}nonNegativeInteger"
    assert quote[f"{OA}exact"] == [{"@value": "the affairs of the island"}]


def described(value: object) -> Iterator[dict[str, Any]]:
    """Every node of an expanded document."""
    if isinstance(value, dict):
        yield value
        yield from chain.from_iterable(map(described, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(described, value))


def test_terms_are_used_as_the_vocabulary_says(edition: Edition) -> None:
    wider = {"TextQuoteSelector": "Selector", "SpecificResource": "ResourceSelection"}
    for node in described(expanded(collection(edition))):
        types = {each.removeprefix(OA) for each in node.get("@type", ()) if each.startswith(OA)}
        assert types <= vocabulary().keys()
        for key in (key.removeprefix(OA) for key in node if key.startswith(OA)):
            domain = {
                each["@id"].removeprefix(OA) for each in vocabulary()[key].get(f"{RDFS}domain", ())
            }
            assert not domain or domain & (types | {wider.get(each) for each in types})
