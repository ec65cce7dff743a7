"""The reconciliation of a project in a year: diagnosis beside the declared figures, never instead of them.

What is computed here is a reference value (平差参考值, 不用于上报): no indicator, account or official number reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any

import numpy as np
from scipy.special import chdtri

from core.columns import Flags, Integers, Numbers, Words
from core.errors import UserError
from core.evidence import Name
from core.figures import figures, for_year
from core.findings import Ref
from core.i18n import show, translate
from core.kinds import FLOW_KINDS
from core.reconcile_coefficient_words import TIED, tell_coefficients, tell_untied
from core.reconcile_gross import LEVEL
from core.reconcile_layers import ALL, KINDS, MARKED, layers
from core.reconcile_model import CLASSES, OBSERVABLE, REDUNDANT
from core.reconcile_outcome import Outcome, solve_layer
from core.reconcile_words import (
    MARK,
    Advice,
    Doubt,
    arc_ref,
    arc_text,
    tell_contradictions,
    tell_measurements,
    tell_suspect,
)
from core.snapshot import Snapshot
from core.steps import Step, quietly
from core.text import Text

SUBSTANCES = "goods with "  # before the names of substances, in the kind of a test


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Links (n,) of the narrowed snapshot beside their adjusted values, all in `unit`: NaN unknown or undetermined.

    `z` is the largest test value of the link's statements; `low` and `high` limit what cannot be determined, inf for no
    limit; `held` are kept at 0. `known` numbers the classes of `core.reconcile_model`.
    """

    flow: Integers
    declared: Numbers
    adjusted: Numbers
    sd: Numbers
    z: Numbers
    low: Numbers
    high: Numbers
    known: Integers
    held: Flags
    unit: Words


