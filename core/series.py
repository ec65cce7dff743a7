"""The same figure in several years and from several sides: where slips of units and jumps are looked for."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from core.catalogues import find_pollutant, table
from core.columns import Flags, Integers, Numbers, take
from core.evidence import join_sources, link_ref, link_text, ref
from core.figures import figures, statements
from core.findings import Inquiry, Ref
from core.model import Emissions
from core.snapshot import Snapshot
from core.statements import ACCURACY, best_statistics, counted_emissions, grouped, numbered
from core.text import Text

SLIP = (500.0, 2000.0)  # a ratio between these is near enough to 1000 to ask for the unit
LEAST = 1.5  # the smallest factor between two years that any check asks about
Key = tuple[str, tuple[object, ...]]  # table, and what tells the figure from others there


Entries = Iterator[tuple[Key, str, float, int]]
Read = Callable[[Snapshot, Snapshot, int], Entries]  # of the whole, narrowed to a year, and that year


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


def changing_series(inquiry: Inquiry, factor: float) -> list[Series]:
    """Figures of links and actors by year, up to the year asked, whose largest is over `factor` times the smallest.

    Factors from 1.5 on are asked for, so all years are read once per inquiry.
    """
    series, least, most = inquiry.once(_changing)
    return [series[place] for place in np.flatnonzero(most > factor * least).tolist()]


def _changing(inquiry: Inquiry) -> tuple[list[Series], Numbers, Numbers]:
    """The series that change at all, with the least and the largest value of each."""
    tables = (_changing_links, _changing_statistics, _changing_emissions, _changing_stocks)
    series = [one for of_table in tables for one in inquiry.once(of_table)]
    series.sort(key=lambda one: min(one.points))  # in the order in which years, then tables are read
    values = [[point.value for point in one.points.values()] for one in series]
    return series, np.array([min(told) for told in values]), np.array([max(told) for told in values])


def _changing_links(inquiry: Inquiry) -> list[Series]:
    return _read_years(inquiry, _links)


def _changing_statistics(inquiry: Inquiry) -> list[Series]:
    return _read_years(inquiry, _statistics)


def _changing_emissions(inquiry: Inquiry) -> list[Series]:
    """As `_read_years`, with the parts of a mass added up by column, since a county tells very many."""
    whole, years = inquiry.whole.emission, years_asked(inquiry)
    if not years:
        return []
    group = grouped(whole.actor, *map(numbered, (whole.medium, whole.pollutant, whole.destination)))
    size = int(group.max(initial=-1)) + 1
    values, rows = np.full((len(years), size), np.nan), np.full((len(years), size), -1)
    for place, at in enumerate(years):
        now = inquiry.during(at).emission
        counted = np.array(inquiry.once(_Counted(at)), dtype=np.int64)
        told = counted[(now.year[counted] == at) & ~now.not_detected[counted]]
        found = np.searchsorted(whole.id, now.id[told])
        masses = np.bincount(group[found], now.mass[told], size)
        rows[place, group[found][::-1]] = found[::-1]  # the first row of each mass stays
        values[place] = np.where(masses > 0, masses, np.nan)
    known = ~np.isnan(values)
    low, high = np.where(known, values, np.inf).min(0, initial=np.inf), np.where(known, values, 0).max(0, initial=0)
    changing = np.flatnonzero((known.sum(0) > 1) & (high > LEAST * low))
    first = known[:, changing].argmax(0)
    order = np.lexsort((rows[first, changing], first))
    return [_of_emission(whole, years, values[:, one], rows[:, one]) for one in changing[order]]


@dataclass(frozen=True, slots=True)
class _Counted:
    """The emissions of a year that count, asked by year, so that an edit of one year leaves the others as they were."""

    year: int

    def __call__(self, inquiry: Inquiry) -> list[int]:
        return counted_emissions(inquiry.during(self.year))


def _of_emission(whole: Emissions, years: list[int], values: Numbers, rows: Integers) -> Series:
    points = {years[at]: Point(float(values[at]), int(rows[at])) for at in np.flatnonzero(~np.isnan(values)).tolist()}
    row = next(iter(points.values())).row
    key = (int(whole.actor[row]), whole.medium[row], whole.pollutant[row], whole.destination[row])
    return Series("emission", key, "t", points)


def _changing_stocks(inquiry: Inquiry) -> list[Series]:
    return _read_years(inquiry, _stocks)


def _read_years(inquiry: Inquiry, read: Read) -> list[Series]:
    """The figures of one table by year that change at all; one table at a time, since an edit seldom touches others."""
    points: dict[Key, dict[int, tuple[float, int]]] = defaultdict(dict)
    units: dict[Key, str] = {}
    for at in years_asked(inquiry):
        for key, unit, value, row in read(inquiry.whole, inquiry.during(at), at):
            if value > 0:
                points[key][at], units[key] = (value, row), unit
    several = {key: {at: Point(*point) for at, point in told.items()} for key, told in points.items() if len(told) > 1}
    return [Series(*key, units[key], told) for key, told in several.items() if _changes(told, LEAST)]


def years_asked(inquiry: Inquiry) -> list[int]:
    """The years that the project has figures of, ascending, up to the year asked."""
    return inquiry.once(_years, settled=True)


def _years(inquiry: Inquiry) -> list[int]:
    return [at for at in inquiry.whole.years() if inquiry.year is None or at <= inquiry.year]


def _changes(points: dict[int, Point], factor: float) -> bool:
    values = [point.value for point in points.values()]
    return max(values) > factor * min(values)


def _in_whole(ids: Integers, row_ids: Integers) -> list[int]:
    """The rows of the whole table with the ids of a narrowed one; both are sorted by id."""
    found: list[int] = np.searchsorted(ids, row_ids).tolist()
    return found


def _links(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    chosen = figures(now)
    flows = _in_whole(whole.flow.id, now.flow.id)
    amounts = _in_whole(whole.flow_amount.id, now.flow_amount.id)
    told_again = _in_several_years(whole)[flows][now.flow_amount.flow]
    counted = np.flatnonzero(chosen.counted & (now.flow_amount.year == at) & told_again)
    links, first = np.unique(now.flow_amount.flow[counted], return_index=True)
    values, units = chosen.whole.tolist(), chosen.unit.tolist()
    for link, row in zip(links.tolist(), counted[first].tolist(), strict=True):
        yield ("flow_amount", (flows[link],)), units[link], values[link], amounts[row]


def _in_several_years(whole: Snapshot) -> Flags:
    """Which links have amounts of more than one year; most have not, and need not be looked at."""
    amounts, count = whole.flow_amount, len(whole.flow)
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    np.fmin.at(first, amounts.flow, amounts.year)
    np.fmax.at(last, amounts.flow, amounts.year)
    several: Flags = last > first
    return several


def _statistics(whole: Snapshot, now: Snapshot, at: int) -> Entries:
    rows = np.searchsorted(whole.statistic.id, now.statistic.id)
    changing = _telling_change(whole)[rows]
    told, rows = take(now.statistic, changing), rows[changing]
    years = told.year.tolist()
    for item in dict.fromkeys(told.item.tolist()):
        for key, best in best_statistics(now, item, table=told).items():
            if years[best.row] == at:
                yield ("statistic", (item, *key)), best.unit, best.value, int(rows[best.row])


def _telling_change(whole: Snapshot) -> Flags:
    """Which statistics belong to a figure that changes at all, in whatever year; the others need not be looked at."""
    told = whole.statistic
    items = {item: place for place, item in enumerate(dict.fromkeys(told.item.tolist()))}
    item = np.array([items[name] for name in told.item.tolist()], dtype=np.int64)
    key = (item * (len(whole.actor) + 1) + told.actor + 1) * (len(whole.commodity) + 1) + told.commodity + 1
    group = np.unique(key, return_inverse=True)[1].reshape(-1)
    low, high = np.full(len(told), np.inf), np.zeros(len(told))
    known = told.value > 0
    np.minimum.at(low, group[known], told.value[known])
    np.maximum.at(high, group[known], told.value[known])
    changing: Flags = (high > LEAST * low)[group]
    return changing


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
    return point_refs(whole, [series], year)[0]


def point_refs(whole: Snapshot, several: Sequence[Series], year: int) -> list[Ref]:
    """The rows that the figures of a year stand in, as by `point_ref`."""
    uids, names = {name: getattr(whole, name).uid for name in {one.table for one in several}}, whole.actor.name
    found = []
    for one in several:
        holder: Any = one.key[1 if one.table == "statistic" else 0]
        name = subject_of(whole, one).name if one.table == "flow_amount" else str(names[holder])
        found.append(Ref(one.table, str(uids[one.table][one.points[year].row]), name))
    return found


def point_sources(whole: Snapshot, several: Sequence[Series], year: int) -> str:
    """The titles of the sources of the figures of a year, each once."""
    cited = {name: getattr(whole, name).source for name in {one.table for one in several}}
    told = dict.fromkeys((int(cited[one.table][one.points[year].row])) for one in several)
    return join_sources(*(str(whole.source.title[row]) for row in told if row >= 0))


def _put_right(now: Snapshot) -> Flags:
    """Which amounts stay in the project though another one was put in their place, so that nothing is asked of them."""
    table = now.figure_correction
    old = {str(uid) for uid in table.old_uid[table.table_name == "flow_amount"]}
    return np.array([uid in old for uid in now.flow_amount.uid] if old else np.zeros(len(now.flow_amount)), dtype=bool)


def link_sides(now: Snapshot) -> dict[int, list[Side]]:
    """What each origin and source states about those links of a narrowed snapshot whose statements differ by over 1 %.

    Best sources first. Statements with an unknown part are left out, since parts cannot be compared with a whole.
    """
    told = statements(now)
    whole = ~np.isnan(told.value) & ~told.partial & ~_put_right(now)[told.row]
    low, high = np.full(len(now.flow), np.inf), np.zeros(len(now.flow))
    np.minimum.at(low, told.flow[whole], told.value[whole])
    np.maximum.at(high, told.flow[whole], told.value[whole])
    chosen = np.flatnonzero((high > low * (1 + ACCURACY))[told.flow] & whole)
    dates = np.append(now.source.date, "").astype(str)[now.flow_amount.source[told.row]]

    def standing(place: int) -> tuple[int, str, int]:
        return int(told.grade[place]), str(dates[place]), int(told.keys[place, 2])

    sides: dict[int, list[Side]] = defaultdict(list)
    for place in sorted(chosen.tolist(), key=standing, reverse=True):
        row = int(told.row[place])
        spread = float(np.nan_to_num(told.sd[place]))  # nobody stated how sure it is
        sides[int(told.flow[place])].append(
            Side(str(now.flow_amount.origin[row]), float(told.value[place]), spread, row)
        )
    return dict(sides)
