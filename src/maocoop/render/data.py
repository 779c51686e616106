"""Edition and links -> data/<text>.json, the contract that other programs may rely on, and the same
unit by unit.

data/<text>.json: one object a unit, in the order headnote, sections, notes, comment (design, section
7). Sentences are plain text in printed form; marks and targets stand beside them, never in them. Its
keys: `text`, the id of the text; `version`, null before the first release; `units`, each with

    anchor            its address in the text: `II.4`
    kind              paragraph, quotation, headnote, note, comment or edition-note
    section           the anchor of its section, null outside the speech
    label             what is printed before it (`6.`), or null
    sentences         plain text in printed form, one string a sentence
    paragraph-starts  the numbers, from 1, of the sentences that begin a paragraph
    marks             of the translators' notes: {note, sentence (from 1), offset (code points, from 0)}
    targets           for a note the unit that holds its mark, else the units it is about

data/<text>/<anchor>.json: one unit, so that a program need not load the whole. The keys above, and

    text              the id of the text
    version           of the edition, in the words of its citations: `version 1.0.0`, `unreleased`
    page              the address of the page of the unit: of the web, or without a base URL the way
                      there from this file
    digest            {sha-256, hexadecimal} of the sentences joined by one blank, as UTF-8: what the
                      record of anchors keeps of a release
    part              {anchor, title} of the part that it belongs to
    voice             {id, name}: author, translators, commentary or edition, and as the pages name it
    certainty         of a note of this edition, else null
    quotes            whom a block quotation quotes, else null
    lemmas            the words that it is about: {anchor, sentence, start, end, lemma}, in printed form,
                      offsets in the sentence as those of marks, and beyond its end where the words run
                      on (one blank between sentences); all but the anchor null for a whole unit
    notes             who speaks of it: {anchor, voice, sentences}
    names             {anchor, name, sentence, start, end} of every name or term in it, in reading
                      order; none for a note of this edition, which the concordance leaves out
    citations         by style, as plain text; the last three are BibTeX, RIS and CSL-JSON
    history           its versions, oldest first: {version, date, kind, why, moved-to, retired}; kind is
                      new, revised, moved or retired; version and date are null for words that no
                      release has yet

Beside it data/<text>/<anchor>.csl.json, the citation of each unit for reference managers.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from maocoop import cite, history
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Kind
from maocoop.render import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from maocoop.link import Links, TextLinks
    from maocoop.model import Edition, Part, Target, Text, Unit


def render(edition: Edition, links: Links, templates: Path, text: Text) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer of a text)
    """The JSON file of a text, one for each unit, and a CSL item for each."""
    return made(("data", text.id, "files"), partial(_files, edition, links, text))


def _files(edition: Edition, links: Links, text: Text) -> dict[str, bytes]:
    file = f"data/{text.id}.json"
    files = {file: made(file, partial(_text, text, links.texts[text.id], edition.version))}
    for part in text.parts:
        for unit in part.units:
            path = f"data/{text.id}/{unit.anchor}"
            whole = partial(_whole, edition, text, part, unit, links)
            files[f"{path}.json"] = made(f"{path}.json", whole)
            cited = partial(_cited, edition, text, unit)
            files[f"{path}.csl.json"] = made(f"{path}.csl.json", cited)
    return files


def as_json(value: object) -> bytes:
    """JSON as every file has it: UTF-8, a blank for each level, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def with_items(value: object, items: Iterable[str], depth: int) -> bytes:
    """JSON as every file has it, in which a list that is empty in `value`, the last one, has items.

    They are JSON already (`item`), so that those that are kept need not be written again; `depth` is
    how many levels deep they stand.
    """
    before, _, after = as_json(value).decode().rpartition("[]")
    joined = f",\n{' ' * depth}".join(items)
    listed = f"[\n{' ' * depth}{joined}\n{' ' * (depth - 1)}]" if joined else "[]"
    return f"{before}{listed}{after}".encode()


def item(value: object, depth: int) -> str:
    """An item of a list, for `with_items`."""
    written = json.dumps(value, ensure_ascii=False, indent=1)
    return written.replace("\n", f"\n{' ' * depth}")


def place(edition: Edition, target: str, file: str) -> str:
    """The address of a page, from the root of the site, as a data file gives it: of the web, or
    without a base URL the way there from the file."""
    if edition.base_url:
        return f"{edition.base_url}/{target}"
    return wording.relative(target, file)


# --- A text -----------------------------------------------------------------------------------


