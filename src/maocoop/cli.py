"""The command line: the only module that prints or exits.

Exit status: 0 where all is well, 1 where there are findings or something was refused, 2 for a
command that was not understood.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from maocoop import cite, pipeline
from maocoop.errors import EditionFaulty, MaocoopError, Severity
from maocoop.history import marked
from maocoop.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maocoop.errors import Finding
    from maocoop.model import Edition
    from maocoop.verify import Answer
    from maocoop.write import Receipt

_EPILOG = """\
Run it in the folder that holds corpus/ and notes/. Typical use:

  maocoop build             make the site in site/, then open site/index.html
  maocoop check             say what is wrong with the edition, and where
  maocoop serve             build, serve on this machine, rebuild when a file is saved
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        return command(arguments)
    except MaocoopError as fault:
        _print_fault(fault)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="maocoop",
        description="Build, check and serve an annotated edition that is kept as YAML.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    _add_build(commands)

    check = commands.add_parser(
        "check",
        help="say what is wrong with the edition, and where",
        description="Print every finding as path:line:column: rule: message, with a way out.",
    )
    check.add_argument("--strict", action="store_true", help="let warnings fail the check too")
    check.add_argument(
        "--format", choices=["text", "json"], default="text", help="how findings are printed"
    )
    check.set_defaults(command=_check)

    serve = commands.add_parser(
        "serve",
        help="build, serve on this machine, and rebuild when a file is saved",
        description="Serve the site to this machine only (127.0.0.1) and rebuild it whenever a "
        "file of the edition is saved. A fault is printed and the last good site stays. "
        "End it with Ctrl-C.",
    )
    _add_out(serve)
    serve.add_argument("--port", type=int, default=8000, help="the port (default: %(default)s)")
    serve.set_defaults(command=_serve)

    _add_once_made(commands)

    _add_release(commands)
    _add_cite(commands)
    _add_verify(commands)
    return parser


