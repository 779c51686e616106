"""What is kept from one state of the edition to the next: never anything stale."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from corrections import CHANGES, corrections, readable, saved, sources, specimen
from edits import SPECIMEN
from maocoop.link import link
from maocoop.memory import Memory, made
from maocoop.read import Reader, read
from maocoop.render import render
from maocoop.render.ground import entries, ground, tools

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.model import Edition


class Desk:
    """An edition that is corrected again and again, as `serve` sees it."""

    def __init__(self, root: Path) -> None:
        self.root, self.reader, self.memory = root, Reader(root), Memory()
        self.templates = root / "templates"

    def render(self, edition: Edition) -> dict[str, bytes]:
        """All files, with what is remembered of the times before."""
        links = link(edition)
        units = [unit for text in edition.texts for unit in text.units()]
        rests_on = (ground(edition, links), tools(self.templates))
        self.memory.renew(rests_on, units, entries(links))
        with self.memory:
            return render(edition, links, self.templates)

    def assert_not_stale(self) -> dict[str, bytes] | None:
        """The files, which must be those that are made of the same sources without a memory."""
        edition = readable(self.reader)
        if edition is None:
            return None
        kept, fresh = self.render(edition), read(self.root)
        anew = render(fresh, link(fresh), self.templates)
        assert {path for path in kept | anew if kept.get(path) != anew.get(path)} == set()
        return kept


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(specimen(tmp_path / "edition"))


def test_no_corrected_word_leaves_anything_stale(desk: Desk) -> None:
    """Word by word through all files; each stays corrected when the next one is."""
    desk.assert_not_stale()
    rendered = 0
    for path in sources(desk.root):
        for text in corrections(path.read_text(encoding="utf-8")):
            before = path.read_text(encoding="utf-8")
            path.write_text(text, encoding="utf-8")
            if desk.assert_not_stale() is None:
                path.write_text(before, encoding="utf-8")
            else:
                rendered += 1
    assert rendered > 20


@pytest.mark.parametrize(("path", "old", "new"), CHANGES)
def test_no_change_of_anything_else_does(desk: Desk, path: str, old: str, new: str) -> None:
    before = desk.assert_not_stale()
    text = saved(desk.root / path, old, new)
    after = desk.assert_not_stale()
    assert after is not None
    assert after != before
    (desk.root / path).write_text(text, encoding="utf-8")
    assert desk.assert_not_stale() == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[first paragraph](II.1)", "[opening paragraph](II.1)"),
        ("(bib:fenn-1898)", "(bib:ledger-1899)"),
        ("[note 4](n4)", "[note 3](n3)"),
        ("(text:1899-12-31#n2)", "(text:1899-05-01-2)"),
    ],
)
def test_no_corrected_link_does(desk: Desk, old: str, new: str) -> None:
    """And what it does not touch is kept: it makes few files anew."""
    before = desk.assert_not_stale()
    saved(desk.root / "notes/1900-01-01/footnotes.yaml", old, new)
    known = dict(desk.memory.kept)
    after = desk.assert_not_stale()
    assert after is not None
    assert after != before
    again = [name for name, kept in desk.memory.kept.items() if known.get(name) != kept]
    assert len(again) < len(known) / 3


def test_a_line_more_moves_all_that_stands_below(desk: Desk) -> None:
    desk.assert_not_stale()
    file = desk.root / "notes/1900-01-01/edition-notes.yaml"
    file.write_text(f"# a remark\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    assert desk.assert_not_stale() is not None


def test_a_corrected_word_makes_few_files_anew(desk: Desk) -> None:
    desk.assert_not_stale()
    saved(desk.root / "notes/1900-01-01/edition-notes.yaml", "Who is right", "Which is right")
    before = dict(desk.memory.kept)
    desk.assert_not_stale()
    again = {name for name, kept in desk.memory.kept.items() if before.get(name) != kept}
    pages = {name for name in again if isinstance(name, str)}
    assert "1900-01-01/e1.html" in pages
    assert "1900-01-01/I.1.html" not in pages
    assert len(again) < len(before) / 4


# --- The memory itself ------------------------------------------------------------------------


def test_a_recipe_is_followed_once() -> None:
    memory, followed = Memory(), []
    unit = next(read(SPECIMEN).texts[0].units())

    def recipe() -> str:
        followed.append(unit.anchor)
        return unit.plain

    for _ in range(2):
        memory.renew("ground", [unit])
        with memory:
            assert made("name", recipe) == unit.plain
    assert followed == [unit.anchor]
    memory.renew("other ground", [unit])
    with memory:
        made("name", recipe)
    memory.renew("other ground", [])
    with memory:
        made("name", recipe)
    assert len(followed) == 3


def test_of_each_name_the_last_state_is_kept() -> None:
    memory = Memory()
    memory.renew("ground", [])
    with memory:
        assert [made("name", partial(str, n), n) for n in (1, 1, 2)] == ["1", "1", "2"]
        assert made("name", lambda: "again", 2) == "2"
        assert made("name", lambda: "again", 1) == "again"
    assert len(memory.kept) == 1


def test_a_long_session_keeps_no_more_than_a_short_one(desk: Desk) -> None:
    file = desk.root / "notes/1900-01-01/edition-notes.yaml"
    text = file.read_text(encoding="utf-8")
    sizes = []
    for number in range(6):
        file.write_text(text.replace("Who is right", f"Who {'x' * number}", 1), encoding="utf-8")
        desk.assert_not_stale()
        sizes.append(len(desk.memory.kept))
    assert len(set(sizes[1:])) == 1


def test_what_a_recipe_read_its_caller_has_read() -> None:
    memory = Memory()
    one, other = list(read(SPECIMEN).texts[0].units())[:2]

    def page() -> str:
        return made("one", lambda: one.plain) + made("other", lambda: other.plain)

    memory.renew("ground", [one, other])
    with memory:
        made("page", page)
    memory.renew("ground", [other])
    assert set(memory.kept) == {"other"}


def test_without_a_memory_every_recipe_is_followed() -> None:
    assert made("name", lambda: 1) == 1
    assert made("name", lambda: 2) == 2
