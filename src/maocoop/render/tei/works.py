"""Works and sister texts -> `biblStruct` and `bibl` (TEI P5, chapter 3.12), from their CSL fields.

A work with a `container-title` is `analytic` in a `monogr`; what TEI has no element for is a note with
the name of the CSL field. A field that the evidence does not reach has `cert="low"`, and the reference
as it is printed stands beside the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maocoop.csl import DATES
from maocoop.model import Emphasis, Words
from maocoop.render.tei.elements import (
    add,
    cert,
    dated,
    element,
    evidence,
    guessed,
    pointers,
    worded,
)
from maocoop.render.wording import alphabetical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maocoop.model import Edition, Inline, SisterText, Text, Unit, Work
    from maocoop.render.tei.elements import Element

_ROLES = {
    "author": "author",
    "container-author": "author",
    "editor": "editor",
    "collection-editor": "editor",
}
"""CSL's names of roles that have an element; all others are an editor with `@role`."""

_CONTAINER_ROLES = frozenset({"container-author", "editor", "collection-editor"})
_SCOPES = ("volume", "issue", "page", "number", "section", "collection-number")
_NUMBERS = ("DOI", "ISBN", "ISSN", "PMID", "PMCID", "URL", "call-number", "archive_location")
_JOURNALS = frozenset({"article-journal", "article-magazine", "article-newspaper", "periodical"})
_HANDLED = frozenset(
    {
        *_ROLES, *_SCOPES, *_NUMBERS, "type", "id", "title", "container-title", "collection-title",
        "language", "publisher", "publisher-place", "issued", "number-of-volumes", "edition",
    }
)  # fmt: skip


def bibliography(edition: Edition, text: Text, units: Mapping[str, Unit]) -> Element:
    """All works, in the order of the printed bibliography."""
    works = (_work(work, text, units) for work in alphabetical(edition.works))
    return element("listBibl", *works, type="works")


def _work(work: Work, text: Text, units: Mapping[str, Unit]) -> Element:
    item = work.item
    within = "container-title" in item and item["type"] != "periodical"
    made = element(
        "biblStruct",
        _analytic(work) if within else None,
        _monogr(work, within=within),
        xml_id=f"bib-{work.id}",
        type=item["type"],
        cert=cert(work.certainty),
        corresp=pointers(_here(work, text), units),
    )
    if "collection-title" in item:
        title = worded("title", item["collection-title"], level="s")
        made.append(element("series", title))
    made.append(element("note", *_line(work.formatted), type="reference"))
    add(made, evidence(work.evidence))
    if work.remark:
        made.append(worded("note", work.remark, type="remark"))
    add(made, _others(work))
    return made


def _here(work: Work, text: Text) -> Iterator[Any]:
    """The places in this text that name the work without a link, by their anchors in it."""
    for target in work.targets:
        named, _, anchor = target.anchor.partition("/")
        if named == text.id:
            yield type(target)(anchor, target.lemma, target.occurrence, target.at)


def _analytic(work: Work) -> Element | None:
    """What stands in a journal or book, where more than that is known of it."""
    made = element("analytic", *_names(work, container=False))
    if "title" in work.item:
        made.append(_title(work, "title", "a"))
    return made if len(made) else None


def _monogr(work: Work, *, within: bool) -> Element:
    item = work.item
    journal = item["type"] in _JOURNALS
    made = element("monogr", *_names(work, container=True))
    if not within:
        add(made, _names(work, container=False))
    if within or ("title" not in item and "container-title" in item):
        made.append(_title(work, "container-title", "j" if journal else "m"))
    elif "title" in item:
        made.append(_title(work, "title", {"book": "m", "periodical": "j"}.get(item["type"])))
    elif len(made):
        # TEI wants one behind the names; this work is known by what it is, not by a title.
        made.append(element("title", type="none"))
    add(made, (_field("idno", work, name) for name in _NUMBERS if name in item))
    if "language" in item:
        made.append(element("textLang", mainLang=item["language"]))
    if "edition" in item:
        made.append(worded("edition", str(item["edition"]), cert=guessed("edition", _weak(work))))
    made.append(_imprint(work))
    if "number-of-volumes" in item:
        made.append(element("extent", f"{item['number-of-volumes']} vols."))
    return made


def _title(work: Work, field: str, level: str | None) -> Element:
    words = str(work.item[field])
    return worded("title", words, level=level, cert=guessed(field, _weak(work)))


def _weak(work: Work) -> tuple[str, ...]:
    return work.conjectured


def _names(work: Work, *, container: bool) -> Iterator[Element]:
    """Those who made the work itself, or what it stands in, by their roles."""
    for field, value in work.item.items():
        is_names = isinstance(value, list) and value and isinstance(value[0], dict)
        if is_names and (field in _CONTAINER_ROLES) == container:
            name = _ROLES.get(field, "editor")
            role = None if name == "author" else field
            for each in value:
                yield element(name, _name(each), role=role, cert=guessed(field, _weak(work)))


def _name(each: Mapping[str, str]) -> Element:
    if "family" not in each:
        return worded("name", each.get("literal", ""))
    parts = (
        ("forename", "given"),
        ("nameLink", "dropping-particle"),
        ("nameLink", "non-dropping-particle"),
        ("surname", "family"),
        ("genName", "suffix"),
    )
    made = [worded(name, each[field]) for name, field in parts if field in each]
    return element("persName", *made)


def _imprint(work: Work) -> Element:
    """Place, publisher, date and the parts meant; TEI wants one of them at least."""
    item, weak = work.item, _weak(work)
    made = element("imprint")
    for name, field in (("pubPlace", "publisher-place"), ("publisher", "publisher")):
        if field in item:
            made.append(_field(name, work, field))
    if "issued" in item:
        made.append(dated("date", item["issued"], cert=guessed("issued", weak)))
    for scope in _SCOPES:
        if scope in item:
            words = str(item[scope])
            made.append(worded("biblScope", words, unit=scope, cert=guessed(scope, weak)))
    if not len(made):
        made.append(element("date"))
    return made


def _field(name: str, work: Work, field: str) -> Element:
    kind = field if name in {"idno", "note"} else None
    words = str(work.item[field])
    return worded(name, words, type=kind, cert=guessed(field, _weak(work)))


def _others(work: Work) -> Iterator[Element]:
    """The fields that no element of TEI is for."""
    for field, value in work.item.items():
        if field in DATES - _HANDLED:
            yield element("note", dated("date", value), type=field)
        elif field not in _HANDLED and not isinstance(value, list):
            yield _field("note", work, field)


def _line(nodes: Iterable[Inline]) -> Iterator[Element | str]:
    """The printed reference, with its italics."""
    for node in nodes:
        if isinstance(node, Words):
            yield node.text
        elif isinstance(node, Emphasis):
            words = "".join(part.text for part in node.content if isinstance(part, Words))
            yield element("hi", words, rend="italic")


# --- Sister texts -----------------------------------------------------------------------------


def sister_texts(edition: Edition) -> Element | None:
    """The texts that the notes point to and that are not printed here."""
    if not edition.sister_texts:
        return None
    entries = map(_sister, edition.sister_texts)
    return element("listBibl", *entries, type="sister-texts")


def _sister(text: SisterText) -> Element:
    original = text.original_title
    return element(
        "bibl",
        worded("title", text.title),
        *((" ", worded("title", original, type="original")) if original else ()),
        ", ",
        dated("date", text.date),
        *evidence(text.evidence),
        *([worded("note", text.remark, type="remark")] if text.remark else ()),
        xml_id=f"text-{text.id}",
        cert=cert(text.certainty),
    )
