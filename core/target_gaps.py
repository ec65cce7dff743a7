"""Base year, target, now and what lies between them, for the lines of a system in an area.

The target that counts is the first one of the year asked about or later, else the latest before; the base year is the
latest that is told. A base year without a value is computed from the figures of that year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.evidence import ref
from core.findings import Ref
from core.formulas import SENSES
from core.indicator_own import system_id
from core.indicator_rules import SIDES
from core.indicator_systems import ROUNDING
from core.system_results import Judged, Report, is_judged, judge_line
from core.system_scope import Scope, own_region, scope_of

RISING, FALLING = ">=", "<="


@dataclass(frozen=True, slots=True)
class Goal:
    """A target of an indicator beside what is reached: years, values in the unit of the indicator, None where unknown.

    `gap` is what is still to be done, 0 and less where the target is reached; `sense` says which side it lies on: the
    one that is entered, that of the threshold, or where base and target point to; '' where nobody tells.
    `share` is how far the way from base to target has been gone. `rows` are the targets' rows. `fit` is whether the
    figure is one that a threshold would be judged by; where it is not, no target is either.
    """

    base_year: int | None
    base: float | None
    target_year: int | None
    target: float | None
    now: float | None
    sense: str
    source: str
    rows: tuple[Ref, ...]
    fit: bool = True

    @property
    def gap(self) -> float | None:
        """What lies between now and the target, None where one of them is unknown or the figure is not judged."""
        if self.target is None or self.now is None or not self.sense or not self.fit:
            return None
        return self.target - self.now if self.sense == RISING else self.now - self.target

    @property
    def share(self) -> float | None:
        """How much of the way from the base year to the target has been gone; None where that cannot be said."""
        if self.base is None or self.target is None or self.now is None or self.base == self.target:
            return None
        return (self.now - self.base) / (self.target - self.base)

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, None where nobody knows."""
        if self.target is None or self.now is None or not self.fit:
            return None
        if abs(self.now - self.target) <= ROUNDING * max(abs(self.now), abs(self.target)):
            return True
        return SENSES[self.sense](self.now, self.target) if self.sense else None


def goals_of(report: Report) -> dict[str, Goal]:
    """By number of the line: its target and base year, where the project tells any for the area of the report."""
    rows = _rows(report.scope, report.system.id)
    return {
        judged.line.number: _goal(report.scope, judged, rows[judged.line.number])
        for judged in report.lines
        if judged.line.number in rows
    }


def goal_of(scope: Scope, judged: Judged) -> Goal | None:
    """The target and base year of one line, None where the project tells none for the area of the scope."""
    rows = _rows(scope, judged.line.system).get(judged.line.number)
    return _goal(scope, judged, rows) if rows else None


def _rows(scope: Scope, system: str) -> dict[str, list[int]]:
    """The rows of targets for the area, by number; those without a region are of the whole."""
    table, region = scope.snapshot.indicator_target, own_region(scope)
    found: dict[str, list[int]] = {}
    for row in range(len(table)):
        about = int(table.region[row])
        here = about == region or (about < 0 and scope.area.highest)
        if here and system_id(str(table.system[row])) == system and not np.isnan(table.year[row]):
            found.setdefault(str(table.number[row]), []).append(row)
    return found


def _goal(scope: Scope, judged: Judged, rows: Iterable[int]) -> Goal:
    table = scope.snapshot.indicator_target
    by_part: dict[str, list[int]] = {"base": [], "target": []}
    for row in sorted(rows, key=lambda row: float(table.year[row])):
        by_part[str(table.part[row])].append(row)
    ahead = [row for row in by_part["target"] if table.year[row] >= scope.year]
    target = ahead[0] if ahead else (by_part["target"] or [-1])[-1]
    base = (by_part["base"] or [-1])[-1]
    base_year, base_value = _told(scope, base)
    if base_year is not None and base_value is None:
        base_value = value_in(scope, judged, base_year)
    target_year, target_value = _told(scope, target)
    side = str(table.side[target]) if target >= 0 else ""
    chosen = [row for row in (base, target) if row >= 0]
    sources = [int(table.source[row]) for row in chosen if table.source[row] >= 0]
    names = dict.fromkeys(str(scope.snapshot.source.title[row]) for row in sources)
    return Goal(
        base_year, base_value, target_year, target_value, judged.result.value,
        SIDES.get(side) or _sense(judged, base_value, target_value), "; ".join(names),
        tuple(replace(ref(scope.snapshot, "indicator_target", row), name="") for row in chosen),
        is_judged(judged.line, judged.result),
    )  # fmt: skip


def _told(scope: Scope, row: int) -> tuple[int | None, float | None]:
    if row < 0:
        return None, None
    table = scope.snapshot.indicator_target
    value = float(table.value[row])
    return int(table.year[row]), None if np.isnan(value) else value


def value_in(scope: Scope, judged: Judged, year: int) -> float | None:
    """What the line came to in another year."""
    if year == scope.year:
        return judged.result.value
    key = ("scope", year)
    if key not in scope.kept:
        region = scope.area.scope.name if scope.area.region >= 0 else ""
        scope.kept[key] = scope_of(scope.snapshot, year, region)
    return judge_line(scope.kept[key], judged.line).result.value


def _sense(judged: Judged, base: float | None, target: float | None) -> str:
    """On which side of the target one must be: that of the threshold, else that to which base and target point, else ''
    since an indicator alone does not say whether more of it is better."""
    if judged.case is not None and judged.case.sense != "==":
        return RISING if judged.case.sense.startswith(">") else FALLING
    if base is None or target is None or base == target:
        return ""
    return FALLING if base > target else RISING
