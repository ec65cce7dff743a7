"""Reported concentrations above their limit and reported masses above the permit: computed from a firm's own figures.

Whether a limit was broken is for the authority to say; these findings put the two figures side by side.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from core.catalogues import find_pollutant
from core.evidence import enumerate_names, ref, refs, sources
from core.findings import Finding, Inquiry, check
from core.loads import MEDIUM_TITLES
from core.snapshot import Snapshot
from core.statements import counted_emissions
from core.text import N_, Quantity, Text

LIMIT = "pollution.over_limit"
PERMIT_MASS = "pollution.over_permit"
DOUBLE, NOTABLE = 1.0, 0.1  # times above the limit from which a finding is grave, or more than a hint
CONCENTRATIONS = {"water": "mg/L", "air": "mg/m³", "soil": "mg/kg"}


@check(LIMIT, N_("Reported concentration above the limit"))
def find_over_limit(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose reported mean is above the limit or that report exceeding days; one finding per firm.

    A mean under the limit proves nothing about single days, so reported days count even then.
    """
    emission = inquiry.now.emission
    rows: dict[int, list[int]] = defaultdict(list)
    for row in range(len(emission)):
        above = emission.concentration[row] > emission.limit_concentration[row]
        if (above and not emission.not_detected[row]) or emission.exceeding_days[row] > 0:
            rows[int(emission.actor[row])].append(row)
    for actor, told in rows.items():
        multiples = emission.concentration[told] / emission.limit_concentration[told] - 1
        worst = float(np.nanmax(np.append(multiples, -1.0)))
        severity = 3 if worst >= DOUBLE else 2 if worst >= NOTABLE or (emission.exceeding_days[told] > 0).any() else 1
        yield _emission_finding(inquiry, LIMIT, actor, told, severity, [_over_limit(inquiry.now, row) for row in told])


def _over_limit(now: Snapshot, row: int) -> Text:
    emission = now.emission
    unit = CONCENTRATIONS.get(emission.medium[row], "")
    values = {
        "pollutant": _pollutant_name(now, row),
        "outlet": emission.outlet[row] or Text("outlet not named"),
        "mean": Quantity(_known(emission.concentration[row]), unit),
        "limit": Quantity(_known(emission.limit_concentration[row]), unit),
        "days": emission.exceeding_days[row],
    }
    if not emission.concentration[row] > emission.limit_concentration[row]:
        return Text("{pollutant} at {outlet} exceeded its limit on {days} days", values)
    times = float(emission.concentration[row] / emission.limit_concentration[row] - 1)
    values["times"] = float(f"{times:.2g}")
    if emission.exceeding_days[row] > 0:
        return Text(
            "{pollutant} at {outlet} {mean}, limit {limit}, {times} times above it, exceeding on {days} days", values
        )
    return Text("{pollutant} at {outlet} {mean}, limit {limit}, {times} times above it", values)


@check(PERMIT_MASS, N_("Reported mass above the permit"))
def find_over_permit(inquiry: Inquiry) -> Iterable[Finding]:
    """Firms whose reported yearly mass is above the permitted mass; one finding per firm."""
    now, emission = inquiry.now, inquiry.now.emission
    rows: dict[int, list[int]] = defaultdict(list)
    for row in counted_emissions(now):
        if emission.mass[row] > emission.permit_mass[row] and not emission.not_detected[row]:
            rows[int(emission.actor[row])].append(row)
    for actor, told in rows.items():
        yield _emission_finding(inquiry, PERMIT_MASS, actor, told, 3, [_over_permit(now, row) for row in told])


def _over_permit(now: Snapshot, row: int) -> Text:
    values = {
        "pollutant": _pollutant_name(now, row),
        "mass": Quantity(float(now.emission.mass[row]), "t"),
        "permit": Quantity(float(now.emission.permit_mass[row]), "t"),
    }
    return Text("{pollutant} {mass}, permitted {permit}", values)


def _emission_finding(
    inquiry: Inquiry, rule: str, actor: int, rows: list[int], severity: int, parts: list[Text]
) -> Finding:
    now = inquiry.now
    values = {"firm": now.actor.name[actor], "parts": enumerate_names(parts)}
    return Finding(
        rule=rule,
        layer="computed",
        severity=severity,
        subject=ref(now, "actor", actor),
        sentence=Text("By the reported figures of {firm}: {parts}.", values),
        step=Text("Compare with the permit report and the monitoring records before anything is decided."),
        matter=MEDIUM_TITLES[now.emission.medium[rows[0]]],
        year=inquiry.year,
        evidence=refs(now, "emission", rows),
        source=sources(now, "emission", rows),
    )


def _pollutant_name(now: Snapshot, row: int) -> Text | str:
    item = find_pollutant(now.emission.medium[row], now.emission.pollutant[row])
    return Text(item.name) if item else str(now.emission.pollutant[row])


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
