"""The search page: what is typed is found, said, marked and linked to, from disk and over http."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser.visits import PHONE, until

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from browser.visits import Visit, Way

pytestmark = pytest.mark.chromium

INDEXES = ["names", "terms", "figures", "chronology", "bibliography"]
PAINTED = (0xFF, 0xE0, 0x8A)
"""What the style sheet gives `::target-text`."""


@pytest.fixture
def search(visit: Visit) -> Page:
    """The search page, opened with nothing."""
    return visit("search.html")


def results(page: Page) -> Locator:
    """The results, one a paragraph or note."""
    return page.locator("#results > li")


def found(page: Page, words: str) -> list[str]:
    """The addresses of all lines when these words are typed."""
    page.locator("#q").fill(words)
    return page.locator("#results a").all_text_contents()


def units_of(addresses: list[str]) -> list[str]:
    """The paragraphs and notes of addresses, in their order."""
    return list(dict.fromkeys(re.sub(r"(?<=\d)\.\d+$|^(n\d+)\.\d+$", r"\1", a) for a in addresses))


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.every_way
def test_it_searches_as_one_types_or_says_what_serves_instead(search: Page, way: Way) -> None:
    form, statement = search.locator("#search"), search.locator("#unscripted")
    for name in INDEXES:
        assert search.locator(f"#indexes a[href='{name}.html']").is_visible()
    if not way.scripts:
        assert not form.is_visible()
        assert "Searching needs a script" in statement.inner_text()
        assert statement.get_by_role("link").get_attribute("href") == "1955-07-31.html"
        return
    assert not statement.is_visible()
    assert results(search).count() == 0
    counts = []
    for letter in "commodity":
        search.locator("#q").press(letter)
        counts.append(results(search).count())
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] == 2
    assert not search.locator("#indexes").is_visible()


@pytest.mark.with_scripts
def test_words_are_beginnings_and_all_must_stand(search: Page) -> None:
    some = found(search, "mechaniz")
    assert some
    assert found(search, "mechaniz*") == some
    assert found(search, "echaniz") == []
    both = units_of(found(search, "poor landlord"))
    assert set(both) == set(units_of(found(search, "poor"))) & set(
        units_of(found(search, "landlord"))
    )
    assert both


@pytest.mark.with_scripts
@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "„{}“", "'{}'", "‘{}’"])
def test_a_phrase_is_found_as_it_stands(search: Page, quoted: str) -> None:
    assert found(search, quoted.format("dragons ahead and tigers")) == ["I.3.12", "I.3.16"]
    assert found(search, quoted.format("dragons ahead and tiger")) == []
    assert found(search, quoted.format("tigers dragons")) == []


@pytest.mark.with_scripts
def test_a_phrase_may_cross_sentences_and_may_still_be_typed(search: Page) -> None:
    assert found(search, '"in other provinces. These"') == ["II.7.3"]
    assert found(search, '"in other provin') == ["II.7.3"]


@pytest.mark.with_scripts
@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("Kuo-chün", "kuo chun"),
        ("peasants’", "PEASANTS"),
        ("APC’s", "APCs"),
        ("Fu-ch’un", "fu–ch‘un"),
        ("14,000", "14000"),
        ("i.e.", "ie"),
        ("[mutual aid] teams", "mutual-aid teams"),
        ("3rd–2nd", "3rd 2nd"),
    ],
)
def test_signs_may_be_left_out_or_be_others(search: Page, printed: str, typed: str) -> None:
    expected = found(search, printed)
    assert expected
    assert found(search, typed) == expected


@pytest.mark.with_scripts
def test_results_stand_in_the_order_of_the_book(search: Page, units: list[dict[str, Any]]) -> None:
    order = [unit["anchor"] for unit in units]
    made = units_of(found(search, "cooperatives"))
    assert made == [anchor for anchor in order if anchor in made]
    assert {"HN.1", "II.4", "n1", "GC.0", "e1"} & set(made)


# --- Names ------------------------------------------------------------------------------------


@pytest.mark.with_scripts
@pytest.mark.parametrize("typed", ["Zhejiang", "chekiang", "浙江"])
def test_a_place_is_found_in_every_spelling(search: Page, typed: str) -> None:
    assert {"II.7.3", "n18.6", "GC.14.2"} <= set(found(search, typed))
    told = search.locator("#told")
    assert f"{typed} is printed here as Zhejiang, Chekiang" in told.inner_text()
    assert told.get_by_role("link").get_attribute("href") == "place/zhejiang.html"


@pytest.mark.with_scripts
@pytest.mark.parametrize("typed", ["Hebei", "Hopei", "Hopeh", "河北"])
def test_wade_giles_and_the_spelling_of_the_post(search: Page, typed: str) -> None:
    search.locator("#q").fill(typed)
    marks = set(search.locator("#results mark").all_text_contents())
    assert marks >= {"Hopei", "Hebei"}


@pytest.mark.with_scripts
def test_a_name_of_several_words_among_others(search: Page) -> None:
    assert "III.6.1" in found(search, "Chekiang dissolution")
    assert {"HN", "GC"} <= {each.split(".")[0] for each in found(search, "Mao Tse-tung policy")}


@pytest.mark.with_scripts
def test_in_quotation_marks_a_name_is_only_its_letters(search: Page) -> None:
    found(search, '"Chekiang"')
    assert set(search.locator("#results mark").all_text_contents()) == {"Chekiang"}


# --- Scopes -----------------------------------------------------------------------------------


@pytest.mark.with_scripts
def test_only_what_is_said_by_some(search: Page) -> None:
    everywhere = found(search, "peasants")
    search.get_by_label("Translators").check()
    translators = found(search, "peasants")
    assert {re.sub(r"[.\d]+$", "", each) for each in translators} <= {"HN", "n"}
    search.get_by_label("Comment", exact=True).check()
    both = found(search, "peasants")
    assert len(translators) < len(both) < len(everywhere)
    assert set(results(search).locator("b").all_text_contents()) == {"Translators", "Comment"}


@pytest.mark.with_scripts
def test_only_one_section(search: Page) -> None:
    search.get_by_label("Look in").select_option("Section I")
    made = found(search, "peasants")
    assert made
    assert all(re.fullmatch(r"I\.\d+\.\d+", address) for address in made)


@pytest.mark.with_scripts
def test_nothing_found_names_the_scope_and_leads_out_of_it(search: Page) -> None:
    search.get_by_label("Look in").select_option("Section I")
    search.get_by_label("Mao Zedong").check()
    assert found(search, "Zhejiang") == []
    told = search.locator("#told")
    assert "Nothing is found for Zhejiang in Section I, Mao Zedong." in told.inner_text()
    told.get_by_role("link", name="Search everywhere").click()
    expect(results(search)).not_to_have_count(0)
    assert not search.get_by_label("Mao Zedong").is_checked()


@pytest.mark.with_scripts
def test_nothing_found_offers_what_is_spelled_alike(search: Page) -> None:
    assert found(search, "chekyang") == []
    assert search.locator("#indexes").is_visible()
    search.locator("#told").get_by_role("link", name="Zhejiang", exact=True).click()
    expect(search.locator("#results mark").first).to_have_text("Zhejiang")
    assert search.locator("#q").input_value() == "Zhejiang"


# --- What is shown ----------------------------------------------------------------------------


@pytest.mark.with_scripts
def test_words_are_marked_where_they_stand(search: Page) -> None:
    found(search, "resolute reduction")
    result = results(search).filter(has_text="III.6.1")
    assert result.locator("mark").all_text_contents() == ["resolute reduction"] * 2
    assert "so-called “resolute reduction” adopted in Zhejiang" in result.inner_text()
    assert result.locator("b:visible").all_text_contents() == ["Mao Zedong"]


@pytest.mark.with_scripts
def test_of_a_unit_three_lines_are_shown_and_the_rest_is_counted(search: Page) -> None:
    found(search, "cooperativ")
    result = results(search).filter(has_text=re.compile("and [0-9]+ more")).first
    assert result.get_by_role("link").count() == 3
    counts = re.findall(r"and (\d+) more", search.locator("#results").inner_text())
    marks = search.locator("#results mark").count()
    told = search.locator("#told").inner_text()
    assert f"Places: {marks + sum(map(int, counts))}, in {results(search).count()} of 165" in told


@pytest.mark.with_scripts
def test_the_count_is_announced(search: Page) -> None:
    assert search.locator("#told").get_attribute("aria-live") == "polite"
    found(search, "Ruijin")
    expect(search.locator("#told p").first).to_have_text(
        "Places: 1, in 1 of 165 paragraphs and notes"
    )


@pytest.mark.with_scripts
def test_markup_that_is_typed_stays_text(search: Page) -> None:
    typed = "<img src=x onerror=alert(1)>"
    found(search, typed)
    assert search.locator("main img").count() == 0
    assert typed in search.locator("#told").inner_text()
    assert found(search, "[^ ]* (.|\\w)+ $1") == found(search, "w 1")


@pytest.mark.with_scripts
@pytest.mark.parametrize("width", [320, PHONE])
def test_it_fits_a_phone_and_a_finger(visit: Visit, width: int) -> None:
    page = visit("search.html", width=width)
    found(page, "cooperativ")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    boxes = page.locator("#search :is(#q, select, label:has(input)), #results a")
    heights = boxes.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 24


# --- The way there and back -------------------------------------------------------------------


def is_painted(line: Locator) -> bool:
    """Whether something in a line has the colour of words that an address names."""
    picture = Image.open(io.BytesIO(line.screenshot())).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    return PAINTED in {colour for _, colour in colours}


def follow(page: Page, address: str) -> Locator:
    """Follow a result, and wait until its line is in view."""
    page.get_by_role("link", name=address, exact=True).first.click()
    page.wait_for_url("**/1955-07-31.html*")
    until(
        page,
        f"""(() => {{
          const box = document.getElementById({json.dumps(address)}).getBoundingClientRect()
          return scrollY > 0 && box.bottom > 0 && box.top < innerHeight
        }})()""",
    )
    return page.locator(f"[id='{address}']")


@pytest.mark.with_scripts
@pytest.mark.parametrize(
    ("words", "address", "width"),
    [
        ("impetuosity", "VIII.1.2", 1400),
        ("tell us", "VIII.1.2", 1400),  # behind the marks of two notes
        ('"and for the first time"', "HN.2.3", 1400),  # behind a word that ends in a mark
        ('"in other provinces. These"', "II.7.3", 1400),
        ('"story of the various stages"', "GC.0.4", 1400),  # behind a link that is a guess
        ("going-it-alone", "V.1.1", 1400),
        ("650,000", "II.6.4", 1400),
        ("keep pace", "XII.3.1", 1400),  # the same words stand before, in XII.2
        ("See", "n31.1", PHONE),  # and here in n5
        ("million", "e18", PHONE),
    ],
)
def test_a_result_leads_to_the_words(visit: Visit, words: str, address: str, width: int) -> None:
    page = visit("search.html", width=width)
    found(page, words)
    line = follow(page, address)
    assert is_painted(line)


@pytest.mark.with_scripts
def test_the_way_back_leads_to_the_results(search: Page) -> None:
    search.get_by_label("Mao Zedong").check()
    before = found(search, "Zhejiang")
    follow(search, "II.7.3")
    search.go_back()
    expect(results(search)).not_to_have_count(0)
    assert search.locator("#results a").all_text_contents() == before
    assert search.locator("#q").input_value() == "Zhejiang"
    assert search.get_by_label("Mao Zedong").is_checked()


@pytest.mark.with_scripts
def test_the_address_follows(search: Page, visit: Visit) -> None:
    length = search.evaluate("history.length")
    search.get_by_label("Look in").select_option("Notes")
    search.get_by_label("Translators").check()
    made = found(search, "“mutual aid” & more")
    address = search.url.partition("/search.html")[2]
    assert address.startswith("#q=%E2%80%9Cmutual+aid%E2%80%9D+%26+more&in=1955-07-31%2FNOTES")
    assert search.evaluate("history.length") == length
    again = visit(f"search.html{address}")
    assert again.locator("#q").input_value() == "“mutual aid” & more"
    assert again.get_by_label("Look in").input_value() == "1955-07-31/NOTES"
    assert again.locator("#results a").all_text_contents() == made


@pytest.mark.every_way
def test_the_box_of_another_page_leads_here(visit: Visit, way: Way) -> None:
    page = visit("names.html")
    page.locator("header [type='search']").fill("Li Fu-ch'un")
    page.locator("header [type='search']").press("Enter")
    page.wait_for_url("**/search.html?q=Li+Fu-ch%27un*")
    if way.scripts:
        assert page.locator("#results mark").first.inner_text() == "Li Fu-ch’un’s"
        assert page.locator("#q").input_value() == "Li Fu-ch'un"
    else:
        assert page.locator("#unscripted").is_visible()


@pytest.mark.with_scripts
def test_by_keyboard_alone(search: Page) -> None:
    assert search.locator("#q").evaluate("field => field === document.activeElement")
    search.keyboard.type("Ruijin")
    search.keyboard.press("Tab")
    search.keyboard.press("Tab")
    search.keyboard.press("Space")
    assert search.get_by_label("Mao Zedong").is_checked()
    search.keyboard.press("Space")
    search.locator("#q").focus()
    search.keyboard.press("Enter")
    link = search.locator("#results a").first
    assert link.evaluate("link => link === document.activeElement")
    address = link.inner_text()
    search.keyboard.press("Enter")
    search.wait_for_url("**/1955-07-31.html*")
    assert search.locator(f"[id='{address}']").count() == 1
