"""Every value of every file of an edition, and the edition with something added to some of them.

The fields are found by walking the files, so that a new one is covered without being named.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import yaml

from edits import SPECIMEN
from maocoop.check import check
from maocoop.errors import EditionFaulty, Severity
from maocoop.read import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from maocoop.model import Edition

UNBOUND = {
    "witness-fidelity", "uncounted-numeral", "idle-numeral", "unlisted-name", "stale-reference",
    "stale-template", "stale-chart", "damaged-record",
}  # fmt: skip
"""Errors that keep an edition from being built, though it can be linked and rendered all the same."""


@dataclass(frozen=True)
class Field:
    """A value: its file, the keys that lead to it, where it stands in the file, and how it is written."""

    path: str
    keys: tuple[str, ...]
    start: int
    end: int
    value: str
    block: bool

    @property
    def name(self) -> str:
        """The file and the keys, without numbers of items."""
        return f"{self.path.rsplit('/', 1)[-1]}: {'.'.join(self.keys)}"

    def with_added(self, text: str, added: str) -> str:
        """The file with something added to the value; `text` is what the file says."""
        written = text[self.start : self.end]
        if self.block:
            body = written.rstrip("\n")
            return text[: self.start] + body + added + written[len(body) :] + text[self.end :]
        return text[: self.start] + json.dumps(self.value + added) + text[self.end :]


def fields(root: Path) -> Iterator[Field]:
    """Every value of the YAML files, but the record of releases and what a machine made."""
    for path in sorted(root.rglob("*.yaml")):
        if path.stem not in ("anchors", "charts", "bibliography-formatted", "citation-templates"):
            name = path.relative_to(root).as_posix()
            node = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
            if node is not None:
                yield from _below(name, (), node)


def _below(path: str, keys: tuple[str, ...], node: yaml.Node) -> Iterator[Field]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _below(path, (*keys, key.value), value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _below(path, keys, value)
    elif isinstance(node, yaml.ScalarNode):
        block = node.style in ("|", ">")
        yield Field(path, keys, node.start_mark.index, node.end_mark.index, node.value, block)


def edition_with(folder: Path, added: Mapping[Field, str]) -> Edition | None:
    """The specimen with something added to some values, if it can be linked and rendered."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SPECIMEN, folder)
    for path in {field.path for field in added}:
        file = folder / path
        text = file.read_text(encoding="utf-8")
        here = sorted((f for f in added if f.path == path), key=lambda f: -f.start)
        for field in here:
            text = field.with_added(text, added[field])
        file.write_text(text, encoding="utf-8")
    try:
        edition = read(folder)
        errors = {each.rule for each in check(edition) if each.severity is Severity.ERROR}
    except EditionFaulty:
        return None
    return None if errors - UNBOUND else _with_templates(edition)


def _with_templates(edition: Edition) -> Edition:
    """The edition with the templates of its citations for its author, by whatever name."""
    author = edition.texts[0].author
    templates = (
        replace(each, author=author if each.author else None) for each in edition.citation_templates
    )
    return replace(edition, citation_templates=tuple(templates))
