"""The schemas -> the data model as a reader sees it: every key, its meaning, type and values (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from maocoop.read.schemas import KINDS, NOTATION, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.read.schemas import Schema

_TYPES = {
    "array": "list",
    "boolean": "true or false",
    "integer": "whole number",
    "number": "number",
    "object": "keys",
    "string": "text",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a file: `path` is `works[].id` for the id of each work; `values` are all it may be."""

    path: str
    type: str
    required: bool
    meaning: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A kind of file, by where it stands, with its keys in the order of the schema."""

    name: str
    meaning: str
    keys: tuple[Key, ...]


@cache
def files() -> tuple[File, ...]:
    """Every kind of file of the corpus and the notes."""
    return tuple(
        File(shape["title"], shape["description"], tuple(_keys(shape, "")))
        for shape in map(schema, KINDS)
    )


def _keys(shape: Schema, path: str) -> Iterator[Key]:
    while "items" in shape:
        shape, path = shape["items"], f"{path}[]"
    required = shape.get("required", ())
    for name, part in shape.get("properties", {}).items():
        below = f"{path}.{name}" if path else name
        yield Key(below, _type(part), name in required, part["description"], _values(part))
        yield from _keys(part, below)


def _type(part: Schema) -> str:
    if "items" in part:
        inner = _type(part["items"])
        return f"list of {inner}" if inner != "keys" else "list"
    if part.get("contentMediaType") == NOTATION:
        return "text in the notation"
    if "title" in part:
        return str(part["title"])
    return "one of" if "enum" in part else _TYPES[part["type"]]


def _values(part: Schema) -> tuple[str, ...]:
    while "items" in part:
        part = part["items"]
    return tuple(map(str, part.get("enum", ())))
