"""Edition and links -> {path: bytes}: a literal table, one file a format.

Paths are relative to the output folder, with `/`. Nothing here touches the disk but the templates
that Jinja reads; nothing depends on the clock, the locale or the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.render import (
    archive,
    data,
    discovery,
    dts,
    epub,
    holdings,
    html,
    pdf,
    plaintext,
    references,
    scripts,
    search,
    single,
    source,
    tables,
    tei,
    webannotations,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition

RENDERERS: dict[str, Callable[[Edition, Links, Path], dict[str, bytes]]] = {
    "html": html.render,
    "data": data.render,
    "scripts": scripts.render,
    "search": search.render,
    "source": source.render,
    "annotations": webannotations.render,
    "plaintext": plaintext.render,
    "references": references.render,
    "tables": tables.render,
}
"""What every build holds."""

EXPORTS: dict[str, Callable[[Edition, Links, Path], dict[str, bytes]]] = {
    "tei": tei.render,
    "dts": dts.render,
    "epub": epub.render,
    "pdf": pdf.render,
    "single": single.render,
}
"""What a whole build holds besides (`maocoop build --all`)."""

SURVEYS: dict[str, Callable[[Edition, Links, Path, Mapping[str, bytes]], dict[str, bytes]]] = {
    "archive": archive.render,
    "sums": archive.sums,
    "holdings": holdings.render,
    "discovery": discovery.render,
}
"""What is made of the files themselves, in this order: each gets those that were made before it."""


def render(
    edition: Edition, links: Links, templates: Path, *, whole: bool = False
) -> dict[str, bytes]:
    """All files of the site; `templates` is the folder with `pages/`, `parts/` and `static/`.

    `whole` adds the exports and the archive. Raises ToolMissing where one of them needs a package
    that is not installed.
    """
    files: dict[str, bytes] = {}
    for renderer in (RENDERERS | EXPORTS if whole else RENDERERS).values():
        files |= renderer(edition, links, templates)
    for name, survey in SURVEYS.items():
        if whole or name != "archive":
            files |= survey(edition, links, templates, files)
    return files
