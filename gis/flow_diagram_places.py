"""Where everything of a material-flow diagram stands: bars in columns, bands between them, loops back in lanes.

Columns run from what comes in over up to three columns of groups to what goes out; bars are ordered by the middle of
their neighbours (Sugiyama, Tagawa and Toda 1981).
One scale in mm per unit holds for the whole diagram, so that widths can be compared everywhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from core.columns import Integers
from gis.flow_diagram_bands import Band, FlowSystem, Station
from gis.flow_diagram_layers import station_columns
from gis.flow_diagram_ribbons import BEND, WORDS_ROOM, Place, Ribbon, forward_ribbon, loop_ribbon

THINNEST = 0.5  # mm: what is less is drawn as wide as this, and the foot says below which amount
BAR = 4.0  # mm, width of a bar
_WIDEST = 0.26  # of the height, so that one band is no wall
_LOOP_WEIGHT = 2.6  # a loop close to its bar looks so much heavier
_HEAD = 12.0  # mm kept above the bar of a group for its name and what came in and went out
_GIVEN_HEAD = 8.6  # the same above what is given between senders and receivers, for its name and one amount
TITLE_ROOM = 5.4  # mm above the first item of a kind for its title
_LINE = 4.6  # mm for each item at the sides
_LEAST_BAR = 2.4
_BETWEEN = 1.5
_LANE_GAP = 1.4
_LANE_ROOM = 2.2  # mm that the lane of a thin loop takes, so that its words stand clear of those of the next
_WORDY = 160.0  # mm high: on a lower box loops lie close together, whatever their words
_OWN_REACH = 14.0  # mm that a loop of a group with itself reaches out where it goes round the words of another
_LANE_EDGE = 3.0  # mm between the outermost lane and the edge
_NAME_GAP = 0.8  # mm between a name and a loop that passes it
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


@dataclass(frozen=True, slots=True)
class _Plan:
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


def place_diagram(system: FlowSystem, box: tuple[float, float, float, float], names: tuple[float, ...] = ()) -> Placing:
    """Bars and ribbons of a system within left, top, width and height in mm; loops keep clear of `names` so long."""
    head = _HEAD if system.ends is None else _GIVEN_HEAD
    plan = replace(_planned(system, box), names=names, head=head)
    order = _ordered(plan)
    plan = replace(plan, up=_loops_above(plan, order), first=_firsts(plan, order))
    scale = _scale(plan, order)
    return _drawn(_with_own_loops(plan, scale), order, scale)


def _planned(system: FlowSystem, box: tuple[float, float, float, float]) -> _Plan:
    stations, bands = system.stations, system.bands
    column = station_columns(stations, bands)
    slots, chains = column.tolist(), []
    for band in bands:
        first, last = int(column[band.start]), int(column[band.end])
        passed = list(range(len(slots), len(slots) + max(last - first - 1, 0)))
        slots += range(first + 1, last)
        chains.append((band.start, *passed, band.end) if last > first else ())
    groups = [column[row] for row, station in enumerate(stations) if station.side == "group"]
    return _Plan(stations, bands, column, tuple(chains), tuple(slots), int(max(groups, default=0)) + 2, box)


def _width(band: Band, scale: float) -> float:
    return max(scale * band.known, THINNEST)


def _lane_room(plan: _Plan, band: Band, scale: float) -> float:
    """The mm that a loop takes with its words, which stand above one of a group with itself and on all others."""
    width = _width(band, scale)
    if plan.box[3] < _WORDY:
        return width
    return width + WORDS_ROOM if band.start == band.end else max(width, _LANE_ROOM)


def _heights(plan: _Plan, scale: float) -> tuple[list[float], list[float], list[float]]:
    """Heights of all slots, and what comes in at the left and goes out at the right of each station."""
    came, went = [0.0] * len(plan.slots), [0.0] * len(plan.slots)
    for band, chain in zip(plan.bands, plan.chain, strict=True):
        width = _width(band, scale)
        for slot in chain[1:] or (band.end,):
            came[slot] += width
        for slot in chain[:-1] or (band.start,):
            went[slot] += width
    heights = [max(pair) for pair in zip(came, went, strict=True)]
    for row in range(len(plan.stations)):
        heights[row] = max(heights[row], _LEAST_BAR if plan.stations[row].side == "group" else THINNEST)
    return heights, came, went


def _room(plan: _Plan, slot: int, height: float) -> tuple[float, float]:
    """The mm that a slot takes, and where its bar begins within."""
    if slot >= len(plan.stations):
        return height, 0.0
    if plan.stations[slot].side == "group":
        head = plan.head + plan.own.get(slot, 0.0)
        return height + head, head
    head = TITLE_ROOM if slot in plan.first else 0.0
    return max(height, _LINE) + head, max(0.0, (_LINE - height) / 2) + head


def _ordered(plan: _Plan) -> list[list[int]]:
    """The slots of each column from top to bottom, ordered by the middle of their neighbours."""
    order: list[list[int]] = [[] for _ in range(plan.columns)]
    for slot, column in enumerate(plan.slots):
        order[column].append(slot)
    heights, _, _ = _heights(plan, plan.box[3] / max(sum(band.known for band in plan.bands), 1e-9))
    for sweep in range(10):
        columns = range(len(order)) if sweep % 2 == 0 else range(len(order) - 1, -1, -1)
        middles = _middles(plan, order, heights)
        for column in columns:
            order[column].sort(key=lambda slot: (_rank(plan, slot), _pull(plan, slot, middles)))
            middles = _middles(plan, order, heights)
    return order


def _firsts(plan: _Plan, order: list[list[int]]) -> frozenset[int]:
    """The uppermost item of each kind at the sides."""
    listed = [slot for column in order[:: max(len(order) - 1, 1)] for slot in column if slot < len(plan.stations)]
    kinds: dict[tuple[str, str], int] = {}
    for slot in listed:
        station = plan.stations[slot]
        if station.side != "group":
            kinds.setdefault((station.side, station.kind), slot)
    return frozenset(kinds.values())


def _rank(plan: _Plan, slot: int) -> int:
    """Items at the sides stay in the blocks of their kinds, in the order in which the stations stand."""
    side = slot < len(plan.stations) and plan.stations[slot].side
    if side not in ("input", "output"):
        return 0
    return next(row for row, one in enumerate(plan.stations) if one.kind == plan.stations[slot].kind)


def _middles(plan: _Plan, order: list[list[int]], heights: list[float]) -> list[float]:
    middles = [0.0] * len(plan.slots)
    for column in order:
        y = -sum(_room(plan, slot, heights[slot])[0] + _BETWEEN for slot in column) / 2
        for slot in column:
            room, head = _room(plan, slot, heights[slot])
            middles[slot] = y + head + heights[slot] / 2
            y += room + _BETWEEN
    return middles


def _pull(plan: _Plan, slot: int, middles: list[float]) -> float:
    """The weighted middle of the slots that a slot is joined to; where it stands if it is joined to none."""
    weight = total = 0.0
    for band, chain in zip(plan.bands, plan.chain, strict=True):
        for first, second in pairwise(chain):
            if slot in (first, second):
                other = second if slot == first else first
                total += (band.known + 1e-9) * middles[other]
                weight += band.known + 1e-9
    return total / weight if weight else middles[slot]


def _loops_above(plan: _Plan, order: list[list[int]]) -> frozenset[int]:
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


def _lanes(plan: _Plan, scale: float) -> tuple[float, float]:
    """The mm that the lanes of loops take above and below."""
    sums = [0.0, 0.0]
    for row, chain in enumerate(plan.chain):
        if not chain and plan.bands[row].start != plan.bands[row].end:
            below = row not in plan.up
            sums[below] = (sums[below] or _LANE_EDGE) + _lane_room(plan, plan.bands[row], scale) + _LANE_GAP
    return sums[0], sums[1]


def _with_own_loops(plan: _Plan, scale: float) -> _Plan:
    """The plan with the room for loops of groups with themselves, which lie close above their bars."""
    own: dict[int, float] = {}
    for band in plan.bands:
        if band.start == band.end:
            own[band.start] = own.get(band.start, 2 * BEND) + _lane_room(plan, band, scale) + _LANE_GAP
    return replace(plan, own=own)


def _scale(plan: _Plan, order: list[list[int]]) -> float:
    """The largest scale in mm per unit at which everything finds room in the height."""
    height = plan.box[3]
    loads = [band.known * (_LOOP_WEIGHT if band.start == band.end else 1.0) for band in plan.bands]
    low, high = 0.0, _WIDEST * height / max(loads) if any(loads) else 0.0
    for _ in range(40):
        middle = (low + high) / 2
        heights, _, _ = _heights(plan, middle)
        plan = _with_own_loops(plan, middle)
        rooms = [sum(_room(plan, slot, heights[slot])[0] + _BETWEEN for slot in column) for column in order]
        low, high = (middle, high) if max(rooms) + sum(_lanes(plan, middle)) + _NAME_ROOM <= height else (low, middle)
    return low


def _tops(plan: _Plan, order: list[list[int]], scale: float, heights: list[float]) -> list[float]:
    """The top of every slot's bar in mm: columns centred, then drawn towards what they are joined to."""
    _, top, _, height = plan.box
    above, below = _lanes(plan, scale)
    low, high = top + above, top + height - below
    middles = [low + (high - low) / 2 + middle for middle in _middles(plan, order, heights)]
    for sweep in range(8):
        for column in order if sweep % 2 == 0 else order[::-1]:
            wanted = [_pull(plan, slot, middles) for slot in column]
            for slot, middle in zip(column, _apart(plan, column, wanted, heights, (low, high)), strict=True):
                middles[slot] = middle
    tops = [middle - height / 2 for middle, height in zip(middles, heights, strict=True)]
    heads = [_room(plan, slot, heights[slot])[1] for slot in range(len(tops))]
    first = min(y - head for y, head in zip(tops, heads, strict=True))
    last = max(y + height for y, height in zip(tops, heights, strict=True))
    return [y + (low + high - first - last) / 2 for y in tops]


