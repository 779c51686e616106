"""The bytes of a file -> its characters, all of them visible.

UTF-8 without a byte order mark, lines ended by a line feed, in Normalization Form C (Unicode
Standard Annex 15), and nothing that a reader cannot see: what looks equal is equal. Knows nothing
of YAML.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

from maocoop.errors import Finding, Position

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})
"""Unicode categories without a shape of their own: controls, formats, private use, blanks."""

_UNSEEN_LETTERS = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
"""Letters, marks and symbols that are printed as nothing (Default_Ignorable and the like)."""

MOST = 200
"""Faults of one file that are looked for; the rest would tell nothing new."""

STAND_IN = "\ufffd"
"""Takes the place of an invisible character, so that the rest of the file can still be read."""


def decoded(path: str, data: bytes) -> tuple[str | None, tuple[Finding, ...]]:
    """The characters of a UTF-8 file, or None and the finding `not-utf-8`."""
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return None, (_not_utf_8(path, data, error.start),)


def _not_utf_8(path: str, data: bytes, start: int) -> Finding:
    before = data[:start]
    column = len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
    at = Position(path, before.count(b"\n") + 1, column)
    byte = data[start]
    hint = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        hint += "; it looks like UTF-16"
    elif byte >= 0xA0:
        hint += f"; in Latin-1 this byte would be {chr(byte)}"
    return Finding("not-utf-8", f"the byte 0x{byte:02X} is not UTF-8 here", hint, at)


def visible(path: str, text: str) -> tuple[str, tuple[Finding, ...]]:
    """The text as it can be read on, and what is wrong with its characters.

    A byte order mark and carriage returns are taken away, invisible characters replaced one by one,
    so that lines and columns of what is read later are those of the file.
    """
    findings: list[Finding] = []
    if text.startswith("\ufeff"):
        hint = "save the file as UTF-8 without a byte order mark (BOM)"
        message = "the file begins with a byte order mark"
        findings.append(Finding("byte-order-mark", message, hint, Position(path)))
        text = text[1:]
    if "\r" in text:
        findings.append(_carriage_return(path, text))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not _is_clean(text):
        lines = text.split("\n")
        faults = (
            fault
            for number, line in enumerate(lines, 1)
            for fault in _faults_of_line(Position(path, number), line)
        )
        findings += islice(faults, MOST)
        text = "\n".join(map(_with_stand_ins, lines))
    return text, tuple(findings)


def _carriage_return(path: str, text: str) -> Finding:
    first = text.index("\r")
    before = text[:first]
    at = Position(path, before.count("\n") + 1, first - before.rfind("\n"))
    message = f"carriage returns, {text.count(chr(13))} in all: lines end as on Windows"
    hint = "save the file with the line ends of Unix (LF)"
    return Finding("carriage-return", message, hint, at)


def _is_clean(text: str) -> bool:
    """The quick answer for nearly every file; what it doubts is looked at sign by sign."""
    if not text.replace("\n", "").isprintable():
        return False
    return text.isascii() or (
        not _UNSEEN_LETTERS.search(text) and unicodedata.is_normalized("NFC", text)
    )


def is_unseen(sign: str) -> bool:
    """Whether a character has no shape of its own; the plain blank is not one of them."""
    if sign == " ":
        return False
    number = ord(sign)
    not_a_character = number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF
    return (
        not_a_character
        or unicodedata.category(sign) in _UNSEEN
        or _UNSEEN_LETTERS.match(sign) is not None
    )


def unseen(sign: str, at: Position) -> Finding:
    """The finding `control-character` for one character."""
    name = unicodedata.name(sign, "a control character")
    if unicodedata.category(sign) == "Zs" or sign == "\t":
        hint = "write an ordinary blank"
    elif unicodedata.category(sign) == "Co":
        hint = "a private-use character looks different on every machine: write one that has a name"
    else:
        hint = "take it out: what cannot be seen cannot be checked"
    return Finding("control-character", f"U+{ord(sign):04X}, {name}, cannot be seen", hint, at)


def not_nfc(found: str, at: Position) -> Finding:
    """The finding `not-nfc` for one character and what combines with it."""
    wanted = unicodedata.normalize("NFC", found)
    message = f"“{found}” is written as {_points(found)}, not in Normalization Form C"
    return Finding("not-nfc", message, f"write it as {_points(wanted)}: {wanted}", at)


def _points(text: str) -> str:
    return " ".join(f"U+{ord(sign):04X}" for sign in text)


def _faults_of_line(at: Position, line: str) -> Iterator[Finding]:
    indentation = re.match(r"[ ]*(\t\s*)?", line)
    start = indentation.end() if indentation and indentation[1] else 0
    if start:
        column = line.index("\t") + 1
        hint = "indent with blanks, two a level"
        yield Finding(
            "tab-indentation", "a tab in the indentation", hint, Position(at.path, at.line, column)
        )
    for column, sign in enumerate(line[start:], start + 1):
        if is_unseen(sign):
            yield unseen(sign, Position(at.path, at.line, column))
    for column, cluster in clusters_not_nfc(line):
        yield not_nfc(cluster, Position(at.path, at.line, column))


def clusters_not_nfc(line: str) -> Iterator[tuple[int, str]]:
    """(column, character with what combines with it) where the line is not in Form C."""
    if unicodedata.is_normalized("NFC", line):
        return
    start = 0
    for end in range(1, len(line) + 1):
        if end < len(line) and _joins(line, start, end):
            continue
        cluster = line[start:end]
        if not unicodedata.is_normalized("NFC", cluster):
            yield start + 1, cluster
        start = end


def _joins(line: str, start: int, end: int) -> bool:
    """Whether a character belongs to the cluster before it: a mark, or one that composes (Hangul)."""
    if unicodedata.combining(line[end]):
        return True
    before = unicodedata.normalize("NFC", line[start:end])
    return len(unicodedata.normalize("NFC", before + line[end])) <= len(before)


def _with_stand_ins(line: str) -> str:
    return "".join(STAND_IN if is_unseen(sign) and sign != "\t" else sign for sign in line)
