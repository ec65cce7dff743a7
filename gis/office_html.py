"""One HTML file that opens without any network: map and diagram to pan and zoom, search, legend, a card on click.

Styles, script and drawings stand in the file; its content policy forbids the browser to fetch anything.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from html import escape
from pathlib import Path

from core.i18n import NARROW, THIN
from core.paths import RESOURCES
from core.written_files import DOCUMENT, whole_file
from gis.office_svg import svg_of
from gis.office_tables import Leaf, Pack

_PARTS = RESOURCES / "office"


def write_leaf(pack: Pack, path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write the file of a pack, in both languages, its own first; UserError for a place that cannot be written."""
    leaves = sorted(pack.leaves, key=lambda leaf: leaf.language != pack.language)
    with whole_file(path, cancelled, DOCUMENT) as waiting:
        waiting.write_text(leaf_page(pack.title, leaves), encoding="utf-8")


def leaf_page(title: str, leaves: list[Leaf]) -> str:
    """The text of the file."""
    frame = (_PARTS / "leaf.html").read_text(encoding="utf-8")
    contents = {
        "title": escape(title),
        "language": leaves[0].language,
        "style": (_PARTS / "leaf.css").read_text(encoding="utf-8"),
        "script": (_PARTS / "leaf.js").read_text(encoding="utf-8"),
        "drawings": "".join(_drawings(leaf) for leaf in leaves),
        "data": _data(leaves),
    }
    for name, words in contents.items():
        frame = frame.replace(f"<!--{name}-->", words)
    return frame


def _drawings(leaf: Leaf) -> str:
    """Map, diagram and legend of a language; the script shows one of each."""
    drawn = {"map": leaf.map, "flows": leaf.flows, "legend": leaf.legend}
    return "".join(svg_of(scene, name=f"{name}-{leaf.language}") for name, scene in drawn.items())


def _data(leaves: list[Leaf]) -> str:
    """What the script reads: words, cards and findings by language; no text can end the script it stands in."""
    told = {
        leaf.language: {
            "words": dict(leaf.words), "title": leaf.title, "foot": leaf.foot, "marked": list(leaf.marked),
            "entries": [asdict(entry) for entry in leaf.entries], "bands": [list(rows) for rows in leaf.bands],
        }
        for leaf in leaves
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c").replace(THIN, NARROW)
