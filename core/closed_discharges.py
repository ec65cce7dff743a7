"""How many discharges, of those that a limit of a region is about, rest on sources that permit only sums.

Their masses are told to nobody, but without them nobody may be told what is left of the limit.
"""

import numpy as np

from core.catalogues import Pollutant, find_pollutant
from core.columns import Integers
from core.snapshot import Snapshot
from core.statements import counted_emissions

Discharge = tuple[int, Pollutant, str]  # actor id, pollutant, outlet


def closed_discharges(now: Snapshot, everything: Snapshot) -> tuple[tuple[str, int], ...]:
    """Uid of a limit and the discharges that are left out of it, of a year's snapshot without and with closed rows."""
    barred = everything.emission.source[_direct(everything)]
    closed = _direct(everything)[everything.sums_only[barred]]
    if not len(closed) or not len(now.region_limit):
        return ()
    told = set(_discharges(now, _direct(now)))
    hidden = [one for one in _discharges(everything, closed) if one not in told]
    return tuple(
        (uid, count)
        for row, uid in enumerate(now.region_limit.uid.tolist())
        if (count := _about(everything, row, hidden))
    )


def _direct(year: Snapshot) -> Integers:
    """The rows of emissions that count and reach water or air where they arise."""
    counted = np.array(counted_emissions(year), dtype=np.int64)
    direct: Integers = counted[year.emission.destination[counted] == "direct"]
    return direct


def _discharges(year: Snapshot, rows: Integers) -> list[Discharge]:
    emission = year.emission
    found = []
    for row in rows.tolist():
        if item := find_pollutant(str(emission.medium[row]), str(emission.pollutant[row])):
            found.append((int(year.actor.id[emission.actor[row]]), item, str(emission.outlet[row])))
    return found


def _about(year: Snapshot, limit: int, hidden: list[Discharge]) -> int:
    """How many discharges a limit (row) is about."""
    limits = year.region_limit
    meant = [find_pollutant(medium, str(limits.pollutant[limit])) for medium in ("water", "air")]
    inside = set(year.actor.id[year.members(int(limits.region[limit]))].tolist())
    return sum(actor in inside and item in meant for actor, item, _ in hidden)
