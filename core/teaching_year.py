"""One year of the teaching park: what is made, needed and moved, so that every account closes by construction."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.teaching_tables import Key, Link, Park

BASE_YEAR = 2025
WASTE_WATER = "waste_water"
RECLAIMED_WATER = "reclaimed_water"
_OUTPUT_NOISE = 0.012  # standard deviation of a year's output about its trend


@dataclass(frozen=True, slots=True)
class WaterBook:
    """Water of a firm in m3 per year: fresh + reclaimed = discharged + consumed."""

    fresh: float
    reclaimed: float
    discharged: float
    consumed: float
    repeated: float


@dataclass(frozen=True, slots=True)
class Year:
    """Amounts of one year in the units of the commodities; links without an amount are absent from `moved`."""

    year: int
    output: dict[str, float]
    made: dict[Key, float]
    needed: dict[Key, float]
    moved: dict[Link, float]
    water: dict[str, WaterBook]

    def sent(self, firm: str, commodity: str) -> float:
        """What links take away from a firm."""
        return _total(self.moved, (link for link in self.moved if (link.sender, link.commodity) == (firm, commodity)))

    def received(self, firm: str, commodity: str) -> float:
        """What links bring to a firm."""
        return _total(self.moved, (link for link in self.moved if (link.receiver, link.commodity) == (firm, commodity)))

    def left(self, firm: str, commodity: str) -> float:
        """What is made and no link takes away, never below 0."""
        return max(0.0, neat(self.made.get((firm, commodity), 0.0) - self.sent(firm, commodity)))


def neat(amount: float) -> float:
    """An amount as a ledger shows it: whole units, one decimal below a hundred."""
    return float(round(amount)) if abs(amount) >= 100 else round(amount, 1)


def compute_year(park: Park, year: int, random: np.random.Generator) -> Year:
    """Amounts of a year: outputs on their trend, coefficients, then links, then the firms that work up what arrives."""
    made: dict[Key, float] = {}
    needed: dict[Key, float] = {}
    moved: dict[Link, float] = {}
    output = _outputs(park, year, random)
    _apply_coefficients(park, output, made, needed)
    intake, discharged = _water_balance(park, output)
    made |= {(firm, WASTE_WATER): amount for firm, amount in discharged.items()}
    running = [link for link in park.links if int(link.since) <= year]
    first = [link for link in running if link.basis not in ("rest", "") and link.sender in ("", *output, "committee")]
    moved |= {link: neat(_amount(link, made, needed)) for link in first}
    arrived = _arrivals(park, moved, set(output))
    _apply_coefficients(park, arrived, made, needed)
    later = [link for link in running if link.basis not in ("rest", "") and link not in moved]
    moved |= {link: neat(_amount(link, made, needed)) for link in later}
    for link in (link for link in running if link.basis == "rest"):
        moved[link] = _remainder(link, made, needed, moved)
    reclaimed = {link.receiver: amount for link, amount in moved.items() if link.commodity == RECLAIMED_WATER}
    water = {firm: _water_book(park, firm, intake[firm], discharged[firm], reclaimed) for firm in intake}
    return Year(year, output | arrived, made, needed, moved, water)


def _outputs(park: Park, year: int, random: np.random.Generator) -> dict[str, float]:
    output = {}
    for firm in park.firms.values():
        noise = float(random.normal(0, _OUTPUT_NOISE))  # drawn for every firm, so that a new one changes no other
        if firm.output is not None:
            output[firm.id] = neat(firm.output * (1 + firm.growth) ** (year - BASE_YEAR) * (1 + noise))
    return output


def _apply_coefficients(park: Park, output: dict[str, float], made: dict[Key, float], needed: dict[Key, float]) -> None:
    """Add what firms of known output make and need."""
    for firm, amount in output.items():
        if park.firms[firm].product:
            made[firm, park.firms[firm].product] = amount
        made |= {(firm, item.commodity): neat(item.value * amount) for item in park.made.get(firm, ())}
        needed |= {(firm, item.commodity): neat(item.value * amount) for item in park.needed.get(firm, ())}


def _water_balance(park: Park, output: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """What firms take in and what they discharge, in m3."""
    intake = {firm: neat(use.intake * output[firm]) for firm, use in park.water.items()}
    return intake, {firm: neat(use.discharged * intake[firm]) for firm, use in park.water.items()}


def _amount(link: Link, made: dict[Key, float], needed: dict[Key, float]) -> float:
    share = link.share or 0.0
    if link.basis == "sender":
        return share * made[link.sender, link.commodity]
    return share * needed[link.receiver, link.commodity] if link.basis == "receiver" else share


def _remainder(link: Link, made: dict[Key, float], needed: dict[Key, float], moved: dict[Link, float]) -> float:
    """What is left to sell outside, or what is still to be bought there."""
    if not link.receiver:
        others = (other for other in moved if (other.sender, other.commodity) == (link.sender, link.commodity))
        return neat(made[link.sender, link.commodity] - _total(moved, others))
    others = (other for other in moved if (other.receiver, other.commodity) == (link.receiver, link.commodity))
    return neat(needed[link.receiver, link.commodity] - _total(moved, others))


def _total(moved: dict[Link, float], links: Iterable[Link]) -> float:
    return float(sum(moved[link] for link in links))


def _arrivals(park: Park, moved: dict[Link, float], known: set[str]) -> dict[str, float]:
    """What arrives at firms that work up what others bring, such as the sewage plant."""
    arrived: dict[str, float] = defaultdict(float)
    for link, amount in moved.items():
        firm = park.firms.get(link.receiver)
        if firm is not None and firm.id not in known and firm.price is not None:
            arrived[firm.id] += amount
    return {firm: neat(amount) for firm, amount in arrived.items()}


def _water_book(park: Park, firm: str, intake: float, discharged: float, reclaimed: dict[str, float]) -> WaterBook:
    again = park.water[firm].repeated
    replaced = reclaimed.get(firm, 0.0)
    repeated = neat(again / (1 - again) * intake)
    return WaterBook(neat(intake - replaced), replaced, discharged, neat(intake - discharged), repeated)
