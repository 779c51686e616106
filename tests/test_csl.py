"""Dates as CSL wants them, the marking of hanzi, and the digest that tells a stale reference."""

from __future__ import annotations

from typing import Any

import pytest

from maocoop.csl import STYLE, csl_date, csl_json, day, digest, marked


@pytest.mark.parametrize(
    ("edtf", "csl"),
    [
        ("1955", {"date-parts": [[1955]]}),
        ("1955-10", {"date-parts": [[1955, 10]]}),
        ("1955-10-17", {"date-parts": [[1955, 10, 17]]}),
        ("1955-21", {"date-parts": [[1955, 21]]}),
        ("1966-04/1966-06", {"date-parts": [[1966, 4], [1966, 6]]}),
        ("1955-07-05/1955-07-06", {"date-parts": [[1955, 7, 5], [1955, 7, 6]]}),
        ("1957/..", {"date-parts": [[1957], [0]]}),
        ("1956~", {"date-parts": [[1956]], "circa": True}),
        ("1955/1956?", {"date-parts": [[1955], [1956]], "circa": True}),
        ("195X", {"literal": "195X"}),
        ("../1955", {"literal": "../1955"}),
    ],
)
def test_an_edtf_date_becomes_a_csl_date(edtf: str, csl: dict[str, Any]) -> None:
    assert csl_date(edtf) == csl


@pytest.mark.parametrize(
    "edtf",
    ["", "55", "1955-13", "1955-02-30", "1955-21-03", "17 October 1955", "1955/1956/1957", "1955/"],
)
def test_what_is_no_date_is_refused(edtf: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|calendar"):
        csl_date(edtf)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1955-07-31", "31 July 1955"),
        ("1955-07/1955-08", "July 1955–August 1955"),
        ("1955-21", "spring 1955"),
        ("1956~", "1956 (about)"),
        ("195X", "1950s"),
    ],
)
def test_an_edtf_date_in_english_words(edtf: str, words: str) -> None:
    assert day(edtf) == words


def test_an_item_keeps_all_but_its_dates() -> None:
    item = {
        "type": "book",
        "title": "Nongye 1955-10-17",
        "issued": "1955",
        "event-date": "1955-10",
        "author": [{"literal": "Su Xing 苏星"}],
    }
    assert csl_json(item) == item | {
        "issued": {"date-parts": [[1955]]},
        "event-date": {"date-parts": [[1955, 10]]},
    }
    assert item["issued"] == "1955"


def test_a_refused_date_names_its_field() -> None:
    with pytest.raises(ValueError, match=r"^issued: .*'soon'"):
        csl_json({"type": "book", "issued": "soon"})


@pytest.mark.parametrize(
    ("title", "with_tail"),
    [
        ("Lun shi da guanxi 论十大关系 [On it]", "Lun shi da guanxi <>论十大关系 [On it]</>"),
        ("Gaochao de xuyan 《高潮》的序言", "Gaochao de xuyan <>《高潮》的序言</>"),
        ("Kratkii kurs [Short course]", "Kratkii kurs <>[Short course]</>"),
        ("Jueyi (cao'an) 决议（草案）", "Jueyi (cao'an) <>决议（草案）</>"),
        ("The Economic Development of China", "The Economic Development of China"),
    ],
)
def test_what_follows_the_romanized_title_is_marked(title: str, with_tail: str) -> None:
    expected = with_tail.replace("<>", '<span class="nodecor">').replace("</>", "</span>")
    assert marked({"title": title})["title"] == expected
    assert marked({"container-title": title})["container-title"] == expected


def test_only_titles_are_marked() -> None:
    item = {"publisher": "Renmin chubanshe 人民出版社", "author": [{"literal": "Su Xing 苏星"}]}
    assert marked(item) == item | {"language": "und"}


def test_the_digest_is_of_item_style_and_what_was_made() -> None:
    item = {"type": "book", "title": "Yuefu 乐府", "issued": "1955"}
    made = digest(item, STYLE, "Yuefu.")
    assert made == digest(dict(reversed(item.items())), STYLE, "Yuefu.")
    assert made != digest(item, "chicago-author-date", "Yuefu.")
    assert made != digest(item | {"issued": "1956"}, STYLE, "Yuefu.")
    assert made != digest(item, STYLE, "Yuefu")


def test_the_digest_stays_what_it_was() -> None:
    item = {"type": "book", "title": "Yuefu 乐府", "issued": "1955"}
    expected = "39ddbdb027f5037985ccee325b0a37ead8e17429f2be406c7fb1f737ff74763b"
    assert digest(item, "chicago-notes-bibliography-17th-edition", "Yuefu.") == expected
