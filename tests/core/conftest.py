"""Small clusters for tests of accounts and findings, told by names."""

from collections.abc import Callable
from typing import Any

import pytest

from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.snapshot import Snapshot
from core.text import Text

Rows = list[dict[str, Any]]
_REFERENCES = {
    "sender": "actor",
    "receiver": "actor",
    "actor": "actor",
    "plant": "actor",
    "commodity": "commodity",
    "region": "region",
    "source": "source",
}
_ENTERED = {"statistic": "value", "flow_amount": "value", "capacity": "value", "emission": "mass"}


@pytest.fixture
def cluster(project: Project) -> Callable[..., Snapshot]:
    """A function that enters tables into an empty project and returns its snapshot.

    Rows name actors, commodities, regions and sources; those that only occur in rows are created. A flow's amount,
    year, origin and grade make a row of `flow_amount`, `amounts` a list of such rows; `at` is (lon, lat).
    """

    def enter(**tables: Rows) -> Snapshot:
        with project.edit(Text("Enter a small cluster")) as db:
            _enter(db, project.srs, tables)
        return project.snapshot()

    return enter


def _enter(db: Any, srs: int, tables: dict[str, Rows]) -> None:
    named = _named(tables)
    ids = {
        kind: dict(zip(named[kind], insert(db, kind, rows), strict=True))
        for kind in ("source", "region", "commodity")
        if (rows := list(named[kind].values()))
    }
    actors = [_resolved(_placed(row, srs), ids) for row in named["actor"].values()]
    ids["actor"] = dict(zip(named["actor"], insert(db, "actor", actors), strict=True)) if actors else {}
    for row in tables.get("flow", []):
        row = dict(row)
        stated = row.pop("amounts", None)
        if stated is None:
            first = {key: row.pop(key) for key in ("amount", "year", "origin", "grade", "period") if key in row}
            stated = [first] if "amount" in first else []
        (flow,) = insert(db, "flow", [_resolved({"kind": "waste", **row}, ids)])
        for amount in stated:
            told = {"flow_id": flow, "value": None, **amount}
            told["value"] = told.pop("amount", told["value"])
            insert(db, "flow_amount", [_resolved(_entered("flow_amount", told), ids)])
    for kind in ("statistic", "stock", "emission", "capacity", "register", "actor_alias", "transfer_coefficient"):
        insert(db, kind, [_resolved(_entered(kind, row), ids) for row in tables.get(kind, [])])


def _named(tables: dict[str, Rows]) -> dict[str, dict[str, dict[str, Any]]]:
    """The rows of the tables that others refer to by name, with those that only occur in references."""
    named: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in ("source", "region", "commodity", "actor")}
    for kind, key in (("source", "title"), ("region", "name"), ("commodity", "name"), ("actor", "name")):
        for row in tables.get(kind, []):
            named[kind][row[key]] = {"base_unit": "t", **row} if kind == "commodity" else dict(row)
    amounts = [amount for row in tables.get("flow", []) for amount in row.get("amounts", [])]
    for rows in (*tables.values(), amounts):
        for row in rows:
            for column, kind in _REFERENCES.items():
                if row.get(column) and row[column] not in named[kind]:
                    created: dict[str, Any] = {"title" if kind == "source" else "name": row[column]}
                    named[kind][row[column]] = created | ({"base_unit": "t"} if kind == "commodity" else {})
    return named


def _placed(row: dict[str, Any], srs: int) -> dict[str, Any]:
    placed = dict(row)
    if (at := placed.pop("at", None)) is not None:
        placed["geom"] = point_blob(*at, srs)
    return placed


def _resolved(row: dict[str, Any], ids: dict[str, dict[str, int]]) -> dict[str, Any]:
    """Names replaced by ids."""
    resolved = {}
    for column, value in row.items():
        if column in _REFERENCES:
            resolved[f"{column}_id"] = ids[_REFERENCES[column]][value] if value else None
        else:
            resolved[column] = value
    return resolved


def _entered(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """A figure counts as entered in its base unit unless the row says otherwise."""
    base = _ENTERED.get(kind)
    if base is None or f"{base}_entered" in row:
        return dict(row)
    return {**row, f"{base}_entered": row.get(base)}
