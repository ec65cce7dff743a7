"""New firms of a merge that may be a firm of the project: asked by credit code, then name, then name and distance."""

from collections.abc import Collection

from core.import_twins import Firm, Register
from core.merge_plan import Plan
from core.merge_values import Row, Tables
from core.snapshot import Snapshot
from core.text import Text

UNLISTED = Text("may be a firm that is not listed")


def twins_of(plan: Plan, office: Tables, closed: Collection[str] = ()) -> dict[str, Text]:
    """What may be said of new firms by uid: which firm of the project each may be, and why; nothing is decided here.

    Firms with a uid of `closed` may only enter sums, so they are not named.
    """
    if not plan.adds.get("actor"):
        return {}
    register = Register()
    for uid, row in office.get("actor", {}).items():
        register.add(_firm(uid, row))
    codes = {one.uid: str(one.returned) for one in plan.conflicts if one.kind == "key" and one.table == "actor"}
    found = {}
    for uid, row in plan.adds["actor"].items():
        firm = _firm(uid, row, codes.get(uid, ""))
        if told := register.twin(firm):
            other, why, _ = told
            known = Text("may be {name}: {why}", {"name": other.name, "why": why})
            found[uid] = UNLISTED if other.uid in closed else known
        register.add(firm)
    return found


def _firm(uid: str, row: Row, code: str = "") -> Firm:
    point = row.get("geom")
    return Firm(str(row.get("name", "")), code or str(row.get("credit_code") or ""), point or None, uid)


def closed_firms(snapshot: Snapshot) -> set[str]:
    """The uids of firms that may only enter sums."""
    if not snapshot.sums_only.any():
        return set()
    return {uid for table, uid in snapshot.closed_rows() if table == "actor"}
