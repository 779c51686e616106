"""The arguments of every command."""

from __future__ import annotations

import argparse
from pathlib import Path

from maocoop import cite
from maocoop.cli import commands
from maocoop.cli.building import DESCRIPTION, add_out, arguments
from maocoop.model import Certainty

_EPILOG = """\
Run it in the folder that holds corpus/ and notes/. Typical use:

  maocoop build             make the site in site/, then open site/index.html
  maocoop check             say what is wrong with the edition, and where
  maocoop serve             build, serve on this machine, rebuild when a file is saved
"""


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    made = argparse.ArgumentParser(
        prog="maocoop",
        description="Build, check and serve an annotated edition that is kept as YAML.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = made.add_subparsers(title="commands", required=True, metavar="COMMAND")

    _add_build(verbs)

    check = verbs.add_parser(
        "check",
        help="say what is wrong with the edition, and where",
        description="Print every finding as path:line:column: rule: message, with a way out.",
    )
    check.add_argument("--strict", action="store_true", help="let warnings fail the check too")
    check.add_argument(
        "--format", choices=["text", "json"], default="text", help="how findings are printed"
    )
    check.set_defaults(command=commands.run_check)

    serve = verbs.add_parser(
        "serve",
        help="build, serve on this machine, and rebuild when a file is saved",
        description="Serve the site to this machine only (127.0.0.1) and rebuild it whenever a "
        "file of the edition is saved. A fault is printed and the last good site stays. "
        "End it with Ctrl-C.",
    )
    add_out(serve)
    serve.add_argument("--port", type=int, default=8000, help="the port (default: %(default)s)")
    serve.set_defaults(command=commands.run_serve)

    _add_once_made(verbs)

    _add_diff(verbs)
    _add_release(verbs)
    _add_cite(verbs)
    _add_verify(verbs)
    _add_new(verbs)
    return made


def _add_once_made(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands that make what a build only reads."""
    formatting = verbs.add_parser(
        "format",
        help="format the bibliography and the citations anew with pandoc",
        description="Write what pandoc makes, in notes/. Needs: pip install -e '.[cite]'.",
    )
    formatting.set_defaults(command=commands.run_format)

    charts = verbs.add_parser(
        "charts",
        help="draw the charts of the figures anew with matplotlib",
        description="Draw the charts and keep them beside a digest; a build only reads them.",
    )
    charts.set_defaults(command=commands.run_charts)


def _add_build(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = verbs.add_parser(
        "build", help="make the site", parents=[arguments()], description=DESCRIPTION
    )
    build.set_defaults(command=commands.run_build)


def _add_cite(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    citing = verbs.add_parser(
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
    citing.set_defaults(command=commands.run_cite)


def _add_verify(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verifying = verbs.add_parser(
        "verify",
        help="say whether what was cited or quoted still stands",
        description="Check a citation, a web address, an address (II.4) or a quotation against "
        "today's words and those of every release. Exit status 1 unless all stands unchanged.",
    )
    verifying.add_argument(
        "words", metavar="WORDS", help="what to check; - reads it from the input"
    )
    verifying.set_defaults(command=commands.run_verify)


def _add_new(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    new = verbs.add_parser(
        "new",
        help="begin a new note of this edition",
        description="Append a note without words to edition-notes.yaml, with the next free anchor, "
        "and say where to write it. Only notes of this edition can be new: those of the "
        "translators and the comment come from the witness.",
    )
    new.add_argument("kind", type=_new_kind, help="what is new: a note", metavar="note")
    new.add_argument(
        "--at", required=True, metavar="ADDRESS", help="where: II.4, II.4.2, n14, GC.3, HN.2"
    )
    new.add_argument(
        "--lemma",
        required=True,
        metavar="WORDS",
        help="the words it is about, as they stand there, without marks",
    )
    new.add_argument(
        "--certainty",
        choices=list(Certainty),
        type=Certainty,
        default=Certainty.UNRESOLVED,
        help="how far it is supported: one of %(choices)s (default: %(default)s)",
        metavar="CERTAINTY",
    )
    new.add_argument(
        "--occurrence",
        type=int,
        metavar="N",
        help="which, where the words stand there more than once",
    )
    new.set_defaults(command=commands.run_new)


def _new_kind(word: str) -> str:
    if word != "note":
        raise argparse.ArgumentTypeError(
            f"{word!r} cannot be new, only a note of this edition (maocoop new note): the notes of "
            "the translators and the comment come from the witness"
        )
    return word


def _add_diff(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    differing = verbs.add_parser(
        "diff",
        help="say how two states of the edition differ, word by word",
        description="Compare two states, each a version (1.0.0), a git revision (HEAD~2, a tag, a "
        "branch) or . for the working tree. What is gone is printed as [-gone-], what is new as "
        "{+new+}.",
    )
    differing.add_argument(
        "before", nargs="?", metavar="STATE", help="from which state (default: the last release)"
    )
    differing.add_argument(
        "after",
        nargs="?",
        default=".",
        metavar="STATE",
        help="to which state (default: the working tree)",
    )
    differing.add_argument(
        "--html", type=_page, metavar="FILE", help="write the comparison as a page too"
    )
    differing.set_defaults(command=commands.run_diff)


def _add_release(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    releasing = verbs.add_parser(
        "release",
        help="give the edition a version and record every anchor",
        description="Append to anchors.yaml what is new or changed since the last release, with the "
        "reasons declared in changes.yaml, and write version and day into corpus/edition.yaml. "
        "Refused while `maocoop check` finds anything, warnings too.",
    )
    releasing.add_argument("version", metavar="VERSION", help="three numbers, such as 1.0.0")
    releasing.add_argument("--date", required=True, metavar="DAY", help="such as 2026-11-24")
    releasing.set_defaults(command=commands.run_release)


def _page(words: str) -> Path:
    # So that a slip does not write over a file of the edition.
    if not words.endswith(".html"):
        raise argparse.ArgumentTypeError(f"{words!r} is no page: name a file that ends in .html")
    return Path(words)
