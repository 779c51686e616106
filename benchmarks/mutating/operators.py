"""How a file is spoilt: each operator changes one thing somewhere, as a slip of the hand or a tool does.

An operator takes the lines of a file and chance, and gives the new lines with the number, from 1, of
the first that is not as it was; None where the file has nothing for it. It knows no place and no key.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

Lines: TypeAlias = "list[str]"
Spoilt: TypeAlias = "tuple[Lines, int] | None"

_WORD = re.compile(r"[A-Za-z]{3,}")
_KEY = re.compile(r"^( *(?:- )?)([a-z][a-z-]*)(:)")
_ITEM = re.compile(r"^ {0,2}- ")


def _at_match(
    pattern: re.Pattern[str], change: Callable[[re.Match[str], random.Random], str]
) -> Callable[[Lines, random.Random], Spoilt]:
    """An operator that writes one match of a pattern otherwise."""

    def operator(lines: Lines, chance: random.Random) -> Spoilt:
        found = [
            (number, match) for number, line in enumerate(lines) for match in pattern.finditer(line)
        ]
        if not found:
            return None
        number, match = chance.choice(found)
        line = lines[number]
        changed = line[: match.start()] + change(match, chance) + line[match.end() :]
        return [*lines[:number], changed, *lines[number + 1 :]], number + 1

    return operator


def _as(template: str) -> Callable[[re.Match[str], random.Random], str]:
    """Written as a template says, without chance."""
    return lambda match, _: match.expand(template)


def _swapped_letters(match: re.Match[str], chance: random.Random) -> str:
    word = match.group()
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _without_letter(match: re.Match[str], chance: random.Random) -> str:
    word = match.group()
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _with(sign: str) -> Callable[[re.Match[str], random.Random], str]:
    def change(match: re.Match[str], chance: random.Random) -> str:
        at = chance.randrange(1, len(match.group()))
        return match.group()[:at] + sign + match.group()[at:]

    return change


def _lines(change: Callable[[Lines, int], Lines]) -> Callable[[Lines, random.Random], Spoilt]:
    """An operator on a line that is not empty."""

    def operator(lines: Lines, chance: random.Random) -> Spoilt:
        full = [number for number, line in enumerate(lines[:-1]) if line.strip()]
        if not full:
            return None
        number = chance.choice(full)
        return lines[:number] + change(lines, number), number + 1

    return operator


def _items(
    change: Callable[[list[Lines], int, random.Random], list[Lines]],
) -> Callable[[Lines, random.Random], Spoilt]:
    """An operator on the entries of the outermost list, each a run of lines."""

    def operator(lines: Lines, chance: random.Random) -> Spoilt:
        starts = [number for number, line in enumerate(lines) if _ITEM.match(line)]
        if len(starts) < 2:
            return None
        bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
        items = [lines[a:b] for a, b in bounds]
        at = chance.randrange(len(items))
        changed = lines[: starts[0]] + [line for item in change(items, at, chance) for line in item]
        same = (n for n, (a, b) in enumerate(zip(lines, changed, strict=False)) if a != b)
        return changed, min(next(same, len(lines)), len(changed) - 1) + 1

    return operator


def _other_target(match: re.Match[str], chance: random.Random) -> str:
    return f"]({match[1]}{chance.choice(['x', '-1', '0'])})"


OPERATORS: dict[str, Callable[[Lines, random.Random], Spoilt]] = {
    "word left out": _at_match(re.compile(r"(?<= )[A-Za-z]{3,} "), _as("")),
    "word doubled": _at_match(re.compile(r"(?<= )[A-Za-z]{3,} "), _as(r"\g<0>\g<0>")),
    "words exchanged": _at_match(
        re.compile(r"(?<= )([A-Za-z]{2,}) ([A-Za-z]{2,})(?= )"), _as(r"\2 \1")
    ),
    "letters exchanged": _at_match(re.compile(r"\b[a-z]{4,}\b"), _swapped_letters),
    "letter left out": _at_match(re.compile(r"\b[a-z]{4,}\b"), _without_letter),
    "capital lost": _at_match(re.compile(r"\b[A-Z](?=[a-z]{2})"), lambda m, _: m[0].lower()),
    "figure changed": _at_match(re.compile(r"\d"), lambda m, c: str((int(m[0]) + c.randrange(1, 10)) % 10)),
    "sign left out": _at_match(re.compile(r"[,.;]"), _as("")),
    "sign put in": _at_match(re.compile(r"(?<=[a-z]) (?=[a-z])"), _as(", ")),
    "hyphen lost": _at_match(re.compile(r"(?<=[a-z])-(?=[a-z])"), _as(" ")),
    "bracket lost": _at_match(re.compile(r"[\[\]()]"), _as("")),
    "quotation mark lost": _at_match(re.compile(r"[\"'“”‘’]"), _as("")),
    "asterisk lost": _at_match(re.compile(r"\*"), _as("")),
    "mark lost": _at_match(re.compile(r"\[\^\d+\]"), _as("")),
    "mark of another note": _at_match(
        re.compile(r"\[\^(\d+)\]"), lambda m, c: f"[^{int(m[1]) + c.choice([1, 40])}]"
    ),
    "link into nothing": _at_match(re.compile(r"\]\(([^) ]+)\)"), _other_target),
    "blank doubled": _at_match(re.compile(r"(?<=[a-z]) (?=[a-z])"), _as("  ")),
    "blank at the end": _lines(lambda lines, n: [lines[n] + " ", *lines[n + 1 :]]),
    "line lost": _lines(lambda lines, n: lines[n + 1 :]),
    "line doubled": _lines(lambda lines, n: [lines[n], *lines[n:]]),
    "lines exchanged": _lines(lambda lines, n: [*lines[n : n + 2][::-1], *lines[n + 2 :]]),
    "lines joined": _lines(lambda lines, n: [f"{lines[n]} {lines[n + 1].strip()}", *lines[n + 2 :]]),
    "indented": _lines(lambda lines, n: [f" {lines[n]}", *lines[n + 1 :]]),
    "outdented": _lines(lambda lines, n: [lines[n].removeprefix(" "), *lines[n + 1 :]]),
    "tab for blanks": _lines(lambda lines, n: [lines[n].replace("  ", "\t", 1), *lines[n + 1 :]]),
    "key misspelt": _at_match(_KEY, lambda m, _: f"{m[1]}{m[2][::-1]}x{m[3]}"),
    "value lost": _at_match(re.compile(r"(?<=[a-z]:) \S.*$"), _as("")),
    "entry lost": _items(lambda items, at, _: items[:at] + items[at + 1 :]),
    "entry doubled": _items(lambda items, at, _: [*items[: at + 1], *items[at:]]),
    "entry moved": _items(lambda items, at, _: [items[at], *items[:at], *items[at + 1 :]]),
    "zero-width blank": _at_match(_WORD, _with("\u200b")),
    "direction turned": _at_match(_WORD, _with("\u202e")),
    "letter of another script": _at_match(re.compile(r"(?<=[a-z])o(?=[a-z])"), _as("\u043e")),
    "accent apart": _at_match(
        re.compile("[\u00c0-\u024f]"), lambda m, _: unicodedata.normalize("NFD", m[0])
    ),
}  # fmt: skip
"""Every operator on lines, by what it does."""

WHOLE: dict[str, Callable[[bytes], bytes | None]] = {
    "cut in the middle": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "removed": lambda _: None,
    "byte that is no UTF-8": lambda data: data[: len(data) // 2] + b"\xff" + data[len(data) // 2 :],
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "line ends of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "second document": lambda data: data + b"---\n" + data,
}
"""What is done to a whole file; None removes it."""
