"""Into which columns the groups of a material-flow diagram go, so that little runs back or along.

The layering of Sugiyama, Tagawa and Toda (1981) with a cost by amounts; with at most nine groups in three layers, or
sixteen in two, every way is tried, so that the same figures give the same picture.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np

from core.columns import Integers, Numbers
from gis.flow_diagram_bands import Band, Station
from gis.flow_diagram_pieces import MATTER

_LAYERS, _FEW = 3, 9
_LAYERS_OF_MANY = 2
_LINK_WEIGHT = 0.01  # what a band counts by being there, beside its share of all amounts


def station_columns(stations: Sequence[Station], bands: Sequence[Band]) -> Integers:
    """The column of every station: inputs 0, groups from 1 on, outputs behind the last group."""
    groups = [row for row, station in enumerate(stations) if station.side == "group"]
    along = all(stations[row].kind != MATTER for row in groups)  # matters give nothing to one another
    most = _LAYERS if len(groups) <= _FEW else _LAYERS_OF_MANY
    layers = min(most, max(len(groups), 1)) if along else 1
    ways = np.array(list(product(range(layers), repeat=len(groups))), dtype=np.int64).reshape(-1, len(groups))
    best = ways[int(np.argmin(_costs(ways, layers, groups, stations, bands)))]
    used = {at: place for place, at in enumerate(sorted(set(best.tolist())))}
    layer = {row: used[at] for row, at in zip(groups, best.tolist(), strict=True)}
    sides = {"input": 0, "output": len(used) + 1}
    return np.array([sides.get(one.side, 1 + layer.get(row, 0)) for row, one in enumerate(stations)], dtype=np.int64)


def _costs(
    ways: Integers, layers: int, groups: list[int], stations: Sequence[Station], bands: Sequence[Band]
) -> Numbers:
    """How badly groups stand in each of the ways (n, groups): what goes back or along, long ways, crowded layers."""
    crowd = np.stack([(ways == at).sum(axis=1) for at in range(layers)], axis=1)
    cost: Numbers = 0.06 * (crowd**2).sum(axis=1) / max(len(groups), 1)
    sides = {"input": np.full(len(ways), -1), "output": np.full(len(ways), layers)}
    place = {row: ways[:, at] for at, row in enumerate(groups)}
    total = sum(band.known for band in bands) or 1.0
    for band in bands:
        if band.start == band.end:
            continue
        first, last = (place.get(row, sides.get(stations[row].side)) for row in (band.start, band.end))
        step = np.asarray(last) - np.asarray(first)
        weight = band.known / total + _LINK_WEIGHT
        cost += weight * np.select([step < 0, step == 0], [2.5, 2.0], 0.25 * (step - 1))
    return cost
