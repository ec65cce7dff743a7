"""What the columns of one row must be to each other."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np

from core.catalogues import table
from core.i18n import unit_text
from core.indicator_rules import faults_of_indicator, remarks_of_line, remarks_of_target, remarks_of_unit
from core.own_standards import doubled, limit_faults, media_of_sets
from core.rule_faults import faults_of_rule, odd_threshold
from core.snapshot import Snapshot
from core.text import Text
from core.units import factor_to

Values = dict[str, Any]
Fault = tuple[str, Text]


def faults_of_row(snapshot: Snapshot, table: str, id: int, old: Values, new: Values) -> Iterator[Fault]:
    """Column and reason of everything that does not go together; `old` is empty for a new row."""
    if table in ("own_quantity", "own_indicator", "indicator_target"):
        yield from faults_of_indicator(snapshot, table, old, new)
    if table == "standard_limit":
        yield from _standard_limit(snapshot, id if old else -1, new)
    if table == "rule_line":
        told = new["value"], new["unit"] or "", new["words"] or ""
        yield from faults_of_rule(new["rule"], new["item"] or "", *told, media_of_sets(snapshot))
    if rule := _RULES.get(table):
        yield from rule(new)
    if old and table in ("region", "commodity") and old["parent_id"] != new["parent_id"]:
        yield from _circles(snapshot, table, id, new["parent_id"])
    if old and table == "commodity":
        yield from _stranded_stocks(snapshot, id, old, new)


def remarks_of_row(snapshot: Snapshot, table: str, new: Values) -> Iterator[Fault]:
    """Column and remark of what is odd in a row that is taken all the same."""
    if table == "indicator_target":
        yield from remarks_of_target(snapshot, new)
    if table == "own_indicator":
        yield from remarks_of_line(snapshot, new)
    if table == "own_quantity":
        yield from remarks_of_unit(new)
    if table == "rule_line":
        yield from odd_threshold(new["rule"], new["item"] or "", new["value"], new["unit"] or "")


def _flow(row: Values) -> Iterator[Fault]:
    if row["sender_id"] is None and row["receiver_id"] is None:
        yield "sender_id", Text("sender and receiver are both empty; at least one of them must be an actor")
    if row["since"] and row["until"] and row["until"] < row["since"]:
        yield "until", Text("the link ends before it starts")


def _capacity(row: Values) -> Iterator[Fault]:
    begins, ends = row["valid_from"], row["valid_to"]
    if begins and ends and ends < begins[: len(ends)]:
        yield "valid_to", Text("the licence ends before it begins")


def _emission(row: Values) -> Iterator[Fault]:
    if row["limit_concentration"] == 0:
        yield "limit_concentration", Text("a limit of 0 is none; leave the cell empty where no limit is set")
    if row["plant_id"] is not None and row["destination"] != "plant":
        yield "plant_id", Text("a plant is named only where the emission goes to a central plant; choose that first")


def _statistic(row: Values) -> Iterator[Fault]:
    if (row["actor_id"] is None) == (row["region_id"] is None):
        yield "actor_id", Text("a statistic is about a firm or about a region; give exactly one of them")
    yield from _answer(row)


def _answer(row: Values) -> Iterator[Fault]:
    """What people were asked is told in shares of 0 to 100 %, and they are counted whole."""
    unit, value = _asked_in().get(row["item"] or ""), row.get("value")
    if unit is None or value is None or row.get("unit") != unit:
        return
    if unit == "percent" and not 0 <= value <= 100:
        yield "value_entered", Text("a share of people lies between 0 and 100 %")
    if unit == "person" and value != int(value):
        yield "value_entered", Text("people are counted whole")


@cache
def _asked_in() -> dict[str, str]:
    """The questions of a survey with their units."""
    return {one["item"]: one["unit"] for one in table("tables/survey_questions.csv")}


def _standard_limit(snapshot: Snapshot, id: int, row: Values) -> Iterator[Fault]:
    faults = list(limit_faults(row))
    yield from faults or doubled(snapshot, id, row)


_RULES: dict[str, Callable[[Values], Iterator[Fault]]] = {
    "flow": _flow,
    "capacity": _capacity,
    "emission": _emission,
    "statistic": _statistic,
}


def _circles(snapshot: Snapshot, table: str, id: int, parent: int | None) -> Iterator[Fault]:
    rows = getattr(snapshot, table)
    above = dict(zip(rows.id.tolist(), np.append(rows.id, -1)[rows.parent].tolist(), strict=True))
    seen: set[int] = set()
    while parent is not None and parent in above and parent not in seen:
        if parent == id:
            yield "parent_id", Text("it would lie in itself")
            return
        seen.add(parent)
        parent = above[parent]


def _stranded_stocks(snapshot: Snapshot, id: int, old: Values, new: Values) -> Iterator[Fault]:
    """Stocks are kept without the unit of their entry, so they must be convertible to a new base unit."""
    if old["base_unit"] == new["base_unit"]:
        return
    row = int(np.searchsorted(snapshot.commodity.id, id))
    stocks = int(np.sum(snapshot.stock.commodity == row))
    if stocks and factor_to(old["base_unit"], new["base_unit"], new["medium"])[0] is None:
        told = {"n": stocks, "unit": unit_text(old["base_unit"]) or "?"}
        yield (
            "base_unit",
            Text("{n} stocks are kept in {unit}, which cannot be converted; delete them first", told),
        )
