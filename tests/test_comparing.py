"""The pages for comparing: every word of both sides in order, every comment at its place, counts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from maocoop.collation import marked
from maocoop.link import link
from maocoop.model import Kind, Mark, Sentence, Target, Words
from maocoop.render.collated import UNDECLARED, beside, collated, places
from maocoop.render.comparing import opposite, set_off
from maocoop.render.passages import passages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from maocoop.model import Edition, Text, Unit
    from maocoop.render.comparing import Line, Row

ROOT = Path(__file__).parents[1]
WITNESS = "corpus/1955-07-31/witness.txt"


def words(line: Line) -> str:
    """The words of a line, marks of notes left out."""
    return "".join(run.text for stretch in line for run in stretch.runs if not run.note)


def said(line: Line) -> list[tuple[str, str]]:
    """What something is said of in a line, and by what."""
    return [(words((stretch,)), stretch.of) for stretch in line if stretch.of]


# --- A sentence -------------------------------------------------------------------------------


def sentence(text: Text) -> Sentence:
    """“One, two,[^7] three” as a line."""
    nodes = (Words("One, two,"), Mark("n7", "7"), Words(" three"))
    return Sentence("One, two, three", nodes, text.at)


def test_words_are_set_off_and_marks_stand_by_themselves(text: Text) -> None:
    assert marked(sentence(text)) == "One, two, 7  three"
    line = set_off(sentence(text), [(5, 18, "a")])
    assert [(s.of, [run.text for run in s.runs]) for s in line] == [
        (None, ["One, "]),
        ("a", ["two,"]),
        (None, ["7"]),
        ("a", [" three"]),
    ]
    assert [run.note for stretch in line for run in stretch.runs] == [None, None, "n7", None]


def test_of_two_that_overlap_the_first_has_the_words(text: Text) -> None:
    line = set_off(sentence(text), [(0, 4, "a"), (0, 8, "b")])
    assert said(line) == [("One,", "a"), (" two", "b")]


# --- The speech beside the comment ------------------------------------------------------------


def rows(edition: Edition) -> list[Row]:
    """All rows of the page of an edition's first text."""
    text = edition.texts[0]
    shown = opposite(text, link(edition).texts[text.id])
    return [row for _, each in shown.sections for row in each]


def with_targets(edition: Edition, anchor: str, *targets: str) -> Edition:
    """The edition with a comment about other units."""
    text = edition.texts[0]

    def aimed(unit: Unit) -> Unit:
        made = tuple(Target(target, None, None, unit.at) for target in targets)
        return replace(unit, targets=made) if unit.anchor == anchor else unit

    parts = [replace(part, units=tuple(map(aimed, part.units))) for part in text.parts]
    return replace(edition, texts=(replace(text, parts=tuple(parts)),))


def test_the_whole_speech_and_the_whole_comment_stand_once(edition: Edition, text: Text) -> None:
    shown = [each for row in rows(edition) for each in (row.lead, *row.rest)]
    speech = [u for u in text.units() if u.kind in {Kind.PARAGRAPH, Kind.QUOTATION}]
    assert [each.unit for each in shown] == speech
    for each in shown:
        assert [words(line) for line in each.lines] == [s.printed for s in each.unit.sentences]
    apart = opposite(text, link(edition).texts[text.id]).apart
    beside = [comment for row in rows(edition) for comment in row.comments]
    comments = [unit for unit in text.units() if unit.kind is Kind.COMMENT]
    assert sorted(c.anchor for c in (*apart, *beside)) == sorted(c.anchor for c in comments)


def test_a_comment_stands_at_the_first_unit_it_is_about(edition: Edition) -> None:
    for row in rows(edition):
        for comment in row.comments:
            assert comment.targets[0].anchor == row.lead.unit.anchor
        for comment, at in row.elsewhere:
            anchors = [target.anchor for target in comment.targets]
            assert at == anchors[0]
            assert row.lead.unit.anchor in anchors[1:]


def test_the_words_a_comment_is_about_lead_to_it(edition: Edition) -> None:
    lines = {
        each.unit.anchor: each.lines for row in rows(edition) for each in (row.lead, *row.rest)
    }
    assert [pair for line in lines["II.10"] for pair in said(line)] == [
        (
            "In the spring of 1955, our Party Center decided that the number of agricultural"
            " producers’ cooperatives should increase to one million",
            "GC.4",
        ),
        ("approximately 1.3 million", "GC.6"),
        ("There are still fourteen months to go", "GC.6"),
    ]
    # A mark within the words parts them.
    assert [of for line in lines["III.6"] for of in said(line)][:2] == [
        ("adopted in Zhejiang", "GC.14"),
        (" (not a decision made by the Zhejiang Provincial Party Committee)", "GC.14"),
    ]


def test_a_comment_spans_the_rows_it_is_about_as_far_as_no_other_begins(edition: Edition) -> None:
    spanning = {
        row.lead.unit.anchor: row for row in rows(with_targets(edition, "GC.8", "V.2", "V.4"))
    }
    row = spanning["V.2"]
    assert [comment.anchor for comment in row.comments] == ["GC.8"]
    assert [each.unit.anchor for each in row.rest] == ["V.3", "V.4", "V.5", "V.6", "V.7"]
    assert "V.4" not in spanning


