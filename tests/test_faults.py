"""The runs of faults: each fault once, and that what they look for would be seen."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from faulting.box import Box
from faulting.builds import FAULTS, Impossible, killed
from faulting.desk import storm
from faulting.judged import dangling, site, surroundings, torn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc and mounts")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Box:
    made = Box(tmp_path_factory.mktemp("faults") / "box")
    made.reset(0)
    return made


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_does_harm(box: Box, name: str) -> None:
    fault, _ = FAULTS[name]
    try:
        fault(box, random.Random(name))
    except Impossible as why:
        pytest.skip(str(why))


def test_ten_kills_do_no_harm(box: Box) -> None:
    chance = random.Random(1)
    for _ in range(10):
        killed(box, chance)


def test_a_storm_of_edits_leaves_nothing_stale(box: Box) -> None:
    told = storm(box, random.Random(1), 12)
    assert told.last < 3 * told.first


# --- What they look for -----------------------------------------------------------------------


def test_a_torn_file_is_seen(box: Box) -> None:
    box.reset(0)
    page = box.out / "index.html"
    page.write_bytes(page.read_bytes()[:100])
    assert torn(site(box.out), *box.sites) == ["index.html"]
    with pytest.raises(AssertionError):
        box.assert_whole()
    box.reset(0)


def test_a_link_into_nothing_is_seen(box: Box) -> None:
    assert dangling(box.sites[0]) == ([], [])
    found = {path: page for path, page in box.sites[0].items() if path != "about.html"}
    nowhere, _ = dangling(found)
    assert "index.html -> about.html" in nowhere
    found = box.sites[0] | {"about.html": b"<p>nothing</p>"}
    assert "index.html -> about.html#rights" in dangling(found)[1]


def written(path: Path) -> None:
    path.write_text("mine", encoding="utf-8")


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("harm", [written, removed])
def test_what_happens_outside_is_seen(box: Box, harm: Callable[[Path], None]) -> None:
    letter = box.folder / "others" / "letter.txt"
    content = letter.read_bytes()
    box.assert_alone()
    harm(letter)
    with pytest.raises(AssertionError):
        box.assert_alone()
    letter.write_bytes(content)
    box.around = surroundings(box.folder, box.out)


def test_a_file_too_many_is_seen(box: Box) -> None:
    box.reset(0)
    (box.out / "stray.html").write_text("stray", encoding="utf-8")
    with pytest.raises(AssertionError):
        box.assert_next(0)
    box.reset(0)
