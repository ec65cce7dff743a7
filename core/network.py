"""Who gives to whom: the links of a cluster as a network of actors, and its measures of structure.

Food-web measures by Hardy & Graedel (2002), J. Ind. Ecol. 6(1) 29-38, and Layton, Bras & Weissburg (2016),
J. Ind. Ecol. 20(3) 620-630: actors that give are prey, actors that receive are predators.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from core.columns import Flags, Integers, Numbers
from core.model import Flows

POWER_STEPS = 3000
ROOT_STEPS = 100
TOLERANCE = 1e-12
LARGE = 1000  # actors from which on directions are combined; below, plain steps cost less
STEPS, DIRECTIONS = 16, 6  # plain steps before each combination, and how many directions it combines
COMBINATIONS = 30


@dataclass(frozen=True, slots=True)
class Structure:
    """The simple directed pairs sender[k] -> receiver[k] among actors numbered from 0; `actors` are their rows."""

    actors: Integers
    sender: Integers
    receiver: Integers

    @property
    def given(self) -> Integers:
        """How many actors each actor gives to."""
        return np.bincount(self.sender, minlength=len(self.actors)).astype(np.int64)

    @property
    def received(self) -> Integers:
        """How many actors each actor receives from."""
        return np.bincount(self.receiver, minlength=len(self.actors)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class FoodWeb:
    """Measures of structure, None where nothing can be divided by; the formulas are those of the food web."""

    actors: int
    links: int
    connectance: float | None
    linkage_density: float | None
    prey_predator_ratio: float | None
    generalization: float | None
    vulnerability: float | None
    specialized_predator_fraction: float | None


def exchanging(value: Numbers) -> Flags:
    """Links that are links: every one but those whose known amount is 0; an unknown amount is a link."""
    chosen: Flags = value != 0
    return chosen


def structure(flow: Flows, chosen: Flags) -> Structure:
    """The network of the chosen links: actors with a link, a link to the outside or to itself included.

    Pairs are simple: several commodities from one actor to another are one pair, an actor with itself is none.
    """
    sender, receiver = flow.sender[chosen], flow.receiver[chosen]
    actors, number = ends_of(sender, receiver)
    inside = (sender >= 0) & (receiver >= 0) & (sender != receiver)
    count = max(len(actors), 1)
    pairs = np.sort(number[sender[inside]] * count + number[receiver[inside]])
    pairs = pairs[np.append(np.ones(min(len(pairs), 1), dtype=bool), np.diff(pairs) != 0)]
    return Structure(actors, pairs // count, pairs % count)


def ends_of(sender: Integers, receiver: Integers) -> tuple[Integers, Integers]:
    """The actors (rows) that stand at an end of links, ascending, and the number of each by its row; -1 is nobody."""
    there = np.zeros(max(sender.max(initial=-1), receiver.max(initial=-1)) + 2, dtype=bool)  # nobody marks the last
    there[sender], there[receiver], there[-1] = True, True, False
    return np.flatnonzero(there), np.cumsum(there) - 1


def food_web(network: Structure) -> FoodWeb:
    """Counts and ratios of a network: connectance is links / actors², without self-loops."""
    actors, links = len(network.actors), len(network.sender)
    received = network.received
    prey, predators = int((network.given > 0).sum()), int((received > 0).sum())
    return FoodWeb(
        actors=actors,
        links=links,
        connectance=_ratio(links, actors**2),
        linkage_density=_ratio(links, actors),
        prey_predator_ratio=_ratio(prey, predators),
        generalization=_ratio(links, predators),
        vulnerability=_ratio(links, prey),
        specialized_predator_fraction=_ratio(int((received == 1).sum()), predators),
    )


def linked_pairs(network: Structure) -> Integers:
    """The pairs of actors with a link in either direction, (k, 2), the lower number first, each once."""
    count = max(len(network.actors), 1)
    low, high = np.minimum(network.sender, network.receiver), np.maximum(network.sender, network.receiver)
    pairs = np.unique(low * count + high)
    return np.column_stack([pairs // count, pairs % count])


def eco_connectance(network: Structure) -> float | None:
    """The share of the pairs of actors that exchange at all (生态关联度); None below two actors.

    Dai Tiejun et al., Resour. Conserv. Recycl. 54 (2010) 442.
    """
    actors = len(network.actors)
    return _ratio(2 * len(linked_pairs(network)), actors * (actors - 1))


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def cyclicity(network: Structure) -> float:
    """The largest eigenvalue of the network's matrix: exactly 0 without a cycle, 1 for simple rings, above 1 for more.

    Computed for each strongly connected part by itself; source: Fath & Halnes (2007), Ecol. Model. 208, 17-24.
    """
    count = len(network.actors)
    ones = np.ones(len(network.sender))
    matrix = csr_array((ones, (network.sender, network.receiver)), shape=(count, count))
    root = 0.0
    for part in reversed(strong_parts(matrix)):
        inner = csr_array(matrix[part][:, part])
        if _most_partners(inner) > root:
            root = max(root, _perron_root(inner))
    return root


def strong_parts(matrix: csr_array) -> list[Integers]:
    """The strongly connected parts of two and more actors, as ascending row indices, the smallest parts first.

    What ends a search for cycles, such as a part that swells, is mostly small and so found soon.
    """
    if not matrix.shape[0]:
        return []
    label = connected_components(matrix, directed=True, connection="strong")[1]
    sizes = np.bincount(label)
    members = np.flatnonzero(sizes[label] > 1)  # most actors stand alone and are no part
    members = members[np.lexsort((label[members], sizes[label[members]]))]
    return np.split(members, np.cumsum(np.sort(sizes[sizes > 1]))[:-1]) if len(members) else []


def _most_partners(matrix: csr_array) -> float:
    """The most that an actor of a part gives to, or receives from, whichever is less: no eigenvalue is above it."""
    return float(min(matrix.sum(axis=0).max(), matrix.sum(axis=1).max()))


def _perron_root(matrix: csr_array) -> float:
    """The largest eigenvalue of an irreducible matrix of zeros and ones, to 12 digits.

    The power iteration runs on the matrix plus the identity, since the shift removes the periods of rings; the
    quotients of Collatz and Wielandt enclose the root at every step, so that the end of the iteration is proved.
    """
    vector = _combined(matrix) if matrix.shape[0] >= LARGE else np.ones(matrix.shape[0])
    low, high = 0.0, np.inf
    for _ in range(POWER_STEPS):
        image = matrix @ vector
        low, high = _enclose(image / vector)
        if high - low <= TOLERANCE * high:
            return (low + high) / 2
        vector = image + vector
        vector /= vector.max()
    return _slow_root(matrix, vector)


def _combined(matrix: csr_array) -> npt.NDArray[np.float64]:
    """A positive vector near the one of the largest eigenvalue, in a quarter of the products that plain steps take.

    After some plain steps the best of a few directions is taken (Arnoldi 1951, Quart. Appl. Math. 9, 17), of a matrix
    scaled by the vector, so that small entries come out as well as large ones.
    """
    vector = np.ones(matrix.shape[0])
    row = np.repeat(np.arange(len(vector)), np.diff(matrix.indptr))
    for _ in range(COMBINATIONS):
        for _ in range(STEPS):
            vector = matrix @ vector + vector
            vector /= vector.max()
        scaled = csr_array((matrix.data * vector[matrix.indices] / vector[row], matrix.indices, matrix.indptr))
        low, high = _enclose(scaled.sum(axis=1))
        if high - low <= TOLERANCE * high:
            break
        best = np.abs(_best_direction(scaled))
        vector = vector * np.maximum(best / best.max(), TOLERANCE)
    return vector


def _best_direction(matrix: csr_array) -> npt.NDArray[np.float64]:
    """The nearest to the vector of the largest eigenvalue among what goes out from equal entries in a few steps."""
    count = matrix.shape[0]
    base, inner = np.zeros((DIRECTIONS, count)), np.zeros((DIRECTIONS, DIRECTIONS))
    base[0] = 1 / np.sqrt(count)
    for step in range(DIRECTIONS):
        image = matrix @ base[step]
        for other in range(step + 1):
            inner[other, step] = np.einsum("i,i->", base[other], image)
            image -= inner[other, step] * base[other]
        if step + 1 < DIRECTIONS:
            inner[step + 1, step] = length = float(np.sqrt(np.einsum("i,i->", image, image)))
            if length <= TOLERANCE:
                break
            base[step + 1] = image / length
    values, vectors = np.linalg.eig(inner)
    return np.asarray(vectors[:, np.argmax(values.real)].real @ base)


def _slow_root(matrix: csr_array, vector: npt.NDArray[np.float64]) -> float:
    """The root where the power iteration creeps, as in long rings: inverse iteration by Noda (1971).

    Each step shifts by the upper bound of the root and keeps the vector positive, so the bounds close quadratically.
    """
    identity = eye_array(matrix.shape[0], format="csr")
    low, high = _enclose((matrix @ vector) / vector)
    for _ in range(ROOT_STEPS):
        if high - low <= TOLERANCE * high:
            break
        shifted = (high * (1 + TOLERANCE / 8)) * identity - matrix
        vector = np.abs(splu(shifted.tocsc()).solve(vector))
        vector /= vector.max()
        low, high = _enclose((matrix @ vector) / vector)
    return (low + high) / 2


def _enclose(quotients: npt.NDArray[np.float64]) -> tuple[float, float]:
    return float(quotients.min()), float(quotients.max())
