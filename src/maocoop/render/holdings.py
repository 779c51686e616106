"""The data files of a build -> data.html: what each is, its size, whose words it holds, its rights.

The page lists what is there and nothing else, so no link dangles: a build without the exports says
which command makes them. HOLDINGS is a literal table; a file that no row of it names has no place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from maocoop.model import Voice
from maocoop.render import archive
from maocoop.render.engine import environment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Right

PAGE = "data.html"

DOCUMENT = tuple(Voice)
OURS = (Voice.EDITION,)


@dataclass(frozen=True, slots=True)
class Holding:
    """A file or a set of files: `path` is its name below `data/`, with `*` for a name and `**` for any
    path; `voices` are those whose words it holds."""

    group: str
    path: str
    name: str
    what: str
    voices: tuple[Voice, ...] = DOCUMENT

    def holds(self, path: str) -> bool:
        """Whether a path of the site is one of its files."""
        pattern = re.escape(self.path).replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
        return re.fullmatch(f"data/{pattern}", path) is not None


TO_READ = "To read"
TO_WORK = "To work with"
TO_CITE = "To cite"
TO_KEEP = "To keep and to check"

HOLDINGS = (
    Holding(TO_READ, "*.html", "One page", "The whole edition in one HTML file that needs no other and no network: it reads, searches and cites from disk."),
    Holding(TO_READ, "*.epub", "EPUB 3", "For readers of e-books, with notes that open at their mark and a page list of anchors."),
    Holding(TO_READ, "*.pdf", "PDF", "For paper: notes at the foot of the page, running heads, anchors in the margin; tagged."),
    Holding(TO_READ, "*.txt", "Plain text", "Every unit behind its anchor, in UTF-8."),
    Holding(TO_READ, "*.md", "Markdown", "The same with italics, notes and links, for CommonMark with footnotes."),
    Holding(TO_WORK, "*.tei.xml", "TEI P5", "The whole edition with its three voices, emendations, names, figures and works encoded."),
    Holding(TO_WORK, "*.json", "JSON", "Every unit with its sentences, marks and targets: the form other programs may rely on."),
    Holding(TO_WORK, "*/*.json", "JSON, by anchor", "A file for each unit: its words, voice, citations, notes, names, digest and history."),
    Holding(TO_WORK, "annotations.jsonld", "Web Annotations", "The notes and the comment as W3C annotations on the words they are about."),
    Holding(TO_WORK, "dts/**", "DTS 1.0", "The document by section, paragraph and sentence, as files of the Distributed Text Services."),
    Holding(TO_WORK, "paragraphs.csv", "Paragraphs", "A row for each unit of the document."),
    Holding(TO_WORK, "notes.csv", "Notes", "A row for each note and comment, with what it is about."),
    Holding(TO_WORK, "authorities.csv", "Names and terms", "A row for each entry, with its spellings, certainty and number of places.", OURS),
    Holding(TO_WORK, "figures.csv", "Figures", "A row for each number that the document claims, with the place that does so."),
    Holding(TO_CITE, "bibliography.json", "Bibliography, CSL-JSON", "The works that the document cites, for Zotero, pandoc and other CSL processors.", OURS),
    Holding(TO_CITE, "bibliography.bib", "Bibliography, BibTeX", "The same for LaTeX.", OURS),
    Holding(TO_CITE, "bibliography.ris", "Bibliography, RIS", "The same for EndNote and other managers of references.", OURS),
    Holding(TO_CITE, "edition.json", "This edition, CSL-JSON", "The edition itself and its parts, to be cited.", OURS),
    Holding(TO_CITE, "edition.bib", "This edition, BibTeX", "The same for LaTeX.", OURS),
    Holding(TO_CITE, "edition.ris", "This edition, RIS", "The same for managers of references.", OURS),
    Holding(TO_CITE, "*/*.csl.json", "Every unit, CSL-JSON", "The citation of each paragraph and note, which its page offers too.", OURS),
    Holding(TO_KEEP, "source/**", "The source", "The YAML files and the witness, byte for byte, from which all else is made."),
    Holding(TO_KEEP, "schemas/*.json", "The schemas", "JSON Schemas of every kind of source file, by which each build checks them.", ()),
    Holding(TO_KEEP, "data-dictionary.csv", "Data dictionary", "Every key of the source files: meaning, type and values, from the schemas.", ()),
    Holding(TO_KEEP, "RIGHTS.txt", "Rights", "What may be done with which component.", OURS),
    Holding(TO_KEEP, "edition.zip", "Everything", "All files of this list in one archive, the same bytes on every machine."),
    Holding(TO_KEEP, "SHA256SUMS", "Digests", "The SHA-256 of every file of this list.", OURS),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the page: the paths of its files, their bytes in all, and the statements on rights."""

    holding: Holding
    paths: tuple[str, ...]
    size: int
    rights: tuple[Right, ...]

    @property
    def example(self) -> str:
        """The file to begin with."""
        return min(self.paths, key=len)

    @property
    def weight(self) -> str:
        """The bytes in all, in a unit that is easy to read."""
        if self.size < 1000:
            return f"{self.size} bytes"
        return f"{self.size / 1000:,.0f} kB" if self.size < 1e6 else f"{self.size / 1e6:,.1f} MB"


def render(
    edition: Edition, links: Links, templates: Path, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The page of the data."""
    template = environment(templates, edition, links).get_template("pages/data.html")
    rows = held(edition, files)
    groups = [(name, list(each)) for name, each in groupby(rows, lambda row: row.holding.group)]
    whole = archive.NAME in files
    made = template.render(page=PAGE, text=edition.texts[0], groups=groups, whole=whole)
    return {PAGE: (made.rstrip() + "\n").encode()}


def held(edition: Edition, files: Mapping[str, bytes]) -> list[Held]:
    """What a build has of the table, in its order; each file belongs to the row that is most exact."""
    found: dict[Holding, list[str]] = {holding: [] for holding in HOLDINGS}
    for path in sorted(files):
        if path.startswith("data/"):
            found[_row(path)].append(path)
    return [
        Held(holding, tuple(paths), sum(len(files[path]) for path in paths), _rights(edition, holding.voices))
        for holding, paths in found.items()
        if paths
    ]  # fmt: skip


@cache
def _row(path: str) -> Holding:
    fitting = [holding for holding in HOLDINGS if holding.holds(path)]
    return min(fitting, key=lambda holding: (holding.path.count("*"), -len(holding.path)))


def _rights(edition: Edition, voices: Sequence[Voice]) -> tuple[Right, ...]:
    """The statements on the words of some voices, each once; without one on what has no voice."""
    stated = {
        right.statement: right
        for right in reversed(edition.rights)
        if set(right.voices) & set(voices) or not (right.voices or voices)
    }
    return tuple(reversed(stated.values()))
