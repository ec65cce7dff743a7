"""A seeded cluster of any size: towns by Zipf's law, firms round them, mostly short links, amounts of a Pareto law."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from core.credit_codes import make_credit_code

SIZES = {"S": (1_000, 5_000), "M": (20_000, 100_000), "L": (200_000, 1_000_000)}
WIDTH, HEIGHT = 160_000.0, 100_000.0  # metres
ORIGIN = (113.0, 22.5)  # longitude and latitude of the lower left corner
METRES = (102_500.0, 110_800.0)  # per degree of longitude and latitude there
KINDS = ("material", "product", "by-product", "waste", "utility", "energy", "water", "emission")
_TOWNS = 150
WASTES, DISTRICT = 60, 200  # kinds of waste; firms of a district
YEARS = (2023, 2024)
_SYLLABLES = ("an", "bei", "chang", "dong", "fu", "guang", "hai", "jin", "kang", "long", "ming", "nan", "ping", "qing")
_ITEMS = {"water_fresh": "m3", "water_discharged": "m3", "energy_input": "tce", "energy_consumption": "tce"}


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


def books(firms: int, first_commodity: int, seed: int = 21) -> dict[str, list[dict[str, Any]]]:
    """What firms 1 ... `firms` report: rows of regions, wastes, statistics of two years, emissions, stocks, capacities.

    `first_commodity` is the id that the first waste gets. Each firm tells water, energy, its production and one or two
    wastes a year with what was used of them, about a tenth more or less in the second year; one in ten can take a
    waste, one in three keeps a heap of one.
    """
    random = np.random.default_rng(seed)
    districts = max(1, firms // DISTRICT)
    waste = first_commodity + random.integers(0, WASTES, (firms, len(YEARS)))
    value = np.round(
        random.random((firms, 1, len(_ITEMS) + 3)) * 100 * random.normal(1, 0.1, (firms, 2, 1)).clip(0.5), 3
    )
    return {
        "region": [{"name": "county"}, *({"name": f"district {row}", "parent_id": 1} for row in range(districts))],
        "commodity": [{"name": f"waste {row}", "base_unit": "t"} for row in range(WASTES)],
        "statistic": [row for firm in range(firms) for row in _statistics(firm + 1, waste[firm], value[firm])],
        "emission": [
            {
                "actor_id": firm,
                "medium": "water",
                "pollutant": name,
                "mass": round(float(random.pareto(1.2)), 4),
                "year": YEARS[-1],
            }
            for firm in range(1, firms + 1)
            for name in ("cod", "bod")
        ],
        "capacity": [
            {"actor_id": firm, "commodity_id": int(waste[firm - 1, 0]), "value": 50.0, "proof": "visited"}
            for firm in range(1, firms + 1, 10)
        ],
        "stock": [
            {"actor_id": firm, "commodity_id": int(waste[firm - 1, 1]), "year": year, "opening": 1.0, "closing": 2.0}
            for firm in range(1, firms + 1, 3)
            for year in YEARS
        ],
    }


def _statistics(firm: int, waste: npt.NDArray[np.int64], value: npt.NDArray[np.float64]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for year, kind, numbers in zip(YEARS, waste.tolist(), value.tolist(), strict=True):
        told = {"actor_id": firm, "year": year}
        rows += (
            {**told, "item": item, "unit": unit, "value": number, "commodity_id": None}
            for (item, unit), number in zip(_ITEMS.items(), numbers, strict=False)
        )
        for item, number in zip(("waste_generated", "waste_used", "production"), numbers[-3:], strict=True):
            goods = firm % len(KINDS) + 1 if item == "production" else kind
            rows.append({**told, "item": item, "unit": "t", "value": number, "commodity_id": goods})
    return rows


def identities(firms: int, seed: int = 22) -> list[dict[str, Any]]:
    """Columns that tell firms apart: a name of three syllables and a trade, a credit code, an industry, a district."""
    random = np.random.default_rng(seed)
    parts = np.array(_SYLLABLES)[random.integers(0, len(_SYLLABLES), (firms, 3))]
    trades = ("paper", "cement", "dyeing", "steel", "food", "chemical")
    districts = max(1, firms // DISTRICT)
    return [
        {
            "name": f"{''.join(names)} {trades[row % len(trades)]} {row} Co., Ltd.",
            "credit_code": make_credit_code(row),
            "industry_code": str(1300 + row % 300),
            "region_id": 2 + row % districts,
        }
        for row, names in enumerate(parts.tolist())
    ]
