"""A CSL item -> CSL-JSON, BibTeX and RIS.

Both older formats are a list of fields, so what is needed of them is written here: places of this
edition (a chapter with its container) and the types of work that bibliographies have. What is not: the
escapes of accents; both are UTF-8 as everything else.

BibTeX has types and fields of its own; where it has none, those of biblatex, which BibTeX passes over:
`date` (EDTF) beside `year`, `month` and `day`, `entrysubtype` for newspapers and magazines, `volumes`,
`pubstate`, `eventtitle`, `type`, `origdate`, `langid`, `annotation`. What neither has a type for is
`misc` with its kind in `type`.

RIS has one letter code a type (`TY`) and no dates but year, month and day: `DA` has the whole in words
behind them. A type that it lacks is `GEN` with its kind in `M3`. Commas part names, so those inside
the name of a body are semicolons.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from maocoop.csl import MONTHS, day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from maocoop.cite.items import Item


class Type(NamedTuple):
    """What a CSL type is called in BibTeX and RIS, and what its container is called in BibTeX."""

    bibtex: str
    ris: str
    container: str = "booktitle"
    subtype: str | None = None


TYPES = {
    "article-journal": Type("article", "JOUR", "journal"),
    "article-magazine": Type("article", "MGZN", "journal", "magazine"),
    "article-newspaper": Type("article", "NEWS", "journal", "newspaper"),
    "book": Type("book", "BOOK"),
    "chapter": Type("incollection", "CHAP"),
    "collection": Type("collection", "EDBOOK"),
    "manuscript": Type("unpublished", "UNPB"),
    "pamphlet": Type("booklet", "PAMP"),
    "paper-conference": Type("inproceedings", "CPAPER"),
    "periodical": Type("periodical", "JFULL", "title"),
    "report": Type("techreport", "RPRT"),
    "speech": Type("unpublished", "GEN"),
    "thesis": Type("phdthesis", "THES"),
    "webpage": Type("online", "ELEC"),
}
"""The types that the formats have a name for."""

OTHER = Type("misc", "GEN")

LANGUAGES = {
    "de": "german",
    "en": "english",
    "fr": "french",
    "ja": "japanese",
    "ru": "russian",
    "zh": "chinese",
}
"""What languages are called in LaTeX (babel)."""

# What TeX does not print as it stands.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def csl_json(item: Item) -> str:
    """CSL-JSON: an array with the one item."""
    return json.dumps([item], ensure_ascii=False, indent=1)


def _kind(item: Item) -> str | None:
    """What a work is called that the formats have no type for, and a speech, whose type has others."""
    if item["type"] in TYPES and item["type"] != "speech":
        return item.get("genre")
    return item.get("genre") or (item["type"] if item["type"] == "speech" else None)


# --- BibTeX -----------------------------------------------------------------------------------


def bibtex(item: Item) -> str:
    """BibTeX, an entry.

    No field of BibTeX is for a place of this edition, which is no page and no chapter, so address and
    version are the first words of `note`, which every style prints. What we say of another work is
    in `annotation`, which none prints.
    """
    lines = [f"  {name} = {value}," for name, value in _bibtex_fields(item)]
    entry = TYPES.get(item["type"], OTHER).bibtex
    return "\n".join(["@" + entry + "{" + item["id"] + ",", *lines, "}"])


def _bibtex_fields(item: Item) -> Iterator[tuple[str, str]]:
    type_ = TYPES.get(item["type"], OTHER)
    # A second pair of braces keeps a name whole and the capitals of a title.
    for name, words in (
        ("author", _bibtex_names(item, "author")),
        ("title", _whole(item, "title")),
        (type_.container, _whole(item, "container-title")),
        ("editor", _bibtex_names(item, "editor")),
        ("translator", _bibtex_names(item, "translator")),
    ):
        if words:
            yield name, "{" + " and ".join(words) + "}"
    if type_.subtype:
        yield "entrysubtype", _braced(type_.subtype)
    kind = _kind(item)
    if kind:
        yield "type", _braced(kind)
    for field, name in (
        ("edition", "edition"), ("volume", "volume"), ("number-of-volumes", "volumes"),
        ("issue", "number"), ("publisher", "publisher"), ("publisher-place", "address"),
    ):  # fmt: skip
        if field in item:
            yield name, _braced(item[field])
    if "event-title" in item:
        yield "eventtitle", "{" + _braced(item["event-title"]) + "}"
    if "page" in item:
        yield "pages", _braced(re.sub(r"(?<=\d)[-–](?=\d)", "--", item["page"]))
    yield from _bibtex_dates(item)
    if "URL" in item:
        yield "url", "{" + item["URL"] + "}"
    yield from _bibtex_remarks(item)


def _bibtex_dates(item: Item) -> Iterator[tuple[str, str]]:
    issued = item.get("issued", {})
    begin = issued.get("date-parts", [[]])[0]
    # A place of this edition has its own day, which needs no more than BibTeX has.
    if issued and "archive_location" not in item:
        yield "date", "{" + _edtf(issued) + "}"
    if begin:
        yield "year", _braced(str(begin[0]))
    if len(issued.get("date-parts", ())) == 1 and len(begin) > 1 and begin[1] <= 12:
        yield "month", MONTHS[begin[1]][:3].lower()
        yield from (("day", _braced(str(number))) for number in begin[2:])
    if "original-date" in item:
        yield "origdate", "{" + _edtf(item["original-date"]) + "}"


def _bibtex_remarks(item: Item) -> Iterator[tuple[str, str]]:
    if "archive_location" in item:
        source = f". {item['note']}" if "note" in item else ""
        yield "note", _braced(f"{item['archive_location']}, {item['edition']}{source}")
        return
    if "status" in item:
        yield "pubstate", _braced(item["status"])
    # `language` would be printed; this one says how the title is hyphenated and sorted.
    if item.get("language") in LANGUAGES:
        yield "langid", _braced(LANGUAGES[item["language"]])
    if "note" in item:
        yield "annotation", _braced(item["note"])


def _whole(item: Item, field: str) -> list[str]:
    return [_braced(item[field])] if field in item else []


def _braced(words: str) -> str:
    return "{" + words.translate(_TEX) + "}"


def _bibtex_names(item: Item, field: str) -> list[str]:
    return [
        _braced(name["literal"]) if "literal" in name else _inverted(name).translate(_TEX)
        for name in item.get(field, ())
    ]


# --- RIS --------------------------------------------------------------------------------------


def ris(item: Item) -> str:
    """RIS, an entry; of a place of this edition the address is the `ID` and the place in the archive
    (`AV`)."""
    lines = [f"{tag}  - {value}" for tag, value in _ris_fields(item)]
    return "\n".join([*lines, "ER  - "])


def _ris_fields(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(item["type"], OTHER).ris
    yield "ID", item["id"]
    yield from (("AU", name) for name in _ris_names(item, "author"))
    periodical = item["type"] == "periodical"
    for field, tag in (("title", "TI"), ("container-title", "TI" if periodical else "T2")):
        if field in item:
            yield tag, item[field]
    yield from (("A2", name) for name in _ris_names(item, "editor"))
    yield from (("A4", name) for name in _ris_names(item, "translator"))
    for field, tag in (
        ("edition", "ET"), ("volume", "VL"), ("number-of-volumes", "NV"), ("issue", "IS"),
        ("publisher", "PB"), ("publisher-place", "CY"), ("event-title", "T3"),
    ):  # fmt: skip
        if field in item:
            yield tag, item[field]
    kind = _kind(item)
    if kind:
        yield "M3", kind
    if "page" in item:
        yield from zip(("SP", "EP"), re.split("[-–]", item["page"]), strict=False)
    yield from _ris_dates(item)
    for field, tag in (
        ("archive_location", "AV"), ("language", "LA"), ("URL", "UR"), ("note", "N1"),
    ):  # fmt: skip
        if field in item:
            yield tag, item[field]


def _ris_dates(item: Item) -> Iterator[tuple[str, str]]:
    issued = item.get("issued", {})
    bounds = issued.get("date-parts", [])
    if bounds and bounds[0][0]:
        year, *rest = bounds[0]
        yield "PY", str(year)
        months = [f"{number:02}" for number in rest if rest[0] <= 12]
        plain = len(bounds) == 1 and len(months) == len(rest) and not issued.get("circa")
        said = "" if plain else day(_edtf(issued))
        yield "DA", f"{year}/{'/'.join((*months, '', '')[:2])}/{said}"
    elif issued:
        yield "DA", f"///{day(_edtf(issued))}"
    if "original-date" in item:
        yield "OP", _edtf(item["original-date"])


def _ris_names(item: Item, field: str) -> list[str]:
    # A name is parted at its commas, and without any its last word would be taken for the family's.
    return [
        f"{name['literal'].replace(',', ';')}," if "literal" in name else _inverted(name)
        for name in item.get(field, ())
    ]


# --- Both -------------------------------------------------------------------------------------


def _inverted(name: Mapping[str, str]) -> str:
    """A name with the family's first: `van der Berg, Jr., Jan`."""
    family = _joined(name, ("dropping-particle", "non-dropping-particle", "family"))
    return ", ".join(filter(None, (family, name.get("suffix"), name.get("given"))))


def _joined(name: Mapping[str, str], fields: Iterable[str]) -> str:
    return " ".join(name[field] for field in fields if field in name)


def _edtf(date: Mapping[str, Any]) -> str:
    """A CSL date as EDTF: `1955-10-17`, `1955-07/1955-08`, `1956~`."""
    if "literal" in date:
        return str(date["literal"])
    bounds = (
        "-".join(f"{part:02}" for part in bound) if bound != [0] else ".."
        for bound in date["date-parts"]
    )
    return "/".join(bounds) + "~" * bool(date.get("circa"))
