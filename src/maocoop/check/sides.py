"""The edition beside its record: what every rule on the covenant starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maocoop.history import anchors_of_text, anchors_without_text, same_words, states
from maocoop.remember import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.errors import Position
    from maocoop.history import Paragraphs
    from maocoop.model import Edition, Text, Unit
    from maocoop.record import Change, Record, State


@dataclass(frozen=True, slots=True)
class Side:
    """The anchors that share a record: those of one text, or those without text.

    `now` has the words and `places` the place of each that stands in the edition; `recorded` has
    the newest state of each that a release put down; `leaving` are the declared changes after which
    an anchor is gone; `folder` holds the files of the record, `text` is the id of the text.
    """

    text: str | None
    folder: str
    record: Record
    now: Mapping[str, Paragraphs]
    places: Mapping[str, Position]
    units: Mapping[str, Unit]
    recorded: Mapping[str, State]
    leaving: Mapping[str, Change]

    def standing(self) -> Iterator[State]:
        """The newest states of the anchors that were not gone at the last release."""
        return (state for state in self.recorded.values() if not state.gone)

    def reworded(self) -> Iterator[State]:
        """The newest states of the anchors that are there and have other words by now."""
        for state in self.standing():
            now = self.now.get(state.anchor)
            if now is not None and not same_words(now, state.paragraphs):
                yield state

    def entry(self, anchor: str, *lines: str) -> str:
        """What to paste into the file of declared changes."""
        head = [] if self.record.changes else ["changes:"]
        rows = [f"  - anchor: {anchor}", *(f"    {line}" for line in ("why: ", *lines))]
        return "\n".join([f"{self.folder}/changes.yaml:", *head, *rows])


@remembered
def sides(edition: Edition) -> tuple[Side, ...]:
    """Each text, and last what belongs to no text."""
    return (*map(_side_of_text, edition.texts), _side_without_text(edition))


def _side_of_text(text: Text) -> Side:
    places = {part.anchor: part.at for part in text.parts}
    places |= {unit.anchor: unit.at for unit in text.units()}
    # The notes of this edition are cited whole and may be reworded freely: no units of the covenant.
    units = {unit.anchor: unit for unit in text.document()}
    return _side(text.id, text.record, anchors_of_text(text), places, units)


def _side_without_text(edition: Edition) -> Side:
    places = {f"bib-{work.id}": work.at for work in edition.works}
    places |= {f"text-{sister.id}": sister.at for sister in edition.sister_texts}
    places |= {f"text-{text.id}": text.at for text in edition.texts}
    places |= {entity.anchor: entity.at for entity in edition.entities}
    places |= {figure.anchor: figure.at for text in edition.texts for figure in text.figures}
    return _side(None, edition.record, anchors_without_text(edition), places, {})


def _side(
    text: str | None,
    record: Record,
    now: dict[str, Paragraphs],
    places: dict[str, Position],
    units: dict[str, Unit],
) -> Side:
    return Side(
        text=text,
        folder=f"corpus/{text}" if text else "notes",
        record=record,
        now=now,
        places=places,
        units=units,
        recorded={anchor: recorded[-1] for anchor, recorded in states(record).items()},
        leaving={change.anchor: change for change in record.changes if change.gone},
    )
