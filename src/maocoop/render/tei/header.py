"""The `teiHeader` of a text: who answers for what, the witness, the rules, rights and releases (TEI P5,
chapter 2).

Voices are `respStmt` with the ids author, translators, commentary and edition, which every `@resp`
names; nobody is given a name that the witness does not give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop import cite
from maocoop.cite.items import container, version_words
from maocoop.history import (
    Standing,
    anchors_of_text,
    anchors_without_text,
    standing,
    tombstones,
)
from maocoop.model import Certainty, Group, Voice
from maocoop.render import versions
from maocoop.render.tei.elements import CERTAINTY, add, cert, dated, element, evidence, worded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maocoop.history import Version
    from maocoop.model import Edition, Right, Statement, Text
    from maocoop.render.tei.elements import Element

_DONE = {
    Voice.AUTHOR: ("words of the speech", "{author}, in the words of the translators"),
    Voice.TRANSLATORS: (
        "translation of the speech, words in square brackets, headnote and notes",
        "the translators, whom the witness does not name",
    ),
    Voice.COMMENTARY: (
        "general comment",
        "the comment of another book, whose author the witness does not name",
    ),
    Voice.EDITION: (
        "division into sentences, addresses, notes of this edition, emendations, links, names, "
        "figures, bibliography, encoding",
        "{editors}",
    ),
}
"""By voice what it answers for, and who that is."""

_SCALE = {
    Certainty.GIVEN: "The document says it.",
    Certainty.IDENTIFIED: "It rests on evidence that is named.",
    Certainty.CONJECTURED: "It rests on inference or general knowledge that nothing at hand confirms.",
    Certainty.UNRESOLVED: "It is not known; a guess would be worse.",
}

_TONGUES = {
    "en": "English",
    "ru": "Russian",
    "ru-Latn": "Russian, romanized",
    "zh": "Chinese",
    "zh-Hans": "Chinese characters",
    "zh-Latn": "Chinese, romanized",
    "zh-Latn-pinyin": "Chinese in pinyin",
    "zh-Latn-wadegile": "Chinese in Wade-Giles",
}


def header(edition: Edition, text: Text, tongues: Iterable[str]) -> Element:
    """The header; `tongues` are the language tags that the document uses."""
    return element(
        "teiHeader",
        _file(edition, text),
        _encoding(text),
        _profile(edition, text, tongues),
        _revisions(edition, text),
    )


# --- The file ---------------------------------------------------------------------------------


def _file(edition: Edition, text: Text) -> Element:
    return element(
        "fileDesc",
        _titles(edition, text),
        element("editionStmt", _version(edition, text)),
        _published(edition, text),
        _source(text),
    )


def _titles(edition: Edition, text: Text) -> Element:
    return element(
        "titleStmt",
        worded("title", text.title, type="main"),
        worded("title", container(edition), type="edition"),
        worded("title", edition.subtitle, type="sub"),
        worded("author", text.author, ref=_person(edition, text.author)),
        worded("editor", edition.editors),
        *(_voice(voice, edition, text) for voice in Voice),
    )


def _person(edition: Edition, name: str) -> str | None:
    """The entry of a person whom the edition lists under a name."""
    found = (each for each in edition.entities if each.group is Group.PERSONS)
    return next((f"#{each.anchor}" for each in found if each.name == name), None)


def _voice(voice: Voice, edition: Edition, text: Text) -> Element:
    done, who = _DONE[voice]
    name = who.format(author=text.author, editors=edition.editors)
    return element("respStmt", worded("resp", done), worded("name", name), xml_id=voice.value)


def _version(edition: Edition, text: Text) -> Element:
    words = version_words(edition, as_released=_as_released(edition, text))
    made = worded("edition", words, n=edition.version)
    if edition.version and edition.released:
        add(made, (", ", dated("date", edition.released)))
    return made


def _as_released(edition: Edition, text: Text) -> bool:
    """Whether all words of the text and of the lists are those of the last release."""
    now = [(text.record, anchors_of_text(text)), (edition.record, anchors_without_text(edition))]
    return all(
        standing(record, anchor, words) is Standing.UNCHANGED
        for record, anchors in now
        for anchor, words in anchors.items()
    )


def _published(edition: Edition, text: Text) -> Element:
    made = element("publicationStmt", worded("publisher", edition.editors))
    if edition.released:
        made.append(dated("date", edition.released))
    made.append(element("idno", text.id, type="text"))
    if edition.base_url:
        made.append(element("idno", cite.canonical(edition, f"{text.id}.html"), type="URL"))
    # A component in which no voice speaks, such as the program, is not in this file.
    licences = [_licence(right) for right in edition.rights if right.voices]
    if licences:
        made.append(element("availability", *licences))
    return made


def _licence(right: Right) -> Element:
    words = f"{right.component}. Holder: {right.holder}. {right.statement}. {right.remark}"
    return element(
        "licence",
        worded("p", words),
        target=right.uri,
        corresp=" ".join(f"#{voice.value}" for voice in right.voices),
    )


def _source(text: Text) -> Element:
    """The witness, and the books and prints that it is taken to come from."""
    lines = f"The file that was given to this edition, kept as it was ({len(text.witness.lines)} lines): "
    address = element("ref", text.witness.path, target=f"source/{text.witness.path}")
    witness = element("witness", lines, address, xml_id="witness")
    return element(
        "sourceDesc",
        element("listWit", witness),
        element(
            "listBibl",
            _stated(text.source, "source", "headnote, speech and notes"),
            _stated(text.comment_source, "comment-source", "general comment"),
            _stated(text.publication, "publication", "publication of the speech"),
        ),
    )


def _stated(statement: Statement, id_: str, what: str) -> Element:
    made = worded("bibl", statement.value, xml_id=id_, n=what, cert=cert(statement.certainty))
    return add(made, (" ", *evidence([statement.evidence])))


# --- How it is encoded ------------------------------------------------------------------------


def _encoding(text: Text) -> Element:
    return element(
        "encodingDesc",
        element("projectDesc", worded("p", _PROJECT)),
        _declarations(text),
        _references(),
        element("classDecl", _scale()),
        element("variantEncoding", method="parallel-segmentation", location="internal"),
    )


_PROJECT = (
    "Made by a program from the files in which the edition is kept; what is corrected is corrected "
    "there. The document is presented as historical material: the edition takes no side."
)

_DECLARED = {
    "correction": (
        "What is printed other than in the witness stands in choice: sic has the words of the "
        "witness, corr those of this edition. All places and their reasons are listed at the end. "
        "The transmission is emended, not the authors."
    ),
    "hyphenation": "A hyphen at the end of a line of the witness is one of the word, and is kept.",
    "quotation": (
        "Quotation marks are kept as characters. Block quotations stand in cit; whom they quote "
        "is named behind them by this edition."
    ),
    "segmentation": (
        "The document has the divisions of the witness. A unit has its anchor as xml:id, a sentence "
        "that of its unit and its number; sentences of the notes of this edition have none, for these "
        "are cited whole. The division into sentences is fixed at the first release."
    ),
}
"""By element of `editorialDecl`, what was done."""

_BRACKETS = (
    "Square brackets in speech and notes are the translators' and are kept as characters, within "
    "supplied where the words are supplied in the speech. Angle brackets, within supplied with the "
    "resp edition, hold what this edition adds among the words of the document. Other statements of "
    "this edition stand in elements of their own, and it answers for all links, names, terms, "
    "figures and lists."
)

_READING = (
    "All places of a name or term that is listed are marked, but those inside another name; a name "
    "that crosses another element is left out. Marks of notes are empty elements: without them, "
    "without labels, and without sic, the sentences are the plain text of the edition."
)


def _declarations(text: Text) -> Element:
    made = element("editorialDecl")
    for name, words in _DECLARED.items():
        made.append(element(name, worded("p", words)))
    rules = (worded("p", rule) for rule in text.normalization)
    made.append(element("normalization", *rules, method="silent"))
    made.append(element("interpretation", worded("p", _BRACKETS), worded("p", _READING)))
    return made


def _references() -> Element:
    """How anchors are found (`citeStructure`): each is a whole reference by itself."""
    levels = (
        ("part", "/TEI/text/(front|body|back)/div[@xml:id]"),
        (
            "unit",
            "/TEI/text/(front|body|back)/div[@xml:id]//(p|ab|quote|note|div)"
            "[@xml:id][not(@type='gone')]",
        ),
        ("sentence", "/TEI/text/(front|body|back)/div[@xml:id]//s[@xml:id]"),
    )
    made = (element("citeStructure", unit=unit, match=at, use="@xml:id") for unit, at in levels)
    return element("refsDecl", *made)


def _scale() -> Element:
    """The scale of certainty, with the values of `@cert` that stand for it."""
    made = element("taxonomy", xml_id="certainty")
    for certainty, words in _SCALE.items():
        described = worded("catDesc", f"{certainty.value}: {words}")
        made.append(element("category", described, xml_id=certainty.value, n=CERTAINTY[certainty]))
    return made


# --- What it is -------------------------------------------------------------------------------


def _profile(edition: Edition, text: Text, tongues: Iterable[str]) -> Element:
    languages = (element("language", _TONGUES.get(each), ident=each) for each in sorted(tongues))
    calendar = element(
        "calendar",
        worded("p", "Extended Date/Time Format (EDTF), for seasons, decades and doubt."),
        xml_id="edtf",
    )
    return element(
        "profileDesc",
        element("abstract", worded("p", edition.description)),
        _creation(text),
        element("langUsage", *languages),
        element("calendarDesc", calendar),
    )


def _creation(text: Text) -> Element:
    """When and on what occasion the speech was given, and when its words were published."""
    occasion = worded("rs", text.occasion.value, type="event", cert=cert(text.occasion.certainty))
    return element(
        "creation",
        occasion,
        ", ",
        dated("date", text.delivered, type="delivered"),
        "; published ",
        dated("date", text.published, type="published"),
        f". Evidence of the occasion: {text.occasion.evidence}",
    )


# --- Releases ---------------------------------------------------------------------------------


def _revisions(edition: Edition, text: Text) -> Element | None:
    """The releases, newest first, with every anchor that one of them changed."""
    pending = [each for each in versions.pending(edition) if each.text in (text.id, None)]
    made = element("revisionDesc")
    if pending:
        words = worded("p", "Changed since the last release, and not released yet.")
        made.append(element("change", words, _changes(pending, text), status="unreleased"))
    for release in versions.releases(edition):
        changed = [each for each in release.changed if each.text in (text.id, None)]
        words = worded("p", f"Version {release.version}. New anchors: {release.new}.")
        content = (words, _changes(changed, text) if changed else None)
        made.append(dated("change", release.date, *content, n=release.version, who="#edition"))
    return made if len(made) else None


def _changes(changed: Iterable[Version], text: Text) -> Element:
    return element("list", *(_changed(each, text) for each in changed))


def _changed(each: Version, text: Text) -> Element:
    fate = {"moved": f"moved to {each.moved_to}", "retired": f"retired: {each.retired}"}
    words = f"{each.anchor} {fate.get(each.kind, each.kind)}."
    # A stone of the text stands where it was; an entry of a list that is gone has no place here.
    gone = each.text is None and each.anchor in tombstones(text.record)
    return worded(
        "item",
        f"{words} {each.why}" if each.why else words,
        corresp=None if gone else f"#{each.anchor}",
    )
