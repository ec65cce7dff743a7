"""The same figure in several years and from several sides: where slips of units and jumps are looked for."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from core.catalogues import find_pollutant, table
from core.columns import Flags
from core.evidence import link_ref, link_text, ref
from core.figures import statements
from core.findings import Inquiry, Ref
from core.snapshot import Snapshot
from core.statements import ACCURACY
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


def years_asked(inquiry: Inquiry) -> list[int]:
    """The years that the project has figures of, ascending, up to the year asked."""
    return inquiry.once(_years, settled=True)


def _years(inquiry: Inquiry) -> list[int]:
    return [at for at in inquiry.whole.years() if inquiry.year is None or at <= inquiry.year]


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
    return Ref(
        series.table, str(getattr(whole, series.table).uid[series.points[year].row]), subject_of(whole, series).name
    )


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
