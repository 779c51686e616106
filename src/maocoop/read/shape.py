"""A file's nodes and its schema -> what is wrong with its shape, in plain words and in place.

jsonschema-rs finds the faults; this module leads each back to its node and says what was found,
what was expected and a way out. It knows the words of JSON Schema and no key of the format.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from maocoop.errors import Finding
from maocoop.read.nodes import Mapping, Node, Scalar, Sequence
from maocoop.read.schemas import (
    LITERAL_BLOCK,
    NOTATION,
    Home,
    Schema,
    homes,
    inside,
    schema,
    validator,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema_rs import ValidationError

    from maocoop.errors import Position

Path: TypeAlias = tuple[str | int, ...]

MOST = 200
"""Faults of one file that are looked at; a file with more of them is another kind of file."""

MOST_LISTED = 20
"""Keys that a hint lists; for more it names the schema."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,9})?")


def judged(root: Node, kind: str) -> tuple[list[Scalar], tuple[Finding, ...]]:
    """What is written in our notation in a file of this kind, and all that is wrong with its shape.

    One finding a place; a value in notation that is not written as it should be is left out.
    """
    texts: list[Scalar] = []
    findings: list[Finding] = []
    leaves: list[tuple[Scalar, Schema]] = []
    errors = validator(kind).iter_errors(value_of(root, schema(kind), leaves))
    findings += _Judge(root, kind).findings(islice(errors, MOST))
    for scalar, shape in leaves:
        if shape.get("format") == LITERAL_BLOCK and scalar.value and scalar.style != "|":
            findings.append(_not_literal(scalar))
        elif scalar.value.strip() and (scalar.style == "|" or "\n" not in scalar.words):
            texts.append(scalar)
    # A value can break its pattern and its format at once: the first finding says enough.
    told: dict[tuple[Position, str], Finding] = {}
    for found in findings:
        told.setdefault((found.at, found.message if found.rule.endswith("-key") else ""), found)
    return texts, tuple(told.values())


def value_of(node: Node, shape: Schema, leaves: list[tuple[Scalar, Schema]]) -> Any:
    """The node as JSON: a scalar is a string unless the schema of its key says otherwise.

    A value that is not there (`label:` and no more) is None. Scalars in notation, by their schema,
    are added to `leaves`.
    """
    if isinstance(node, Mapping):
        return {
            key: value_of(value, inside(shape, key), leaves)
            for key, (_, value) in node.entries.items()
        }
    if isinstance(node, Sequence):
        part = shape.get("items", {})
        return [value_of(item, part, leaves) for item in node.items]
    if shape.get("contentMediaType") == NOTATION:
        leaves.append((node, shape))
    return node.words if node.style else _plain(node.value, shape.get("type", "string"))


def _plain(value: str, wanted: str) -> str | int | float | bool | None:
    if not value:
        return None
    if wanted == "integer" and _INTEGER.fullmatch(value):
        return int(value)
    if wanted == "number" and _NUMBER.fullmatch(value):
        return float(value)
    if wanted == "boolean" and value in ("true", "false"):
        return value == "true"
    return value


def _not_literal(scalar: Scalar) -> Finding:
    kinds = {"": "plain words", ">": "a folded block (>)"}
    writing = kinds.get(scalar.style, "words in quotation marks")
    hint = "write `text: |` and below it one sentence a line"
    return Finding("wrong-value", f"{writing}, expected a block of sentences", hint, scalar.at)


class _Judge:
    """Puts the validator's errors about one file into words."""

    def __init__(self, root: Node, kind: str) -> None:
        self.root = root
        self.kind = kind
        self.meant: set[tuple[Path, str]] = set()
        """Keys that are there under a misspelt name, with the path of their mapping."""

    def findings(self, errors: Iterable[ValidationError]) -> Iterator[Finding]:
        missing: list[tuple[Path, str]] = []
        for error in errors:
            path = tuple(error.instance_path)
            if error.kind.name == "additionalProperties":
                for key in islice(error.kind.value, MOST):
                    yield self.unexpected(path, key)
            elif error.kind.name == "required":
                missing.append((path, error.kind.value))
            else:
                yield self.wrong(path, error)
        for path, key in missing:
            # A misspelt key is one fault, not an unknown key and a missing one.
            if (path, key) not in self.meant:
                yield self.missing(path, key)

    def reached(self, path: Path) -> tuple[Node, Schema]:
        """The node at a path of keys and list indexes, and its schema."""
        node, shape = self.root, schema(self.kind)
        for step in path:
            shape = inside(shape, step)
            if isinstance(node, Mapping) and isinstance(step, str):
                node = node.entries[step][1]
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
        return node, shape

    def unexpected(self, path: Path, key: str) -> Finding:
        mapping, shape = self.reached(path)
        at = mapping.entries[key][0].at if isinstance(mapping, Mapping) else mapping.at
        allowed = list(shape.get("properties", {}))
        near = get_close_matches(key[:40], allowed, 1, 0.75)
        here, elsewhere = _homes(key, self.kind)
        if here or (elsewhere and not near):
            where = " or ".join(_place(home, self.kind) for home in (here or elsewhere)[:2])
            hint = f"it belongs {where}"
            return Finding("misplaced-key", f"`{_short(key)}` does not belong here", hint, at)
        if near:
            self.meant.add((path, near[0]))
            hint = f"did you mean `{near[0]}`?"
        else:
            hint = f"keys that may stand here: {_listed(allowed)}"
            if len(allowed) > MOST_LISTED:
                hint = (
                    f"the {len(allowed)} keys that may stand here are in schemas/{self.kind}.json"
                )
        return Finding("unknown-key", f"unknown key `{_short(key)}`", hint, at)

    def missing(self, path: Path, key: str) -> Finding:
        mapping, shape = self.reached(path)
        part = inside(shape, key)
        hint = f"add `{key}:` {_lower(part.get('description', ''))}{_such_as(part)}"
        return Finding("missing-key", f"`{key}` is missing", hint, mapping.at)

    def wrong(self, path: Path, error: ValidationError) -> Finding:
        node, shape = self.reached(path)
        keyword, given = error.kind.name, error.kind.value
        if keyword == "uniqueItems" and isinstance(node, Sequence):
            return _twice(node, _name(path))
        is_type = keyword == "type"
        is_needed = bool(path) and path[-1] in self.reached(path[:-1])[1].get("required", ())
        expected = _expected(shape) + _such_as(shape)
        message = f"{_name(path)} is {_found(node)}, expected {expected}"
        hint = _hint_for_type(node, shape, is_needed) if is_type else _hint_for_value(node, shape)
        if keyword == "const":
            message = f"{_name(path)} is {_found(node)}, expected {given}"
        if keyword == "minItems":
            message = f"{_name(path)} is an empty list, expected at least one item"
        if keyword == "format":
            message = f"{_name(path)} is {_found(node)}, a day that no calendar has or a span that "
            message += "ends before it begins"
        return Finding("wrong-type" if is_type else "wrong-value", message, hint, node.at)


