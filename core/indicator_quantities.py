"""What a project's own quantities come to: links or statistics that a filter chooses, added up in one unit.

Links count by whether their ends are firms of the area. A sum of links whose amounts are not all known has a coverage;
where no link of the sort runs nothing is known, since a link that nobody entered is no proof that there is none.
"""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np

from core.account_sums import LEAST_FIRMS, left_out_text
from core.account_terms import Basis, Entry, stated, stated_in_parts
from core.columns import Flags, Integers, Numbers
from core.evidence import ref
from core.figures import figures
from core.indicator_systems import Quantity
from core.snapshot import Snapshot
from core.system_measured import Measured, Pick, sum_of_firms, unlike_text
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
    asked = [row for row in told.asked if str(codes[row]).startswith(chosen.industry)]
    inside = {row for row in told.members if str(codes[row]).startswith(chosen.industry)}
    read = partial(_stated, quantity=quantity, chosen=chosen)
    return sum_of_firms(
        scope, told, quantity, asked,
        lambda row: read(told.shown, told.row_shown[row]) if row in told.row_shown and row in inside else None,
        lambda row: read(told.whole, row) if row in inside else None,
    )  # fmt: skip


def _stated(basis: Basis, holder: int, quantity: Quantity, chosen: Filter) -> Entry | None:
    if chosen.commodity < 0:
        return stated_in_parts(basis, chosen.item, holder, quantity.unit)
    commodity = _row_of(basis.snapshot, chosen.commodity)
    return stated(basis, chosen.item, (holder, commodity), quantity.unit) if commodity >= 0 else None


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
    """The sum of the running links of a year that `pick` chooses, in the unit of the quantity."""
    whole, shown = (_year_of(basis.snapshot, scope, told) for basis in (told.whole, told.shown))
    member = np.zeros(len(whole.actor) + 1, dtype=np.bool_)
    member[list(told.members)] = True
    mask = pick(whole, member)
    factor, unlike = _factors(whole, quantity.unit, mask)
    mask = mask & ~np.isnan(factor)
    places = np.flatnonzero(mask).astype(np.int64)
    if not len(places):
        none = Text("No such link runs in {year}.", {"year": str(told.year)})
        return Measured(quantity, told.year, None, 0.0, note=unlike_text(unlike) if unlike else none)
    values = figures(whole).whole[places] * factor[places]
    open_value = _open_values(whole, shown, places) * factor[places]
    closed = np.isnan(open_value) & ~np.isnan(values)
    senders = len(set(whole.flow.sender[places[closed]].tolist()) - {-1})
    enough = scope.area.highest and senders >= LEAST_FIRMS
    counted = np.where(closed, values if enough else np.nan, open_value)
    known = ~np.isnan(counted)
    note = left_out_text(senders) if closed.any() and not enough else unlike_text(unlike)
    return Measured(
        quantity, told.year, math.fsum(counted[known].tolist()) if known.any() else None, float(known.mean()),
        tuple(ref(shown, "flow", row) for row in _rows_of(shown, whole, places)), note=note, asked=len(places),
    )  # fmt: skip


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


def _open_values(whole: Snapshot, shown: Snapshot, places: Integers) -> Numbers:
    """The amounts that may be shown, by link of the whole year; NaN where none may."""
    values = np.full(len(whole.flow), np.nan)
    rows = np.searchsorted(whole.flow.id, shown.flow.id)
    values[rows] = figures(shown).whole
    found: Numbers = values[places]
    return found


def _rows_of(shown: Snapshot, whole: Snapshot, places: Integers) -> list[int]:
    return np.flatnonzero(np.isin(shown.flow.id, whole.flow.id[places])).tolist()
