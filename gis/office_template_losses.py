"""Parts of an Excel template that a filled file lacks, by name: slicers, sparklines, connections and the like."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from core.text import N_, Text

# Parts of the archive by their path, what they are, and the elements in them that bear a name.
_PARTS = (
    ("xl/slicers/", N_("Slicers"), "slicer"),
    ("xl/timelines/", N_("Timelines"), "timeline"),
    ("xl/connections.xml", N_("Data connections"), "connection"),
    ("xl/queryTables/", N_("Query tables"), "queryTable"),
    ("xl/pivotTables/", N_("Pivot tables"), "pivotTableDefinition"),
    ("xl/threadedComments/", N_("Threaded comments"), ""),
    ("xl/embeddings/", N_("Embedded objects"), ""),
    ("xl/activeX/activeX", N_("ActiveX controls"), ""),
    ("xl/richData/", N_("Pictures and data types in cells"), ""),
    ("xl/model/", N_("Data model"), ""),
    ("xl/webextensions/", N_("Add-ins"), ""),
    ("xl/dialogsheets/", N_("Dialog sheets"), ""),
)
# What a sheet holds besides its cells: the elements that openpyxl passes over, and what they are.
_IN_SHEETS = {
    rb"sparkline": N_("Sparklines"),
    rb"conditionalFormatting": N_("Conditional formats of newer kinds"),
    rb"dataValidation": N_("Drop-down lists that read another sheet"),
}
_ADDED = re.compile(rb"<(?:\w+:)?extLst\b.*?</(?:\w+:)?extLst>", re.DOTALL)
_DYNAMIC = re.compile(rb'<(?:\w+:)?c\b[^>]*\scm="')
DYNAMIC = N_("Formulas that spill over several cells")


def lost_parts(path: Path, written: bytes) -> list[Text]:
    """A sentence for each kind of thing that a template has and the file written from it has not."""
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(BytesIO(written)) as after:
        lost = dict(_lost_parts(before, after))
        held, kept = _in_sheets(before), _in_sheets(after)
    for sheet, things in held.items():
        for title, n in (things - kept.get(sheet, Counter())).items():
            lost.setdefault(title, []).append(f"{sheet} ({n})")
    told = {title: {"things": Text(title), "file": path.name, "names": names} for title, names in lost.items()}
    return [Text("{things} of {file} are not in the filled file: {names}.", values) for values in told.values()]


def _lost_parts(before: zipfile.ZipFile, after: zipfile.ZipFile) -> Iterator[tuple[str, list[str]]]:
    """What the parts are, and the names of what is in them."""
    for start, title, element in _PARTS:
        held = [name for name in before.namelist() if name.startswith(start) and "/_rels/" not in name]
        if len(held) > sum(name.startswith(start) and "/_rels/" not in name for name in after.namelist()):
            yield title, [told for name in held for told in _names_in(before.read(name), element) or [Path(name).stem]]


def _names_in(part: bytes, element: str) -> list[str]:
    """What the things in a part are called; none where they bear no name."""
    if not element:
        return []
    found = _elements(fromstring(part), element)
    return [told for each in found if (told := each.get("caption") or each.get("name"))]


def _in_sheets(book: zipfile.ZipFile) -> dict[str, Counter[str]]:
    """What each sheet holds besides its cells, by the name of the sheet."""
    found: dict[str, Counter[str]] = {}
    for sheet, part in _sheet_parts(book):
        data = book.read(part)
        added = b"".join(_ADDED.findall(data))
        counts = {title: len(re.findall(rb"<(?:\w+:)?" + tag + rb"[\s>]", added)) for tag, title in _IN_SHEETS.items()}
        found[sheet] = +Counter(counts | {DYNAMIC: len(_DYNAMIC.findall(data))})
    return found


def _sheet_parts(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and its part in the archive."""
    targets = {one.get("Id"): one.get("Target", "") for one in fromstring(book.read("xl/_rels/workbook.xml.rels"))}
    for one in _elements(fromstring(book.read("xl/workbook.xml")), "sheet"):
        asked = next((value for name, value in one.attrib.items() if name.endswith("}id")), "")
        target = targets.get(asked, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in book.namelist():
            yield one.get("name", part), part


def _elements(root: Any, name: str) -> Iterator[Any]:
    return (each for each in root.iter() if each.tag.rpartition("}")[2] == name)
