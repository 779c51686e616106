"""The documentation that is made from the code is what the code says now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from maocoop.check import RULES
from maocoop.errors import Severity
from maocoop.read import FAULTS

if TYPE_CHECKING:
    import pytest

RULES_PAGE = Path(__file__).parents[1] / "docs" / "rules.md"

_HEAD = """\
# What is checked

Made from the code by `pytest tests/test_docs.py --accept`; do not edit. A fault is printed as
`path:line:column: rule: message`, followed by a way out.

## Faults of form

Found while the files are read. All are errors.

"""

_MIDDLE = """
## Faults of substance

Found in the edition as a whole.

"""


def _rules_page() -> str:
    form = [f"- `{name}`: {description}" for name, description in sorted(FAULTS.items())]
    substance = [
        f"- `{rule.name}`{'' if rule.severity is Severity.ERROR else ' (a warning)'}: {rule.description}"
        for rule in RULES
    ]
    return _HEAD + "\n".join(form) + "\n" + _MIDDLE + "\n".join(substance) + "\n"


def test_the_list_of_rules_is_the_table(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        RULES_PAGE.write_text(_rules_page(), encoding="utf-8")
    assert RULES_PAGE.read_text(encoding="utf-8") == _rules_page()
