"""read -> check -> link -> render -> write, on one screen."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from maocoop import recall
from maocoop.check import check
from maocoop.check.ground import ground as check_ground
from maocoop.errors import EditionFaulty, Severity
from maocoop.hands import meanwhile, several
from maocoop.link import link
from maocoop.memory import Memory
from maocoop.read import Reader, read
from maocoop.receipt import account
from maocoop.render import engine, prepare, render
from maocoop.render.ground import entries, ground, tools
from maocoop.states import published
from maocoop.write import Known, write

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from pathlib import Path

    from maocoop.errors import Finding
    from maocoop.link import Links
    from maocoop.memory import Kept
    from maocoop.model import Edition
    from maocoop.recall import Standing
    from maocoop.receipt import Account
    from maocoop.stamp import Signature
    from maocoop.write import Receipt

SOURCES = ("corpus", "notes", "src", "templates", "tests")
"""Folders of the edition's root that a site is never written into."""

STAGES = ("read", "check", "link", "render", "write")


@dataclass(frozen=True, slots=True)
class Built:
    """A site that was made: of which edition, what changed on disk, the warnings, and what changed in
    the words (None where nothing changed on disk)."""

    edition: Edition
    receipt: Receipt
    warnings: tuple[Finding, ...]
    account: Account | None


def findings(root: Path) -> tuple[Finding, ...]:
    """All that is wrong with the edition in `root`, warnings included."""
    try:
        return check(read(root))
    except EditionFaulty as faulty:
        return faulty.findings


def passed(edition: Edition) -> tuple[Finding, ...]:
    """The warnings of an edition. Raises EditionFaulty, with every finding, where there is an error."""
    found = check(edition)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise EditionFaulty(found)
    return found


def build(
    root: Path,
    out: Path,
    templates: Path,
    base_url: str | None = None,
    whole: bool = False,
    begin: Callable[[str], None] = lambda _: None,
) -> Built:
    """Make the site, once.

    `base_url` stands in for that of the edition; `whole` adds the exports; `begin` is told the name
    of each stage. Raises EditionFaulty, with every finding, where there is an error, and ToolMissing
    where an export lacks its package; then nothing is written.
    """
    return Workshop(root, out, templates, base_url).build(whole, begin)


class Workshop:
    """Makes the site again and again: what has not changed is neither read nor made anew.

    What a workshop for previews writes need not outlast a power failure. One that knows the digest of
    what it works with, program and templates, leaves traces of it beside the site, and begins with
    what another has left there.
    """

    def __init__(
        self,
        root: Path,
        out: Path,
        templates: Path,
        base_url: str | None = None,
        *,
        preview: bool = False,
        made_with: str | None = None,
    ) -> None:
        self._lasting, self._made_with = not preview, made_with
        self._out, self._templates, self._base_url = out, templates, base_url
        self._protected = [root / name for name in SOURCES]
        self._reader = Reader(root)
        self._judged, self._made = Memory(), Memory()
        self._known = Known()

    def build(self, whole: bool = False, begin: Callable[[str], None] = lambda _: None) -> Built:
        """Make the site as its sources are now; `whole`, `begin` and what it raises are as above."""
        with self._templates_compiled():
            begin("read")
            edition = self._reader.read()
            if self._base_url is not None:
                edition = replace(edition, base_url=self._base_url)
            begin("check")
            units = [unit for text in edition.texts for unit in text.units()]
            self._judged.renew(check_ground(edition), units)
            with self._judged:
                warnings = passed(edition)
            begin("link")
            links = link(edition)
        begin("render")
        rests_on, pointing = ground(edition, links), entries(links)
        self._made.renew((rests_on, tools(self._templates)), units, pointing)
        now = None
        if self._made_with is not None:
            now = recall.standing(self._made_with, rests_on, edition.texts, pointing)
        with self._made:
            if self._made.empty:
                self._prepare(edition, links, now)
            files = render(edition, links, self._templates, whole=whole)
        begin("write")
        built = self._written(edition, warnings, files)
        if now is not None:
            recall.put(self._out, now, self._made.kept, files)
        return built

    @contextmanager
    def _templates_compiled(self) -> Iterator[None]:
        """Let another process compile the templates while this one does what needs none."""
        if not (self._made.empty and several()):
            yield
            return
        with meanwhile(partial(engine.compiled, self._templates)) as compiled:
            yield
            engine.learn(compiled())

    def _prepare(self, edition: Edition, links: Links, now: Standing | None) -> None:
        """Learn what an earlier build left; where nothing of it holds, let two processes make all that
        is unknown. What both have made need not be made again."""
        if now is not None:
            self._made.learn(recall.recalled(self._out, now, self._known))
            if not self._made.empty:
                return

        def by_others() -> dict[Hashable, Kept]:
            prepare(edition, links, self._templates, others=True)
            return self._made.kept

        with meanwhile(by_others) as others:
            prepare(edition, links, self._templates, others=False)
            self._made.learn(others())

    def signatures(self) -> dict[str, Signature]:
        """What the system said of each file of the site when it was last known to be as it should."""
        return self._known.signatures()

    def _written(
        self, edition: Edition, warnings: tuple[Finding, ...], files: dict[str, bytes]
    ) -> Built:
        texts = [text.id for text in edition.texts]
        before = published(self._out, texts)
        receipt = write(
            files,
            self._out,
            protected=self._protected,
            known=self._known,
            lasting=self._lasting,
        )
        told = None
        if receipt.added or receipt.changed or receipt.removed:
            after = {text: files[f"data/{text}.json"] for text in texts}
            told = account(edition, warnings, before, after)
        return Built(edition, receipt, warnings, told)