# --- Words for what was found -----------------------------------------------------------------


def _short(text: str) -> str:
    line = text.strip("\n").split("\n")[0]
    return line if len(line) <= 40 and line == text else f"{line[:39]}…"


def _name(path: Path) -> str:
    if not path:
        return "the file"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_name(path[:-1])}"
    return f"`{_short(path[-1])}`"


def _found(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.style in ("'", '"'):
        return f"{node.style}{_short(node.value)}{node.style}"
    return f"`{_short(node.words)}`" if node.value.strip() else "empty"


def _twice(node: Sequence, name: str) -> Finding:
    """The finding for a list that may not say the same twice, at the second of the two."""
    seen: set[str] = set()
    for item in node.items:
        value = item.words if isinstance(item, Scalar) else ""
        if value in seen:
            break
        seen.add(value)
    message = f"`{_short(value)}` stands twice in {name}"
    return Finding("wrong-value", message, "keep one of the two", item.at)


# --- Words for what was expected --------------------------------------------------------------


def _expected(shape: Schema) -> str:
    by_type = {
        "object": f"a mapping with the keys {_listed(shape.get('required', []))}",
        "array": "a list",
        "integer": "a whole number",
        "boolean": "`true` or `false`",
    }
    return str(shape.get("title") or by_type.get(shape.get("type", ""), "words"))


def _such_as(shape: Schema) -> str:
    examples = shape.get("examples")
    return f", such as {examples[0]}" if examples else ""


def _lower(description: str) -> str:
    """A description as the end of a sentence of ours."""
    text = description.rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _hint_for_value(node: Node, shape: Schema) -> str:
    options = shape.get("enum")
    if options and isinstance(node, Scalar):
        near = get_close_matches(node.value[:40], options, 1)
        return f"did you mean `{near[0]}`?" if near else f"one of: {_listed(options)}"
    return _lower(shape.get("description", "")) or f"write {_expected(shape)}"


def _hint_for_type(node: Node, shape: Schema, is_needed: bool) -> str:
    wanted = shape.get("type", "string")
    if isinstance(node, Scalar) and not node.value and not is_needed:
        return "write a value after the colon, or leave the key out"
    if wanted == "object":
        return f"write its keys below it, indented: {_listed(shape.get('properties', {}))}"
    if wanted == "array":
        none = "" if shape.get("minItems") else ", or [] for none"
        return f"write one item a line, each beginning with `- `{none}"
    if isinstance(node, Scalar) and wanted in ("integer", "number", "boolean"):
        return _hint_for_plain(node, wanted)
    if isinstance(node, Scalar):
        may_be_empty = re.search(shape.get("pattern", "."), "")
        return "write a value after the colon" + (', or "" for none' if may_be_empty else "")
    if isinstance(node, Sequence):
        return "write one value; words that begin with [ or `- ` go into quotation marks"
    return "write one value; words that hold `: ` go into quotation marks"


# What YAML 1.1 would have read as a truth value.
_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}


def _hint_for_plain(scalar: Scalar, wanted: str) -> str:
    """The spelling that was probably meant."""
    value = scalar.words.strip()
    if wanted == "boolean":
        return f"write {_BOOLEANS.get(value.lower(), 'true or false')}, plain and in lower case"
    if (_NUMBER if wanted == "number" else _INTEGER).fullmatch(value):
        return f"write {value} without quotation marks"
    try:
        return f"write it in plain figures: {int(value[:20], 0)}"
    except ValueError:
        return "write it in plain figures, such as 12"


# --- Where keys belong ------------------------------------------------------------------------


def _homes(key: str, kind: str) -> tuple[list[Home], list[Home]]:
    """Where a key may stand in this kind of file, and in others."""
    found = homes().get(key, [])
    # The fields of works are words like any other (note, page, title): no clue in another file.
    elsewhere = [home for home in found if home.kind != kind and "item" not in home.under]
    return [home for home in found if home.kind == kind], elsewhere


def _place(home: Home, kind: str) -> str:
    place = f"under `{home.under[-1]}`" if home.under else "in the first column"
    return place if home.kind == kind else f"{place} in {schema(home.kind)['title']}"
