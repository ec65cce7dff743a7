"""The material-flow diagram of a park as a page: what comes in, what moves between its groups, what goes out."""

from collections.abc import Callable, Sequence

import numpy as np
import shapely

from core.i18n import show, translate
from core.kinds import ROLES
from core.text import N_, Text
from gis.amounts import short_amount
from gis.figure_page import EDGE, FOOT, HEAD, FigurePage, page_marks
from gis.flow_diagram_amounts import amount_labels
from gis.flow_diagram_bands import ROOM_FOR, FlowSystem
from gis.flow_diagram_list import free_zones, list_marks
from gis.flow_diagram_places import Bar, Placing, place_diagram
from gis.flow_diagram_plan import BAR, THINNEST
from gis.flow_diagram_ribbons import Place, Ribbon
from gis.flow_diagram_words import (
    BAND,
    GROUP_LONGEST,
    ITEM,
    NAME,
    NARROW_SIDE,
    SIDE,
    column_titles,
    difference_sign,
    notes,
    station_labels,
    why_nothing,
)
from gis.palette import GROUPS, Palette, blend, palette
from gis.scene import Font, Label, Mark, Scene, Shape, Stroke, Target, flatten
from gis.sheet import Measure
from gis.symbols import polygon, polyline, rectangle
from gis.typeset import spaced

HEADING = Font(10.0, bold=True)
_BROAD = 350.0  # mm, of a page that has room
_TITLES = 7.0  # mm for the titles of the columns
_READABLE = 5.0  # mm of width that the largest band should have
_NAMED = (ROOM_FOR, 12, 9, 6, 4)  # how many stand by themselves at each side: the first for which the page has room
_LINE_WIDEST = 2.0  # mm: a band that is no wider is broken by the words on it
_TINT = 0.62  # how much of its colour a band has on the paper


def diagram_box(page: FigurePage) -> tuple[float, float, float, float]:
    """Left, top, width and height in mm of the bars and bands."""
    top = 4.0 if page.bare else HEAD
    foot = 14.0 if page.bare else FOOT
    beside = (3.0 if page.bare else EDGE) + names_room(page)
    return (beside, top + _TITLES, page.width - 2 * beside, page.height - top - _TITLES - foot)


def names_room(page: FigurePage) -> float:
    """The mm kept for names at the left and at the right; less on a small page."""
    return SIDE if page.width >= _BROAD else NARROW_SIDE


def compose_diagram(system: FlowSystem, page: FigurePage, measure: Measure) -> Scene:
    """The page of a material-flow system; a mark of a band has the target (BAND, its number)."""
    colours = palette(page.dark)
    if not system.bands:
        return _empty_page(system, page, colours, measure)
    titles = [one.title if one.side == "group" else "" for one in system.stations]
    placing = place_diagram(system, diagram_box(page), tuple(measure(titles, NAME).clip(max=GROUP_LONGEST).tolist()))
    marks: list[Mark] = _frame_marks(page, placing, system, colours, measure)
    marks += _band_marks(system, placing, colours)
    for station, bar in zip(system.stations, placing.bars, strict=True):
        split = station.side == "group" and system.ends is None
        marks += _bar_marks(bar, split, _station_colour(station.kind, colours), colours)
    marks += station_labels(system, placing, (page.language, names_room(page)), colours, measure)
    told = amount_labels(system, placing, marks, page.language, colours, measure)
    zones = free_zones(placing, marks, diagram_box(page), 3.0 if page.bare else EDGE, page.width)
    marks += [*_plates(told.labels, placing), *told.labels]
    marks += list_marks(system, told.short, zones, page.language, colours, measure)
    marks += _key_marks(system, placing, page, colours, measure)
    marks += _round_marks(system, placing.scale, page, measure)
    return Scene(page.width, page.height, tuple(marks), colours.page)


def roomy_system(named: Callable[[int], FlowSystem], page: FigurePage) -> FlowSystem:
    """The system with most names (`named` makes it from their number) whose largest band is still seen on the page."""
    system = named(_NAMED[0])
    for items in _NAMED[1:]:
        largest = max((band.known for band in system.bands), default=0.0)
        if not largest or place_diagram(system, diagram_box(page)).scale * largest >= _READABLE:
            break
        system = named(items)
    return system


