"""How long a correction, a build and each further text take, beside other generators.

    python benchmarks/speed.py --tools FOLDER

FOLDER holds what can be installed (benchmarks/speed.md says how); what is not there is left out and
named.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from speeding.measuring import Taken, Watch, process, saved
from speeding.others import NOTE, Other, contract, missing, others
from texts import generate

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
MAOCOOP = (sys.executable, "-c", "import sys; from maocoop.cli import main; sys.exit(main())")
MAOCOOP_BUILD: tuple[str, ...] = (*MAOCOOP, "build")
BARE = (sys.executable, "-c", "import yaml, jinja2, markdown, lxml.etree")
FEW, MANY = 2, 6
"""Texts of the two editions between which growth is measured."""

OURS, OLD = "notes/1955-07-31/edition-notes.yaml", "issued by publishing houses"
"""A file of this edition, and words of a note in it behind which one more is put."""

WORD = "Feb"
"""A word of the note that is corrected, in every source that others are given."""


class Contestant(NamedTuple):
    """Somebody who stays and makes a site anew when a file is saved."""

    name: str
    source: Path
    old: str
    new: str
    out: Path
    page: str
    """The page of the note in `out`, as a pattern."""


def main() -> int:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=Path, default=Path("no-tools"))
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    if arguments.rounds < 2:
        parser.error("--rounds: of fewer than two no percentile can be told")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for part in ("edition", "fresh"):
            generate(1, folder / part)
        process(MAOCOOP_BUILD, folder / "edition")
        units = contract(folder / "edition/site")
        print(f"{len(os.sched_getaffinity(0))} processors, Python {sys.version.split()[0]}\n")
        _corrections(folder, arguments.tools.resolve(), units, arguments.rounds)
        _builds(folder, units, max(5, arguments.rounds // 2))
        _growth(folder, arguments.tools.resolve(), units, 5)
    return 0


# --- Corrections ------------------------------------------------------------------------------


def _corrections(folder: Path, tools: Path, units: list[dict[str, Any]], rounds: int) -> None:
    with ExitStack() as stack:
        there = list(_maocoop(folder / "edition", stack))
        for other in others(folder, tools, units):
            if staying := _started(other, stack):
                there.append(staying)
            else:
                print(f"{other.name} made no page in a minute", file=sys.stderr)
        watches = [Watch(each.out) for each in there]
        first = [_corrected(each, watch, "qaq") for each, watch in zip(there, watches, strict=True)]
        times: list[list[float]] = [[] for _ in there]
        for number in range(rounds):
            for each, watch, found in zip(there, watches, times, strict=True):
                found.append(_corrected(each, watch, ("qbq", "qcq")[number % 2]))
    print("| a word of a note corrected | median ms | 90th percentile ms | the first ms | ratio |")
    print("|---|---|---|---|---|")
    base = statistics.median(times[0])
    for each, found, begin in zip(there, times, first, strict=True):
        median, high = statistics.median(found), statistics.quantiles(found, n=10)[-1]
        row = f"{1000 * median:.0f} | {1000 * high:.0f} | {1000 * begin:.0f} | {median / base:.2f}"
        print(f"| {each.name} | {row} |")
    for name in missing(tools):
        print(f"| {name} | not available | | | |")
    print()


def _maocoop(root: Path, stack: ExitStack) -> Iterator[Contestant]:
    """This program, once with a note of the translators corrected and once with one of the edition."""
    out = root / "site"
    shutil.rmtree(out)
    _stay((*MAOCOOP, "serve", "--port", "0"), root, {}, stack)
    if not _settled(out / "data.html"):
        raise RuntimeError("maocoop made no site in a minute")
    yield Contestant(
        "maocoop, a note of the edition",
        root / OURS,
        OLD,
        f"{OLD} {{}}",
        out,
        "1955-07-31.html",
    )
    theirs = "      See [text Feb. 18, 1951"
    other = "      See {} [text Feb. 18, 1951"
    yield Contestant(
        "maocoop, a note of the translators",
        root / "notes/1955-07-31/footnotes.yaml",
        theirs,
        other,
        out,
        "1955-07-31.html",
    )


def _started(other: Other, stack: ExitStack) -> Contestant | None:
    _stay(other.serve, other.where, other.env, stack)
    if not _settled(other.page):
        return None
    page = str(other.page.relative_to(other.out))
    pattern = f"**/{NOTE}/index.html" if page == "." else page
    return Contestant(other.name, other.source, WORD, "{}", other.out, pattern)


def _settled(page: Path) -> bool:
    """Whether a page, or a folder with one, comes in a minute; whoever makes it may then finish."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if page.is_file() or (page.is_dir() and any(page.glob(f"**/{NOTE}/"))):
            time.sleep(3)
            return True
        time.sleep(0.2)
    return False


