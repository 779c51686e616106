"""The data files -> data/edition.zip, which holds them all, and data/SHA256SUMS.

The archive has the source, the schemas and the statement of rights beside every export; its dates
are the day of the release, so that the same edition gives the same bytes. The sums are those of all
data files, in the form that `sha256sum --check` reads from within `data/`.
"""

from __future__ import annotations

import hashlib
import io
from functools import partial
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from maocoop.memory import made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition

FOLDER = "data/"
NAME = "data/edition.zip"
SUMS = "data/SHA256SUMS"

Day = tuple[int, int, int, int, int, int]
EARLIEST: Day = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file knows; that of an edition without a release."""


def render(
    edition: Edition,
    links: Links,  # noqa: ARG001  (the signature of every survey)
    templates: Path,  # noqa: ARG001
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The archive of all data files."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in _data(files):
            archive.writestr(entry(path.removeprefix(FOLDER), edition), content)
    return {NAME: packed.getvalue()}


def entry(name: str, edition: Edition) -> ZipInfo:
    """The head of a file in an archive, the same on every machine and at any time."""
    head = ZipInfo(name, moment(edition))
    head.compress_type = ZIP_DEFLATED
    head.create_system = 3  # Unix, whatever the machine is
    head.external_attr = 0o644 << 16
    return head


def moment(edition: Edition) -> Day:
    """The beginning of the day of the release, as far back as a zip file can go."""
    if not edition.released:
        return EARLIEST
    year, month, day = map(int, edition.released.split("-"))
    return max(EARLIEST, (year, month, day, 0, 0, 0))


def sums(
    edition: Edition,  # noqa: ARG001  (the signature of every survey)
    links: Links,  # noqa: ARG001
    templates: Path,  # noqa: ARG001
    files: Mapping[str, bytes],
) -> dict[str, bytes]:
    """The digests of all data files, by path from `data/`."""
    lines = (
        made((SUMS, path), partial(_line, path, content), content) for path, content in _data(files)
    )
    return {SUMS: "".join(lines).encode()}


def _line(path: str, content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}  {path.removeprefix(FOLDER)}\n"


def _data(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    return ((path, files[path]) for path in sorted(p for p in files if p.startswith(FOLDER)))
