"""Transfer coefficients of a firm against each other: more than all cannot leave it, and all of what comes in must."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from core.evidence import enumerate_names, ref, refs, sources
from core.findings import Finding, Inquiry, check
from core.names import word_key
from core.snapshot import Snapshot
from core.statements import counted_coefficients
from core.text import N_, Text

COEFFICIENTS = "data.coefficient_sum"
ROUNDING = 0.005  # of shares told with two digits
_KIND = {"goods": "goods", "emission": "goods", "water": "water", "energy": "energy"}  # of a commodity's medium
_ALL = {"goods": N_("all goods"), "water": N_("all water"), "energy": N_("all energy"), "": N_("everything else")}


@dataclass(frozen=True, slots=True)
class Split:
    """The coefficients (rows) of a firm for one substance ("" for all) of one conserved kind, and their sum."""

    actor: int
    substance: str
    kind: str
    rows: tuple[int, ...]
    total: float


@check(COEFFICIENTS, N_("Transfer coefficients that do not add up"))
def find_uneven_splits(inquiry: Inquiry) -> Iterable[Finding]:
    """Splits above 1, and below 1 where each commodity that leaves a complete account has a coefficient."""
    now = inquiry.now
    for split in _splits(now):
        if split.total > 1 + ROUNDING:
            yield _finding(inquiry, split, 2)
        elif split.total < 1 - ROUNDING and _is_whole(now, split):
            yield _finding(inquiry, split, 1)


def _splits(now: Snapshot) -> Iterator[Split]:
    table = now.transfer_coefficient
    rows: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for row in counted_coefficients(now):
        if not np.isnan(table.value[row]):
            kind = _KIND.get(str(now.commodity.medium[table.commodity[row]]), "")
            rows[int(table.actor[row]), word_key(str(table.substance[row])), kind].append(row)
    for (actor, _, kind), told in rows.items():
        total = float(table.value[told].sum())
        yield Split(actor, str(table.substance[told[0]]), kind, tuple(told), total)


def _is_whole(now: Snapshot, split: Split) -> bool:
    """Whether a firm's account of the kind is complete, nothing is stored, and all that leaves has a coefficient."""
    complete = str(now.actor.balanced[split.actor])
    if complete != "all" and split.kind not in complete.split("_"):
        return False
    medium = np.array([_KIND.get(str(one), "") == split.kind for one in now.commodity.medium], dtype=bool)
    flow, stock = now.flow, now.stock
    leaving = flow.commodity[(flow.sender == split.actor) & (flow.receiver != split.actor)]
    stored = medium[stock.commodity[stock.actor == split.actor]].any()
    told = set(now.transfer_coefficient.commodity[list(split.rows)].tolist())
    return not stored and set(leaving[medium[leaving]].tolist()) == told


def _matter(split: Split) -> str:
    """What a split is of: a substance is one of goods where no kind is named."""
    if not split.substance:
        return _ALL[split.kind]
    return split.substance if split.kind == "goods" else f"{split.substance} ({split.kind})"


def _substance_told(split: Split) -> str | Text:
    if split.substance and split.kind in ("water", "energy"):
        return Text("{name} ({kinds})", {"name": split.substance, "kinds": Text(split.kind)})
    return split.substance or Text(_ALL[split.kind])


def _finding(inquiry: Inquiry, split: Split, severity: int) -> Finding:
    now = inquiry.now
    table = now.transfer_coefficient
    values = {
        "firm": now.actor.name[split.actor],
        "substance": _substance_told(split),
        "total": round(split.total, 3),
        "names": enumerate_names([str(now.commodity.name[table.commodity[row]]) for row in split.rows]),
    }
    if split.total > 1:
        sentence = Text(
            "The transfer coefficients of {firm} for {substance} add up to {total} ({names}); more than 1 cannot "
            "leave.",
            values,
        )
        step = Text("Ask {firm} which of these shares is too high, or of what it is a share.", values)
    else:
        sentence = Text(
            "The transfer coefficients of {firm} for {substance} add up to {total} ({names}), although these are all "
            "that leaves.",
            values,
        )
        step = Text("Ask {firm} what becomes of the rest, and record it.", values)
    return Finding(
        rule=COEFFICIENTS,
        layer="data",
        severity=severity,
        subject=ref(now, "actor", split.actor),
        sentence=sentence,
        step=step,
        matter=_matter(split),
        year=inquiry.year,
        evidence=refs(now, "transfer_coefficient", split.rows),
        source=sources(now, "transfer_coefficient", split.rows),
    )
