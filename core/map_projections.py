"""Which projection the map of a project is drawn in, where somebody chose one: a row of the table of layouts."""

import json
import math
from dataclasses import replace

import numpy as np

from core.map_layouts import content_of, keep_content, parsed
from core.project import Project
from core.snapshot import Snapshot
from core.text import Text

MAP_PROJECTION = "map_projection"
PROPOSED = ""  # the name that stands for: as the program proposes


def kept_projection(snapshot: Snapshot) -> tuple[str, float]:
    """The name of the chosen projection, "" for the proposed one, and how many times it stretches the ground.

    What another program wrote there and is no choice counts as none.
    """
    told = parsed(content_of(snapshot, MAP_PROJECTION))
    name, stretch = told.get("name", PROPOSED), told.get("stretch", 1.0)
    if not isinstance(name, str) or not isinstance(stretch, int | float) or not math.isfinite(stretch) or stretch <= 0:
        return PROPOSED, 1.0
    return name, float(stretch)


def keep_projection(project: Project, name: str, stretch: float, title: Text) -> None:
    """Draw the map in a projection from now on, as one edit; `title` names it in the history."""
    label = Text("Projection of the map: {projection}", {"projection": title})
    keep_content(project, MAP_PROJECTION, _choice(name, stretch), label)


def _choice(name: str, stretch: float) -> str:
    return json.dumps({"name": name, "stretch": stretch} if name else {})


def with_projection(snapshot: Snapshot, name: str, stretch: float) -> Snapshot:
    """The snapshot as if its project had chosen a projection, for a drawing that keeps nothing."""
    layout = snapshot.layout
    others = layout.name != MAP_PROJECTION
    columns = {"name": MAP_PROJECTION, "content": _choice(name, stretch)}
    changed = {
        column: np.append(getattr(layout, column)[others], np.array([value], dtype=object))
        for column, value in columns.items()
    }
    ids = np.append(layout.id[others], layout.id.max(initial=0) + 1)
    return replace(snapshot, layout=replace(layout, id=ids, **changed))
