"""Which accounts do not close as stated, by how much, and by how many standard deviations: the nodal test."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.evidence import enumerate_names, ref
from core.findings import Ref
from core.reconcile_gross import critical, nodal_z
from core.reconcile_layers import KINDS
from core.reconcile_outcome import Outcome
from core.reconcile_words import rounded
from core.snapshot import Snapshot
from core.text import Quantity, Text


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Firms that balance together, since unknown amounts join them: by how much more is declared to come in than to go
    out (`excess` in `unit`, below 0 the other way), and that in standard deviations, `z`."""

    kind: str
    unit: str
    firms: tuple[Ref, ...]
    excess: float
    z: float


def imbalances(now: Snapshot, outcome: Outcome) -> Iterator[Imbalance]:
    """What every set of balanced firms has too much or too little of, as declared."""
    layer, solved = outcome.layer, outcome.tested.balanced
    merged, z = solved.classified.merged[: len(layer.actor)], nodal_z(solved)
    members: dict[int, list[Ref]] = {}
    for place, node in enumerate(merged.tolist()):
        members.setdefault(node, []).append(ref(now, "actor", int(layer.actor[place])))
    for node, firms in members.items():
        if not np.isnan(z[node]) and solved.excess[node]:
            yield Imbalance(layer.kind, layer.unit, tuple(firms), float(solved.excess[node]), float(z[node]))


def notable(imbalances: Sequence[Imbalance]) -> list[Imbalance]:
    """Those that chance alone hardly leaves in the largest of so many, the worst first."""
    limit = critical(len(imbalances))
    return [one for one in imbalances if one.z > limit]


def tell_imbalance(one: Imbalance) -> Text:
    """By how much what is stated of balanced firms does not close."""
    values = {
        "firm": enumerate_names([firm.name for firm in one.firms]),
        "amount": Quantity(rounded(abs(one.excess)), one.unit),
        "kind": Text(KINDS[one.kind][2]),
        "z": rounded(one.z),
    }
    if one.excess > 0:
        return Text("{firm}: as stated, {amount} more of {kind} come in than go out ({z} standard deviations).", values)
    return Text("{firm}: as stated, {amount} more of {kind} go out than come in ({z} standard deviations).", values)
