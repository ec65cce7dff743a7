"""How far inputs hang on few suppliers, and how far firms want the same: concentration, dependency, niche overlap.

Herfindahl (1950); Schoener (1970), Ecology 51, 408-418. Shares are of amounts in one unit.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.steps import Step, quietly

MOST_FIRMS = 400  # firms that take the same input and are compared pair by pair

Key = tuple[int, int]  # a firm and a commodity


@dataclass(frozen=True, slots=True)
class Concentration:
    """One input of a firm (or output): its partners with their share, the largest first; -1 is the outside."""

    firm: int
    commodity: int
    amount: float
    shares: tuple[tuple[int, float], ...]

    @property
    def index(self) -> float:
        """The sum of squared shares: 1 with a single partner, 1/n with n alike."""
        return sum(share**2 for _, share in self.shares)

    @property
    def inner(self) -> bool:
        """Whether nothing of it crosses the border, beyond which nobody knows how many partners there are."""
        return all(partner >= 0 for partner, _ in self.shares)

    @property
    def largest(self) -> tuple[int, float]:
        """The partner on whom most hangs, and how much of it."""
        return self.shares[0]


def concentrations(links: Iterable[tuple[int, int, int, float]]) -> list[Concentration]:
    """Of (firm, commodity, partner, known amount), every input of a firm with its partners, largest amount first."""
    amounts: dict[Key, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for firm, commodity, partner, amount in links:
        amounts[firm, commodity][partner] += amount
    found = []
    for (firm, commodity), partners in amounts.items():
        whole = sum(partners.values())
        if whole > 0:
            ranked = sorted(partners.items(), key=lambda item: (-item[1], item[0]))
            shares = tuple((partner, amount / whole) for partner, amount in ranked)
            found.append(Concentration(firm, commodity, whole, shares))
    return sorted(found, key=lambda one: (-one.amount, one.firm, one.commodity))


def mean_concentration(found: list[Concentration]) -> float | None:
    """The index of all inputs, weighted by their amounts; None where there are none."""
    whole = sum(one.amount for one in found)
    return sum(one.index * one.amount for one in found) / whole if whole > 0 else None


def stop_losses(links: Iterable[tuple[int, int, float]]) -> dict[int, float]:
    """Of (sender, receiver, amount), the share of everything exchanged that each actor gives or takes (N-1 loss).

    So much ends if it stops and nobody steps in; an actor's links with itself are no exchange.
    """
    amounts: dict[int, float] = defaultdict(float)
    whole = 0.0
    for sender, receiver, amount in links:
        if sender != receiver:
            whole += amount
            amounts[sender] += amount
            amounts[receiver] += amount
    return {actor: amount / whole for actor, amount in amounts.items()} if whole > 0 else {}


@dataclass(frozen=True, slots=True)
class Niches:
    """The two firms that compete most with their overlap (0-1) and the input that they share most of; pairs in all."""

    one: int
    other: int
    share: float
    commodity: int
    pairs: int


def niche_overlaps(inputs: dict[int, dict[int, float]], step: Step = quietly) -> Niches | None:
    """How many pairs of firms take a common input, and the two whose overlap is largest; None without such a pair.

    `inputs` tells the amounts of each firm by commodity. The overlap is 1 - ½ Σ |p - q| over shares, which is the sum
    of the smaller shares; of like overlaps (to 0.001) that of the larger common amount goes first. Inputs that more
    than `MOST_FIRMS` take are common to all and set nobody against another. One firm after the other is compared with
    all, so that memory grows with firms and not with pairs.
    """
    firms = sorted(inputs)
    takers = _takers(firms, inputs)
    pairs, first = 0, (0.0, 0.0, -1, -1)
    for place, firm in enumerate(firms):
        step(place, len(firms))
        overlap, common = (np.zeros(len(firms)) for _ in range(2))
        for commodity in inputs[firm]:
            if commodity in takers:
                others, share, amount = takers[commodity]
                mine = int(np.searchsorted(others, place))
                if mine < len(others) and others[mine] == place:
                    later = others[mine + 1 :]
                    overlap[later] += np.minimum(share[mine], share[mine + 1 :])
                    common[later] += np.minimum(amount[mine], amount[mine + 1 :])
        pairs += int((overlap > 0).sum())
        best = int(np.lexsort((common, np.round(overlap, 3)))[-1])
        if overlap[best] > 0 and (round(overlap[best], 3), common[best]) > (round(first[0], 3), first[1]):
            first = (float(overlap[best]), float(common[best]), place, best)
    if first[2] < 0:
        return None
    one, other = firms[first[2]], firms[first[3]]
    shared = max(inputs[one].keys() & inputs[other].keys(), key=lambda row: min(inputs[one][row], inputs[other][row]))
    return Niches(one, other, first[0], shared, pairs)


Takers = tuple[Integers, Numbers, Numbers]  # places of firms, ascending, with their shares and amounts


def _takers(firms: list[int], inputs: dict[int, dict[int, float]]) -> dict[int, Takers]:
    """Who takes each input of which not all take, with the share of it in what they take."""
    found: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for place, firm in enumerate(firms):
        whole = sum(inputs[firm].values())
        for commodity, amount in inputs[firm].items():
            if amount > 0:
                found[commodity].append((place, amount / whole, amount))
    return {commodity: _columns(told) for commodity, told in found.items() if 1 < len(told) <= MOST_FIRMS}


def _columns(told: list[tuple[int, float, float]]) -> Takers:
    place, share, amount = zip(*told, strict=True)
    return np.array(place, dtype=np.int64), np.array(share), np.array(amount)