def _add_once_made(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that make what a build only reads."""
    formatting = commands.add_parser(
        "format",
        help="format the bibliography and the citations anew with pandoc",
        description="Write what pandoc makes, in notes/. Needs: pip install -e '.[cite]'.",
    )
    formatting.set_defaults(command=_format)

    charts = commands.add_parser(
        "charts",
        help="draw the charts of the figures anew with matplotlib",
        description="Draw the charts and keep them beside a digest; a build only reads them.",
    )
    charts.set_defaults(command=_charts)


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = commands.add_parser(
        "build",
        help="make the site",
        description="Read, check, link, render and write the whole edition. Only files that change "
        "are written; with an error nothing is, and the former site stays as it was.",
    )
    _add_out(build)
    build.add_argument(
        "--base-url",
        type=_base_url,
        metavar="URL",
        help="where the site will be published, in place of base-url in corpus/edition.yaml",
    )
    build.add_argument(
        "--all",
        action="store_true",
        dest="whole",
        help="make the larger forms too: PDF, EPUB, TEI, DTS, the single page and the archive",
    )
    build.set_defaults(command=_build)


def _add_cite(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    citing = commands.add_parser(
        "cite",
        help="print the citation of a place",
        description="Print the citation of a paragraph (II.4), a sentence (II.4.2), a note (n14), "
        "a part (GC) or a range (II.4-II.6), with the version and the full address.",
    )
    citing.add_argument("address", metavar="ADDRESS", help="where, such as 1955-07-31/II.4")
    citing.add_argument(
        "--style",
        choices=cite.ALL_STYLES,
        default=cite.ALL_STYLES[0],
        help="one of %(choices)s (default: %(default)s)",
        metavar="STYLE",
    )
    citing.set_defaults(command=_cite)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verifying = commands.add_parser(
        "verify",
        help="say whether what was cited or quoted still stands",
        description="Check a citation, a web address, an address (II.4) or a quotation against "
        "today's words and those of every release. Exit status 1 unless all stands unchanged.",
    )
    verifying.add_argument(
        "words", metavar="WORDS", help="what to check; - reads it from the input"
    )
    verifying.set_defaults(command=_verify)


def _add_release(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    releasing = commands.add_parser(
        "release",
        help="give the edition a version and record every anchor",
        description="Append to anchors.yaml what is new or changed since the last release, with the "
        "reasons declared in changes.yaml, and write version and day into corpus/edition.yaml. "
        "Refused while `maocoop check` finds anything, warnings too.",
    )
    releasing.add_argument("version", metavar="VERSION", help="three numbers, such as 1.0.0")
    releasing.add_argument("--date", required=True, metavar="DAY", help="such as 2026-11-24")
    releasing.set_defaults(command=_release)


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("site"),
        metavar="DIR",
        help="the output folder (default: %(default)s)",
    )


def _base_url(words: str) -> str:
    parts = urlsplit(words)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(
            f"{words!r} is no web address such as https://edition.example"
        )
    return words.rstrip("/")


# --- The commands -----------------------------------------------------------------------------


def _build(arguments: argparse.Namespace) -> int:
    with _Bar() as bar:
        built = pipeline.build(
            Path(), arguments.out, Path("templates"), arguments.base_url, arguments.whole, bar
        )
    _print_findings(built.warnings)
    if not built.edition.base_url:
        print("no base-url: the pages have no canonical links, the citations no web address")
    print(_receipt(built.receipt, arguments.out))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    found = pipeline.findings(Path())
    if arguments.format == "json":
        print(json.dumps([_as_json(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        _print_findings(found)
        print(_tally(found), file=sys.stderr)
    failing = found if arguments.strict else [f for f in found if f.severity is Severity.ERROR]
    return 1 if failing else 0


def _serve(arguments: argparse.Namespace) -> int:
    from maocoop.serve import serve  # late: a build needs no server

    def rebuild() -> str:
        built = pipeline.build(Path(), arguments.out, Path("templates"))
        _print_findings(built.warnings)
        return _receipt(built.receipt, arguments.out)

    watched = [Path("corpus"), Path("notes"), Path("templates")]
    serve(rebuild, watched, arguments.out, arguments.port, _report, _print_fault)
    return 0


def _format(arguments: argparse.Namespace) -> int:  # noqa: ARG001  (the signature of every command)
    from maocoop import pandoc  # late: it belongs to an extra that a build does not need

    edition = read(Path())
    made = {
        Path("notes/bibliography-formatted.yaml"): pandoc.formatted_yaml(edition.works),
        Path("notes/citation-templates.yaml"): pandoc.templates_yaml(edition),
    }
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path}: written")
    return 0


def _charts(arguments: argparse.Namespace) -> int:  # noqa: ARG001  (the signature of every command)
    from maocoop import drawing  # late: it belongs to an extra that a build does not need

    for text in read(Path()).texts:
        path = Path("notes", text.id, "charts.yaml")
        path.write_text(drawing.charts_yaml(text), encoding="utf-8", newline="\n")
        print(f"{path}: written")
    return 0


def _cite(arguments: argparse.Namespace) -> int:
    print(cite.citation(_checked(), arguments.address, arguments.style))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from maocoop import verify  # late: no other command needs it

    words = sys.stdin.read() if arguments.words == "-" else arguments.words
    answers = verify.verify(_checked(), words)
    for answer in answers:
        _print_answer(answer, verify.sentence(answer))
    if not answers:
        print("maocoop: nothing to check was given", file=sys.stderr)
    stands = bool(answers) and all(each.kind is verify.Kind.UNCHANGED for each in answers)
    return 0 if stands else 1


def _checked() -> Edition:
    """The edition, which has no errors."""
    edition = read(Path())
    pipeline.passed(edition)
    return edition


def _release(arguments: argparse.Namespace) -> int:
    from maocoop.release import release  # late: no other command needs it

    try:
        done = release(Path(), arguments.version, arguments.date)
    except EditionFaulty:
        print("maocoop: nothing is released while there is any finding", file=sys.stderr)
        raise
    for verb, anchors in (
        ("reworded", done.reworded),
        ("moved", done.moved),
        ("retired", done.retired),
    ):
        for anchor in anchors:
            print(f"{anchor}: {verb}")
    print(f"version {done.version} of {done.date}: {_count(len(done.new), 'new anchor')}")
    print(f"written: {', '.join(done.files)}")
    return 0


# --- What is printed --------------------------------------------------------------------------


def _report(line: str) -> None:
    print(line, flush=True)


def _print_fault(fault: Exception) -> None:
    if isinstance(fault, EditionFaulty):
        _print_findings(fault.findings)
        print(_tally(fault.findings), file=sys.stderr)
    else:
        print(f"maocoop: {fault}", file=sys.stderr)


def _print_findings(findings: Sequence[Finding]) -> None:
    for finding in findings:
        kind = "" if finding.severity is Severity.ERROR else f"{finding.severity}: "
        print(f"{finding.at}: {kind}{finding.rule}: {finding.message}", file=sys.stderr)
        for i, line in enumerate(finding.hint.splitlines()):
            print(f"    {'' if i else 'hint: '}{line}", file=sys.stderr)


def _print_answer(answer: Answer, sentence: str) -> None:
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


def _as_json(finding: Finding) -> dict[str, Any]:
    return dataclasses.asdict(finding)


def _tally(findings: Sequence[Finding]) -> str:
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if not findings:
        return "nothing wrong"
    return f"{_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"


def _receipt(receipt: Receipt, out: Path) -> str:
    counts = [
        f"{len(paths)} {verb}"
        for verb, paths in (
            ("added", receipt.added),
            ("changed", receipt.changed),
            ("removed", receipt.removed),
        )
        if paths
    ]
    return f"{out}: {', '.join([*counts, _count(len(receipt.unchanged), 'file') + ' unchanged'])}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


class _Bar:
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

    def __enter__(self) -> _Bar:
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
