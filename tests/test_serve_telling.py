"""serve: what the pages are told of a build, and what an editor is told of a fault."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from jinja2 import Environment, FileSystemLoader, TemplateError

from desk import WAIT, serving
from maocoop.errors import EditionFaulty, Finding, Position, Severity
from maocoop.serve import Outcome, pushing
from maocoop.serve.faults import as_json, faults, lines

if TYPE_CHECKING:
    from pathlib import Path

# --- Telling the pages ------------------------------------------------------------------------


def test_a_build_is_told_what_changed(tmp_path: Path) -> None:
    with serving(tmp_path) as desk:
        assert desk.next() == "built first"
        desk.save("second")
        assert desk.next() == "built second"
        assert desk.asked_to_build == [None, {desk.source}]


def told(hub: pushing.Hub, build: str, page: str = "a.html") -> dict[str, object]:
    _, event = hub.news(page, build)
    news: dict[str, object] = json.loads(event.decode("ascii").partition("data: ")[2])
    return news


def test_a_page_is_told_of_itself_and_of_what_it_loads() -> None:
    hub = pushing.Hub()
    build = hub.build
    assert told(hub, build) == {"changed": [], "gone": False, "fault": None}
    hub.built(Outcome("", frozenset({"a.html", "b.html"})))
    hub.built(Outcome("", frozenset({"static/style.css", "data/a.json"})))
    assert told(hub, build)["changed"] == ["a.html", "static/style.css"]
    assert told(hub, build, "c.html")["changed"] == ["static/style.css"]
    assert told(hub, hub.build)["changed"] == []


def test_a_page_is_told_that_it_is_gone_and_that_it_is_back() -> None:
    hub = pushing.Hub()
    build = hub.build
    hub.built(Outcome("", frozenset(), frozenset({"a.html"})))
    assert told(hub, build)["gone"] is True
    assert told(hub, build, "b.html")["gone"] is False
    hub.built(Outcome("", frozenset({"a.html"})))
    assert told(hub, build) == {"changed": ["a.html"], "gone": False, "fault": None}


@pytest.mark.parametrize(
    "build", ["", "x", "x-1", "-", "{session}-2", "{session}--1", "{session}-²"]
)
def test_who_comes_from_another_session_loads_anew(build: str) -> None:
    hub = pushing.Hub()
    build = build.replace("{session}", hub.build.split("-")[0])
    assert told(hub, build)["changed"] == ["a.html"]


def test_what_is_remembered_is_bounded() -> None:
    hub = pushing.Hub()
    build = hub.build
    for _ in range(1000):
        hub.built(Outcome("", frozenset({"b.html"})))
    assert told(hub, build)["changed"] == ["a.html"]  # too long ago: perhaps it changed
    build = hub.build
    hub.built(Outcome("", frozenset(f"{number}.html" for number in range(100_000))))
    assert told(hub, build)["changed"] == ["a.html"]


def test_after_a_build_that_broke_off_all_may_have_changed() -> None:
    hub = pushing.Hub()
    build = hub.build
    hub.failed({"errors": 1}, unsure=False)
    assert told(hub, build)["fault"] == {"errors": 1}
    hub.built(Outcome("", frozenset()))
    assert told(hub, build) == {"changed": [], "gone": False, "fault": None}
    hub.failed({"errors": 1}, unsure=True)
    hub.built(Outcome("", frozenset()))
    assert told(hub, build) == {"changed": ["a.html"], "gone": False, "fault": None}


def test_listeners_are_told_bounded_and_ended(tmp_path: Path) -> None:
    with serving(tmp_path) as desk, ExitStack() as stack:
        assert desk.next() == "built first"

        def listener() -> tuple[socket.socket, bytes]:
            made = socket.create_connection(("127.0.0.1", desk.port), timeout=WAIT)
            stack.enter_context(made)
            build = desk.ask("/")[1].rpartition(b'data-build="')[2].partition(b'"')[0]
            made.sendall(b"GET /.serve/events?page=index.html&build=%b HTTP/1.0\r\n\r\n" % build)
            content = b""
            while b"\n\n" not in content and (more := made.recv(4096)):
                content += more
            return made, content

        listeners = [listener() for _ in range(pushing.LISTENERS)]
        assert all(b'"changed": []' in content for _, content in listeners)
        assert b" 503 " in listener()[1]
        desk.save("second")
        for each, _ in listeners:
            assert b'"changed": ["index.html"]' in each.recv(4096)
        for each, _ in listeners[:5]:
            each.close()
        desk.save("fault")  # by then, what went away makes room
        assert b"ValueError" in listeners[-1][0].recv(4096)
        answers = (listener()[1] for _ in range(1000))
        assert b'"fault": {' in next(each for each in answers if b" 503 " not in each)
        desk.stop.set()
        assert listeners[-1][0].recv(4096) == b""
    for thread in threading.enumerate():
        if "process_request" in thread.name:
            thread.join(WAIT)
            assert not thread.is_alive()


# --- Faults -----------------------------------------------------------------------------------


def test_a_finding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("first\n  毛 se: ct\x1bion\n", encoding="utf-8")
    found = faults(
        EditionFaulty(
            [
                Finding("odd", "is odd", "even it", Position("gone.yaml", 9), Severity.WARNING),
                Finding("key", "no such key", "did you mean: anchor", Position("a.yaml", 2, 5)),
            ]
        ),
        tmp_path,
    )
    assert list(lines(found)) == [
        "a.yaml:2:5: key: no such key",
        "    |   毛 se: ct\ufffdion",
        "    |      ^",
        "    hint: did you mean: anchor",
        "gone.yaml:9:1: warning: odd: is odd",
        "    hint: even it",
    ]
    page = as_json(found)
    assert (page["errors"], page["warnings"]) == (1, 1)
    assert page["found"][0] == {
        "place": "a.yaml:2:5",
        "rule": "key",
        "message": "no such key",
        "hint": "did you mean: anchor",
        "before": "  毛 ",
        "after": "se: ct\x1bion",
    }


def test_a_fault_of_a_template_has_a_place(tmp_path: Path) -> None:
    templates = Environment(loader=FileSystemLoader(tmp_path))
    for words, line in (("\n{% if %}", 2), ("\n\n{{ nothing.at.all }}", 3)):
        (tmp_path / "a.html").write_text(words)
        with pytest.raises(TemplateError) as caught:
            templates.get_template("a.html").render()
        assert isinstance(caught.value, Exception)
        ((fault),) = faults(caught.value, tmp_path)
        assert fault.place == f"{tmp_path}/a.html:{line}"
        assert "".join(fault.words) == words.strip()


def test_many_faults_are_counted(tmp_path: Path) -> None:
    many = [Finding("odd", "is odd", "", Position("a.yaml", n)) for n in range(1, 1001)]
    found = faults(EditionFaulty(many), tmp_path)
    assert list(lines(found))[-1] == "and 950 more"
    assert (as_json(found)["errors"], len(as_json(found)["found"])) == (1000, 50)
