"""What templates cannot say simply: addresses, dates, the words of a long lemma (pure)."""

from __future__ import annotations

import hashlib
import posixpath
import re
from base64 import b64encode
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from maocoop import csl
from maocoop.markup import printed
from maocoop.model import Group, Kind, Voice, Words, walk
from maocoop.remember import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from maocoop.link import Citation
    from maocoop.model import Inline, Part, Question, Reference, Text, Unit, Work

VOICES = {
    Voice.AUTHOR: "{}, in the words of the translators",
    Voice.TRANSLATORS: "The translators",
    Voice.COMMENTARY: "The comment of another book",
    Voice.EDITION: "This edition",
}
"""Who speaks, as the page says it; the author's name is filled in."""

SHORT = {
    Kind.HEADNOTE: "Headnote",
    Kind.NOTE: "Notes",
    Kind.COMMENT: "Comment",
    Kind.EDITION_NOTE: "Our notes",
}
"""What the parts that are no sections of the speech are called where there is little room."""

_ENTITIES = frozenset(group.scheme for group in Group)
_INNER = str.maketrans("“”", "‘’")
HANZI = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Chinese characters."""


def address(to: Reference, text_id: str, texts: frozenset[str]) -> str:
    """Page and fragment of what a link names, from the root of the site.

    `texts` are the ids of the texts that are printed here; a sister text has an entry instead.
    """
    if to.scheme == "bib":
        return f"bibliography.html#bib-{to.id}"
    if to.scheme in _ENTITIES:
        return f"{to.scheme}/{to.id}.html"
    if to.scheme == "fig":
        return f"figures.html#fig-{to.id}"
    if to.scheme == "text" and to.id in texts:
        return f"{to.id}.html#{to.part or 'speech'}"
    if to.scheme == "text":
        return f"texts.html#text-{to.id}"
    return f"{text_id}.html#{to.id}"


def page_of(entity: str) -> str:
    """The page of a name or term, by its anchor: `person-liu-shaoqi` -> `person/liu-shaoqi.html`."""
    return f"{entity.replace('-', '/', 1)}.html"


def sha256(words: str) -> str:
    """The words as a source that a Content-Security-Policy admits."""
    return f"sha256-{b64encode(hashlib.sha256(words.encode()).digest()).decode()}"


def relative(target: str, page: str) -> str:
    """An address as a link from `page`; only the fragment where the page is the same."""
    path, _, fragment = target.partition("#")
    way = "" if path == page and fragment else _way(path, page.rpartition("/")[0])
    return f"{way}#{fragment}" if fragment else way


@lru_cache(maxsize=1 << 16)
def _way(path: str, folder: str) -> str:
    return posixpath.relpath(path, folder)


def day(edtf: str) -> str:
    """An EDTF date or interval in English words: `1955-07-31` -> `31 July 1955`."""
    # A line does not end between day and month.
    return re.sub(r"(\d) (?=[A-Z])", "\\1\N{NO-BREAK SPACE}", csl.day(edtf))


@lru_cache(maxsize=1 << 13, typed=True)  # a page repeats the words of others; Markup is no str here
def hanzi(text: str, romanized: re.Pattern[str] | None = None) -> Markup:
    """The text, escaped, with Chinese characters and romanized titles marked as such (WCAG 3.1.2)."""
    made, end = Markup(), 0
    found = [] if text.isascii() else [("zh-Hans", match) for match in HANZI.finditer(text)]
    if romanized:
        found += [("zh-Latn", match) for match in romanized.finditer(text)]
    if not found:
        return escape(text)
    for language, match in sorted(found, key=lambda each: each[1].start()):
        made += escape(text[end : match.start()])
        made += Markup('<span lang="{}">{}</span>').format(language, match.group())
        end = match.end()
    return made + escape(text[end:])


def quoted(words: str) -> str:
    """Printed words in quotation marks; those inside them become single ones."""
    return f"“{words.translate(_INNER)}”"


def unbroken(line: Markup, words: str) -> Markup:
    """The line with an address in it kept on one line; inside a web address it may break."""
    plain = str(escape(words))
    made, *pieces = str(line).split(plain)
    for piece in pieces:
        made += plain if made.endswith("/") else f'<span class="unbroken">{plain}</span>'
        made += piece
    return Markup(made)


def short(lemma: str) -> str:
    """A lemma of more than eight words as its first and last three."""
    words = printed(lemma).split()
    return " ".join(words) if len(words) <= 8 else f"{' '.join(words[:3])} … {' '.join(words[-3:])}"


def capped(words: str) -> str:
    """Words that begin with a capital."""
    return words[:1].upper() + words[1:]


def opening(unit: Unit) -> str:
    """The first dozen words of a unit."""
    words = unit.sentences[0].printed.split()
    return " ".join(words) if len(words) <= 12 else " ".join(words[:12]).rstrip(",;:") + " …"


def beginning(unit: Unit) -> str:
    """About the first forty words of a unit, as far as they fit into a preview."""
    words = " ".join(sentence.printed for sentence in unit.sentences).split()
    return " ".join(words) if len(words) <= 40 else f"{' '.join(words[:40])} …"


def as_printed(citations: Sequence[Citation]) -> list[tuple[str, list[Citation]]]:
    """The printed forms of a work, each with the places that have it, in reading order."""
    forms: dict[str, list[Citation]] = {}
    for citation in citations:
        forms.setdefault(citation.words, []).append(citation)
    return list(forms.items())


@remembered
def alphabetical(works: tuple[Work, ...]) -> list[Work]:
    """Works by the first letters of their references, quotation marks and articles as printed."""
    return sorted(works, key=lambda work: (_letters(work.formatted), work.id))


def _letters(nodes: tuple[Inline, ...]) -> str:
    return re.sub(r"[^\w\s]", "", words_of(nodes)).casefold().strip()


def words_of(nodes: tuple[Inline, ...]) -> str:
    """The words of a line, without italics and links."""
    return "".join(node.text for node in walk(nodes) if isinstance(node, Words))


def by_group(questions: Iterable[Question]) -> list[tuple[str, list[Question]]]:
    """Questions that follow each other, by what they are about."""
    return [(group, list(each)) for group, each in groupby(questions, lambda q: q.group)]


def voice(part: Part, text: Text) -> str:
    """Who speaks in a part."""
    return VOICES[part.voice].format(text.author)
