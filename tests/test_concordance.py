"""Where the forms of names and terms are found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.concordance import linked, occurrences, words_of
from maocoop.read import read

if TYPE_CHECKING:
    from maocoop.model import Edition

SPECIMEN = Path(__file__).parent / "specimen"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The specimen edition."""
    return read(SPECIMEN)


def places(edition: Edition, anchor: str) -> list[tuple[str, str, bool]]:
    """(unit.sentence, form, inside) of every place of an entry."""
    return [
        (f"{each.unit.anchor}.{each.sentence}", each.form, each.inside)
        for each in occurrences(edition)[anchor]
    ]


def test_places_in_reading_order(specimen: Edition) -> None:
    assert places(specimen, "person-fenn") == [
        ("HN.3.1", "A. Fenn", False),
        ("n1.1", "A. Fenn", False),
    ]


def test_offsets_are_those_of_the_printed_sentence(specimen: Edition) -> None:
    (found,) = occurrences(specimen)["place-mara"]
    assert found.line.printed[found.start : found.end] == found.form == "Cape M̄ara"


def test_the_longest_form_counts(specimen: Edition) -> None:
    assert places(specimen, "org-council") == [
        ("HN.2.1", "council", False),
        ("II.3.2", "[council [of 1899]]", False),
        ("II.3.2", "council", False),
    ]


def test_what_is_excluded_is_not_found(specimen: Edition) -> None:
    (council,) = (e for e in specimen.entities if e.anchor == "org-council")
    others = tuple(e for e in specimen.entities if e is not council)
    bare = replace(specimen, entities=(*others, replace(council, excluded=())))
    assert ("GC.1.1", "council", False) in places(bare, "org-council")


def test_what_a_name_includes_counts_there_too(specimen: Edition) -> None:
    assert ("HN.3.1", "Lamp House", True) in places(specimen, "place-tarn")


def test_forms_are_whole_words() -> None:
    pattern = words_of(["Party", "Communist Party", "mu"])
    assert [m.group() for m in pattern.finditer("Partying mud. The Party's Communist Party.")] == [
        "Party",
        "Communist Party",
    ]


def test_links_have_the_offsets_of_their_words(specimen: Edition) -> None:
    (n2,) = (u for u in specimen.texts[0].units() if u.anchor == "n2")
    line = n2.sentences[1]
    found = [line.plain[start:end] for start, end, _ in linked(line.inlines)]
    assert found == ["note 4", "section II", "first paragraph", "text May 1, 1899(2)"]
