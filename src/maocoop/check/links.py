"""Rules on links: each leads to something that exists, and each work is cited."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.model import Ref, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.errors import Position
    from maocoop.model import Edition, Reference, Text

_KIND = {"anchor": "anchor", "unit": "unit", "bib": "work", "text": "text", "term": "term"}
_FILE = {
    "anchor": "the corpus or the notes",
    "unit": "the corpus or the notes",
    "bib": "notes/bibliography.yaml",
    "text": "notes/texts.yaml",
    "term": "notes/authorities/terms.yaml",
}


def dangling_target(edition: Edition) -> Iterator[Fault]:
    """A link, or the target of a note or comment, leads to something that does not exist."""
    shared = {
        "bib": {work.id for work in edition.works},
        "text": {text.id for text in edition.sister_texts} | {text.id for text in edition.texts},
        "term": {term.id for term in edition.terms},
    }
    for text in edition.texts:
        units = {unit.anchor for unit in text.units()}
        parts = {part.anchor for part in text.parts}
        known = {**shared, "unit": units, "anchor": units | parts}
        for unit in text.units():
            for target in unit.targets:
                if target.anchor not in known["unit"]:
                    yield _nowhere("unit", target.anchor, known, target.at)
        for reference, at in _references(text):
            if reference.id not in known[reference.scheme]:
                yield _nowhere(reference.scheme, reference.id, known, at)
    places = {f"{text.id}/{unit.anchor}" for text in edition.texts for unit in text.units()}
    for work in edition.works:
        for target in work.targets:
            if target.anchor not in places:
                yield _nowhere("unit", target.anchor, {"unit": places}, target.at)


def uncited_work(edition: Edition) -> Iterator[Fault]:
    """A work of the bibliography is cited nowhere."""
    cited = {
        reference.id
        for text in edition.texts
        for reference, _ in _references(text)
        if reference.scheme == "bib"
    }
    for work in edition.works:
        if work.id not in cited and not work.targets:
            hint = (
                f"cite it by a link, [as printed](bib:{work.id}); where the speech names it, by "
                "`targets` in its entry; or take it out"
            )
            yield Fault(work.at, f"nothing cites the work {work.id}", hint)


def _references(text: Text) -> Iterator[tuple[Reference, Position]]:
    for unit in text.units():
        for sentence in unit.sentences:
            for node in walk(sentence.inlines):
                if isinstance(node, Ref):
                    yield node.to, sentence.at


def _nowhere(scheme: str, name: str, known: Mapping[str, set[str]], at: Position) -> Fault:
    near = get_close_matches(name, sorted(known[scheme]), n=1, cutoff=0.5)
    nearest = f"the nearest is {near[0]}" if near else f"add it to {_FILE[scheme]}"
    return Fault(at, f"there is no {_KIND[scheme]} {name}", nearest)
