"""What a project's own quantities come to: links or statistics that a filter chooses, added up in one unit.

Links count by whether their ends are firms of the area. A sum of links whose amounts are not all known has a coverage;
where no link of the sort runs nothing is known, since a link that nobody entered is no proof that there is none.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from core.account_sums import LEAST_FIRMS, left_out_text
from core.account_terms import Basis, all_stated, stated
from core.columns import Flags, Integers, Numbers
from core.evidence import ref, sentences
from core.figures import figures
from core.indicator_systems import Quantity
from core.snapshot import Snapshot
from core.system_measured import NOTHING, Figures, Measured, Pick, sum_of_firms, unlike_text
from core.system_scope import Scope, YearRead
from core.text import Text
from core.units import factor_to


@dataclass(frozen=True, slots=True)
class Filter:
    """The rows that a quantity of the project (row of its table) reads."""

    reads: str
    kind: str
    item: str
    industry: str
    commodity: int  # id, -1 for any


def own_measure(scope: Scope, told: YearRead, quantity: Quantity, row: int) -> Measured:
    """What the quantity in a row of the table comes to in a year."""
    table = scope.snapshot.own_quantity
    commodity = int(table.commodity[row])
    id = int(scope.snapshot.commodity.id[commodity]) if commodity >= 0 else -1
    reads, kind, item, industry = (str(getattr(table, name)[row]) for name in ("reads", "kind", "item", "industry"))
    chosen = Filter(reads, kind, item, industry, id)
    if chosen.reads == "statistics":
        return _of_statistics(scope, told, quantity, chosen)
    return of_links(scope, told, quantity, lambda year, members: _chosen(year, members, chosen))


def _of_statistics(scope: Scope, told: YearRead, quantity: Quantity, chosen: Filter) -> Measured:
    """The statistics of the firms whose industry begins as asked; a firm outside it is neither asked nor counted."""
    codes = told.whole.snapshot.actor.industry_code
    inside = {row for row in told.members if str(codes[row]).startswith(chosen.industry)}
    chosen_rows = {told.row_shown[row] for row in inside if row in told.row_shown}
    shown, whole = _stated(told.shown, quantity.unit, chosen), _stated(told.whole, quantity.unit, chosen)
    everything = replace(chosen, commodity=-1)
    return sum_of_firms(
        scope, told, quantity, told.asked & inside,
        {row: entry for row, entry in shown.items() if row in chosen_rows},
        {row: entry for row, entry in whole.items() if row in inside},
        lambda: (_stated(told.shown, quantity.unit, everything), _stated(told.whole, quantity.unit, everything)),
    )  # fmt: skip


def _stated(basis: Basis, unit: str, chosen: Filter) -> Figures:
    """What every holder states of the chosen item, or of one commodity of it."""
    if chosen.commodity < 0:
        return all_stated(basis, chosen.item, unit)
    commodity = _row_of(basis.snapshot, chosen.commodity)
    keys = [key for key in basis.told.get(chosen.item, {}) if key[1] == commodity >= 0]
    return {key[0]: entry for key in keys if (entry := stated(basis, chosen.item, key, unit)) is not None}


def _row_of(snapshot: Snapshot, id: int) -> int:
    found = np.flatnonzero(snapshot.commodity.id == id)
    return int(found[0]) if len(found) else -1


def _chosen(year: Snapshot, member: Flags, chosen: Filter) -> Flags:
    """Which links of a year's snapshot the filter asks for; `member` has False behind for the outside."""
    flow = year.flow
    sent, taken = member[flow.sender], member[flow.receiver]
    mask: Flags = {
        "links_in": taken & ~sent,
        "links_out": sent & ~taken,
        "links_within": sent & taken,
        "links_all": sent | taken,
    }[chosen.reads]
    if chosen.kind:
        mask = mask & (flow.kind == chosen.kind)
    if chosen.commodity >= 0:
        mask = mask & (flow.commodity == _row_of(year, chosen.commodity))
    if chosen.industry:
        codes = np.append(year.actor.industry_code, "")
        begins = np.array([str(code).startswith(chosen.industry) for code in codes], dtype=np.bool_)
        mask = mask & (begins[flow.sender] | begins[flow.receiver])
    return mask


