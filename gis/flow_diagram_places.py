"""Where everything of a material-flow diagram stands: bars in columns, bands between them, loops back in lanes.

Columns run from what comes in over up to three columns of groups to what goes out.
One scale in mm per unit holds for the whole diagram, so that widths can be compared everywhere.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from gis.flow_diagram_bands import FlowSystem
from gis.flow_diagram_loops import Ports, lane_places, lanes_room, loop_order, loop_reaches, with_own_loops
from gis.flow_diagram_plan import (
    BAR,
    BETWEEN,
    Plan,
    band_width,
    first_items,
    loops_above,
    ordered_slots,
    planned,
    slot_heights,
    slot_middles,
    slot_pull,
    slot_room,
)
from gis.flow_diagram_ribbons import Place, Ribbon, forward_ribbon, loop_ribbon

_WIDEST = 0.26  # of the height, so that one band is no wall
_LOOP_WEIGHT = 2.6  # a loop close to its bar looks so much heavier
_NAME_ROOM = 5.0  # mm between the lanes and the names of the highest groups


@dataclass(frozen=True, slots=True)
class Bar:
    """A station's bar in mm; `came` and `went` are the widths of its bands at the left and at the right."""

    x: float
    top: float
    height: float
    came: float = 0.0
    went: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """A diagram in place, in mm; `bars` by station, `ribbons` by band, `scale` in mm per unit.

    `first` are the items that stand below the title of their kind, `own` the mm that a group's loops with itself
    take above its bar.
    """

    bars: tuple[Bar, ...]
    ribbons: tuple[Ribbon, ...]
    scale: float
    first: frozenset[int]
    own: tuple[float, ...]


def place_diagram(system: FlowSystem, box: tuple[float, float, float, float], names: tuple[float, ...] = ()) -> Placing:
    """Bars and ribbons of a system within left, top, width and height in mm; loops keep clear of `names` so long."""
    plan = planned(system, box, names)
    order = ordered_slots(plan)
    plan = replace(plan, up=loops_above(plan, order), first=first_items(plan, order))
    scale = _scale(plan, order)
    return _drawn(with_own_loops(plan, scale), order, scale)


def _scale(plan: Plan, order: list[list[int]]) -> float:
    """The largest scale in mm per unit at which everything finds room in the height."""
    height = plan.box[3]
    loads = [band.known * (_LOOP_WEIGHT if band.start == band.end else 1.0) for band in plan.bands]
    low, high = 0.0, _WIDEST * height / max(loads) if any(loads) else 0.0
    for _ in range(40):
        middle = (low + high) / 2
        heights, _, _ = slot_heights(plan, middle)
        plan = with_own_loops(plan, middle)
        rooms = [sum(slot_room(plan, slot, heights[slot])[0] + BETWEEN for slot in column) for column in order]
        needed = max(rooms) + sum(lanes_room(plan, middle)) + _NAME_ROOM
        low, high = (middle, high) if needed <= height else (low, middle)
    return low


def _tops(plan: Plan, order: list[list[int]], scale: float, heights: list[float]) -> list[float]:
    """The top of every slot's bar in mm: columns centred, then drawn towards what they are joined to."""
    _, top, _, height = plan.box
    above, below = lanes_room(plan, scale)
    low, high = top + above, top + height - below
    middles = [low + (high - low) / 2 + middle for middle in slot_middles(plan, order, heights)]
    for sweep in range(8):
        for column in order if sweep % 2 == 0 else order[::-1]:
            wanted = [slot_pull(plan, slot, middles) for slot in column]
            for slot, middle in zip(column, _apart(plan, column, wanted, heights, (low, high)), strict=True):
                middles[slot] = middle
    tops = [middle - height / 2 for middle, height in zip(middles, heights, strict=True)]
    heads = [slot_room(plan, slot, heights[slot])[1] for slot in range(len(tops))]
    first = min(y - head for y, head in zip(tops, heads, strict=True))
    last = max(y + height for y, height in zip(tops, heights, strict=True))
    return [y + (low + high - first - last) / 2 for y in tops]


