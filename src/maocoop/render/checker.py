"""Edition -> static/verify-data.js, the register that the checker page asks (verify.html)."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from maocoop.verify import register

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition
    from maocoop.verify.register import Entry


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """One script that assigns the register; at `file://` a page can load nothing else."""
    made = register(edition)
    plain = {
        "versions": made.versions,
        "books": [
            {
                "id": book.id,
                "title": book.title,
                "sections": [
                    {"anchor": section.anchor, "entries": list(map(_entry, section.entries))}
                    for section in book.sections
                ],
            }
            for book in made.books
        ],
        "loose": list(map(_entry, made.loose)),
    }
    # In a script of its own only these two signs of JSON were ever read otherwise.
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return {"static/verify-data.js": f"window.maocoopRegister = {text};\n".encode()}


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry; the sentences of a step are left out where they are those of today."""
    made = asdict(entry)
    for step in made["steps"]:
        if step["sentences"] == entry.now:
            del step["sentences"]
    return made
