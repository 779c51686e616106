"""Two builds of one tree are the same, byte for byte, whoever makes them, where and when."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Python runs this before anything else: a clock that stands still in another century.
CLOCK = """
import datetime, time
NOW = 32503680000.0  # the year 3000
time.time = lambda: NOW
time.time_ns = lambda: int(NOW * 1e9)
class Moment(datetime.datetime):
    now = classmethod(lambda cls, tz=None: cls.fromtimestamp(NOW, tz))
    utcnow = classmethod(lambda cls: cls.fromtimestamp(NOW))
class Day(datetime.date):
    today = classmethod(lambda cls: cls(3000, 1, 1))
datetime.datetime, datetime.date = Moment, Day
"""

HERE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    # An ASCII world, and Python told not to make the best of it.
    "LC_ALL": "C",
    "LANG": "tr_TR.UTF-8",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "PYTHONHASHSEED": "2",
    "SOURCE_DATE_EPOCH": "86400",
}


def copied(root: Path, to: Path, *, last_first: bool = False) -> Path:
    """A copy of what a build reads, its files made in the order of their names or the other way."""
    folders = [root / "corpus", root / "notes", ROOT / "templates"]
    files = [(path, folder.parent) for folder in folders for path in folder.rglob("*")]
    for path, above in sorted(files, reverse=last_first):
        if path.is_file():
            copy = to / path.relative_to(above)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return to


def built(root: Path, umask: int, *options: str, **env: str) -> dict[str, bytes]:
    """The site that the command line makes of a tree, as {path: bytes}."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    result = subprocess.run(
        [sys.executable, ROOT / "build.py", "--out", "out", *options],
        cwd=root,
        env=kept | env,
        umask=umask,
        capture_output=True,
    )
    assert result.returncode == 0, result.stderr.decode(errors="replace")
    out = root / "out"
    (out / ".maocoop/stamp.json").unlink()  # it tells of this disk and no other
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


SPECIMEN = ROOT / "tests" / "specimen"


@pytest.mark.parametrize(
    ("edition", "options"),
    [
        pytest.param(ROOT, [], id="real"),
        # With every export; that of the real edition is as the specimen's, and takes ten times as long.
        pytest.param(SPECIMEN, ["--all"], id="specimen", marks=pytest.mark.pango),
    ],
)
def test_another_place_and_time_make_the_same_site(
    tmp_path: Path, edition: Path, options: list[str]
) -> None:
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    here = built(copied(edition, tmp_path / "here"), 0o022, *options, **HERE)
    there = copied(edition, tmp_path / "somewhere else" / "Ünder", last_first=True)
    path = os.pathsep.join([str(tmp_path / "clock"), os.environ.get("PYTHONPATH", "")])
    elsewhere = built(there, 0o077, *options, PYTHONPATH=path, **ELSEWHERE)
    assert "index.html" in here
    assert here.keys() == elsewhere.keys()
    assert [path for path in here if here[path] != elsewhere[path]] == []


def test_the_clock_is_another_one(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    script = "import datetime, time; print(datetime.date.today(), time.strftime('%Y'), time.time())"
    result = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert result.stdout.startswith("3000-01-01")
    assert result.stdout.endswith("32503680000.0\n")
