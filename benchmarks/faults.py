"""A thousand kills and every other fault: what the site must be afterwards, and what happened.

python benchmarks/faults.py --seed 1 --kills 1000
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from faulting.box import Box
from faulting.builds import FAULTS, Impossible
from faulting.desk import storm

STORMS, EDITS = 5, 60

_PLACES = "every link led to a page, in {} of them one to a place not yet, or no longer, on it"


def main() -> int:
    """Try every fault; prints a row of a table for each, and fails with the first that does harm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--kills", type=int, default=1000, help="kills; of other faults in proportion"
    )
    arguments = parser.parse_args()
    share = arguments.kills / 1000
    print("| fault | times | afterwards |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        box = Box(Path(folder, "box"))
        box.reset(0)
        for name, (fault, times) in FAULTS.items():
            chance = random.Random(f"{arguments.seed} {name}")
            print(_row(name, lambda f=fault, c=chance: f(box, c), max(1, round(times * share))))
        print(
            f"| of these, found half old and half new | {box.mixed} | {_PLACES.format(box.without_place)} |"
        )
        chance = random.Random(f"{arguments.seed} storms")
        for _ in range(max(1, round(STORMS * share))):
            told = storm(box, chance, max(10, round(EDITS * share)))
            grown = (
                f"resident memory {told.first / 1000:.0f} MB, at the end {told.last / 1000:.0f} MB"
            )
            print(
                f"| a storm of edits under serve | {told.edits} edits | as a clean build; {grown} |"
            )
    return 0


def _row(name: str, fault: object, times: int) -> str:
    assert callable(fault)
    begun = time.monotonic()
    for number in range(times):
        try:
            fault()
        except Impossible as why:
            return f"| {name} | 0 | not possible here: {why} |"
        except AssertionError:
            print(f"{name}, number {number}: harm was done", file=sys.stderr)
            raise
    seconds = time.monotonic() - begun
    return f"| {name} | {times} | whole, links resolve, the next build exact ({seconds:.0f} s) |"


if __name__ == "__main__":
    sys.exit(main())
