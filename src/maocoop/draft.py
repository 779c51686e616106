"""A new note of this edition, still to be written: its entry goes to the end of `edition-notes.yaml`.

In: where the note stands and the words it is about. Out: where to write it. The entry is appended as
text, so that no other byte of the file changes; what was appended is read again before it is
written, and a file that is written in a way of its own is left alone. The text of the new note is
empty: until it has words `check` refuses it, and no site is built with a note that says nothing.

Only this edition can have new notes. Those of the translators and the comment come from the witness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from unicodedata import combining

from maocoop.check.lemmas import ambiguous_lemma, stale_lemma
from maocoop.cite import parse_address
from maocoop.cite.address import text_of, units_of
from maocoop.errors import DraftRefused, Position
from maocoop.history import straight
from maocoop.model import Certainty, Kind, Part, Target, Unit, Voice
from maocoop.read import read
from maocoop.read.nodes import Mapping, Sequence, nodes
from maocoop.read.schemas import schema
from maocoop.read.shape import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from maocoop.model import Edition, Text

_HEAD = "anchor: EN\ntitle: Notes of this edition\nnotes:\n"
"""The beginning of the file, for a text that has no note of ours yet."""

AROUND = 30
"""Characters that are shown on either side of an occurrence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A note that was begun: its anchor, what it is about, and where its words are to be written.

    `at` is the place of its empty text; `entry` is what was appended to that file.
    """

    anchor: str
    target: Target
    at: Position
    entry: str


def new_note(
    root: Path,
    address: str,
    lemma: str,
    certainty: Certainty = Certainty.UNRESOLVED,
    occurrence: int | None = None,
) -> Draft:
    """Begin a note on some words of a unit.

    Raises EditionFaulty where the files cannot be read, AddressUnknown for an address that is not
    there, DraftRefused for a lemma that is not there or not at one place.
    """
    edition = read(root)
    text, unit, sentence = _place(edition, address)
    path = f"notes/{text.id}/edition-notes.yaml"
    anchor = next_anchor(text)
    words = _as_written(lemma, unit)
    target = Target(unit.anchor, words, None, Position(path))
    _refuse_stale(edition, text, anchor, target)
    target = replace(target, occurrence=_chosen(unit, words, sentence, occurrence))
    _refuse_stale(edition, text, anchor, target)

    before = edition.sources.get(path, b"")
    entry = _entry(_indents(path, before.decode()), anchor, certainty, target)
    added = (_ending(before) + entry).encode() if before else (_HEAD + entry).encode()
    _refuse_odd_file(path, before, added, _value(anchor, certainty, target), entry)
    _append(root / path, before, added)
    return Draft(anchor, target, _empty_text(path, before + added), entry)


def next_anchor(text: Text) -> str:
    """The number after the highest that a note of this edition has, had, or was declared to get.

    What a release recorded is never given out again, be it moved, retired or gone.
    """
    states = [state for release in text.record.releases for state in release.states]
    used = {unit.anchor for unit in text.units()}
    used |= {state.anchor for state in states} | {state.moved_to or "" for state in states}
    used |= {change.anchor for change in text.record.changes}
    used |= {change.moved_to or "" for change in text.record.changes}
    numbers = [int(found[1]) for found in map(_OURS.fullmatch, used) if found]
    return f"e{max(numbers, default=0) + 1}"


_OURS = re.compile(r"e([1-9][0-9]*)[a-z]?")


# --- Where it stands --------------------------------------------------------------------------


def _place(edition: Edition, words: str) -> tuple[Text, Unit, int | None]:
    """The text, the unit and, if one is named, the sentence that an address means."""
    address = parse_address(words, edition, edition.texts[0].id)
    if address.text is None:
        raise DraftRefused(
            f"{words}: a note is about words of the document, such as II.4; what is said about "
            f"works, names and figures stands in their own files"
        )
    text = text_of(address, edition)
    covered = units_of(text, address)
    if address.last is not None:
        raise DraftRefused(
            f"{address}: a range, and a note begins at one place; name {covered[0].anchor} and add "
            "the other places under `targets:`"
        )
    unit = covered[0]
    if unit.anchor != address.first:
        raise DraftRefused(
            f"{address} is a whole part; name the unit that holds the words, from {unit.anchor} "
            f"to {covered[-1].anchor}"
        )
    if unit.kind is Kind.EDITION_NOTE:
        raise DraftRefused(
            f"{unit.anchor} is itself a note of this edition: correct it in place, at {unit.at}"
        )
    return text, unit, address.sentence


def _as_written(lemma: str, unit: Unit) -> str:
    """The lemma in the signs of the unit, which a page prints otherwise; as it is where not found.

    Blanks are single, marks and asterisks go, and typographic signs count as their straight form.
    """
    words = " ".join(lemma.split())
    for tried in (words, re.sub(r"\[\^[^\]]*\]|\*", "", words)):
        start = straight(((unit.plain,),)).find(straight(((tried,),)))
        if tried and start >= 0:
            return unit.plain[start : start + len(tried)]
    if not words:
        raise DraftRefused("the lemma is empty: name the words that the note is about")
    return words


def _refuse_stale(edition: Edition, text: Text, anchor: str, target: Target) -> None:
    """Let the rules of `check` judge the new note's target."""
    assert target.lemma is not None
    unit = Unit(anchor, Kind.EDITION_NOTE, None, (), (), (target,), None, target.at)
    part = Part("EN", Kind.EDITION_NOTE, Voice.EDITION, "", None, False, None, (unit,), target.at)
    drafted = replace(edition, texts=(replace(text, parts=(*text.parts, part)),))
    for fault in (fault for fault in stale_lemma(drafted) if fault.at is target.at):
        others = [other.anchor for other in text.units() if target.lemma in other.plain]
        elsewhere = f"; they stand in {', '.join(others[:3])}" if others else ""
        message = fault.message.replace(f"the lemma of {anchor}", "the lemma")
        nearest = _nearest(target.lemma, text, target.anchor)
        raise DraftRefused(f"{message}; {fault.hint}{elsewhere}\n{nearest}")
    for fault in ambiguous_lemma(drafted):
        if fault.at is target.at and target.occurrence is not None:
            raise DraftRefused(f"{fault.message}; {fault.hint}")


