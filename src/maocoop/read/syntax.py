"""PyYAML's words on broken YAML -> ours: what was found, what was expected, a way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from maocoop.errors import Finding, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    import yaml


class _Saying(NamedTuple):
    """How one problem is put; `at_start` points to where the broken thing begins."""

    message: str
    hint: str
    at_start: bool = False
    rule: str = "yaml-syntax"


_QUOTES = "put the value in quotation marks, or write it as a block under `|`"

# Keyed by the problem as libyaml names it; {sign} is the character at the place.
_SAYINGS = {
    "mapping values are not allowed in this context": _Saying(
        "a `:` where no key can stand",
        f"words that hold `: ` need care: {_QUOTES}; a key stands exactly under its neighbours",
    ),
    "block sequence entries are not allowed in this context": _Saying(
        "a `- ` where no list item can stand",
        "each item of a list begins on a line of its own, exactly under its neighbours",
    ),
    "mapping keys are not allowed in this context": _Saying(
        "a `?` where no key can stand", f"words that begin with `? ` need care: {_QUOTES}"
    ),
    "could not find expected ':'": _Saying(
        "a line without `key:`",
        "every line is `key: value`, or part of a block and indented more than its key",
        at_start=True,
    ),
    "found character that cannot start any token": _Saying(
        "a value cannot begin with {sign}", _QUOTES
    ),
    "found unexpected end of stream": _Saying(
        "this quotation mark is never closed",
        "close it; one that is meant inside single quotation marks is doubled",
        at_start=True,
    ),
    "found unexpected document indicator": _Saying(
        "a line --- or ... inside quotation marks", "close the quotation mark before it"
    ),
    "found unknown escape character": _Saying(
        "a backslash that means nothing here", "inside double quotation marks write \\\\ for \\"
    ),
    "did not find expected hexdecimal number": _Saying(
        "a backslash escape without its figures", r"as in \x41 or \u0041; better write the sign"
    ),
    "found invalid Unicode character escape code": _Saying(
        "an escape that names no character", "write the character itself"
    ),
    "did not find expected comment or line break": _Saying(
        "words behind the sign that opens a block", "the block begins on the next line"
    ),
    "did not find expected key": _Saying(
        "something other than a key",
        "keys of one mapping stand exactly under each other, lines of a text exactly under its "
        "first; nothing follows a closing quotation mark; one inside single ones is doubled",
    ),
    "did not find expected '-' indicator": _Saying(
        "something other than a list item",
        "every item of this list begins with `- `, exactly under the others",
    ),
    "did not find expected ',' or ']'": _Saying(
        "this list in brackets is not closed properly",
        "close it with ], part the items by commas; words that begin with [ go into quotation marks",
        at_start=True,
    ),
    "did not find expected ',' or '}'": _Saying(
        "this mapping in braces is not closed properly",
        "close it with }, part the entries by commas; words that begin with { go into quotation "
        "marks",
        at_start=True,
    ),
    "did not find expected node content": _Saying(
        "a value is missing before this place", "write the value or take the comma out"
    ),
    "found undefined tag handle": _Saying(
        "a YAML tag, !", "words that begin with ! go into quotation marks", rule="yaml-tag"
    ),
    "did not find expected <document start>": _Saying(
        "words after the end of the document",
        "a file is one mapping; every key of it stands in the first column",
    ),
}

# Some problems are better told by what was being read.
_CONTEXTS = {
    "while scanning an anchor": _Saying(
        "a YAML anchor, &", "words that begin with & go into quotation marks", True, "yaml-alias"
    ),
    "while scanning an alias": _Saying(
        "a YAML alias, *", "words that begin with * go into quotation marks", True, "yaml-alias"
    ),
    "while scanning a tag": _Saying(
        "a YAML tag, !", "words that begin with ! go into quotation marks", True, "yaml-tag"
    ),
    "while scanning a directive": _Saying(
        "a YAML directive, %", "take the line out, or indent it as part of a text", True, "yaml-tag"
    ),
}


def explained(path: str, lines: Sequence[str], error: yaml.YAMLError) -> Finding:
    """The finding for an error of the YAML parser."""
    problem = getattr(error, "problem", None) or str(error)
    context = getattr(error, "context", None) or ""
    saying = _CONTEXTS.get(context) or _SAYINGS.get(problem)
    if saying is None:
        hint = "compare the line and the one before it with their neighbours"
        saying = _Saying(f"this cannot be read as YAML: {problem}", hint)
    mark = getattr(error, "problem_mark", None)
    if saying.at_start or mark is None:
        mark = getattr(error, "context_mark", None) or mark
    at = Position(path, mark.line + 1, mark.column + 1) if mark else Position(path)
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    sign = line[at.column - 1 : at.column] or "this"
    return Finding(saying.rule, saying.message.replace("{sign}", sign), saying.hint, at)
