"""Reported concentrations above their limit and reported masses above the permit: computed from a firm's own figures.

Whether a limit was broken is for the authority to say; these findings put the two figures side by side.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from core.catalogues import find_pollutant
from core.columns import take
from core.evidence import enumerate_names, ref, refs, sentences, sources
from core.findings import Finding, Inquiry, check
from core.loads import MEDIUM_TITLES
from core.model import Emissions
from core.rule_lines import OWN, RuleLine
from core.rule_set import RuleSet, cite, rules_of, with_cautions
from core.rule_titles import OVER_LIMIT as LIMIT
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.text import N_, Quantity, Text

PERMIT_MASS = "pollution.over_permit"
NEAR = "pollution.near_limit"
CONCENTRATIONS = {"water": "mg/L", "air": "mg/m³", "soil": "mg/kg"}


@check(LIMIT, N_("Reported concentration above the limit"))
def find_over_limit(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose reported mean is above the limit or that report exceeding days or hours; one per firm and medium.

    A mean under the limit proves nothing about single days, so reported days and hours count even then.
    """
    emission = inquiry.now.emission
    rows: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in _monitored(inquiry):
        above = _times_above(emission, row) >= 0 and not emission.not_detected[row]
        if above or _exceeded(emission, row):
            rows[int(emission.actor[row]), str(emission.medium[row])].append(row)
    for (actor, medium), told in rows.items():
        told.sort(key=lambda row: (-_times_above(emission, row), emission.pollutant[row], emission.outlet[row]))
        severity = max(_severity(emission, row, rules_of(inquiry)) for row in told)
        parts = [_over_limit(inquiry.now, row) for row in told]
        found = _emission_finding(inquiry, LIMIT, (actor, medium), told, severity, parts)
        lines = [rules_of(inquiry).line(LIMIT, item) for item in ("notable", "double")]
        evidence = (*found.evidence, *(part for line in lines for part in line.evidence))
        sentence = sentences(found.sentence, _how_grave(lines))
        yield replace(found, sentence=sentence, source=cite(found.source, *lines), evidence=evidence)


