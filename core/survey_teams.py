"""Splitting a survey among teams: whole districts first, then along the way, no firm twice, teams about as large."""

from collections.abc import Iterable, Sequence

import numpy as np

from core.errors import UserError
from core.snapshot import Snapshot
from core.survey_routes import route
from core.text import Text


def split(snapshot: Snapshot, firms: Sequence[int], teams: int) -> list[list[int]]:
    """The firms (rows) of each team in the order of their visits: every firm once, no team more than one firm larger.

    The districts are strung on a way over their middles, the firms of each on a way of its own; this string is cut
    into equal parts. UserError where there are more teams than firms.
    """
    if teams > len(firms):
        told = {"n": len(firms), "teams": teams}
        raise UserError(
            Text("{n} firm is to be surveyed, fewer than {teams} teams.", told,
                 plural="{n} firms are to be surveyed, fewer than {teams} teams."),
            Text("Ask for fewer teams, or choose more firms."),
        )  # fmt: skip
    string = [firm for _, rows in districts(snapshot, firms) for firm in rows]
    parts = [list(map(int, part)) for part in np.array_split(np.array(string, dtype=np.int64), teams)]
    return [_in_order(snapshot, part) for part in parts]


def districts(snapshot: Snapshot, firms: Iterable[int]) -> list[tuple[int, list[int]]]:
    """Region (row, -1 for none) and firms (rows) in the order of their visits, the regions on a way over their middles.

    Firms without coordinates stand last in their district.
    """
    by_region: dict[int, list[int]] = {}
    for firm in firms:
        by_region.setdefault(int(snapshot.actor.region[firm]), []).append(int(firm))
    regions = sorted(by_region, key=lambda row: (row < 0, row))
    middles = np.array([_middle(snapshot, by_region[region]) for region in regions]).reshape(-1, 2)
    return [(regions[place], _in_order(snapshot, by_region[regions[place]])) for place in route(middles)]


def _in_order(snapshot: Snapshot, firms: Sequence[int]) -> list[int]:
    return [firms[place] for place in route(snapshot.actor.point[list(firms)])]


def _middle(snapshot: Snapshot, firms: Sequence[int]) -> tuple[float, float]:
    """The middle of the firms' points, NaN where none has one."""
    points = snapshot.actor.point[list(firms)]
    located = points[~np.isnan(points).any(axis=1)]
    lon, lat = located.mean(axis=0) if len(located) else (np.nan, np.nan)
    return float(lon), float(lat)
