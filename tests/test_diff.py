"""`maocoop diff`: two states by name, in the terminal and as a page for a reviewer."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from edits import SPECIMEN
from maocoop import snapshot, states
from maocoop.cli import main
from maocoop.errors import MaocoopError
from maocoop.history import Piece
from maocoop.read import read
from maocoop.receipt import Comparison, Difference, Fate, Speech, compare
from maocoop.render import differing

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parent
TEMPLATES = TESTS.parent / "templates"
ID = "1900-01-01"
FOOTNOTES = f"notes/{ID}/footnotes.yaml"
RARE = "\U00020bb7 \ue000 \ufffd e\u0301 </style><script>alert(1)</script> & 农业"
"""Characters outside the plane, private, unknown, combined; signs of markup; Chinese ones."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the specimen with the templates, as current folder, below a folder of nobody."""
    shutil.copytree(SPECIMEN, tmp_path / "edition")
    (tmp_path / "edition" / "templates").symlink_to(TEMPLATES)
    monkeypatch.chdir(tmp_path / "edition")
    # No repository above the folder of the tests is looked for.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path / "edition"


def git(here: Path, *arguments: str) -> None:
    """Run git, as nobody in particular."""
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@edition.example")
    subprocess.run(["git", *who, *arguments], cwd=here, check=True, capture_output=True)


def commit(here: Path) -> None:
    """Commit all there is."""
    git(here, "add", "--all")
    git(here, "commit", "--quiet", "--allow-empty", "--message", "A state")


def edit(here: Path, path: str, old: str, new: str) -> None:
    """Change words in a file."""
    content = (here / path).read_text(encoding="utf-8")
    assert old in content
    (here / path).write_text(content.replace(old, new), encoding="utf-8")


@pytest.fixture
def repository(here: Path) -> Path:
    """The copy in a repository, with two commits and an edit that is in none."""
    git(here, "init", "--quiet")
    commit(here)
    git(here, "tag", "first")
    edit(here, FOOTNOTES, "northern shore", "southern shore")
    commit(here)
    edit(here, FOOTNOTES, "southern shore", "eastern shore")
    return here


