"""A line of the notation -> inline nodes in printed form.

The notation is a small, closed part of Markdown that never crosses a line: `*italics*`, note marks
`[^20]`, in the corpus `[words the translators supplied]`, in the notes `[links](bib:walker-1966)`.
Python-Markdown finds the pieces; its HTML is never used: its tree is mapped to our own nodes and
all else is text. Typographic quotation marks and dashes are made here and nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.inlinepatterns import (
    EscapeInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    Pattern,
    SimpleTagInlineProcessor,
)
from markdown.treeprocessors import InlineProcessor as Inlines
from markdown.util import Registry

from maocoop.errors import Finding, Position
from maocoop.model import (
    Certainty,
    Emphasis,
    Inline,
    Mark,
    Ref,
    Reference,
    Sentence,
    Supplied,
    Words,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Grammar(Enum):
    """Which signs a line may use: in the corpus brackets are supplied words, in the notes links."""

    CORPUS = "corpus"
    NOTES = "notes"


def sentences(
    lines: Sequence[tuple[str, Position]], grammar: Grammar
) -> tuple[tuple[Sentence, ...], tuple[Finding, ...]]:
    """Parse the lines of one unit, one sentence each, with the position of each line.

    Quotation marks are decided over the whole unit, since a quotation may run over sentences.
    """
    findings: list[Finding] = []
    parsed = _parse([line for line, _ in lines], grammar)
    made = []
    for (line, at), nodes in zip(lines, parsed, strict=True):
        findings += _faults(line, nodes, at, grammar)
        made.append(Sentence(plain(nodes), nodes, at))
    return _set_in_type(made), tuple(findings)


def inlines(
    text: str, at: Position, grammar: Grammar
) -> tuple[tuple[Inline, ...], tuple[Finding, ...]]:
    """Parse a single line that is not part of a unit."""
    made, findings = sentences([(text, at)], grammar)
    return made[0].inlines, findings


def plain(nodes: Iterable[Inline]) -> str:
    """The words of a line, without marks, italics and link targets."""
    parts = []
    for node in nodes:
        if isinstance(node, Words):
            parts.append(node.text)
        elif not isinstance(node, Mark):
            parts.append(plain(node.content))
    return "".join(parts)


# --- Python-Markdown's tree -> our nodes ------------------------------------------------------

SIGNS = re.compile(r"[*\[\]\\]")
"""A line without any of these is text and needs no parser."""


class _MarkProcessor(InlineProcessor):
    """`[^20]`: the mark of a note."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: N802, ARG002 - name and arguments are Python-Markdown's, which types them two ways
        element = Element("mark")
        element.set("label", m.group(1))
        return element, m.start(0), m.end(0)


class _LinkProcessor(LinkInlineProcessor):
    """`[text](target "certainty")`, brackets in the text allowed."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - name and arguments are Python-Markdown's, which types them two ways
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        text, index, handled = self.getText(data, m.end(0))
        if not handled:
            return None, None, None
        href, title, index, handled = self.getLink(data, index)
        if not handled:
            return None, None, None
        element = Element("link")
        element.text = text
        element.set("target", href)
        element.set("certainty", title or "")
        return element, m.start(0), index


class _SuppliedProcessor(LinkInlineProcessor):
    """`[words]`: supplied by the translators; the brackets are printed."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - name and arguments are Python-Markdown's, which types them two ways
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        text, index, handled = self.getText(data, m.end(0))
        if not handled:
            return None, None, None
        element = Element("supplied")
        element.text = f"{_escaped('[')}{text}{_escaped(']')}"
        return element, m.start(0), index


def _escaped(sign: str) -> str:
    """A sign in Python-Markdown's own escape, so that no pattern sees it again."""
    return f"{markdown.util.STX}{ord(sign)}{markdown.util.ETX}"


def _parser(grammar: Grammar) -> Inlines:
    """A Python-Markdown that knows the signs of one grammar and nothing else."""
    md = markdown.Markdown()
    md.ESCAPED_CHARS = ["\\", "*", "[", "]"]
    patterns: Registry[Pattern] = Registry()
    patterns.register(EscapeInlineProcessor(r"\\(.)", md), "escape", 50)
    patterns.register(_MarkProcessor(r"\[\^(\d+[a-z]?)\]", md), "mark", 40)
    if grammar is Grammar.CORPUS:
        patterns.register(_SuppliedProcessor(r"\[", md), "supplied", 30)
    else:
        patterns.register(_LinkProcessor(r"\[", md), "link", 30)
    italics = r"(\*)([^*\s](?:[^*]*[^*\s])?)\*"
    patterns.register(SimpleTagInlineProcessor(italics, "em"), "italics", 20)
    md.inlinePatterns = patterns
    parser = Inlines(md)
    md.treeprocessors.register(parser, "inline", 20)  # the patterns look for it under this name
    return parser


_PARSERS = {grammar: _parser(grammar) for grammar in Grammar}


def _parse(lines: Sequence[str], grammar: Grammar) -> list[tuple[Inline, ...]]:
    """All lines of a unit in one run of the parser; lines without signs do not trouble it."""
    tree = Element("unit")
    for line in lines:
        if SIGNS.search(line):
            SubElement(tree, "line").text = line
    parser = _PARSERS[grammar]
    parser.md.reset()
    rows = iter(parser.run(tree)) if len(tree) else iter(())
    return [
        tuple(_nodes(next(rows))) if SIGNS.search(line) else (Words(line),) if line else ()
        for line in lines
    ]


def _nodes(element: Element) -> Iterable[Inline]:
    if element.text:
        yield Words(_unescape(element.text))
    for child in element:
        yield _node(child)
        if child.tail:
            yield Words(_unescape(child.tail))


