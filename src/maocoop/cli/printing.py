"""Findings, answers and receipts as they stand in a terminal."""

from __future__ import annotations

import dataclasses
import sys
import time
from typing import TYPE_CHECKING, Any

from maocoop import pipeline
from maocoop.errors import EditionFaulty, Severity
from maocoop.history import marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.verify import Answer
    from maocoop.write import Receipt


def report(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def print_fault(fault: Exception) -> None:
    """Print why a command stopped."""
    if isinstance(fault, EditionFaulty):
        print_findings(fault.findings)
        print(tally(fault.findings), file=sys.stderr)
    else:
        print(f"maocoop: {fault}", file=sys.stderr)


def print_findings(findings: Sequence[Finding]) -> None:
    """Print findings with their hints, each behind its place."""
    for finding in findings:
        kind = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        print(f"{finding.at}: {kind}{finding.rule}: {finding.message}", file=sys.stderr)
        for i, line in enumerate(finding.hint.splitlines()):
            print(f"    {'' if i else 'hint: '}{line}", file=sys.stderr)


def print_answer(answer: Answer, sentence: str) -> None:
    """Print what has become of a place."""
    if answer.quotation:
        print(f"“{answer.quotation}”")
    print(f"{answer.place or '(no address)'}: {sentence}")
    for change in answer.changes:
        step = change.step
        print(
            f"  {change.anchor}, {step.version or 'not yet released'}: {step.kind}. {step.why}".rstrip()
        )
        if step.pieces:
            print(f"    {marked(step.pieces)}")


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON has it."""
    return dataclasses.asdict(finding)


def tally(findings: Sequence[Finding]) -> str:
    """How many errors and warnings there are."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if not findings:
        return "nothing wrong"
    return f"{count(errors, 'error')}, {count(len(findings) - errors, 'warning')}"


def told(receipt: Receipt, out: Path) -> str:
    """What a build did to the files, in a line."""
    counts = [
        f"{len(paths)} {verb}"
        for verb, paths in (
            ("added", receipt.added),
            ("changed", receipt.changed),
            ("removed", receipt.removed),
        )
        if paths
    ]
    return f"{out}: {', '.join([*counts, count(len(receipt.unchanged), 'file') + ' unchanged'])}"


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class Bar:
    """A progress bar, shown only to a terminal and only when the work outlasts a blink."""

    _BLINK = 0.4  # seconds

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._done = 0
        self._progress: Any = None

    def __call__(self, stage: str) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._started > self._BLINK:
            self._show(stage)
        self._done += 1

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._progress is not None:
            self._progress.stop()

    def _show(self, stage: str) -> None:
        from rich.console import Console  # late: 40 ms that a quick build need not wait for
        from rich.progress import Progress

        if self._progress is None:
            self._progress = Progress(console=Console(stderr=True), transient=True)
            self._progress.start()
            self._progress.add_task(stage, total=len(pipeline.STAGES))
        self._progress.update(0, description=stage, completed=self._done)
