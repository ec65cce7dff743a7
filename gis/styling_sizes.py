"""How large signs are by a quantity: areas in proportion above a stated minimum; the legend uses the same function."""

from dataclasses import dataclass

import numpy as np

from core.columns import Numbers
from core.figures import figures
from core.loads import MEDIUM_TITLES, UNITS, equal_standard_loads
from core.snapshot import Snapshot
from core.text import Text
from gis.styling import LOAD_AIR, LOAD_WATER
from gis.styling_own import OWN, OwnRead

LARGEST = 2.0  # times the radius that signs have where all are alike
SMALLEST = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """Quantity of every actor (NaN unknown) in `unit`; `top` is drawn largest, with `radius` mm times `LARGEST`."""

    title: Text
    unit: str
    quantity: Numbers
    top: float
    radius: float

    def of(self, quantity: Numbers) -> Numbers:
        """Radii in mm of signs for quantities (n,); unknown ones are drawn smallest."""
        share = np.sqrt(np.nan_to_num(quantity, nan=0.0).clip(0, None) / self.top)
        radii: Numbers = self.radius * (LARGEST * share).clip(SMALLEST, LARGEST)
        return radii

    @property
    def least(self) -> float:
        """The quantity up to which signs are drawn smallest."""
        return self.top * (SMALLEST / LARGEST) ** 2

    @property
    def unknown(self) -> int:
        """How many actors have no known quantity."""
        return int(np.isnan(self.quantity).sum())


def sign_sizes(snapshot: Snapshot, size: str, radius: float, own: OwnRead | None = None) -> Sizes | None:
    """What sizes the signs of a snapshot of a year, None where all are alike or nothing is known.

    `own` is what own indicators are read from; without it none is shown.
    """
    if not size or (size.startswith(OWN) and own is None):
        return None
    if own is not None and size.startswith(OWN):
        told, unit = own.of_firms(size)
        quantity = np.array([told.get(uid, np.nan) for uid in snapshot.actor.uid.tolist()], dtype=np.float64)
        title = own.title(size)
    elif size in (LOAD_WATER, LOAD_AIR):
        medium = size.partition(":")[2]
        quantity, unit = _loads(snapshot, medium), UNITS[medium]
        title = Text("Equal-standard load, {medium}", {"medium": Text(MEDIUM_TITLES[medium])})
    else:
        quantity, unit, title = throughflow(snapshot, size), size, Text("What passes through in a year")
    top = float(np.nanmax(quantity, initial=0.0))
    return Sizes(title, unit, quantity, top, radius) if top > 0 else None


def throughflow(snapshot: Snapshot, unit: str) -> Numbers:
    """What passes through every actor in a unit per year: the larger of what it is given and what it gives on.

    Only known amounts are added; an actor none of whose amounts is known in this unit has NaN.
    """
    stated, flow, count = figures(snapshot), snapshot.flow, len(snapshot.actor)
    known = (stated.unit == unit) & ~np.isnan(stated.value)
    sides, told = [], np.zeros(count, dtype=np.int64)
    for ends in (flow.sender, flow.receiver):
        rows = known & (ends >= 0)
        sides.append(np.bincount(ends[rows], stated.value[rows], count))
        told += np.bincount(ends[rows], minlength=count)
    passing: Numbers = np.where(told > 0, np.maximum(*sides), np.nan)
    return passing


def _loads(snapshot: Snapshot, medium: str) -> Numbers:
    """The equal-standard load of every actor in a medium, of firms and of central plants alike."""
    loads = np.full(len(snapshot.actor), np.nan)
    for listed in equal_standard_loads(snapshot):
        for load in listed.actors if listed.medium == medium else ():
            loads[load.actor] = load.load
    return loads
