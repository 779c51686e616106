"""What a build leaves for the next one, so that a corrected note need not cost a whole site.

The files of a site are their own cache. Beside them a build leaves traces, which say what each rests
on: the digests of the units and links that were read in making it, of the ground, of templates and
program, and of its bytes. The next build takes a file as made where all of that is still so, and makes
the others.

Nothing is believed: traces that are damaged, or of another state, program or site, and a file that was
edited, cost the next build its time and nothing else. They can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from maocoop.journal import fault, survey
from maocoop.memory import Kept
from maocoop.stamp import sealed, unsealed
from maocoop.tracing import entry

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from pathlib import Path

    from maocoop.model import Text
    from maocoop.write import Known

TRACES = ".maocoop/traces.json"


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to read now: the digest of all that is read by everything (templates, program,
    ground), and by the identity of each unit and link its name and digest."""

    ground: str
    reads: Mapping[int, tuple[str, str]]


def standing(
    tools: str,
    ground: object,
    texts: Iterable[Text],
    entries: Mapping[tuple[str, str], object],
) -> Standing:
    """What there is to read in some texts; `tools` is the digest of templates and program, `entries`
    are the links that pages look up. All of it is told by its `repr`, which holds no address."""
    reads = {
        id(unit): (f"{text.id}/{unit.anchor}", _digest(unit))
        for text in texts
        for unit in text.units()
    }
    reads |= {entry(*key): (" ".join(key), _digest(value)) for key, value in entries.items()}
    return Standing(_digest((tools, ground)), reads)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


class _Traced:
    """The state of a recipe as the traces have it, equal to one that is written the same way."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __repr__(self) -> str:
        return self._words

    def __eq__(self, other: object) -> bool:
        return self._words == repr(other)

    def __hash__(self) -> int:
        return hash(self._words)


def put(
    folder: Path, now: Standing, kept: Mapping[Hashable, Kept], files: Mapping[str, bytes]
) -> None:
    """Leave traces of what the files of a site rest on. Where that fails there are none."""
    numbers = {read: number for number, read in enumerate(now.reads)}
    made_of = {
        path: [
            hashlib.sha256(content).hexdigest(),
            repr(made.state),
            sorted(numbers[read] for read in made.reads),
        ]
        for path, content in files.items()
        if (made := kept.get(path)) and made.result is content and made.reads <= now.reads.keys()
    }
    traces = {"ground": now.ground, "reads": list(now.reads.values()), "files": made_of}
    sealed(folder / TRACES, traces)


def recalled(folder: Path, now: Standing, known: Known) -> dict[Hashable, Kept]:
    """By path the files of a site that need not be made; `known` is told of their bytes."""
    try:
        return dict(_recalled(folder, now, known))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}  # whatever is wrong with traces, the site can be made


def _recalled(folder: Path, now: Standing, known: Known) -> Iterator[tuple[str, Kept]]:
    traces = unsealed(folder / TRACES)
    if traces["ground"] != now.ground:
        return
    there = {read: identity for identity, read in now.reads.items()}
    reads = [there.get((name, digest)) for name, digest in traces["reads"]]
    held: dict[str, Any] = {
        path: made
        for path, made in traces["files"].items()
        if fault(path) is None and all(reads[number] is not None for number in made[2])
    }
    for path, found in survey(folder, held):
        if found is None or not stat.S_ISREG(found.st_mode):
            continue
        digest, state, numbers = held[path]
        content = (folder / path).read_bytes()
        if hashlib.sha256(content).hexdigest() == digest:
            known.put(path, content, found)
            read = (reads[number] for number in numbers)
            yield path, Kept(_Traced(state), content, frozenset(filter(None, read)))
