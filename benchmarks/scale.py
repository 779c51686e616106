"""How time and memory grow with the number of texts: builds, a build without a change, a correction.

python benchmarks/scale.py 1 2 5 10 20 50
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from maocoop.pipeline import Workshop
from texts import generate

MAOCOOP = (sys.executable, "-c", "import sys; from maocoop.cli import main; sys.exit(main())")
NOTE, OLD = "notes/1955-07-31/edition-notes.yaml", "issued by publishing houses"


class Cost(NamedTuple):
    """Seconds by the clock and of processors, and the most memory that one process took, in MB."""

    clock: float
    processor: float
    memory: float


def built(root: Path) -> Cost:
    """What a build from the shell takes."""
    begun = time.perf_counter()
    child = subprocess.Popen((*MAOCOOP, "build"), cwd=root, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise RuntimeError(f"the build of {root} failed")
    processor = used.ru_utime + used.ru_stime
    return Cost(time.perf_counter() - begun, processor, used.ru_maxrss / 1000)


def corrected(root: Path) -> float:
    """Seconds that a resident workshop takes for a word in one note, the median of five."""
    workshop = Workshop(root, root / "site", root / "templates", preview=True)
    workshop.build()
    file = root / NOTE
    text = file.read_text(encoding="utf-8")
    times = []
    for number in range(5):
        file.write_text(text.replace(OLD, f"{OLD} {'x' * (number + 1)}"), encoding="utf-8")
        begun = time.perf_counter()
        workshop.build()
        times.append(time.perf_counter() - begun)
    return sorted(times)[2]


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=int, nargs="+")
    head = (
        "texts | files | build s | processor s | memory MB | again, unchanged s | a correction ms"
    )
    print(f"| {head} |\n|{'---|' * 7}")
    for texts in parser.parse_args().texts:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            root = Path(name, "edition")
            generate(texts, root)
            first, again = built(root), built(root)
            files = sum(len(names) for _, _, names in os.walk(root / "site"))
            row = f"{texts} | {files} | {first.clock:.1f} | {first.processor:.1f} | {first.memory:.0f}"
            print(f"| {row} | {again.clock:.2f} | {1000 * corrected(root):.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
