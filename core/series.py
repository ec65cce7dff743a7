"""The same figure in several years and from several sides: where slips of units and jumps are looked for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.catalogues import find_pollutant, table
from core.columns import Integers
from core.evidence import link_ref, link_text, ref
from core.figures import figures
from core.findings import Ref
from core.kinds import GRADES
from core.snapshot import Snapshot
from core.statements import best_statistics, counted_emissions
from core.text import Text

SLIP = (500.0, 2000.0)  # a ratio between these is near enough to 1000 to ask for the unit
AGREEING = 0.01  # share below which two statements about a link are the same figure
Key = tuple[str, tuple[object, ...]]  # table, and what tells the figure from others there


@dataclass(frozen=True, slots=True)
class Point:
    """One known figure above 0, in base units, and its row in its table of the whole snapshot."""

    value: float
    row: int


@dataclass(frozen=True, slots=True)
class Series:
    """A figure by year: `table` is flow_amount, statistic, emission or stock; `unit` is its base unit."""

    table: str
    key: tuple[object, ...]
    unit: str
    points: dict[int, Point]


@dataclass(frozen=True, slots=True)
class Side:
    """What one origin and source state about a link in a year: value and sd in the link's unit, first row."""

    origin: str
    value: float
    sd: float
    row: int


def changing_series(whole: Snapshot, year: int | None, factor: float) -> list[Series]:
    """Figures of links and actors by year, up to a year, whose largest is more than `factor` times the smallest."""
    points: dict[Key, dict[int, Point]] = defaultdict(dict)
    units: dict[Key, str] = {}
    for at in whole.years():
        if year is None or at <= year:
            now = whole.during(at)
            for read in (_links, _statistics, _emissions, _stocks):
                for key, unit, value, row in read(whole, now, at):
                    if value > 0:
                        points[key][at], units[key] = Point(value, row), unit
    return [Series(*key, units[key], told) for key, told in points.items() if _changes(told, factor)]


def _changes(points: dict[int, Point], factor: float) -> bool:
    values = [point.value for point in points.values()]
    return max(values) > factor * min(values)


Entries = Iterator[tuple[Key, str, float, int]]


def _in_whole(ids: Integers, row_ids: Integers) -> list[int]:
    """The rows of the whole table with the ids of a narrowed one; both are sorted by id."""
    found: list[int] = np.searchsorted(ids, row_ids).tolist()
    return found


