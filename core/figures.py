"""Which figure of a link counts: one statement is chosen, its parts are added, the others are kept to compare."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, Words, take
from core.kinds import GRADES
from core.model import Amounts
from core.snapshot import Snapshot
from core.steps import pause

_GRADE_WORDS = np.array(["", *sorted(GRADES, key=GRADES.__getitem__)], dtype=object)
# At equal grade and source date the sender's figure stands before the receiver's, so that the choice is reproducible.
_ORIGIN_RANK = {"sender": 4, "receiver": 3, "survey": 2, "published": 1, "estimate": 0}


@dataclass(frozen=True, slots=True)
class Figures:
    """One row per link of a snapshot: value and sd in `unit` per year (NaN unknown), and where it comes from.

    `counted` marks, per row of `flow_amount`, the statements that were added up; `competing` marks links for
    which another source or origin also gives a figure; `partial` marks links one of whose parts is unknown.
    """

    value: Numbers
    sd: Numbers
    unit: Words
    origin: Words
    grade: Words
    counted: Flags
    competing: Flags
    partial: Flags

    @property
    def whole(self) -> Numbers:
        """The values (links,) in `unit` per year, NaN also where only some parts of a figure are known."""
        values: Numbers = np.where(self.partial, np.nan, self.value)
        return values


def for_year(snapshot: Snapshot, year: int | None = None, *statuses: str) -> tuple[Snapshot, int | None]:
    """Running links of a year; without a year the latest that has figures, None where no figure names a year."""
    chosen = snapshot.of_status(*statuses)
    if year is None:
        year = latest_year(chosen)
    return (chosen if year is None else chosen.during(year)), year


def latest_year(snapshot: Snapshot) -> int | None:
    """The latest year for which a link has a known amount; without any, the latest of statistics, stocks, emissions."""
    known = snapshot.flow_amount.year[~np.isnan(snapshot.flow_amount.value)]
    others = (snapshot.statistic.year, snapshot.stock.year, snapshot.emission.year)
    for years in (known, np.concatenate(others)):
        if len(dated := years[~np.isnan(years)]):
            return int(dated.max())
    return None


@dataclass(frozen=True, slots=True)
class Statements:
    """What each origin and source states about links: columns (n,) of the statements, `group` and `part` per amount.

    `group` is the statement that a row of `flow_amount` belongs to, `part` whether it is added up there; `row` is the
    first such row. `value` and `sd` are NaN where nothing is known; `grade` is a rank, 0 where nobody graded.
    """

    group: Integers
    part: Flags
    row: Integers
    flow: Integers
    value: Numbers
    sd: Numbers
    grade: Integers
    partial: Flags
    keys: Integers  # (n, 4) link, year, rank of the origin, source


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The amounts of a snapshot, the same for every snapshot that shares the table."""

    amounts: Amounts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and other.amounts is self.amounts

    def __hash__(self) -> int:
        return id(self.amounts)


def statements(snapshot: Snapshot) -> Statements:
    """The statements about all links; narrow the snapshot to a year first.

    Rows of one source and one origin are parts and are added where their periods differ or documents tell them apart.
    What was worked out of the same table before is told again.
    """
    pause()
    return _statements(_Table(snapshot.flow_amount))


@lru_cache(maxsize=4)  # the year, the year with what enters sums only, and two years beside each other
def _statements(table: _Table) -> Statements:
    amounts = table.amounts
    group, keys = _grouped(amounts)
    count = len(keys)
    part = _parts(amounts, group, count)
    known = part & ~np.isnan(amounts.value)
    total = np.bincount(group, np.where(known, amounts.value, 0.0), count)
    spread = np.sqrt(np.bincount(group, np.where(known, amounts.sd, 0.0) ** 2, count))
    parts, parts_known = np.bincount(group, part, count), np.bincount(group, known, count)
    row = np.full(count, len(group), dtype=np.int64)
    np.minimum.at(row, group[part], np.flatnonzero(part))
    return Statements(
        group,
        part,
        row,
        flow=keys[:, 0],
        value=np.where(parts_known > 0, total, np.nan),
        sd=np.where(parts_known > 0, spread, np.nan),
        grade=_weakest_grades(amounts, group, known, count),
        partial=(parts_known < parts) & (parts_known > 0),
        keys=keys,
    )