def of_links(scope: Scope, told: YearRead, quantity: Quantity, pick: Pick) -> Measured:
    """The sum of the running links of a year that `pick` chooses, in the unit of the quantity.

    Links that are not counted in a unit which becomes that of the quantity lower its coverage.
    """
    whole, shown = (_year_of(basis.snapshot, scope, told) for basis in (told.whole, told.shown))
    member = np.zeros(len(whole.actor) + 1, dtype=np.bool_)
    member[list(told.members)] = True
    mask = pick(whole, member)
    asked = int(mask.sum())
    factor, unlike = _factors(whole, quantity.unit, mask)
    mask = mask & ~np.isnan(factor)
    places = np.flatnonzero(mask).astype(np.int64)
    if not len(places):
        none = Text("No such link runs in {year}.", {"year": str(told.year)})
        return Measured(quantity, told.year, None, 0.0, note=unlike_text(unlike) if unlike else none)
    values, open_values = figures(whole).whole, _open_values(whole, shown)
    closed = np.isnan(open_values) & ~np.isnan(values)
    enough = scope.area.highest and _enough(whole, closed & mask, closed & member[_ends(whole)].any(axis=0))
    counted = np.where(closed & enough, values, open_values)[places] * factor[places]
    known = ~np.isnan(counted)
    left_out = 0 if enough else max(len(set(side.tolist()) - {-1}) for side in _ends(whole)[:, closed & mask])
    notes = ([left_out_text(left_out)] if left_out else []) + ([unlike_text(unlike)] if unlike else [])
    return Measured(
        quantity, told.year, math.fsum(counted[known].tolist()) if known.any() else None,
        int(known.sum()) / asked, tuple(ref(shown, "flow", row) for row in _rows_of(shown, whole, places)),
        note=sentences(*notes) if notes else NOTHING, asked=asked,
    )  # fmt: skip


def _ends(year: Snapshot) -> Integers:
    return np.stack([year.flow.sender, year.flow.receiver])


def _enough(year: Snapshot, chosen: Flags, closed: Flags) -> bool:
    """Whether a sum may hold the closed links that it chooses: at least three firms at either end (or nobody but the
    outside), and all closed links of the area, since else the difference of two sums would tell what few firms hide."""
    ends = [set(side.tolist()) - {-1} for side in _ends(year)[:, chosen]]
    return bool((chosen == closed).all()) and all(not side or len(side) >= LEAST_FIRMS for side in ends)


def _year_of(snapshot: Snapshot, scope: Scope, told: YearRead) -> Snapshot:
    """The running links of a year; of an earlier year an amount without a year does not count."""
    running = snapshot.of_status()
    if told.year == scope.year:
        return running
    return running.of_rows({"flow_amount": running.flow_amount.year == told.year})


def _factors(year: Snapshot, unit: str, mask: Flags) -> tuple[Numbers, list[str]]:
    """What the amount of each link is multiplied by, NaN where its unit does not become `unit`, and those units."""
    goods = year.commodity
    by_commodity = np.full(len(goods), np.nan)
    unlike = []
    for row in set(year.flow.commodity[mask].tolist()):
        found = factor_to(str(goods.base_unit[row]), unit, str(goods.medium[row]))[0]
        if found is None:
            unlike.append(f"{goods.name[row]} ({goods.base_unit[row]})")
        else:
            by_commodity[row] = found
    factors: Numbers = by_commodity[year.flow.commodity]
    return factors, sorted(unlike)


def _open_values(whole: Snapshot, shown: Snapshot) -> Numbers:
    """The amounts that may be shown, by link of the whole year; NaN where none may."""
    values = np.full(len(whole.flow), np.nan)
    values[np.searchsorted(whole.flow.id, shown.flow.id)] = figures(shown).whole
    return values


def _rows_of(shown: Snapshot, whole: Snapshot, places: Integers) -> list[int]:
    return np.flatnonzero(np.isin(shown.flow.id, whole.flow.id[places])).tolist()
