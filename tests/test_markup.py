"""The notation: cases an editor can read in markup.md, and properties of any line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maocoop.errors import Position
from maocoop.markup import Grammar, inlines, plain, printed, sentences
from maocoop.model import Emphasis, Mark, Ref, Supplied, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.model import Inline

AT = Position("x.yaml", 7, 9)


def _cases() -> Iterator[tuple[str, list[str], str]]:
    pieces = Path(__file__).with_name("markup.md").read_text(encoding="utf-8").split("\n.\n")
    for i in range(0, len(pieces) - 2, 3):
        title = pieces[i].strip().splitlines()[-1]
        yield title, pieces[i + 1].splitlines(), pieces[i + 2]


CASES = list(_cases())


def _shown(nodes: Iterable[Inline]) -> str:
    return "".join(map(_one, nodes))


def _one(node: Inline) -> str:
    if isinstance(node, Words):
        return node.text
    if isinstance(node, Mark):
        return f"{{{node.note}}}"
    if isinstance(node, Ref):
        to = node.to
        address = f"{to.scheme or 'anchor'} {to.id or '?'}"
        address += f"#{to.part}" if to.part else ""
        address += f" {to.certainty}" if to.certainty else ""
        return f"{{{address}: {_shown(node.content)}}}"
    return f"{{{'i' if isinstance(node, Emphasis) else 's'}: {_shown(node.content)}}}"


@pytest.mark.parametrize(("title", "lines", "expected"), CASES, ids=[case[0] for case in CASES])
def test_case(title: str, lines: list[str], expected: str) -> None:
    grammar = Grammar(lines[0].split(":")[0])
    made, findings = sentences([(line.partition(": ")[2], AT) for line in lines], grammar)
    shown = [_shown(sentence.inlines) for sentence in made]
    shown += [f"! {finding.message}" for finding in findings]
    assert "\n".join(shown) == expected, title


def test_there_are_cases() -> None:
    assert len(CASES) > 20


def test_a_finding_stands_at_the_sign() -> None:
    _, findings = inlines("see [here](nowhere:x)", AT, Grammar.NOTES)
    assert [finding.at for finding in findings] == [Position("x.yaml", 7, 18)]
    assert "bib:walker-1966" in findings[0].hint


def test_an_empty_line_is_a_finding() -> None:
    _, findings = sentences([("", AT)], Grammar.NOTES)
    assert [finding.message for finding in findings] == ["this line is empty"]


NOTATION = st.text(
    st.one_of(st.sampled_from("*[]()^\\\"' -.12ab"), st.characters(exclude_categories=["C"])),
    max_size=60,
)


@given(st.lists(NOTATION, min_size=1, max_size=4), st.sampled_from(Grammar))
def test_printed_words_are_the_plain_ones_sign_for_sign(lines: list[str], grammar: Grammar) -> None:
    made, _ = sentences([(line, AT) for line in lines], grammar)
    assert printed(" ".join(s.plain for s in made)) == " ".join(s.printed for s in made)
    for sentence in made:
        assert len(sentence.plain) == len(sentence.printed)
        assert plain(sentence.inlines) == sentence.printed


@given(NOTATION)
def test_no_letter_of_the_corpus_is_lost(line: str) -> None:
    (sentence,), _ = sentences([(line, AT)], Grammar.CORPUS)
    # "a" and "b" may be part of a mark: [^12a].
    letters = [sign for sign in line if sign.isalpha() and sign not in "ab"]
    assert [sign for sign in sentence.plain if sign.isalpha() and sign not in "ab"] == letters


@given(st.text(st.sampled_from("\"' abc.([-1"), max_size=40))
def test_typography_changes_no_length(text: str) -> None:
    assert len(printed(text)) == len(text)


def test_supplied_words_carry_their_brackets() -> None:
    nodes, _ = inlines("[some] peasants", AT, Grammar.CORPUS)
    assert nodes == (Supplied((Words("[some]"),)), Words(" peasants"))
