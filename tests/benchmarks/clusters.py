"""A seeded cluster of any size: towns by Zipf's law, firms round them, mostly short links, amounts of a Pareto law."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

SIZES = {"S": (1_000, 5_000), "M": (20_000, 100_000), "L": (200_000, 1_000_000)}
WIDTH, HEIGHT = 160_000.0, 100_000.0  # metres
ORIGIN = (113.0, 22.5)  # longitude and latitude of the lower left corner
METRES = (102_500.0, 110_800.0)  # per degree of longitude and latitude there
KINDS = ("material", "product", "by-product", "waste", "utility", "energy", "water", "emission")
_TOWNS = 150


@dataclass(frozen=True, slots=True)
class Cluster:
    """Firms as (n, 2) metres and (n, 2) degrees; per link sender, receiver, kind (index of KINDS) and amount in t/a."""

    metres: npt.NDArray[np.float64]
    degrees: npt.NDArray[np.float64]
    sender: npt.NDArray[np.int64]
    receiver: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int64]
    amount: npt.NDArray[np.float64]


def cluster(size: str, seed: int = 20) -> Cluster:
    """The cluster S, M or L; the same size and seed give the same numbers."""
    random = np.random.default_rng(seed)
    firms, links = SIZES[size]
    metres = _firms(random, firms)
    sender, receiver = _links(random, metres, links)
    amount = np.round((random.pareto(1.2, links) + 0.05) * 10, 3)
    return Cluster(
        metres, ORIGIN + metres / METRES, sender, receiver, random.integers(0, len(KINDS), links), amount.clip(0, 1e7)
    )


def _firms(random: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Firms round their towns, larger towns wider; one in twenty stands anywhere."""
    rank = np.arange(1, _TOWNS + 1)
    share = rank**-0.9 / (rank**-0.9).sum()
    centres = random.uniform((0.03 * WIDTH, 0.04 * HEIGHT), (0.97 * WIDTH, 0.96 * HEIGHT), (_TOWNS, 2))
    town = random.choice(_TOWNS, count, p=share)
    spread = 400 + 2600 * np.sqrt(share / share[0])
    metres = centres[town] + random.standard_normal((count, 2)) * spread[town, None]
    stray = random.random(count) < 0.05
    metres[stray] = random.uniform((0, 0), (WIDTH, HEIGHT), (int(stray.sum()), 2))
    return metres.clip((10, 10), (WIDTH - 10, HEIGHT - 10))


def _links(
    random: np.random.Generator, metres: npt.NDArray[np.float64], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Three links of four reach about 2 km, one of five about 12 km, the others anywhere; none to oneself."""
    weight = random.pareto(1.6, len(metres)) + 0.2
    sender = random.choice(len(metres), count, p=weight / weight.sum())
    scale = random.choice([2_000.0, 12_000.0, WIDTH / 2], count, p=[0.75, 0.2, 0.05])
    angle, reach = random.uniform(0, 2 * np.pi, count), random.exponential(scale)
    aim = metres[sender] + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None]
    near = cKDTree(metres).query(aim.clip((0, 0), (WIDTH, HEIGHT)), k=2)[1]
    return sender.astype(np.int64), np.where(near[:, 0] == sender, near[:, 1], near[:, 0]).astype(np.int64)