@dataclass(frozen=True, slots=True)
class PartTest:
    """The global test of firms that hang together by measured amounts: their `chi_square` against its `limit`.

    `names` are those of `firms` (or of links, where no firm is balanced) as a sentence tells them.
    """

    kind: str
    unit: str
    firms: tuple[Ref, ...]
    names: tuple[Name, ...]
    chi_square: float
    freedom: int
    probability: float
    limit: float

    @property
    def passed(self) -> bool:
        """Whether the amounts of the part agree within their accuracy."""
        return self.chi_square <= self.limit


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What was computed of a snapshot narrowed to `year`: adjusted links, tests, what is most likely wrong, advice."""

    now: Snapshot
    year: int | None
    balance: str
    links: Adjusted
    tests: tuple[PartTest, ...]
    doubts: tuple[Doubt, ...]
    advice: tuple[Advice, ...]
    notes: tuple[Text, ...]
    balanced: int  # firms that are balanced in at least one kind


def reconcile(
    snapshot: Snapshot, year: int | None = None, balance: str = MARKED, step: Step = quietly
) -> Reconciliation:
    """Reconcile the running links of a year of a whole snapshot; without a year the latest with amounts.

    `balance` is "marked" for the actors whose account is said to be complete, "all" for every actor. What permits only
    sums is left out. `step` is told of progress and may stop the work by raising.
    """
    if balance not in (MARKED, ALL):
        raise UserError(
            Text("{balance} is no way of balancing.", {"balance": balance}),
            Text("Choose marked or all."),
            value=balance,
        )
    now, year = for_year(snapshot.without_aggregates(), year)
    outcomes = [solve_layer(layer, step) for layer in layers(now, balance)]
    doubts = [tell_suspect(now, outcome, suspect) for outcome in outcomes for suspect in outcome.suspects]
    doubts += [doubt for outcome in outcomes for doubt in tell_coefficients(now, outcome)]
    advice = [each for outcome in outcomes for each in tell_measurements(now, outcome)]
    return Reconciliation(
        now,
        year,
        balance,
        _adjusted(now, outcomes),
        tuple(test for outcome in outcomes for test in _tests(now, outcome)),
        tuple(sorted(doubts, key=lambda doubt: -doubt.z)),
        tuple(sorted(advice, key=lambda each: -each.determines)),
        tuple(_notes(now, outcomes, balance)),
        len({int(row) for outcome in outcomes for row in outcome.layer.actor}),
    )


def _adjusted(now: Snapshot, outcomes: list[Outcome]) -> Adjusted:
    """The links of all layers in the order of the snapshot."""
    declared = figures(now).whole
    parts = [_adjusted_layer(outcome, declared) for outcome in outcomes]
    flow = np.concatenate([part.flow for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    order = np.argsort(flow, kind="stable")
    names = [column.name for column in fields(Adjusted)]
    columns: dict[str, Any] = dict.fromkeys(names, np.zeros(0))
    if parts:
        columns = {name: np.concatenate([getattr(part, name) for part in parts])[order] for name in names}
    return Adjusted(**{**columns, "flow": flow[order]})


def _adjusted_layer(outcome: Outcome, declared: Numbers) -> Adjusted:
    layer, count = outcome.layer, len(outcome.layer.flow)
    amount, sd = outcome.bounded.balanced.amount, outcome.tested.spread.sd
    kind, check = outcome.tested.balanced.classified.kind, outcome.substances
    if check is not None and check.solved.status == "ok" and not outcome.bounded.at_bound.any():
        solved, amounts = check.solved, slice(len(layer))
        amount, sd, kind = solved.value[amounts], solved.sd[amounts], solved.kind[amounts]
    z = np.full(len(layer), np.nan)
    np.fmax.at(z, layer.told.arc, outcome.tested.z)
    return Adjusted(
        flow=layer.flow,
        declared=declared[layer.flow],
        adjusted=amount[:count],
        sd=np.where(outcome.bounded.at_bound, np.nan, sd)[:count],
        z=z[:count],
        low=outcome.limits.low[:count],
        high=outcome.limits.high[:count],
        known=kind[:count],
        held=outcome.bounded.at_bound[:count],
        unit=np.full(count, layer.unit, dtype=object),
    )


def _tests(now: Snapshot, outcome: Outcome) -> Iterator[PartTest]:
    """The parts of a layer, worst first."""
    layer, parts = outcome.layer, outcome.tested.parts
    merged = outcome.tested.balanced.classified.merged[: len(layer.actor)]
    members: dict[int, list[Ref]] = {}
    for node, part in enumerate(parts.of_node[merged].tolist()):
        if part >= 0:
            row = int(layer.actor[node])
            members.setdefault(part, []).append(Ref("actor", str(now.actor.uid[row]), str(now.actor.name[row])))
    yield from _substance_tests(now, outcome)
    for part in np.argsort(parts.probability, kind="stable").tolist():
        if parts.freedom[part]:
            arcs = np.flatnonzero(parts.of_arc == part)
            named = members.get(part) or [arc_ref(now, layer, int(arc)) for arc in arcs]
            names: list[Name] = [firm.name for firm in named]
            if part not in members:
                names = [arc_text(now, layer, int(arc)) for arc in arcs]
            numbers = (parts.chi_square[part], parts.probability[part], parts.limit[part])
            chi_square, probability, limit = (float(each) for each in numbers)
            freedom = int(parts.freedom[part])
            yield PartTest(layer.kind, layer.unit, tuple(named), tuple(names), chi_square, freedom, probability, limit)


def _substance_tests(now: Snapshot, outcome: Outcome) -> Iterator[PartTest]:
    """The test of goods and substances together."""
    check, layer = outcome.substances, outcome.layer
    if check is None or check.solved.status != "ok" or not check.solved.freedom:
        return
    solved = check.solved
    firms = tuple(Ref("actor", str(now.actor.uid[row]), str(now.actor.name[row])) for row in layer.actor.tolist())
    limit = float(chdtri(solved.freedom, LEVEL))
    kind = SUBSTANCES + ", ".join([*check.names, *([TIED] if check.coefficients else [])])
    names = tuple(firm.name for firm in firms)
    yield PartTest(kind, layer.unit, firms, names, solved.chi_square, solved.freedom, solved.probability, limit)


def _notes(now: Snapshot, outcomes: list[Outcome], balance: str) -> Iterator[Text]:
    """What was not balanced, and why."""
    physical = np.isin(now.flow.kind, [kind.id for kind in FLOW_KINDS.values() if kind.physical])
    taken = np.zeros(len(now.flow), dtype=bool)
    balanced = np.zeros(len(now.actor) + 1, dtype=bool)
    for outcome in outcomes:
        taken[outcome.layer.flow] = True
        balanced[outcome.layer.actor] = True
    ends = np.concatenate([now.flow.sender[taken], now.flow.receiver[taken]])
    rest = len(np.setdiff1d(ends[ends >= 0], np.flatnonzero(balanced)))
    if not taken.any():
        yield Text("No link of this year is measured in t, m3 or GJ; there is nothing to reconcile.")
    elif any(outcome.layer.flow.size and balance == ALL for outcome in outcomes):
        yield Text("Every account is taken as complete; where links are not recorded, that shows as a doubt here.")
    elif rest:
        yield Text(
            "{n} firm or institution is not marked as having a complete account; its figures are only checked for "
            "plausibility.",
            {"n": rest},
            plural="{n} firms and institutions are not marked as having a complete account; their figures are only "
            "checked for plausibility.",
        )
    if unlike := int((physical & ~taken).sum()):
        yield Text(
            "{n} link in another unit than t, m3 and GJ is in no balance.",
            {"n": unlike},
            plural="{n} links in other units than t, m3 and GJ are in no balance.",
        )
    for outcome in outcomes:
        yield from outcome.layer.notes
        yield from tell_contradictions(now, outcome)
        yield from tell_untied(outcome)
        yield from _unsettled(outcome)


def _unsettled(outcome: Outcome) -> Iterator[Text]:
    """Amounts that could not be kept above 0, and undetermined ones that no amounts above 0 can balance."""
    check = outcome.substances
    if check is not None and check.solved.status != "ok":
        told = {"names": [*check.names, *([Text(TIED)] if check.coefficients else [])]}
        yield Text(
            "The balances of {names} contradict each other or have no answer; only the goods are adjusted.", told
        )
    kind = {"kind": Text(KINDS[outcome.layer.kind][2])}
    if not outcome.bounded.settled:
        yield Text("Some amounts of {kind} stay below 0: the figures around them contradict each other.", kind)
    if outcome.limits.barred.any():
        yield Text("Some unknown amounts of {kind} would have to be below 0: a figure beside them is wrong.", kind)


def to_json(of: Reconciliation, language: str) -> dict[str, Any]:
    """A reconciliation as plain values for JSON, sentences in a language, unknown numbers None."""
    return {
        "year": of.year,
        "balance": of.balance,
        "note": translate(MARK, language),
        "flows": list(_flow_records(of, language)),
        "tests": [_test_record(test, language) for test in of.tests],
        "suspects": [_doubt_record(doubt, language) for doubt in of.doubts],
        "measure_next": [
            {"flows": [row.uid for row in each.rows], "determines": each.determines,
             "sentence": show(each.sentence, language)}
            for each in of.advice
        ],
        "remarks": [show(note, language) for note in of.notes],
    }  # fmt: skip


def _flow_records(of: Reconciliation, language: str) -> Iterator[dict[str, Any]]:
    links, flow, actor = of.links, of.now.flow, of.now.actor
    for place, row in enumerate(links.flow.tolist()):
        sender, receiver = int(flow.sender[row]), int(flow.receiver[row])
        record = {
            "flow": str(flow.uid[row]),
            "from": str(actor.name[sender]) if sender >= 0 else None,
            "to": str(actor.name[receiver]) if receiver >= 0 else None,
            "commodity": str(of.now.commodity.name[flow.commodity[row]]),
            "unit": str(links.unit[place]),
            "declared": number(links.declared[place]),
            "adjusted": number(links.adjusted[place]),
            "sd": number(links.sd[place]),
            "class": CLASSES[links.known[place]],
            "z": number(links.z[place]),
            "at_bound": bool(links.held[place]),
        }
        if not np.isnan(links.low[place]):
            record |= {"low": number(links.low[place]), "high": number(links.high[place])}
        yield record


def _test_record(test: PartTest, language: str) -> dict[str, Any]:
    return {
        "kind": test.kind,
        "unit": test.unit,
        "firms": [
            {"uid": firm.uid, "name": show(name, language)} for firm, name in zip(test.firms, test.names, strict=True)
        ],
        "chi_square": number(test.chi_square),
        "freedom": test.freedom,
        "probability": number(test.probability),
        "limit": number(test.limit),
        "passed": test.passed,
    }


def _doubt_record(doubt: Doubt, language: str) -> dict[str, Any]:
    return {
        "rows": [{"table": row.table, "uid": row.uid, "name": row.name} for row in doubt.rows],
        "sentence": show(doubt.sentence, language),
        "step": show(doubt.step, language),
        "amount": number(doubt.amount),
        "unit": doubt.unit,
        "z": number(doubt.z),
        "which_is_known": doubt.apart,
    }


def number(value: float) -> float | None:
    """A number as JSON can hold it: what is not finite is unknown."""
    return float(value) if isfinite(value) else None


def checked(of: Reconciliation) -> int:
    """How many links could be checked against others or were computed from them."""
    return int(np.isin(of.links.known, (REDUNDANT, OBSERVABLE)).sum())
