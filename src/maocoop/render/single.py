"""Edition and links -> data/<text>.html: the whole edition in one file, which asks for nothing.

It is bound from the pages of the site: each is made by its own template, and what stands in its `main`
is taken over. A link to another page leads to the place in the file that holds the same; where the file
holds nothing of the kind, to the page on the web, and as long as that has no address it is none and says
so. Style, scripts and their data are those of the site, inside, and admitted by their hashes (Content
Security Policy Level 3, section 2.3.1). An id is that of the site; of two that are the same the later
one has the name of its page before it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml.html import document_fromstring, tostring
from lxml.html.builder import CLASS, LI, SPAN, A, B
from markupsafe import Markup
from rjsmin import jsmin

from maocoop.render import scripts, search
from maocoop.render.engine import environment
from maocoop.render.wording import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import TypeAlias

    from jinja2 import Environment
    from lxml.html import HtmlElement

    from maocoop.link import Links
    from maocoop.model import Edition, Text

    # A page by its name without `.html`, and by the address of a place on the site its id here.
    Pages: TypeAlias = Mapping[str, HtmlElement]
    Places: TypeAlias = Mapping[str, str]

CHAPTERS = ("bibliography", "texts", "names", "terms", "figures", "chronology", "about")
"""The pages that follow the text, each as a chapter of that name."""

SECTIONS = (
    ("emendations", "Emendations", "Where this edition prints otherwise than the witness."),
    ("rights", "Rights", "What may be done with each component, and who holds it."),
)
"""What a reader looks for inside the last chapter: id, name, and what it holds."""

LEFT_OUT = {
    # The lists are chapters here, and stand in the contents.
    "search": ("//nav[@id='indexes']",),
    # What is said of other files and other pages.
    "about": (
        "//nav[@class='contents']",
        "//section[@aria-labelledby='data' or @aria-labelledby='rubric']",
    ),
}
"""What is not taken over from a page, by XPath."""


class Chapter(NamedTuple):
    """Its id, its title, what it holds in a sentence, and its content."""

    id: str
    title: str
    description: str
    body: Markup


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """One file a text."""
    made_by = environment(templates, edition, links)
    written = scripts.render(edition, links, templates)
    written |= search.render(edition, links, templates)
    files = {}
    for text in edition.texts:
        pages = _pages(made_by, text)
        places = _bind(pages, edition, text)
        found = _with_places(written["static/search-data.js"], places)
        made = made_by.get_template("pages/single.html").render(
            page=f"{text.id}.html",
            text=text,
            **_content(pages, text),
            pages_style=Markup(scripts.style(templates, "pages.css")),
            scripts=[
                _data(written["static/cite-data.js"]),
                _data(found),
                _script(written["static/edition.js"]),
                _script(written["static/search.js"]),
                _own(templates),
            ],
        )
        files[f"data/{text.id}.html"] = (made.rstrip() + "\n").encode()
    return files


# --- Scripts ----------------------------------------------------------------------------------


def _script(code: bytes) -> Markup:
    return Markup(code.decode().strip())


def _own(templates: Path) -> Markup:
    code = (templates / "static" / "single.js").read_text(encoding="utf-8")
    return Markup(jsmin(f'(() => {{\n"use strict";\n{code}\n}})();'))


def _data(script: bytes) -> Markup:
    """A script of data as it stands in a page, where a `</script>` among the data would end it."""
    return _script(script.replace(b"<", b"\\u003c"))


def _with_places(script: bytes, places: Places) -> bytes:
    """The data of the search, with the entries of names where they stand in the file."""
    name, _, value = script.decode().removeprefix("window.").partition(" = ")
    data: dict[str, Any] = json.loads(value.rstrip(";\n"))
    names = [each | {"page": f"#{places[each['page']]}"} for each in data["names"]]
    return scripts.assigned(name, data | {"names": names})


# --- Pages ------------------------------------------------------------------------------------


def _pages(made_by: Environment, text: Text) -> dict[str, HtmlElement]:
    """The pages that are bound, as the site has them, less what is left out; that of the text first."""
    templates = {text.id: "text"} | {name: name for name in ("index", "search", *CHAPTERS)}
    pages = {}
    for name, template in templates.items():
        made = made_by.get_template(f"pages/{template}.html").render(page=f"{name}.html", text=text)
        page: Any = document_fromstring(made)
        for path in LEFT_OUT.get(name, ()):
            for node in page.xpath(path):
                node.drop_tree()
        pages[name] = page
    return pages


def _main(page: HtmlElement) -> HtmlElement:
    main: HtmlElement = page.get_element_by_id("main")
    return main


def _bind(pages: Pages, edition: Edition, text: Text) -> Places:
    """Make one book of the pages: each id once, every link inside. Returns where all is found."""
    _mark_emendations(pages["about"], text)
    places = dict(_places_of_pages(edition, text)) | _places_of_ids(pages)
    for name, page in pages.items():
        main = _main(page)
        _drop_links_to_themselves(main, places)
        for link in list(main.iter("a", "use")):
            _lead(link, f"{name}.html", places, edition.base_url)
        for form in main.iter("form"):
            form.attrib.pop("action")  # its script answers, here too
    return places


def _mark_emendations(about: HtmlElement, text: Text) -> None:
    """Give each row of the list of emendations the id that its place has beside the witness."""
    rows = about.xpath("//*[@aria-label='Table of emendations']//tbody/tr")
    listed = sorted(text.emendations, key=lambda each: each.line)
    for row, emendation in zip(rows, listed, strict=True):
        if not emendation.structural:
            row.set("id", emendation.id)


def _places_of_pages(edition: Edition, text: Text) -> Iterator[tuple[str, str]]:
    """Where the file has what a whole page of the site is about, and what is on none of its pages."""
    yield f"{text.id}.html", "speech"
    yield "index.html", "main"
    yield "search.html", "find"
    yield from ((f"{name}.html", name) for name in CHAPTERS)
    yield from ((page_of(entity.anchor), entity.anchor) for entity in edition.entities)
    yield from ((f"bib/{work.id}.html", f"bib-{work.id}") for work in edition.works)
    yield from ((f"{text.id}/{unit.anchor}.html", unit.anchor) for unit in text.units())
    for each in text.emendations:
        if not each.structural:
            yield f"witness.html#{each.id}", each.id


def _places_of_ids(pages: Pages) -> dict[str, str]:
    """Where every id of every page is found; one that is taken already is changed."""
    taken = {"main", "find", *CHAPTERS, *(f"h-{name}" for name in ("find", "cite", *CHAPTERS))}
    places = {}
    for name, page in pages.items():
        changed = {}
        for node in _main(page).iterdescendants():
            id_ = node.get("id")
            if id_ is None:
                continue
            if id_ in taken:
                changed[id_] = f"{name}-{id_}"
                node.set("id", changed[id_])
            taken.add(node.get("id"))
            places[f"{name}.html#{id_}"] = node.get("id")
        for node in _main(page).xpath(".//*[@aria-labelledby]"):
            named = node.get("aria-labelledby")
            node.set("aria-labelledby", changed.get(named, named))
    return places


def _drop_links_to_themselves(main: HtmlElement, places: Places) -> None:
    """Take out the links by which an entry of a list leads to its page: here that is the entry."""
    for entry in main.xpath(".//ul[@class='works']/li[@id]"):
        for link in entry.xpath(".//a[@href]"):
            if places.get(link.get("href")) == entry.get("id"):
                link.drop_tree()
        for left in entry.xpath("p[not(node())]"):
            left.drop_tree()


def _lead(link: HtmlElement, page: str, places: Places, web: str) -> None:
    """Let a link of a page of the site lead where it can from here."""
    address = link.get("href")
    if re.match("[a-z]+:", address):
        return
    whole = f"{page}{address}" if address.startswith("#") else address
    if whole in places:
        link.set("href", f"#{places[whole]}")
    elif web:
        link.set("href", f"{web}/{whole}")
    else:
        del link.attrib["href"]
        link.tag = "span"
        link.append(SPAN(" ⟨on the site⟩", CLASS("edition")))


# --- The book ---------------------------------------------------------------------------------


def _content(pages: Pages, text: Text) -> dict[str, Any]:
    """What the template puts in order: the pieces of the front, the text, and the chapters."""
    page, front = pages[text.id], _main(pages["index"])
    title, contents, *body = _main(page)
    title.extend(front.xpath(".//*[@class='imprint']"))
    chapters = [_chapter(name, pages[name]) for name in CHAPTERS]
    chapters.insert(-1, _how_to_cite(_section(front, "cite")))
    toc = _section(front, "contents")
    for id_, name, description in (*(chapter[:3] for chapter in chapters), *SECTIONS):
        toc.find("ol").append(LI(A(B(name), " ", SPAN(description), href=f"#{id_}")))
    contents.find("ol").insert(0, LI(A("Search", href="#find")))
    contents.find("ol").extend(LI(A(each.title, href=f"#{each.id}")) for each in chapters)
    return {
        "style": Markup(page.findtext("head/style")),
        "icon": page.xpath("head/link[@rel='icon']/@href")[0],
        "title": _markup(title),
        "lead": _markup(front.find("p[@class='lead']")),
        "toc": _markup(toc),
        "reading": _markup(_section(front, "read")),
        "searching": _below(_main(pages["search"])),
        "contents": _markup(contents),
        "body": Markup().join(map(_markup, body)),
        "chapters": chapters,
        "imprint": _markup(page.find(".//footer/p")),
    }


def _section(main: HtmlElement, id_: str) -> HtmlElement:
    section: HtmlElement = main.xpath("section[@aria-labelledby=$id]", id=id_)[0]
    return section


def _chapter(name: str, page: HtmlElement) -> Chapter:
    description = page.xpath("string(head/meta[@name='description']/@content)")
    return Chapter(name, page.findtext(".//h1"), description, _below(_main(page)))


def _how_to_cite(section: HtmlElement) -> Chapter:
    description = "What an address is, and the whole speech in every style."
    return Chapter("cite", section.findtext("h2"), description, _below(section))


def _below(node: HtmlElement) -> Markup:
    """What stands in a page or section under its heading, all headings in it one step lower."""
    heading, *rest = node
    for each in node.iter("h2", "h3", "h4"):
        if each is not heading:
            each.tag = f"h{int(each.tag[1]) + 1}"
    return Markup().join(map(_markup, rest))


def _markup(node: HtmlElement) -> Markup:
    return Markup(tostring(node, encoding="unicode"))
