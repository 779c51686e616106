"""The bibliography and the edition itself in three formats, read back by programs that are not ours."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.resources import files as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from maocoop import cite
from maocoop.cite import formats
from maocoop.link import link
from maocoop.read import read
from maocoop.render import references

if TYPE_CHECKING:
    from maocoop.cite.items import Item
    from maocoop.model import Edition

TESTS = Path(__file__).parent
BASE = "https://edition.example"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


def written(edition: Edition, name: str) -> str:
    """A file, as text."""
    return references.render(edition, link(edition), Path())[f"data/{name}"].decode()


def items(edition: Edition, name: str = "bibliography") -> list[Item]:
    """The items of a CSL-JSON file."""
    made: list[Item] = json.loads(written(edition, f"{name}.json"))
    return made


def by_pandoc(source: str, text: str) -> dict[str, Item]:
    """What pandoc makes of a bibliography, by ids."""
    pandoc = import_module("pypandoc").get_pandoc_path()
    command = [pandoc, f"--from={source}", "--to=csljson"]
    ran = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    assert ran.stderr == ""
    return {item["id"]: item for item in json.loads(ran.stdout)}


# --- CSL-JSON ---------------------------------------------------------------------------------


@cache
def csl_terms(name: str, part: str) -> list[str]:
    """The words of a part of CSL's own schema (CSL 1.0.2), which a package brings."""
    folder = package_files("citeproc") / "data" / "schema" / "schemas" / "styles"
    text = (folder / f"csl-{name}.rnc").read_text(encoding="utf-8")
    text = re.sub(r"#.*", "", text)
    found = re.search(rf"{re.escape(part)} =((?:\s*\|?\s*\"[\w-]+\")+)", text)
    assert found
    return re.findall(r'"([\w-]+)"', found[1])


def csl_schema() -> dict[str, Any]:
    """A schema of CSL-JSON, made of the words of CSL and of the forms of names and dates."""
    parts = ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"]
    name = closed({part: {"type": "string", "minLength": 1} for part in parts})
    names = {"type": "array", "items": name, "minItems": 1}
    bound = {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}
    date = closed(
        {
            "date-parts": {"type": "array", "items": bound, "minItems": 1, "maxItems": 2},
            "circa": {"type": "boolean"},
            "literal": {"type": "string"},
        }
    )
    words = {"type": "string", "minLength": 1}
    fields: dict[str, Any] = {
        "id": words,
        "type": {"enum": csl_terms("types", "item-types")},
        **dict.fromkeys(csl_terms("variables", "variables.dates"), date),
        **dict.fromkeys(csl_terms("variables", "variables.names"), names),
    }
    for kind in ("numbers", "titles", "strings"):
        fields |= dict.fromkeys(csl_terms("variables", f"variables.{kind}"), words)
    item = closed(fields) | {"required": ["id", "type"]}
    return {"type": "array", "items": item}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object with these keys and no others."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def test_csl_json_has_the_words_and_forms_of_csl(edition: Edition, specimen: Edition) -> None:
    validator = jsonschema_rs.validator_for(csl_schema())
    for each in (edition, specimen, replace(specimen, base_url=BASE)):
        for name in ("bibliography", "edition"):
            made = items(each, name)
            assert [error.message for error in validator.iter_errors(made)] == []
            assert len({item["id"] for item in made}) == len(made)
    assert not validator.is_valid([{"id": "x", "type": "book", "titel": "a misprint"}])
    assert not validator.is_valid([{"id": "x", "type": "bok"}])


