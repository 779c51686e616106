"""Elements of XML, made from names, words and other elements (pure).

`H.p({"id": "x"}, "words ", H.i("in italics"))` is a paragraph of XHTML.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
DC = "http://purl.org/dc/elements/1.1/"
OCF = "urn:oasis:names:tc:opendocument:xmlns:container"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Content: TypeAlias = "_Element | str"
"""What stands inside an element: words, or an element."""


class Maker:
    """Makes the elements of one namespace: the name of each is that of a method."""

    def __init__(self, namespace: str, prefixes: dict[str | None, str]) -> None:
        self._namespace = namespace
        self._prefixes = prefixes

    def __getattr__(self, name: str) -> partial[_Element]:
        return partial(self._made, name)

    def _made(self, name: str, *content: Content | dict[str, str], **attributes: str) -> _Element:
        made = etree.Element(f"{{{self._namespace}}}{name}", nsmap=self._prefixes)  # type: ignore[arg-type]  # the stubs know no default namespace
        for each in content:
            if isinstance(each, str):
                _add_words(made, each)
            elif isinstance(each, dict):
                attributes |= each
            else:
                made.append(each)
        for key, value in attributes.items():
            made.set(key, value)
        return made


def _add_words(element: _Element, words: str) -> None:
    """Words behind what the element holds already."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


H = Maker(XHTML, {None: XHTML, "epub": OPS})
P = Maker(OPF, {None: OPF, "dc": DC})
D = Maker(DC, {None: OPF, "dc": DC})
C = Maker(OCF, {None: OCF})


def says(type_: str, role: str | None = None) -> dict[str, str]:
    """The attributes that say what an element is: EPUB 3 Structural Semantics, and DPUB-ARIA 1.1."""
    made = {f"{{{OPS}}}type": type_}
    return made | {"role": role} if role else made


def tongue(language: str) -> dict[str, str]:
    """The attributes that say in what language words are; XHTML wants both, and alike."""
    return {"lang": language, XML_LANG: language}


def in_lines(element: _Element) -> _Element:
    """The element with each of its children, which are blocks, on a line of its own."""
    element.text = "\n"
    for child in element:
        child.tail = "\n"
    return element


def xml(root: _Element) -> bytes:
    """A document without words between its elements, indented."""
    etree.indent(root, " ")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


def xhtml(root: _Element) -> bytes:
    """A document of XHTML, its blanks as they are."""
    made = etree.tostring(root, xml_declaration=True, encoding="UTF-8", doctype="<!DOCTYPE html>")
    return bytes(made) + b"\n"
