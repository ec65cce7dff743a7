"""A year against the one before: figures that rose or fell by more than half, or are about a thousand times others."""

from dataclasses import dataclass

import numpy as np

from core.changing_series import changing_series
from core.check_figures import JUMP
from core.evidence import sources
from core.findings import Ref, inquire
from core.series import Series, is_slip, point_ref, subject_of, title_of
from core.snapshot import Snapshot
from core.text import Quantity, Text


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a year and the one told before: subject, what it is, both values, years, sources and rows.

    `thousandfold` marks a factor near 1000, which is a slip of units more often than a change.
    """

    subject: Ref
    what: Text
    now: Quantity
    before: Quantity
    year: int
    year_before: int
    source_now: str
    source_before: str
    rows: tuple[Ref, Ref]
    thousandfold: bool

    @property
    def ratio(self) -> float:
        """The figure of the year as a multiple of the one before; both are above 0."""
        return float(self.now.value or np.nan) / float(self.before.value or np.nan)


def compare_years(snapshot: Snapshot, year: int) -> list[Change]:
    """What changed by more than 50 % or about 1000 times since the last year told; slips first, then the largest.

    Reads no figure of a source that permits only sums.
    """
    inquiry = inquire(snapshot, year)
    found = []
    for series in changing_series(inquiry, 1 + JUMP):
        earlier = [at for at in series.points if at < year]
        if year in series.points and earlier:
            change = _change(inquiry.whole, series, year, max(earlier))
            if change.thousandfold or abs(change.ratio - 1) > JUMP:
                found.append(change)
    return sorted(found, key=lambda one: (not one.thousandfold, -abs(np.log(one.ratio)), one.subject.name))


def _change(whole: Snapshot, series: Series, year: int, before: int) -> Change:
    points = [series.points[at] for at in (year, before)]
    cited = [sources(whole, series.table, [point.row]) for point in points]
    return Change(
        subject_of(whole, series),
        title_of(whole, series),
        Quantity(points[0].value, series.unit),
        Quantity(points[1].value, series.unit),
        year,
        before,
        cited[0],
        cited[1],
        (point_ref(whole, series, year), point_ref(whole, series, before)),
        is_slip(points[0].value, points[1].value),
    )