def _links(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    chosen = figures(now)
    flows = _in_whole(whole.flow.id, now.flow.id)
    amounts = _in_whole(whole.flow_amount.id, now.flow_amount.id)
    counted = np.flatnonzero(chosen.counted & (now.flow_amount.year == at))
    links, first = np.unique(now.flow_amount.flow[counted], return_index=True)
    for link, row in zip(links.tolist(), counted[first].tolist(), strict=True):
        if not chosen.partial[link]:
            yield ("flow_amount", (flows[link],)), str(chosen.unit[link]), float(chosen.value[link]), amounts[row]


def _statistics(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    rows = _in_whole(whole.statistic.id, now.statistic.id)
    for item in dict.fromkeys(now.statistic.item.tolist()):
        for key, best in best_statistics(now, item).items():
            if now.statistic.year[best.row] == at:
                yield ("statistic", (item, *key)), best.unit, best.value, rows[best.row]


def _emissions(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    emission = now.emission
    rows = _in_whole(whole.emission.id, emission.id)
    masses: dict[tuple[int, str, str, str], float] = defaultdict(float)
    first: dict[tuple[int, str, str, str], int] = {}
    for row in counted_emissions(now):
        if emission.year[row] == at and not emission.not_detected[row]:
            told = (emission.medium[row], emission.pollutant[row], emission.destination[row])
            key = (int(emission.actor[row]), *told)
            masses[key] += float(emission.mass[row])
            first.setdefault(key, rows[row])
    for key, mass in masses.items():
        yield ("emission", key), "t", mass, first[key]


def _stocks(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    rows = _in_whole(whole.stock.id, now.stock.id)
    for row in np.flatnonzero(now.stock.year == at).tolist():
        key = (int(now.stock.actor[row]), int(now.stock.commodity[row]))
        yield ("stock", key), str(now.commodity.base_unit[key[1]]), float(now.stock.closing[row]), rows[row]


def is_slip(one: float, other: float) -> bool:
    """Whether two figures above 0 differ about a thousandfold."""
    return one > 0 and other > 0 and SLIP[0] <= max(one, other) / min(one, other) <= SLIP[1]


def slipped_pair(series: Series) -> tuple[int, int] | None:
    """The first two neighbouring years whose figures differ about a thousandfold, the larger first."""
    for year, later in pairwise(sorted(series.points)):
        if is_slip(series.points[year].value, series.points[later].value):
            return (year, later) if series.points[year].value > series.points[later].value else (later, year)
    return None


def subject_of(whole: Snapshot, series: Series) -> Ref:
    """The link or the actor that a series is about."""
    if series.table == "flow_amount":
        return link_ref(whole, int(str(series.key[0])))
    return ref(whole, "actor", int(str(series.key[1 if series.table == "statistic" else 0])))


def title_of(whole: Snapshot, series: Series) -> Text:
    """How a sentence names a series."""
    subject = subject_of(whole, series)
    values: dict[str, object] = {"firm": subject.name}
    if series.table == "flow_amount":
        return link_text(whole, int(str(series.key[0])))
    if series.table == "emission":
        item = find_pollutant(str(series.key[1]), str(series.key[2]))
        values["pollutant"] = Text(item.name) if item else str(series.key[2])
        return Text("{pollutant} of {firm}", values)
    commodity = int(str(series.key[-1]))
    values["commodity"] = whole.commodity.name[commodity] if commodity >= 0 else ""
    if series.table == "stock":
        return Text("stock of {commodity} at {firm}", values)
    values["item"] = _item_title(str(series.key[0]))
    if commodity < 0:
        return Text("{item} of {firm}", values)
    return Text("{item} ({commodity}) of {firm}", values)


def matter_of(whole: Snapshot, series: Series) -> str:
    """What tells a series from others of the same subject: its item, pollutant or commodity."""
    if series.table == "flow_amount":
        return str(whole.commodity.name[whole.flow.commodity[int(str(series.key[0]))]])
    if series.table == "emission":
        return str(series.key[2])
    commodity = int(str(series.key[-1]))
    name = str(whole.commodity.name[commodity]) if commodity >= 0 else ""
    if series.table == "stock":
        return name
    title = _item_titles().get(str(series.key[0]), str(series.key[0]))
    return f"{title}: {name}" if name else title


def _item_title(item: str) -> Text | str:
    return Text(_item_titles()[item]) if item in _item_titles() else item


def _item_titles() -> dict[str, str]:
    return {row["id"]: row["title_en"] for row in table("tables/items.csv")}


def point_ref(whole: Snapshot, series: Series, year: int) -> Ref:
    """The row that the figure of a year stands in, named by the link or the actor."""
    uid = getattr(whole, series.table).uid[series.points[year].row]
    return Ref(series.table, str(uid), subject_of(whole, series).name)


def link_sides(now: Snapshot) -> dict[int, list[Side]]:
    """What each origin and source states about those links of a narrowed snapshot whose statements differ by over 1 %.

    Best sources first. Statements with an unknown part are left out, since parts cannot be compared with a whole.
    """
    amounts = now.flow_amount
    if not len(amounts):
        return {}
    origins, origin = np.unique(amounts.origin.astype(str), return_inverse=True)
    stated = (amounts.flow * len(origins) + origin) * (len(now.source) + 1) + amounts.source + 1
    first, group = np.unique(stated, return_index=True, return_inverse=True)[1:]
    value = np.bincount(group, amounts.value)  # an unknown part makes the sum unknown
    sd = np.sqrt(np.bincount(group, np.nan_to_num(amounts.sd) ** 2))
    flow = amounts.flow[first]
    low, high = np.full(len(now.flow), np.inf), np.zeros(len(now.flow))
    np.fmin.at(low, flow, value)
    np.fmax.at(high, flow, value)
    sides: dict[int, list[Side]] = defaultdict(list)
    for place in np.flatnonzero((high > low * (1 + AGREEING))[flow] & ~np.isnan(value)).tolist():
        row = int(first[place])
        sides[int(flow[place])].append(Side(str(amounts.origin[row]), float(value[place]), float(sd[place]), row))
    return {link: sorted(told, key=lambda side: _standing(now, side.row), reverse=True) for link, told in sides.items()}


def _standing(now: Snapshot, row: int) -> tuple[int, str]:
    source = int(now.flow_amount.source[row])
    return GRADES.get(now.flow_amount.grade[row], 0), str(now.source.date[source]) if source >= 0 else ""
