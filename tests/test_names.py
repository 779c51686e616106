"""Names and terms on the pages: marked once, sorted, in context, under every spelling."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.check.names import miscounted_name
from maocoop.link import link
from maocoop.model import Group, Name, walk
from maocoop.read import read
from maocoop.render import names
from maocoop.render.layer import Layer

if TYPE_CHECKING:
    from maocoop.link import Links
    from maocoop.model import Edition

ROOT = Path(__file__).parents[1]
SPECIMEN = ROOT / "tests" / "specimen"


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The specimen edition."""
    return read(SPECIMEN)


@pytest.fixture(scope="module")
def links(specimen: Edition) -> Links:
    """Its links."""
    return link(specimen)


def test_a_name_is_marked_where_its_part_has_it_first(specimen: Edition, links: Links) -> None:
    (text,) = specimen.texts
    layer = Layer(text, links.texts[text.id].named, whole=True)
    made = [
        (unit.anchor, node.entity)
        for unit in text.document()
        for sentence in unit.sentences
        for node in walk(layer.over(sentence))
        if isinstance(node, Name)
    ]
    assert made.count(("II.3", "org-council")) == 1
    assert ("HN.3", "place-tarn") in made
    assert ("HN.4", "place-tarn") not in made


def test_context_is_cut_at_a_word(edition: Edition) -> None:
    named = link(edition).entities["org-state-council"]
    before, words, after = names.in_context(named.occurrences[1])
    assert words == "State Council"
    assert before.startswith("… ")
    assert len(before) <= names.AROUND + 2
    assert not after.endswith("…") or after[-2] == " "


def test_every_spelling_leads_to_its_name(edition: Edition) -> None:
    rows = {spelling: entity.name for spelling, _, entity in names.romanizations(edition)}
    assert rows["Chekiang"] == "Zhejiang"
    assert rows["Li Fu-ch'un"] == "Li Fuchun"
    assert rows["Hopei"] == "Hebei"
    assert rows["Nanwanchuang"] == "Nanwangzhuang"
    assert rows["Zhao Guojun"] == "Chao Kuo-chün"
    assert "Jiangxi Province" not in rows


def test_persons_are_sorted_by_family(edition: Edition) -> None:
    persons = {e.id: names.by_letters(e) for e in edition.entities if e.group == "persons"}
    assert persons["bettelheim"].startswith("bettelheim")
    assert persons["liu-shaoqi"].startswith("liu")


def test_every_foreign_word_in_italics_has_its_language(edition: Edition) -> None:
    known = names.foreign(edition)
    assert {known[word] for word in ("xian", "mu", "yuefu", "RMRB", "Xuanji", "Xuexi")} == {
        "zh-Latn"
    }
    assert known["Zhongguo nongye hezuohua yundong shiliao"] == "zh-Latn"
    assert "SW" not in known


def test_voices_are_kept_apart(specimen: Edition, links: Links) -> None:
    (text,) = specimen.texts
    found = links.entities["org-council"].occurrences
    by_voice = {
        voice: [each.unit.anchor for each in names.by_voice(found, text, voice, links=links)]
        for voice in ("author", "translators", "commentary")
    }
    assert by_voice == {"author": ["II.3", "II.3"], "translators": ["HN.2"], "commentary": []}


def test_an_edition_without_names_has_none(specimen: Edition) -> None:
    bare = replace(specimen, entities=())
    assert names.grouped(link(bare), Group) == []
    assert names.of_units(bare.texts[0], bare.texts[0].units(), links=link(bare)) == []


def test_every_entry_and_every_place_lead_to_each_other(edition: Edition) -> None:
    links = link(edition)
    (text,) = edition.texts
    named = links.texts[text.id].named
    for entry in links.entities.values():
        assert entry.occurrences
        for each in entry.occurrences:
            if not each.inside:
                assert each in named[each.unit.anchor]
    assert sum(map(len, named.values())) == sum(
        not each.inside for entry in links.entities.values() for each in entry.occurrences
    )


def test_a_form_that_is_lost_is_told_whichever_it_is(edition: Edition) -> None:
    unseen = []
    for entity in edition.entities:
        for form in entity.forms:
            others = {other: n for other, n in entity.forms.items() if other != form}
            poorer = replace(entity, forms=others)
            spoilt = replace(
                edition, entities=tuple(poorer if e is entity else e for e in edition.entities)
            )
            if not any(entity.anchor in fault.message for fault in miscounted_name(spoilt)):
                unseen.append((entity.anchor, form))
    assert unseen == []
