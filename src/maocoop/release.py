"""A sound edition -> its record of anchors, one release longer.

Nothing is released that `check` has anything to say about: a warning, too, would stand under the
version for ever. What is written is tried first, on a copy: it must read back as it was meant, and
`check` must find nothing. Only then the files are put in place, one by one, by renaming; when a kill
comes between two of them, `check` says which release is in one file and not in another.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date as day
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from maocoop.check import check
from maocoop.check.records import newest_release
from maocoop.check.sides import sides
from maocoop.errors import EditionFaulty, Position, ReleaseRefused
from maocoop.history import digest, same_division, same_words, version_key
from maocoop.read import read
from maocoop.record import Record, Release, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.check.sides import Side
    from maocoop.model import Edition

NOT_PROMISED = "taken out; versions below 1.0.0 promise no anchor"
"""What became of an anchor that went, undeclared, before any release promised it."""

_EDITION = "corpus/edition.yaml"
_HEAD = "# Written by `maocoop release`: every anchor ever released. It is only ever added to.\n"
_NUMBER = r"(?:0|[1-9][0-9]*)"
_NOWHERE = Position("")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a release recorded: full anchors (`1955-07-31/II.4`, `bib-walker-1966`) by what became of
    them, and the files that it wrote or took away, relative to the edition's root."""

    version: str
    date: str
    new: tuple[str, ...]
    reworded: tuple[str, ...]
    moved: tuple[str, ...]
    retired: tuple[str, ...]
    files: tuple[str, ...]


def release(root: Path, version: str, date: str) -> Summary:
    """Release the edition in `root` as `version` (`1.0.0`), on the day `date` (`2026-11-24`).

    Raises EditionFaulty with all that `check` finds, ReleaseRefused for a version or day that
    cannot follow the last, and where the files cannot be written; then nothing has changed.
    """
    _refuse_ill_written(version, date)
    edition = read(root)
    _refuse_out_of_order(edition, version, date)
    found = check(edition)
    if found:
        raise EditionFaulty(found)
    made = released(edition, version, date)
    files = _files(edition, made)
    try:
        _try_out(edition, made, files)
        _put_in_place(root, files)
    except OSError as error:
        raise ReleaseRefused(
            f"cannot write {error.filename}: {error.strerror}; run `maocoop check`, which says "
            "whether a file was written already"
        ) from error
    return _summary(edition, made, tuple(files))


def released(edition: Edition, version: str, date: str) -> Edition:
    """The edition after the release, in memory: the record longer, no change declared (pure)."""
    *of_texts, without_text = (_longer(side, version, date) for side in sides(edition))
    newest = replace(without_text.releases[-1], texts=tuple(text.id for text in edition.texts))
    return replace(
        edition,
        version=version,
        released=date,
        texts=tuple(
            replace(text, record=record)
            for text, record in zip(edition.texts, of_texts, strict=True)
        ),
        record=Record((*without_text.releases[:-1], newest)),
    )


# --- What is refused --------------------------------------------------------------------------


def _refuse_ill_written(version: str, date: str) -> None:
    if not re.fullmatch(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}", version):
        raise ReleaseRefused(f"{version} is no version: write three numbers, such as 1.0.0")
    try:
        is_day = day.fromisoformat(date).isoformat() == date
    except ValueError:
        is_day = False
    if not is_day:
        raise ReleaseRefused(f"{date} is no day: write year, month and day, such as 2026-11-24")


def _refuse_out_of_order(edition: Edition, version: str, date: str) -> None:
    newest = newest_release(edition)
    if newest is None:
        return
    if version_key(version) <= version_key(newest.version):
        raise ReleaseRefused(
            f"version {newest.version} is released already: the next one is greater than that"
        )
    if date < newest.date:
        raise ReleaseRefused(
            f"version {newest.version} was released on {newest.date}: {date} is before that day"
        )


# --- What is recorded -------------------------------------------------------------------------


def _longer(side: Side, version: str, date: str) -> Record:
    states = (*_arrived(side, version, date), *_departed(side, version, date))
    return Record((*side.record.releases, Release(version, date, states, _NOWHERE)))


