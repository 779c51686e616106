"""Files that are as their schemas say -> the model.

Nothing is judged here: a file that has a fault never comes this far, so that every key which its
schema demands is there. What refers to what is for `check`.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from maocoop.model import (
    Abbreviation,
    CitationTemplate,
    Edition,
    Emendation,
    Inline,
    Kind,
    Part,
    Question,
    Right,
    Section,
    SisterText,
    Statement,
    Text,
    Unit,
    Voice,
    Witness,
    Work,
)
from maocoop.read import apparatus, values
from maocoop.read.shape import value_of
from maocoop.record import Change, Record, Release, State

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from maocoop.read.nodes import Mapping
    from maocoop.read.values import Material

_Made = TypeVar("_Made")

_WORKS = "notes/bibliography.yaml"
_FORMATTED = "notes/bibliography-formatted.yaml"


def edition(material: Material) -> Edition:
    """The whole edition."""
    root = material.roots["corpus/edition.yaml"]
    about = "notes/about.yaml"
    return Edition(
        title=values.words(root, "title"),
        subtitle=values.words(root, "subtitle"),
        description=values.words(root, "description"),
        version=values.optional(root, "version"),
        released=values.optional(root, "released"),
        base_url=values.optional(root, "base-url") or "",
        corrections=values.optional(root, "corrections") or "",
        editors=values.words(root, "editors"),
        language=values.words(root, "language"),
        texts=tuple(_text(material, id_) for id_ in values.strings(root, "texts")),
        works=material.made("works", (_WORKS, _FORMATTED), lambda: _works(material)),
        sister_texts=values.records(material, "notes/texts.yaml", "texts", _sister_text),
        abbreviations=values.records(
            material, "notes/abbreviations.yaml", "abbreviations", _abbreviation
        ),
        entities=apparatus.entities(material),
        not_names=apparatus.not_names(material),
        rights=tuple(map(_right, values.mappings(root, "rights"))),
        about=values.records(material, about, "sections", partial(_section, material)),
        rubric=values.records(material, about, "rubric", _question),
        citation_templates=values.records(
            material, "notes/citation-templates.yaml", "templates", partial(_template, material)
        ),
        record=_record(material, "notes"),
        sources=material.sources,
    )


# --- The text and its notes -------------------------------------------------------------------


def _text(material: Material, id_: str) -> Text:
    """A text, the same object as before where none of its files has changed."""
    sections = values.strings(material.roots[f"corpus/{id_}/text.yaml"], "sections")
    paths = [f"corpus/{id_}/{name}" for name in (*_CORPUS, *(f"{each}.yaml" for each in sections))]
    paths += [f"notes/{id_}/{name}" for name in _NOTES]
    return material.made(f"text {id_}", paths, lambda: _new_text(material, id_, sections))


_CORPUS = ("text.yaml", "emendations.yaml", "anchors.yaml", "changes.yaml", "witness.txt")
_NOTES = (
    "headnote.yaml",
    "footnotes.yaml",
    "general-comment.yaml",
    "edition-notes.yaml",
    "emendations.yaml",
    "figures.yaml",
    "chronology.yaml",
    "charts.yaml",
)


def _new_text(material: Material, id_: str, sections: tuple[str, ...]) -> Text:
    corpus = f"corpus/{id_}"
    root = material.roots[f"{corpus}/text.yaml"]
    return Text(
        id=id_,
        title=values.words(root, "title"),
        author=values.words(root, "author"),
        language=values.words(root, "language"),
        occasion=_statement(root, "occasion"),
        delivered=values.words(root, "delivered"),
        published=values.words(root, "published"),
        publication=_statement(root, "publication"),
        source=_statement(root, "source"),
        comment_source=_statement(root, "comment-source"),
        parts=_parts(material, id_, sections),
        emendations=_emendations(material, id_),
        figures=apparatus.figures(material, id_),
        arithmetic=apparatus.arithmetic(material, id_),
        numerals=apparatus.numerals(material, id_),
        chronology=apparatus.chronology(material, id_),
        charts=apparatus.charts(material, id_),
        witness=_witness(material, corpus),
        normalization=values.strings(root, "normalization"),
        record=_record(material, corpus),
        at=root.at,
    )


def _statement(root: Mapping, key: str) -> Statement:
    made = values.mapping(root, key)
    return Statement(
        values.words(made, "value"), values.certainty(made), values.words(made, "evidence")
    )


def _witness(material: Material, corpus: str) -> Witness:
    path, described = f"{corpus}/witness.txt", f"{corpus}/text.yaml"
    how = values.mapping(material.roots[described], "witness")
    return material.made(
        path,
        (path, described),
        lambda: Witness(
            path=path,
            lines=material.contents[path].lines,
            false_breaks=values.numbers(how, "false-breaks"),
            unmarked_breaks=values.numbers(how, "unmarked-breaks"),
            joined_hyphens=values.numbers(how, "joined-hyphens"),
        ),
    )


def _parts(material: Material, id_: str, sections: tuple[str, ...]) -> tuple[Part, ...]:
    """In the order of the witness: headnote, sections, notes, comment; then this edition's notes."""
    notes = f"notes/{id_}"
    ours = f"{notes}/edition-notes.yaml"
    return (
        _part(material, f"{notes}/headnote.yaml", "paragraphs", Kind.HEADNOTE, Voice.TRANSLATORS),
        *(
            _part(material, f"corpus/{id_}/{name}.yaml", "paragraphs", Kind.PARAGRAPH, Voice.AUTHOR)
            for name in sections
        ),
        _part(material, f"{notes}/footnotes.yaml", "notes", Kind.NOTE, Voice.TRANSLATORS),
        _part(
            material, f"{notes}/general-comment.yaml", "comments", Kind.COMMENT, Voice.COMMENTARY
        ),
        *(
            _part(material, path, "notes", Kind.EDITION_NOTE, Voice.EDITION)
            for path in (ours,)
            if path in material.roots
        ),
    )