def test_every_work_is_there(edition: Edition) -> None:
    made = {item["id"]: item for item in items(edition)}
    assert made.keys() == {work.id for work in edition.works}
    for work in edition.works:
        item = made[work.id]
        assert item.keys() == {"id", "note", *work.item}
        assert item["type"] == work.item["type"]
        assert straight(item.get("title", "")) == straight(work.item.get("title", ""))
        assert work.certainty in item["note"]
        assert all(field in item["note"] for field in work.conjectured)
    walker = made["walker-1966"]
    assert walker["issued"] == {"date-parts": [[1966, 4], [1966, 6]]}
    assert walker["author"] == [{"family": "Walker", "given": "Kenneth R."}]
    assert walker["page"] == "1-43"
    assert "“Socialist High Tide”" in walker["title"]
    assert "关于农业合作化问题 [The" in made["mao-1955-10-17"]["title"]


def straight(words: str) -> str:
    """Words with straight signs."""
    return words.translate(str.maketrans("“”‘’–", "\"\"''-"))


def test_pandoc_reads_csl_json_as_it_is(edition: Edition, specimen: Edition) -> None:
    # Notes too: `word: …` at their beginning would be taken for a variable.
    for each in (edition, specimen):
        made = by_pandoc("csljson", written(each, "bibliography.json"))
        assert made == {item["id"]: item for item in items(each)}


# --- BibTeX -----------------------------------------------------------------------------------

# What pandoc, whose types are those of CSL, makes of ours: BibTeX has none for documents, and its
# periodicals and unpublished speeches are taken for articles and manuscripts.
PANDOC_TYPES = {
    "article": "",
    "periodical": "article-journal",
    "speech": "manuscript",
}


@pytest.mark.parametrize("reader", ["bibtex", "biblatex"])
def test_pandoc_reads_bibtex(edition: Edition, specimen: Edition, reader: str) -> None:
    for each in (edition, specimen):
        made = by_pandoc(reader, written(each, "bibliography.bib"))
        wanted = {item["id"]: item for item in items(each)}
        assert made.keys() == wanted.keys()
        for key, item in wanted.items():
            read_back = made[key]
            kinds = {item["type"], PANDOC_TYPES.get(item["type"])}
            assert read_back["type"] in kinds, key
            assert same_fields(item, read_back) == [], key


def same_fields(item: Item, read_back: Item) -> list[str]:
    """The fields that BibTeX has and pandoc gives otherwise."""
    title = item.get("title") or (
        item.get("container-title") if item["type"] == "periodical" else None
    )
    wanted = {
        **item,
        "annote": item["note"],
        "title": title,
        "event": item.get("event-title"),
    }
    fields = (
        "title", "container-title", "issued", "volume", "number-of-volumes", "issue", "page",
        "publisher", "publisher-place", "edition", "annote", "event", "status",
    )  # fmt: skip
    wrong = [name for name in fields if wanted.get(name) != read_back.get(name)]
    names = ("author", "editor", "translator")
    wrong += [name for name in names if as_bibtex(item, name) != read_back.get(name, [])]
    if item["type"] != "speech" and item.get("genre") != read_back.get("genre"):
        wrong.append("genre")
    return wrong


def as_bibtex(item: Item, field: str) -> list[dict[str, str]]:
    """Names as BibTeX has them: it knows one kind of particles."""
    return [
        {part.replace("non-dropping", "dropping"): words for part, words in name.items()}
        for name in item.get(field, ())
    ]


def by_bibtexparser(text: str) -> Any:
    """What bibtexparser makes of a file: its library."""
    return import_module("bibtexparser").parse_string(text)


def test_bibtexparser_reads_bibtex(edition: Edition) -> None:
    for name in ("bibliography", "edition"):
        library = by_bibtexparser(written(edition, f"{name}.bib"))
        assert library.failed_blocks == []
        wanted = {item["id"]: item for item in items(edition, name)}
        assert library.entries_dict.keys() == wanted.keys()
        for key, entry in library.entries_dict.items():
            item, fields = wanted[key], entry.fields_dict
            assert entry.entry_type == formats.TYPES.get(item["type"], formats.OTHER).bibtex
            if "title" in item:
                assert fields["title"].value == "{" + item["title"] + "}"
            year = item.get("issued", {}).get("date-parts", [[None]])[0][0]
            assert ("year" in fields) == (year is not None)
            assert year is None or fields["year"].value == str(year)


