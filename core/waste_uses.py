"""How much of each waste and by-product others use, and how much the firm itself, from declared figures.

What was generated is what a statistic tells; where none does, what the firm's links take away, which is told apart. A
link to another firm is use, one to a central plant is not, and what goes to the outside is not known to be either.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from core.evidence import unit_order
from core.findings import Inquiry
from core.statements import Key, Statement, best_statistics
from core.wastes import TOLERANCE, WASTE_KINDS


@dataclass(frozen=True, slots=True)
class WasteUse:
    """One waste of one firm in a year, in `unit`; NaN unknown.

    `told` says whether a statistic tells what was generated. `external` is what other firms of the cluster take by
    running links, `internal` what own works use (unknown where it is told in another unit); `links` are the rows of the
    links to others that use it, `open_links` those of unknown amount.
    """

    actor: int
    commodity: int
    unit: str
    generated: float
    external: float
    internal: float
    told: bool
    links: tuple[int, ...]
    open_links: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is known, and no more used than was generated (beyond what ledgers are accurate to)."""
        used = self.external + self.internal  # a comparison with what is unknown is False
        return bool(used <= (1 + TOLERANCE) * self.generated) and not self.open_links


@dataclass(frozen=True, slots=True)
class UseShare:
    """Sums over wastes of one unit whose figures are known: how much of `generated` is used; 0-1, None of nothing."""

    unit: str
    generated: float
    external: float
    internal: float
    coverage: float
    uses: tuple[WasteUse, ...]

    @property
    def external_share(self) -> float | None:
        """What other firms use / what was generated."""
        return self.external / self.generated if self.generated > 0 else None

    @property
    def internal_share(self) -> float | None:
        """What own works use / what was generated."""
        return self.internal / self.generated if self.generated > 0 else None


def veiled_wastes(inquiry: Inquiry) -> frozenset[Key]:
    """Wastes of which links or statistics were left out, so that nothing can be told of them.

    None, unless whoever asks has kept some with the inquiry.
    """
    return frozenset()


def waste_uses(inquiry: Inquiry) -> list[WasteUse]:
    """Every waste and by-product that a statistic or a running link tells of, by firm and commodity.

    Several studies read it, by `inquiry.once`.
    """
    now = inquiry.now
    flow, amounts, veiled = now.flow, inquiry.figures.whole, inquiry.once(veiled_wastes)
    generated, own = best_statistics(now, "waste_generated"), best_statistics(now, "waste_used_own")
    links: dict[Key, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(flow.kind, WASTE_KINDS) & (flow.sender >= 0) & ~(amounts == 0)).tolist():
        links[int(flow.sender[row]), int(flow.commodity[row])].append(row)
    central = np.append(now.actor.role == "treatment", True)  # the outside, -1, reads the last
    found = []
    for key in dict.fromkeys([*(key for key in generated if key[1] >= 0), *links]):
        rows, statistic = links[key], generated.get(key)
        used = [row for row in rows if not central[flow.receiver[row]] and flow.receiver[row] != key[0]]
        unit = str(now.commodity.base_unit[key[1]])
        whole = statistic.value if statistic else float(sum(amounts[row] for row in rows))
        if key in veiled or (statistic and statistic.unit not in (unit, "")):
            whole = float("nan")
        back = float(sum(amounts[row] for row in rows if flow.receiver[row] == key[0]))
        internal = _own_use(own.get(key), back, unit)
        external = float(np.nansum(amounts[used])) if used else 0.0
        unsure = tuple(row for row in rows if np.isnan(amounts[row]) and (row in used or statistic is None))
        told = statistic is not None
        found.append(WasteUse(*key, unit, whole, external, internal, told, tuple(used), unsure))
    return found


def _own_use(told: Statement | None, back: float, unit: str) -> float:
    """What own works use in a unit, NaN unknown: what a statistic tells, else what links lead back to the firm."""
    if told is None:
        return back
    return told.value if told.unit in (unit, "") else float("nan")


def use_shares(uses: Iterable[WasteUse]) -> list[UseShare]:
    """The sums of wastes within each unit, tonnes first; a waste that is not wholly known enters none."""
    by_unit: dict[str, list[WasteUse]] = defaultdict(list)
    for use in uses:
        by_unit[use.unit].append(use)
    shares = [_share(unit, told) for unit, told in by_unit.items()]
    return sorted(shares, key=lambda share: unit_order(share.unit))


def _share(unit: str, told: list[WasteUse]) -> UseShare:
    known = [use for use in told if use.whole]
    generated, external, internal = (
        float(sum(getattr(use, name) for use in known)) for name in ("generated", "external", "internal")
    )
    return UseShare(unit, generated, external, internal, len(known) / len(told), tuple(told))