def _stay(command: tuple[str, ...], cwd: Path, env: dict[str, str], stack: ExitStack) -> None:
    silent = subprocess.DEVNULL
    child = subprocess.Popen(
        command, cwd=cwd, env=os.environ | env, stdout=silent, stderr=silent, stdin=subprocess.PIPE
    )
    stack.callback(child.wait)
    stack.callback(child.kill)


_BEGUN: dict[Path, str] = {}


def _corrected(each: Contestant, watch: Watch, word: str) -> float:
    """Seconds from the save to the last file. Raises RuntimeError where the page has not the word."""
    text = _BEGUN.setdefault(each.source, each.source.read_text(encoding="utf-8"))
    # Saxon has all units in one file: only the words behind the name of the note are meant.
    at = text.index(NOTE) if each.old == WORD else 0
    at = text.index(each.old, at)
    watch.forget()
    content = text[:at] + each.new.format(word) + text[at + len(each.old) :]
    begun = saved(each.source, content)
    taken = watch.last_after(begun)
    pages = each.out.glob(each.page)
    if taken is None or not any(word in page.read_text(encoding="utf-8") for page in pages):
        raise RuntimeError(f"{each.name} did not bring {word} from {each.source} to {each.page}")
    return taken


# --- Builds -----------------------------------------------------------------------------------


def _builds(folder: Path, units: list[dict[str, Any]], runs: int) -> None:
    page = folder / "all.md"
    page.write_text("\n\n".join(" ".join(map(str, unit["sentences"])) for unit in units))
    pandoc = (import_module("pypandoc").get_pandoc_path(), *_PANDOC)
    root = folder / "fresh"
    note = root / OURS
    text = note.read_text(encoding="utf-8")
    taken: dict[str, list[Taken]] = {}
    for run in range(runs):
        # What was removed a moment ago makes some file systems slow in making files.
        if run:
            (root / "site").rename(folder / f"former-{run}")
        for name, command, cwd in (
            ("build of the site, from nothing", MAOCOOP_BUILD, root),
            ("pandoc, the text on one page", pandoc, folder),
            ("build without a change", MAOCOOP_BUILD, root),
            ("Python with four imports", BARE, folder),
            ("build after a corrected word", MAOCOOP_BUILD, root),
        ):
            if "corrected" in name:
                note.write_text(text.replace(OLD, f"{OLD} {'q' * (run + 1)}"), encoding="utf-8")
            taken.setdefault(name, []).append(process(command, cwd))
    print("| from the shell | median ms | processor ms | ratio |\n|---|---|---|---|")
    medians = {
        name: statistics.median(each.clock for each in found) for name, found in taken.items()
    }
    nothing, bare, unchanged, imports, corrected = taken
    base = {nothing: bare, unchanged: imports, corrected: nothing}
    for name, found in taken.items():
        processor = statistics.median(each.processor for each in found)
        ratio = f"{medians[name] / medians[base[name]]:.2f} of {base[name]}" if name in base else ""
        print(f"| {name} | {1000 * medians[name]:.0f} | {1000 * processor:.0f} | {ratio} |")
    print()


_PANDOC = ("-s", "--metadata", "title=x", "all.md", "-o", "all.html")


# --- Growth -----------------------------------------------------------------------------------


def _growth(folder: Path, tools: Path, units: list[dict[str, Any]], runs: int) -> None:
    taken: dict[str, dict[int, list[float]]] = {}
    for run in range(runs):
        for texts in (FEW, MANY):
            place = folder / f"growth-{run}-{texts}"
            generate(texts, place / "maocoop")
            builds = [("maocoop, all that it makes", MAOCOOP_BUILD, place / "maocoop")]
            builds += [(o.name, o.build, o.where) for o in others(place, tools, units, texts)]
            for name, command, cwd in builds:
                found = taken.setdefault(name, {FEW: [], MANY: []})
                os.sync()  # what others have written is not written out at the cost of this one
                found[texts].append(process(command, cwd).processor)
            shutil.rmtree(place)
    print("| each further text | processor ms |\n|---|---|")
    for name, found in taken.items():
        # What disturbs only adds: the least of several is nearest to what the work takes.
        more = min(found[MANY]) - min(found[FEW])
        print(f"| {name} | {1000 * more / (MANY - FEW):.0f} |")


if __name__ == "__main__":
    sys.exit(main())
