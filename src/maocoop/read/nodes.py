"""The characters of a YAML file -> nodes that know where they stand.

Only a small part of YAML is let in: mappings, lists and scalars. Aliases, tags, merge keys, a
second document and deep nesting are findings. Nothing is resolved: every scalar is a string.

The nodes are built from the parser's events and not by `yaml.compose`: that one recurses (deep
nesting exhausts its stack), follows aliases and keeps the last of two equal keys.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import yaml

from maocoop.errors import Finding, Position, ToolMissing
from maocoop.read.characters import clusters_not_nfc, is_unseen, not_nfc, unseen
from maocoop.read.syntax import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 16
"""Levels of nesting; the deepest place of the format (a name of a work) is six levels down."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is read: path relative to the edition's root, characters, lines."""

    path: str
    text: str
    lines: list[str]

    @classmethod
    def of(cls, path: str, text: str) -> Source:
        """A source with its lines."""
        return cls(path, text, text.split("\n"))


@dataclass(slots=True, eq=False)
class Scalar:
    """A value without parts; `style` is `""` (plain), `'`, `"`, `|` or `>`."""

    source: Source
    line: int
    column: int
    value: str = ""
    style: str = ""

    @property
    def at(self) -> Position:
        """Where the value begins."""
        return Position(self.source.path, self.line, self.column)

    @property
    def words(self) -> str:
        """The value without the line end that YAML adds to a block."""
        return self.value.rstrip("\n") if self.style in ("|", ">") else self.value

    def rows(self) -> Iterator[tuple[str, Position]]:
        """The lines of a literal block, blank ones too, each with the place where it begins."""
        for number, row in enumerate(self.words.split("\n"), self.line + 1):
            indentation = len(self.source.lines[number - 1]) - len(row)
            yield row, Position(self.source.path, number, indentation + 1)


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys and values in the order of the file; a key keeps its own place."""

    source: Source
    line: int
    column: int
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Scalar | None = None
    """While the file is read: the key whose value comes next."""

    @property
    def at(self) -> Position:
        """Where the first key stands."""
        return Position(self.source.path, self.line, self.column)

    def get(self, key: str) -> Node | None:
        """The value of a key, or None."""
        entry = self.entries.get(key)
        return entry[1] if entry else None


@dataclass(slots=True, eq=False)
class Sequence:
    """The items of a list."""

    source: Source
    line: int
    column: int
    items: list[Node] = field(default_factory=list)

    @property
    def at(self) -> Position:
        """Where the first item, or the opening bracket, stands."""
        return Position(self.source.path, self.line, self.column)


Node: TypeAlias = Scalar | Mapping | Sequence


def nodes(path: str, text: str) -> tuple[Node | None, tuple[Finding, ...]]:
    """The root of a YAML file and what is wrong with it as YAML.

    The root is None where it cannot be told what the file means: its shape cannot be judged.
    Raises ToolMissing where PyYAML was built without its C parser.
    """
    if not yaml.__with_libyaml__:
        raise ToolMissing("PyYAML lacks its C parser here; install a wheel: pip install pyyaml")
    builder = _Builder(Source.of(path, text))
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not builder.take(event):
                break
    except yaml.YAMLError as error:
        builder.refuse_syntax(error)
    root = builder.root
    if builder.whole and (root is None or (isinstance(root, Scalar) and not root.value)):
        builder.refuse(
            "empty-file",
            "this file says nothing",
            "bring it back, or write what belongs into it",
            Position(path),
        )
    return root if builder.whole else None, tuple(builder.findings)


class _Builder:
    """Takes the parser's events one by one; open mappings and lists lie on `stack`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.root: Node | None = None
        self.whole = True
        self.stack: list[Mapping | Sequence] = []
        self.documents = 0

    def add(self, finding: Finding) -> None:
        self.findings.append(finding)

    def refuse(self, rule: str, message: str, hint: str, at: Position) -> None:
        """Note a fault after which it is not certain what the file says."""
        self.add(Finding(rule, message, hint, at))
        self.whole = False

    def refuse_syntax(self, error: yaml.YAMLError) -> None:
        finding = explained(self.source.path, self.source.lines, error)
        # What follows an alias or a tag on its line is often misread: one finding is enough.
        if not any(found.at.line == finding.at.line for found in self.findings):
            self.add(finding)
        self.whole = False

    def take(self, event: yaml.Event) -> bool:
        """Whether the next event is wanted."""
        # The most frequent first: this runs for every value of the edition.
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            return self.collection(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            return self.start_document(event)
        return True

    def start_document(self, event: yaml.DocumentStartEvent) -> bool:
        at = self.position(event)
        self.documents += 1
        if self.documents > 1:
            hint = "take the line --- out, or put what follows into a file of its own"
            self.refuse("several-documents", "a second document begins here", hint, at)
            return False
        if event.version or event.tags:
            hint = "take the line out: nothing depends on it"
            self.refuse("yaml-tag", "a %YAML or %TAG directive", hint, at)
        return True

    def alias(self, event: yaml.AliasEvent) -> None:
        at = self.position(event)
        hint = "write the words out again; words that begin with * go into quotation marks"
        self.refuse("yaml-alias", f"the alias *{event.anchor}", hint, at)
        self.put(Scalar(self.source, at.line, at.column))

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.refuse_properties(event)
        line, column = _mark(event)
        scalar = Scalar(self.source, line, column, event.value, event.style or "")
        if scalar.style == '"':
            self.refuse_escapes(event, scalar)
        self.put(scalar)

    def collection(self, event: yaml.CollectionStartEvent) -> bool:
        self.refuse_properties(event)
        if len(self.stack) == DEPTH:
            hint = "nothing in this format is nested more than six levels deep"
            message = f"more than {DEPTH} levels of nesting"
            self.refuse("too-deep", message, hint, self.position(event))
            return False
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        opened = kind(self.source, *_mark(event))
        self.put(opened)
        self.stack.append(opened)
        return True

    def refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            hint = "take it out; words that begin with & go into quotation marks"
            message = f"the YAML anchor &{event.anchor}"
            self.refuse("yaml-alias", message, hint, self.position(event))
        if event.tag is not None:
            at = self.position(event)
            written = self.source.lines[at.line - 1][at.column - 1 :].split(" ")[0]
            hint = "take it out: the key says what its value is"
            self.refuse("yaml-tag", f"the YAML tag {written}", hint, at)

    def put(self, node: Node) -> None:
        """Where a node belongs: the root, the open list, or key or value of the open mapping."""
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif parent.key is not None:
            self.put_entry(parent, parent.key, node)
            parent.key = None
        elif isinstance(node, Scalar):
            parent.key = node
        else:
            hint = "a key is a plain word; words that begin with [ or { go into quotation marks"
            self.refuse("yaml-syntax", "a list or mapping where a key is wanted", hint, node.at)
            parent.key = Scalar(self.source, node.line, node.column)

    def put_entry(self, mapping: Mapping, key: Scalar, value: Node) -> None:
        if key.value == "<<" and not key.style:
            hint = "write out the keys that it would bring in"
            self.refuse("merge-key", "the merge key <<", hint, key.at)
        elif key.value in mapping.entries:
            first = mapping.entries[key.value][0]
            message = f"`{key.value}` stands twice here, first in line {first.line}"
            hint = "keep one of the two; a new item of a list begins with `- `"
            self.add(Finding("duplicate-key", message, hint, key.at))
        else:
            mapping.entries[key.value] = (key, value)

    def refuse_escapes(self, event: yaml.ScalarEvent, scalar: Scalar) -> None:
        """Escapes may smuggle in what `characters` refuses; the first of a scalar is reported."""
        if event.start_mark is None or event.end_mark is None:
            return
        raw = self.source.text[event.start_mark.index : event.end_mark.index]
        if "\\" not in raw:
            return
        for match in _ESCAPE.finditer(raw):
            sign = _meant(match)
            if is_unseen(sign):
                self.add(unseen(sign, _within(scalar, raw, match.start())))
                break
        for _, cluster in clusters_not_nfc(scalar.value):
            self.add(not_nfc(cluster, scalar.at))
            break

    def position(self, event: yaml.Event) -> Position:
        return Position(self.source.path, *_mark(event))


def _mark(event: yaml.Event) -> tuple[int, int]:
    """Line and column of an event, from 1."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_SHORT = dict(zip("0abtnvfreN_LP", "\0\a\b\t\n\v\f\r\x1b\x85\xa0\u2028\u2029", strict=True))


def _within(scalar: Scalar, raw: str, index: int) -> Position:
    """Where the character with this index in a scalar's own writing stands."""
    line = scalar.line + raw.count("\n", 0, index)
    start = raw.rfind("\n", 0, index) + 1
    column = index - start + (scalar.column if start == 0 else 1)
    return Position(scalar.source.path, line, column)


def _meant(escape: re.Match[str]) -> str:
    """The character that an escape in double quotation marks stands for (YAML 1.1, 5.6)."""
    digits = escape[1] or escape[2] or escape[3]
    return chr(int(digits, 16)) if digits else _SHORT.get(escape[4], escape[4])
