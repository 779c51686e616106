"""Signs that are not what they look like are refused wherever they stand; all others come through."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from lxml import html

from edits import SPECIMEN
from fields import Field, edition_with, fields
from maocoop.errors import EditionFaulty
from maocoop.link import link
from maocoop.read import read
from maocoop.render import render
from maocoop.render.exports import EXPORTS

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATES = SPECIMEN.parents[1] / "templates"

REFUSED = {
    "right-to-left override": "\u202e",
    "left-to-right isolate": "\u2066",
    "zero-width blank": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "byte order mark inside": "\ufeff",
    "soft hyphen": "\u00ad",
    "line separator": "\u2028",
    "no-break blank": "\u00a0",
    "private use": "\ue000",
    "no character": "\ufffe",
    "Hangul filler": "\u3164",
    "accent apart": "e\u0301",
    "compatible angstrom": "\u212b",
    "control": "\x07",
}


@pytest.mark.parametrize("sign", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("escaped", [False, True], ids=["written", "escaped"])
def test_a_sign_that_deceives_is_refused_in_every_file(
    tmp_path: Path, sign: str, escaped: bool
) -> None:
    """In the first value of words of every file, the sign itself or its escape."""
    shutil.copytree(SPECIMEN, tmp_path / "edition")
    lines: dict[str, int] = {}
    for field in fields(SPECIMEN):
        if field.path not in lines and " " in field.value and not (escaped and field.block):
            file = tmp_path / "edition" / field.path
            text = file.read_text(encoding="utf-8")
            lines[field.path] = text[: field.start].count("\n") + 1
            file.write_text(_added(field, text, sign, escaped), encoding="utf-8")
    assert len(lines) > 10
    with pytest.raises(EditionFaulty) as caught:
        read(tmp_path / "edition")
    rules = {"control-character", "not-nfc", "yaml-syntax"}
    found = {each.at.path for each in caught.value.findings if each.rule in rules}
    assert set(lines) - found == set()
    for each in caught.value.findings:
        if each.rule in rules:
            assert each.at.line >= lines[each.at.path]
            assert each.at.line <= lines[each.at.path] + 12


def _added(field: Field, text: str, sign: str, escaped: bool) -> str:
    if not escaped:
        written = text[field.start : field.end].rstrip("\n")
        return (
            text[: field.start]
            + written.replace(" ", f" {sign}", 1)
            + text[field.start + len(written) :]
        )
    words = json.dumps(field.value.replace(" ", f" {sign}", 1))
    return text[: field.start] + words + text[field.end :]


# --- Signs that come through ------------------------------------------------------------------

SENTENCE = "Beyond the 𠀀 and the 😀 stands a wick of ā, ǖ and Å."
LEMMA = "a wick of ā"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an edition with signs beyond the first plane before the words of a note."""
    folder = tmp_path_factory.mktemp("astral") / "edition"
    text = next(f for f in fields(SPECIMEN) if f.name == "02.yaml: paragraphs.text")
    assert edition_with(folder, {text: f"\n      {SENTENCE}"}) is not None
    notes = folder / "notes/1900-01-01/edition-notes.yaml"
    target = f'{{anchor: II.1, lemma: "{LEMMA}"}}'
    notes.write_text(
        f"{notes.read_text(encoding='utf-8')}  - anchor: e9\n    certainty: given\n    targets:\n"
        f"      - {target}\n    text: |\n      Of 𠀀.\n",
        encoding="utf-8",
    )
    edition = read(folder)
    links = link(edition)
    return render(edition, links, TEMPLATES) | EXPORTS["tei"](edition, links, TEMPLATES)


def test_the_sentence_is_whole_in_every_form(made: dict[str, bytes]) -> None:
    for path in ("1900-01-01.html", "1900-01-01/II.1.html", "data/1900-01-01.txt"):
        words = made[path].decode()
        if path.endswith(".html"):
            tree = html.document_fromstring(words)
            for mark in list(tree.iter("sup")):
                assert isinstance(mark, html.HtmlElement)
                mark.drop_tree()
            words = "".join(map(str, tree.itertext()))
        assert re.sub("⟨e9⟩", "", words).count(SENTENCE) >= 1, path
    for path in ("data/1900-01-01.json", "data/1900-01-01/II.1.json", "data/paragraphs.csv"):
        assert SENTENCE.encode() in made[path], path
    assert "𠀀".encode() in made["data/1900-01-01.tei.xml"]


def test_characters_beyond_the_first_plane_are_marked_as_chinese(made: dict[str, bytes]) -> None:
    assert '<span lang="zh-Hans">𠀀</span>'.encode() in made["1900-01-01.html"]


def test_offsets_count_characters(made: dict[str, bytes]) -> None:
    note = json.loads(made["data/1900-01-01/e9.json"])
    (about,) = note["lemmas"]
    unit = json.loads(made["data/1900-01-01/II.1.json"])
    sentence = unit["sentences"][about["sentence"] - 1]
    assert sentence[about["start"] : about["end"]] == LEMMA


def test_selectors_resolve(made: dict[str, bytes]) -> None:
    items = json.loads(made["data/annotations.jsonld"])["first"]["items"]
    (item,) = [each for each in items if each["id"].endswith("/e9")]
    position, quotation = item["target"][0]["selector"]
    tree = html.document_fromstring(made["1900-01-01.html"].decode())
    element = next(each for each in tree.iter() if each.get("id") == position["value"])
    assert isinstance(element, html.HtmlElement)
    within = position["refinedBy"]
    assert str(element.text_content())[within["start"] : within["end"]] == LEMMA
    assert quotation["exact"] == LEMMA


def test_the_search_counts_as_javascript_does(made: dict[str, bytes]) -> None:
    data = json.loads(made["static/search-data.js"].decode().partition(" = ")[2].rstrip(";\n"))
    unit = next(each for each in data["texts"][0]["units"] if each[0] == "II.1")
    sentences, signs = unit[3], unit[4]
    words = " ".join(sentences).encode("utf-16-le")
    place = next(offset for offset, sign in signs if "e9" in sign)
    assert words[: 2 * place].decode("utf-16-le").endswith(f"{LEMMA},")
