"""Edition -> data/source/: the YAML and the witness as they were read, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The source files under `data/source/`."""
    return {f"data/source/{path}": content for path, content in edition.sources.items()}
