"""What a system keeps from one state of a project to the next: quantities whose tables are the same ones."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

import numpy as np

from core.catalogues import find_pollutant
from core.columns import is_one_column
from core.display_names import NAMED, in_language
from core.model import Emissions
from core.remembering import same_values, with_old_tables
from core.snapshot import Snapshot
from core.system_measured import KeptResult, Measured
from core.system_scope import Scope, emissions_read, scope_of

_FIRMS = ("actor", "region", "membership", "source")
# The tables that a quantity of an origin is made of, besides those of firms and areas; any other reads everything.
_READ = {
    "item": ("statistic", "commodity", "flow", "flow_amount", "stock", "register"),
    "general": ("statistic", "commodity"),
    "emission": ("emission",),
    "initiative": ("initiative",),
    "register": ("register",),
}
_TOUCHED = "touched"
_FEW = 2_000  # rows that differ; of more all is measured anew


@dataclass(slots=True, eq=False)
class YearsKept:
    """What charts over the years keep of the newest state of a project: its names as they are read, scopes by year.

    The scopes are of one area, and hold no views of their years, which are large.
    """

    named: Snapshot | None = None
    scopes: dict[int, Scope] = field(default_factory=dict)

    def in_language(self, snapshot: Snapshot, language: str) -> Snapshot:
        """The snapshot with its names in a language; tables of names that hold what they held are those of before."""
        named = in_language(snapshot, language)
        self.named = named if self.named is None else with_old_tables(named, self.named, NAMED)
        return self.named

    def scope(self, snapshot: Snapshot, year: int, region: str) -> Scope:
        """A scope with what the one of the same year and area knew."""
        return carry_over(scope_of(snapshot, year, region), self.scopes.get(year))

    def keep(self, scopes: Iterable[Scope]) -> None:
        """Keep what scopes have measured, instead of what was kept."""
        self.scopes = {scope.year: _measured(scope) for scope in scopes}

    def clear(self) -> None:
        """Forget the project."""
        self.named, self.scopes = None, {}


def _measured(scope: Scope) -> Scope:
    kept = {key: value for key, value in scope.kept.items() if isinstance(value, Measured | KeptResult)}
    return replace(scope, kept=kept)


def carry_over(scope: Scope, before: Scope | None) -> Scope:
    """The scope with what an earlier one of the same area and year knows of tables that have not changed since.

    A table that an edit did not touch is the same object in the next snapshot, so that nothing is compared row by row.
    """
    if before is None or before.year != scope.year or before.area.region != scope.area.region:
        return scope
    if not _same(scope, before, _FIRMS):
        return scope
    for key, value in tuple(before.kept.items()):  # reading a year of the scope before adds to it
        if key not in scope.kept and _holds(scope, before, value):
            scope.kept[key] = value
    return scope


def _holds(scope: Scope, before: Scope, value: object) -> bool:
    """Whether a quantity is what it was; a result is held beside the inputs that it is of."""
    if isinstance(value, KeptResult):
        return True
    if not isinstance(value, Measured):
        return False
    kind, _, matter = value.quantity.origin.partition(":")
    tables = _READ.get(kind)
    if tables is None or not _same_named(scope, before, value.year):
        return False
    if _same(scope, before, tables):
        return True
    return kind == "emission" and _untouched(scope, before, matter, value.year)


def _same_named(scope: Scope, before: Scope, year: int) -> bool:
    """Whether the same firms may be named in a year, which rows of tables that a quantity does not read decide too."""
    if not scope.snapshot.sums_only.any():  # the sources are the same ones
        return True
    now, then = (emissions_read(one, one.year - year).whole.snapshot.closed_actors() for one in (scope, before))
    return np.array_equal(now, then)


def _untouched(scope: Scope, before: Scope, matter: str, year: int) -> bool:
    """Whether no emission of a pollutant in a year differs, nor who emits anything at all."""
    if _TOUCHED not in scope.kept:
        scope.kept[_TOUCHED] = _touched(scope.snapshot.emission, before.snapshot.emission)
    touched: set[tuple[str, float]] | None = scope.kept[_TOUCHED]
    if touched is None:
        return False
    medium, pollutant, *_ = matter.split(":")
    return not any(name == f"{medium}:{pollutant}" and (at == year or at != at) for name, at in touched)


def _touched(now: Emissions, before: Emissions) -> set[tuple[str, float]] | None:
    """The pollutants, with the year or NaN, of emissions that differ; None where rows or emitters are others."""
    if not np.array_equal(now.id, before.id):
        return None
    differing = np.zeros(len(now), dtype=np.bool_)
    for column in fields(now):
        if not is_one_column(now, before, column.name):
            differing |= ~same_values(getattr(now, column.name), getattr(before, column.name))
    rows = np.flatnonzero(differing)
    if len(rows) > _FEW or any((getattr(now, n)[rows] != getattr(before, n)[rows]).any() for n in ("actor", "medium")):
        return None
    told = (
        (find_pollutant(str(table.medium[row]), str(table.pollutant[row])), float(table.year[row]))
        for table in (now, before)
        for row in rows.tolist()
    )
    return {(f"{item.medium}:{item.id}", year) for item, year in told if item is not None}


def _same(scope: Scope, before: Scope, tables: tuple[str, ...]) -> bool:
    return all(getattr(scope.snapshot, name) is getattr(before.snapshot, name) for name in tables)
