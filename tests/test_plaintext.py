"""Plain text and Markdown, read back: every word, every mark, every address, and no more."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from maocoop.link import link
from maocoop.markup import Grammar, sentences
from maocoop.read import read
from maocoop.render import data, plaintext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from maocoop.model import Edition, Unit

TESTS = Path(__file__).parent
ROOT = TESTS.parent
BASE = "https://edition.example"


@dataclass
class Found:
    """A unit as it is read back: what stands at its head, its sentences by paragraph, its marks as
    (note, sentence from 1, offset)."""

    head: str = ""
    paragraphs: list[list[str]] = field(default_factory=list)
    marks: list[tuple[str, int, int]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    italics: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """All sentences."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]


def written(edition: Edition, ending: str) -> str:
    """The file of one format."""
    files = plaintext.render(edition, link(edition), Path(), edition.texts[0])
    assert set(files) == {f"data/{edition.texts[0].id}.{end}" for end in ("txt", "md")}
    return files[f"data/{edition.texts[0].id}.{ending}"].decode()


# --- Reading back -----------------------------------------------------------------------------


def from_text(content: str) -> dict[str, Found]:
    """The units of the plain text: a line with two blanks before it is a sentence, all else is ours."""
    units: dict[str, Found] = {}
    unit = Found()
    parted = True
    for line in content.splitlines():
        head = re.match(r"\[([\w.]+)\] ?(.*)", line)
        if head:
            unit = units[head[1]] = Found(head[2])
            parted = True
        elif line.startswith("  "):
            if parted:
                unit.paragraphs.append([])
            unit.paragraphs[-1].append(without_signs(line[2:], unit))
            parted = False
        else:
            parted = parted or not line
    return units


def without_signs(line: str, unit: Found) -> str:
    """A sentence without its marks, which are noted."""
    words = ""
    for sign in re.finditer(r"⟨⟨|⟨([^⟩]*)⟩|[^⟨]+", line):
        if sign[0] == "⟨⟨":
            words += "⟨"
        elif sign[1] is None:
            words += sign[0]
        elif sign[1] != "?":
            note = f"n{sign[1]}" if sign[1][0].isdigit() else sign[1]
            unit.marks.append((note, len(unit.sentences) + 1, len(words)))
    return words


def from_markdown(content: str, parser: MarkdownIt) -> dict[str, Found]:
    """The units of the Markdown: a paragraph that begins with a link to its address, and those behind."""
    units: dict[str, Found] = {}
    unit = Found()
    tokens = parser.parse(content)
    for block, token in pairwise(tokens):
        if block.type == "heading_open":
            unit = Found()
        if block.type != "paragraph_open":
            continue
        children = list(token.children or ())
        if children and children[0].type == "link_open":
            anchor = re.fullmatch(r"\[([\w.]+)\]", children[1].content)
            if anchor:
                unit = units[anchor[1]] = Found(str(children[0].attrs["href"]))
                children = children[3:]
                children[0].content = children[0].content.removeprefix(" ")
                if [child.type for child in children[1:2]] == ["strong_open"]:
                    unit.head += f" {children[2].content}"
                    children = children[4:]
                    children[0].content = children[0].content.removeprefix(" ")
        if any(unit is each for each in units.values()):
            unit.paragraphs.append(lines_of(children, unit))
    return units


def lines_of(children: Sequence[Token], unit: Found) -> list[str]:
    """The sentences of a paragraph."""
    lines = [""]
    ours = 0
    before = len(unit.sentences)
    for child in children:
        if child.type in ("strong_open", "strong_close") or child.content in ("<b>", "</b>"):
            ours += -1 if "close" in child.type or "/" in child.content else 1
        elif child.type == "softbreak":
            lines.append("")
        elif child.type == "footnote_ref":
            unit.marks.append((child.meta["label"], before + len(lines), len(lines[-1])))
        elif child.type == "link_open":
            unit.links.append(str(child.attrs["href"]))
        elif child.type == "em_open" or child.content == "<i>":
            unit.italics.append(lines[-1])
        elif child.type == "text" and not ours:
            lines[-1] += child.content
        else:
            assert ours or child.type in (
                "link_close",
                "em_close",
                "html_inline",
                "footnote_anchor",
            )
    return lines


def commonmark() -> MarkdownIt:
    """CommonMark with footnotes; what is not read as a footnote is text."""
    return MarkdownIt("commonmark").use(footnote_plugin, inline=False)


def expected(edition: Edition) -> dict[str, dict[str, Any]]:
    """The units of the data contract."""
    files = data.render(edition, link(edition), Path(), edition.texts[0])
    contract = json.loads(files[f"data/{edition.texts[0].id}.json"])
    return {unit["anchor"]: unit for unit in contract["units"]}