def _text(text: Text, links: TextLinks, version: str | None) -> bytes:
    units = (
        made(("data", text.id, unit.anchor), partial(_item, part, unit, links))
        for part in text.parts
        for unit in part.units
    )
    return with_items({"text": text.id, "version": version, "units": []}, units, _DEPTH)


_DEPTH = 2
"""How deep a unit stands in the file of its text."""


def _item(part: Part, unit: Unit, links: TextLinks) -> str:
    return item(_unit(part, unit, links), _DEPTH)


def _cited(edition: Edition, text: Text, unit: Unit) -> bytes:
    return as_json([cite.item(edition, text, cite.Address(text.id, unit.anchor))])


def _unit(part: Part, unit: Unit, links: TextLinks) -> dict[str, Any]:
    in_section = unit.kind in (Kind.PARAGRAPH, Kind.QUOTATION)
    placed = [links.marks[note.anchor] for note in links.notes[unit.anchor]]
    return {
        "anchor": unit.anchor,
        "kind": unit.kind.value,
        "section": part.anchor if in_section else None,
        "label": unit.label,
        "sentences": [sentence.printed for sentence in unit.sentences],
        "paragraph-starts": list(unit.paragraph_starts),
        "marks": [
            {"note": mark.note, "sentence": mark.sentence, "offset": mark.offset} for mark in placed
        ],
        "targets": _targets(unit, links),
    }


def _targets(unit: Unit, links: TextLinks) -> list[str]:
    """For a note the unit that holds its mark, for a comment the units it is about."""
    if unit.kind is Kind.NOTE:
        return [links.marks[unit.anchor].unit]
    return list(dict.fromkeys(target.anchor for target in unit.targets))


# --- A unit by itself -------------------------------------------------------------------------


def _whole(edition: Edition, text: Text, part: Part, unit: Unit, all_links: Links) -> bytes:
    return as_json(_described(edition, text, part, unit, all_links))


def _described(
    edition: Edition, text: Text, part: Part, unit: Unit, all_links: Links
) -> dict[str, Any]:
    links = all_links.texts[text.id]
    address = cite.Address(text.id, unit.anchor)
    file = f"data/{text.id}/{unit.anchor}.json"
    return _unit(part, unit, links) | {
        "text": text.id,
        "version": cite.item(edition, text, address)["edition"],
        "page": place(edition, f"{text.id}/{unit.anchor}.html", file),
        "digest": {"sha-256": history.digest(history.plain(unit))},
        "part": {"anchor": part.anchor, "title": part.title},
        "voice": {"id": part.voice.value, "name": wording.voice(part, text)},
        "certainty": unit.certainty,
        "quotes": None if unit.quotes is None else printed(unit.quotes),
        "lemmas": list(_lemmas(unit, links)),
        "notes": list(_notes(unit, links)),
        "names": list(_names(unit, all_links, links)),
        "citations": dict(cite.citations(edition, text, address)),
        "history": list(_history(text, unit)),
    }


def _lemmas(unit: Unit, links: TextLinks) -> Iterator[dict[str, Any]]:
    for target in unit.targets:
        about = links.units[target.anchor]
        found = about.place_of(target)
        sentence, start, end = found or (None, None, None)
        yield {
            "anchor": target.anchor,
            "sentence": sentence,
            "start": start,
            "end": end,
            "lemma": None if found is None else printed_lemma(about, target),
        }


def printed_lemma(unit: Unit, target: Target) -> str:
    """The words of a target as they stand in print in its unit; signs depend on what is around."""
    start, end = unit.span_of(target) or (0, 0)
    return " ".join(sentence.printed for sentence in unit.sentences)[start:end]


def _notes(unit: Unit, links: TextLinks) -> Iterator[dict[str, Any]]:
    spoken = (links.notes, links.comments, links.remarks)
    for note in (note for each in spoken for note in each[unit.anchor]):
        yield {
            "anchor": note.anchor,
            "voice": links.parts[note.anchor].voice.value,
            "sentences": [sentence.printed for sentence in note.sentences],
        }


def _names(unit: Unit, all_links: Links, links: TextLinks) -> Iterator[dict[str, Any]]:
    for each in links.named[unit.anchor]:
        yield {
            "anchor": each.entity,
            "name": printed(all_links.entities[each.entity].entity.name),
            "sentence": each.sentence,
            "start": each.start,
            "end": each.end,
        }


def _history(text: Text, unit: Unit) -> Iterator[dict[str, Any]]:
    for each in history.versions(text.record, unit.anchor, history.plain(unit), text.id):
        yield {
            "version": each.version,
            "date": each.date,
            "kind": each.kind,
            "why": each.why,
            "moved-to": each.moved_to,
            "retired": each.retired,
        }
