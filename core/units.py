"""Units as people write them, turned into the base unit of a commodity or item, by resources/tables/units.csv.

The rule: a quantity is converted only within its dimension. A year is the period of every quantity that is kept, so
"/a" and "per year" change nothing. A rate per month, day or hour is carried to a year (12, 365, 8760) only for what
a plant is built for, its capacity; how many days a delivery ran nobody said, so such an amount has no yearly value.
One tonne of water is one cubic metre, as the statistics forms take it. 1 tce = 29.3076 GJ (GB/T 2589-2020), which is
the calorific value; electricity is not counted by the coal that a power plant burns for it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from core.catalogues import table
from core.names import tidy

_RATE = {"": 1.0, "year": 1.0, "month": 12.0, "day": 365.0, "hour": 8760.0}
_LONGEST = 60  # no unit is longer; a longer text is a remark that slipped into the column
_DATE = re.compile(r"\d{2,4}\D\d{1,2}(\D(\d{1,2}\D?)?)?")
_SPACES = re.compile(r"[\s·*^,]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the table: `factor` base units of its dimension; `per` is the period of a rate, "" for none."""

    id: str
    dimension: str
    factor: float
    per: str = ""


@cache
def _units() -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Units by their aliases as written, and by their aliases without case where that leaves no doubt."""
    written: dict[str, Unit] = {}
    folded: dict[str, Unit] = {}
    for row in table("tables/units.csv"):
        unit = Unit(row["id"], row["dimension"], float(row["factor"]))
        written.setdefault(unit.id, unit)
        for alias in row["aliases"].split("|"):
            key = _plain(alias.removeprefix("="))
            written.setdefault(key, unit)
            if not alias.startswith("="):
                folded.setdefault(key.casefold(), unit)
    return written, folded


def _plain(text: str) -> str:
    return _SPACES.sub("", tidy(unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit that a text means, with the period of its rate; None where the table does not know it."""
    plain = _plain(text)
    if unit := _look_up(plain):
        return unit
    for ending, period in _periods():
        unit = _look_up(plain[: -len(ending)]) if plain.casefold().endswith(ending) else None
        if unit:
            return Unit(unit.id, unit.dimension, unit.factor, period)
    return None


@cache
def unit_name(id: str, language: str) -> str:
    """A unit of the table as a reader of a language writes it; a rate such as t/d is the same in all of them."""
    row = next((row for row in table("tables/units.csv") if row["id"] == id), None)
    aliases = row["aliases"].replace("=", "").split("|") if row and language == "zh" else []
    written = [alias for alias in aliases if not any(sign.isascii() for sign in alias)]
    return next((name for name in written if find_unit(name) == find_unit(id)), id)


@cache
def _periods() -> list[tuple[str, str]]:
    """The endings that make a rate of a unit, such as "/a" or "per day", longest first, with their period."""
    rows = [row for row in table("tables/words.csv") if row["list"] == "rate"]
    endings = [(_plain(alias).casefold(), row["id"]) for row in rows for alias in row["aliases"].split("|")]
    return sorted(endings, key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=4096)
def stated_unit(text: str) -> str:
    """The unit that a title names behind a word for unit and a colon, as in "Unit: kt", "" where it names none."""
    for match in _unit_label().finditer(tidy(unicodedata.normalize("NFKC", text))):
        words = match[1].strip()
        if unit := next((told for told in (words, words.partition(" ")[0]) if find_unit(told)), ""):
            return unit
    return ""


@cache
def _unit_label() -> re.Pattern[str]:
    labels = [
        alias for row in table("tables/words.csv") if row["list"] == "unit_label" for alias in row["aliases"].split("|")
    ]
    return re.compile(rf"(?:{'|'.join(map(re.escape, labels))})\s*[:=]\s*([^()\[\],;|:]+)", re.IGNORECASE)


def _look_up(plain: str) -> Unit | None:
    written, folded = _units()
    return written.get(plain) or folded.get(plain.casefold())


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether a text could be a unit at all: a number, a date, a remark or control characters are none."""
    plain = unicodedata.normalize("NFKC", text)
    if any(unicodedata.category(letter) == "Cc" for letter in plain) or len(plain) > _LONGEST:
        return False
    if _DATE.fullmatch(plain.strip()):
        return False
    return any(letter.isalpha() or letter in "%‰°¥$€£" for letter in plain) and not _is_number(plain)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4096)
def factor_to(text: str, base: str, medium: str = "", rate: bool = False) -> tuple[float | None, str]:
    """What a value in the unit `text` is multiplied by to stand in `base` per year, or None and the obstacle.

    Obstacles are an "unknown" unit, one of an "other" dimension, and a "rate". `rate` says that the value is a
    capacity, so that t/d may become t/a; `medium` "water" lets tonnes stand for cubic metres.
    """
    unit, target = find_unit(text), find_unit(base)
    if unit is None:
        return None, "unknown"
    dimensions = {unit.dimension, target.dimension if target else ""}
    if target is None or (len(dimensions) == 2 and not (medium == "water" and dimensions == {"mass", "volume"})):
        return None, "other"
    if unit.per not in ("", "year") and not rate:
        return None, "rate"
    return unit.factor * _RATE[unit.per] / target.factor, ""


def rough_factor(text: str) -> float:
    """What a unit is worth in the base unit of its dimension per year; 1 for a unit that is not understood."""
    unit = find_unit(text)
    return unit.factor * _RATE[unit.per] if unit else 1.0


BY_COAL_BURNT = "energy by coal burnt"  # the dimension of standard coal by equivalent value
# In what a commodity is kept whose unit no table gave: by the dimension of its first amount that is understood.
BASE_OF_DIMENSION = {"mass": "t", "energy": "GJ", "volume": "m3", "gas": "Nm3", "money": "wan_yuan", "people": "person"}


def base_unit_of(text: str) -> str:
    """The base unit that an amount in this unit asks for, "" where it asks for none."""
    unit = find_unit(text)
    return BASE_OF_DIMENSION.get(unit.dimension, "") if unit else ""
