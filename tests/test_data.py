"""The units one by one: all that the pages say of a unit, in one small file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from maocoop import cite
from maocoop.history import plain, versions
from maocoop.link import link
from maocoop.markup import printed
from maocoop.model import Target
from maocoop.read import read
from maocoop.render import data

if TYPE_CHECKING:
    from maocoop.model import Edition, Text

TESTS = Path(__file__).parent
BASE = "https://edition.example"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The tiny edition with one of everything."""
    return read(TESTS / "specimen")


def made(edition: Edition) -> dict[str, Any]:
    """Every JSON file, read, by its path."""
    files = data.render(edition, link(edition), Path(), edition.texts[0])
    return {path: json.loads(content) for path, content in files.items() if path.endswith(".json")}


@pytest.fixture(scope="module")
def files(edition: Edition) -> dict[str, Any]:
    """The files of the real edition."""
    return made(edition)


def test_a_unit_has_the_keys_of_the_contract_and_says_the_same(
    edition: Edition, files: dict[str, Any], specimen: Edition
) -> None:
    for each, found in ((edition, files), (specimen, made(specimen))):
        (text,) = each.texts
        units = found[f"data/{text.id}.json"]["units"]
        assert [unit["anchor"] for unit in units] == [unit.anchor for unit in text.units()]
        for unit in units:
            whole = found[f"data/{text.id}/{unit['anchor']}.json"]
            assert {key: whole[key] for key in unit} == unit
            assert whole["text"] == text.id


def test_every_key_is_explained(files: dict[str, Any]) -> None:
    explained = {
        line.split()[0] for line in (data.__doc__ or "").splitlines() if line[:4] == "    "
    }
    assert files["data/1955-07-31/II.4.json"].keys() <= explained
    keys = {path: content.keys() for path, content in files.items() if is_unit(path)}
    assert {tuple(each) for each in keys.values()} == {tuple(files["data/1955-07-31/n14.json"])}


def is_unit(path: str) -> bool:
    """Whether a path is that of one unit."""
    return path.count("/") == 2 and not path.endswith(".csl.json")


def test_the_digest_is_that_of_the_sentences(files: dict[str, Any], text: Text) -> None:
    recorded = {
        state.anchor: state.digest for release in text.record.releases for state in release.states
    }
    for unit in text.units():
        whole = files[f"data/{text.id}/{unit.anchor}.json"]
        digest = hashlib.sha256(" ".join(whole["sentences"]).encode()).hexdigest()
        assert whole["digest"] == {"sha-256": digest}
        if all(version["version"] for version in whole["history"]):
            assert recorded[unit.anchor] == digest


def test_a_unit_says_who_speaks_of_it(files: dict[str, Any]) -> None:
    whole = files["data/1955-07-31/II.14.json"]
    assert whole["voice"] == {
        "id": "author",
        "name": "Mao Zedong, in the words of the translators",
    }
    assert whole["part"] == {"anchor": "II", "title": "Section II"}
    said = {note["anchor"]: note for note in whole["notes"]}
    assert said["n14"]["voice"] == "translators"
    assert said["n14"]["sentences"] == files["data/1955-07-31/n14.json"]["sentences"]
    for path, content in files.items():
        if is_unit(path):
            for target in content["targets"]:
                notes = files[f"data/1955-07-31/{target}.json"]["notes"]
                assert content["anchor"] in {note["anchor"] for note in notes}


def test_offsets_are_those_of_the_words(files: dict[str, Any], edition: Edition) -> None:
    entities = {entity.anchor: entity for entity in edition.entities}
    for path, content in files.items():
        if not is_unit(path):
            continue
        for name in content["names"]:
            words = content["sentences"][name["sentence"] - 1][name["start"] : name["end"]]
            forms = {printed(form) for form in entities[name["anchor"]].forms}
            assert words in forms | entities[name["anchor"]].forms.keys()
        for lemma in filter(lambda each: each["lemma"], content["lemmas"]):
            about = files[f"data/1955-07-31/{lemma['anchor']}.json"]["sentences"]
            words = about[lemma["sentence"] - 1][lemma["start"] : lemma["end"]]
            assert words == lemma["lemma"]


def test_a_lemma_that_runs_over_a_sentence_is_counted_on(specimen: Edition) -> None:
    (text,) = specimen.texts
    target = Target("III.1", "will be lit. [Only then]", None, text.at)
    parts = tuple(
        replace(
            part,
            units=tuple(
                replace(unit, targets=(target,)) if unit.anchor == "GC.2" else unit
                for unit in part.units
            ),
        )
        for part in text.parts
    )
    found = made(replace(specimen, texts=(replace(text, parts=parts),)))
    (lemma,) = found["data/1900-01-01/GC.2.json"]["lemmas"]
    words = " ".join(found["data/1900-01-01/III.1.json"]["sentences"])
    assert words[lemma["start"] : lemma["end"]] == lemma["lemma"] == target.lemma


def test_a_whole_unit_has_no_lemma(specimen: Edition) -> None:
    (lemma,) = made(specimen)["data/1900-01-01/GC.0.json"]["lemmas"]
    assert lemma == {"anchor": "II.2", "sentence": None, "start": None, "end": None, "lemma": None}


def test_the_citations_are_those_of_the_page(files: dict[str, Any], edition: Edition) -> None:
    (text,) = edition.texts
    said = files["data/1955-07-31/GC.3.json"]["citations"]
    assert said == cite.citations(edition, text, cite.Address(text.id, "GC.3"))
    assert list(said) == list(cite.ALL_STYLES)
    assert files["data/1955-07-31/GC.3.json"]["version"] == "version 1.0.0"


def test_the_history_is_that_of_the_record(specimen: Edition) -> None:
    (text,) = specimen.texts
    found = made(specimen)
    for unit in text.units():
        whole = found[f"data/{text.id}/{unit.anchor}.json"]
        wanted = versions(text.record, unit.anchor, plain(unit))
        kinds = [(version.version, version.kind, version.why) for version in wanted]
        assert [(v["version"], v["kind"], v["why"]) for v in whole["history"]] == kinds
    assert any(len(found[path]["history"]) > 1 for path in found if is_unit(path))


def test_the_page_of_a_unit_is_there(files: dict[str, Any], site: Path, edition: Edition) -> None:
    for path, content in files.items():
        if is_unit(path):
            assert (site / path).parent.joinpath(content["page"]).resolve().is_file()
    published = made(replace(edition, base_url=BASE))
    assert published["data/1955-07-31/n1.json"]["page"] == f"{BASE}/1955-07-31/n1.html"


def test_a_note_of_this_edition_has_its_certainty(files: dict[str, Any]) -> None:
    for path, content in files.items():
        if is_unit(path):
            assert (content["certainty"] is not None) == (content["kind"] == "edition-note")
            assert (content["quotes"] is not None) == (content["kind"] == "quotation")
