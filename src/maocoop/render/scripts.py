"""Edition -> scripts and styles, and the data of the scripts, as scripts: a page opened from disk can
load nothing else.

static/style.css        every page; the reading page has it in itself and needs no other
static/pages.css        the other pages besides
static/edition.js       every page
static/search.js        the search page, with the data of search.py
static/verify.js        the page that checks citations
static/cite-data.js     what the control of a paragraph cites with (cite.js)
static/verify-data.js   the register that the checker page asks (verify.js)

Each is one or more files of `templates/static/`, without their comments and blanks.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from rcssmin import cssmin
from rjsmin import jsmin

from maocoop import cite
from maocoop.memory import made
from maocoop.remember import remembered_each
from maocoop.verify import register

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition
    from maocoop.verify.register import Entry

STYLES = {
    "style.css": ("style.css",),
    "pages.css": ("pages.css", "search.css", "comparing.css"),
}
SCRIPTS = {
    "edition.js": ("element.js", "panels.js", "cite.js", "cards.js", "reading.js"),
    "search.js": ("element.js", "search.js"),
    "verify.js": ("element.js", "verify.js"),
}
"""Each file of `static/` with the sources that it is joined of, in their order."""


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """Styles, scripts, and data that assign one name each."""
    recipes: dict[str, Callable[[], bytes]] = {
        "verify-data.js": partial(_register, edition),
        **{name: partial(_style, templates, name) for name in STYLES},
        **{name: partial(_script, templates, sources) for name, sources in SCRIPTS.items()},
    }
    paths = ((f"static/{name}", recipe) for name, recipe in recipes.items())
    # What is cited says of each unit whether its words are those of the release, and no more of them.
    changed = tuple((text.id, cite.changed_units(edition, text)) for text in edition.texts)
    cited = made("static/cite-data.js", partial(_citations, edition, dict(changed)), changed)
    return {path: made(path, recipe) for path, recipe in paths} | {"static/cite-data.js": cited}


def _citations(edition: Edition, changed: Mapping[str, frozenset[str]]) -> bytes:
    texts = {text.id: cite.portable(edition, text, changed[text.id]) for text in edition.texts}
    return assigned("maocoopCitations", texts)


def _style(templates: Path, name: str) -> bytes:
    return f"{style(templates, name)}\n".encode()


def _script(templates: Path, sources: tuple[str, ...]) -> bytes:
    scoped = f'(() => {{\n"use strict";\n{_joined(templates, sources)}\n}})();'
    return f"{jsmin(scoped)}\n".encode()


def style(templates: Path, name: str) -> str:
    """A style sheet of `STYLES`, as it is sent."""
    made: str = cssmin(_joined(templates, STYLES[name]))
    return made


def _joined(templates: Path, sources: tuple[str, ...]) -> str:
    folder = templates / "static"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in sources)


class Written(str):
    """A part of a value that is JSON already, so that what is kept need not be written again."""

    __slots__ = ()


def as_json(value: object) -> str:
    """A value as JSON, without a blank; its parts that are `Written` stay as they are."""
    parts: list[Written] = []
    text = json.dumps(_held_out(value, parts), ensure_ascii=False, separators=(",", ":"))
    # In a script of its own only these two signs of JSON were ever read otherwise.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    pieces = text.split(f'"{_HELD}"')
    return "".join(chain.from_iterable(zip(pieces, [*parts, ""], strict=True)))


_HELD = "\uffff"  # no character: `read` lets none of it into the edition


def _held_out(value: object, parts: list[Written]) -> object:
    """The value with a sign in place of each part that is written."""
    if isinstance(value, Written):
        parts.append(value)
        return _HELD
    if isinstance(value, dict):
        return {key: _held_out(each, parts) for key, each in value.items()}
    if isinstance(value, list):
        return [_held_out(each, parts) for each in value]
    return value


def assigned(name: str, value: object) -> bytes:
    """A script that gives a global name a value of JSON."""
    return f"window.{name} = {as_json(value)};\n".encode()


def _register(edition: Edition) -> bytes:
    kept = register(edition)
    data = {
        "versions": kept.versions,
        "books": [
            {
                "id": book.id,
                "title": book.title,
                "sections": [
                    {"anchor": section.anchor, "entries": _entries(section.entries)}
                    for section in book.sections
                ],
            }
            for book in kept.books
        ],
        "loose": made(("register", "loose"), partial(_entries, kept.loose)),
    }
    return assigned("maocoopRegister", data)


def _entries(entries: Iterable[Entry]) -> Written:
    return Written(f"[{','.join(map(_entry, entries))}]")


@remembered_each
def _entry(entry: Entry) -> str:
    """An entry as JSON; the sentences of a step are left out where they are those of today."""
    data = asdict(entry)
    for step in data["steps"]:
        if step["sentences"] == entry.now:
            del step["sentences"]
    return as_json(data)
