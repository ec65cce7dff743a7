"""What lies over the cells of an Excel template, and what of it a filled file lacks."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from core.text import Text

_DRAWING = re.compile(r"xl/drawings/[^/]+\.xml")
_OLD_DRAWING = re.compile(r"xl/drawings/[^/]+\.vml")
_CONTROL = re.compile(r"xl/ctrlProps/[^/]+\.xml")
_OLD_PICTURE = re.compile(rb"<v:imagedata\b")  # of page headers and footers
_KINDS = {
    "pic": "pictures",
    "graphicFrame": "charts",
    "sp": "shapes",
    "cxnSp": "shapes",
    "contentPart": "shapes",
}
_LOST = {
    "charts": Text(
        "{n} chart of {file} is not in the filled file.",
        plural="{n} charts of {file} are not in the filled file.",
    ),
    "pictures": Text(
        "{n} picture of {file} is not in the filled file.",
        plural="{n} pictures of {file} are not in the filled file.",
    ),
    "shapes": Text(
        "{n} shape or text box of {file} is not in the filled file.",
        plural="{n} shapes and text boxes of {file} are not in the filled file.",
    ),
    "controls": Text(
        "{n} form control of {file} is not in the filled file.",
        plural="{n} form controls of {file} are not in the filled file.",
    ),
}
_REDRAWN = Text(
    "{n} chart is drawn anew in the filled file: compare it with {file}.",
    plural="{n} charts are drawn anew in the filled file: compare them with {file}.",
)


def drawn_things(path: Path) -> Counter[str]:
    """How many `charts`, `pictures`, `shapes` (text boxes too) and form `controls` a workbook holds."""
    found: Counter[str] = Counter()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if _DRAWING.fullmatch(name):
                found.update(_kinds(fromstring(archive.read(name))))
            elif _OLD_DRAWING.fullmatch(name):
                found["pictures"] += len(_OLD_PICTURE.findall(archive.read(name)))
            elif _CONTROL.fullmatch(name):
                found["controls"] += 1
    found["shapes"] = max(found["shapes"] - found["controls"], 0)  # programs keep a shape for each control
    return found


def _kinds(element: Any) -> Iterator[str]:
    """The kind of each thing in a drawing, also within groups; what programs show in its place is no second one."""
    name = element.tag.rpartition("}")[2]
    if name in _KINDS:
        yield _KINDS[name]
    elif name != "Fallback":
        for part in element:
            yield from _kinds(part)


def drawing_remarks(path: Path, kept: Mapping[str, int]) -> list[Text]:
    """What the filled file lacks of a template of which so many charts and pictures are kept, and what to do."""
    held = drawn_things(path)
    lost = {kind: max(held[kind] - kept.get(kind, 0), 0) for kind in _LOST}
    told = [_counted(_LOST[kind], n, path) for kind, n in lost.items() if n]
    if told:
        told.append(Text("Copy them from the template into the filled file by hand."))
    if redrawn := held["charts"] - lost["charts"]:
        told.append(_counted(_REDRAWN, redrawn, path))
    return told


def _counted(pattern: Text, n: int, path: Path) -> Text:
    return replace(pattern, values={"n": n, "file": path.name})
