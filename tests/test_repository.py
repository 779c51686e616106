"""What lies in the repository: nothing of one machine, nothing that another cannot install."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
IGNORED = [*(ROOT / ".gitignore").read_text(encoding="utf-8").split(), ".git/"]

# Written so that this file does not match itself.
OF_ONE_MACHINE = re.compile(rb"(?<![\w.:/])/(?:home|root|work|Users|tmp|mnt)/\w|[A-Z]:\\Users\b")
REGISTRY = re.compile(rb"\b(?:pypi|pythonhosted|npmjs|deb\.debian|crates)\.(?:org|com|io)\b")
LOCK = re.compile(r"\.lock$|-lock\.\w+$|-shrinkwrap\.json$")

WITNESS_SHA256 = "d21185fba3321bac319669528e6e7e6df8d3f5aa7f68b1223f1495e2d4cb1866"


def own_files(folder: Path = ROOT) -> Iterator[Path]:
    """Every file of the project: all but what .gitignore names and whole environments."""
    for path in sorted(folder.iterdir()):
        name = path.name + "/" * path.is_dir()
        if any(fnmatch(name, pattern) for pattern in IGNORED) or (path / "pyvenv.cfg").exists():
            continue
        if path.is_dir():
            yield from own_files(path)
        else:
            yield path


def matches(pattern: re.Pattern[bytes]) -> list[str]:
    """`path:line: match` for every place in the project's files where the pattern matches."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0].decode()}"
        for path in own_files()
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        for found in pattern.finditer(line)
    ]


def test_no_path_of_one_machine() -> None:
    assert matches(OF_ONE_MACHINE) == []


def test_no_registry_is_named() -> None:
    assert matches(REGISTRY) == []


def test_no_lock_files() -> None:
    assert [path.name for path in own_files() if LOCK.search(path.name)] == []


def test_the_witness_is_the_file_we_were_given() -> None:
    witness = ROOT / "corpus" / "1955-07-31" / "witness.txt"
    assert sha256(witness.read_bytes()).hexdigest() == WITNESS_SHA256


# --- Versions ---------------------------------------------------------------------------------


def needed(name: str, extras: frozenset[str], seen: set[str]) -> Iterator[str]:
    """The distributions that one needs here and now, itself included, each once."""
    if f"{name}{sorted(extras)}" in seen:
        return
    seen.add(f"{name}{sorted(extras)}")
    yield name
    for line in distribution(name).requires or ():
        wanted = Requirement(line)
        here = wanted.marker is None or any(
            wanted.marker.evaluate({"extra": extra}) for extra in extras | {""}
        )
        if here:
            yield from needed(canonicalize_name(wanted.name), frozenset(wanted.extras), seen)


def test_constraints_pin_everything_that_is_installed() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {
        canonicalize_name(name): version.split()[0]
        for name, mark, version in (line.partition("==") for line in lines)
        if mark
    }
    names = {*needed("maocoop", frozenset({"test"}), set())} - {"maocoop"}
    installed = {canonicalize_name(name): distribution(name).version for name in names}
    assert {
        name: version for name, version in installed.items() if pinned.get(name) != version
    } == {}
