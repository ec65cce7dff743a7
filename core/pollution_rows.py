"""The emissions that count in a year, brought together by pollutant, read once per inquiry."""

from collections import defaultdict

import numpy as np

from core.catalogues import Pollutant, find_pollutant
from core.columns import Integers
from core.findings import Inquiry
from core.loads import LoadTable, equal_standard_loads
from core.text import Text


def rows_by_pollutant(inquiry: Inquiry) -> dict[Pollutant, Integers]:
    """Rows of `emission` that count and are handed over, by pollutant; those without a known name are in none."""
    return inquiry.once(_rows)


def _rows(inquiry: Inquiry) -> dict[Pollutant, Integers]:
    emission = inquiry.now.emission
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    counted = np.array(inquiry.counted_emissions, dtype=np.int64)
    handed = counted[emission.destination[counted] != "generated"]
    for row, medium, name in zip(handed.tolist(), emission.medium[handed], emission.pollutant[handed], strict=True):
        named[medium, name].append(row)
    found: dict[Pollutant, list[int]] = defaultdict(list)
    for (medium, name), rows in named.items():
        if item := find_pollutant(medium, name):
            found[item] += rows
    return {item: np.array(sorted(rows), dtype=np.int64) for item, rows in found.items()}


def loads_of(inquiry: Inquiry) -> list[LoadTable]:
    """The equal-standard loads of the year."""
    return inquiry.once(_loads)


def _loads(inquiry: Inquiry) -> list[LoadTable]:
    return equal_standard_loads(inquiry.now)


def left_out(inquiry: Inquiry) -> Text | None:
    """What a sentence that compares or adds figures of several firms says of those that permit only sums."""
    if not inquiry.withheld:
        return None
    values = {"count": inquiry.withheld}
    return Text("Figures whose sources permit only sums are not among them ({count} in the project).", values)
