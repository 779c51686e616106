"""What the other generators are given: every unit as a page of Markdown, and all of them on one.

They have no checks, no links both ways, no data files and no search to make: the comparison is
generous to them. Where a theme cannot be left out its smallest is taken. Saxon is kept resident by
a loop of a few lines and gets the units as XML, with a stylesheet that writes the same pages.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import maocoop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTE = "n20"


@dataclass(frozen=True, slots=True)
class Other:
    """A generator: how it is started to stay (`serve`) and to build once, the file with the note, its
    output, and the page of the note in it; `where` is its folder."""

    name: str
    where: Path
    serve: tuple[str, ...]
    build: tuple[str, ...]
    source: Path
    out: Path
    page: Path
    env: dict[str, str]


def contract(site: Path) -> list[dict[str, Any]]:
    """The units of a built site."""
    text = json.loads((site / "data/1955-07-31.json").read_text(encoding="utf-8"))
    units: list[dict[str, Any]] = text["units"]
    return units


def _words(unit: dict[str, Any]) -> str:
    return " ".join(unit["sentences"]).replace("<", "&lt;")


def _pages(folder: Path, units: list[dict[str, Any]], texts: int, head: bool) -> None:
    """The pages in Markdown, in a folder a text; `head` puts the title in front matter."""
    for number in range(texts):
        place = folder / f"text{number}" if number else folder
        place.mkdir(parents=True, exist_ok=True)
        everything = ""
        for unit in units:
            title = f"---\ntitle: {unit['anchor']}\n---\n" if head else f"# {unit['anchor']}\n"
            page = place / f"{unit['anchor'].replace('.', '-')}.md"
            page.write_text(f"{title}\n{_words(unit)}\n", encoding="utf-8")
            everything += f"## {unit['anchor']}\n\n{_words(unit)}\n\n"
        title = "---\ntitle: All\n---\n" if head else "# All\n"
        (place / "index.md").write_text(f"{title}\n{everything}", encoding="utf-8")


def others(
    folder: Path, tools: Path, units: list[dict[str, Any]], texts: int = 1
) -> Iterator[Other]:
    """Every generator that is there, each in a folder of its own."""
    for make, program in _makers(tools):
        if program.exists():
            where = folder / f"{make.__name__[1:]}-{texts}"
            where.mkdir(parents=True)
            yield make(where, str(program), units, texts)


def missing(tools: Path) -> list[str]:
    """The names of those that are not there."""
    return [make.__name__[1:] for make, program in _makers(tools) if not program.exists()]


def _makers(
    tools: Path,
) -> tuple[tuple[Callable[[Path, str, list[dict[str, Any]], int], Other], Path], ...]:
    python, node = tools / "v/bin", tools / "node_modules/.bin"
    return (
        (_zensical, python / "zensical"),
        (_hugo, Path(shutil.which("hugo") or "no-hugo")),
        (_eleventy, node / "eleventy"),
        (_jekyll, Path(shutil.which("jekyll") or "no-jekyll")),
        (_mdbook, python / "mdbook"),
        (_mkdocs, python / "mkdocs"),
        (_sphinx, python / "sphinx-build"),
        (_saxon, python / "python"),
    )


def _port() -> str:
    """A port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def _hugo(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "content", units, texts, head=True)
    for number in range(texts):
        index = where / "content" / (f"text{number}" if number else "") / "index.md"
        index.rename(index.with_name("all.md"))
    (where / "config.toml").write_text('baseURL = "/"\ndisableKinds = ["RSS", "sitemap"]\n')
    layouts = where / "layouts/_default"
    layouts.mkdir(parents=True)
    for name in ("single", "list"):
        (layouts / f"{name}.html").write_text(
            "<!doctype html><title>{{ .Title }}</title>{{ .Content }}"
        )
    serve = (program, "server", "--renderToDisk", "--port", _port(), "--disableLiveReload")
    page = where / f"public/{NOTE}/index.html"
    return Other(
        "Hugo", where, serve, (program,), where / f"content/{NOTE}.md", where / "public", page, {}
    )


def _eleventy(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "content", units, texts, head=True)
    build = (program, "--input=content", "--output=_site", "--quiet")
    page = where / f"_site/{NOTE}/index.html"
    return Other(
        "Eleventy",
        where,
        (*build, "--watch"),
        build,
        where / f"content/{NOTE}.md",
        where / "_site",
        page,
        {},
    )


def _jekyll(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "content", units, texts, head=True)
    build = (program, "build", "--source", "content", "--destination", "_site", "--quiet")
    page = where / f"_site/{NOTE}.html"
    return Other(
        "Jekyll",
        where,
        (*build, "--watch"),
        build,
        where / f"content/{NOTE}.md",
        where / "_site",
        page,
        {},
    )


