"""A sign that an industry hollows out: its rate of value added falls, and it spends little on research.

Only firms that tell output and value added in both years are compared, so that who comes and goes changes nothing.
The thresholds are ours and no standard.
"""

from dataclasses import dataclass

import numpy as np

from core.account_areas import Area
from core.columns import Flags, Integers, Numbers
from core.findings import Inquiry
from core.snapshot import Snapshot
from core.statements import best_statistics

YEARS = 5  # looked back over at most
LEAST_YEARS = 2  # between the years that are compared
FALL = 0.01  # of the rate: less is within the accuracy of figures
LITTLE_RESEARCH = 0.01  # of output
LEAST_FIRMS = 3
ENOUGH = 0.8  # of the compared firms, and of their output, must tell their research


@dataclass(frozen=True, slots=True)
class Hollowing:
    """The rate of value added of the same firms in two years, and what they spend on research as a share of output.

    `research` is None where too few tell it, so that there is no sign; `told` is how many do.
    """

    first: int
    last: int
    firms: int
    before: float
    after: float
    research: float | None
    told: int

    @property
    def sign(self) -> bool | None:
        """Whether there is the sign; None where research is unknown and the rate falls."""
        if self.before - self.after <= FALL:
            return False
        return None if self.research is None else self.research < LITTLE_RESEARCH


def hollowing(inquiry: Inquiry, area: Area | None = None) -> Hollowing | None:
    """What firms (of an area of `inquiry.now`) tell of the year and one at most 5 years before; None for too few."""
    last = inquiry.year
    if last is None:
        return None
    firms = inquiry.now.actor.id if area is None else inquiry.now.actor.id[area.member]
    now = _figures(inquiry.during(last), firms)
    for first in range(last - YEARS, last - LEAST_YEARS + 1):
        before = _figures(inquiry.during(first), firms)
        both = ~np.isnan(now[:2].sum(axis=0) + before[:2].sum(axis=0))
        if both.sum() >= LEAST_FIRMS and now[0][both].sum() > 0 and before[0][both].sum() > 0:
            research, told = _research(now, both)
            return Hollowing(first, last, int(both.sum()), _rate(before, both), _rate(now, both), research, told)
    return None


def _rate(told: Numbers, chosen: Flags) -> float:
    return float(told[1][chosen].sum() / told[0][chosen].sum())


def _research(now: Numbers, both: Flags) -> tuple[float | None, int]:
    """Spending on research as a share of output, None where too few tell it, and how many do."""
    told = both & ~np.isnan(now[2])
    output, count = float(now[0][told].sum()), int(told.sum())
    enough = count >= ENOUGH * both.sum() and output >= ENOUGH * float(now[0][both].sum())
    return (float(now[2][told].sum()) / output if enough and output > 0 else None), count


def _figures(year: Snapshot, firms: Integers) -> Numbers:
    """Output, value added and spending on research (3, firms) of a year, NaN unknown."""
    place = {actor: at for at, actor in enumerate(firms.tolist())}
    found = np.full((3, len(firms)), np.nan)
    for row, item in enumerate(("output_value", "value_added", "rd_spending")):
        for (actor, _), told in best_statistics(year, item).items():
            at = place.get(int(year.actor.id[actor]))
            if at is not None and told.unit == "wan_yuan":
                found[row, at] = told.value
    return found
