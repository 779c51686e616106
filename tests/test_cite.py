"""Citations of the real edition: unreleased as it stands, and as if it were released."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop import cite
from maocoop.cite.address import units_of
from maocoop.cite.templates import STYLES, shapes
from maocoop.errors import AddressUnknown
from maocoop.model import Certainty, Emphasis, Group, Unit, Words
from maocoop.read import read
from maocoop.record import Change
from maocoop.release import released

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition, Text

ROOT = Path(__file__).parents[1]
ID = "1955-07-31"
BASE = "https://edition.example"
DATES = "Given on 31 July 1955, as Published on 17 October 1955"


@cache
def unreleased() -> Edition:
    """The edition of the repository, in a state before its first release."""
    edition = read(ROOT)
    texts = tuple(replace(text, record=type(text.record)()) for text in edition.texts)
    return replace(edition, version=None, released=None, base_url="", texts=texts)


@cache
def version_one(base_url: str = BASE) -> Edition:
    """The same, released as 1.0.0."""
    edition = released(unreleased(), "1.0.0", "2026-12-01")
    return replace(edition, base_url=base_url)


def text_of(edition: Edition) -> Text:
    """The speech."""
    return edition.texts[0]


def cited(edition: Edition, words: str, style: str) -> str:
    """A citation by the way the command line has."""
    return cite.citation(edition, words, style)


# --- Addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "printed", "covers"),
    [
        ("II.4", "II.4", 1),
        (f"{ID}/II.4", "II.4", 1),
        (" II.4.2 ", "II.4.2", 1),
        ("II.4-II.6", "II.4–II.6", 3),
        ("II.4–6", "II.4–II.6", 3),
        (f"{ID}/VII.1.3-5", "VII.1.3–5", 1),
        ("VII.1.3–VII.1.5", "VII.1.3–5", 1),
        ("II.4.2-II.5.1", "II.4.2–II.5.1", 2),
        ("II.4-II.4", "II.4", 1),
        ("II", "II", 16),
        ("I-III", "I–III", 27),
        ("n12-14", "n12–n14", 3),
        ("NOTES", "NOTES", 33),
        ("GC.4-GC.6", "GC.4–GC.6", 2),
        ("HN", "HN", 6),
    ],
)
def test_an_address_is_understood(written: str, printed: str, covers: int) -> None:
    address = cite.parse_address(written, unreleased(), ID)
    assert str(address) == f"{ID}/{printed}"
    assert len(units_of(text_of(unreleased()), address)) == covers
    assert cite.parse_address(str(address), unreleased(), "other") == address


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("II.99", "no II.99 in 1955-07-31; the nearest is II.16"),
        ("ii.4", "the nearest is II.4"),
        ("GC.5", "the nearest is GC.4"),
        ("n34", "the nearest is n33"),
        ("II.4.9", "II.4 has 2 sentences; the nearest is II.4.2"),
        ("II.4.0", "the nearest is II.4"),
        ("1955-07-30/II.4", "no text “1955-07-30” .* nearest is 1955-07-31"),
        ("", "names an anchor, such as 1955-07-31/I"),
        ("I-II-III", "two ends"),
        ("II.6-II.4", "backwards"),
        ("II.4.2-1", "backwards"),
        ("II.4-II.5.1", "sentence to sentence or unit to unit"),
        ("XII.9-n1", "Section XII and .* not of one kind"),
        ("HN.6-n1", "not of one kind"),
        ("bib-walker-1967", "no bib-walker-1967 in this edition; the nearest is bib-walker-1966"),
    ],
)
def test_a_wrong_address_is_refused_with_what_is_near(written: str, why: str) -> None:
    with pytest.raises(AddressUnknown, match=why):
        cite.parse_address(written, unreleased(), ID)


def test_an_anchor_that_is_gone_says_where_it_went() -> None:
    edition = unreleased()
    text = text_of(edition)
    changes = (
        Change("II.17", "why", "II.16", None, text.at),
        Change("II.18", "why", None, "a doublet", text.at),
    )
    gone = replace(text, record=replace(text.record, changes=changes))
    with pytest.raises(AddressUnknown, match=r"II\.17 has moved to II\.16"):
        cite.parse_address("II.17", replace(edition, texts=(gone,)), ID)
    with pytest.raises(AddressUnknown, match="retired: a doublet"):
        cite.parse_address("II.18", replace(edition, texts=(gone,)), ID)


# --- Whose words, of which version ------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("II.4", "On the Cooperativization of Agriculture, "),
        ("XII.2", "On the Cooperativization of Agriculture, "),
        ("HN.3", "Headnote of the Translators to Mao Zedong, "),
        ("n14", "Note 14 of the Translators to Mao Zedong, "),
        ("n12-14", "Notes 12–14 of the Translators to Mao Zedong, "),
        ("NOTES", "Notes of the Translators to Mao Zedong, "),
        ("GC.3", "General Comment, Item 3, on Mao Zedong, "),
        ("GC.1-3", "General Comment, Items 1–3, on Mao Zedong, "),
        ("GC", "General Comment on Mao Zedong, "),
    ],
)
def test_the_title_says_whose_words_and_both_dates(address: str, title: str) -> None:
    edition = version_one()
    parsed = cite.parse_address(address, edition, ID)
    item = cite.item(edition, text_of(edition), parsed)
    assert item["title"].startswith(title)
    assert item["title"].endswith(DATES)
    assert ("author" in item) == title.startswith("On the")
    for style in STYLES:
        assert item["title"] in cited(edition, address, style)


@pytest.mark.parametrize(
    ("address", "title", "page"),
    [
        ("bib-walker-1966", "A Tenth Anniversary Appraisal: Coll", "bib/walker-1966.html"),
        ("bib-cb-369", "Current Background (Hong Kong), no. 369", "bib/cb-369.html"),
        ("text-1953-10-15", "Two Talks on Mutual Aid", "texts.html#text-1953-10-15"),
        ("term-cun", "cun", "term/cun.html"),
    ],
)
def test_what_belongs_to_no_text_is_cited_as_an_entry(address: str, title: str, page: str) -> None:
    edition = version_one()
    item = cite.item(edition, text_of(edition), cite.parse_address(address, edition, ID))
    assert f", Entry for {title}" in item["title"]
    assert item["URL"] == f"{BASE}/{page}"
    assert item["edition"] == "version 1.0.0"
    assert not {"author", "original-date", "note"} & item.keys()
    for style in cite.ALL_STYLES:
        assert address in cited(edition, address, style)


def test_no_stop_follows_a_question_mark() -> None:
    edition = version_one()
    works = tuple(
        replace(work, item={**work.item, "title": "Who?"}) if work.id == "walker-1966" else work
        for work in edition.works
    )
    said = cited(replace(edition, works=works), "bib-walker-1966", "mla")
    assert "Entry for Who?” On the" in said


def test_nothing_conjectured_is_in_a_printed_citation() -> None:
    edition = version_one()
    text = text_of(edition)
    assert Certainty.CONJECTURED in {text.source.certainty, text.comment_source.certainty}
    for address, source in (("II.4", "Kau"), ("n14", "Kau"), ("GC.3", "Communist China")):
        for style in cite.ALL_STYLES:
            said = cited(edition, address, style)
            assert (source in said) == (style not in STYLES)
            assert ("(conjectured)" in said) == (style not in STYLES)
        item = cite.item(edition, text, cite.parse_address(address, edition, ID))
        rest = {name: value for name, value in item.items() if name != "note"}
        assert source not in str(rest)


def test_the_version_of_words_that_changed_since_says_so() -> None:
    edition = version_one("")
    changed = _with_other_words(edition, "II.4")
    assert cited(changed, "II.4", "mla").endswith("II.4, version 1.0.0 with unreleased changes.")
    assert cited(changed, "II.3-5", "mla").endswith("version 1.0.0 with unreleased changes.")
    assert cited(changed, "II.5", "mla").endswith("II.5, version 1.0.0.")


def test_a_script_is_told_which_words_changed_since() -> None:
    as_released = version_one("")
    assert cite.changed_units(as_released, text_of(as_released)) == set()
    made = cite.portable(as_released, text_of(as_released), ())
    assert made["versions"] == ["version 1.0.0", "version 1.0.0 with unreleased changes"]
    assert {place for _, place in made["units"].values()} == {0}
    changed = _with_other_words(version_one(""), "II.4")
    others = cite.changed_units(changed, text_of(changed))
    units = cite.portable(changed, text_of(changed), others)["units"]
    assert [anchor for anchor, (_, place) in units.items() if place] == ["II.4"]


def _with_other_words(edition: Edition, anchor: str) -> Edition:
    """The edition with another first sentence in a unit."""
    text = text_of(edition)

    def changed(unit: Unit) -> Unit:
        if unit.anchor != anchor:
            return unit
        first = replace(unit.sentences[0], plain="Other.", inlines=(Words("Other."),))
        return replace(unit, sentences=(first, *unit.sentences[1:]))

    parts = tuple(
        replace(part, units=tuple(map(changed, part.units))) if part.units else part
        for part in text.parts
    )
    return replace(edition, texts=(replace(text, parts=parts),))


def test_an_unreleased_edition_has_no_date_of_its_own() -> None:
    for style in cite.ALL_STYLES:
        said = cited(unreleased(), "II.4", style)
        assert "unreleased" in said
        assert "n.d." not in said
        assert not re.search(r"\b(19[6-9]\d|20\d\d)\b", said.split("Source of the words")[0])


@pytest.mark.parametrize("style", STYLES)
def test_without_a_url_a_citation_ends_with_address_and_version(style: str) -> None:
    assert cited(version_one(""), "II.4", style).endswith(f"{ID}/II.4, version 1.0.0.")
    assert cited(unreleased(), "II.4", style).endswith(f"{ID}/II.4, unreleased.")


@pytest.mark.parametrize("style", cite.ALL_STYLES)
def test_a_released_citation_says_when(style: str) -> None:
    said = cited(version_one(), "II.4", style)
    assert "1 December 2026" in said or {"2026", "12", "dec"} & set(re.findall(r"\w+", said))
    assert (style in STYLES) == ("release of 1 December 2026" in said.replace("Release", "release"))


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("II.4", "1955-07-31/II.4.html"),
        ("n14", "1955-07-31/n14.html"),
        ("II.4-6", "1955-07-31.html#II.4"),
        ("VII.1.3-5", "1955-07-31.html#VII.1.3"),
        ("GC", "1955-07-31.html#GC"),
    ],
)
def test_the_url_is_in_every_style(address: str, place: str) -> None:
    for style in cite.ALL_STYLES:
        assert f"{BASE}/{place}" in cited(version_one(), address, style)
        assert BASE not in cited(version_one(""), address, style)


# --- Templates --------------------------------------------------------------------------------


def test_italics_are_those_of_the_style() -> None:
    edition = version_one()
    made = cite.formatted(edition, text_of(edition), cite.Address(ID, "II.4"))
    for nodes in made.values():
        italic = [node.content for node in nodes if isinstance(node, Emphasis)]
        assert italic == [(Words("On the Cooperativization of Agriculture: An Annotated Edition"),)]


def test_quotation_marks_in_a_title_give_way_to_those_around_it() -> None:
    edition = version_one()
    text = replace(text_of(edition), title='On "Friends"')
    said = cite.citations(edition, text, cite.Address(ID, "II.4"))
    assert "“On ‘Friends’, Given" in said["chicago-notes"]
    assert "On “Friends”, Given" in said["apa"]


def test_there_is_a_template_for_every_state() -> None:
    edition = unreleased()
    kept = [(t.style, t.author, t.released, t.with_url) for t in edition.citation_templates]
    assert kept == [(s.style, s.author, s.released, s.with_url) for s in shapes(edition)]


def test_no_label_for_pages_and_no_doubled_sign() -> None:
    for edition in (unreleased(), version_one(), version_one("")):
        for anchor in _anchors(edition):
            for style in STYLES:
                said = cited(edition, anchor, style)
                assert not re.search(r"\bpp?\. |\bsec|\.\.|,,|,;|(?<!\bed)\.[,;]|⟨|⟩|  ", said)


def _anchors(edition: Edition) -> Iterator[str]:
    for part in text_of(edition).parts:
        yield part.anchor
        yield from (unit.anchor for unit in part.units)


# --- What machines are told -------------------------------------------------------------------


def _unit(edition: Edition, anchor: str) -> Unit:
    return next(unit for unit in text_of(edition).units() if unit.anchor == anchor)


def test_the_tags_make_a_book_section() -> None:
    edition = version_one()
    tags = dict(cite.tags(edition, text_of(edition), _unit(edition, "II.4")))
    assert tags["z:itemType"] == "bookSection"
    assert tags["dc.creator"] == "Mao Zedong,"
    assert tags["bib:editors"] == "The maocoop editors,"
    assert tags["z:edition"] == "version 1.0.0"
    assert tags["z:originalDate"] == "1955-10-17"
    assert tags["dc.date"] == "2026-12-01"
    assert tags["z:archiveLocation"] == f"{ID}/II.4"
    assert tags["og:url"] == f"{BASE}/{ID}/II.4.html"
    assert tags["dc.rights"].startswith("Copyright undetermined: https://rightsstatements.org/")
    assert not {"z:pages", "z:translators", "citation_author"} & tags.keys()


def test_the_tags_of_a_note_name_no_author() -> None:
    tags = dict(cite.tags(unreleased(), text_of(unreleased()), _unit(unreleased(), "n14")))
    assert not {"dc.creator", "z:originalDate", "dc.date", "og:url"} & tags.keys()
    assert len(tags["og:description"]) <= 202


def test_terms_are_a_set_of_defined_terms() -> None:
    edition = version_one()
    terms = [entity for entity in edition.entities if entity.group is Group.TERMS]
    made = cite.terms_json_ld(edition, terms)
    assert (made["@type"], made["isPartOf"]["@type"]) == ("DefinedTermSet", "Book")
    told = {term["termCode"]: term for term in made["hasDefinedTerm"]}
    assert list(told) == [entity.anchor for entity in terms]
    assert all(term["name"] and term["description"] for term in told.values())
    assert {term["url"].rpartition("/term/")[0] for term in told.values()} == {edition.base_url}


def test_json_ld_is_a_chapter_of_a_book() -> None:
    edition = version_one()
    made = cite.json_ld(edition, text_of(edition), _unit(edition, "II.4"))
    assert (made["@type"], made["isPartOf"]["@type"]) == ("Chapter", "Book")
    assert made["identifier"] == f"{ID}/II.4"
    assert made["isPartOf"].items() <= cite.front_json_ld(edition).items()
    assert made["isPartOf"]["datePublished"] == "2026-12-01"
    note = cite.json_ld(unreleased(), text_of(unreleased()), _unit(unreleased(), "n14"))
    assert not {"author", "url"} & note.keys()
    assert "datePublished" not in note["isPartOf"]


def test_the_first_page_has_the_tags_of_the_whole() -> None:
    tags = dict(cite.front_tags(version_one(), text_of(version_one())))
    assert tags["citation_publication_date"] == "2026/12/01"
    assert tags["citation_public_url"] == f"{BASE}/"
    tags = dict(cite.front_tags(unreleased(), text_of(unreleased())))
    assert not {"citation_publication_date", "citation_public_url"} & tags.keys()