def differences(units: dict[str, Found], edition: Edition) -> Iterator[str]:
    """The units that do not come back as they are."""
    wanted = expected(edition)
    yield from wanted.keys() ^ units.keys()
    for anchor in wanted.keys() & units.keys():
        unit, found = wanted[anchor], units[anchor]
        starts = [1]
        for paragraph in found.paragraphs[:-1]:
            starts.append(starts[-1] + len(paragraph))
        theirs = [mark for mark in found.marks if mark[0].startswith("n")]
        marks = [(mark["note"], mark["sentence"], mark["offset"]) for mark in unit["marks"]]
        label = unit["label"] or ""
        if (found.sentences, starts, theirs) != (
            unit["sentences"],
            unit["paragraph-starts"],
            marks,
        ):
            yield anchor
        elif label not in found.head:
            yield f"{anchor}: {label}"


def from_both(edition: Edition) -> list[dict[str, Found]]:
    """What both files have."""
    return [
        from_text(written(edition, "txt")),
        from_markdown(written(edition, "md"), commonmark()),
    ]


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


# --- The words --------------------------------------------------------------------------------


def test_every_word_comes_back(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        for units in from_both(each):
            assert list(differences(units, each)) == []
            assert [*units.keys() ^ expected(each).keys()] == []


def test_the_marks_of_this_edition_stand_at_their_words(edition: Edition) -> None:
    text, markdown = from_both(edition)
    ours = {
        (anchor, mark[0])
        for anchor, unit in text.items()
        for mark in unit.marks
        if mark[0][0] == "e"
    }
    about = {
        (target, anchor)
        for anchor, unit in expected(edition).items()
        if unit["kind"] == "edition-note"
        for target in unit["targets"]
    }
    assert ours == about
    assert {a: u.marks for a, u in text.items()} == {a: u.marks for a, u in markdown.items()}


def changed_letters(content: str, edition: Edition, head: str) -> Iterator[str]:
    """The file with a letter changed, once in every sentence of every unit."""
    for anchor, unit in expected(edition).items():
        begin = content.index(head.format(anchor))
        # The words come behind what this edition says at the head.
        end = content.index("\n", begin)
        place = max(content.find(sign, begin, end) for sign in (") ", "** ", "⟩"))
        for sentence in unit["sentences"]:
            word = max(re.findall(r"\w+", sentence) or ["…"], key=len)
            place = content.index(word, max(place, begin))
            yield f"{content[:place]}#{content[place + 1 :]}"
            place += len(word)


def test_a_letter_that_changes_is_seen(specimen: Edition) -> None:
    text, markdown = written(specimen, "txt"), written(specimen, "md")
    for changed in changed_letters(text, specimen, "[{}]"):
        assert list(differences(from_text(changed), specimen))
    for changed in changed_letters(markdown, specimen, "[\\[{}\\]]"):
        assert list(differences(from_markdown(changed, commonmark()), specimen))


def test_without_footnotes_no_word_is_lost(edition: Edition) -> None:
    content = written(edition, "md")
    assert list(differences(from_text(written(edition, "txt")), edition)) == []
    plain = [
        " " if token.type == "softbreak" else token.content
        for token in MarkdownIt("commonmark").parse(content)
        for token in token.children or ()
        if token.type in ("text", "softbreak")
    ]
    said = re.sub(r"\[\^[ne]\d+[a-z]?\]", "", "".join(plain))
    for unit in expected(edition).values():
        # The second paragraph of a note is code to a reader that knows no footnotes.
        if unit["paragraph-starts"] == [1]:
            assert " ".join(unit["sentences"]) in said.replace("⟨?⟩", ""), unit["anchor"]


AWKWARD = (
    'So [it](n4 "conjectured")is, [and](n4 "conjectured")*so*, and [so](n4 "conjectured").',
    "1. begins like a list; so does 2) this.",
    "- begins like another, + so, = so, # so, > so.",
    "=== begins like a heading.",
    "* * *",
    "*Italics*at a word, in*side* one, and *two**of them* that meet.",
    'Said*"quoted"*so, and *(in brackets)*; *a [link](n5)* too.',
    "<b>no tag</b>, <!-- no comment -->, <http://no.link>, &amp; no entity &#65;.",
    "`no code`, ``nor this``, ~~nor gone~~, $no$ sum, x^2^, _under_score_, a|b|c.",
    r"A backslash \\ and one at the end \\",
    r"No note \[^1]: [^n2], no [link](n4) but one, ![nothing](n4) drawn!",
    "⟨Angles⟩ of the words, ⟨⟨two⟩, ⟨20⟩ and ⟨?⟩.",
    "木 𣏌 \ue000 \ufffd M\u0304ara \u200b\u2060 \u00a0 ends.",
    "[^n5]: like a definition.",
    "[II.1] is no address here.",
    "https://edition.example/a_b_c*d*e~f!",
)


def awkward(specimen: Edition) -> Edition:
    """The specimen with lines that are hard to write in Markdown in a paragraph and in a note."""
    (text,) = specimen.texts

    def changed(unit: Unit) -> Unit:
        if unit.anchor not in ("GC.4", "n5"):
            return unit
        lines = [(line.replace("* * *", r"\* \* \*"), unit.at) for line in AWKWARD]
        at = [(line, replace(unit.at, line=5000 + k)) for k, (line, _) in enumerate(lines)]
        made, _ = sentences(at, Grammar.NOTES)
        return replace(unit, sentences=made, paragraph_starts=(1, 5, 10))

    parts = tuple(replace(part, units=tuple(map(changed, part.units))) for part in text.parts)
    return replace(specimen, texts=(replace(text, parts=parts),))


def test_signs_of_the_formats_among_the_words_come_back(specimen: Edition) -> None:
    made = awkward(specimen)
    assert "⟨⟨two⟩" in " ".join(expected(made)["n5"]["sentences"])
    for units in from_both(made):
        assert list(differences(units, made)) == []
        assert len(units["n5"].sentences) == len(AWKWARD)
    markdown = from_both(made)[1]
    assert len(markdown["n5"].italics) == 9


def test_a_guess_is_said_to_be_one(specimen: Edition) -> None:
    assert "text May 1, 1899(2)⟨?⟩.\n" in written(specimen, "txt")
    assert "](../texts.html#text-1899-05-01-2)**⟨?⟩**.\n" in written(specimen, "md")


def test_links_lead_to_the_pages(specimen: Edition) -> None:
    units = from_markdown(written(specimen, "md"), commonmark())
    assert units["n2"].head.startswith("../1900-01-01.html#n2 ")
    assert units["n2"].links == [
        "../1900-01-01.html#n4",
        "../1900-01-01.html#II",
        "../1900-01-01.html#II.1",
        "../texts.html#text-1899-05-01-2",
        "../term/mu.html",
    ]
    published = from_markdown(written(replace(specimen, base_url=BASE), "md"), commonmark())
    assert published["n2"].links[0] == f"{BASE}/1900-01-01.html#n4"


def test_every_link_leads_to_a_place_of_the_site(edition: Edition, site: Path) -> None:
    units = from_markdown(written(edition, "md"), commonmark())
    links = {to for unit in units.values() for to in (*unit.links, unit.head.split()[0])}
    pages: dict[str, str] = {}
    for to in links:
        path, _, place = to.partition("#")
        if path not in pages:
            pages[path] = (site / "data" / path).resolve().read_text(encoding="utf-8")
        assert not place or f'id="{place}"' in pages[path], to


# --- What stands around them ------------------------------------------------------------------


def test_the_head_says_what_it_is(edition: Edition) -> None:
    for ending in ("txt", "md"):
        head = written(edition, ending).partition("[HN.1" if ending == "txt" else r"[\[HN.1")[0]
        assert "version 1.0.0" in head
        assert "conjectured" in head
        for right in edition.rights:
            assert right.statement in head
            assert right.uri.replace("_", r"\_" if ending == "md" else "_") in head
        for voice in ("The translators", "The comment of another book", "This edition"):
            assert voice in head
        assert "http" not in re.sub(r", https?://\S+", "", head)
        published = written(replace(edition, base_url=BASE), ending)
        assert f"{BASE}/1955-07-31.html" in published


def test_every_part_and_note_names_its_voice(edition: Edition) -> None:
    text, markdown = from_both(edition)
    for units in (text, markdown):
        for anchor, unit in units.items():
            if anchor.startswith("n"):
                assert "The translators; on " in unit.head
            if anchor.startswith("GC"):
                assert "The comment of another book" in unit.head
            if anchor.startswith("e"):
                assert re.search(r"This edition; on .*; (given|identified|conj|unr)", unit.head)
    headings = re.findall(r"^=== (.*) ===\n(.*)$", written(edition, "txt"), re.M)
    assert headings[0] == ("⟨Headnote⟩", "The translators.")
    assert headings[1] == ("⟨I⟩", "Mao Zedong, in the words of the translators.")
    assert headings[2][0] == "II"
    assert len(headings) == len(edition.texts[0].parts)


def test_a_version_that_no_release_has_says_so(edition: Edition) -> None:
    texts = tuple(replace(text, record=type(text.record)()) for text in edition.texts)
    assert "with unreleased changes" in written(replace(edition, texts=texts), "txt")
    unreleased = replace(edition, texts=texts, version=None, released=None)
    assert "An Annotated Edition, unreleased." in written(unreleased, "txt")
