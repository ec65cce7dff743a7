"""The emissions that count in a year, brought together by pollutant, read once per inquiry."""

from functools import partial

import numpy as np

from core.catalogues import Pollutant, find_pollutant
from core.columns import Integers
from core.findings import Inquiry
from core.loads import LoadTable, anew, equal_standard_loads
from core.remembering import of_columns
from core.statements import told_pairs
from core.text import Text


def rows_by_pollutant(inquiry: Inquiry) -> dict[Pollutant, Integers]:
    """Rows of `emission` that count and are handed over, by pollutant; those without a known name are in none."""
    return inquiry.once(_rows)


def _rows(inquiry: Inquiry) -> dict[Pollutant, Integers]:
    emission = inquiry.now.emission
    counted = np.array(inquiry.counted_emissions, dtype=np.int64)
    handed = counted[emission.destination[counted] != "generated"]
    numbers, kinds = told_pairs(emission, handed)
    items = [find_pollutant(*kind) for kind in kinds]
    places = {item: place for place, item in enumerate(dict.fromkeys(items))}
    told = np.array([places[item] for item in items], dtype=np.int64)[numbers]
    return {item: handed[told == place] for item, place in places.items() if item is not None}


def loads_of(inquiry: Inquiry) -> list[LoadTable]:
    """The equal-standard loads of the year, computed once per inquiry."""
    return inquiry.once(_loads)


def _loads(inquiry: Inquiry) -> list[LoadTable]:
    keep = anew if inquiry.memory is None else partial(of_columns, inquiry.memory)
    return equal_standard_loads(inquiry.now, counted=inquiry.counted_emissions, keep=keep)


def left_out(inquiry: Inquiry) -> Text | None:
    """What a sentence that compares or adds figures of several firms says of those that permit only sums."""
    if not inquiry.withheld:
        return None
    values = {"count": inquiry.withheld}
    return Text("Figures whose sources permit only sums are not among them ({count} in the project).", values)
