"""What moves through a network: throughflow, cycling, path length, ascendency and robustness, within one unit.

Finn (1976), J. Theor. Biol. 56, 363-380; Ulanowicz (1986), Growth and Development; Ulanowicz et al. (2009), Ecol.
Complex. 6, 27-36 (robustness). All flows in one unit per year; the network need not be in steady state, then the
throughflow of an actor is what comes in.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from core.columns import Flags, Integers, Numbers
from core.model import Flows
from core.network import ends_of
from core.network_cycling import Cycling, cycling

ROUNDING = 1e-12  # an order below this share of the capacity is one of rounding only
PARTS = ("internal", "import", "export", "dissipation")
WINDOW = (0.2, 0.6)  # order of networks that last: looser ones fall apart, more rigid ones break (Ulanowicz 2009)


@dataclass(frozen=True, slots=True)
class FlowMatrix:
    """Flows among n actors: inside (n, n) from row to column with self-loops, and what crosses the border (n,)."""

    actors: Integers
    inside: csr_array
    imports: Numbers
    exports: Numbers
    dissipation: Numbers


@dataclass(frozen=True, slots=True)
class Ascendency:
    """Ascendency and capacity in bits times the unit; `order` is their quotient, `robustness` -order ln(order).

    `throughput` is the sum of all flows, those across the border included.
    """

    throughput: float
    ascendency: float
    capacity: float
    order: float | None
    robustness: float | None

    @property
    def roles(self) -> float:
        """How many roles the flows tell apart: 2 to the mean mutual information (Zorach & Ulanowicz 2003)."""
        return float(2 ** (self.ascendency / self.throughput))

    @property
    def link_density(self) -> float:
        """Links per actor, each counted by what it carries: 2 to half the conditional entropy (Ulanowicz 2009)."""
        return float(2 ** ((self.capacity - self.ascendency) / self.throughput / 2))


@dataclass(frozen=True, slots=True)
class OrderPart:
    """What a part of the flows adds to ascendency, overhead and capacity, in bits times the unit."""

    ascendency: float
    overhead: float
    capacity: float


def flow_matrix(flow: Flows, value: Numbers, chosen: Flags) -> FlowMatrix:
    """The amounts of the chosen links (all known) as a matrix; links of one pair are added up.

    A link to the outside is dissipation where its kind is `emission`, else export.
    """
    sender, receiver, amount = flow.sender[chosen], flow.receiver[chosen], value[chosen]
    actors, number = ends_of(sender, receiver)
    count = len(actors)
    within = (sender >= 0) & (receiver >= 0)
    rows, columns = number[sender], number[receiver]
    inside = csr_array((amount[within], (rows[within], columns[within])), shape=(count, count))
    inside.sum_duplicates()
    inside.eliminate_zeros()
    lost = (receiver < 0) & (flow.kind[chosen] == "emission")
    gone = (receiver < 0) & ~lost
    return FlowMatrix(
        actors,
        inside,
        imports=_sums(columns[sender < 0], amount[sender < 0], count),
        exports=_sums(rows[gone], amount[gone], count),
        dissipation=_sums(rows[lost], amount[lost], count),
    )


def _sums(rows: Integers, amount: Numbers, count: int) -> Numbers:
    return np.bincount(rows, amount, count).astype(np.float64)


def throughflow(flows: FlowMatrix) -> Numbers:
    """What comes in to each actor, from outside and from inside, (n,)."""
    total: Numbers = flows.imports + np.asarray(flows.inside.sum(axis=0)).ravel()
    return total


def mean_path_length(flows: FlowMatrix) -> float | None:
    """How many actors a unit that comes in from outside passes on average; None where nothing comes in (Finn 1976)."""
    brought = float(flows.imports.sum())
    return float(throughflow(flows).sum()) / brought if brought else None


def finn_cycling(flows: FlowMatrix) -> Cycling:
    """The share (0-1) of the throughflow that returns to the actor it left (Finn 1976); see `core.network_cycling`."""
    return cycling(flows.inside, throughflow(flows))


def order_parts(flows: FlowMatrix) -> dict[str, OrderPart]:
    """Ascendency, overhead and capacity of imports, inner flows, exports and dissipation; nothing where nothing moves.

    The flows are extended by imports as a row, exports and dissipation as two columns (Ulanowicz 1986).
    """
    count = len(flows.actors)
    inside = flows.inside.tocoo()
    here, there = np.arange(count), np.full(count, count)
    sizes = (inside.nnz, count, count, count)
    part = np.repeat(np.arange(len(PARTS)), sizes)
    amount = np.concatenate([inside.data, flows.imports, flows.exports, flows.dissipation])
    row = np.concatenate([inside.coords[0], there, here, here])
    column = np.concatenate([inside.coords[1], here, there, there + 1])
    total = float(amount.sum())
    if total <= 0:
        return {}
    sent, got = np.bincount(row, amount, count + 1), np.bincount(column, amount, count + 2)
    moved = amount > 0
    row, column, part, amount = row[moved], column[moved], part[moved], amount[moved]
    log = np.log2  # of each factor by itself, since the product of two large amounts has no room in a number
    ordered = amount * (log(amount) + log(total) - log(sent[row]) - log(got[column]))
    variety = -amount * log(amount / total)
    sums = [np.bincount(part, terms, len(PARTS)).tolist() for terms in (ordered, variety)]
    return {
        name: OrderPart(order, capacity - order, capacity) for name, order, capacity in zip(PARTS, *sums, strict=True)
    }


def ascendency(flows: FlowMatrix) -> Ascendency | None:
    """The sums over all parts; None where nothing moves."""
    parts = order_parts(flows).values()
    if not parts:
        return None
    order_bits, capacity = sum(part.ascendency for part in parts), sum(part.capacity for part in parts)
    if abs(order_bits) <= ROUNDING * capacity:  # as in a star, where who gives tells nothing of who gets
        order_bits = 0.0
    order = min(1.0, order_bits / capacity) if capacity > 0 else None
    robustness = None if order is None else abs(order * float(np.log(order))) if order else 0.0
    borders = sum(float(column.sum()) for column in (flows.imports, flows.exports, flows.dissipation))
    return Ascendency(float(flows.inside.sum()) + borders, order_bits, capacity, order, robustness)
