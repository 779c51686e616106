"""The edition in one file: it asks for nothing, leads nowhere else, and every word is in it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from maocoop.link import link
from maocoop.model import Kind
from maocoop.read import read
from maocoop.render import scripts, single
from maocoop.render.wording import sha256

if TYPE_CHECKING:
    from maocoop.model import Edition, Text

TESTS = Path(__file__).parent
TEMPLATES = TESTS.parent / "templates"

LIMIT = 1_000_000
"""Bytes, as they lie on a disk."""

ADDRESSES = (
    "href",
    "src",
    "srcset",
    "data",
    "poster",
    "action",
    "formaction",
    "background",
    "cite",
)
NAMING = ("aria-labelledby", "aria-describedby", "for")
RARE = "\U00020bb7 \ue000 \ufffd e\u0301 </script><!-- & 农业"
"""Characters outside the plane, private, unknown, combined; signs of markup; Chinese ones."""


def made(edition: Edition) -> bytes:
    """The one file of an edition of one text."""
    ((path, content),) = single.render(edition, link(edition), TEMPLATES).items()
    assert path == f"data/{edition.texts[0].id}.html"
    return content


def parsed(content: bytes) -> Any:
    """Its tree."""
    return html.document_fromstring(content.decode())


@pytest.fixture(scope="module")
def content(edition: Edition) -> bytes:
    """The file of the real edition."""
    return made(edition)


@pytest.fixture(scope="module")
def page(content: bytes) -> Any:
    """Its tree; a test that changes it takes a copy."""
    return parsed(content)


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition, published at an address."""
    return replace(read(TESTS / "specimen"), base_url="https://edition.example")


# --- One file ---------------------------------------------------------------------------------


def faults(page: Any) -> list[str]:
    """Addresses that are neither in the file nor on the web, or in it and lead nowhere; ids twice."""
    ids = Counter(page.xpath("//@id"))
    found = [f"{id_} twice" for id_, count in ids.items() if count > 1]
    for node in page.iter("*"):
        for address in filter(None, map(node.get, ADDRESSES)):
            outward = node.tag in ("a", "link") and address.startswith(("https://", "http://"))
            icon = node.tag == "link" and address.startswith("data:")
            if not outward and not icon and address[1:] not in ids:
                found.append(f"{node.tag} to {address}")
        for name in NAMING:
            found += [f"{name} {id_}" for id_ in (node.get(name) or "").split() if id_ not in ids]
        if node.tag == "link" and node.get("rel") not in ("icon", "license", "canonical"):
            found.append(f"loads a {node.get('rel')}")
    for words in page.xpath("//style/text()|//@style"):
        found += re.findall(r"url\(\s*['\"]?(?!#)|@import", words)
    return found


def test_it_asks_for_nothing_and_every_link_leads_somewhere(page: Any, specimen: Edition) -> None:
    assert faults(page) == []
    assert faults(parsed(made(specimen))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'href="#bibliography"', b'href="bibliography.html"'),
        (b'href="#bibliography"', b'href="#biblio"'),
        (b'id="n5"', b'id="n6"'),
        (b"<style>", b"<style>@import 'a.css';"),
        (b"<script>", b"<script src='a.js'>"),
        (b'<link rel="icon"', b'<link rel="stylesheet"'),
        (b'aria-labelledby="rights"', b'aria-labelledby="h-rights"'),
    ],
)
def test_a_fault_is_seen(content: bytes, old: bytes, new: bytes) -> None:
    assert old in content
    assert faults(parsed(content.replace(old, new, 1)))


def test_its_policy_admits_what_is_in_it_and_nothing_else(page: Any) -> None:
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    code = page.xpath("//script[not(@type)]")
    hashes = [f"'{sha256(script.text)}'" for script in code]
    assert f"script-src {' '.join(hashes)};" in policy
    (style,) = page.xpath("//style")
    assert f"style-src '{sha256(style.text)}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not page.xpath("//*[@style]|//@*[starts-with(name(), 'on')]")


def test_it_is_light(content: bytes) -> None:
    assert len(content) < LIMIT


def test_it_is_the_same_each_time(edition: Edition, content: bytes) -> None:
    assert made(edition) == content


# --- What is in it ----------------------------------------------------------------------------


def said(page: Any) -> list[tuple[str, list[str]]]:
    """Every unit with its sentences as the file has them, in its order; our notes are of one piece."""
    for extra in page.xpath("//main//*[contains(@class, 'mark') or contains(@class, 'guess')]"):
        extra.drop_tree()
    units = page.xpath(
        "//section[contains(@class, 'part')]/*[contains(@class, 'unit')][@id]"
        "|//section[contains(@class, 'notes')]//li[@id][not(contains(@class, 'stone'))]"
    )
    found = []
    for unit in units:
        lines = unit.xpath(".//span[starts-with(@id, $prefix)]", prefix=f"{unit.get('id')}.")
        for signature in unit.xpath(".//*[@class='signed']"):
            signature.drop_tree()
        words = lines or unit.xpath("p[not(@class)]")
        found.append((unit.get("id"), [each.text_content().strip() for each in words]))
    return found


