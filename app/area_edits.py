"""What the tools for regions do: each act is one edit, told with the neighbours and firms that it touched."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import shapely

from app.link_edits import Desk, opened, region_name
from app.map_form import Entry
from app.region_tools import BendEdge, CutRegion, DrawArea, DropCorner, ShiftCorner
from core.i18n import show_number
from core.region_edits import NewRegion, Reshaping, add_region, reshape_region, split_region
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.reshaping import (
    add_corner,
    area_km2,
    drawn_outline,
    move_corner,
    new_region,
    overlapping,
    remove_corner,
    smallest_around,
)
from gis.splitting import Split, split_by, split_changes
from gis.tool_marks import Spot

MOST_NAMES = 3


class AreaEdits:
    """The acts on regions of one project at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def acts(self) -> dict[type, Callable[[Any, Spot], object]]:
        """What carries out each request."""
        return {
            DrawArea: self.draw,
            CutRegion: self.cut,
            ShiftCorner: lambda asked, _: self._reshape(move_corner(self._now(), asked.corner, asked.place)),
            BendEdge: lambda asked, _: self._reshape(add_corner(self._now(), asked.edge, asked.place)),
            DropCorner: lambda asked, _: self._reshape(remove_corner(self._now(), asked.corner)),
        }

    def _now(self) -> Snapshot:
        """What is open, with the names of regions as the reader knows them."""
        snapshot, readable = opened(self.desk.session)[1], self.desk.session.readable
        return snapshot if readable is None else replace(snapshot, region=readable.region)

    def draw(self, request: DrawArea, spot: Spot) -> None:
        """Ask for the name of a drawn region."""
        shape = drawn_outline(np.array(request.places))
        area = _area(area_km2(shape))
        entries = (Entry("name", N_("Name"), required=True), Entry("level", N_("Level")))
        title = Text("New region of {area}", {"area": area})
        self.desk.ask(title, entries, spot, lambda texts: self._add(shape, texts))

    def _add(self, shape: shapely.Geometry, texts: Mapping[str, str]) -> None:
        project, snapshot = opened(self.desk.session)
        fresh = new_region(snapshot, texts["name"], shape)
        parent = smallest_around(snapshot, shape)
        upper = int(snapshot.region.id[parent]) if parent >= 0 else None
        shared = overlapping(snapshot, shape)
        add_region(project, fresh, level=texts["level"].strip(), parent=upper)
        told = [Text("{name} was added.", {"name": fresh.name.strip()})]
        if parent >= 0:
            told.append(Text("It belongs to {region}.", {"region": region_name(self.desk.session, parent)}))
        told += _firms_text(len(fresh.actors))
        for row, km2 in shared[:MOST_NAMES]:
            values = {"name": region_name(self.desk.session, row), "area": _area(km2)}
            told.append(Text("It overlaps {name} by {area}.", values))
        self.desk.tell(*told)

    def cut(self, request: CutRegion, spot: Spot) -> None:
        """Ask for the names of the parts that a line cuts off."""
        snapshot = self._now()
        chosen = [ref.uid for ref in self.desk.session.selection.refs if ref.table == "region"]
        rows = np.flatnonzero(np.isin(snapshot.region.uid, chosen))
        split = split_by(snapshot, np.array(request.line), int(rows[0]) if len(rows) else -1)
        name = str(snapshot.region.name[split.region])
        entries = [
            Entry(f"name{part}", N_("Name of the part that is cut off"), f"{name} {part + 1}", required=True)
            for part in range(1, len(split.parts))
        ]
        self.desk.ask(Text("Split {name}", {"name": name}), entries, spot, lambda texts: self._split(split, texts))

    def _split(self, split: Split, texts: Mapping[str, str]) -> None:
        project, snapshot = opened(self.desk.session)
        changes, parts = split_changes(snapshot, split, [text.strip() for text in texts.values()])
        split_region(project, int(snapshot.region.id[split.region]), changes, parts)
        name = region_name(self.desk.session, split.region)
        told = [Text("{name} was split; its figures and limits stay with its larger part.", {"name": name})]
        told += [_part_text(part) for part in parts]
        self.desk.tell(*told, Text("Memberships stay as they were."))

    def _reshape(self, change: Reshaping) -> None:
        project, snapshot = opened(self.desk.session)
        regions = snapshot.region
        names = {int(id): region_name(self.desk.session, row) for row, id in enumerate(regions.id)}
        first = self._held_region(snapshot, change)
        reshape_region(project, first, change)
        told = [Text("The border of {name} was changed.", {"name": names[first]})]
        if others := [names[id] for id in change.outlines if id != first]:
            told.append(Text("The shared corner moved in {names} too.", {"names": others[:MOST_NAMES]}))
        for id, area in change.areas.items():
            before = float(regions.area_km2[regions.id == id][0])
            values = {"name": names[id], "old": _area(before), "new": _area(area)}
            told.append(Text("Area of {name}: {old}, now {new}.", values))
        self.desk.tell(*told, *_firms_text(len(change.homes)))

    def _held_region(self, snapshot: Snapshot, change: Reshaping) -> int:
        """The id of the region whose corners are shown, where it is among those that change."""
        region = self.desk.tool.region() if self.desk.tool is not None else -1
        id = int(snapshot.region.id[region]) if region >= 0 else -1
        return id if id in change.outlines else next(iter(change.outlines))


def _area(km2: float) -> str:
    return f"{show_number(km2, 4)} km²"


def _part_text(part: NewRegion) -> Text:
    told = Text("{n} firm", {"n": len(part.actors)}, plural="{n} firms")
    return Text("{name} is a region of its own now, with {firms}.", {"name": part.name, "firms": told})


def _firms_text(count: int) -> list[Text]:
    if not count:
        return []
    return [
        Text(
            "{n} firm lies in another region now; its membership stays as it was.",
            {"n": count},
            plural="{n} firms lie in another region now; their memberships stay as they were.",
        )
    ]
