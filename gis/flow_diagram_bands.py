"""What a material-flow diagram holds: the amounts of a year in one unit, from outside, between groups, and out again.

The frame is that of a material-flow analysis: what comes into the park, what moves within it, what leaves it or stays.
Sums are of figures that count (`core.figures`); what nobody stated is counted beside them and never taken for 0.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Integers
from core.disputes import dispute_text, disputes_in
from core.figures import figures, for_year
from core.findings import Finding
from core.i18n import show
from core.kinds import FLOW_KINDS, ROLES
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.choosing import EVERYTHING, Choice
from gis.chosen_links import chosen_links
from gis.flow_diagram_pieces import (
    MATTER,
    MIDDLES,
    Ends,
    Piece,
    Spot,
    emission_pieces,
    end_pieces,
    link_pieces,
    open_emissions,
    stock_pieces,
)
from gis.partitions import level_title
from gis.scene import Target

# What stands at the left and at the right, from top to bottom.
ORIGINS = {"outside": N_("From outside"), "nature": N_("From nature"), "stock_in": N_("From stock")}
OUTLETS = {
    "goods": N_("Products"),
    "residue": N_("By-products and wastes"),
    "emission": N_("Emissions"),
    "sink": N_("To nature"),
    "stock_out": N_("Into stock"),
}
MOST_ITEMS = 7  # of each kind of origin and outlet; the rest stand together
ROOM_FOR = 16  # items at each side of a large page
USUAL_GROUPS, MOST_GROUPS = 9, 16
_OTHERS = -1
Weights = dict[Spot, float]


@dataclass(frozen=True, slots=True)
class Station:
    """Where bands begin or end: `side` is input, group or output; `kind` a key of ORIGINS or OUTLETS, or a role."""

    side: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """What goes from one station (index) to another in a colour group: the known sum, and the rows behind it.

    `unknown` counts rows of which nobody stated an amount, or only a part; `matters` are names, the largest first.
    """

    start: int
    end: int
    group: str
    known: float
    unknown: int
    rows: tuple[Target, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowSystem:
    """A year of a park in one unit; of the links that are no band it is counted why.

    `told_by_links` are direct emissions left out, since a link of the firm tells of the same; `figures` are emissions
    and stocks that are left out where only links are drawn: chosen ones, or those between senders and receivers
    (`ends`). `services` carry neither matter nor energy. `asked` says what the filter of the map asks and hides,
    `disputed` names links whose sides differ, on no public diagram.
    """

    name: str
    year: int | None
    unit: str
    level: str
    stations: tuple[Station, ...]
    bands: tuple[Band, ...]
    links: int = 0
    unknown: int = 0
    nothing: int = 0
    other_units: int = 0
    beyond: int = 0
    services: int = 0
    withheld: int = 0
    internal: int = 0
    internal_figures: int = 0
    told_by_links: int = 0
    figures: int = 0
    filtered: bool = False
    disputed: tuple[Text, ...] = ()
    asked: tuple[Text, ...] = ()
    ends: Ends | None = None

    def total(self, side: str) -> float:
        """The known sum in `unit` of the bands that come from outside ("input") or leave ("output")."""
        ends = ((band, self.stations[band.start if side == "input" else band.end]) for band in self.bands)
        return sum(band.known for band, station in ends if station.side == side)

    @property
    def title(self) -> Text:
        """By what the firms stand together."""
        if self.ends is None:
            return level_title(self.level)
        told = (level_title(self.ends.left), Text(MIDDLES[self.ends.middle]), level_title(self.ends.right))
        values = dict(zip(("left", "middle", "right"), told, strict=True))
        return Text("{left} → {middle} → {right}", values)


@dataclass(frozen=True, slots=True)
class Rooms:
    """How many stations a diagram tells apart: items at each side, groups in the middle, and of one kind of items."""

    items: int = ROOM_FOR
    groups: int = USUAL_GROUPS
    of_kind: int = MOST_ITEMS


def flow_system(
    snapshot: Snapshot,
    year: int | None,
    unit: str,
    level: str,
    language: str,
    *,
    choice: Choice = EVERYTHING,
    findings: Sequence[Finding] = (),
    ends: Ends | None = None,
    public: bool = False,
    items: int = ROOM_FOR,
    most: int = 0,
) -> FlowSystem:
    """The running links of a year of a whole snapshot in one base unit, with direct emissions and stock changes.

    A `choice` draws the links that it asks for alone, and so does a diagram of senders and receivers (`ends`). A
    `public` one rests on public sources only. `items` is how many stand at each side, `most` how many are named where
    firms stand by themselves or together. Figures that are open to sums only stay out, and are counted.
    """  # fmt: skip
    chosen = chosen_links(snapshot, year, language, choice, findings, public=public)
    now = chosen.now
    told = figures(now)
    physical = np.isin(now.flow.kind, [kind for kind, one in FLOW_KINDS.items() if one.physical])
    rows = np.flatnonzero(physical & (told.unit == unit))
    if ends is not None:
        pieces, rooms = list(end_pieces(now, rows, ends, language)), Rooms(items, items, most or items)
    else:
        pieces, rooms = _park_pieces(now, rows, level, language), Rooms(items, min(most or USUAL_GROUPS, MOST_GROUPS))
    links = pieces[::2] if ends is not None else pieces
    others, told_by_links = _figures(now, unit, level, language)
    drawn = chosen.asked is None and ends is None
    stations, bands = _summed([*pieces, *others] if drawn else pieces, rooms, language)
    return FlowSystem(
        now.name, chosen.year, unit, level, stations, bands,
        links=len(links),
        unknown=sum(not piece.whole for piece in links),
        nothing=sum(piece.value == 0 and piece.whole for piece in links),
        other_units=int((physical & (told.unit != unit)).sum()),
        beyond=len(rows) - len(links),
        services=int((~physical).sum()),
        withheld=chosen.withheld, internal=chosen.internal, internal_figures=chosen.internal_figures,
        told_by_links=told_by_links if drawn else 0,
        figures=0 if drawn else len(others) + told_by_links,
        disputed=() if public else _disputed(now, chosen.year, rows),
        filtered=chosen.asked is not None, asked=tuple(chosen.notes()), ends=ends,
    )  # fmt: skip


def _disputed(now: Snapshot, year: int | None, rows: Integers) -> tuple[Text, ...]:
    """The links among some rows whose sides state amounts that differ, the most in dispute first."""
    drawn = set(rows.tolist())
    return tuple(dispute_text(now, one) for one in disputes_in(now, year) if one.row in drawn)


def _park_pieces(now: Snapshot, rows: Integers, level: str, language: str) -> list[Piece]:
    """The links that touch a firm of the park."""
    among = link_pieces(now, rows, level, language)
    return [piece for piece in among if "group" in (piece.start[0], piece.end[0])]


def _figures(now: Snapshot, unit: str, level: str, language: str) -> tuple[list[Piece], int]:
    """The emissions and stock changes in a unit, and how many emissions a link tells of already."""
    emissions, told_by_links = open_emissions(now) if unit == "t" else ([], [])
    emitted = emission_pieces(now, emissions, level, language)
    return [*emitted, *stock_pieces(now, unit, level, language)], len(told_by_links)


def diagram_units(snapshot: Snapshot, year: int | None) -> list[str]:
    """The units in which physical links of a year are kept, those with most known amounts first."""
    now, _ = for_year(snapshot.without_aggregates(), year)
    told = figures(now)
    physical = np.isin(now.flow.kind, [kind for kind, one in FLOW_KINDS.items() if one.physical])
    known, listed = Counter(told.unit[physical & (told.value > 0)]), Counter(told.unit[physical])
    return [str(unit) for unit in sorted(listed, key=lambda unit: (-known[unit], -listed[unit], unit)) if unit]


def _summed(pieces: list[Piece], rooms: Rooms, language: str) -> tuple[tuple[Station, ...], tuple[Band, ...]]:
    """Pieces gathered to stations and bands; the smaller items and groups stand together."""
    weight: Weights = defaultdict(float)
    names: dict[Spot, str] = {}
    for piece in pieces:
        for place, name in zip((piece.start, piece.end), piece.names, strict=True):
            weight[place] += piece.value if piece.value == piece.value else 0.0
            names.setdefault(place, name)
    moved = _gathered(weight, names, rooms, language)
    places = sorted({moved.get(place, place) for place in weight}, key=lambda place: _order(place, weight))
    number = {place: row for row, place in enumerate(places)}
    stations = tuple(Station(place[0], place[1], names[place]) for place in places)
    heaps: dict[tuple[int, int, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        ends = (number[moved.get(piece.start, piece.start)], number[moved.get(piece.end, piece.end)])
        if piece.value != 0 or not piece.whole:
            heaps[*ends, piece.group].append(piece)
    return stations, tuple(_band(key, heap) for key, heap in heaps.items())


def _band(key: tuple[int, int, str], heap: list[Piece]) -> Band:
    sums: dict[str, float] = defaultdict(float)
    for piece in heap:
        sums[piece.matter] += piece.value if piece.value == piece.value else 0.0
    known = float(sum(sums.values()))
    matters = tuple(sorted(sums, key=lambda name: (-sums[name], name)))
    return Band(*key, known, sum(not piece.whole for piece in heap), tuple(piece.row for piece in heap), matters)


def _gathered(weight: Weights, names: dict[Spot, str], rooms: Rooms, language: str) -> dict[Spot, Spot]:
    """Which small places are told together, and as what; their common name is added to `names`."""
    kinds: dict[tuple[str, str], list[Spot]] = defaultdict(list)
    for place in weight:
        kinds[place[0], "" if place[0] == "group" else place[1]].append(place)
    room = _rooms({key: len(places) for key, places in kinds.items()}, rooms)
    moved: dict[Spot, Spot] = {}
    for (side, kind), places in kinds.items():
        if len(places) <= room[side, kind]:
            continue
        rest = sorted(places, key=lambda place: (-weight[place], names[place]))[room[side, kind] - 1 :]
        common = (side, kind, _OTHERS)
        moved |= dict.fromkeys(rest, common)
        matters = (side != "group" and kind) or rest[0][1] == MATTER
        pattern = N_("{n} others") if matters else N_("the other {n}")
        names[common] = show(Text(pattern, {"n": len(rest)}), language)
        weight[common] = sum(weight[place] for place in rest)
    for place in moved:
        del weight[place]
    return moved


def _rooms(counts: dict[tuple[str, str], int], rooms: Rooms) -> dict[tuple[str, str], int]:
    """How many places of each side and kind are told apart: the kind with most gives way until a side has room."""
    room = {
        (side, kind): min(count, rooms.groups if side == "group" else rooms.of_kind)
        for (side, kind), count in counts.items()
    }
    for side in ("input", "output"):
        here = [key for key in room if key[0] == side]
        while sum(room[key] for key in here) > max(rooms.items, len(here)):
            room[max(here, key=lambda key: room[key])] -= 1
    return room


def _order(place: Spot, weight: Weights) -> tuple[object, ...]:
    """Inputs, groups, outputs; each kind together, the largest first, what is gathered last."""
    sides, kinds = ("input", "group", "output"), (*ORIGINS, *ROLES, *OUTLETS)
    kind = kinds.index(place[1]) if place[1] in kinds else len(kinds)
    return sides.index(place[0]), kind, place[2] == _OTHERS, -weight[place], str(place[2])
