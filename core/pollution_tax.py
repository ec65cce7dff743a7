"""Pollution equivalents, and what the Environmental Protection Tax Law makes of them where the rate is known.

Equivalents = mass in kg / equivalent in kg. Of each outlet the law taxes the three largest air pollutants, the five
largest first-class water pollutants and the three largest others, of COD, BOD5 and TOC one (Arts 7-9 and tables); a
concentration 30 or 50 % below the limit lessens the tax where nothing was exceeded (Art. 13): in water no daily mean,
in air no hourly one, nor any measurement of the month (implementing regulation, Art. 10). What goes to a central plant
has no tax line (Art. 4), nor have lawful central plants within their limits (Art. 12). A reckoning of this program from
declared figures, no assessment.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import isnan

import numpy as np

from core.catalogues import Pollutant
from core.findings import Inquiry
from core.loads import central_plants
from core.model import Emissions
from core.pollution_rows import rows_by_pollutant
from core.rule_set import RuleSet, rules_of
from core.rule_titles import TAX, TAX_RATE
from core.statements import Statement, best_statistics
from core.wastes import hazardous

KG_PER_T = 1000.0
_ROUNDING = 1e-9  # share by which a total may exceed its kinds without saying more than they
ONE_OF = ("cod", "bod", "toc")  # of these one is taxed at an outlet
TAXED_MEDIA = ("water", "air")
Group = tuple[int, str, str]  # actor row, medium, outlet


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A pollutant of an outlet: its equivalents (NaN unknown), whether it is among those taxed, and the tax in yuan.

    `factor` is 1, 0.75 or 0.5; `possible` the factor if it were shown that no day (of air no hour)
    exceeded the limit. `tax` is NaN
    where rate or mass is unknown, 0 where the pollutant is not among those taxed.
    """

    actor: int
    medium: str
    outlet: str
    pollutant: str
    class_one: bool
    equivalents: float
    counted: bool
    factor: float
    possible: float
    tax: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WasteLine:
    """Solid waste that a firm declared as discharged: its mass in `unit`, yuan/t and yuan; `item` names the tax's line.

    `tax` is NaN where the unit is not t.
    """

    actor: int
    commodity: int
    item: str
    mass: float
    unit: str
    rate: float
    tax: float
    row: int


def tax_lines(inquiry: Inquiry) -> list[TaxLine]:
    """All lines of the year, by firm, medium and outlet, the largest first."""
    now, rules = inquiry.now, rules_of(inquiry)
    groups: dict[Group, dict[str, tuple[Pollutant, list[int]]]] = defaultdict(dict)
    plants = central_plants(now)
    for item, told in rows_by_pollutant(inquiry).items():
        direct = told[now.emission.destination[told] == "direct"]
        for row, actor in zip(direct.tolist(), now.emission.actor[direct].tolist(), strict=True):
            if actor not in plants and item.equivalent_kg and item.medium in TAXED_MEDIA:
                outlet = groups[actor, item.medium, str(now.emission.outlet[row])]
                outlet.setdefault(item.id, (item, []))[1].append(row)
    return [line for group, told in sorted(groups.items()) for line in _outlet(now.emission, rules, group, told)]


def _outlet(
    emission: Emissions, rules: RuleSet, group: Group, told: dict[str, tuple[Pollutant, list[int]]]
) -> list[TaxLine]:
    """The lines of one outlet with those that the law counts marked and taxed."""
    lines = [_line(emission, rules, group, item, rows) for item, rows in told.values()]
    lines.sort(key=lambda line: (-line.equivalents if line.equivalents == line.equivalents else 1.0, line.pollutant))
    counted = set(_counted(lines, rules))
    rate = rules.find(TAX_RATE, group[1])
    return [_taxed(line, line.pollutant in counted, rate.value if rate else np.nan) for line in lines]


def _line(emission: Emissions, rules: RuleSet, group: Group, item: Pollutant, rows: list[int]) -> TaxLine:
    masses = np.where(emission.not_detected[rows], 0.0, emission.mass[rows])
    equivalents = float(masses.sum()) * KG_PER_T / (item.equivalent_kg or np.nan)
    factor, possible = _factors(emission, rules, group[1], rows)
    return TaxLine(*group, item.id, item.class_one, equivalents, False, factor, possible, np.nan, tuple(rows))


