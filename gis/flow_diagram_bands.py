"""What a material-flow diagram holds: the amounts of a year in one unit, from outside, between groups, and out again.

The frame is that of a material-flow analysis: what comes into the park, what moves within it, what leaves it or stays.
Sums are of figures that count (`core.figures`); what nobody stated is counted beside them and never taken for 0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from core.account_terms import rows_by
from core.catalogues import find_pollutant
from core.display_names import in_language
from core.figures import figures, for_year
from core.i18n import show, translate
from core.kinds import FLOW_KINDS, ROLES
from core.snapshot import Snapshot
from core.statements import counted_emissions, rank
from core.text import N_, Text
from gis.grouping import sector_code, sector_name
from gis.links import link_groups
from gis.public import published
from gis.scene import Target
from gis.symbols import UNKNOWN_ROLE, sign_of, sign_title

LEVELS = {
    "role": N_("By role"),
    "park": N_("The park as one"),
    "sector": N_("By industry"),
    "region": N_("By region"),
}
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
MOST_GROUPS = 9
_FIGURES = ("emission", "stock")
_MEDIA = {"air": N_("Emissions to air"), "water": N_("Emissions to water"), "soil": N_("Emissions to soil")}
_OTHERS = -1
_Spot = tuple[str, str, object]  # side, kind, and the commodity or group
Weights = dict[_Spot, float]


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

    `told_by_links` are direct emissions left out, since a link of the firm tells of the same.
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
    withheld: int = 0
    internal: int = 0
    internal_figures: int = 0
    told_by_links: int = 0

    def total(self, side: str) -> float:
        """The known sum in `unit` of the bands that come from outside ("input") or leave ("output")."""
        ends = ((band, self.stations[band.start if side == "input" else band.end]) for band in self.bands)
        return sum(band.known for band, station in ends if station.side == side)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One row of the project as it enters the diagram; `value` NaN where unknown, `whole` false where a part is."""

    start: _Spot
    end: _Spot
    group: str
    value: float
    whole: bool
    row: Target
    matter: str


def flow_system(
    snapshot: Snapshot,
    year: int | None,
    unit: str,
    level: str,
    language: str,
    *,
    kinds: Iterable[str] = (),
    public: bool = False,
    items: int = ROOM_FOR,
) -> FlowSystem:
    """The running links, direct emissions and stock changes of a year of a whole snapshot in one base unit.

    `kinds` narrows the links (none: all physical ones); a `public` one rests on public sources only; `items` is how
    many stand at each side. Figures that are open to sums only stay out, and are counted.
    """  # fmt: skip
    whole, year = for_year(snapshot, year)
    usable = whole.without_aggregates()
    seen = published(usable) if public else usable
    now = in_language(seen, language)
    wanted = set(kinds) or {kind for kind, told in FLOW_KINDS.items() if told.physical}
    told = figures(now)
    physical = np.isin(now.flow.kind, list(wanted))
    here = physical & (told.unit == unit)
    groups = _Groups(now, level, language)
    pieces = list(_link_pieces(now, np.flatnonzero(here).tolist(), groups))
    beyond = sum(piece.start[0] != "group" and piece.end[0] != "group" for piece in pieces)
    links = [piece for piece in pieces if "group" in (piece.start[0], piece.end[0])]
    emissions, told_by_links = ([], []) if kinds or unit != "t" else _open_emissions(now)
    others = [] if kinds else [*_emission_pieces(now, emissions, groups), *_stock_pieces(now, unit, groups)]
    stations, bands = _summed([*links, *others], items, language)
    return FlowSystem(
        now.name, year, unit, level, stations, bands,
        links=len(links),
        unknown=sum(not piece.whole for piece in links),
        nothing=sum(piece.value == 0 and piece.whole for piece in links),
        other_units=int((physical & (told.unit != unit)).sum()),
        beyond=beyond,
        withheld=len(whole.flow) - len(usable.flow),
        internal=len(usable.flow) - len(seen.flow),
        internal_figures=0 if kinds else sum(len(getattr(usable, n)) - len(getattr(seen, n)) for n in _FIGURES),
        told_by_links=len(told_by_links),
    )  # fmt: skip


def diagram_units(snapshot: Snapshot, year: int | None) -> list[str]:
    """The units in which physical links of a year are kept, those with most known amounts first."""
    now, _ = for_year(snapshot.without_aggregates(), year)
    told = figures(now)
    physical = np.isin(now.flow.kind, [kind for kind, one in FLOW_KINDS.items() if one.physical])
    known, listed = Counter(told.unit[physical & (told.value > 0)]), Counter(told.unit[physical])
    return [str(unit) for unit in sorted(listed, key=lambda unit: (-known[unit], -listed[unit], unit)) if unit]