def figures(snapshot: Snapshot) -> Figures:
    """Choose the statement that counts of every link; narrow the snapshot to a year first.

    Of different sources or origins the best known one counts: audited > declared > surveyed > estimated, then the
    newest source, then sender before receiver.
    """
    amounts, count = snapshot.flow_amount, len(snapshot.flow)
    told = statements(snapshot)
    best = _best_statements(snapshot, told)
    stated = ~np.isnan(amounts.value)
    others = np.bincount(amounts.flow[stated & ~(best[told.group] & told.part)], minlength=count)

    def of_links(values: npt.NDArray[Any], empty: Any) -> npt.NDArray[Any]:
        chosen = np.full(count, empty, dtype=values.dtype)
        chosen[told.flow[best]] = values[best]
        return chosen

    return Figures(
        value=of_links(told.value, np.nan),
        sd=of_links(told.sd, np.nan),
        unit=snapshot.commodity.base_unit[snapshot.flow.commodity],
        origin=of_links(amounts.origin[told.row], ""),
        grade=of_links(_GRADE_WORDS[told.grade], ""),
        counted=best[told.group] & told.part & stated,
        competing=others > 0,
        partial=of_links(told.partial, False),
    )


def _parts(amounts: Amounts, group: Integers, groups: int) -> Flags:
    """Which rows of a statement add up: documents and periods; a figure for the whole year stands instead of them.

    Of rows without a document on the same period the last known one counts, since they tell the same thing twice.
    """
    several = np.flatnonzero(np.bincount(group, minlength=groups)[group] > 1)  # most statements are of one row
    part = np.ones(len(group), dtype=bool)
    if not len(several):
        return part
    told = take(amounts, several)
    group = group[several]
    bare = told.document == ""
    whole = bare & (told.period == "")
    known = ~np.isnan(told.value)
    period = np.unique(told.period.astype(str), return_inverse=True)[1].reshape(-1)
    order = np.lexsort((np.arange(len(group)), known, period, group, bare))
    following = order[1:]
    repeated = bare[order[:-1]] & bare[following]
    repeated &= (group[order[:-1]] == group[following]) & (period[order[:-1]] == period[following])
    counting = np.ones(len(group), dtype=bool)
    counting[order[:-1][repeated]] = False
    has_whole = np.bincount(group, whole & counting & known, groups) > 0
    part[several] = counting & (whole | ~has_whole[group])
    return part


def _weakest_grades(amounts: Amounts, group: Integers, known: Flags, groups: int) -> Integers:
    """The rank of each statement: a sum is as good as its weakest known part, 0 where nobody graded it."""
    rank = _ranks(amounts.grade, GRADES)
    weakest = np.full(groups, len(GRADES), dtype=np.int64)
    np.minimum.at(weakest, group[known], rank[known])
    unknown = np.bincount(group, known, groups) == 0
    weakest[unknown] = 0
    return weakest


def _ranks(words: Words, ranks: Mapping[str, int]) -> Integers:
    """The rank of each word, 0 for others; mostly all are the same one, which is sooner compared than looked up."""
    if len(words) and (words == words[0]).all():
        return np.full(len(words), ranks.get(words[0], 0), dtype=np.int64)
    return np.array([ranks.get(word, 0) for word in words.tolist()], dtype=np.int64)


def _grouped(amounts: Amounts) -> tuple[Integers, Integers]:
    """The statement of each row, of one link, year, origin and source, and the statements' keys (n, 4)."""
    origin = _ranks(amounts.origin, _ORIGIN_RANK)
    year = np.nan_to_num(amounts.year, nan=0).astype(np.int64)
    keys = np.column_stack([amounts.flow, year, origin, amounts.source])
    order = _sorted_rows(keys)
    ordered = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    group = np.empty(len(keys), dtype=np.int64)
    group[order] = np.cumsum(first) - 1
    return group, ordered[first]


def _sorted_rows(keys: Integers) -> Integers:
    """The order (n,) of rows of whole numbers, the first column before others; equal rows stay as they come."""
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    least = keys.min(axis=0)
    spans = [int(span) for span in keys.max(axis=0) - least + 1]
    if math.prod(spans) >= 2**62:
        order: Integers = np.lexsort(keys.T[::-1])
        return order
    packed = np.zeros(len(keys), dtype=np.int64)  # in one number per row, mostly in order already
    for column, span in enumerate(spans):
        packed = packed * span + (keys[:, column] - least[column])
    return np.argsort(packed, kind="stable")


def _best_statements(snapshot: Snapshot, told: Statements) -> Flags:
    """The statement of each link that counts."""
    best = np.ones(len(told.flow), dtype=bool)
    several = np.flatnonzero(np.bincount(told.flow, minlength=len(snapshot.flow))[told.flow] > 1)
    if not len(several):
        return best
    flow, year, origin, source = told.keys[several].T
    dates = np.append(snapshot.source.date, "").astype(str)
    newest = np.unique(dates, return_inverse=True)[1].reshape(-1)[source]
    known = ~np.isnan(told.value[several])
    order = np.lexsort((source, origin, newest, told.grade[several], year, known, flow))
    best[several] = False
    best[several[order[np.append(np.diff(flow[order]) != 0, True)]]] = True
    return best
