"""The workbook of a survey packet: the import's own templates, filled with what is known, for people to correct.

A sheet for each kind of table. The columns that name rows (`uid`, of links also `amount uid`) are hidden but kept, so
that what comes back finds its rows; the headings are locked, and no row can be deleted. The same workbook goes through
the ordinary import, which does not read the hidden columns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from core.cells import Cell
from core.export_figures import Record
from core.export_names import Naming
from core.export_rows import READERS, link_cells, link_records
from core.i18n import show, translate
from core.import_statistics import items
from core.kind_titles import kind_title
from core.survey_codes import page_code
from core.survey_rows import Packed, Values
from core.templates import (
    HEAD,
    HEAD_COLOURS,
    TEXT_FORMATS,
    TemplateColumn,
    limit_cells,
    print_whole,
    template_columns,
    text_width,
)
from core.text import N_, Text
from core.units import unit_name
from core.words import word_names
from core.written_files import PLAIN

PAYLOAD = "survey.xlsx"
UID, AMOUNT_UID = "uid", "amount uid"
PAGE = N_("Page of the survey")
ANSWERS = N_("People's answers")
TABLES = {
    "actors": "actor", "flows": "flow", "capacities": "capacity", "stocks": "stock", "statistics": "statistic",
    "emissions": "emission",
}  # fmt: skip
# What Excel still lets people do with a sheet whose headings are locked.
_ALLOWED = dict.fromkeys(("format_cells", "format_columns", "format_rows", "insert_rows", "sort", "autofilter"), True)
# Columns that people on the spot are asked for, also where nothing is known yet.
ASKED = {
    "name", "role", "kind", "lon", "lat", "credit code", "address", "region", "status", "status date", "note", "from",
    "to", "commodity", "amount", "unit", "year", "origin", "grade", "source", "document", "since", "until", "licence",
    "valid to", "proof", "opening", "closing", "capacity", "item", "value", "outlet", "medium", "pollutant", "mass",
    "concentration", "limit", "destination",
}  # fmt: skip
_ROOM = 200  # empty rows below the last one that can be filled


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A row of a sheet: the uids behind it, the cells by column; an `open` one is handed out to be filled."""

    uids: tuple[str, ...]
    cells: Record
    open: bool = False


def survey_rows(packed: Packed, kind: str, language: str) -> list[SurveyRow]:
    """The rows of a kind of table, those of a firm and link together, open rows behind what is known."""
    naming = Naming(packed.year, language)
    if kind == "flows":
        return _link_rows(packed, naming)
    name = TABLES[kind]
    if name not in packed.rows:
        return []
    chosen, uids = set(packed.rows[name].tolist()), getattr(packed.year, name).uid
    return [SurveyRow((str(uids[row]),), record) for row, record in READERS[kind](naming) if row in chosen]


def _link_rows(packed: Packed, naming: Naming) -> list[SurveyRow]:
    """A row for each statement about a link, then the one for what is seen on the spot."""
    now, opened = packed.year, {row["flow_id"]: row for row in packed.open.get("flow_amount", ())}
    chosen = set(packed.rows["flow"].tolist()) if "flow" in packed.rows else set()
    rows: dict[int, list[SurveyRow]] = {link: [] for link in sorted(chosen)}
    for link, place, record in link_records(naming, rows):
        amount = str(now.flow_amount.uid[place]) if place >= 0 else ""
        rows[link].append(SurveyRow((str(now.flow.uid[link]), amount), record))
    for link, values in opened.items():
        told = {**link_cells(naming, link), **_open_cells(values, naming, "amount")}
        told["origin"] = naming.word("origin", "survey")
        rows[link].append(SurveyRow((str(now.flow.uid[link]), values["uid"]), told, open=True))
    return [row for told in rows.values() for row in told]


def _open_cells(values: Values, naming: Naming, amount: str) -> Record:
    return {
        amount: None,
        "unit": unit_name(values["unit_entered"], naming.language),
        "year": values["year"],
        "grade": naming.word("grade", values["grade"]),
        "document": values["document"],
    }


def answer_rows(packed: Packed, language: str) -> list[SurveyRow]:
    """The questions to people, each on a row of its own without an answer."""
    naming = Naming(packed.year, language)
    return [
        SurveyRow(
            (values["uid"],),
            {
                "actor": naming.actor(values["actor_id"]),
                "item": items()[values["item"]][f"title_{language}"],
                **_open_cells(values, naming, "value"),
            },
            open=True,
        )
        for values in packed.open.get("statistic", ())
    ]


def write_survey_workbook(path: Path, packed: Packed, packet_id: str, whom: str, language: str) -> None:
    """Write the workbook of a packet; UserError never, since it is written to a folder of our own."""
    with xlsxwriter.Workbook(path, PLAIN) as book:
        book.set_custom_property("packet_id", packet_id)
        sheets = list(_sheets(packed, language))
        made = [book.add_worksheet(title[:31]) for title, _, _ in sheets]
        explanations = book.add_worksheet(word_names("own_sheet", language)["explanations"])
        choices = book.add_worksheet(word_names("own_sheet", language)["choices"])
        choices.hide()
        listed = 0
        for sheet, (_, kind, rows) in zip(made, sheets, strict=True):
            columns = _columns(kind, rows, language)
            _Sheet(book, sheet, choices, columns, len(rows) + _ROOM).write(rows, packed, kind, language, listed)
            listed += len(columns)
        _explain(book, explanations, whom, packet_id, language)
        made[0].activate()


