"""Edition and links -> data/dts/, the Distributed Text Services 1.0 as plain files (a Level 0 server).

    index.json                                 the entry, with the URI templates (RFC 6570)
    collection{/id,nav}/index.json             edition > texts > each text, a Resource
    navigation{/resource,ref}{;down,…}.json    the citable units of a text
    document{/resource,ref}{;start,end,…}.xml  the text, a part, a unit or a sentence in TEI

What a client asks for is a file name: `navigation/1955-07-31;down=1.json`,
`navigation/1955-07-31/II.4;down=1.json`, `document/1955-07-31/II.4.2.xml`. References are the anchors;
the tree has three levels: part, unit, sentence (a note of this edition has no sentences). A document
is cut from the tree of data/<text>.tei.xml, and its pointers lead there (`xml:base`).

Files cannot answer every valid call. There is: for a text `down` 1, 2, 3 and -1; for a part none, 0,
1, 2 and -1; for a unit none and 1; of ranges only that from the first part to the last. A sentence is
told by the members of its unit. A server that sends JSON as `application/json` is what is to be expected.

DTS wants absolute addresses. Without a base URL templates and `@id` are relative to the folder of the
entry, wherever they stand: a client joins them to the address of index.json, and strict validators refuse
them.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from maocoop import cite
from maocoop.cite.items import container
from maocoop.markup import printed
from maocoop.model import Kind
from maocoop.render import tei, wording
from maocoop.render.tei.elements import XML, element, serialized

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Part, Text, Unit
    from maocoop.render.tei.elements import Element

ROOT = "data/dts"
CONTEXT = "https://dtsapi.org/context/v1.0.json"
WRAPPER = "https://w3id.org/api/dts#"

_EDITION = "edition"
_TEXTS = "texts"
"""The two collections; a text has its own id, which begins with a figure."""

_TYPES = {
    Kind.HEADNOTE: ("headnote", "paragraph"),
    Kind.PARAGRAPH: ("section", "paragraph"),
    Kind.QUOTATION: ("section", "quotation"),
    Kind.NOTE: ("notes", "note"),
    Kind.COMMENT: ("comment", "item"),
    Kind.EDITION_NOTE: ("edition-notes", "edition-note"),
}
"""What a part and a unit of a kind are called (`citeType`)."""

_DOWN = {1: (None, 0, 1, 2, -1), 2: (None, 1), 3: ()}
"""By level, the values of `down` that have a file; None is a call without it."""

_DEPTHS = (1, 2, 3, -1)
"""The same for a whole text."""


@dataclass(frozen=True, slots=True)
class Citable:
    """A citable unit: its reference, level from 1, parent, type, and where it stands in the edition."""

    identifier: str
    level: int
    parent: str | None
    type: str
    part: Part
    unit: Unit
    sentence: int | None


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """Entry, collections, navigation and documents."""
    base = f"{edition.base_url}/{ROOT}/" if edition.base_url else ""
    files = {"index.json": _json(_entry(base))} | _collections(edition, base)
    for text in edition.texts:
        files |= _navigations(edition, text, base)
        files |= _documents(edition, text, tei.documents(edition, links)[text.id])
    return {f"{ROOT}/{path}": content for path, content in files.items()}


def _json(value: object) -> bytes:
    # On one line: these are many, for programs, and an indented answer takes three times as long.
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def _templates(base: str, id_: str | None = None) -> dict[str, str]:
    """The templates of the three endpoints, of all or of one collection or text."""
    collection, resource = (
        (f"/{id_}{{/nav}}", f"/{id_}{{/ref}}") if id_ else ("{/id,nav}", "{/resource,ref}")
    )
    return {
        "collection": f"{base}collection{collection}/index.json",
        "navigation": f"{base}navigation{resource}{{;down,start,end,tree,page}}.json",
        "document": f"{base}document{resource}{{;start,end,tree,mediaType}}.xml",
    }


def _entry(base: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "dtsVersion": "1.0",
        "@id": f"{base}index.json",
        "@type": "EntryPoint",
        **_templates(base),
    }


# --- Collections ------------------------------------------------------------------------------


def _collections(edition: Edition, base: str) -> dict[str, bytes]:
    """Every collection and text with what it holds, and what holds it."""
    root = _collection(edition, base, _EDITION, container(edition), parents=0, children=1)
    texts = _collection(
        edition, base, _TEXTS, "Texts of the edition", parents=1, children=len(edition.texts)
    )
    resources = [_described(edition, text, base) for text in edition.texts]
    held = [(root, [texts], []), (texts, resources, [root])]
    held += [(resource, [], [texts]) for resource in resources]
    files = {"collection/index.json": _listed(root, [texts])}
    for each, children, parents in held:
        path = f"collection/{each['@id']}"
        files[f"{path}/index.json"] = _listed(each, children)
        files[f"{path}/children/index.json"] = _listed(each, children)
        files[f"{path}/parents/index.json"] = _listed(each, parents)
    return files


def _listed(each: dict[str, Any], members: Sequence[dict[str, Any]]) -> bytes:
    head = {"@context": CONTEXT, "dtsVersion": "1.0"}
    return _json(head | each | ({"member": members} if members else {}))


def _collection(
    edition: Edition, base: str, id_: str, title: str, *, parents: int, children: int
) -> dict[str, Any]:
    return {
        "@id": id_,
        "@type": "Collection",
        "title": title,
        "description": edition.description,
        "totalParents": parents,
        "totalChildren": children,
        "collection": _templates(base, id_)["collection"],
    }


def _described(edition: Edition, text: Text, base: str) -> dict[str, Any]:
    """A text with its metadata, as collections list it."""
    up = f"{edition.base_url}/data/" if edition.base_url else "../"
    return _resource(text, base) | {
        "title": printed(text.title),
        "description": edition.description,
        "totalParents": 1,
        "totalChildren": 0,
        "dublinCore": _dublin_core(edition, text),
        "download": f"{up}{text.id}.tei.xml",
        "mediaTypes": ["application/tei+xml"],
    }


def _dublin_core(edition: Edition, text: Text) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": _words(printed(text.title), edition.language),
        "creator": _words(text.author, edition.language),
        "publisher": _words(edition.editors, edition.language),
        "language": [text.language],
        "created": text.delivered,
        "rights": list(dict.fromkeys(right.uri for right in edition.rights if right.voices)),
    }
    if edition.released:
        made["issued"] = edition.released
    if edition.version:
        made["hasVersion"] = _words(f"version {edition.version}", edition.language)
    return made


def _words(value: str, language: str) -> list[dict[str, str]]:
    return [{"lang": language, "value": value}]


def _resource(text: Text, base: str) -> dict[str, Any]:
    """A text as every answer about its units names it."""
    return {
        "@id": text.id,
        "@type": "Resource",
        **_templates(base, text.id),
        "citationTrees": [{"@type": "CitationTree", "citeStructure": _structure(text)}],
    }


def _structure(text: Text) -> list[dict[str, Any]]:
    """The types of part in the text, with those of their units, in order."""
    found: dict[str, dict[str, None]] = {}
    for each in citables(text):
        if each.level == 2:
            found.setdefault(_TYPES[each.part.kind][0], {})[each.type] = None
    return [
        _cited(part, [_cited(unit, _sentences(unit)) for unit in units])
        for part, units in found.items()
    ]


def _sentences(unit: str) -> list[dict[str, Any]]:
    whole = unit == _TYPES[Kind.EDITION_NOTE][1]
    return [] if whole else [_cited("sentence", [])]


def _cited(type_: str, inside: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "CiteStructure", "citeType": type_}
    return made | ({"citeStructure": inside} if inside else {})


# --- Navigation -------------------------------------------------------------------------------


def citables(text: Text) -> Iterator[Citable]:
    """Parts, units and sentences in the order of the document."""
    for part in text.parts:
        type_, _ = _TYPES[part.kind]
        yield Citable(part.anchor, 1, None, type_, part, part.units[0], None)
        for unit in part.units:
            yield Citable(unit.anchor, 2, part.anchor, _TYPES[unit.kind][1], part, unit, None)
            if unit.kind is not Kind.EDITION_NOTE:
                for number in range(1, len(unit.sentences) + 1):
                    identifier = f"{unit.anchor}.{number}"
                    yield Citable(identifier, 3, unit.anchor, "sentence", part, unit, number)


def _navigations(edition: Edition, text: Text, base: str) -> dict[str, bytes]:
    resource = _resource(text, base)
    every = [(each, _member(each, edition, text)) for each in citables(text)]
    files: dict[str, bytes] = {}

    def answer(call: str, told: dict[str, Any], members: list[dict[str, Any]] | None) -> None:
        path = f"navigation/{text.id}{call}.json"
        made = {
            "@context": CONTEXT,
            "dtsVersion": "1.0",
            "@id": f"{base}{path}",
            "@type": "Navigation",
            "resource": resource,
            **told,
        }
        files[path] = _json(made if members is None else made | {"member": members})

    for down in _DEPTHS:
        answer(f";down={down}", {}, [m for each, m in every if down < 0 or each.level <= down])
    for each, member in every:
        for called in _DOWN[each.level]:
            call = f"/{each.identifier}" + ("" if called is None else f";down={called}")
            members = None if called is None else _below(each, called, every)
            answer(call, {"ref": member}, members)
    parts = [m for each, m in every if each.level == 1]
    ends = {"start": parts[0], "end": parts[-1]}
    span = f";start={parts[0]['identifier']};end={parts[-1]['identifier']}"
    answer(span, ends, None)
    answer(f";down=1{span}", ends, [m for each, m in every if each.level <= 2])
    return files


def _below(
    each: Citable, down: int, every: list[tuple[Citable, dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The unit and what is below it to a depth; with 0 it and its siblings."""
    if down == 0:
        return [member for other, member in every if other.parent == each.parent]
    inside = {each.identifier}
    made = []
    for other, member in every:
        is_in = other is each or other.parent in inside
        if is_in and (down < 0 or other.level <= each.level + down):
            inside.add(other.identifier)
            made.append(member)
    return made


