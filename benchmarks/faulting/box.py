"""Two states of the specimen with their sites, and a folder in which one becomes the other."""

from __future__ import annotations

import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from faulting.judged import dangling, site, surroundings, torn
from maocoop.cli import main, parser  # the parser loads the program, for all builds at once

assert parser

ROOT = Path(__file__).parents[2]
SPECIMEN = ROOT / "tests" / "specimen"

EDITS = (
    ("notes/1900-01-01/edition-notes.yaml", "Who is right", "Which of them is right"),
    ("notes/1900-01-01/edition-notes.yaml", "anchor: e4", "anchor: e9"),
    ("notes/bibliography.yaml", "certainty: given", "certainty: conjectured"),
)
"""What makes the second state of the first: words, a page that comes and one that goes, many pages."""


class Outcome(NamedTuple):
    """How a build ended: its exit status, below zero the signal that killed it, and what it said."""

    status: int
    said: str


class Box:
    """A folder with two editions (`old`, `new`), a site (`site`) and somebody else's file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder, folder / "site"
        self.roots = (folder / "old", folder / "new")
        for root in self.roots:
            shutil.copytree(SPECIMEN, root)
            shutil.copytree(ROOT / "templates", root / "templates")
        for path, old, new in EDITS:
            file = self.roots[1] / path
            text = file.read_text(encoding="utf-8")
            assert old in text
            file.write_text(text.replace(old, new, 1), encoding="utf-8")
        (folder / "others").mkdir()
        (folder / "others" / "letter.txt").write_text("not yours", encoding="utf-8")
        self.sites = tuple(self._reference(root) for root in self.roots)
        self.around = surroundings(folder, self.out)
        self.mixed = self.without_place = 0

    def _reference(self, root: Path) -> dict[str, bytes]:
        out = self.folder / f"{root.name}-site"
        outcome = self.build(root, out)
        assert outcome.status == 0, outcome.said
        made: dict[str, bytes] = site(out)
        shutil.rmtree(out)
        return made

    def begin(self, root: Path, out: Path | None = None, *, patched: object = None) -> int:
        """Start to build in a process of its own, and return its number. `patched` is called in it
        before it begins."""
        log = self.folder.parent / f"{self.folder.name}.log"
        child = os.fork()
        if child:
            return child
        status = 1
        with log.open("w") as sys.stdout:
            sys.stderr = sys.stdout
            with suppress(BaseException):
                os.setpgid(0, 0)
                os.chdir(root)
                if callable(patched):
                    patched()
                status = main(["build", "--out", str(out or self.out)])
        os._exit(status)

    def end(self, child: int, signal: int = 0, after: float = 0.0) -> Outcome:
        """Wait for a build; with a signal, send it after some seconds first."""
        if signal:
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(child, signal)
        _, status = os.waitpid(child, 0)
        log = self.folder.parent / f"{self.folder.name}.log"
        return Outcome(os.waitstatus_to_exitcode(status), log.read_text(errors="replace"))

    def build(self, root: Path, out: Path | None = None, *, patched: object = None) -> Outcome:
        """Build to the end."""
        return self.end(self.begin(root, out, patched=patched))

    def assert_whole(self) -> None:
        """Every file is whole, old or new; every link leads to a page; nothing outside was touched.

        Between an old page and a new one a link may name a place that is not on the page that it
        leads to: no order of the steps can prevent that. It is counted.
        """
        found = site(self.out)
        assert torn(found, *self.sites) == []
        nowhere, no_place = dangling(found)
        assert nowhere == []
        self.mixed += found not in self.sites
        self.without_place += bool(no_place)
        self.assert_alone()

    def assert_alone(self) -> None:
        """Nothing outside of the site was written or removed."""
        assert surroundings(self.folder, self.out) == self.around

    def assert_next(self, number: int) -> None:
        """The next build succeeds and gives exactly the site of a state."""
        outcome = self.build(self.roots[number])
        assert outcome.status == 0, outcome.said
        assert site(self.out) == self.sites[number]
        self.assert_alone()

    def reset(self, number: int) -> None:
        """Begin anew with the site of a state."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.assert_next(number)
