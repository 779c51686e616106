"""Every address on every built page leads somewhere, and nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

# The attributes that hold an address; `srcset` and `style` hold several or wrap one.
ADDRESSES = ("href", "src", "data", "poster", "action", "formaction", "cite", "background")
CSS_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""")


class Link(NamedTuple):
    """One address: the file it stands in, the address, and whether a reader may follow it out."""

    file: str
    address: str
    outward: bool = False


def names(site: Path) -> set[str]:
    """Every file of the site, by its name with `/`; exact case, whatever the disk thinks."""
    return {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}


def parsed(site: Path) -> dict[str, HtmlElement]:
    """Every page, by name."""
    return {
        name: html.fromstring((site / name).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        for name in sorted(names(site))
        if name.endswith(".html")
    }


def css_links(file: str, css: str) -> Iterator[Link]:
    """The addresses in a style sheet or a style attribute."""
    for found in CSS_ADDRESS.finditer(css):
        yield Link(file, found[1] or found[2])


def page_links(name: str, page: HtmlElement) -> Iterator[Link]:
    """The addresses on a page, those inside styles and source sets too."""
    for element in page.iter("*"):
        for attribute in ADDRESSES:
            if (address := element.get(attribute)) is not None:
                yield Link(name, address, element.tag == "a" and attribute == "href")
        for candidate in (element.get("srcset") or "").split(","):
            if candidate.strip():
                yield Link(name, candidate.split()[0])
        css = (element.get("style") or "") + (element.text or "") * (element.tag == "style")
        yield from css_links(name, css)


def all_links(site: Path) -> Iterator[Link]:
    """The addresses on every page and in every style sheet."""
    for name, page in parsed(site).items():
        yield from page_links(name, page)
    for name in sorted(names(site)):
        if name.endswith((".css", ".svg")):
            yield from css_links(name, (site / name).read_text(encoding="utf-8"))


def destination(link: Link) -> str:
    """The file that a relative address leads to, by its name in the site."""
    path = unquote(urlsplit(link.address).path)
    steps = [] if not path else [*link.file.split("/")[:-1], *path.split("/")]
    walked: list[str] = []
    for step in steps or link.file.split("/"):
        if step == "..":
            walked = walked[:-1] if walked else ["(outside)"]
        elif step not in {"", "."}:
            walked.append(step)
    return "/".join(walked)


def fault(link: Link, files: set[str], ids: dict[str, Counter[str]]) -> str | None:
    """What is wrong with an address, or None."""
    url = urlsplit(link.address)
    if url.scheme in {"http", "https"} and url.netloc and link.outward:
        return None
    if link.address.startswith("data:image/svg+xml,"):
        return None  # the icon, which is in the page itself
    if url.scheme or url.netloc:
        return "neither relative nor a link out"
    if url.query or link.address.endswith("?"):
        return "has a query"
    if url.path.startswith("/"):
        return "begins at the root"
    target = destination(link)
    if target not in files:
        return "leads to no file"
    if url.fragment and unquote(url.fragment) not in ids.get(target, Counter()):
        return "leads to no id"
    return None


def faults(site: Path) -> list[str]:
    """Every fault of every address, every id given twice and every page that nothing leads to."""
    files = names(site)
    ids = {name: Counter(page.xpath("//@id")) for name, page in parsed(site).items()}
    links = list(all_links(site))
    found = [
        f"{link.file}: {link.address} {problem}"
        for link in links
        if (problem := fault(link, files, ids))
    ]
    for name, count in ids.items():
        found += [f"{name}: id {anchor} given twice" for anchor, n in count.items() if n > 1]
    met = {"index.html"}
    while more := {destination(link) for link in links if link.file in met} - met:
        met |= more
    return found + [f"{name}: nothing leads here" for name in sorted(ids.keys() - met)]


def test_every_address_of_the_edition_leads_somewhere(site: Path) -> None:
    anchors_marks_and_ways_back = 65 + 33 + 33
    assert len(list(all_links(site))) >= anchors_marks_and_ways_back
    assert not faults(site), "\n".join(faults(site))


def test_every_address_of_the_specimen_leads_somewhere(specimen_site: Path) -> None:
    assert not faults(specimen_site), "\n".join(faults(specimen_site))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<a href='gone.html'>x</a>", "gone.html leads to no file"),
        ("<a href='Index.html'>x</a>", "Index.html leads to no file"),
        ("<a href='../index.html'>x</a>", "../index.html leads to no file"),
        ("<a href='#gone'>x</a>", "#gone leads to no id"),
        ("<a href='index.html#gone'>x</a>", "index.html#gone leads to no id"),
        ("<a href='index.html?p=1'>x</a>", "index.html?p=1 has a query"),
        ("<a href='/index.html'>x</a>", "/index.html begins at the root"),
        ("<a href='javascript:x()'>x</a>", "javascript:x() neither relative nor a link out"),
        ("<a href='mailto:a@b.example'>x</a>", "mailto:a@b.example neither"),
        ("<a href='//a.example/'>x</a>", "//a.example/ neither relative nor a link out"),
        ("<img src='https://a.example/i.png'>", "https://a.example/i.png neither"),
        ("<img srcset='a.png 1x'>", "a.png leads to no file"),
        ("<p style='background: url(b.png)'>x</p>", "b.png leads to no file"),
        ("<style>@import 'c.css';</style>", "c.css leads to no file"),
        ("<p id='a'>x</p><p id='a'>y</p>", "id a given twice"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, body: str, message: str) -> None:
    good = "<a href='https://a.example/'>out</a> <a href='#II.4'>in</a> <p id='II.4'>x</p>"
    page = f"<!doctype html><html><body>{good}{{}}</body></html>"
    (tmp_path / "index.html").write_text(page.format(""), encoding="utf-8")
    assert faults(tmp_path) == []
    (tmp_path / "index.html").write_text(page.format(body), encoding="utf-8")
    assert [message in found for found in faults(tmp_path)] == [True]


def test_a_page_that_nothing_leads_to_is_found(tmp_path: Path) -> None:
    for name in ("index.html", "lost.html"):
        (tmp_path / name).write_text("<!doctype html><html><body><p>x</p></body></html>")
    assert faults(tmp_path) == ["lost.html: nothing leads here"]
