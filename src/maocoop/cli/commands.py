"""What each command does: arguments in, exit status out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from maocoop import cite, pipeline, stamp
from maocoop.cli import building
from maocoop.cli.printing import (
    Bar,
    accounted,
    as_json,
    compared,
    count,
    print_answer,
    print_findings,
    report,
    said,
    tally,
    without_change,
)
from maocoop.errors import EditionFaulty, OutputRefused, Severity
from maocoop.read import read

if TYPE_CHECKING:
    import argparse

    from maocoop.model import Edition


def run_build(arguments: argparse.Namespace) -> int:
    """Make the site."""
    # Before anything is read, lest a later save be missed.
    made_with, made_of = building.ingredients(arguments)
    workshop = pipeline.Workshop(
        Path(), arguments.out, Path("templates"), arguments.base_url, made_with=made_with
    )
    with Bar() as bar:
        built = workshop.build(arguments.whole, bar)
    building.say(said(built, arguments.out))
    unchanged = said(without_change(built), arguments.out)
    stamp.put(arguments.out, made_of, workshop.signatures(), unchanged)
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Say what is wrong."""
    found = pipeline.findings(Path())
    if arguments.format == "json":
        print(json.dumps([as_json(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        print_findings(found)
        print(tally(found), file=sys.stderr)
    failing = found if arguments.strict else [f for f in found if f.severity is Severity.ERROR]
    return 1 if failing else 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Build, serve, and build again at every save."""
    from maocoop.serve import Outcome, serve  # late: a build needs no server

    root, out, templates = Path(), arguments.out, Path("templates")
    workshop = pipeline.Workshop(root, out, templates, preview=True)

    def rebuild(_: frozenset[Path] | None) -> Outcome:
        built = workshop.build()
        print_findings(built.warnings)
        did = built.receipt
        changed = frozenset(did.added + did.changed)
        return Outcome(accounted(built, out), changed, frozenset(did.removed))

    def fault(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    watched = [root / "corpus", root / "notes", templates]
    serve(rebuild, watched, out, arguments.port, report, fault, root=root)
    return 0


def run_format(arguments: argparse.Namespace) -> int:  # noqa: ARG001  (the signature of every command)
    """Let pandoc format bibliography and citations anew."""
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


def run_charts(arguments: argparse.Namespace) -> int:  # noqa: ARG001  (the signature of every command)
    """Draw the charts anew."""
    from maocoop import drawing  # late: it belongs to an extra that a build does not need

    for text in read(Path()).texts:
        path = Path("notes", text.id, "charts.yaml")
        path.write_text(drawing.charts_yaml(text), encoding="utf-8", newline="\n")
        print(f"{path}: written")
    return 0


def run_cite(arguments: argparse.Namespace) -> int:
    """Print a citation."""
    print(cite.citation(_checked(), arguments.address, arguments.style))
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """Say what has become of what was cited or quoted."""
    from maocoop import verify  # late: no other command needs it

    words = sys.stdin.read() if arguments.words == "-" else arguments.words
    answers = verify.verify(_checked(), words)
    for answer in answers:
        print_answer(answer, verify.sentence(answer))
    if not answers:
        print("maocoop: nothing to check was given", file=sys.stderr)
    stands = bool(answers) and all(each.kind is verify.Kind.UNCHANGED for each in answers)
    return 0 if stands else 1


def _checked() -> Edition:
    """The edition, which has no errors."""
    edition = read(Path())
    pipeline.passed(edition)
    return edition


def run_new(arguments: argparse.Namespace) -> int:
    """Begin a note."""
    from maocoop.draft import new_note  # late: no other command needs it

    draft = new_note(
        Path(), arguments.at, arguments.lemma, arguments.certainty, arguments.occurrence
    )
    print(f"{draft.at}: {draft.anchor} on {draft.target.anchor}, still to be written")
    print(draft.entry, end="")
    print(
        f"Open {draft.at.path} at line {draft.at.line} and write the note below `text: |`: one "
        "sentence a line, each indented as in the note above. Until then `maocoop check` says "
        "that its text is empty, and no site is built."
    )
    return 0


def run_diff(arguments: argparse.Namespace) -> int:
    """Say how two states of the edition differ."""
    from maocoop import receipt, states  # late: no other command needs them

    known = states.States(Path())
    name = known.last_released() if arguments.before is None else arguments.before
    comparison = receipt.compare(known.named(name), known.named(arguments.after))
    for line in compared(comparison):
        print(line)
    if arguments.html:
        from maocoop.render import differing  # late: as above

        made = differing.page(comparison, Path("templates"))
        try:
            arguments.html.write_bytes(made)
        except OSError as error:
            raise OutputRefused(
                f"cannot write {arguments.html}: {error.strerror}; name another file with --html"
            ) from error
        print(f"written: {arguments.html}")
    return 0


def run_release(arguments: argparse.Namespace) -> int:
    """Record a version."""
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
    print(f"version {done.version} of {done.date}: {count(len(done.new), 'new anchor')}")
    print(f"written: {', '.join(done.files)}")
    return 0