def test_dates_are_edtf_for_biblatex(edition: Edition) -> None:
    library = by_bibtexparser(written(edition, "bibliography.bib"))
    entries = library.entries_dict
    for work in edition.works:
        field = entries[work.id].fields_dict.get("date")
        assert (field.value if field else None) == work.item.get("issued")


# --- RIS --------------------------------------------------------------------------------------


def by_rispy(text: str) -> dict[str, dict[str, Any]]:
    """What rispy makes of a file, by ids."""
    return {entry["id"]: entry for entry in import_module("rispy").loads(text)}


def test_rispy_reads_ris(edition: Edition, specimen: Edition) -> None:
    for each in (edition, specimen):
        made = by_rispy(written(each, "bibliography.ris"))
        wanted = {item["id"]: item for item in items(each)}
        assert made.keys() == wanted.keys()
        for key, item in wanted.items():
            assert ris_differences(item, made[key]) == [], key
            assert "unknown_tag" not in made[key]


def ris_differences(item: Item, entry: dict[str, Any]) -> list[str]:
    """The fields that RIS has and rispy gives otherwise."""
    issued = item.get("issued", {}).get("date-parts", [[None]])[0]
    title, container = item.get("title"), item.get("container-title")
    periodical = item["type"] == "periodical"
    wanted = {
        "type_of_reference": formats.TYPES.get(item["type"], formats.OTHER).ris,
        "title": container if periodical else title,
        "secondary_title": None if periodical else container,
        "year": None if issued[0] is None else str(issued[0]),
        "authors": ris_names(item, "author"),
        "secondary_authors": ris_names(item, "editor"),
        "subsidiary_authors": ris_names(item, "translator"),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "publisher": item.get("publisher"),
        "place_published": item.get("publisher-place"),
        "edition": item.get("edition"),
        "language": item.get("language"),
        "notes": [item["note"]],
    }
    return [name for name, value in wanted.items() if value != entry.get(name)]


def ris_names(item: Item, field: str) -> list[str] | None:
    """Names as RIS has them: the family's first, a comma behind one that is whole and none in it."""
    particles = ("dropping-particle", "non-dropping-particle", "family")
    names = []
    for name in item.get(field, ()):
        family = " ".join(name[part] for part in particles if part in name)
        whole = f"{name.get('literal', '').replace(',', ';')},"
        names.append(whole if "literal" in name else f"{family}, {name['given']}")
    return names or None


def test_pandoc_reads_ris(edition: Edition) -> None:
    # It passes over most tags: place, day, translator, kind.
    made = by_pandoc("ris", written(edition, "bibliography.ris"))
    for item in items(edition):
        read_back = made[item["id"]]
        assert read_back.get("title") in (item.get("title"), item.get("container-title"))
        if item["type"] == "periodical":
            assert read_back["type"] == "article-journal"
        elif item["type"] in formats.TYPES and item["type"] != "speech":
            assert read_back["type"] == item["type"]
        for name in item.get("author", ()):
            whole = {"family": name["literal"].replace(",", ";")} if "literal" in name else name
            assert whole in read_back["author"]


@pytest.mark.parametrize(
    ("issued", "day"),
    [
        ("1955-10-11", "1955/10/11/"),
        ("1955-10", "1955/10//"),
        ("1955", "1955///"),
        ("1955-21", "1955///spring 1955"),
        ("1966-04/1966-06", "1966/04//April 1966–June 1966"),
        ("1901~", "1901///1901 (about)"),
        ("195X", "///1950s"),
        ("../1954", "///until 1954"),
    ],
)
def test_days_of_ris(edition: Edition, issued: str, day: str) -> None:
    (work, *_) = edition.works
    dated = replace(work, item={**work.item, "issued": issued})
    entry = written(replace(edition, works=(dated,)), "bibliography.ris")
    assert f"DA  - {day}\r\n" in entry
    assert f"date = {{{issued}}}" in written(replace(edition, works=(dated,)), "bibliography.bib")


