"""Firms that would complete the chain: which kinds of plants, where, would take what has no receiver, and for how much.

What a receiver takes or could take once it is proved or tested is left to it. Sites are the points of the shortest
ways to what a plant takes, to all of it and to each kind, and the middle of each region's firms. Money is told where
the user gave prices and the kind of plant has some; else the tonnes decide, then the ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers, Points
from core.complement_chains import Bid, choose, fill, recovery_factor
from core.complement_templates import Template, templates
from core.kinds import BASE_UNITS
from core.matching import PROOF, QUALITY, WAY_WEIGHT, Terms
from core.matching_shared import site
from core.matching_words import Gap
from core.receivers import DETOUR, Acceptance, ways_km
from core.snapshot import Snapshot
from core.spatial_places import to_metres
from core.steps import Step, quietly

MOST_AMOUNTS = 400  # that a plant is weighed with, the largest within reach
MOST_REGIONS = 12  # whose middle is a site, those with most left over
MOST_PLANTS = 2  # of the best set
CLOSED = 0.999  # of an amount that a plant takes it closes the gap


@dataclass(frozen=True, slots=True)
class Site:
    """A place (degrees) for a plant: the middle of a region (row) or, at -1, of what is left over, near an actor."""

    point: tuple[float, float]
    region: int
    near: int


@dataclass(frozen=True, slots=True)
class Complement:
    """A plant at a site: `taken` holds what it takes (t a year) of gaps (places), `km` the ways to them by road.

    `net` is what it is worth a year after its investment (CNY), by the high and the low cost of ways, None without
    prices. `closed` counts the gaps that it closes wholly.
    """

    template: Template
    site: Site
    taken: dict[int, float]
    km: dict[int, float]
    net: tuple[float, float] | None
    closed: int

    @property
    def tonnes(self) -> float:
        """What it takes a year."""
        return sum(self.taken.values())

    @property
    def load(self) -> float:
        """The same as a share of its capacity."""
        return self.tonnes / self.template.capacity


@dataclass(frozen=True, slots=True)
class Complements:
    """The plants that take anything, most tonnes first; `left` is what they are weighed with, in t a year.

    `placeless` is what is left of firms without a point. `together` are the plants (places) that are best together,
    `together_net` what they are worth (None without prices), `late` that this was not proved in time.
    """

    plants: tuple[Complement, ...]
    left: float
    placeless: float
    together: tuple[int, ...]
    together_tonnes: float
    together_net: float | None
    late: bool = False

    @property
    def by_net(self) -> list[int]:
        """The places of plants with prices, the one that is worth most by the high cost of ways first."""
        priced = {place: one.net[0] for place, one in enumerate(self.plants) if one.net is not None}
        return sorted(priced, key=lambda place: -priced[place])


@dataclass(frozen=True, slots=True)
class _Left:
    """What is left over (n,): the gaps it is of, t a year, where it lies (degrees), actor and commodity (rows)."""

    gap: Integers
    amount: Numbers
    point: Points
    actor: Integers
    commodity: Integers


_Weighed = tuple[Complement, Bid]


def complements(known: Acceptance, terms: Terms, gaps: Sequence[Gap], step: Step = quietly) -> Complements:
    """The plants of all kinds at all sites for the gaps of a matching; `step` may stop the work by raising."""
    now = known.snapshot
    whole = _left_of(known, gaps)
    placed: Flags = np.asarray(~np.isnan(whole.point).any(axis=1))
    left, found = _chosen(whole, placed), list[_Weighed]()
    middles, kinds = _middles(now, left), templates()
    for done, template in enumerate(kinds):
        recipe = _recipe(now, template, left)
        for spot in [*_hearts(left, recipe), *middles] if (recipe >= 0).any() else []:
            step(done, len(kinds))
            if (one := _weighed(terms, template, left, recipe, spot)) is not None:
                found.append(one)
    found.sort(key=lambda pair: (-pair[0].tonnes, -_worth(pair[0]), -pair[0].closed))
    return _with_best(found, left, float(whole.amount[~placed].sum()), step)


def _left_of(known: Acceptance, gaps: Sequence[Gap]) -> _Left:
    """What of each gap in t nobody takes, nor could take once proved or tested; hazardous waste needs a licence."""
    now, rows = known.snapshot, []
    for place, gap in enumerate(gaps):
        offer, reason = gap.offer, gap.reason
        if offer.unit == BASE_UNITS["goods"] and reason is not None and not known.hazardous[offer.commodity]:
            spoken = max(reason.gains.get(PROOF, 0.0), reason.gains.get(QUALITY, 0.0))
            if not reason.above and reason.left - spoken > 0:
                rows.append((place, reason.left - spoken, offer.actor, offer.commodity))
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    places, actor, commodity = (table[:, column].astype(np.int64) for column in (0, 2, 3))
    return _Left(places, table[:, 1], now.actor.point[actor], actor, commodity)


def _chosen(left: _Left, chosen: Flags) -> _Left:
    return _Left(*(getattr(left, name)[chosen] for name in ("gap", "amount", "point", "actor", "commodity")))


def _recipe(now: Snapshot, template: Template, left: _Left) -> Integers:
    """The place (n,) of each amount in the recipe of a kind of plant, -1 where it takes none."""
    goods = {
        row: template.place_of(str(now.commodity.name[row]), str(now.commodity.code[row]))
        for row in np.unique(left.commodity).tolist()
    }
    return np.array([goods[row] for row in left.commodity.tolist()], dtype=np.int64)


def _hearts(left: _Left, recipe: Integers) -> list[Site]:
    """The heart of all that a plant takes, and of each kind of it."""
    kinds = np.unique(recipe[recipe >= 0])
    return [_heart(left, np.flatnonzero(recipe >= 0)), *(
        _heart(left, np.flatnonzero(recipe == kind)) for kind in kinds if len(kinds) > 1
    )]  # fmt: skip


def _heart(left: _Left, able: Integers) -> Site:
    """The point of the shortest ways to the largest of some amounts (places), each weighed by its tonnes."""
    able = able[np.argsort(-left.amount[able], kind="stable")[:MOST_AMOUNTS]]
    points = left.point[able]
    metres = to_metres(points)
    found = np.array(site(metres, left.amount[able]))
    ways = np.hypot(*(metres - found).T)
    nearest = int(ways.argmin())
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    spread = np.ptp(metres, axis=0)
    degrees = np.divide(np.ptp(points, axis=0), spread, out=np.zeros(2), where=spread > 0)
    here = middle + found * degrees
    return Site((float(here[0]), float(here[1])), -1, int(left.actor[able[nearest]]))


def _middles(now: Snapshot, left: _Left) -> list[Site]:
    """The middle of the firms of each region that holds no other, of those with most left over."""
    parents = set(now.region.parent.tolist())
    ranked = []
    for region in range(len(now.region)):
        member = now.members(region)
        points = now.actor.point[member & ~np.isnan(now.actor.point).any(axis=1)]
        mass = float(left.amount[member[left.actor]].sum())
        if region not in parents and len(points) and mass > 0:
            middle = points.mean(axis=0)
            ranked.append((mass, Site((float(middle[0]), float(middle[1])), region, -1)))
    ranked.sort(key=lambda pair: -pair[0])
    return [spot for _, spot in ranked[:MOST_REGIONS]]


def _weighed(terms: Terms, template: Template, left: _Left, recipe: Integers, spot: Site) -> _Weighed | None:
    """What a plant at a site takes, by money where there are prices, else by tonnes; None where it takes nothing."""
    km = ways_km(np.array(spot.point), left.point)
    able = (recipe >= 0) & (km <= terms.reach.get("goods", np.inf))
    able[np.argsort(-np.where(able, left.amount, 0.0), kind="stable")[MOST_AMOUNTS:]] = False
    bids = _bids(terms, template, np.where(able, recipe, -1), km)
    flow = fill(left.amount, bids[0]).flow[0]
    rows = np.flatnonzero(flow > 0).tolist()
    if not rows:
        return None
    closed = int((flow >= CLOSED * left.amount).sum())
    worth = [float(flow[rows] @ bid.worth[rows]) - bid.fixed for bid in bids]  # of the load that is told of
    net = (worth[0], worth[1]) if len(worth) == 2 else None
    told = [(int(left.gap[row]), float(flow[row]), float(km[row])) for row in rows]
    ways = {gap: way for gap, _, way in told}
    return Complement(template, spot, {gap: flow for gap, flow, _ in told}, ways, net, closed), bids[0]


def _bids(terms: Terms, template: Template, recipe: Integers, km: Numbers) -> list[Bid]:
    """A plant as it bids by the high and the low cost of ways, in that order; by tonnes where prices are lacking."""
    least, most = np.array([(one.least, one.most) for one in template.portions]).T
    if terms.rate is None or terms.disposal is None or not template.priced:
        longest = float(km[recipe >= 0].max(initial=0.0)) or 1.0
        return [Bid(1 - WAY_WEIGHT * km / longest, recipe, least, most, template.capacity, 0.0)]
    low, high = terms.rate
    fixed = recovery_factor() * template.investment
    worth = terms.disposal + template.revenue - template.running
    ways = (high * km, low * km / DETOUR)
    return [Bid(worth - way, recipe, least, most, template.capacity, fixed) for way in ways]


def _with_best(found: list[_Weighed], left: _Left, placeless: float, step: Step) -> Complements:
    """The plants with the best set of some of them, each kind at its best site: by money where any has prices."""
    priced = [place for place, (one, _) in enumerate(found) if one.net is not None]
    best: dict[str, int] = {}
    for place in sorted(priced, key=lambda place: -_worth(found[place][0])) or range(len(found)):
        best.setdefault(found[place][0].template.id, place)
    places = list(best.values())
    taken = choose(left.amount, [found[place][1] for place in places], MOST_PLANTS, step=step)
    built = tuple(places[place] for place in taken.built.tolist())
    plants = tuple(one for one, _ in found)
    net = taken.net if priced else None
    return Complements(plants, float(left.amount.sum()), placeless, built, float(taken.flow.sum()), net, taken.late)


def _worth(one: Complement) -> float:
    return -np.inf if one.net is None else one.net[0]
