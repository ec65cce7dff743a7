"""Where and when an indicator system is asked for, which firms are asked, and what may be read of each year."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.account_areas import Area, areas
from core.account_terms import Basis, read_basis
from core.column_reading import to_rows
from core.columns import Flags, Numbers
from core.display_names import term
from core.errors import UserError
from core.evidence import refs
from core.findings import Ref
from core.i18n import LANGUAGES
from core.snapshot import Snapshot
from core.text import Text

REPORTING = ("firm", "")  # kinds of actors that are asked for figures
GONE = ("ended", "suspended")


@dataclass(frozen=True, slots=True)
class Scope:
    """A whole snapshot, an area of it and the year asked about; `kept` holds what several quantities read."""

    snapshot: Snapshot
    area: Area
    year: int
    kept: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class YearRead:
    """What is told for one year: the bases of firms that may be shown, of all of them, and of regions.

    `members` are the firms that the area counts, `asked` those of them that existed in the year (rows of `whole`).
    """

    year: int
    shown: Basis
    whole: Basis
    regions: Basis
    members: tuple[int, ...]
    asked: frozenset[int]
    row_shown: dict[int, int]  # by row of `whole` the row of `shown`, without firms that may not be named


def scope_of(snapshot: Snapshot, year: int, region: str = "") -> Scope:
    """Where a system is asked for: a region by its name, else the whole, which is the uppermost region where there is
    exactly one. UserError for a region that the project does not have."""
    found = _areas_of(snapshot, year)
    if not region:
        return Scope(snapshot, next(area for area in found if area.highest), year)
    asked = region.strip().casefold()
    for area in found:
        known = {area.scope.name, *(term(area.scope.name, language) for language in LANGUAGES)}
        if area.region >= 0 and asked in {name.casefold() for name in known}:
            return Scope(snapshot, area, year)
    names = [area.scope.name for area in found if area.region >= 0]
    raise UserError(
        Text("The project has no region called {region}.", {"region": region}),
        Text("Its regions are {regions}.", {"regions": names}) if names else Text("Leave the region out."),
        value=region,
    )


def scope_at(snapshot: Snapshot, year: int, uid: str) -> Scope | None:
    """The scope of an area by its uid, None where the project has none of it."""
    return next((Scope(snapshot, area, year) for area in _areas_of(snapshot, year) if area.scope.uid == uid), None)


def _areas_of(snapshot: Snapshot, year: int) -> list[Area]:
    """The areas as in the year's view."""
    told = snapshot.membership.year
    return areas(snapshot.of_rows({"membership": (told == year) | np.isnan(told)}))


def own_region(scope: Scope) -> int:
    """The region (row) whose own figures count for a scope: for the whole its only uppermost one, -1 where there is
    none or there are several."""
    if scope.area.region >= 0:
        return scope.area.region
    uppermost = np.flatnonzero(scope.snapshot.region.parent < 0)
    return int(uppermost[0]) if len(uppermost) == 1 else -1


def year_read(scope: Scope, before: int) -> YearRead:
    """A year; of an earlier one only dated figures, since an undated one would stand in every year."""
    return _kept(scope, before, read_basis)


def emissions_read(scope: Scope, before: int) -> YearRead:
    """A year as `year_read` has it, without what statistics, links and stocks tell, which emissions do not need."""
    return _kept(scope, before, read_basis if ("year", before, read_basis) in scope.kept else _unread)


Reader = Callable[[Snapshot, int, Numbers, str], Basis]


def _unread(snapshot: Snapshot, year: int, amounts: Numbers, about: str = "actor") -> Basis:
    return Basis(snapshot, year, about, amounts, {}, {}, {}, {})


def _kept(scope: Scope, before: int, read: Reader) -> YearRead:
    key = ("year", before, read)
    if key not in scope.kept:
        scope.kept[key] = _read(scope, scope.year - before, read, earlier=before > 0)
    found: YearRead = scope.kept[key]
    return found


def _view(scope: Scope, year: int) -> Snapshot:
    key = ("view", year)
    if key not in scope.kept:
        scope.kept[key] = scope.snapshot.during(year)
    found: Snapshot = scope.kept[key]
    return found


def _read(scope: Scope, year: int, read: Reader, *, earlier: bool) -> YearRead:
    whole = _view(scope, year)
    if earlier:
        whole = whole.of_rows({name: getattr(whole, name).year == year for name in ("statistic", "emission")})
    shown = whole.without_aggregates()
    unknown = np.full(len(whole.flow), np.nan)  # amounts of links are not read here
    firms = read(shown, year, unknown[: len(shown.flow)], "actor")
    regions = read(shown, year, unknown[: len(shown.flow)], "region")
    everything = read(whole, year, unknown, "actor") if scope.snapshot.sums_only.any() else firms
    members = members_of(scope, whole)
    asked = _existing(whole, members, year)
    places = to_rows(whole.actor.id, shown.actor.id).tolist()
    row_shown = {row: places[row] for row in members if places[row] >= 0}
    return YearRead(year, firms, everything, regions, members, asked, row_shown)


def named_firms(scope: Scope, told: YearRead) -> dict[int, Ref]:
    """The members that may be named by row of `whole`, made once for all quantities of a year."""
    key = ("named", told.year)
    if key not in scope.kept:
        shown = refs(told.shown.snapshot, "actor", told.row_shown.values())
        scope.kept[key] = dict(zip(told.row_shown, shown, strict=True))
    found: dict[int, Ref] = scope.kept[key]
    return found


def members_of(scope: Scope, whole: Snapshot) -> tuple[int, ...]:
    """The firms that the area counts in the year."""
    region = scope.area.region
    inside: Flags = whole.members(region) if region >= 0 else scope.area.member
    return tuple(np.flatnonzero(inside & np.isin(whole.actor.kind, REPORTING)).tolist())


def _existing(whole: Snapshot, members: tuple[int, ...], year: int) -> frozenset[int]:
    """The firms that worked in a year: they had started, and had not ended before it as far as anybody tells when."""
    actor, rows = whole.actor, np.array(members, dtype=np.int64)
    dated = (actor.started[rows] != "") | np.isin(actor.status[rows], GONE)  # of most firms nothing is told
    told = rows[dated]
    columns = (column[told].tolist() for column in (actor.started, actor.status, actor.status_date))
    apart = zip(told.tolist(), *columns, strict=True)
    there = (row for row, started, status, ended in apart if _existed(started, status, ended, year))
    return frozenset((*rows[~dated].tolist(), *there))


def _existed(started: str, status: str, ended: str, year: int) -> bool:
    if started[:4].isdigit() and int(started[:4]) > year:
        return False
    return status not in GONE or (ended[:4].isdigit() and int(ended[:4]) >= year)
