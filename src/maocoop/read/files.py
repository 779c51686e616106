"""A folder -> the bytes of the files of the edition, and which of them are missing or unknown.

Every file is a plain file inside the folder: what a symbolic link leads to would not travel with
the edition. Says nothing of what is in a file but that it is there and not too long.
"""

from __future__ import annotations

import os
import stat
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from maocoop.errors import Finding, Position

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

LIMIT = 4 * 2**20
"""Bytes of one file. The bibliography of a volume of a thousand pages takes a quarter of it."""


class Files:
    """The files under one root; collects findings as files are asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.sources: dict[str, bytes] = {}
        """What was read, by path."""
        self.missing: list[str] = []
        self._asked: set[str] = set()
        self._folders: set[str] = set()

    def read(self, path: str, asked_at: Position | None = None) -> bytes | None:
        """The bytes of a file, or None and a finding.

        `path` is relative to the root; a missing file is reported at `asked_at`, the place that
        names it, or else under its own path.
        """
        self._asked.add(path)
        finding = self._hindrance(path, asked_at or Position(path))
        if finding is None:
            try:
                with (self.root / path).open("rb") as file:
                    data = file.read(LIMIT + 1)
            except OSError as error:
                finding = _unreadable(path, f"cannot be read: {error.strerror}", "")
        if finding is None and len(data) > LIMIT:
            finding = _too_large(path, data, (self.root / path).stat().st_size)
        if finding is None and not data.strip():
            hint = "bring it back, or write what belongs into it"
            finding = Finding("empty-file", "this file is empty", hint, Position(path))
        if finding is not None:
            if finding not in self.findings:
                self.findings.append(finding)
            return None
        self.sources[path] = data
        return data

    def exists(self, path: str) -> bool:
        """Whether anything stands under this path."""
        return os.path.lexists(self.root / path)

    def texts(self) -> dict[str, Position]:
        """The texts by the look of the folders, for when the edition does not say which."""
        found = sorted(path.parent.name for path in self.root.glob("corpus/[0-9]*/text.yaml"))
        return {name: Position("corpus/edition.yaml") for name in found}

    def sections(self, text: str) -> dict[str, Position]:
        """The sections of a text by the look of its folder, for when it does not say which."""
        found = sorted(path.stem for path in self.root.glob(f"corpus/{text}/[0-9][0-9]*.yaml"))
        return {name: Position(f"corpus/{text}/text.yaml") for name in found}

    def _hindrance(self, path: str, asked_at: Position) -> Finding | None:
        """Why a file cannot be opened: it or a folder above it is missing or of another kind."""
        names = path.split("/")
        steps = ["/".join(names[:number]) for number in range(1, len(names))]
        for step in (*(step for step in steps if step not in self._folders), path):
            try:
                mode = os.lstat(f"{self.root}/{step}").st_mode
            except (FileNotFoundError, NotADirectoryError):
                self.missing.append(path)
                hint = f"write {path}, or bring it back"
                return Finding("missing-file", f"the file {path} is missing", hint, asked_at)
            except (OSError, ValueError) as error:
                return _unreadable(step, f"cannot be looked at: {error}", "")
            if finding := _wrong_kind(step, mode, is_file=step == path):
                return finding
        self._folders.update(steps)
        return None

    def report_unknown(self, folders: Collection[str], texts: Collection[str]) -> None:
        """Report every YAML file in these folders that nothing refers to.

        `texts` are the ids of the texts that the edition lists.
        """
        for path in sorted(set(self._yaml_files(folders)) - self._asked):
            hint = self._hint_for_unknown(path, texts)
            message = "nothing refers to this file"
            self.findings.append(Finding("unknown-file", message, hint, Position(path)))

    def _yaml_files(self, folders: Collection[str]) -> Iterator[str]:
        for folder in folders:
            for parent, below, names in os.walk(self.root / folder):
                # What begins with a full stop belongs to editors and systems, not to the edition.
                below[:] = [name for name in below if not name.startswith(".")]
                for name in names:
                    if name.lower().endswith((".yaml", ".yml")) and not name.startswith("."):
                        yield _printable(Path(parent, name).relative_to(self.root))

    def _hint_for_unknown(self, path: str, texts: Collection[str]) -> str:
        near = get_close_matches(path, self.missing, 1, 0.8)
        if near:
            return f"rename it to {near[0]}, which is missing"
        name = PurePosixPath(path)
        if name.suffix != ".yaml":
            return f"the name of a YAML file ends in .yaml: {name.with_suffix('.yaml').name}"
        top, folder = name.parts[0], name.parent.name
        if top == "corpus" and folder in texts:
            return (
                f"list `{name.stem}` under `sections` in {name.parent}/text.yaml, or take it away"
            )
        if name.parent.parent.as_posix() == top and folder != "authorities" and folder not in texts:
            return f"list `{folder}` under `texts` in corpus/edition.yaml, or take it away"
        near = get_close_matches(path, self._asked, 1, 0.6)
        return f"take it away; the known file is {near[0]}" if near else "take it away"


def _printable(path: Path) -> str:
    """A path with `/`; bytes of a name that are no UTF-8 are shown escaped."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _wrong_kind(path: str, mode: int, is_file: bool) -> Finding | None:
    if stat.S_ISLNK(mode):
        hint = "put what it leads to in its place: the edition is whole in one folder"
        return _unreadable(path, "a symbolic link", hint)
    if is_file and stat.S_ISDIR(mode):
        return _unreadable(path, "a folder where a file is wanted", "move it, write the file")
    if not is_file and not stat.S_ISDIR(mode):
        return _unreadable(path, "a file where a folder is wanted", "move it, make the folder")
    if is_file and not stat.S_ISREG(mode):
        return _unreadable(path, "neither a file nor a folder", "put a plain file in its place")
    return None


def _unreadable(path: str, message: str, hint: str) -> Finding:
    hint = hint or "see to it that the file can be read"
    return Finding("unreadable-file", message, hint, Position(path))


def _too_large(path: str, data: bytes, size: int) -> Finding:
    """Points to the line that passes the limit: an overlong value is in it."""
    at = Position(path, data.count(b"\n", 0, LIMIT) + 1)
    message = f"{size / 2**20:.1f} MB; in this line the file passes the limit of {LIMIT >> 20} MB"
    hint = "take out what does not belong here, such as pictures or pasted pages"
    return Finding("too-large", message, hint, at)
