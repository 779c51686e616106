"""Rules on the covenant: an anchor that was released keeps its place, its words and its division.

They compare the edition with the record of its releases. A version below 1.0.0 promises nothing, so
what an editor does to anchors is free until the record holds a binding release; that the record
itself is sound (`records`) is asked from the first release on.

Works, sister texts, names, figures and this edition's notes are cited whole: their ids stay, their
words may change freely.
"""

from __future__ import annotations

from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.check.sides import sides
from maocoop.history import flat, same_division, same_words, straight, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.check.sides import Side
    from maocoop.errors import Position
    from maocoop.history import Paragraphs
    from maocoop.model import Edition, Unit
    from maocoop.record import State

LONG = 20
"""Words from which two units can no longer have the same by chance; many notes are alike."""

NEAR, NEARER = 0.6, 0.3
"""Share of common words from which a unit is taken for another one, and by how much it must be
nearer to that than to its own former words: few enough for a renumbering that also rewords."""

MOST_CHANGES = 3
"""Changes of one unit that a message shows."""


def _bound(edition: Edition) -> Iterator[Side]:
    """The sides whose anchors a release has promised."""
    return (side for side in sides(edition) if side.record.binding)


# --- Anchors that go and come back ------------------------------------------------------------


def vanished_anchor(edition: Edition) -> Iterator[Fault]:
    """A released anchor is neither in the edition nor declared moved or retired (from 1.0.0 on)."""
    for side in _bound(edition):
        for state in side.standing():
            anchor = state.anchor
            if anchor in side.now or anchor in side.leaving:
                continue
            new = _new_home(side, state)
            found = f"; its words stand at {new} now" if new else ""
            fate = f"moved-to: {new}" if new else "retired: "
            hint = f"bring it back, or say what became of it, in {side.entry(anchor, fate)}"
            yield Fault(state.at, f"{anchor}, released, is not there any more{found}", hint)


def _new_home(side: Side, state: State) -> str | None:
    """The anchor, itself never released, that has the words of one that vanished."""
    return next(
        (
            anchor
            for anchor, now in side.now.items()
            if now and anchor not in side.recorded and same_words(now, state.paragraphs)
        ),
        None,
    )


def reused_anchor(edition: Edition) -> Iterator[Fault]:
    """An anchor that a release moved or retired is in the edition again (from 1.0.0 on)."""
    for side in _bound(edition):
        for anchor, state in side.recorded.items():
            if state.gone and anchor in side.now:
                fate = f"moved to {state.moved_to}" if state.moved_to else "retired"
                message = f"{anchor} was {fate} in version {state.version}"
                hint = "an address leads to one thing for ever: give this an anchor never used"
                yield Fault(side.places[anchor], message, hint)


# --- Words that wander ------------------------------------------------------------------------


def swapped_anchor(edition: Edition) -> Iterator[Fault]:
    """The words of a released anchor stand at another: renumbering, exchange, or words moved to a
    new anchor without a declaration (from 1.0.0 on)."""
    for side in _bound(edition):
        changed = {state.anchor: state for state in side.reworded()}
        for anchor in changed:
            yield from _swapped_unit(side, anchor, changed) or _swapped_lines(side, changed[anchor])
        for anchor, now in side.now.items():
            if now and anchor not in side.recorded:
                yield from _undeclared_home(side, anchor, changed)


def _swapped_unit(side: Side, anchor: str, changed: Mapping[str, State]) -> list[Fault]:
    """Where a reworded anchor has the words of another, or all but them."""
    owner, exactly = _owner(side, anchor, changed)
    if not owner:
        return []
    hint = (
        f"give {owner} its words back; a unit inserted between 12 and 13 is 12a, and what leaves "
        f"its address for good gets one never used and is declared in {side.folder}/changes.yaml"
    )
    message = f"{anchor} has {'' if exactly else 'nearly '}the words released as {owner}"
    return [Fault(side.places[anchor], message, hint)]


def _owner(side: Side, anchor: str, changed: Mapping[str, State]) -> tuple[str, bool]:
    """Whose words a reworded anchor has, and whether to the letter; empty if its own."""
    now = side.now[anchor]
    for other in side.standing():
        if other.anchor != anchor and same_words(now, other.paragraphs):
            kept = other.anchor not in changed and other.anchor in side.now
            if not kept or len(_list(now)) >= LONG:
                return other.anchor, True
    own = side.recorded[anchor]
    for other in _free(side, anchor, changed) if side.text else ():
        # What was declared to move here may be here, beside the anchor's own words.
        theirs = _bag(other.paragraphs)
        left = _bag(now) - theirs if _moved_here(side, other, anchor) else _bag(now)
        near = _near(_bag(now), theirs)
        if (
            near >= NEAR
            and near - _near(left, _bag(own.paragraphs)) >= NEARER
            and near > _near(_bag(side.now.get(other.anchor, ())), theirs)
        ):
            return other.anchor, False
    return "", False


def _swapped_lines(side: Side, own: State) -> Iterator[Fault]:
    """Where a line of a reworded unit has the words that another line of it had."""
    if own.anchor not in side.units:
        return
    before = [straight(((line,),)) for paragraph in own.paragraphs for line in paragraph]
    now = [straight(((line,),)) for paragraph in side.now[own.anchor] for line in paragraph]
    if len(before) != len(now):
        return  # another division is another rule's fault
    for number, line in enumerate(now):
        if line in before and line != before[number]:
            other = before.index(line)
            if now[other] != line:
                name = f"{own.anchor}.{number + 1}"
                message = f"{name} has the words released as {own.anchor}.{other + 1}"
                hint = "a line is an address: keep the lines in their order, each with its words"
                yield Fault(side.units[own.anchor].sentences[number].at, message, hint)
                return


