"""Rules on links: each leads to something that exists, and each work is cited."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.model import Group, Ref, walk
from maocoop.remember import remembered_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.errors import Position
    from maocoop.model import Edition, Reference, Text, Unit

_KIND = {"bib": "work", "org": "organisation", "fig": "figure"}
_FILE = {
    "bib": "notes/bibliography.yaml",
    "text": "notes/texts.yaml",
    "fig": "figures.yaml",
    **{group.scheme: f"notes/authorities/{group}.yaml" for group in Group},
}


def dangling_target(edition: Edition) -> Iterator[Fault]:
    """A link, a target of a note or comment, or what a name includes leads to something that does
    not exist."""
    shared: dict[str, set[str]] = {
        "bib": {work.id for work in edition.works},
        "text": {text.id for text in edition.sister_texts} | {text.id for text in edition.texts},
        "fig": {figure.id for text in edition.texts for figure in text.figures},
        **{group.scheme: set() for group in Group},
    }
    for entity in edition.entities:
        shared[entity.group.scheme].add(entity.id)
    for entity in edition.entities:
        for reference in entity.also:
            if reference.id not in shared[reference.scheme]:
                yield _nowhere(reference.scheme, reference.id, shared, entity.at)
    for text in edition.texts:
        units = {unit.anchor for unit in text.units()}
        parts = {part.anchor for part in text.parts}
        known = {**shared, "unit": units, "anchor": units | parts}
        for _, target in text.targets():
            if target.anchor not in known["unit"]:
                yield _nowhere("unit", target.anchor, known, target.at)
        for reference, at in _references(text):
            if reference.id not in known[reference.scheme]:
                yield _nowhere(reference.scheme, reference.id, known, at)
    yield from _dangling_about(edition, shared)
    places = {f"{text.id}/{unit.anchor}" for text in edition.texts for unit in text.units()}
    for _, target in edition.targets():
        if target.anchor not in places:
            yield _nowhere("unit", target.anchor, {"unit": places}, target.at)


def _dangling_about(edition: Edition, shared: Mapping[str, set[str]]) -> Iterator[Fault]:
    """The links of the about page; anchors there are those of the first text."""
    first = edition.texts[0]
    anchors = {part.anchor for part in first.parts} | {unit.anchor for unit in first.units()}
    known = {**shared, "anchor": anchors}
    for section in edition.about:
        for paragraph in section.paragraphs:
            for sentence in paragraph:
                for node in walk(sentence.inlines):
                    if isinstance(node, Ref) and node.to.id not in known[node.to.scheme]:
                        yield _nowhere(node.to.scheme, node.to.id, known, sentence.at)


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
        yield from _references_of(unit)


@remembered_each
def _references_of(unit: Unit) -> tuple[tuple[Reference, Position], ...]:
    return tuple(
        (node.to, sentence.at)
        for sentence in unit.sentences
        for node in walk(sentence.inlines)
        if isinstance(node, Ref)
    )


def _nowhere(scheme: str, name: str, known: Mapping[str, set[str]], at: Position) -> Fault:
    near = get_close_matches(name, sorted(known[scheme]), n=1, cutoff=0.5)
    nearest = (
        f"the nearest is {near[0]}"
        if near
        else f"add it to {_FILE.get(scheme, 'the corpus or the notes')}"
    )
    return Fault(at, f"there is no {_KIND.get(scheme, scheme)} {name}", nearest)
