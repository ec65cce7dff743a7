"""Which figure of a link counts: one statement is chosen, its parts are added, the others are kept to compare."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Numbers, Words
from core.kinds import GRADES
from core.snapshot import Snapshot

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

    Rows of one source and one origin are parts and are added; of different sources or origins the best known one
    counts: audited > declared > surveyed > estimated, then the newest source, then sender before receiver.
    """
    amounts, count = snapshot.flow_amount, len(snapshot.flow)
    group, first, keys = _statements(snapshot)
    known = ~np.isnan(amounts.value)
    total = np.bincount(group, np.where(known, amounts.value, 0.0), len(first))
    spread = np.sqrt(np.bincount(group, np.where(known, amounts.sd, 0.0) ** 2, len(first)))
    parts_known = np.bincount(group, known, len(first))
    parts = np.bincount(group, minlength=len(first))
    best = _best_statements(snapshot, first, keys, parts_known > 0)
    flow_of = amounts.flow[first]
    value, sd = np.full(count, np.nan), np.full(count, np.nan)
    value[flow_of[best]] = np.where(parts_known > 0, total, np.nan)[best]
    sd[flow_of[best]] = np.where(parts_known > 0, spread, np.nan)[best]
    partial, competing = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    partial[flow_of[best]] = ((parts_known < parts) & (parts_known > 0))[best]
    competing |= np.bincount(flow_of[parts_known > 0], minlength=count) > 1
    unit = snapshot.commodity.base_unit[snapshot.flow.commodity]
    origin, grade = _words(count), _words(count)
    origin[flow_of[best]] = amounts.origin[first][best]
    grade[flow_of[best]] = amounts.grade[first][best]
    return Figures(value, sd, unit, origin, grade, best[group] & known, competing, partial)


def _words(count: int) -> Words:
    empty = np.empty(count, dtype=object)
    empty[:] = ""
    return empty


def _statements(snapshot: Snapshot) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Group the amounts of one link, year, origin and source: group of each row, first row and key of each group."""
    amounts = snapshot.flow_amount
    origin = np.array([_ORIGIN_RANK.get(word, 0) for word in amounts.origin], dtype=np.int64)
    year = np.nan_to_num(amounts.year, nan=0).astype(np.int64)
    keys = np.column_stack([amounts.flow, year, origin, amounts.source])
    if not len(keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), keys.reshape(0, 4)
    unique, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return group.reshape(-1), first, unique


def _best_statements(
    snapshot: Snapshot, first: npt.NDArray[np.int64], keys: npt.NDArray[np.int64], known: Flags
) -> Flags:
    """The statement of each link that counts."""
    amounts = snapshot.flow_amount
    grade = np.array([GRADES.get(word, 0) for word in amounts.grade[first]], dtype=np.int64)
    dates = np.append(snapshot.source.date, "").astype(str)[amounts.source[first]]
    newest = np.unique(dates, return_inverse=True)[1].reshape(-1)
    order = np.lexsort((keys[:, 3], keys[:, 2], newest, grade, keys[:, 1], known, keys[:, 0]))
    best = np.zeros(len(first), dtype=bool)
    last = np.append(np.diff(keys[order, 0]) != 0, True) if len(order) else np.zeros(0, dtype=bool)
    best[order[last]] = True
    return best
