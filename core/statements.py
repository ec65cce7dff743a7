"""Which of several statements about one thing counts: audited before declared before surveyed before estimated.

Statistics, stocks and emissions follow the same order as the amounts of links; nothing is averaged.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.catalogues import find_pollutant
from core.columns import Flags, Integers, Table, is_word, take, word_numbers
from core.kinds import GRADES
from core.model import Coefficients, Emissions, Statistics, Stocks
from core.names import word_key
from core.snapshot import Snapshot
from core.steps import pause

ACCURACY = 0.01  # a difference below this share is within the accuracy of ledgers
_DENSE = 20  # so many times as many keys as rows are told by a mark for each
Key = tuple[int, int]  # actor (or region) row, commodity row or -1


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure in the base unit of its item, NaN where unknown, with the row of the table it stands in."""

    value: float
    sd: float
    unit: str
    row: int


def rank(
    snapshot: Snapshot, table: Statistics | Stocks | Emissions | Coefficients, row: int
) -> tuple[bool, int, str, int]:
    """How far a row goes before others about the same thing: with a year, better graded, of a newer source."""
    grade = GRADES.get(table.grade[row], 0) if not isinstance(table, Stocks) else 0
    cited = int(table.source[row])
    date = str(snapshot.source.date[cited]) if cited >= 0 else ""
    return not np.isnan(table.year[row]), grade, date, -row


def standing(snapshot: Snapshot, table: Statistics | Stocks | Emissions) -> list[npt.NDArray[Any]]:
    """The `rank` of all rows as columns (n,), the weightiest last as `np.lexsort` takes them."""
    dates = np.append(snapshot.source.date, "").astype(str)
    newer = np.unique(dates, return_inverse=True)[1].reshape(-1)[table.source]
    grade = np.zeros(len(table), dtype=np.int64)
    if not isinstance(table, Stocks):
        number, first = first_come(column_numbers(table, "grade"))
        grade = np.array([GRADES.get(word, 0) for word in table.grade[first].tolist()], dtype=np.int64)[number]
    return [-np.arange(len(table)), newer, grade, ~np.isnan(table.year)]


def best_statistics(
    snapshot: Snapshot, item: str, about: str = "actor", table: Statistics | None = None
) -> dict[Key, Statement]:
    """The statistic that counts of every actor and commodity for one item, in a snapshot narrowed to a year.

    A known figure goes before an unknown one of a better grade. `about` is "actor" or "region"; `table` are the
    statistics that are asked, all where None.
    """
    table = snapshot.statistic if table is None else table
    holder = table.region if about == "region" else table.actor
    return _best(snapshot, table, np.flatnonzero(is_word(table, "item", item) & (holder >= 0)), holder)


def every_statistic(snapshot: Snapshot, about: str = "actor") -> dict[str, dict[Key, Statement]]:
    """The statistics that count, as `best_statistics` has them, by item in the order in which items come."""
    table = snapshot.statistic
    holder = table.region if about == "region" else table.actor
    number, first = first_come(column_numbers(table, "item"))
    rows = (np.flatnonzero((number == place) & (holder >= 0)) for place in range(len(first)))
    return {
        str(item): _best(snapshot, table, of_item, holder)
        for item, of_item in zip(table.item[first], rows, strict=True)
    }


def _best(snapshot: Snapshot, table: Statistics, rows: Integers, holder: Integers) -> dict[Key, Statement]:
    """Of these rows of `table`, all of one item, those that count, in their order by holder and commodity."""
    pause()
    keys = holder[rows] * (len(snapshot.commodity) + 1) + table.commodity[rows]
    firsts = np.unique(keys, return_index=True)[1]
    if len(firsts) < len(rows):
        told = take(table, rows)
        order = np.lexsort((*standing(snapshot, told), ~np.isnan(told.value), keys))
        rows = rows[order[_last_of(keys[order])][np.argsort(firsts)]]  # as the table has them
    columns = (holder, table.commodity, table.value, table.sd, table.unit)
    chosen = zip(*(column[rows].tolist() for column in columns), rows.tolist(), strict=True)
    return {(actor, goods): Statement(value, sd, unit, row) for actor, goods, value, sd, unit, row in chosen}


