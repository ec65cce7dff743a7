"""What a material-flow diagram is placed from: slots in columns, their heights at a scale, and their order.

Bars are ordered by the middle of their neighbours (Sugiyama, Tagawa and Toda 1981).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.columns import Integers
from gis.flow_diagram_bands import Band, FlowSystem, Station
from gis.flow_diagram_layers import station_columns
from gis.flow_diagram_ribbons import WORDS_ROOM

THINNEST = 0.5  # mm: what is less is drawn as wide as this, and the foot says below which amount
BAR = 4.0  # mm, width of a bar
BETWEEN = 1.5  # mm between two bars of a column
_HEAD = 12.0  # mm kept above the bar of a group for its name and what came in and went out
_GIVEN_HEAD = 8.6  # the same above what is given between senders and receivers, for its name and one amount
TITLE_ROOM = 5.4  # mm above the first item of a kind for its title
_LINE = 4.6  # mm for each item at the sides
_LEAST_BAR = 2.4
_LANE_ROOM = 2.2  # mm that the lane of a thin loop takes, so that its words stand clear of those of the next
_WORDY = 160.0  # mm high: on a lower box loops lie close together, whatever their words


@dataclass(frozen=True, slots=True)
class Plan:
    """What a diagram is placed from: `column` per station, `chain` per band: the slots it passes, () a loop."""

    stations: Sequence[Station]
    bands: Sequence[Band]
    column: Integers
    chain: tuple[tuple[int, ...], ...]
    slots: tuple[int, ...]  # the column of each slot; the first are the stations, the others places where bands pass
    columns: int
    box: tuple[float, float, float, float]
    up: frozenset[int] = field(default_factory=frozenset)  # loops whose lane lies above
    own: dict[int, float] = field(default_factory=dict)  # mm that loops of a group with itself take above its bar
    first: frozenset[int] = field(default_factory=frozenset)  # items above which the title of their kind stands
    names: tuple[float, ...] = ()  # mm of the names above the bars of groups
    head: float = _HEAD


def planned(system: FlowSystem, box: tuple[float, float, float, float], names: tuple[float, ...]) -> Plan:
    """The columns of stations and bands within a box in mm, before anything is ordered; `names` are mm of names."""
    stations, bands = system.stations, system.bands
    column = station_columns(stations, bands)
    slots, chains = column.tolist(), []
    for band in bands:
        first, last = int(column[band.start]), int(column[band.end])
        passed = list(range(len(slots), len(slots) + max(last - first - 1, 0)))
        slots += range(first + 1, last)
        chains.append((band.start, *passed, band.end) if last > first else ())
    groups = [column[row] for row, station in enumerate(stations) if station.side == "group"]
    columns, head = int(max(groups, default=0)) + 2, _HEAD if system.ends is None else _GIVEN_HEAD
    return Plan(stations, bands, column, tuple(chains), tuple(slots), columns, box, names=names, head=head)


def band_width(band: Band, scale: float) -> float:
    """The mm that a band is wide at a scale in mm per unit."""
    return max(scale * band.known, THINNEST)


def lane_room(plan: Plan, band: Band, scale: float) -> float:
    """The mm that a loop takes with its words, which stand above one of a group with itself and on all others."""
    width = band_width(band, scale)
    if plan.box[3] < _WORDY:
        return width
    return width + WORDS_ROOM if band.start == band.end else max(width, _LANE_ROOM)


def slot_heights(plan: Plan, scale: float) -> tuple[list[float], list[float], list[float]]:
    """Heights of all slots, and what comes in at the left and goes out at the right of each station."""
    came, went = [0.0] * len(plan.slots), [0.0] * len(plan.slots)
    for band, chain in zip(plan.bands, plan.chain, strict=True):
        width = band_width(band, scale)
        for slot in chain[1:] or (band.end,):
            came[slot] += width
        for slot in chain[:-1] or (band.start,):
            went[slot] += width
    heights = [max(pair) for pair in zip(came, went, strict=True)]
    for row in range(len(plan.stations)):
        heights[row] = max(heights[row], _LEAST_BAR if plan.stations[row].side == "group" else THINNEST)
    return heights, came, went


def slot_room(plan: Plan, slot: int, height: float) -> tuple[float, float]:
    """The mm that a slot takes, and where its bar begins within."""
    if slot >= len(plan.stations):
        return height, 0.0
    if plan.stations[slot].side == "group":
        head = plan.head + plan.own.get(slot, 0.0)
        return height + head, head
    head = TITLE_ROOM if slot in plan.first else 0.0
    return max(height, _LINE) + head, max(0.0, (_LINE - height) / 2) + head


def ordered_slots(plan: Plan) -> list[list[int]]:
    """The slots of each column from top to bottom, ordered by the middle of their neighbours."""
    order: list[list[int]] = [[] for _ in range(plan.columns)]
    for slot, column in enumerate(plan.slots):
        order[column].append(slot)
    heights, _, _ = slot_heights(plan, plan.box[3] / max(sum(band.known for band in plan.bands), 1e-9))
    for sweep in range(10):
        columns = range(len(order)) if sweep % 2 == 0 else range(len(order) - 1, -1, -1)
        middles = slot_middles(plan, order, heights)
        for column in columns:
            order[column].sort(key=lambda slot: (_rank(plan, slot), slot_pull(plan, slot, middles)))
            middles = slot_middles(plan, order, heights)
    return order


def first_items(plan: Plan, order: list[list[int]]) -> frozenset[int]:
    """The uppermost item of each kind at the sides."""
    listed = [slot for column in order[:: max(len(order) - 1, 1)] for slot in column if slot < len(plan.stations)]
    kinds: dict[tuple[str, str], int] = {}
    for slot in listed:
        station = plan.stations[slot]
        if station.side != "group":
            kinds.setdefault((station.side, station.kind), slot)
    return frozenset(kinds.values())


def _rank(plan: Plan, slot: int) -> int:
    """Items at the sides stay in the blocks of their kinds, in the order in which the stations stand."""
    side = slot < len(plan.stations) and plan.stations[slot].side
    if side not in ("input", "output"):
        return 0
    return next(row for row, one in enumerate(plan.stations) if one.kind == plan.stations[slot].kind)


def slot_middles(plan: Plan, order: list[list[int]], heights: list[float]) -> list[float]:
    """The middle of every slot in mm, each column centred round 0 in its order."""
    middles = [0.0] * len(plan.slots)
    for column in order:
        y = -sum(slot_room(plan, slot, heights[slot])[0] + BETWEEN for slot in column) / 2
        for slot in column:
            room, head = slot_room(plan, slot, heights[slot])
            middles[slot] = y + head + heights[slot] / 2
            y += room + BETWEEN
    return middles


def slot_pull(plan: Plan, slot: int, middles: list[float]) -> float:
    """The weighted middle of the slots that a slot is joined to; where it stands if it is joined to none."""
    weight = total = 0.0
    for band, chain in zip(plan.bands, plan.chain, strict=True):
        for first, second in pairwise(chain):
            if slot in (first, second):
                other = second if slot == first else first
                total += (band.known + 1e-9) * middles[other]
                weight += band.known + 1e-9
    return total / weight if weight else middles[slot]


def loops_above(plan: Plan, order: list[list[int]]) -> frozenset[int]:
    """The loops that go back above: those that leave the upper half of their column."""
    above = set()
    for row, chain in enumerate(plan.chain):
        start, end = plan.bands[row].start, plan.bands[row].end
        if start == end:
            above.add(row)
        elif not chain:
            columns = [(order[plan.slots[slot]], slot) for slot in (start, end)]
            if sum((column.index(slot) + 0.5) / len(column) for column, slot in columns) <= 1.0:
                above.add(row)
    return frozenset(above)
