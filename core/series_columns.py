"""Figures of links and actors by year as columns, of which those are kept that change at all."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, take
from core.figures import figures
from core.findings import Inquiry
from core.model import Emissions
from core.remembering import of_columns
from core.series import LEAST, years_asked
from core.snapshot import Snapshot
from core.statements import counted_emissions, grouped, numbered, numbered_pollutants, standing

Entries = tuple[Integers, Numbers, Integers]  # the groups that are told of, their values, their rows of the whole table
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
    group = _groups(inquiry, "statistic", columns, lambda: grouped(numbered(told.item), told.actor, told.commodity))

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
    group = _groups(inquiry, "emission", columns, lambda: _discharges(told))
    size = _size(group)

    def of_year(at: int) -> Entries:
        asked = at == inquiry.year
        now = (inquiry.now if asked else inquiry.during(at)).emission
        counted = np.array(inquiry.counted_emissions if asked else inquiry.once(_Counted(at)), dtype=np.int64)
        parts = counted[(now.year[counted] == at) & ~now.not_detected[counted]]
        rows = np.searchsorted(told.id, now.id[parts])
        groups, first = np.unique(group[rows], return_index=True)
        return groups, np.bincount(group[rows], now.mass[parts], size)[groups], rows[first]

    return _changing(inquiry, "emission", size, of_year)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The emissions of a year that count, asked by year, so that an edit of one year leaves the others as they were."""

    year: int

    def __call__(self, inquiry: Inquiry) -> list[int]:
        return counted_emissions(inquiry.during(self.year))


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


def _discharges(told: Emissions) -> Integers:
    """The group of each emission: of an actor a pollutant, by whatever name, and a destination."""
    return grouped(told.actor, numbered_pollutants(told), numbered(told.destination))


def _groups(
    inquiry: Inquiry, key: Hashable, columns: Sequence[npt.NDArray[Any]], compute: Callable[[], Integers]
) -> Integers:
    """The group of each row, kept from one state to the next while the columns hold the same."""
    return compute() if inquiry.memory is None else of_columns(inquiry.memory, key, columns, compute)


def _changing(inquiry: Inquiry, table: str, size: int, of_year: Read) -> Changing:
    """What changes of the figures (groups of rows) of a table; of several of a year and group the last counts."""
    years = tuple(years_asked(inquiry))
    values, rows = np.full((len(years), size), np.nan), np.full((len(years), size), -1)
    for place, at in enumerate(years) if size else ():
        group, told, cited = of_year(at)
        known = told > 0
        values[place, group[known]], rows[place, group[known]] = told[known], cited[known]
    low = np.nan_to_num(values, nan=np.inf).min(0, initial=np.inf)
    high = np.nan_to_num(values).max(0, initial=0)
    changing = np.flatnonzero(((rows >= 0).sum(0) > 1) & (high > LEAST * low))
    found = Changing(table, years, values[:, changing], rows[:, changing])
    if not len(changing):
        return found
    order = np.lexsort((found.rows[found.first, np.arange(len(changing))], found.first))
    return Changing(table, years, found.values[:, order], found.rows[:, order])
