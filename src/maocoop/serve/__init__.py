"""A built site and its sources -> the site in the browser, shown anew as soon as a source is saved.

    watching    which files changed, by what the file system says
    pushing     which pages are to be told what
    faults      what a failed build comes to, for the terminal and the page
    answering   the site over HTTP, with `live.js` in every page

What a build is, and how a fault is printed, the caller says. A fault leaves the last good site up.
This is a desk for the editor of the edition, not a server for the public: it listens on this machine
only, reads files below the site only, and follows no link.
"""

from __future__ import annotations

import signal
import threading
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

from maocoop.errors import EditionFaulty, MaocoopError
from maocoop.serve.answering import HOST, Server
from maocoop.serve.bell import Bell
from maocoop.serve.faults import as_json, faults, lines
from maocoop.serve.pushing import Hub, Outcome
from maocoop.serve.watching import PAUSE, Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import TypeAlias

__all__ = ["Outcome", "serve"]

PORT = 8000
_HASTE = 20  # failed builds in a row that are passed over because their sources changed meanwhile

Rebuild: TypeAlias = "Callable[[frozenset[Path] | None], Outcome]"


def serve(
    rebuild: Rebuild,
    watched: Iterable[Path],
    site: Path,
    port: int,
    report: Callable[[str], None],
    fault: Callable[[str], None],
    *,
    root: Path,
    stop: Bell | None = None,
    pause: float = PAUSE,
) -> None:
    """Build, serve `site` on this machine and rebuild on change, until Ctrl-C, SIGTERM or `stop`.

    `rebuild` builds into `site`, given the files that changed since its last call (None at first:
    all of them); a line of what it did goes to `report`, every line of a fault that it raises to
    `fault`. `watched` are files and folders, which need not exist; `root` is where the paths of
    findings begin. `port` 0 means any free one; the address is reported after the first build.
    `pause`, in seconds, is between two looks at the sources where the system does not tell.

    Raises `MaocoopError`, with a way out, when the port cannot be had; nothing is built then.
    """
    hub = Hub()
    desk = _Desk(rebuild, hub, report, fault, root)
    with (
        closing(stop or Bell()) as ends,
        _listening(port, site, hub, report) as server,
        suppress(KeyboardInterrupt),
        _terminable(),
        closing(Watcher(watched, pause)) as watcher,  # before the build, so that nothing is missed
    ):
        changed = desk.built(None, watcher)
        with _answering(server, hub):
            report(f"http://{HOST}:{server.server_port}/ shows the site; Ctrl-C ends it")
            while not ends.is_set() and (changed or (changed := watcher.wait(ends))):
                changed = desk.built(changed, watcher)


class _Desk:
    """Builds, and tells of it."""

    def __init__(
        self,
        rebuild: Rebuild,
        hub: Hub,
        report: Callable[[str], None],
        fault: Callable[[str], None],
        root: Path,
    ) -> None:
        self._rebuild, self._hub, self._root = rebuild, hub, root
        self._report, self._fault = report, fault

    def built(self, changed: frozenset[Path] | None, watcher: Watcher) -> frozenset[Path]:
        """Build; what changed meanwhile and is still to be built, as far as it is known.

        A build that failed while its sources changed (a branch was switched, many files were
        saved) is passed over: the next one tells whether there is a fault.
        """
        for _ in range(_HASTE):
            error = self._failed(changed)
            changed = watcher.now() if error else frozenset()
            if not changed:
                break
        if error:
            self._tell(error)
        return changed or frozenset()

    def _failed(self, changed: frozenset[Path] | None) -> Exception | None:
        try:
            outcome = self._rebuild(changed)
        except Exception as error:
            # Any error, not only ours: a half-saved template or file must not end the session.
            return error
        self._hub.built(outcome)
        self._report(outcome.summary)
        return None

    def _tell(self, error: Exception) -> None:
        found = faults(error, self._root)
        # Where the edition has faults nothing was written.
        self._hub.failed(as_json(found), unsure=not isinstance(error, EditionFaulty))
        for line in lines(found):
            self._fault(line)


# --- Starting and ending ----------------------------------------------------------------------


@contextmanager
def _listening(port: int, site: Path, hub: Hub, report: Callable[[str], None]) -> Iterator[Server]:
    try:
        server = Server(port, site, hub, report)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise MaocoopError(
            f"cannot serve at port {port}: {reason}. End the program that uses it, or choose "
            "another with --port (0 takes any that is free)"
        ) from error
    with server:
        yield server


@contextmanager
def _answering(server: Server, hub: Hub) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        hub.close()
        server.shutdown()
        thread.join()


@contextmanager
def _terminable() -> Iterator[None]:
    """Make SIGTERM end the work as Ctrl-C does. A build cut short is finished by the next."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals
        return
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former or signal.SIG_DFL)
