"""Words, spans over them and points between them -> elements within elements (pure).

Spans are offsets in a line. Of two that cross, the one that comes later is cut into pieces that point
to each other (TEI P5, chapter 20.3).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from maocoop.render.tei.elements import XML, add_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from maocoop.render.tei.elements import Element


@dataclass(frozen=True, slots=True)
class Span:
    """Words from `start` to `end` and what makes the element they stand in.

    Where that has children the words stand in the last of them (`choice`). Of spans over the same
    words the one with the lower rank is outside. `id` is what its pieces are called where it has to
    be cut; one without is left out there.
    """

    start: int
    end: int
    rank: int
    make: Callable[[], Element]
    id: str | None = None

    def crosses(self, other: Span) -> bool:
        """Whether both have words in common and neither holds the other."""
        first, second = (self, other) if self.start <= other.start else (other, self)
        return first.start < second.start < first.end < second.end


@dataclass(frozen=True, slots=True)
class Point:
    """An empty element and the offset that it stands at."""

    at: int
    made: Element


def together(spans: Iterable[Span]) -> list[Span]:
    """The spans as they can stand in one line, outermost before what they hold.

    One that would cross another before it is cut at its ends.
    """
    taken: list[Span] = []
    for span in spans:
        crossed = [other for other in taken if span.crosses(other)]
        if not crossed and span.start < span.end:
            taken.append(span)
        elif span.id is not None:
            taken += _pieces(span, crossed)
    return sorted(taken, key=lambda span: (span.start, -span.end, span.rank))


def _pieces(span: Span, crossed: Iterable[Span]) -> Iterator[Span]:
    """The span in pieces that point to each other (`@next`, `@prev`)."""
    ends = {end for other in crossed for end in (other.start, other.end)}
    cuts = [span.start, *sorted(end for end in ends if span.start < end < span.end), span.end]
    for number, (start, end) in enumerate(pairwise(cuts), 1):
        made = partial(_piece, span, number, number == len(cuts) - 1)
        yield replace(span, start=start, end=end, make=made)


def _piece(span: Span, number: int, is_last: bool) -> Element:
    made = span.make()
    made.set(f"{{{XML}}}id", f"{span.id}.{number}")
    if number > 1:
        made.set("prev", f"#{span.id}.{number - 1}")
    if not is_last:
        made.set("next", f"#{span.id}.{number + 1}")
    return made


def fill(parent: Element, line: str, spans: Iterable[Span], points: Iterable[Point]) -> None:
    """Put a line into an element, its spans and points where they belong.

    A point at the end of a span stands behind it, one at the beginning before it.
    """
    waiting = deque(sorted(points, key=lambda point: point.at))
    _fill(parent, line, (0, len(line)), together(spans), waiting)
    for point in waiting:
        parent.append(point.made)


def _fill(
    parent: Element,
    line: str,
    bounds: tuple[int, int],
    spans: Sequence[Span],
    points: deque[Point],
) -> None:
    at, end = bounds
    while spans:
        span, *others = spans
        _run(parent, line[at : span.start], at, points, end)
        made = span.make()
        parent.append(made)
        inside = [each for each in others if each.end <= span.end]
        inner = made[-1] if len(made) else made
        _fill(inner, line, (span.start, span.end), inside, points)
        spans, at = others[len(inside) :], span.end
    _run(parent, line[at:end], at, points, end)


def _run(parent: Element, words: str, start: int, points: deque[Point], end: int) -> None:
    """Words without a span, with the points in them; those at `end` are left to what is outside."""
    done = 0
    while points and points[0].at <= start + len(words) and points[0].at < end:
        point = points.popleft()
        add_words(parent, words[done : point.at - start])
        done = point.at - start
        parent.append(point.made)
    add_words(parent, words[done:])
