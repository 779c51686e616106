"""What a whole build holds besides (`maocoop build --all`): a literal table, one file a format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maocoop.render import dts, epub, pdf, single, tei

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from maocoop.link import Links
    from maocoop.model import Edition

EXPORTS: dict[str, Callable[[Edition, Links, Path], dict[str, bytes]]] = {
    "tei": tei.render,
    "dts": dts.render,
    "epub": epub.render,
    "pdf": pdf.render,
    "single": single.render,
}
