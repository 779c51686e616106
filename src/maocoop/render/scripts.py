"""Edition -> the data of the scripts, as scripts: a page opened from disk can load nothing else.

static/cite-data.js     what the control of a paragraph cites with (cite.js)
static/verify-data.js   the register that the checker page asks (verify.js)
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from maocoop.cite import portable
from maocoop.verify import register

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition
    from maocoop.verify.register import Entry


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """Both scripts; each assigns one name."""
    texts = {text.id: portable(edition, text) for text in edition.texts}
    return {
        "static/cite-data.js": _script("maocoopCitations", texts),
        "static/verify-data.js": _script("maocoopRegister", _register(edition)),
    }


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # In a script of its own only these two signs of JSON were ever read otherwise.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.{name} = {text};\n".encode()


def _register(edition: Edition) -> dict[str, Any]:
    made = register(edition)
    return {
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


def _entry(entry: Entry) -> dict[str, Any]:
    """An entry; the sentences of a step are left out where they are those of today."""
    made = asdict(entry)
    for step in made["steps"]:
        if step["sentences"] == entry.now:
            del step["sentences"]
    return made
