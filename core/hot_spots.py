"""Where the equal-standard load gathers: Getis-Ord Gi* and Moran's I over regions or squares of a county and above.

What reaches water or air at a place counts: what its firms discharge themselves, and what its central plants do. It is
computed attention to a place, says nothing about limits, and is not asked within a park.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from core.columns import Flags, Integers, Numbers
from core.loads import MEDIUM_TITLES, UNITS, Load, LoadTable, equal_standard_loads
from core.snapshot import Snapshot
from core.spatial_places import Places, compared_places
from core.spatial_statistics import (
    LEAST_PLACES,
    LEVEL,
    LocalMoran,
    Moran,
    discoveries,
    getis_ord,
    local_moran,
    moran,
    standardised,
)

HOT, WARM, USUAL, COOL, COLD, UNTESTED = "hot", "warm", "usual", "cool", "cold", "untested"


@dataclass(frozen=True, slots=True, eq=False)
class HotSpots:
    """The test of one medium: of each place (n,) its load, Gi*, two-sided p, and whether it stands among all tests.

    `place` are the tested ones among `places`; the load of the others is not known. `placeless` counts sources with a
    known load that lie at no place, `partly` those at tested places with a mass that nobody told, so that the load
    there is a lower bound. `rows` are rows of `emission` by tested place.
    """

    medium: str
    places: Places
    place: Integers
    load: Numbers
    z: Numbers
    p: Numbers
    stands: Flags
    whole: Moran | None
    local: LocalMoran
    placeless: int
    partly: int
    rows: tuple[tuple[int, ...], ...]
    standard: str

    @property
    def unit(self) -> str:
        """The unit of the loads per year."""
        return UNITS[self.medium]

    @property
    def title(self) -> str:
        """What the medium is called."""
        return MEDIUM_TITLES[self.medium]

    def classes(self) -> list[str]:
        """The class of every place: hot or cold where it stands among all tests, warm or cool where it does alone."""
        told = [UNTESTED] * len(self.places)
        for place, z, p, stands in zip(self.place.tolist(), self.z, self.p, self.stands, strict=True):
            if not np.isnan(z):
                alone = p < LEVEL
                told[place] = ((HOT if stands else WARM) if z > 0 else (COLD if stands else COOL)) if alone else USUAL
        return told

    def neighbours(self, tested: int) -> int:
        """How many neighbours of a tested place are tested too."""
        return int(self.places.near[[int(self.place[tested])]][:, self.place].sum())


def hot_spots(snapshot: Snapshot, listed: list[LoadTable] | None = None) -> list[HotSpots]:
    """The test of water and of air in a snapshot narrowed to a year; none where there is nothing to compare.

    A medium with known loads at fewer than 8 places is not tested. `listed` are its loads, where known.
    """
    tables = [table for table in (equal_standard_loads(snapshot) if listed is None else listed) if table.known]
    places = compared_places(snapshot) if tables else None
    if places is None:
        return []
    found = []
    for medium in UNITS:
        told = [table for table in tables if table.medium == medium]
        loads = [_direct(snapshot, load) for table in told for load in table.actors]
        tested = _tested(medium, places, loads, told[0].standard.document) if told else None
        found += [tested] if tested is not None else []
    return found


@dataclass(frozen=True, slots=True)
class _Direct:
    """What a source (row of `actor`) lets go itself, NaN where no mass of it is known, and how many are not."""

    actor: int
    load: float
    unknown: int
    rows: tuple[int, ...]


def _direct(snapshot: Snapshot, load: Load) -> _Direct:
    """A source that hands everything over to a plant lets go nothing; what it lets go unmeasured is no nothing."""
    direct = [row for row in load.rows if snapshot.emission.destination[row] != "plant"]
    unknown = len(set(direct) & set(load.unknown))
    known = unknown < len(direct) or not direct
    return _Direct(load.actor, load.load - load.indirect if known else np.nan, unknown, load.rows)


def _tested(medium: str, places: Places, loads: list[_Direct], standard: str) -> HotSpots | None:
    sums = np.full(len(places), np.nan)
    rows: dict[int, list[int]] = {}
    placeless = 0
    for load in loads:
        place = int(places.of_actor[load.actor])
        if np.isnan(load.load):
            continue
        if place < 0:
            placeless += 1
            continue
        sums[place] = (0.0 if np.isnan(sums[place]) else sums[place]) + load.load
        rows.setdefault(place, []).extend(load.rows)
    partly = sum(bool(load.unknown) and int(places.of_actor[load.actor]) in rows for load in loads)
    known = np.flatnonzero(~np.isnan(sums))
    if len(known) < LEAST_PLACES:
        return None
    near = places.near[known][:, known]
    z = getis_ord(sums[known], near)
    p = 2 * norm.sf(np.abs(z))
    weights = standardised(near)
    return HotSpots(
        medium, places, known, sums[known], z, p, discoveries(p), moran(sums[known], weights),
        local_moran(sums[known], weights), placeless, partly, tuple(tuple(rows[place]) for place in known.tolist()),
        standard,
    )  # fmt: skip