def _mdbook(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "src", units, texts, head=False)
    pages = sorted(path.relative_to(where / "src") for path in (where / "src").rglob("*.md"))
    summary = "".join(f"- [{page.with_suffix('')}]({page})\n" for page in pages)
    (where / "src/SUMMARY.md").write_text(f"# Summary\n\n{summary}")
    (where / "book.toml").write_text('[book]\ntitle = "x"\n[output.html.search]\nenable = false\n')
    # Its own default asks the file system once a second.
    serve = (program, "serve", "--watcher", "native", "-n", "127.0.0.1", "-p", _port())
    page = where / f"book/{NOTE}.html"
    return Other(
        "mdBook",
        where,
        serve,
        (program, "build"),
        where / f"src/{NOTE}.md",
        where / "book",
        page,
        {},
    )


def _mkdocs(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "docs", units, texts, head=False)
    (where / "mkdocs.yml").write_text("site_name: x\ntheme: {name: mkdocs}\nplugins: []\n")
    (where / "tmp").mkdir()
    serve = (program, "serve", "--quiet", "-a", f"127.0.0.1:{_port()}")
    build = (program, "build", "--quiet")
    return Other(
        "MkDocs",
        where,
        serve,
        build,
        where / f"docs/{NOTE}.md",
        where / "tmp",
        where / "tmp",
        {"TMPDIR": str(where / "tmp")},
    )


def _zensical(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "docs", units, texts, head=False)
    (where / "zensical.toml").write_text('[project]\nsite_name = "x"\n')
    serve = (program, "serve", "-a", f"127.0.0.1:{_port()}")
    page = where / f"site/{NOTE}/index.html"
    return Other(
        "Zensical",
        where,
        serve,
        (program, "build"),
        where / f"docs/{NOTE}.md",
        where / "site",
        page,
        {},
    )


def _sphinx(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    _pages(where / "content", units, texts, head=False)
    (where / "content/conf.py").write_text('extensions = ["myst_parser"]\nhtml_theme = "basic"\n')
    build = (program, "-q", "content", "out")
    serve = (
        program.replace("sphinx-build", "sphinx-autobuild"),
        "-q",
        "--port",
        _port(),
        "content",
        "out",
    )
    page = where / f"out/{NOTE}.html"
    return Other(
        "Sphinx", where, serve, build, where / f"content/{NOTE}.md", where / "out", page, {}
    )


_STYLESHEET = """<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html"/>
<xsl:template match="/texts"><xsl:apply-templates/></xsl:template>
<xsl:template match="text">
<xsl:variable name="place" select="@n"/>
<xsl:for-each select="unit"><xsl:result-document href="{$place}/{@id}.html"><html><head><title><xsl:value-of select="@id"/></title></head><body><h1><xsl:value-of select="@id"/></h1><p><xsl:value-of select="."/></p></body></html></xsl:result-document></xsl:for-each>
<xsl:result-document href="{$place}/index.html"><html><head><title>All</title></head><body><xsl:for-each select="unit"><h2><xsl:value-of select="@id"/></h2><p><xsl:value-of select="."/></p></xsl:for-each></body></html></xsl:result-document>
</xsl:template></xsl:stylesheet>"""

_LOOP = """
import sys, os, select
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from saxonche import PySaxonProcessor
with PySaxonProcessor(license=False) as saxon:
    sheet = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file="pages.xsl")
    def made():
        sheet.set_base_output_uri(Path("out").absolute().as_uri() + "/")
        sheet.transform_to_file(source_file="source/texts.xml", output_file="out/left")
    made()
    if sys.argv[2] == "serve":
        from maocoop.serve.inotify import Inotify
        queue = Inotify()
        queue.watch(Path("source"))
        while select.select([queue], [], [])[0]:
            if any(event.name == "texts.xml" for event in queue.events()):
                made()
"""


def _saxon(where: Path, program: str, units: list[dict[str, Any]], texts: int) -> Other:
    (where / "source").mkdir()
    (where / "out").mkdir()
    (where / "pages.xsl").write_text(_STYLESHEET)
    (where / "loop.py").write_text(_LOOP)
    body = "".join(
        f'<unit id="{u["anchor"]}">{escape(" ".join(u["sentences"]))}</unit>\n' for u in units
    )
    whole = "".join(f'<text n="t{n}">{body}</text>' for n in range(texts))
    source = where / "source/texts.xml"
    source.write_text(f"<texts>{whole}</texts>", encoding="utf-8")
    ours = str(Path(maocoop.__file__ or "").parents[1])
    build = (program, "loop.py", ours)
    return Other(
        "Saxon, resident",
        where,
        (*build, "serve"),
        (*build, "once"),
        source,
        where / "out",
        where / f"out/t0/{NOTE}.html",
        dict(os.environ),
    )
