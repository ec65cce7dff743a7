"""Edits that begin on the map: an actor put elsewhere with the region it falls in, and what was picked deleted."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from core.deleting import Doomed, delete, doomed
from core.edits import set_values
from core.project import Project
from core.text import Text


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows of each table went: the picked ones, and those that went with them."""

    picked: Mapping[str, int]
    parts: Mapping[str, int]


def shift_actor(project: Project, id: int, place: tuple[float, float], region: int | None, name: str) -> None:
    """Put an actor (id) at a place in degrees, in a region (id) or none; who stated the old place is forgotten."""
    values = {"geom": place, "point_quality": "approximate", "point_source": "", "region_id": region}
    set_values(project, "actor", {id: values}, Text("{name}: move", {"name": name}))


def delete_picked(project: Project, picked: Mapping[str, set[int]]) -> Deleted:
    """Delete actors and links (ids by table) with everything that belongs to them, in one edit."""
    with project.edit(_deleting(len(picked.get("actor", ())), len(picked.get("flow", ())))) as db:
        found = _all_doomed(db, picked)
        delete(db, found)
    parts = {table: len(ids - picked.get(table, set())) for table, ids in found.ids.items()}
    return Deleted(
        {table: len(ids) for table, ids in picked.items() if ids}, {table: n for table, n in parts.items() if n}
    )


def _deleting(firms: int, links: int) -> Text:
    """What the history calls it; counts and no names, since a firm may be known from sums only."""
    some_firms = Text("{n} firm", {"n": firms}, plural="{n} firms")
    some_links = Text("{n} link", {"n": links}, plural="{n} links")
    if firms and links:
        return Text("Delete {firms} and {links}", {"firms": some_firms, "links": some_links})
    return Text("Delete {things}", {"things": some_firms if firms else some_links})


def _all_doomed(db: sqlite3.Connection, picked: Mapping[str, set[int]]) -> Doomed:
    """Everything that rows of several tables take with them."""
    found = Doomed({})
    for table, ids in picked.items():
        one = doomed(db, table, set(ids))
        for name, gone in one.ids.items():
            found.ids.setdefault(name, set()).update(gone)
        for column, rows in one.emptied.items():
            found.emptied.setdefault(column, set()).update(rows)
    return found
