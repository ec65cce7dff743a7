"""What a packet must not change without a question: figures that were declared, known amounts that it empties, units
that nothing converts, places far away, proofs, and what cannot be or is odd (`core.merge_doubts`).

Unknown is never 0: an empty cell over a known number may be a slip, or say that the number is wrong. Such a field is
taken out before the comparison, so that the order of packets does not matter.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

import numpy as np

from core.base_amounts import AMOUNTS, convert
from core.fields import FIELDS
from core.merge_amounts import amount_doubt, stock_doubt
from core.merge_doubts import Doubts
from core.merge_plan import Conflict, Place, Spot
from core.merge_steps import is_asked
from core.merge_values import ABSENT, Amount, Row, Tables, same
from core.review import Reviewer, kept_row
from core.snapshot import Snapshot
from core.survey_routes import distances
from core.text import Text

_NUMBERS = ("amount", "number", "point")
FAR_KM = 20.0  # that a firm moves
_DECLARED = {"grade": ("declared", "audited"), "origin": ("sender", "receiver")}
Rows = dict[str, dict[str, dict[str, Any]]]


class Questions:
    """Takes out of returned rows (folded) what is to be asked, against base and office (folded)."""

    def __init__(
        self, packet: str, snapshot: Snapshot, base: Tables, office: Tables, spots: Mapping[str, Spot]
    ) -> None:
        self.packet, self.snapshot, self.base, self.office, self.spots = packet, snapshot, base, office, spots
        self.reasons: dict[Place, Text] = {}  # of what is in doubt
        self._ids: dict[str, dict[str, int]] = {}
        self._rows_back: Tables = {}

    def take_out(self, rows: Rows) -> list[Conflict]:
        """The questions; what they are about is no longer in the rows."""
        asked = []
        self._rows_back = rows
        for table, found in rows.items():
            for uid, row in list(found.items()):
                if self._is_doubted(table, uid, row):  # an amount that is new: without it the row says nothing
                    del found[uid]
                    asked.append(Conflict(self.packet, table, uid, "", ABSENT, ABSENT, row, "doubt"))
                    continue
                for name, kind in list(self._asked(table, uid, row)):
                    before = self.base.get(table, {}).get(uid, {}).get(name, ABSENT)
                    now = self.office.get(table, {}).get(uid, {}).get(name, ABSENT)
                    asked.append(Conflict(self.packet, table, uid, name, before, now, row.pop(name), kind))
        return asked

    def _asked(self, table: str, uid: str, row: Row) -> Iterator[tuple[str, str]]:
        before, now = self.base.get(table, {}).get(uid), self.office.get(table, {}).get(uid)
        if table == "capacity" and "proof" in row and (now is not None or before is None):
            known = str((now or {}).get("proof") or "registered")
            changed = before is None or not same(row["proof"], before.get("proof"))
            if changed and is_asked(row["proof"], known, self.spots.get(uid, Spot())):
                yield "proof", "proof"
        if before is None and now is None:
            yield from self._doubted(table, uid, row, set())
        if before is None or now is None:
            return
        told = set()
        for name, kind in self._numbers_asked(table, uid, row, before, now):
            told.add(name)
            yield name, kind
        yield from self._doubted(table, uid, row, told)

    def _doubted(self, table: str, uid: str, row: Row, told: set[str]) -> Iterator[tuple[str, str]]:
        """The fields that are in doubt and not asked about already; the reasons are kept of those too."""
        before = self.base.get(table, {}).get(uid, {})
        for name in row:
            changed = self._is_changed(table, uid, name)
            if changed and (reason := self._reason(table, uid, name, before)) is not None:
                self.reasons[table, uid, name] = reason
                if name not in told:
                    yield name, "doubt"

    def _is_changed(self, table: str, uid: str, name: str) -> bool:
        """Whether a field came back as neither base nor office has it."""
        value = self._rows_back[table][uid][name]
        return not any(same(value, side.get(table, {}).get(uid, {}).get(name)) for side in (self.base, self.office))

    def _reason(self, table: str, uid: str, name: str, before: Row) -> Text | None:
        """Why a changed field is in doubt: by itself, or by what the amount is about."""
        row, whole = self._rows_back[table][uid], self._find(table, uid)
        if (reason := self._doubts.of(table, row, name, before)) is not None:
            return reason
        if table == "stock":
            changed = {each for each in row if self._is_changed(table, uid, each)}
            return stock_doubt(name, whole, changed, self._find)
        return amount_doubt(table, whole, before, self._find) if name == AMOUNTS.get(table, ("",))[0] else None

    def _find(self, table: str, uid: str) -> Row:
        """A row as it would be: what came back over what the office has, or else what went out."""
        sides = (self.base, self.office, self._rows_back)
        return {name: value for rows in sides for name, value in rows.get(table, {}).get(uid, {}).items()}

    def _is_doubted(self, table: str, uid: str, row: Row) -> bool:
        """Whether a new row of amounts has a field in doubt."""
        if table not in AMOUNTS or uid in self.base.get(table, {}) or uid in self.office.get(table, {}):
            return False
        found = [name for name, _ in self._doubted(table, uid, row, set())]
        for name in found:
            self.reasons.setdefault((table, uid, ""), self.reasons.pop((table, uid, name)))
        return bool(found)

    def _numbers_asked(self, table: str, uid: str, row: Row, before: Row, now: Row) -> Iterator[tuple[str, str]]:
        for name, kind in _numbers(table).items():
            if name not in row or row[name] == before.get(name):
                continue
            if _unknown(before.get(name)) or _unknown(now.get(name)):
                continue
            if _unknown(row[name]):
                yield name, "emptied"
            elif kind == "amount" and self._strange(table, uid, before[name], row[name]):
                yield name, "unit"
            elif not same(row[name], now.get(name)):
                if kind == "point" and _is_far(before[name], row[name]):
                    yield name, "far"
                elif kind == "amount" and _is_declared(before):
                    yield name, "declared"

    def _strange(self, table: str, uid: str, before: Any, value: Any) -> bool:
        """Whether an amount came back in a unit that does not become what it is kept in, as it did before."""
        if not isinstance(value, Amount) or not value.unit or value.unit == before.unit:
            return False
        if uid not in self._rows(table):
            return False
        row = kept_row(self.snapshot, table, self._rows(table)[uid])
        return self._obstacle(table, {**row, "unit_entered": value.unit}) and not self._obstacle(table, row)

    def _obstacle(self, table: str, row: Mapping[str, Any]) -> bool:
        unit = str(row["unit_entered"])
        return convert(1.0, unit, self._reviewer.kept_as(table, dict(row)))[2] is not None

    @cached_property
    def _doubts(self) -> Doubts:
        return Doubts(self.snapshot, self._reviewer)

    @cached_property
    def _reviewer(self) -> Reviewer:
        return Reviewer(self.snapshot)

    def _rows(self, table: str) -> dict[str, int]:
        if table not in self._ids:
            uids = getattr(self.snapshot, table).uid
            self._ids[table] = dict(zip(map(str, uids), np.arange(len(uids)).tolist(), strict=True))
        return self._ids[table]


@cache
def _numbers(table: str) -> dict[str, str]:
    """The columns of a table that hold amounts, numbers or points, with their kinds."""
    return {field.column: field.kind for field in FIELDS[table] if field.kind in _NUMBERS}


def _is_declared(row: Row) -> bool:
    """Whether a figure went out as what a firm stated itself, or as what was audited."""
    return any(row.get(name) in words for name, words in _DECLARED.items())


def _is_far(before: Any, value: Any) -> bool:
    """Whether a place (pairs of degrees) lies farther off than a correction would bring it."""
    if not isinstance(before, tuple) or not isinstance(value, tuple):
        return False
    return float(distances(np.array([before, value]))[0, 1]) > FAR_KM


def _unknown(value: Any) -> bool:
    return same(value.value if isinstance(value, Amount) else value, None)
