"""Siblings, links that meet at an actor, should not cross: where two do, they leave it in exchanged directions."""

import numpy as np
import numpy.typing as npt

from core.columns import Integers
from gis.flow_bends import HIGHEST, MOST_LOPSIDED, Bends, Trunks, bends_of, controls
from gis.flow_crossings import crossing_among
from gis.flow_moves import Laying
from gis.scene import Points

_STEPS = np.linspace(0.0, 1.0, 9)
_MOST = 60_000  # pairs of siblings beyond which nobody looks for crossings


def sibling_pairs(trunks: Trunks) -> tuple[Integers, Integers]:
    """Pairs of rows of trunks that share one actor, each pair once; none where they are too many to look at."""
    node = np.concatenate([trunks.start, trunks.end])
    row = np.tile(np.arange(len(trunks)), 2)
    count = np.bincount(node)
    if (count.astype(np.float64) ** 2).sum() > 2 * _MOST:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    pairs = [np.sort(row[node == actor]) for actor in np.flatnonzero(count > 1)]
    first = [here[np.triu_indices(len(here), 1)[0]] for here in pairs]
    second = [here[np.triu_indices(len(here), 1)[1]] for here in pairs]
    return np.concatenate(first or [row[:0]]), np.concatenate(second or [row[:0]])


def untangled(
    places: Points, trunks: Trunks, control: Points, pairs: tuple[Integers, Integers], free: npt.NDArray[np.bool_]
) -> Points:
    """Controls of trunks, those of sibling `pairs` that cross exchanged where both are `free` and part by it."""
    start, end = places[trunks.start], places[trunks.end]
    a, b, _ = crossing_among(np.stack([start, control, end], axis=1), *pairs, _STEPS)
    a, b = a[free[a] & free[b]], b[free[a] & free[b]]
    shared = (trunks.start[a] == trunks.start[b]) | (trunks.start[a] == trunks.end[b])
    actor = places[np.where(shared, trunks.start[a], trunks.end[a])]
    fresh_a, fresh_b = _exchanged(actor, control[a], control[b])
    here = np.arange(len(a))
    trial = np.concatenate([np.stack([start[a], fresh_a, end[a]], 1), np.stack([start[b], fresh_b, end[b]], 1)])
    crossing = crossing_among(trial, here, here + len(a), _STEPS)[0]
    moved, touched = control.copy(), np.zeros(len(trunks), dtype=np.bool_)
    for row in np.setdiff1d(here, crossing).tolist():
        if not (touched[a[row]] or touched[b[row]]):
            moved[a[row]], moved[b[row]] = fresh_a[row], fresh_b[row]
            touched[[a[row], b[row]]] = True
    return moved


def _exchanged(actor: Points, a: Points, b: Points) -> tuple[Points, Points]:
    """Controls a and b (n, 2) in one another's direction from their actor, each as far from it as it was."""
    out_a, out_b = a - actor, b - actor
    far_a, far_b = (np.maximum(np.hypot(*out.T), 1e-9)[:, None] for out in (out_a, out_b))
    return actor + out_b * (far_a / far_b), actor + out_a * (far_b / far_a)


def swapped(laying: Laying, free: npt.NDArray[np.bool_]) -> Integers:
    """Let siblings on the paper that cross change directions where both then disturb less; the rows of those."""
    trunks, places = laying.trunks, laying.places
    start, end = places[trunks.start], places[trunks.end]
    control = controls(start, end, laying.bends)
    first, second, _ = crossing_among(np.stack([start, control, end], axis=1), *sibling_pairs(trunks), _STEPS)
    changed: list[int] = []
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if not (free[a] and free[b]):
            continue
        shared = trunks.start[a] if trunks.start[a] in (trunks.start[b], trunks.end[b]) else trunks.end[a]
        now = controls(start[[a, b]], end[[a, b]], laying.bends[[a, b]])
        moved = np.concatenate(_exchanged(places[[shared]], now[:1], now[1:]))
        if _better(laying, (a, b), bends_of(start[[a, b]], end[[a, b]], moved)):
            changed += [a, b]
    return np.unique(np.array(changed, dtype=np.int64))


def _better(laying: Laying, pair: tuple[int, int], bends: Bends) -> bool:
    """Lay two trunks anew if that disturbs less than now; whether it did."""
    before = laying.bends[list(pair)].copy()
    if np.abs(bends[:, 1]).max() > HIGHEST or np.abs(bends[:, 0] - 0.5).max() > MOST_LOPSIDED:
        return False
    now, then = _cost_of(laying, pair, before), _cost_of(laying, pair, bends)
    if now <= then:
        _cost_of(laying, pair, before)
    return then < now


def _cost_of(laying: Laying, pair: tuple[int, int], bends: Bends) -> float:
    """What two trunks disturb where they lie by these bends; they stay there."""
    for row, bend in zip(pair, bends, strict=True):
        laying.take_up(row)
        laying.lay(row, bend)
    cost = 0.0
    for row, bend in zip(pair, bends, strict=True):
        laying.take_up(row)
        cost += float(laying.costs(row, bend[None])[0])
        laying.lay(row, bend)
    return cost
