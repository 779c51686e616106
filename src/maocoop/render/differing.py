"""A comparison of two states -> one HTML file for a reviewer, which asks for nothing.

It is no page of the site: `maocoop diff --html` makes it of any two states, so that it knows no
edition and leads nowhere. What is gone and what is new stand in `del` and `ins` (HTML, section 4.7)
and are named in words too. The style is that of the site, inside, and admitted by its hash (Content
Security Policy Level 3, section 2.3.1); there is no script.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maocoop.markup import printed
from maocoop.receipt import excerpt
from maocoop.render import scripts, wording

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.receipt import Comparison, Difference

AROUND = 25
"""Words that are shown at either side of a change."""

LISTS = "The lists of this edition"
"""What the anchors without text are headed."""


def page(comparison: Comparison, templates: Path) -> bytes:
    """The page of a comparison."""
    made_by = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made_by.filters |= {"hanzi": wording.hanzi, "printed": printed, "sha256": wording.sha256}
    made = made_by.get_template("pages/diff.html").render(
        comparison=comparison,
        groups=_by_text(comparison),
        excerpt=lambda pieces: excerpt(pieces, AROUND),
        style=Markup(scripts.style(templates, "style.css")),
        pages_style=Markup(scripts.style(templates, "pages.css")),
    )
    return (made.rstrip() + "\n").encode()


def _by_text(comparison: Comparison) -> list[tuple[str, list[Difference]]]:
    """The differences of each text under its name, those without text under theirs."""
    return [
        (text or LISTS, list(each))
        for text, each in groupby(comparison.differences, lambda difference: difference.text)
    ]
