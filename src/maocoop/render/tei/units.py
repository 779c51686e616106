"""Parts and units of a text -> `div`, `p`, `quote` and `note` (TEI P5, chapters 3.3, 3.9 and 4).

A unit is one element whose `xml:id` is its anchor, a sentence one `s`. What the witness prints before a
unit is a `label`, the heading of a part a `head`; what this edition adds there stands in `supplied`, in
angle brackets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.model import Kind, Voice
from maocoop.render.tei.elements import add, cert, element, pointers, supplied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.link import Gone, TextLinks
    from maocoop.model import Part, Text, Unit
    from maocoop.render.tei.elements import Element
    from maocoop.render.tei.inline import Sentences

_SPEAKERS = {Voice.AUTHOR: "#author #translators"}
"""Who answers for the words of a part, where it is not the voice alone."""

_DIVISIONS = {
    Kind.HEADNOTE: "headnote",
    Kind.PARAGRAPH: "section",
    Kind.NOTE: "notes",
    Kind.COMMENT: "comment",
    Kind.EDITION_NOTE: "notes",
}


def title(text: Text) -> Element:
    """The title of the text, which is this edition's."""
    return element("head", supplied(text.title), type="title")


def division(part: Part, sentences: Sentences, links: TextLinks) -> Element:
    """A part with its heading and its units, and in their places the anchors that are gone."""
    made = element(
        "div",
        _head(part),
        supplied_remark(part),
        xml_id=part.anchor,
        type=_DIVISIONS[part.kind],
        subtype=part.voice.value,
        n=part.anchor,
        resp=_SPEAKERS.get(part.voice, f"#{part.voice.value}"),
    )
    add(made, _stones(links.stones[part.anchor]))
    for unit in part.units:
        made.append(_unit(unit, sentences, links))
        add(made, _stones(links.stones[unit.anchor]))
    return made


def _head(part: Part) -> Element:
    if part.label and not part.supplied:
        return element("head", part.label)
    return element("head", supplied(part.label or part.title))


def supplied_remark(part: Part) -> Element | None:
    """What this edition says of a part at its head."""
    if not part.remark:
        return None
    return element("note", supplied(part.remark), type="remark", resp="#edition")


def _stones(gone: Iterable[Gone]) -> Iterator[Element]:
    """Anchors that have left the text: what became of them."""
    for stone in gone:
        fate = f"moved to {stone.moved_to}" if stone.moved_to else f"retired: {stone.retired}"
        yield element(
            "note",
            supplied(f"{stone.anchor} {fate}"),
            xml_id=stone.anchor,
            type="gone",
            resp="#edition",
            corresp=f"#{stone.moved_to}" if stone.moved_to else None,
        )


def _unit(unit: Unit, sentences: Sentences, links: TextLinks) -> Element:
    match unit.kind:
        case Kind.NOTE | Kind.EDITION_NOTE:
            return _note(unit, sentences, links)
        case Kind.COMMENT:
            return _item(unit, sentences, links)
        case _ if unit.quotes:
            return _quotation(unit, sentences)
        case _:
            return _paragraph(unit, sentences)


def _paragraph(unit: Unit, sentences: Sentences) -> Element:
    first, *more = _paragraphs(unit, sentences)
    label = (element("label", unit.label), " ") if unit.label else ()
    if not more:
        return element("p", *label, *_spaced(first), xml_id=unit.anchor, n=unit.anchor)
    # TEI has no paragraph of paragraphs.
    parts = (element("seg", *_spaced(each), type="paragraph") for each in (first, *more))
    return element("ab", *label, *parts, xml_id=unit.anchor, n=unit.anchor, type="paragraphs")


def _quotation(unit: Unit, sentences: Sentences) -> Element:
    """A block quotation; whom it quotes is named by this edition, behind it."""
    quote = element("quote", xml_id=unit.anchor, n=unit.anchor)
    _set(quote, unit, sentences)
    return element("cit", quote, element("bibl", supplied(f"Quotation: {unit.quotes}")))


def _note(unit: Unit, sentences: Sentences, links: TextLinks) -> Element:
    ours = unit.kind is Kind.EDITION_NOTE
    voice = Voice.EDITION if ours else Voice.TRANSLATORS
    made = element(
        "note",
        *((element("label", unit.label), " ") if unit.label else ()),
        xml_id=unit.anchor,
        n=unit.anchor,
        type=voice.value,
        place="end",
        resp=f"#{voice.value}",
        cert=cert(unit.certainty),
        target=pointers(unit.targets, links.units),
        corresp=None if ours else f"#mark-{unit.anchor}",
    )
    for paragraph in _paragraphs(unit, sentences):
        made.append(element("p", *_spaced(paragraph)))
    return made


def _item(unit: Unit, sentences: Sentences, links: TextLinks) -> Element:
    """An item of the comment, with the units that it is about."""
    return element(
        "div",
        *([element("label", unit.label)] if unit.label else ()),
        *(element("p", *_spaced(each)) for each in _paragraphs(unit, sentences)),
        xml_id=unit.anchor,
        type="item",
        n=unit.anchor,
        corresp=pointers(unit.targets, links.units),
    )


def _set(parent: Element, unit: Unit, sentences: Sentences) -> None:
    """Put the sentences into an element, in paragraphs where there are several."""
    first, *more = _paragraphs(unit, sentences)
    if not more:
        add(parent, _spaced(first))
    else:
        add(parent, (element("p", *_spaced(each)) for each in (first, *more)))


def _paragraphs(unit: Unit, sentences: Sentences) -> list[list[Element]]:
    number = 0
    made: list[list[Element]] = []
    for paragraph in unit.paragraphs:
        made.append([])
        for _ in paragraph:
            number += 1
            made[-1].append(sentences.element(unit, number))
    return made


def _spaced(made: list[Element]) -> list[Element]:
    """Sentences with a blank between them."""
    for sentence in made[:-1]:
        sentence.tail = " "
    return made
