"""What every part of the TEI document is made of: elements, pointers, dates, certainty (pure).

Strings in, lxml elements out. Dates follow TEI P5, chapter 13.4 (att.datable): what the W3C's formats
can say stands in `when`, `from` and `to`; a season, a decade or a doubt stands as EDTF in
`when-custom`. Certainty is `@cert` (chapter 22), one value for each of ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

from maocoop.csl import day
from maocoop.markup import printed
from maocoop.model import Certainty, Kind
from maocoop.render.wording import HANZI

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from maocoop.model import Target, Unit

Element: TypeAlias = etree._Element
Content: TypeAlias = Element | str | None

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
_PREFIXES: dict[str, str] = {None: TEI}  # type: ignore[dict-item]  # lxml's own spelling of the default

CERTAINTY = {
    Certainty.GIVEN: "high",
    Certainty.IDENTIFIED: "medium",
    Certainty.CONJECTURED: "low",
    Certainty.UNRESOLVED: "unknown",
}
"""The scale of this edition as values of `@cert`."""

SPEECH = "speech"
"""The id of the sections as a whole, as on the page of a text."""

GUESSED = CERTAINTY[Certainty.CONJECTURED]

HANZI_TAG = "zh-Hans"

_EXACT = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")

# Elements that hold no words of their own, so that blanks may stand between what they hold.
_STRUCTURE = frozenset(
    {
        "TEI", "teiHeader", "fileDesc", "titleStmt", "respStmt", "editionStmt",
        "publicationStmt", "availability", "licence", "sourceDesc", "listWit", "listBibl",
        "biblStruct", "analytic", "monogr", "imprint", "encodingDesc", "projectDesc",
        "editorialDecl", "correction", "normalization", "quotation", "hyphenation",
        "segmentation", "interpretation", "punctuation", "refsDecl", "citeStructure",
        "classDecl", "taxonomy", "category", "profileDesc", "abstract", "calendarDesc",
        "calendar", "langUsage", "revisionDesc", "change", "text", "front", "body", "back",
        "div", "list", "listPerson", "person", "listPlace", "place", "location", "listOrg",
        "org", "listEvent", "event", "table",
    }
)  # fmt: skip


def element(name: str, *content: Content, **attributes: str | None) -> Element:
    """An element with its words and children in order.

    In the names of attributes `_` is a hyphen, `xml_` the prefix of XML, and a last `_` is dropped
    (`class_`). What is None is left out.
    """
    made = etree.Element(f"{{{TEI}}}{name}", nsmap=_PREFIXES)
    for key, value in attributes.items():
        if value is not None:
            made.set(_attribute(key), value)
    for each in content:
        if isinstance(each, str):
            add_words(made, each)
        elif each is not None:
            made.append(each)
    return made


def _attribute(key: str) -> str:
    if key.startswith("xml_"):
        return f"{{{XML}}}{key[4:]}"
    return key.rstrip("_").replace("_", "-")


def add_words(parent: Element, words: str) -> None:
    """Put words behind all that an element holds."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def add(parent: Element, children: Iterable[Content]) -> Element:
    """Put children behind all that an element holds; the element."""
    for child in children:
        if isinstance(child, str):
            add_words(parent, child)
        elif child is not None:
            parent.append(child)
    return parent


def worded(name: str, words: str, **attributes: str | None) -> Element:
    """An element with words of ours in printed form, Chinese characters marked as such."""
    made = element(name, **attributes)
    end = 0
    words = printed(words)
    for match in HANZI.finditer(words):
        add_words(made, words[end : match.start()])
        made.append(element("foreign", match.group(), xml_lang=HANZI_TAG))
        end = match.end()
    add_words(made, words[end:])
    return made


def supplied(words: str, **attributes: str | None) -> Element:
    """What this edition adds among the words of the document, in its own brackets."""
    return element("supplied", f"⟨{printed(words)}⟩", resp="#edition", **attributes)


def cert(certainty: Certainty | None) -> str | None:
    """The value of `@cert`; None where nothing is said."""
    return None if certainty is None else CERTAINTY[certainty]


def guessed(field: str, conjectured: tuple[str, ...]) -> str | None:
    """The value of `@cert` of a field, where the evidence does not reach it."""
    return GUESSED if field in conjectured else None


def evidence(items: Iterable[str]) -> list[Element]:
    """What a statement rests on, a note each."""
    return [worded("note", item, type="evidence") for item in items]


# --- Dates ------------------------------------------------------------------------------------


def dated(name: str, edtf: str, *content: Content, **attributes: str | None) -> Element:
    """An element with a date; its words are the content, or the date in English."""
    words = content or (day(edtf),)
    return element(name, *words, **attributes, **_when(edtf))


def _when(edtf: str) -> dict[str, str]:
    begin, slash, end = edtf.partition("/")
    if not slash and _EXACT.fullmatch(edtf):
        return {"when": edtf}
    bounds = {
        name: bound for name, bound in (("from", begin), ("to", end)) if slash and bound != ".."
    }
    if bounds and all(map(_EXACT.fullmatch, bounds.values())):
        return bounds
    return {"when_custom": edtf, "datingMethod": "#edtf"}


# --- Pointers ---------------------------------------------------------------------------------


def sentence_id(unit: Unit, number: int) -> str:
    """The anchor of a sentence, from 1; a note of this edition is addressed whole."""
    return unit.anchor if unit.kind is Kind.EDITION_NOTE else f"{unit.anchor}.{number}"


def pointers(targets: Iterable[Target], units: Mapping[str, Unit]) -> str | None:
    """What targets name, as a list of pointers: the sentences of their lemmas, or whole units."""
    found = [f"#{id_}" for target in targets for id_ in _named(target, units)]
    return " ".join(dict.fromkeys(found)) or None


def _named(target: Target, units: Mapping[str, Unit]) -> list[str]:
    unit = units.get(target.anchor)
    span = unit and unit.span_of(target)
    if unit is None or not span:
        return [target.anchor]
    first, last = (unit.sentence_at(offset)[0] for offset in span)
    return [sentence_id(unit, number) for number in range(first, last + 1)]


# --- Bytes ------------------------------------------------------------------------------------


def indent(parent: Element, level: int = 0) -> None:
    """Set what holds no words of its own on lines of its own."""
    if etree.QName(parent).localname not in _STRUCTURE or not len(parent):
        return
    if (parent.text or "").strip() or any((child.tail or "").strip() for child in parent):
        return
    parent.text = "\n" + " " * (level + 1)
    for child in parent:
        indent(child, level + 1)
        child.tail = "\n" + " " * (level + 1)
    parent[-1].tail = "\n" + " " * level


def serialized(root: Element) -> bytes:
    """A document as a file: UTF-8, with a declaration and a line feed at the end."""
    made = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    assert isinstance(made, bytes)
    return made + b"\n"
