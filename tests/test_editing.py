"""Editing comfort: the link for corrections, editors, hooks, hosts, and the guide, whose examples are
tried here."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from lxml import html

from maocoop import pipeline, read
from maocoop.cli import main
from maocoop.cli.printing import print_findings, tally
from maocoop.link import link
from maocoop.read.schemas import KINDS, schema, validator
from maocoop.read.shape import judged
from maocoop.render import html as pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maocoop.model import Edition
    from maocoop.read.schemas import Schema

TESTS = Path(__file__).parent
ROOT = TESTS.parent
GUIDE = (ROOT / "docs" / "editing.md").read_text(encoding="utf-8")
VSCODE = (ROOT / "docs" / "vscode.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "templates"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real edition, as current folder."""
    for folder in ("corpus", "notes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- The link for corrections -----------------------------------------------------------------

MAIL = "mailto:editors@edition.example?subject={anchor},%20version%20{version}&body={page}"
EDIT = "https://host.example/edit/main/{file}?why={anchor}"


def links_on(edition: Edition) -> dict[str, list[str]]:
    """The addresses for corrections on every page, by its path."""
    links = link(edition)
    (text,) = edition.texts
    files = pages.render(edition, links, TEMPLATES)
    files |= pages.anchors(edition, links, TEMPLATES, text)
    found = {}
    for path, content in files.items():
        if path.endswith(".html"):
            tree = html.document_fromstring(content.decode())
            found[path] = [
                a.get("href", "") for a in tree.iter("a") if _begins(a.text, "Suggest a corr")
            ]
    return found


def _begins(text: str | None, words: str) -> bool:
    return (text or "").startswith(words)


@pytest.fixture(scope="module")
def specimen() -> Edition:
    """The specimen, as it is read."""
    return read.read(TESTS / "specimen")


def test_without_an_address_no_page_has_a_link(specimen: Edition) -> None:
    assert specimen.corrections == ""
    assert not any(links_on(specimen).values())


def test_the_real_edition_names_no_address_that_nobody_gave(edition: Edition) -> None:
    assert edition.corrections == ""


def test_every_page_opens_a_letter_about_itself(specimen: Edition) -> None:
    found = links_on(replace(specimen, corrections=MAIL, base_url="https://edition.example"))
    assert [path for path, links in found.items() if len(links) != 1] == []
    for path, (address,) in found.items():
        parts = urlsplit(address)
        assert (parts.scheme, parts.path) == ("mailto", "editors@edition.example")
        asked = parse_qs(parts.query, strict_parsing=True)
        assert asked["body"] == [f"https://edition.example/{path}"]
        anchor = asked["subject"][0].removesuffix(", version 0.2.0")
        own = path.removesuffix(".html")
        assert anchor == (own if path[0].isdecimal() else own.replace("/", "-"))
    assert "subject=1900-01-01%2FII.1," in found["1900-01-01/II.1.html"][0]
    assert "subject=bib-fenn-1898," in found["bib/fenn-1898.html"][0]


def test_every_page_opens_the_file_it_is_made_from(specimen: Edition) -> None:
    found = links_on(replace(specimen, corrections=EDIT))
    files = {
        unquote(urlsplit(links[0]).path).removeprefix("/edit/main/") for links in found.values()
    }
    assert files <= specimen.sources.keys()
    assert found["1900-01-01/n2.html"][0].endswith("/footnotes.yaml?why=1900-01-01%2Fn2")
    assert "/main/notes/bibliography.yaml?" in found["bib/fenn-1898.html"][0]


def test_the_address_is_read_and_may_be_followed(tmp_path: Path) -> None:
    shutil.copytree(TESTS / "specimen", tmp_path / "specimen")
    with (tmp_path / "specimen/corpus/edition.yaml").open("a", encoding="utf-8") as file:
        file.write(f"corrections: {MAIL}\n")
    made = read.read(tmp_path / "specimen")
    assert made.corrections == MAIL
    page = pages.render(made, link(made), TEMPLATES)["index.html"].decode()
    # Of a policy only these two keep a reader from following a link.
    assert "Content-Security-Policy" in page
    assert not re.search("navigate-to|sandbox", page)


def test_a_value_cannot_add_to_the_address(specimen: Edition) -> None:
    made = replace(specimen, corrections=MAIL, version='1" &<?#%', base_url="https://e.x/?&{page}")
    address = made.correction("1900-01-01/II.1.html", "f")
    assert (
        "version%201%22%20%26%3C%3F%23%25&body=https%3A%2F%2Fe.x%2F%3F%26%7Bpage%7D%2F" in address
    )


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        (MAIL, True),
        (EDIT, True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://host.example/{path}", False),
        ("https://host.example/a b", False),
        ('https://host.example/"onclick', False),
        ("editors@edition.example", False),
    ],
)
def test_what_may_stand_there(address: str, fits: bool) -> None:
    shape = schema("edition")["properties"]["corrections"]
    assert bool(re.search(shape["pattern"], address)) is fits
    found = yaml.safe_load((ROOT / "corpus/edition.yaml").read_text(encoding="utf-8"))
    found |= {"released": str(found["released"]), "texts": list(map(str, found["texts"]))}
    assert validator("edition").is_valid({**found, "corrections": address}) is fits


# --- Editors and hosts ------------------------------------------------------------------------

MAPPED = json.loads(re.findall(r"```json\n(.*?)```", VSCODE, re.DOTALL)[0])["yaml.schemas"]