def counted_emissions(snapshot: Snapshot, table: Emissions | None = None) -> list[int]:
    """The rows of `emission`, or of `table`, some of its pollutants, that count in a snapshot narrowed to a year.

    Of each actor, pollutant, destination and outlet the statement of the best source counts, its rows are parts; a
    total without an outlet counts only where no outlet is named. A pollutant is the same by whatever name.
    """
    table = snapshot.emission if table is None else table
    pause()
    pollutant, destination = numbered_pollutants(table), column_numbers(table, "destination")
    group = grouped(table.actor, pollutant, destination, table.plant)
    outlet = table.outlet != ""
    place = grouped(group, column_numbers(table, "outlet"))
    best = np.empty(len(table), dtype=np.int64)
    best[place] = table.source
    several = np.flatnonzero(np.bincount(place)[place] > 1)  # most places are told of in one row
    if len(several):
        told = take(table, several)
        order = np.lexsort((*standing(snapshot, told), place[several]))
        best[place[several][order]] = told.source[order]  # of each place the last and best is kept
    named = np.zeros(len(table), dtype=bool)
    named[group[outlet]] = True
    rows: list[int] = np.flatnonzero((table.source == best[place]) & (outlet | ~named[group])).tolist()
    return rows


def numbered_pollutants(table: Emissions) -> Integers:
    """A number for the pollutant of each row (n,), the same in a medium by whatever name; unknown ones by theirs."""
    pair, pairs = told_pairs(table, np.arange(len(table)))
    known: dict[tuple[str, str], int] = {}
    of_pair = np.zeros(len(pairs), dtype=np.int64)
    for place, (medium, name) in enumerate(pairs):
        item = find_pollutant(medium, name)
        of_pair[place] = known.setdefault((medium, item.id if item else word_key(name)), len(known))
    numbers: Integers = of_pair[pair]
    return numbers


def counted_coefficients(snapshot: Snapshot) -> list[int]:
    """The rows of `transfer_coefficient` that count in a snapshot narrowed to a year: known ones, then the best source.

    There is one per firm, substance and commodity.
    """
    table = snapshot.transfer_coefficient
    best: dict[tuple[int, str, int], int] = {}

    def order(row: int) -> tuple[bool, tuple[bool, int, str, int]]:
        return not np.isnan(table.value[row]), rank(snapshot, table, row)

    for row in range(len(table)):
        key = (int(table.actor[row]), word_key(str(table.substance[row])), int(table.commodity[row]))
        if key not in best or order(row) > order(best[key]):
            best[key] = row
    return sorted(best.values())


def numbered(words: npt.NDArray[Any]) -> Integers:
    """A number for each word (n,), the same for the same word, in the order in which they come."""
    if len(words) and (words.strides == (0,) or (words == words[0]).all()):  # as many columns are, told at a glance
        return np.zeros(len(words), dtype=np.int64)
    told = words.tolist()
    numbers = {word: number for number, word in enumerate(dict.fromkeys(told))}
    return np.fromiter(map(numbers.__getitem__, told), np.int64, len(told))


def column_numbers(table: Table, name: str) -> Integers:
    """A number for each word (n,) of a column, the same for the same word, in whatever order."""
    kept = word_numbers(table, name)
    return numbered(getattr(table, name)) if kept is None else kept


def told_pairs(table: Emissions, rows: Integers) -> tuple[Integers, list[tuple[str, str]]]:
    """The number (n,) of each row's medium and pollutant in the order in which they come, and these pairs."""
    medium, pollutant = (column_numbers(table, name)[rows] for name in ("medium", "pollutant"))
    number, first = first_come(grouped(medium, pollutant))
    cited = rows[first]
    return number, list(zip(table.medium[cited].tolist(), table.pollutant[cited].tolist(), strict=True))


def first_come(values: Integers) -> tuple[Integers, Integers]:
    """The number (n,) of each value, none below 0, in the order in which they come, and where each comes first."""
    place = np.full(int(values.max(initial=-1)) + 1, -1)
    place[values[::-1]] = np.arange(len(values))[::-1]  # of each value the first stays
    first = np.sort(place[place >= 0])
    number = np.empty(len(place), dtype=np.int64)
    number[values[first]] = np.arange(len(first))
    return number[values], first


def grouped(*columns: Integers) -> Integers:
    """The group (n,) of each row among those that agree in all columns, counted from 0."""
    group = columns[0]
    for column in columns[1:]:
        both = (group + 1) * (int(column.max(initial=0)) + 2) + column + 1
        group = _ranked(both)
    return group


def _ranked(keys: Integers) -> Integers:
    """The place (n,) of each key, none below 0, among the different ones in their order."""
    highest = int(keys.max(initial=0))
    if highest > _DENSE * len(keys):
        return np.unique(keys, return_inverse=True)[1].reshape(-1)
    there = np.zeros(highest + 1, dtype=bool)
    there[keys] = True
    return (np.cumsum(there) - 1)[keys]


def _last_of(keys: Integers) -> Flags:
    """Which rows are the last of their key, in sorted keys."""
    return np.append(keys[1:] != keys[:-1], True) if len(keys) else np.zeros(0, dtype=bool)
