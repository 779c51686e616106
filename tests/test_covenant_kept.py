"""The covenant on anchors: insertions, rewordings and declared departures are let pass."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from edits import (
    DAY,
    NEW_WORDS,
    ROOT,
    SPECIMEN,
    bound,
    change,
    declared,
    found,
    inserted,
    lines,
    pick,
    randomly,
    some_units,
    structural,
    told,
    units,
    with_units,
)
from maocoop.history import Standing, same_words, standing, successor, tombstones
from maocoop.read import read
from maocoop.release import released

# --- What everybody may -----------------------------------------------------------------------


@randomly
def test_an_inserted_unit_changes_no_other_anchor(data: st.DataObject) -> None:
    part, before = some_units(data)
    after = pick(data, list(before))
    words = data.draw(st.lists(st.sampled_from(NEW_WORDS), min_size=1, max_size=9))
    made = inserted(before, after, {f"{after}a": ((" ".join(words),),)})
    edition = with_units(bound(), part, made)
    assert found(edition) == []
    again = released(edition, "1.1.0", DAY).texts[0].record.releases[-1]
    assert [state.anchor for state in again.states] == [f"{after}a"]


def test_a_note_inserted_between_12_and_13_of_the_real_edition() -> None:
    edition = bound(ROOT)
    part = [p.anchor for p in edition.texts[0].parts].index("NOTES")
    before = units(edition, part)
    made = with_units(edition, part, inserted(before, "n12", {"n12a": (("See note 4.",),)}))
    assert found(made) == []
    record = made.texts[0].record
    assert {standing(record, anchor, now) for anchor, now in before.items()} == {Standing.UNCHANGED}
    again = released(made, "1.1.0", DAY).texts[0].record.releases[-1]
    assert [state.anchor for state in again.states] == ["n12a"]


@randomly
def test_a_rewording_is_pending_and_no_error(data: st.DataObject) -> None:
    part, before = some_units(data)
    anchor = pick(data, list(before))
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


@randomly
def test_a_word_taken_out_is_pending_and_no_error(data: st.DataObject) -> None:
    part, before = some_units(data)
    long = [anchor for anchor, words in before.items() if len(words[0][0].split()) > 4]
    if not long:
        return
    anchor = pick(data, long)
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
    edition = with_units(bound(), part, before | {"n1": before["n5"]})
    assert told(edition) == [("pending-revision", "n1")]


def test_works_texts_and_terms_may_be_reworded_freely() -> None:
    edition = bound()
    (*others, term) = edition.entities
    term = replace(term, gloss="A lamp that burns for four nights.")
    sister = replace(edition.sister_texts[0], title="Letter on Wicks")
    after = replace(
        edition, entities=(*others, term), sister_texts=(sister, *edition.sister_texts[1:])
    )
    assert found(after) == []
    made = released(after, "1.1.0", DAY).record.releases[-1]
    assert [state.anchor for state in made.states] == ["text-1899-12-31", "term-mu"]


# --- What is declared -------------------------------------------------------------------------


@randomly
def test_a_declared_departure_passes_and_leaves_a_tombstone(data: st.DataObject) -> None:
    part, before = some_units(data)
    gone = pick(data, list(before))
    after = {anchor: words for anchor, words in before.items() if anchor != gone}
    edition = declared(with_units(bound(), part, after), change(gone, retired="Taken out."))
    assert found(edition) == []
    made = released(edition, "1.1.0", DAY)
    assert found(made) == []
    assert tombstones(made.texts[0].record)[gone].retired == "Taken out."
    # It is gone for ever: the same words at the same anchor are refused.
    assert told(with_units(made, part, before)) == [("reused-anchor", gone)]


@randomly
def test_a_declared_move_passes_and_leads_on(data: st.DataObject) -> None:
    part, before = some_units(data)
    old = pick(data, list(before))
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


def test_a_long_unit_merged_into_a_short_one_by_declaration() -> None:
    before = units(bound(), 1)
    merged = " ".join([*lines(before["I.1"]), *lines(before["I.2"])])
    edition = with_units(bound(), 1, {"I.2": ((merged,),)})
    assert {("vanished-anchor", "I.1"), ("swapped-anchor", "I.2")} == structural(edition)
    edition = declared(edition, change("I.1", moved_to="I.2"), change("I.2"))
    assert found(edition) == []


def test_a_move_onto_another_anchor_whose_own_words_go_is_no_merging() -> None:
    before = units(bound(), 1)
    edition = with_units(bound(), 1, {"I.2": before["I.1"]})
    edition = declared(edition, change("I.1", moved_to="I.2"), change("I.2"))
    assert ("swapped-anchor", "I.2") in structural(edition)


def test_words_declared_retired_that_stand_at_a_new_anchor_are_told() -> None:
    before = units(bound(), 1)
    edition = with_units(bound(), 1, {"I.2": before["I.2"], "I.3": before["I.1"]})
    edition = declared(edition, change("I.1", retired="Taken out."))
    assert told(edition) == [("swapped-anchor", "I.3")]


# --- Below 1.0.0 -----------------------------------------------------------------------------


def test_below_one_nothing_is_promised() -> None:
    edition = read(SPECIMEN)
    before = units(edition, 1)
    for after in (
        {"I.1": before["I.1"]},
        {"I.1": before["I.2"], "I.2": before["I.1"]},
        {"I.1": (("Brine.",),), "I.2": before["I.2"]},
    ):
        assert found(with_units(edition, 1, after)) == []
