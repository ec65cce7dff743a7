"""What firms of a network are to each other: who gains from whom, directly and by all ways, and who governs whom.

Utility: Patten (1991), Fath & Patten (1998), Ecosystems 1, 167-179. Control: Dame & Patten (1981), Mar. Ecol. Prog.
Ser. 5, 115-124; Schramski et al. (2006), Ecol. Model. 194, 189-201.
"""

from dataclasses import dataclass

import numpy as np

from core.columns import Integers, Numbers
from core.dense_blocks import Square, product
from core.network_environs import Environs
from core.network_flows import FlowMatrix, throughflow
from core.solver_watch import watched
from core.steps import pause

ROUNDING = 1e-12
SQUARINGS = 12
SETTLED = 1.01  # the accuracy of the radius


@dataclass(frozen=True, slots=True)
class Utility:
    """`direct` D[i, j] is what i gets from j less what it gives to j, per throughflow of i; `integral` U its series.

    `synergism` is gain / loss over all pairs weighted by throughflow, `mutualism` the number of gaining pairs / losing
    pairs, None where nobody loses. `converges` says whether the series of D ends, so that U is its sum.
    """

    direct: Square
    integral: Square
    synergism: float | None
    mutualism: float | None
    radius: float

    @property
    def converges(self) -> bool:
        """Whether longer and longer ways count less and less."""
        return self.radius * SETTLED < 1


def utility(flows: FlowMatrix) -> Utility | None:
    """The utilities among the actors of a network, None where the sum over all ways does not exist."""
    total = throughflow(flows)
    inside = flows.inside.toarray()
    share = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    pause()
    direct = inside.T - inside
    direct *= share[:, None]
    pause()
    try:
        integral = watched(lambda: np.linalg.inv(np.eye(len(total)) - direct), lambda *_: pause())
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(integral).all():
        return None
    pause()
    weighted = total[:, None] * integral
    gain = weighted[weighted > 0].sum()
    pause()
    loss = -weighted[weighted < 0].sum()
    signs = signs_of(integral)
    losing = int((signs < 0).sum())
    return Utility(
        direct,
        integral,
        float(gain / loss) if loss else None,
        int((signs > 0).sum()) / losing if losing else None,
        spectral_radius(direct),
    )


def spectral_radius(square: Square) -> float:
    """The largest absolute eigenvalue to about 1 %, by squaring again and again (Gelfand 1941): |D^k|^(1/k)."""
    power, logarithm, doubled = square.copy(), 0.0, 1
    for _ in range(SQUARINGS):
        size = float(np.abs(power).max(initial=0.0))
        if size == 0:
            return 0.0
        power /= size
        logarithm += float(np.log(size)) / doubled
        power = product(power, power)
        doubled *= 2
    return float(np.exp(logarithm))


def signs_of(integral: Square) -> Integers:
    """Who gains (1) and who loses (-1) by whom, (n, n); what is below rounding is 0."""
    pause()
    signs: Integers = np.where(np.abs(integral) > ROUNDING, np.sign(integral), 0).astype(np.int64)
    return signs


def relations(integral: Square) -> dict[str, int]:
    """How many pairs of different actors are bound in which way, each pair counted once."""
    signs = signs_of(integral)
    one, other = np.triu_indices(len(signs), 1)
    pause()
    there, back = signs[one, other], signs[other, one]
    pause()
    return {
        "mutual": int(((there > 0) & (back > 0)).sum()),
        "competing": int(((there < 0) & (back < 0)).sum()),
        "exploitation": int((there * back < 0).sum()),
        "neutral": int(((there == 0) & (back == 0)).sum()),
        "one-sided": int(((there == 0) != (back == 0)).sum()),
    }


def system_control(found: Environs) -> Numbers:
    """How much each actor governs more than it is governed (n,): the row sums of n' - n, both orientations compared."""
    balance: Numbers = (found.input_integral - found.output_integral).sum(axis=1)
    return balance