class _Groups:
    """To which group of a level each actor belongs, and what the group is called."""

    def __init__(self, now: Snapshot, level: str, language: str) -> None:
        self.now, self.level, self.language = now, level, language
        self._kept: dict[int, _Spot] = {}

    def of(self, actor: int) -> _Spot:
        if actor not in self._kept:
            self._kept[actor] = self._spot(actor)
        return self._kept[actor]

    def _spot(self, actor: int) -> _Spot:
        now = self.now
        sign = sign_of(str(now.actor.kind[actor]), str(now.actor.role[actor]))
        if self.level == "park":
            return ("group", "", translate(N_("Firms of the park"), self.language))
        if self.level == "sector":
            code = sector_code(str(now.actor.industry_code[actor]), "division")
            unstated = translate(N_("Industry not stated"), self.language)
            return ("group", "", sector_name(code, self.language) if code else unstated)
        if self.level == "region":
            region = int(now.actor.region[actor])
            unnamed = translate(N_("Region not stated"), self.language)
            return ("group", "", str(now.region.name[region]) if region >= 0 else unnamed)
        role = str(now.actor.role[actor])
        kind = role if role in ROLES else sign
        return ("group", kind, translate(sign_title(kind) if kind != "unknown" else UNKNOWN_ROLE, self.language))


def _link_pieces(now: Snapshot, rows: list[int], groups: _Groups) -> Iterator[_Piece]:
    flow, told, colours = now.flow, figures(now), link_groups(now)
    columns = (flow.sender, flow.receiver, flow.commodity, colours, told.value, ~told.partial, flow.uid)
    listed = zip(*(column[rows].tolist() for column in columns), strict=True)
    names = now.commodity.name.tolist()
    for start, end, commodity, colour, value, whole, uid in listed:
        outlet = colour if colour in ("residue", "emission") else "goods"
        yield _Piece(
            _place(now, start, ("input", "outside", commodity), ("input", "nature", commodity), groups),
            _place(now, end, ("output", outlet, commodity), ("output", "sink", commodity), groups),
            colour,
            value,
            whole and value == value,
            ("flow", uid),
            names[commodity],
        )


def _place(now: Snapshot, actor: int, outside: _Spot, nature: _Spot, groups: _Groups) -> _Spot:
    """Where one end of a link stands: other clusters count as outside, natural sources and sinks as nature."""
    if actor < 0 or now.actor.kind[actor] == "cluster":
        return outside
    return nature if now.actor.kind[actor] == "environment" else groups.of(actor)


def _open_emissions(now: Snapshot) -> tuple[list[int], list[int]]:
    """The direct emissions (rows) to draw, and those of which a link of the same firm tells already."""
    table, told = now.emission, _told_substances(now)
    drawn: list[int] = []
    left: list[int] = []
    for row in counted_emissions(now):
        medium, pollutant = str(table.medium[row]), str(table.pollutant[row])
        if table.destination[row] in ("", "direct") and medium in _MEDIA and not table.not_detected[row]:
            item, actor = find_pollutant(medium, pollutant), int(table.actor[row])
            same = {(actor, medium, ""), (actor, medium, item.id if item else pollutant)}
            (left if same & told else drawn).append(row)
    return drawn, left


def _told_substances(now: Snapshot) -> set[tuple[int, str, str]]:
    """Firm, medium and pollutant of the links of kind emission with an amount in t; "" for all pollutants of a medium.

    A matter that is no pollutant by name, such as flue gas, stands for all that the firm emits to air.
    """
    flow, figure = now.flow, figures(now)
    rows = (flow.kind == "emission") & (figure.unit == "t") & ~np.isnan(figure.value) & (flow.sender >= 0)
    told: set[tuple[int, str, str]] = set()
    for actor, commodity in zip(flow.sender[rows].tolist(), flow.commodity[rows].tolist(), strict=True):
        found = {medium: find_pollutant(medium, str(now.commodity.name[commodity])) for medium in _MEDIA}
        told |= {(actor, medium, item.id) for medium, item in found.items() if item} or {(actor, "air", "")}
    return told


def _emission_pieces(now: Snapshot, rows: list[int], groups: _Groups) -> Iterator[_Piece]:
    """Direct emissions in t."""
    table = now.emission
    for row in rows:
        title, mass = _MEDIA[str(table.medium[row])], float(table.mass[row])
        start, end = groups.of(int(table.actor[row])), ("output", "emission", title)
        matter, target = translate(title, groups.language), ("emission", str(table.uid[row]))
        yield _Piece(start, end, "emission", mass, not np.isnan(mass), target, matter)