@check(NEAR, N_("Reported mean near the limit"))
def find_near_limit(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose mean is just under the limit and that tell no day or hour above it; one per firm and medium."""
    emission, line = inquiry.now.emission, rules_of(inquiry).line(LIMIT, "near")
    rows: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row in _monitored(inquiry):
        mean, limit = float(emission.concentration[row]), float(emission.limit_concentration[row])
        near = limit > 0 and line.value * limit <= mean <= limit and not emission.not_detected[row]
        if near and not _exceeded(emission, row):
            rows[int(emission.actor[row]), str(emission.medium[row])].append(row)
    for (actor, medium), told in rows.items():
        parts = [_near_limit(inquiry.now, row) for row in told]
        found = _emission_finding(inquiry, NEAR, (actor, medium), told, 1, parts)
        proves = Text("A mean near the limit proves nothing about single days; ask for the daily record.")
        source = cite(found.source, line)
        evidence = (*found.evidence, *line.evidence)
        sentence = with_cautions(sentences(found.sentence, proves), line)
        yield replace(found, sentence=sentence, source=source, evidence=evidence)


def _how_grave(lines: list[RuleLine]) -> Text:
    """By whose thresholds the severity is told: the limit is the permit's, how grave an excess is nobody's but ours."""
    own = [line.cited or Text("no document is told") for line in lines if line.origin == OWN]
    if own:
        named = {"documents": list(dict.fromkeys(own))}
        return Text("How grave that is follows own thresholds of the project ({documents}).", named)
    return Text("How grave that is follows thresholds of this program; others can be entered under rules.")


def _near_limit(now: Snapshot, row: int) -> Text:
    emission = now.emission
    unit = CONCENTRATIONS.get(emission.medium[row], "")
    values = {
        "pollutant": _pollutant_name(now, row),
        "outlet": emission.outlet[row] or Text("outlet not named"),
        "mean": Quantity(float(emission.concentration[row]), unit),
        "limit": Quantity(float(emission.limit_concentration[row]), unit),
    }
    told = emission.exceeding_days[row] == 0 or emission.exceeding_hours[row] == 0
    if told:
        return Text("{pollutant} at {outlet} {mean}, near its limit {limit}, no day or hour above it told", values)
    return Text("{pollutant} at {outlet} {mean}, near its limit {limit}, days above it not told", values)


def _exceeded(emission: Emissions, row: int) -> bool:
    """Whether days or hours above the limit are told."""
    return bool(emission.exceeding_days[row] > 0 or emission.exceeding_hours[row] > 0)


def _monitored(inquiry: Inquiry) -> list[int]:
    """Rows of `emission` that count among those that tell a mean, exceeding days or hours of what is handed over.

    A better source that tells masses only supersedes none of them.
    """
    emission = inquiry.now.emission
    told = ~np.isnan(emission.concentration) | ~np.isnan(emission.exceeding_days) | emission.not_detected
    told |= ~np.isnan(emission.exceeding_hours)
    told &= emission.destination != "generated"
    rows = np.flatnonzero(told)
    return [int(rows[place]) for place in counted_emissions(replace(inquiry.now, emission=take(emission, told)))]


def _times_above(emission: Emissions, row: int) -> float:
    """How many times the limit the mean lies above it: 0 where the limit is 0, negative where it does not."""
    mean, limit = float(emission.concentration[row]), float(emission.limit_concentration[row])
    if not mean > limit:
        return -1.0
    return mean / limit - 1 if limit > 0 else 0.0


def _severity(emission: Emissions, row: int, rules: RuleSet) -> int:
    times, limit = _times_above(emission, row), emission.limit_concentration[row]
    if times >= rules.line(LIMIT, "double").value:
        return 3
    notable = times >= rules.line(LIMIT, "notable").value
    return 2 if notable or _exceeded(emission, row) or limit == 0 else 1


def _over_limit(now: Snapshot, row: int) -> Text:
    emission, times = now.emission, _times_above(now.emission, row)
    days = 0.0 if np.isnan(emission.exceeding_days[row]) else float(emission.exceeding_days[row])
    unit = CONCENTRATIONS.get(emission.medium[row], "")
    values: dict[str, object] = {
        "pollutant": _pollutant_name(now, row),
        "outlet": emission.outlet[row] or Text("outlet not named"),
        "mean": Quantity(float(emission.concentration[row]), unit),
        "limit": Quantity(float(emission.limit_concentration[row]), unit),
        "times": float(f"{times:.2g}"),
        "n": ceil(days),
    }
    if times < 0 and days <= 0:
        return _hours(Text("{pollutant} at {outlet} exceeded its limit", values), emission, row)
    if times < 0:
        return Text(
            "{pollutant} at {outlet} exceeded its limit on {n} day",
            values,
            plural="{pollutant} at {outlet} exceeded its limit on {n} days",
        )
    above = Text("{pollutant} at {outlet} {mean}, limit {limit}", values)
    if times > 0:
        above = Text("{pollutant} at {outlet} {mean}, limit {limit}, {times} times above it", values)
    if days <= 0:
        return _hours(above, emission, row)
    told = {"above": above, "n": ceil(days)}
    return Text("{above}, exceeding on {n} day", told, plural="{above}, exceeding on {n} days")


def _hours(above: Text, emission: Emissions, row: int) -> Text:
    """The same with the hours above the limit, where they are told and days are not."""
    if not emission.exceeding_hours[row] > 0:
        return above
    told = {"above": above, "n": ceil(emission.exceeding_hours[row])}
    return Text("{above}, exceeding in {n} hour", told, plural="{above}, exceeding in {n} hours")


@dataclass(frozen=True, slots=True)
class Permitted:
    """A mass in t/a that rows of `emission` add up to, and the lower permitted mass that they name.

    `certain` says whether one outlet alone is above it; else the permit may be meant for each outlet.
    """

    mass: float
    permit: float
    certain: bool
    rows: tuple[int, ...]


@check(PERMIT_MASS, N_("Reported mass above the permit"))
def find_over_permit(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose reported yearly mass is above the permitted mass; one finding per firm and medium.

    What all outlets hand over, directly and to a central plant, stands against the permit that they all name; where
    outlets name different permits each stands against its own.
    """
    emission = inquiry.now.emission
    groups: dict[tuple[int, str], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    counted = np.array(inquiry.counted_emissions, dtype=np.int64)
    told = ~(np.isnan(emission.permit_mass) | np.isnan(emission.mass) | emission.not_detected)
    for row in counted[told[counted] & (emission.destination[counted] != "generated")].tolist():
        medium = str(emission.medium[row])
        item = find_pollutant(medium, emission.pollutant[row])
        pollutant = item.id if item else str(emission.pollutant[row])
        groups[int(emission.actor[row]), medium][pollutant].append(row)
    for (actor, medium), pollutants in groups.items():
        above = [part for _, rows in sorted(pollutants.items()) for part in _above_permit(emission, rows)]
        if above:
            severity = 3 if any(part.certain for part in above) else 2
            rows = [row for part in above for row in part.rows]
            parts = [_over_permit(inquiry.now, part) for part in above]
            yield _emission_finding(inquiry, PERMIT_MASS, (actor, medium), rows, severity, parts)


def _above_permit(emission: Emissions, rows: list[int]) -> list[Permitted]:
    """Sums of one pollutant of a firm that are above their permit."""
    permits = {float(emission.permit_mass[row]) for row in rows}
    told: dict[tuple[str, float], list[int]] = defaultdict(list)
    for row in rows:
        outlet = str(emission.outlet[row]) if len(permits) > 1 else ""
        told[outlet, float(emission.permit_mass[row])].append(row)
    found = []
    for (_, permit), parts in sorted(told.items()):
        total = float(emission.mass[parts].sum())
        if total > permit:
            outlets = np.unique(emission.outlet[parts].astype(str), return_inverse=True)[1].reshape(-1)
            certain = bool(np.bincount(outlets, emission.mass[parts]).max() > permit)
            found.append(Permitted(total, permit, certain, tuple(parts)))
    return found


def _over_permit(now: Snapshot, part: Permitted) -> Text:
    values = {
        "pollutant": _pollutant_name(now, part.rows[0]),
        "mass": Quantity(part.mass, "t"),
        "permit": Quantity(part.permit, "t"),
    }
    if part.certain:
        return Text("{pollutant} {mass}, permitted {permit}", values)
    return Text("{pollutant} {mass} in all, permitted {permit} if this permit is meant for the whole firm", values)


def _emission_finding(
    inquiry: Inquiry, rule: str, of: tuple[int, str], rows: list[int], severity: int, parts: list[Text]
) -> Finding:
    """A finding about a firm (row of `actor`) and a medium."""
    now, (actor, medium) = inquiry.now, of
    values = {"firm": now.actor.name[actor], "parts": enumerate_names(parts)}
    return Finding(
        rule=rule,
        layer="computed",
        severity=severity,
        subject=ref(now, "actor", actor),
        sentence=Text("By the reported figures of {firm}: {parts}.", values),
        step=Text("Compare with the permit report and the monitoring records before anything is decided."),
        matter=MEDIUM_TITLES[medium],
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


def _pollutant_name(now: Snapshot, row: int) -> Text | str:
    item = find_pollutant(now.emission.medium[row], now.emission.pollutant[row])
    return Text(item.name) if item else str(now.emission.pollutant[row])
