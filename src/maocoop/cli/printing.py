"""Findings, answers and receipts as they stand in a terminal."""

from __future__ import annotations

import dataclasses
import sys
import time
from typing import TYPE_CHECKING, Any

from maocoop import pipeline
from maocoop.errors import EditionFaulty, Severity
from maocoop.history import marked
from maocoop.receipt import excerpt
from maocoop.write import Receipt

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.pipeline import Built
    from maocoop.receipt import Account, Comparison, Difference
    from maocoop.verify import Answer


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
    for line in shown(findings):
        print(line, file=sys.stderr)


def shown(findings: Sequence[Finding]) -> Iterator[str]:
    """The lines of findings."""
    for finding in findings:
        kind = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        yield f"{finding.at}: {kind}{finding.rule}: {finding.message}"
        for i, line in enumerate(finding.hint.splitlines()):
            yield f"    {'' if i else 'hint: '}{line}"


def said(built: Built, out: Path) -> Iterator[tuple[str, str]]:
    """What is said of a build, line by line, each with the name of its stream."""
    yield from (("err", line) for line in shown(built.warnings))
    if not built.edition.base_url:
        yield "out", "no base-url: the pages have no canonical links, the citations no web address"
    yield "out", accounted(built, out)


def without_change(built: Built) -> Built:
    """The same build, had there been nothing to do."""
    did = built.receipt
    everything = tuple(sorted((*did.added, *did.changed, *did.unchanged)))
    return dataclasses.replace(built, receipt=Receipt((), (), (), everything), account=None)


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


MOST_TOLD = 12
"""Anchors of one build that are shown word by word; `maocoop diff` shows all."""

MOST_NAMED = 6
"""Names of one kind that are listed before the rest is counted."""

LONGEST = 40
"""Words of one change that a receipt shows."""


def accounted(built: Built, out: Path) -> str:
    """What a build changed, word by word, and last what it did to the files; that alone for the first
    build and for one without a change."""
    told_files = told(built.receipt, out)
    if built.account is None or built.account.comparison is None:
        return told_files
    lines = [*_words_changed(built.account.comparison), *_speeches(built.account.comparison)]
    return "\n".join([*lines, *_open(built.account), *_pages(built), told_files])


def compared(comparison: Comparison) -> Iterator[str]:
    """How two states differ, line by line, in full."""
    yield f"from {comparison.before} to {comparison.after}"
    for difference in comparison.differences:
        yield from _difference(difference, longest=0)
    if comparison.displaced:
        yield f"in another order: {', '.join(comparison.displaced)}"
    for verb, emendations in (("new", comparison.emended), ("gone", comparison.restored)):
        for text, each in emendations or ():
            said = f"“{each.reading}” → “{each.print}”: " if not each.structural else ""
            yield f"{verb} emendation, {text}/{each.anchor}, line {each.line} of the witness: {said}{each.why}"
    if comparison.nothing:
        yield "no difference"
    yield from _speeches(comparison)


def _words_changed(comparison: Comparison) -> Iterator[str]:
    for difference in comparison.differences[:MOST_TOLD]:
        yield from _difference(difference, LONGEST)
    more = len(comparison.differences) - MOST_TOLD
    if more > 0:
        yield f"and {count(more, 'more anchor')}; `maocoop diff` shows all"
    if comparison.displaced:
        yield f"in another order: {_some(comparison.displaced)}"
    if not comparison.differences and not comparison.displaced:
        yield "no words of a text or its notes changed; `maocoop diff` compares names and works too"


def _difference(difference: Difference, longest: int) -> Iterator[str]:
    fate = str(difference.fate)
    if difference.moved_to:
        fate += f" to {difference.moved_to}"
    if difference.retired:
        fate += f": {difference.retired}"
    yield f"{difference.address}, {difference.whose}: {fate}"
    if difference.why:
        yield f"    why: {difference.why}"
    if difference.pieces:
        pieces = excerpt(difference.pieces, longest=longest)
        yield f"    {marked((piece.kind, piece.text) for piece in pieces)}"


def _speeches(comparison: Comparison) -> Iterator[str]:
    for speech in comparison.speeches:
        if not speech.changed:
            yield f"the speech {speech.text} did not change: SHA-256 {speech.after}"
        elif speech.before is None or speech.after is None:
            verb, digest = ("new", speech.after) if speech.after else ("gone", speech.before)
            yield f"THE SPEECH {speech.text} IS {verb.upper()}: SHA-256 {digest}"
        else:
            yield f"THE SPEECH {speech.text} CHANGED: SHA-256 was {speech.before}"
            yield f"    and is {speech.after}"


def _open(account: Account) -> Iterator[str]:
    """What is left to declare; the entries to paste stand with the warnings."""
    if account.pending:
        yield f"pending-revision, until the next release: {_some(account.pending)}"
    if account.undeclared:
        yield f"undeclared-emendation: {_some(account.undeclared)}; the entry to paste is in the warning"


def _pages(built: Built) -> Iterator[str]:
    """The pages that were written or removed, those of the anchors that changed before all others."""
    comparison = built.account.comparison if built.account else None
    first = {f"{each.address}.html": -1 for each in comparison.differences} if comparison else {}
    for verb, paths in (
        ("added", built.receipt.added),
        ("changed", built.receipt.changed),
        ("removed", built.receipt.removed),
    ):
        pages = [path for path in paths if path.endswith(".html")]
        if pages:
            pages.sort(key=lambda path: first.get(path, 0))
            yield f"{count(len(pages), 'page')} {verb}: {_some(pages)}"


def _some(names: Sequence[str]) -> str:
    """The first few of some names, and how many more there are."""
    more = len(names) - MOST_NAMED
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


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