def _node(element: Element) -> Inline:
    if element.tag == "mark":
        label = element.get("label", "")
        return Mark(f"n{label}", label)
    content = tuple(_nodes(element))
    if element.tag == "em":
        return Emphasis(content)
    if element.tag == "supplied":
        return Supplied(content)
    return Ref(_reference(element.get("target", ""), element.get("certainty", "")), content)


def _unescape(text: str) -> str:
    return re.sub("\x02(\\d+)\x03", lambda m: chr(int(m.group(1))), text)


# --- Where links lead -------------------------------------------------------------------------

_TARGET = re.compile(
    r"(?:(?P<scheme>bib|text|person|place|org|event|term|fig):)?(?P<id>[A-Za-z0-9][A-Za-z0-9.-]*)(?:\#(?P<part>[a-z0-9-]+))?"
)
_NOWHERE = Reference("", "")


def _reference(target: str, certainty: str) -> Reference:
    """A parsed link target; `_NOWHERE` where it is none, which `_faults` reports."""
    match = _TARGET.fullmatch(target)
    if match is None or (match["part"] and match["scheme"] != "text"):
        return _NOWHERE
    if certainty and certainty not in set(Certainty):
        return _NOWHERE
    return Reference(
        match["scheme"] or "anchor",
        match["id"],
        match["part"],
        Certainty(certainty) if certainty else None,
    )


# --- Faults of notation -----------------------------------------------------------------------

_LINK_HINT = (
    "a link is written [text](target), the target one of n26, III, II.4, bib:walker-1966, "
    'text:1953-10-15#n2, term:cun; a guess adds its certainty: (n26 "conjectured")'
)


def _faults(
    line: str, nodes: tuple[Inline, ...], at: Position, grammar: Grammar
) -> Iterable[Finding]:
    def finding(message: str, hint: str, sign: str) -> Finding:
        column = at.column + max(line.find(sign), 0)
        return Finding("notation", message, hint, replace(at, column=column))

    if not line.strip():
        yield finding("this line is empty", "write a sentence or take the line out", "")
    if any("*" in words for words in _unescaped_words(line, nodes)):
        hint = r"italics are written *like this*, closed up inside; a plain asterisk is \*"
        yield finding("an asterisk opens or closes nothing", hint, "*")
    if grammar is Grammar.CORPUS and "](" in line:
        hint = "links belong in notes/; in corpus/ brackets hold words the translators supplied"
        yield finding("a link in the text of the speech", hint, "](")
    for node in walk(nodes):
        if isinstance(node, Ref) and node.to == _NOWHERE:
            yield finding("this link leads nowhere that can be named", _LINK_HINT, "](")
        elif isinstance(node, Ref) and any(isinstance(n, Ref) for n in walk(node.content)):
            yield finding("a link inside a link", "end the first link before the second", "[")


def _unescaped_words(line: str, nodes: tuple[Inline, ...]) -> Iterable[str]:
    """The words of a line, unless it escapes an asterisk and so may print one."""
    if r"\*" not in line:
        yield from (node.text for node in walk(nodes) if isinstance(node, Words))


# --- Printed form -----------------------------------------------------------------------------

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DASHES = re.compile(
    # 216-243; a longer chain (1955-07-31) is a date, a longer number (9781351030663-4) or one
    # joined to letters an identifier: they keep their hyphens.
    r"(?<![\w./])\d{1,6}(?:-\d{1,6})+(?![\w/])"
    rf"|(?:{_MONTH})-(?:{_MONTH})"
    r"|\d(?:st|nd|rd|th)-\d+(?:st|nd|rd|th)"
)
_OPENS_AFTER = frozenset(" \u00a0([{“‘\u2014/")


def printed(text: str) -> str:
    """Straight signs -> typographic ones, character for character, over a whole unit.

    Quotation marks become “ ” ‘ ’ by what stands before and after them; a hyphen becomes an en dash
    between the numbers, months or ordinals of a range, nowhere else.
    """
    text = _DASHES.sub(_en_dash, text)
    if '"' not in text and "'" not in text:
        return text
    signs = list(text)
    for i, sign in enumerate(signs):
        if sign in "\"'":
            before = signs[i - 1] if i else " "
            after = text[i + 1] if i + 1 < len(text) else " "
            signs[i] = _quotation_mark(sign, before, after)
    return "".join(signs)


def _en_dash(match: re.Match[str]) -> str:
    found = match.group()
    return found.replace("-", "–") if found.count("-") == 1 else found


def _quotation_mark(sign: str, before: str, after: str) -> str:
    # An apostrophe before a figure is an elision ('50s), never an opening mark.
    opens = before in _OPENS_AFTER and not after.isspace() and not (sign == "'" and after.isdigit())
    if sign == '"':
        return "“" if opens else "”"
    return "‘" if opens else "’"


def _set_in_type(made: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Give every sentence its printed words; offsets stay what they were."""
    text = printed(" ".join(sentence.plain for sentence in made))
    start = 0
    result = []
    for sentence in made:
        end = start + len(sentence.plain)
        nodes, _ = _with_words(sentence.inlines, text[start:end])
        result.append(replace(sentence, inlines=nodes))
        start = end + 1
    return tuple(result)


def _with_words(nodes: tuple[Inline, ...], text: str) -> tuple[tuple[Inline, ...], str]:
    """The same nodes with their words taken from `text`, and what of `text` is left."""
    made: list[Inline] = []
    for node in nodes:
        if isinstance(node, Words):
            made.append(Words(text[: len(node.text)]))
            text = text[len(node.text) :]
        elif isinstance(node, Mark):
            made.append(node)
        else:
            content, text = _with_words(node.content, text)
            made.append(replace(node, content=content))
    return tuple(made), text
