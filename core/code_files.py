"""Lines of a catalogue from an office's own file, or an edition newer than the program's, into a project."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from core.catalogues import table
from core.cells import Cell, CellFault, as_date, as_shown, as_text
from core.code_lists import CodeLine, code_lists
from core.errors import UserError
from core.headers import HEADER_WITHIN
from core.names import tidy, word_key
from core.records import insert, set_setting, update
from core.sheets import load_sheet
from core.snapshot import Snapshot
from core.text import Text

SWITCHED_ON = "catalogues"  # the setting that names the optional catalogues of a project, "|" between
FIELDS = tuple(column.name for column in fields(CodeLine))


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """What a file holds: its lines, and the rows that are none with the reason; `rows` = lines + left out."""

    lines: tuple[CodeLine, ...]
    left_out: tuple[tuple[int, Text], ...]
    rows: int
    remarks: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of lines: added, changed, or already there with the same content."""

    added: int
    changed: int
    same: int


def load_catalogue(path: Path, catalogue: str = "", edition: str = "") -> CatalogueFile:
    """Read the lines of a catalogue from a CSV file or workbook, in a process of its own.

    The file needs a column of codes and one of names. `catalogue` and `edition` hold for rows that do not tell theirs;
    the dates of an edition that the program knows are taken over. UserError for what is no such table.
    """
    sheet = load_sheet(path)
    records = [*sheet.titles, (sheet.header_row, sheet.columns), *sheet.rows]
    place, columns = _header(records, path)
    lines: dict[tuple[str, str, str], CodeLine] = {}
    left_out: list[tuple[int, Text]] = []
    for number, cells in records[place + 1 :]:
        try:
            line = _line(dict(_told(cells, columns)), catalogue, edition, path, number)
            key = (line.catalogue, line.edition, line.code)
            _refuse(line, key in lines)
            lines[key] = line
        except CellFault as fault:
            left_out.append((number, fault.reason))
    if not lines:
        raise _no_lines(path)
    rows = records[place + 1 :]
    remarks = (*sheet.remarks, *_damaged(rows, columns["code"]))
    return CatalogueFile(tuple(lines.values()), tuple(left_out), len(rows), remarks)


@cache
def _columns() -> dict[str, str]:
    """Columns by their headings."""
    rows = table("tables/catalogue_columns.csv")
    return {word_key(alias): row["column"] for row in reversed(rows) for alias in row["aliases"].split("|")}


