"""The notes as Web Annotations: every word is there, every selector resolves on the built page."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from lxml import html

from maocoop.link import link
from maocoop.markup import Grammar, sentences
from maocoop.model import Target
from maocoop.read import read
from maocoop.render import data, webannotations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.model import Edition, Unit

TESTS = Path(__file__).parent
BASE = "https://edition.example"


def collection(edition: Edition) -> dict[str, Any]:
    """The file, read."""
    (content,) = webannotations.render(edition, link(edition), Path()).values()
    made: dict[str, Any] = json.loads(content)
    return made


def items(edition: Edition) -> list[dict[str, Any]]:
    """The annotations."""
    found: list[dict[str, Any]] = collection(edition)["first"]["items"]
    return found


def json_keys(value: object) -> Iterator[str]:
    """Every key of an object, but that of the context."""
    if isinstance(value, dict):
        yield from (key for key in value if key != "@context")
        yield from chain.from_iterable(map(json_keys, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(json_keys, value))


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


# --- What is annotated ------------------------------------------------------------------------


def notes_of(edition: Edition) -> dict[str, list[str]]:
    """The sentences of every note and comment, as the data contract has them, by anchor."""
    files = data.render(edition, link(edition), Path(), edition.texts[0])
    units = json.loads(files[f"data/{edition.texts[0].id}.json"])["units"]
    kinds = {"note", "comment", "edition-note"}
    return {unit["anchor"]: unit["sentences"] for unit in units if unit["kind"] in kinds}


def words_of(annotations: list[dict[str, Any]]) -> dict[str, str]:
    """The words of each first body, paragraphs joined by a blank."""
    return {
        each["id"].rpartition("/")[2]: each["body"][0]["value"].replace("\n\n", " ")
        for each in annotations
    }


def test_every_word_of_every_note_is_in_its_body(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        expected = {anchor: " ".join(said) for anchor, said in notes_of(each).items()}
        assert words_of(items(each)) == expected
        made = collection(each)
        assert made["total"] == len(made["first"]["items"]) == len(expected)


def test_a_word_that_changes_is_seen(specimen: Edition) -> None:
    expected = {anchor: " ".join(said) for anchor, said in notes_of(specimen).items()}
    annotations = items(specimen)
    for each in annotations:
        kept = each["body"][0]["value"]
        each["body"][0]["value"] = kept[:-1] + "#"
        assert words_of(annotations) != expected
        each["body"][0]["value"] = kept


def test_the_voices_are_named_and_no_agent_is_invented(edition: Edition) -> None:
    speaking = {
        each["id"].rpartition("/")[2]: each["body"][0]["creator"] for each in items(edition)
    }
    assert speaking["n20"] == {"name": "The translators"}
    assert speaking["GC.3"] == {"name": "The comment of another book"}
    assert speaking["e1"] == {"type": "Organization", "name": edition.editors}


def test_the_days_are_those_of_releases(edition: Edition) -> None:
    (first, *_) = items(edition)
    assert first["created"] == first["generated"] == f"{edition.released}T00:00:00Z"
    texts = tuple(replace(text, record=type(text.record)()) for text in edition.texts)
    unreleased = replace(edition, version=None, released=None, texts=texts)
    keys = set(json_keys(collection(unreleased)))
    assert not keys & {"created", "modified", "generated", "state", "sourceDate"}


def test_words_that_no_release_has_yet_have_no_state(edition: Edition) -> None:
    (text,) = edition.texts
    record = replace(text.record, releases=())
    targets = chain.from_iterable(
        each["target"] for each in items(replace(edition, texts=(replace(text, record=record),)))
    )
    assert not any("state" in target for target in targets)


@pytest.mark.parametrize("base", ["", BASE])
def test_addresses_lead_to_the_page(edition: Edition, base: str) -> None:
    made = collection(replace(edition, base_url=base))
    file = f"{BASE}/data/annotations.jsonld"
    assert urljoin(file, made["id"]) == file
    for each in made["first"]["items"]:
        anchor = each["id"].rpartition("/")[2]
        page = f"{BASE}/1955-07-31.html"
        assert urljoin(file, each["id"]) == f"{file}#1955-07-31/{anchor}"
        assert urljoin(file, each["body"][0]["id"]) == f"{page}#{anchor}"
        assert {urljoin(file, target["source"]) for target in each["target"]} == {page}


# --- On the page ------------------------------------------------------------------------------


@cache
def page(path: Path) -> html.HtmlElement:
    """A built page."""
    return html.fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def content(root: html.HtmlElement, anchor: str) -> str:
    """The text content of an element."""
    return str(root.get_element_by_id(anchor).text_content())


def resolved(root: html.HtmlElement, selector: Mapping[str, Any]) -> str | None:
    """The words of a fragment, or of a place in one."""
    within = content(root, selector["value"])
    inner = selector.get("refinedBy")
    return within[inner["start"] : inner["end"]] if inner else None


def is_once(words: str, text: str) -> bool:
    """Whether words stand in a text, and at one place only."""
    return words in text and text.find(words) == text.rfind(words)


def faults(annotations: list[dict[str, Any]], root: html.HtmlElement) -> list[str]:
    """The selectors that do not select, on the page, what they say."""
    wrong = []
    main = content(root, "main")
    for each in annotations:
        for selectors in (t["selector"] for t in each["target"] if "selector" in t):
            first, *rest = selectors
            words = resolved(root, first)
            for quote in rest:
                context = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
                unit = content(root, first["value"].rpartition(".")[0])
                if words != quote["exact"] or not (
                    is_once(context, main) and is_once(context, unit)
                ):
                    wrong.append(each["id"])
            if (words is None) != (rest == []):
                wrong.append(each["id"])
    return wrong


def test_every_selector_selects_its_words_on_the_page(edition: Edition, site: Path) -> None:
    root = page(site / "1955-07-31.html")
    annotations = items(edition)
    assert faults(annotations, root) == []
    quotes = [s for s in selectors_of(annotations) if s["type"] == "TextQuoteSelector"]
    assert len(quotes) > 140
    assert all("prefix" in quote or "suffix" in quote for quote in quotes)


def test_so_they_do_in_the_specimen(specimen: Edition, specimen_site: Path) -> None:
    assert faults(items(specimen), page(specimen_site / "1900-01-01.html")) == []


def test_a_wrong_place_is_seen(specimen: Edition, specimen_site: Path) -> None:
    root = page(specimen_site / "1900-01-01.html")
    annotations = items(specimen)
    for selector in selectors_of(annotations):
        if selector["type"] == "TextPositionSelector":
            selector["start"] += 1
            assert faults(annotations, root)
            selector["start"] -= 1
        if selector["type"] == "TextQuoteSelector":
            kept, selector["exact"] = selector["exact"], selector["exact"] + "x"
            assert faults(annotations, root)
            selector["exact"] = kept


def selectors_of(annotations: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every selector, outer ones first."""
    for each in annotations:
        for target in each["target"]:
            for selector in target.get("selector", ()):
                yield selector
                if "refinedBy" in selector:
                    yield selector["refinedBy"]


