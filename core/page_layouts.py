"""Layout pages as data: a paper in millimetres and the items on it, kept in the project as JSON or as a file.

A layout holds no number of the project: its texts have fields such as {title} or {sources}, which are filled when the
page is made, so that one layout serves every year, language and project.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from math import isfinite
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.project import Project
from core.records import insert, update
from core.text import N_, Text

ITEM_TITLES = {
    "map": N_("Map"),
    "overview": N_("Overview map"),
    "legend": N_("Legend"),
    "names": N_("Names by letter"),
    "findings": N_("Finding cards"),
    "account": N_("Solid-waste account"),
    "chart": N_("Chart"),
    "links": N_("Table of links"),
    "facts": N_("Facts of the firm or region"),
    "indicators": N_("Indicators"),
    "text": N_("Text"),
    "scale_bar": N_("Scale bar"),
    "north": N_("North arrow"),
    "stamp": N_("Stamp"),
    "picture": N_("Picture or logo"),
}
PAPERS = {"A4": (297.0, 210.0), "A3": (420.0, 297.0), "A2": (594.0, 420.0), "A1": (841.0, 594.0), "A0": (1189.0, 841.0)}
GRIDS = ("", "degrees", "kilometres")
OUTLINES = ("all", "parks", "none")
ALIGNMENTS = ("left", "middle", "right")
INKS = ("ink", "muted", "red")
SMALLEST, LARGEST = 50.0, 3000.0  # mm of paper
_PREFIX = "page: "  # in the table of layouts, which other layouts share
_TYPES: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("left", "top", "width", "height", "size", "scale"), (int, float)),
    **dict.fromkeys(("kind", "text", "align", "ink", "grid"), str),
    **dict.fromkeys(("bold", "joined"), bool),
    "year": (int, type(None)),
}
_CHOICES = {"kind": tuple(ITEM_TITLES), "align": ALIGNMENTS, "ink": INKS, "grid": GRIDS}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a page: its kind, the box in mm from the top left corner, and what its kind reads.

    `text` is a text with fields, what a chart shows, or a picture's file in base64; `size` in points; `scale` the n
    of 1 : n, 0 fits it; `centre` its middle in degrees; `hidden` its layers that are left out, None for those that the
    kept map leaves out. A `joined` item begins where the one before it ends and shares its column.
    """

    kind: str
    left: float
    top: float
    width: float
    height: float
    text: str = ""
    size: float = 9.0
    bold: bool = False
    align: str = "left"
    ink: str = "ink"
    scale: float = 0.0
    centre: tuple[float, float] | None = None
    year: int | None = None
    hidden: tuple[str, ...] | None = None
    grid: str = ""
    joined: bool = False

    @property
    def right(self) -> float:
        """Right edge in mm."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Lower edge in mm."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """A page: its name, paper in mm, class, how much larger than usual letters and signs are, outlines, items.

    `outlines` says which regions are drawn: "all", "parks" alone, or "none".
    """

    name: str
    width: float
    height: float
    items: tuple[Item, ...]
    kind: str = "internal"
    lettering: float = 1.0
    outlines: str = "all"

    @property
    def portrait(self) -> bool:
        """Whether the page is higher than wide."""
        return self.height > self.width

    @property
    def paper(self) -> str:
        """The paper's name such as A3, "" where it has none."""
        sides = (max(self.width, self.height), min(self.width, self.height))
        return next((name for name, size in PAPERS.items() if size == sides), "")

    def with_item(self, place: int, item: Item) -> "Layout":
        """The layout with another item at a place in the list."""
        return replace(self, items=(*self.items[:place], item, *self.items[place + 1 :]))

    def without(self, place: int) -> "Layout":
        """The layout without the item at a place."""
        return replace(self, items=(*self.items[:place], *self.items[place + 1 :]))


def layout_json(layout: Layout) -> str:
    """A layout as JSON; what is as usual is not written."""
    usual = {field.name: field.default for field in fields(Item)}
    told = asdict(layout)
    told["items"] = [{key: value for key, value in item.items() if value != usual[key]} for item in told["items"]]
    return json.dumps({"what": "page", **told}, ensure_ascii=False, separators=(",", ":"))


