"""From one dimension to another by what is stated of a commodity: its density (m3 and t), its enthalpy (t to GJ).

Both stand in its quality as people write it: "density 0.85 t/m3", "enthalpy 2780 kJ/kg". Without such a statement
nothing goes from one dimension to another.
"""

import re
import unicodedata
from functools import cache, lru_cache

from core.units import BASE_OF_DIMENSION, factor_to, find_unit
from core.words import word_aliases

_NUMBER = r"(\d+(?:\.\d+)?)"
_DIMENSIONS = {"density": "density", "enthalpy": "heat content"}
# By the dimensions of the unit and of the base unit: the property, and the power with which it enters.
_BRIDGES = {
    ("volume", "mass"): ("density", 1),
    ("gas", "mass"): ("density", 1),
    ("mass", "volume"): ("density", -1),
    ("mass", "gas"): ("density", -1),
    ("mass", "energy"): ("enthalpy", 1),
}


def needed_property(unit: str, base: str) -> str:
    """The property that would lead from a unit to a base unit, "" where none would."""
    known, target = find_unit(unit), find_unit(base)
    return _BRIDGES.get((known.dimension, target.dimension), ("", 0))[0] if known and target else ""


def bridge(unit: str, base: str, quality: str, *, rate: bool = False) -> float | None:
    """What a value in `unit` is multiplied by to stand in `base`, by the property that a quality states; else None."""
    known, target = find_unit(unit), find_unit(base)
    if known is None or target is None or not quality:
        return None
    name, power = _BRIDGES.get((known.dimension, target.dimension), ("", 0))
    value = stated_property(quality, name) if name else None
    usual, _ = factor_to(unit, BASE_OF_DIMENSION.get(known.dimension, ""), rate=rate)
    return None if not value or usual is None else usual * value**power / target.factor


@lru_cache(maxsize=4096)
def stated_property(quality: str, name: str) -> float | None:
    """A density in t/m3 or an enthalpy in GJ/t that a quality states, None where it states none."""
    for value, unit in _pattern(name).findall(unicodedata.normalize("NFKC", quality)):
        known = find_unit(unit)
        if known and known.dimension == _DIMENSIONS[name] and float(value) > 0:
            return float(value) * known.factor
    return None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = sorted(word_aliases("property", name), key=len, reverse=True)
    named = "|".join(map(re.escape, words))
    return re.compile(rf"(?:{named})\s*[:=]?\s*{_NUMBER}\s*([^;,、\s\d][^;,、\s]*)", re.IGNORECASE)
