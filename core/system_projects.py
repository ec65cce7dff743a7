"""What the improvement projects (改造项目) of a scope come to: those begun by the year, of a region its firms' own."""

import json

import numpy as np

from core.columns import Numbers
from core.evidence import ref
from core.findings import Ref
from core.model import Initiatives
from core.names import name_key
from core.renewal_tags import initiative_tag
from core.snapshot import Snapshot
from core.system_scope import Scope, YearRead
from core.text import Text

COMPLETE = 100.0  # per cent of progress of a project that is done


def of_projects(scope: Scope, told: YearRead, column: str) -> tuple[float | None, float, tuple[Ref, ...], Text]:
    """Value, share of the projects that tell it, their rows, and what is left out; `column` is count, done, a column
    of money or of savings a year."""
    snapshot = told.shown.snapshot
    begun = [row for row in range(len(snapshot.initiative)) if _begun(snapshot.initiative, row, told.year)]
    chosen = begun if scope.area.highest else [row for row in begun if row in _of_members(told, begun)]
    left = Text(
        "{n} project of other or unknown owners is not counted.", {"n": len(begun) - len(chosen)},
        plural="{n} projects of other or unknown owners are not counted.",
    )  # fmt: skip
    note = left if len(chosen) < len(begun) else Text("")
    rows = tuple(ref(snapshot, "initiative", row) for row in chosen)
    values = _values(snapshot, column)[chosen]
    known = ~np.isnan(values)
    share = float(known.mean()) if len(values) else 0.0
    return (float(values[known].sum()) if known.any() else None), share, rows, note


def _begun(table: Initiatives, row: int, year: int) -> bool:
    start = str(table.start[row])[:4]
    return not start.isdigit() or int(start) <= year


def _of_members(told: YearRead, rows: list[int]) -> set[int]:
    """The projects whose owner is a firm that the area counts."""
    names = {name_key(str(told.whole.snapshot.actor.name[row])) for row in told.members}
    owners = told.shown.snapshot.initiative.owner
    return {row for row in rows if name_key(str(owners[row])) in names}


def _values(snapshot: Snapshot, column: str) -> Numbers:
    """A figure for every project, NaN where nobody tells it."""
    table = snapshot.initiative
    if column == "count":
        return np.ones(len(table))
    if column.startswith("tag "):
        return np.array([initiative_tag(snapshot, row) == column[4:] for row in range(len(table))], dtype=np.float64)
    if column == "done":
        return np.where(np.isnan(table.progress), np.nan, table.progress >= COMPLETE).astype(np.float64)
    if column in ("investment_planned", "investment_spent"):
        money: Numbers = getattr(table, column)
        return money
    savings = [json.loads(text) if text else {} for text in table.savings_planned]
    return np.array([saving.get(column, np.nan) for saving in savings], dtype=np.float64)