def _columns(kind: str, rows: Sequence[SurveyRow], language: str) -> list[TemplateColumn]:
    """The columns of a sheet: those that must be there, are filled somewhere, or are asked on the spot."""
    filled = {column for row in rows for column, cell in row.cells.items() if cell is not None}
    kept = filled | ASKED
    return [column for column in template_columns(kind, language) if column.need or column.name in kept]


def _sheets(packed: Packed, language: str) -> Iterator[tuple[str, str, list[SurveyRow]]]:
    """Title, kind of table and rows of every sheet; what nobody is asked about has none."""
    for kind, name in TABLES.items():
        if name in packed.rows:
            yield show(kind_title(kind), language), kind, survey_rows(packed, kind, language)
    if answers := answer_rows(packed, language):
        yield translate(ANSWERS, language), "statistics", answers


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet under way: what it is written with, and how many rows can be filled."""

    book: Any
    sheet: Any
    choices: Any
    columns: list[TemplateColumn]
    height: int

    def write(self, rows: Sequence[SurveyRow], packed: Packed, kind: str, language: str, listed: int) -> None:
        """Headings, rows, hidden uids, choices and locks."""
        for place, column in enumerate(self.columns):
            self._column(place, column)
            if column.choices or column.format in ("number", "year"):
                limit_cells(self.sheet, self.choices, place, column, listed + place)
        self._uids(rows, 2 if kind == "flows" else 1, kind, packed, language)
        formats = [self._format(column) for column in self.columns]  # one for each column, not for each cell
        open_cell = self.book.add_format({"locked": False, "bg_color": "#FFF7DC"})
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(self.columns):
                self._cell(number, place, row.cells.get(column.name), open_cell if row.open else formats[place])
        print_whole(self.sheet)
        self.sheet.autofilter(0, 0, max(len(rows), 1), len(self.columns) - 1)
        self.sheet.protect("", _ALLOWED)

    def _column(self, place: int, column: TemplateColumn) -> None:
        head = self.book.add_format({**HEAD, "bg_color": HEAD_COLOURS[column.need], "locked": True})
        wide = max(text_width(column.heading), text_width(column.example), 10)
        self.sheet.set_column(place, place, min(wide, 32), self._format(column))
        self.sheet.write_string(0, place, column.heading, head)
        if column.note:
            self.sheet.write_comment(0, place, column.note, {"x_scale": 2, "y_scale": 0.9, "author": ""})

    def _format(self, column: TemplateColumn) -> Any:
        text = column.format.partition(":")[0] in TEXT_FORMATS
        return self.book.add_format({"locked": False, **({"num_format": "@"} if text else {})})

    def _cell(self, number: int, place: int, cell: Cell, format: Any) -> None:
        if cell is None:
            self.sheet.write_blank(number, place, None, format)
        elif isinstance(cell, str):
            self.sheet.write_string(number, place, cell, format)
        else:
            self.sheet.write_number(number, place, cell, format)

    def _uids(self, rows: Sequence[SurveyRow], count: int, kind: str, packed: Packed, language: str) -> None:
        """The hidden columns behind the others, and of firms the code of their page before them."""
        place, locked = len(self.columns), self.book.add_format({"locked": True})
        if kind == "actors":
            codes = {str(packed.year.actor.uid[row]): code for row, code in packed.pages.items()}
            self.sheet.set_column(place, place, 16, locked)
            self.sheet.write_string(0, place, translate(PAGE, language), self.book.add_format(HEAD))
            self.sheet.write_column(1, place, [codes.get(row.uids[0], "") for row in rows], locked)
            place += 1
        for at, heading in enumerate((UID, AMOUNT_UID)[:count]):
            self.sheet.write_string(0, place + at, heading, locked)
            self.sheet.write_column(1, place + at, [row.uids[at] for row in rows], locked)
        self.sheet.set_column(place, place + count - 1, 38, locked, {"hidden": True})


def _explain(book: Any, sheet: Any, whom: str, packet_id: str, language: str) -> None:
    sentences = [
        Text("Survey for {whom}", {"whom": whom}) if whom else Text("Survey"),
        Text("Put right what is wrong on the spot; what is right stays as it is."),
        Text("Yellow rows are new: write there what you have seen. Who does not know leaves the cell empty."),
        Text(
            "A new link or stock takes a row below the others; nothing is deleted, and a link that ended gets a year."
        ),
        Text("A firm that is closed, moved away or lets nobody in is an answer too: write it under status and note."),
        Text("Name photos by the page of the firm, such as {page} gate.jpg.", {"page": page_code(packet_id, 1)}),
        Text("Packet {packet}", {"packet": packet_id}),
    ]
    for row, sentence in enumerate(sentences):
        sheet.write_string(row, 0, show(sentence, language), book.add_format({"bold": row == 0}))
    sheet.set_column(0, 0, 110)
