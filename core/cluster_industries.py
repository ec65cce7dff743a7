"""Leading and characteristic industries of regions, and how industries lie over regions and firms.

People count where four fifths of the firms with an industry tell theirs, else firms do. The measure is the project
itself: a quotient of 2 says that the industry has twice the share in the region that it has in the whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.columns import Flags, Integers, Numbers
from core.concentration_measures import (
    CHARACTERISTIC,
    LEADING,
    ellison_glaeser,
    gini,
    herfindahl,
    location_quotients,
)
from core.industry_sectors import sector_code
from core.matching_matrix import innermost_regions
from core.snapshot import Snapshot
from core.statements import best_statistics

LEAST_PEOPLE, LEAST_FIRMS = 50.0, 3  # of an industry in a region; a smaller one is called nothing
ENOUGH = 0.8
PEOPLE, FIRMS = "employees", "firms"


@dataclass(frozen=True, slots=True)
class Industry:
    """A division of industry in a region (row): people or firms, how many firms, its location quotient.

    `standing` is "leading", "characteristic", "" for neither, or "small" where the guard forbids to call it so.
    """

    region: int
    code: str
    size: float
    firms: int
    quotient: float
    standing: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How a division of industry lies over regions and firms; None where a measure has no answer."""

    code: str
    firms: int
    gamma: float | None
    herfindahl: float | None
    gini: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Workforce:
    """The firms (rows) that count, with their size, division of industry and innermost region; `measure` tells which.

    `unknown` counts firms without an industry code, `silent` those left out since nobody told their people.
    """

    measure: str
    rows: Integers
    size: Numbers
    code: tuple[str, ...]
    region: Integers
    unknown: int
    silent: int


def workforce(now: Snapshot) -> Workforce:
    """The running firms of a snapshot narrowed to a year, by people where enough of them tell theirs."""
    firm: Flags = (now.actor.kind == "firm") & np.isin(now.actor.status, ("running", ""))
    codes = [sector_code(str(code), "division") for code in now.actor.industry_code.tolist()]
    coded = np.array([bool(code) for code in codes], dtype=np.bool_) & firm
    people = np.full(len(now.actor), np.nan)
    for (actor, _), told in best_statistics(now, PEOPLE).items():
        people[actor] = told.value
    known = coded & ~np.isnan(people)
    by_people = bool(known.any()) and known.sum() >= ENOUGH * coded.sum()
    rows = np.flatnonzero(known if by_people else coded).astype(np.int64)
    return Workforce(
        PEOPLE if by_people else FIRMS, rows, people[rows] if by_people else np.ones(len(rows)),
        tuple(codes[row] for row in rows.tolist()), innermost_regions(now)[rows],
        int((firm & ~coded).sum()), int(coded.sum() - len(rows)) if by_people else 0,
    )  # fmt: skip


def industries(found: Workforce) -> list[Industry]:
    """Every industry of every region, strongest first; none where all firms stand in one region or in none."""
    regions, codes = sorted(set(found.region[found.region >= 0].tolist())), sorted(set(found.code))
    if len(regions) < 2:
        return []
    sizes, firms = _tables(found, regions, codes)
    quotients = location_quotients(sizes)
    told = [
        Industry(region, code, float(sizes[row, column]), int(firms[row, column]), float(quotients[row, column]),
                 _standing(found.measure, sizes[row, column], firms[row, column], quotients[row, column]))
        for row, region in enumerate(regions) for column, code in enumerate(codes) if firms[row, column]
    ]  # fmt: skip
    return sorted(told, key=lambda one: (one.standing in ("", "small"), -one.quotient, one.region, one.code))


def _tables(found: Workforce, regions: list[int], codes: list[str]) -> tuple[Numbers, Integers]:
    """Size and number of firms by region and industry."""
    placed = found.region >= 0
    row = np.searchsorted(regions, found.region[placed])
    column = np.searchsorted(codes, np.array(found.code, dtype=str)[placed])
    sizes, firms = np.zeros((len(regions), len(codes))), np.zeros((len(regions), len(codes)), dtype=np.int64)
    np.add.at(sizes, (row, column), found.size[placed])
    np.add.at(firms, (row, column), 1)
    return sizes, firms


def _standing(measure: str, size: float, firms: int, quotient: float) -> str:
    if not quotient >= CHARACTERISTIC:
        return ""
    if firms < LEAST_FIRMS and not (measure == PEOPLE and size >= LEAST_PEOPLE):
        return "small"
    return "leading" if quotient >= LEADING else "characteristic"


def spreads(found: Workforce) -> Iterator[Spread]:
    """Ellison-Glaeser, Herfindahl and Gini of each industry, by its code; without people all firms would be alike, and
    the measures say nothing but their number."""
    regions, codes = sorted(set(found.region[found.region >= 0].tolist())), sorted(set(found.code))
    sizes, _ = _tables(found, regions, codes)
    names = np.array(found.code, dtype=str)
    for column, code in enumerate(codes):
        if found.measure != PEOPLE:
            yield Spread(code, found.code.count(code), None, None, None)
            continue
        plants = found.size[(names == code) & (found.region >= 0)]
        gamma = ellison_glaeser(sizes.sum(axis=1), sizes[:, column], plants) if len(regions) > 1 else None
        own = found.size[names == code]
        yield Spread(code, len(own), gamma, herfindahl(own), gini(own))
