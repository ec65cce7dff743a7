"""Substances in goods: where the composition of everything at a firm is told, each substance must balance there too.

Transfer coefficients tie amounts of the same system.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.reconcile_coefficients import Coefficient
from core.reconcile_layers import Layer
from core.reconcile_model import CONSTANT, Combined
from core.reconcile_ranges import system_ranges
from core.reconcile_system import ONE, Solved, Terms, Variables, solve
from core.steps import Step, quietly

MOST_AMOUNTS = 1500  # of a layer that is solved as a whole, since its matrices are dense
LEAST_SD = 1e-9


@dataclass(frozen=True, slots=True)
class SubstanceCheck:
    """A layer solved with its substances and `coefficients`; `names` are substances with a balance of their own.

    The variables are the amounts (m,), then the coefficients; `low` and `high` limit those that cannot be determined.
    """

    names: tuple[str, ...]
    solved: Solved
    low: Numbers
    high: Numbers
    coefficients: tuple[Coefficient, ...] = ()


def check_substances(layer: Layer, combined: Combined, step: Step = quietly) -> SubstanceCheck | None:
    """Solve goods, substances and transfer coefficients together.

    None for large layers, and where no substance is known throughout a node and no coefficient ties anything.
    """
    tail, head, tied = layer.tail, layer.head, layer.coefficients
    if not (layer.contents or tied) or len(tail) > MOST_AMOUNTS:
        return None
    nodes = range(len(layer.actor))
    equations = [_equation(tail, head, node, np.ones(len(tail))) for node in nodes]
    names = []
    for content in layer.contents:
        found = [
            _equation(tail, head, node, content.share)
            for node in nodes
            if not np.isnan(content.share[(tail == node) ^ (head == node)]).any()
        ]
        names += [content.name] if found else []
        equations += found
    if not (names or tied):
        return None
    equations += [_tie(each, len(tail) + place) for place, each in enumerate(tied)]
    terms = _terms(equations)
    solved = solve(_variables(combined, tied), terms, step)
    free = np.concatenate([layer.free, np.zeros(len(tied), dtype=bool)])
    return SubstanceCheck(tuple(names), solved, *system_ranges(solved, terms, free, step), tied)


def _variables(combined: Combined, tied: Sequence[Coefficient]) -> Variables:
    """The amounts, unknown ones beginning at the mean of the known, then the coefficients."""
    start = np.nan_to_num(combined.value, nan=float(np.nanmean(np.append(np.abs(combined.value), 1.0))))
    shares = np.array([each.value for each in tied])
    spread = np.array([each.sd for each in tied])
    return Variables(
        np.concatenate([combined.value, shares]),
        np.concatenate([combined.sd, spread]),
        np.concatenate([start, shares]),
    )


Row = tuple[Integers, Numbers, Integers]  # amounts, their factors, and the variables that they are multiplied with


def _equation(tail: Integers, head: Integers, node: int, share: Numbers) -> Row:
    """What comes in to a node less what goes out, in the substance of these shares."""
    factor = ((head == node) * 1.0 - (tail == node)) * np.nan_to_num(share)
    place = np.flatnonzero(factor)
    return place, factor[place], np.full(len(place), ONE)


def _tie(of: Coefficient, variable: int) -> Row:
    """What leaves in the commodity less the coefficient (a variable) times what comes in."""
    place = np.concatenate([of.leaving, of.entering])
    sign = np.repeat([1.0, -1.0], [len(of.leaving), len(of.entering)])
    beside = np.repeat([ONE, variable], [len(of.leaving), len(of.entering)])
    kept = np.flatnonzero(of.share[place])
    return place[kept], (sign * of.share[place])[kept], beside[kept]


def _terms(rows: list[Row]) -> Terms:
    filled = [row for row in rows if len(row[0])]
    equation = np.repeat(np.arange(len(filled)), [len(row[0]) for row in filled])
    first, factor, second = (np.concatenate(column) for column in zip(*filled, strict=True))
    return Terms(equation, factor, first, second)


def deviations(check: SubstanceCheck, arc: Integers, value: Numbers, sd: Numbers) -> tuple[Numbers, Numbers]:
    """z and bias (k,) of statements about amounts against the solution, NaN where nothing checks them."""
    solved = check.solved
    within = sd**2 - np.nan_to_num(solved.sd[arc]) ** 2
    testable = (sd > 0) & (within > LEAST_SD * sd**2) & (solved.kind[arc] != CONSTANT)
    off = value - solved.value[arc]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(testable, np.abs(off) / np.sqrt(within), np.nan)
        return z, np.where(testable, off * sd**2 / within, np.nan)
