"""The layers of the map as they are kept in the project: in which order, whether seen, and how they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.project import Project
from core.records import insert, update
from core.text import Text

TABLE = "layer"


@dataclass(frozen=True, slots=True)
class KeptLayer:
    """A layer by its name; `style` is JSON that only the map reads, "" where nobody changed it."""

    name: str
    visible: bool = True
    style: str = ""


def kept_layers(project: Project) -> tuple[KeptLayer, ...]:
    """The kept layers in their order; none where nobody kept any."""
    with project.reading() as db:
        rows = db.execute("SELECT name, visible, style FROM layer ORDER BY position, id").fetchall()
    return tuple(KeptLayer(str(name), bool(visible), str(style)) for name, visible, style in rows)


def keep_layers(project: Project, layers: Sequence[KeptLayer]) -> None:
    """Keep the layers as they are, in one edit; what is as it was kept before changes nothing."""
    with project.edit(Text("Keep the map as it is shown")) as db:
        known = {str(name): (int(id), told) for id, name, *told in
                 db.execute("SELECT id, name, position, visible, style FROM layer")}  # fmt: skip
        for position, layer in enumerate(layers):
            told = [position, int(layer.visible), layer.style]
            values = dict(zip(("position", "visible", "style"), told, strict=True))
            if layer.name not in known:
                insert(db, TABLE, [{"name": layer.name, **values}])
            elif known[layer.name][1] != told:
                update(db, TABLE, known[layer.name][0], values)
        gone = known.keys() - {layer.name for layer in layers}
        db.executemany("DELETE FROM layer WHERE name = ?", [(name,) for name in gone])
