"""Weighted least squares of amounts under balances: the adjusted amounts, with their standard deviations.

Minimises the sum of ((adjusted - measured) / sd)² under 'what comes in = what goes out' of every node. Cencic (2016);
Crowe, Garcia Campos & Hrymak (1983), AIChE J. 29, 881 (unknown amounts are taken out first).
"""

from dataclasses import dataclass, replace

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.dense_blocks import inverse
from core.reconcile_classes import Classified, classify, ends_of
from core.reconcile_elimination import MOST_NEIGHBOURS, Resistances, resistances, uneven_resistances
from core.reconcile_model import NON_REDUNDANT, OBSERVABLE, REDUNDANT, UNOBSERVABLE, Arcs, sums
from core.reconcile_network import UNEVEN, Network, network
from core.reconcile_potentials import DIRECT_NODES, potentials
from core.steps import Step, quietly

MOST_FOLLOWERS = 2000
MOST_UNEVEN = 50_000  # nodes times amounts up to which every resistance is found by itself where digits are lost
LEFT = 1e-8  # of a variance
OPEN = 1e-9  # of what goes through: a part of constants that is further from closing contradicts itself


@dataclass(frozen=True, slots=True)
class Balanced:
    """Adjusted `amount` (m,), NaN where it cannot be determined, of arcs `classified` on a `net` of merged nodes.

    `excess` (k,) is what came in less what went out as measured, by merged node, `price` (k,) its multiplier;
    `contradicting` (k,) marks merged nodes that constants keep from balancing, whose amounts stay as measured.
    """

    arcs: Arcs
    classified: Classified
    net: Network
    amount: Numbers
    excess: Numbers
    price: Numbers
    contradicting: Flags

    @property
    def ends(self) -> tuple[Integers, Integers]:
        """The merged nodes of every amount, the last being the one of the outside."""
        tail, head = ends_of(self.arcs)
        return self.classified.merged[tail], self.classified.merged[head]

    @property
    def drop(self) -> Numbers:
        """The multiplier at the head less that at the tail, (m,)."""
        one, other = self.ends
        difference: Numbers = self.price[other] - self.price[one]
        return difference


def balance(arcs: Arcs, step: Step = quietly) -> Balanced:
    """Adjust measured amounts so that every node balances, and compute what follows from them."""
    classified = _outside_last(classify(arcs))
    tail, head = ends_of(arcs)
    merged = classified.merged
    count, variance = int(merged.max()) + 1, arcs.variance
    one, other = merged[tail], merged[head]
    net = network(one, other, variance, count)
    value = np.where(arcs.measured, arcs.value, 0.0)
    excess = sums(other, value, count) - sums(one, value, count)
    excess[-1] = 0.0
    contradicting = _contradicting(net, excess, sums(one, abs(value), count), sums(other, abs(value), count))
    price = potentials(net, np.where(contradicting, 0.0, excess), step)
    amount = value - variance * (price[other] - price[one])
    if count <= DIRECT_NODES:  # large and small sd side by side cost digits that a second pass brings back
        over = sums(other, amount, count) - sums(one, amount, count)
        more = potentials(net, np.where(contradicting, 0.0, over), step)
        amount -= variance * (more[other] - more[one])
    amount = _following(arcs, classified, amount)
    return Balanced(arcs, classified, net, amount, excess, price, contradicting)


def _outside_last(of: Classified) -> Classified:
    """The same with merged nodes numbered so that the one of the outside is the last."""
    last, home = int(of.merged.max()), int(of.merged[-1])
    swapped = np.arange(last + 1)
    swapped[[home, last]] = last, home
    return Classified(of.kind, swapped[of.merged], of.group, of.tree)


def _contradicting(net: Network, excess: Numbers, sent: Numbers, brought: Numbers) -> Flags:
    """Merged nodes of parts without the outside whose constants leave something over."""
    parts = int(net.part.max()) + 1
    over = np.abs(sums(net.part, excess, parts))
    through = sums(net.part, np.maximum(sent, brought), parts)
    broken = over > OPEN * through
    broken[net.part[-1]] = False
    found: Flags = broken[net.part]
    return found


def _following(arcs: Arcs, classified: Classified, amount: Numbers) -> Numbers:
    """Fill in unknown amounts along the forest, from its leaves; those that others could replace stay unknown."""
    known = np.where(arcs.measured, amount, np.nan)
    if not (classified.kind == OBSERVABLE).any():
        return known
    tail, head = ends_of(arcs)
    count = arcs.nodes + 1
    stated = np.where(arcs.measured & (tail != head), amount, 0.0)
    left = (sums(head, stated, count) - sums(tail, stated, count)).tolist()
    tree = classified.tree
    parent, arc_of = tree.parent.tolist(), tree.arc.tolist()
    heads, filled = head.tolist(), known.tolist()
    for node in reversed(tree.order.tolist()):
        arc, up = arc_of[node], parent[node]
        if arc >= 0:
            outward = heads[arc] == up
            filled[arc] = left[node] if outward else -left[node]
            left[up] += left[node]
    result = np.array(filled)
    result[classified.kind == UNOBSERVABLE] = np.nan
    return result