def _factors(emission: Emissions, rules: RuleSet, medium: str, rows: list[int]) -> tuple[float, float]:
    """The share of the tax that is due, and what it would be if no day had exceeded the limit.

    A mean below the limit alone proves nothing about days, so that only told days or hours of none lessen the tax; of
    air only hours, since a day without an exceeding mean may hold hours above the limit.
    """
    limit = emission.limit_concentration[rows]
    if np.isnan(limit).any():
        return 1.0, 1.0
    mean = emission.concentration[rows]
    days, hours = emission.exceeding_days[rows], emission.exceeding_hours[rows]
    if not (limit > 0).all() or np.isnan(mean).any() or (mean > limit).any() or (days > 0).any() or (hours > 0).any():
        return 1.0, 1.0
    below = 100 * (1 - float((mean / limit).max()))
    possible = 1.0
    for item in ("low", "very low"):
        line = rules.line(TAX, item)
        if below >= line.value - 1e-9:
            possible = float(line.words[0]) / 100
    shown = ((hours == 0) | ((days == 0) & (medium != "air"))).all()
    return (possible if shown else 1.0), possible


def _counted(lines: list[TaxLine], rules: RuleSet) -> Iterable[str]:
    """The pollutants of an outlet that are taxed; `lines` with the largest first."""
    limits = {key: int(rules.line(TAX, key).value) for key in ("air", "water", "water first class")}
    taken: dict[str, int] = defaultdict(int)
    organic = False
    for line in lines:
        kind = "water first class" if line.class_one else line.medium
        if isnan(line.equivalents) or taken[kind] >= limits[kind] or (line.pollutant in ONE_OF and organic):
            continue
        organic |= line.pollutant in ONE_OF
        taken[kind] += 1
        yield line.pollutant


def _taxed(line: TaxLine, counted: bool, rate: float) -> TaxLine:
    tax = line.equivalents * rate * line.factor if counted or isnan(line.equivalents) else 0.0
    return replace(line, counted=counted, tax=tax)


def waste_lines(inquiry: Inquiry) -> list[WasteLine]:
    """Solid waste that firms declared as discharged in the year; what is only generated, used or stored has no line.

    Of a firm that tells its kinds, its total counts with what it exceeds their sum by.
    """
    now, media = inquiry.now, inquiry.now.commodity.medium
    told = {
        (actor, goods): one
        for (actor, goods), one in best_statistics(now, "waste_discharged").items()
        if one.value > 0 and (goods < 0 or media[goods] == "goods")
    }
    kinds: dict[int, float] = defaultdict(float)
    for (actor, goods), one in told.items():
        kinds[actor] += one.value if goods >= 0 and one.unit == "t" else 0.0
    barred, lines = hazardous(now), []
    for (actor, goods), one in told.items():
        known = kinds[actor] if goods < 0 and one.unit == "t" else 0.0
        if one.value > known * (1 + _ROUNDING):
            named = str(now.commodity.name[goods]).casefold() if goods >= 0 else ""
            item = "hazardous waste" if goods >= 0 and barred[goods] else _waste_item(rules_of(inquiry), named)
            lines.append(_waste(inquiry, (actor, goods), item, one.value - known, one))
    return lines


def _waste(inquiry: Inquiry, about: tuple[int, int], item: str, mass: float, told: Statement) -> WasteLine:
    """The line of a kind, or of what a total has beyond its kinds; what is not told in tonnes has no tax."""
    rate = rules_of(inquiry).line(TAX_RATE, item).value
    return WasteLine(*about, item, mass, told.unit, rate, mass * rate if told.unit == "t" else np.nan, told.row)


def _waste_item(rules: RuleSet, name: str) -> str:
    """The line of the tax that a waste's name belongs to."""
    for item in ("coal gangue", "tailings"):
        if any(word.casefold() in name for word in rules.line(TAX_RATE, item).words):
            return item
    return "other solid waste"
