"""What pages tell machines: tags that reference managers read, JSON-LD for search engines.

The tags of a unit's page are those that Zotero's own translators make a book section of. There is
no tag for pages: an anchor is none, and styles would print "p." before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maocoop.cite.address import Address, part_of
from maocoop.cite.items import container, item
from maocoop.history import flat, plain
from maocoop.markup import printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from maocoop.cite.items import Item
    from maocoop.model import Edition, Entity, Right, Text, Unit

LONG = 200
"""Characters of a description; search engines and cards show no more."""


def tags(edition: Edition, text: Text, unit: Unit) -> tuple[tuple[str, str], ...]:
    """Names and contents of the `meta` elements of a unit's page, in order.

    Names that begin with `og:` belong in `property`, all others in `name`. The content of `og:url`
    is that of `rel=canonical` too; without a base URL there is neither.
    """
    return tuple(_tags(item(edition, text, Address(text.id, unit.anchor)), text, unit, edition))


def _tags(made: Item, text: Text, unit: Unit, edition: Edition) -> Iterator[tuple[str, str]]:
    yield "z:itemType", "bookSection"
    yield "dc.title", made["title"]
    # The comma keeps Zotero from taking the last word for the family's name; it is not shown.
    yield from (("dc.creator", f"{name['literal']},") for name in made.get("author", ()))
    yield from (("bib:editors", f"{name['literal']},") for name in made["editor"])
    yield "z:bookTitle", made["container-title"]
    yield "z:edition", made["edition"]
    if "original-date" in made:
        yield "z:originalDate", text.published
    yield "z:archiveLocation", made["archive_location"]
    if "note" in made:
        yield "z:extra", made["note"]
    if edition.version and edition.released:
        yield "dc.date", edition.released
    for right in rights(edition, text, unit):
        yield "dc.rights", f"{right.statement}: {right.uri}"
    yield "dc.language", made["language"]
    yield "og:type", "article"
    yield "og:title", made["title"]
    yield "og:description", description(unit)
    if "URL" in made:
        yield "og:url", made["URL"]


def rights(edition: Edition, text: Text, unit: Unit) -> tuple[Right, ...]:
    """What may be done with the words of a unit, as it is stated of their voice."""
    voice = part_of(text, unit.anchor).voice
    return tuple(right for right in edition.rights if voice in right.voices)


def description(unit: Unit) -> str:
    """The first words of a unit, up to LONG characters."""
    words = flat(plain(unit))
    return words if len(words) <= LONG else words[: LONG - 1].rsplit(" ", 1)[0] + " …"


def json_ld(edition: Edition, text: Text, unit: Unit) -> dict[str, Any]:
    """The page of a unit in the vocabulary of schema.org, for a script of type
    `application/ld+json`."""
    made = item(edition, text, Address(text.id, unit.anchor))
    chapter: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "identifier": made["archive_location"],
        "name": made["title"],
        "version": made["edition"],
        "inLanguage": text.language,
        "description": description(unit),
        "isPartOf": _book(edition),
    }
    licences = [right.uri for right in rights(edition, text, unit)]
    if licences:
        chapter["license"] = licences
    if "author" in made:
        chapter["author"] = {"@type": "Person", "name": text.author}
    if "URL" in made:
        chapter["url"] = made["URL"]
    return chapter


def front_tags(edition: Edition, text: Text) -> tuple[tuple[str, str], ...]:
    """Names and contents of the `meta` elements of the first page: Highwire's, for Google Scholar."""
    dated = [("citation_publication_date", edition.released)] if edition.released else []
    url = [("citation_public_url", canonical(edition, "index.html"))] if edition.base_url else []
    return (
        ("citation_title", container(edition)),
        ("citation_author", text.author),
        *((name, content.replace("-", "/")) for name, content in dated),
        ("citation_language", edition.language),
        *url,
    )


def front_json_ld(edition: Edition) -> dict[str, Any]:
    """The whole edition in the vocabulary of schema.org."""
    return {"@context": "https://schema.org"} | _book(edition)


def terms_json_ld(edition: Edition, entities: Iterable[Entity]) -> dict[str, Any]:
    """A list of terms in the vocabulary of schema.org, each with its gloss."""
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "name": f"Terms, in {container(edition)}",
        "inLanguage": edition.language,
        "isPartOf": _book(edition),
        "hasDefinedTerm": [_term(edition, entity) for entity in entities],
    }
    if edition.base_url:
        made["url"] = canonical(edition, "terms.html")
    return made


def _term(edition: Edition, entity: Entity) -> dict[str, Any]:
    term: dict[str, Any] = {
        "@type": "DefinedTerm",
        "termCode": entity.anchor,
        "name": printed(entity.name),
        "description": printed(entity.gloss),
    }
    if entity.original:
        term["alternateName"] = entity.original
    if edition.base_url:
        term["url"] = canonical(edition, f"{entity.group.scheme}/{entity.id}.html")
    return term


def canonical(edition: Edition, page: str) -> str:
    """The published address of a page, of an edition that has a base URL."""
    return f"{edition.base_url}/{'' if page == 'index.html' else page}"


def _book(edition: Edition) -> dict[str, Any]:
    book: dict[str, Any] = {
        "@type": "Book",
        "name": container(edition),
        "editor": {"@type": "Organization", "name": edition.editors},
        "inLanguage": edition.language,
    }
    if edition.version and edition.released:
        book |= {"bookEdition": f"version {edition.version}", "datePublished": edition.released}
    if edition.base_url:
        book["url"] = canonical(edition, "index.html")
    return book
