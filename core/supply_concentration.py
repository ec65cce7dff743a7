"""How far inputs hang on few suppliers, and how far firms want the same: concentration, dependency, niche overlap.

Herfindahl (1950); Schoener (1970), Ecology 51, 408-418. Shares are of amounts in one unit.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

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


def niche_overlaps(inputs: dict[int, dict[int, float]]) -> list[tuple[int, int, float]]:
    """Pairs of firms that take a common input, with their overlap (0-1), largest first.

    `inputs` tells the amounts of each firm by commodity. The overlap is 1 - ½ Σ |p - q| over shares, which is the sum
    of the smaller shares. Inputs that more than `MOST_FIRMS` take are common to all and set nobody against another.
    """
    shares = {firm: _shares(amounts) for firm, amounts in inputs.items()}
    takers: dict[int, list[int]] = defaultdict(list)
    for firm, told in shares.items():
        for commodity in told:
            takers[commodity].append(firm)
    overlap: dict[Key, float] = defaultdict(float)
    for commodity, firms in takers.items():
        if len(firms) <= MOST_FIRMS:
            for one, other in combinations(sorted(firms), 2):
                overlap[one, other] += min(shares[one][commodity], shares[other][commodity])
    ranked = sorted(overlap.items(), key=lambda item: (-item[1], item[0]))
    return [(one, other, share) for (one, other), share in ranked]


def _shares(amounts: dict[int, float]) -> dict[int, float]:
    whole = sum(amounts.values())
    return {commodity: amount / whole for commodity, amount in amounts.items() if amount > 0} if whole > 0 else {}