def _arrived(side: Side, version: str, date: str) -> Iterator[State]:
    """The anchors that are new, or other than they were recorded last."""
    why = {change.anchor: change.why for change in side.record.changes}
    for anchor, now in side.now.items():
        before = side.recorded.get(anchor)
        if before is not None and not before.gone:
            was = before.paragraphs
            if same_words(was, now) and same_division(was, now):
                continue
        yield State(
            anchor=anchor,
            version=version,
            date=date,
            paragraphs=now,
            digest=digest(now) if now else "",
            why=why.get(anchor),
            moved_to=None,
            retired=None,
            at=_NOWHERE,
        )


def _departed(side: Side, version: str, date: str) -> Iterator[State]:
    for state in side.standing():
        if state.anchor in side.now:
            continue
        change = side.leaving.get(state.anchor)
        yield State(
            anchor=state.anchor,
            version=version,
            date=date,
            paragraphs=(),
            digest="",
            why=change.why if change else None,
            moved_to=change.moved_to if change else None,
            retired=change.retired if change else NOT_PROMISED,
            at=_NOWHERE,
        )


def _summary(before: Edition, made: Edition, files: tuple[str, ...]) -> Summary:
    known = {
        f"{side.text}/{anchor}" if side.text else anchor
        for side in sides(before)
        for anchor, state in side.recorded.items()
        if not state.gone
    }
    recorded = [
        (f"{side.text}/{state.anchor}" if side.text else state.anchor, state)
        for side in sides(made)
        for state in side.record.releases[-1].states
    ]
    return Summary(
        version=made.version or "",
        date=made.released or "",
        new=tuple(name for name, state in recorded if name not in known),
        reworded=tuple(n for n, state in recorded if n in known and not state.gone),
        moved=tuple(name for name, state in recorded if state.moved_to),
        retired=tuple(name for name, state in recorded if state.retired),
        files=files,
    )


# --- The files --------------------------------------------------------------------------------


def _files(edition: Edition, made: Edition) -> dict[str, bytes | None]:
    """The files that change, in the order in which they are written; None for one that goes."""
    files: dict[str, bytes | None] = {}
    for side in sides(made):
        path = f"{side.folder}/anchors.yaml"
        before = edition.sources.get(path, f"{_HEAD}releases:\n".encode())
        files[path] = _with_line_end(before) + release_yaml(side.record.releases[-1]).encode()
    files[_EDITION] = edition_yaml(
        edition.sources[_EDITION].decode(), made.version or "", made.released or ""
    ).encode()
    # Whatever was declared has been recorded: an entry that does not apply is an error before.
    for side in sides(edition):
        if side.record.changes:
            files[f"{side.folder}/changes.yaml"] = None
    return files


def _with_line_end(data: bytes) -> bytes:
    return data if data.endswith(b"\n") else data + b"\n"


def release_yaml(made: Release) -> str:
    """A release as an item of the list in anchors.yaml."""
    lines = [f"  - version: {made.version}", f"    date: {made.date}"]
    if made.texts:
        lines.append(f"    texts: [{', '.join(made.texts)}]")
    lines.append("    anchors:" if made.states else "    anchors: []")
    for state in made.states:
        lines += _state_yaml(state)
    return "\n".join(lines) + "\n"


def _state_yaml(state: State) -> Iterator[str]:
    yield f"      - anchor: {state.anchor}"
    if state.why is not None:
        yield f"        why: {_scalar(state.why)}"
    if state.moved_to is not None:
        yield f"        moved-to: {state.moved_to}"
    if state.retired is not None:
        yield f"        retired: {_scalar(state.retired)}"
    if state.paragraphs:
        yield f"        digest: {state.digest}"
        yield "        text: |"
        for number, paragraph in enumerate(state.paragraphs):
            if number:
                yield ""
            yield from (f"          {line}" for line in paragraph)


def _scalar(words: str) -> str:
    """Words as a YAML value: plain where no sign of YAML is in them, else as a JSON string."""
    sign = r"[^:#\"'\[\]{}&*!|>%@`\\]"
    plain = re.fullmatch(rf"\w(?:{sign}*{sign}(?<!\s))?", words)
    return words if plain else json.dumps(words, ensure_ascii=False)


