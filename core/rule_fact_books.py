"""Sheets of facts that flag rules read besides discharges: tables that the import knows, the lacking cells open."""

from collections.abc import Sequence
from typing import Any

from core.asking_sheets import Asking, print_wide, write_asking
from core.data_requests import Asked, Blank
from core.i18n import translate
from core.kind_titles import KIND_TITLES
from core.request_units import asked_unit
from core.rule_facts import FACTS
from core.snapshot import Snapshot
from core.text import N_

NOT_LISTED = N_("not listed")
# The columns of each kind of sheet with their widths.
SHEETS = {
    "actors": {
        "name": 34, "credit code": 24, "region": 24, "industry": 16, "permit class": 18, "lon": 14, "lat": 14,
        "source": 28,
    },
    "registers": {"actor": 34, "year": 8, "list": 34, "entry": 20, "document": 28, "source": 28},
    "statistics": {"actor": 28, "commodity": 24, "item": 28, "year": 8, "value": 14, "unit": 14, "source": 28},
    "stocks": {
        "actor": 28, "commodity": 24, "year": 8, "opening": 14, "closing": 14, "capacity": 14, "unit": 10, "source": 28,
    },
}  # fmt: skip


def kinds_of(blanks: Sequence[Blank]) -> list[str]:
    """The kinds of sheets that some facts fill, in their order."""
    kinds = {FACTS[blank.fact].kind for blank in blanks}
    return [kind for kind in SHEETS if kind in kinds]


def write_facts(book: Any, one: Asked, snapshot: Snapshot, language: str) -> None:
    """A sheet for each kind of table that the facts of somebody stand in."""
    codes = {str(uid): row for row, uid in enumerate(snapshot.actor.uid.tolist())}

    def asking(blanks: Sequence[Blank]) -> Asking:
        cells = _cells(blanks[0], snapshot, codes[blanks[0].firm.uid], language)
        return cells, {column for blank in blanks for column in FACTS[blank.fact].columns} | ({"source"} - cells.keys())

    for kind in kinds_of(one.blanks):
        rows = [asking(blanks) for blanks in _rows(kind, one.blanks)]
        sheet = write_asking(book, KIND_TITLES[kind], kind, SHEETS[kind], rows, language)
        print_wide(sheet, 1)
        if kind == "registers":  # any other entry may be typed as well
            place = list(SHEETS[kind]).index("entry")
            offered = {"validate": "list", "source": [translate(NOT_LISTED, language)], "show_error": False}
            sheet.data_validation(1, place, len(rows), place, offered)


def _rows(kind: str, blanks: Sequence[Blank]) -> list[list[Blank]]:
    """The facts of a kind of table by the row that they stand in: a firm has one row among firms."""
    rows: dict[object, list[Blank]] = {}
    for blank in blanks:
        if FACTS[blank.fact].kind == kind:
            rows.setdefault(blank.firm if kind == "actors" else blank, []).append(blank)
    return list(rows.values())


def _cells(blank: Blank, snapshot: Snapshot, row: int, language: str) -> dict[str, Any]:
    """What stands in a row beforehand, by column."""
    fact, actor = FACTS[blank.fact], snapshot.actor
    cells: dict[str, Any] = dict(blank.cells)
    if fact.kind == "actors":
        region = int(actor.region[row])
        told = {"name": blank.firm.name, "credit code": str(actor.credit_code[row])}
        told |= {"region": str(snapshot.region.name[region])} if region >= 0 else {}
        return {column: value for column, value in told.items() if value}
    cells = {"actor": blank.firm.name, "year": blank.year, **cells}
    if "item" in cells:
        cells["item"] = translate(str(cells["item"]), language)
    unit = str(cells.get("unit") or fact.unit)
    return cells | ({"unit": asked_unit(unit, language)} if unit else {})
