"""What is drawn: paths and labels in millimetres on paper, each with its style and the row that it stands for."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.text import Text
from gis.counts import NOTHING_COUNTED, Counts

Points = npt.NDArray[np.float64]  # (n, 2) millimetres, y downwards
Target = tuple[str, str]  # table and uid of the row that a mark stands for
POINT_MM = 25.4 / 72  # one typographic point

_FLAT_STEPS = np.linspace(0.0, 1.0, 13)[1:, None]
_TAKES = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Outline of pieces: M moves, L straight, Q quadratic, C cubic, Z closes; `points` holds theirs in order."""

    commands: str
    points: Points


@dataclass(frozen=True, slots=True)
class Stroke:
    """A pen: colour, width in mm, dashes as lengths in mm of stroke and gap (empty: unbroken)."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A path with fill and stroke ('' and None: without); `target` answers hit tests."""

    path: Path
    fill: str = ""
    stroke: Stroke | None = None
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Font:
    """Size in points and weight; the family is the painter's, one for Chinese and Latin."""

    size: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Height of the em square in mm."""
        return self.size * POINT_MM


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text: (x, y) is the anchor in mm on the middle line of the letters, `align` 0 left, 0.5, 1 right.

    `width` is the measured length in mm; `halo` the colour of the paper round the letters, '' for none. A line that is
    `upwards` runs up the paper from its anchor instead of to the right.
    """

    text: str
    x: float
    y: float
    font: Font
    colour: str
    width: float
    align: float = 0.0
    halo: str = ""
    target: Target | None = None
    upwards: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom in mm."""
        left, half = self.x - self.align * self.width, 0.6 * self.font.height
        if self.upwards:
            low = self.y + self.align * self.width
            return (self.x - half, low - self.width, self.x + half, low)
        return (left, self.y - half, left + self.width, self.y + half)


@dataclass(frozen=True, slots=True)
class Inset:
    """Another scene drawn with its top left corner at (x, y) and clipped to its frame."""

    scene: "Scene"
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Pixels (height, width, 4) of red, green, blue and alpha that fill a rectangle in mm."""

    pixels: npt.NDArray[np.uint8]
    x: float
    y: float
    width: float
    height: float
    target: None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image file's content in a box in mm, as large as its proportions allow, with its middle in the box's."""

    data: bytes
    x: float
    y: float
    width: float
    height: float
    target: None = None


Mark = Shape | Label | Inset | Picture | Raster


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Marks from below to above on a paper of width x height mm; `counts` says what was drawn and what not.

    `layers` names groups of marks that follow each other, each with how many it holds; () where none are told apart.
    `notes` say what was not drawn of base maps.
    """

    width: float
    height: float
    marks: tuple[Mark, ...]
    paper: str = ""
    counts: Counts = NOTHING_COUNTED
    layers: tuple[tuple[str, int], ...] = ()
    notes: tuple[Text, ...] = ()
    boxes: Points = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "boxes", _boxes(self.marks))

    def hit(self, x: float, y: float, catch: float = 1.0) -> Target | None:
        """The row whose mark lies at (x, y) mm or within `catch` mm of it; the uppermost mark wins, areas yield."""
        near = np.flatnonzero(_near(self.boxes, x, y, catch))
        area: Target | None = None
        for mark in (self.marks[index] for index in near[::-1]):
            found = _hit(mark, x, y, catch)
            if found is not None and found[0] != "region":
                return found
            area = area or found
        return area

    def inside(self, rect: tuple[float, float, float, float]) -> frozenset[Target]:
        """Rows with a mark that lies wholly within left, top, right, bottom in mm."""
        left, top, right, bottom = rect
        boxes = self.boxes
        whole = (boxes[:, 0] >= left) & (boxes[:, 1] >= top) & (boxes[:, 2] <= right) & (boxes[:, 3] <= bottom)
        marks = (self.marks[index] for index in np.flatnonzero(whole))
        return frozenset(mark.target for mark in marks if not isinstance(mark, Inset) and mark.target)

    def of_targets(self, targets: frozenset[Target]) -> Iterator[tuple[Mark, Points]]:
        """The marks of some rows with their boxes, for an overlay that shows them."""
        for mark, box in zip(self.marks, self.boxes, strict=True):
            if not isinstance(mark, Inset) and mark.target in targets:
                yield mark, box


