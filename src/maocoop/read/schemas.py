"""src/maocoop/schemas/*.json -> validators, and where in the format every key has its home.

The schemas are the only statement of the shape of each kind of file; here they are loaded, their
references to definitions.json filled in, and nothing is added.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from jsonschema_rs import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema: TypeAlias = dict[str, Any]

_FOLDER = Path(__file__).parent.parent / "schemas"

KINDS = (
    "edition",
    "text",
    "section",
    "emendations",
    "headnote",
    "footnotes",
    "general-comment",
    "edition-notes",
    "figures",
    "chronology",
    "charts",
    "bibliography",
    "bibliography-formatted",
    "citation-templates",
    "texts",
    "about",
    "abbreviations",
    "authorities",
    "not-names",
    "anchors",
    "changes",
)
"""The kinds of file; each is the name of a schema."""

LITERAL_BLOCK = "literal-block"
"""The `format` of a string that has to be written under `|`: a text, one sentence a line."""

NOTATION = "text/markdown"
"""The `contentMediaType` of a string that is written in our notation."""


@cache
def schema(kind: str) -> Schema:
    """The schema of a kind of file, whole: no `$ref` is left in it."""
    made = _filled(_loaded(kind), _loaded("definitions")["$defs"])
    assert isinstance(made, dict)
    return made


def _loaded(name: str) -> Schema:
    loaded: Schema = json.loads((_FOLDER / f"{name}.json").read_bytes())
    return loaded


def _filled(part: Any, definitions: Schema) -> Any:
    """A part of a schema with every `$ref` replaced; what stands beside a `$ref` wins."""
    if isinstance(part, list):
        return [_filled(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _filled(value, definitions) for key, value in part.items() if key != "$ref"}
    if "$ref" in part:
        name = part["$ref"].removeprefix("definitions.json#/$defs/")
        made = {**_filled(definitions[name], definitions), **made}
    return made


@cache
def validator(kind: str) -> Draft202012Validator:
    """The validator of a kind of file; dates are checked against the calendar too."""
    return Draft202012Validator(schema(kind), formats={"edtf": is_edtf}, validate_formats=True)


def is_edtf(value: str) -> bool:
    """Whether a string that looks like an EDTF date (level 1) or interval names days that exist."""
    dates = [re.sub("[?~%]$", "", part) for part in value.split("/") if part != ".."]
    if not all(map(_is_in_calendar, dates)):
        return False
    if len(dates) == 2 and not any("X" in each for each in dates):
        shorter = min(map(len, dates))
        return dates[0][:shorter] <= dates[1][:shorter]
    return True


def _is_in_calendar(value: str) -> bool:
    year, *rest = value.split("-")
    if len(rest) < 2:
        return True
    try:
        # A decade or century without a known year may be a leap year.
        date(2000 if "X" in year else int(year), int(rest[0]), int(rest[1]))
    except ValueError:
        return False
    return True


def inside(shape: Schema, step: str | int) -> Schema:
    """The schema of the value under a key, or of the items of a list; empty where there is none."""
    if isinstance(step, int):
        part = shape.get("items")
    else:
        part = shape.get("properties", {}).get(step, shape.get("additionalProperties"))
    return part if isinstance(part, dict) else {}


class Home(NamedTuple):
    """Where a key may stand: in which kind of file, and under which keys."""

    kind: str
    under: tuple[str, ...]


@cache
def homes() -> dict[str, list[Home]]:
    """Every key of the format with all the places where it may stand."""
    found: dict[str, list[Home]] = {}
    for kind in KINDS:
        for key, under in _keys(schema(kind), ()):
            found.setdefault(key, []).append(Home(kind, under))
    return found


def _keys(shape: Schema, under: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    while "items" in shape:
        shape = shape["items"]
    for key, part in shape.get("properties", {}).items():
        yield key, under
        yield from _keys(part, (*under, key))
