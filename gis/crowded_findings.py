"""Findings on the map of a large project: stubs of waste that nobody takes, added up, and the numbers of the cards."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.columns import Numbers
from gis.amounts import short_amount
from gis.badges import BADGE, BADGE_RADIUS, badge_half, badge_marks, badge_text
from gis.crowded import Crowd
from gis.crowded_view import GROUP, Overview, bundles_of
from gis.flags import Stub
from gis.labels import Boxes, Wanted
from gis.lettering import AMOUNT
from gis.pyramid import Level
from gis.routing import ends_angles, widest_gap
from gis.scene import Mark, Target
from gis.sheet import Measure
from gis.stubs import LENGTH, STUB_RING, DrawnStub, stub_marks

_STUB_ROOM = 6000.0  # mm2 of paper for each stub
_AWAY = 0.4  # mm between a sign and its stub
_LEAST = 0.6  # mm: a stub stays visible beside its ring
_FIRST = 1e6  # weight of the words of stubs among those of names
_DIRECTIONS = np.radians(np.arange(-45.0, 315.0, 22.5))  # upper right first


@dataclass(frozen=True, slots=True)
class Gap:
    """Waste without receiver of the firms of one group in one unit: what is known of it (NaN nothing), of how many."""

    group: int
    unit: str
    amount: float
    wastes: int
    unknown: int

    @property
    def words(self) -> str:
        """What stands before the amount: a sum, or at least so much."""
        return "≥ " if self.unknown else "Σ " if self.wastes > 1 else ""


@dataclass(frozen=True, slots=True, eq=False)
class Pinned:
    """Marks of findings, the boxes (n, 4) in mm that they cover, and the words that stubs want beside them."""

    marks: Sequence[Mark]
    boxes: Boxes
    words: Sequence[Wanted]


NO_PINS = Pinned((), np.empty((0, 4)), ())


@lru_cache(maxsize=4)
def gaps_of(crowd: Crowd, level: Level) -> tuple[Gap, ...]:
    """The gaps of all groups of a level, the largest shares of what is known in their units first."""
    held: dict[tuple[int, str], list[float | None]] = defaultdict(list)
    for stub in crowd.flags.stubs:
        if (group := int(level.group[stub.actor])) >= 0:
            held[group, stub.unit].append(stub.amount)
    gaps = [_gap(group, unit, amounts) for (group, unit), amounts in held.items()]
    top: dict[str, float] = defaultdict(float)
    for gap in gaps:
        top[gap.unit] = max(top[gap.unit], np.nan_to_num(gap.amount))
    return tuple(sorted(gaps, key=lambda gap: (-np.nan_to_num(gap.amount) / (top[gap.unit] or 1.0), gap.group)))


def _gap(group: int, unit: str, amounts: Sequence[float | None]) -> Gap:
    known = [amount for amount in amounts if amount is not None]
    return Gap(group, unit, math.fsum(known) if known else math.nan, len(amounts), len(amounts) - len(known))


def shown_gaps(shown: Overview) -> tuple[list[Gap], int]:
    """The gaps that get a stub, one for each sign, and how many more there are in sight."""
    room = int(shown.view.width_mm * shown.view.height_mm / _STUB_ROOM)
    here = set(shown.groups.tolist()) if "findings" not in shown.view.hidden else set()
    seen = [gap for gap in gaps_of(shown.crowd, shown.level) if gap.group in here]
    first = {gap.group: gap for gap in reversed(seen)}
    drawn = [gap for gap in seen if first[gap.group] is gap][:room]
    return drawn, len(seen) - len(drawn)


def pinned(shown: Overview, measure: Measure) -> Pinned:
    """Stubs and numbered badges of the findings at the signs and lines of a view."""
    if "findings" in shown.view.hidden:
        return NO_PINS
    reach = shown.radius[:, None] + 0.4
    boxes = np.hstack([shown.places - reach, shown.places + reach])
    marks: list[Mark] = []
    words: list[Wanted] = []
    covered = [boxes]
    for gap in shown_gaps(shown)[0]:
        drawn = _drawn(shown, gap)
        marks += stub_marks(drawn, shown.colours)
        covered.append(drawn.boxes)
        words += _words(shown, gap, drawn, measure)
    for centre, away, numbers, more in numbered(shown):
        made, box = _badge(shown, (centre, away), (numbers, more), np.concatenate(covered), measure)
        marks += made
        covered.append(box)
    return Pinned(marks, np.concatenate(covered[1:]) if len(covered) > 1 else boxes[:0], words)


def _drawn(shown: Overview, gap: Gap) -> DrawnStub:
    """The stub of a group in the widest gap between its lines and the signs about it."""
    at = int(np.searchsorted(shown.groups, gap.group))
    place, radius = shown.places[at], float(shown.radius[at])
    angle = widest_gap(np.concatenate([_line_angles(shown, gap.group), _near_angles(shown, at)]))
    way = np.array([np.cos(angle), np.sin(angle)])
    start = place + way * (radius + _AWAY)
    known = not np.isnan(gap.amount)
    stub = Stub(-1, "", gap.amount if known else None, gap.unit, 0, (GROUP, str(gap.group)))
    width = None
    if known and gap.unit in shown.style.widths.top:
        unit = np.array([gap.unit], dtype=object)
        width = max(float(shown.style.widths.of(np.array([gap.amount]), unit)[0]), _LEAST)
    return DrawnStub(stub, start, start + way * (LENGTH + STUB_RING), width)


def _line_angles(shown: Overview, group: int) -> Numbers:
    """The directions in radians of the drawn lines at a group."""
    level = shown.level
    sender, receiver = level.bundles.sender[shown.bundles], level.bundles.receiver[shown.bundles]
    others = np.unique(np.concatenate([receiver[sender == group], sender[receiver == group]]))
    ends = shown.view.on_paper(level.centre[np.append(others[others != group], group)])
    return ends_angles(ends[:-1], ends[-1])


def _near_angles(shown: Overview, at: int) -> Numbers:
    """The directions of the signs that a stub might meet."""
    away = np.hypot(*(shown.places - shown.places[at]).T) - shown.radius - shown.radius[at]
    near = np.flatnonzero(away < LENGTH + 2 * STUB_RING + _AWAY)
    return ends_angles(shown.places[near[near != at]], shown.places[at])


def _words(shown: Overview, gap: Gap, drawn: DrawnStub, measure: Measure) -> Iterator[Wanted]:
    """The amount of a gap beside the ring of its stub."""
    if not np.isnan(gap.amount):
        text = gap.words + short_amount(gap.amount, gap.unit, shown.view.language)
        (x, y), length = drawn.end.tolist(), float(measure([text], AMOUNT)[0])
        yield Wanted(
            (text,), (length,), AMOUNT, shown.colours.gap_badge, x, y, STUB_RING, _FIRST,
            target=(GROUP, str(gap.group)), dropped=True, near=True,
        )  # fmt: skip


Numbered = tuple[tuple[float, float], float, list[tuple[int, str]], int]


def numbered(shown: Overview) -> Iterator[Numbered]:
    """Middle, distance, numbers with their signs, and count of further findings of the signs and lines with numbers."""
    crowd, level = shown.crowd, shown.level
    of_group: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for actor, number, sign in _numbers(crowd):
        of_group[int(level.group[actor])].append((number, sign))
    for at, group in enumerate(shown.groups.tolist() if of_group else ()):
        if numbers := sorted(of_group.get(group, ())):
            x, y = shown.places[at].tolist()
            further = int(crowd.told_findings[level.members(group)].sum()) - len(numbers)
            yield (x, y), float(shown.radius[at]) + BADGE_RADIUS, numbers, max(further, 0)
    for (table, uid), told in crowd.flags.numbers.items():
        if table == "flow" and (middle := _line_middle(shown, uid)) is not None:
            yield middle, BADGE_RADIUS + 0.8, sorted(told), 0


def _numbers(crowd: Crowd) -> Iterator[tuple[int, int, str]]:
    """Actor, number and sign of the numbered findings about actors."""
    for (table, uid), told in crowd.flags.numbers.items():
        if table == "actor" and uid in crowd.actor_rows:
            yield from ((crowd.actor_rows[uid], number, sign) for number, sign in told)
    yield from ((stub.actor, stub.number, "stub") for stub in crowd.flags.stubs if stub.number)
    yield from ((role.actor, role.number, "missing") for role in crowd.flags.missing if role.number and role.actor >= 0)


def _line_middle(shown: Overview, uid: str) -> tuple[float, float] | None:
    """The middle of the drawn line that holds a link."""
    targets: frozenset[Target] = frozenset({("flow", uid)})
    rows = np.flatnonzero(np.isin(shown.bundles, bundles_of(shown, targets)))
    pieces = shown.lines.segments[np.isin(shown.lines.row, rows)]
    if not len(pieces):
        return None
    x, y = pieces[len(pieces) // 2, :2].tolist()
    return (x, y)


def _badge(
    shown: Overview, spot: tuple[tuple[float, float], float], told: tuple[list[tuple[int, str]], int],
    covered: Boxes, measure: Measure,
) -> tuple[list[Mark], Boxes]:  # fmt: skip
    """A badge in the direction in which it covers least."""
    (centre, away), (numbers, more) = spot, told
    first = [number for number, _ in numbers]
    text = badge_text(first) if not more else f"{first[0]} +{len(first) - 1 + more}"
    width = float(measure([text], BADGE)[0])
    half = np.array([badge_half(width), BADGE_RADIUS])
    spots = centre + (away + half[0] - BADGE_RADIUS) * np.column_stack([np.cos(_DIRECTIONS), np.sin(_DIRECTIONS)])
    low, high = (spots - half)[:, None], (spots + half)[:, None]
    shared = np.minimum(high, covered[:, 2:]) - np.maximum(low, covered[:, :2])
    cost = shared.clip(0).prod(axis=2).sum(axis=1)
    cost += 100.0 * ((spots < half) | (spots > np.subtract((shown.view.width_mm, shown.view.height_mm), half))).any(
        axis=1
    )
    best = int((cost + 0.01 * np.arange(len(cost))).argmin())
    x, y = spots[best].tolist()
    box = np.hstack([spots[best] - half, spots[best] + half])[None]
    return badge_marks((x, y), text, numbers[0][1], width, shown.colours), box
