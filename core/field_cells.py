"""What people type into a cell, read as the column asks: a value to keep, or CellFault with the reason."""

import math
from functools import cache

from core.catalogues import table
from core.cells import (
    LARGEST,
    TOO_LARGE,
    Cell,
    CellFault,
    as_code,
    as_date,
    as_degrees,
    as_figure_year,
    as_number,
    as_text,
    as_whole_year,
)
from core.credit_codes import credit_code_fault
from core.fields import Field
from core.i18n import LANGUAGES, translate
from core.names import name_key, tidy, word_key
from core.quantities import is_huge
from core.row_names import RowNames
from core.text import Text
from core.units import is_unit
from core.words import find_word

EMPTY = Text("this must not be empty")
Kept = str | float | int | tuple[float, float] | None


def read_cell(field: Field, cell: object, names: RowNames) -> Kept:
    """What is kept of a cell: text or '', a number or None, an id or None, a point (lon, lat) or None.

    An id may be given instead of a name, a pair of degrees instead of a text; an empty cell is unknown.
    """
    kept = _read(field, cell, names)
    if field.required and kept in ("", None):
        raise CellFault(EMPTY)
    return kept


def _read(field: Field, cell: object, names: RowNames) -> Kept:
    if field.kind == "point":
        return _point(cell)
    if field.kind == "reference":
        return _reference(field, cell, names)
    plain = _plain(cell)
    if field.kind in ("number", "amount"):
        return _number(field, plain)
    if field.kind == "year":
        return as_figure_year(plain) if field.column == "year" else as_whole_year(plain)
    if field.kind == "flag":
        return _flag(plain)
    if field.kind == "word":
        return _word(field, as_text(plain))
    if field.kind == "code":
        return _code(field, as_code(plain))
    if field.kind == "date":
        return as_date(plain)
    return _unit(as_text(plain)) if field.kind == "unit" else tidy(as_text(plain))


def _plain(cell: object) -> Cell:
    """A cell as those of a sheet are; NaN is an empty one."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, int | float):
        return None if math.isnan(cell) else cell
    raise TypeError(f"a cell cannot hold {type(cell).__name__}")


def _number(field: Field, cell: Cell) -> float | None:
    number = as_number(cell)
    if number is None:
        return None
    if field.minimum is not None and number < field.minimum:
        raise CellFault(Text("the number must not be below {limit}", {"limit": field.minimum}))
    if field.maximum is not None and number > field.maximum:
        raise CellFault(Text("the number must not be above {limit}", {"limit": field.maximum}))
    if field.kind == "number" and abs(number) >= LARGEST:
        raise CellFault(TOO_LARGE)
    return float(number)


def refuse_huge(number: float | None, unit: str) -> None:
    """CellFault for an amount that no cluster can have."""
    if is_huge(number, unit):
        raise CellFault(TOO_LARGE)


def _flag(cell: Cell) -> int:
    text = as_text(cell)
    found = find_word("yes", text) if text else "0"
    if found is None:
        raise CellFault(Text("write yes or no"))
    return int(found)


def _word(field: Field, text: str) -> str:
    if not text:
        if field.default:
            raise CellFault(EMPTY)
        return ""
    found = _choices(field.words, tuple(field.choices.items())).get(word_key(text))
    if found is None and field.words != "item":
        found = find_word(field.words, text)
    if found not in field.choices:
        told = {"words": [Text(title) for title in list(field.choices.values())[:12]]}
        raise CellFault(Text("this word is not known here; known are {words}", told))
    return str(found)


@cache
def _choices(words: str, choices: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Ids of a closed list by their own name and by their titles in every language."""
    known = {word_key(translate(title, language)): id for id, title in choices for language in LANGUAGES}
    if words == "item":
        aliases = {
            word_key(alias): row["id"] for row in table("tables/items.csv") for alias in row["aliases"].split("|")
        }
        known = aliases | known
    return known | {word_key(id): id for id, _ in choices}


def _code(field: Field, code: str) -> str:
    if field.column != "credit_code" or not code:
        return code
    plain = name_key(code).upper().replace(" ", "")
    if fault := credit_code_fault(plain):
        raise CellFault(fault)
    return plain


def _unit(text: str) -> str:
    if text and not is_unit(text):
        raise CellFault(Text("this is no unit; write one such as t/a, m3 or GJ"))
    return text


def _reference(field: Field, cell: object, names: RowNames) -> int | None:
    if isinstance(cell, int) and not isinstance(cell, bool):
        if not names.has(field.target, cell):
            raise CellFault(Text("the row it refers to is not there any more"))
        return cell
    text = as_text(_plain(cell))
    if not text or (field.target == "actor" and find_word("outside", text)):
        return None
    return names.find(field.target, text)


def _point(cell: object) -> tuple[float, float] | None:
    """Longitude and latitude with a comma or a space between; the wrong order is told."""
    if isinstance(cell, tuple):
        lon, lat = cell
    else:
        text = as_text(_plain(cell)).replace("\uff0c", ",")
        if not text:
            return None
        parts = text.split(",") if "," in text else text.split()
        if len(parts) != 2:
            raise CellFault(Text("write longitude and latitude with a comma between, such as 113.26, 23.13"))
        lon, lat = (as_degrees(part.strip()) for part in parts)
    if lon is None or lat is None:
        raise CellFault(Text("longitude and latitude go together; one of them is missing"))
    for number, limit in ((lon, 180), (lat, 90)):
        if not abs(number) <= limit:
            told = {"limit": limit}
            raise CellFault(Text("beyond {limit} degrees; are longitude and latitude exchanged?", told))
    return float(lon), float(lat)
