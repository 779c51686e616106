"""Whether a site is still what its sources make, told without making it.

A build leaves a stamp in its folder: a digest of all that went in (sources, templates, program,
packages, options), what the system said of each file that came out, and what there is to say of a
build without a change. The next build compares, and does the work if anything at all is otherwise:
another byte in a source, a file touched, a build that was killed, a damaged stamp.

Of the program this module imports nothing: it takes longer to load than an unchanged site to check.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_OWN = ".maocoop"
_STAMP = f"{_OWN}/stamp.json"
_MANIFEST = f"{_OWN}/manifest.json"
_JOURNAL = f"{_OWN}/journal.json"

_SOURCES = ("corpus", "notes")
_PROGRAM = Path(__file__).parent

Signature: TypeAlias = "tuple[int, ...]"
"""Device, inode, size and times of a file, as `signature` gives them."""


def signature(found: os.stat_result) -> Signature:
    """What the system says of a file; nobody can set the last of it, so that a file that was touched
    never looks like one that was not."""
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def ingredients(root: Path, options: Sequence[object]) -> tuple[str, str]:
    """The digest of what sites in `root` are made with: templates, program and packages; and that of
    all that this one is made of, sources and `options` of the build besides."""
    digest = hashlib.sha256(sys.version.encode())
    _add(digest, (root / "templates", _PROGRAM))
    for place in sys.path:
        with suppress(OSError):
            digest.update("\0".join(_packages(place)).encode())
    made_with = digest.hexdigest()
    digest.update(repr(list(options)).encode())
    _add(digest, (root / name for name in _SOURCES))
    return made_with, digest.hexdigest()


def _add(digest: Any, folders: Iterable[Path]) -> None:
    for folder in folders:
        for path in _files(str(folder)):
            content = Path(path).read_bytes()
            digest.update(f"\0{path}\0{len(content)}\0".encode(errors="surrogateescape"))
            digest.update(content)


def _files(folder: str) -> Iterator[str]:
    """Every file below a folder, in the same order everywhere; what Python compiled is left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (f"{place}/{name}" for name in sorted(names))


def _packages(folder: str) -> list[str]:
    """The packages that are installed in a folder, each with its version."""
    return sorted(name for name in os.listdir(folder) if name.endswith(".dist-info"))  # noqa: PTH208  (names only)


def said(out: Path, made_of: str) -> list[Any] | None:
    """What is to be said of the site in `out`, if it stands as it was made of just this; else None."""
    try:
        if os.path.lexists(out / _JOURNAL):
            return None
        stamp = unsealed(out / _STAMP)
        if stamp["made-of"] != made_of or not _stand(str(out), stamp["files"]):
            return None
        return list(stamp["said"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # whatever is wrong with a stamp, the site can be made


def _stand(folder: str, files: Mapping[str, list[int]]) -> bool:
    return all(
        list(signature(os.lstat(f"{folder}/{path}"))) == kept for path, kept in files.items()
    )


def put(out: Path, made_of: str, files: Mapping[str, Signature], words: Iterable[Any]) -> None:
    """Leave a stamp. Where that fails there is none, which costs the next build its time."""
    with suppress(OSError):
        kept = dict(files)
        kept[_MANIFEST] = signature((out / _MANIFEST).lstat())
        sealed(out / _STAMP, {"made-of": made_of, "said": list(words), "files": kept})


def sealed(path: Path, content: Mapping[str, Any]) -> None:
    """Put a note of ours in its place, with its digest; where that fails there is none."""
    written = json.dumps(content, ensure_ascii=False).encode()
    seal = hashlib.sha256(written).hexdigest().encode()
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        try:
            with fresh.open("xb") as file:
                file.write(seal + b"\n" + written)
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            path.unlink(missing_ok=True)


def unsealed(path: Path) -> dict[str, Any]:
    """What was put there. Raises ValueError where it is damaged, and OSError."""
    seal, _, written = path.read_bytes().partition(b"\n")
    if hashlib.sha256(written).hexdigest().encode() != seal:
        raise ValueError(f"{path} is damaged")
    content: dict[str, Any] = json.loads(written)
    return content
