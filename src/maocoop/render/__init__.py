"""Edition and links -> {path: bytes}: a literal table, one file a format.

Paths are relative to the output folder, with `/`. Nothing here touches the disk but the templates
that Jinja reads; nothing depends on the clock, the locale or the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.render import data, html, scripts, search, source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition

RENDERERS: dict[str, Callable[[Edition, Links, Path], dict[str, bytes]]] = {
    "html": html.render,
    "data": data.render,
    "scripts": scripts.render,
    "search": search.render,
    "source": source.render,
}


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """All files of the site; `templates` is the folder with `pages/`, `parts/` and `static/`."""
    files: dict[str, bytes] = {}
    for renderer in RENDERERS.values():
        files |= renderer(edition, links, templates)
    return files