def _nearest(lemma: str, text: Text, anchor: str) -> str:
    """The sentence of the unit that has most of the words."""
    unit = next(unit for unit in text.units() if unit.anchor == anchor)
    wanted = set(lemma.lower().split())
    shared = [len(wanted & set(sentence.plain.lower().split())) for sentence in unit.sentences]
    number = shared.index(max(shared)) + 1
    return f"  {anchor}.{number}: {unit.sentences[number - 1].plain}"


# --- Which occurrence -------------------------------------------------------------------------


def _chosen(unit: Unit, lemma: str, sentence: int | None, occurrence: int | None) -> int | None:
    """Which occurrence is meant, from 1; None where there is one only."""
    starts = list(_starts(unit.plain, lemma))
    whole = {
        number: start
        for number, start in enumerate(starts, 1)
        if not _is_cut(unit.plain, start, start + len(lemma))
    }
    if not whole:
        raise DraftRefused(
            f"“{lemma}” begins or ends inside a word of {unit.anchor}: write whole words, "
            f"as in “{_around(unit.plain, starts[0], lemma)}”"
        )
    if occurrence is not None and occurrence not in whole:
        message = f"“{lemma}” has no occurrence {occurrence} in {unit.anchor}"
        raise DraftRefused(f"{message}; it stands here:\n{_choices(unit, lemma, whole)}")
    meant = {
        number: start
        for number, start in whole.items()
        if sentence in (None, unit.sentence_at(start)[0]) and occurrence in (None, number)
    }
    if not meant:
        message = f"“{lemma}” does not stand there in {unit.anchor}.{sentence}"
        choices = _choices(unit, lemma, whole).replace("--occurrence ", "occurrence ")
        raise DraftRefused(f"{message}, but here:\n{choices}")
    if len(meant) > 1:
        message = f"“{lemma}” stands {len(meant)} times in {unit.anchor}"
        how = "choose one with --occurrence, or write more of the words"
        raise DraftRefused(f"{message}; {how}:\n{_choices(unit, lemma, meant)}")
    return next(iter(meant)) if len(starts) > 1 else None


def _starts(plain: str, lemma: str) -> Iterator[int]:
    """Where the lemma stands, counted as `occurrence` counts."""
    start = plain.find(lemma)
    while start >= 0:
        yield start
        start = plain.find(lemma, start + 1)


def _is_cut(plain: str, start: int, end: int) -> bool:
    """Whether a word goes on over either end; hanzi are written without blanks."""
    for at in (start, end):
        before, after = plain[max(at - 1, 0) : at], plain[at : at + 1]
        if after and (combining(after) or (_is_of_word(before) and _is_of_word(after))):
            return True
    return False


def _is_of_word(sign: str) -> bool:
    return sign.isalnum() and sign < _FIRST_OF_EAST_ASIA


_FIRST_OF_EAST_ASIA = "\u2e80"


