"""What every map page carries beside the map: scale bar, north arrow, stamp."""

import numpy as np

from core.i18n import show_number, translate
from core.text import N_
from gis.amounts import round_below
from gis.palette import Palette
from gis.scene import Font, Label, Mark, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import polygon, rectangle

SMALL = Font(7.5)
_BAR_MM = 55.0  # the longest a scale bar gets
_BAR_HEIGHT = 1.3
NORTH = N_("N")
_LEANS = 1.0  # degrees; the zones of a cluster lean less, and an arrow askew by less looks like a slip
_LETTER = np.array([0.0, -6.4])  # mm from the middle of the arrow
_ARROW_LEFT = np.array([(0.0, -4.4), (-2.6, 4.4), (0.0, 2.4)])
_STAMP = Font(11.0, bold=True)
_NICE = (1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 8, 9, 10)


def round_scale(metres_per_mm: float) -> float:
    """The next coarser scale with a round denominator, as metres per mm."""
    power = 10.0 ** np.floor(np.log10(metres_per_mm))
    return float(next(step * power for step in _NICE if step * power >= metres_per_mm * (1 - 1e-9)))


def scale_marks(
    place: tuple[float, float], metres_per_mm: float, colours: Palette, measure: Measure, longest: float = _BAR_MM
) -> list[Mark]:
    """A scale bar of a round length, at most `longest` mm, from its top left corner, with 1 : n beneath."""
    x, y = place
    length = round_below(longest * metres_per_mm)
    half = length / metres_per_mm / 2
    top = y + 4.0
    marks: list[Mark] = [
        Shape(rectangle(x, top, half, _BAR_HEIGHT), colours.ink, Stroke(colours.ink, 0.2)),
        Shape(rectangle(x + half, top, half, _BAR_HEIGHT), colours.page, Stroke(colours.ink, 0.2)),
    ]
    unit, size = ("km", 1000.0) if length >= 1000 else ("m", 1.0)
    ticks = ["0", show_number(length / 2 / size, 3), f"{show_number(length / size, 3)} {unit}"]
    for step, text in enumerate(ticks):
        width = float(measure([text], SMALL)[0])
        marks.append(Label(text, x + step * half, y + 1.7, SMALL, colours.ink, width, 0.0 if step == 0 else 0.5))
    ratio = f"1 : {show_number(metres_per_mm * 1000, 3)}"
    marks.append(Label(ratio, x, top + 4.6, SMALL, colours.ink, float(measure([ratio], SMALL)[0])))
    return marks


def north_marks(
    place: tuple[float, float], language: str, colours: Palette, measure: Measure, north: float = 0.0
) -> list[Mark]:
    """An arrow with its letter, centred below `place`; it leans to the right by `north` degrees where that shows."""
    middle = np.array([place[0], place[1] + 7.6])
    angle = np.radians(north if abs(north) >= _LEANS else 0.0)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    letter = translate(NORTH, language)
    x, y = middle + _LETTER @ turn
    return [
        Label(letter, float(x), float(y), SMALL, colours.ink, float(measure([letter], SMALL)[0]), 0.5),
        Shape(polygon(middle + _ARROW_LEFT @ turn), colours.ink, Stroke(colours.ink, 0.2)),
        Shape(polygon(middle + _ARROW_LEFT * (-1, 1) @ turn), colours.page, Stroke(colours.ink, 0.2)),
    ]


def stamp_marks(text: str, right: float, middle: float, colours: Palette, measure: Measure) -> list[Mark]:
    """A stamp with its right edge at `right`: a frame round the words, so that nobody takes it for a caption."""
    width = float(measure([text], _STAMP)[0])
    frame = rectangle(right - width - 6.0, middle - 4.2, width + 6.0, 8.4)
    return [
        Shape(frame, "", Stroke(colours.pollution, 0.6)),
        Label(text, right - 3.0, middle, _STAMP, colours.pollution, width, 1.0),
    ]
