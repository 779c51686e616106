"""`maocoop build`, as far as it can be done without loading the program: arguments, and a site that
still is what its sources make."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from maocoop import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable

DESCRIPTION = (
    "Read, check, link, render and write the whole edition. Only files that change are written; with "
    "an error nothing is, and the former site stays as it was."
)


def arguments(prog: str | None = None) -> argparse.ArgumentParser:
    """The arguments of a build; with `prog` as a parser of their own."""
    made = argparse.ArgumentParser(
        prog=prog, add_help=prog is not None, description=DESCRIPTION if prog else None
    )
    add_out(made)
    made.add_argument(
        "--base-url",
        type=_base_url,
        metavar="URL",
        help="where the site will be published, in place of base-url in corpus/edition.yaml",
    )
    made.add_argument(
        "--all",
        action="store_true",
        dest="whole",
        help="make the larger forms too: PDF, EPUB, TEI, DTS, the single page and the archive",
    )
    return made


def add_out(parser: argparse.ArgumentParser) -> None:
    """The argument that names the output folder."""
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


def ingredients(chosen: argparse.Namespace) -> tuple[str, str]:
    """The digests of what a site is made with, and of what this one is made of."""
    return stamp.ingredients(Path(), (str(chosen.out), chosen.base_url, chosen.whole))


def told(chosen: argparse.Namespace) -> bool:
    """Whether the site stands as it would be made, in which case that has been said."""
    _, made_of = ingredients(chosen)
    lines = stamp.said(chosen.out, made_of)
    say(lines or ())
    return lines is not None


def say(lines: Iterable[tuple[str, str]]) -> None:
    """Print lines, each with the name of the stream that it belongs to: `out` or `err`."""
    for stream, line in lines:
        print(line, file=sys.stderr if stream == "err" else sys.stdout)
