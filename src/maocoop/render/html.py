"""Edition and links -> the pages a reader opens, by Jinja templates.

Every anchor and every release has a page of its own beside the page of the text. Links are relative
and nothing needs a script. What a memory at work still knows of a page is not made again.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from maocoop.history import tombstones
from maocoop.memory import made
from maocoop.model import Group
from maocoop.render import names, previews, versions, wording
from maocoop.render.engine import environment

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from jinja2 import Environment

    from maocoop.link import Links
    from maocoop.model import Edition, Text

_T = TypeVar("_T")

PAGES = (
    "index",
    "bibliography",
    "texts",
    "names",
    "terms",
    "figures",
    "chronology",
    "coverage",
    "comparison",
    "witness",
    "changes",
    "verify",
    "search",
    "about",
    "data-model",
)
"""The pages about the whole edition; each is a template of that name."""


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """Every HTML page but those of `anchors`, and what the pages' previews show."""
    made_by = environment(templates, edition, links)
    files = {"static/previews.js": previews.script(made_by, edition, links)}
    return files | _made(made_by, edition, _pages(edition, links))


def anchors(edition: Edition, links: Links, templates: Path, text: Text) -> dict[str, bytes]:
    """A page for every anchor of a text."""
    made_by = environment(templates, edition, links)  # not of the recipe: it reads all texts
    changed = frozenset(each for each in versions.unreleased(edition) if each[0] == text.id)
    # Where no word has changed that any of the pages shows, they are not even looked through.
    pages = partial(_made, made_by, edition, _anchor_pages(text))
    return made(("anchors", text.id), pages, changed)


def _made(made_by: Environment, edition: Edition, pages: Iterable[_Page]) -> dict[str, bytes]:
    files = {}
    changed = versions.unreleased(edition)
    for page in pages:
        # A page about one anchor says whether that anchor has changed, any other whether any has.
        unreleased = page.anchor in changed if page.anchor else bool(changed)
        recipe = partial(_page, made_by, page, unreleased)
        files[page.path] = made(page.path, recipe, (unreleased, page.state))
    return files


class _Page(NamedTuple):
    """A page: its path, its template, what the template is given; the anchor that it is about, with
    the id of its text, or None where it is about more than one; what else tells it from what it was."""

    path: str
    template: str
    about: Mapping[str, Any]
    anchor: tuple[str | None, str] | None = None
    state: Hashable = None


def _page(made_by: Environment, page: _Page, unreleased: bool) -> bytes:
    template = made_by.get_template(f"pages/{page.template}.html")
    written = template.render(page=page.path, unreleased=unreleased, **page.about)
    return (written.rstrip() + "\n").encode()


def _pages(edition: Edition, links: Links) -> Iterator[_Page]:
    """Every page but those of anchors."""
    # A page about the whole edition speaks of its first text.
    first: dict[str, Any] = {"text": edition.texts[0]}
    for name in PAGES:
        yield _Page(f"{name}.html", name, first)
    for before, work, after in _with_neighbours(wording.alphabetical(edition.works)):
        about = first | {"work": work, "before": before, "after": after}
        yield _Page(f"bib/{work.id}.html", "work", about, (None, f"bib-{work.id}"))
    for group in Group:
        listed = [entity for entity in edition.entities if entity.group is group]
        listed.sort(key=names.by_letters)
        for previous, entity, following in _with_neighbours(listed):
            about = first | {"entity": entity, "before": previous, "after": following}
            path = f"{group.scheme}/{entity.id}.html"
            yield _Page(path, "entity", about, (None, entity.anchor))
    for text in edition.texts:
        yield _Page(f"{text.id}.html", "text", {"text": text})
        for release in text.record.releases:
            # It has the words of the release; of those of today it only says whether they are others.
            parts = versions.as_released(text, links.texts[text.id], release.version)
            about = {"text": text, "release": release, "parts": parts}
            state = tuple(each.standing for _, recorded in parts for each in recorded)
            yield _Page(f"{text.id}/{release.version}.html", "release", about, None, state)


def _anchor_pages(text: Text) -> Iterator[_Page]:
    parts = {unit.anchor: part for part in text.parts for unit in part.units}
    for before, unit, after in _with_neighbours(list(text.units())):
        part = parts[unit.anchor]
        about = {"text": text, "part": part, "unit": unit, "before": before, "after": after}
        yield _Page(f"{text.id}/{unit.anchor}.html", "unit", about, (text.id, unit.anchor))
    for anchor, stone in tombstones(text.record).items():
        about = {"text": text, "stone": stone}
        yield _Page(f"{text.id}/{anchor}.html", "tombstone", about, (text.id, anchor))


def _with_neighbours(each: Sequence[_T]) -> Iterator[tuple[_T | None, _T, _T | None]]:
    """Every item with the one before it and the one after it, None at the ends."""
    return zip([None, *each], each, [*each[1:], None], strict=False)
