"""What a test says to the pages and hears from them: how it comes, what it opens, what it saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Response

WIDE = 1400
PHONE = 390

Engine: TypeAlias = Literal["chromium", "firefox"]
Scheme: TypeAlias = Literal["light", "dark"]


@dataclass(frozen=True)
class Way:
    """One way of coming to the pages."""

    by: Literal["file", "http"]
    scripts: bool
    engine: Engine = "chromium"

    def __str__(self) -> str:
        way = f"{self.by}-{'scripts' if self.scripts else 'no-scripts'}"
        return way if self.engine == "chromium" else f"{self.engine}-{way}"


@dataclass
class Watch:
    """What pages opened under one address did that they must not do."""

    home: str
    faults: list[str]

    def asked(self, request: Request) -> None:
        """Note an address that is not the edition's own."""
        if not request.url.startswith((self.home, "data:", "about:")):
            self.faults.append(f"asked for {request.url}")

    def answered(self, response: Response) -> None:
        """Note an address where nothing was."""
        if response.status >= 400:
            self.faults.append(f"{response.status} for {response.url}")

    def over(self, page: Page) -> None:
        """Watch a page from its first request on."""
        page.on("request", self.asked)
        page.on("response", self.answered)
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.failed(str(error)))

    def failed(self, error: str) -> None:
        """Note an error; not that Firefox itself may not ask for an icon, on its way back to a page."""
        if "/favicon.ico" not in error:
            self.faults.append(f"error: {error}")


def until(page: Page, condition: str) -> None:
    """Wait until an expression of JavaScript is true.

    Playwright's own way evaluates a string in the page, which the policy of the pages forbids.
    """
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)  # more than a frame
    raise AssertionError(f"never true: {condition}")


# Whether nothing is left of what a narrow screen leaves for after the first paint.
WHOLE = """![...document.querySelectorAll('.part, .unit')]
    .some(e => getComputedStyle(e).contentVisibility === 'auto')"""


class Visit(Protocol):
    """Opens a page of the edition, by its name and fragment."""

    def __call__(
        self,
        name: str = "1955-07-31.html",
        *,
        width: int = WIDE,
        height: int = 900,
        scheme: Scheme = "light",
    ) -> Page:
        """Open it in a window of its own; a phone's width brings touch with it."""
