"""Who can accept a waste: capacities with licence, codes and validity, how far they are proved, what is free, how far.

Proved is what was visited or whose books match; an unclaimed name is never proved. A hazardous waste needs a licence
that names its code or category and is valid in the year. What quality a receiver takes is told by its capacity, or by a
running link that brings it the same waste of the same sender.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from core.columns import Flags, Numbers, Points
from core.findings import Inquiry
from core.model import Actors
from core.quality_limits import quality_fit
from core.snapshot import Snapshot
from core.text import N_, Text
from core.wastes import hazardous, waste_category

STEPS = ("registered", "papers", "visited", "books")  # of a proof, the least sure first
PROVED_FROM = "visited"  # the step from which on a capacity counts, unless another is chosen
DETOUR = 1.3  # road over straight line, a planning figure
EARTH_KM = 6371.0088

# Why a receiver does not count as proved, in the order in which they are asked.
UNCLAIMED = N_("its name is unclaimed")
NOT_RUNNING = N_("it is not running")
NO_LICENCE = N_("no licence is recorded")
NO_CODE = N_("the waste's code is not recorded")
OTHER_CODES = N_("its licence does not name this code")
OUT_OF_DATE = N_("its licence is not valid in the year")
BEGAN = N_("its licence began only on {date}")
ENDED = N_("its licence ended on {date}")
UNPROVED = N_("its capacity is only registered")
NOT_SEEN = N_("only the papers of its capacity were seen")
NO_BOOKS = N_("its books were not compared")
TO_TEST = N_("what quality it takes is not recorded: to be tested")
NOT_COMPARED = N_("whether its quality meets {limits} is not known: to be tested")
NOT_FITTING = N_("its limit {limit} is not met by {told}")
MILD = (
    NO_CODE,
    BEGAN,
    ENDED,
    UNPROVED,
    NOT_SEEN,
    NO_BOOKS,
)  # to be looked at, while the others are grave for a hazardous waste


@dataclass(frozen=True, slots=True)
class Receiver:
    """An actor with capacities (rows of `capacity`) for a waste; amounts per year in `unit`, the waste's, NaN unknown.

    `doubt` says why it is not proved, None where it is; `capacity` is the sum of its proved rows, else of all; `free`
    is what running links of everything that these rows accept leave of it, unknown where one of them is;
    `distance_km` is the straight line times 1.3, NaN where a point is missing.
    """

    actor: int
    rows: tuple[int, ...]
    doubt: Text | None
    capacity: float
    free: float
    unit: str
    distance_km: float


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is needed to ask for receivers of a snapshot that is narrowed to a year."""

    snapshot: Snapshot
    actor: Actors  # whether and where they run; the answers kept below rest on it and must not outlive its edits
    year: int | None
    hazardous: Flags
    by_commodity: dict[int, list[int]]  # rows of capacity
    by_code: dict[str, list[int]]  # rows of capacity by each code and category that they permit
    inflow: dict[int, dict[int, float]]  # what running links bring, by receiver and commodity; NaN unknown
    receivers_by: dict[tuple[int, int], frozenset[int]]  # who gets something by running links, by sender and commodity
    fitting: dict[int, dict[int, list[int]]] = field(default_factory=dict)  # answers of `accepting`
    stalls: dict[tuple[int, bool, str], list[Any]] = field(default_factory=dict)  # answers of `core.matching.stalls_of`


def acceptance(inquiry: Inquiry) -> Acceptance:
    """Capacities and what they already take, read once per inquiry."""
    return inquiry.once(_read)


def _read(inquiry: Inquiry) -> Acceptance:
    now = inquiry.now
    by_commodity: dict[int, list[int]] = defaultdict(list)
    by_code: dict[str, list[int]] = defaultdict(list)
    for row, (commodity, codes) in enumerate(zip(now.capacity.commodity.tolist(), now.capacity.codes, strict=True)):
        by_commodity[commodity].append(row)
        for code in _listed(str(codes)):
            by_code[code].append(row)
    inflow, fed = inquiry.once(_inflow, settled=True)
    return Acceptance(now, now.actor, inquiry.year, hazardous(now), dict(by_commodity), dict(by_code), inflow, fed)