def read_layout(text: str, name: str = "") -> Layout:
    """The layout of a JSON text, named anew where a name is given; UserError that names what it does not hold."""
    try:
        told = json.loads(text)
        items = tuple(_item(entry) for entry in told["items"])
        layout = Layout(
            name or str(told["name"]), _size(told["width"]), _size(told["height"]), items,
            str(told.get("kind", "internal")), float(told.get("lettering", 1.0)), str(told.get("outlines", "all")),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise _unreadable(name) from fault
    if layout.kind not in ("internal", "public", "draft") or layout.outlines not in OUTLINES:
        raise _unreadable(name)
    if not 0.25 <= layout.lettering <= 8.0:
        raise _unreadable(name)
    return layout


def _item(entry: Mapping[str, Any]) -> Item:
    values = dict(entry)
    if values.get("centre") is not None:
        lon, lat = values["centre"]
        values["centre"] = (float(lon), float(lat))
    if (hidden := values.get("hidden")) is not None:
        if not isinstance(hidden, list) or not all(isinstance(layer, str) for layer in hidden):
            raise ValueError(f"hidden {hidden}")
        values["hidden"] = tuple(hidden)
    item = Item(**values)
    for name, kind in _TYPES.items():
        if isinstance(getattr(item, name), bool) is not (kind is bool) or not isinstance(getattr(item, name), kind):
            raise ValueError(f"{name} {getattr(item, name)}")
    for name, known in _CHOICES.items():
        if getattr(item, name) not in known:
            raise ValueError(f"{name} {getattr(item, name)}")
    if not all(isfinite(number) for number in (item.left, item.top, item.width, item.height, item.size, item.scale)):
        raise ValueError("a number that is none")
    if max(map(abs, (item.left, item.top, item.width, item.height))) > LARGEST or item.size > LARGEST:
        raise ValueError(f"{item.kind} {item.width} x {item.height} mm")
    if min(item.width, item.height) <= 0 or item.size <= 0 or item.scale < 0:
        raise ValueError(f"{item.kind} {item.width} x {item.height} mm")
    return item


def _size(value: object) -> float:
    size = float(str(value))
    if not SMALLEST <= size <= LARGEST:
        raise ValueError(f"{size} mm")
    return size


def _unreadable(name: str) -> UserError:
    return UserError(
        Text("{name} is no page layout that can be read.", {"name": name}),
        Text("Save the layout again with this program, or begin from a template."),
    )


def read_layout_file(path: Path) -> Layout:
    """The layout that a file holds; UserError where it holds none."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise UserError(
            Text("The page layout {file} is not there or cannot be opened.", {"file": str(path)}),
            Text("Check the name, or save the layout as a file in the window of pages."),
            file=str(path),
        ) from fault
    except UnicodeDecodeError as fault:
        raise _unreadable(path.name) from fault
    return read_layout(text, path.stem)


def page_layouts(project: Project) -> dict[str, Layout]:
    """The page layouts of a project by their names, without those that `layout_problems` tells of."""
    read = {name: _tried(content, name) for name, content in _kept(project).items()}
    return {name: layout for name, layout in read.items() if isinstance(layout, Layout)}


def layout_problems(project: Project) -> list[UserError]:
    """What is to be said of layouts of a project that cannot be read."""
    read = (_tried(content, name) for name, content in _kept(project).items())
    return [layout for layout in read if isinstance(layout, UserError)]


def _kept(project: Project) -> dict[str, str]:
    with project.reading() as db:
        rows = db.execute("SELECT name, content FROM layout WHERE name LIKE ? ORDER BY name", (_PREFIX + "%",))
        return {str(name).removeprefix(_PREFIX): str(content) for name, content in rows}


def _tried(content: str, name: str) -> Layout | UserError:
    try:
        return read_layout(content, name)
    except UserError as problem:
        return problem


def save_layout(project: Project, layout: Layout, label: Text | None = None) -> None:
    """Keep a layout in the project under its name as one edit; an equal one changes nothing."""
    told = label or Text("Page {name}: save", {"name": layout.name})
    with project.edit(told) as db:
        content, name = layout_json(layout), _PREFIX + layout.name
        known = db.execute("SELECT id, content FROM layout WHERE name = ?", (name,)).fetchone()
        if known is None:
            insert(db, "layout", [{"name": name, "content": content}])
        elif known[1] != content:
            update(db, "layout", int(known[0]), {"content": content})


def rename_layout(project: Project, name: str, layout: Layout) -> None:
    """Keep a layout under its new name in place of the one called `name`, as one edit."""
    told = {"name": name, "new": layout.name}
    with project.edit(Text("Page {name}: rename to {new}", told)) as db:
        db.execute("DELETE FROM layout WHERE name = ?", (_PREFIX + name,))
        insert(db, "layout", [{"name": _PREFIX + layout.name, "content": layout_json(layout)}])


def delete_layout(project: Project, name: str) -> None:
    """Take a layout out of the project as one edit."""
    with project.edit(Text("Page {name}: delete", {"name": name})) as db:
        db.execute("DELETE FROM layout WHERE name = ?", (_PREFIX + name,))