def _apart(
    plan: _Plan, column: list[int], wanted: list[float], heights: list[float], limits: tuple[float, float]
) -> list[float]:
    """Middles near the wanted ones in the order of the column, none over another, all within the limits."""
    rooms = [_room(plan, slot, heights[slot]) for slot in column]
    offsets = [head + heights[slot] / 2 for slot, (_, head) in zip(column, rooms, strict=True)]
    starts = [middle - offset for middle, offset in zip(wanted, offsets, strict=True)]
    edge = limits[0]
    for row, (room, _) in enumerate(rooms):
        starts[row] = edge = max(starts[row], edge)
        edge += room + _BETWEEN
    edge = limits[1]
    for row in range(len(rooms) - 1, -1, -1):
        starts[row] = min(starts[row], edge - rooms[row][0])
        edge = starts[row] - _BETWEEN
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _drawn(plan: _Plan, order: list[list[int]], scale: float) -> Placing:
    left, _, width, _ = plan.box
    heights, came, went = _heights(plan, scale)
    tops = _tops(plan, order, scale, heights)
    step = (width - BAR) / max(len(order) - 1, 1)
    x = [left + column * step for column in plan.slots]
    bars = tuple(Bar(x[row], tops[row], heights[row], came[row], went[row]) for row in range(len(plan.stations)))
    outs, ins = _ports(plan, tops, heights, scale)
    loops = _loop_order(plan, outs, ins)
    lanes = _lane_places(plan, loops, scale, tops)
    ribbons = []
    for row, (band, chain) in enumerate(zip(plan.bands, plan.chain, strict=True)):
        thick = _width(band, scale)
        if chain:
            ribbons.append(forward_ribbon(_stops(chain, row, x, (outs, ins)), thick))
        else:
            side = -1.0 if row in plan.up else 1.0
            ends = (x[band.start] + BAR, outs[band.start, row]), (x[band.end], ins[band.end, row])
            reach = _reaches(plan, loops, row, scale)
            ribbons.append(loop_ribbon(ends, lanes[row], thick, side, reach, band.start == band.end))
    own = tuple(plan.own.get(row, 0.0) for row in range(len(plan.stations)))
    return Placing(bars, tuple(ribbons), scale, plan.first, own)


