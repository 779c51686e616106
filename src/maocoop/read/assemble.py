"""Files that are as their schemas say -> the model.

Nothing is judged here: a file that has a fault never comes this far, so that every key which its
schema demands is there. What refers to what is for `check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maocoop.model import (
    Abbreviation,
    Certainty,
    CitationTemplate,
    Edition,
    Emendation,
    Inline,
    Kind,
    Part,
    Right,
    Sentence,
    SisterText,
    Statement,
    Target,
    Term,
    Text,
    Unit,
    Voice,
    Witness,
    Work,
)
from maocoop.read.nodes import Mapping, Scalar, Sequence
from maocoop.read.shape import value_of
from maocoop.record import Change, Record, Release, State

if TYPE_CHECKING:
    from collections.abc import Mapping as Map

    from maocoop.errors import Position


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value in notation: its sentences, and the numbers of those that begin a paragraph."""

    sentences: tuple[Sentence, ...]
    paragraph_starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All that was read: the roots of the YAML files and the lines of the witnesses by path,
    the values in notation by their place, the bytes of every file."""

    roots: Map[str, Mapping]
    witnesses: Map[str, tuple[str, ...]]
    parsed: Map[Position, Parsed]
    sources: Map[str, bytes]


def edition(material: Material) -> Edition:
    """The whole edition."""
    root = material.roots["corpus/edition.yaml"]
    return Edition(
        title=_words(root, "title"),
        subtitle=_words(root, "subtitle"),
        description=_words(root, "description"),
        version=_optional(root, "version"),
        released=_optional(root, "released"),
        base_url=_optional(root, "base-url") or "",
        editors=_words(root, "editors"),
        language=_words(root, "language"),
        texts=tuple(_text(material, id_) for id_ in _strings(root, "texts")),
        works=_works(material),
        sister_texts=tuple(map(_sister_text, _rows(material, "notes/texts.yaml", "texts"))),
        abbreviations=tuple(
            map(_abbreviation, _rows(material, "notes/abbreviations.yaml", "abbreviations"))
        ),
        terms=tuple(map(_term, _rows(material, "notes/authorities/terms.yaml", "terms"))),
        rights=tuple(map(_right, _mappings(root, "rights"))),
        citation_templates=_citation_templates(material),
        record=_record(material, "notes"),
        sources=material.sources,
    )


# --- One value --------------------------------------------------------------------------------


def _scalar(mapping: Mapping, key: str) -> Scalar:
    value = mapping.get(key)
    assert isinstance(value, Scalar)
    return value


def _words(mapping: Mapping, key: str) -> str:
    return _scalar(mapping, key).words


def _optional(mapping: Mapping, key: str) -> str | None:
    return _words(mapping, key) if key in mapping.entries else None


def _ordinal(mapping: Mapping, key: str) -> int | None:
    return int(_words(mapping, key)) if key in mapping.entries else None


def _certainty(mapping: Mapping) -> Certainty:
    return Certainty(_words(mapping, "certainty"))


def _mapping(mapping: Mapping, key: str) -> Mapping:
    value = mapping.get(key)
    assert isinstance(value, Mapping)
    return value


def _list(mapping: Mapping, key: str) -> Sequence:
    value = mapping.get(key)
    return value if isinstance(value, Sequence) else Sequence(mapping.source, 0, 0)


def _mappings(mapping: Mapping, key: str) -> list[Mapping]:
    return [item for item in _list(mapping, key).items if isinstance(item, Mapping)]


def _strings(mapping: Mapping, key: str) -> tuple[str, ...]:
    return tuple(item.words for item in _list(mapping, key).items if isinstance(item, Scalar))


def _numbers(mapping: Mapping, key: str) -> frozenset[int]:
    return frozenset(map(int, _strings(mapping, key)))


def _rows(material: Material, path: str, key: str) -> list[Mapping]:
    """The records of a file, or none where there is no such file."""
    return _mappings(material.roots[path], key) if path in material.roots else []


# --- The text and its notes -------------------------------------------------------------------


def _text(material: Material, id_: str) -> Text:
    corpus, notes = f"corpus/{id_}", f"notes/{id_}"
    root = material.roots[f"{corpus}/text.yaml"]
    emendations = [
        *_rows(material, f"{corpus}/emendations.yaml", "emendations"),
        *_rows(material, f"{notes}/emendations.yaml", "emendations"),
    ]
    return Text(
        id=id_,
        title=_words(root, "title"),
        author=_words(root, "author"),
        language=_words(root, "language"),
        occasion=_statement(root, "occasion"),
        delivered=_words(root, "delivered"),
        published=_words(root, "published"),
        publication=_statement(root, "publication"),
        source=_statement(root, "source"),
        comment_source=_statement(root, "comment-source"),
        parts=_parts(material, id_, _strings(root, "sections")),
        emendations=tuple(map(_emendation, emendations)),
        witness=_witness(material, f"{corpus}/witness.txt", _mapping(root, "witness")),
        normalization=_strings(root, "normalization"),
        record=_record(material, corpus),
        at=root.at,
    )


def _statement(root: Mapping, key: str) -> Statement:
    made = _mapping(root, key)
    return Statement(_words(made, "value"), _certainty(made), _words(made, "evidence"))


def _witness(material: Material, path: str, how: Mapping) -> Witness:
    return Witness(
        path=path,
        lines=material.witnesses[path],
        false_breaks=_numbers(how, "false-breaks"),
        unmarked_breaks=_numbers(how, "unmarked-breaks"),
        joined_hyphens=_numbers(how, "joined-hyphens"),
    )


def _parts(material: Material, id_: str, sections: tuple[str, ...]) -> tuple[Part, ...]:
    """In the order of the witness: headnote, sections, notes, general comment."""
    notes = f"notes/{id_}"
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
    )


def _part(material: Material, path: str, key: str, kind: Kind, voice: Voice) -> Part:
    root = material.roots[path]
    anchor = _scalar(root, "anchor")
    return Part(
        anchor=anchor.words,
        kind=kind,
        voice=voice,
        title=_optional(root, "title") or f"Section {anchor.words}",
        label=_optional(root, "label"),
        supplied=_optional(root, "supplied") == "true",
        remark=_optional(root, "remark"),
        units=tuple(_unit(material, unit, kind) for unit in _mappings(root, key)),
        at=anchor.at,
    )


def _unit(material: Material, unit: Mapping, kind: Kind) -> Unit:
    anchor = _scalar(unit, "anchor")
    parsed = material.parsed[_scalar(unit, "text").at]
    target = [_mapping(unit, "target")] if "target" in unit.entries else []
    return Unit(
        anchor=anchor.words,
        kind=Kind(_words(unit, "kind")) if "kind" in unit.entries else kind,
        label=_optional(unit, "label"),
        sentences=parsed.sentences,
        paragraph_starts=parsed.paragraph_starts,
        targets=tuple(map(_target, target or _mappings(unit, "targets"))),
        quotes=_optional(unit, "quotes"),
        at=anchor.at,
    )


def _target(target: Mapping) -> Target:
    return Target(
        anchor=_words(target, "anchor"),
        lemma=_optional(target, "lemma"),
        occurrence=_ordinal(target, "occurrence"),
        at=target.at,
    )


def _emendation(made: Mapping) -> Emendation:
    return Emendation(
        line=int(_words(made, "line")),
        anchor=_words(made, "anchor"),
        reading=_words(made, "reading"),
        print=_words(made, "print"),
        why=_words(made, "why"),
        certainty=_certainty(made),
        occurrence=_ordinal(made, "occurrence"),
        structural="kind" in made.entries,
        at=made.at,
    )


# --- Beside the text --------------------------------------------------------------------------


def _works(material: Material) -> tuple[Work, ...]:
    """Every work with its formatted reference; a work without one has an empty digest."""
    formatted: dict[str, tuple[tuple[Inline, ...], str]] = {}
    for row in _rows(material, "notes/bibliography-formatted.yaml", "references"):
        inlines = material.parsed[_scalar(row, "text").at].sentences[0].inlines
        formatted[_words(row, "id")] = (inlines, _words(row, "digest"))
    records = _rows(material, "notes/bibliography.yaml", "works")
    return tuple(_work(row, *formatted.get(_words(row, "id"), ((), ""))) for row in records)


def _work(row: Mapping, formatted: tuple[Inline, ...], digest: str) -> Work:
    id_ = _scalar(row, "id")
    return Work(
        id=id_.words,
        item=value_of(_mapping(row, "item"), {}, []),
        certainty=_certainty(row),
        conjectured=_strings(row, "conjectured"),
        evidence=_strings(row, "evidence"),
        remark=_optional(row, "remark"),
        formatted=formatted,
        digest=digest,
        targets=tuple(map(_target, _mappings(row, "targets"))),
        at=id_.at,
    )


def _sister_text(row: Mapping) -> SisterText:
    id_ = _scalar(row, "id")
    return SisterText(
        id=id_.words,
        title=_words(row, "title"),
        original_title=_optional(row, "original-title"),
        date=_words(row, "date"),
        certainty=_certainty(row),
        evidence=_strings(row, "evidence"),
        remark=_optional(row, "remark"),
        at=id_.at,
    )


def _abbreviation(row: Mapping) -> Abbreviation:
    form = _scalar(row, "form")
    return Abbreviation(
        form.words, _words(row, "full"), _certainty(row), _words(row, "evidence"), form.at
    )


def _term(row: Mapping) -> Term:
    id_ = _scalar(row, "id")
    return Term(
        id=id_.words,
        form=_words(row, "form"),
        original=_optional(row, "original"),
        gloss=_words(row, "gloss"),
        certainty=_certainty(row),
        evidence=_words(row, "evidence"),
        at=id_.at,
    )


def _right(row: Mapping) -> Right:
    return Right(
        component=_words(row, "component"),
        voices=tuple(map(Voice, _strings(row, "voices"))),
        holder=_words(row, "holder"),
        statement=_words(row, "statement"),
        uri=_words(row, "uri"),
        remark=_words(row, "remark"),
    )


def _citation_templates(material: Material) -> tuple[CitationTemplate, ...]:
    rows = _rows(material, "notes/citation-templates.yaml", "templates")
    return tuple(
        CitationTemplate(
            style=_words(row, "style"),
            author=_optional(row, "author"),
            released=_words(row, "released") == "true",
            with_url=_words(row, "with-url") == "true",
            text=material.parsed[_scalar(row, "text").at].sentences[0].inlines,
            digest=_words(row, "digest"),
            at=row.at,
        )
        for row in rows
    )


# --- The record of anchors --------------------------------------------------------------------


def _record(material: Material, folder: str) -> Record:
    return Record(
        releases=tuple(map(_release, _rows(material, f"{folder}/anchors.yaml", "releases"))),
        changes=tuple(map(_change, _rows(material, f"{folder}/changes.yaml", "changes"))),
    )


def _release(row: Mapping) -> Release:
    version, date = _words(row, "version"), _words(row, "date")
    states = tuple(_state(state, version, date) for state in _mappings(row, "anchors"))
    return Release(version, date, states, row.at, _strings(row, "texts"))


def _state(row: Mapping, version: str, date: str) -> State:
    paragraphs = (_optional(row, "text") or "").split("\n\n")
    return State(
        anchor=_words(row, "anchor"),
        version=version,
        date=date,
        paragraphs=tuple(tuple(p.strip().split("\n")) for p in paragraphs if p.strip()),
        digest=_optional(row, "digest") or "",
        why=_optional(row, "why"),
        moved_to=_optional(row, "moved-to"),
        retired=_optional(row, "retired"),
        at=row.at,
    )


def _change(row: Mapping) -> Change:
    return Change(
        anchor=_words(row, "anchor"),
        why=_words(row, "why"),
        moved_to=_optional(row, "moved-to"),
        retired=_optional(row, "retired"),
        at=row.at,
    )
