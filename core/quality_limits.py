"""Limits of quality as people write them ("含水率<30%; Cl ≤ 0.5 %; ≥120 ℃") beside what is told of a commodity.

A quality fits only where every limit is readable, told of the commodity in a unit of the same kind, and met; of a range
the worse end counts. Everything else is left to people. "any" or "不限" says that there is no limit.
"""

import re
from math import inf, isfinite, isnan
from typing import NamedTuple

from core.catalogues import table

Broken = tuple[str, str]  # the limit, and what is told of the commodity
Range = tuple[float, float, str]  # lowest and highest value, and how it is told

WORDS = "tables/limit_words.csv"  # words for signs, for freedom of limits and for the temperature
_SIGNS = str.maketrans("＜＞⩽⩾≦≧％：；，＝～−", "<>≤≥≤≥%:;,=~-")
_NUMBER = r"-?\d+(?:\.\d+)?"
_UNIT = r"([^;,、\s\d<>≤≥=~]*)"
_LIMIT = re.compile(rf"([^<>≤≥=:;,、\d]*?)\s*([<>≤≥])\s*({_NUMBER})\s*{_UNIT}")
_TOLD = re.compile(rf"([^<>≤≥=:;,、\d]+?)\s*[=:]?\s*([<>≤≥]?)\s*({_NUMBER})(?:\s*(?:[-–—~])\s*({_NUMBER}))?\s*{_UNIT}")
_DEGREES = ("°c", "℃")
_KINDS = {
    "%": ("share", 1.0), "‰": ("share", 0.1), "wt%": ("share", 1.0), "g/kg": ("share", 0.1), "mg/kg": ("share", 1e-4),
    "mg/l": ("load", 1.0), "g/l": ("load", 1e3), "µg/l": ("load", 1e-3), "ug/l": ("load", 1e-3),
    "g/m3": ("load", 1.0), "g/m³": ("load", 1.0), "kg/m3": ("load", 1e3), "kg/m³": ("load", 1e3),
    "kj/kg": ("heat", 1.0), "mj/kg": ("heat", 1e3), "gj/t": ("heat", 1e3), "kcal/kg": ("heat", 4.1868),
    "mm": ("length", 1.0), "cm": ("length", 10.0),
}  # fmt: skip


class Fit(NamedTuple):
    """How a commodity stands to limits: the first that it breaks, and whether every one was compared and met."""

    broken: Broken | None
    met: bool


def quality_fit(limits: str, told: str, temperature: float = float("nan")) -> Fit:
    """How what is told of a commodity stands to limits; `temperature` (degrees Celsius) is compared with degrees."""
    text = signed_text(limits)
    if text.strip().casefold() in limit_words("free"):
        return Fit(None, True)
    found = _LIMIT.findall(text)
    met = bool(found) and not re.search(r"\w", _LIMIT.sub("", text))
    known = _told(told)
    for name, sign, value, unit in found:
        kind, factor = _kind(unit)
        ranges = known.get((_plain(name), kind), [])
        if _plain(unit) in _DEGREES and _plain(name) in ("", *limit_words("heat")) and not isnan(temperature):
            ranges = [(temperature, temperature, f"{temperature:g} {unit}")]
        for low, high, said in ranges:
            worse, better = (high, low) if sign in "<≤" else (low, high)
            kept = _met(worse, sign, float(value) * factor)
            # Of a bound ("Cl<0.9%") the worse end need not be reached, so that only its better end can break a limit.
            if not kept and not _met(worse if isfinite(better) else better, sign, float(value) * factor):
                return Fit((f"{name.strip()} {sign} {value} {unit}".strip(), said), False)
            met = met and kept
        met = met and bool(ranges)
    return Fit(None, met)


def upper_limits(limits: str) -> list[tuple[str, float, str]]:
    """Name, value and unit of every limit that may not be exceeded."""
    found = _LIMIT.findall(signed_text(limits))
    return [(name.strip(), float(value), unit) for name, sign, value, unit in found if sign in "<≤"]


def _told(told: str) -> dict[tuple[str, str], list[Range]]:
    """What is told by name and kind of unit, in the unit of its kind; a bound leaves its other side open."""
    known: dict[tuple[str, str], list[Range]] = {}
    for name, sign, first, second, unit in _TOLD.findall(signed_text(told)):
        kind, factor = _kind(unit)
        low, high = sorted(float(value) * factor for value in (first, second or first))
        ends = (-inf, high) if sign in ("<", "≤") else (low, inf) if sign else (low, high)
        said = f"{name.strip()} {sign} {first}{'-' + second if second else ''} {unit}"
        known.setdefault((_plain(name), kind), []).append((*ends, " ".join(said.split())))
    return known


def signed_text(text: str) -> str:
    """A text with signs in one writing and without commas in numbers."""
    text = text.translate(_SIGNS)
    for row in table(WORDS):
        if not row["meaning"].isalpha():
            text = text.replace(row["word"], row["meaning"])
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def limit_words(meaning: str) -> list[str]:
    """The words of limits with a meaning, from the table of words."""
    return [row["word"] for row in table(WORDS) if row["meaning"] == meaning]


def _kind(unit: str) -> tuple[str, float]:
    """What a unit measures and how many of the kind's own unit it is; an unlisted unit is a kind of its own."""
    return _KINDS.get(_plain(unit), (_plain(unit), 1.0))


def _met(value: float, sign: str, limit: float) -> bool:
    """Whether a value keeps a limit; at the limit it does, since nobody measures to the last digit."""
    return value <= limit if sign in "<≤" else value >= limit


def _plain(word: str) -> str:
    return "".join(word.split()).casefold()
