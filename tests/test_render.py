"""The specimen through every renderer: what is made is held, byte for byte, in golden/."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import Markup

from maocoop.link import link
from maocoop.read import read
from maocoop.render import OF_EDITION, OF_TEXTS, engine, render
from maocoop.render.exports import EXPORTS
from maocoop.render.wording import day, hanzi, relative, short, unbroken

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.link import Links
    from maocoop.model import Edition

TESTS = Path(__file__).parent
GOLDEN = TESTS / "golden"
TEMPLATES = TESTS.parent / "templates"
NOT_HELD = ("static/", "data/source/", "data/schemas/", "data/data-dictionary", "data/SHA256SUMS")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """Everything that is rendered of the specimen."""
    edition = read(TESTS / "specimen")
    return render(edition, link(edition), TEMPLATES)


def _golden(files: dict[str, bytes]) -> dict[str, bytes]:
    """What is held: not the styles and scripts, not what is copied from the source or the program."""
    return {path: content for path, content in files.items() if not path.startswith(NOT_HELD)}


def test_templates_compiled_elsewhere_make_the_same_pages(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maocoop.render.engine._COMPILED.code", {})
    ahead = engine.compiled(TEMPLATES)
    monkeypatch.setattr("maocoop.render.engine._COMPILED.code", {})
    engine.learn(ahead)
    edition = read(TESTS / "specimen")
    assert render(edition, link(edition), TEMPLATES) == files


def test_what_is_compiled_for_one_edition_says_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def titled(edition: Edition, _: Links) -> Callable[[str], str]:
        return lambda words: f"{words} {edition.title}"

    monkeypatch.setitem(engine._OF_EDITION, "hanzi", titled)
    templates = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    (templates / "page.html").write_text("{{ 'This is' | hanzi }}", encoding="utf-8")
    edition = read(TESTS / "specimen")
    for title in ("one", "the other"):
        each = replace(edition, title=title)
        page = engine.environment(templates, each, link(each)).get_template("page.html")
        assert page.render() == f"This is {title}"


def test_golden(files: dict[str, bytes], accept: bool) -> None:
    made = _golden(files)
    if accept:
        for old in GOLDEN.rglob("*.*"):
            old.unlink()
        for path, content in made.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(content)
    held = {p.relative_to(GOLDEN).as_posix(): p.read_bytes() for p in GOLDEN.rglob("*.*")}
    assert sorted(held) == sorted(made)
    for path, content in made.items():
        assert content.decode() == held[path].decode(), path


@pytest.mark.pango
def test_every_renderer_makes_something_of_its_own() -> None:
    edition = read(TESTS / "specimen")
    links = link(edition)
    (text,) = edition.texts
    given = (edition, links, TEMPLATES)
    each = {name: renderer(*given) for name, renderer in (OF_EDITION | EXPORTS).items()}
    each |= {name: renderer(*given, text) for name, renderer in OF_TEXTS.items()}
    made: dict[str, bytes] = {}
    for name, files in each.items():
        assert files, name
        assert not made.keys() & files.keys(), name
        made |= files


def test_the_source_is_copied_byte_for_byte(files: dict[str, bytes]) -> None:
    copies = {p: c for p, c in files.items() if p.startswith("data/source/")}
    for path, content in copies.items():
        original = TESTS / "specimen" / path.removeprefix("data/source/")
        assert content == original.read_bytes()
    originals = [p for p in (TESTS / "specimen").rglob("*") if p.is_file()]
    assert len(copies) == len(originals)


@pytest.fixture(scope="module")
def units(files: dict[str, bytes]) -> dict[str, Any]:
    """The units of the data contract, by anchor."""
    contract = json.loads(files["data/1900-01-01.json"])
    assert list(contract) == ["text", "version", "units"]
    assert contract["version"] == "0.2.0"
    return {unit["anchor"]: unit for unit in contract["units"]}


def test_units_stand_in_the_order_of_the_contract(units: dict[str, Any]) -> None:
    kinds = [unit["kind"] for unit in units.values()]
    order = ["headnote", "paragraph", "quotation", "note", "comment", "edition-note"]
    ranks = [
        min(order.index(kind), 1) if kind == "quotation" else order.index(kind) for kind in kinds
    ]
    assert ranks == sorted(ranks)
    assert set(kinds) == set(order)


def test_sentences_are_plain_text_in_printed_form(units: dict[str, Any]) -> None:
    assert units["II.1"]["sentences"][0].startswith(
        "The keeper of the Lower Harbor wrote to me in the ’90s: “"
    )
    assert "10–12 barrels [of oil]" in units["II.1"]["sentences"][1]
    assert units["II.3"]["sentences"][1].endswith("unable to keep count.")  # as emended
    assert units["II.3"]["label"] is None
    assert units["HN.3"]["label"] == "1)"


def test_marks_stand_beside_the_words(units: dict[str, Any]) -> None:
    (mark,) = units["II.2"]["marks"]
    sentence = units["II.2"]["sentences"][mark["sentence"] - 1]
    assert mark["note"] == "n3"
    assert sentence[: mark["offset"]].endswith("forty lamps.")


def test_targets_and_paragraphs(units: dict[str, Any]) -> None:
    assert units["n3"]["targets"] == ["II.2"]
    assert units["n3"]["paragraph-starts"] == [1, 3]
    assert units["GC.1"]["targets"] == ["II.1", "II.3"]
    assert units["I.1"]["targets"] == []
    assert units["I.1"]["section"] == "I"
    assert units["n3"]["section"] is None


def test_the_page_of_a_release_says_whether_it_is_the_newest(files: dict[str, bytes]) -> None:
    old = files["1900-01-01/0.1.0.html"].decode()
    assert "This is not the newest release" in old
    assert "pp. 12–16" in old
    assert old.count("⟨Reworded since") == old.count("⟨Moved since") == 1
    new = files["1900-01-01/0.2.0.html"].decode()
    assert "This is the newest release" in new
    assert "pp. 12–18" in new
    assert "⟨Reworded since" not in new


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1955", "1955"),
        ("1955-07", "July 1955"),
        ("1955-07-31", "31\u00a0July 1955"),
        ("1955-21", "spring 1955"),
        ("1900-02~", "February 1900 (about)"),
        ("1901?", "1901 (?)"),
        ("1966-04/1966-06", "April 1966–June 1966"),
    ],
)
def test_days_in_words(edtf: str, words: str) -> None:
    assert day(edtf) == words


def test_links_are_relative_to_the_page() -> None:
    assert relative("a.html#x", "a.html") == "#x"
    assert relative("b.html#x", "a.html") == "b.html#x"
    assert relative("static/style.css", "deep/a.html") == "../static/style.css"


def test_a_long_lemma_is_shortened() -> None:
    assert short("two words") == "two words"
    assert (
        short("one two three four five six seven eight nine") == "one two three … seven eight nine"
    )


def test_hanzi_are_marked_and_the_rest_escaped() -> None:
    titles = re.compile("Xuexi ribao")
    marked = hanzi("in Xuexi ribao 学习", titles)
    assert marked == 'in <span lang="zh-Latn">Xuexi ribao</span> <span lang="zh-Hans">学习</span>'
    assert hanzi("a <b> 学习 c") == 'a &lt;b&gt; <span lang="zh-Hans">学习</span> c'


def test_an_address_is_not_broken_but_a_web_address_may_be() -> None:
    line = Markup("<i>a</i>, 1/II.4, https://e.x/1/II.4.html")
    assert unbroken(line, "1/II.4") == (
        '<i>a</i>, <span class="unbroken">1/II.4</span>, https://e.x/1/II.4.html'
    )
