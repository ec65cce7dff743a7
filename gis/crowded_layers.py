"""What the map of a large project is painted from: many marks of one kind at once, as arrays in mm or metres."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.columns import Integers
from gis.areas import Rings
from gis.scene import Points, Scene, Stroke
from gis.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Fills:
    """The rings `shown` (r,) of some in metres of the view's projection, each filled with its colour, '' for none."""

    rings: Rings
    shown: Integers
    fills: Sequence[str]
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Straight pieces (s, 4) in mm drawn with one pen; `joined` ones are parts of curves, without gaps at bends."""

    stroke: Stroke
    pieces: npt.NDArray[np.float64]
    joined: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """Filled triangles (n, 3, 2) in mm of one colour."""

    colour: str
    corners: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """Small scenes, many of them alike, with their middles on places (n, 2) in mm."""

    scenes: Sequence[Scene]
    places: Points


Layer = Fills | Segments | Heads | Stamps