def texts_of(scene: Scene) -> Iterator[str]:
    """Every text of a scene and of the scenes within it."""
    for mark in scene.marks:
        if isinstance(mark, Label):
            yield mark.text
        elif isinstance(mark, Inset):
            yield from texts_of(mark.scene)


def _near(boxes: Points, x: float, y: float, catch: float) -> npt.NDArray[np.bool_]:
    place = np.array([x, y])
    near = np.hstack([boxes[:, :2] - catch <= place, boxes[:, 2:] + catch >= place])
    return np.asarray(near.all(axis=1), dtype=np.bool_)


def _boxes(marks: tuple[Mark, ...]) -> Points:
    """Left, top, right, bottom of every mark as (n, 4); control points count, so that boxes may be a little large."""
    boxes = np.empty((len(marks), 4))
    paths = [index for index, mark in enumerate(marks) if isinstance(mark, Shape)]
    if paths:
        parts = [mark.path.points for mark in marks if isinstance(mark, Shape)]
        starts = np.cumsum([0] + [len(part) for part in parts[:-1]])
        joined = np.concatenate(parts)
        boxes[paths, :2] = np.minimum.reduceat(joined, starts)
        boxes[paths, 2:] = np.maximum.reduceat(joined, starts)
        grown = np.array([mark.stroke.width / 2 if mark.stroke else 0.0 for mark in marks if isinstance(mark, Shape)])
        boxes[paths] += grown[:, None] * np.array([-1.0, -1.0, 1.0, 1.0])
    for index, mark in enumerate(marks):
        if isinstance(mark, Label):
            boxes[index] = mark.box
        elif isinstance(mark, Inset):
            boxes[index] = (mark.x, mark.y, mark.x + mark.scene.width, mark.y + mark.scene.height)
        elif isinstance(mark, Picture | Raster):
            boxes[index] = (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height)
    return boxes


def _hit(mark: Mark, x: float, y: float, catch: float) -> Target | None:
    if isinstance(mark, Inset):
        return mark.scene.hit(x - mark.x, y - mark.y, catch)
    if isinstance(mark, Picture | Raster) or mark.target is None:
        return None
    if isinstance(mark, Label):
        left, top, right, bottom = mark.box
        return mark.target if left <= x <= right and top <= y <= bottom else None
    reach = catch + (mark.stroke.width / 2 if mark.stroke else 0.0)
    rings = flatten(mark.path)
    if mark.fill and sum(_encloses(ring, x, y) for ring in rings) % 2:
        return mark.target
    if mark.target[0] == "region":
        return None
    return mark.target if min(_distance(ring, x, y) for ring in rings) <= reach else None


def flatten(path: Path) -> list[Points]:
    """The pieces of a path as polylines (n, 2); curves become twelve segments each."""
    rings: list[list[Points]] = []
    at = 0
    for command in path.commands:
        piece = path.points[at : at + _TAKES[command]]
        at += _TAKES[command]
        if command == "M":
            rings.append([piece])
        elif command == "L":
            rings[-1].append(piece)
        elif command == "Z":
            rings[-1].append(rings[-1][0][:1])
        else:
            rings[-1].append(_bend(np.vstack([rings[-1][-1][-1:], piece])))
    return [np.concatenate(ring) for ring in rings]


def _bend(control: Points) -> Points:
    """Points along a quadratic (3 controls) or cubic (4 controls) Bezier piece, without its start."""
    if control.ndim == 2:
        control = control[:, None, :].repeat(len(_FLAT_STEPS), axis=1)
    while len(control) > 1:
        control = control[:-1] * (1 - _FLAT_STEPS) + control[1:] * _FLAT_STEPS
    flat: Points = control[0]
    return flat


def _encloses(ring: Points, x: float, y: float) -> bool:
    """Whether a closed ring encloses a point, by counting crossings of the ray to the right."""
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[crosses], b[crosses]
    right = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]) > x
    return bool(right.sum() % 2)


def _distance(line: Points, x: float, y: float) -> float:
    """Shortest distance in mm from a point to a polyline."""
    if len(line) == 1:
        return float(np.hypot(*(line[0] - (x, y))))
    a, step = line[:-1], np.diff(line, axis=0)
    square = (step**2).sum(axis=1)
    along = (((x, y) - a) * step).sum(axis=1) / np.where(square > 0, square, 1.0)
    foot = a + along.clip(0, 1)[:, None] * step
    return float(np.hypot(foot[:, 0] - x, foot[:, 1] - y).min())
