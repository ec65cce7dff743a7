"""Random histories of one office and several packets, and what a plan makes of an office: for property tests."""

import random
from collections.abc import Iterable
from typing import Any

from core.merge_plan import Claim, Conflict, Plan, plan_merge
from core.merge_values import Tables

Rows = dict[str, dict[str, dict[str, Any]]]
FIELDS = ("name", "credit_code", "status", "scale")


def copied(tables: Tables) -> Rows:
    """Tables that can be changed without the others."""
    return {table: {uid: dict(row) for uid, row in rows.items()} for table, rows in tables.items()}


class Office:
    """An office's rows with what was merged into them."""

    def __init__(self, base: Tables, rows: Tables) -> None:
        self.base, self.rows = copied(base), copied(rows)
        self.claims: list[Claim] = []
        self.conflicts: dict[tuple[str, ...], Conflict] = {}

    def merge(self, returned: Tables, packet: str) -> Plan:
        """Merge one packet and keep what is open."""
        plan = plan_merge(self.base, self.rows, returned, packet, self.claims)
        for table, added in plan.adds.items():
            self.rows.setdefault(table, {}).update({uid: dict(row) for uid, row in added.items()})
        for table, changed in plan.updates.items():
            for uid, row in changed.items():
                self.rows[table][uid].update(row)
        self.claims += plan.claims
        for one in plan.conflicts:
            self.conflicts.setdefault((one.packet, *one.place), one)
        return plan


def plain_state(office: Office) -> tuple[Rows, set[tuple[str, ...]]]:
    """What stands, numbers as numbers, and what is open."""
    rows = {uid: {name: _plain(value) for name, value in row.items()} for uid, row in office.rows["actor"].items()}
    return {"actor": rows}, set(office.conflicts)


def _plain(value: Any) -> Any:
    """2 and "2.0" are one value, and so are nothing and an empty text."""
    number = value if isinstance(value, int | float) else {"2.0": 2}.get(value)
    return (value or None) if number is None else float(number)


def random_rows(draw: random.Random, count: int) -> Rows:
    """A base of firms."""
    return {"actor": {f"row{place}": _row(draw, place) for place in range(count)}}


def _row(draw: random.Random, place: int) -> dict[str, Any]:
    return {"name": f"Works {place}", "credit_code": "", "status": "running", "scale": draw.randrange(4)}


def edited(draw: random.Random, base: Tables, edits: int, mark: str) -> Rows:
    """A copy that somebody worked on: cells changed, rows deleted and added, of few values so that sides meet."""
    rows = copied(base)
    firms = rows["actor"]
    for number in range(edits):
        deed = draw.random()
        if deed < 0.12 and firms:
            del firms[draw.choice(sorted(firms))]
        elif deed < 0.3:
            firms[f"new{draw.randrange(3)}"] = _row(draw, draw.randrange(3))
            firms[f"{mark}{number}"] = _row(draw, 10) | {"credit_code": draw.choice(["", "A", "B"])}
        elif deed < 0.4 and firms:
            firms[draw.choice(sorted(firms))]["credit_code"] = draw.choice(["A", "B"])
        elif firms:
            name = draw.choice(("name", "status", "scale"))
            firms[draw.choice(sorted(firms))][name] = draw.choice(["ended", "planned", 2, "2.0", None])
    return rows


def merged(base: Tables, rows: Tables, packets: Iterable[tuple[str, Tables]]) -> Office:
    """An office after packets in their order."""
    office = Office(base, rows)
    for name, returned in packets:
        office.merge(returned, name)
    return office
