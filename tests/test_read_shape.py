"""Nodes and a schema -> what is wrong with the shape, in plain words and in place."""

from __future__ import annotations

import pytest

from maocoop.read import shape
from maocoop.read.nodes import nodes
from maocoop.read.schemas import KINDS, schema
from maocoop.read.shape import judged, value_of

NAMES = "bibliography"
WORK = "works:\n- id: a\n  certainty: given\n  item:\n    type: book\n"


def told(text: str, kind: str) -> list[str]:
    """`line:column rule: message | hint` for everything that is wrong with the shape of a file."""
    root, findings = nodes("x.yaml", text)
    assert root is not None
    assert findings == ()
    return [
        f"{f.at.line}:{f.at.column} {f.rule}: {f.message} | {f.hint}" for f in judged(root, kind)[1]
    ]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            "texts",
            "- a\n",
            "1:1 wrong-type: the file is a list, expected notes/texts.yaml"
            " | write its keys below it, indented: texts",
        ),
        (
            "texts",
            "texts:\n",
            "1:7 wrong-type: `texts` is empty, expected a list"
            " | write one item a line, each beginning with `- `, or [] for none",
        ),
        (
            "texts",
            "texts: []\ntxets: []\n",
            "2:1 unknown-key: unknown key `txets` | did you mean `texts`?",
        ),
        (
            "texts",
            "texts: []\n'': x\n",
            "2:1 unknown-key: unknown key `` | keys that may stand here: texts",
        ),
        (
            "texts",
            "texts: []\ncertainty: given\n",
            "2:1 misplaced-key: `certainty` does not belong here | it belongs under `texts`",
        ),
        (
            "texts",
            "texts: []\nstyle: given\n",
            "2:1 misplaced-key: `style` does not belong here"
            " | it belongs in the first column in notes/bibliography-formatted.yaml"
            " or under `templates` in notes/citation-templates.yaml",
        ),
        (
            "authorities",
            "entities:\n- {id: Mu, name: mu, forms: {mu: 1}, occurs: 1, gloss: x, certainty: given}\n",
            "2:8 wrong-value: `id` is `Mu`, expected an id, such as liu-shaoqi"
            " | its id, which links name: person:liu-shaoqi, term:cun",
        ),
        (
            NAMES,
            WORK + "    author: [{family: A, given: B}, C]\n",
            "6:37 wrong-type: item 2 of `author` is `C`, expected a name: family and given, or"
            " literal alone | write its keys below it, indented: family, given, dropping-particle,"
            " non-dropping-particle, suffix, literal",
        ),
        (
            NAMES,
            WORK + "    author: [{given: B}]\n",
            "6:14 missing-key: `family` is missing | add `family:` the family name",
        ),
        (
            NAMES,
            WORK + "    issued: 1956-02-30\n",
            "6:13 wrong-value: `issued` is `1956-02-30`, a day that no calendar has or a span that"
            " ends before it begins | when it was published. EDTF",
        ),
        (
            NAMES,
            WORK + "    tpye: book\n",
            "6:5 unknown-key: unknown key `tpye` | did you mean `type`?",
        ),
        (
            NAMES,
            WORK + "  conjectured: [title, titel]\n",
            "6:24 wrong-value: item 2 of `conjectured` is `titel`, expected a CSL field"
            " | did you mean `title`?",
        ),
        (
            NAMES,
            WORK + "  conjectured: [title, title]\n",
            "6:24 wrong-value: `title` stands twice in `conjectured` | keep one of the two",
        ),
        (
            NAMES,
            WORK + f"    title: '{'x' * 50} '\n",
            f"6:12 wrong-value: `title` is '{'x' * 39}…', expected words in one line, no blank at"
            " either end | the title",
        ),
    ],
)
def test_faults_of_shape(kind: str, text: str, expected: str) -> None:
    assert told(text, kind) == [expected]