def contract(text: Text) -> list[tuple[str, list[str]]]:
    """The same as the data contract has it."""
    found = []
    for unit in text.units():
        lines = [sentence.printed for sentence in unit.sentences]
        whole = unit.kind is Kind.EDITION_NOTE
        found.append((unit.anchor, [" ".join(lines)] if whole else lines))
    return found


def test_every_sentence_is_there_in_order(content: bytes, text: Text, specimen: Edition) -> None:
    assert said(parsed(content)) == contract(text)
    assert said(parsed(made(specimen))) == contract(specimen.texts[0])


@pytest.mark.parametrize("id_", ["HN.1.1", "II.4.2", "XII.2.1", "n14.3", "n33.1", "GC.0.4", "e1"])
def test_a_sign_more_is_seen(content: bytes, text: Text, id_: str) -> None:
    changed = parsed(content)
    node = changed.get_element_by_id(id_)
    line = node if node.tag == "span" else node.find("p[2]")
    line.text = f"x{line.text or ''}"
    assert said(changed) != contract(text)


def test_another_order_is_seen(content: bytes, text: Text) -> None:
    changed = parsed(content)
    changed.get_element_by_id("II.4").addprevious(changed.get_element_by_id("II.5"))
    assert said(changed) != contract(text)


def test_every_entry_is_there(page: Any, edition: Edition, text: Text) -> None:
    ids = set(page.xpath("//@id"))
    assert {f"bib-{work.id}" for work in edition.works} <= ids
    assert {f"text-{sister.id}" for sister in edition.sister_texts} <= ids
    assert {figure.anchor for figure in text.figures} <= ids
    for entity in edition.entities:
        entry = page.get_element_by_id(entity.anchor).text_content()
        assert all(each in entry for each in (entity.original, entity.pinyin) if each)
    for emendation in text.emendations:
        if not emendation.structural:
            row = page.get_element_by_id(emendation.id).text_content()
            assert emendation.reading in row
    rights = page.xpath("string(//*[@aria-label='Table of rights'])")
    assert all(right.component in rights for right in edition.rights)


def test_a_page_of_the_site_is_a_place_here(page: Any, edition: Edition) -> None:
    led = set(page.xpath("//main//@href"))
    assert "#w92" in led
    assert {f"#{entity.anchor}" for entity in edition.entities} & led
    controls = page.xpath("//p[@class='about']/a[@class='page']/@href")
    assert controls == [f"#{unit.anchor}" for unit in edition.texts[0].units()]
    # What would lead to where one is, is no link: "in context", "Page of this work".
    for entry in page.xpath("//ul[@class='works']/li[@id]"):
        assert f"#{entry.get('id')}" not in entry.xpath(".//@href")


def test_what_it_does_not_hold_is_on_the_web(page: Any, specimen: Edition) -> None:
    elsewhere = "⟨on the site⟩"
    assert elsewhere in page.get_element_by_id("figures").text_content()
    published = parsed(made(specimen))
    assert elsewhere not in published.text_content()
    outward = published.xpath("//main//@href[starts-with(., 'https://edition.example/')]")
    assert "https://edition.example/data/figures.csv" in outward


def test_the_contents_have_every_part_and_chapter(page: Any) -> None:
    parts = page.xpath("//section[contains(@class, 'part')]/@id")
    assert page.xpath("//nav[@class='contents']//@href") == [f"#{id_}" for id_ in ("find", *parts)]
    listed = page.xpath("//section[@aria-labelledby='contents']//@href")
    assert listed == [f"#{id_}" for id_ in (*parts, "emendations", "rights")]
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_search_and_citations_have_their_data_inside(
    page: Any, edition: Edition, content: bytes
) -> None:
    code = page.xpath("//script[not(@type)]/text()")
    made_apart = scripts.render(edition, link(edition), TEMPLATES)
    assert code[0] == made_apart["static/cite-data.js"].decode().strip().replace("<", "\\u003c")
    assert code[2] == made_apart["static/edition.js"].decode().strip()
    ids = set(page.xpath("//@id"))
    led = re.findall(r'"page":"#([^"]*)"', code[1])
    assert sorted(led) == sorted(entity.anchor for entity in edition.entities)
    assert set(led) <= ids
    assert not re.search(r'"page":"[^#]', code[1])
    assert content.count(b"</script>") == len(code) + 1


def test_rare_characters_come_through(specimen: Edition) -> None:
    first, *others = specimen.entities
    strange = replace(specimen, entities=(replace(first, gloss=RARE, name=f"x{RARE}"), *others))
    page = parsed(made(strange))
    entry = page.get_element_by_id(first.anchor)
    assert entry.text_content().count(RARE) == 2
    assert len(page.xpath("//script")) == len(parsed(made(specimen)).xpath("//script"))
    (name,) = re.findall(r'"name":"(x[^"]*)"', page.xpath("//script[not(@type)]/text()")[1])
    assert name == f"x{RARE}".replace("<", "\\u003c")
