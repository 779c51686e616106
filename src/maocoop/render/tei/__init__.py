"""Edition and links -> data/<text>.tei.xml, the whole edition of a text as TEI P5.

elements    the pieces that all have in common: dates, certainty, pointers
nesting     words, spans and points -> elements within elements
inline      a sentence with all that is said of its words
units       parts and units of the document
figures     figures and dates
works       bibliography and sister texts
entities    names and terms
back        the lists behind the document
header      the `teiHeader`

`front` has the headnote, `body` the sections of the speech, `back` the notes, the comment, the notes of
this edition and its lists. Every anchor is an `xml:id`, so that `#II.4.2` means the same here as on the
pages. Valid against `tei_all` of TEI P5 from 4.3 on; `dts` cuts its documents from the same tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.model import Kind
from maocoop.remember import remembered
from maocoop.render.tei.back import lists
from maocoop.render.tei.elements import SPEECH, XML, element, indent, serialized
from maocoop.render.tei.header import header
from maocoop.render.tei.inline import Sentences
from maocoop.render.tei.units import division, title

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Text
    from maocoop.render.tei.elements import Element

__all__ = ["documents", "render"]


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """One TEI document a text."""
    return {
        f"data/{id_}.tei.xml": serialized(root) for id_, root in documents(edition, links).items()
    }


@remembered
def documents(edition: Edition, links: Links) -> Mapping[str, Element]:
    """The tree of each text, by its id; whoever cuts from it copies first."""
    return {text.id: _document(edition, text, links) for text in edition.texts}


def _document(edition: Edition, text: Text, links: Links) -> Element:
    made = _text(edition, text, links)
    root = element("TEI", made, xml_lang=edition.language)
    used = {each.get(f"{{{XML}}}lang") for each in root.iter()}
    root.insert(0, header(edition, text, sorted(filter(None, used))))
    indent(root)
    return root


def _text(edition: Edition, text: Text, links: Links) -> Element:
    sentences = Sentences(edition, text, links)
    parts = [(p.kind, division(p, sentences, links.texts[text.id])) for p in text.parts]
    front = [made for kind, made in parts if kind is Kind.HEADNOTE]
    body = [made for kind, made in parts if kind is Kind.PARAGRAPH]
    back = [made for kind, made in parts if kind not in (Kind.HEADNOTE, Kind.PARAGRAPH)]
    return element(
        "text",
        element("front", *front) if front else None,
        element("body", title(text), *body, xml_id=SPEECH),
        element("back", *back, *lists(edition, text, links)),
        xml_lang=text.language,
    )
