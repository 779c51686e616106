"""Two states of the edition -> how they differ, anchor by anchor and word by word (pure).

What a build has to account for beside the words, that is what awaits a release or an emendation, is
in `Account`. The states are those of `snapshot`, which also says what the digest of a speech is.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from maocoop import history
from maocoop.history import Piece, Standing
from maocoop.model import Kind
from maocoop.snapshot import Snapshot, in_reading_order, of_data, speech_digest, units_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from maocoop.errors import Finding
    from maocoop.history import Paragraphs
    from maocoop.model import Edition, Emendation
    from maocoop.record import Change, State
    from maocoop.snapshot import Entry, Side

WHOSE = {
    Kind.PARAGRAPH: "the speech",
    Kind.QUOTATION: "a quotation in the speech",
    Kind.HEADNOTE: "the translators' headnote",
    Kind.NOTE: "a note of the translators",
    Kind.COMMENT: "the general comment",
    Kind.EDITION_NOTE: "a note of this edition",
}
"""Whose words a unit has; all that is no unit is of this edition."""

OWN = "in the lists of this edition"


class Fate(StrEnum):
    """What became of an anchor from one state to the other."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RETIRED = "retired"
    REWORDED = "reworded"
    REDIVIDED = "divided otherwise, the words as before"
    SIGNS = "typographic signs only"


LEFT_OUT = "⟨…⟩"


@dataclass(frozen=True, slots=True)
class Difference:
    """An anchor that is not as it was.

    `pieces` compare its words; of one that was moved, with those at `moved_to`, and none where they
    are the same. `retired` and `why` are what an editor declared of it.
    """

    text: str | None
    anchor: str
    kind: Kind | None
    fate: Fate
    pieces: tuple[Piece, ...]
    moved_to: str | None = None
    retired: str | None = None
    why: str | None = None

    @property
    def address(self) -> str:
        """The full anchor: `1955-07-31/II.4`, `bib-walker-1966`."""
        return full(self.text, self.anchor)

    @property
    def whose(self) -> str:
        """Whose words these are."""
        if self.text is None:
            return OWN
        return WHOSE[self.kind] if self.kind else "a whole part"