def _apart(
    plan: Plan, column: list[int], wanted: list[float], heights: list[float], limits: tuple[float, float]
) -> list[float]:
    """Middles near the wanted ones in the order of the column, none over another, all within the limits."""
    rooms = [slot_room(plan, slot, heights[slot]) for slot in column]
    offsets = [head + heights[slot] / 2 for slot, (_, head) in zip(column, rooms, strict=True)]
    starts = [middle - offset for middle, offset in zip(wanted, offsets, strict=True)]
    edge = limits[0]
    for row, (room, _) in enumerate(rooms):
        starts[row] = edge = max(starts[row], edge)
        edge += room + BETWEEN
    edge = limits[1]
    for row in range(len(rooms) - 1, -1, -1):
        starts[row] = min(starts[row], edge - rooms[row][0])
        edge = starts[row] - BETWEEN
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _drawn(plan: Plan, order: list[list[int]], scale: float) -> Placing:
    left, _, width, _ = plan.box
    heights, came, went = slot_heights(plan, scale)
    tops = _tops(plan, order, scale, heights)
    step = (width - BAR) / max(len(order) - 1, 1)
    x = [left + column * step for column in plan.slots]
    bars = tuple(Bar(x[row], tops[row], heights[row], came[row], went[row]) for row in range(len(plan.stations)))
    outs, ins = _ports(plan, tops, heights, scale)
    loops = loop_order(plan, outs, ins)
    lanes = lane_places(plan, loops, scale, tops)
    ribbons = []
    for row, (band, chain) in enumerate(zip(plan.bands, plan.chain, strict=True)):
        thick = band_width(band, scale)
        if chain:
            ribbons.append(forward_ribbon(_stops(chain, row, x, (outs, ins)), thick))
        else:
            side = -1.0 if row in plan.up else 1.0
            ends = (x[band.start] + BAR, outs[band.start, row]), (x[band.end], ins[band.end, row])
            reach = loop_reaches(plan, loops, row, scale)
            ribbons.append(loop_ribbon(ends, lanes[row], thick, side, reach, band.start == band.end))
    own = tuple(plan.own.get(row, 0.0) for row in range(len(plan.stations)))
    return Placing(bars, tuple(ribbons), scale, plan.first, own)


def _ports(plan: Plan, tops: list[float], heights: list[float], scale: float) -> tuple[Ports, Ports]:
    """Where bands leave and enter each slot: loops above, then by the other end, loops below."""
    leaving: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    entering: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    middle = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    for row, (band, chain) in enumerate(zip(plan.bands, plan.chain, strict=True)):
        if not chain:
            side = -1.0 if row in plan.up else 1.0
            side -= band.start == band.end
            leaving[band.start].append((side, -side * middle[band.end], row))
            entering[band.end].append((side, -side * middle[band.start], row))
        for first, second in pairwise(chain):
            leaving[first].append((0.0, middle[second], row))
            entering[second].append((0.0, middle[first], row))
    outs, ins = ({}, {})  # type: tuple[Ports, Ports]
    for listed, ports in ((leaving, outs), (entering, ins)):
        for slot, bands in listed.items():
            y = tops[slot]
            for *_, row in sorted(bands):
                width = band_width(plan.bands[row], scale)
                ports[slot, row] = y + width / 2
                y += width
    return outs, ins


def _stops(chain: tuple[int, ...], row: int, x: list[float], ports: tuple[Ports, Ports]) -> list[Place]:
    """Where a band leaves and enters what it passes."""
    outs, ins = ports
    stops: list[Place] = []
    for first, second in pairwise(chain):
        stops.append((x[first] + BAR, outs[first, row]))
        stops.append((x[second], ins[second, row]))
    return stops