def test_the_words_are_those_of_the_lemma(edition: Edition) -> None:
    # The signs of marks stand inside the words where they do on the page.
    (text,) = edition.texts
    found = {each["id"].rpartition("/")[2]: each["target"] for each in items(edition)}
    (n20,) = found["n20"]
    (target,) = next(unit for unit in text.units() if unit.anchor == "n20").targets
    quote = n20["selector"][1]
    assert quote["exact"].replace("’", "'") == target.lemma
    assert quote["suffix"].lstrip(".,;:!?)]”’").startswith("20")


def with_target(specimen: Edition, anchor: str, lemma: str) -> list[dict[str, Any]]:
    """The targets of the comment GC.2, of which there is no mark, with another one."""
    (text,) = specimen.texts

    def changed(unit: Unit) -> Unit:
        target = Target(anchor, lemma, None, unit.at)
        return replace(unit, targets=(target,)) if unit.anchor == "GC.2" else unit

    parts = tuple(replace(part, units=tuple(map(changed, part.units))) for part in text.parts)
    annotations = items(replace(specimen, texts=(replace(text, parts=parts),)))
    found: list[dict[str, Any]] = next(
        each["target"] for each in annotations if each["id"].endswith("/GC.2")
    )
    return found


def test_words_may_run_over_sentences(specimen: Edition, specimen_site: Path) -> None:
    lemma = "will be lit. [Only then] can the stores be closed. What"
    (target,) = with_target(specimen, "III.1", lemma)
    span, quote = target["selector"]
    root = page(specimen_site / "1900-01-01.html")
    unit = content(root, "III.1")
    assert span["type"] == "RangeSelector"
    places = []
    for end in (span["startSelector"], span["endSelector"]):
        assert end["refinedBy"]["start"] == end["refinedBy"]["end"]
        sentence = content(root, end["value"])
        places.append(unit.index(sentence) + end["refinedBy"]["start"])
    assert unit[slice(*places)] == quote["exact"] == lemma.replace("closed.", "closed.5")
    assert is_once(quote["prefix"] + quote["exact"] + quote["suffix"], unit)


@pytest.mark.parametrize(
    ("anchor", "lemma"),
    [("III.1", "What is not lit by then"), ("n3", "The report"), ("I.2", "No,"), ("II.1", "𣏌")],
)
def test_words_at_an_edge_have_no_context_beyond_it(
    specimen: Edition, specimen_site: Path, anchor: str, lemma: str
) -> None:
    (target,) = with_target(specimen, anchor, lemma)
    fragment, quote = target["selector"]
    root = page(specimen_site / "1900-01-01.html")
    assert resolved(root, fragment) == quote["exact"] == lemma
    context = quote.get("prefix", "") + lemma + quote["suffix"]
    assert is_once(context, content(root, anchor))


def test_the_context_grows_until_the_place_is_the_only_one(specimen: Edition) -> None:
    (text,) = specimen.texts
    at = text.at
    lines = ["It was so, and was so for all of the winter, and the lamp was lit there."] * 3
    made, _ = sentences(
        [(line, replace(at, line=9000 + k)) for k, line in enumerate(lines)], Grammar.NOTES
    )
    target = Target("I.2", "was so for", 2, at)

    def changed(unit: Unit) -> Unit:
        if unit.anchor == "I.2":
            return replace(unit, sentences=made)
        return replace(unit, targets=(target,)) if unit.anchor == "GC.2" else unit

    parts = tuple(replace(part, units=tuple(map(changed, part.units))) for part in text.parts)
    texts = (replace(text, parts=parts),)
    found = {each["id"].rpartition("/")[2]: each for each in items(replace(specimen, texts=texts))}
    ((first, quote),) = (each["selector"] for each in found["GC.2"]["target"])
    assert first["value"] == "I.2.2"
    context = quote["prefix"] + quote["exact"] + quote["suffix"]
    assert is_once(context, " ".join(lines))
