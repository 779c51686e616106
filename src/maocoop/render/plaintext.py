"""Edition and links -> data/<text>.txt and data/<text>.md: to read, to search, to take along.

Both begin with a head (title, dates, version, who speaks, rights by component), then come the parts
in the order of the page, each with the name of its voice. Both have one sentence a line, so that a
line is what a sentence address counts and two releases can be compared line by line.

Plain text. Lines that begin with two blanks are words of the document or of a note of this edition;
all that this edition says about them begins at the margin, so no bracket of the translators can be
taken for one of ours. `[II.4]` stands before each unit, behind it the label as printed (`[HN.5] 1)`)
and, in ⟨angle brackets⟩, what it is about or whom it quotes. An empty line parts units, and paragraphs
within one. In the words ⟨20⟩ is the mark of the note n20, ⟨e3⟩ that of e3, ⟨?⟩ says that the link on the
words before it is a guess; a ⟨ of the words themselves would be doubled.

Markdown. CommonMark 0.31 with footnotes as GitHub and pandoc read them. `[\\[II.4\\]](…)` before each
unit leads to its place on the page; what is **strong** is this edition's (what a note is about, whom a
quotation quotes, that a link is a guess) or the label as printed. Marks are footnotes (`[^n20]`), links
lead to the pages beside the data folder, titles and foreign words are in italics. Every sign that
Markdown could take for its own is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from maocoop.cite.items import container, version_words
from maocoop.history import Standing, standing_of
from maocoop.markup import printed
from maocoop.memory import made
from maocoop.model import Emphasis, Kind, Mark, Ref, Words, walk
from maocoop.render import layer, wording
from maocoop.render.data import place, printed_lemma
from maocoop.render.marking import followed
from maocoop.render.search import GUESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition, Inline, Part, Sentence, Target, Text, Unit


def render(edition: Edition, links: Links, templates: Path, text: Text) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer of a text)
    """Both files of a text."""
    writers = (_Plain(edition, text, links), _Markdown(edition, text, links))
    return {writer.file: made(writer.file, writer.written) for writer in writers}


class _Writer:
    """What both files have: the words with their marks, and what is said of them."""

    ending: str

    def __init__(self, edition: Edition, text: Text, links: Links) -> None:
        self.edition = edition
        self.text = text
        self.links = links.texts[text.id]
        self.file = f"data/{text.id}.{self.ending}"
        self._marks = layer.marks(text)

    def written(self) -> bytes:
        """The whole file."""
        lines = chain(self.head(), *map(self._part, self.text.parts))
        return ("\n".join(lines).rstrip() + "\n").encode()

    def _part(self, part: Part) -> Iterator[str]:
        yield from self.part_head(part)
        for unit in part.units:
            yield from made((self.file, unit.anchor), partial(self._lines, unit))

    def _lines(self, unit: Unit) -> tuple[str, ...]:
        return tuple(self.unit(unit))

    def head(self) -> Iterator[str]:
        """Title, dates, version, who speaks, rights."""
        raise NotImplementedError

    def part_head(self, part: Part) -> Iterator[str]:
        """The heading and the voice of a part."""
        raise NotImplementedError

    def unit(self, unit: Unit) -> Iterator[str]:
        """The lines of a unit."""
        raise NotImplementedError

    def marked(self, sentence: Sentence) -> tuple[Inline, ...]:
        """A sentence with the marks of the translators and of this edition."""
        nodes = sentence.inlines
        for at, note in self._marks.get(sentence.at, ()):
            nodes = followed(nodes, at, Mark(note, note))
        return nodes

    def version(self) -> str:
        """Version and day, or that there is none; a word on what no release has yet."""
        released = all(
            standing_of(self.text.record, unit) is Standing.UNCHANGED for unit in self.text.units()
        )
        said = version_words(self.edition, as_released=released)
        day = self.edition.released
        return f"{said}, {wording.day(day)}" if self.edition.version and day else said

    def facts(self) -> Iterator[str]:
        """The lines below the title."""
        text = self.text
        yield f"{printed(text.occasion.value)}, {wording.day(text.delivered)}."
        yield f"Published {wording.day(text.published)}, after revision."
        yield f"{container(self.edition)}, {self.version()}."
        yield f"Editors: {self.edition.editors}."
        if self.edition.base_url:
            yield f"{self.edition.base_url}/{text.id}.html"

    def sources(self) -> Iterator[str]:
        """Where the words come from, with how certain that is."""
        for what, source in (
            ("headnote, speech and notes", self.text.source),
            ("the comment", self.text.comment_source),
        ):
            yield f"Source of {what} ({source.certainty}): {printed(source.value)}"

    def voices(self) -> Iterator[str]:
        """Who speaks where."""
        for voice in dict.fromkeys(part.voice for part in self.text.parts):
            parts = [part for part in self.text.parts if part.voice is voice]
            anchors = ", ".join(part.anchor for part in parts)
            yield f"{anchors}: {wording.voice(parts[0], self.text)}."

    def rights(self) -> Iterator[str]:
        """What may be done with which component."""
        for right in self.edition.rights:
            yield f"{right.component}: {right.statement}, {right.uri}"

    def about(self, unit: Unit) -> Iterator[str]:
        """What this edition says at the head of a unit."""
        if unit.kind in (Kind.NOTE, Kind.COMMENT, Kind.EDITION_NOTE):
            yield wording.voice(self.links.parts[unit.anchor], self.text)
        if unit.targets:
            yield f"on {'; '.join(map(self._place, unit.targets))}"
        if unit.certainty:
            yield unit.certainty
        if unit.quotes:
            yield f"Quotation: {printed(unit.quotes)}"

    def _place(self, target: Target) -> str:
        unit = self.links.units[target.anchor]
        found = unit.place_of(target)
        if not found:
            return unit.anchor
        words = wording.quoted(wording.short(printed_lemma(unit, target)))
        return f"{unit.anchor}.{found[0]}, {words}"


def _heading(part: Part) -> str:
    """The heading of a part as printed, or ours in angle brackets."""
    if part.label and not part.supplied:
        return part.label
    return f"⟨{part.label or part.title}⟩"


# --- Plain text -------------------------------------------------------------------------------


class _Plain(_Writer):
    """The plain text."""

    ending = "txt"

    def head(self) -> Iterator[str]:
        """Title, dates, version, who speaks, rights."""
        yield from (self.text.author, f"⟨{printed(self.text.title)}⟩", "", *self.facts(), "")
        yield from ("WHO SPEAKS", *self.voices(), *self.sources(), "")
        yield from ("RIGHTS", *self.rights(), "")
        yield from (
            "SIGNS",
            "Lines that begin with two blanks are words of the document or of a note, a sentence each.",
            "What stands in square brackets at the margin is the address of what follows: II.4, n20.",
            "⟨20⟩ is the mark of note n20, ⟨e3⟩ that of e3;",
            f"{GUESS} says that where the words before it refer to is a guess.",
            "Square brackets inside a sentence are those of the document.",
            "",
        )

    def part_head(self, part: Part) -> Iterator[str]:
        """The heading and the voice of a part."""
        yield from ("", f"=== {_heading(part)} ===", f"{wording.voice(part, self.text)}.", "")

    def unit(self, unit: Unit) -> Iterator[str]:
        """The lines of a unit."""
        said = "; ".join(self.about(unit))
        head = [f"[{unit.anchor}]", unit.label, f"⟨{said}⟩" if said else None]
        yield " ".join(filter(None, head))
        for paragraph in unit.paragraphs:
            for sentence in paragraph:
                yield f"  {''.join(_plain(self.marked(sentence)))}"
            yield ""


def _plain(nodes: Iterable[Inline]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Words):
            yield node.text.replace("⟨", "⟨⟨")
        elif isinstance(node, Mark):
            yield f"⟨{node.label}⟩"
        else:
            yield from _plain(node.content)
            if isinstance(node, Ref) and node.to.certainty:
                yield GUESS


# --- Markdown ---------------------------------------------------------------------------------


class _Markdown(_Writer):
    """The Markdown."""

    ending = "md"

    def head(self) -> Iterator[str]:
        """Title, dates, version, who speaks, rights."""
        escaped = partial(map, _escaped)
        yield from (f"# ⟨{_escaped(printed(self.text.title))}⟩", "", _escaped(self.text.author), "")
        yield from (*(f"{line}  " for line in escaped(self.facts())), "")
        yield from ("## Who speaks", "", *_list(escaped(self.voices())), "")
        yield from (*_list(escaped(self.sources())), "")
        yield from ("## Rights", "", *_list(escaped(self.rights())), "")

    def part_head(self, part: Part) -> Iterator[str]:
        """The heading and the voice of a part."""
        heading = f"[{_escaped(_heading(part))}]({self._page(part.anchor)})"
        voice = _escaped(wording.voice(part, self.text))
        yield from (f"## {heading}", "", f"**⟨{voice}⟩**", "")

    def _page(self, anchor: str) -> str:
        return place(self.edition, f"{self.text.id}.html#{anchor}", self.file)

    def unit(self, unit: Unit) -> Iterator[str]:
        """The lines of a unit."""
        said = "; ".join(self.about(unit))
        strong = " ".join(filter(None, (f"⟨{said}⟩" if said else None, unit.label)))
        head = f"[\\[{unit.anchor}\\]]({self._page(unit.anchor)}) "
        head += f"**{_escaped(strong)}** " if strong else ""
        first, following = "", ""
        if unit.kind in (Kind.NOTE, Kind.EDITION_NOTE):
            first, following = f"[^{unit.anchor}]: ", "    "
        elif unit.quotes:
            first = following = "> "
        for number, paragraph in enumerate(unit.paragraphs):
            lines = [self._sentence(sentence) for sentence in paragraph]
            lines[0] = (head if number == 0 else "") + lines[0]
            for k, line in enumerate(lines):
                yield (first if number == k == 0 else following) + line
            yield ""

    def _sentence(self, sentence: Sentence) -> str:
        line = "".join(self._inlines(self.marked(sentence), " ", " "))
        return _unblocked(line)

    def _inlines(self, nodes: Sequence[Inline], before: str, after: str) -> Iterator[str]:
        """Nodes between two characters, which decide how italics are written."""
        edges = [(_edge(node, 0), _edge(node, -1)) for node in nodes]
        for i, node in enumerate(nodes):
            previous = edges[i - 1][1] if i else before
            following = edges[i + 1][0] if i + 1 < len(nodes) else after
            if isinstance(node, Words):
                yield _escaped(node.text)
            elif isinstance(node, Mark):
                # The translators' marks are numbers; their notes are found by address.
                yield f"[^{node.note}]"
            elif isinstance(node, Ref):
                yield self._link(node)
                if node.to.certainty:
                    yield f"<b>{GUESS}</b>" if _joins(following) else f"**{GUESS}**"
            elif isinstance(node, Emphasis):
                sign = _italics(node, previous, following)
                yield sign[0] + "".join(self._inlines(node.content, "*", "*")) + sign[1]
            else:
                yield from self._inlines(node.content, previous, following)

    def _link(self, node: Ref) -> str:
        texts = frozenset(text.id for text in self.edition.texts)
        to = place(self.edition, wording.address(node.to, self.text.id, texts), self.file)
        return f"[{''.join(self._inlines(node.content, '[', ']'))}]({to})"


def _list(lines: Iterable[str]) -> Iterator[str]:
    return (f"- {line}" for line in lines)


_SIGNS = re.compile(r"[\\`*_\[\]<&|~$^]|!$")
"""What means something inside a line, in CommonMark or in what GitHub and pandoc add to it; an
exclamation mark does where a link or a mark follows."""

_BLOCK = re.compile(r"(?=[-+=:>#])|\d{1,9}(?=[.)])")
"""What means something at the beginning of a line only."""


def _escaped(words: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", words)


def _unblocked(line: str) -> str:
    """A line that begins no list, heading or the like."""
    found = _BLOCK.match(line)
    return f"{found[0]}\\{line[found.end() :]}" if found else line


def _edge(node: Inline, end: int) -> str:
    """The first or last character that a node is written with."""
    if isinstance(node, Emphasis):
        return "*"
    if isinstance(node, Mark | Ref):
        return "[]"[end]
    words = "".join(each.text for each in walk((node,)) if isinstance(each, Words))
    return words[end : end + 1 or None] or " "


def _italics(node: Emphasis, before: str, after: str) -> tuple[str, str]:
    """Asterisks, or a tag where they would not be read as italics (CommonMark, section 6.2)."""
    words = "".join(each.text for each in walk(node.content) if isinstance(each, Words))
    inside = isinstance(node.content[0], Words) and isinstance(node.content[-1], Words)
    parted = not (_joins(before) or _joins(after))
    if inside and parted and words == words.strip():
        return "*", "*"
    return "<i>", "</i>"


def _joins(sign: str) -> bool:
    """Whether an asterisk beside a character may not open or close italics."""
    return sign == "*" or not (sign.isspace() or unicodedata.category(sign)[0] in "PS")
