"""Which findings go out to firms: those that come to the same without what is for the superior office only."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from core.columns import Flags
from core.findings import Finding, Ref, find_all, inquire
from core.kinds import SUPERIOR
from core.model import TABLES
from core.snapshot import Snapshot
from core.steps import Step, quietly

_KEPT = ("source", "actor", "commodity", "region")  # what the figures are about; names are no figures


def held_back(snapshot: Snapshot, findings: Iterable[Finding], step: Step = quietly) -> list[bool]:
    """By finding, whether something that it rests on, tells or cites comes from a source whose figures reach no firm.

    A figure may stand in a sentence without being evidence, such as the amount of a link; so every year is analysed
    once more without what is for the superior office only, and what comes to something else is held back. `snapshot`
    holds nothing that may only enter sums; `step` hears of the checks.
    """
    asked = list(findings)
    barred = snapshot.not_for_firms
    if not barred.any():
        return [False] * len(asked)
    titles = _barred_titles(snapshot, barred)
    superior = np.append(snapshot.source.permitted_use == SUPERIOR, False)  # sums of regions may be told
    years = {one.year for one in asked} if superior.any() else ()
    same = {year: _unchanged(snapshot, superior, year, step) for year in years}
    return [
        (one.year in same and _group(one) not in same[one.year])
        or any(f"; {title}; " in f"; {one.source}; " for title in titles)
        or any(_is_barred(snapshot, ref, barred) for ref in one.evidence)
        for one in asked
    ]


def _barred_titles(snapshot: Snapshot, barred: Flags) -> set[str]:
    """The titles that no open source has: of a title that both kinds have, the rows themselves decide."""
    titles, closed = snapshot.source.title, barred[:-1]
    return set(titles[closed].tolist()) - set(titles[~closed].tolist())


def _unchanged(snapshot: Snapshot, superior: Flags, year: int | None, step: Step) -> set[Hashable]:
    """The groups of findings of a year that come to the same without what is for the superior office only."""
    tables = {name: getattr(snapshot, name) for name in TABLES if name not in _KEPT}
    rows = {name: ~superior[table.source] for name, table in tables.items() if hasattr(table, "source")}
    told, open_told = (_grouped(one, year, step) for one in (snapshot, snapshot.of_rows(rows)))
    return {group for group, found in told.items() if open_told.get(group) == found}


def _grouped(snapshot: Snapshot, year: int | None, step: Step) -> dict[Hashable, list[Finding]]:
    grouped: dict[Hashable, list[Finding]] = defaultdict(list)
    for one in find_all(inquire(snapshot, year), step):
        grouped[_group(one)].append(replace(one, severity=0))  # no sheet tells it
    return grouped


def _group(finding: Finding) -> Hashable:
    """What a finding is known by in any language, whose names stand in its matter."""
    return (finding.rule, finding.subject.uid, frozenset((ref.table, ref.uid) for ref in finding.evidence))


def _is_barred(snapshot: Snapshot, ref: Ref, barred: Flags) -> bool:
    table: Any = getattr(snapshot, ref.table, None)
    if not hasattr(table, "uid") or not hasattr(table, "source"):
        return False
    return any(barred[table.source[table.uid == ref.uid]].tolist())
