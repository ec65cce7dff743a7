"""Counts what the words of a map lie upon: other words, signs, arrowheads, badges, self-loops and links of others."""

import numpy as np
import shapely

from gis.badges import BADGE_RADIUS
from gis.scene import Label, Mark, Scene, Shape, flatten
from gis.sheet import Sheet

_LETTERS = 0.9  # of the em: what letters cover, without the room between lines
_ENOUGH = 0.25  # mm by which boxes of letters may touch: they are larger than the letters
_CLEAR = 0.1  # mm of a line under the edge of a letter that nobody sees


def collisions(sheet: Sheet, scene: Scene) -> dict[str, list[str]]:
    """The words that lie upon something, by what they lie upon; regions' names, faint and large, count like others."""
    marks = [mark for mark in scene.marks if isinstance(mark, Shape | Label)]
    labels = [mark for mark in marks if isinstance(mark, Label) and mark.target]
    boxes = [_letters(label) for label in labels]
    found: dict[str, list[str]] = {name: [] for name in ("words", "signs", "heads", "badges", "loops", "lines")}
    for label, box in zip(labels, boxes, strict=True):
        for other, its in zip(labels, boxes, strict=True):
            if other is not label and other.target != label.target and _overlap(box, its):
                found["words"].append(f"{label.text} / {other.text}")
    things = {"signs": _signs(marks), "heads": _heads(marks), "badges": _badges(marks)}
    for name, shapes in things.items():
        for label, box in zip(labels, boxes, strict=True):
            found[name] += [label.text for shape in shapes if shape.intersection(box).area > _ENOUGH**2]
    loops = _loop_uids(sheet)
    for label, box in zip(labels, boxes, strict=True):
        under = {mark.target for mark in marks if _is_line(mark) and mark.target != label.target
                 and _stroked(mark).intersection(box).area > _CLEAR}  # fmt: skip
        found["loops"] += [label.text for target in under if target and target[1] in loops]
        if label.target and label.target[0] == "flow":
            found["lines"] += [label.text for target in under if target and target[1] not in loops]
    return found


def _letters(label: Label) -> shapely.Polygon:
    left, _, right, _ = label.box
    half = _LETTERS * label.font.height / 2
    return shapely.box(left, label.y - half, right, label.y + half)


def _overlap(a: shapely.Polygon, b: shapely.Polygon) -> bool:
    shared = a.intersection(b).bounds
    return bool(shared) and min(shared[2] - shared[0], shared[3] - shared[1]) > _ENOUGH


def _signs(marks: list[Shape | Label]) -> list[shapely.Polygon]:
    return [_filled(mark) for mark in marks if _of(mark, "actor") and isinstance(mark, Shape) and mark.fill]


def _heads(marks: list[Shape | Label]) -> list[shapely.Polygon]:
    return [_filled(mark) for mark in marks if _of(mark, "flow") and isinstance(mark, Shape) and mark.fill]


def _badges(marks: list[Shape | Label]) -> list[shapely.Polygon]:
    numbers = [mark for mark in marks if isinstance(mark, Label) and mark.target is None and mark.font.bold]
    return [shapely.Point(mark.x, mark.y).buffer(BADGE_RADIUS) for mark in numbers]


def _loop_uids(sheet: Sheet) -> set[str]:
    rows = np.flatnonzero(sheet.links.sender == sheet.links.receiver)
    return {str(uid) for uid in sheet.snapshot.flow.uid[sheet.links.flow[rows]]}


def _is_line(mark: Mark) -> bool:
    return isinstance(mark, Shape) and not mark.fill and mark.stroke is not None and _of(mark, "flow")


def _of(mark: Mark, table: str) -> bool:
    return isinstance(mark, Shape) and mark.target is not None and mark.target[0] == table


def _filled(mark: Shape | Label) -> shapely.Polygon:
    assert isinstance(mark, Shape)
    return shapely.convex_hull(shapely.MultiPoint(np.concatenate(flatten(mark.path))))


def _stroked(mark: Shape | Label) -> shapely.Polygon:
    assert isinstance(mark, Shape)
    assert mark.stroke is not None
    return shapely.LineString(flatten(mark.path)[0]).buffer(mark.stroke.width / 2, cap_style="flat")
