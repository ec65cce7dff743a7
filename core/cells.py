"""What stands in a cell: a text, a number, a year, a date, or nothing; what cannot be read is told, never guessed."""

import math
import re
import unicodedata
from datetime import date
from functools import cache, lru_cache
from time import localtime

from core.catalogues import table
from core.names import tidy
from core.text import Text
from core.words import find_word

Cell = str | float | int | bytes | None

FAULTS = frozenset({"#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NULL!", "#NUM!", "#GETTING_DATA", "#FORMULA?"})
LARGEST = 1e15  # of a quantity in its base unit: thousands of times what the world moves in a year
TOO_LARGE = Text("the number is too large to be a quantity")
_LARGEST_CELL = 1e290  # what can still be converted to another unit
EARLIEST, YEARS_AHEAD = 1900, 50  # of figures; a plan reaches no farther beyond the next year
EXACT_DIGITS = 15  # a spreadsheet keeps no more digits of a number

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?([eE][+-]?\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SIGNS = str.maketrans({"\u2212": "-", "\u2019": "", "'": "", "\u2009": "", "\u202f": "", "\u00a0": "", " ": ""})
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_ANGLE = re.compile(r"[A-Z]?(\d{1,3})[^\d.,]{1,2}(\d{1,2})[^\d.,]{1,2}(\d{1,2}(?:\.\d+)?)[^\d.,]{0,3}")
_YEAR = re.compile(r"(\d{4})(?:\.0*)?")
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")
_POINTED = re.compile(r"(\d{4})\.(0?[1-9]|1[0-2])")
_DAY = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ].*)?")


class Percent(float):
    """A number that its workbook shows in per cent: 0.95 where the reader sees 95 %."""

    @property
    def shown(self) -> float:
        """The number before the per-cent sign, without the dust of the multiplication."""
        return float(f"{100.0 * self:.{EXACT_DIGITS}g}")


