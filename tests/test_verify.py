"""What the checker answers: the table of cases that the page must answer too, and any words at all."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from maocoop import cite
from maocoop.read import read
from maocoop.verify import Answer, Kind, Register, register, sentence, verify, verify_in
from maocoop.verify.passages import sentences_at
from maocoop.verify.register import comparable

TESTS = Path(__file__).parent
CASES = json.loads((TESTS / "verify" / "cases.json").read_text(encoding="utf-8"))


@cache
def ledger(root: Path) -> Register:
    """The register of an edition on disk."""
    return register(read(root))


def told(answer: Answer) -> dict[str, Any]:
    """What a case says of an answer."""
    return {
        "kind": answer.kind.value,
        "place": answer.place,
        "version": answer.version,
        "places": list(answer.places),
        "changes": [f"{change.anchor} {change.step.version}" for change in answer.changes],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["words"][:60])
def test_every_case_is_answered_as_told(case: dict[str, Any]) -> None:
    answers = verify_in(ledger(TESTS / "specimen"), case["words"])
    assert [told(answer) for answer in answers] == case["answers"]
    for answer in answers:
        assert sentence(answer)


def test_every_kind_of_answer_is_in_the_table() -> None:
    assert {each["kind"] for case in CASES for each in case["answers"]} == set(Kind)


def test_a_revision_says_how() -> None:
    (answer,) = verify(read(TESTS / "specimen"), "1900-01-01/n1, version 0.1.0")
    (change,) = answer.changes
    assert ("gone", "12–16, ") in change.step.pieces
    assert ("new", "12–18, ") in change.step.pieces
    assert change.step.why.startswith("A misprint")


def test_true_words_inside_a_misquotation_do_not_make_it_stand() -> None:
    for words in ("The master told you, “Wait for spring,” and left.", "He said: “We lit” “forty”"):
        whole, *parts = verify_in(ledger(TESTS / "specimen"), words)
        assert (whole.kind, whole.place) == (Kind.NOT_FOUND, "")
        assert parts


def test_every_citation_of_every_place_is_understood() -> None:
    edition = read(TESTS / "specimen")
    text = edition.texts[0]
    for unit in text.units():
        for style, words in cite.citations(
            edition, text, cite.Address(text.id, unit.anchor)
        ).items():
            (answer,) = verify_in(ledger(TESTS / "specimen"), words)
            assert (answer.kind, answer.place) == (Kind.UNCHANGED, f"{text.id}/{unit.anchor}"), (
                style
            )
            assert answer.version == "0.2.0"


# --- Any words at all -------------------------------------------------------------------------


def occurrences(held: Register, words: str, version: str | None) -> set[str]:
    """The units in which words begin, by plain search: another way than the checker's."""
    wanted = re.compile(rf"(?<![^\W_]){re.escape(comparable(words))}(?![^\W_])")
    found = set()
    for book in held.books:
        for section in book.sections:
            for k, entry in enumerate(section.entries):
                own = comparable(" ".join(sentences_at(held, entry, version)))
                behind = [sentences_at(held, each, version) for each in section.entries[k + 1 :]]
                rest = comparable(" ".join(s for sentences in behind for s in sentences))
                for match in wanted.finditer(f"{own} {rest}" if own else ""):
                    if match.start() < len(own):
                        found.add(f"{book.id}/{entry.anchor}")
    return found


def spans(held: Register, count: int, seed: int) -> list[str]:
    """Runs of two to twelve words of today or of a release, at random but the same every time."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        book = chance.choice(held.books)
        section = chance.choice(book.sections)
        version = chance.choice([None, *held.versions])
        words = " ".join(
            sentence for entry in section.entries for sentence in sentences_at(held, entry, version)
        ).split()
        begin = chance.randrange(len(words))
        made.append(" ".join(words[begin : begin + chance.randint(2, 12)]).strip(",.;:"))
    return [words for words in made if words]


@pytest.mark.parametrize("root", [TESTS / "specimen", TESTS.parent], ids=["specimen", "real"])
def test_words_that_stand_somewhere_are_found_there_and_nowhere_else(root: Path) -> None:
    held = ledger(root)
    plain = [words for words in spans(held, 150, seed=1) if not cite_like(words)]
    assert len(plain) > 80
    for words in plain:
        (answer, *more) = verify_in(held, words)
        assert not more
        today = occurrences(held, words, None)
        if len(today) > 1:
            assert answer.kind is Kind.AMBIGUOUS, words
            assert {unit_of(place) for place in answer.places} == today
        elif today:
            assert answer.kind in {Kind.UNCHANGED, Kind.UNRELEASED, Kind.AMBIGUOUS}, words
            assert {unit_of(place) for place in (answer.place, *answer.places) if place} >= today
        else:
            assert answer.kind in {Kind.REVISED, Kind.MOVED, Kind.RETIRED, Kind.AMBIGUOUS}, words


@pytest.mark.parametrize("root", [TESTS / "specimen", TESTS.parent], ids=["specimen", "real"])
def test_a_misquotation_is_never_said_to_stand(root: Path) -> None:
    held = ledger(root)
    chance = random.Random(2)
    asked = 0
    for words in spans(held, 150, seed=3):
        each = words.split()
        k = chance.randrange(len(each))
        each[k] = chance.choice([each[k] + "s", "not " + each[k], each[k][::-1] + "x", "and"])
        wrong = " ".join(each)
        # A last stop is not compared, so it does not make the words others.
        if cite_like(wrong) or any(
            occurrences(held, wrong.rstrip(",."), version) for version in [None, *held.versions]
        ):
            continue
        assert [answer.kind for answer in verify_in(held, wrong)] == [Kind.NOT_FOUND], wrong
        asked += 1
    assert asked > 80


def unit_of(place: str) -> str:
    """The unit in which a passage begins."""
    return re.sub(r"\.\d+(?:–.*)?$", "", place)


def cite_like(words: str) -> bool:
    """Whether words hold what is no plain quotation: marks of quotation, of omission, an address."""
    return bool(re.search(r"[“”\"…]|\.\.\.|\d{4}-\d\d|^\w+\.?\d*$", words))
