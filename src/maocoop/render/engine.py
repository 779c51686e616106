"""Edition and links -> what templates are made with: filters, tests and globals.

Templates get the model as it is; the modules beside this one say what they cannot. What a memory at
work still knows of a unit on a page is not made again (`kept`).
"""

from __future__ import annotations

import marshal
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from maocoop import charts, cite, history, reckoning
from maocoop.history import plain
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Emended, Emphasis, Group, Kind, Mark, Name, Ref, Supplied, Words
from maocoop.remember import remembered
from maocoop.render import collated, datamodel, ledger, names, scripts, versions, wording
from maocoop.render.comparing import opposite
from maocoop.render.layer import laid_over

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket
    from jinja2.runtime import Macro

    from maocoop.link import Links
    from maocoop.model import Edition, Inline, Part, Sentence, Text, Unit

_T = TypeVar("_T")

_TESTS = {
    "words": lambda node: isinstance(node, Words),
    "emphasis": lambda node: isinstance(node, Emphasis),
    "supplied": lambda node: isinstance(node, Supplied),
    "mark": lambda node: isinstance(node, Mark),
    "ref": lambda node: isinstance(node, Ref),
    "name": lambda node: isinstance(node, Name),
    "emended": lambda node: isinstance(node, Emended),
}


_FILTERS = {
    "day": wording.day,
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
    "expression": ledger.expression,
    "year": ledger.year,
    "groupby_year": ledger.by_year,
    "groupby_group": wording.by_group,
    "groupby_unit": names.by_unit,
}

_OF_EDITION: dict[str, Callable[[Edition, Links], Callable[..., Any]]] = {
    "hanzi": lambda edition, _: partial(
        wording.hanzi, romanized=_of_ground(names.romanized_titles, edition)
    ),
    "place": lambda _, links: partial(ledger.place, links=links),
    "by_voice": lambda _, links: partial(names.by_voice, links=links),
}
"""Filters that know an edition and its links."""


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
        self.code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The key is a template, the checksum that of its source."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code:
            self.code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def compiled(templates: Path) -> bytes:
    """All templates, compiled, for `learn` in a process that did something else meanwhile.

    One that is faulty is left out: whoever needs it is told.
    """
    engine = _engine(templates)
    for name in engine.list_templates(extensions=["html"]):
        with suppress(TemplateError):
            engine.get_template(name)
    return marshal.dumps(_COMPILED.code)


def learn(made: bytes) -> None:
    """Take over what another process compiled."""
    _COMPILED.code |= marshal.loads(made)


def _engine(templates: Path) -> Environment:
    """What can compile templates, for all editions."""
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
    engine.filters |= _FILTERS | dict.fromkeys(_OF_EDITION, _not_yet)
    return engine


def _not_yet(*_: object) -> None:
    """Stands for a filter of an edition. Jinja tries to work out at compilation what is made of words
    that stand in a template, and leaves it to the page where that fails."""
    raise LookupError("a filter of an edition was used without one")


def _kept(macro: Macro, of: Unit | Part, text: Text, page: str) -> str:
    """What a macro makes of a unit or a part on a page, made again only where that has changed."""
    return made((macro.name, page, text.id, of.anchor), partial(macro, of, text, page))


def _kept_as(macro: Macro, name: str, state: str, of: object, text: Text, page: str) -> str:
    """What a macro makes of anything else that has a name and, whatever it says, a state."""
    return made((macro.name, page, text.id, name), partial(macro, of, text, page), state)


@remembered
def environment(templates: Path, edition: Edition, links: Links) -> Environment:
    """What every page is made with: its filters, tests and globals, for one edition."""
    engine = _engine(templates)
    engine.compile = _engine(templates).compile  # type: ignore[method-assign]  # for all editions
    engine.filters |= {name: made_for(edition, links) for name, made_for in _OF_EDITION.items()}
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
        (text.id, whole): laid_over(text, links.texts[text.id].named, whole=whole)
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
