"""The pH that takers of water ask for and givers tell: a condition of each pair, since it does not mix by amounts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import inf

import numpy as np

from core.columns import Flags
from core.findings import Inquiry
from core.quality_limits import limit_words, signed_text

Range = tuple[float, float]  # lowest and highest pH; infinite where there is no limit, NaN where unknown
ANY: Range = (-inf, inf)
MOST = 14.0  # no water has a higher pH
LIST_MARKS = r"[;,；，、]"
_NUMBER = r"(\d{1,2}(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class _Readers:
    """How a limit of pH is written; `name` is the word for it alone."""

    name: re.Pattern[str]
    between: re.Pattern[str]
    around: re.Pattern[str]
    one_side: re.Pattern[str]
    both_sides: re.Pattern[str]
    exact: re.Pattern[str]


@cache
def _readers() -> _Readers:
    names, joints = ("|".join(sorted(limit_words(meaning), key=len, reverse=True)) for meaning in ("ph", "and"))
    written = (
        f"(?:{names})",
        rf"(?:{names})\s*[:=]?\s*{_NUMBER}\s*(?:[-\u2010-\u2015~]+|\u2026+|to)\s*{_NUMBER}",
        rf"{_NUMBER}\s*[<≤]\s*(?:{names})\s*[<≤]\s*{_NUMBER}",
        rf"(?:{names})\s*:?\s*([<>≤≥])\s*{_NUMBER}",
        rf"(?:{names})\s*:?\s*([<>≤≥])\s*{_NUMBER}\s*(?:{joints})?\s*(?:{names})?\s*([<>≤≥])\s*{_NUMBER}",
        rf"(?:{names})\s*[:=]\s*{_NUMBER}",
    )
    return _Readers(*(re.compile(each, re.IGNORECASE) for each in written))


def split_ph(limits: str) -> tuple[Range, str]:
    """The pH that limits ask for ("pH 6-9", "6 ≤ pH ≤ 9", "pH ≥ 6"), the narrower of two, and the other limits.

    What no water can keep, such as a pH of 60 or one above 6 and below 5, is left among the others.
    """
    parts = list(filter(None, map(str.strip, re.split(LIST_MARKS, limits))))
    read = [_read(signed_text(part)) for part in parts]
    known = [found for found in read if found is not None]
    between = (max((low for low, _ in known), default=-inf), min((high for _, high in known), default=inf))
    if between[0] > between[1]:
        return ANY, "; ".join(parts)
    return between, "; ".join(part for part, found in zip(parts, read, strict=True) if found is None)


def _read(part: str) -> Range | None:
    """The lowest and highest pH of one limit; None where it is none, or none that water can have."""
    found = _bounds(part)
    if found is None or found[0] > found[1] or any(MOST < bound < inf for bound in found):
        return None
    return found


def _bounds(part: str) -> Range | None:
    how = _readers()
    if told := how.between.fullmatch(part) or how.around.fullmatch(part):
        low, high = sorted((float(told[1]), float(told[2])))
        return low, high
    if told := how.exact.fullmatch(part):
        return float(told[1]), float(told[1])
    if told := how.one_side.fullmatch(part):
        return _side(told[1], told[2])
    if told := how.both_sides.fullmatch(part):
        sides = _side(told[1], told[2]), _side(told[3], told[4])
        return max(low for low, _ in sides), min(high for _, high in sides)
    return None


def _side(sign: str, bound: str) -> Range:
    return (-inf, float(bound)) if sign in "<≤" else (float(bound), inf)


def told_ph(inquiry: Inquiry, actors: Sequence[int]) -> list[Range]:
    """The lowest and highest pH that emissions of actors (rows) tell of their water, NaN where none does.

    A row of an emission whose pollutant is pH holds it as its concentration.
    """
    emission = inquiry.now.emission
    found: dict[int, list[float]] = {}
    for row in inquiry.counted_emissions:
        value = float(emission.concentration[row])
        if not np.isnan(value) and _readers().name.fullmatch(str(emission.pollutant[row]).strip()):
            found.setdefault(int(emission.actor[row]), []).append(value)
    return [(min(found[actor]), max(found[actor])) if actor in found else (np.nan, np.nan) for actor in actors]


def unlike(told: Sequence[Range], asked: Sequence[Range]) -> Flags:
    """Which givers (n,) have a pH that lies outside what which takers (m,) ask for: (n, m); unknown is not outside."""
    low, high = (np.array([one[side] for one in told], dtype=np.float64)[:, None] for side in (0, 1))
    least, most = (np.array([one[side] for one in asked], dtype=np.float64)[None, :] for side in (0, 1))
    outside: Flags = (low < least) | (high > most)
    return outside
