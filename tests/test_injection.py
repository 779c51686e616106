"""No value of the edition can add markup or script to a page or a file, whatever it says.

To each value that may be any words something is added that would be markup; the same edition with
harmless letters of the same number in its place must have the same elements everywhere.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import bibtexparser.entrypoint
import pytest
import rispy  # type: ignore[import-untyped]  # says nothing of its types
from lxml import etree, html
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from edits import SPECIMEN
from fields import edition_with, fields
from maocoop.link import link
from maocoop.read import read
from maocoop.render import render
from maocoop.render.exports import EXPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lxml.html import HtmlElement

    from fields import Field
    from maocoop.model import Edition

TEMPLATES = SPECIMEN.parents[1] / "templates"

MARKUP = "</script><script>hit()</script><img src=x onerror=hit()><!--{{7+7}}{%x%}${8+8}&lt;&#60;]]"
SIGNS = "\"' onload=hit() x='=\"></style></title></textarea><svg/onload=hit()>"
"""What is added: the second breaks out of attributes, where a value may have quotation marks."""

FORMATS = tuple(name for name in EXPORTS if name != "pdf")  # the book is made of one of these pages

SHOWN_NOWHERE = {"not-names.yaml: words.why"}
"""Fields that no file has but the copy of the source: reasons for whoever edits."""


def canary(number: int) -> str:
    """A word that stands nowhere else."""
    return f"zq{number}qz"


def harmless(words: str) -> str:
    """As many letters."""
    return "x" * len(words)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> dict[Field, str]:
    """One of each kind of field that may be any words, with the strongest that it takes."""
    folder = tmp_path_factory.mktemp("fields") / "one"
    found: dict[Field, str] = {}
    tried: Counter[str] = Counter()
    for number, field in enumerate(fields(SPECIMEN)):
        tried[field.name] += 1
        if field.name in {each.name for each in found} or tried[field.name] > 2:
            continue
        for added in (MARKUP + SIGNS, MARKUP, MARKUP.removesuffix("]]")):
            if edition_with(folder, {field: f" {canary(number)}{added}"}) is not None:
                found[field] = f" {canary(number)}{added}"
                break
    return found


def rendered(edition: Edition) -> dict[str, bytes]:
    links = link(edition)
    files = render(edition, links, TEMPLATES)
    for name in FORMATS:
        files |= EXPORTS[name](edition, links, TEMPLATES)
    return {path: content for path, content in files.items() if not path.startswith("data/source/")}


@pytest.fixture(scope="module")
def both(
    accepted: Mapping[Field, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """All files with markup in every field, and with letters in its place."""
    folder = tmp_path_factory.mktemp("all")
    hostile = edition_with(folder / "hostile", accepted)
    tame = {
        field: f" {words.split('<')[0].strip()}{harmless(words)[: len(words) - len(words.split('<')[0])]}"
        for field, words in accepted.items()
    }
    peaceful = edition_with(folder / "peaceful", tame)
    assert hostile is not None
    assert peaceful is not None
    return rendered(hostile), rendered(peaceful)


def test_most_kinds_of_field_may_be_any_words(accepted: Mapping[Field, str]) -> None:
    names = {field.name for field in fields(SPECIMEN)}
    assert len(accepted) > 90
    assert any('"' in words for words in accepted.values())
    refused = names - {field.name for field in accepted}
    # What is refused is what has a form of its own: no field of words may be among it.
    formal = re.compile(
        r"anchor|id|kind|certainty|status|date|language|line|occur|forms|lemma|breaks|hyphens|type|"
        r"version|released|texts|sections|voices|uri|low|high|value|series|bound|operation|terms|"
        r"result|answer|pages|words|itude|conjectured|also|supplied|delivered|published|issued"
    )
    assert {name for name in refused if not formal.search(name.split(": ")[1])} == set()


# --- Pages ------------------------------------------------------------------------------------


def elements(page: bytes) -> Iterator[HtmlElement]:
    """The elements of a page, without comments."""
    tree = html.document_fromstring(page.decode())
    return (each for each in tree.iter() if isinstance(each.tag, str))


def skeleton(page: bytes) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page in order, each with the names of its attributes."""
    return [(str(each.tag), tuple(sorted(map(str, each.attrib)))) for each in elements(page)]


def links_of(page: bytes) -> Iterator[str]:
    for each in elements(page):
        for name in ("href", "src", "action", "formaction", "data", "srcset"):
            yield each.get(name) or ""


