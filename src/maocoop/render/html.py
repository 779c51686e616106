"""Edition and links -> the pages a reader opens, by Jinja templates.

Every anchor and every release has a page of its own beside the page of the text. Links are relative
and nothing needs a script. Templates get the model as it is; the modules beside this one say
what they cannot. What a memory at work still knows of a page, or of a unit on one, is not made again
(`kept` in the templates).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from maocoop import charts, cite, history, reckoning
from maocoop.history import plain, tombstones
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Emended, Emphasis, Group, Kind, Mark, Name, Ref, Supplied, Words
from maocoop.remember import remembered
from maocoop.render import collated, datamodel, ledger, names, previews, scripts, versions, wording
from maocoop.render.comparing import opposite
from maocoop.render.layer import Layer

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Hashable,
        Iterable,
        Iterator,
        Mapping,
        MutableMapping,
        Sequence,
    )
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket
    from jinja2.runtime import Macro

    from maocoop.link import Links
    from maocoop.model import Edition, Inline, Part, Sentence, Text, Unit

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


def anchors(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """A page for every anchor of a text."""
    made_by = environment(templates, edition, links)
    pages = (page for text in edition.texts for page in _anchor_pages(text))
    return _made(made_by, edition, pages)


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


_TESTS = {
    "words": lambda node: isinstance(node, Words),
    "emphasis": lambda node: isinstance(node, Emphasis),
    "supplied": lambda node: isinstance(node, Supplied),
    "mark": lambda node: isinstance(node, Mark),
    "ref": lambda node: isinstance(node, Ref),
    "name": lambda node: isinstance(node, Name),
    "emended": lambda node: isinstance(node, Emended),
}


def _filters(edition: Edition, links: Links) -> dict[str, Any]:
    return {
        "day": wording.day,
        "hanzi": partial(wording.hanzi, romanized=_of_ground(names.romanized_titles, edition)),
        "printed": printed,
        "quoted": wording.quoted,
        "unbroken": wording.unbroken,
        "short": wording.short,
        "capped": wording.capped,
        "opening": wording.opening,
        "beginning": wording.beginning,
        "as_printed": wording.as_printed,
        "alphabetical": wording.alphabetical,
        "relative": wording.relative,
        "page_of": wording.page_of,
        "sha256": wording.sha256,
        "plain": plain,
        "wordsof": wording.words_of,
        "in_context": names.in_context,
        "place": partial(ledger.place, links=links),
        "expression": ledger.expression,
        "year": ledger.year,
        "groupby_year": ledger.by_year,
        "groupby_group": wording.by_group,
        "groupby_unit": names.by_unit,
        "by_voice": partial(names.by_voice, links=links),
    }


class _Environment(Environment):
    """An environment whose templates have its own globals and no others.

    Jinja lays a mapping of their own over them, and goes through all of it at every import.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return self.globals if d is None else {**self.globals, **d}


class _Compiled(BytecodeCache):
    """Templates compiled once a process: every state of the edition has an environment of its own."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The key is a template, the checksum that of its source."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code:
            self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _kept(macro: Macro, of: Unit | Part, text: Text, page: str) -> str:
    """What a macro makes of a unit or a part on a page, made again only where that has changed."""
    return made((macro.name, page, text.id, of.anchor), partial(macro, of, text, page))


def _kept_as(macro: Macro, name: str, state: str, of: object, text: Text, page: str) -> str:
    """What a macro makes of anything else that has a name and, whatever it says, a state."""
    return made((macro.name, page, text.id, name), partial(macro, of, text, page), state)


@remembered
def environment(templates: Path, edition: Edition, links: Links) -> Environment:
    """What every page is made with: its filters, tests and globals, for one edition."""
    engine = _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    engine.tests |= _TESTS
    engine.filters |= _filters(edition, links)
    engine.globals |= {
        "edition": edition,
        "links": links,
        "voice": wording.voice,
        "data_model": datamodel.files(),
        "opposite": lambda text: opposite(text, links.texts[text.id]),
        "collated": collated.collated,
        "beside": collated.beside,
        "places_in": collated.places,
        "Kind": Kind,
        "SHORT": wording.SHORT,
        "style": Markup(scripts.style(templates, "style.css")),
        "address": partial(wording.address, texts=frozenset(text.id for text in edition.texts)),
        **_citing(edition),
        **_layering(edition, links),
        "history": history.versions,
        "last_words": versions.last_words,
        "releases": _of_ground(versions.releases, edition),
        "pending": partial(versions.pending, edition),
        "unreleased": bool(versions.unreleased(edition)),
        "kept": _kept,
        "kept_as": _kept_as,
    }
    return engine


def _of_ground(what: Callable[[Edition], _T], edition: Edition) -> _T:
    """What is made of no unit's words."""
    return made(what.__qualname__, partial(what, edition))


def _layering(edition: Edition, links: Links) -> dict[str, Any]:
    """What the templates are given for what the edition lays over the text."""
    layers = {
        (text.id, whole): Layer(text, links, whole=whole)
        for text in edition.texts
        for whole in (True, False)
    }

    def overlaid(sentence: Sentence, text: Text, *, whole: bool) -> tuple[Inline, ...]:
        return layers[text.id, whole].over(sentence)

    return {
        "overlaid": overlaid,
        "marked_names": partial(names.of_units, links=links),
        "Group": Group,
        "grouped": partial(names.grouped, links),
        "sums": reckoning.sums,
        "plots": charts.plots,
        "in_time": ledger.in_time,
        "counted": ledger.counted,
        "dated": ledger.dated,
        "romanizations": partial(names.romanizations, edition),
        "foreign": _of_ground(names.foreign, edition),
        "tongues": {each.anchor: each.language for each in edition.entities if each.language},
    }


def _citing(edition: Edition) -> dict[str, Any]:
    """What the templates are given for citations and metadata."""
    return {
        "Address": cite.Address,
        "STYLES": cite.STYLES,
        "FORMATS": cite.FORMATS,
        "formatted": partial(cite.formatted, edition),
        "data": partial(cite.data, edition),
        "work_json": cite.work_json,
        "rights": partial(cite.rights, edition),
        "tags": partial(cite.tags, edition),
        "json_ld": partial(cite.json_ld, edition),
        "front_tags": partial(cite.front_tags, edition),
        "front_json_ld": partial(cite.front_json_ld, edition),
        "terms_json_ld": partial(cite.terms_json_ld, edition),
        "canonical": partial(cite.canonical, edition),
    }