def _part(material: Material, path: str, key: str, kind: Kind, voice: Voice) -> Part:
    before = material.before(path)
    units = {unit.anchor: unit for unit in before.units} if isinstance(before, Part) else {}
    return material.made(path, (path,), lambda: _new_part(material, path, key, kind, voice, units))


def _new_part(
    material: Material, path: str, key: str, kind: Kind, voice: Voice, before: Map[str, Unit]
) -> Part:
    """A part, in which every unit that is as it was before is the same object."""
    root = material.roots[path]
    units = (_unit(material, unit, kind) for unit in values.mappings(root, key))
    anchor = values.scalar(root, "anchor")
    return Part(
        anchor=anchor.words,
        kind=kind,
        voice=voice,
        title=values.optional(root, "title") or f"Section {anchor.words}",
        label=values.optional(root, "label"),
        supplied=values.optional(root, "supplied") == "true",
        remark=values.optional(root, "remark"),
        units=tuple(was if (was := before.get(unit.anchor)) == unit else unit for unit in units),
        at=anchor.at,
    )


def _unit(material: Material, unit: Mapping, kind: Kind) -> Unit:
    anchor = values.scalar(unit, "anchor")
    parsed = material.parsed(values.scalar(unit, "text"))
    target = [values.mapping(unit, "target")] if "target" in unit.entries else []
    return Unit(
        anchor=anchor.words,
        kind=Kind(values.words(unit, "kind")) if "kind" in unit.entries else kind,
        label=values.optional(unit, "label"),
        sentences=parsed.sentences,
        paragraph_starts=parsed.paragraph_starts,
        targets=tuple(map(values.target, target or values.mappings(unit, "targets"))),
        quotes=values.optional(unit, "quotes"),
        at=anchor.at,
        certainty=values.certainty(unit) if "certainty" in unit.entries else None,
    )


def _emendations(material: Material, id_: str) -> tuple[Emendation, ...]:
    """Those of the speech, then those of what is said about it."""
    paths = tuple(f"{folder}/{id_}/emendations.yaml" for folder in ("corpus", "notes"))
    rows = (row for path in paths for row in values.rows(material, path, "emendations"))
    return material.made(f"emendations {id_}", paths, lambda: tuple(map(_emendation, rows)))


def _emendation(made: Mapping) -> Emendation:
    return Emendation(
        line=int(values.words(made, "line")),
        anchor=values.words(made, "anchor"),
        reading=values.words(made, "reading"),
        print=values.words(made, "print"),
        why=values.words(made, "why"),
        certainty=values.certainty(made),
        occurrence=values.ordinal(made, "occurrence"),
        structural="kind" in made.entries,
        at=made.at,
    )


# --- Beside the text --------------------------------------------------------------------------


def _works(material: Material) -> tuple[Work, ...]:
    """Every work with its formatted reference; a work without one has an empty digest."""
    formatted: dict[str, tuple[tuple[Inline, ...], str, str]] = {}
    for row in values.rows(material, _FORMATTED, "references"):
        text = values.scalar(row, "text")
        inlines = material.parsed(text).sentences[0].inlines
        formatted[values.words(row, "id")] = (inlines, text.words, values.words(row, "digest"))
    none: tuple[tuple[Inline, ...], str, str] = ((), "", "")
    records = values.rows(material, _WORKS, "works")
    return tuple(_work(row, *formatted.get(values.words(row, "id"), none)) for row in records)