class CellFault(Exception):
    """A cell that cannot be read as what its column asks for, with the reason for the reader."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.message_id)
        self.reason = reason


def as_text(cell: Cell) -> str:
    """What a cell says as text, "" for an empty one or a mark that means nothing, such as a dash."""
    if cell is None or isinstance(cell, bytes):
        return ""
    if isinstance(cell, str):
        return _text_of(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return repr(cell)


@lru_cache(maxsize=65536)
def _text_of(cell: str) -> str:
    text = tidy(cell)
    if text in FAULTS:
        raise CellFault(Text("the spreadsheet could not compute this cell"))
    if _CONTROL.search(text):
        raise CellFault(Text("the cell holds control characters"))
    return "" if find_word("blank", text) else text


def as_shown(cell: Cell) -> str:
    """A cell for a list of problems: short, and readable whatever it holds."""
    shown = as_written(cell)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def as_written(cell: Cell) -> str:
    """A cell as text in full, readable whatever it holds."""
    if cell is None or isinstance(cell, bytes):
        return ""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def as_code(cell: Cell) -> str:
    """An identifier in half-width characters; a number of more than 15 digits was rounded by the spreadsheet."""
    if isinstance(cell, int | float) and abs(cell) >= 10**EXACT_DIGITS:
        raise CellFault(
            Text("already damaged in Excel, which keeps only 15 digits of a number; type the code again as text")
        )
    return unicodedata.normalize("NFKC", as_text(cell))


def as_number(cell: Cell) -> float | None:
    """A finite number, None where the cell is empty or says that it is unknown."""
    if cell is None or isinstance(cell, bytes):
        return None
    if isinstance(cell, str):
        return _number_of(cell)
    return _finite(float(cell))


@lru_cache(maxsize=65536)
def _number_of(cell: str) -> float | None:
    if _PLAIN.fullmatch(cell):
        return _finite(float(cell))
    text = _text_of(cell)
    if not text or find_word("unknown_number", text):
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    if _GROUPED.fullmatch(plain):
        return _finite(float(plain.replace(",", "")))
    if _PLAIN.fullmatch(plain):
        return _finite(float(plain))
    if plain.lower().lstrip("+-") in ("inf", "infinity", "\u221e"):
        raise CellFault(Text("the number must be finite"))
    raise CellFault(Text("this is no number; give the number alone, such as 1234.5"))


def as_degrees(cell: Cell) -> float | None:
    """An angle in degrees: a number, or degrees, minutes and seconds with whatever signs between them."""
    if isinstance(cell, str) and (match := _ANGLE.fullmatch(unicodedata.normalize("NFKC", _text_of(cell)))):
        if int(match[2]) >= 60 or float(match[3]) >= 60:
            raise CellFault(Text("minutes and seconds of an angle lie below 60"))
        return int(match[1]) + int(match[2]) / 60 + float(match[3]) / 3600
    return as_number(cell)


def _finite(number: float) -> float:
    if not math.isfinite(number):
        raise CellFault(Text("the number must be finite"))
    if abs(number) > _LARGEST_CELL:
        raise CellFault(TOO_LARGE)
    return number + 0.0


def as_year(cell: Cell) -> int | None:
    """A year from 1000 to 2999; of a date its year."""
    return as_period(cell)[0]


def as_whole_year(cell: Cell) -> int | None:
    """A year for a table that keeps whole years; a month or a day is refused."""
    year, period = as_period(cell)
    if period:
        raise CellFault(Text("this is a month or a day; the table keeps whole years"))
    return year


def as_figure_year(cell: Cell) -> int | None:
    """A whole year that figures can be of; a month, a day, and years before 1900 or far ahead are refused."""
    return likely_year(as_whole_year(cell))


def likely_year(year: int | None) -> int | None:
    """A year as it is; CellFault for one that no figure can be of."""
    latest = localtime().tm_year + 1 + YEARS_AHEAD  # date.today() imports a module each time
    if year is not None and not EARLIEST <= year <= latest:
        told = {"first": str(EARLIEST), "last": str(latest)}
        raise CellFault(Text("no figures are of this year; it must lie between {first} and {last}", told))
    return year


def as_period(cell: Cell) -> tuple[int | None, str]:
    """The year of a cell, and the month or day in it as text: 2024, "" or 2024, "2024-03"."""
    told = as_date(cell)
    return (int(told[:4]), told if len(told) > 4 else "") if told else (None, "")


def as_date(cell: Cell) -> str:
    """A year, month or day as 2024, 2024-03 or 2024-03-01, "" where the cell is empty."""
    text = as_text(cell)
    if not text or find_word("unknown_number", text):
        return ""
    if isinstance(cell, int | float) and (month := _POINTED.fullmatch(text)) and month[2] == "1":
        told = {"january": f"{month[1]}-01", "october": f"{month[1]}-10"}
        raise CellFault(Text("the number may mean {january} or {october}; write the month so, as text", told))
    return _date_of(text)


def is_pointed_month(cell: Cell) -> bool:
    """Whether a number is read as a month that stands behind the point of its year, such as 2026.3."""
    return isinstance(cell, float) and not cell.is_integer() and bool(_POINTED.fullmatch(as_text(cell)))


@lru_cache(maxsize=65536)
def _date_of(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    for mark, joint in _calendar_marks().items():
        plain = plain.replace(mark, joint)
    parts = _date_parts(plain.strip(" -"))
    try:
        date(*(*parts, 1, 1)[:3])
    except ValueError:
        raise CellFault(Text("there is no such year or day")) from None
    if not 1000 <= parts[0] <= 2999:
        raise CellFault(Text("there is no such year or day"))
    return "-".join(f"{part:02d}" for part in parts)


def _date_parts(plain: str) -> list[int]:
    if match := _YEAR.fullmatch(plain):
        return [int(match[1])]
    if match := _MONTH.fullmatch(plain):
        return [int(match[1]), int(match[2])]
    if match := _POINTED.fullmatch(plain):
        return [int(match[1]), int(match[2])]
    if match := _DAY.fullmatch(plain):
        return [int(match[1]), int(match[3]), int(match[4])]
    raise CellFault(Text("this is no year or date; write it as 2024 or 2024-03-01"))


@cache
def _calendar_marks() -> dict[str, str]:
    """The letters that Chinese dates put behind year, month and day, longest first, and what replaces them."""
    rows = [row for row in table("tables/words.csv") if row["list"] == "calendar"]
    marks = {alias: "" if row["id"] == "day" else "-" for row in rows for alias in row["aliases"].split("|")}
    return dict(sorted(marks.items(), key=lambda pair: -len(pair[0])))
