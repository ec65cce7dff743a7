"""The tables of a meeting pack as an Excel workbook: one sheet each, numbers as numbers, unknown ones as words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from core.i18n import counted_in, unit_label
from core.written_files import DOCUMENT, PLAIN, whole_file
from gis.office_tables import Pack

_WIDTH = 170.0  # characters of all columns together
_LONGEST_NAME = 31  # letters of a sheet's name
_NO_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def write_workbook(pack: Pack, path: Path, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Write every table of a pack to its own sheet; UserError for a place that cannot be written."""
    with (
        whole_file(path, cancelled, DOCUMENT) as waiting,
        xlsxwriter.Workbook(str(waiting), PLAIN | {"constant_memory": True}) as book,
    ):
        head = book.add_format({"bold": True, "bg_color": "#ECF0EA", "text_wrap": True, "valign": "top", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top"})
        title = book.add_format({"bold": True, "font_size": 14})
        formats = _Formats(book, pack.language)
        soft = book.add_format({"font_color": "#5C6670"})
        for table in pack.tables:
            sheet = book.add_worksheet(table.title.translate(_NO_NAME)[:_LONGEST_NAME])
            sheet.write(0, 0, table.title, title)
            sheet.write(
                1, 0, " ".join(part for part in (pack.title, pack.cited, pack.made, pack.marking) if part), soft
            )
            for column, (heading, width) in enumerate(zip(table.headings, table.widths, strict=True)):
                sheet.set_column(column, column, max(6.0, _WIDTH * width / sum(table.widths)))
                sheet.write(3, column, heading, head)
            for row, cells in enumerate(table.rows):
                for column, text in enumerate(cells):
                    told = table.values[column] if table.values else None
                    known = told[row] if told is not None else None
                    if known is None or known.value is None:
                        sheet.write_string(4 + row, column, text, cell)
                    else:
                        times, unit = counted_in(known.unit, pack.language)
                        sheet.write_number(4 + row, column, times * known.value, formats.of(unit))
            if table.note:
                sheet.write(5 + len(table.rows), 0, table.note, soft)
            sheet.freeze_panes(4, 0)
            sheet.autofilter(3, 0, 3 + len(table.rows), len(table.headings) - 1)


class _Formats:
    """One format per unit, so that a number stays a number and its unit is seen."""

    def __init__(self, book: xlsxwriter.Workbook, language: str) -> None:
        self._book, self._language = book, language
        self._made: dict[str, Any] = {}

    def of(self, unit: str) -> Any:
        if unit not in self._made:
            label = unit_label(unit, self._language).replace('"', "")
            shown = f'#,##0.######" {label}"' if label else "0.######"
            self._made[unit] = self._book.add_format({"num_format": shown, "valign": "top", "align": "right"})
        return self._made[unit]