def test_vs_code_is_told_of_every_kind_of_file(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {
        Path(path).stem: [globs] if isinstance(globs, str) else globs
        for path, globs in MAPPED.items()
    }
    assert sorted(kinds) == sorted(KINDS)
    assert all((ROOT / path).is_file() for path in MAPPED)
    seen = {"corpus/1955-07-31/changes.yaml": "changes", "notes/changes.yaml": "changes"}
    monkeypatch.setattr(
        "maocoop.read.contents.judged",
        lambda root, kind: seen.update({root.at.path: kind}) or judged(root, kind),
    )
    read.read(ROOT)
    for path, kind in seen.items():
        said = [name for name, globs in kinds.items() if any(_fits(path, glob) for glob in globs)]
        assert said == [kind], path
    used = {glob for globs in kinds.values() for glob in globs if any(_fits(p, glob) for p in seen)}
    assert used == {glob for globs in kinds.values() for glob in globs}


def _fits(path: str, glob: str) -> bool:
    """Whether a glob fits, whose stars stay within a folder."""
    steps, wanted = path.split("/"), glob.split("/")
    return len(steps) == len(wanted) and all(map(fnmatch, steps, wanted))


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_is_described(kind: str) -> None:
    def mute(part: Schema, path: str) -> Iterator[str]:
        for key, below in part.get("properties", {}).items():
            yield from [] if below.get("description", "").strip() else [f"{path}/{key}"]
            yield from mute(below, f"{path}/{key}")
        for below in (part[key] for key in ("items", "additionalProperties") if key in part):
            yield from mute(below, path) if isinstance(below, dict) else ()

    assert list(mute(schema(kind), kind)) == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "hosts").iterdir()), ids=lambda p: p.name)
def test_workflows_check_build_and_publish(path: Path) -> None:
    said = path.read_text(encoding="utf-8")
    assert yaml.safe_load(said)
    assert said.index("maocoop check --strict") < said.index("maocoop build --all")
    assert not re.search(r"secrets\.|password|api[_-]key", said, re.IGNORECASE)
    assert all(re.search(r"@v\d+\.\d+\.\d+$", use) for use in re.findall(r"uses: (\S+)", said))
    assert not re.search(r":latest|image: \S+:\d+(?:-|$)", said)
    assert f"[{path.name}](hosts/{path.name})" in GUIDE


def test_hooks_run_the_check() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    (block,) = re.findall(r"```yaml\n(repos:.*?)```", GUIDE, re.DOTALL)
    (local,) = yaml.safe_load(block)["repos"][0]["hooks"]
    for key in ("id", "files", "pass_filenames"):
        assert hook[key] == local[key]
    assert local["entry"].endswith(f"/{hook['entry']}")
    assert (ROOT / ".githooks" / "pre-commit").stat().st_mode & 0o111
    assert "git config core.hooksPath .githooks" in GUIDE


# --- The guide --------------------------------------------------------------------------------

EXAMPLES = re.findall(r"```diff\n(.*?)```\n\n```text\n(.*?)```", GUIDE, re.DOTALL)


def edited(here: Path, difference: str) -> None:
    """Do what an example does: replace whole lines, or add some at the end of a file."""
    for path, changed in re.findall(r"^(\w\S+\.yaml)\n((?:[-+].*\n)+)", difference, re.MULTILINE):
        old = "".join(line[1:] for line in changed.splitlines(True) if line[0] == "-")
        new = "".join(line[1:] for line in changed.splitlines(True) if line[0] == "+")
        file = here / path
        content = file.read_text(encoding="utf-8") if file.exists() else ""
        assert not old or content.count(old) == 1, old
        made = content.replace(old, new) if old else content + new
        file.write_text(made, encoding="utf-8")


def unnumbered(said: str) -> str:
    """What is said without the numbers of lines, which move with every correction."""
    return re.sub(r":\d+(?::\d+)?(?=[:)\n])", "", said)


def test_the_guide_has_examples() -> None:
    assert len(EXAMPLES) >= 7


@pytest.mark.parametrize(("difference", "said"), EXAMPLES)
def test_examples_are_as_the_program_answers(
    here: Path, capsys: pytest.CaptureFixture[str], difference: str, said: str
) -> None:
    edited(here, difference)
    found = pipeline.findings(here)
    print_findings(found)
    printed = capsys.readouterr().err + f"{tally(found)}\n"
    lines = "\n".join(map(str.rstrip, printed.splitlines())) + "\n"
    assert unnumbered(said) == unnumbered(lines)


@pytest.mark.usefixtures("here")
def test_the_commands_of_the_guide_answer_so(capsys: pytest.CaptureFixture[str]) -> None:
    for lemma in ("agricultural", "in large numbers"):
        main(["new", "note", "--at", "II.4", "--lemma", lemma, "--certainty", "conjectured"])
        said = "".join(capsys.readouterr()).removesuffix("\n")
        said = re.sub(r"\nOpen .*", "", said, flags=re.DOTALL)
        shown = "\n".join(f"    {line}".rstrip() for line in said.split("\n"))
        assert re.sub(r"e\d+", "e", unnumbered(shown)) in re.sub(r"e\d+", "e", unnumbered(GUIDE))


def test_links_of_the_guides_lead_to_files() -> None:
    for page in (GUIDE, VSCODE):
        found = re.findall(
            r"\]\(([^)#:]+)\)", re.sub(r"```.*?```|`[^`]*`", "", page, flags=re.DOTALL)
        )
        assert [each for each in found if not (ROOT / "docs" / each).exists()] == []
