"""Faults of a build, each once; what must hold afterwards is asserted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from faulting.judged import OWN, site, surroundings

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from faulting.box import Box


class Impossible(Exception):
    """The fault cannot be had on this machine; says why."""


def killed(box: Box, chance: random.Random, by: int = signal.SIGKILL) -> None:
    """Killed at a random moment, half of the time while it writes."""
    number = chance.randrange(2)
    child = box.begin(box.roots[number])
    if chance.random() < 0.5:
        _until(lambda: (box.out / OWN / "staging").exists(), 2.0)
        after = chance.uniform(0, 0.03)
    else:
        after = chance.uniform(0, 0.5)
    box.end(child, by, after)
    box.assert_whole()
    box.assert_next(chance.randrange(2))


def terminated(box: Box, chance: random.Random) -> None:
    """Ended by SIGTERM or Ctrl-C at a random moment."""
    killed(box, chance, chance.choice([signal.SIGTERM, signal.SIGINT]))


def _until(holds: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.0005)


@contextmanager
def _mounted(out: Path, options: str) -> Iterator[None]:
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(out)]
    out.mkdir(exist_ok=True)
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise Impossible(made.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(out)], check=True)


def disk_full(box: Box, chance: random.Random) -> None:
    """No room left, after some of the files."""
    shutil.rmtree(box.out, ignore_errors=True)
    # With its pages the specimen takes about 1.5 MB, and staging as much again.
    with _mounted(box.out, f"size={chance.randrange(200, 2600)}k"):
        for root in box.roots:
            outcome = box.build(root)
            assert not outcome.status or "make room" in outcome.said, outcome.said
            box.assert_whole()
        subprocess.run(["mount", "-o", "remount,size=64m", str(box.out)], check=True)
        box.assert_next(1)
    box.reset(0)


def read_only(box: Box, chance: random.Random) -> None:
    """A site on a file system that cannot be written."""
    shutil.rmtree(box.out, ignore_errors=True)
    with _mounted(box.out, "size=64m"):
        box.assert_next(0)
        subprocess.run(["mount", "-o", "remount,ro", str(box.out)], check=True)
        outcome = box.build(box.roots[1])
        assert outcome.status == 1, outcome
        assert "cannot write" in outcome.said, outcome.said
        assert site(box.out) == box.sites[0]
        subprocess.run(["mount", "-o", "remount,rw", str(box.out)], check=True)
        box.assert_next(1)
    box.reset(chance.randrange(2))


def two_at_once(box: Box, chance: random.Random) -> None:
    """Two builds of different states in one folder."""
    first = box.begin(box.roots[0])
    time.sleep(chance.uniform(0, 0.3))
    second = box.begin(box.roots[1])
    ends = [box.end(first), box.end(second)]
    assert all(end.status == 0 or "another build" in end.said for end in ends), ends
    assert site(box.out) in box.sites
    box.assert_alone()
    box.assert_next(chance.randrange(2))


def out_in_sources(box: Box, chance: random.Random) -> None:
    """The output folder lies in the sources, or holds them."""
    root = chance.choice(box.roots)
    places = ["corpus", "corpus/site", "notes/x/site", "templates/site", "."]
    outcome = box.build(root, root / chance.choice(places))
    assert outcome.status == 1, outcome
    assert "choose a folder" in outcome.said, outcome.said
    box.assert_alone()


def link_in_output(box: Box, chance: random.Random) -> None:
    """A page, a folder of the site or the program's own folder is a link that leads out."""
    others = box.folder / "others"
    page, folder = chance.choice(["index.html", "1900-01-01/I.1.html"]), chance.choice(["bib", OWN])
    place = box.out / chance.choice([page, folder])
    if place.is_dir():
        shutil.rmtree(place)
        place.symlink_to(others, target_is_directory=True)
    else:
        place.unlink()
        place.symlink_to(others / "letter.txt")
    outcome = box.build(box.roots[chance.randrange(2)])
    box.assert_alone()
    if outcome.status:
        assert "link" in outcome.said or "was not made by a build" in outcome.said, outcome.said
        box.reset(0)
    else:
        box.assert_whole()


def clock_back(box: Box, chance: random.Random) -> None:
    """Sources and site bear times of long ago or to come, and the clock goes backwards."""
    number = chance.randrange(2)
    for path in [*box.roots[number].rglob("*.yaml"), *box.out.rglob("*.html")]:
        if chance.random() < 0.5:
            moment = chance.choice([0, 4_000_000_000])
            os.utime(path, (moment, moment))
    # The times of the sources are changed by this fault itself.
    box.around = {}

    def backwards() -> None:
        time.time = lambda: 0.0

    try:
        outcome = box.build(box.roots[number], patched=backwards)
        assert outcome.status == 0, outcome.said
        assert site(box.out) == box.sites[number]
    finally:
        box.around = surroundings(box.folder, box.out)


def tampered(box: Box, chance: random.Random) -> None:
    """Files of the site cut, changed, removed or closed to reading behind the program's back."""
    number = chance.randrange(2)
    box.assert_next(number)
    files = sorted(path for path in box.out.rglob("*") if path.is_file() and OWN not in path.parts)
    for path in chance.sample(files, 5):
        _harm(path, chance)
    box.assert_next(number)


def own_damaged(box: Box, chance: random.Random) -> None:
    """What the program keeps for itself in the folder cut, changed, removed, or that of another site."""
    told = [box.out / OWN / name for name in ("stamp.json", "traces.json")]
    strangers = {path: path.read_bytes() for path in told if path.exists()}
    box.assert_next(number := chance.randrange(2))
    path = chance.choice(sorted(each for each in (box.out / OWN).rglob("*") if each.is_file()))
    if chance.random() < 0.5 and path in strangers:
        path.write_bytes(strangers[path])
    else:
        _harm(path, chance)
    before = site(box.out)
    outcome = box.build(box.roots[1 - number])
    box.assert_alone()
    if outcome.status:
        assert "delete" in outcome.said or "not empty" in outcome.said, outcome.said
        assert site(box.out) == before
        box.reset(0)
    else:
        assert site(box.out) == box.sites[1 - number]


def _harm(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    match chance.randrange(5):
        case 0:
            path.unlink()
        case 1:
            path.write_bytes(b"")
        case 2:
            path.write_bytes(content[: len(content) // 2])
        case 3:
            path.write_bytes(chance.randbytes(len(content)))
        case _:
            at = chance.randrange(len(content) or 1)
            path.write_bytes(content[:at] + b"?" + content[at + 1 :])


FAULTS: dict[str, tuple[Callable[[Box, random.Random], None], int]] = {
    "SIGKILL": (killed, 1000),
    "SIGTERM, Ctrl-C": (terminated, 60),
    "two builds at once": (two_at_once, 60),
    "disk full": (disk_full, 30),
    "file system read-only": (read_only, 10),
    "output folder in the sources": (out_in_sources, 20),
    "links in the output": (link_in_output, 30),
    "clock and times backwards": (clock_back, 30),
    "pages changed behind its back": (tampered, 40),
    "its own files damaged": (own_damaged, 60),
}
"""Every fault, with how often it is tried where a thousand kills are asked for."""
