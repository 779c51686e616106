"""How soon the reading page is there on a slow telephone, beside the bare text as plain HTML.

`python benchmarks/paint.py --runs 21` builds the edition into a folder of its own, serves it gzipped
to this machine and loads both pages by turns in Chromium: 1.6 Mbit/s, 150 ms, a processor four
times slower. Each load has an empty cache; the table shows medians.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cache, partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from maocoop.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, CDPSession, ViewportSize

ROOT = Path(__file__).parents[1]
READING, BARE = "1955-07-31.html", "bare.html"

SLOW_NETWORK = {
    "offline": False,
    "latency": 150,  # ms
    "downloadThroughput": 1.6e6 / 8,  # bytes a second
    "uploadThroughput": 0.75e6 / 8,
}
SLOWER_PROCESSOR = 4
PHONE: ViewportSize = {"width": 390, "height": 844}

# Collects, from before the page begins, what the browser tells of its painting.
OBSERVE = """
  window.seen = {largest: 0, shift: 0, tasks: []}
  const on = (type, note) => new PerformanceObserver(list => list.getEntries().forEach(note))
    .observe({type, buffered: true})
  on('largest-contentful-paint', entry => { seen.largest = entry.startTime })
  on('layout-shift', entry => { seen.shift += entry.hadRecentInput ? 0 : entry.value })
  on('longtask', entry => seen.tasks.push([entry.startTime, entry.duration]))
"""

# Blocking is what a task takes over 50 ms, once something has been painted.
TELL = """() => {
  const first = performance.getEntriesByName('first-contentful-paint')[0].startTime
  const late = seen.tasks.filter(([start, duration]) => start + duration > first)
  const blocking = late.reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0)
  return {first, largest: seen.largest, shift: seen.shift, blocking}
}"""


@dataclass(frozen=True)
class Load:
    """What one load of a page took, or the medians of several."""

    first_contentful_paint_ms: float
    largest_contentful_paint_ms: float
    cumulative_layout_shift: float
    total_blocking_time_ms: float
    requests: float
    transferred_bytes: float


# --- The pages --------------------------------------------------------------------------------


def bare_page(contract: dict[str, Any]) -> str:
    """The words of the text as plain HTML, without style or script."""
    units = (" ".join(unit["sentences"]) for unit in contract["units"])
    paragraphs = "\n".join(f"<p>{escape(words)}</p>" for words in units)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Bare</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<link rel="icon" href="data:,"></head><body>\n{paragraphs}\n</body></html>\n'
    )


def pages(folder: Path) -> None:
    """Build the edition into a folder, and the bare page into it."""
    build(ROOT, folder, ROOT / "templates")
    contract = json.loads((folder / "data" / "1955-07-31.json").read_bytes())
    (folder / BARE).write_text(bare_page(contract), encoding="utf-8")


class Gzipped(SimpleHTTPRequestHandler):
    """Serves files compressed, as a web host would, and says nothing of it."""

    def do_GET(self) -> None:
        """Answer with the file, or with 404."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = compressed(path)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@cache
def compressed(path: Path) -> bytes:
    """The file in gzip; worked out once, so that no load waits for it twice."""
    return gzip.compress(path.read_bytes(), 9)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the folder while it is served to this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gzipped, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# --- The loads --------------------------------------------------------------------------------


def slowed(session: CDPSession) -> None:
    """Slow a page's network and processor down."""
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})


def load(browser: Browser, address: str) -> Load:
    """Load a page once, with an empty cache."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    slowed(session)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    told: dict[str, float] = page.evaluate(TELL)
    context.close()
    times = (told["first"], told["largest"], told["shift"], told["blocking"])
    return Load(*times, requests=len(sizes), transferred_bytes=sum(sizes))


def middle(loads: list[Load]) -> Load:
    """The median of each measure."""
    return Load(*(median(getattr(each, field.name) for each in loads) for field in fields(Load)))


def by_turns(browser: Browser, home: str, runs: int) -> dict[str, Load]:
    """The medians of each page, loaded by turns after one load that does not count."""
    loads: dict[str, list[Load]] = {READING: [], BARE: []}
    for name in loads:
        load(browser, home + name)
    for _ in range(runs):
        for name, found in loads.items():
            found.append(load(browser, home + name))
    return {name: middle(found) for name, found in loads.items()}


# --- What is printed --------------------------------------------------------------------------


def table(medians: dict[str, Load]) -> str:
    """The two pages side by side, and how many times the bare one the reading page is."""
    reading, bare = (asdict(medians[name]) for name in (READING, BARE))
    rows = ["| | reading page | bare text | ratio |", "|---|---|---|---|"]
    for measure, here in reading.items():
        there = bare[measure]
        ratio = f"{here / there:.2f}" if there else "–"
        digits = 3 if measure == "cumulative_layout_shift" else 0
        name = measure.replace("_", " ")
        rows.append(f"| {name} | {here:,.{digits}f} | {there:,.{digits}f} | {ratio} |")
    return "\n".join(rows)


def lighthouse(chromium: str, address: str) -> str:
    """What Lighthouse gives the page for performance, where its package is installed."""
    script = ROOT / "tests" / "browser" / "lighthouse.mjs"
    if not (ROOT / "tests" / "node_modules" / "lighthouse").is_dir() or not shutil.which("node"):
        return "Lighthouse is not installed (npm install --prefix tests)."
    command = ["node", str(script), chromium, "performance", address]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    (told,) = json.loads(done.stdout).values()
    return f"Lighthouse, performance: {told['scores']['performance']} of 100."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--runs", type=int, default=9, help="loads of each page (default: 9)")
    runs = parser.parse_args().runs
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise SystemExit("Chromium is not installed (apt install chromium).")
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as home:
        pages(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            medians = by_turns(browser, home, runs)
            said = f"Chromium {browser.version}, medians of {runs} loads of each page:"
            browser.close()
        said = f"{said}\n\n{table(medians)}\n\n{lighthouse(chromium, home + READING)}\n"
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
