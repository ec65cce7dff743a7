"""How the links of the map bend: what somebody dragged, locked or laid anew, kept with the project.

One row of the table `layout` holds it as JSON by the uid of the link: along, across, whether it is locked, and the
uids of both ends and the commodity, so that a link that comes anew next year between the same two keeps its curve.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from core.project import Project
from core.records import insert, update
from core.snapshot import Snapshot
from core.text import Text

FLOW_BENDS = "flow_bends"
_FARTHEST = 3.0  # of the way between two actors: no hand drags a curve farther

Ends = tuple[str, str, str]  # uids of sender, receiver and commodity


@dataclass(frozen=True, slots=True)
class Bend:
    """The control of a curve at `along` of the way and `across` times its length to the left; a locked one stays."""

    along: float
    across: float
    locked: bool = False


def kept_bends(snapshot: Snapshot) -> dict[str, Bend]:
    """The kept bends of the links of a snapshot by uid; a link without its own takes that of the same ends and goods.

    What another program wrote there and is no bend counts as not kept.
    """
    content = _content(snapshot)
    if not content:
        return {}
    by_uid, by_ends = _read(content)
    found: dict[str, Bend] = {}
    for uid, ends in zip(snapshot.flow.uid.tolist(), _ends(snapshot), strict=True):
        bend = by_uid.get(uid) or by_ends.get(ends)
        if bend is not None:
            found[uid] = bend
    return found


def keep_bends(project: Project, bends: Mapping[str, Bend], label: Text, *, gone: frozenset[str] = frozenset()) -> None:
    """Keep bends by the uid of their link beside those that are kept, without the `gone` ones, as one edit."""
    snapshot = project.snapshot()
    ends = dict(zip(snapshot.flow.uid.tolist(), _ends(snapshot), strict=True))
    rows = {uid: row for uid, row in _rows(_content(snapshot)).items() if uid not in gone}
    rows |= {uid: [bend.along, bend.across, bend.locked, *ends[uid]] for uid, bend in bends.items() if uid in ends}
    content = json.dumps(rows, separators=(",", ":"), sort_keys=True)
    with project.edit(label) as db:
        known = db.execute("SELECT id FROM layout WHERE name = ?", (FLOW_BENDS,)).fetchone()
        if known is None:
            insert(db, "layout", [{"name": FLOW_BENDS, "content": content}])
        else:
            update(db, "layout", int(known[0]), {"content": content})


def _content(snapshot: Snapshot) -> str:
    found = np.flatnonzero(snapshot.layout.name == FLOW_BENDS)
    return str(snapshot.layout.content[found[0]]) if len(found) else ""


def _ends(snapshot: Snapshot) -> list[Ends]:
    """The uids of sender, receiver and commodity of each link, "" for outside."""
    actors, flow = np.append(snapshot.actor.uid, ""), snapshot.flow
    commodity = snapshot.commodity.uid[flow.commodity]
    return list(zip(actors[flow.sender].tolist(), actors[flow.receiver].tolist(), commodity.tolist(), strict=True))


@lru_cache(maxsize=8)
def _read(content: str) -> tuple[Mapping[str, Bend], Mapping[Ends, Bend]]:
    """Bends by uid and by ends; read once, since every drawing asks."""
    by_uid: dict[str, Bend] = {}
    by_ends: dict[Ends, Bend] = {}
    for uid, row in _rows(content).items():
        if (bend := _bend(row)) is not None:
            by_uid[uid] = bend
            by_ends[str(row[3]), str(row[4]), str(row[5])] = bend
    return by_uid, by_ends


def _rows(content: str) -> dict[str, list[Any]]:
    try:
        rows = json.loads(content) if content else {}
    except ValueError:
        return {}
    if not isinstance(rows, dict):
        return {}
    return {uid: row for uid, row in rows.items() if isinstance(row, list) and len(row) == 6}


def _bend(row: list[Any]) -> Bend | None:
    along, across, locked = row[:3]
    for number in (along, across):
        if not isinstance(number, int | float) or not math.isfinite(number) or abs(number) > _FARTHEST:
            return None
    return Bend(float(along), float(across), bool(locked))
