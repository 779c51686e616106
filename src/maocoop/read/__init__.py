"""corpus/ and notes/ -> Edition.

Reads every file of the edition, finds every fault of writing in all of them, and only then makes
the model. Whether the edition is sound (what refers to what, what the witness says) is for
`check`. The steps, each a module: `files`; `contents`, which is `characters`, `nodes` (with `syntax`)
and `shape` (with `schemas`) of one file; `assemble`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from maocoop.errors import EditionFaulty, Position
from maocoop.model import Group
from maocoop.read.assemble import edition
from maocoop.read.contents import lines_of, parsed
from maocoop.read.files import Files
from maocoop.read.nodes import Scalar, Sequence
from maocoop.read.values import Material

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as Map
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.model import Edition
    from maocoop.read.contents import Content
    from maocoop.read.values import Assembled

FAULTS = {
    "missing-file": "A file that the edition needs, or names, is not there.",
    "unknown-file": "A YAML file that nothing refers to: a misspelt name, a section not listed.",
    "unreadable-file": "A symbolic link, a folder or anything else where a plain file should be.",
    "empty-file": "A file without content.",
    "too-large": "A file above the limit of 4 MB.",
    "not-utf-8": "A byte that is not UTF-8.",
    "byte-order-mark": "A file that begins with a byte order mark.",
    "carriage-return": "Lines that end as on Windows.",
    "tab-indentation": "A line that is indented with a tab.",
    "control-character": "A character that cannot be seen, in the file or as an escape.",
    "not-nfc": "A letter and its accent written apart: not Unicode Normalization Form C.",
    "yaml-syntax": "A file that cannot be read as YAML.",
    "several-documents": "A second YAML document in one file.",
    "yaml-alias": "A YAML alias or anchor.",
    "yaml-tag": "A YAML tag or directive.",
    "merge-key": "The YAML merge key.",
    "duplicate-key": "A key that stands twice in one mapping.",
    "too-deep": "Mappings and lists nested deeper than any file of the edition is.",
    "unknown-key": "A key that the format does not know.",
    "misplaced-key": "A key that belongs elsewhere in the format.",
    "missing-key": "A key that the format demands is not there.",
    "wrong-type": "A value of the wrong type, or none, or a number or truth value spelt otherwise.",
    "wrong-value": "A value that is not among those its key allows.",
    "stray-blank": "A line of a text that begins or ends with a blank, or doubles one.",
    "notation": "A sign of the notation that opens or closes nothing, or leads nowhere.",
}
"""Every fault that reading can find, with what it means."""

MOST_OF_A_KIND = 20
"""Findings of one rule in one file that are told; whoever mends them is told the next."""

_ALWAYS = {
    "corpus/edition.yaml": "edition",
    "notes/bibliography.yaml": "bibliography",
    "notes/texts.yaml": "texts",
    "notes/abbreviations.yaml": "abbreviations",
}
_IF_THERE = {
    **{f"notes/authorities/{group}.yaml": "authorities" for group in Group},
    "notes/authorities/not-names.yaml": "not-names",
    "notes/about.yaml": "about",
    "notes/bibliography-formatted.yaml": "bibliography-formatted",
    "notes/citation-templates.yaml": "citation-templates",
    "notes/anchors.yaml": "anchors",
    "notes/changes.yaml": "changes",
}
_OF_A_TEXT = {
    "corpus/{}/text.yaml": "text",
    "corpus/{}/emendations.yaml": "emendations",
    "notes/{}/headnote.yaml": "headnote",
    "notes/{}/footnotes.yaml": "footnotes",
    "notes/{}/general-comment.yaml": "general-comment",
    "notes/{}/emendations.yaml": "emendations",
}
_OF_A_TEXT_IF_THERE = {
    "notes/{}/edition-notes.yaml": "edition-notes",
    "notes/{}/figures.yaml": "figures",
    "notes/{}/chronology.yaml": "chronology",
    "notes/{}/charts.yaml": "charts",
    "corpus/{}/anchors.yaml": "anchors",
    "corpus/{}/changes.yaml": "changes",
}


def read(root: Path) -> Edition:
    """The edition in the folder `root`.

    Raises EditionFaulty with every fault of every file, in the order of files and places.
    """
    return Reader(root).read()


class Reader:
    """Reads an edition again and again; a file that has not changed is not parsed again.

    What has not changed from one edition to the next is the same object in both.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._contents: dict[str, Content] = {}
        self._assembled: dict[str, Assembled] = {}

    def read(self) -> Edition:
        """The edition as its files have it now; raises as `read` does."""
        reading = _Reading(self._root, self._contents)
        reading.read_all()
        self._contents = reading.contents
        findings = [*reading.files.findings, *reading.findings()]
        if findings:
            raise EditionFaulty(_told(findings))
        return edition(reading.material(self._assembled))


