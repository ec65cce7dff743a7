"""How far a cluster is from dumping nothing, for the research panel; declared figures of firms in one unit only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from core.evidence import ref, refs, unit_order
from core.findings import Inquiry
from core.network_weighted import LEAST_COVERAGE
from core.research_results import Study, known, member, per_cent, unknown
from core.snapshot import Snapshot
from core.statements import Key, Statement, best_statistics
from core.text import N_, Quantity, Text
from core.waste_uses import veiled_wastes
from core.wastes import TOLERANCE

ZERO = member(
    "symbiosis.zero_emission", N_("Distance from zero emission"),
    N_("Declared figures of solid waste in one unit: dumped / generated. A firm's total goes before single wastes."),
)  # fmt: skip
TONNES = "t"  # the unit of both items where a total names none


@dataclass(frozen=True, slots=True)
class _Account:
    """What a firm, or one waste of a firm, generated and dumped in `unit`, NaN unknown; `rows` of `statistic`."""

    actor: int
    unit: str
    generated: float
    dumped: float
    rows: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether both are known, and no more dumped than generated (beyond what ledgers are accurate to)."""
        return bool(self.dumped <= (1 + TOLERANCE) * self.generated)  # a comparison with what is unknown is False


def zero_emission(inquiry: Inquiry) -> Study:
    """What is dumped of what is generated, where at least 80 % of the firms' accounts in a unit tell both."""
    now = inquiry.now
    by_unit: dict[str, list[_Account]] = defaultdict(list)
    for account in _accounts(inquiry):
        by_unit[account.unit].append(account)
    if not by_unit:
        nobody = Text("No firm tells how much solid waste it generated or how much of it was dumped.")
        return unknown(ZERO, nobody, applicable=False)
    unit = min(by_unit, key=unit_order)
    asked, others = by_unit.pop(unit), sum(map(len, by_unit.values()))
    told = [account for account in asked if account.whole]
    missing = refs(now, "actor", list(dict.fromkeys(one.actor for one in asked if not one.whole)))
    coverage, generated = len(told) / len(asked), sum(account.generated for account in told)
    if coverage < LEAST_COVERAGE:
        counts = {"known": len(told), "count": len(asked), "unit": unit}
        few = Text("How much was generated and how much of it dumped is known, and fits, for {known} of {count} "
                   "accounts in {unit}; at least 80 % are needed.", counts)  # fmt: skip
        return unknown(ZERO, few, missing=missing, coverage=coverage)
    if generated <= 0:
        return unknown(ZERO, Text("Nothing was generated."), missing=missing, coverage=coverage, applicable=False)
    share = sum(account.dumped for account in told) / generated
    rows = tuple(ref(now, "statistic", row) for account in told for row in account.rows)
    sentence = _sentence(share, Quantity(generated, unit), others)
    return known(ZERO, share, sentence, rows=rows, missing=missing, coverage=coverage)


def _sentence(share: float, generated: Quantity, others: int) -> Text:
    values = {"share": per_cent(share), "generated": generated, "n": others}
    sentence = Text("{share} % of {generated} of solid waste is dumped; 0 is the goal.", values)
    if not others:
        return sentence
    return Text("{sentence} Not added, since they are measured in other units: {n}.", values | {"sentence": sentence})


def _accounts(inquiry: Inquiry) -> Iterable[_Account]:
    """The total of each firm that tells one, else each of its wastes: a total and its parts are never added."""
    now, veiled = inquiry.now, inquiry.once(veiled_wastes)
    items = generated, dumped = best_statistics(now, "waste_generated"), best_statistics(now, "waste_discharged")
    keys = list(dict.fromkeys([*generated, *dumped]))
    total = {actor for actor, commodity in keys if commodity < 0}
    for key in keys:
        if key[1] < 0 or key[0] not in total:
            account = _account(now, key, *(told.get(key) for told in items))
            yield replace(account, generated=np.nan) if key in veiled else account


def _account(now: Snapshot, key: Key, generated: Statement | None, dumped: Statement | None) -> _Account:
    stated = [told for told in (generated, dumped) if told]
    usual = str(now.commodity.base_unit[key[1]]) if key[1] >= 0 else TONNES
    unit = stated[0].unit or usual
    values = [told.value if told and (told.unit or usual) == unit else np.nan for told in (generated, dumped)]
    return _Account(key[0], unit, values[0], values[1], tuple(told.row for told in stated))
