"""Whether there is industrial symbiosis, and how much of it: the 3-2 test, the symbiosis indicator.

Chertow (2007), J. Ind. Ecol. 11(1), 11-30; Felicio et al. (2016), J. Clean. Prod. 118, 54-64.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kernel:
    """Three actors, the middle one first, that exchange two resources by two links (places among the links asked)."""

    actors: tuple[int, int, int]
    commodities: tuple[int, int]
    links: tuple[int, int]


def symbiosis_kernel(links: Iterable[tuple[int, int, int]]) -> Kernel | None:
    """Of links (sender, receiver, commodity) between actors that are no recyclers, the first kernel, None without one.

    Three and more actors that hang together by two and more resources always hold two links that meet at an actor, lead
    to two others and carry unlike resources; the actor with most partners is asked first.
    """
    at: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for place, (sender, receiver, commodity) in enumerate(links):
        if sender != receiver:
            at[sender].append((receiver, commodity, place))
            at[receiver].append((sender, commodity, place))
    partners = {actor: len({other for other, _, _ in met}) for actor, met in at.items()}
    for actor in sorted(at, key=lambda one: (-partners[one], one)):
        first = at[actor][0]
        for second in at[actor][1:]:
            if pair := _unlike(first, second, at[actor]):
                (one, some, place), (other, more, further) = pair
                return Kernel((actor, one, other), (some, more), (place, further))
    return None


Met = tuple[int, int, int]  # the partner, the commodity, the place of the link


def _unlike(first: Met, second: Met, met: list[Met]) -> tuple[Met, Met] | None:
    """Two exchanges of an actor with two partners in two resources, where two of which one can be part are given."""
    if second[0] != first[0] and second[1] != first[1]:
        return first, second
    if second[0] == first[0] and second[1] != first[1]:  # two resources with one partner: any other partner will do
        for third in met:
            if third[0] != first[0]:
                return (first, third) if third[1] != first[1] else (second, third)
    return None


def symbiosis_indicator(inside: Iterable[tuple[float, float]], leaving: Iterable[tuple[float, float]]) -> float:
    """The impact avoided inside per impact that leaves: Σ A D / (1 + Σ A D), of amounts A (t) and degrees of impact D.

    It grows with the size of the park, so that only years of one park can be compared.
    """
    return sum(amount * degree for amount, degree in inside) / (1 + sum(amount * degree for amount, degree in leaving))