Ports = dict[tuple[int, int], float]  # slot and band: the middle of the band there


def _ports(plan: _Plan, tops: list[float], heights: list[float], scale: float) -> tuple[Ports, Ports]:
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
                width = _width(plan.bands[row], scale)
                ports[slot, row] = y + width / 2
                y += width
    return outs, ins


def _loop_order(plan: _Plan, outs: Ports, ins: Ports) -> list[int]:
    """The loops from the innermost lane outwards: those between bars near the lanes first."""
    loops = [row for row, chain in enumerate(plan.chain) if not chain]

    def depth(row: int) -> float:
        band = plan.bands[row]
        if band.start == band.end:
            return -1e9 + outs[band.start, row]
        y = outs[band.start, row] + ins[band.end, row]
        span = plan.slots[band.start] - plan.slots[band.end]
        return (y if row in plan.up else -y) + 1e-3 * span

    return sorted(loops, key=depth)


def _lane_places(plan: _Plan, loops: list[int], scale: float, tops: list[float]) -> dict[int, float]:
    """The middle of each loop's lane in mm."""
    heights, _, _ = _heights(plan, scale)
    inner = [slot for slot, column in enumerate(plan.slots) if 0 < column < plan.columns - 1]
    passed = [(tops[slot] - _room(plan, slot, heights[slot])[1], tops[slot] + heights[slot]) for slot in inner]
    edges: dict[int, float] = {True: min(y for y, _ in passed), False: max(y for _, y in passed) + _BETWEEN}
    own = {slot: tops[slot] - 2 * BEND + _LANE_GAP for slot in plan.own}
    lanes = {}
    for row in loops:
        band, room, up = plan.bands[row], _lane_room(plan, plan.bands[row], scale), row in plan.up
        way = -1.0 if up else 1.0
        side, key = (own, band.start) if band.start == band.end else (edges, up)
        taken = room if band.start != band.end else _width(band, scale)
        lanes[row] = side[key] + way * (_LANE_GAP + taken / 2)
        side[key] += way * (_LANE_GAP + room)
    return lanes


