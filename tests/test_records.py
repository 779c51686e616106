"""The record itself: what is no record of a release, and what does not agree with it.

The examples of each rule are in `rules/`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from edits import DAY, SPECIMEN, bound, change, declared, found, in_text, told, units, with_units
from maocoop.check import records
from maocoop.read import read
from maocoop.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.model import Edition


def test_an_edition_without_a_record_has_no_covenant() -> None:
    bare = replace(read(SPECIMEN), version=None, released=None, record=Record())
    bare = in_text(bare, lambda text: replace(text, record=Record()))
    assert found(bare) == []
    assert told(replace(bare, version="0.1.0")) == [("unrecorded-version", "version")]
    assert told(declared(bare, change("n1"))) == [("idle-change", "n1")]


def _released(edition: Edition, edit: Callable[[Record], Record]) -> Edition:
    return in_text(edition, lambda text: replace(text, record=edit(text.record)))


def test_a_version_that_is_not_greater_is_a_damaged_record() -> None:
    edition = bound()
    first, *others = edition.texts[0].record.releases
    same = (replace(first, version="1.0.0"), *others)
    spoilt = _released(edition, lambda record: replace(record, releases=same))
    assert "version 0.2.0 comes after 1.0.0" in [finding.message for finding in found(spoilt)]


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


def test_a_change_that_leads_nowhere_or_misses_what_is_gone_does_not_apply() -> None:
    edition = bound()
    notes = [p.anchor for p in edition.texts[0].parts].index("NOTES")
    fewer = {anchor: words for anchor, words in units(edition, notes).items() if anchor != "n5"}
    gone = with_units(edition, notes, fewer)
    assert told(declared(gone, change("n5", moved_to="n6"))) == [("idle-change", "n5")]
    assert told(declared(gone, change("n5", moved_to="n5"))) == [("idle-change", "n5")]
    assert told(declared(gone, change("n5"))) == [("vanished-anchor", "n5"), ("idle-change", "n5")]
    assert told(declared(gone, change("n5", moved_to="n4"))) == []
