"""Of which firms and commodities the figures differ between two states of a project, so that only they are asked."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np

from core.columns import Integers, Table, is_one_column
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

    Of the tables `apart` it does not matter what they hold. Who asks for the same states again is told the same.
    """
    return _changed_rows(_State(before), _State(now), tuple(apart))


@dataclass(frozen=True, slots=True, eq=False)
class _State:
    """A snapshot, known by itself and not by what it holds."""

    snapshot: Snapshot

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _State) and other.snapshot is self.snapshot

    def __hash__(self) -> int:
        return id(self.snapshot)


@lru_cache(maxsize=1)  # energy and accounts ask about the same two
def _changed_rows(before: _State, now: _State, apart: tuple[str, ...]) -> Changed | None:
    found = Changed(frozenset(), frozenset())
    for name in TABLES:
        old, new = getattr(before.snapshot, name), getattr(now.snapshot, name)
        if name in apart or old is new or (name not in TELLING and same_rows(old, new)):
            continue
        if name not in TELLING:
            return None
        states = before.snapshot, now.snapshot
        for state, rows in zip(states, _differing(*states, name), strict=True):
            about = _about(state, rows, name)
            if about is None:
                return None
            found = Changed(found.actors | about.actors, found.commodities | about.commodities)
    return found if len(found.actors) <= FEW else None


def _about(state: Snapshot, rows: Integers, name: str) -> Changed | None:
    """Of whom these rows of a table are; None where some are of no firm."""
    if name == "flow_amount":
        rows = np.unique(state.flow_amount.flow[rows])
    table: Any = state.flow if name == "flow_amount" else getattr(state, name)
    if name == "statistic" and (table.actor[rows] < 0).any():
        return None
    ends = [getattr(table, column)[rows] for column in ("actor", "sender", "receiver") if hasattr(table, column)]
    goods = table.commodity[rows] if hasattr(table, "commodity") else np.zeros(0, dtype=np.int64)
    known = [frozenset(values[values >= 0].tolist()) for values in (np.concatenate(ends), goods)]
    return Changed(*known)


def _differing(before: Snapshot, now: Snapshot, name: str) -> tuple[Integers, Integers]:
    """Which rows of a table the state before has and the other has not, or has otherwise; and the other way round."""
    old, new = getattr(before, name), getattr(now, name)
    whole = np.array_equal(old.id, new.id)  # then nothing has to be picked out
    place = np.arange(len(old)) if whole else np.searchsorted(new.id, old.id)
    rows = np.arange(len(old)) if whole else np.flatnonzero(np.append(new.id, -1)[place] == old.id)
    others = place[rows]
    differs = np.zeros(len(rows), dtype=bool)
    for column in fields(old):
        if whole and column.name != "flow" and is_one_column(old, new, column.name):
            continue
        a, b = (_told(state, table, column.name) for state, table in ((before, old), (now, new)))
        if a is not b:
            differs |= ~(same_values(a, b) if whole else same_values(a[rows], b[others]))
    gone, come = np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool)
    gone[rows], come[others] = differs, differs
    return np.flatnonzero(gone), np.flatnonzero(come)


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
