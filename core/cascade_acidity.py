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
LIST_MARKS = r"[;,；，、]"
_NUMBER = r"(\d{1,2}(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class _Readers:
    """How a limit of pH is written; `name` is the word for it alone."""

    name: re.Pattern[str]
    between: re.Pattern[str]
    around: re.Pattern[str]
    one_side: re.Pattern[str]


@cache
def _readers() -> _Readers:
    names = "|".join(sorted(limit_words("ph"), key=len, reverse=True))
    written = (
        f"(?:{names})",
        rf"(?:{names})\s*[:=]?\s*{_NUMBER}\s*(?:[-~]|to)\s*{_NUMBER}",
        rf"{_NUMBER}\s*[<≤]\s*(?:{names})\s*[<≤]\s*{_NUMBER}",
        rf"(?:{names})\s*([<>≤≥])\s*{_NUMBER}",
    )
    return _Readers(*(re.compile(each, re.IGNORECASE) for each in written))


def split_ph(limits: str) -> tuple[Range, str]:
    """The pH that limits ask for ("pH 6-9", "6 ≤ pH ≤ 9", "pH ≥ 6"), the narrower of two, and the other limits."""
    between, rest = ANY, []
    for part in filter(None, map(str.strip, re.split(LIST_MARKS, limits))):
        found = _read(signed_text(part))
        if found is None:
            rest.append(part)
        else:
            between = (max(between[0], found[0]), min(between[1], found[1]))
    return between, "; ".join(rest)


def _read(part: str) -> Range | None:
    how = _readers()
    told = how.between.fullmatch(part) or how.around.fullmatch(part)
    if told:
        low, high = sorted((float(told[1]), float(told[2])))
        return low, high
    told = how.one_side.fullmatch(part)
    if told:
        return (-inf, float(told[2])) if told[1] in "<≤" else (float(told[2]), inf)
    return None


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
