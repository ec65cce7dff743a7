"""Returns within a large part in which much goes round long, by columns and rows of the powers of its shares.

What goes round longest goes the same way wherever it came from: the largest eigenvalue of the shares with its two
vectors, of which the sum of all powers is known (Perron; Berman & Plemmons 1994, theorem 2.1.4). What is left of the
powers without it fades much sooner, and the diagonal of a power needs no more than half of it from either side.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, eye_array

from core.columns import Integers, Numbers
from core.steps import pause

TOGETHER, ROOM = 128, 4_000_000  # columns that are worked out together, and numbers in them at the most
FEWEST = 16
MOST_WORK = 1e11  # multiplications, about a minute; where all columns take more, some are drawn
WORK_DRAWN = 2e10
HALVES = (2, 3, 4, 6, 8, 12, 16, 24, 32)  # powers from either side that are tried
FADED, TRIAL = 0.05, (20, 30)  # what of a chance vector may be left by then, as found between two powers
ENOUGH = 9e-5  # of the returns of some columns: what the powers of the last try may have changed them by
VECTOR_STEPS = 5000
EVEN = 1e-11  # how far the quotients of a vector and its image may differ


@dataclass(frozen=True, slots=True)
class Longest:
    """The largest eigenvalue as 1 - `gap`, with its vectors to the right and to the left, whose product is 1."""

    gap: float
    right: Numbers
    left: Numbers


@dataclass(frozen=True, slots=True)
class Powers:
    """Shares and their transpose without what goes `longest`; `slow` where half of all waits at each step."""

    down: csr_array
    across: csr_array
    longest: Longest
    slow: bool

    @property
    def root(self) -> float:
        """The largest eigenvalue of what is taken the powers of."""
        return 1 - self.longest.gap / (2 if self.slow else 1)


def returns_by_columns(shares: csr_array, weight: Numbers) -> tuple[float, float] | None:
    """How much of `weight` (n,) above 0 returns in an irreducible part, with its sd.

    The sd is that of the powers left out and, where not every column was worked out, of the columns not drawn.
    None where the powers do not fade soon enough; LinAlgError where as much goes round each time as before, or more.
    """
    if (longest := longest_lasting(shares)) is None:
        return None
    random = np.random.default_rng(len(weight))
    first = np.argsort(random.exponential(size=len(weight)) / weight)[:TOGETHER]  # those of much weight rather
    # what swings, as between two groups, fades sooner where half of it waits
    ways = [_powers(shares, longest, slow) for slow in (False, True)]
    rate, powers = min(((_left_each(way), way) for way in ways), key=lambda way: way[0])
    if (found := _halves(powers, rate, first, weight)) is None:
        return None
    halves, changed = found
    work = 2 * halves * shares.nnz  # of a column
    if work * len(weight) <= MOST_WORK:
        whole = float((weight * (1 - 1 / _diagonal(powers, np.arange(len(weight)), halves))).sum())
        return whole, changed * whole
    drawn = random.choice(len(weight), max(int(WORK_DRAWN / work), TOGETHER), p=weight / weight.sum())
    rough = _rough(shares, longest)
    change = 1 / rough[drawn] - 1 / _diagonal(powers, drawn, halves)
    told = float((weight * (1 - 1 / rough)).sum()) + float(weight.sum() * change.mean())
    return told, float(np.hypot(weight.sum() * change.std(ddof=1) / np.sqrt(len(drawn)), changed * told))


def longest_lasting(shares: csr_array) -> Longest | None:
    """What goes round longest; None where it does not show in `VECTOR_STEPS` steps, LinAlgError where it never ends."""
    right, left = _vector(shares), _vector(csr_array(shares.T))
    if right is None or left is None:
        return None
    left = left / float(left @ right)
    gap = float(left @ (right - shares @ right))
    if gap <= EVEN:
        raise np.linalg.LinAlgError
    return Longest(gap, right, left)


def _vector(shares: csr_array) -> Numbers | None:
    """The positive eigenvector, by half steps, so that rings do not let it swing.

    The quotients of any positive vector and its image enclose the eigenvalue (Collatz 1942, Wielandt 1950).
    """
    found: Numbers = np.ones(shares.shape[0])
    for _ in range(VECTOR_STEPS):
        pause()
        image = shares @ found
        quotients = image / found
        if quotients.min() >= 1:
            raise np.linalg.LinAlgError
        if quotients.max() - quotients.min() <= EVEN:
            return found
        found = image + found
        found /= found.max()
    return None


def _powers(shares: csr_array, longest: Longest, slow: bool) -> Powers:
    turned = csr_array((shares + eye_array(shares.shape[0])) / 2) if slow else shares
    down, across = csr_array(turned.astype(np.float32)), csr_array(turned.T.astype(np.float32))
    return Powers(down, across, longest, slow)


def _left_each(powers: Powers) -> float:
    """What a power leaves of the one before, apart from what goes longest."""
    right, left = powers.longest.right, powers.longest.left
    found, before = np.random.default_rng(len(right)).standard_normal(len(right)), 1.0
    for step in range(TRIAL[1]):
        found = found - right * float(left @ found)
        if step == TRIAL[0]:
            before = float(np.linalg.norm(found))
        found = powers.down @ found
    left_over = float(np.linalg.norm(found - right * float(left @ found)))
    return (left_over / before) ** (1 / (TRIAL[1] - TRIAL[0])) if before > 0 else 0.0


def _halves(powers: Powers, rate: float, columns: Integers, weight: Numbers) -> tuple[int, float] | None:
    """How many powers from either side suffice for some columns, and the share by which the last try changed them."""
    before = np.nan
    for halves in HALVES:
        told = float((weight[columns] * (1 - 1 / _diagonal(powers, columns, halves))).sum())
        if abs(told - before) <= ENOUGH * abs(told) and rate ** (2 * halves) <= FADED:
            return halves, max(abs(told - before) / abs(told), ENOUGH / 3)  # columns not tried may change more
        before = told
    return None


def _diagonal(powers: Powers, columns: Integers, halves: int) -> Numbers:
    """The diagonal of the inverse at some columns."""
    wide = min(max(ROOM // powers.down.shape[0], FEWEST), TOGETHER)
    starts = range(0, len(columns), wide)
    return np.concatenate([_together(powers, columns[start : start + wide], halves) for start in starts])


def _together(powers: Powers, columns: Integers, halves: int) -> Numbers:
    """The same for a few columns: 1, what goes longest, and the other powers up to twice `halves`.

    With A the shares without what goes longest, the powers from A to A^2h are S + A^h S, S those from A to A^h.
    """
    longest, places = powers.longest, np.arange(len(columns))
    lasts = longest.right[columns] * longest.left[columns]
    first = _started(powers.down, columns, powers.root * longest.left[columns], longest.right)
    summed = first.copy()
    for _ in range(halves - 1):
        pause()
        summed = powers.down @ summed
        summed += first
    row = _started(powers.across, columns, powers.root * longest.right[columns], longest.left)
    for _ in range(halves - 1):
        pause()
        row = powers.across @ row
    rest = summed[columns, places] + np.einsum("ij,ij->j", row, summed)
    whole: Numbers = (1 + rest - lasts + lasts / (1 - powers.root)) / (2 if powers.slow else 1)
    return whole


def _started(shares: csr_array, columns: Integers, length: Numbers, vector: Numbers) -> npt.NDArray[np.float32]:
    """Columns of the shares (n, k) without the part of them that goes longest."""
    return np.asarray(shares[:, columns].toarray() - np.outer(vector, length), dtype=np.float32)


def _rough(shares: csr_array, longest: Longest) -> Numbers:
    """The diagonal by the first two powers and by what goes longest alone."""
    root = 1 - longest.gap
    twice = np.asarray(shares.multiply(csr_array(shares.T)).sum(axis=1)).ravel()
    lasts = longest.right * longest.left * root**3 / longest.gap
    rough: Numbers = 1 + shares.diagonal() + twice + lasts
    return rough
