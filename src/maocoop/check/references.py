"""Rule on formatted references: each was made from the work as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.check.rule import Fault
from maocoop.cite import STYLE, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition


def stale_reference(edition: Edition) -> Iterator[Fault]:
    """The formatted reference of a work is missing or was made from another state of it."""
    for work in edition.works:
        if work.digest != digest(work.item, STYLE):
            state = "is missing" if not work.formatted else "was made before the work was changed"
            hint = "run `maocoop format` (it needs the extra: pip install -e '.[cite]')"
            yield Fault(work.at, f"the formatted reference of {work.id} {state}", hint)
