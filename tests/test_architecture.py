"""The shape of the program, held by measurement: sizes, names, docstrings and who imports whom."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from maocoop.check import RULES
from maocoop.read import FAULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "maocoop"
PROGRAM = sorted(PACKAGE.rglob("*.py"))
CODE = [*PROGRAM, *sorted((ROOT / "tests").glob("*.py")), *sorted((ROOT / "tests").glob("*/*.py"))]

MODULE_LINES = 400
FUNCTION_LINES = 50

# A name that says nothing collects everything.
NAMELESS = {"utils", "util", "helpers", "helper", "common", "shared", "misc"}

# Any module may import any on a rung above its own, none on its own rung or below.
LADDER = (
    {"errors", "tracing", "hands"},
    {"remember", "memory"},
    {"record", "csl"},
    {"model"},
    {"markup", "concordance", "reckoning", "charts"},
    {"history", "collation"},
    {"cite", "snapshot"},
    {"read", "check", "link", "pandoc", "drawing", "receipt"},
    {"verify"},
    {"render"},
    {"journal", "stamp"},
    {"write", "states"},
    {"recall"},
    {"pipeline"},
    {"release", "serve", "draft"},
    {"cli"},
)
RUNG = {name: number for number, names in enumerate(LADDER) for name in names}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Definition: TypeAlias = Function | ast.ClassDef


def tree(path: Path) -> ast.Module:
    """The module's syntax tree."""
    return ast.parse(path.read_bytes(), filename=str(path))


def where(path: Path, line: int) -> str:
    """`path:line`, as an editor opens it."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def stage(path: Path) -> str:
    """The name on the ladder: `check` for check/__init__.py and for check/links.py alike."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def test_modules_are_short() -> None:
    sizes = {where(path, 1): len(path.read_bytes().splitlines()) for path in CODE}
    assert {path: lines for path, lines in sizes.items() if lines > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    sizes = {
        f"{where(path, node.lineno)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, Function)
    }
    assert {name: lines for name, lines in sizes.items() if lines > FUNCTION_LINES} == {}


def test_modules_have_telling_names() -> None:
    assert [where(path, 1) for path in CODE if NAMELESS & set(path.with_suffix("").parts)] == []


# --- Imports ----------------------------------------------------------------------------------


def imported_stages(path: Path) -> Iterator[tuple[int, str]]:
    """(line, stage) for every import of a module of ours, also those for types alone."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, *inner = name.split(".")
            if package == "maocoop" and inner:
                yield node.lineno, inner[0]


def test_every_module_has_a_rung() -> None:
    assert {stage(path) for path in PROGRAM} - RUNG.keys() == {"__init__"}


def test_imports_go_up_the_ladder() -> None:
    wrong = [
        f"{where(path, line)} {stage(path)} imports {imported}"
        for path in PROGRAM
        if stage(path) in RUNG
        for line, imported in imported_stages(path)
        if imported != stage(path) and RUNG.get(imported, 0) >= RUNG[stage(path)]
    ]
    assert wrong == []


def test_imports_name_the_package_in_full() -> None:
    relative = [
        where(path, node.lineno)
        for path in PROGRAM
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_an_import_inside_a_function_gives_its_reason() -> None:
    silent = []
    for path in CODE:
        lines = path.read_text(encoding="utf-8").splitlines()
        hidden = {
            node.lineno
            for function in ast.walk(tree(path))
            if isinstance(function, Function)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        }
        # A comment for a tool (noqa, type: ignore) is no reason.
        silent += [
            where(path, line)
            for line in sorted(hidden)
            if not any(
                "# " in text and not text.split("# ", 1)[1].startswith(("noqa", "type:"))
                for text in lines[line - 2 : line]
            )
        ]
    assert silent == []


# --- Docstrings -------------------------------------------------------------------------------


def public(nodes: list[ast.stmt]) -> Iterator[Definition]:
    """The functions and classes that others may use, methods included."""
    for node in nodes:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_everything_public_says_what_it_is() -> None:
    mute = [where(path, 1) for path in PROGRAM if not ast.get_docstring(tree(path))]
    mute += [
        f"{where(path, node.lineno)} {node.name}"
        for path in PROGRAM
        for node in public(tree(path).body)
        if not ast.get_docstring(node)
    ]
    assert mute == []


def test_every_rule_and_fault_has_a_fixture_folder() -> None:
    folders = {path.name for path in (ROOT / "tests" / "rules").iterdir() if any(path.iterdir())}
    assert folders == {rule.name for rule in RULES} | FAULTS.keys()
