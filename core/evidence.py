"""How findings name what they rest on: references to rows, titles of sources, lists of names, grouped sentences."""

from collections.abc import Iterable, Sequence

import numpy as np

from core.findings import Ref
from core.snapshot import Snapshot
from core.text import Text

NAMES_SHOWN = 4


def ref(snapshot: Snapshot, table: str, row: int) -> Ref:
    """A reference to a row of a table; tables without names give ''."""
    rows = getattr(snapshot, table)
    name = rows.name[row] if hasattr(rows, "name") else ""
    return Ref(table, str(rows.uid[row]), str(name))


def refs(snapshot: Snapshot, table: str, rows: Iterable[int]) -> tuple[Ref, ...]:
    """References to several rows of a table, each once, in their order."""
    return tuple(ref(snapshot, table, row) for row in dict.fromkeys(int(row) for row in rows))


def link_ref(snapshot: Snapshot, row: int) -> Ref:
    """A reference to a link, named by its ends and its commodity."""
    flow = snapshot.flow
    name = f"{actor_name(snapshot, flow.sender[row])} → {actor_name(snapshot, flow.receiver[row])}"
    return Ref("flow", str(flow.uid[row]), f"{name} ({snapshot.commodity.name[flow.commodity[row]]})")


def actor_name(snapshot: Snapshot, row: int) -> str:
    """The name of an actor, '…' for the outside."""
    return str(snapshot.actor.name[row]) if row >= 0 else "…"


def sources(snapshot: Snapshot, table: str, rows: Iterable[int]) -> str:
    """The titles of the sources of rows, each once, '' where none is told."""
    indices = np.asarray(list(rows), dtype=np.int64)
    cited = getattr(snapshot, table).source[indices]
    return "; ".join(str(snapshot.source.title[row]) for row in dict.fromkeys(cited.tolist()) if row >= 0)


def join_sources(*titles: str) -> str:
    """Several lists of source titles as one, each title once."""
    parts = [part for text in titles for part in text.split("; ") if part]
    return "; ".join(dict.fromkeys(parts))


def enumerate_names(names: Sequence[str | Text], shown: int = NAMES_SHOWN, total: int = 0) -> Text:
    """'A, B, C and 3 more', at least one name; `total` says how many there are where only the first are given."""
    joined = Text("{name}", {"name": names[0]})
    for name in names[1:shown]:
        joined = Text("{names}, {name}", {"names": joined, "name": name})
    more = max(total, len(names)) - min(shown, len(names))
    if more > 0:
        return Text("{names} and {count} more", {"names": joined, "count": more})
    return joined


def sentences(*parts: Text | None) -> Text:
    """Whole sentences one after the other; None is left out."""
    told = [part for part in parts if part is not None]
    joined = told[0]
    for part in told[1:]:
        joined = Text("{first} {second}", {"first": joined, "second": part})
    return joined