def test_pages_have_the_same_elements(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    hostile, peaceful = both
    assert hostile.keys() == peaceful.keys()
    pages = [path for path in hostile if path.endswith(".html")]
    assert len(pages) > 40
    assert [path for path in pages if skeleton(hostile[path]) != skeleton(peaceful[path])] == []


def test_no_page_has_a_script_or_a_link_that_acts(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    for path, page in both[0].items():
        if path.endswith(".html"):
            names = {name for _, attributes in skeleton(page) for name in attributes}
            assert [name for name in names if name.startswith("on")] == [], path
            for target in links_of(page):
                acts = target.startswith(("javascript:", "vbscript:", "data:text"))
                assert not acts, (path, target)


def test_the_policy_of_a_page_is_what_it_was(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    for path, page in both[0].items():
        if path.endswith(".html"):
            policy = re.compile(rb"Content-Security-Policy\"[^>]*>")
            # The style of the page of a text names the author: its hash differs with the words.
            bare = [re.sub(rb"sha256-[^']*", b"", m) for m in policy.findall(page)]
            tame = [re.sub(rb"sha256-[^']*", b"", m) for m in policy.findall(both[1][path])]
            assert bare == tame, path


# --- Every other format -----------------------------------------------------------------------


def test_xml_has_the_same_elements(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    def form(content: bytes) -> list[tuple[str, tuple[str, ...]]]:
        tree = etree.fromstring(content)
        return [
            (str(e.tag), tuple(sorted(map(str, e.attrib))))
            for e in tree.iter()
            if isinstance(e.tag, str)
        ]

    paths = [path for path in both[0] if path.endswith((".xml", ".atom"))]
    assert paths
    assert [p for p in paths if form(both[0][p]) != form(both[1][p])] == []


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def test_json_says_what_was_written(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    whole = 0
    for path, content in both[0].items():
        if path.endswith((".json", ".jsonld")):
            whole += sum("</script><script>hit()" in each for each in strings(json.loads(content)))
    assert whole > 50


def test_scripts_assign_data_and_nothing_else(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    data = [path for path in both[0] if re.search(r"static/(?:.*-data|previews)\.js", path)]
    assert len(data) == 4
    for path in data:
        found = re.fullmatch(r"window\.\w+ = (.*);\n", both[0][path].decode(), re.DOTALL)
        assert found
        json.loads(found[1])


def test_previews_have_the_same_elements(
    both: tuple[dict[str, bytes], dict[str, bytes]],
) -> None:
    def shown(content: bytes) -> list[list[tuple[str, tuple[str, ...]]]]:
        data = json.loads(content.decode().partition(" = ")[2].rstrip(";\n"))
        return [skeleton(f"<div>{each}</div>".encode()) for each in data.values()]

    one, other = (files["static/previews.js"] for files in both)
    assert shown(one) == shown(other)


def test_tables_have_the_same_cells(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    def form(content: bytes) -> list[int]:
        return [len(row) for row in csv.reader(io.StringIO(content.decode(), newline=""))]

    tables = [path for path in both[0] if path.endswith(".csv")]
    assert len(tables) > 4
    assert [path for path in tables if form(both[0][path]) != form(both[1][path])] == []


def test_references_have_the_same_fields(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    for name in ("bibliography", "edition"):
        forms = []
        for files in both:
            bib = bibtexparser.entrypoint.parse_string(files[f"data/{name}.bib"].decode())
            assert bib.failed_blocks == []
            ris = rispy.loads(files[f"data/{name}.ris"].decode())
            forms.append(
                (
                    [(e.entry_type, [f.key for f in e.fields]) for e in bib.entries],
                    [sorted(each) for each in ris],
                )
            )
        assert forms[0] == forms[1]


def test_markdown_has_no_markup_of_theirs(both: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).use(footnote_plugin)
    for path, content in both[0].items():
        if path.endswith(".md"):
            for token in reader.parse(content.decode()):
                for each in (token, *(token.children or ())):
                    if each.type.startswith("html"):
                        assert re.fullmatch(r"</?[bi]>", each.content.strip()), each.content


def test_every_field_is_somewhere_or_its_absence_has_a_reason(
    accepted: Mapping[Field, str], both: tuple[dict[str, bytes], dict[str, bytes]]
) -> None:
    everything = b"\n".join(both[0].values())
    lost = {
        field.name
        for field, words in accepted.items()
        if words.split("<")[0].strip().encode() not in everything
    }
    assert lost == SHOWN_NOWHERE


# --- Words that a note is about ---------------------------------------------------------------


def test_a_lemma_can_be_markup_and_stays_words(tmp_path: Path) -> None:
    """The words of a paragraph and the same words as a lemma, set off on the page by our own marks."""
    text = next(f for f in fields(SPECIMEN) if f.name == "02.yaml: paragraphs.text")
    anchor = next(
        f
        for f in fields(SPECIMEN)
        if f.path == text.path and f.keys[-1] == "anchor" and f.start > 40
    )
    words = "</p><script>hit()</script>"
    assert edition_with(tmp_path / "edition", {text: f" {words}"}) is not None
    notes = tmp_path / "edition/notes/1900-01-01/edition-notes.yaml"
    said = notes.read_text(encoding="utf-8")
    added = (
        "  - anchor: e9\n    certainty: given\n    targets:\n"
        f'      - {{anchor: {anchor.value}, lemma: "{words}"}}\n    text: |\n      On that.\n'
    )
    notes.write_text(said + added, encoding="utf-8")
    edition = read(tmp_path / "edition")
    page = rendered(edition)["1900-01-01.html"]
    tree = html.document_fromstring(page.decode())
    assert words in "".join(map(str, tree.itertext()))
    assert [each for each in tree.iter("script") if each.text and "hit" in each.text] == []
