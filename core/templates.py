"""Excel templates, one per kind of table: what is filled in there is imported without any mapping.

Headings, notes and examples come from tables/headers.csv and tables/template_columns.csv; the choices of a column from
the same lists of words that the import reads.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from core.asking_sheets import A4, print_wide
from core.catalogues import Row, table
from core.errors import UserError
from core.headers import table_kinds
from core.i18n import show, translate
from core.kind_titles import kind_title
from core.table_columns import columns_of, described, heading_with_unit
from core.text import N_, Text
from core.units import unit_name
from core.words import word_names
from core.written_files import whole_file

FILLED_ROWS = 5000  # rows below the header that have formats and choices
EXAMPLE_ROW = 1
MARKS = {"must": N_("required"), "one": N_("at least one of the two")}
TEXT_FORMATS = ("text", "code", "name", "date", "")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of a template: what stands above it, beside it and in its example; `choices` are offered as a list."""

    name: str
    heading: str
    need: str  # "must", "one", "may be empty" (but has to stand there) or ""
    format: str
    note: str
    example: str
    choices: tuple[str, ...]


def write_template(kind: str, path: Path, language: str) -> None:
    """Write the template of a kind of table (see `core.headers.table_kinds`) to `path`, an .xlsx file.

    UserError for a path without that ending and for a place that cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UserError(
            Text("A template is an Excel file, so {file} must end in .xlsx.", {"file": path.name}), file=str(path)
        )
    columns = template_columns(kind, language)
    with whole_file(path) as waiting, xlsxwriter.Workbook(waiting) as book:
        sheet = book.add_worksheet(show(kind_title(kind), language)[:31])
        explanations = book.add_worksheet(word_names("own_sheet", language)["explanations"])
        choices = book.add_worksheet(word_names("own_sheet", language)["choices"])
        _write_columns(book, sheet, choices, columns, language)
        _explain(book, explanations, kind, columns, language)
        sheet.activate()


def template_columns(kind: str, language: str) -> list[TemplateColumn]:
    """The columns of a template, those that must be filled first. KeyError for an unknown kind."""
    if kind not in table_kinds():
        raise KeyError(kind)
    listed = [_column(kind, row, language) for row in columns_of(kind)]
    kept = [column for column in listed if column.format != "left out"]
    return sorted(kept, key=lambda column: not column.need)


def _column(kind: str, row: Row, language: str) -> TemplateColumn:
    about = described(kind, row["column"])
    need = about["need"] or row["need"]
    mark = translate(MARKS[need], language) if need in MARKS else ""
    title = heading_with_unit(kind, row["column"], language, mark)
    told = (about[f"note_{language}"], about[f"example_{language}"])
    return TemplateColumn(row["column"], title, need, about["format"], *told, _choices(about["format"], language))


def _choices(format: str, language: str) -> tuple[str, ...]:
    """The words that a column offers."""
    source, _, list_name = format.partition(":")
    if source == "word":
        return tuple(word_names(list_name, language).values())
    if source == "unit":
        return tuple(unit_name(unit, language) for unit in list_name.split("|"))
    if source == "item":
        return tuple(row[f"title_{language}"] for row in table("tables/items.csv"))
    if source == "pollutant":
        names = [row[f"name_{language}"] for row in table("tables/pollutants.csv")]
        return tuple(dict.fromkeys(names))
    return ()


def _write_columns(book: Any, sheet: Any, choices: Any, columns: list[TemplateColumn], language: str) -> None:
    heads = {need: book.add_format({**HEAD, "bg_color": colour}) for need, colour in HEAD_COLOURS.items()}
    for place, column in enumerate(columns):
        text = column.format.partition(":")[0] in TEXT_FORMATS
        cells = book.add_format({"num_format": "@"} if text else {})
        example = book.add_format({**_EXAMPLE, **({"num_format": "@"} if text else {})})
        wide = max(text_width(column.heading), text_width(column.example) + 4, 10)
        sheet.set_column(place, place, min(wide, 32), cells)
        sheet.write_string(0, place, column.heading, heads[column.need])
        if column.note:
            sheet.write_comment(0, place, column.note, {"x_scale": 2, "y_scale": 0.9, "author": ""})
        _write_example(sheet, place, column, example, language)
        limit_cells(sheet, choices, place, column)
    print_whole(sheet)
    choices.hide()


HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#B9B9B0"}
HEAD_COLOURS = {"must": "#CFE3D8", "one": "#E3ECD8", "may be empty": "#E3ECD8", "": "#EEEEEA"}
_EXAMPLE = {"italic": True, "font_color": "#7A7A74"}


def _write_example(sheet: Any, place: int, column: TemplateColumn, format: Any, language: str) -> None:
    """The cell of the example row; the first one says what the row is."""
    if place == 0:
        mark = word_names("example", language)["example"]
        colon = "：" if language == "zh" else ": "
        sheet.write_string(EXAMPLE_ROW, 0, f"{mark[0].upper()}{mark[1:]}{colon}{column.example}", format)
    elif not column.example:
        sheet.write_blank(EXAMPLE_ROW, place, None, format)
    elif column.format in ("number", "year"):
        sheet.write_number(EXAMPLE_ROW, place, float(column.example), format)
    else:
        sheet.write_string(EXAMPLE_ROW, place, column.example, format)


def text_width(text: str) -> float:
    """Columns of Excel that a text needs; a Chinese letter is two wide."""
    return 2 + sum(1.1 if letter.isascii() else 2.1 for letter in text)


def limit_cells(sheet: Any, choices: Any, place: int, column: TemplateColumn, listed: int | None = None) -> None:
    """What Excel offers or asks about in a column; what it did not expect may still be kept.

    `listed` is the column of the sheet of choices that holds the words, where that is not the same `place`.
    """
    listed = place if listed is None else listed
    rule: dict[str, Any] = {"error_type": "warning", "ignore_blank": True}
    if column.choices:
        choices.write_column(0, listed, column.choices)
        letter = xlsxwriter.utility.xl_col_to_name(listed)
        source = f"='{choices.get_name()}'!${letter}$1:${letter}${len(column.choices)}"
        rule |= {"validate": "list", "source": source}
    elif column.format == "number":
        rule |= {"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15}
    elif column.format == "year":
        rule |= {"validate": "integer", "criteria": "between", "minimum": 1900, "maximum": 2100}
    else:
        return
    sheet.data_validation(EXAMPLE_ROW, place, FILLED_ROWS, place, rule)


def print_whole(sheet: Any) -> None:
    """Header and first column stay in sight; on paper the table is one A4 page wide, the header on each page."""
    sheet.set_row(0, 34)
    print_wide(sheet, 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&L&A&R&P / &N")


def _explain(book: Any, sheet: Any, kind: str, columns: list[TemplateColumn], language: str) -> None:
    """The second sheet: what to do, then a line for each column."""
    bold, plain = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    how = [
        Text("Template: {kind}", {"kind": kind_title(kind)}),
        Text("Fill one row for each entry, from row 3 on. Row 2 is an example; it may stay, the import skips it."),
        Text("Leave a cell empty where nobody knows the figure; 0 means that it was none."),
        Text("Columns may be left empty, moved or removed, but not those marked as required."),
    ]
    for row, sentence in enumerate(how):
        sheet.write_string(row, 0, show(sentence, language), bold if row == 0 else None)
    titles = (N_("Column"), N_("What to write"), N_("Example"), N_("Choices"))
    first = len(how) + 1
    for place, title in enumerate(titles):
        sheet.write_string(first, place, translate(title, language), bold)
    for row, column in enumerate(columns, first + 1):
        cells = (column.heading, column.note, column.example, " / ".join(column.choices))
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, plain)
    for place, width in enumerate((26, 64, 24, 60)):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
