"""An edition with many texts, made of the one that there is: to see how cost grows.

    python benchmarks/texts.py 10 FOLDER

Each further text has the words, notes and emendations of the first under another date, without its
figures, dates, charts and record of releases, whose anchors belong to one text. Names stand so many
times more often, which their entries then say.
"""

from __future__ import annotations

import re
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIRST = "1955-07-31"
_COPIED = (
    ("corpus", "text.yaml"),
    ("corpus", "emendations.yaml"),
    ("corpus", "witness.txt"),
    ("corpus", "[0-9]*.yaml"),
    ("notes", "headnote.yaml"),
    ("notes", "footnotes.yaml"),
    ("notes", "general-comment.yaml"),
    ("notes", "emendations.yaml"),
    ("notes", "edition-notes.yaml"),
)


def generate(texts: int, into: Path, root: Path = ROOT) -> list[str]:
    """Write an edition with so many texts, and templates, into a folder; the ids of the texts."""
    ids = [FIRST, *(str(date(1900, 1, 1) + timedelta(days=n)) for n in range(texts - 1))]
    for name in ("corpus", "notes", "templates"):
        shutil.copytree(root / name, into / name)
    for id_ in ids[1:]:
        for folder, pattern in _COPIED:
            (into / folder / id_).mkdir(parents=True, exist_ok=True)
            for path in (into / folder / FIRST).glob(pattern):
                shutil.copyfile(path, into / folder / id_ / path.name)
    _rewrite(
        into / "corpus/edition.yaml",
        lambda text: text.replace(f"  - {FIRST}\n", "".join(f"  - {id_}\n" for id_ in ids)),
    )
    for path in (into / "notes/authorities").glob("*.yaml"):
        if path.stem != "not-names":
            _rewrite(path, lambda text: _places(_counts(text, texts), ids[1:]))
    _rewrite(into / "notes/bibliography.yaml", lambda text: _places(text, ids[1:]))
    return ids


def _rewrite(path: Path, change: object) -> None:
    assert callable(change)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _counts(text: str, times: int) -> str:
    """How often names stand in all texts."""

    def more(found: re.Match[str]) -> str:
        return re.sub(r"(?<=: )\d+(?=[,}\n])", lambda n: str(int(n[0]) * times), found[0])

    return re.sub(r"    forms:(?: \{.*\}\n|\n(?:      .*\n)+)|    occurs: \d+\n", more, text)


def _places(text: str, ids: list[str]) -> str:
    """The places that are named, in every text."""
    entry = re.compile(rf"( *)- \{{?anchor: {FIRST}/.*\n(?:\1  .*\n)*")
    return entry.sub(
        lambda found: found[0] + "".join(found[0].replace(FIRST, id_) for id_ in ids), text
    )


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
