"""Who can accept a waste: capacities with licence, codes and validity, how far they are proved, what is free, how far.

Proved is what was visited or whose books match; an unclaimed name is never proved. A hazardous waste needs a licence
that names its code or category and is valid in the year.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Numbers
from core.figures import figures
from core.findings import Inquiry
from core.snapshot import Snapshot
from core.text import N_
from core.wastes import hazardous, waste_category

PROVED = ("visited", "books")
DETOUR = 1.3  # road over straight line, a planning figure
EARTH_KM = 6371.0088

# Why a receiver does not count as proved, in the order in which they are asked.
UNCLAIMED = N_("its name is unclaimed")
NOT_RUNNING = N_("it is not running")
NO_LICENCE = N_("no licence is recorded")
OTHER_CODES = N_("its licence does not name this code")
OUT_OF_DATE = N_("its licence is not valid in the year")
UNPROVED = N_("its capacity is only registered")


@dataclass(frozen=True, slots=True)
class Receiver:
    """An actor with a capacity (row of `capacity`) for a waste; amounts per year in the waste's unit, NaN unknown.

    `doubt` says why it is not proved, '' where it is; `free` is the capacity less what running links bring;
    `distance_km` is the straight line times 1.3, NaN where a point is missing.
    """

    actor: int
    row: int
    doubt: str
    capacity: float
    free: float
    distance_km: float


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is needed to ask for receivers of a snapshot that is narrowed to a year."""

    snapshot: Snapshot
    year: int | None
    hazardous: Flags
    amounts: Numbers
    by_commodity: dict[int, list[int]]  # rows of capacity
    inflow: dict[tuple[int, int], list[int]]  # links by receiver and commodity


def acceptance(inquiry: Inquiry) -> Acceptance:
    """Read capacities and what they already take."""
    now = inquiry.now
    by_commodity: dict[int, list[int]] = defaultdict(list)
    for row, commodity in enumerate(now.capacity.commodity.tolist()):
        by_commodity[commodity].append(row)
    inflow: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(now.flow.receiver.tolist(), now.flow.commodity.tolist(), strict=True)):
        inflow[key].append(row)
    return Acceptance(now, inquiry.year, hazardous(now), figures(now).value, by_commodity, inflow)


def capacities_for(known: Acceptance, commodity: int) -> list[int]:
    """Rows of `capacity` for a commodity, for its kind in the tree, or that name its hazardous-waste code."""
    rows = dict.fromkeys([*known.by_commodity.get(commodity, []), *_by_code(known, commodity)])
    kin = known.snapshot.commodity.parent
    for other in known.by_commodity:
        if kin[other] == commodity or (kin[commodity] == other and kin[commodity] >= 0):
            rows |= dict.fromkeys(known.by_commodity[other])
    return list(rows)


def receivers_of(known: Acceptance, commodity: int, sender: int) -> list[Receiver]:
    """Every other actor with a capacity for a commodity: proved before others, near before far."""
    owner = known.snapshot.capacity.actor
    rows = [row for row in capacities_for(known, commodity) if owner[row] != sender]
    found = [_receiver(known, row, commodity, sender) for row in rows]
    return sorted(found, key=lambda item: (bool(item.doubt), np.nan_to_num(item.distance_km, nan=np.inf)))


def _by_code(known: Acceptance, commodity: int) -> list[int]:
    """Capacities whose permitted codes name a hazardous waste, under whatever name they are recorded."""
    code = str(known.snapshot.commodity.code[commodity])
    if not waste_category(code):
        return []
    return [row for row, codes in enumerate(known.snapshot.capacity.codes) if _names_code(str(codes), code)]


def _names_code(codes: str, code: str) -> bool:
    """Whether permitted codes name a waste code or its whole category, written with or without hyphens."""
    listed = re.findall(r"[0-9A-Z]+", codes.replace("-", "").upper())
    return code.replace("-", "").upper() in listed or waste_category(code) in listed


def _receiver(known: Acceptance, row: int, commodity: int, sender: int) -> Receiver:
    capacity, actor = known.snapshot.capacity, int(known.snapshot.capacity.actor[row])
    amount = float(capacity.value[row])
    taken = [known.amounts[link] for link in known.inflow.get((actor, int(capacity.commodity[row])), [])]
    free = max(0.0, amount - float(sum(taken)))
    distance = distance_km(known.snapshot, sender, actor)
    return Receiver(actor, row, doubt(known, row, commodity), amount, free, distance)


def doubt(known: Acceptance, row: int, commodity: int) -> str:
    """Why a capacity does not count as proved for a commodity, '' where it does."""
    capacity, now = known.snapshot.capacity, known.snapshot
    actor = int(capacity.actor[row])
    if now.actor.unclaimed[actor]:
        return UNCLAIMED
    if now.actor.status[actor] != "running":
        return NOT_RUNNING
    if known.hazardous[commodity]:
        if not capacity.licence[row]:
            return NO_LICENCE
        code = str(now.commodity.code[commodity])
        if not _names_code(str(capacity.codes[row]), code):
            return OTHER_CODES
    if not _valid(capacity.valid_from[row], capacity.valid_to[row], known.year, bool(known.hazardous[commodity])):
        return OUT_OF_DATE
    return "" if capacity.proof[row] in PROVED else UNPROVED


def _valid(since: str, until: str, year: int | None, dated: bool) -> bool:
    """Whether a licence holds to the end of a year; where it must be dated an unknown end is not valid."""
    if year is None or not until[:4].isdigit():
        return year is None or not dated
    begun = not since[:4].isdigit() or int(since[:4]) <= year
    return begun and until[:10] >= f"{year}-12-31"[: len(until[:10])]


def distance_km(snapshot: Snapshot, one: int, other: int) -> float:
    """Straight line (great circle) between two actors times 1.3, NaN where a point is missing."""
    (east, north), (east_2, north_2) = np.radians(snapshot.actor.point[[one, other]])
    half = np.sin((north_2 - north) / 2) ** 2 + np.cos(north) * np.cos(north_2) * np.sin((east_2 - east) / 2) ** 2
    return float(DETOUR * 2 * EARTH_KM * np.arcsin(np.sqrt(half)))
