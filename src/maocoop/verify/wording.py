"""An answer -> what is said of it, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.verify.answers import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maocoop.verify.answers import Answer

MOST = 8
"""Places that are named; of more the number is told."""


def sentence(answer: Answer) -> str:
    """What has become of a claim, as a reader is told."""
    return _OF_WORDS[answer.kind](answer) if answer.quotation else _OF_PLACES[answer.kind](answer)


def _listed(places: Sequence[str]) -> str:
    shown = ", ".join(places[:MOST])
    return shown if len(places) <= MOST else f"{shown} and {len(places) - MOST} more"


def _when(answer: Answer) -> str:
    return f"in version {answer.version}" if answer.version else "since the last release"


_OF_PLACES: dict[Kind, Callable[[Answer], str]] = {
    Kind.UNCHANGED: lambda a: f"unchanged since version {a.version}",
    Kind.REVISED: lambda a: f"revised {_when(a)}",
    Kind.MOVED: lambda a: f"moved {_when(a)} to {_listed(a.places)}",
    Kind.RETIRED: lambda a: f"retired {_when(a)}: {a.changes[-1].step.why}",
    Kind.UNRELEASED: lambda _: "no release has recorded these words; they may have changed",
    Kind.NO_VERSION: lambda a: f"there is no version {a.version} of this edition",
    Kind.CONTRADICTORY: lambda a: f"several versions are named ({a.version}): which one is meant?",
    Kind.NOT_FOUND: lambda a: (
        f"not found: version {a.version} had no such place"
        if a.version
        else "not found: there is no such place in this edition"
    ),
}

_OF_WORDS = _OF_PLACES | {
    Kind.UNCHANGED: lambda a: (
        f"these words stand here unchanged since version {a.version}"
        + (f"; before that they stood at {_listed(a.places)}" if a.places else "")
    ),
    Kind.REVISED: lambda a: (
        f"these words stand here since version {a.version}"
        if not a.changes and a.version
        else f"these words are no longer here; revised {_when(a)}"
    ),
    Kind.MOVED: lambda a: (
        f"these words stand here since version {a.version}; before that at {_listed(a.places)}"
        if not a.changes
        else f"these words stood here; moved {_when(a)} to {_listed(a.places)}"
    ),
    Kind.UNRELEASED: lambda _: "these words stand here, but no release has recorded them",
    Kind.ELSEWHERE: lambda a: (
        f"these words do not stand here; in version {a.version} they stood at {_listed(a.places)}"
        if a.version
        else f"these words do not stand here but at {_listed(a.places)}"
    ),
    Kind.AMBIGUOUS: lambda a: (
        f"ambiguous: these words stand at {_listed(a.places)}"
        + (f" (in version {a.version})" if a.version else "")
    ),
    Kind.NOT_FOUND: lambda a: (
        "not found: these words stand nowhere, today or in any release"
        + (f"; the nearest place, with other words, is {a.places[0]}" if a.places else "")
    ),
}
