"""The list beside a material-flow diagram: the bands whose words found no room on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.i18n import show, translate
from core.text import N_, Text
from gis.flow_diagram_amounts import Rect, band_words
from gis.flow_diagram_bands import FlowSystem
from gis.flow_diagram_places import Placing
from gis.flow_diagram_plan import BAR
from gis.flow_diagram_words import AMOUNT, BAND, NAME
from gis.palette import Palette
from gis.scene import Font, Label, Mark
from gis.sheet import Measure
from gis.typeset import LINE_HEIGHT, shortened

TITLE = N_("Without room on their bands")
_ARROW = " → "
_STEP = LINE_HEIGHT * AMOUNT.height
_HEAD, _GAP = 5.0, 1.2  # mm of the title, and between two entries
_ENTRY = 2 * _STEP + _GAP
_CLEAR = 3.0  # mm between the list and other words


@dataclass(frozen=True, slots=True)
class _Look:
    """How the list is written."""

    language: str
    colours: Palette
    measure: Measure

    def label(self, words: str, left: float, y: float, font: Font, colour: str, row: int | None = None) -> Label:
        target = None if row is None else (BAND, str(row))
        return Label(words, left, y, font, colour, float(self.measure([words], font)[0]), 0.0, "", target)


def list_marks(
    system: FlowSystem, rows: Sequence[int], zones: Sequence[Rect], language: str, colours: Palette, measure: Measure
) -> list[Mark]:
    """The bands of these rows in the free zones, the highest first: from where to where, what, and how much.

    What finds no room there is counted at the end, since the table of numbers holds everything.
    """
    look, left_over, marks = _Look(language, colours, measure), list(rows), list[Mark]()
    rooms = [(zone, int((zone[3] - zone[1] - _HEAD - _STEP) / _ENTRY)) for zone in zones]
    usable = sorted(((zone, room) for zone, room in rooms if room > 0), key=lambda pair: -pair[1])
    for place, (zone, room) in enumerate(usable):
        if not left_over:
            break
        here, left_over = left_over[:room], left_over[room:]
        marks.append(look.label(translate(TITLE, language), zone[0], zone[1] + 1.6, NAME, colours.muted))
        marks += _entries(system, here, zone, look)
        if left_over and place == len(usable) - 1:
            told = show(Text("and {n} more in the table of numbers", {"n": len(left_over)}), language)
            y = zone[1] + _HEAD + len(here) * _ENTRY + _STEP / 2
            marks.append(look.label(told, zone[0], y, AMOUNT, colours.muted))
    return marks


def _entries(system: FlowSystem, rows: Sequence[int], zone: Rect, look: _Look) -> Iterator[Label]:
    """Two lines for each band, below one another from the title of a zone on."""
    left, top, right, _ = zone
    for place, row in enumerate(rows):
        band, y = system.bands[row], top + _HEAD + place * _ENTRY + _STEP / 2
        ends = [translate(system.stations[end].title, look.language) for end in (band.start, band.end)]
        words = band_words(system, band, look.language)[0]
        told = shortened(words, AMOUNT, right - left, look.measure)
        yield look.label(_between(ends, right - left, look), left, y, AMOUNT, look.colours.muted, row)
        yield look.label(told, left, y + _STEP, AMOUNT, look.colours.ink, row)


def _between(ends: Sequence[str], width: float, look: _Look) -> str:
    """From where to where in `width` mm; where that is too little, the longer of both names gives way first."""
    arrow, *lengths = look.measure([_ARROW, *ends], AMOUNT).tolist()
    room = width - arrow
    half = [max(room / 2, room - other) for other in lengths[::-1]]
    return _ARROW.join(shortened(name, AMOUNT, most, look.measure) for name, most in zip(ends, half, strict=True))


def free_zones(placing: Placing, marks: Sequence[Mark], box: Rect, edge: float, width: float) -> list[Rect]:
    """Left, top, right and bottom in mm of what is free above and below the items at either side of a page.

    `box` is left, top, width and height of the bars and bands, `edge` how far the page keeps free at its sides.
    """
    left, top, across, height = box
    labels = [mark.box for mark in marks if isinstance(mark, Label)]
    labels += [(bar.x, bar.top, bar.x + BAR, bar.top + bar.height) for bar in placing.bars]
    zones = []
    for low, high in ((edge, left), (left + across, width - edge)):
        here = np.array([(b, d) for a, b, c, d in labels if a < high and c > low and d > top and b < top + height])
        if not len(here):
            zones.append((low, top + _CLEAR, high, top + height))
            continue
        zones.append((low, top + _CLEAR, high, float(here[:, 0].min()) - _CLEAR))
        zones.append((low, float(here[:, 1].max()) + _CLEAR, high, top + height))
    return zones