def _around(plain: str, start: int, lemma: str) -> str:
    """The words around a place, cut at blanks."""
    begin = plain.rfind(" ", 0, max(start - AROUND, 0)) + 1
    end = plain.find(" ", min(start + len(lemma) + AROUND, len(plain)))
    return plain[begin : end if end >= 0 else len(plain)]


def _choices(unit: Unit, lemma: str, places: dict[int, int]) -> str:
    """A line a place, with its number, its sentence and the words around it."""
    return "\n".join(
        f"  --occurrence {number}  {unit.anchor}.{unit.sentence_at(start)[0]}: "
        f"… {_around(unit.plain, start, lemma)} …"
        for number, start in places.items()
    )


# --- The entry --------------------------------------------------------------------------------


def _indents(path: str, text: str) -> tuple[str, str]:
    """What stands before `anchor:` and before the other keys, as in the file's last note."""
    root, _ = nodes(path, text) if text else (None, ())
    notes = root.get("notes") if isinstance(root, Mapping) else None
    if not isinstance(notes, Sequence) or not notes.items:
        return "  - ", "    "
    at = notes.items[-1].at
    first = text.split("\n")[at.line - 1][: at.column - 1]
    return first, " " * len(first)


def _entry(indents: tuple[str, str], anchor: str, certainty: Certainty, target: Target) -> str:
    first, pad = indents
    assert target.lemma is not None
    which = f", occurrence: {target.occurrence}" if target.occurrence else ""
    return (
        f"{first}anchor: {anchor}\n"
        f"{pad}certainty: {certainty}\n"
        f"{pad}targets:\n"
        f"{pad}  - {{anchor: {target.anchor}, lemma: {_scalar(target.lemma)}{which}}}\n"
        f"{pad}text: |\n"
    )


# What needs no quotation marks inside { }, nor would be taken for another thing than words.
_PLAIN = re.compile(r"(?![-?:&*!|>'\"%@`#~=<])[^\[\]{},]*[^\[\]{},:]")
_NO_WORDS = re.compile(r"[-+.\d]\S*|\d{4}-\d\d?-\d\d?.*|null|true|false|yes|no|on|off|y|n", re.I)


def _scalar(words: str) -> str:
    """Words as a value inside { }: plain where YAML lets them, else in quotation marks."""
    is_plain = _PLAIN.fullmatch(words) and not re.search(r": | #", words)
    if is_plain and not _NO_WORDS.fullmatch(words):
        return words
    if '"' in words or "\\" in words:
        return "'" + words.replace("'", "''") + "'"
    return f'"{words}"'


def _value(anchor: str, certainty: Certainty, target: Target) -> dict[str, Any]:
    """What the entry says."""
    about = {"anchor": target.anchor, "lemma": target.lemma}
    which = {"occurrence": target.occurrence} if target.occurrence else {}
    targets = [{**about, **which}]
    return {"anchor": anchor, "certainty": str(certainty), "targets": targets, "text": ""}


# --- The file ---------------------------------------------------------------------------------


def _ending(before: bytes) -> str:
    return "" if before.endswith(b"\n") else "\n"


def _refuse_odd_file(
    path: str, before: bytes, added: bytes, value: dict[str, Any], entry: str
) -> None:
    """Refuse where the file would not say afterwards what it said, and the new note at the end."""
    was = _said(path, before) or {"anchor": "EN", "title": "Notes of this edition", "notes": []}
    if _said(path, before + added) != {**was, "notes": [*was["notes"], value]}:
        raise DraftRefused(
            f"{path} does not end with a list of notes that could be added to; nothing was "
            f"written. Add this note by hand:\n{entry}"
        )


def _said(path: str, content: bytes) -> Any:
    """What the file says, as JSON; None where it says nothing."""
    root, findings = nodes(path, content.decode()) if content else (None, ())
    return None if root is None or findings else value_of(root, schema("edition-notes"), [])


def _append(path: Path, before: bytes, added: bytes) -> None:
    """Add to the end of the file; where that fails, the file is as it was.

    Opened for appending, so that no other byte can change.
    """
    if (path.read_bytes() if path.exists() else b"") != before:
        raise DraftRefused(f"{path.name} was saved meanwhile; nothing was written: try again")
    try:
        with path.open("ab", buffering=0) as file:
            if file.write(added) != len(added):
                file.truncate(len(before))
                raise DraftRefused(f"{path}: the disk is full; nothing was written")
    except OSError as error:
        raise DraftRefused(f"{path} cannot be written: {error.strerror}") from error


def _empty_text(path: str, content: bytes) -> Position:
    """Where the last note's text begins, and is empty."""
    lines = content.decode().removesuffix("\n").split("\n")
    return Position(path, len(lines), lines[-1].index("|") + 1)
