"""Of which firms and commodities the figures differ between two states of a project, so that only they are asked."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from core.columns import Flags, Table, is_one_column
from core.model import TABLES
from core.remembering import same_rows, same_values
from core.snapshot import Snapshot

# Tables whose rows tell something of firms and their links, and of nobody else.
TELLING = ("statistic", "stock", "flow", "flow_amount", "emission", "capacity", "register", "transfer_coefficient")
APART = ("emission", "capacity", "register", "transfer_coefficient")  # what neither accounts nor energy are made of
FEW = 2_000  # firms; where more have changed it is quicker to compute everything


@dataclass(frozen=True, slots=True)
class Changed:
    """The rows of actors and of commodities whose figures differ; both states have the same ones."""

    actors: frozenset[int]
    commodities: frozenset[int]


def changed_rows(before: Snapshot, now: Snapshot, apart: Iterable[str] = ()) -> Changed | None:
    """Whose figures differ between two states; None where more than figures of few firms may.

    Of the tables `apart` it does not matter what they hold.
    """
    found = Changed(frozenset(), frozenset())
    for name in TABLES:
        old, new = getattr(before, name), getattr(now, name)
        if name in apart or old is new:
            continue
        if name not in TELLING and same_rows(old, new):
            continue
        told = [_about(*pair, name) for pair in ((before, now), (now, before))] if name in TELLING else [None]
        for each in told:
            if each is None:
                return None
            found = Changed(found.actors | each.actors, found.commodities | each.commodities)
    return found if len(found.actors) <= FEW else None


def _about(one: Snapshot, other: Snapshot, name: str) -> Changed | None:
    """Of whom the rows of a table are that only one of two states has; None where some are of no firm."""
    rows = np.flatnonzero(_differing(one, other, name))
    if name == "flow_amount":
        rows = np.unique(one.flow_amount.flow[rows])
    table: Any = one.flow if name == "flow_amount" else getattr(one, name)
    if name == "statistic" and (table.actor[rows] < 0).any():
        return None
    ends = [getattr(table, column)[rows] for column in ("actor", "sender", "receiver") if hasattr(table, column)]
    goods = table.commodity[rows] if hasattr(table, "commodity") else np.zeros(0, dtype=np.int64)
    known = [frozenset(values[values >= 0].tolist()) for values in (np.concatenate(ends), goods)]
    return Changed(*known)


def _differing(one: Snapshot, other: Snapshot, name: str) -> Flags:
    """Which rows of a table of one state the other has not, or has otherwise."""
    mine, theirs = getattr(one, name), getattr(other, name)
    place = np.searchsorted(theirs.id, mine.id)
    there = np.append(theirs.id, -1)[place] == mine.id
    differs: Flags = ~there
    rows, others = np.flatnonzero(there), place[there]
    whole = len(rows) == len(mine) == len(theirs)  # then nothing has to be picked out
    for column in fields(mine):
        if whole and column.name != "flow" and is_one_column(mine, theirs, column.name):
            continue
        a, b = (_told(state, table, column.name) for state, table in ((one, mine), (other, theirs)))
        differs[rows] |= ~same_values(a if whole else a[rows], b if whole else b[others])
    return differs


def _told(state: Snapshot, table: Table, column: str) -> Any:
    """A column, in which a link is told by its id, since rows of links may have moved."""
    values = getattr(table, column)
    return state.flow.id[values] if column == "flow" else values


def of_firms(snapshot: Snapshot, actors: Iterable[int]) -> Snapshot:
    """The figures of these firms (rows), all their links, and what regions state; every actor keeps its row."""
    chosen = np.zeros(len(snapshot.actor) + 1, dtype=bool)  # -1, nobody, reads the last
    chosen[list(actors)] = True
    return snapshot.of_rows(
        {
            "flow": chosen[snapshot.flow.sender] | chosen[snapshot.flow.receiver],
            "statistic": chosen[snapshot.statistic.actor] | (snapshot.statistic.actor < 0),
            "stock": chosen[snapshot.stock.actor],
        }
    )


def of_commodities(snapshot: Snapshot, commodities: Iterable[int]) -> Snapshot:
    """The links, statistics and stocks of these commodities (rows)."""
    chosen = np.zeros(len(snapshot.commodity) + 1, dtype=bool)
    chosen[list(commodities)] = True
    return snapshot.of_rows(
        {name: chosen[getattr(snapshot, name).commodity] for name in ("flow", "statistic", "stock")}
    )