def _inflow(inquiry: Inquiry) -> tuple[dict[int, dict[int, float]], dict[tuple[int, int], frozenset[int]]]:
    """What running links bring to who has a capacity, in the order of rows, and who brings something to whom."""
    flow = inquiry.now.flow
    inflow: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    fed: dict[tuple[int, int], set[int]] = defaultdict(set)
    arriving = np.flatnonzero(np.isin(flow.receiver, inquiry.now.capacity.actor))
    ends = zip(*(column[arriving].tolist() for column in (flow.sender, flow.receiver, flow.commodity)), strict=True)
    for (sender, receiver, commodity), amount in zip(ends, inquiry.figures.whole[arriving].tolist(), strict=True):
        inflow[receiver][commodity] += amount
        if amount > 0:
            fed[sender, commodity].add(receiver)
    known = {
        to: {goods: math.nan if math.isnan(sum_) else sum_ for goods, sum_ in of.items()} for to, of in inflow.items()
    }
    return known, {key: frozenset(receivers) for key, receivers in fed.items()}


def _one_nan(value: float) -> float:
    return math.nan if math.isnan(value) else value


def capacities_for(known: Acceptance, commodity: int) -> list[int]:
    """Rows of `capacity` for a commodity, for its kind in the tree, or that name its hazardous-waste code."""
    return [row for rows in accepting(known, commodity).values() for row in rows]


def accepting(known: Acceptance, commodity: int) -> dict[int, list[int]]:
    """The rows of `capacities_for` by their actor."""
    if commodity not in known.fitting:
        rows = dict.fromkeys([*known.by_commodity.get(commodity, []), *_by_code(known, commodity)])
        kin = known.snapshot.commodity.parent
        for other in known.by_commodity:
            if kin[other] == commodity or (kin[commodity] == other and kin[commodity] >= 0):
                rows |= dict.fromkeys(known.by_commodity[other])
        by_actor: dict[int, list[int]] = {}
        for row in rows:
            by_actor.setdefault(int(known.snapshot.capacity.actor[row]), []).append(row)
        known.fitting[commodity] = by_actor
    return known.fitting[commodity]


def receivers_of(known: Acceptance, commodity: int, sender: int) -> list[Receiver]:
    """Every other actor with a capacity for a commodity: proved before others, near before far."""
    able = accepting(known, commodity).items()
    found = [_receiver(known, actor, rows, commodity, sender) for actor, rows in able if actor != sender]
    return sorted(found, key=lambda item: (item.doubt is not None, np.nan_to_num(item.distance_km, nan=np.inf)))


def _by_code(known: Acceptance, commodity: int) -> list[int]:
    """Capacities whose permitted codes name a hazardous waste, under whatever name they are recorded."""
    code = str(known.snapshot.commodity.code[commodity])
    category = waste_category(code)
    return [*known.by_code.get(_plain(code), []), *known.by_code.get(category, [])] if category else []


def _plain(code: str) -> str:
    return code.replace("-", "").upper()


def _listed(codes: str) -> set[str]:
    """Permitted codes and categories one by one, without hyphens."""
    return set(re.findall(r"[0-9A-Z]+", _plain(codes)))


def _receiver(known: Acceptance, actor: int, rows: list[int], commodity: int, sender: int) -> Receiver:
    told = [doubts(known, row, commodity, sender) for row in rows]
    proved = [row for row, why in zip(rows, told, strict=True) if not why]
    chosen = proved or rows
    capacity, free = room(known, actor, chosen, commodity)
    unit = str(known.snapshot.commodity.base_unit[commodity])
    distance = distance_km(known.snapshot, sender, actor)
    return Receiver(actor, tuple(chosen), None if proved else told[0][0], capacity, free, unit, distance)


def room(known: Acceptance, actor: int, rows: Iterable[int], commodity: int) -> tuple[float, float]:
    """What capacities of an actor take of a commodity together, and what running links leave of it; NaN unknown."""
    chosen = list(rows)
    capacity = float(sum(_in_unit(known, commodity, row) for row in chosen))
    return capacity, float(np.maximum(0.0, capacity - _taken(known, actor, chosen, commodity)))


def _in_unit(known: Acceptance, commodity: int, row: int) -> float:
    """A capacity in the unit of a commodity, NaN where it is kept in another one."""
    unit = known.snapshot.commodity.base_unit
    same = unit[known.snapshot.capacity.commodity[row]] == unit[commodity]
    return float(known.snapshot.capacity.value[row]) if same else np.nan


def _taken(known: Acceptance, actor: int, rows: Iterable[int], commodity: int) -> float:
    """What running links bring of everything that some of an actor's capacities accept."""
    unit, wanted = known.snapshot.commodity.base_unit, set(rows)
    arriving = known.inflow.get(actor, {})
    accepted = [other for other in arriving if wanted & set(accepting(known, other).get(actor, []))]
    return float(sum(arriving[other] if unit[other] == unit[commodity] else np.nan for other in accepted))


