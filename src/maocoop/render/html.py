"""Edition and links -> the pages a reader opens, by Jinja templates.

Pages are flat, links relative, and nothing needs a script. Templates get the model as it is; what
they cannot say simply (addresses, dates, the words of a long lemma) is a function here.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from maocoop.markup import printed
from maocoop.model import Emphasis, Kind, Mark, Ref, Supplied, Voice, Words, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from maocoop.link import Citation, Links
    from maocoop.model import Edition, Inline, Reference, Text, Unit, Work

VOICES = {
    Voice.AUTHOR: "{}, in the words of the translators",
    Voice.TRANSLATORS: "The translators",
    Voice.COMMENTARY: "The comment of another book",
}
"""Who speaks, as the page says it; the author's name is filled in."""

_MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",  # EDTF counts seasons on
}
_HANZI = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:
    """Every HTML page and the style sheet."""
    environment = _environment(templates, edition, links)
    files = {
        f"static/{path.name}": path.read_bytes()
        for path in sorted((templates / "static").iterdir())
    }
    for name in ("index", "bibliography", "texts", "terms", "about"):
        # A page about the whole edition speaks of its first text.
        page = f"{name}.html"
        files[page] = _page(environment, f"pages/{page}", page, edition.texts[0])
    for text in edition.texts:
        files[f"{text.id}.html"] = _page(environment, "pages/text.html", f"{text.id}.html", text)
    return files


def _page(environment: Environment, template: str, page: str, text: Text) -> bytes:
    made = environment.get_template(template).render(page=page, text=text)
    return (made.rstrip() + "\n").encode()


def _environment(templates: Path, edition: Edition, links: Links) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.tests |= {
        "words": lambda node: isinstance(node, Words),
        "emphasis": lambda node: isinstance(node, Emphasis),
        "supplied": lambda node: isinstance(node, Supplied),
        "mark": lambda node: isinstance(node, Mark),
        "ref": lambda node: isinstance(node, Ref),
    }
    environment.filters |= {
        "day": day,
        "hanzi": hanzi,
        "printed": printed,
        "short": short,
        "opening": opening,
        "as_printed": as_printed,
        "alphabetical": alphabetical,
        "relative": relative,
    }
    environment.globals |= {
        "edition": edition,
        "links": links,
        "voice": lambda part, text: VOICES[part.voice].format(text.author),
        "Kind": Kind,
        "address": address,
    }
    return environment


# --- What templates ask for -------------------------------------------------------------------


def address(to: Reference, text_id: str) -> str:
    """Page and fragment of what a link names, from the root of the site."""
    if to.scheme == "bib":
        return f"bibliography.html#bib-{to.id}"
    if to.scheme == "term":
        return f"terms.html#term-{to.id}"
    if to.scheme == "text":
        return f"texts.html#text-{to.id}"
    return f"{text_id}.html#{to.id}"


def relative(target: str, page: str) -> str:
    """An address as a link from `page`; only the fragment where the page is the same."""
    path, _, fragment = target.partition("#")
    path = "" if path == page and fragment else posixpath.relpath(path, posixpath.dirname(page))
    return f"{path}#{fragment}" if fragment else path


def day(edtf: str) -> str:
    """An EDTF date or interval in English words: `1955-07-31` -> `31 July 1955`."""
    return "–".join(_date(part) for part in edtf.split("/"))


def _date(part: str) -> str:
    doubt = {"?": " (?)", "~": " (about)", "%": " (about ?)"}.get(part[-1:], "")
    year, *rest = part.rstrip("?~%.").split("-")
    known = [int(number) for number in rest if "X" not in number]
    words = [*(_MONTHS[number] for number in known[:1]), year]
    if len(known) == 2:
        words[0] = f"{known[1]}\u00a0{words[0]}"  # a line does not end between day and month
    return " ".join(words) + doubt


def hanzi(text: str) -> Markup:
    """The text, escaped, with Chinese characters marked as such (WCAG 3.1.2)."""
    made, end = Markup(), 0
    for match in _HANZI.finditer(text):
        made += escape(text[end : match.start()])
        made += Markup('<span lang="zh-Hans">{}</span>').format(match.group())
        end = match.end()
    return made + escape(text[end:])


def short(lemma: str) -> str:
    """A lemma of more than eight words as its first and last three."""
    words = printed(lemma).split()
    return " ".join(words) if len(words) <= 8 else f"{' '.join(words[:3])} … {' '.join(words[-3:])}"


def opening(unit: Unit) -> str:
    """The first dozen words of a unit."""
    words = unit.sentences[0].printed.split()
    return " ".join(words) if len(words) <= 12 else " ".join(words[:12]).rstrip(",;:") + " …"


def as_printed(citations: Sequence[Citation]) -> list[tuple[str, list[Citation]]]:
    """The printed forms of a work, each with the places that have it, in reading order."""
    forms: dict[str, list[Citation]] = {}
    for citation in citations:
        forms.setdefault(citation.words, []).append(citation)
    return list(forms.items())


def alphabetical(works: Iterable[Work]) -> list[Work]:
    """Works by the first letters of their references, quotation marks and articles as printed."""
    return sorted(works, key=lambda work: (_letters(work.formatted), work.id))


def _letters(nodes: tuple[Inline, ...]) -> str:
    words = "".join(node.text for node in walk(nodes) if isinstance(node, Words))
    return re.sub(r"[^\w\s]", "", words).casefold().strip()
