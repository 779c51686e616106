"""Words of a line in a node of their own, and marks behind them."""

from __future__ import annotations

from functools import partial

import pytest

from maocoop.errors import Position
from maocoop.markup import Grammar, inlines, plain
from maocoop.model import Emended, Emphasis, Inline, Mark, Name, Ref, Supplied, Words, walk
from maocoop.render.marking import followed, wrapped

NAME = partial(Name, "place-x")


def line(text: str, grammar: Grammar = Grammar.CORPUS) -> tuple[Inline, ...]:
    """A line of the notation."""
    return inlines(text, Position("x"), grammar)[0]


def named(text: str, words: str, grammar: Grammar = Grammar.CORPUS) -> tuple[Inline, ...]:
    """The line with some words of it in a name."""
    nodes = line(text, grammar)
    start = plain(nodes).index(words)
    return wrapped(nodes, start, start + len(words), NAME)


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("In Ansai *xian* then", "Ansai xian", (Words("Ansai "), Emphasis((Words("xian"),)))),
        ("each *xian* is", "xian", (Emphasis((Words("xian"),)),)),
        (
            "the [Party] committee",
            "[Party] committee",
            (Supplied((Words("[Party]"),)), Words(" committee")),
        ),
        ("China", "China", (Words("China"),)),
        ("China.[^7] At", "China", (Words("China"),)),
    ],
)
def test_words_are_wrapped(text: str, words: str, expected: tuple[Inline, ...]) -> None:
    made = named(text, words)
    assert [node.content for node in walk(made) if isinstance(node, Name)] == [expected]
    assert plain(made) == plain(line(text))


def test_words_inside_a_bracket_are_wrapped_there() -> None:
    (_, supplied, _) = named("the [Party and League] men", "Party")
    assert isinstance(supplied, Supplied)
    assert supplied.content == (
        Words("["),
        Name("place-x", (Words("Party"),)),
        Words(" and League]"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see [China in 1955](bib:x) there", "China"),
        ("see [China](bib:x) there", "China"),
        ("see [China](bib:x) there", "China there"),
        ("a *long title* of it", "title of"),
        ("the Party[^2] Center", "Party Center"),
    ],
)
def test_a_link_half_of_italics_and_a_mark_stay_as_they_are(text: str, words: str) -> None:
    grammar = Grammar.NOTES if "](" in text else Grammar.CORPUS
    assert named(text, words, grammar) == line(text, grammar)


def test_a_mark_comes_behind_the_marks_that_are_there() -> None:
    nodes = followed(line("the Party[^2] and"), len("the Party"), Mark("e1", "e1"))
    assert nodes == (Words("the Party"), Mark("n2", "2"), Mark("e1", "e1"), Words(" and"))


def test_a_mark_inside_a_link_comes_behind_it() -> None:
    nodes = followed(line("see [China in 1955](bib:x).", Grammar.NOTES), 9, Mark("e1", "e1"))
    assert isinstance(nodes[1], Ref)
    assert nodes[2] == Mark("e1", "e1")


def test_a_mark_inside_emended_words_parts_them() -> None:
    emended = wrapped(line("unable to catch up"), 0, 15, partial(Emended, "w92"))
    nodes = followed(emended, len("unable to"), Mark("e1", "e1"))
    assert nodes == (
        Emended("w92", (Words("unable to"),)),
        Mark("e1", "e1"),
        Emended("w92", (Words(" catch"),)),
        Words(" up"),
    )
