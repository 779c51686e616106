"""Edition and links -> static/previews.js: what a link shows before it is followed.

One script assigning `window.maocoopPreviews`: by the address of a link from the root of the site, a
paragraph or two of HTML. The page of a text has its own words; it asks for this when it points away.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from maocoop.memory import made
from maocoop.render.scripts import Written, as_json, assigned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment

    from maocoop.link import Links
    from maocoop.model import Edition, Part, Text, Unit


def script(environment: Environment, edition: Edition, links: Links) -> bytes:
    """The script; the fragments are those of the template `parts/previews.html`."""
    return made("previews", partial(_script, environment, edition, links))


def _script(environment: Environment, edition: Edition, links: Links) -> bytes:
    context = {"page": "index.html", "text": edition.texts[0]}
    make: Any = environment.get_template("parts/previews.html").make_module(context)
    page_of = environment.filters["page_of"]
    beside = made("previews beside", lambda: dict(_beside(make, page_of, edition)))
    return assigned("maocoopPreviews", beside | dict(_units(make, links, edition)))


def _beside(
    make: Any, page_of: Callable[[str], str], edition: Edition
) -> Iterator[tuple[str, Written]]:
    """What is shown of all but the units."""
    for entity in edition.entities:
        yield page_of(entity.anchor), _written(make.of_entity(entity))
    for work in edition.works:
        shown = _written(make.of_work(work, edition.texts[0]))
        yield f"bibliography.html#bib-{work.id}", shown
        yield f"bib/{work.id}.html", shown
    for sister in edition.sister_texts:
        yield f"texts.html#text-{sister.id}", _written(make.of_sister(sister))
    for text in edition.texts:
        for emendation in text.emendations:
            yield f"witness.html#{emendation.id}", _written(make.of_emendation(emendation))
        for figure in text.figures:
            yield f"figures.html#{figure.anchor}", _written(make.of_figure(figure, text))


def _units(make: Any, links: Links, edition: Edition) -> Iterator[tuple[str, Written]]:
    for text in edition.texts:
        for anchor, unit in links.texts[text.id].units.items():
            part = links.texts[text.id].parts[anchor]
            shown = made(("previews", text.id, anchor), partial(_unit, make, unit, part, text))
            yield f"{text.id}.html#{anchor}", shown
            yield f"{text.id}/{anchor}.html", shown


def _unit(make: Any, unit: Unit, part: Part, text: Text) -> Written:
    return _written(make.of_unit(unit, part, text))


def _written(shown: str) -> Written:
    return Written(as_json(shown.strip()))
