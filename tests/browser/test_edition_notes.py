"""The notes of this edition: marked where they belong, whole in a list at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from browser.visits import Visit

pytestmark = pytest.mark.chromium


def ours(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The notes of this edition, in their order."""
    return [unit for unit in units if unit["kind"] == "edition-note"]


def test_every_note_stands_whole_in_the_list(visit: Visit, units: list[dict[str, Any]]) -> None:
    words = "es => es.map(e => [e.closest('li').id, e.textContent.trim().replace(/\\s+/g, ' ')])"
    found = dict(visit().locator("#EN li > p:nth-child(2)").evaluate_all(words))
    notes = ours(units)
    assert list(found) == [note["anchor"] for note in notes]
    for note in notes:
        assert found[note["anchor"]].startswith(" ".join(note["sentences"])), note["anchor"]


def test_the_lemmas_of_a_note_lead_to_the_sentences(visit: Visit) -> None:
    page = visit()
    for link in page.locator("#EN li .lemma a[href^='#']:not(.anchor)").all():
        target = (link.get_attribute("href") or "")[1:]
        assert page.evaluate("id => !!document.getElementById(id)", target), target


def test_every_mark_of_ours_is_counted(visit: Visit, units: list[dict[str, Any]]) -> None:
    page = visit()
    lists = "main > section sup.mark.edition a"
    marks = page.locator(lists).evaluate_all(
        "es => es.filter(e => !e.closest('aside')).map(e => e.getAttribute('href').slice(1))"
    )
    wanted = [note["anchor"] for note in ours(units)]
    assert sorted(set(marks)) == sorted(wanted)
