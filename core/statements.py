"""Which of several statements about one thing counts: audited before declared before surveyed before estimated.

Statistics, stocks and emissions follow the same order as the amounts of links; nothing is averaged.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from core.kinds import GRADES
from core.model import Coefficients, Emissions, Statistics, Stocks
from core.names import word_key
from core.snapshot import Snapshot

ACCURACY = 0.01  # a difference below this share is within the accuracy of ledgers
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


def best_statistics(snapshot: Snapshot, item: str, about: str = "actor") -> dict[Key, Statement]:
    """The statistic that counts of every actor and commodity for one item, in a snapshot narrowed to a year.

    A known figure goes before an unknown one of a better grade. `about` is "actor" or "region".
    """
    table = snapshot.statistic
    holder = table.region if about == "region" else table.actor
    chosen: dict[Key, int] = {}
    for row in np.flatnonzero((table.item == item) & (holder >= 0)).tolist():
        key = (int(holder[row]), int(table.commodity[row]))
        if key not in chosen or _before(snapshot, row, chosen[key]):
            chosen[key] = row
    return {
        key: Statement(float(table.value[row]), float(table.sd[row]), str(table.unit[row]), row)
        for key, row in chosen.items()
    }


def _before(snapshot: Snapshot, row: int, other: int) -> bool:
    table = snapshot.statistic
    known, other_known = not np.isnan(table.value[row]), not np.isnan(table.value[other])
    return (known, rank(snapshot, table, row)) > (other_known, rank(snapshot, table, other))


def counted_emissions(snapshot: Snapshot) -> list[int]:
    """The rows of `emission` that count in a snapshot narrowed to a year.

    Of each actor, medium, pollutant, destination and outlet the statement of the best source counts, its rows are
    parts; a total without an outlet counts only where no outlet is named.
    """
    table = snapshot.emission
    groups: dict[tuple[object, ...], dict[str, dict[int, list[int]]]] = defaultdict(lambda: defaultdict(dict))
    for row in range(len(table)):
        key = (table.actor[row], table.medium[row], table.pollutant[row], table.destination[row], table.plant[row])
        groups[key][table.outlet[row]].setdefault(int(table.source[row]), []).append(row)
    counted: list[int] = []
    for outlets in groups.values():
        named = {name: told for name, told in outlets.items() if name} or outlets
        for told in named.values():
            counted += max(told.values(), key=lambda rows: max(rank(snapshot, table, row) for row in rows))
    return sorted(counted)


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
