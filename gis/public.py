"""What a page for the public may draw: links whose figure and own source are open to everybody, and no proofs."""

from dataclasses import replace

import numpy as np

from core.columns import Flags, take
from core.figures import figures
from core.snapshot import Snapshot


def published(snapshot: Snapshot) -> Snapshot:
    """A snapshot of one year without links that rest on a source that is not public, and without capacities.

    A link rests on its own source and on those of the figure that counts; one that names none is not public.
    """
    is_open = open_links(snapshot)
    amounts = snapshot.flow_amount
    shown = is_open[amounts.flow] & _public(snapshot)[amounts.source]
    kept = take(amounts, shown)
    return replace(
        snapshot,
        flow=take(snapshot.flow, is_open),
        flow_amount=replace(kept, flow=(np.cumsum(is_open) - 1)[kept.flow]),
        capacity=take(snapshot.capacity, np.zeros(len(snapshot.capacity), dtype=np.bool_)),
    )


def open_links(snapshot: Snapshot) -> Flags:
    """Which links (rows) rest on public sources only."""
    flow, amounts, public = snapshot.flow, snapshot.flow_amount, _public(snapshot)
    counted = figures(snapshot).counted
    named = flow.source >= 0
    closed = named & ~public[flow.source]
    named[amounts.flow[counted & (amounts.source >= 0)]] = True
    closed[amounts.flow[counted & ~public[amounts.source]]] = True
    return np.asarray(named & ~closed, dtype=np.bool_)


def _public(snapshot: Snapshot) -> Flags:
    """Which sources everybody may see; the last entry, for no source, is no."""
    return np.append(snapshot.source.permitted_use == "public", False).astype(np.bool_)
