"""Which findings go out to firms: those that come to the same without what is for sums or the superior office only."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

from core.columns import Flags
from core.findings import Finding, Ref, find_all, inquire
from core.model import TABLES
from core.snapshot import Snapshot
from core.steps import Step, quietly

_KEPT = ("source", "actor", "commodity", "region")  # what the figures are about; names are no figures


def held_back(snapshot: Snapshot, findings: Iterable[Finding], step: Step = quietly) -> list[bool]:
    """By finding, whether something that it rests on, tells or cites comes from a source whose figures reach no firm.

    A figure may stand in a sentence without being evidence, such as the amount of a link; so every year is analysed
    once more without what such sources tell, and what comes to something else is held back, as is what cites a title
    that a source for sums has too and is not found again. `snapshot` holds no firm's row that may only enter sums;
    `step` hears of the checks.
    """
    asked = list(findings)
    barred = snapshot.not_for_firms
    if not barred.any():
        return [False] * len(asked)
    shared, closed = _titles(snapshot, barred)
    kept = _open_rows(snapshot, barred)
    whole = all(rows.all() for rows in kept.values())
    doubtful = {one.year for one in asked if not whole or _cites(one, shared)}
    same = {year: _unchanged(snapshot, None if whole else kept, year, step) for year in doubtful}
    return [
        (one.year in same and _group(one) not in same[one.year])
        or _cites(one, closed)
        or any(_is_barred(snapshot, ref, barred) for ref in one.evidence)
        for one in asked
    ]


def _titles(snapshot: Snapshot, barred: Flags) -> tuple[set[str], set[str]]:
    """The titles of sources for sums that an open source has too, and those that no open source has."""
    titles, closed = snapshot.source.title, barred[:-1]
    opened = set(titles[~closed].tolist())
    return set(titles[snapshot.sums_only[:-1]].tolist()) & opened, set(titles[closed].tolist()) - opened


def _cites(finding: Finding, titles: Iterable[str]) -> bool:
    return any(f"; {title}; " in f"; {finding.source}; " for title in titles)


def _open_rows(snapshot: Snapshot, barred: Flags) -> dict[str, Flags]:
    """By table of figures the rows that rest on no barred source; sums of regions are figures too."""
    tables = {name: getattr(snapshot, name) for name in TABLES if name not in _KEPT}
    return {name: ~barred[table.source] for name, table in tables.items() if hasattr(table, "source")}


def _unchanged(snapshot: Snapshot, kept: dict[str, Flags] | None, year: int | None, step: Step) -> set[Hashable]:
    """The groups of findings of a year that come to the same with the kept rows alone; None keeps every row."""
    told = _grouped(snapshot, year, step)
    open_told = told if kept is None else _grouped(snapshot.of_rows(kept), year, step)
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
    """Whether a row of evidence rests on a barred source, or is not there, since it may only enter sums."""
    table: Any = getattr(snapshot, ref.table, None)
    if not hasattr(table, "uid") or not hasattr(table, "source"):
        return False
    cited = barred[table.source[table.uid == ref.uid]]
    return not len(cited) or bool(cited.any())