def _told(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """In order, and of many findings of one rule in one file the first, with a word on the rest."""
    number: Counter[tuple[str, str]] = Counter()
    told = []
    for found in sorted(findings, key=lambda found: found.at):
        number[found.at.path, found.rule] += 1
        if number[found.at.path, found.rule] < MOST_OF_A_KIND:
            told.append(found)
        elif number[found.at.path, found.rule] == MOST_OF_A_KIND:
            told.append(replace(found, message=f"{found.message} (and maybe more in this file)"))
    return tuple(told)


class _Reading:
    """Reads the files of one edition and collects what is wrong with them.

    `known` are the contents that were parsed before, by path.
    """

    def __init__(self, root: Path, known: Map[str, Content]) -> None:
        self.files = Files(root)
        self.contents: dict[str, Content] = {}
        self._known = known

    def findings(self) -> Iterator[Finding]:
        """What is wrong in the files."""
        for content in self.contents.values():
            yield from content.findings

    def material(self, assembled: dict[str, Assembled]) -> Material:
        """What an edition is assembled of, once nothing is wrong."""
        roots = {path: each.root for path, each in self.contents.items() if each.root}
        return Material(roots, self.contents, self.files.sources, assembled)

    def read_all(self) -> None:
        for path, kind in _ALWAYS.items():
            self.yaml(path, kind)
        self.yaml_if_there(_IF_THERE)
        texts = self.named("corpus/edition.yaml", "texts") or self.files.texts()
        for id_ in texts:
            self.text(id_)
        self.files.report_unknown(("corpus", "notes"), texts)

    def text(self, id_: str) -> None:
        for template, kind in _OF_A_TEXT.items():
            self.yaml(template.format(id_), kind)
        self.yaml_if_there({path.format(id_): kind for path, kind in _OF_A_TEXT_IF_THERE.items()})
        sections = self.named(f"corpus/{id_}/text.yaml", "sections") or self.files.sections(id_)
        for name, at in sections.items():
            self.yaml(f"corpus/{id_}/{name}.yaml", "section", at)
        self.witness(f"corpus/{id_}/witness.txt")

    def named(self, path: str, key: str) -> dict[str, Position]:
        """The names of texts or sections that a file lists, with their places.

        Names that could not be those of files are left out; the schema has refused them.
        """
        content = self.contents.get(path)
        value = content.root.get(key) if content and content.root else None
        items = value.items if isinstance(value, Sequence) else []
        return {
            item.words: item.at
            for item in items
            if isinstance(item, Scalar) and re.fullmatch("[0-9][0-9a-z-]*", item.words)
        }

    def yaml_if_there(self, kinds: dict[str, str]) -> None:
        """Read those files that an edition may have and need not."""
        for path, kind in kinds.items():
            if self.files.exists(path):
                self.yaml(path, kind)

    def yaml(self, path: str, kind: str, asked_at: Position | None = None) -> None:
        """Read a YAML file and find every fault in it."""
        self._read(path, partial(parsed, path, kind=kind), asked_at)

    def witness(self, path: str) -> None:
        """Read a witness: it is not ours to correct, so only its bytes can be at fault."""
        self._read(path, partial(lines_of, path))

    def _read(
        self, path: str, parse: Callable[[bytes], Content], asked_at: Position | None = None
    ) -> None:
        data = self.files.read(path, asked_at)
        if data is not None:
            known = self._known.get(path)
            self.contents[path] = known if known and known.data == data else parse(data)
