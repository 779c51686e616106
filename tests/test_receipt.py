"""What a comparison of two states tells, and what a build accounts for."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edits import SPECIMEN, bound, change, declared, in_text, inserted, units, with_units
from maocoop import snapshot
from maocoop.history import Piece
from maocoop.link import link
from maocoop.model import Kind
from maocoop.read import read
from maocoop.receipt import Comparison, Fate, account, compare, excerpt
from maocoop.render import data

if TYPE_CHECKING:
    from maocoop.model import Edition, Text

TESTS = Path(__file__).parent
NOTES = 4
"""The number of the part with the translators' notes in the specimen."""

SECTION = 2
"""That of section II."""

ID = "1900-01-01"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition."""
    return read(SPECIMEN)


def contract(edition: Edition) -> dict[str, bytes]:
    """The data contract of each text."""
    made = partial(data.render, edition, link(edition), TESTS.parent / "templates")
    return {text.id: made(text)[f"data/{text.id}.json"] for text in edition.texts}


def changed(before: Edition, after: Edition) -> Comparison:
    """How two editions differ."""
    return compare(snapshot.of_edition(before, "one"), snapshot.of_edition(after, "other"))


def fates(comparison: Comparison) -> list[tuple[str, Fate]]:
    """What became of which anchor, in the order in which it is told."""
    return [(each.address, each.fate) for each in comparison.differences]


def reworded(edition: Edition, part: int, anchor: str, old: str, new: str) -> Edition:
    """The edition with other words in a unit."""
    before = units(edition, part)
    assert old in str(before[anchor])
    words = tuple(tuple(line.replace(old, new) for line in each) for each in before[anchor])
    return with_units(edition, part, before | {anchor: words})


# --- States -----------------------------------------------------------------------------------


def test_the_data_contract_says_what_the_units_say(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        read_back = snapshot.of_data(contract(each), "a build")
        for text in each.texts:
            assert read_back.sides[text.id] == snapshot.units_of(text)
            assert list(read_back.sides[text.id]) == [unit.anchor for unit in text.units()]


def test_the_digest_is_of_the_words_of_the_speech(text: Text) -> None:
    spoken = [
        sentence.printed
        for unit in text.units()
        if unit.kind in (Kind.PARAGRAPH, Kind.QUOTATION)
        for sentence in unit.sentences
    ]
    digest = hashlib.sha256(" ".join(spoken).encode()).hexdigest()
    assert snapshot.speech_digest(snapshot.units_of(text)) == digest


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"units": 3}',
        b'{"units": [3]}',
        b'{"units": [{"anchor": "I.1"}]}',
        b'{"units": [{"anchor": "I.1", "kind": "poem", "sentences": [], "paragraph-starts": []}]}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_damaged_contract_tells_nothing(damage: bytes, specimen: Edition) -> None:
    assert snapshot.of_data({ID: damage}, "a build").sides == {}
    assert account(specimen, (), {ID: damage}, contract(specimen)).comparison is None


def test_a_version_is_what_its_release_recorded(specimen: Edition) -> None:
    first, second = (snapshot.of_version(specimen, each) for each in ("0.1.0", "0.2.0"))
    assert {"HN.5", "GC.3"} <= first.sides[ID].keys()
    assert not {"HN.5", "GC.3"} & second.sides[ID].keys()
    assert second.sides[ID].keys() == snapshot.of_edition(specimen, "now").sides[ID].keys()
    assert first.stones[ID] == {}  # what went later is no tombstone yet
    assert second.stones[ID].keys() == {"HN.5", "GC.3"}
    kinds = {anchor: entry.kind for anchor, entry in first.sides[ID].items()}
    assert kinds["HN"] is None
    assert kinds["HN.5"] is Kind.HEADNOTE
    assert kinds["GC.3"] is Kind.COMMENT
    assert kinds["n1"] is Kind.NOTE
    assert kinds["II.1"] is Kind.PARAGRAPH


def test_a_text_that_joined_later_is_in_no_version_before(specimen: Edition) -> None:
    text = specimen.texts[0]
    later = replace(
        text, id="1900-02-02", record=replace(text.record, releases=text.record.releases[1:])
    )
    both = replace(specimen, texts=(text, later))
    assert set(snapshot.of_version(both, "0.1.0").sides) == {None, ID}
    assert set(snapshot.of_version(both, "0.2.0").sides) == {None, ID, "1900-02-02"}


@given(st.permutations("abcdef"), st.permutations("defghi"))
def test_reading_order_keeps_every_key_once(before: list[str], after: list[str]) -> None:
    order = snapshot.in_reading_order(before, after)
    assert sorted(order) == sorted({*before, *after})
    assert [key for key in order if key in after] == after


# --- Comparing --------------------------------------------------------------------------------


def test_an_edition_differs_not_from_itself(edition: Edition) -> None:
    comparison = changed(edition, edition)
    assert comparison.nothing
    assert comparison.speeches[0].after
    assert not comparison.speeches[0].changed


def test_a_word_of_a_note_is_told_and_nothing_else(specimen: Edition) -> None:
    comparison = changed(specimen, reworded(specimen, NOTES, "n2", "northern", "southern"))
    assert fates(comparison) == [(f"{ID}/n2", Fate.REWORDED)]
    (note,) = comparison.differences
    assert note.whose == "a note of the translators"
    assert [piece for piece in note.pieces if piece.kind != "same"] == [
        Piece("gone", "northern "),
        Piece("new", "southern "),
    ]
    assert not comparison.speeches[0].changed
    assert not comparison.nothing


def test_a_word_of_the_speech_changes_its_digest(specimen: Edition) -> None:
    comparison = changed(specimen, reworded(specimen, SECTION, "II.3", "enough", "plenty"))
    assert fates(comparison) == [(f"{ID}/II.3", Fate.REWORDED)]
    (speech,) = comparison.speeches
    assert speech.changed
    assert speech.before != speech.after


def test_signs_and_divisions_are_no_words(specimen: Edition) -> None:
    signs = reworded(specimen, NOTES, "n1", "–", "-")
    assert fates(changed(specimen, signs)) == [(f"{ID}/n1", Fate.SIGNS)]
    notes = units(specimen, NOTES)
    ((first, second),) = notes["n4"]
    joined = with_units(specimen, NOTES, notes | {"n4": ((f"{first} {second}",),)})
    comparison = changed(specimen, joined)
    assert fates(comparison) == [(f"{ID}/n4", Fate.REDIVIDED)]
    assert comparison.differences[0].pieces == ()


def test_units_that_come_and_go_are_told_in_reading_order(specimen: Edition) -> None:
    part = inserted(units(specimen, NOTES), "n2", {"n2a": (("A wharf of brine.",),)})
    del part["n1"], part["n4"]
    comparison = changed(specimen, with_units(specimen, NOTES, part))
    assert fates(comparison) == [
        (f"{ID}/n1", Fate.REMOVED),
        (f"{ID}/n2a", Fate.ADDED),
        (f"{ID}/n4", Fate.REMOVED),
    ]
    assert comparison.differences[1].pieces == (Piece("new", "A wharf of brine."),)


def test_a_whole_part_is_told_with_its_units(specimen: Edition) -> None:
    text = specimen.texts[0]
    less = in_text(
        specimen, lambda text: replace(text, parts=text.parts[:SECTION] + text.parts[SECTION + 1 :])
    )
    comparison = changed(less, specimen)
    part = text.parts[SECTION]
    added = [part.anchor, *(unit.anchor for unit in part.units)]
    assert fates(comparison) == [(f"{ID}/{anchor}", Fate.ADDED) for anchor in added]
    assert comparison.differences[0].whose == "a whole part"


def test_units_in_another_order_are_told(specimen: Edition) -> None:
    part = units(specimen, SECTION)
    moved = {anchor: part[anchor] for anchor in ("II.2", "II.1", "II.3")}
    comparison = changed(specimen, with_units(specimen, SECTION, moved))
    assert comparison.differences == ()
    assert len(comparison.displaced) == 1
    assert comparison.speeches[0].changed
    assert not comparison.nothing


def test_what_an_editor_declared_is_told(specimen: Edition) -> None:
    part = units(specimen, NOTES)
    words = part.pop("n5")
    part = {anchor: part[anchor] for anchor in part if anchor != "n3"}
    part["n7"] = words
    edited = declared(
        with_units(specimen, NOTES, part),
        change("n5", moved_to="n7"),
        change("n3", retired="No longer needed."),
    )
    comparison = changed(specimen, edited)
    assert fates(comparison) == [(f"{ID}/n3", Fate.RETIRED), (f"{ID}/n5", Fate.MOVED)]
    retired, moved = comparison.differences
    assert (retired.retired, retired.why) == ("No longer needed.", "An editor's reason.")
    assert {piece.kind for piece in retired.pieces} == {"gone"}
    assert (moved.moved_to, moved.pieces) == ("n7", ())


def test_the_declared_reason_of_a_rewording_is_told(specimen: Edition) -> None:
    edited = reworded(specimen, NOTES, "n2", "northern", "southern")
    assert changed(specimen, edited).differences[0].why is None
    (note,) = changed(specimen, declared(edited, change("n2"))).differences
    assert note.why == "An editor's reason."


def test_versions_are_compared_with_their_reasons(specimen: Edition) -> None:
    first, second = (snapshot.of_version(specimen, each) for each in ("0.1.0", "0.2.0"))
    comparison = compare(first, second)
    assert fates(comparison) == [
        (f"{ID}/HN.5", Fate.RETIRED),
        (f"{ID}/n1", Fate.REWORDED),
        (f"{ID}/GC.3", Fate.MOVED),
    ]
    assert all(each.why for each in comparison.differences)
    assert not comparison.speeches[0].changed
    assert comparison.emended is None
    assert compare(second, snapshot.of_edition(specimen, "now")).nothing


def test_what_is_in_the_lists_is_compared_where_both_tell_it(specimen: Edition) -> None:
    first, *others = specimen.entities
    edited = replace(specimen, entities=(replace(first, gloss="A wharf."), *others))
    comparison = changed(specimen, edited)
    assert fates(comparison) == [(first.anchor, Fate.REWORDED)]
    assert comparison.differences[0].text is None
    assert comparison.differences[0].whose == "in the lists of this edition"
    before = snapshot.of_data(contract(specimen), "a build")
    assert compare(before, snapshot.of_data(contract(edited), "a build")).nothing


def test_emendations_that_come_and_go_are_told(specimen: Edition) -> None:
    emendation = specimen.texts[0].emendations[0]
    less = in_text(specimen, lambda text: replace(text, emendations=text.emendations[1:]))
    assert changed(specimen, less).restored == ((ID, emendation),)
    assert changed(specimen, less).emended == ()
    assert changed(less, specimen).emended == ((ID, emendation),)
    assert not changed(less, specimen).nothing


# --- Excerpts ---------------------------------------------------------------------------------


def test_an_excerpt_keeps_the_changes_and_some_words_around() -> None:
    many = " ".join(f"w{number}" for number in range(30))
    pieces = (Piece("same", f"{many} "), Piece("gone", f"{many} "), Piece("same", many))
    assert [piece.text for piece in excerpt(pieces, 2)] == [
        "⟨…⟩ w28 w29 ",
        f"{many} ",
        "w0 w1 ⟨…⟩",
    ]
    assert excerpt(pieces, 2, longest=3)[1] == Piece("gone", "w0 w1 ⟨…⟩ w29 ")
    assert excerpt(pieces, 40) == pieces


# --- What a build accounts for ----------------------------------------------------------------


def test_the_first_build_compares_with_nothing(specimen: Edition) -> None:
    assert account(specimen, (), {}, contract(specimen)).comparison is None


def test_a_build_is_compared_with_the_one_before(specimen: Edition) -> None:
    edited = reworded(specimen, NOTES, "n2", "northern", "southern")
    comparison = account(edited, (), contract(specimen), contract(edited)).comparison
    assert comparison is not None
    assert fates(comparison) == [(f"{ID}/n2", Fate.REWORDED)]
    assert not comparison.speeches[0].changed
    again = account(edited, (), contract(edited), contract(edited)).comparison
    assert again is not None
    assert again.nothing
    assert again.speeches == comparison.speeches


def test_what_is_reworded_since_a_binding_release_is_pending(specimen: Edition) -> None:
    edited = reworded(bound(), NOTES, "n2", "northern", "southern")
    assert account(edited, (), {}, {}).pending == (f"{ID}/n2",)
    assert account(bound(), (), {}, {}).pending == ()
    free = reworded(specimen, NOTES, "n2", "northern", "southern")
    assert account(free, (), {}, {}).pending == ()  # versions below 1.0.0 promise nothing