def _member(each: Citable, edition: Edition, text: Text) -> dict[str, Any]:
    made: dict[str, Any] = {
        "identifier": each.identifier,
        "@type": "CitableUnit",
        "level": each.level,
        "parent": each.parent,
        "citeType": each.type,
    }
    if each.level == 1:
        made["dublinCore"] = {
            "title": _words(printed(each.part.title), edition.language),
            "creator": _words(wording.voice(each.part, text), edition.language),
        }
    return made


# --- Documents --------------------------------------------------------------------------------


def _documents(edition: Edition, text: Text, tree: Element) -> dict[str, bytes]:
    """The whole text, and every reference cut from it."""
    whole = deepcopy(tree)
    whole.set(f"{{{XML}}}base", f"../../{text.id}.tei.xml")
    files = {f"document/{text.id}.xml": serialized(whole)}
    found = {each.get(f"{{{XML}}}id"): each for each in tree.iter(etree.Element)}
    for each in citables(text):
        made = _cut(edition, text, each, [found[each.identifier]], "../../../")
        files[f"document/{text.id}/{each.identifier}.xml"] = made
    parts = [each for each in citables(text) if each.level == 1]
    cut = [found[each.identifier] for each in parts]
    span = f"{text.id};start={parts[0].identifier};end={parts[-1].identifier}"
    files[f"document/{span}.xml"] = _cut(edition, text, parts[0], cut, "../../")
    return files


