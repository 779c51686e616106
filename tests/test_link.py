"""Who speaks of what, in the specimen."""

from __future__ import annotations

from pathlib import Path

import pytest

from maocoop.link import Links, Placed, link
from maocoop.read import read

SPECIMEN = Path(__file__).parent / "specimen"


@pytest.fixture(scope="module")
def links() -> Links:
    """The links of the specimen."""
    return link(read(SPECIMEN))


def test_a_mark_is_placed_in_its_sentence(links: Links) -> None:
    assert links.texts["1900-01-01"].marks["n2"] == Placed("n2", "I.1", 2, 66)


def test_notes_and_comments_of_a_unit(links: Links) -> None:
    text = links.texts["1900-01-01"]
    assert [unit.anchor for unit in text.notes["II.2"]] == ["n3"]
    assert [unit.anchor for unit in text.comments["II.3"]] == ["GC.1"]
    assert text.notes["I.2"] == ()


def test_an_anchor_knows_what_points_to_it(links: Links) -> None:
    pointing = links.texts["1900-01-01"].pointing
    assert [c.unit.anchor for c in pointing["n4"]] == ["n2", "n5"]
    assert [c.unit.anchor for c in pointing["III"]] == ["GC.2"]
    assert [c.words for c in pointing["II.1"]] == ["first paragraph"]


def test_a_work_knows_where_it_is_cited_and_how(links: Links) -> None:
    cited = [(c.unit.anchor, c.sentence, c.words) for c in links.works["harbor-almanac-1901"]]
    assert cited == [("n4", 2, "HA, 2"), ("GC.4", 1, "Harbor Almanac")]


def test_a_sister_text_knows_which_part_is_meant(links: Links) -> None:
    (citation,) = links.sister_texts["1899-12-31"]
    assert (citation.unit.anchor, citation.to.part) == ("n1", "n2")
    (guess,) = links.sister_texts["1899-05-01-2"]
    assert guess.to.certainty == "conjectured"


def test_everything_has_its_entry_also_where_nothing_points(links: Links) -> None:
    edition = read(SPECIMEN)
    assert list(links.works) == [work.id for work in edition.works]
    assert set(links.texts["1900-01-01"].pointing) >= {u.anchor for u in edition.texts[0].units()}