def _reaches(plan: _Plan, loops: list[int], row: int, scale: float) -> tuple[float, float]:
    """How far a loop runs on from its bar at either end before it turns, so that loops lie within one another."""
    band, at = plan.bands[row], loops.index(row)
    inner = [other for other in loops[:at] if (other in plan.up) == (row in plan.up)]
    if band.start == band.end:
        inner = [other for other in inner if plan.bands[other].start == plan.bands[other].end == band.start]
    out = [o for o in inner if plan.slots[plan.bands[o].start] == plan.slots[band.start]]
    back = [o for o in inner if plan.slots[plan.bands[o].end] == plan.slots[band.end]]
    first, last = (1.0 + sum(_width(plan.bands[o], scale) + 0.8 for o in some) for some in (out, back))
    if band.start == band.end:
        around = min(_OWN_REACH, 0.25 * plan.box[2] / max(plan.columns - 1, 1)) if out else 0.0
        return max(first, around), max(last, around)
    room = 0.5 * plan.box[2] / max(plan.columns - 1, 1) - _width(band, scale) - BEND - BAR
    return tuple(  # type: ignore[return-value]
        max(reach, min(reach + _beside_names(plan, plan.slots[slot]), room))
        for reach, slot in ((first, band.start), (last, band.end))
    )


def _beside_names(plan: _Plan, column: int) -> float:
    """How far the names of a column's groups reach beyond their bars in mm, since loops to other bars pass them."""
    longest = max((name for name, slot in zip(plan.names, plan.slots, strict=False) if slot == column), default=0.0)
    return max((longest - BAR) / 2 - BEND + _NAME_GAP, 0.0)


def _stops(chain: tuple[int, ...], row: int, x: list[float], ports: tuple[Ports, Ports]) -> list[Place]:
    """Where a band leaves and enters what it passes."""
    outs, ins = ports
    stops: list[Place] = []
    for first, second in pairwise(chain):
        stops.append((x[first] + BAR, outs[first, row]))
        stops.append((x[second], ins[second, row]))
    return stops
