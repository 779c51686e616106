"""Where a fault stands, what it is, and the few exceptions that carry faults to the reader.

    MaocoopError
    ├── AddressUnknown   there is no such place in the edition
    ├── DraftRefused     a note cannot be begun as it was asked for
    ├── EditionFaulty    the corpus or the notes have faults; carries the findings
    ├── OutputRefused    the output folder cannot be used safely
    ├── ReleaseRefused   the edition cannot be released as it stands
    └── ToolMissing      a program or package that this command needs is not installed

A fault in the edition is data (`Finding`), never a traceback: whoever finds it says where, what,
what was expected and a way out; `cli` alone decides how it is printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Severity(StrEnum):
    """An error stops a build; a warning is printed and the build goes on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a source file: path relative to the edition's root, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the rule it breaks, what is wrong, a way out, and where."""

    rule: str
    message: str
    hint: str
    at: Position
    severity: Severity = Severity.ERROR


class MaocoopError(Exception):
    """Every exception that the command line turns into a message and exit status 1."""


class AddressUnknown(MaocoopError):
    """There is no such place in the edition; the message names the nearest one."""


class DraftRefused(MaocoopError):
    """The note cannot be begun as it was asked for; the message says why and what to do."""


class EditionFaulty(MaocoopError):
    """The edition cannot be built; `findings` says why, in the order of the files."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} findings")


class OutputRefused(MaocoopError):
    """The output folder is not ours to write into; the message says why and what to do."""


class ReleaseRefused(MaocoopError):
    """The edition cannot be released as it stands; the message says why and what to do."""


class ToolMissing(MaocoopError):
    """An optional program is absent; the message says how to install it."""
