"""Bytes -> visible characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maocoop.errors import Finding, Position
from maocoop.read.characters import STAND_IN, clusters_not_nfc, decoded, visible


def faults(text: str) -> list[tuple[int, int, str]]:
    """Line, column and rule of what is wrong with a text."""
    return [(f.at.line, f.at.column, f.rule) for f in visible("x.yaml", text)[1]]


def test_clean_text_is_left_alone() -> None:
    text = "title: Grün, 木 𣏌 M̄ara — “so”\n\n  # ’\n"
    assert visible("x.yaml", text) == (text, ())


def test_not_utf_8_counts_columns_in_characters() -> None:
    text, findings = decoded("x.yaml", "title: x\nname: 木 ".encode() + b"Gr\xfcn")
    assert text is None
    message = "the byte 0xFC is not UTF-8 here"
    hint = "save the file as UTF-8; in Latin-1 this byte would be ü"
    assert findings == (Finding("not-utf-8", message, hint, Position("x.yaml", 2, 11)),)


def test_utf_16_is_recognized() -> None:
    _, (finding,) = decoded("x.yaml", "title: x".encode("utf-16"))
    assert finding.hint == "save the file as UTF-8; it looks like UTF-16"
    assert finding.at == Position("x.yaml", 1, 1)


@pytest.mark.parametrize("data", [b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe6\x9c"])
def test_surrogates_overlong_and_cut_off_signs_are_not_utf_8(data: bytes) -> None:
    assert decoded("x.yaml", b"ab" + data)[1][0].at == Position("x.yaml", 1, 3)


def test_a_byte_order_mark_is_told_and_taken_away() -> None:
    text, findings = visible("x.yaml", "\ufeffa: b\n")
    assert text == "a: b\n"
    assert [(f.rule, f.at) for f in findings] == [("byte-order-mark", Position("x.yaml"))]


@pytest.mark.parametrize(
    ("text", "place"), [("a\r\nb\r\n", (1, 2)), ("a\n\rb", (2, 1)), ("ab\rc\r", (1, 3))]
)
def test_carriage_returns_are_told_once_and_lines_kept(text: str, place: tuple[int, int]) -> None:
    assert faults(text) == [(*place, "carriage-return")]
    assert "\r" not in visible("x.yaml", text)[0]


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        ("\ta: b", 1, "tab-indentation"),
        ("  \ta: b", 3, "tab-indentation"),
        ("a:\tb", 3, "control-character"),
        ("a: b\t", 5, "control-character"),
    ],
)
def test_tabs(line: str, column: int, rule: str) -> None:
    assert faults(f"x: y\n{line}\n") == [(2, column, rule)]
    assert line in visible("x.yaml", line)[0]


@pytest.mark.parametrize(
    "sign",
    [
        *("\x00", "\x02", "\x0c", "\x1b", "\x7f", "\x85", "\x9f"),  # controls
        *("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"),  # zero width
        *("\u202a", "\u202e", "\u2066", "\u200f", "\u061c"),  # direction
        *("\u00a0", "\u202f", "\u3000", "\u2028", "\u2029"),  # blanks and line ends
        *("\u3164", "\u115f", "\u034f", "\u2800"),  # letters without a shape
        *("\ue000", "\U000f0000", "\ufffe", "\U0001ffff", "\ufdd0", "\U000e0041"),
    ],
)
def test_what_cannot_be_seen(sign: str) -> None:
    text, findings = visible("x.yaml", f"a: b\nc: 木{sign}d\n")
    assert [(f.rule, f.at) for f in findings] == [("control-character", Position("x.yaml", 2, 5))]
    assert f"U+{ord(sign):04X}" in findings[0].message
    assert text == f"a: b\nc: 木{STAND_IN}d\n"


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("Gru\u0308n", [(3, "u\u0308")]),
        ("a\u0323\u0301b", [(1, "a\u0323\u0301")]),
        ("x \u212b", [(3, "\u212b")]),
        ("\u1112\u1161\u11ab", [(1, "\u1112\u1161\u11ab")]),
        ("\u0301 e", []),
        ("M\u0304ara", []),
        ("e\u0301e\u0301", [(1, "e\u0301"), (3, "e\u0301")]),
    ],
)
def test_normalization_form_c(text: str, clusters: list[tuple[int, str]]) -> None:
    assert list(clusters_not_nfc(text)) == clusters


@given(st.text())
def test_form_c_is_found_wanting_exactly_where_it_is(text: str) -> None:
    assert bool(list(clusters_not_nfc(text))) != unicodedata.is_normalized("NFC", text)


def test_the_composed_form_is_offered() -> None:
    (finding,) = visible("x.yaml", "a: Gru\u0308n")[1]
    assert finding.message == "“u\u0308” is written as U+0075 U+0308, not in Normalization Form C"
    assert finding.hint == "write it as U+00FC: ü"
