"""What a build leaves for the next one: only what holds is taken over, and nothing else is lost."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from corrections import CHANGES, corrections, readable, saved, sources, specimen
from maocoop import recall, stamp
from maocoop.cli import main
from maocoop.link import link
from maocoop.memory import Memory
from maocoop.read import Reader
from maocoop.render import render
from maocoop.render.ground import entries, ground
from maocoop.write import Known, write
from sites import site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOTES = "notes/1900-01-01/edition-notes.yaml"


def tools(root: Path) -> str:
    """What stands here for the digest of templates and program."""
    files = sorted(path for path in (root / "templates").rglob("*") if path.is_file())
    return "".join(path.read_text(encoding="utf-8") for path in files)


def built(root: Path) -> set[str] | None:
    """Build as a new process does; the files that were taken over, None where there is no edition.

    The site must be the one that is made of the same sources without any.
    """
    edition = readable(Reader(root))
    if edition is None:
        return None
    links, memory = link(edition), Memory()
    units = [unit for text in edition.texts for unit in text.units()]
    rests_on, pointing = ground(edition, links), entries(links)
    memory.renew(rests_on, units, pointing)
    now = recall.standing(tools(root), rests_on, edition.texts, pointing)
    memory.learn(recall.recalled(root / "site", now, Known()))
    over = {str(name) for name in memory.kept}
    with memory:
        files = render(edition, links, root / "templates")
    write(files, root / "site")
    recall.put(root / "site", now, memory.kept, files)
    assert site(root / "site") == render(edition, links, root / "templates")
    return over


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with its site and its traces."""
    root = specimen(tmp_path_factory.mktemp("recalled") / "edition")
    assert built(root) == set()
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "edition")


def test_what_stands_is_taken_over(root: Path) -> None:
    over = built(root)
    assert over is not None
    assert {"index.html", "1900-01-01.html", "1900-01-01/I.1.html"} <= over
    assert len(over) > 100
    assert built(root) == over


def test_a_corrected_word_costs_the_files_that_show_it(root: Path) -> None:
    before = built(root)
    saved(root / NOTES, "Who is right", "Which is right")
    over = built(root)
    assert before is not None
    assert over is not None
    lost = before - over
    assert {"1900-01-01.html", "1900-01-01/e1.html", "data/1900-01-01/e1.json"} <= lost
    assert "1900-01-01/I.1.html" in over
    assert len(lost) < len(before) / 4
    assert built(root) == before


def test_no_corrected_word_leaves_anything_stale(root: Path) -> None:
    """Word by word through all files; each stays corrected when the next one is."""
    followed = 0
    for path in sources(root):
        before = path.read_text(encoding="utf-8")
        path.write_text(next(corrections(before), before), encoding="utf-8")
        if built(root) is None:
            path.write_text(before, encoding="utf-8")
        else:
            followed += 1
    assert followed > 10


@pytest.mark.parametrize(("path", "old", "new"), CHANGES)
def test_no_change_of_anything_else_does(root: Path, path: str, old: str, new: str) -> None:
    saved(root / path, old, new)
    assert built(root) is not None


def test_an_edited_page_is_not_believed(root: Path) -> None:
    page = root / "site/1900-01-01/I.1.html"
    page.write_bytes(page.read_bytes().replace(b"<p", b"<q"))
    over = built(root)
    assert over is not None
    assert "1900-01-01/I.1.html" not in over


@pytest.mark.parametrize("linked", [False, True])
def test_a_file_that_is_gone_or_a_link_is_made(root: Path, linked: bool) -> None:
    page = root / "site/1900-01-01/I.1.html"
    page.rename(root / "I.1.html")
    if linked:
        page.symlink_to(root / "I.1.html")
    over = built(root)
    assert over is not None
    assert "1900-01-01/I.1.html" not in over


def test_traces_of_another_state_are_not_believed(root: Path, tmp_path: Path) -> None:
    path = root / "site" / recall.TRACES
    former = shutil.copyfile(path, tmp_path / "former")
    saved(root / NOTES, "Who is right", "Which is right")
    before = built(root)
    shutil.copyfile(former, path)
    over = built(root)
    assert before is not None
    assert over is not None
    assert over <= before  # none of the pages with the former words


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def altered(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"I.1", b"I.2"))


def of_another_form(path: Path) -> None:
    stamp.sealed(path, {"ground": [], "files": 3})


def with_numbers_beyond(path: Path) -> None:
    traces = stamp.unsealed(path)
    for made in traces["files"].values():
        made[2] = [10**6]
    stamp.sealed(path, traces)


@pytest.mark.parametrize(
    "harm", [os.unlink, emptied, cut, altered, of_another_form, with_numbers_beyond]
)
def test_damaged_traces_cost_time_only(root: Path, harm: Callable[[Path], None]) -> None:
    harm(root / "site" / recall.TRACES)
    assert built(root) == set()
    assert built(root) != set()


def test_a_path_that_leads_out_of_the_site_is_not_read(root: Path, tmp_path: Path) -> None:
    path = root / "site" / recall.TRACES
    traces = stamp.unsealed(path)
    (tmp_path / "outside.html").write_bytes((root / "site/index.html").read_bytes())
    traces["files"]["../../outside.html"] = traces["files"]["index.html"]
    stamp.sealed(path, traces)
    over = built(root)
    assert over is not None
    assert not any(".." in name for name in over)


def test_other_tools_make_everything_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("test_recall.tools", lambda _: "another program")
    assert built(root) == set()


def test_the_command_makes_only_what_a_correction_touches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = specimen(tmp_path / "edition")
    monkeypatch.chdir(root)
    assert main(["build"]) == 0
    monkeypatch.setattr("maocoop.pipeline.prepare", lambda *_, **__: pytest.fail("all is made"))
    saved(root / NOTES, "Who is right", "Which is right")
    capsys.readouterr()
    assert main(["build"]) == 0
    told = capsys.readouterr().out
    assert "1900-01-01/e1, a note of this edition: reworded" in told
    quick = site(root / "site")
    monkeypatch.undo()
    monkeypatch.chdir(root)
    assert main(["build", "--out", "anew"]) == 0
    assert quick == site(root / "anew")
    traces = stamp.unsealed(root / "site" / recall.TRACES)
    assert json.dumps(traces["files"]) == json.dumps(
        stamp.unsealed(root / "anew" / recall.TRACES)["files"]
    )