def _stock_pieces(now: Snapshot, unit: str, groups: _Groups) -> Iterator[_Piece]:
    """What was added to stocks or taken from them, by the row that counts of each actor and commodity."""
    stock = now.stock
    for (actor, commodity), rows in rows_by(zip(stock.actor.tolist(), stock.commodity.tolist(), strict=True)).items():
        row = max(rows, key=lambda row: rank(now, stock, row))
        change = float(stock.closing[row] - stock.opening[row])
        if now.commodity.base_unit[commodity] != unit or change == 0:
            continue
        inside, group = groups.of(actor), "residue"
        target, name = ("stock", str(stock.uid[row])), str(now.commodity.name[commodity])
        if change < 0:
            yield _Piece(("input", "stock_in", commodity), inside, group, -change, True, target, name)
        else:
            out = ("output", "stock_out", commodity)
            yield _Piece(inside, out, group, change, not np.isnan(change), target, name)


def _summed(pieces: list[_Piece], items: int, language: str) -> tuple[tuple[Station, ...], tuple[Band, ...]]:
    """Pieces gathered to stations and bands; the smaller items and groups stand together."""
    weight: Weights = defaultdict(float)
    names: dict[_Spot, str] = {}
    for piece in pieces:
        for place in (piece.start, piece.end):
            weight[place] += 0.0 if np.isnan(piece.value) else piece.value
            names.setdefault(place, str(place[2]) if place[0] == "group" else piece.matter)
    moved = _gathered(weight, names, items, language)
    places = sorted({moved.get(place, place) for place in weight}, key=lambda place: _order(place, weight))
    number = {place: row for row, place in enumerate(places)}
    stations = tuple(Station(place[0], place[1], names[place]) for place in places)
    heaps: dict[tuple[int, int, str], list[_Piece]] = defaultdict(list)
    for piece in pieces:
        ends = (number[moved.get(piece.start, piece.start)], number[moved.get(piece.end, piece.end)])
        if piece.value != 0 or not piece.whole:
            heaps[*ends, piece.group].append(piece)
    return stations, tuple(_band(key, heap) for key, heap in heaps.items())


def _band(key: tuple[int, int, str], heap: list[_Piece]) -> Band:
    sums: dict[str, float] = defaultdict(float)
    for piece in heap:
        sums[piece.matter] += 0.0 if np.isnan(piece.value) else piece.value
    known = float(sum(sums.values()))
    matters = tuple(sorted(sums, key=lambda name: (-sums[name], name)))
    return Band(*key, known, sum(not piece.whole for piece in heap), tuple(piece.row for piece in heap), matters)


def _gathered(weight: Weights, names: dict[_Spot, str], items: int, language: str) -> dict[_Spot, _Spot]:
    """Which small places are told together, and as what; their common name is added to `names`."""
    kinds: dict[tuple[str, str], list[_Spot]] = defaultdict(list)
    for place in weight:
        kinds[place[0], "" if place[0] == "group" else place[1]].append(place)
    room = _rooms({key: len(places) for key, places in kinds.items()}, items)
    moved: dict[_Spot, _Spot] = {}
    for (side, kind), places in kinds.items():
        if len(places) <= room[side, kind]:
            continue
        rest = sorted(places, key=lambda place: (-weight[place], names[place]))[room[side, kind] - 1 :]
        common = (side, kind, _OTHERS)
        moved |= dict.fromkeys(rest, common)
        names[common] = show(Text("{n} others", {"n": len(rest)}), language)
        weight[common] = sum(weight[place] for place in rest)
    for place in moved:
        del weight[place]
    return moved


def _rooms(counts: dict[tuple[str, str], int], items: int) -> dict[tuple[str, str], int]:
    """How many places of each side and kind are told apart: the kind with most gives way until a side has room."""
    room = {
        (side, kind): min(count, MOST_GROUPS if side == "group" else MOST_ITEMS)
        for (side, kind), count in counts.items()
    }
    for side in ("input", "output"):
        here = [key for key in room if key[0] == side]
        while sum(room[key] for key in here) > max(items, len(here)):
            room[max(here, key=lambda key: room[key])] -= 1
    return room


def _order(place: _Spot, weight: Weights) -> tuple[object, ...]:
    """Inputs, groups, outputs; each kind together, the largest first, what is gathered last."""
    sides, kinds = ("input", "group", "output"), (*ORIGINS, *ROLES, *OUTLETS)
    kind = kinds.index(place[1]) if place[1] in kinds else len(kinds)
    return sides.index(place[0]), kind, place[2] == _OTHERS, -weight[place], str(place[2])
