"""Which figure of a link counts: one statement is chosen, its parts are added, the others are kept to compare."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, Words
from core.kinds import GRADES
from core.snapshot import Amounts, Snapshot

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


def figures(snapshot: Snapshot) -> Figures:
    """Choose and add up the statements of every link; narrow the snapshot to a year first.

    Rows of one source and one origin are parts and are added where their periods differ or documents tell them
    apart; of different sources or origins the best known one counts: audited > declared > surveyed > estimated, then
    the newest source, then sender before receiver.
    """
    amounts, count = snapshot.flow_amount, len(snapshot.flow)
    group, first, keys = _statements(snapshot)
    part = _parts(amounts, group, len(first))
    known = part & ~np.isnan(amounts.value)
    total = np.bincount(group, np.where(known, amounts.value, 0.0), len(first))
    spread = np.sqrt(np.bincount(group, np.where(known, amounts.sd, 0.0) ** 2, len(first)))
    parts, parts_known = np.bincount(group, part, len(first)), np.bincount(group, known, len(first))
    grade = _weakest_grades(amounts, group, known, len(first))
    best = _best_statements(snapshot, first, keys, grade, parts_known > 0)
    flow_of = amounts.flow[first]
    stated = ~np.isnan(amounts.value)
    others = np.bincount(amounts.flow[stated & ~(best[group] & part)], minlength=count)

    def of_links(values: npt.NDArray[Any], empty: Any) -> npt.NDArray[Any]:
        told = np.full(count, empty, dtype=values.dtype)
        told[flow_of[best]] = values[best]
        return told

    return Figures(
        value=of_links(np.where(parts_known > 0, total, np.nan), np.nan),
        sd=of_links(np.where(parts_known > 0, spread, np.nan), np.nan),
        unit=snapshot.commodity.base_unit[snapshot.flow.commodity],
        origin=of_links(amounts.origin[first], ""),
        grade=of_links(_GRADE_WORDS[grade], ""),
        counted=best[group] & known,
        competing=others > 0,
        partial=of_links((parts_known < parts) & (parts_known > 0), False),
    )


def _parts(amounts: Amounts, group: Integers, groups: int) -> Flags:
    """Which rows of a statement add up: documents and periods; a figure for the whole year stands instead of them.

    Of rows without a document on the same period the last known one counts, since they tell the same thing twice.
    """
    bare = amounts.document == ""
    whole = bare & (amounts.period == "")
    known = ~np.isnan(amounts.value)
    period = np.unique(amounts.period.astype(str), return_inverse=True)[1].reshape(-1)
    order = np.lexsort((np.arange(len(group)), known, period, group, bare))
    following = order[1:]
    repeated = bare[order[:-1]] & bare[following]
    repeated &= (group[order[:-1]] == group[following]) & (period[order[:-1]] == period[following])
    part = np.ones(len(group), dtype=bool)
    part[order[:-1][repeated]] = False
    has_whole = np.bincount(group, whole & part & known, groups) > 0
    counting: Flags = part & (whole | ~has_whole[group])
    return counting


def _weakest_grades(amounts: Amounts, group: Integers, known: Flags, groups: int) -> Integers:
    """The rank of each statement: a sum is as good as its weakest known part, 0 where nobody graded it."""
    rank = np.array([GRADES.get(word, 0) for word in amounts.grade], dtype=np.int64)
    weakest = np.full(groups, len(GRADES), dtype=np.int64)
    np.minimum.at(weakest, group[known], rank[known])
    unknown = np.bincount(group, known, groups) == 0
    weakest[unknown] = 0
    return weakest


def _statements(snapshot: Snapshot) -> tuple[Integers, Integers, Integers]:
    """Group the amounts of one link, year, origin and source: group of each row, first row and key of each group."""
    amounts = snapshot.flow_amount
    origin = np.array([_ORIGIN_RANK.get(word, 0) for word in amounts.origin], dtype=np.int64)
    year = np.nan_to_num(amounts.year, nan=0).astype(np.int64)
    keys = np.column_stack([amounts.flow, year, origin, amounts.source])
    if not len(keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), keys.reshape(0, 4)
    unique, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return group.reshape(-1), first, unique


def _best_statements(snapshot: Snapshot, first: Integers, keys: Integers, grade: Integers, known: Flags) -> Flags:
    """The statement of each link that counts."""
    amounts = snapshot.flow_amount
    dates = np.append(snapshot.source.date, "").astype(str)[amounts.source[first]]
    newest = np.unique(dates, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((keys[:, 3], keys[:, 2], newest, grade, keys[:, 1], known, keys[:, 0]))
    best = np.zeros(len(first), dtype=bool)
    last = np.append(np.diff(keys[order, 0]) != 0, True) if len(order) else np.zeros(0, dtype=bool)
    best[order[last]] = True
    return best
