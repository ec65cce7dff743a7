"""A project's own indicators by region and by firm, for maps: each region as an area of its own, each firm by itself.

What a region comes to follows the rules of the systems (coverage, sums-only figures). A firm has a value where it told
every quantity of the formula; quantities that are sums of links have none by firm.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.account_areas import Area, areas
from core.energy_indicators import energy_indicators
from core.findings import Ref
from core.formulas import value_of
from core.indicator_own import known_quantities, systems_of
from core.indicator_systems import Line
from core.indicators import Request
from core.snapshot import Snapshot
from core.system_quantities import measure, of_firms, quantity_of
from core.system_results import judge_line
from core.system_scope import Scope, YearRead, members_of, year_read


def own_lines(snapshot: Snapshot) -> dict[str, Line]:
    """The indicators that the project keeps itself, by the id of their result."""
    lines = [line for system in systems_of(snapshot).values() for line in system.lines if line.own]
    return {f"{line.system}.{line.number}": line for line in lines}


def told_by_firms(snapshot: Snapshot, line: Line) -> bool:
    """Whether every quantity of an indicator is told by firms, so that each has a value of its own."""
    known = known_quantities(snapshot)
    found = [known.get(name) for name, _ in line.formula.reads]
    return bool(found) and all(one is not None and one.by_firm for one in found)


def by_region(snapshot: Snapshot, year: int, line: Line) -> dict[str, float]:
    """The value of an indicator in each region (uid) where it can be told."""
    everywhere = _everywhere(snapshot, year)
    judge_line(everywhere, line)  # reads each year once; what it is made of serves every region
    found = {}
    for area in areas(snapshot.during(year)):
        if area.region >= 0:
            value = judge_line(_within(everywhere, area), line).result.value
            if value is not None:
                found[area.scope.uid] = value
    return found


def by_firm(snapshot: Snapshot, year: int, line: Line) -> dict[str, float]:
    """The value of an indicator for each firm (uid) that told every quantity of it."""
    scope = _everywhere(snapshot, year)
    told = {(name, before): _figures_of_firms(scope, name, before) for name, before in line.formula.reads}
    uids = dict(zip(snapshot.actor.id.tolist(), snapshot.actor.uid.tolist(), strict=True))
    found = {}
    for firm in set.intersection(*(set(figures) for figures in told.values())) if told else ():

        def figure(name: str, before: int, firm: int = firm) -> float:
            return told[name, before][firm]

        value = value_of(line.formula, figure)
        if value is not None:
            found[str(uids[firm])] = value
    return found


def _figures_of_firms(scope: Scope, name: str, before: int) -> Mapping[int, float]:
    """What firms (ids) told of a quantity, also where the park states it itself, else what official indicators compute
    of a firm from figures that may be shown."""
    quantity, told = quantity_of(scope, name), year_read(scope, before)
    if not (quantity.by_firm and quantity.item):
        return measure(scope, name, before).by_firm
    found = dict(of_firms(scope, told, quantity).by_firm)
    if quantity.computed:
        shown = told.shown.snapshot
        ids = dict(zip(shown.actor.uid.tolist(), shown.actor.id.tolist(), strict=True))
        for result in energy_indicators(shown, Request(told.year)):
            known = result.id == quantity.computed and result.status == "ok" and result.value is not None
            if known and isinstance(result.scope, Ref) and result.scope.table == "actor":
                found.setdefault(ids[result.scope.uid], float(result.value or 0.0))
    return found


def _everywhere(snapshot: Snapshot, year: int) -> Scope:
    everybody = np.ones(len(snapshot.actor), dtype=np.bool_)
    return Scope(snapshot, Area(Ref("cluster", "cluster", snapshot.name), everybody, -1, highest=True), year)


def _within(scope: Scope, area: Area) -> Scope:
    """A scope of an area that takes over what was read of the years of a wider one."""
    inner = Scope(scope.snapshot, area, scope.year)
    for key, kept in scope.kept.items():
        if isinstance(kept, YearRead):
            members = members_of(inner, kept.whole.snapshot)
            inside = set(members)
            shown = {row: place for row, place in kept.row_shown.items() if row in inside}
            inner.kept[key] = replace(kept, members=members, asked=kept.asked & inside, row_shown=shown)
        elif isinstance(key, tuple) and key[0] in ("inventories", "emissions"):
            inner.kept[key] = kept
    return inner
