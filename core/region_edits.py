"""Edits of regions: a new one, another outline, one split into several. Shapes come as WKB, worked out elsewhere."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.errors import UserError
from core.geopackage import polygon_blob
from core.project import Project
from core.records import insert, update
from core.text import Text


@dataclass(frozen=True, slots=True)
class Reshaping:
    """What follows from other borders, all by id: outlines (WKB of multipolygons), stated areas in km2, and the region
    (None: none) that actors lie in now. Memberships stay as they are."""

    outlines: Mapping[int, bytes]
    areas: Mapping[int, float] = field(default_factory=dict)
    homes: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewRegion:
    """A region to be made: name, outline (WKB of a multipolygon), area in km2 or None, and the actors (ids) within."""

    name: str
    outline: bytes
    area_km2: float | None = None
    actors: tuple[int, ...] = ()


def reshape_region(project: Project, id: int, reshaping: Reshaping) -> None:
    """Give a region and the neighbours that share its moved corners their new outlines, in one edit."""
    others = len(reshaping.outlines) - (id in reshaping.outlines)
    name = _names(project)[id]
    label = Text("Reshape {name}", {"name": name})
    if others:
        told = Text("{n} neighbour", {"n": others}, plural="{n} neighbours")
        label = Text("Reshape {name} and {neighbours}", {"name": name, "neighbours": told})
    with project.edit(label) as db:
        _reshape(db, reshaping, project.srs)


def split_region(project: Project, id: int, reshaping: Reshaping, parts: Sequence[NewRegion]) -> list[int]:
    """Leave a region its largest part and make new regions of the others, in one edit; returns their ids.

    They take over parent, level and function zone; figures, limits and memberships stay with the largest part.
    """
    named = ", ".join(_required(part.name) for part in parts)
    label = Text("Split {name}, cut off {parts}", {"name": _names(project)[id], "parts": named})
    with project.edit(label) as db:
        _reshape(db, reshaping, project.srs)
        query = "SELECT parent_id, level, function_zone, source_id FROM region WHERE id = ?"
        shared = dict(zip(("parent_id", "level", "function_zone", "source_id"), db.execute(query, (id,)).fetchone(),
                          strict=True))  # fmt: skip
        return [_insert(db, part, project.srs, shared) for part in parts]


def add_region(project: Project, new: NewRegion, *, level: str = "", parent: int | None = None) -> int:
    """Add a drawn region and return its id."""
    name = _required(new.name)
    with project.edit(Text("Add the region {name}", {"name": name})) as db:
        return _insert(db, new, project.srs, {"level": level, "parent_id": parent})


def _reshape(db: sqlite3.Connection, reshaping: Reshaping, srs: int) -> None:
    for region, wkb in reshaping.outlines.items():
        update(db, "region", region, {"geom": polygon_blob(wkb, srs)})
    for region, area in reshaping.areas.items():
        update(db, "region", region, {"area_km2": area})
    for actor, home in reshaping.homes.items():
        update(db, "actor", actor, {"region_id": home})


def _insert(db: sqlite3.Connection, new: NewRegion, srs: int, shared: Mapping[str, object]) -> int:
    row = {"name": new.name.strip(), "geom": polygon_blob(new.outline, srs), "area_km2": new.area_km2, **shared}
    (id,) = insert(db, "region", [row])
    for actor in new.actors:
        update(db, "actor", actor, {"region_id": id})
    return id


def _names(project: Project) -> dict[int, str]:
    regions = project.snapshot().region
    return dict(zip(regions.id.tolist(), map(str, regions.name), strict=True))


def _required(name: str) -> str:
    if not name.strip():
        raise UserError(Text("A region needs a name."), Text("Write the name and save again."), column="name")
    return name.strip()
