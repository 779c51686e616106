"""The pages of the site -> robots.txt; with a base URL sitemap.xml and feed.atom besides.

The sitemap lists every page (sitemaps.org, protocol 0.9), the feed every release with the anchors
whose words it changed (RFC 4287). Both need addresses that are whole, so neither is made without a
base URL; the days are those of the releases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from maocoop.cite import canonical
from maocoop.csl import day
from maocoop.history import marked
from maocoop.render import versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.etree import _Element

    from maocoop.history import Version
    from maocoop.link import Links
    from maocoop.model import Edition
    from maocoop.render.versions import Errata

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
ATOM = "http://www.w3.org/2005/Atom"
FEED = "feed.atom"


def render(
    edition: Edition,
    links: Links,  # noqa: ARG001  (the signature of every survey)
    templates: Path,  # noqa: ARG001
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """What search engines and feed readers ask for."""
    robots = "User-agent: *\nAllow: /\n"
    if not edition.base_url:
        return {"robots.txt": robots.encode()}
    robots += f"Sitemap: {canonical(edition, 'sitemap.xml')}\n"
    made = {"robots.txt": robots.encode(), "sitemap.xml": _sitemap(edition, files)}
    if edition.version:
        made[FEED] = _feed(edition)
    return made


def _sitemap(edition: Edition, files: Mapping[str, bytes]) -> bytes:
    pages = sorted(path for path in files if path.endswith(".html") and "data/" not in path)
    urlset = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})  # type: ignore[dict-item]  # the stubs know no default namespace
    for page in pages:
        _put(_put(urlset, "url"), "loc", canonical(edition, page))
    return _xml(urlset)


# --- The feed of corrections ------------------------------------------------------------------


def _feed(edition: Edition) -> bytes:
    releases = versions.releases(edition)
    home, here = canonical(edition, "changes.html"), canonical(edition, FEED)
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the stubs know no default namespace
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", edition.language)
    _put(feed, "id", here)
    _put(feed, "title", f"{edition.title}: releases and corrections")
    _put(feed, "updated", _midnight(releases[0].date))
    _put(_put(feed, "author"), "name", edition.editors)
    _put(feed, "link", rel="self", type="application/atom+xml", href=here)
    _put(feed, "link", rel="alternate", type="text/html", href=home)
    for release in releases:
        _entry(feed, release, f"{home}#v{release.version}")
    return _xml(feed)


def _entry(feed: _Element, release: Errata, address: str) -> None:
    entry = _put(feed, "entry")
    _put(entry, "id", address)
    _put(entry, "title", f"Version {release.version}, {day(release.date)}")
    _put(entry, "updated", _midnight(release.date))
    _put(entry, "link", rel="alternate", type="text/html", href=address)
    _put(entry, "content", "\n".join(_told(release)), type="text")


def _told(release: Errata) -> Iterator[str]:
    yield f"Recorded for the first time: {release.new}. Changed: {len(release.changed)}."
    yield from map(_change, release.changed)


def _change(version: Version) -> str:
    place = f"{version.text}/{version.anchor}" if version.text else version.anchor
    told = [
        place,
        version.kind,
        version.why,
        marked((each.kind, each.text) for each in version.pieces),
    ]
    return ": ".join(filter(None, told))


def _midnight(date: str) -> str:
    """The day of a release as the moment that Atom asks for."""
    return f"{date}T00:00:00Z"


def _put(parent: _Element, name: str, words: str | None = None, **attributes: str) -> _Element:
    """A new last child, in the namespace of its parent."""
    child = etree.SubElement(parent, etree.QName(etree.QName(parent).namespace, name), attributes)
    child.text = words
    return child


def _xml(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
