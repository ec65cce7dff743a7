"""A layer solved: adjusted amounts, what each statement is off, tests of parts, and one gross error after another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.reconcile_bounds import Bounded, Ranges, bounded_balance, ranges
from core.reconcile_gross import LEVEL, Parts, critical, examined, hidden_flow, part_tests
from core.reconcile_layers import Layer, Statement
from core.reconcile_linear import Balanced, Spread, balance, spread
from core.reconcile_model import OUTSIDE, REDUNDANT, Arcs, Combined, combine
from core.reconcile_potentials import DIRECT_NODES
from core.reconcile_shares import Shares, intake_shares
from core.reconcile_substances import SubstanceCheck, check_substances, deviations
from core.steps import Step, quietly

EQUAL = 1e-6  # of a test value: two that are as near are the same
MOST_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Tested:
    """Statements (k,) against balances: `z`, and `bias`, how much too high each is if it alone is wrong; NaN untested.

    `hidden` (nodes,) is the chi-square of an amount nobody recorded and `missing` its size, above 0 where it went out.
    """

    balanced: Balanced
    combined: Combined
    spread: Spread
    parts: Parts
    z: Numbers
    bias: Numbers
    hidden: Numbers
    missing: Numbers


@dataclass(frozen=True, slots=True)
class Suspect:
    """Statements (places) that cannot be told apart and one of which is wrong, or nodes where an amount is missing.

    `excess` is by how much the first statement is too high, or how much went out of the nodes unrecorded; `others` are
    the nodes at which an unrecorded amount would explain the same, `hidden` how much went out of the first of these.
    """

    statements: tuple[int, ...]
    nodes: tuple[int, ...]
    excess: float
    z: float
    part: int
    others: tuple[int, ...] = ()
    hidden: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole of a layer: `bounded` amounts, tests of all statements, suspects, limits of what is undetermined.

    `substances` is the same with the balances of substances, where these are known. `shares` are those of amounts that
    nothing else has adjusted.
    """

    layer: Layer
    bounded: Bounded
    tested: Tested
    suspects: tuple[Suspect, ...]
    limits: Ranges
    substances: SubstanceCheck | None
    shares: Shares


def solve_layer(layer: Layer, step: Step = quietly) -> Outcome:
    """Adjust a layer, test it, and look for what is most likely wrong."""
    tested = checked_layer(layer, layer.told, step)
    solved = tested.balanced
    free = layer.free
    negative = (np.nan_to_num(solved.amount) < 0) & ~free
    bounded = bounded_balance(solved.arcs, step) if negative.any() else Bounded(solved, np.zeros(len(free), bool), True)
    suspects = tuple(_suspects(layer, tested, step))
    substances = check_substances(layer, tested.combined, step)
    if substances is not None and tested.parts.passed.all():  # else what is wrong in the goods shows here too
        suspects += tuple(_off_in_substances(layer, substances))
    only = substances is None and not bounded.at_bound.any()
    unknown = np.full(len(layer), np.nan)
    shares = intake_shares(solved, tested.spread.sd, step) if only else Shares(unknown, unknown)
    return Outcome(layer, bounded, tested, suspects, ranges(bounded.balanced, step), substances, shares)


def _off_in_substances(layer: Layer, check: SubstanceCheck) -> Iterator[Suspect]:
    """The most suspect statements where the substances contradict amounts that agree as goods."""
    if check.solved.status != "ok" or check.solved.probability >= LEVEL:
        return
    told = layer.told
    z, bias = deviations(check, told.arc, told.value, told.sd)
    top = float(np.nan_to_num(z).max(initial=0.0))
    if top > critical(int((~np.isnan(z)).sum())):
        alike = np.flatnonzero(z >= top * (1 - EQUAL))
        yield Suspect(tuple(alike.tolist()), (), float(bias[alike[0]]), top, -1)


