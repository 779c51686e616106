"""Where the schema of the TEI consortium is, for the tests that need it (marker `tei`)."""

from __future__ import annotations

import sys
from pathlib import Path

SCHEMA = Path(sys.prefix, "tei", "schemas", "tei_all.rng")
"""TEI P5 4.3.0, from a package whose other contents and dependencies are not wanted."""