def test_lines_of_ris_end_as_they_should(edition: Edition) -> None:
    text = written(edition, "bibliography.ris")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")[:-1]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    counts = Counter(line[:2] for line in lines)
    assert counts["TY"] == counts["ER"] == len(edition.works)


# --- Any type ---------------------------------------------------------------------------------


def test_every_type_of_csl_is_written(specimen: Edition) -> None:
    (work, *_) = specimen.works
    types = csl_terms("types", "item-types")
    works = tuple(
        replace(work, id=f"a-{type_}", item={**work.item, "type": type_}) for type_ in types
    )
    made = replace(specimen, works=works)
    assert by_pandoc("bibtex", written(made, "bibliography.bib")).keys() == {w.id for w in works}
    assert by_rispy(written(made, "bibliography.ris")).keys() == {w.id for w in works}


def test_names_with_particles_and_signs_of_tex(specimen: Edition) -> None:
    (work, *_) = specimen.works
    names = [
        {"non-dropping-particle": "van der", "family": "Berg", "given": "Jan"},
        {"literal": "Smith & Sons and Co."},
        {"family": "Lu_", "given": "M̄ 𣏌"},
    ]
    named = replace(work, item={**work.item, "editor": names, "title": "50% of {A}: 木"})
    made = replace(specimen, works=(named,))
    (item,) = by_pandoc("bibtex", written(made, "bibliography.bib")).values()
    assert item["title"] == "50% of {A}: 木"
    assert item["editor"] == as_bibtex({"editor": names}, "editor")
    (entry,) = by_rispy(written(made, "bibliography.ris")).values()
    assert entry["secondary_authors"] == ["van der Berg, Jan", "Smith & Sons and Co.,", "Lu_, M̄ 𣏌"]


# --- The edition itself -----------------------------------------------------------------------


def test_the_edition_is_a_book_and_its_parts_are_chapters(edition: Edition) -> None:
    made = items(replace(edition, base_url=BASE), "edition")
    book, speech, *others = made
    assert (book["type"], book["id"]) == ("book", "edition")
    assert book["URL"] == f"{BASE}/"
    assert book["edition"] == "version 1.0.0"
    assert speech["id"] == "1955-07-31/I-XII"
    assert speech["author"] == [{"literal": "Mao Zedong"}]
    assert [item["archive_location"] for item in others] == [
        f"1955-07-31/{anchor}" for anchor in ("HN", "NOTES", "GC", "EN")
    ]
    assert all("author" not in item for item in others)
    assert {item.get("container-title", item["title"]) for item in made} == {book["title"]}


def test_the_edition_is_the_same_in_all_formats(edition: Edition) -> None:
    made = items(edition, "edition")
    text = edition.texts[0]
    for item in made[1:]:
        address = cite.parse_address(item["id"], edition, text.id)
        assert cite.item(edition, text, address) == item
    for reader, ending in (("bibtex", "bib"), ("ris", "ris")):
        read_back = by_pandoc(reader, written(edition, f"edition.{ending}"))
        assert [read_back[item["id"]]["title"] for item in made] == [i["title"] for i in made]
        assert {i: each["type"] for i, each in read_back.items()} == {
            item["id"]: item["type"] for item in made
        }


def test_an_unreleased_edition_has_no_day(edition: Edition) -> None:
    texts = tuple(replace(text, record=type(text.record)()) for text in edition.texts)
    unreleased = replace(edition, version=None, released=None, base_url="", texts=texts)
    for item in items(unreleased, "edition"):
        assert item["edition"] == item["status"] == "unreleased"
        assert not {"issued", "URL"} & item.keys()
    assert items(replace(edition, texts=texts), "edition")[0]["edition"].endswith("changes")
    assert "year = " not in written(unreleased, "edition.bib")