@dataclass(frozen=True, slots=True)
class Speech:
    """The digest of a speech in either state; None where it was not there."""

    text: str
    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether any sign of the speech is not as it was."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two states differ, in reading order.

    `displaced` are the full anchors that stand before or behind others than they did; `emended` and
    `restored` the emendations that came and went, by the id of the text, None where a state does not
    tell them.
    """

    before: str
    after: str
    differences: tuple[Difference, ...]
    displaced: tuple[str, ...]
    speeches: tuple[Speech, ...]
    emended: tuple[tuple[str, Emendation], ...] | None = None
    restored: tuple[tuple[str, Emendation], ...] | None = None

    @property
    def nothing(self) -> bool:
        """Whether the states do not differ."""
        told = (self.differences, self.displaced, self.emended, self.restored)
        return not any(told) and not any(speech.changed for speech in self.speeches)


@dataclass(frozen=True, slots=True)
class Account:
    """What a build has to account for, beside the files.

    `comparison` is with the build before it, None where there was none; `pending` are the full
    anchors that are reworded since a release that binds, `undeclared` the units that differ from the
    witness without an emendation.
    """

    comparison: Comparison | None
    pending: tuple[str, ...]
    undeclared: tuple[str, ...]


def full(text: str | None, anchor: str) -> str:
    """An anchor with its text."""
    return f"{text}/{anchor}" if text else anchor


# --- Comparing --------------------------------------------------------------------------------


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """How `after` differs from `before`; the anchors without text only where both tell them."""
    differences: list[Difference] = []
    displaced: list[str] = []
    speeches: list[Speech] = []
    for id_ in in_reading_order(before.sides, after.sides):
        old, new = before.sides.get(id_), after.sides.get(id_)
        if id_ is None and (old is None or new is None):
            continue
        stones, reasons = after.stones.get(id_, {}), after.reasons.get(id_, {})
        differences += _differences(id_, old or {}, new or {}, stones, reasons)
        if id_ is not None:
            displaced += (full(id_, anchor) for anchor in _displaced(old or {}, new or {}))
            speeches.append(Speech(id_, speech_digest(old), speech_digest(new)))
    emended, restored = _emendations(before, after), _emendations(after, before)
    return Comparison(
        before.name,
        after.name,
        tuple(differences),
        tuple(displaced),
        tuple(speeches),
        emended,
        restored,
    )


def _differences(
    text: str | None,
    old: Side,
    new: Side,
    stones: Mapping[str, State | Change],
    reasons: Mapping[str, str],
) -> Iterator[Difference]:
    homes = {
        stone.moved_to for anchor, stone in stones.items() if anchor in old and anchor not in new
    }
    for anchor in in_reading_order(old, new):
        if anchor not in new:
            yield _gone(text, anchor, old[anchor], new, stones.get(anchor))
        elif anchor in old:
            yield from _changed(text, anchor, old[anchor], new[anchor], reasons.get(anchor))
        elif anchor not in homes:
            pieces = _pieces((), new[anchor].paragraphs)
            yield Difference(text, anchor, new[anchor].kind, Fate.ADDED, pieces)


def _gone(
    text: str | None, anchor: str, was: Entry, new: Side, stone: State | Change | None
) -> Difference:
    if stone is None:
        pieces = _pieces(was.paragraphs, ())
        return Difference(text, anchor, was.kind, Fate.REMOVED, pieces)
    home = new.get(stone.moved_to) if stone.moved_to else None
    same = home is not None and history.same_words(was.paragraphs, home.paragraphs)
    pieces = () if same else _pieces(was.paragraphs, home.paragraphs if home else ())
    fate = Fate.MOVED if stone.moved_to else Fate.RETIRED
    return Difference(
        text, anchor, was.kind, fate, pieces, stone.moved_to, stone.retired, stone.why
    )


def _changed(
    text: str | None, anchor: str, was: Entry, now: Entry, why: str | None
) -> Iterator[Difference]:
    if was.paragraphs == now.paragraphs:
        return
    if not history.same_words(was.paragraphs, now.paragraphs):
        pieces = _pieces(was.paragraphs, now.paragraphs)
        yield Difference(text, anchor, now.kind, Fate.REWORDED, pieces, why=why)
    elif history.flat(was.paragraphs) != history.flat(now.paragraphs):
        yield Difference(text, anchor, now.kind, Fate.SIGNS, ())
    else:
        yield Difference(text, anchor, now.kind, Fate.REDIVIDED, ())


def _pieces(was: Paragraphs, now: Paragraphs) -> tuple[Piece, ...]:
    return history.words(history.flat(was), history.flat(now))


def _displaced(old: Side, new: Side) -> list[str]:
    """Anchors of both states without which all others stand in the order in which they stood."""
    before, after = [a for a in old if a in new], [a for a in new if a in old]
    if before == after:
        return []
    kept: set[str] = set()
    for match in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        kept |= set(before[match.a : match.a + match.size])
    return [anchor for anchor in after if anchor not in kept]


def _emendations(before: Snapshot, after: Snapshot) -> tuple[tuple[str, Emendation], ...] | None:
    """The emendations of `after` that `before` has not."""
    if before.emendations is None or after.emendations is None:
        return None
    return tuple(
        (text, each)
        for text, emendations in after.emendations.items()
        for each in _without(emendations, before.emendations.get(text, ()))
    )


def _without(these: Sequence[Emendation], those: Sequence[Emendation]) -> Iterator[Emendation]:
    known = set(map(_said, those))
    return (each for each in these if _said(each) not in known)


def _said(each: Emendation) -> tuple[object, ...]:
    return each.line, each.anchor, each.reading, each.print, each.occurrence, each.structural


# --- Excerpts ---------------------------------------------------------------------------------


def excerpt(pieces: Sequence[Piece], around: int = 6, longest: int = 0) -> tuple[Piece, ...]:
    """A comparison with `around` words at either side of each change, and `⟨…⟩` for what is left out.

    A run that is gone or new is shortened too where it has more than `longest` words; 0 shows all.
    """
    made = []
    for number, piece in enumerate(pieces):
        if piece.kind == "same":
            head = around if number else 0
            tail = around if number < len(pieces) - 1 else 0
            made.append(Piece("same", _cut(piece.text, head, tail)))
        elif longest:
            made.append(Piece(piece.kind, _cut(piece.text, longest - longest // 3, longest // 3)))
        else:
            made.append(piece)
    return tuple(made)


def _cut(text: str, head: int, tail: int) -> str:
    """The first and last words of a text, its outer blanks as they were."""
    found = text.split()
    if len(found) <= head + tail + 1:
        return text
    kept = [*found[:head], LEFT_OUT, *(found[-tail:] if tail else [])]
    start = text[: len(text) - len(text.lstrip())]
    return start + " ".join(kept) + text[len(text.rstrip()) :]


# --- The account of a build -------------------------------------------------------------------


def account(
    edition: Edition,
    warnings: Sequence[Finding],
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
) -> Account:
    """What a build accounts for.

    `before` and `after` are the data contracts that the output folder held and holds, by the id of
    the text; only those that differ are read.
    """
    undeclared = [each for each in warnings if each.rule == "undeclared-emendation"]
    return Account(
        _since(edition, before, after),
        tuple(pending(edition)),
        # The message of this rule begins with the unit.
        tuple(dict.fromkeys(each.message.split()[0] for each in undeclared)),
    )


def _since(
    edition: Edition, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> Comparison | None:
    changed = {text: data for text, data in before.items() if after.get(text) != data}
    was = of_data(changed, "the build before")
    if not before or len(was.sides) < len(changed):
        return None  # none, or a damaged one: better nothing than half
    now: dict[str | None, Side] = {text.id: units_of(text) for text in edition.texts}
    # A contract that is the same to the byte need not be read.
    kept = {id_: side for id_, side in now.items() if id_ in before}
    return compare(Snapshot(was.name, {**kept, **was.sides}), Snapshot("this build", now))


def pending(edition: Edition) -> Iterator[str]:
    """The units of the documents that are reworded since a release that binds, by full anchor."""
    for text in edition.texts:
        if text.record.binding:
            for unit in text.document():
                now = history.plain(unit)
                if history.standing(text.record, unit.anchor, now) is Standing.REVISED:
                    yield full(text.id, unit.anchor)
