"""The name of a state -> what the edition said then: a version, a git revision, the working tree.

Also what an output folder holds of the build before. A revision is read from git's own objects, byte
by byte and without a checkout, into a temporary folder that is read like any other edition; git is
run as a program and asked for nothing else.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from maocoop import history, snapshot
from maocoop.errors import EditionFaulty, MaocoopError
from maocoop.journal import standing
from maocoop.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.model import Edition
    from maocoop.snapshot import Snapshot

WORKING = "."
"""What the working tree is called."""

FOLDERS = ("corpus", "notes")
"""What an edition is read from."""

_LARGEST = 64_000_000  # bytes; a data contract above this is none of ours


# --- Of a build -------------------------------------------------------------------------------


def published(out: Path, texts: Iterable[str]) -> dict[str, bytes]:
    """The data contract of each of these texts that the output folder holds. No link is followed."""
    folder = Path(os.path.realpath(out))
    found = {}
    for text in texts:
        path = f"data/{text}.json"
        with suppress(
            OSError
        ):  # what cannot be read tells nothing; whether that is a fault, `write` says
            there = standing(folder, path)
            if there and stat.S_ISREG(there.st_mode) and there.st_size <= _LARGEST:
                found[text] = (folder / path).read_bytes()
    return found


# --- By name ----------------------------------------------------------------------------------


class States:
    """The states of the edition in a folder, by name. The working tree is read once, if at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def edition(self) -> Edition:
        """The edition as it stands. Raises EditionFaulty with every fault."""
        return read(self._root)

    def named(self, name: str) -> Snapshot:
        """A version that was released (`1.0.0`), a git revision (`HEAD~2`), or `.`, the working tree.

        Raises MaocoopError, with a way out, where there is no such state, and EditionFaulty where
        the working tree cannot be read.
        """
        if name == WORKING:
            return snapshot.of_edition(self.edition, "the working tree")
        if re.fullmatch(r"(?:[0-9]+\.){2}[0-9]+", name) and name in self._versions():
            return snapshot.of_version(self.edition, name)
        return self._revision(name)

    def last_released(self) -> str:
        """The name of the last release. Raises MaocoopError where there is none."""
        versions = self._versions()
        if not versions:
            raise MaocoopError(
                "no version has been released yet: name what to compare with, for example "
                "`maocoop diff HEAD`"
            )
        return versions[-1]

    def _versions(self) -> list[str]:
        records = [self.edition.record, *(text.record for text in self.edition.texts)]
        found = {release.version for record in records for release in record.releases}
        return sorted(found, key=history.version_key)

    def _revision(self, name: str) -> Snapshot:
        from tempfile import TemporaryDirectory  # late: a build brings back no revision

        commit = self._commit(name)
        with TemporaryDirectory(prefix="maocoop-") as folder:
            for path, data in _files(self._root, commit):
                place = Path(folder, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
            try:
                edition = read(Path(folder))
            except EditionFaulty as faulty:
                first = faulty.findings[0]
                raise MaocoopError(
                    f"{name} is no edition that this program can read; the first of "
                    f"{len(faulty.findings)} faults: {first.at}: {first.message}. Name another "
                    "revision, or use the program of that time"
                ) from faulty
        # Its words are all in memory now.
        return snapshot.of_edition(edition, f"{name} ({commit[:10]})")

    def _commit(self, name: str) -> str:
        # A name that begins with a hyphen would be taken for an option.
        asked = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        found = b"" if name.startswith("-") or "\0" in name else _git(self._root, *asked)
        if not found:
            raise MaocoopError(
                f"{name or 'an empty name'} is neither a version that was released nor a revision that git knows"
                f"{self._near(name)}"
            )
        return found.decode().strip()

    def _near(self, name: str) -> str:
        """A way out: what could have been meant."""
        versions: list[str] = []
        with suppress(EditionFaulty):  # a broken working tree is not what was asked for
            versions = self._versions()
        near = get_close_matches(name, versions, 1, 0.5)
        if near:
            return f"; the nearest version is {near[0]}"
        said = f"; released: {', '.join(versions)}" if versions else "; nothing is released yet"
        return f"{said}. `git log --oneline` lists revisions"


# --- Git --------------------------------------------------------------------------------------


def _files(root: Path, commit: str) -> Iterator[tuple[str, bytes]]:
    """Every plain file of the edition in a commit, by its path from `root`."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", *FOLDERS)
    found = [entry.split(b"\t", 1) for entry in (listed or b"").split(b"\0") if entry]
    plain = [
        (head.split()[2], path.decode("utf-8", "surrogateescape"))
        for head, path in found
        if head.startswith(b"100")  # neither a link nor another repository
    ]
    asked = b"".join(id_ + b"\n" for id_, _ in plain)
    packed = _git(root, "cat-file", "--batch", given=asked) or b""
    place = 0
    for _, path in plain:
        end = packed.find(b"\n", place)
        _, kind, *size = packed[place:end].split() or (b"", b"missing")
        if kind != b"blob":
            raise MaocoopError(
                f"git lacks {path} of that revision: fetch the whole history, as with "
                "`git fetch --unshallow` or `git fetch --refetch --no-filter`"
            )
        place = end + 1 + int(size[0]) + 1
        if ".." not in PurePosixPath(path).parts:
            yield path, packed[end + 1 : place - 1]


def _git(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """What git answers; None where it fails and says nothing.

    Raises MaocoopError where there is no git, or where it says why it fails.
    """
    import subprocess  # late: a build asks git for nothing

    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            input=given,
            capture_output=True,
            env=os.environ | {"LC_ALL": "C"},  # its words are looked at
        )
    except OSError as error:
        raise MaocoopError(
            "git cannot be run, and only git can bring back a revision: install it, or name a "
            "version that was released"
        ) from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip()
    if "not a git repository" in said:
        raise MaocoopError(
            "this folder is in no git repository, so it has no revisions: name a version that was "
            "released, or run this in a clone"
        )
    if said:
        raise MaocoopError(f"git says: {said.splitlines()[0]}")
    return None
