"""Figures of links and actors by year as columns, of which those are kept that change at all."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, take
from core.figures import figures
from core.findings import Inquiry
from core.model import Emissions, Statistics
from core.remembering import of_columns
from core.series import LEAST, years_asked
from core.snapshot import Snapshot
from core.statements import column_numbers, counted_emissions, grouped, numbered_pollutants, standing

Entries = tuple[Integers, Numbers, Integers]  # the groups that are told of, their values, their rows of the whole table
Column = npt.NDArray[Any]
T = TypeVar("T")
Read = Callable[[int], Entries]  # of a year


@dataclass(frozen=True, slots=True, eq=False)
class Changing:
    """Figures of one table that change: `values` (years, n) above 0 in base units, NaN unknown, and their `rows` (-1).

    Rows are those of the whole table. Figures stand in the order of their first years and rows.
    """

    table: str
    years: tuple[int, ...]
    values: Numbers
    rows: Integers

    @property
    def first(self) -> Integers:
        """The place of the first year (n,) of each figure."""
        return (self.rows >= 0).argmax(0) if len(self.years) else np.zeros(self.rows.shape[1], dtype=np.int64)


def changing_columns(inquiry: Inquiry) -> list[Changing]:
    """The figures of each table up to the year asked; a table at a time, since an edit seldom touches others."""
    return [inquiry.once(of_table) for of_table in (_links, _statistics, _emissions, _stocks)]


def _links(inquiry: Inquiry) -> Changing:
    whole = inquiry.whole
    several = _in_several_years(whole)

    def of_year(at: int) -> Entries:
        now = inquiry.during(at)
        chosen = figures(now)
        flows = np.searchsorted(whole.flow.id, now.flow.id)
        counted = chosen.counted & (now.flow_amount.year == at) & several[flows][now.flow_amount.flow]
        rows = np.flatnonzero(counted)
        links, first = np.unique(now.flow_amount.flow[rows], return_index=True)
        amounts = np.searchsorted(whole.flow_amount.id, now.flow_amount.id[rows[first]])
        return flows[links], chosen.whole[links], amounts

    return _changing(inquiry, "flow_amount", len(whole.flow), of_year)


def _in_several_years(whole: Snapshot) -> Flags:
    """Which links have amounts of more than one year; most have not, and need not be looked at."""
    amounts, count = whole.flow_amount, len(whole.flow)
    first, last = np.full(count, np.inf), np.full(count, -np.inf)
    np.fmin.at(first, amounts.flow, amounts.year)
    np.fmax.at(last, amounts.flow, amounts.year)
    several: Flags = last > first
    return several


def _statistics(inquiry: Inquiry) -> Changing:
    """The statistic that counts of each item, actor and commodity."""
    told = inquiry.whole.statistic
    columns = (told.item, told.actor, told.commodity)
    group = _of_columns(inquiry, "statistic", columns, partial(_stated, told))

    def of_year(at: int) -> Entries:
        now = inquiry.during(at)
        stated = now.statistic
        asked = np.flatnonzero(stated.actor >= 0)
        rows = np.searchsorted(told.id, stated.id[asked])
        keys, some = group[rows], take(stated, asked)
        order = np.lexsort((*standing(now, some), ~np.isnan(some.value), keys))
        best = order[np.append(np.diff(keys[order]) != 0, True)] if len(order) else order
        best = best[some.year[best] == at]
        return keys[best], some.value[best], rows[best]

    return _changing(inquiry, "statistic", _size(group), of_year)


def _emissions(inquiry: Inquiry) -> Changing:
    """The mass of each actor, pollutant and destination, its parts added up, with the first row of them."""
    told = inquiry.whole.emission
    columns = (told.actor, told.medium, told.pollutant, told.destination)
    group = _of_columns(inquiry, "emission", columns, partial(_discharges, told))

    def of_year(at: int) -> Entries:
        asked = at == inquiry.year
        now = (inquiry.now if asked else inquiry.during(at)).emission
        counted = np.array(inquiry.counted_emissions, dtype=np.int64) if asked else inquiry.once(_Counted(at))
        columns = (group, told.id, counted, now.id, now.year, now.not_detected, now.mass)
        return _of_columns(inquiry, ("emission", at), columns, partial(_emitted, at, *columns))

    return _changing(inquiry, "emission", _size(group), of_year)


def _emitted(
    at: int, group: Integers, ids: Integers, counted: Integers, told: Integers, years: Numbers, nothing: Flags,
    masses: Numbers,
) -> Entries:  # fmt: skip
    """The masses of a year by group, of the rows that count; `group` and `ids` are those of all years."""
    parts = counted[(years[counted] == at) & ~nothing[counted]]
    rows = np.searchsorted(ids, told[parts])
    first = np.full(_size(group), -1, dtype=np.int64)
    first[group[rows[::-1]]] = rows[::-1]  # of each group the first stays
    groups: Integers = np.flatnonzero(first >= 0)
    sums = np.bincount(group[rows], masses[parts], len(first)).astype(np.float64)
    return groups, sums[groups], first[groups]


@dataclass(frozen=True, slots=True)
class _Counted:
    """The emissions of a year that count, asked by year, so that an edit of one year leaves the others as they were."""

    year: int

    def __call__(self, inquiry: Inquiry) -> Integers:
        return np.array(counted_emissions(inquiry.during(self.year)), dtype=np.int64)


def _stocks(inquiry: Inquiry) -> Changing:
    told = inquiry.whole.stock
    group = grouped(told.actor, told.commodity)

    def of_year(at: int) -> Entries:
        now = inquiry.during(at).stock
        rows = np.searchsorted(told.id, now.id[now.year == at])
        return group[rows], told.closing[rows], rows

    return _changing(inquiry, "stock", _size(group), of_year)


def _size(group: Integers) -> int:
    return int(group.max(initial=-1)) + 1


def _stated(told: Statistics) -> Integers:
    """The group of each statistic: of an actor an item and a commodity."""
    return grouped(column_numbers(told, "item"), told.actor, told.commodity)


def _discharges(told: Emissions) -> Integers:
    """The group of each emission: of an actor a pollutant, by whatever name, and a destination."""
    return grouped(told.actor, numbered_pollutants(told), column_numbers(told, "destination"))


def _of_columns(inquiry: Inquiry, key: Hashable, columns: Sequence[Column], compute: Callable[[], T]) -> T:
    """What columns come to, kept from one state to the next where the inquiry remembers."""
    return compute() if inquiry.memory is None else of_columns(inquiry.memory, key, columns, compute)


def _changing(inquiry: Inquiry, table: str, size: int, of_year: Read) -> Changing:
    """What changes of the figures (groups of rows) of a table; of several of a year and group the last counts."""
    years = tuple(years_asked(inquiry))
    values, rows = np.full((len(years), size), np.nan), np.full((len(years), size), -1)
    for place, at in enumerate(years) if size else ():
        group, told, cited = of_year(at)
        known = told > 0
        values[place, group[known]], rows[place, group[known]] = told[known], cited[known]
    low, high = np.fmin.reduce(values, initial=np.inf), np.fmax.reduce(values, initial=0.0)
    changing = np.flatnonzero(((rows >= 0).sum(0) > 1) & (high > LEAST * low))
    found = Changing(table, years, values[:, changing], rows[:, changing])
    if not len(changing):
        return found
    order = np.lexsort((found.rows[found.first, np.arange(len(changing))], found.first))
    return Changing(table, years, found.values[:, order], found.rows[:, order])
