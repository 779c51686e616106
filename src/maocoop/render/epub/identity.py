"""What a book is called by programs: its identifier, its moment, and what it says of its access (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from maocoop.cite.items import container
from maocoop.render.archive import EARLIEST

if TYPE_CHECKING:
    from maocoop.model import Edition, Text

_OURS = UUID("6b4d9c1e-52c7-4f0a-9a57-3d1c0b8e7f24")
"""The name space of what has no address; it was drawn once and means nothing."""

MADE_FROM = (
    "a UUID of version 5 (RFC 9562), made from the web address of this file or, as long as the "
    "edition has none, from the title of the edition and the date of the text; it stays from "
    "version to version"
)

SUMMARY = (
    "Text without pictures, sound or scripts. Every paragraph and note stands in the page list by its "
    "address. Chinese characters and listed foreign words are marked as such. No colour is set and no "
    "font embedded. Checked by EPUBCheck and by Ace, which find no fault; conformance to WCAG is not "
    "claimed, since the book was not tried with assistive technology."
)


def identifier(edition: Edition, text: Text) -> str:
    """The identifier of a book, the same in every version (EPUB 3.3, chapter 5.5.3.1.1)."""
    path = path_of(text)
    if edition.base_url:
        return uuid5(NAMESPACE_URL, f"{edition.base_url}/{path}").urn
    return uuid5(_OURS, f"{container(edition)}/{text.id}").urn


def path_of(text: Text) -> str:
    """Where the book stands on the site."""
    return f"data/{text.id}.epub"


def modified(edition: Edition) -> str:
    """The beginning of the day of the release; without one, that of the first day that a zip file knows."""
    day = edition.released or "{}-{:02}-{:02}".format(*EARLIEST)
    return f"{day}T00:00:00Z"
