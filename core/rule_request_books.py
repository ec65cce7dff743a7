"""A workbook of what the flag rules lack of discharges: a table of emissions, whose rows the import completes."""

from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from core.catalogues import find_pollutant
from core.data_requests import Asked, Discharge
from core.i18n import show, translate
from core.rule_requests import FIGURES, RULE_TITLES, RuleNeed
from core.snapshot import Snapshot
from core.table_columns import heading
from core.text import N_, Text
from core.words import word_names
from core.written_files import PLAIN, whole_file

COLUMNS = ("actor", "outlet", "medium", "pollutant", "year", "destination", "mass", "unit", "concentration", "limit",
           "permit mass", "exceeding days", "exceeding hours", "source")  # fmt: skip
WIDTHS = (28, 14, 10, 22, 8, 18, 12, 10, 12, 10, 14, 14, 14, 28)
_LINE = "#B9B9B0"


def figure_cells(need: RuleNeed, language: str) -> tuple[str, ...]:
    """A figure of the rules as a row of the list: title, definition, year, unit, holder, state, who reads it."""
    _, title, unit = FIGURES[need.column]
    count = Text("{n} firm silent", {"n": len(need.silent)}, plural="{n} firms silent")
    state = Text("{state} ({count})", {"state": Text(need.state), "count": count}) if need.silent else Text(need.state)
    readers = [translate(RULE_TITLES[rule], language) for rule in need.rules]
    definition = translate(N_("of each discharge, from the table of discharges"), language)
    return (
        translate(title, language), definition, str(need.year), unit, translate(N_("each firm"), language),
        show(state, language), "; ".join(readers),
    )  # fmt: skip


def discharge_cells(snapshot: Snapshot, one: Discharge, firm: str, language: str) -> dict[str, Any]:
    """What stands in a row of the workbook beforehand, by column; only what names it where it is of another year."""
    told, row = snapshot.emission, one.row
    item = find_pollutant(str(told.medium[row]), str(told.pollutant[row]))
    plant, ways = int(told.plant[row]), word_names("destination", language)
    cells: dict[str, Any] = {
        "actor": firm,
        "outlet": str(told.outlet[row]),
        "medium": word_names("emission_medium", language)[str(told.medium[row])],
        "pollutant": translate(item.name, language) if item else str(told.pollutant[row]),
        "destination": str(snapshot.actor.name[plant]) if plant >= 0 else ways[str(told.destination[row])],
        "unit": str(told.unit_entered[row]) or "t" if one.told else "t",
    }
    if not one.told or not np.isnan(told.year[row]):  # a row of no year is completed as such
        cells["year"] = one.year
    if not one.told:
        return cells
    for column, (name, *_) in FIGURES.items():
        value = float((told.mass_entered if column == "mass" else getattr(told, name))[row])
        if column not in one.open and not np.isnan(value):
            cells[column] = value
    source = int(told.source[row])
    return cells | {"source": str(snapshot.source.title[source]) if source >= 0 else ""}


def write_discharges(path: Path, one: Asked, snapshot: Snapshot, language: str, due: str) -> None:
    """A workbook with a row for each discharge that lacks something; what is asked for stands open."""
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting, PLAIN) as book:
        sheet = book.add_worksheet(translate(N_("Figures asked for"), language)[:31])
        head = book.add_format({"bold": True, "bg_color": "#CFE3D8", "border": 1, "border_color": _LINE})
        open_cell = book.add_format({"bg_color": "#FFF7DC", "border": 1, "border_color": _LINE})
        for place, (column, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading("emissions", column, language), head)
        for number, row in enumerate(one.discharges, 1):
            cells = discharge_cells(snapshot, row, one.about.name, language)
            asked = (*row.open, *(() if cells.get("source") else ("source",)))
            for place, column in enumerate(COLUMNS):
                if column in asked:
                    sheet.write_blank(number, place, None, open_cell)
                elif column in cells:
                    sheet.write(number, place, cells[column])
        sheet.freeze_panes(1, 4)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        _explain(book, one, language, due)
        sheet.activate()


def _explain(book: Any, one: Asked, language: str, due: str) -> None:
    sheet = book.add_worksheet(word_names("own_sheet", language)["explanations"])
    sentences = [
        Text("To: {whom}", {"whom": one.about.name}),
        Text(
            "Fill in the yellow cells of each discharge; the other cells say which one is meant and stay as they are."
        ),
        Text("Concentrations and limits are in mg/L for water and mg/m3 for air, permitted masses in t a year."),
        Text("Leave a cell empty where nobody knows the figure; 0 means that it was none."),
    ]
    if due:
        sentences.append(Text("Please answer by {date}.", {"date": due}))
    for row, sentence in enumerate(sentences):
        sheet.write_string(row, 0, show(sentence, language))
    sheet.set_column(0, 0, 110)
