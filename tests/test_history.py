"""The record against the edition: states, standing, division, and words compared."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits import SPECIMEN, bound, change, units
from maocoop.errors import Position
from maocoop.history import (
    Standing,
    anchors_of_text,
    anchors_without_text,
    digest,
    last,
    newest_state,
    plain,
    same_division,
    same_words,
    standing,
    states,
    successor,
    tombstones,
    version_key,
    words,
    words_at,
)
from maocoop.read import read
from maocoop.record import Record, Release, State

RECORD = read(SPECIMEN).texts[0].record
NOWHERE = Position("")

some_words = st.lists(st.sampled_from(["a", "b", "“b”", "lamp,", "lamps", "1–2"]), max_size=9)


def _state(anchor: str, version: str, moved_to: str | None = None) -> State:
    paragraphs = () if moved_to else (("Words.",),)
    return State(anchor, version, "1902-01-01", paragraphs, "", None, moved_to, None, NOWHERE)


def _record(*releases: tuple[State, ...]) -> Record:
    return Record(
        tuple(Release(states[0].version, "1902-01-01", states, NOWHERE) for states in releases)
    )


# --- What an edition has ----------------------------------------------------------------------


def test_a_unit_in_printed_form_by_paragraph() -> None:
    notes = next(p for p in read(SPECIMEN).texts[0].parts if p.anchor == "NOTES")
    assert plain(notes.units[2]) == (
        ("“We lit forty lamps, [as] the master wished.”", "(Ledger, p. 7.)"),
        ("The report leaves out the master.",),
    )


def test_the_anchors_of_a_text_are_its_parts_and_units() -> None:
    anchors = anchors_of_text(read(SPECIMEN).texts[0])
    assert [a for a, words in anchors.items() if not words] == [
        "HN",
        "I",
        "II",
        "III",
        "NOTES",
        "GC",
        "EN",
    ]
    assert anchors["I.2"] == (("No, that is not how a house is lit.",),)


def test_the_anchors_without_text_have_one_line() -> None:
    anchors = anchors_without_text(read(SPECIMEN))
    assert anchors["bib-ledger-1899"] == (
        ("Oil Stores of Tarn. Ledger of the Oil Stores. Tarn, 1899.",),
    )
    assert anchors["text-1899-12-31"] == (("Letter on Oil",),)
    assert anchors["term-mu"] == (("mu: A lamp of wood that burns for three nights",),)
    assert anchors["text-1900-01-01"] == (("Speech on Lamps",),)


def test_a_digest_is_that_of_the_sentences_joined_by_one_blank() -> None:
    expected = hashlib.sha256("One “1”. Two. Three.".encode()).hexdigest()
    assert digest((("One “1”.", "Two."), ("Three.",))) == expected


def test_typography_is_no_difference_of_words() -> None:
    assert same_words((("He said, “It’s 1–2.”",),), (('He said, "It\'s 1-2."',),))
    assert not same_words((("He said—it.",),), (("He said-it.",),))


# --- Division ---------------------------------------------------------------------------------

TWO = (("One two three.", "Four five six."),)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (TWO, True),
        ((("One two three.", "Four other six."),), True),
        ((("One two, indeed, three.", "Four five six and more."),), True),
        ((("One two three. Four five six.",),), False),
        ((("One two three.",), ("Four five six.",)), False),
        ((("One two three. Four", "five six."),), False),
        ((("One two", "three. Four five six."),), False),
        ((("One two three.", "Four five six.", "Seven."),), False),
        ((), False),
    ],
)
def test_division(other: tuple[tuple[str, ...], ...], same: bool) -> None:
    assert same_division(TWO, other) is same
    assert same_division(other, TWO) is same


# --- What the record says ---------------------------------------------------------------------


def test_states_come_oldest_first() -> None:
    assert [state.version for state in states(RECORD)["n1"]] == ["0.1.0", "0.2.0"]
    assert states(RECORD)["n1"][1].why == (
        "A misprint of the first printing: the article ends on page 18."
    )
    newest = newest_state(RECORD, "n1")
    assert newest == states(RECORD)["n1"][1]
    assert newest_state(RECORD, "n9") is None


def test_the_words_of_a_release_are_those_recorded_up_to_it() -> None:
    old, new = words_at(RECORD, "0.1.0"), words_at(RECORD, "0.2.0")
    assert old["n1"].paragraphs != new["n1"].paragraphs
    assert old["n2"] == new["n2"]
    assert {"HN.5", "GC.3"} == old.keys() - new.keys()
    assert new.keys() - old.keys() == {"GC.4"}


def test_the_last_release() -> None:
    newest = last(RECORD)
    assert newest is not None
    assert newest.version == "0.2.0"
    assert last(Record()) is None


@pytest.mark.parametrize(
    ("anchor", "there", "expected"),
    [
        ("n2", True, Standing.UNCHANGED),
        ("HN", True, Standing.UNCHANGED),
        ("n12a", True, Standing.NEW),
        ("GC.3", False, Standing.MOVED),
        ("HN.5", False, Standing.RETIRED),
        ("GC.3", True, Standing.NEW),  # an anchor of a version below 1.0.0 may be used again
    ],
)
def test_standing(anchor: str, there: bool, expected: Standing) -> None:
    now = anchors_of_text(read(SPECIMEN).texts[0]).get(anchor, (("Words.",),)) if there else None
    assert standing(RECORD, anchor, now) is expected


def test_standing_of_reworded_and_declared_anchors() -> None:
    assert standing(RECORD, "n2", (("Other words.",),)) is Standing.REVISED
    leaving = replace(RECORD, changes=(change("n2", retired="taken out"),))
    assert standing(leaving, "n2", None) is Standing.RETIRED
    assert standing(replace(RECORD, changes=(change("n2", moved_to="n3"),)), "n2", None) is (
        Standing.MOVED
    )


def test_tombstones_of_releases_and_of_declared_changes() -> None:
    assert set(tombstones(RECORD)) == {"HN.5", "GC.3"}
    leaving = replace(RECORD, changes=(change("n2", retired="taken out"), change("n3")))
    assert set(tombstones(leaving)) == {"HN.5", "GC.3", "n2"}


def test_an_anchor_that_came_back_is_no_tombstone() -> None:
    back = _record((_state("a", "0.1.0"),), (_state("a", "0.2.0", "b"),), (_state("a", "0.3.0"),))
    assert tombstones(back) == {}


def test_successor_follows_every_move_and_ends_in_a_circle() -> None:
    moved = _record(
        (_state("a", "0.1.0"), _state("b", "0.1.0")),
        (_state("a", "0.2.0", "b"),),
        (_state("b", "0.3.0", "c"),),
    )
    assert [successor(moved, anchor) for anchor in "abc"] == ["c", "c", "c"]
    assert successor(RECORD, "GC.3") == "GC.4"
    round_and_round = _record((_state("a", "0.1.0", "b"), _state("b", "0.1.0", "a")))
    assert successor(round_and_round, "a") == "b"


def test_versions_are_numbers() -> None:
    assert version_key("1.10.0") > version_key("1.9.2") > version_key("0.20.0")
    assert [Release(v, "", (), NOWHERE).binding for v in ("0.9.0", "1.0.0", "10.0.0")] == [
        False,
        True,
        True,
    ]


# --- Comparing words --------------------------------------------------------------------------


def test_words_compared() -> None:
    pieces = [(piece.kind, piece.text) for piece in words("Lit by ten lamps.", "Lit by a lamp.")]
    assert pieces == [("same", "Lit by "), ("gone", "ten lamps. "), ("new", "a lamp.")]


def test_words_that_go_are_parted_from_those_that_stay() -> None:
    assert [p.text for p in words("a b", "a c")] == ["a ", "b ", "c"]
    assert [p.text for p in words("a b", "a")] == ["a", " b"]
    assert [(p.kind, p.text) for p in words("a b", "a b c")] == [("same", "a b "), ("new", "c")]
    assert [(p.kind, p.text) for p in words("b a", "a")] == [("gone", "b "), ("same", "a")]


def test_typography_is_no_difference_in_a_comparison() -> None:
    assert [(p.kind, p.text) for p in words('a "b" 1-2', "a “b” 1–2")] == [("same", "a “b” 1–2")]


@given(some_words, some_words)
def test_the_pieces_give_the_new_text_and_the_old_words(old: list[str], new: list[str]) -> None:
    pieces = words(" ".join(old), " ".join(new))
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == " ".join(new)
    before = "".join(piece.text for piece in pieces if piece.kind != "new").split()
    typographic = str.maketrans("“”–", '""-')
    assert [w.translate(typographic) for w in before] == [w.translate(typographic) for w in old]


def test_every_unit_stands_unchanged_after_a_release() -> None:
    edition = bound()
    text = edition.texts[0]
    assert {
        standing(text.record, anchor, now)
        for part in range(len(text.parts))
        for anchor, now in units(edition, part).items()
    } == {Standing.UNCHANGED}
