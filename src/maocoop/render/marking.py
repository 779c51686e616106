"""A line of nodes, with some of its words wrapped in a node or a mark put behind them (pure).

Places are offsets in the plain sentence, which its nodes share; what is inside a link stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maocoop.concordance import length
from maocoop.model import Emended, Emphasis, Mark, Name, Ref, Supplied, Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.model import Inline


def wrapped(
    nodes: tuple[Inline, ...],
    start: int,
    end: int,
    wrap: Callable[[tuple[Inline, ...]], Inline],
) -> tuple[Inline, ...]:
    """The line with the words from `start` to `end` in a node of their own.

    It stays as it is where they begin or end within italics or brackets, or hold a link or mark.
    """
    begin = 0
    for i, node in enumerate(nodes):
        stop = begin + length(node)
        holds = begin <= start and end <= stop and (begin, stop) != (start, end)
        if isinstance(node, Emphasis | Supplied) and holds:
            inner = wrapped(node.content, start - begin, end - begin, wrap)
            return (*nodes[:i], replace(node, content=inner), *nodes[i + 1 :])
        begin = stop
    before, rest = _parted(nodes, start)
    inside, after = _parted(rest, end - start)
    whole = sum(map(length, before)) == start and sum(map(length, inside)) == end - start
    if not whole or any(isinstance(node, Ref | Name | Mark | Emended) for node in inside):
        return nodes
    return (*before, wrap(inside), *after)


def followed(nodes: tuple[Inline, ...], place: int, mark: Mark) -> tuple[Inline, ...]:
    """The line with a mark at `place`, behind the marks that stand there and the node it is in.

    Emended words are parted instead: both halves stay marked as such.
    """
    begin = 0
    for i, node in enumerate(nodes):
        stop = begin + length(node)
        if isinstance(node, Emended) and begin < place < stop:
            halves = _parted(node.content, place - begin)
            first, second = (replace(node, content=half) for half in halves)
            return (*nodes[:i], first, mark, second, *nodes[i + 1 :])
        begin = stop
    before, after = _parted(nodes, place)
    while after and isinstance(after[0], Mark):
        before, after = (*before, after[0]), after[1:]
    return (*before, mark, *after)


def _parted(nodes: tuple[Inline, ...], place: int) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """The nodes before a place and those from there on; words are cut, another node stays whole."""
    before: list[Inline] = []
    begin = 0
    for i, node in enumerate(nodes):
        if begin >= place:
            return tuple(before), nodes[i:]
        cut = place - begin
        if isinstance(node, Words) and cut < len(node.text):
            return (*before, Words(node.text[:cut])), (Words(node.text[cut:]), *nodes[i + 1 :])
        before.append(node)
        begin += length(node)
    return tuple(before), ()
