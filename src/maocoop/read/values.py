"""One value of a file that is as its schema says: the words, numbers and lists under a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from maocoop.model import Certainty, Sentence, Target
from maocoop.read.nodes import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as Map

    from maocoop.read.contents import Content

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value in notation: its sentences, and the numbers of those that begin a paragraph."""

    sentences: tuple[Sentence, ...]
    paragraph_starts: tuple[int, ...]


Assembled: TypeAlias = "tuple[tuple[Content | None, ...], Any]"
"""What was made of some files, with their contents."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that was read: the roots of the YAML files, the contents and the bytes of every file, by
    path, and by name what was assembled of an earlier material."""

    roots: Map[str, Mapping]
    contents: Map[str, Content]
    sources: Map[str, bytes]
    assembled: dict[str, Assembled]

    def parsed(self, value: Scalar) -> Parsed:
        """A value in notation."""
        return self.contents[value.source.path].values[value.at]

    def before(self, name: str) -> object:
        """What was made under this name before, of whatever contents."""
        return self.assembled[name][1] if name in self.assembled else None

    def made(self, name: str, paths: Iterable[str], make: Callable[[], _Made]) -> _Made:
        """What is made of these files alone: the same as before where none of them has changed."""
        contents = tuple(map(self.contents.get, paths))
        before = self.assembled.get(name)
        if before is None or before[0] != contents:  # contents are told apart by identity
            self.assembled[name] = contents, make()
        return self.assembled[name][1]  # type: ignore[no-any-return]  # it was made under this name


def scalar(row: Mapping, key: str) -> Scalar:
    """The value under a key, with its place."""
    value = row.get(key)
    assert isinstance(value, Scalar)
    return value


def words(row: Mapping, key: str) -> str:
    """The words under a key."""
    return scalar(row, key).words


def optional(row: Mapping, key: str) -> str | None:
    """The words under a key that may be left out."""
    return words(row, key) if key in row.entries else None


def ordinal(row: Mapping, key: str) -> int | None:
    """The whole number under a key that may be left out."""
    return int(words(row, key)) if key in row.entries else None


def number(row: Mapping, key: str) -> float | None:
    """The number under a key that may be left out."""
    return float(words(row, key)) if key in row.entries else None


def certainty(row: Mapping) -> Certainty:
    """How certain the record is."""
    return Certainty(words(row, "certainty"))


def mapping(row: Mapping, key: str) -> Mapping:
    """The mapping under a key."""
    value = row.get(key)
    assert isinstance(value, Mapping)
    return value


def sequence(row: Mapping, key: str) -> Sequence:
    """The list under a key; an empty one where it is left out."""
    value = row.get(key)
    return value if isinstance(value, Sequence) else Sequence(row.source, 0, 0)


def mappings(row: Mapping, key: str) -> list[Mapping]:
    """The mappings in a list."""
    return [item for item in sequence(row, key).items if isinstance(item, Mapping)]


def strings(row: Mapping, key: str) -> tuple[str, ...]:
    """The words in a list."""
    return tuple(item.words for item in sequence(row, key).items if isinstance(item, Scalar))


def numbers(row: Mapping, key: str) -> frozenset[int]:
    """The whole numbers in a list."""
    return frozenset(map(int, strings(row, key)))


def counts(row: Mapping, key: str) -> dict[str, int]:
    """The whole numbers under the keys of a mapping."""
    entries = mapping(row, key).entries
    return {name: int(words(mapping(row, key), name)) for name in entries}


def rows(material: Material, path: str, key: str) -> list[Mapping]:
    """The records of a file, or none where there is no such file."""
    return mappings(material.roots[path], key) if path in material.roots else []


def records(
    material: Material, path: str, key: str, make: Callable[[Mapping], _Made]
) -> tuple[_Made, ...]:
    """What is made of the records of a file."""
    return material.made(
        f"{path} {key}", (path,), lambda: tuple(map(make, rows(material, path, key)))
    )


def target(row: Mapping) -> Target:
    """A place in a text: anchor, words, and which of their occurrences."""
    return Target(
        anchor=words(row, "anchor"),
        lemma=optional(row, "lemma"),
        occurrence=ordinal(row, "occurrence"),
        at=row.at,
    )
