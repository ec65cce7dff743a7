"""The user's own file back: the cells that were not taken marked, the reason beside each row, ready to be corrected.

The two columns that are added are known by their headings and left out when the corrected file is imported.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from core import worker
from core.cells import Cell
from core.errors import UserError
from core.i18n import LANGUAGES, show, translate
from core.import_results import ImportResult
from core.names import word_key
from core.sheets import Sheet, headed_for
from core.text import N_, Text
from core.written_files import DOCUMENT, whole_file

HEADING = N_("Remarks of the import")
LEGEND = N_(
    "Red with a dark frame: not taken, please correct. Yellow with a dashed frame: taken, please check. Grey: skipped."
)
KEPT_WHOLE = (".xlsx", ".xlsm")  # formats whose looks are kept
LONGEST_TEXT = 32_000  # of a cell in Excel: 32,767
_WEIGHT = {"skipped": 0, "taken": 1, "rejected": 2}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row is told: headings of its odd cells with the gravest outcome of each ("" = the row), and the text."""

    row: int
    cells: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet to be marked: where its header stands, its own cells (for formats that are written anew), and marks."""

    sheet: str
    header_row: int
    width: int
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    marks: tuple[Mark, ...]


def write_returned(original: Path, tables: Sequence[tuple[Sheet, ImportResult]], target: Path, language: str) -> Path:
    """Write an imported file with its problems marked to `target` (.xlsx, or .xlsm for a workbook with macros).

    `tables` are what was imported of the file, each with its result. An XLSX file keeps its looks and formulas, other
    formats become a new workbook with the same rows. UserError for a target that is the original or cannot be written.
    """
    check_target(original, target)
    pages = _pages(tables, language)
    words = (translate(HEADING, language), translate(LEGEND, language))
    whole = original.suffix.lower() in KEPT_WHOLE
    made: bytes = worker.run(
        "core.returned_workbook", "mark_workbook" if whole else "new_workbook", (original, pages, words), file=original
    )
    with whole_file(target, what=DOCUMENT) as waiting:
        waiting.write_bytes(made)
    return target


def write_returned_files(
    files: Sequence[Path], tables: Sequence[tuple[Sheet, ImportResult]], folder: Path, language: str
) -> list[Path]:
    """Write each of several imported files of which something was told to a folder, marked; the files in their order.

    UserError for a file that cannot be written; those before it are written then.
    """
    made = []
    for file in files:
        own = [(sheet, result) for sheet, result in tables if sheet.file == file.name]
        if any(result.problems for _, result in own):
            made.append(write_returned(file, own, folder / returned_name(file, language), language))
    return made


def returned_name(file: Path, language: str) -> str:
    """The name that a marked copy of a file has, unless another is asked for."""
    ending = file.suffix.lower() if file.suffix.lower() in KEPT_WHOLE else ".xlsx"
    return show(Text("{file} returned", {"file": file.stem}), language) + ending


def check_target(original: Path, target: Path) -> None:
    """UserError where a marked copy of a file cannot have this name."""
    wanted = original.suffix.lower() if original.suffix.lower() in KEPT_WHOLE else ".xlsx"
    if target.suffix.lower() != wanted:
        told = {"file": target.name, "ending": wanted}
        raise UserError(
            Text("The marked copy is a workbook, but {file} does not end with {ending}.", told),
            Text("Give it a name that ends with {ending}.", told),
            file=str(target),
        )
    if target.exists() and original.exists() and target.samefile(original):
        raise UserError(
            Text("The marked copy would overwrite {file} itself.", {"file": target.name}),
            Text("Give the copy another name."),
            file=str(target),
        )


def _pages(tables: Sequence[tuple[Sheet, ImportResult]], language: str) -> list[Page]:
    """One page for each sheet of the file, with what all tables made of it were told."""
    by_sheet: dict[str, list[tuple[Sheet, ImportResult]]] = defaultdict(list)
    for sheet, result in tables:
        by_sheet[sheet.name].append((sheet, result))
    pages = []
    for name, made in by_sheet.items():
        sheet, result = made[0]
        sheet = sheet if sheet.origins else headed_for(sheet, result.kind)
        rows = (*sheet.titles, (sheet.header_row, sheet.columns), *sheet.rows)
        width = max(len(cells) for _, cells in rows)
        marks = _marks([result for _, result in made], language)
        pages.append(Page(name, sheet.header_row, width, tuple(rows), marks))
    return pages


def _marks(results: Sequence[ImportResult], language: str) -> tuple[Mark, ...]:
    told: dict[int, list[str]] = defaultdict(list)
    cells: dict[int, dict[str, str]] = defaultdict(dict)
    for problem in (problem for result in results for problem in result.problems):
        reason = show(problem.reason, language)
        line = f"{problem.column}: {reason}" if problem.column else reason
        if line not in told[problem.row]:
            told[problem.row].append(line)
        known = cells[problem.row].get(problem.column, "skipped")
        cells[problem.row][problem.column] = max(known, problem.outcome, key=_WEIGHT.__getitem__)
    return tuple(
        Mark(row, tuple(cells[row].items()), "\n".join(lines)[:LONGEST_TEXT]) for row, lines in sorted(told.items())
    )


@cache
def _own_headings() -> frozenset[str]:
    return frozenset(word_key(translate(text, language)) for text in (HEADING, LEGEND) for language in LANGUAGES)


def without_remarks(sheet: Sheet) -> Sheet:
    """A table without the columns that a marked copy has added, so that it reads as it did before."""
    ours = {place for place, heading in enumerate(sheet.columns) if word_key(heading) in _own_headings()}
    if not ours:
        return sheet
    first = min(ours)
    width = max((place for place, heading in enumerate(sheet.columns[:first]) if heading), default=-1) + 1
    rows = tuple((number, _without(cells, ours, width)) for number, cells in sheet.rows)
    return replace(sheet, columns=sheet.columns[:width], rows=rows)


def _without(cells: tuple[Cell, ...], ours: set[int], width: int) -> tuple[Cell, ...]:
    """The cells of a row but ours, as long as the header or, where more was written, as long as that."""
    left = [cell for place, cell in enumerate(cells) if place not in ours]
    while len(left) > width and left[-1] in (None, ""):
        left.pop()
    return tuple(left)
