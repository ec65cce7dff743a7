"""Total-control targets and environmental capacities of regions against what firms and plants discharge there.

What goes to a central plant counts at the plant, in its region. Unknown masses, and those that sources permit in sums
only, make the sum a lower bound.
"""

from dataclasses import dataclass

import numpy as np

from core.catalogues import Pollutant, find_pollutant
from core.findings import Inquiry
from core.pollution_rows import rows_by_pollutant
from core.units import factor_to


@dataclass(frozen=True, slots=True)
class RegionUse:
    """A limit of a region (rows of `region` and `region_limit`) in t/a and what is known to be discharged there.

    `actual` is NaN where no figure is told; `unknown` counts discharges without a known mass, and those whose
    source permits only sums; `rows` are those of `emission`.
    """

    region: int
    limit_row: int
    medium: str
    pollutant: str
    basis: str
    limit: float
    actual: float
    unknown: int
    rows: tuple[int, ...]

    @property
    def headroom(self) -> float:
        """What is left of the limit in t/a, negative where it is exceeded; NaN where that is not known."""
        return self.limit - self.actual if not self.unknown or self.actual > self.limit else float("nan")

    @property
    def share(self) -> float:
        """What is known of the discharge as a share of the limit."""
        return self.actual / self.limit if self.limit > 0 else (np.inf if self.actual > 0 else np.nan)


@dataclass(frozen=True, slots=True)
class UnreadLimit:
    """A limit (row of `region_limit`) that cannot be compared, for `reason`: "medium", "pollutant" or "unit"."""

    limit_row: int
    reason: str


def region_uses(inquiry: Inquiry) -> tuple[list[RegionUse], list[UnreadLimit]]:
    """Every limit of the year with what is discharged, and those that cannot be compared."""
    limits = inquiry.now.region_limit
    uses: list[RegionUse] = []
    unread: list[UnreadLimit] = []
    for row in range(len(limits)):
        items = [item for medium in ("water", "air") if (item := find_pollutant(medium, str(limits.pollutant[row])))]
        factor = factor_to(str(limits.unit[row]) or "t", "t")[0]
        if len(items) != 1:
            unread.append(UnreadLimit(row, "medium" if items else "pollutant"))
        elif factor is None or np.isnan(limits.value[row]):
            unread.append(UnreadLimit(row, "unit"))
        else:
            uses.append(_use(inquiry, row, items[0], float(limits.value[row]) * factor))
    return uses, unread


def _use(inquiry: Inquiry, limit_row: int, item: Pollutant, limit: float) -> RegionUse:
    now, emission = inquiry.now, inquiry.now.emission
    region = int(now.region_limit.region[limit_row])
    member = now.members(region)
    all_rows = rows_by_pollutant(inquiry).get(item, np.empty(0, dtype=np.int64))
    rows = all_rows[(emission.destination[all_rows] == "direct") & member[emission.actor[all_rows]]]
    masses = np.where(emission.not_detected[rows], 0.0, emission.mass[rows])
    known = masses[~np.isnan(masses)]
    actual = float(known.sum()) if len(known) else float("nan")
    basis = str(now.region_limit.basis[limit_row])
    closed = dict(inquiry.closed).get(str(now.region_limit.uid[limit_row]), 0)
    unknown = len(masses) - len(known) + closed
    return RegionUse(region, limit_row, item.medium, item.name, basis, limit, actual, unknown, tuple(rows.tolist()))