def test_a_comment_without_words_of_its_own_is_about_the_unit(edition: Edition) -> None:
    (row,) = [
        r
        for r in rows(with_targets(edition, "GC.8", "VII.1"))
        if r.comments[:1] and r.comments[0].anchor == "GC.8"
    ]
    assert row.lead.unit.anchor == "VII.1"
    assert row.silence is None
    assert not [pair for line in row.lead.lines for pair in said(line)]


def test_silence_is_said_with_what_comes_next(edition: Edition) -> None:
    silences = {row.lead.unit.anchor: row.silence for row in rows(edition) if row.silence}
    first = silences["I.1"]
    assert (first.first, first.last, first.whole, first.then) == ("I.1", "I.4", True, "II.5")
    behind = silences["II.6"]
    assert (behind.first, behind.last, behind.whole, behind.then) == (
        "II.7",
        "II.9",
        False,
        "II.10",
    )
    assert silences["XII.1"].then is None
    assert "X.1" not in silences


# --- The witness beside our text --------------------------------------------------------------


def test_every_passage_has_its_block(text: Text) -> None:
    made = list(passages(text))
    assert [p.label for p in made if p.unit is None] == [
        part.label for part in text.parts if part.label and not part.supplied
    ]
    units = [p.unit for p in made if p.unit]
    assert list(dict.fromkeys(unit.anchor for unit in units)) == [u.anchor for u in text.document()]
    assert sum(unit.anchor == "n14" for unit in units) == 2  # it has two paragraphs


def test_what_differs_is_what_is_declared(text: Text) -> None:
    shown = [place for unit in collated(text).emended for place in places(text, unit)]
    assert len(shown) == collated(text).number
    assert [place.emendation for place in shown] == sorted(
        (e for e in text.emendations if not e.structural), key=lambda e: e.line
    )
    for place in shown:
        lines = [line.number for line in place.theirs]
        assert place.emendation.line in lines
        id_ = place.emendation.id
        assert {of for line in place.ours for _, of in said(line)} == {id_}
        assert {of for line in place.theirs for _, of in said(line.words)} == {id_}
    by_id = {place.emendation.id: place for place in shown}
    stop = by_id["w92"]
    assert [said(line.words) for line in stop.theirs] == [[], [("to.", "w92")], []]
    assert [said(line) for line in stop.ours] == [[("to", "w92")]]
    assert words(stop.theirs[0].words).strip() == "Yet, as things stand now, it"


def test_a_difference_that_nothing_declares_is_shown_as_such(text: Text) -> None:
    fewer = tuple(e for e in text.emendations if e.id != "w1109")
    changed = replace(text, emendations=fewer)
    assert collated(changed).totals.undeclared == 1
    (pair,) = beside(changed, next(unit for unit in text.units() if unit.anchor == "GC.4"))
    assert [s for line in pair.ours for s in said(line)] == [("one-third", UNDECLARED)]
    assert [s for line in pair.theirs for s in said(line.words)] == [("onethird", UNDECLARED)]


def test_typography_is_no_difference_and_is_counted(text: Text) -> None:
    totals = collated(text).totals
    assert totals.undeclared == 0
    assert totals.typography.blanks == 35  # as `normalization` in text.yaml says
    assert totals.typography.marks == 33
    assert totals.typography.hyphens == len(text.witness.joined_hyphens)
    assert sum(totals.certainties.values()) == len(text.emendations)
    assert totals.words == len((ROOT / WITNESS).read_text(encoding="utf-8").split())


# --- The page of the witness ------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(site: Path) -> HtmlElement:
    """The second half of the page, without what only names its words."""
    page = html.parse(site / "witness.html", html.HTMLParser(encoding="utf-8")).getroot()
    (found,) = page.xpath("//section[@id='whole']")
    unspoken = "aloud number anchor"
    for name in unspoken.split():
        for element in found.xpath(f".//*[@class='{name}']"):
            element.drop_tree()
    assert isinstance(found, html.HtmlElement)
    return found


def told(elements: Iterable[HtmlElement]) -> list[str]:
    """The words of elements, in order."""
    return [word for element in elements for word in element.text_content().split()]


def test_the_page_has_every_word_of_the_witness_in_its_order(whole: HtmlElement) -> None:
    given = whole.xpath(".//*[@class='given']")
    witness = (ROOT / WITNESS).read_bytes().decode()
    assert told(given) == witness.split()
    numbers = [int(line.get("id").removeprefix("line-")) for line in given]
    lines = witness.splitlines()
    assert [line.text_content().split() for line in given] == [
        lines[n - 1].split() for n in numbers
    ]
    assert numbers == [number for number, line in enumerate(lines, 1) if line.strip()]


def test_the_page_has_every_word_of_the_edition_in_its_order(
    whole: HtmlElement, site: Path
) -> None:
    contract = json.loads((site / "data" / "1955-07-31.json").read_bytes())
    units = [unit for unit in contract["units"] if unit["kind"] != "edition-note"]
    labels = [
        label.text_content()
        for label in whole.xpath(".//p[contains(@class, 'ours')]/*[@class='label']")
    ]
    assert labels == [unit["label"] for unit in units if unit["label"]]
    for mark in whole.xpath(".//sup"):
        mark.drop_tree()
    sentences = [
        re.sub(r"\s+", " ", each.text_content()) for each in whole.xpath(".//*[@class='sentence']")
    ]
    assert sentences == [sentence for unit in units for sentence in unit["sentences"]]