def _header(records: list[tuple[int, tuple[Cell, ...]]], path: Path) -> tuple[int, dict[str, int]]:
    """The row that names the columns, and where each stands."""
    for place, (_, cells) in enumerate(records[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            if known := _columns().get(word_key(as_shown(cell))):
                found.setdefault(known, column)
        if "code" in found and ("name_zh" in found or "name_en" in found):
            return place, found
    raise UserError(
        Text("{file} has no row that names a column of codes and a column of names.", {"file": path.name}),
        Text("Give the first row the headings code, name_zh, name_en, parent, edition, from, to and note."),
        file=str(path),
    )


def _told(cells: tuple[Cell, ...], columns: dict[str, int]) -> Iterator[tuple[str, str]]:
    """What a row tells by column, texts in full and dates in the order year-month-day; CellFault for what cannot be."""
    for column, place in columns.items():
        cell = cells[place] if place < len(cells) else None
        yield column, as_date(cell) if column in ("since", "until") else as_text(cell)


def _line(told: dict[str, str], catalogue: str, edition: str, path: Path, number: int) -> CodeLine:
    told["catalogue"] = catalogue_id(told.get("catalogue") or catalogue)
    told["edition"] = told.get("edition") or edition
    if not told["catalogue"] or not told["edition"]:
        raise UserError(
            Text("Row {row} of {file} does not say which catalogue and edition it belongs to.",
                 {"row": str(number), "file": path.name}),
            Text("Add the columns catalogue and edition to the table, or name both when it is loaded."),
            file=str(path), row=number,
        )  # fmt: skip
    known = [item for item in code_lists() if (item.id, item.edition) == (told["catalogue"], told["edition"])]
    for item in known:
        told["since"], told["until"] = told.get("since") or item.since, told.get("until") or item.until
    return CodeLine(**{"name_zh": "", **told})


def catalogue_id(name: str) -> str:
    """The id of a catalogue that a text names by its id or title; a name of the office's own stays as it is."""
    for row in table("catalogues/catalogues.csv"):
        if word_key(name) in {word_key(row[column]) for column in ("id", "title_en", "title_zh")}:
            return row["id"]
    return tidy(name)


def _refuse(line: CodeLine, repeated: bool) -> None:
    """CellFault for a line that is none, or that stood above already."""
    if not line.code:
        raise CellFault(Text("the row has no code"))
    if not line.name_zh and not line.name_en:
        raise CellFault(Text("the code {code} has no name", {"code": line.code}))
    if repeated:
        raise CellFault(Text("the code {code} stood above already", {"code": line.code}))


def _damaged(rows: Iterable[tuple[int, tuple[Cell, ...]]], place: int) -> tuple[Text, ...]:
    """A remark where codes are numbers, since a table drops the zeros before them."""
    count = sum(place < len(cells) and isinstance(cells[place], int | float) for _, cells in rows)
    told = Text(
        "{n} code is a number in the file, so zeros before it may be lost; format the column as text.",
        {"n": count},
        plural="{n} codes are numbers in the file, so zeros before them may be lost; format the column as text.",
    )
    return (told,) if count else ()


def _no_lines(path: Path) -> UserError:
    return UserError(
        Text("{file} holds no row with a code and a name.", {"file": path.name}),
        Text("Fill the columns code and name_zh (or name_en) below the header."),
        file=str(path),
    )


def add_catalogue(db: sqlite3.Connection, lines: Iterable[CodeLine], source_id: int | None = None) -> Added:
    """Write lines inside an edit; a line of the same catalogue, edition and code is brought up to date."""
    query = f"SELECT id, {', '.join(FIELDS)} FROM catalogue_line"
    there = {tuple(row[1:4]): (int(row[0]), CodeLine(*map(str, row[1:]))) for row in db.execute(query)}
    fresh: list[dict[str, Any]] = []
    changed = same = 0
    for line in lines:
        values = {name: getattr(line, name) for name in FIELDS}
        known = there.get((line.catalogue, line.edition, line.code))
        if known is None:
            fresh.append({**values, "source_id": source_id})
        elif known[1] == line:
            same += 1
        else:
            update(db, "catalogue_line", known[0], values)
            changed += 1
    insert(db, "catalogue_line", fresh)
    return Added(len(fresh), changed, same)


def taken_sentence(file: str, read: CatalogueFile, added: Added) -> Text:
    """The identity of a loaded file: every row is added, changed, as before or left out."""
    counts = {"file": file, "rows": read.rows, "left": len(read.left_out)}
    counts |= {"added": added.added, "changed": added.changed, "same": added.same}
    return Text("{file}: {rows} rows = {added} added + {changed} changed + {same} as before + {left} left out.", counts)


def project_lines(snapshot: Snapshot) -> list[CodeLine]:
    """The lines that a project holds itself."""
    columns = [getattr(snapshot.catalogue_line, name).tolist() for name in FIELDS]
    return [CodeLine(*map(str, values)) for values in zip(*columns, strict=True)]


def switch_catalogue(db: sqlite3.Connection, catalogue: str, on: bool) -> None:
    """Switch an optional catalogue on or off for a project, inside an edit."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (SWITCHED_ON,)).fetchone()
    chosen = {*switched_on(row[0] if row else "")} - {catalogue} | ({catalogue} if on else set())
    set_setting(db, SWITCHED_ON, "|".join(sorted(chosen)))


def switched_on(setting: str) -> tuple[str, ...]:
    """The optional catalogues that the value of the setting `SWITCHED_ON` names."""
    return tuple(filter(None, setting.split("|")))