def _cut(edition: Edition, text: Text, each: Citable, cut: Sequence[Element], up: str) -> bytes:
    """A document with elements of the whole one in the wrapper of DTS, and their citation."""
    wrapper = etree.Element(f"{{{WRAPPER}}}wrapper", nsmap={"dts": WRAPPER})
    for part in cut:
        copied = deepcopy(part)
        copied.tail = None
        wrapper.append(copied)
    return serialized(
        element(
            "TEI",
            _header(edition, text, each),
            wrapper,
            xml_base=f"{up}{text.id}.tei.xml",
            xml_lang=text.language,
        )
    )


def _header(edition: Edition, text: Text, each: Citable) -> Element:
    """What the piece is, how it is cited and what may be done with it."""
    anchor = each.part.anchor if each.level == 1 else each.unit.anchor
    address = cite.Address(text.id, anchor, each.sentence)
    citation = wording.words_of(cite.formatted(edition, text, address)["chicago-notes"])
    licences = (
        element("licence", right.statement, target=right.uri)
        for right in cite.rights(edition, text, each.unit)
    )
    rights = element("availability", *licences)
    return element(
        "teiHeader",
        element(
            "fileDesc",
            element("titleStmt", element("title", str(address))),
            element(
                "publicationStmt",
                element("publisher", edition.editors),
                rights if len(rights) else None,
            ),
            element("sourceDesc", element("bibl", citation)),
        ),
    )
