"""The schemas: what editors complete from, and what the anchors, ids and dates may look like."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from maocoop import csl
from maocoop.model import Certainty
from maocoop.read.schemas import KINDS, Home, homes, is_edtf, schema, validator

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[1] / "src" / "maocoop" / "schemas"
DEFINITIONS = json.loads((FOLDER / "definitions.json").read_bytes())["$defs"]


def parts(shape: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with its path."""
    yield path, shape
    for key, part in shape.get("properties", {}).items():
        yield from parts(part, f"{path}/{key}")
    if "items" in shape:
        yield from parts(shape["items"], f"{path}[]")


EVERY = [(kind + path, part) for kind in KINDS for path, part in parts(schema(kind))]


def accepts(definition: str, value: object) -> bool:
    """Whether a value fits one of the shared definitions."""
    shape = {"$defs": DEFINITIONS, "$ref": f"#/$defs/{definition}"}
    text = json.dumps(shape).replace("definitions.json#", "#")
    return jsonschema_rs.Draft202012Validator(
        json.loads(text), formats={"edtf": is_edtf}, validate_formats=True
    ).is_valid(value)


def test_every_schema_is_of_a_kind_of_file() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted([*KINDS, "definitions"])


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_json_schema_2020_12(kind: str) -> None:
    assert schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema(kind))
    assert "$ref" not in json.dumps(schema(kind))


def test_every_key_has_a_description_for_editors() -> None:
    assert [path for path, part in EVERY if len(part.get("description", "")) < 8] == []


def test_no_mapping_takes_unknown_keys() -> None:
    # Where the keys are words of the text, their values have a schema; elsewhere there are no others.
    mappings = [(path, part) for path, part in EVERY if part.get("type") == "object"]
    loose = [path for path, part in mappings if part["additionalProperties"] is not False]
    assert [path for path in loose if not path.endswith("forms")] == []


def test_every_definition_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in FOLDER.iterdir())
    assert [name for name in DEFINITIONS if f'#/$defs/{name}"' not in text] == []


def test_examples_are_valid() -> None:
    wrong = [
        (path, example)
        for path, part in EVERY
        for example in part.get("examples", ())
        if not jsonschema_rs.is_valid(part, example)
    ]
    assert wrong == []


def test_certainties_are_those_of_the_model() -> None:
    assert DEFINITIONS["certainty"]["enum"] == list(Certainty)


def test_dates_of_works_are_those_that_citing_knows() -> None:
    item = schema("bibliography")["properties"]["works"]["items"]["properties"]["item"]
    dates = {key for key, part in item["properties"].items() if part.get("format") == "edtf"}
    assert dates == set(csl.DATES)


@pytest.mark.parametrize(
    ("definition", "good", "bad"),
    [
        (
            "paragraph-anchor",
            "I.1 II.4 II.4a IX.10 XII.9 XL.3 XC.1",
            "II II. II.0 II.04 IIII.1 VX.1 ii.4 II-4 II.4A II.4aa 2.4 HN.1 .1",
        ),
        ("section-anchor", "I IV IX XII XIX XLIV", "IIII IC VV i 1 II.1 IIa HN GC X\n"),
        ("headnote-anchor", "HN.1 HN.12 HN.3a", "HN HN.0 hn.1 HN1 H.1"),
        ("note-anchor", "n1 n33 n12a", "n n0 n01 N1 1 n1. n12aa"),
        ("comment-anchor", "GC.0 GC.3 GC.14 GC.4a", "GC GC.00 GC.0a gc.1 GC.-1"),
        ("anchor", "II.4 III HN HN.3 NOTES n14 n12a GC GC.0 e7 EN", "n 4 II.4.2 e notes II.4#a"),
        ("text-id", "1955-07-31 1950-06-06-1 1960-reading-notes", "195 1955-07-31/II x-1 1955_1"),
        ("id", "walker-1966 cun", "Walker walker_1966 -a a- a--b wälker ../a"),
        ("date", "1955 1955-07 1955-07-31 1955? 1966-04/1966-06 1955/.. 195X 1955-21", "55 1955-7"),
        (
            "date",
            "1956-02-29 ../1955 1955~/1957%",
            "1955-02-29 1955-13 1955-00 1956/1955 1955-21-01",
        ),
        ("csl-date", "1955 1955-07-31 1966-04/1966-06 1957?", "195X 1955/.. ../1955 1955-02-30"),
        ("day", "1955-07-31", "1955-07 1955-07-32 1955-02-29 1955-07-31?"),
        ("language", "en zh zh-Latn pt-BR", "English e en_GB"),
    ],
)
def test_what_anchors_ids_and_dates_look_like(definition: str, good: str, bad: str) -> None:
    assert [each for each in good.split(" ") if not accepts(definition, each)] == []
    assert [each for each in bad.split(" ") if accepts(definition, each)] == []


@pytest.mark.parametrize("words", ["", " a", "a ", "a\nb", " "])
def test_words_stand_in_one_line(words: str) -> None:
    assert not accepts("words", words)
    assert accepts("words", f"a{words}b" if "\n" not in words else "a b")


@pytest.mark.parametrize(
    ("name", "is_good"),
    [
        ({"family": "Walker", "given": "Kenneth R."}, True),
        ({"literal": "Oil Stores of Tarn"}, True),
        ({"given": "Kenneth R."}, False),
        ({"literal": "Oil Stores", "family": "Stores"}, False),
        ({}, False),
        ("Kenneth R. Walker", False),
    ],
)
def test_names(name: object, is_good: bool) -> None:
    assert accepts("name", name) is is_good


@pytest.mark.parametrize("pattern", sorted({p["pattern"] for _, p in EVERY if "pattern" in p}))
def test_patterns_are_anchored_and_known_to_python_and_editors(pattern: str) -> None:
    re.compile(pattern)
    assert pattern == r"\S" or (pattern.startswith("^") and pattern.endswith("$"))


def test_homes_of_keys() -> None:
    assert homes()["quotes"] == [Home("section", ("paragraphs",))]
    assert Home("footnotes", ("notes", "target")) in homes()["lemma"]
    assert Home("edition", ()) in homes()["subtitle"]


def test_validators_are_made_once() -> None:
    assert validator("section") is validator("section")
