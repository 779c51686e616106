"""A text -> what a script needs to cite any place in it (pure).

The templates come filled but for what differs from place to place: `⟨numbers⟩` of notes or items,
`⟨address⟩`, `⟨version⟩`, `⟨url⟩`. Titles, quotation marks and styles are settled here; a script only
puts words in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maocoop.cite.items import titled, version_words
from maocoop.cite.templates import STYLES, filled
from maocoop.model import Emphasis, Words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from maocoop.model import Edition, Inline, Kind, Text, Voice


def portable(edition: Edition, text: Text, changed: Container[str]) -> dict[str, Any]:
    """What a script can cite a text with, to be written as JSON; `changed` are the units whose words
    are not those of a release.

    `url` is the address of its page without `.html`, empty where it has none; `styles` are the names
    of the printed styles; `forms` are pairs, for one unit and for several, of {style: runs}, a run
    being words and whether they are italic (1 or 0); `versions` are the words for a place as it was
    released, and as it was not; `units` gives by anchor, in order, the numbers of form and version.
    """
    numbers: dict[tuple[Kind, Voice], int] = {}
    units: dict[str, tuple[int, int]] = {}
    for part in text.parts:
        form = numbers.setdefault((part.kind, part.voice), len(numbers))
        for unit in part.units:
            units[unit.anchor] = (form, int(unit.anchor in changed))
    return {
        "url": edition.base_url and f"{edition.base_url}/{text.id}",
        "styles": {name: style.name for name, style in STYLES.items()},
        "forms": [
            [_form(edition, text, kind, voice, several) for several in (False, True)]
            for kind, voice in numbers
        ],
        "versions": [version_words(edition, as_released=was) for was in (True, False)],
        "units": units,
    }


def _form(
    edition: Edition, text: Text, kind: Kind, voice: Voice, several: bool
) -> dict[str, list[tuple[str, int]]]:
    """The citation of one unit or of several, by style."""
    names = ["address", "version", *(["url"] if edition.base_url else [])]
    values = {name: f"⟨{name}⟩" for name in names}
    values["title"] = titled(text, kind, "⟨numbers⟩", several=several)
    made = filled(edition, text, voice, values)
    return {style: list(_runs(nodes)) for style, nodes in made.items()}


def _runs(nodes: Iterable[Inline], italic: int = 0) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, Words):
            yield node.text, italic
        elif isinstance(node, Emphasis):
            yield from _runs(node.content, 1)
