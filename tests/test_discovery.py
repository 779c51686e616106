"""robots.txt always; sitemap and feed where there is a base URL, with whole addresses."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from maocoop.link import link
from maocoop.read import read
from maocoop.render.discovery import ATOM, SITEMAP, render

TESTS = Path(__file__).parent
EDITION = read(TESTS / "specimen")
LINKS = link(EDITION)
PUBLISHED = replace(EDITION, base_url="https://edition.example")
FILES = {"index.html": b"", "1900-01-01/I.1.html": b"", "data/1900-01-01.html": b"", "x.css": b""}


def test_without_a_base_url_there_is_only_robots() -> None:
    made = render(replace(EDITION, base_url=""), LINKS, TESTS, FILES)
    assert made == {"robots.txt": b"User-agent: *\nAllow: /\n"}


def test_robots_name_the_sitemap() -> None:
    robots = render(PUBLISHED, LINKS, TESTS, FILES)["robots.txt"].decode()
    assert "Sitemap: https://edition.example/sitemap.xml\n" in robots


def test_the_sitemap_has_every_page_and_no_data() -> None:
    root = etree.fromstring(render(PUBLISHED, LINKS, TESTS, FILES)["sitemap.xml"])
    places = [place.text for place in root.iter(f"{{{SITEMAP}}}loc")]
    assert places == ["https://edition.example/1900-01-01/I.1.html", "https://edition.example/"]


def test_the_feed_has_every_release_with_what_it_changed() -> None:
    feed = etree.fromstring(render(PUBLISHED, LINKS, TESTS, FILES)["feed.atom"])
    entries = feed.findall(f"{{{ATOM}}}entry")
    versions = [release.version for release in EDITION.texts[0].record.releases]
    assert [entry.findtext(f"{{{ATOM}}}id") for entry in entries] == [
        f"https://edition.example/changes.html#v{version}" for version in reversed(versions)
    ]
    dates = [entry.findtext(f"{{{ATOM}}}updated") for entry in entries]
    assert feed.findtext(f"{{{ATOM}}}updated") == dates[0] == max(map(str, dates))
    told = entries[0].findtext(f"{{{ATOM}}}content") or ""
    assert "[-" in told
    assert "{+" in told


def test_the_feed_has_what_atom_asks_for() -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title, updated, an author, a link to itself and to the page."""
    feed = etree.fromstring(render(PUBLISHED, LINKS, TESTS, FILES)["feed.atom"])
    for element in (feed, *feed.findall(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1, name
            assert (element.findtext(f"{{{ATOM}}}{name}") or "").strip()
    assert feed.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == EDITION.editors
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{{{ATOM}}}link")}
    assert rels == {
        "self": "https://edition.example/feed.atom",
        "alternate": "https://edition.example/changes.html",
    }


def test_an_edition_without_a_release_has_no_feed() -> None:
    made = render(replace(PUBLISHED, version=None, released=None), LINKS, TESTS, FILES)
    assert sorted(made) == ["robots.txt", "sitemap.xml"]
