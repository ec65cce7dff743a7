"""Angles as people write them: 113.26, 113°15'30"E, 113 15.5, N 23 30 15; west and south are below 0."""

import math
import re
import unicodedata

from core.cells import Cell
from core.words import find_word

_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_GAP = r"[^\d.,+\-A-Za-z]{1,3}"
_SIDE = r"(?:[A-Za-z]|[^\d\s.,+\-A-Za-z]{1,2})"
_MARK = r"[^\d\s.,+\-A-Za-z]"
_ANGLE = re.compile(
    rf"({_SIDE}?)\s*([+-]?){_NUMBER}(?:{_GAP}(\d{{1,2}}(?:\.\d+)?))?(?:{_GAP}(\d{{1,2}}(?:\.\d+)?))?[^\w.,]{{0,2}}{_MARK}?\s*({_SIDE}?)"
)
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")


def coordinate_of(cell: Cell) -> float:
    """A coordinate in a cell, in degrees or metres as written; NaN for none and for what is no such number."""
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else math.nan
    if not isinstance(cell, str):
        return math.nan
    text = unicodedata.normalize("NFKC", cell).strip()
    if _PLAIN.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    return _angle_of(text)


def _angle_of(text: str) -> float:
    match = _ANGLE.fullmatch(text)
    if match is None:
        return math.nan
    before, sign, degrees, minutes, seconds, after = match.groups()
    sides = [find_word("hemisphere", side) for side in (before, after) if side]
    if None in sides or len(sides) > 1:
        return math.nan
    if (minutes and float(minutes) >= 60) or (seconds and float(seconds) >= 60):
        return math.nan
    size = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -size if (sides in (["south"], ["west"])) != (sign == "-") else size
