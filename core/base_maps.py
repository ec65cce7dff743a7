"""Base maps of a project: pictures and outlines beneath the links, where their files lie, who answers for them."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from core.project import Project
from core.records import insert, update

TILES, PICTURE, OUTLINES, COAST, WATERS = "tiles", "picture", "outlines", "coast", "waters"
TRACK = "track"  # where a surveyor went, drawn over the regions
OF_THE_WORLD = (COAST, WATERS)  # drawn by the program, coarse, and nowhere in the extent of China
_KEY = "base_map"  # what marks a row of the table of layers as a base map


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A map beneath everything else.

    `kind` is tiles, picture, outlines, coast, waters or track; `file` its path, relative to the project where it lies
    beside it; `crs` the system of a picture; `review` the map review number (审图号) that its publisher states, '' for
    none; `source` who made it; `opacity` from 0 (nothing) to 1.
    """

    name: str
    kind: str
    file: str = ""
    crs: str = ""
    review: str = ""
    source: str = ""
    opacity: float = 1.0
    visible: bool = True

    def path(self, project: Path) -> Path:
        """Where the file lies, for a project file."""
        return project.parent / self.file  # an absolute path stays as it is


def base_maps(project: Project) -> tuple[BaseMap, ...]:
    """The base maps of a project from below to above."""
    with project.reading() as connection:
        rows = connection.execute("SELECT name, visible, style FROM layer ORDER BY position, id").fetchall()
    found = (_base_map(*row) for row in rows)
    return tuple(base for base in found if base is not None)


def _base_map(name: str, visible: int, style: str) -> BaseMap | None:
    """What a row of the table of layers says of a base map, None where it is another layer or written by hand."""
    try:
        told: Any = json.loads(style or "null")
        about = told.get(_KEY) if isinstance(told, dict) else None
        known = {field.name for field in fields(BaseMap)} - {"name", "visible"}
        values = {key: value for key, value in about.items() if key in known} if isinstance(about, dict) else None
        return None if values is None else BaseMap(name=name, visible=bool(visible), **values)
    except (ValueError, TypeError):
        return None


def put_base_map(db: sqlite3.Connection, base: BaseMap) -> None:
    """Add a base map on top of the others, or change the one of this name, inside an edit."""
    about = {key: value for key, value in asdict(base).items() if key not in ("name", "visible")}
    values = {"visible": int(base.visible), "style": json.dumps({_KEY: about}, ensure_ascii=False, sort_keys=True)}
    known = db.execute("SELECT id FROM layer WHERE name = ?", (base.name,)).fetchone()
    if known is not None:
        update(db, "layer", int(known[0]), values)
        return
    (top,) = db.execute("SELECT coalesce(max(position), 0) FROM layer").fetchone()
    insert(db, "layer", [{"name": base.name, "position": top + 1, **values}])


def drop_base_map(db: sqlite3.Connection, name: str) -> None:
    """Take a base map away, inside an edit; its file stays."""
    db.execute("DELETE FROM layer WHERE name = ?", (name,))


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """The wanted name, with a number behind it where another base map has it."""
    names = (wanted if n == 1 else f"{wanted} {n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def told_path(file: Path, project: Path) -> str:
    """How a project remembers a file: by its way from the project's folder where it lies in there, else whole."""
    file, folder = file.resolve(), project.resolve().parent
    return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)


def put_order(db: sqlite3.Connection, names: Sequence[str]) -> None:
    """Lay the base maps in the order of their names, from below to above, inside an edit."""
    for position, name in enumerate(names, start=1):
        db.execute("UPDATE layer SET position = ? WHERE name = ? AND position <> ?", (position, name, position))