@pytest.fixture
def diff(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Compare two states; returns what is printed."""

    def made(*arguments: str) -> str:
        capsys.readouterr()
        assert main(["diff", *arguments]) == 0
        return capsys.readouterr().out

    return made


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Fail to compare two states; returns why."""

    def made(*arguments: str) -> str:
        capsys.readouterr()
        assert main(["diff", *arguments]) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        return printed.err

    return made


# --- States by name ---------------------------------------------------------------------------


@pytest.mark.usefixtures("repository")
def test_revisions_tags_versions_and_the_working_tree(diff: Callable[..., str]) -> None:
    assert "of the [-northern-] {+southern+} shore." in diff("HEAD~1", "HEAD")
    assert "of the [-southern-] {+eastern+} shore." in diff("HEAD")
    assert "of the [-northern-] {+eastern+} shore." in diff("first", ".")
    assert "of the [-eastern-] {+northern+} shore." in diff(".", "first")
    assert "of the [-northern-] {+eastern+} shore." in diff()
    assert diff().startswith("from version 0.2.0 to the working tree\n")
    assert re.match(r"from version 0\.1\.0 to HEAD \([0-9a-f]{10}\)\n", diff("0.1.0", "HEAD"))
    assert diff("first", "0.2.0").splitlines()[1] == "no difference"


def test_a_version_is_told_with_its_reasons(here: Path, diff: Callable[..., str]) -> None:
    lines = diff("0.1.0", "0.2.0").splitlines()
    digest = snapshot.speech_digest(snapshot.units_of(read(here).texts[0]))
    assert lines == [
        "from version 0.1.0 to version 0.2.0",
        f"{ID}/HN.5, the translators' headnote: retired: a line of a proof sheet, left out of the "
        "printed witness",
        "    why: The printed witness names two sets of papers only.",
        "    [-Songs of the Keepers.-]",
        f"{ID}/n1, a note of the translators: reworded",
        "    why: A misprint of the first printing: the article ends on page 18.",
        "    ⟨…⟩ oil see A. Fenn (1898), pp. [-12–16,-] {+12–18,+} and text Dec. 31, 1899, note 2.",
        f"{ID}/GC.3, the general comment: moved to GC.4",
        "    why: The comment has no 3; its last paragraph is counted as the fourth.",
        f"the speech {ID} did not change: SHA-256 {digest}",
    ]


def test_a_revision_is_read_in_a_folder_of_the_repository(
    here: Path, diff: Callable[..., str]
) -> None:
    git(here.parent, "init", "--quiet")
    commit(here.parent)
    edit(here, FOOTNOTES, "northern shore", "southern shore")
    assert "of the [-northern-] {+southern+} shore." in diff("HEAD")


def test_a_revision_leaves_the_checkout_alone(repository: Path, diff: Callable[..., str]) -> None:
    def status() -> bytes:
        return subprocess.run(
            ["git", "status", "--porcelain=2", "--branch"], cwd=repository, capture_output=True
        ).stdout

    before = status(), (repository / FOOTNOTES).read_bytes()
    diff("first", "HEAD")
    assert (status(), (repository / FOOTNOTES).read_bytes()) == before


def test_the_bytes_of_a_revision_are_those_that_were_committed(repository: Path) -> None:
    held = states.States(repository).named("first")
    assert held.sides == snapshot.of_edition(read(SPECIMEN), "then").sides
    assert held.emendations == {ID: read(SPECIMEN).texts[0].emendations}


def test_emendations_are_told(repository: Path, diff: Callable[..., str]) -> None:
    path = repository / "notes" / ID / "emendations.yaml"
    content = path.read_text(encoding="utf-8")
    entry = (
        "  - line: 51\n    anchor: n2\n    reading: northern\n    print: eastern\n"
        "    why: A slip of the printer.\n    certainty: conjectured\n"
    )
    if not content.endswith("\n"):
        content += "\n"
    path.write_text(content + entry, encoding="utf-8")
    said = f"emendation, {ID}/n2, line 51 of the witness: “northern” → “eastern”: A slip"
    assert f"new {said}" in diff("HEAD", ".")
    assert f"gone {said}" in diff(".", "HEAD")


# --- What cannot be compared ------------------------------------------------------------------


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("name", ["HEAD~77", "nonsense", "HEAD:corpus", "", "0.9.0"])
def test_what_is_no_state_is_refused(name: str, refused: Callable[..., str]) -> None:
    said = f"{name or 'an empty name'} is neither a version that was released nor a revision"
    assert said in refused(name)


@pytest.mark.usefixtures("repository")
def test_the_nearest_version_is_named(refused: Callable[..., str]) -> None:
    assert "the nearest version is 0.2.0" in refused("0.2.1")
    assert "released: 0.1.0, 0.2.0" in refused("nonsense")


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("name", ["--output=written", "--git-dir", "HEAD\0", "HEAD\n"])
def test_what_git_would_take_for_something_else_is_no_state(name: str) -> None:
    with pytest.raises(MaocoopError, match="neither a version"):
        states.States(Path()).named(name)
    assert not Path("written").exists()


@pytest.mark.usefixtures("here")
def test_without_a_repository_there_are_versions(
    diff: Callable[..., str], refused: Callable[..., str]
) -> None:
    assert "in no git repository" in refused("HEAD")
    assert "no difference" in diff("0.2.0")


@pytest.mark.usefixtures("repository")
def test_without_git_there_are_versions(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    diff: Callable[..., str],
    refused: Callable[..., str],
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git cannot be run" in refused("HEAD")
    assert "{+eastern+}" in diff("0.2.0")


def test_without_a_release_a_state_must_be_named(here: Path, refused: Callable[..., str]) -> None:
    (here / "corpus" / ID / "anchors.yaml").unlink()
    (here / "notes" / "anchors.yaml").unlink()
    assert "no version has been released yet" in refused()


def test_a_revision_that_cannot_be_read_is_told_with_its_first_fault(
    repository: Path, refused: Callable[..., str]
) -> None:
    shutil.copy(repository / FOOTNOTES, repository.parent / "kept")
    edit(repository, FOOTNOTES, "anchor: n1\n", "ancor: n1\n")
    commit(repository)
    shutil.copy(repository.parent / "kept", repository / FOOTNOTES)
    said = refused("HEAD")
    assert "HEAD is no edition that this program can read" in said
    assert f"{FOOTNOTES}:5:" in said


def test_an_object_that_git_lacks_is_told(repository: Path, refused: Callable[..., str]) -> None:
    id_ = subprocess.run(
        ["git", "rev-parse", f"HEAD:{FOOTNOTES}"], cwd=repository, capture_output=True, text=True
    ).stdout.strip()
    (repository / ".git" / "objects" / id_[:2] / id_[2:]).unlink()
    assert f"git lacks {FOOTNOTES} of that revision" in refused("HEAD")


def test_a_link_in_a_revision_is_no_file(repository: Path, refused: Callable[..., str]) -> None:
    kept = (repository / FOOTNOTES).read_bytes()
    (repository / FOOTNOTES).unlink()
    (repository / FOOTNOTES).symlink_to(SPECIMEN / FOOTNOTES)
    commit(repository)
    (repository / FOOTNOTES).unlink()
    (repository / FOOTNOTES).write_bytes(kept)
    assert f"the file {FOOTNOTES} is missing" in refused("HEAD")


def test_revisions_are_compared_though_the_working_tree_is_broken(
    repository: Path, diff: Callable[..., str], refused: Callable[..., str]
) -> None:
    edit(repository, FOOTNOTES, "anchor: n1\n", "ancor: n1\n")
    assert "{+southern+}" in diff("HEAD~1", "HEAD")
    assert "nonsense is neither" in refused("nonsense", "HEAD")
    assert "unknown-key" in refused("HEAD")


# --- The page ---------------------------------------------------------------------------------


def parsed(comparison: Comparison) -> Any:
    """The page of a comparison, as a tree."""
    return html.document_fromstring(differing.page(comparison, TEMPLATES).decode())


@pytest.fixture(scope="module")
def versions() -> Comparison:
    """How the versions of the specimen differ."""
    edition = read(SPECIMEN)
    return compare(*(snapshot.of_version(edition, each) for each in ("0.1.0", "0.2.0")))


def test_the_page_has_every_word_of_the_comparison(versions: Comparison) -> None:
    page = parsed(versions)
    for each in versions.differences:
        section = page.get_element_by_id(each.address)
        assert each.whose.replace("'", "’") in section.text_content()
        assert str(each.fate) in section.text_content()
        for kind, tag in (("gone", "del"), ("new", "ins")):
            pieces = [piece.text.strip() for piece in each.pieces if piece.kind == kind]
            assert [node.text_content() for node in section.iter(tag)] == pieces
    assert versions.speeches[0].after in page.text_content()


def test_old_and_new_are_named_in_words(versions: Comparison) -> None:
    page = parsed(versions)
    told = [(node.tag, node.getprevious().text_content()) for node in page.iter("del", "ins")]
    assert told
    assert set(told) == {("del", "⟨was⟩"), ("ins", "⟨now⟩")}


def test_the_page_asks_for_nothing(versions: Comparison) -> None:
    page = parsed(versions)
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    assert f"'sha256-{digest}'" in policy
    assert page.xpath("//script | //*[@src] | //*[@style] | //form") == []
    assert [each for each in page.xpath("//@href") if each[:1] != "#" and each != "data:,"] == []


def test_what_a_note_says_is_no_markup() -> None:
    pieces = (Piece("same", "A wharf "), Piece("gone", RARE), Piece("new", RARE[::-1]))
    made = Difference(RARE, RARE, None, Fate.RETIRED, pieces, RARE, RARE, RARE)
    page = parsed(Comparison(RARE, RARE, (made,), (RARE,), (Speech(RARE, RARE, None),)))
    assert page.xpath("//script") == []
    assert page.xpath("string(//del)") == RARE
    assert page.xpath("string(//ins)") == RARE[::-1]


def test_the_page_is_written_and_the_same_each_time(here: Path, diff: Callable[..., str]) -> None:
    assert diff("0.1.0", "0.2.0", "--html", "one.html").endswith("\nwritten: one.html\n")
    diff("0.1.0", "0.2.0", "--html", "other.html")
    assert (here / "one.html").read_bytes() == (here / "other.html").read_bytes()


@pytest.mark.usefixtures("here")
def test_a_page_that_cannot_be_written_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "0.1.0", "--html", "nowhere/page.html"]) == 1
    assert "cannot write nowhere/page.html: No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["diff", "0.1.0", "--html", FOOTNOTES])
    assert "name a file that ends in .html" in capsys.readouterr().err
