"""Edition and links -> static/previews.js: what a link shows before it is followed.

One script assigning `window.maocoopPreviews`: by the address of a link from the root of the site, a
paragraph or two of HTML. The page of a text has its own words; it asks for this when it points away.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from maocoop.memory import made
from maocoop.render.scripts import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from maocoop.link import Links
    from maocoop.model import Edition


def script(environment: Environment, edition: Edition, links: Links) -> bytes:
    """The script; the fragments are those of the template `parts/previews.html`."""
    shown = partial(_previews, environment, edition, links)
    return made("previews", lambda: assigned("maocoopPreviews", dict(shown())))


def _previews(
    environment: Environment, edition: Edition, links: Links
) -> Iterator[tuple[str, str]]:
    context = {"page": "index.html", "text": edition.texts[0]}
    make: Any = environment.get_template("parts/previews.html").make_module(context)
    page_of = environment.filters["page_of"]
    for entity in edition.entities:
        shown = made(("previews", entity.anchor), partial(make.of_entity, entity))
        yield page_of(entity.anchor), shown.strip()
    for work in edition.works:
        key = ("previews", "bib", work.id)
        shown = made(key, partial(make.of_work, work, edition.texts[0])).strip()
        yield f"bibliography.html#bib-{work.id}", shown
        yield f"bib/{work.id}.html", shown
    for sister in edition.sister_texts:
        yield f"texts.html#text-{sister.id}", make.of_sister(sister).strip()
    for text in edition.texts:
        for emendation in text.emendations:
            yield f"witness.html#{emendation.id}", make.of_emendation(emendation).strip()
        for figure in text.figures:
            yield f"figures.html#{figure.anchor}", make.of_figure(figure, text).strip()
        for anchor, unit in links.texts[text.id].units.items():
            part = links.texts[text.id].parts[anchor]
            key = ("previews", text.id, anchor)
            shown = made(key, partial(make.of_unit, unit, part, text)).strip()
            yield f"{text.id}.html#{anchor}", shown
            yield f"{text.id}/{anchor}.html", shown