EMENDATION = (
    "emendations:\n- anchor: II.4\n  reading: a\n  print: b\n  why: c\n  certainty: given\n  line: "
)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ('"5"', "write 5 without quotation marks"),
        ("'5'", "write 5 without quotation marks"),
        ("|\n    5", "write 5 without quotation marks"),
        ("0x1F", "write it in plain figures: 31"),
        ("1_000", "write it in plain figures: 1000"),
        ("+5", "write it in plain figures: 5"),
        ("0o17", "write it in plain figures: 15"),
        ("007", "write it in plain figures, such as 12"),
        ("5.0", "write it in plain figures, such as 12"),
        ("1e3", "write it in plain figures, such as 12"),
        ("12:30", "write it in plain figures, such as 12"),
        ("yes", "write it in plain figures, such as 12"),
        ("9999999999", "write it in plain figures: 9999999999"),
    ],
)
def test_whole_numbers_are_plain(value: str, hint: str) -> None:
    (line,) = told(EMENDATION + value + "\n", "emendations")
    assert line.startswith("7:9 wrong-type: `line` is ")
    assert line.endswith(f"expected the number of a line of the witness, such as 634 | {hint}")


def test_a_number_that_is_not_there() -> None:
    assert told(EMENDATION + "\n", "emendations") == [
        "7:8 wrong-type: `line` is empty, expected the number of a line of the witness, such as 634"
        " | write it in plain figures, such as 12"
    ]


@pytest.mark.parametrize("value", ["0", "-3"])
def test_numbers_below_the_first(value: str) -> None:
    (line,) = told(EMENDATION + value + "\n", "emendations")
    assert line.startswith(f"7:9 wrong-value: `line` is `{value}`, expected the number of a line")


SECTION = "anchor: I\nlabel: I\nparagraphs:\n- anchor: I.1\n  text: |\n    A.\nsupplied: "


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("yes", "write true, plain and in lower case"),
        ("on", "write true, plain and in lower case"),
        ("True", "write true, plain and in lower case"),
        ('"true"', "write true, plain and in lower case"),
        ("no", "write false, plain and in lower case"),
        ("off", "write false, plain and in lower case"),
        ("1", "write true or false, plain and in lower case"),
    ],
)
def test_truth_values_are_true_or_false(value: str, hint: str) -> None:
    (line,) = told(SECTION + value + "\n", "section")
    assert line.startswith("7:11 wrong-type: `supplied` is ")
    assert line.endswith(f", expected `true` or `false` | {hint}")


def test_true_and_false_are_plain() -> None:
    assert told(SECTION + "true\n", "section") == told(SECTION + "false\n", "section") == []


TEXT = "anchor: I\nlabel: I\nparagraphs:\n- anchor: I.1\n  text: "


@pytest.mark.parametrize(
    ("value", "writing"),
    [
        ("A sentence.", "plain words"),
        ("'A sentence.'", "words in quotation marks"),
        ('"A sentence."', "words in quotation marks"),
        (">\n    A sentence.", "a folded block (>)"),
    ],
)
def test_a_text_is_a_literal_block(value: str, writing: str) -> None:
    assert told(f"{TEXT}{value}\n", "section") == [
        f"5:9 wrong-value: {writing}, expected a block of sentences"
        " | write `text: |` and below it one sentence a line"
    ]


def test_a_text_without_words() -> None:
    (line,) = told(f"{TEXT}|\n\n", "section")
    assert line.startswith("5:9 wrong-value: `text` is empty, expected a block of sentences | ")


def test_values_in_notation_are_handed_on() -> None:
    root, _ = nodes("x.yaml", f"{TEXT}|\n    A.\n- anchor: I.2\n  text: B.\n")
    assert root is not None
    assert [scalar.words for scalar in judged(root, "section")[0]] == ["A."]


def test_strings_stay_strings_and_nothing_is_none() -> None:
    root, _ = nodes("x.yaml", "a: 5\nb: yes\nc: 1955-07-31\nd: ''\ne:\nf: ~\ng: >\n  x\n")
    assert root is not None
    assert value_of(root, {}, []) == {
        "a": "5",
        "b": "yes",
        "c": "1955-07-31",
        "d": "",
        "e": None,
        "f": "~",
        "g": "x",
    }


def test_numbers_with_a_fraction() -> None:
    root, _ = nodes("x.yaml", "a: 2.50\nb: 1e3\nc: -4\n")
    assert root is not None
    numbers = {key: {"type": "number"} for key in "abc"}
    assert value_of(root, {"properties": numbers}, []) == {"a": 2.5, "b": "1e3", "c": -4.0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_key_is_told_with_its_description(kind: str) -> None:
    lines = told("{}\n", kind)
    assert [line.split("`")[1] for line in lines] == schema(kind)["required"]
    assert all(line.startswith("1:1 missing-key: ") for line in lines)
    assert len(lines) < shape.MOST
