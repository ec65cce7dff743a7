"""What the legend tells of sized signs and shaded regions, drawn by the functions that draw them on the map."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.i18n import DOUBLE, counted_in, show, show_number, unit_label
from core.text import Text
from gis.amounts import round_below
from gis.ground import hatching
from gis.palette import Palette
from gis.scene import Mark, Shape, Stroke
from gis.sheet import Sheet
from gis.styling_heat import RADIUS, Heat
from gis.styling_hot_spots import pattern
from gis.styling_regions import Shading
from gis.styling_sizes import SMALLEST, Sizes
from gis.symbols import circle, rectangle

_LINE = 10.0  # mm of a sample's width
_DIGITS = 6  # of a sample's amount

Draw = Callable[[float, float], list[Mark]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend: a sample drawn with its middle at (x, y), and its words."""

    draw: Draw
    words: str
    height: float = 0.0  # mm that the sample needs


def style_entries(sheet: Sheet) -> list[Entry]:
    """Sizes of signs and shades of regions, where the map has any."""
    language = sheet.view.language
    entries = size_entries(language, sheet.colours, sheet.sizes) if sheet.sizes is not None else []
    shading = sheet.shading if sheet.shows("regions") else None
    entries += shade_entries(language, sheet.colours, shading) if shading is not None else []
    return [*entries, *(heat_entries(sheet, sheet.heat) if sheet.heat is not None else [])]


def size_entries(language: str, colours: Palette, sizes: Sizes) -> list[Entry]:
    """Samples of signs for round amounts, and the amount up to which signs are drawn smallest."""
    times, unit = counted_in(sizes.unit, language)
    values = {"title": sizes.title, "unit": unit_label(unit, language)}
    title = Text("Size of signs: {title} ({unit})", values)
    entries = [Entry(lambda x, y: [], show(title, language))]
    for amount in (round_below(sizes.top), round_below(sizes.top) / 5):
        if amount > sizes.least:
            radius = float(sizes.of(np.array([amount]))[0])
            entries.append(Entry(_circle(colours, radius), show_number(times * amount, _DIGITS), 2 * radius + 1.0))
    least = Text("{amount} and less", {"amount": show_number(times * sizes.least, 3)})
    if sizes.unknown:
        least = Text("{least}, or not known ({n})", {"least": least, "n": sizes.unknown})
    return [*entries, Entry(_circle(colours, SMALLEST * sizes.radius), show(least, language))]


def shade_entries(language: str, colours: Palette, shading: Shading) -> list[Entry]:
    """The classes with their bounds and how many regions stand in each, and how many are not known."""
    unit = unit_label(shading.unit, language)
    title = Text("{title} ({unit})", {"title": shading.title, "unit": unit}) if unit else shading.title
    entries = [Entry(lambda x, y: [], show(title, language))]
    for place, words in enumerate(shading.words):
        told = Text("{told}: {n}", {"told": Text(words), "n": shading.count(place)})
        if shading.count(place):
            entries.append(Entry(_patch(colours, shading.colours[place], place=place), show(told, language)))
    for place, fill in enumerate(shading.colours if len(shading.edges) else ()):
        low, high = shading.edges[place], shading.edges[min(place + 1, len(shading.edges) - 1)]
        digits = DOUBLE if len(shading.edges) > 1 else _DIGITS
        values = {"low": show_number(float(low), digits), "high": show_number(float(high), digits)}
        told = Text("above {low} to {high}", values) if place else Text("{low} to {high}", values)
        if low == high:
            told = Text("{low}", values)
        count = shading.count(place)
        counted = Text("{n} region", {"n": count}, plural="{n} regions")
        words = show(Text("{told}: {counted}", {"told": told, "counted": counted}), language)
        entries.append(Entry(_patch(colours, fill), words))
    if shading.unknown:
        told = Text("not known: {n} region", {"n": shading.unknown}, plural="not known: {n} regions")
        if shading.of_square is not None and len(shading.of_square):
            told = Text("not known: {n} square", {"n": shading.unknown}, plural="not known: {n} squares")
        entries.append(Entry(_patch(colours, "", hatched=True), show(told, language)))
    return entries


def heat_entries(sheet: Sheet, heat: Heat) -> list[Entry]:
    """How many findings lie within the distance, by class."""
    language = sheet.view.language
    reach = show_number(RADIUS * sheet.view.metres_per_mm / 1000, 2)
    title = Text("Findings within {distance} km", {"distance": reach})
    entries = [Entry(lambda x, y: [], show(title, language))]
    for floor, above, colour in zip(heat.floors, (*heat.floors[1:], heat.most + 1), heat.colours, strict=True):
        values = {"low": str(floor), "high": str(above - 1)}
        told = Text("{low} to {high}", values) if floor < above - 1 else Text("{low}", values)
        entries.append(Entry(_patch(sheet.colours, colour), show(told, language)))
    return entries


def _patch(colours: Palette, fill: str, *, hatched: bool = False, place: int = -1) -> Draw:
    """A field with the fill of a class, as regions have it; `place` is that of a class with a pattern."""

    def draw(x: float, y: float) -> list[Mark]:
        path = rectangle(x - _LINE / 2, y - 1.6, _LINE, 3.2)
        field = Shape(path, fill or colours.paper, Stroke(colours.border, 0.3))
        return [field, *(hatching(path, colours) if hatched else pattern(path, place, colours) if place >= 0 else [])]

    return draw


def _circle(colours: Palette, radius: float) -> Draw:
    stroke = Stroke(colours.sign_line, 0.25)
    return lambda x, y: [Shape(circle(x, y, radius), colours.roles["consumer"], stroke)]
