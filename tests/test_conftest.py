"""The frame itself: what is deselected, what is said of it, and what stops a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_plain():
    pass

@pytest.mark.chromium
def test_in_a_browser():
    raise AssertionError("ran without its tool")

@pytest.mark.java
@pytest.mark.node
@pytest.mark.parametrize("n", [1, 2])
def test_with_two_tools(n):
    raise AssertionError("ran without its tools")
"""

INI = "[pytest]\nmarkers =\n    chromium\n    java\n    node\n"

TOOLLESS = (
    "maocoop: 3 tests not run: 1 needs Chromium (apt install chromium), "
    "2 need Java (apt install default-jre-headless), "
    "2 need Node packages (npm install --prefix tests)"
)


def run(folder: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the suite above beside a copy of the frame, on a search path with no tool on it."""
    tests = folder / "tests"
    tests.mkdir()
    here = Path(__file__).parent
    for name in ("conftest.py", "package.json"):
        shutil.copy(here / name, tests / name)
    (tests / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (folder / "pytest.ini").write_text(INI, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "MAOCOOP_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "xdist.plugin", "tests", *options],
        cwd=folder,
        env=kept | {"PATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | env,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("processes", ["0", "2"])
def test_tests_without_their_tool_are_deselected_and_counted_last(
    tmp_path: Path, processes: str
) -> None:
    result = run(tmp_path, "-n", processes)
    *_, summary, last = result.stdout.splitlines()
    assert "1 passed" in summary
    assert last == TOOLLESS
    assert result.returncode == 0


def test_nothing_is_said_when_nothing_is_missing(tmp_path: Path) -> None:
    result = run(tmp_path, "-n", "0", "-k", "test_plain")
    assert "1 passed" in result.stdout.splitlines()[-1]


def test_a_required_tool_that_is_missing_stops_the_run(tmp_path: Path) -> None:
    result = run(tmp_path, "-n", "2", MAOCOOP_REQUIRE_ALL="1")
    assert result.returncode == pytest.ExitCode.USAGE_ERROR
    assert "these are missing: Chromium (apt install chromium), Java (" in result.stderr
    assert "passed" not in result.stdout


def test_a_run_of_nothing_but_tests_without_their_tool_fails(tmp_path: Path) -> None:
    result = run(tmp_path, "-n", "0", "-m", "chromium")
    assert result.returncode == pytest.ExitCode.NO_TESTS_COLLECTED
    assert result.stdout.splitlines()[-1].startswith("maocoop: 1 test not run: 1 needs Chromium")
