"""Sources that one plant could treat together: near each other and of like pollutants (homogeneity by the cosine).

Loads are concentrations over limits, so that a pollutant counts by how far it is above its standard. The site
is the geometric median of the sources, weighted by their volumes (Weiszfeld 1937).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.spatial import KDTree

from core.catalogues import find_pollutant
from core.columns import Flags, Integers, Numbers, Points
from core.findings import Inquiry
from core.own_standards import find_set
from core.receivers import EARTH_KM
from core.rule_set import chosen_sets
from core.statements import best_statistics

LIKE = 0.9  # mean cosine from which sources are treated together
REACH_KM = 5.0  # straight line between neighbours that share a plant, a planning figure
DAYS = 365.0
EXPONENTS = (0.6, 0.8)  # how the cost of treatment plants usually grows with their size, planning figures
STEPS, STILL = 1000, 1e-10


@dataclass(frozen=True, slots=True)
class Shared:
    """Sources (places in the list) that fit together, their volume, mean cosine, and where a plant would stand.

    `volumes` are those of each source, in m3 a day where they are firms.
    """

    sources: tuple[int, ...]
    volume: float
    likeness: float
    site: tuple[float, float]
    volumes: tuple[float, ...]

    def saved_shares(self) -> tuple[float, float]:
        """What one plant costs less than one for each, as a share, at the highest and lowest usual exponent."""
        low, high = (joint_cost(self.volumes, 1.0, exponent) for exponent in reversed(EXPONENTS))
        return low.saved_share, high.saved_share


@dataclass(frozen=True, slots=True)
class JointCost:
    """What plants for each source (`alone`) and one for all (`joint`) cost, pipes not counted."""

    alone: tuple[float, ...]
    joint: float

    @property
    def saving(self) -> float:
        """What the joint plant costs less than the others together."""
        return sum(self.alone) - self.joint

    @property
    def saved_share(self) -> float:
        """The same as a share of what the others cost together."""
        return self.saving / sum(self.alone)


def joint_cost(volumes: Sequence[float], factor: float, exponent: float) -> JointCost:
    """The cost of plants of size q (m3 a day) by economies of scale, `factor` x q^`exponent`."""
    alone = tuple(factor * volume**exponent for volume in volumes)
    return JointCost(alone, factor * sum(volumes) ** exponent)


def shared_treatment(inquiry: Inquiry, reach_km: float = REACH_KM) -> list[Shared]:
    """Groups of firms (rows of actors) whose waste water is alike and near; volumes are m3 a day, sites degrees.

    Asked for firms with a point, a declared discharge and concentrations of pollutants that the chosen standard limits;
    central plants and who hands its water to one already are none of them.
    """
    now = inquiry.now
    discharged = {actor: told.value for (actor, _), told in best_statistics(now, "water_discharged").items()}
    loads = _loads(inquiry, discharged)
    placed = ~np.isnan(now.actor.point).any(axis=1) & (now.actor.role != "treatment") & ~_treated(inquiry)
    actors = np.array([actor for actor in loads if placed[actor]], dtype=np.int64)
    if not len(actors):
        return []
    pollutants = sorted({name for told in loads.values() for name in told})
    table = np.array([[loads[actor].get(name, 0.0) for name in pollutants] for actor in actors.tolist()])
    points = now.actor.point[actors]
    middle = np.cos(np.radians(points[:, 1].mean()))
    plane = np.radians(points) * EARTH_KM * np.array([middle, 1.0])
    volumes = np.array([discharged[actor] / DAYS for actor in actors.tolist()])
    groups = shared_groups(table, plane, volumes, reach_km)
    degrees = np.degrees(1 / EARTH_KM) / np.array([middle, 1.0])
    return [
        replace(
            one,
            sources=tuple(int(actors[place]) for place in one.sources),
            site=(float(one.site[0] * degrees[0]), float(one.site[1] * degrees[1])),
        )
        for one in groups
    ]


def _treated(inquiry: Inquiry) -> Flags:
    """Which actors hand water to a central plant, by a link or by the destination of what they emit."""
    now = inquiry.now
    plant = np.append(now.actor.role == "treatment", False)
    found: Flags = np.zeros(len(now.actor) + 1, dtype=bool)
    found[now.flow.sender[plant[now.flow.receiver] & (now.commodity.medium[now.flow.commodity] == "water")]] = True
    found[now.emission.actor[(now.emission.destination == "plant") & (now.emission.medium == "water")]] = True
    return found[:-1]


def _loads(inquiry: Inquiry, discharged: dict[int, float]) -> dict[int, dict[str, float]]:
    """Concentration over limit by actor and pollutant, of pollutants that the chosen standard set limits."""
    standard = find_set(inquiry.now, "water", chosen_sets(inquiry.now).get("water", ""))
    limits = standard.limits if standard else {}
    found = {
        actor: {name: level / limits[name] for name, level in told.items() if limits.get(name)}
        for actor, told in concentrations(inquiry, discharged).items()
    }
    return {actor: told for actor, told in found.items() if told}


def concentrations(inquiry: Inquiry, discharged: dict[int, float]) -> dict[int, dict[str, float]]:
    """The highest concentration in mg/L by actor with a known discharge (m3 a year) and water pollutant.

    Where only a mass is told it is spread over the discharge.
    """
    now = inquiry.now
    found: dict[int, dict[str, float]] = {}
    for row in inquiry.counted_emissions:
        actor = int(now.emission.actor[row])
        pollutant = find_pollutant("water", str(now.emission.pollutant[row]))
        if now.emission.medium[row] != "water" or pollutant is None or not discharged.get(actor, 0.0) > 0:
            continue
        told = float(now.emission.concentration[row])
        if np.isnan(told):
            told = float(now.emission.mass[row]) / discharged[actor] * 1e6  # t per m3 in mg/L
        if not np.isnan(told):
            of_actor = found.setdefault(actor, {})
            of_actor[pollutant.id] = max(of_actor.get(pollutant.id, 0.0), told)
    return found


def directions(loads: Numbers) -> Numbers:
    """Each row (n, pollutants) with length 1, so that products of rows are cosines; 0 for a source without any load."""
    known = np.nan_to_num(loads)
    size = np.linalg.norm(known, axis=1)
    unit: Numbers = known / np.where(size > 0, size, 1.0)[:, None]
    return unit


def shared_groups(loads: Numbers, points: Points, volumes: Numbers, reach: float, least: float = 0.0) -> list[Shared]:
    """Groups of at least two sources round the largest of them, near it and like it, with at least `least` in volume.

    `points` (n, 2) are plane coordinates in the unit of `reach`. A source that is not like its group is left out of it,
    the least like first. Each source is in one group, that of the largest source that it fits.
    """
    unit, near = directions(loads), KDTree(points)
    free = np.ones(len(points), dtype=bool)
    found = []
    for middle in np.argsort(-volumes, kind="stable").tolist():
        if not free[middle]:
            continue
        around = np.array(sorted(near.query_ball_point(points[middle], reach)), dtype=np.int64)
        chosen = _alike(around[free[around] & (unit[around] @ unit[middle] >= LIKE)], unit)
        if len(chosen) < 2:
            continue
        volume = float(volumes[chosen].sum())
        free[chosen] = False
        if volume >= least:
            place = site(points[chosen], volumes[chosen])
            sizes = tuple(volumes[chosen].tolist())
            found.append(Shared(tuple(chosen.tolist()), volume, likeness(unit[chosen]), place, sizes))
    return sorted(found, key=lambda one: -one.volume)


def _alike(chosen: Integers, unit: Numbers) -> Integers:
    """The sources of a group whose mean cosine is high enough."""
    while len(chosen) > 1 and likeness(unit[chosen]) < LIKE:
        worst = int((unit[chosen] @ unit[chosen].sum(axis=0)).argmin())
        chosen = np.delete(chosen, worst)
    return chosen


def likeness(unit: Numbers) -> float:
    """The mean cosine between different rows of length 1, at least two."""
    count = len(unit)
    return float((np.square(unit.sum(axis=0)).sum() - count) / (count * (count - 1)))


def site(points: Points, weights: Numbers) -> tuple[float, float]:
    """The point with the least weighted way to all others; a source whose weight outdoes the pull of all stays it."""
    for place, weight in enumerate(weights):
        away = points - points[place]
        far = np.hypot(*away.T)
        pull = (weights[:, None] * away)[far > 0] / far[far > 0][:, None]
        if np.hypot(*pull.sum(axis=0)) <= weight:
            return float(points[place, 0]), float(points[place, 1])
    here = (points * weights[:, None]).sum(axis=0) / weights.sum()
    for _ in range(STEPS):
        share = weights / np.maximum(np.hypot(*(points - here).T), STILL)
        there = (points * share[:, None]).sum(axis=0) / share.sum()
        if np.hypot(*(there - here)) < STILL:
            break
        here = there
    return float(here[0]), float(here[1])
