"""Amounts on the bands of a material-flow diagram: each where nothing else is, the others in a list beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from core.i18n import show, translate
from core.text import Text
from gis.flow_diagram_bands import Band, FlowSystem
from gis.flow_diagram_places import Placing
from gis.flow_diagram_plan import BAR
from gis.flow_diagram_ribbons import Ribbon
from gis.flow_diagram_words import AMOUNT, BAND, told_amount
from gis.palette import Palette
from gis.scene import Label, Mark, flatten
from gis.sheet import Measure

_LEAST_TOLD = 1.2  # mm: thinner bands at the sides are told with their items
_BESIDE, _ABOVE = 0.6, 0.2  # mm kept free beside and above words
_INK = 0.7  # of the height of a line: the ink of its letters, which no other band may touch
Rect = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Written:
    """The words that found room on their bands, and the bands (rows) of which none did, then those without a name."""

    labels: tuple[Label, ...]
    short: tuple[int, ...]


def amount_labels(
    system: FlowSystem, placing: Placing, marks: Sequence[Mark], language: str, colours: Palette, measure: Measure
) -> Written:
    """What and how much on the bands, largest first, along each where no other word and no other band lies beneath.

    Those at one item need none.
    """
    taken = [mark.box for mark in marks if isinstance(mark, Label)]
    taken += [(bar.x, bar.top, bar.x + BAR, bar.top + bar.height) for bar in placing.bars]
    ground = shapely.STRtree([_field(ribbon) for ribbon in placing.ribbons])
    written, unwritten, unnamed = list[Label](), list[int](), list[int]()
    for row in _told_rows(system, placing):
        told = band_words(system, system.bands[row], language)
        labels = (label for words in told for label in _tried(words, placing.ribbons[row], row, colours, measure))
        label = next((one for one in labels if _is_free(one, taken, ground, row)), None)
        if label is None:
            unwritten.append(row)
            continue
        taken.append(label.box)
        written.append(label)
        if label.text != told[0]:
            unnamed.append(row)
    return Written(tuple(written), (*unwritten, *unnamed))


def _told_rows(system: FlowSystem, placing: Placing) -> Iterator[int]:
    """The bands that need words of their own, the largest first."""
    ends = [end for band in system.bands for end in {band.start, band.end}]
    alone = {row for row in range(len(system.stations)) if ends.count(row) == 1}
    for row in sorted(range(len(system.bands)), key=lambda row: -system.bands[row].known):
        band = system.bands[row]
        at_side = not _within(system, band)
        if not at_side or not ({band.start, band.end} & alone or placing.ribbons[row].width < _LEAST_TOLD):
            yield row


def _within(system: FlowSystem, band: Band) -> bool:
    return {system.stations[band.start].side, system.stations[band.end].side} == {"group"}


def _field(ribbon: Ribbon) -> shapely.Polygon:
    """What a band covers."""
    line = shapely.LineString(flatten(ribbon.middle)[0])
    return shapely.buffer(line, ribbon.width / 2, cap_style="flat")


def band_words(system: FlowSystem, band: Band, language: str) -> list[str]:
    """The words for a band, the fuller ones first."""
    amount = told_amount(system, [band], language)
    if not _within(system, band):
        return [amount]
    name, more = translate(band.matters[0], language), len(band.matters) - 1
    if more:
        values = {"name": name, "n": more, "amount": amount}
        return [show(Text("{name} and {n} more: {amount}", values), language), amount]
    return [show(Text("{name}: {amount}", {"name": name, "amount": amount}), language), amount]


def _tried(words: str, ribbon: Ribbon, row: int, colours: Palette, measure: Measure) -> Iterator[Label]:
    """The words at each place of a band where they could stand."""
    width = float(measure([words], AMOUNT)[0])
    halo = "" if ribbon.width > 1.3 * AMOUNT.height else colours.paper
    for x, y in ribbon.spots.tolist():
        yield Label(words, x, y, AMOUNT, colours.ink, width, 0.5, halo, (BAND, str(row)))


def _is_free(label: Label, taken: Sequence[Rect], ground: shapely.STRtree, row: int) -> bool:
    """Whether neither other words nor another band would lie beneath or close beside these words."""
    left, top, right, bottom = label.box
    if any(
        a < right + _BESIDE and c > left - _BESIDE and b < bottom + _ABOVE and d > top - _ABOVE for a, b, c, d in taken
    ):
        return False
    half = _INK * (bottom - top) / 2
    ink = shapely.box(left, label.y - half, right, label.y + half)
    met = ground.query(ink, predicate="intersects")
    return bool((met == row).all())
