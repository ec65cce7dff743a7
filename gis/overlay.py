"""What is selected or hovered, as a scene to lay over the map."""

from gis.scene import Mark, Points, Scene, Shape, Stroke, Target
from gis.symbols import circle

_RIM = 1.2  # mm of colour round an arrowhead, half of it beneath
_FRAME = 0.7  # mm, of a field that is chosen


def highlighted(scene: Scene, targets: frozenset[Target], colour: str) -> Scene:
    """An overlay that shows rows of a scene: their lines cased in a colour, their signs ringed, their words above."""
    marks: list[Mark] = []
    words: list[Mark] = []
    for mark, box in scene.of_targets(targets):
        if not isinstance(mark, Shape):
            words.append(mark)
            continue
        if mark.stroke and not mark.fill:
            marks.append(Shape(mark.path, "", Stroke(colour, mark.stroke.width + 1.6)))
            marks.append(mark)
        elif mark.target and mark.target[0] == "region":
            marks.append(Shape(mark.path, "", Stroke(colour, 0.9)))
        elif mark.stroke:
            marks.append(_halo(box, colour))
        elif mark.fill and mark.target and mark.target[0] == "flow":  # an arrowhead goes with its line
            marks += [Shape(mark.path, mark.fill, Stroke(colour, _RIM)), Shape(mark.path, mark.fill)]
    return Scene(scene.width, scene.height, (*marks, *words))


def _halo(box: Points, colour: str) -> Shape:
    left, top, right, bottom = box.tolist()
    reach = max(right - left, bottom - top) * 0.62 + 0.8
    return Shape(circle((left + right) / 2, (top + bottom) / 2, reach), "", Stroke(colour, 0.8))


def outlined(scene: Scene, targets: frozenset[Target], colour: str) -> Scene:
    """An overlay that frames the fields of some targets in a colour and cases their lines."""
    marks: list[Mark] = []
    for mark, _ in scene.of_targets(targets):
        if isinstance(mark, Shape):
            width = mark.stroke.width + 1.6 if mark.stroke and not mark.fill else _FRAME
            marks.append(Shape(mark.path, "", Stroke(colour, width)))
            marks += [mark] if not mark.fill else []
    return Scene(scene.width, scene.height, tuple(marks))