@dataclass(frozen=True, slots=True)
class Spread:
    """The sd (m,) of adjusted amounts, NaN where not computed or unobservable; `loss` (m,) and `node` (k,).

    `loss` is the resistance between an amount's ends, `node` that of a merged node against the ground.
    """

    sd: Numbers
    loss: Numbers
    node: Numbers


def spread(of: Balanced, step: Step = quietly) -> Spread:
    """The posterior sd of every amount; of networks too dense to eliminate only of what nothing checks."""
    count = len(of.net.scale)
    found = _small(of.net) if count <= DIRECT_NODES else None
    if found is None:
        found = resistances(of.net, step, count if count <= DIRECT_NODES else MOST_NEIGHBOURS)
        if found is not None and count * len(of.net.one) <= MOST_UNEVEN:
            found = replace(found, arc=uneven_resistances(of.net, step))
    if found is None:
        found = Resistances(np.full(len(of.net.scale), np.nan), np.full(len(of.net.one), np.nan))
    one, other = of.ends
    loss = np.full(len(of.arcs), np.nan)
    loss[(one != other) & (of.arcs.variance > 0)] = found.arc
    return Spread(_deviations(of, loss, _follower_spread(of, step)), loss, found.node)


def _small(net: Network) -> Resistances | None:
    """Resistances by the whole inverse, None where uneven conductances have cost its digits."""
    inner = np.flatnonzero(net.scale > 0)
    found = np.zeros((len(net.scale), len(net.scale)))
    try:
        found[np.ix_(inner, inner)] = inverse(net.matrix[inner][:, inner].toarray())
    except np.linalg.LinAlgError:
        return None
    if found.diagonal().max(initial=0.0) * UNEVEN > 1 or (found.diagonal()[inner] <= 0).any():
        return None
    found *= net.scale[:, None] * net.scale
    node = found.diagonal().copy()
    return Resistances(node, node[net.one] + node[net.other] - 2 * found[net.one, net.other])


def _deviations(of: Balanced, loss: Numbers, following: Numbers) -> Numbers:
    """By class: measured amounts lose variance² times the resistance, constants have none."""
    variance = of.arcs.variance
    kind = of.classified.kind
    sd = np.where(kind == REDUNDANT, _checked(variance, loss), np.where(kind == NON_REDUNDANT, of.arcs.sd, 0.0))
    sd[kind == OBSERVABLE] = following[kind == OBSERVABLE]
    sd[kind == UNOBSERVABLE] = np.nan
    return np.asarray(sd, dtype=np.float64)


def _checked(variance: Numbers, loss: Numbers) -> Numbers:
    """The sd that checking leaves of measured amounts; what rounding alone could have left is 0, NaN stays."""
    left = 1 - variance * loss
    return np.asarray(np.sqrt(np.where(left <= LEFT, 0.0, variance * left)))


def _follower_spread(of: Balanced, step: Step) -> Numbers:
    """The sd (m,) of amounts that follow from others, NaN where these are more than `MOST_FOLLOWERS`.

    An amount whose loss cuts its merged node in two is the sum of the measured amounts over the cut, of variance
    w'Qw - (AQw)'V^-1(AQw) with w their signs.
    """
    result = np.full(len(of.arcs), np.nan)
    wanted = np.flatnonzero(of.classified.kind == OBSERVABLE)
    if not len(wanted) or len(wanted) > MOST_FOLLOWERS:
        return result
    first, last, below = _walk(of)
    tail, head = ends_of(of.arcs)
    variance, (one, other) = of.arcs.variance, of.ends
    sized = np.flatnonzero(variance > 0)
    weights = np.zeros((len(of.net.scale), len(wanted)))
    own = np.zeros(len(wanted))
    for place, arc in enumerate(wanted.tolist()):
        node = below[arc]
        start, end = first[tail[sized]], first[head[sized]]
        inside = ((first[node] <= end) & (end < last[node])) * 1.0 - ((first[node] <= start) & (start < last[node]))
        own[place] = float((variance[sized] * inside**2).sum())
        flux = variance[sized] * inside
        weights[:, place] = sums(other[sized], flux, len(weights)) - sums(one[sized], flux, len(weights))
        if place % 16 == 0:
            step(place, len(wanted))
    weights[of.net.grounded] = 0
    gain = np.einsum("ij,ij->j", weights, potentials(of.net, weights, step))
    result[wanted] = np.sqrt(np.maximum(own - gain, 0.0))
    return result


def _walk(of: Balanced) -> tuple[Integers, Integers, dict[int, int]]:
    """When a walk down the forest enters and leaves every node, and the lower node of every amount of the forest."""
    tree = of.classified.tree
    children: dict[int, list[int]] = {}
    for node, up in enumerate(tree.parent.tolist()):
        children.setdefault(up, []).append(node)
    first, last = np.zeros(len(tree.parent), dtype=np.int64), np.zeros(len(tree.parent), dtype=np.int64)
    clock, stack = 0, [(root, False) for root in children.get(-1, [])]
    while stack:
        node, left = stack.pop()
        if left:
            last[node] = clock
            continue
        first[node] = clock
        clock += 1
        stack.append((node, True))
        stack += [(child, False) for child in children.get(node, [])]
    return first, last, {arc: node for node, arc in enumerate(tree.arc.tolist()) if arc >= 0}
