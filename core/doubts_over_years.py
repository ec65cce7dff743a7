"""Doubts about the figures of several years at once, looked for only among what the asked rows can be compared with."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from operator import attrgetter

import numpy as np

from core.check_figures import find_slips
from core.check_ledgers import find_ledgers_in_kilograms
from core.check_scale import ITEMS, find_out_of_scale
from core.columns import Flags, values_at
from core.doubts import Doubts, among, doubts_of
from core.findings import Finding, Ref, inquire
from core.ledger_slips import GOODS_ITEMS
from core.model import Emissions
from core.snapshot import Snapshot
from core.statements import numbered_pollutants
from core.steps import pause

_WEIGHED = (*GOODS_ITEMS, *ITEMS)  # statistics that are held against links, stocks and other firms of the same year
_WASTE = "waste_"


def doubts_over(snapshot: Snapshot, rows: Iterable[Ref], years: Sequence[int]) -> Doubts:
    """The findings about units and scale on rows of a whole snapshot, as they stand in each of ascending years.

    Of a slip between two years that of the later one is in doubt, as when it came.
    """
    near, weighed = _compared(snapshot, rows)
    inquiries = {year: inquire(near, year) for year in (years if weighed else years[-1:])}
    found = _as_they_stand(find_slips(inquiries, years), near) if inquiries else []
    for inquiry in inquiries.values() if weighed else ():
        pause()
        found += [*find_ledgers_in_kilograms(inquiry), *find_out_of_scale(inquiry)]
    return doubts_of(found, near, None)


def _compared(snapshot: Snapshot, rows: Iterable[Ref]) -> tuple[Snapshot, bool]:
    """What the rows are compared with, and whether that is more than the same figure of other years."""
    rows = tuple(rows)
    cited, tables = set(map(attrgetter("uid"), rows)), set(map(attrgetter("table"), rows))
    statistic, emission = snapshot.statistic, snapshot.emission
    items = set(statistic.item[among(statistic.uid, cited)].tolist()) if "statistic" in tables else set()
    weighed = not tables.isdisjoint(("flow", "flow_amount", "stock")) or any(map(_is_weighed, items))
    if weighed:
        items |= {item for item in set(statistic.item.tolist()) if _is_weighed(item)}
    chosen = {"statistic": among(statistic.item, items)}
    chosen["emission"] = _same_pollutants(emission, cited if "emission" in tables else set())
    if not weighed:
        chosen |= {name: np.zeros(len(getattr(snapshot, name)), dtype=np.bool_) for name in ("flow", "stock")}
    return snapshot.of_rows(chosen), weighed


def _same_pollutants(table: Emissions, cited: Set[str]) -> Flags:
    """Which emissions are of a pollutant of cited ones, looked for pollutant by pollutant until all are found."""
    chosen = np.zeros(len(table), dtype=np.bool_)
    if not cited:
        return chosen
    left, number = len(cited), numbered_pollutants(table)
    for pollutant in range(int(number.max(initial=-1)) + 1):
        rows = np.flatnonzero(number == pollutant)
        found = int(among(values_at(table, "uid", rows), cited).sum())
        chosen[rows] = found > 0
        left -= found
        if not left:
            break
    return chosen


def _as_they_stand(found: Iterable[tuple[int, Finding]], snapshot: Snapshot) -> list[Finding]:
    """Findings that rest on what is of the year that they stand in, or of none."""
    found = list(found)
    cited = {row for _, finding in found for row in finding.evidence}
    years: dict[tuple[str, str], float] = {}
    for name in {row.table for row in cited}:
        table = getattr(snapshot, name)
        if hasattr(table, "year"):
            uids = {row.uid for row in cited if row.table == name}
            rows = np.flatnonzero(among(table.uid, uids))
            told = zip(table.uid[rows].tolist(), table.year[rows].tolist(), strict=True)
            years |= {(name, uid): year for uid, year in told if year == year}
    of_years = (
        replace(finding, evidence=tuple(row for row in finding.evidence if years.get((row.table, row.uid), at) == at))
        for at, finding in found
    )
    return [finding for finding in dict.fromkeys(of_years) if finding.evidence]


def _is_weighed(item: str) -> bool:
    return item in _WEIGHED or item.startswith(_WASTE)
