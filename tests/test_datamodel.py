"""The data model as a page: every key of every schema, with its meaning."""

from __future__ import annotations

from maocoop.read.schemas import KINDS, homes
from maocoop.render.datamodel import files


def test_every_key_of_every_file_is_explained() -> None:
    made = files()
    assert len(made) == len(KINDS)
    paths = [key.path for file in made for key in file.keys]
    assert len(paths) == sum(map(len, homes().values()))
    assert all(key.meaning and key.type for file in made for key in file.keys)


def test_allowed_values_are_told() -> None:
    (certainty, *_) = [
        key for file in files() for key in file.keys if key.path == "entities[].certainty"
    ]
    assert certainty.required
    assert not any(key.required for file in files() for key in file.keys if key.path == "base-url")
    assert certainty.values == ("given", "identified", "conjectured", "unresolved")