def edition_yaml(text: str, version: str, date: str) -> str:
    """The file corpus/edition.yaml with `version` and `released` set, all else as it was.

    A version that is missing goes before `texts`, a day that is missing behind the version.
    """
    lines = text.split("\n")
    texts = _line_of("texts", lines)
    while texts and lines[texts - 1].startswith("#"):
        texts -= 1
    _set_value(lines, "version", version, texts)
    _set_value(lines, "released", date, _line_of("version", lines) + 1)
    return "\n".join(lines)


def _line_of(key: str, lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines) if re.match(rf"{key}\s*:", line)), 0)


def _set_value(lines: list[str], key: str, value: str, otherwise: int) -> None:
    """Change the value of a key in the first column, or put a line at index `otherwise`."""
    for number, line in enumerate(lines):
        if match := re.match(rf"({key}\s*:\s*)[^\s#]+(.*)", line):
            lines[number] = f"{match[1]}{value}{match[2]}"
            return
    lines.insert(otherwise, f"{key}: {value}")


# --- Trying and writing -----------------------------------------------------------------------


def _try_out(edition: Edition, made: Edition, files: Mapping[str, bytes | None]) -> None:
    """Refuse the release if the files, in a copy of the edition, do not say what was meant."""
    with TemporaryDirectory(prefix="maocoop-") as folder:
        for path, data in {**edition.sources, **files}.items():
            if data is not None:
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        try:
            found = read(Path(folder))
        except EditionFaulty as faulty:
            first = faulty.findings[0]
            raise ReleaseRefused(_unkept(first.at.path, f"{first.message} ({first.at})")) from None
    if (found.version, found.released) != (made.version, made.released):
        raise ReleaseRefused(_unkept(_EDITION, "`version` or `released` would not be as released"))
    for meant, read_back in zip(sides(made), sides(found), strict=True):
        if why := _not_alike(meant.record, read_back.record):
            raise ReleaseRefused(_unkept(f"{meant.folder}/anchors.yaml", why))
    if faults := check(found):
        raise ReleaseRefused(_unkept(faults[0].at.path, f"{faults[0].message} ({faults[0].at})"))


def _unkept(path: str, why: str) -> str:
    return (
        f"nothing was written, as the release could not be added to {path}: {why}. Was the file "
        "laid out otherwise by hand? Write it in the plain way of the other files, keys of the "
        "file in the first column"
    )


def _not_alike(meant: Record, found: Record) -> str:
    """What was read back otherwise, wherever it stands; empty where nothing was."""
    for one, other in zip_longest(_placeless(meant), _placeless(found)):
        if one is None or other is None or _head(one) != _head(other):
            return "a release would read back otherwise"
        for state, other_state in zip_longest(one.states, other.states):
            if state != other_state:
                return f"{(state or other_state).anchor} would read back otherwise"
    return ""


def _head(made: Release) -> tuple[str, str, tuple[str, ...]]:
    return made.version, made.date, made.texts


def _placeless(record: Record) -> Iterator[Release]:
    for made in record.releases:
        states = tuple(replace(state, at=_NOWHERE) for state in made.states)
        yield replace(made, states=states, at=_NOWHERE)


def _put_in_place(root: Path, files: Mapping[str, bytes | None]) -> None:
    """Write every file beside its place, then take each step by one rename or removal."""
    fresh = {path: root / path for path, data in files.items() if data is not None}
    beside = {path: place.with_name(f".{place.name}.new") for path, place in fresh.items()}
    try:
        for path, place in beside.items():
            _write_through(place, files[path] or b"")
        for path in files:
            if path in fresh:
                beside[path].replace(fresh[path])
            else:
                (root / path).unlink()
            _sync((root / path).parent)
    finally:
        for place in beside.values():
            place.unlink(missing_ok=True)


def _write_through(place: Path, data: bytes) -> None:
    with place.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make a rename last; a system that cannot sync a folder does without."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
