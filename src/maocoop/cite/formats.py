"""A CSL item -> CSL-JSON, BibTeX and RIS.

Both older formats are a list of fields, so what is needed of them is written here: a chapter with
its container. What is not: the escapes of accents; both are UTF-8 as everything else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from maocoop.csl import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from maocoop.cite.items import Item

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


def bibtex(item: Item) -> str:
    """BibTeX: `incollection`.

    No field of BibTeX is for a place that is no page and no chapter, so address and version are
    the first words of `note`, which every style prints. `origdate` is biblatex's.
    """
    lines = [f"  {name} = {value}," for name, value in _bibtex_fields(item)]
    return "\n".join(["@incollection{" + item["id"] + ",", *lines, "}"])


def _bibtex_fields(item: Item) -> Iterator[tuple[str, str]]:
    # A second pair of braces keeps a name whole and the capitals of a title.
    for name, words in (
        ("author", _names(item, "author")),
        ("title", [item["title"]]),
        ("booktitle", [item["container-title"]]),
        ("editor", _names(item, "editor")),
    ):
        if words:
            yield name, "{" + " and ".join(map(_braced, words)) + "}"
    yield "edition", _braced(item["edition"])
    if "issued" in item:
        year, month, day = item["issued"]["date-parts"][0]
        yield "year", _braced(str(year))
        yield "month", MONTHS[month][:3].lower()
        yield "day", _braced(str(day))
    if "original-date" in item:
        yield "origdate", "{" + _edtf(item["original-date"]) + "}"
    if "URL" in item:
        yield "url", "{" + item["URL"] + "}"
    source = f". {item['note']}" if "note" in item else ""
    yield "note", _braced(f"{item['archive_location']}, {item['edition']}{source}")


def _braced(words: str) -> str:
    return "{" + words.translate(_TEX) + "}"


def ris(item: Item) -> str:
    """RIS: `CHAP`; the address is the `ID` and the place in the archive (`AV`)."""
    lines = [f"{tag}  - {value}" for tag, value in _ris_fields(item)]
    return "\n".join([*lines, "ER  - "])


def _ris_fields(item: Item) -> Iterator[tuple[str, str]]:
    yield "TY", "CHAP"
    yield "ID", item["id"]
    # Without a comma behind it the last word of a name would be taken for the family's.
    yield from (("AU", f"{name},") for name in _names(item, "author"))
    yield "TI", item["title"]
    yield "T2", item["container-title"]
    yield from (("A2", f"{name},") for name in _names(item, "editor"))
    yield "ET", item["edition"]
    if "issued" in item:
        year, month, day = item["issued"]["date-parts"][0]
        yield "PY", str(year)
        yield "DA", f"{year}/{month:02}/{day:02}/"
    if "original-date" in item:
        yield "OP", _edtf(item["original-date"])
    yield "AV", item["archive_location"]
    yield "LA", item["language"]
    if "URL" in item:
        yield "UR", item["URL"]
    if "note" in item:
        yield "N1", item["note"]


def _names(item: Item, field: str) -> list[str]:
    return [name["literal"] for name in item.get(field, ())]


def _edtf(date: Mapping[str, Any]) -> str:
    """A CSL date as EDTF: `1955-10-17`, `1955-07/1955-08`, `1956~`."""
    if "literal" in date:
        return str(date["literal"])
    bounds = ("-".join(f"{part:02}" for part in bound) for bound in date["date-parts"])
    return "/".join(bounds) + "~" * bool(date.get("circa"))
