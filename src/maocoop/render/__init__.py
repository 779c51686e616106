"""Edition and links -> {path: bytes}: literal tables, one file a format.

Paths are relative to the output folder, with `/`. Nothing here touches the disk but the templates
that Jinja reads; nothing depends on the clock, the locale or the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.render import (
    archive,
    data,
    discovery,
    holdings,
    html,
    plaintext,
    references,
    scripts,
    search,
    source,
    tables,
    webannotations,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Text

OF_EDITION: dict[str, Callable[[Edition, Links, Path], dict[str, bytes]]] = {
    "html": html.render,
    "scripts": scripts.render,
    "search": search.render,
    "source": source.render,
    "annotations": webannotations.render,
    "references": references.render,
    "tables": tables.render,
}
"""What every build holds of the edition as a whole."""

OF_TEXTS: dict[str, Callable[[Edition, Links, Path, Text], dict[str, bytes]]] = {
    "anchors": html.anchors,
    "data": data.render,
    "plaintext": plaintext.render,
}
"""What every build holds of each text."""

BY_OTHERS = ("search", "annotations", "references", "tables")
"""What a second pair of hands can make of the edition meanwhile, beside half of the texts."""

SURVEYS: dict[str, Callable[[Edition, Links, Path, Mapping[str, bytes]], dict[str, bytes]]] = {
    "archive": archive.render,
    "sums": archive.sums,
    "holdings": holdings.render,
    "discovery": discovery.render,
}
"""What is made of the files themselves, in this order: each gets those that were made before it."""


def prepare(edition: Edition, links: Links, templates: Path, *, others: bool) -> None:
    """Let the memory at work learn one half of what every build holds: that of others, or the rest."""
    for name, renderer in OF_EDITION.items():
        if (name in BY_OTHERS) is others:
            renderer(edition, links, templates)
    for text in edition.texts[0 if others else 1 :: 2]:
        _of_text(edition, links, templates, text)


def _of_text(edition: Edition, links: Links, templates: Path, text: Text) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for renderer in OF_TEXTS.values():
        files |= renderer(edition, links, templates, text)
    return files


def render(
    edition: Edition, links: Links, templates: Path, *, whole: bool = False
) -> dict[str, bytes]:
    """All files of the site; `templates` is the folder with `pages/`, `parts/` and `static/`.

    `whole` adds the exports and the archive. Raises ToolMissing where one of them needs a package
    that is not installed.
    """
    files: dict[str, bytes] = {}
    for renderer in OF_EDITION.values():
        files |= renderer(edition, links, templates)
    for text in edition.texts:
        files |= _of_text(edition, links, templates, text)
    if whole:
        from maocoop.render.exports import EXPORTS  # late: most builds have no use for them

        for renderer in EXPORTS.values():
            files |= renderer(edition, links, templates)
    for name, survey in SURVEYS.items():
        if whole or name != "archive":
            files |= survey(edition, links, templates, files)
    return files
