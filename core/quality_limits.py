"""Limits of quality as people write them ("含水率<30%; Cl ≤ 0.5 %; ≥120 ℃") beside what is told of a commodity.

Only what both sides name with a number and the same unit is compared; everything else is left to people.
"""

import re
from math import isnan

Broken = tuple[str, str]  # the limit, and what is told of the commodity

_SIGNS = {"<": "<", "≤": "<", "<=": "<", "⩽": "<", ">": ">", "≥": ">", ">=": ">", "⩾": ">"}
_NUMBER = r"[-−]?\d+(?:\.\d+)?"
_LIMIT = re.compile(rf"([^<>≤≥⩽⩾=:;,；，、\d]*?)\s*(<=|>=|[<>≤≥⩽⩾])\s*({_NUMBER})\s*([^;,；，、\s\d]*)")
_TOLD = re.compile(rf"([^<>≤≥⩽⩾=:：;,；，、\d]+?)\s*[=:：]?\s*({_NUMBER})\s*([^;,；，、\s\d]*)")
_DEGREES = ("°c", "℃")


def unmet_limit(limits: str, told: str, temperature: float = float("nan")) -> Broken | None:
    """The first limit that what is told of a commodity does not meet, with that; None where none is known to be unmet.

    `temperature` is the commodity's in degrees Celsius; limits in degrees are compared with it.
    """
    known = {(_plain(name), _plain(unit)): (float(_ascii(value)), f"{name.strip()} {value} {unit}".strip())
             for name, value, unit in _TOLD.findall(told)}  # fmt: skip
    for name, sign, value, unit in _LIMIT.findall(limits):
        if _plain(unit) in _DEGREES:
            found = None if isnan(temperature) else (temperature, f"{temperature:g} {unit}")
        else:
            found = known.get((_plain(name), _plain(unit)))
        if found and not _met(found[0], _SIGNS[sign], float(_ascii(value))):
            return f"{name.strip()} {sign} {value} {unit}".strip(), found[1]
    return None


def upper_limits(limits: str) -> list[tuple[str, float, str]]:
    """Name, value and unit of every limit that may not be exceeded."""
    found = _LIMIT.findall(limits)
    return [(name.strip(), float(_ascii(value)), unit) for name, sign, value, unit in found if _SIGNS[sign] == "<"]


def _met(value: float, sign: str, limit: float) -> bool:
    """Whether a value keeps a limit; at the limit it does, since nobody measures to the last digit."""
    return value <= limit if sign == "<" else value >= limit


def _plain(word: str) -> str:
    return "".join(word.split()).casefold().replace("％", "%")


def _ascii(number: str) -> str:
    return number.replace("−", "-")
