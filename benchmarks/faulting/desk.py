"""Storms of edits under `maocoop serve`, each as some editor or tool makes them."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from faulting.judged import site

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from faulting.box import Box

PATIENCE = 20.0  # seconds until the site must be what the sources make


class Storm(NamedTuple):
    """A session: how many edits, the resident memory in kB after the first build and at the end."""

    edits: int
    first: int
    last: int


def storm(box: Box, chance: random.Random, edits: int) -> Storm:
    """Serve an edition, edit it in every way, and see that the site follows; then end it."""
    root = box.folder / "served"
    shutil.copytree(box.roots[0], root)
    out = root / "site"
    process = subprocess.Popen(
        [*_MAOCOOP, "serve", "--port", "0", "--out", "site"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = next(
            int(found[1])
            for line in process.stdout
            if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line))
        )
        first = _memory(process.pid)
        _assert_closed(process.pid, port)
        for _ in range(edits):
            chance.choice(edits_of(box))(root, chance)
            if chance.random() < 0.3:
                _assert_follows(root, out)
        _restore(root, box.roots[1])
        _assert_follows(root, out)
        assert site(out) == box.sites[1]
        last = _memory(process.pid)
        process.send_signal(chance.choice([signal.SIGINT, signal.SIGTERM]))
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.communicate()
        shutil.rmtree(root)
    box.assert_alone()
    return Storm(edits, first, last)


_MAOCOOP = (sys.executable, "-c", "import sys; from maocoop.cli import main; sys.exit(main())")


def _memory(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1])


def _assert_follows(root: Path, out: Path) -> None:
    """After a while the site is that of a clean build of the same sources."""
    clean = root.parent / "clean"
    made = subprocess.run(
        [*_MAOCOOP, "build", "--out", str(clean)],
        cwd=root,
        capture_output=True,
    )
    end = time.monotonic() + PATIENCE
    wanted = site(clean) if made.returncode == 0 else None
    while wanted is not None and site(out) != wanted:
        assert time.monotonic() < end, "the site does not follow its sources"
        time.sleep(0.05)
    shutil.rmtree(clean, ignore_errors=True)


def _assert_closed(process: int, port: int) -> None:
    """It listens on this machine only, answers GET and HEAD only, and nothing outside of the site."""
    listening = Path(f"/proc/{process}/net/tcp").read_text().splitlines()
    ours = [line.split()[1] for line in listening if line.split()[1].endswith(f":{port:04X}")]
    assert ours == [f"0100007F:{port:04X}"], ours
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert _asked(port, "/index.html", method) in (405, 501), method
    for path in ("/../old/corpus/edition.yaml", "/%2e%2e/corpus/edition.yaml", "/index.html%00.txt",
                 "/..%2fcorpus/edition.yaml", "//etc/passwd", "/.maocoop/manifest.json"):  # fmt: skip
        assert _asked(port, path) in (400, 403, 404), path
    assert _asked(port, "/index.html") == 200


def _asked(port: int, path: str, method: str = "GET") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, path)
        return connection.getresponse().status
    finally:
        connection.close()


# --- Edits ------------------------------------------------------------------------------------


def _any(root: Path, chance: random.Random) -> Path:
    return chance.choice(sorted((root / "notes").rglob("*.yaml")))


def half_saved(root: Path, chance: random.Random) -> None:
    """A file is written half, and a moment later whole."""
    path = _any(root, chance)
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])
    time.sleep(chance.choice([0, 0.002, 0.1]))
    path.write_bytes(content)


def reworded(root: Path, chance: random.Random) -> None:
    """A note of the edition is reworded in place."""
    path = root / "notes/1900-01-01/edition-notes.yaml"
    words = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(r"is not known\w*", f"is not known{'x' * chance.randrange(5)}", words),
        encoding="utf-8",
    )


def renamed_into_place(root: Path, chance: random.Random) -> None:
    """A new file takes the place of the old one, as most editors save."""
    path = _any(root, chance)
    fresh = path.with_name(f".{path.name}.swp")
    fresh.write_bytes(path.read_bytes())
    fresh.replace(path)


def removed_and_back(root: Path, chance: random.Random) -> None:
    """A file is removed, or renamed away, and comes back."""
    path = _any(root, chance)
    away = path.with_suffix(".away")
    path.rename(away)
    time.sleep(chance.choice([0, 0.002, 0.1]))
    away.rename(path)


def ten_at_once(root: Path, chance: random.Random) -> None:
    """Ten files are saved in one breath."""
    for path in chance.sample(sorted((root / "notes").rglob("*.yaml")), 10):
        path.write_bytes(path.read_bytes())


def switched(root: Path, chance: random.Random, others: Sequence[Path]) -> None:
    """Another branch is checked out: files go, come and change, one by one."""
    _restore(root, chance.choice(others))


def _restore(root: Path, other: Path) -> None:
    for name in ("corpus", "notes"):
        shutil.rmtree(root / name)
        shutil.copytree(other / name, root / name)


def edits_of(box: Box) -> tuple[Callable[[Path, random.Random], None], ...]:
    """Every way to edit."""
    return (
        half_saved,
        reworded,
        renamed_into_place,
        removed_and_back,
        ten_at_once,
        partial(switched, others=box.roots),
    )
