"""The whole of a release, tried on a copy of the real edition: released, corrected, released again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import html

from maocoop.cli import main
from maocoop.read import read
from maocoop.verify import sentence, verify

ROOT = Path(__file__).parents[1]
ID = "1955-07-31"
BASE = "https://edition.example"
CHANGES = f"corpus/{ID}/changes.yaml"
MAJOR, MINOR, _ = map(int, (read(ROOT).version or "0.0.0").split("."))
FIRST, SECOND = (f"{MAJOR}.{MINOR + step}.0" for step in (1, 2))
WHY = "The witness's own form is restored; the hyphen may never have been printed."


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the second release, in which one emendation of the first was withdrawn."""
    root = tmp_path_factory.mktemp("rehearsal")
    for name in ("corpus", "notes", "templates"):
        shutil.copytree(ROOT / name, root / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert main(["release", FIRST, "--date", "2100-12-01"]) == 0
        _withdraw_an_emendation(root)
        assert main(["build"]) == 0  # a correction never waits for its declaration
        (root / CHANGES).write_text(
            f'changes:\n  - anchor: V.4\n    why: "{WHY}"\n', encoding="utf-8"
        )
        assert main(["release", SECOND, "--date", "2101-01-15"]) == 0
        assert main(["check", "--strict"]) == 0
        assert main(["build", "--base-url", BASE]) == 0
    return root


def _withdraw_an_emendation(root: Path) -> None:
    section = root / "corpus" / ID / "05.yaml"
    words = section.read_text(encoding="utf-8")
    assert words.count("lower-middle peasants among the new") == 1
    section.write_text(
        words.replace("lower-middle peasants among the new", "lowermiddle peasants among the new"),
        encoding="utf-8",
    )
    emendations = root / "corpus" / ID / "emendations.yaml"
    entries = re.split(r"(?m)^(?=  - )", emendations.read_text(encoding="utf-8"))
    kept = [entry for entry in entries if "reading: lowermiddle peasants among" not in entry]
    assert len(kept) == len(entries) - 1
    emendations.write_text("".join(kept), encoding="utf-8")
    # The word that comes back is no form of the term: its entry, and that of the term which it
    # includes, say how often they stand in the texts.
    terms = root / "notes" / "authorities" / "terms.yaml"
    entries = re.split(r"(?m)^(?=  - )", terms.read_text(encoding="utf-8"))
    terms.write_text("".join(map(_one_less, entries)), encoding="utf-8")


def _one_less(entry: str) -> str:
    if not re.match("  - id: (?:lower-)?middle-peasant\n", entry):
        return entry
    number = r"(occurs|lower-middle peasants): (\d+)"
    return re.sub(number, lambda found: f"{found[1]}: {int(found[2]) - 1}", entry)


def _page(root: Path, name: str) -> html.HtmlElement:
    return html.document_fromstring((root / "site" / name).read_bytes())


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_page_has_citations_with_address_version_and_web_address(rehearsed: Path) -> None:
    for unit in read(rehearsed).texts[0].units():
        page = _page(rehearsed, f"{ID}/{unit.anchor}.html")
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        assert canonical == f"{BASE}/{ID}/{unit.anchor}.html"
        cited = {each.get("id"): _words(each) for each in page.find_class("citation")}
        assert len(cited) == 7
        for style in ("chicago-notes", "chicago-author-date", "mla", "apa"):
            said = cited[f"cite-{style}"]
            found = re.findall(rf"({ID}/\S+), version ([\d.]+?)[.,] (https://\S+?)\.?$", said)
            assert found == [(f"{ID}/{unit.anchor}", SECOND, canonical)]
            assert "2101" in said


def test_the_history_and_the_errata_show_the_correction(rehearsed: Path) -> None:
    for name in (f"{ID}/V.4.html", "changes.html"):
        page = _page(rehearsed, name)
        assert WHY.replace("'", "’") in _words(page)
        assert [_words(each) for each in page.iter("del")] == ["lower-middle"]
        assert [_words(each) for each in page.iter("ins")] == ["lowermiddle"]


def test_the_reading_page_of_the_old_release_says_that_it_is_not_the_newest(
    rehearsed: Path,
) -> None:
    old, new = (_page(rehearsed, f"{ID}/{version}.html") for version in (FIRST, SECOND))
    assert f"not the newest release: that is {SECOND} of 15" in _words(old.find_class("banner")[0])
    assert "This is the newest release" in _words(new.find_class("banner")[0])
    assert "lower-middle peasants among the new" in _words(old.get_element_by_id("V.4"))
    assert "lowermiddle peasants among the new" in _words(new.get_element_by_id("V.4"))
    for anchor in ("HN.1", "II.4", "n14", "GC.3"):
        assert _words(old.get_element_by_id(anchor)) == _words(new.get_element_by_id(anchor))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"V.4, version {FIRST}", f"revised in version {SECOND}"),
        (f"V.3, version {FIRST}", "unchanged since version "),
        ("lower-middle peasants among the new", f"no longer here; revised in version {SECOND}"),
        ("lowermiddle peasants among the new", f"unchanged since version {SECOND}"),
        (
            f"“lower-middle peasants among the new,” 1955-07-31/V.4, version {FIRST}",
            "no longer here",
        ),
        (
            f"“lower-middle peasants among the new,” 1955-07-31/V.3, version {FIRST}",
            "do not stand here",
        ),
        ("lower middle peasants among the new", "not found"),
    ],
)
def test_the_checker_knows_what_happened(rehearsed: Path, words: str, said: str) -> None:
    answers = verify(read(rehearsed), words)
    assert [said in sentence(answer) for answer in answers] == [True]