def _work(row: Mapping, formatted: tuple[Inline, ...], written: str, digest: str) -> Work:
    id_ = values.scalar(row, "id")
    return Work(
        id=id_.words,
        item=value_of(values.mapping(row, "item"), {}, []),
        certainty=values.certainty(row),
        conjectured=values.strings(row, "conjectured"),
        evidence=values.strings(row, "evidence"),
        remark=values.optional(row, "remark"),
        formatted=formatted,
        written=written,
        digest=digest,
        targets=tuple(map(values.target, values.mappings(row, "targets"))),
        at=id_.at,
    )


def _sister_text(row: Mapping) -> SisterText:
    id_ = values.scalar(row, "id")
    return SisterText(
        id=id_.words,
        title=values.words(row, "title"),
        original_title=values.optional(row, "original-title"),
        date=values.words(row, "date"),
        certainty=values.certainty(row),
        evidence=values.strings(row, "evidence"),
        remark=values.optional(row, "remark"),
        at=id_.at,
    )


def _abbreviation(row: Mapping) -> Abbreviation:
    form = values.scalar(row, "form")
    return Abbreviation(
        form=form.words,
        full=values.words(row, "full"),
        language=values.optional(row, "language"),
        certainty=values.certainty(row),
        evidence=values.words(row, "evidence"),
        at=form.at,
    )


def _right(row: Mapping) -> Right:
    return Right(
        component=values.words(row, "component"),
        voices=tuple(map(Voice, values.strings(row, "voices"))),
        holder=values.words(row, "holder"),
        statement=values.words(row, "statement"),
        uri=values.words(row, "uri"),
        remark=values.words(row, "remark"),
    )


def _section(material: Material, row: Mapping) -> Section:
    parsed = material.parsed(values.scalar(row, "text"))
    bounds = [*(start - 1 for start in parsed.paragraph_starts), len(parsed.sentences)]
    paragraphs = tuple(parsed.sentences[a:b] for a, b in pairwise(bounds))
    return Section(values.words(row, "id"), values.words(row, "title"), paragraphs)


def _question(row: Mapping) -> Question:
    return Question(
        group=values.words(row, "group"),
        question=values.words(row, "question"),
        answer=values.words(row, "answer"),
        remark=values.optional(row, "remark"),
        pages=values.strings(row, "pages"),
    )


def _template(material: Material, row: Mapping) -> CitationTemplate:
    return CitationTemplate(
        style=values.words(row, "style"),
        author=values.optional(row, "author"),
        released=values.words(row, "released") == "true",
        with_url=values.words(row, "with-url") == "true",
        text=material.parsed(values.scalar(row, "text")).sentences[0].inlines,
        written=values.words(row, "text"),
        digest=values.words(row, "digest"),
        at=row.at,
    )


# --- The record of anchors --------------------------------------------------------------------


def _record(material: Material, folder: str) -> Record:
    paths = (f"{folder}/anchors.yaml", f"{folder}/changes.yaml")
    return material.made(
        f"{folder} record",
        paths,
        lambda: Record(
            releases=tuple(map(_release, values.rows(material, paths[0], "releases"))),
            changes=tuple(map(_change, values.rows(material, paths[1], "changes"))),
        ),
    )


def _release(row: Mapping) -> Release:
    version, date = values.words(row, "version"), values.words(row, "date")
    states = tuple(_state(state, version, date) for state in values.mappings(row, "anchors"))
    return Release(version, date, states, row.at, values.strings(row, "texts"))


def _state(row: Mapping, version: str, date: str) -> State:
    paragraphs = (values.optional(row, "text") or "").split("\n\n")
    return State(
        anchor=values.words(row, "anchor"),
        version=version,
        date=date,
        paragraphs=tuple(tuple(p.strip().split("\n")) for p in paragraphs if p.strip()),
        digest=values.optional(row, "digest") or "",
        why=values.optional(row, "why"),
        moved_to=values.optional(row, "moved-to"),
        retired=values.optional(row, "retired"),
        at=row.at,
    )


def _change(row: Mapping) -> Change:
    return Change(
        anchor=values.words(row, "anchor"),
        why=values.words(row, "why"),
        moved_to=values.optional(row, "moved-to"),
        retired=values.optional(row, "retired"),
        at=row.at,
    )
