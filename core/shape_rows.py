"""Rows of a shaped table: what a part of a profile takes from a row, from the titles, and from columns joined."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.cells import Cell, CellFault, as_number, as_shown, as_text, as_written, as_year
from core.headers import kind_columns
from core.heading_words import month_of, year_in
from core.names import name_key, tidy
from core.profiles import Joined, Pairs, Part, Places
from core.sheets import Sheet, title_unit
from core.words import find_word

Cells = tuple[Cell, ...]
_GAP = re.compile(r"\s{2,}|\t")
_LABELLED = re.compile(r"\s*([^:\uff1a]{1,24}?)\s*[:\uff1a]\s*(.*)", re.DOTALL)
_SIGNED = re.compile(r"-\d{1,2}")
_WHO = {"flows": "from", "actors": "name", "regions": "", "commodities": ""}  # else "actor"


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet under a profile: where its columns stand, what its titles say, and the rows that are no data."""

    sheet: Sheet
    places: Places
    facts: dict[str, str]
    marked: frozenset[int]
    title_unit: str = ""

    def cell(self, cells: Cells, headings: str) -> Cell:
        """What stands in a row under a heading, None where the table has no such column."""
        place = self.places.find(headings)
        return cells[place] if place is not None and place < len(cells) else None


def open_source(sheet: Sheet) -> Source:
    """The sheet with its columns found and its titles read."""
    marked = frozenset(mark.row for mark in sheet.marks)
    return Source(sheet, Places(sheet.columns), title_facts(sheet), marked, title_unit(sheet))


def title_facts(sheet: Sheet) -> dict[str, str]:
    """What the labelled cells above a header say: name, credit code, region, industry, year, supplier."""
    facts: dict[str, str] = {}
    for _, cells in sheet.titles:
        told = [part for cell in cells if cell is not None for part in _GAP.split(as_written(cell)) if part.strip()]
        for place, text in enumerate(told):
            match = _LABELLED.fullmatch(text)
            label, value = (match[1], match[2]) if match else (text, "")
            id = find_word("form_label", label)
            if id and not value and place + 1 < len(told) and not _LABELLED.fullmatch(told[place + 1]):
                value = told[place + 1]
            if id and value:
                facts.setdefault(id, tidy(value))
    if year := year_in(facts.get("year", "")) or _title_year(sheet):
        facts["year"] = str(year)
    return facts


def _title_year(sheet: Sheet) -> int | None:
    """The only year in the titles, else the only one in the name of the sheet or of the file."""
    titles = " ".join(as_written(cell) for _, cells in sheet.titles for cell in cells if cell is not None)
    return next((year for text in (titles, sheet.name, sheet.file) if (year := year_in(name_key(text)))), None)


def is_filled(cell: Cell) -> bool:
    """Whether a cell says something; a fault such as #REF! does, a dash does not."""
    if cell is None or cell == "":
        return False
    if not isinstance(cell, str):
        return True
    try:
        return bool(as_text(cell))
    except CellFault:
        return True


def is_amount(cell: Cell) -> bool:
    """Whether a cell is filled with anything but 0."""
    if not is_filled(cell):
        return False
    try:
        return as_number(cell) != 0
    except CellFault:
        return True


def is_wanted(part: Part, source: Source, cells: Cells) -> bool:
    """Whether a row has what a part needs and lacks what it must be without."""
    needed = all(is_amount(source.cell(cells, heading)) for heading in part.needs)
    return needed and not any(is_amount(source.cell(cells, heading)) for heading in part.without)


def kept_cells(part: Part, source: Source, cells: Cells) -> dict[str, Cell]:
    """The fields of a row that do not depend on a value: its columns, what is joined, what is told of every row."""
    kept: dict[str, Cell] = {}
    for headings, field in part.columns:
        cell = source.cell(cells, headings)
        if kept.get(field) is None:
            kept[field] = cell
    for joined in part.joined:
        kept[joined.field] = joined_cell(joined, [source.cell(cells, heading) for heading in joined.headings])
    for field, fact in implied(part, source).items():
        if kept.get(field) is None:
            kept[field] = fact
    if part.kind == "flows" and kept.get("period") is not None:
        kept["period"] = _whole_month(kept["period"], kept.get("year"))
    return {**kept, **told_cells(part.told, source, cells, kept)}


def _whole_month(cell: Cell, year: Cell) -> Cell:
    """A month that is told without its year, as year and month where the row tells the year."""
    shown = as_shown(cell)
    month = (None, int(shown)) if shown.isdigit() and 1 <= int(shown) <= 12 else month_of(shown)
    if month is None or month[0] is not None or not is_filled(year):
        return cell
    return _from_year("period", f"-{month[1]:02d}", year)


def implied(part: Part, source: Source) -> dict[str, str]:
    """What the titles say for a column that the table lacks: whose table it is, and of which year."""
    there = {field for headings, field in part.columns if source.places.find(headings) is not None}
    there |= {field for field, _ in part.told} | {joined.field for joined in part.joined}
    known, facts = kind_columns(part.kind), source.facts
    who = _WHO.get(part.kind, "actor")
    if who == "from" and who not in dict(part.columns).values():
        who = ""  # whose table it is need not be who sends
    found = {who: facts["name"]} if who and "name" in facts and who not in there else {}
    if "year" in known and "year" in facts and "year" not in there:
        found["year"] = facts["year"]
    return found


def told_cells(told: Pairs, source: Source, cells: Cells, kept: dict[str, Cell]) -> dict[str, Cell]:
    """What a profile tells of a row: words, "@heading" for a cell, "-1" for the year before, "-03" for a month."""
    found: dict[str, Cell] = {}
    for field, value in told:
        if value.startswith("@"):
            cell = source.cell(cells, value[1:])
            found[field] = source.facts.get(value[1:]) if cell is None else cell
        elif _SIGNED.fullmatch(value) and field in ("year", "period"):
            found[field] = _from_year(field, value, kept.get("year"))
        else:
            found[field] = value
    return found


def _from_year(field: str, value: str, year: Cell) -> Cell:
    try:
        known = as_year(year)
    except CellFault:
        return year  # the import says what is wrong with it
    if known is None:
        return None if field == "year" else value.removeprefix("-")
    return known + int(value) if field == "year" else f"{known}{value}"


def joined_cell(joined: Joined, cells: Sequence[Cell]) -> Cell:
    """The one value that several cells make, None where they are empty."""
    if joined.how == "degrees":
        return _angle(cells)
    texts = list(_texts(cells))
    if not texts:
        return None
    if joined.how == "last":
        return texts[-1]
    return (" " if all(text.isascii() for text in texts) else "").join(texts)


def _texts(cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        if is_filled(cell):
            yield as_written(cell)


def _angle(cells: Sequence[Cell]) -> Cell:
    """Degrees from degrees, minutes and seconds; what is no such number stays as written, so that it is told."""
    if not is_filled(cells[0]):
        return None
    try:
        numbers = [as_number(cell) if is_filled(cell) else 0.0 for cell in cells]
    except CellFault:
        numbers = [None]
    if None in numbers or any(not 0 <= (number or 0.0) < 60 for number in numbers[1:]):
        return " ".join(_texts(cells))
    whole, *parts = (number or 0.0 for number in numbers)
    size = sum(part / 60.0 ** (power + 1) for power, part in enumerate(parts))
    return whole - size if whole < 0 else whole + size
