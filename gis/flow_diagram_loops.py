"""The loops of a material-flow diagram: what runs back goes in lanes above and below, or close above its own bar."""

from dataclasses import replace

from gis.flow_diagram_plan import BAR, BETWEEN, Plan, band_width, lane_room, slot_heights, slot_room
from gis.flow_diagram_ribbons import BEND

Ports = dict[tuple[int, int], float]  # slot and band: the middle of the band there
_LANE_GAP = 1.4
_OWN_REACH = 14.0  # mm that a loop of a group with itself reaches out where it goes round the words of another
_LANE_EDGE = 3.0  # mm between the outermost lane and the edge
_NAME_GAP = 0.8  # mm between a name and a loop that passes it


def lanes_room(plan: Plan, scale: float) -> tuple[float, float]:
    """The mm that the lanes of loops take above and below."""
    sums = [0.0, 0.0]
    for row, chain in enumerate(plan.chain):
        if not chain and plan.bands[row].start != plan.bands[row].end:
            below = row not in plan.up
            sums[below] = (sums[below] or _LANE_EDGE) + lane_room(plan, plan.bands[row], scale) + _LANE_GAP
    return sums[0], sums[1]


def with_own_loops(plan: Plan, scale: float) -> Plan:
    """The plan with the room for loops of groups with themselves, which lie close above their bars."""
    own: dict[int, float] = {}
    for band in plan.bands:
        if band.start == band.end:
            own[band.start] = own.get(band.start, 2 * BEND) + lane_room(plan, band, scale) + _LANE_GAP
    return replace(plan, own=own)


def loop_order(plan: Plan, outs: Ports, ins: Ports) -> list[int]:
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


def lane_places(plan: Plan, loops: list[int], scale: float, tops: list[float]) -> dict[int, float]:
    """The middle of each loop's lane in mm."""
    heights, _, _ = slot_heights(plan, scale)
    inner = [slot for slot, column in enumerate(plan.slots) if 0 < column < plan.columns - 1]
    passed = [(tops[slot] - slot_room(plan, slot, heights[slot])[1], tops[slot] + heights[slot]) for slot in inner]
    edges: dict[int, float] = {True: min(y for y, _ in passed), False: max(y for _, y in passed) + BETWEEN}
    own = {slot: tops[slot] - 2 * BEND + _LANE_GAP for slot in plan.own}
    lanes = {}
    for row in loops:
        band, room, up = plan.bands[row], lane_room(plan, plan.bands[row], scale), row in plan.up
        way = -1.0 if up else 1.0
        side, key = (own, band.start) if band.start == band.end else (edges, up)
        taken = room if band.start != band.end else band_width(band, scale)
        lanes[row] = side[key] + way * (_LANE_GAP + taken / 2)
        side[key] += way * (_LANE_GAP + room)
    return lanes


def loop_reaches(plan: Plan, loops: list[int], row: int, scale: float) -> tuple[float, float]:
    """How far a loop runs on from its bar at either end before it turns, so that loops lie within one another."""
    band, at = plan.bands[row], loops.index(row)
    inner = [other for other in loops[:at] if (other in plan.up) == (row in plan.up)]
    if band.start == band.end:
        inner = [other for other in inner if plan.bands[other].start == plan.bands[other].end == band.start]
    out = [o for o in inner if plan.slots[plan.bands[o].start] == plan.slots[band.start]]
    back = [o for o in inner if plan.slots[plan.bands[o].end] == plan.slots[band.end]]
    first, last = (1.0 + sum(band_width(plan.bands[o], scale) + 0.8 for o in some) for some in (out, back))
    if band.start == band.end:
        around = min(_OWN_REACH, 0.25 * plan.box[2] / max(plan.columns - 1, 1)) if out else 0.0
        return max(first, around), max(last, around)
    room = 0.5 * plan.box[2] / max(plan.columns - 1, 1) - band_width(band, scale) - BEND - BAR
    return tuple(  # type: ignore[return-value]
        max(reach, min(reach + _beside_names(plan, plan.slots[slot]), room))
        for reach, slot in ((first, band.start), (last, band.end))
    )


def _beside_names(plan: Plan, column: int) -> float:
    """How far the names of a column's groups reach beyond their bars in mm, since loops to other bars pass them."""
    longest = max((name for name, slot in zip(plan.names, plan.slots, strict=False) if slot == column), default=0.0)
    return max((longest - BAR) / 2 - BEND + _NAME_GAP, 0.0)
