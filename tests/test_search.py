"""What the search page looks through: all that is printed, and every name in every spelling."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from maocoop.link import link
from maocoop.read import read
from maocoop.render import search

if TYPE_CHECKING:
    from maocoop.model import Edition

TESTS = Path(__file__).parent
ROOT = TESTS.parent
TEMPLATES = ROOT / "templates"
DATA = "static/search-data.js"


def assigned(script: bytes) -> dict[str, Any]:
    """The value that the script assigns."""
    value = script.decode().removeprefix("window.maocoopSearch = ").removesuffix(";\n")
    data: dict[str, Any] = json.loads(value)
    return data


@pytest.fixture(scope="module")
def data(site: Path) -> dict[str, Any]:
    """What is looked through in it."""
    return assigned((site / DATA).read_bytes())


@pytest.fixture(scope="module")
def names(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The alias table, by the page of each entry."""
    return {name["page"]: name for name in data["names"]}


def words_at(data: dict[str, Any], place: list[int]) -> str:
    """What stands at a place of the alias table."""
    start, end, number = place
    units = [unit for text in data["texts"] for unit in text["units"]]
    text = " ".join(units[number][3]).encode("utf-16-le")
    return text[2 * start : 2 * end].decode("utf-16-le")


def bare(words: str) -> str:
    """Words without their capitals and the signs around them."""
    return re.sub(r"^\W+|\W+$", "", words.casefold())


# --- Texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "text"), [("site", "1955-07-31"), ("specimen_site", "1900-01-01")]
)
def test_it_holds_the_sentences_of_the_contract_in_order(
    folder: str, text: str, request: pytest.FixtureRequest
) -> None:
    site: Path = request.getfixturevalue(folder)
    contract = json.loads((site / "data" / f"{text}.json").read_bytes())
    (made,) = assigned((site / DATA).read_bytes())["texts"]
    assert made["id"] == text
    assert [(unit[0], unit[3]) for unit in made["units"]] == [
        (unit["anchor"], unit["sentences"]) for unit in contract["units"]
    ]


def test_each_unit_names_who_speaks_and_its_part(data: dict[str, Any]) -> None:
    (text,) = data["texts"]
    said = {unit[0]: unit[1:3] for unit in text["units"]}
    assert said["HN.1"] == ["translators", "HN"]
    assert said["II.4"] == ["author", "II"]
    assert said["n7"] == ["translators", "NOTES"]
    assert said["GC.0"] == ["commentary", "GC"]
    assert said["e1"] == ["edition", "EN"]
    assert {part for _, part in said.values()} == {anchor for anchor, _ in text["sections"]}


def shown(unit: list[Any]) -> str:
    """The words of a unit with what the page prints between them."""
    text = " ".join(unit[3])
    for offset, signs in reversed(unit[4]):
        text = text[:offset] + signs + text[offset:]
    return text


def test_with_its_signs_each_unit_is_what_the_page_prints(site: Path, data: dict[str, Any]) -> None:
    page = html.parse(site / "1955-07-31.html").getroot()
    (text,) = data["texts"]
    for unit in text["units"]:
        if unit[1] == "edition":
            continue
        ids = [f"{unit[0]}.{number}" for number in range(1, len(unit[3]) + 1)]
        lines = [page.get_element_by_id(each) for each in ids]
        label = lines[0].getprevious()
        before = (
            label.text_content() + " "
            if label is not None and label.get("class") == "label"
            else ""
        )
        assert shown(unit) == before + " ".join(line.text_content() for line in lines)


def test_what_a_link_quotes_with_its_context_stands_once(data: dict[str, Any]) -> None:
    script = (TEMPLATES / "static" / "search.js").read_text(encoding="utf-8")
    (context,) = re.findall(r"const CONTEXT = (\d+);", script)
    around = int(context) - 1  # the first piece may be a sign alone
    lines = [re.findall(r"[^\W_]+", shown(unit).casefold()) for unit in data["texts"][0]["units"]]
    everything = "\n".join(f" {' '.join(words)} " for words in lines)
    for words in lines:
        for k in range(len(words)):
            quoted = f" {' '.join(words[max(0, k - around) : k + around + 1])} "
            assert everything.find(quoted) == everything.rfind(quoted), quoted


# --- Names ------------------------------------------------------------------------------------


def test_every_name_and_term_is_in_the_table(
    edition: Edition, names: dict[str, dict[str, Any]], site: Path
) -> None:
    assert list(names) == [f"{e.group.scheme}/{e.id}.html" for e in edition.entities]
    for page, name in names.items():
        assert (site / page).is_file()
        assert name["name"] in name["spellings"]
        assert name["forms"]
        assert name["places"]


def test_a_name_is_typed_in_every_spelling(
    edition: Edition, names: dict[str, dict[str, Any]]
) -> None:
    assert {"Zhejiang", "Chekiang", "浙江"} <= {*names["place/zhejiang.html"]["spellings"]}
    assert {"Ansai", "Ansai xian", "安塞", "安塞县"} <= {*names["place/ansai.html"]["spellings"]}
    assert "Great Wall" in names["place/great-wall.html"]["spellings"]
    for entity in edition.entities:
        spellings = names[f"{entity.group.scheme}/{entity.id}.html"]["spellings"]
        known = [entity.pinyin, entity.wade_giles, entity.postal, *entity.forms]
        for spelling in filter(None, known):
            alone = re.fullmatch(r'"\w+"', spelling)
            plain = {each.translate(str.maketrans("“”‘’", "\"\"''")) for each in spellings}
            assert alone or spelling in plain


def test_a_word_that_only_its_quotation_marks_tell_is_no_spelling(
    names: dict[str, dict[str, Any]],
) -> None:
    stage = names["term/higher-stage.html"]
    assert "“higher”" in stage["forms"]
    assert "“higher”" not in stage["spellings"]


def test_at_each_place_a_form_stands(data: dict[str, Any], edition: Edition) -> None:
    found = link(edition).entities.values()
    for name, named in zip(data["names"], found, strict=True):
        forms = {bare(form) for form in name["forms"]}
        stands = [words_at(data, place) for place in name["places"]]
        assert {bare(words) for words in stands} == forms
        assert stands == [re.sub(r"^\W+|\W+$", "", words) for words in stands]
        assert len(stands) >= len({(o.unit.anchor, o.sentence, o.start) for o in named.occurrences})
        assert name["places"] == sorted(name["places"], key=lambda place: (place[2], place))


def test_of_a_name_inside_another_only_its_own_form_is_meant(
    data: dict[str, Any], names: dict[str, dict[str, Any]]
) -> None:
    places = names["place/zhejiang.html"]["places"]
    assert {words_at(data, place) for place in places} == {"Zhejiang", "Chekiang"}


def test_our_own_notes_are_looked_through_too(
    data: dict[str, Any], names: dict[str, dict[str, Any]]
) -> None:
    units = data["texts"][0]["units"]
    voices = {units[number][1] for name in names.values() for *_, number in name["places"]}
    assert voices == {"author", "translators", "commentary", "edition"}


def test_a_rare_character_counts_as_in_javascript() -> None:
    assert search.length("𠮷 浙") == len("𠮷 浙") + 1


def test_it_is_made_the_same_twice() -> None:
    edition = read(TESTS / "specimen")
    once = search.render(edition, link(edition), TEMPLATES)
    again = search.render(edition, link(edition), TEMPLATES)
    assert list(once) == [DATA]
    assert once == again
