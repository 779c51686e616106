"""The README and the citation file against what they speak of."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from maocoop.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Both set up first, so each works from a fresh clone; .ci/run runs them as they stand.
BUILD = (
    "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e . "
    "&& .venv/bin/maocoop build"
)
TEST = (
    "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e '.[test]' "
    "&& .venv/bin/python -m pytest"
)


def test_one_fenced_block_of_two_commands() -> None:
    blocks = re.findall(r"^(?:```|~~~).*\n([\s\S]*?)^(?:```|~~~)$", README, re.MULTILINE)
    assert blocks == [f"{BUILD}\n{TEST}\n"]


def test_commands_are_those_of_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    # A verb that is longer than its column has its description on the next line.
    offered = set(re.findall(r"^ {4}([a-z]+)(?: {2,}\S|$)", capsys.readouterr().out, re.MULTILINE))
    assert offered
    assert set(re.findall(r"`maocoop ([a-z]+)", README)) == offered


def test_relative_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)#]+)", re.sub(r"`[^`]*`", "", README))
    local = [link for link in links if not re.match(r"https?://", link)]
    assert [link for link in local if not (ROOT / link).exists()] == []


def test_citation_agrees_with_the_project() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


def test_citation_names_the_editors_of_the_edition() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    edition = yaml.safe_load((ROOT / "corpus" / "edition.yaml").read_text(encoding="utf-8"))
    assert citation["authors"] == [{"name": edition["editors"]}]
