"""Faults generated over all files of the edition, and the tally of what became of them.

python benchmarks/mutations.py --seed 1 --faults 400
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mutating.judging import Fault, Judge, Verdict
from mutating.operators import OPERATORS, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FOLDERS = ("corpus", "notes")


def faults(root: Path, number: int, chance: random.Random) -> Iterator[tuple[Fault, bytes | None]]:
    """Faults with the new bytes of the file, None where it is removed: each file gets one after the
    other, each time by another operator as far as there are any."""
    files = sorted(
        path.relative_to(root).as_posix()
        for name in FOLDERS
        for path in (root / name).rglob("*")
        if path.is_file()
    )
    names = [*OPERATORS, *WHOLE]
    orders = {path: chance.sample(names, len(names)) for path in files}
    made = 0
    while made < number:
        for path in chance.sample(files, len(files)):
            fault = _next(root, path, orders[path], chance)
            if fault and made < number:
                made += 1
                yield fault


def _next(
    root: Path, path: str, order: list[str], chance: random.Random
) -> tuple[Fault, bytes | None] | None:
    """The next fault of a file by the next operator that has something to do in it."""
    data = (root / path).read_bytes()
    for name in list(order):
        order.remove(name)
        order.append(name)
        if name in WHOLE:
            return Fault(path, name, None), WHOLE[name](data)
        spoilt = OPERATORS[name](data.decode().split("\n"), chance)
        if spoilt and "\n".join(spoilt[0]).encode() != data:
            return Fault(path, name, spoilt[1]), "\n".join(spoilt[0]).encode()
    return None


def tried(root: Path, judge: Judge, fault: Fault, content: bytes | None) -> tuple[Verdict, str]:
    """What becomes of a fault; afterwards the file is as it was."""
    file = root / fault.path
    before = file.read_bytes()
    try:
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
        return judge.verdict(fault, (content or b"").decode(errors="replace").split("\n"))
    finally:
        file.write_bytes(before)


def main() -> int:
    """Try the faults and print the tally; fails where one is unreported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=400)
    parser.add_argument("--list", action="store_true", help="print every fault")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    tally: Counter[tuple[str, Verdict]] = Counter()
    kinds: Counter[tuple[str, Verdict]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, root / name)
        judge = Judge(root, ROOT / "templates")
        for fault, content in faults(root, arguments.faults, chance):
            verdict, how = tried(root, judge, fault, content)
            tally[fault.operator, verdict] += 1
            kinds[_kind(fault.path), verdict] += 1
            if arguments.list or verdict is Verdict.UNREPORTED:
                line = f":{fault.line}" if fault.line else ""
                print(f"{fault.path}{line}: {fault.operator}: {verdict} ({how})", file=sys.stderr)
    print(_table("fault", [*OPERATORS, *WHOLE], tally))
    print(_table("file", sorted({kind for kind, _ in kinds}), kinds))
    return 1 if any(verdict is Verdict.UNREPORTED for _, verdict in tally) else 0


def _kind(path: str) -> str:
    """Files of one kind under one name."""
    parts = path.split("/")
    return "/".join("…" if part[0].isdigit() and len(part) > 7 else part for part in parts)


def _table(head: str, rows: list[str], counts: Counter[tuple[str, Verdict]]) -> str:
    lines = [f"| {head} | {' | '.join(Verdict)} |", "|---" * (len(Verdict) + 1) + "|"]
    for row in rows:
        if any(counts[row, verdict] for verdict in Verdict):
            numbers = (str(counts[row, verdict] or "") for verdict in Verdict)
            lines.append(f"| {row} | {' | '.join(numbers)} |")
    totals = (sum(counts[row, verdict] for row in rows) for verdict in Verdict)
    return "\n".join([*lines, f"| **all** | {' | '.join(map(str, totals))} |", ""])


if __name__ == "__main__":
    sys.exit(main())