def diagram_title(system: FlowSystem, language: str) -> str:
    """Of what, in which year, unit and level a diagram tells."""
    unit = short_amount(0.0, system.unit, language).lstrip("0").strip()
    values = {"name": spaced(system.name), "year": str(system.year), "unit": unit, "level": system.title}
    if system.year is None:
        return show(Text("{name}: material flows ({unit}/year) – {level}", values), language)
    return show(Text("{name}: material flows {year} ({unit}) – {level}", values), language)


def _empty_page(system: FlowSystem, page: FigurePage, colours: Palette, measure: Measure) -> Scene:
    words = show(why_nothing(system, page.language), page.language)
    x, y = page.width / 2, page.height / 2
    label = Label(words, x, y, HEADING, colours.muted, float(measure([words], HEADING)[0]), 0.5)
    marks = (label, *_round_marks(system, 0.0, page, measure))
    return Scene(page.width, page.height, marks, colours.page)


def _round_marks(system: FlowSystem, scale: float, page: FigurePage, measure: Measure) -> list[Mark]:
    """Title, notes and class of its page."""
    return page_marks(page, diagram_title(system, page.language), notes(system, scale, page.language), measure)


def _frame_marks(
    page: FigurePage, placing: Placing, system: FlowSystem, colours: Palette, measure: Measure
) -> list[Mark]:
    """The park as a field with an edge between what comes in and what goes out, and the titles of the three."""
    left, top, width, height = diagram_box(page)
    groups = [bar for bar, one in zip(placing.bars, system.stations, strict=True) if one.side == "group"]
    first, last = min(bar.x for bar in groups), max(bar.x + BAR for bar in groups)
    inner, outer = (left + first) / 2, (last + left + width) / 2
    inner, outer = max(inner, left + BAR + 6.0), min(outer, left + width - BAR - 6.0)
    field = rectangle(inner, top, outer - inner, height)
    marks: list[Mark] = []
    if system.ends is None:
        marks.append(Shape(field, colours.paper, Stroke(colours.frame, 0.35, (2.0, 1.4))))
    edge, titles = left - names_room(page), column_titles(system)
    for side, x, align in (
        ("input", edge, 0.0),
        ("group", (inner + outer) / 2, 0.5),
        ("output", page.width - edge, 1.0),
    ):
        words = translate(titles[side], page.language)
        marks.append(Label(words, x, top - 3.2, HEADING, colours.ink, float(measure([words], HEADING)[0]), align))
    return marks


def _band_marks(system: FlowSystem, placing: Placing, colours: Palette) -> list[Mark]:
    """Loops below, wide bands next, thin ones above; what is wholly unknown as a dashed line."""
    rows = sorted(
        range(len(system.bands)), key=lambda row: (placing.ribbons[row].tip is None, -system.bands[row].known)
    )
    marks: list[Mark] = []
    for row in rows:
        band, ribbon, target = system.bands[row], placing.ribbons[row], (BAND, str(row))
        colour = colours.links[band.group]
        if band.known:
            tint = blend(colour, colours.page, _TINT)
            marks.append(Shape(ribbon.outline, tint, Stroke(colours.page, 0.2), target))
        else:
            marks.append(Shape(ribbon.middle, "", Stroke(colour, THINNEST, (1.6, 1.0)), target))
        if ribbon.tip is not None:
            marks += _arrow_marks(ribbon, ribbon.tip, colour, target)
    return marks


def _plates(told: Sequence[Label], placing: Placing) -> list[Mark]:
    """Beneath the words on a thin band a field of the paper that breaks its line, where no other band runs."""
    lines = [shapely.LineString(flatten(one.middle)[0]).buffer(one.width / 2) for one in placing.ribbons]
    tree = shapely.STRtree(lines)
    plates: list[Mark] = []
    for label in told:
        if not label.halo or label.target is None:
            continue
        left, top, right, bottom = label.box
        row = int(label.target[1])
        thin = placing.ribbons[row].width < _LINE_WIDEST
        first, _, last, _ = lines[row].bounds
        met = tree.query(shapely.box(left - 0.4, top, right + 0.4, bottom), "intersects").tolist()
        if thin and met == [row] and right - left < 0.8 * (last - first):
            plates.append(Shape(rectangle(left - 0.4, top, right - left + 0.8, bottom - top), label.halo))
    return plates


