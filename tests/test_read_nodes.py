"""Characters -> nodes that know their place; what of YAML is refused."""

from __future__ import annotations

import pytest
import yaml

from maocoop.read.nodes import Mapping, Node, Scalar, Sequence, nodes


def faults(text: str) -> list[tuple[str, int, int]]:
    """Rule, line and column of what is wrong with a file."""
    return [(f.rule, f.at.line, f.at.column) for f in nodes("x.yaml", text)[1]]


def root(text: str) -> Mapping:
    """The root of a file without faults."""
    found, findings = nodes("x.yaml", text)
    assert findings == ()
    assert isinstance(found, Mapping)
    return found


def plain(node: Node) -> object:
    """A node as lists, dicts and strings."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    return [plain(item) for item in node.items] if isinstance(node, Sequence) else node.value


def test_values_are_those_of_yaml_and_all_are_strings() -> None:
    text = "a: [x, 'y', {z: 1955-07-31}]\nb:\n  - no: 12:30\n  - >\n    folded\n    words\nc: ~\n"
    assert plain(root(text)) == {
        "a": ["x", "y", {"z": "1955-07-31"}],
        "b": [{"no": "12:30"}, "folded words\n"],
        "c": "~",
    }
    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    assert plain(root(text)) == loaded


def test_keys_and_values_know_their_place() -> None:
    entries = root("# 木\nkey: value\n𣏌: {b:  'c'}\n").entries
    places = [(key.line, key.column, value.line, value.column) for key, value in entries.values()]
    assert places == [(2, 1, 2, 6), (3, 1, 3, 4)]
    inner = entries["𣏌"][1]
    assert isinstance(inner, Mapping)
    assert inner.entries["b"][1].column == 9


@pytest.mark.parametrize(
    ("block", "rows"),
    [
        ("|\n  one\n  two\n", [("one", 2, 3), ("two", 3, 3)]),
        ("|-\n  one\n\n  two\n", [("one", 2, 3), ("", 3, 1), ("two", 4, 3)]),
        ("|+\n  one \n\n\n", [("one ", 2, 3)]),
        ("|1\n  one\n   two\n", [(" one", 2, 2), ("  two", 3, 2)]),
        ("|  # a remark\n    one\n      two", [("one", 2, 5), ("  two", 3, 5)]),
        ("|\n\n   \n   one", [("", 2, 1), ("", 3, 4), ("one", 4, 4)]),
    ],
)
def test_rows_of_a_literal_block(block: str, rows: list[tuple[str, int, int]]) -> None:
    value = root(f"text: {block}").get("text")
    assert isinstance(value, Scalar)
    assert [(row, at.line, at.column) for row, at in value.rows()] == rows


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: *x\n", ("yaml-alias", 1, 4)),
        ("a: &x b\n", ("yaml-alias", 1, 4)),
        ("a: &\n", ("yaml-alias", 1, 4)),
        ("a: *\n", ("yaml-alias", 1, 4)),
        ("*a : b\n", ("yaml-alias", 1, 1)),
        ("a: *Title* of a book\n", ("yaml-alias", 1, 4)),
        ("a: !!str b\n", ("yaml-tag", 1, 4)),
        ("a: !\n", ("yaml-tag", 1, 4)),
        ("a: !x!y b\n", ("yaml-tag", 1, 4)),
        ("!!map\na: b\n", ("yaml-tag", 1, 1)),
        ("%YAML 1.1\n---\na: b\n", ("yaml-tag", 1, 1)),
        ("%TAG ! tag:x,2000:\n---\na: b\n", ("yaml-tag", 1, 1)),
        ("a: b\n<<: {c: d}\n", ("merge-key", 2, 1)),
        ("a: b\n---\nc: d\n", ("several-documents", 2, 1)),
        ("a: b\n...\n---\n", ("several-documents", 3, 1)),
        ("a: 1\nb: 2\n'a': 3\n", ("duplicate-key", 3, 1)),
        ("? [a]\n: b\n", ("yaml-syntax", 1, 3)),
        ("{a: b}: c\n", ("yaml-syntax", 1, 1)),
        ("", ("empty-file", 1, 1)),
        ("# only a remark\n", ("empty-file", 1, 1)),
        ("---\n", ("empty-file", 1, 1)),
        ("a: " + "[" * 16, ("too-deep", 1, 19)),
        ('a: "b \\x02"\n', ("control-character", 1, 7)),
        ('a: "one\n  two \\u202e"\n', ("control-character", 2, 7)),
        ('a: "\\_"\n', ("control-character", 1, 5)),
        ('a: "\\n"\n', ("control-character", 1, 5)),
        ('"\\e": b\n', ("control-character", 1, 2)),
        ('a: "u\\u0308"\n', ("not-nfc", 1, 4)),
    ],
)
def test_what_is_refused(text: str, fault: tuple[str, int, int]) -> None:
    assert faults(text) == [fault]


@pytest.mark.parametrize(
    "text", ['a: "\\\\n \\x41 \\" \\u6728 \\/"', "a: '\\x02'", "a: |\n  \\x02"]
)
def test_escapes_of_what_can_be_seen(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: b: c\n", (1, 5), "a `:` where no key can stand"),
        ("a: b\n  c: d\n", (2, 4), "a `:` where no key can stand"),
        ("a: - b\n", (1, 4), "a `- ` where no list item can stand"),
        ("a: b\nc\nd: e\n", (2, 1), "a line without `key:`"),
        ("a: `b`\n", (1, 4), "a value cannot begin with `"),
        ("a: @b\n", (1, 4), "a value cannot begin with @"),
        ("a: 'b\nc: d\n", (1, 4), "this quotation mark is never closed"),
        ("a: 'it's'\n", (1, 8), "something other than a key"),
        ("a: 'b' c\n", (1, 8), "something other than a key"),
        ("a:\n  b: c\n d: e\n", (3, 2), "something other than a key"),
        ("- a\nb: c\n", (2, 1), "something other than a list item"),
        ("a: [b, c\nd: e\n", (1, 4), "this list in brackets is not closed properly"),
        ("a: {b: c\n", (1, 4), "this mapping in braces is not closed properly"),
        ('a: "\\q"\n', (1, 5), "a backslash that means nothing here"),
        ('a: "\\xg"\n', (1, 7), "a backslash escape without its figures"),
        ('a: "\\ud800"\n', (1, 7), "an escape that names no character"),
        ("a: | b\n  c\n", (1, 6), "words behind the sign that opens a block"),
        ("a: [,]\n", (1, 5), "a value is missing before this place"),
        ("a: ? b\n", (1, 4), "a `?` where no key can stand"),
        (
            "--- |0\n",
            (1, 6),
            "this cannot be read as YAML: found an indentation indicator equal to 0",
        ),
    ],
)
def test_broken_yaml_in_plain_words(text: str, place: tuple[int, int], message: str) -> None:
    ((finding),) = nodes("x.yaml", text)[1]
    assert finding.rule == "yaml-syntax"
    assert finding.message == message
    assert (finding.at.line, finding.at.column) == place
    assert finding.hint


def test_the_first_of_two_equal_keys_is_kept() -> None:
    found, findings = nodes("x.yaml", "a: 1\nb: 2\na: 3\n")
    assert found is not None
    assert plain(found) == {"a": "1", "b": "2"}
    assert findings[0].message == "`a` stands twice here, first in line 1"


def test_where_the_meaning_is_uncertain_there_is_no_root() -> None:
    assert nodes("x.yaml", "a: *b\n")[0] is None
    assert nodes("x.yaml", 'a: "\\x02"\n')[0] is not None