def doubt(known: Acceptance, row: int, commodity: int) -> Text | None:
    """The first reason why a capacity does not count as proved for a commodity, None where it does."""
    return next(iter(doubts(known, row, commodity)), None)


def doubts(
    known: Acceptance, row: int, commodity: int, sender: int = -1, proved_from: str = PROVED_FROM
) -> tuple[Text, ...]:
    """Every reason why a capacity does not count as proved for a commodity (of a sender), the gravest first."""
    capacity, now = known.snapshot.capacity, known.snapshot
    actor, dangerous = int(capacity.actor[row]), bool(known.hazardous[commodity])
    licence = _licence_doubt(known, row, commodity) if dangerous else ""
    asked = (
        Text(UNCLAIMED) if now.actor.unclaimed[actor] else None,
        Text(NOT_RUNNING) if now.actor.status[actor] != "running" else None,
        Text(licence) if licence else None,
        _date_doubt(str(capacity.valid_from[row]), str(capacity.valid_to[row]), known.year, dangerous),
        proof_doubt(str(capacity.proof[row]), proved_from),
        _quality_doubt(known, row, commodity, sender),
    )
    return tuple(reason for reason in asked if reason is not None)


def proof_doubt(proof: str, proved_from: str = PROVED_FROM) -> Text | None:
    """Why a step of a proof does not suffice, None where it does."""
    if STEPS.index(proof) >= STEPS.index(proved_from):
        return None
    return Text({"papers": NOT_SEEN, "visited": NO_BOOKS}.get(proof, UNPROVED))


def _quality_doubt(known: Acceptance, row: int, commodity: int, sender: int) -> Text | None:
    """Why a commodity may not have the quality that a capacity asks for; what it takes of a sender already has it."""
    now = known.snapshot
    if int(now.capacity.actor[row]) in known.receivers_by.get((sender, commodity), ()):
        return None
    limits = str(now.capacity.quality[row]).strip()
    if not limits:
        return Text(TO_TEST)
    goods = now.commodity
    told = f"{goods.quality[commodity]};{goods.composition[commodity]}"
    broken, met = quality_fit(limits, told, float(goods.temperature[commodity]))
    if broken:
        return Text(NOT_FITTING, {"limit": broken[0], "told": broken[1]})
    return None if met else Text(NOT_COMPARED, {"limits": limits})


def _licence_doubt(known: Acceptance, row: int, commodity: int) -> str:
    """Why a capacity's licence does not cover a hazardous waste, '' where it does."""
    if not known.snapshot.capacity.licence[row]:
        return NO_LICENCE
    code = str(known.snapshot.commodity.code[commodity]).strip()
    if not code:
        return NO_CODE
    listed = _listed(str(known.snapshot.capacity.codes[row]))
    return "" if _plain(code) in listed or waste_category(code) in listed else OTHER_CODES


def _date_doubt(since: str, until: str, year: int | None, dated: bool) -> Text | None:
    """Why a licence does not hold through a whole year, the present one where none is known.

    Where it must be dated an unknown end is not valid.
    """
    if year is None:
        if not (since or until or dated):
            return None
        year = date.today().year
    begins = int(since[:4]) if since[:4].isdigit() else year - 1
    ends = int(until[:4]) if until[:4].isdigit() else year - int(dated)
    if begins > year or ends < year:
        return Text(OUT_OF_DATE)
    if ends == year and until[:10] < f"{year}-12-31"[: len(until[:10])]:
        return Text(ENDED, {"date": until[:10]})
    if begins == year and since[:10] > f"{year}-01-01"[: len(since[:10])]:
        return Text(BEGAN, {"date": since[:10]})
    return None


def distance_km(snapshot: Snapshot, one: int, other: int) -> float:
    """Straight line (great circle) between two actors times 1.3, NaN where a point is missing."""
    return float(distances_km(snapshot, one, [other])[0])


def distances_km(snapshot: Snapshot, one: int, others: Sequence[int]) -> Numbers:
    """Straight lines (great circles) from an actor to others times 1.3, NaN where a point is missing."""
    return ways_km(snapshot.actor.point[one], snapshot.actor.point[list(others)])


def ways_km(place: Numbers, points: Points) -> Numbers:
    """Straight lines (great circles) from a place (2,) to others (n, 2) in degrees times 1.3, NaN where unknown."""
    east, north = np.radians(place)
    east_2, north_2 = np.radians(points).T
    half = np.sin((north_2 - north) / 2) ** 2 + np.cos(north) * np.cos(north_2) * np.sin((east_2 - east) / 2) ** 2
    ways: Numbers = DETOUR * 2 * EARTH_KM * np.arcsin(np.sqrt(half))
    return ways
