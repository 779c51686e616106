"""What the edition lays over a sentence: emended words and the marks of its notes at their places."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from maocoop.link import link
from maocoop.markup import plain
from maocoop.model import Emended, Kind, Mark, walk
from maocoop.read import read
from maocoop.render.layer import Layer, emended, marks

if TYPE_CHECKING:
    from maocoop.link import Links
    from maocoop.model import Text

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def links() -> Links:
    """Its links."""
    return link(read(ROOT))


def test_every_emendation_of_words_is_marked_where_it_is_printed(text: Text) -> None:
    sentences = {s.at: s for unit in text.units() for s in unit.sentences}
    placed = {
        id_: sentences[at].plain[start:end]
        for at, each in emended(text).items()
        for start, end, id_ in each
    }
    assert placed == {e.id: e.print for e in text.emendations if not e.structural}


def test_every_note_of_the_edition_is_marked_behind_each_of_its_lemmas(text: Text) -> None:
    sentences = {s.at: s for unit in text.units() for s in unit.sentences}
    found = sorted(
        (note, sentences[at].plain[:place])
        for at, each in marks(text).items()
        for place, note in each
    )
    lemmas = sorted(
        (note.anchor, target.lemma or "")
        for note in text.units()
        if note.kind is Kind.EDITION_NOTE
        for target in note.targets
    )
    assert [note for note, _ in found] == [note for note, _ in lemmas]
    for note, lemma in lemmas:
        behind = [words for other, words in found if other == note]
        ends = [
            words.rstrip(".,;:!?)]\"'").endswith(lemma.rstrip(".,;:!?)]\"'")) for words in behind
        ]
        assert any(ends), (note, lemma)


@pytest.mark.parametrize("whole", [True, False])
def test_the_words_stay_what_they_are(text: Text, links: Links, whole: bool) -> None:
    layer = Layer(text, links.texts[text.id].named, whole=whole)
    for unit in text.units():
        for sentence in unit.sentences:
            assert plain(layer.over(sentence)) == sentence.printed


def test_nothing_of_the_layer_is_lost(text: Text, links: Links) -> None:
    layer = Layer(text, links.texts[text.id].named, whole=True)
    nodes = [node for unit in text.units() for s in unit.sentences for node in walk(layer.over(s))]
    ours = [node.note for node in nodes if isinstance(node, Mark) and node.note == node.label]
    wanted = [
        unit.anchor for unit in text.units() if unit.kind is Kind.EDITION_NOTE for _ in unit.targets
    ]
    assert sorted(ours) == sorted(wanted)
    shown = {node.emendation for node in nodes if isinstance(node, Emended)}
    # Words that a link begins or ends in stay as they are; the list of emendations has them.
    assert {e.id for e in text.emendations if not e.structural} - shown == {
        *("w975", "w1138", "w1140", "w1164")
    }
