"""What was made is kept until something changes that was read in making it.

A correction changes a few words of one unit, and of a thousand files a dozen show them. Which, nobody
has to declare: while a recipe is followed, the units whose words it reads are noted (`tracing`), and
what it made is kept until one of them is another object (a verifying trace, in the words of Mokhov,
Mitchell and Peyton Jones, "Build Systems à la Carte", 2018). All else that pages rest on is the
*ground*: where it changes, nothing that was kept is believed.

Recipes may follow recipes: a page is made of the paragraphs that are kept. Without a memory at work
`made` only follows the recipe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from maocoop.tracing import entry, read_again, traced

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping
    from types import TracebackType

    from maocoop.tracing import Reads

_Made = TypeVar("_Made")

Entries: TypeAlias = "Mapping[tuple[str, str], object]"
"""By the name of a mapping and a key, what can be compared of the entry."""


class Kept(NamedTuple):
    """What a recipe made, in which state, and what it read."""

    state: Hashable
    result: Any
    reads: Reads


class Memory:
    """What was made of one state of the edition, and of the states before it what still holds."""

    def __init__(self) -> None:
        self.kept: dict[Hashable, Kept] = {}
        self._ground: object = None
        self._units: dict[int, object] = {}
        self._entries: dict[tuple[str, str], object] = {}

    def renew(
        self, ground: object, units: Collection[object], entries: Entries | None = None
    ) -> None:
        """Forget what no longer holds: `units` are those that there are now, `entries` what the
        mappings hold whose lookups are traced.

        Units are told apart by identity, and are held so that no other object can take one's place.
        """
        new = {id(unit): unit for unit in units}
        gone = self._units.keys() - new.keys()
        was, now = self._entries, dict(entries or {})
        gone |= {entry(*key) for key in was | now if was.get(key) != now.get(key)}
        if ground != self._ground:
            self.kept.clear()
        elif gone:
            self.kept = {
                name: kept for name, kept in self.kept.items() if kept.reads.isdisjoint(gone)
            }
        self._ground, self._units, self._entries = ground, new, now

    def made(self, name: Hashable, recipe: Callable[[], _Made], state: Hashable = None) -> _Made:
        """What the recipe makes, followed only where it is not known.

        `name` tells the recipe from all others, with its arguments that are neither ground nor units;
        `state` tells what else it rests on: of each name the last state is kept; a recipe that follows
        this one rests on it too, by its own state or by what it reads. The caller may not
        change what it gets.
        """
        known = self.kept.get(name)
        if known is None or known.state != state:
            result, reads = traced(recipe)
            self.kept[name] = Kept(state, result, reads)
            return result
        read_again(known.reads)
        return known.result  # type: ignore[no-any-return]  # it was made under this name

    @property
    def empty(self) -> bool:
        """Whether nothing is known."""
        return not self.kept

    def learn(self, kept: Mapping[Hashable, Kept]) -> None:
        """Take over what a copy of this memory has learned since it was made."""
        self.kept |= kept

    def __enter__(self) -> None:
        """Let `made` use this memory."""
        _at_work.append(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _at_work.pop()


_at_work: list[Memory] = []


def made(name: Hashable, recipe: Callable[[], _Made], state: Hashable = None) -> _Made:
    """What a recipe makes, kept in the memory that is at work, if there is one."""
    return _at_work[-1].made(name, recipe, state) if _at_work else recipe()
