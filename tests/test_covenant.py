"""The covenant on anchors: whatever an editor does to a released anchor is told.

The examples of each rule are in `rules/`. Here are random edits of an edition released as 1.0.0,
and what must be let pass: insertions, rewordings, and departures that are declared.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits import (
    DAY,
    SPECIMEN,
    bound,
    change,
    declared,
    found,
    in_text,
    lines,
    one_paragraph,
    told,
    units,
    with_units,
)
from maocoop.check import records
from maocoop.errors import Severity
from maocoop.history import Standing, same_words, standing, successor, tombstones
from maocoop.read import read
from maocoop.record import Record
from maocoop.release import released

if TYPE_CHECKING:
    from collections.abc import Callable

    from edits import Units
    from maocoop.model import Edition

ROOT = Path(__file__).parents[1]
PARTS = range(len(bound().texts[0].parts))
NEW_WORDS = ("wharf", "tallow", "seven", "quay.", "although", "brine")
STRUCTURAL = {"vanished-anchor", "swapped-anchor", "redivided-unit"}

drawn = st.data()


def _pick(data: st.DataObject, among: list[str]) -> str:
    return data.draw(st.sampled_from(among))


def _pending(edition: Edition) -> set[str]:
    return {anchor for rule, anchor in told(edition) if rule == "pending-revision"}


def _structural(edition: Edition) -> set[tuple[str, str]]:
    assert all(
        (finding.severity is Severity.WARNING) == (finding.rule == "pending-revision")
        for finding in found(edition)
    )
    return {(rule, anchor) for rule, anchor in told(edition) if rule in STRUCTURAL}


def _some_units(data: st.DataObject, fewest: int = 1) -> tuple[int, Units]:
    """A part with so many units, and they."""
    edition = bound()
    part = data.draw(
        st.sampled_from([n for n in PARTS if len(edition.texts[0].parts[n].units) >= fewest])
    )
    return part, units(edition, part)


def _cut(data: st.DataObject, line: str) -> tuple[str, str]:
    """A line cut between two words."""
    split = line.split()
    at = data.draw(st.integers(1, len(split) - 1))
    return " ".join(split[:at]), " ".join(split[at:])


def _inserted(part: Units, after: str, new: Units) -> Units:
    made: Units = {}
    for anchor, paragraphs in part.items():
        made[anchor] = paragraphs
        if anchor == after:
            made |= new
    return made


# --- What nobody may do -----------------------------------------------------------------------


def test_nothing_is_told_of_an_edition_as_it_was_released() -> None:
    assert found(bound()) == []


@given(drawn)
def test_a_deleted_unit_is_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    gone = _pick(data, list(before))
    after = {anchor: words for anchor, words in before.items() if anchor != gone}
    assert told(with_units(bound(), part, after)) == [("vanished-anchor", gone)]


@given(drawn)
def test_swapped_words_are_told_of_both_units(data: st.DataObject) -> None:
    part, before = _some_units(data, 2)
    one, other = data.draw(
        st.lists(st.sampled_from(list(before)), min_size=2, max_size=2, unique=True)
    )
    after = before | {one: before[other], other: before[one]}
    edition = with_units(bound(), part, after)
    assert {("swapped-anchor", one), ("swapped-anchor", other)} <= _structural(edition)
    assert _pending(edition) == set()


@given(drawn)
def test_swapped_anchors_are_told_even_if_a_word_is_changed_too(data: st.DataObject) -> None:
    part, before = _some_units(data, 2)
    long = [anchor for anchor, words in before.items() if len(" ".join(lines(words)).split()) > 8]
    if len(long) < 2:
        return
    one, other = data.draw(st.lists(st.sampled_from(long), min_size=2, max_size=2, unique=True))
    *front, final = lines(before[other])
    after = before | {one: one_paragraph([*front, f"{final} Brine."]), other: before[one]}
    edition = with_units(bound(), part, after)
    assert {("swapped-anchor", one), ("swapped-anchor", other)} <= _structural(edition)


@given(drawn)
def test_renumbered_units_are_told_one_by_one(data: st.DataObject) -> None:
    part, before = _some_units(data, 2)
    anchors = list(before)
    at = data.draw(st.integers(0, len(anchors) - 1))
    # A unit is inserted and all that follow are counted anew, up to one that never was.
    texts = list(before.values())
    texts.insert(at, (("A wharf of brine and tallow.",),))
    last_number = int("".join(filter(str.isdigit, anchors[-1].split(".")[-1])))
    new = anchors[-1].replace(str(last_number), str(last_number + 7))
    edition = with_units(bound(), part, dict(zip([*anchors, new], texts, strict=True)))
    told_of = _structural(edition)
    assert {("swapped-anchor", anchor) for anchor in [*anchors[at + 1 :], new]} <= told_of
    assert _pending(edition) == {anchors[at]}


@given(drawn)
def test_a_gap_closed_by_renumbering_is_told(data: st.DataObject) -> None:
    part, before = _some_units(data, 2)
    anchors, texts = list(before), list(before.values())
    at = data.draw(st.integers(0, len(anchors) - 2))
    del texts[at]
    edition = with_units(bound(), part, dict(zip(anchors, texts, strict=False)))
    told_of = _structural(edition)
    assert ("vanished-anchor", anchors[-1]) in told_of
    assert {("swapped-anchor", anchor) for anchor in anchors[at:-1]} <= told_of


@given(drawn)
def test_merged_sentences_are_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = _pick(data, several)
    first, *others = before[anchor]
    at = data.draw(st.integers(0, len(first) - 2))
    merged = (*first[:at], f"{first[at]} {first[at + 1]}", *first[at + 2 :])
    edition = with_units(bound(), part, before | {anchor: (merged, *others)})
    assert told(edition) == [("redivided-unit", anchor)]


@given(drawn)
def test_a_split_sentence_is_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    anchor = _pick(data, list(before))
    first, *others = before[anchor]
    number = data.draw(st.integers(0, len(first) - 1))
    split = (*first[:number], *_cut(data, first[number]), *first[number + 1 :])
    edition = with_units(bound(), part, before | {anchor: (split, *others)})
    assert told(edition) == [("redivided-unit", anchor)]


@given(drawn)
def test_a_break_that_wanders_is_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = _pick(data, several)
    first, *others = before[anchor]
    head, *tail = first[1].split()
    moved = (f"{first[0]} {head}", " ".join(tail), *first[2:])
    edition = with_units(bound(), part, before | {anchor: (moved, *others)})
    assert told(edition) == [("redivided-unit", anchor)]


def test_a_paragraph_break_that_goes_comes_or_wanders_is_told() -> None:
    part = [p.anchor for p in bound().texts[0].parts].index("NOTES")
    before = units(bound(), part)
    one, two, three = lines(before["n3"])
    for words in (((one, two, three),), ((one,), (two, three)), ((one,), (two,), (three,))):
        edition = with_units(bound(), part, before | {"n3": words})
        assert told(edition) == [("redivided-unit", "n3")]


@given(drawn)
def test_merged_units_are_told(data: st.DataObject) -> None:
    part, before = _some_units(data, 2)
    anchors = list(before)
    at = data.draw(st.integers(0, len(anchors) - 2))
    one, other = anchors[at], anchors[at + 1]
    in_one_line = data.draw(st.booleans())
    *front, final = lines(before[one])
    added = " ".join(lines(before[other]))
    merged = [*front, f"{final} {added}"] if in_one_line else [*front, final, added]
    after = {a: w for a, w in before.items() if a != other} | {one: one_paragraph(merged)}
    edition = with_units(bound(), part, after)
    assert ("vanished-anchor", other) in _structural(edition)
    assert one in {anchor for _, anchor in told(edition)}


@given(drawn)
def test_a_split_unit_is_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    anchor = _pick(data, list(before))
    kept, taken = _cut(data, " ".join(lines(before[anchor])))
    new = f"{anchor}a"
    after = _inserted(before | {anchor: ((kept,),)}, anchor, {new: ((taken,),)})
    assert ("swapped-anchor", new) in _structural(with_units(bound(), part, after))


@given(drawn)
def test_lines_that_change_places_are_told(data: st.DataObject) -> None:
    part, before = _some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = _pick(data, several)
    first, *others = before[anchor]
    edition = with_units(
        bound(), part, before | {anchor: ((first[1], first[0], *first[2:]), *others)}
    )
    assert ("swapped-anchor", f"{anchor}.1") in _structural(edition)


def test_words_moved_to_a_new_anchor_while_the_old_one_gets_others_are_told() -> None:
    before = units(bound(), 1)
    after = _inserted(before | {"I.1": (("Brine.", "Tallow."),)}, "I.2", {"I.3": before["I.1"]})
    assert ("swapped-anchor", "I.3") in _structural(with_units(bound(), 1, after))
    reworded = (before["I.1"][0][0].replace("light", "lamp"), before["I.1"][0][1])
    after["I.3"] = (reworded,)
    assert ("swapped-anchor", "I.3") in _structural(with_units(bound(), 1, after))


@pytest.mark.parametrize("which", ["works", "sister_texts", "terms"])
def test_what_has_no_text_may_not_vanish(which: str) -> None:
    edition = bound()
    kept = getattr(edition, which)[1:]
    first = getattr(edition, which)[0]
    prefix = {"works": "bib", "sister_texts": "text", "terms": "term"}[which]
    spoilt = replace(edition, **{which: kept})
    assert told(spoilt) == [("vanished-anchor", f"{prefix}-{first.id}")]


# --- What everybody may -----------------------------------------------------------------------


@given(drawn)
def test_an_inserted_unit_changes_no_other_anchor(data: st.DataObject) -> None:
    part, before = _some_units(data)
    after = _pick(data, list(before))
    words = data.draw(st.lists(st.sampled_from(NEW_WORDS), min_size=1, max_size=9))
    made = _inserted(before, after, {f"{after}a": ((" ".join(words),),)})
    edition = with_units(bound(), part, made)
    assert found(edition) == []
    again = released(edition, "1.1.0", DAY).texts[0].record.releases[-1]
    assert [state.anchor for state in again.states] == [f"{after}a"]


def test_a_note_inserted_between_12_and_13_of_the_real_edition() -> None:
    edition = bound(ROOT)
    part = [p.anchor for p in edition.texts[0].parts].index("NOTES")
    before = units(edition, part)
    made = with_units(edition, part, _inserted(before, "n12", {"n12a": (("See note 4.",),)}))
    assert found(made) == []
    record = made.texts[0].record
    assert {standing(record, anchor, now) for anchor, now in before.items()} == {Standing.UNCHANGED}
    again = released(made, "1.1.0", DAY).texts[0].record.releases[-1]
    assert [state.anchor for state in again.states] == ["n12a"]


@given(drawn)
def test_a_rewording_is_pending_and_no_error(data: st.DataObject) -> None:
    part, before = _some_units(data)
    anchor = _pick(data, list(before))
    first, *others = before[anchor]
    number = data.draw(st.integers(0, len(first) - 1))
    split = first[number].split()
    at = data.draw(st.integers(0, len(split) - 1))
    new = data.draw(st.lists(st.sampled_from(NEW_WORDS), min_size=1, max_size=3))
    taken = data.draw(st.integers(0, 1))
    line = " ".join([*split[:at], *new, *split[at + taken :]])
    reworded = (*first[:number], line, *first[number + 1 :])
    edition = with_units(bound(), part, before | {anchor: (reworded, *others)})
    assert told(edition) == [("pending-revision", anchor)]
    assert new[0] in found(edition)[0].message
    explained = declared(edition, change(anchor))
    assert found(explained) == []
    (state,) = released(explained, "1.1.0", DAY).texts[0].record.releases[-1].states
    assert (state.anchor, state.why) == (anchor, "An editor's reason.")


@given(drawn)
def test_a_word_taken_out_is_pending_and_no_error(data: st.DataObject) -> None:
    part, before = _some_units(data)
    long = [anchor for anchor, words in before.items() if len(words[0][0].split()) > 4]
    if not long:
        return
    anchor = _pick(data, long)
    first, *others = before[anchor]
    split = first[0].split()
    del split[data.draw(st.integers(1, len(split) - 2))]
    reworded = ((" ".join(split), *first[1:]), *others)
    edition = with_units(bound(), part, before | {anchor: reworded})
    assert told(edition) == [("pending-revision", anchor)]


def test_typography_is_no_rewording() -> None:
    part = [p.anchor for p in bound().texts[0].parts].index("II")
    before = units(bound(), part)
    plainer = tuple(
        tuple(line.replace("“", '"').replace("–", "-") for line in words)
        for words in before["II.1"]
    )
    assert plainer != before["II.1"]
    assert same_words(plainer, before["II.1"])
    assert found(with_units(bound(), part, before | {"II.1": plainer})) == []


def test_short_notes_may_come_to_be_alike() -> None:
    part = [p.anchor for p in bound().texts[0].parts].index("NOTES")
    before = units(bound(), part)
    one = with_units(bound(), part, before | {"n4": (("A note.", "See note 4."),)})
    alike = with_units(released(declared(one, change("n4")), "1.1.0", DAY), part, before)
    alike = with_units(
        alike, part, before | {"n4": (("A note.", "See it."),), "n5": (("See it.",),)}
    )
    assert told(alike) == [("pending-revision", "n4"), ("pending-revision", "n5")]


def test_works_texts_and_terms_may_be_reworded_freely() -> None:
    edition = bound()
    term = replace(edition.terms[0], gloss="A lamp that burns for four nights.")
    sister = replace(edition.sister_texts[0], title="Letter on Wicks")
    after = replace(edition, terms=(term,), sister_texts=(sister, *edition.sister_texts[1:]))
    assert found(after) == []
    made = released(after, "1.1.0", DAY).record.releases[-1]
    assert [state.anchor for state in made.states] == ["text-1899-12-31", "term-mu"]


# --- What is declared -------------------------------------------------------------------------


@given(drawn)
def test_a_declared_departure_passes_and_leaves_a_tombstone(data: st.DataObject) -> None:
    part, before = _some_units(data)
    gone = _pick(data, list(before))
    after = {anchor: words for anchor, words in before.items() if anchor != gone}
    edition = declared(with_units(bound(), part, after), change(gone, retired="Taken out."))
    assert found(edition) == []
    made = released(edition, "1.1.0", DAY)
    assert found(made) == []
    assert tombstones(made.texts[0].record)[gone].retired == "Taken out."
    # It is gone for ever: the same words at the same anchor are refused.
    assert told(with_units(made, part, before)) == [("reused-anchor", gone)]


@given(drawn)
def test_a_declared_move_passes_and_leads_on(data: st.DataObject) -> None:
    part, before = _some_units(data)
    old = _pick(data, list(before))
    new = f"{old}b"
    after = {new if anchor == old else anchor: words for anchor, words in before.items()}
    undeclared = with_units(bound(), part, after)
    assert told(undeclared) == [("vanished-anchor", old)]
    assert f"moved-to: {new}" in found(undeclared)[0].hint
    edition = declared(undeclared, change(old, moved_to=new))
    assert found(edition) == []
    made = released(edition, "1.1.0", DAY)
    assert successor(made.texts[0].record, old) == new
    assert found(made) == []


def test_units_merged_by_declaration() -> None:
    before = units(bound(), 1)
    merged = (before["I.1"][0][0], f"{before['I.1'][0][1]} {before['I.2'][0][0]}")
    edition = with_units(bound(), 1, {"I.1": (merged,)})
    assert told(edition) == [("vanished-anchor", "I.2"), ("pending-revision", "I.1")]
    edition = declared(edition, change("I.2", moved_to="I.1"), change("I.1"))
    assert found(edition) == []


def test_a_move_onto_another_anchor_whose_own_words_go_is_no_merging() -> None:
    before = units(bound(), 1)
    edition = with_units(bound(), 1, {"I.2": before["I.1"]})
    edition = declared(edition, change("I.1", moved_to="I.2"), change("I.2"))
    assert ("swapped-anchor", "I.2") in _structural(edition)


def test_words_declared_retired_that_stand_at_a_new_anchor_are_told() -> None:
    before = units(bound(), 1)
    edition = with_units(bound(), 1, {"I.2": before["I.2"], "I.3": before["I.1"]})
    edition = declared(edition, change("I.1", retired="Taken out."))
    assert told(edition) == [("swapped-anchor", "I.3")]


# --- Below 1.0.0, and without a record --------------------------------------------------------


def test_below_one_nothing_is_promised() -> None:
    edition = read(SPECIMEN)
    before = units(edition, 1)
    for after in (
        {"I.1": before["I.1"]},
        {"I.1": before["I.2"], "I.2": before["I.1"]},
        {"I.1": (("Brine.",),), "I.2": before["I.2"]},
    ):
        assert found(with_units(edition, 1, after)) == []


def test_an_edition_without_a_record_has_no_covenant() -> None:
    bare = replace(read(SPECIMEN), version=None, released=None, record=Record())
    bare = in_text(bare, lambda text: replace(text, record=Record()))
    assert found(bare) == []
    assert told(replace(bare, version="0.1.0")) == [("unrecorded-version", "version")]
    assert told(declared(bare, change("n1"))) == [("idle-change", "n1")]


# --- The record itself ------------------------------------------------------------------------


def _released(edition: Edition, edit: Callable[[Record], Record]) -> Edition:
    return in_text(edition, lambda text: replace(text, record=edit(text.record)))


def test_a_version_that_is_not_greater_is_a_damaged_record() -> None:
    edition = bound()
    first, *others = edition.texts[0].record.releases
    same = [replace(first, version="1.0.0"), *others]
    assert "damaged-record" in {
        rule for rule, _ in told(_released(edition, lambda r: replace(r, releases=tuple(same))))
    }


def test_an_anchor_gone_that_was_not_there_is_a_damaged_record() -> None:
    edition = bound()
    *others, newest = edition.texts[0].record.releases
    stray = replace(newest.states[0] if newest.states else others[0].states[0], anchor="n77")
    stray = replace(stray, paragraphs=(), digest="", retired="Taken out.")
    spoilt = replace(newest, states=(*newest.states, stray))
    made = _released(edition, lambda r: replace(r, releases=(*others, spoilt)))
    assert told(made) == [("damaged-record", "n77")]


def test_a_text_whose_record_is_gone_is_told() -> None:
    lost = _released(bound(), lambda _: Record())
    assert [rule for rule, _ in told(lost)] == ["damaged-record"] * 3


def test_a_text_that_is_not_yet_released_is_no_damage() -> None:
    edition = bound()
    other = replace(edition.texts[0], id="1901-01-01", record=Record())
    assert found(replace(edition, texts=(*edition.texts, other))) == []


def test_the_day_of_the_release_is_that_of_the_record() -> None:
    assert told(replace(bound(), released=None)) == [("unrecorded-version", "`released`")]
    assert told(replace(bound(), version=None)) == [("unrecorded-version", "the")]
    newest = records.newest_release(bound())
    assert newest is not None
    assert (newest.version, newest.date) == ("1.0.0", DAY)
