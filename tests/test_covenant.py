"""The covenant on anchors: what nobody may do to a released one, whatever the edition.

The examples of each rule are in `rules/`. Here are random edits of an edition released as 1.0.0;
each is told, the structural ones as errors. What may be done is in `test_covenant_kept`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from edits import (
    NEW_WORDS,
    ROOT,
    bound,
    cut,
    found,
    inserted,
    lines,
    one_paragraph,
    pending,
    pick,
    randomly,
    some_units,
    structural,
    told,
    units,
    with_units,
)
from maocoop.model import Kind

# --- What nobody may do -----------------------------------------------------------------------


def test_nothing_is_told_of_an_edition_as_it_was_released() -> None:
    assert found(bound()) == []


@randomly
def test_a_deleted_unit_is_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    gone = pick(data, list(before))
    after = {anchor: words for anchor, words in before.items() if anchor != gone}
    assert told(with_units(bound(), part, after)) == [("vanished-anchor", gone)]


@randomly
def test_swapped_words_are_told_of_both_units(data: st.DataObject) -> None:
    part, before = some_units(data, 2)
    one, other = data.draw(
        st.lists(st.sampled_from(list(before)), min_size=2, max_size=2, unique=True)
    )
    after = before | {one: before[other], other: before[one]}
    edition = with_units(bound(), part, after)
    assert {("swapped-anchor", one), ("swapped-anchor", other)} <= structural(edition)
    assert pending(edition) == set()


@randomly
def test_swapped_anchors_are_told_even_if_a_word_is_changed_too(data: st.DataObject) -> None:
    part, before = some_units(data, 2)
    long = [anchor for anchor, words in before.items() if len(" ".join(lines(words)).split()) > 8]
    if len(long) < 2:
        return
    one, other = data.draw(st.lists(st.sampled_from(long), min_size=2, max_size=2, unique=True))
    *front, final = lines(before[other])
    after = before | {one: one_paragraph([*front, f"{final} Brine."]), other: before[one]}
    edition = with_units(bound(), part, after)
    assert {("swapped-anchor", one), ("swapped-anchor", other)} <= structural(edition)


@randomly
def test_renumbered_units_are_told_one_by_one(data: st.DataObject) -> None:
    part, before = some_units(data, 2)
    anchors = list(before)
    at = data.draw(st.integers(0, len(anchors) - 1))
    # A unit is inserted and all that follow are counted anew, up to one that never was.
    texts = list(before.values())
    texts.insert(at, (("A wharf of brine and tallow.",),))
    last_number = int("".join(filter(str.isdigit, anchors[-1].split(".")[-1])))
    new = anchors[-1].replace(str(last_number), str(last_number + 7))
    edition = with_units(bound(), part, dict(zip([*anchors, new], texts, strict=True)))
    told_of = structural(edition)
    assert {("swapped-anchor", anchor) for anchor in [*anchors[at + 1 :], new]} <= told_of
    assert pending(edition) == {anchors[at]}


@randomly
def test_a_gap_closed_by_renumbering_is_told(data: st.DataObject) -> None:
    part, before = some_units(data, 2)
    anchors, texts = list(before), list(before.values())
    at = data.draw(st.integers(0, len(anchors) - 2))
    del texts[at]
    edition = with_units(bound(), part, dict(zip(anchors, texts, strict=False)))
    told_of = structural(edition)
    assert ("vanished-anchor", anchors[-1]) in told_of
    assert {("swapped-anchor", anchor) for anchor in anchors[at:-1]} <= told_of


@randomly
def test_merged_sentences_are_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = pick(data, several)
    first, *others = before[anchor]
    at = data.draw(st.integers(0, len(first) - 2))
    merged = (*first[:at], f"{first[at]} {first[at + 1]}", *first[at + 2 :])
    edition = with_units(bound(), part, before | {anchor: (merged, *others)})
    assert told(edition) == [("redivided-unit", anchor)]


@randomly
def test_a_split_sentence_is_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    anchor = pick(data, list(before))
    first, *others = before[anchor]
    number = data.draw(st.integers(0, len(first) - 1))
    split = (*first[:number], *cut(data, first[number]), *first[number + 1 :])
    edition = with_units(bound(), part, before | {anchor: (split, *others)})
    assert told(edition) == [("redivided-unit", anchor)]


@randomly
def test_a_break_that_wanders_is_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = pick(data, several)
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


@randomly
def test_merged_units_are_told(data: st.DataObject) -> None:
    part, before = some_units(data, 2)
    anchors = list(before)
    at = data.draw(st.integers(0, len(anchors) - 2))
    one, other = anchors[at], anchors[at + 1]
    in_one_line = data.draw(st.booleans())
    *front, final = lines(before[one])
    added = " ".join(lines(before[other]))
    merged = [*front, f"{final} {added}"] if in_one_line else [*front, final, added]
    after = {a: w for a, w in before.items() if a != other} | {one: one_paragraph(merged)}
    edition = with_units(bound(), part, after)
    assert ("vanished-anchor", other) in structural(edition)
    assert one in {anchor for _, anchor in told(edition)}


@randomly
def test_a_split_unit_is_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    anchor = pick(data, list(before))
    kept, taken = cut(data, " ".join(lines(before[anchor])))
    new = f"{anchor}a"
    after = inserted(before | {anchor: ((kept,),)}, anchor, {new: ((taken,),)})
    assert ("swapped-anchor", new) in structural(with_units(bound(), part, after))


@randomly
def test_lines_that_change_places_are_told(data: st.DataObject) -> None:
    part, before = some_units(data)
    several = [anchor for anchor, words in before.items() if len(words[0]) > 1]
    if not several:
        return
    anchor = pick(data, several)
    first, *others = before[anchor]
    edition = with_units(
        bound(), part, before | {anchor: ((first[1], first[0], *first[2:]), *others)}
    )
    assert ("swapped-anchor", f"{anchor}.1") in structural(edition)


def test_words_moved_to_a_new_anchor_while_the_old_one_gets_others_are_told() -> None:
    before = units(bound(), 1)
    after = inserted(before | {"I.1": (("Brine.", "Tallow."),)}, "I.2", {"I.3": before["I.1"]})
    assert ("swapped-anchor", "I.3") in structural(with_units(bound(), 1, after))
    reworded = (before["I.1"][0][0].replace("light", "lamp"), before["I.1"][0][1])
    after["I.3"] = (reworded,)
    assert ("swapped-anchor", "I.3") in structural(with_units(bound(), 1, after))


@pytest.mark.parametrize("which", ["works", "sister_texts", "entities"])
def test_what_has_no_text_may_not_vanish(which: str) -> None:
    edition = bound()
    kept = getattr(edition, which)[1:]
    first = getattr(edition, which)[0]
    prefix = {"works": "bib", "sister_texts": "text", "entities": "person"}[which]
    spoilt = replace(edition, **{which: kept})
    assert told(spoilt) == [("vanished-anchor", f"{prefix}-{first.id}")]


def test_a_copy_of_a_long_unit_is_told() -> None:
    copied = units(bound(), 1)["I.1"]
    part = [p.anchor for p in bound().texts[0].parts].index("II")
    edition = with_units(bound(), part, units(bound(), part) | {"II.1": copied})
    assert told(edition) == [("swapped-anchor", "II.1")]


if TYPE_CHECKING:
    from edits import Units


# --- Several at once --------------------------------------------------------------------------


def _edited(data: st.DataObject, before: Units) -> Units:
    """The units of a part after one edit of any kind."""
    kind = pick(data, ["delete", "insert", "swap", "merge", "split", "reword"])
    one, other = pick(data, list(before)), pick(data, list(before))
    first, *rest = before[one]
    if kind == "delete" and len(before) > 1:
        return {anchor: words for anchor, words in before.items() if anchor != one}
    if kind == "insert":
        return inserted(before, one, {f"{one[:-1]}{one[-1]}a": ((pick(data, NEW_WORDS),),)})
    if kind == "swap":
        return before | {one: before[other], other: before[one]}
    if kind == "merge":
        return before | {one: ((" ".join(first),), *rest)}
    if kind == "split" and " " in first[0]:
        return before | {one: ((*cut(data, first[0]), *first[1:]), *rest)}
    return before | {one: ((f"{pick(data, NEW_WORDS)} {first[0]}", *first[1:]), *rest)}


@randomly
def test_no_anchor_that_several_edits_have_changed_is_untold(data: st.DataObject) -> None:
    edition = bound()
    for _ in range(data.draw(st.integers(1, 5))):
        part, _ = some_units(data)
        edition = with_units(edition, part, _edited(data, units(edition, part)))
    names = [name for _, name in told(edition)]
    for part in range(len(edition.texts[0].parts)):
        now = units(edition, part)
        for anchor, words in units(bound(), part).items():
            rules = {rule for rule, name in told(edition) if name == anchor}
            if anchor not in now:
                assert "vanished-anchor" in rules
            elif list(map(len, now[anchor])) != list(map(len, words)):
                assert "redivided-unit" in rules
            elif now[anchor] != words:
                assert any(name == anchor or name.startswith(f"{anchor}.") for name in names)
            else:
                assert not rules


# --- The real edition -------------------------------------------------------------------------


def test_every_unit_of_the_real_edition_is_under_the_covenant() -> None:
    edition = bound(ROOT)
    assert found(edition) == []
    for part, each in enumerate(edition.texts[0].parts):
        before = units(edition, part)
        if each.kind is Kind.EDITION_NOTE:
            continue  # of these the anchors are promised, not the words
        for one, other in pairwise(list(before)[::3]):
            gone = {anchor: words for anchor, words in before.items() if anchor != one}
            assert told(with_units(edition, part, gone)) == [("vanished-anchor", one)]
            final = before[one][-1]
            reworded = (*before[one][:-1], (*final[:-1], f"{final[-1]} Tallow."))
            made = with_units(edition, part, before | {one: reworded})
            assert told(made) == [("pending-revision", one)]
            swapped = before | {one: before[other], other: before[one]}
            if one != other:
                expected = {("swapped-anchor", one), ("swapped-anchor", other)}
                assert expected <= structural(with_units(edition, part, swapped))
