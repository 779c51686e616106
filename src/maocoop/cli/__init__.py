"""The command line: the only stage that prints or exits.

    building    what a build needs before the program is loaded
    parser      the arguments of every command
    commands    what each command does
    printing    how findings, answers and receipts are printed

Exit status: 0 where all is well, 1 where there are findings or something was refused, 2 for a
command that was not understood.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from maocoop.cli import building

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == ["build"] and building.told(
        building.arguments("maocoop build").parse_args(words[1:])
    ):
        return 0
    return _run(words)


def _run(words: Sequence[str]) -> int:
    gc.set_threshold(50_000, 20, 100)  # an edition is many objects that stay, and hardly any cycles
    from maocoop.cli.parser import parser  # late: it loads the program
    from maocoop.cli.printing import print_fault  # late: so does this
    from maocoop.errors import MaocoopError  # late: not wanted where nothing is run

    arguments = parser().parse_args(words)
    try:
        status: int = arguments.command(arguments)
    except MaocoopError as fault:
        print_fault(fault)
        return 1
    return status