def checked_layer(layer: Layer, told: Statement, step: Step = quietly) -> Tested:
    """Balance a layer by some of its statements and test these."""
    combined = combine(told.arc, told.value, told.sd, len(layer))
    arcs = Arcs(len(layer.actor), layer.tail, layer.head, combined.value, combined.sd, layer.free)
    solved = balance(arcs, step)
    spreading = spread(solved, step)
    loss = examined(solved, spreading.loss, step)
    left = arcs.variance * np.where(np.isnan(loss), np.nan, 1 - arcs.variance * loss)
    after = np.where(solved.classified.kind == REDUNDANT, left, arcs.variance)
    within = told.sd**2 - after[told.arc]
    several = combined.freedom[told.arc] > 0
    testable = (
        (told.sd > 0) & (several | (solved.classified.kind[told.arc] == REDUNDANT)) & (within > 1e-12 * told.sd**2)
    )
    off = told.value - solved.amount[told.arc]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(testable, np.abs(off) / np.sqrt(within), np.nan)
        bias = np.where(testable, off * told.sd**2 / within, np.nan)
        size = np.where(spreading.node > 0, solved.price / spreading.node, np.nan)
    merged = solved.classified.merged[: len(layer.actor)]
    hidden = np.where(solved.net.grounded, np.nan, hidden_flow(solved, spreading.node))
    parts = part_tests(solved, combined.chi_square, combined.freedom)
    return Tested(solved, combined, replace(spreading, loss=loss), parts, z, bias, hidden[merged], size[merged])


def _suspects(layer: Layer, tested: Tested, step: Step) -> Iterator[Suspect]:
    """In every part that contradicts itself the most suspect first, then again without it until the parts pass.

    Of networks with many nodes only the first of each part, since every further one costs as much again.
    """
    told, using, silent = layer.told, np.ones(len(layer.told.arc), dtype=bool), np.zeros(len(layer.actor), dtype=bool)
    rounds = MOST_ROUNDS if len(layer.actor) <= DIRECT_NODES else 1
    for turn in range(rounds):
        step(turn, MOST_ROUNDS)
        places = np.flatnonzero(using)
        found = list(_worst(layer, tested, places, silent))
        yield from found
        if not found or turn + 1 == rounds:
            return
        for suspect in found:
            using[list(suspect.statements[:1])] = False
            silent[list(suspect.nodes)] = True
        tested = checked_layer(_without(layer, silent), _chosen(told, using), step)


def _chosen(told: Statement, using: Flags) -> Statement:
    return Statement(told.arc[using], told.value[using], told.sd[using], told.row[using])


def _without(layer: Layer, silent: Flags) -> Layer:
    """The layer with some nodes no longer balanced."""
    place = np.append(np.where(silent, OUTSIDE, np.arange(len(silent))), OUTSIDE)
    return replace(layer, tail=place[layer.tail], head=place[layer.head])


def _worst(layer: Layer, tested: Tested, places: Integers, silent: Flags) -> Iterator[Suspect]:
    """The most suspect statements, or nodes, of each part that does not pass; `places` are those of the statements."""
    arc = layer.told.arc[places]
    limit = critical(int((~np.isnan(tested.z)).sum()))
    of_statement, of_node = tested.parts.of_arc[arc], _part_of_node(layer, tested)
    for part in np.flatnonzero(~tested.parts.passed).tolist():
        mine = np.flatnonzero((of_statement == part) & ~np.isnan(tested.z))
        nodes = np.flatnonzero((of_node == part) & ~np.isnan(tested.hidden) & ~silent)
        top = float(tested.z[mine].max(initial=0.0))
        gap = float(np.sqrt(tested.hidden[nodes].max(initial=0.0)))
        if max(top, gap) <= limit:
            continue
        if gap > top * (1 + EQUAL):
            same = nodes[np.sqrt(tested.hidden[nodes]) >= gap * (1 - EQUAL)]
            yield Suspect((), tuple(same.tolist()), float(tested.missing[same[0]]), gap, part)
        else:
            alike = mine[tested.z[mine] >= top * (1 - EQUAL)]
            alike = alike[np.argsort(-np.abs(tested.bias[alike]) / layer.told.sd[places[alike]], kind="stable")]
            others = tuple(nodes[np.sqrt(tested.hidden[nodes]) >= top * (1 - EQUAL)].tolist())
            hidden = float(tested.missing[others[0]]) if others else 0.0
            yield Suspect(tuple(places[alike].tolist()), (), float(tested.bias[alike[0]]), top, part, others, hidden)


def _part_of_node(layer: Layer, tested: Tested) -> Integers:
    return tested.parts.of_node[tested.balanced.classified.merged[: len(layer.actor)]]
