"""How the tests of writing fail the disk, or kill the process, at a step of their choice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sites import NEW, site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CALLS = ("replace", "fsync", "unlink", "rmdir", "mkdir", "open")


@contextmanager
def fault_at(number: int, fail: Callable[[], None]) -> Iterator[list[str]]:
    """Call `fail` instead of the system, the nth time that it is asked to change the disk.

    Yields the names of the calls so far; 0 is never reached.
    """
    calls: list[str] = []

    def faulty(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            calls.append(name)
            if len(calls) == number:
                fail()
            return real(*args, **kwargs)

        return call

    with ExitStack() as patches:
        for name in CALLS:
            patches.enter_context(patch.object(os, name, faulty(name, getattr(os, name))))
        yield calls


# One process forks once for each step, so the whole series takes a moment. Just before a file is
# synced it is cut, as after a power failure: nothing may yet rest on its content.
KILLER = """
import json, os, shutil, sys
from pathlib import Path
from maocoop.write import write

base, calls, new = Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3])
files = {path: content.encode() for path, content in new.items()}

def kill_at(number):
    count = 0
    def deadly(real, name):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == number:
                if name == "fsync":
                    try:
                        os.ftruncate(args[0], 1)
                    except OSError:
                        pass  # a folder
                os._exit(9)
            return None if name == "fsync" else real(*args, **kwargs)
        return call
    for name in calls:
        setattr(os, name, deadly(getattr(os, name), name))

for number in range(1, 500):
    out = base / str(number)
    shutil.copytree(base / "old", out) if (base / "old").exists() else out.mkdir()
    child = os.fork()
    if child == 0:
        kill_at(number)
        write(files, out)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 9:
        break
print(number)
"""


def killed_at_every_step(base: Path) -> list[Path]:
    """Copies of `base/old` in which a build of NEW was killed at step 1, 2, 3 …, none left out."""
    new = {path: content.decode() for path, content in NEW.items()}
    done = subprocess.run(
        [sys.executable, "-c", KILLER, base, json.dumps(CALLS), json.dumps(new)],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    last = int(done.stdout)
    assert site(base / str(last)) == NEW  # the build that no fault reached
    return [base / str(number) for number in range(1, last)]
