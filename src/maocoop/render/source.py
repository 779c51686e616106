"""Edition -> what it is made from, for whoever keeps or rebuilds it.

data/source/                the YAML and the witness as they were read, byte for byte
data/schemas/               the JSON Schemas of the YAML files, as they are read with
data/data-dictionary.csv    the keys of the YAML files, from the schemas
data/RIGHTS.txt             what may be done with which component
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from maocoop.memory import made
from maocoop.read.schemas import KINDS, schema
from maocoop.render import datamodel
from maocoop.render.tables import written

if TYPE_CHECKING:
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition


def render(edition: Edition, links: Links, templates: Path) -> dict[str, bytes]:  # noqa: ARG001  (the signature of every renderer)
    """The source files, and what explains them."""
    files = {f"data/source/{path}": content for path, content in edition.sources.items()}
    return files | made("data/schemas", _schemas) | {"data/RIGHTS.txt": _rights(edition)}


def _schemas() -> dict[str, bytes]:
    files = {}
    for kind in KINDS:
        text = json.dumps(schema(kind), ensure_ascii=False, indent=1)
        files[f"data/schemas/{kind}.json"] = f"{text}\n".encode()
    return files | {"data/data-dictionary.csv": _dictionary()}


def _dictionary() -> bytes:
    """A row a key: the file it stands in, its path there, type, whether it must be there, values."""
    columns = ("file", "key", "type", "required", "values", "meaning")
    return written(
        columns,
        (
            (file.name, key.path, key.type, _YES[key.required], "|".join(key.values), key.meaning)
            for file in datamodel.files()
            for key in file.keys
        ),
    )


_YES = {True: "yes", False: "no"}


def _rights(edition: Edition) -> bytes:
    stated = [
        f"{right.component}\n  {right.statement}\n  {right.uri}\n"
        f"  Holder: {right.holder}\n  {right.remark}\n"
        for right in edition.rights
    ]
    return "\n".join([f"{edition.title}: rights, component by component\n", *stated]).encode()
