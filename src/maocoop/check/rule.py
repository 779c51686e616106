"""What a rule is: a function from the edition, or from a text, to its faults, with a severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from maocoop.errors import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from maocoop.errors import Position

_Of = TypeVar("_Of")


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where a rule is broken: where, what is wrong, and a way out."""

    at: Position
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Rule(Generic[_Of]):
    """A check of the edition, or of each text by itself.

    Its name is the function's, its description the function's docstring.
    """

    function: Callable[[_Of], Iterator[Fault]]
    severity: Severity = Severity.ERROR

    @property
    def name(self) -> str:
        """A noun phrase for the fault, in kebab-case: `dangling-target`."""
        return self.function.__name__.replace("_", "-")

    @property
    def description(self) -> str:
        """One sentence, for the list in the docs."""
        return " ".join((self.function.__doc__ or "").split())

    def findings(self, of: _Of) -> tuple[Finding, ...]:
        """The faults of this rule, as findings."""
        return tuple(
            Finding(self.name, fault.message, fault.hint, fault.at, self.severity)
            for fault in self.function(of)
        )
