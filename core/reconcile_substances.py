"""Substances in goods: where the composition of everything at a firm is told, each substance must balance there too.

A composition is text such as "CaO 60 %, SiO2 22 %": a substance that it does not name is unknown and not 0.
"""

import re
from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.reconcile_model import CONSTANT, Combined
from core.reconcile_system import ONE, Solved, Terms, Variables, solve
from core.snapshot import Snapshot
from core.steps import Step, quietly

MOST_AMOUNTS = 1500  # of a layer that is solved as a whole, since its matrices are dense
LEAST_SD = 1e-9
_PART = re.compile(r"([^\W\d_][\w()]*)\s*[:=\uff1a]?\s*(\d+(?:\.\d+)?)\s*%")


@dataclass(frozen=True, slots=True)
class Content:
    """A substance and the share (0 to 1) of it in every amount (m,) of a layer, NaN unknown."""

    name: str
    share: Numbers


@dataclass(frozen=True, slots=True)
class SubstanceCheck:
    """A layer solved with the balances of its substances; `names` are those with at least one balance of their own."""

    names: tuple[str, ...]
    solved: Solved


def composition(text: str) -> dict[str, float]:
    """Shares (0 to 1) by substance of a composition as people write it; what is no share in per cent is passed over."""
    return {match[1]: float(match[2]) / 100 for match in _PART.finditer(text) if float(match[2]) <= 100}


def contents(now: Snapshot, commodity: Integers) -> tuple[Content, ...]:
    """The substances that the compositions of commodities name, by the commodities (rows, (m,)) of amounts."""
    told = [composition(str(text)) for text in now.commodity.composition.tolist()]
    names = sorted({name for shares in told for name in shares})
    return tuple(
        Content(name, np.array([shares.get(name, np.nan) for shares in told])[commodity]) for name in names
    )  # fmt: skip


def check_substances(
    nodes: int, tail: Integers, head: Integers, combined: Combined, told: tuple[Content, ...], step: Step = quietly
) -> SubstanceCheck | None:
    """Solve goods and substances together; None where no substance is known throughout a node, or for large layers."""
    if not told or len(tail) > MOST_AMOUNTS:
        return None
    equations = [_equation(tail, head, node, np.ones(len(tail))) for node in range(nodes)]
    names = []
    for content in told:
        found = [
            _equation(tail, head, node, content.share)
            for node in range(nodes)
            if not np.isnan(content.share[(tail == node) ^ (head == node)]).any()
        ]
        names += [content.name] if found else []
        equations += found
    if not names:
        return None
    start = np.nan_to_num(combined.value, nan=float(np.nanmean(np.append(np.abs(combined.value), 1.0))))
    solved = solve(Variables(combined.value, combined.sd, start), _terms(equations), step)
    return SubstanceCheck(tuple(names), solved)


Row = tuple[Integers, Numbers]  # amounts and their factors


def _equation(tail: Integers, head: Integers, node: int, share: Numbers) -> Row:
    """What comes in to a node less what goes out, in the substance of these shares."""
    factor = ((head == node) * 1.0 - (tail == node)) * np.nan_to_num(share)
    place = np.flatnonzero(factor)
    return place, factor[place]


def _terms(rows: list[Row]) -> Terms:
    filled = [row for row in rows if len(row[0])]
    equation = np.repeat(np.arange(len(filled)), [len(row[0]) for row in filled])
    first = np.concatenate([row[0] for row in filled])
    return Terms(equation, np.concatenate([row[1] for row in filled]), first, np.full(len(first), ONE))


def deviations(check: SubstanceCheck, arc: Integers, value: Numbers, sd: Numbers) -> tuple[Numbers, Numbers]:
    """z and bias (k,) of statements about amounts against the solution, NaN where nothing checks them."""
    solved = check.solved
    within = sd**2 - np.nan_to_num(solved.sd[arc]) ** 2
    testable = (sd > 0) & (within > LEAST_SD * sd**2) & (solved.kind[arc] != CONSTANT)
    off = value - solved.value[arc]
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(testable, np.abs(off) / np.sqrt(within), np.nan)
        return z, np.where(testable, off * sd**2 / within, np.nan)
