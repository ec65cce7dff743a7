"""What a reconciliation did not balance or could not settle, and why, each with what helps."""

from collections.abc import Iterator

import numpy as np

from core.columns import Flags
from core.evidence import enumerate_names
from core.kinds import FLOW_KINDS
from core.reconcile_coefficient_words import TIED, tell_oversums, tell_untied
from core.reconcile_layers import ALL, KINDS
from core.reconcile_model import NON_REDUNDANT
from core.reconcile_outcome import Outcome
from core.reconcile_words import tell_contradictions
from core.snapshot import Snapshot
from core.text import Text


def tell_left_out(now: Snapshot, year: int | None, outcomes: list[Outcome], balance: str) -> Iterator[Text]:
    """What was not balanced of a narrowed snapshot, what was averaged instead, and what could not be settled."""
    taken = np.zeros(len(now.flow), dtype=np.bool_)
    for outcome in outcomes:
        taken[outcome.layer.flow] = True
    yield from _extent(now, outcomes, balance, taken)
    yield from tell_oversums(now, year)
    yield from _averaged(outcomes)
    yield from _one_sided(now, outcomes)
    physical = np.isin(now.flow.kind, [kind.id for kind in FLOW_KINDS.values() if kind.physical])
    if unlike := int((physical & ~taken).sum()):
        yield Text(
            "{n} link in another unit than t, m3 and GJ is in no balance.",
            {"n": unlike},
            plural="{n} links in other units than t, m3 and GJ are in no balance.",
        )
    yield from _immaterial(now, ~physical)
    for outcome in outcomes:
        yield from outcome.layer.notes
        yield from tell_contradictions(now, outcome)
        yield from tell_untied(outcome)
        yield from _unsettled(outcome)


def _immaterial(now: Snapshot, immaterial: Flags) -> Iterator[Text]:
    """How many links carry nothing that is measured, and of which kinds."""
    if not immaterial.any():
        return
    kinds = [kind.title for kind in FLOW_KINDS.values() if kind.id in set(now.flow.kind[immaterial].tolist())]
    yield Text(
        "{n} link ({kinds}) carries no amount that could be balanced and is not among these.",
        {"n": int(immaterial.sum()), "kinds": [Text(kind) for kind in kinds]},
        plural="{n} links ({kinds}) carry no amounts that could be balanced and are not among these.",
    )


def _extent(now: Snapshot, outcomes: list[Outcome], balance: str, taken: Flags) -> Iterator[Text]:
    """Whose accounts were balanced, and how many firms with such links were not."""
    ends = np.concatenate([now.flow.sender[taken], now.flow.receiver[taken]])
    asked = [rows for outcome in outcomes for rows in (outcome.layer.actor, outcome.layer.one_sided)]
    marked = np.concatenate([np.zeros(0, dtype=np.int64), *asked])
    rest = len(np.setdiff1d(ends[ends >= 0], marked))
    if not len(now.flow):
        yield Text("No link runs in this year, so there is nothing to reconcile. Choose another year, or import links.")
    elif not taken.any():
        yield Text("No link of this year is measured in t, m3 or GJ; there is nothing to reconcile.")
    elif not any(len(outcome.layer.told.arc) for outcome in outcomes):
        yield Text("No amount of this year is known, so nothing can be checked or computed. Enter one, or ask for it.")
    elif balance == ALL:
        yield Text("Every account is taken as complete; where links are not recorded, that shows as a doubt here.")
    elif not len(marked):
        yield Text(
            "No account is marked as complete, so nothing is balanced. Say in the form of a firm of which kinds its "
            "account is complete, or take all accounts as complete."
        )
    elif rest:
        yield Text(
            "{n} firm or institution is not marked as having a complete account; its figures are only checked for "
            "plausibility.",
            {"n": rest},
            plural="{n} firms and institutions are not marked as having a complete account; their figures are only "
            "checked for plausibility.",
        )


def _averaged(outcomes: list[Outcome]) -> Iterator[Text]:
    """How many links have an adjusted amount although no balance checks them: the mean of what is stated."""
    averaged = 0
    for outcome in outcomes:
        alone = outcome.tested.balanced.classified.kind == NON_REDUNDANT
        averaged += int((alone & (outcome.tested.combined.freedom > 0))[: len(outcome.layer.flow)].sum())
    if averaged:
        yield Text(
            "No balance checks {n} link of which several sides state an amount: its adjusted amount is their mean, "
            "in which the more accurate counts for more.",
            {"n": averaged},
            plural="No balance checks {n} links of which several sides state an amount: their adjusted amounts are "
            "the means, in which the more accurate counts for more.",
        )


def _one_sided(now: Snapshot, outcomes: list[Outcome]) -> Iterator[Text]:
    """Firms that nothing comes in to or goes out from, each once with the kinds of which that is so."""
    kinds: dict[int, list[Text]] = {}
    for outcome in outcomes:
        for row in outcome.layer.one_sided.tolist():
            kinds.setdefault(row, []).append(Text(KINDS[outcome.layer.kind][2]))
    if not kinds:
        return
    told = [Text("{name} ({kinds})", {"name": str(now.actor.name[row]), "kinds": kinds[row]}) for row in sorted(kinds)]
    yield Text(
        "{n} firm or institution is not balanced, since nothing comes in to it or nothing goes out: {names}. Record "
        "what is missing.",
        {"n": len(told), "names": enumerate_names(told)},
        plural="{n} firms and institutions are not balanced, since nothing comes in to them or nothing goes out: "
        "{names}. Record what is missing.",
    )


def _unsettled(outcome: Outcome) -> Iterator[Text]:
    """Amounts that could not be kept above 0, and undetermined ones that no amounts above 0 can balance."""
    check = outcome.substances
    if check is not None and check.solved.status != "ok":
        told = {"names": [*check.names, *([Text(TIED)] if check.coefficients else [])]}
        yield Text(
            "The balances of {names} contradict each other or have no answer; only the goods are adjusted.", told
        )
    kind = {"kind": Text(KINDS[outcome.layer.kind][2])}
    node = outcome.tested.spread.node
    if len(node) and np.isnan(node).all():
        yield Text(
            "Too many firms exchange {kind} with too many others: how exact an adjusted amount is, is told of the "
            "doubtful ones alone and is unknown of the others.",
            kind,
        )
    if not outcome.bounded.settled:
        yield Text("Some amounts of {kind} stay below 0: the figures around them contradict each other.", kind)
    if outcome.limits.barred.any():
        yield Text("Some unknown amounts of {kind} would have to be below 0: a figure beside them is wrong.", kind)
