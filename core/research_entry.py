"""Whether more firms take a waste than there is of it, for the research panel: capacity against supply, declared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.evidence import ref, refs
from core.findings import Inquiry
from core.indicators import CLUSTER
from core.network_weighted import LEAST_COVERAGE
from core.receivers import (
    BEGAN,
    ENDED,
    NOT_COMPARED,
    NOT_SEEN,
    TO_TEST,
    UNPROVED,
    Acceptance,
    acceptance,
    accepting,
    doubts,
    room,
)
from core.research_chains import exchanged
from core.research_results import Study, known, member, unknown
from core.text import N_, Quantity, Text
from core.waste_uses import veiled_wastes, waste_uses
from core.wastes import TOLERANCE, Waste

ENTRY = member(
    "fragility.over_entry", N_("Over-entry (capacity / supply)"),
    N_("Declared capacities whose licence holds, and what firms do not use or dispose of in their own works."),
)  # fmt: skip
# What may be built and still be doubted as a receiver; any other doubt says that the capacity cannot be used.
STANDING = (UNPROVED, NOT_SEEN, TO_TEST, NOT_COMPARED, BEGAN, ENDED)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A waste with the capacities (rows) that stand for it, their sum, the supply, and how many were left out."""

    ratio: float
    commodity: int
    capacity: float
    supply: float
    rows: tuple[int, ...]
    barred: int


def entry_studies(inquiry: Inquiry) -> Iterable[Study]:
    """Capacity per unit to be taken, of the waste where it is largest and of each waste by itself."""
    now, taking = inquiry.now, acceptance(inquiry)
    found = [_entry(taking, *item) for item in _supply(inquiry).items() if accepting(taking, item[0])]
    there = [entry for entry in found if not entry.supply <= 0]
    told = [entry for entry in there if not np.isnan(entry.ratio)]
    lacking = refs(now, "commodity", [entry.commodity for entry in there if np.isnan(entry.ratio)])
    coverage = len(told) / len(there) if there else 0.0
    if not told or coverage < LEAST_COVERAGE:
        reason = Text("Too few wastes are known both by what is there to be taken and by a capacity to take it.")
        yield unknown(ENTRY, reason, missing=lacking, coverage=coverage, applicable=bool(there))
        return
    over = sum(entry.ratio > 1 for entry in told)
    most = max(told, key=lambda entry: (entry.ratio, entry.commodity))
    for place, entry in enumerate([most, *told]):
        unit = str(now.commodity.base_unit[entry.commodity])
        values = {"waste": str(now.commodity.name[entry.commodity]), "capacity": Quantity(entry.capacity, unit),
                  "supply": Quantity(entry.supply, unit), "n": over, "barred": entry.barred}  # fmt: skip
        sentence = Text("{waste}: room for {capacity}, {supply} to be taken.", values)
        if entry.barred:
            sentence = Text("{sentence} Not counted, since the licence does not hold or the firm does not run: "
                            "capacities {barred}.", {**values, "sentence": sentence})  # fmt: skip
        if not place:
            sentence = Text("{alone} Wastes with more room than supply: {n}.", {**values, "alone": sentence})
        scope = ref(now, "commodity", entry.commodity) if place else CLUSTER
        yield known(ENTRY, entry.ratio, sentence, coverage=coverage, missing=lacking, scope=scope,
                    rows=refs(now, "capacity", entry.rows))  # fmt: skip


def _entry(taking: Acceptance, commodity: int, supply: float) -> _Entry:
    """What capacities take of a waste per unit of it; unknown where none stands or one is told in another unit."""
    able = accepting(taking, commodity)
    standing = {actor: [row for row in rows if _stands(taking, row, commodity)] for actor, rows in able.items()}
    chosen = tuple(row for rows in standing.values() for row in rows)
    capacity = sum(room(taking, actor, rows, commodity)[0] for actor, rows in standing.items())
    ratio = capacity / supply if chosen and supply > 0 else np.nan
    return _Entry(ratio, commodity, capacity, supply, chosen, sum(map(len, able.values())) - len(chosen))


def _stands(taking: Acceptance, row: int, commodity: int) -> bool:
    """Whether a capacity can be used for a waste, however little it is proved."""
    return all(reason.message_id in STANDING for reason in doubts(taking, row, commodity))


def _supply(inquiry: Inquiry) -> dict[int, float]:
    """What is there to be taken by commodity, in its base unit, NaN unknown; what comes in from outside is added."""
    supply: dict[int, float] = defaultdict(float)
    for waste in inquiry.wastes:
        supply[waste.commodity] += _offered(waste, str(inquiry.now.commodity.base_unit[waste.commodity]))
    for use in inquiry.once(waste_uses):
        if not use.told:
            supply[use.commodity] += use.generated - use.internal if use.whole else np.nan
    flow, amounts = inquiry.now.flow, inquiry.figures.whole
    for row in np.flatnonzero(exchanged(inquiry) & (flow.sender < 0)).tolist():
        if (commodity := int(flow.commodity[row])) in supply:
            supply[commodity] += float(amounts[row])
    for _, commodity in inquiry.once(veiled_wastes):
        if commodity in supply:
            supply[commodity] = np.nan
    return supply


def _offered(waste: Waste, unit: str) -> float:
    """What a firm does not use or dispose of itself: what links take and what nobody is known to take."""
    placed = waste.own + waste.linked  # a comparison with what is unknown is False
    agrees = placed <= (1 + TOLERANCE) * waste.generated and waste.unit == unit
    return waste.linked + waste.left if agrees else np.nan
