"""Figures that change over the years: those that slip or jump are looked for in columns, and few made as series."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import repeat

import numpy as np
import numpy.typing as npt

from core.columns import Flags, Integers, Numbers, values_at
from core.evidence import join_sources, link_refs
from core.findings import Inquiry, Ref
from core.remembering import of_columns
from core.series import SLIP, Point, Series
from core.series_columns import Changing, changing_columns
from core.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class AllChanging:
    """The figures of all tables (n,): in which part and at which place each stands, its least and its largest value."""

    parts: tuple[Changing, ...]
    part: Integers
    place: Integers
    least: Numbers
    most: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Jumps:
    """Figures of a year that are far from the last one told, the farthest first; `before` is the year of that one."""

    year: int
    found: AllChanging
    chosen: Integers
    before: Integers

    def __len__(self) -> int:
        return len(self.chosen)


def changing_series(inquiry: Inquiry, factor: float) -> list[Series]:
    """Figures of links and actors by year, up to the year asked, whose largest is over `factor` times the smallest.

    Factors from 1.5 on are asked for, so all years are read once per inquiry.
    """
    found = inquiry.once(_all)
    return [series_at(inquiry.whole, found, at) for at in np.flatnonzero(found.most > factor * found.least).tolist()]


def _all(inquiry: Inquiry) -> AllChanging:
    """The figures of all tables in the order of their first years, then of tables, then of rows."""
    parts = changing_columns(inquiry)
    counts = [part.values.shape[1] for part in parts]
    part = np.repeat(np.arange(len(parts)), counts)
    place = np.concatenate([np.arange(count) for count in counts])
    order = np.lexsort((place, part, np.concatenate([told.first for told in parts])))
    least = np.concatenate([np.fmin.reduce(told.values, initial=np.inf) for told in parts])
    most = np.concatenate([np.fmax.reduce(told.values, initial=0.0) for told in parts])
    return AllChanging(tuple(parts), part[order], place[order], least[order], most[order])


def series_at(whole: Snapshot, found: AllChanging, at: int) -> Series:
    """One of the figures as a series."""
    part, place = found.parts[int(found.part[at])], int(found.place[at])
    told = np.flatnonzero(part.rows[:, place] >= 0).tolist()
    points = {part.years[y]: Point(float(part.values[y, place]), int(part.rows[y, place])) for y in told}
    rows = [point.row for point in points.values()]
    return Series(part.table, *_named(whole, part.table, rows[0], rows[-1]), points)


def _named(whole: Snapshot, table: str, row: int, last: int) -> tuple[tuple[object, ...], str]:
    """The key of a figure, by its first row, and its unit, by its last."""
    if table == "flow_amount":
        flow = int(whole.flow_amount.flow[row])
        return (flow,), str(whole.commodity.base_unit[whole.flow.commodity[flow]])
    if table == "statistic":
        told = whole.statistic
        return (told.item[row], int(told.actor[row]), int(told.commodity[row])), str(told.unit[last])
    if table == "emission":
        let = whole.emission
        return (int(let.actor[row]), let.medium[row], let.pollutant[row], let.destination[row]), "t"
    goods = int(whole.stock.commodity[row])
    return (int(whole.stock.actor[row]), goods), str(whole.commodity.base_unit[goods])


def jumps(inquiry: Inquiry, share: float) -> Jumps | None:
    """The figures of the year asked that are over `share` above or below the last one told, but for slips of units."""
    year, found = inquiry.year, inquiry.once(_all)
    if year is None or not found.parts or year not in found.parts[0].years:
        return None
    at = found.parts[0].years.index(year)
    told = [(part.values[at], *_last_before(part, at)) for part in found.parts]
    now, earlier, before = (
        np.concatenate(columns)[_places(found)] for columns in zip(*told, strict=True)
    )  # fmt: skip
    ratio = now / earlier
    far = np.maximum(ratio, 1 / ratio)
    slip = (far >= SLIP[0]) & (far <= SLIP[1])
    chosen = np.flatnonzero((np.abs(ratio - 1) > share) & ~slip)
    chosen = chosen[np.argsort(-np.abs(np.log(ratio[chosen])), kind="stable")]
    return Jumps(year, found, chosen, np.array(found.parts[0].years)[before[chosen]])


def _places(found: AllChanging) -> Integers:
    """Where each figure stands when the parts stand behind one another."""
    starts = np.cumsum([0, *(part.values.shape[1] for part in found.parts)])[:-1]
    places: Integers = starts[found.part] + found.place
    return places


def _last_before(part: Changing, at: int) -> tuple[Numbers, Integers]:
    """The last value told before a year (its place), NaN where none is, and the place of its year."""
    known = ~np.isnan(part.values[:at])
    if not at:
        return np.full(part.values.shape[1], np.nan), np.zeros(part.values.shape[1], dtype=np.int64)
    place = at - 1 - known[::-1].argmax(0)
    return part.values[place, np.arange(len(place))], place


def jump_refs(inquiry: Inquiry, told: Jumps) -> list[Ref]:
    """The rows that the figures of the year stand in, named by the link or the actor."""
    whole, memory = inquiry.whole, inquiry.memory
    found = np.empty(len(told), dtype=object)
    for part, mine, places in _cited(told):
        rows, table = part.rows[part.years.index(told.year)], getattr(whole, part.table)
        make = partial(_row_refs, whole, part.table, rows)
        if memory is None or part.table == "flow_amount":
            found[mine] = make()[places]
        else:
            columns = (rows, values_at(table, "uid", rows[rows >= 0]), table.actor, whole.actor.name)
            found[mine] = of_columns(memory, ("refs", part.table), columns, make)[places]
    told_refs: list[Ref] = found.tolist()
    return told_refs


def _row_refs(whole: Snapshot, table: str, rows: Integers) -> npt.NDArray[np.object_]:
    """A reference to each of the rows, None where there is none (-1)."""
    found, there, told = np.full(len(rows), None, dtype=object), rows >= 0, getattr(whole, table)
    cited = rows[there]
    if table == "flow_amount":
        names = [ref.name for ref in link_refs(whole, told.flow[cited])]
    else:
        names = whole.actor.name[told.actor[cited]].tolist()
    found[there] = list(map(Ref, repeat(table), values_at(told, "uid", cited).tolist(), names))
    return found


def jump_sources(whole: Snapshot, told: Jumps) -> str:
    """The titles of the sources of the figures of the year, each once."""
    cited = np.full(len(told), -1)
    for part, mine, places in _cited(told):
        rows = part.rows[part.years.index(told.year), places]
        cited[mine] = getattr(whole, part.table).source[rows]
    different, first = np.unique(cited, return_index=True)
    return join_sources(*(str(whole.source.title[row]) for row in different[np.argsort(first)].tolist() if row >= 0))


def _cited(told: Jumps) -> Iterator[tuple[Changing, Flags, Integers]]:
    """Of each table which of the jumps are its own, and their places there."""
    found = told.found
    number, place = found.part[told.chosen], found.place[told.chosen]
    for at, part in enumerate(found.parts):
        mine = number == at
        if mine.any():
            yield part, mine, place[mine]
