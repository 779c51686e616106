"""Whose words are read while something is made.

Nobody has to declare which units a page shows: while it is made, every unit whose sentences are read
is noted. What is kept of a part of the work brings its own notes along, so none is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

_Made = TypeVar("_Made")
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

Reads: TypeAlias = frozenset[int]
"""The objects that were read, by identity, and the entries of mappings."""

_open: list[set[int]] = []
"""Of the recipes that are being followed, the innermost last: what each has read so far."""


class Traced:
    """A field of a frozen dataclass with slots, reading which is noted."""

    def __init__(self, slot: Any) -> None:
        self._get, self._set = slot.__get__, slot.__set__

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """The value of the field; of the class, the field itself, as dataclasses look for it."""
        if instance is None:
            return self
        if _open:
            _open[-1].add(id(instance))
        return self._get(instance, owner)

    def __set__(self, instance: object, value: object) -> None:
        """Called when the object is made; afterwards it is frozen."""
        self._set(instance, value)


class TracedMap(dict[_Key, _Value]):
    """A mapping whose entries are noted one by one as they are looked up by `[]`."""

    def __init__(self, name: str, entries: Mapping[_Key, _Value]) -> None:
        super().__init__(entries)
        self.name = name

    def __getitem__(self, key: _Key) -> _Value:
        """The entry, noted."""
        if _open:
            _open[-1].add(entry(self.name, key))
        return super().__getitem__(key)


_entries: dict[tuple[str, Hashable], object] = {}


def entry(name: str, key: Hashable) -> int:
    """What stands in notes for an entry of every mapping of a name, whatever its value."""
    return id(_entries.setdefault((name, key), object()))


def traced(recipe: Callable[[], _Made]) -> tuple[_Made, Reads]:
    """What a recipe makes, and what it read; whoever follows a recipe around it has read that too."""
    _open.append(set())
    try:
        result = recipe()
    finally:
        reads = frozenset(_open.pop())
    read_again(reads)
    return result, reads


def read_again(reads: Reads) -> None:
    """Note what was read when something was made that is now used without being made again."""
    if _open:
        _open[-1] |= reads
