"""Edition -> data/bibliography.json, .bib and .ris: every work; data/edition.json, .bib and .ris: itself.

The three formats are CSL-JSON (CSL 1.0.2), BibTeX with fields of biblatex, and RIS; `cite.formats` says
how types, names and dates go into the two older ones. The ids are those of the bibliography
(`walker-1966`), and in the edition's own files `edition` and the addresses of the speech, the headnote,
the notes and the comment (`1955-07-31/I-XII`, `1955-07-31/HN`).

The works stand in the order of the bibliography of the site. Titles are in the signs and capitals in
which they are printed, Chinese ones as romanized title, characters and [translation], so a program that
sets titles in capitals anew should be told that they are in the language of the item. How certain a work
is, and which fields the evidence does not reach, is the first sentence of its note (`note`,
`annotation`, `N1`), our remark on it the rest. No field is filled by conjecture that the page of the
work does not name as one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from maocoop import cite
from maocoop.cite import formats
from maocoop.cite.items import UNRELEASED, container, version_words
from maocoop.csl import csl_date, csl_json
from maocoop.history import Standing, standing_of
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Kind
from maocoop.render.data import as_json
from maocoop.render.wording import alphabetical

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from maocoop.cite.items import Item
    from maocoop.link import Links
    from maocoop.model import Edition, Text, Work

AS_KEPT = frozenset({"type", "language", "URL", "DOI", "ISBN", "ISSN", "page", "issue", "volume"})
"""Fields whose straight signs are no typography: names, addresses, and numbers as programs read them."""


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The works and the edition, each in three formats."""
    return made("data/bibliography", partial(_bibliography, edition)) | made(
        "data/edition", partial(_own, edition)
    )


def _bibliography(edition: Edition) -> dict[str, bytes]:
    return _files("bibliography", [_work(work) for work in alphabetical(edition.works)])


def _own(edition: Edition) -> dict[str, bytes]:
    items = (item for text in edition.texts for item in _parts(edition, text))
    return _files("edition", [_book(edition), *items])


def _files(name: str, items: Sequence[Item]) -> dict[str, bytes]:
    return {
        f"data/{name}.json": as_json(items),
        f"data/{name}.bib": ("\n\n".join(map(formats.bibtex, items)) + "\n").encode(),
        # A record of RIS ends with a line of its own, and its lines in CR LF.
        f"data/{name}.ris": "".join(
            f"{line}\r\n" for item in items for line in formats.ris(item).split("\n")
        ).encode(),
    }


# --- Works ------------------------------------------------------------------------------------


def _work(work: Work) -> Item:
    """A work as CSL-JSON, with what we say of it in its note."""
    item: Item = {"id": work.id}
    for name, value in csl_json(work.item).items():
        if isinstance(value, str) and name not in AS_KEPT:
            item[name] = printed(value)
        elif isinstance(value, list):
            # Of all fields only those that hold names are lists.
            item[name] = [{part: printed(words) for part, words in each.items()} for each in value]
        else:
            item[name] = value
    own = item.pop("note", None)
    return item | {"note": " ".join(filter(None, (own, *_remarks(work))))}


def _remarks(work: Work) -> Iterator[str]:
    conjectured = f"; conjectured {', '.join(work.conjectured)}" if work.conjectured else ""
    # Processors take `word: …` at the beginning of a note for a variable, so there is no colon.
    yield f"Certainty “{work.certainty}”{conjectured}."
    if work.remark:
        yield printed(work.remark)


# --- The edition itself -----------------------------------------------------------------------


def _book(edition: Edition) -> Item:
    """The edition as a book."""
    book: Item = {
        "id": "edition",
        "type": "book",
        "title": container(edition),
        "editor": [{"literal": edition.editors}],
        "edition": version_words(edition, as_released=_as_released(edition)),
    }
    if edition.version and edition.released:
        book["issued"] = csl_date(edition.released)
    else:
        book["status"] = UNRELEASED
    if edition.base_url:
        book["URL"] = cite.canonical(edition, "index.html")
    return book | {"language": edition.language}


def _as_released(edition: Edition) -> bool:
    return all(
        standing_of(text.record, unit) is Standing.UNCHANGED
        for text in edition.texts
        for unit in text.units()
    )


def _parts(edition: Edition, text: Text) -> Iterator[Item]:
    """The speech whole, then each other part of a text."""
    sections = [part.anchor for part in text.parts if part.kind is Kind.PARAGRAPH]
    last = sections[-1] if len(sections) > 1 else None
    yield cite.item(edition, text, cite.Address(text.id, sections[0], last=last))
    for part in text.parts:
        if part.kind is not Kind.PARAGRAPH:
            yield cite.item(edition, text, cite.Address(text.id, part.anchor))