def _arrow_marks(ribbon: Ribbon, tip: Place, colour: str, target: Target) -> list[Mark]:
    """A point on a loop that shows which way it runs."""
    half = min(max(0.42 * ribbon.width, 1.0), 2.4)
    along, across = np.array(ribbon.way), np.array(ribbon.way[::-1])
    corners = (along, -0.6 * along + across, -0.6 * along - across)
    return [Shape(polygon(np.array([np.add(tip, half * corner) for corner in corners])), colour, None, target)]


def _station_colour(kind: str, colours: Palette) -> str:
    return colours.roles[kind] if kind in ROLES or kind in colours.roles else colours.muted


def _bar_marks(bar: Bar, group: bool, colour: str, colours: Palette) -> list[Mark]:
    """A bar; of a group the left half is filled as far as something came in, the right as far as something went out."""
    if not group:
        return [Shape(rectangle(bar.x, bar.top, BAR, bar.height), colours.muted)]
    marks: list[Mark] = []
    for x, filled in ((bar.x, bar.came), (bar.x + BAR / 2, bar.went)):
        if filled:
            marks.append(Shape(rectangle(x, bar.top, BAR / 2, filled), colour))
        if bar.height - filled > 0.05:
            marks += _hatched((x, bar.top + filled, BAR / 2, bar.height - filled), colours)
    return [*marks, Shape(rectangle(bar.x, bar.top, BAR, bar.height), "", Stroke(colours.ink, 0.25))]


def _hatched(rect: tuple[float, float, float, float], colours: Palette) -> list[Mark]:
    """A field of slanted lines: what does not stand on the other side, whereabouts to be checked."""
    left, top, width, height = rect
    marks: list[Mark] = [Shape(rectangle(*rect), colours.page)]
    pen = Stroke(colours.terms["unaccounted"], 0.25)
    for y in np.arange(top + width, top + height, 1.1):
        marks.append(Shape(polyline(np.array([(left, y), (left + width, y - width)])), "", pen))
    return marks


def _key_marks(
    system: FlowSystem, placing: Placing, page: FigurePage, colours: Palette, measure: Measure
) -> list[Mark]:
    """The colours of the bands in one row below the diagram, then the signs for what is unknown or does not close."""
    x = 3.0 if page.bare else EDGE
    y = diagram_box(page)[1] + diagram_box(page)[3] + 4.0
    marks: list[Mark] = []
    groups = {band.group for band in system.bands}
    entries = [(title, colours.links[group]) for group, title in GROUPS.items() if group in groups]
    for title, colour in [*entries, *_sign_entries(system, placing)]:
        words = translate(title, page.language)
        length = float(measure([words], ITEM)[0])
        if x + 10.0 + length > page.width - EDGE:
            break
        marks += _sample(x, y, colour, colours)
        marks.append(Label(words, x + 9.0, y, ITEM, colours.ink, length))
        x += 9.0 + length + 6.0
    return marks


def _sign_entries(system: FlowSystem, placing: Placing) -> list[tuple[str, str]]:
    found = []
    if any(not band.known for band in system.bands):
        found.append((N_("Amount not known"), "dashed"))
    bars = [bar for bar, one in zip(placing.bars, system.stations, strict=True) if one.side == "group"]
    if system.ends is None and any(abs(bar.came - bar.went) > 0.05 for bar in bars):
        found.append((difference_sign(system), "hatched"))
    return found


def _sample(x: float, y: float, colour: str, colours: Palette) -> list[Mark]:
    if colour == "dashed":
        line = polyline(np.array([(x, y), (x + 7.0, y)]))
        return [Shape(line, "", Stroke(colours.muted, THINNEST, (1.6, 1.0)))]
    if colour == "hatched":
        return [*_hatched((x + 2.5, y - 2.2, 2.0, 4.4), colours), _outline(x + 2.5, y - 2.2, 2.0, 4.4, colours)]
    return [Shape(rectangle(x, y - 1.4, 7.0, 2.8), blend(colour, colours.page, _TINT))]


def _outline(x: float, y: float, width: float, height: float, colours: Palette) -> Shape:
    return Shape(rectangle(x, y, width, height), "", Stroke(colours.ink, 0.25))
