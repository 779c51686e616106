"""What a release writes, as text: reasons as YAML values, the two values of edition.yaml."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from maocoop.errors import Position
from maocoop.record import Release, State
from maocoop.release import edition_yaml, release_yaml

DAY = "1902-05-06"


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_reasons_are_read_back_as_they_are(words: str) -> None:
    state = State("n1", "1.0.0", DAY, (), "", words, None, words, Position(""))
    text = "releases:\n" + release_yaml(Release("1.0.0", DAY, (state,), Position("")))
    (entry,) = yaml.load(text, yaml.CBaseLoader)["releases"][0]["anchors"]
    assert entry == {"anchor": "n1", "why": words, "retired": words}


def test_a_plain_reason_is_written_plainly() -> None:
    state = State(
        "n1", "1.0.0", DAY, (), "", "A misprint, page 4.", None, "It's gone", Position("")
    )
    text = release_yaml(Release("1.0.0", DAY, (state,), Position("")))
    assert "        why: A misprint, page 4.\n" in text
    assert '        retired: "It\'s gone"\n' in text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# Ours\nversion: 1.0.0  # the last\ntitle: A\nreleased:  '1902-01-01'\n",
            "# Ours\nversion: 1.1.0  # the last\ntitle: A\nreleased:  1902-05-06\n",
        ),
        ("version: 1.0.0\ntexts: []\n", "version: 1.1.0\nreleased: 1902-05-06\ntexts: []\n"),
        (
            "title: A\n# In order\ntexts:\n  - a\n",
            "title: A\nversion: 1.1.0\nreleased: 1902-05-06\n# In order\ntexts:\n  - a\n",
        ),
        (
            "title: >-\n  version: 9\nversion: 1.0.0\nreleased: 1902-01-01",
            "title: >-\n  version: 9\nversion: 1.1.0\nreleased: 1902-05-06",
        ),
    ],
)
def test_edition_yaml_keeps_all_but_the_two_values(before: str, after: str) -> None:
    assert edition_yaml(before, "1.1.0", DAY) == after