def _undeclared_home(side: Side, anchor: str, changed: Mapping[str, State]) -> Iterator[Fault]:
    """Where a new anchor has words that another one had and has no longer."""
    if anchor not in side.units:
        return
    for other in _free(side, anchor, changed):
        vanished = other.anchor not in side.now and other.anchor not in side.leaving
        if vanished or _moved_here(side, other, anchor):
            continue
        now = side.now[anchor]
        if _is_taken(side, now, other) or _is_nearest(side, now, other):
            message = f"{anchor} is new and has words released as {other.anchor}"
            hint = (
                f"give the words back to {other.anchor}; if they are to leave their address, none "
                f"of them stays there: {side.entry(other.anchor, f'moved-to: {anchor}')}"
            )
            yield Fault(side.places[anchor], message, hint)
            return


def _free(side: Side, anchor: str, changed: Mapping[str, State]) -> Iterator[State]:
    """The other anchors that no longer have their released words."""
    for state in side.standing():
        lost = state.anchor in changed or state.anchor not in side.now
        if lost and state.paragraphs and state.anchor != anchor:
            yield state


def _moved_here(side: Side, other: State, anchor: str) -> bool:
    change = side.leaving.get(other.anchor)
    return change is not None and change.moved_to == anchor


def _is_taken(side: Side, now: Paragraphs, other: State) -> bool:
    """Whether words stood together in another unit, which has lost them."""
    lost = _bag(other.paragraphs) - _bag(side.now.get(other.anchor, ()))
    together = f" {straight(now)} " in f" {straight(other.paragraphs)} "
    return together and _bag(now) <= lost


def _is_nearest(side: Side, now: Paragraphs, other: State) -> bool:
    """Whether words are mostly those of another unit, which itself has come away from them."""
    theirs = _bag(other.paragraphs)
    kept = _near(_bag(side.now.get(other.anchor, ())), theirs)
    return _near(_bag(now), theirs) >= max(NEAR, kept + NEARER)


def _list(paragraphs: Paragraphs) -> list[str]:
    return straight(paragraphs).split()


def _bag(paragraphs: Paragraphs) -> Counter[str]:
    return Counter(_list(paragraphs))


def _near(one: Counter[str], other: Counter[str]) -> float:
    """The share of common words in all words of both, from 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


# --- Lines and words of one anchor ------------------------------------------------------------


def redivided_unit(edition: Edition) -> Iterator[Fault]:
    """A released unit has another number of lines, or a line or paragraph ends elsewhere (from
    1.0.0 on)."""
    for side in _bound(edition):
        for state in side.standing():
            unit = side.units.get(state.anchor)
            now = side.now.get(state.anchor)
            if unit is None or now is None or same_division(state.paragraphs, now):
                continue
            was, is_ = (sum(map(len, each)) for each in (state.paragraphs, now))
            message = f"{unit.anchor} is divided otherwise than in version {state.version}"
            if was != is_:
                message = f"{unit.anchor} has {_lines(is_)}, released with {_lines(was)}"
            new = f"{unit.anchor}a"
            hint = (
                "lines are addresses: end each where it ended, and put new words into the line "
                "that they belong to; or give the unit an anchor never used, and write in "
                f"{side.entry(unit.anchor, f'moved-to: {new}')}"
            )
            yield Fault(_first_change(unit, state), message, hint)


def pending_revision(edition: Edition) -> Iterator[Fault]:
    """A released anchor of a text is reworded and the reason not yet declared (from 1.0.0 on)."""
    for side in _bound(edition):
        if side.text is None:
            continue
        declared = {change.anchor for change in side.record.changes}
        changed = {state.anchor: state for state in side.reworded()}
        for anchor, state in changed.items():
            if anchor in declared or anchor not in side.units or _owner(side, anchor, changed)[0]:
                continue
            message = f"{anchor} is reworded since version {state.version}: "
            message += _told(flat(state.paragraphs), flat(side.now[anchor]))
            hint = f"say why, for the next release to record it, in {side.entry(anchor)}"
            yield Fault(_first_change(side.units[anchor], state), message, hint)


def _lines(number: int) -> str:
    return f"{number} line{'s' * (number != 1)}"


def _first_change(unit: Unit, state: State) -> Position:
    """The first line that is not as it was released."""
    was = [sentence for paragraph in state.paragraphs for sentence in paragraph]
    for sentence, before in zip_longest(unit.sentences, was):
        if sentence is None:
            break
        if sentence.printed != before:
            return sentence.at
    return unit.at


def _told(before: str, now: str) -> str:
    """The words that changed, as they were and as they are."""
    changes: list[list[str]] = []
    after_same = True
    for piece in words(before, now):
        if piece.kind == "same":
            after_same = True
            continue
        if after_same:
            changes.append(["", ""])
        changes[-1][piece.kind == "new"] = _short(piece.text)
        after_same = False
    told = [
        f"“{was}” is “{is_}”" if was and is_ else f"“{was}” is gone" if was else f"“{is_}” is new"
        for was, is_ in changes[:MOST_CHANGES]
    ]
    more = len(changes) - len(told)
    return ", ".join([*told, *([f"and {more} more"] if more else [])])


def _short(text: str) -> str:
    found = text.split()
    return " ".join(found if len(found) <= 8 else (*found[:4], "…", *found[-3:]))
