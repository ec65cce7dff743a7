"""How the map draws its links: the curves that somebody dragged, locked or laid anew, and the law of their widths.

One row of the table `layout` holds the curves as JSON by the uid of the link: along, across, whether it is locked,
and the uids of both ends and the commodity, so that a link that comes anew next year between the same two keeps its
curve. Another row holds the law.
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
from core.width_laws import LINEAR, WIDTH_LAWS

FLOW_BENDS = "flow_bends"
FLOW_STYLE = "flow_style"
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
    content = content_of(snapshot, FLOW_BENDS)
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
    rows = {uid: row for uid, row in _rows(content_of(snapshot, FLOW_BENDS)).items() if uid not in gone}
    rows |= {uid: [bend.along, bend.across, bend.locked, *ends[uid]] for uid, bend in bends.items() if uid in ends}
    keep_content(project, FLOW_BENDS, json.dumps(rows, separators=(",", ":"), sort_keys=True), label)


def width_law(snapshot: Snapshot) -> str:
    """The law by which widths of lines follow amounts, a name of WIDTH_LAWS; in proportion unless chosen otherwise."""
    law = parsed(content_of(snapshot, FLOW_STYLE)).get("law")
    return law if isinstance(law, str) and law in WIDTH_LAWS else LINEAR


def keep_width_law(project: Project, law: str) -> None:
    """Choose the law of widths for this project, as one edit; KeyError for a name that is none."""
    label = Text("Line widths: {law}", {"law": Text(WIDTH_LAWS[law])})
    keep_content(project, FLOW_STYLE, json.dumps({"law": law}), label)


def keep_content(project: Project, name: str, content: str, label: Text) -> None:
    """Keep what a row of the table of layouts holds, as one edit."""
    with project.edit(label) as db:
        known = db.execute("SELECT id FROM layout WHERE name = ?", (name,)).fetchone()
        if known is None:
            insert(db, "layout", [{"name": name, "content": content}])
        else:
            update(db, "layout", int(known[0]), {"content": content})


def content_of(snapshot: Snapshot, name: str) -> str:
    """What a row of the table of layouts holds, "" where there is none of this name."""
    found = np.flatnonzero(snapshot.layout.name == name)
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
    return {uid: row for uid, row in parsed(content).items() if isinstance(row, list) and len(row) == 6}


def parsed(content: str) -> dict[str, Any]:
    """What JSON says under names; nothing where it is none, since another program may have written it."""
    try:
        told = json.loads(content) if content else {}
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _bend(row: list[Any]) -> Bend | None:
    along, across, locked = row[:3]
    for number in (along, across):
        if not isinstance(number, int | float) or not math.isfinite(number) or abs(number) > _FARTHEST:
            return None
    return Bend(float(along), float(across), bool(locked))
