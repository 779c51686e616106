"""What follows the document in the TEI file: this edition's lists (TEI P5, chapter 4.7), all in its voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.markup import printed
from maocoop.render.tei import figures, works
from maocoop.render.tei.elements import add, cert, element, evidence, pointers, worded
from maocoop.render.tei.entities import Entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.link import Links
    from maocoop.model import Abbreviation, Edition, Emendation, Text, Unit
    from maocoop.render.tei.elements import Element


def lists(edition: Edition, text: Text, links: Links) -> Iterator[Element]:
    """A division for every list that has entries."""
    units = links.texts[text.id].units
    for id_, heading, made in _lists(edition, text, links, units):
        if made is not None and len(made):
            head = element("head", heading)
            yield element("div", head, made, type=id_, subtype="edition", resp="#edition")


def _lists(
    edition: Edition, text: Text, links: Links, units: Mapping[str, Unit]
) -> Iterator[tuple[str, str, Element | None]]:
    yield "emendations", "Where the text is printed other than in the witness", _emendations(text)
    yield "targets", "Words that notes and comment are about", _targets(text, units)
    yield "bibliography", "Bibliography", works.bibliography(edition, text, units)
    yield "sister-texts", "Sister texts", works.sister_texts(edition)
    yield "abbreviations", "Abbreviations", _abbreviations(edition)
    yield from Entries(text, links).lists()
    yield "figures", "Figures", figures.ledger(text, units)
    yield "arithmetic", "Sums between the figures", figures.sums(text)
    yield "chronology", "Chronology", figures.chronology(text, units)


# --- Emendations ------------------------------------------------------------------------------


def _emendations(text: Text) -> Element:
    made = element("list", type="emendations")
    seen: dict[str, int] = {}
    for each in text.emendations:
        seen[each.id] = seen.get(each.id, 0) + 1
        # Only headings share a line of the witness; nothing in the text points to them.
        id_ = each.id if seen[each.id] == 1 else f"{each.id}.{seen[each.id]}"
        made.append(_emendation(each, id_))
    return made


def _emendation(each: Emendation, id_: str) -> Element:
    return element(
        "item",
        *(_structural(each) if each.structural else [_corrected(each)]),
        f", line {each.line} of the witness: ",
        worded("note", each.why, type="reason"),
        xml_id=id_,
        corresp=f"#{each.anchor}",
        n="structure" if each.structural else None,
    )


def _corrected(each: Emendation) -> Element:
    return element(
        "choice",
        element("sic", each.reading, source="#witness"),
        element("corr", each.print, resp="#edition", cert=cert(each.certainty)),
    )


def _structural(each: Emendation) -> Iterator[Element | str]:
    """A heading or separation: the reading says what the witness lacks."""
    if each.reading:
        yield worded("note", each.reading, type="reading")
        yield "; "
    yield worded("note", each.print, type="print", cert=cert(each.certainty))


# --- Lemmas -----------------------------------------------------------------------------------


def _targets(text: Text, units: Mapping[str, Unit]) -> Element:
    """The words that a note, an item of the comment or a note of ours is about, where they stand."""
    made = element("list", type="targets")
    for unit in text.units():
        for target in unit.targets:
            if target.lemma:
                # The words are in printed form, as they stand in the text.
                words = element("quote", printed(target.lemma))
                where = pointers([target], units)
                made.append(
                    element("item", element("ref", words, target=where), corresp=f"#{unit.anchor}")
                )
    return made


# --- Abbreviations ----------------------------------------------------------------------------


def _abbreviations(edition: Edition) -> Element:
    made = element("list", type="gloss", subtype="abbreviations")
    for each in edition.abbreviations:
        add(made, _abbreviation(each))
    return made


def _abbreviation(each: Abbreviation) -> tuple[Element, Element]:
    form = worded("abbr", each.form, xml_lang=each.language)
    full = worded("expan", each.full, cert=cert(each.certainty))
    return element("label", form), element("item", full, " ", *evidence([each.evidence]))
