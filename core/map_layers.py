"""The layers of the map as they are kept in the project: in which order, whether seen, and how they are drawn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.layer_styles import put_styles
from core.project import Project
from core.records import insert, update
from core.text import Text

TABLE = "layer"
_KEY = "map_layer"  # what marks a row of the table as a layer of ours; base maps stand in the same table
_PREFIX = "map:"  # before its name, since base maps are named by people


@dataclass(frozen=True, slots=True)
class KeptLayer:
    """A layer by its name; `style` holds values that JSON keeps, empty where nobody changed them."""

    name: str
    visible: bool = True
    style: Mapping[str, Any] = field(default_factory=dict)


def kept_layers(project: Project) -> tuple[KeptLayer, ...]:
    """The kept layers in their order; none where nobody kept any."""
    with project.reading() as db:
        rows = db.execute("SELECT name, visible, style FROM layer ORDER BY position, id").fetchall()
    told = ((str(name), bool(visible), _style(str(style))) for name, visible, style in rows)
    return tuple(
        KeptLayer(name.removeprefix(_PREFIX), visible, style) for name, visible, style in told if style is not None
    )


def _style(text: str) -> Mapping[str, Any] | None:
    """The style of a layer of the map, None for a row of another kind."""
    try:
        told = json.loads(text or "null")
    except ValueError:
        return None
    style = told.get(_KEY) if isinstance(told, dict) else None
    return style if isinstance(style, dict) else None


def keep_layers(project: Project, layers: Sequence[KeptLayer], styles: Mapping[str, str] | None = None) -> bool:
    """Keep the layers as they are, in one edit; what is as it was kept before changes nothing.

    `styles` (QML) by table let QGIS draw the file's own layers in the same way; without them those before stay. False
    where another program's table stands where they would go.
    """
    with project.edit(Text("Keep the map as it is shown")) as db:
        rows = db.execute("SELECT id, name, position, visible, style FROM layer").fetchall()
        known = {str(name): (int(id), told) for id, name, *told in rows if _style(str(told[-1])) is not None}
        for position, layer in enumerate(layers):
            style = json.dumps({_KEY: dict(layer.style)}, ensure_ascii=False, sort_keys=True)
            values = {"position": position, "visible": int(layer.visible), "style": style}
            name = _PREFIX + layer.name
            if name not in known:
                insert(db, TABLE, [{"name": name, **values}])
            elif known[name][1] != list(values.values()):
                update(db, TABLE, known[name][0], values)
        kept = {_PREFIX + layer.name for layer in layers}
        gone = [(name,) for name in known if name not in kept]
        db.executemany("DELETE FROM layer WHERE name = ?", gone)
        return styles is None or put_styles(db, styles)
