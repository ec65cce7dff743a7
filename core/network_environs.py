"""Network environ analysis: how much of what moves between two actors goes there directly, and by all ways together.

Both orientations: of what an actor passes on (output) and of what comes in to it (input). Patten (1978, 1982), Fath &
Patten (1999), Borrett & Lau (2014, Methods Ecol. Evol. 5, 1206-1213). Throughflow is what comes in, as in
`core.network_flows`; the networks of this size are inverted whole.
"""

from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.dense_blocks import Square, inverse
from core.network_flows import FlowMatrix, throughflow
from core.steps import pause

MOST_ACTORS = 3000  # a dense inverse of so many takes seconds and 72 MB
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Environs:
    """Direct shares and integral ones (the sum over ways of every length, the actor itself included), (n, n) each.

    `output_direct[i, j]` is the flow from i to j per throughflow of i, `input_direct[i, j]` per throughflow of j.
    """

    throughflow: Numbers
    imports: Numbers
    output_direct: Square
    output_integral: Square
    input_direct: Square
    input_integral: Square


@dataclass(frozen=True, slots=True)
class WholeNetwork:
    """What environs say of a network; None where nothing can be divided by.

    `indirect_direct` weighs the ways by what comes in from outside, `_output` and `_input` count every pair alike.
    Homogenization compares the variation of direct and integral shares, amplification counts the pairs of which more
    than a whole unit arrives. `first_passage` and `cycled` are parts of the throughflow beside what comes in.
    """

    indirect_direct: float | None
    indirect_direct_output: float | None
    indirect_direct_input: float | None
    homogenization_output: float | None
    homogenization_input: float | None
    amplification_output: int
    amplification_input: int
    boundary: float
    direct: float
    indirect: float
    first_passage: float
    cycled: float
    aggradation: float | None


def environs(flows: FlowMatrix) -> Environs | Integers:
    """The environs of at most `MOST_ACTORS` actors, or the actors whose cycles never end, since more leaves than came.

    A closed loop into which nothing comes and out of which nothing goes has no end either.
    """
    total = throughflow(flows)
    inside = flows.inside.toarray()
    share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    output, brought = share[:, None] * inside, inside * share
    integral, turned = _series(output), _series(brought)
    if integral is None or turned is None:
        return flows.actors[_endless(output)]
    return Environs(total, flows.imports, output, integral, brought, turned)


def _series(shares: Square) -> Square | None:
    """I + G + G² + ..., None where the sum has no end.

    The series ends if and only if (I - G) x = 1 has a positive solution (Berman & Plemmons 1994, theorem 6.2.3).
    """
    try:
        found = inverse(np.eye(len(shares)) - shares)
    except np.linalg.LinAlgError:
        return None
    return found if np.isfinite(found).all() and np.abs(found).max(initial=0.0) <= 1 / ROUNDING else None


def _endless(shares: Square) -> Integers:
    """The rows of actors that pass on more than came, or else, in a closed loop, all of it."""
    passed = shares.sum(axis=1)
    more = np.flatnonzero(passed > 1 + ROUNDING)
    return more if len(more) else np.flatnonzero(passed >= 1 - ROUNDING)


def whole_network(found: Environs) -> WholeNetwork:
    """The measures of a network from its environs; flows in the unit of the links."""
    one = np.eye(len(found.throughflow))
    loops = np.diagonal(found.output_integral)
    total, boundary = float(found.throughflow.sum()), float(found.imports.sum())
    direct = float((found.imports @ found.output_direct).sum())
    pause()
    indirect = float((found.imports @ (found.output_integral - one - found.output_direct)).sum())
    reached = found.throughflow / loops
    return WholeNetwork(
        indirect_direct=_ratio(indirect, direct),
        indirect_direct_output=_indirect(found.output_direct, found.output_integral),
        indirect_direct_input=_indirect(found.input_direct, found.input_integral),
        homogenization_output=_ratio(_variation(found.output_direct), _variation(found.output_integral)),
        homogenization_input=_ratio(_variation(found.input_direct), _variation(found.input_integral)),
        amplification_output=_amplified(found.output_integral),
        amplification_input=_amplified(found.input_integral),
        boundary=boundary,
        direct=direct,
        indirect=indirect,
        first_passage=float((reached - found.imports).sum()),
        cycled=float(((loops - 1) * reached).sum()),
        aggradation=_ratio(total, boundary),
    )


def _indirect(direct: Square, integral: Square) -> float | None:
    pause()
    return _ratio(float((integral - np.eye(len(direct)) - direct).sum()), float(direct.sum()))


def _variation(shares: Square) -> float:
    """The coefficient of variation of all pairs."""
    pause()
    mean = float(shares.mean()) if shares.size else 0.0
    return float(shares.std()) / mean if mean else 0.0


def _amplified(integral: Square) -> int:
    pause()
    apart = integral - np.diag(np.diagonal(integral))
    return int((apart > 1 + ROUNDING).sum())


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
