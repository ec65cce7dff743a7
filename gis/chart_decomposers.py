"""The decomposer matrix as a chart: wastes down, regions across, how much of what is made could be taken there."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import numpy as np

from core.evidence import ref
from core.findings import Inquiry
from core.i18n import show, translate, unit_label
from core.matching_matrix import NO_REGION, Cell, decomposer_matrix, unit_rank
from core.text import N_, Quantity, Text
from gis.amounts import short_amount
from gis.chart_box import (
    HEADING,
    SMALL_WORDS,
    WORDS,
    ChartBox,
    ChartFigure,
    bar,
    hatched_field,
    headed,
    inner,
    lines_of,
)
from gis.number_tables import NumberTable
from gis.palette import blend, readable_on
from gis.scene import Mark, Shape, Stroke
from gis.symbols import rectangle
from gis.typeset import shortened

MOST, MOST_OTHERS = 18, 5  # wastes, and those of them that are counted in other units than the first
CELL = "decomposer"
_NAMES, _HEAD, _KEY = 46.0, 11.0, 15.0  # mm for names at the left and above, and for the legend below
_WIDEST = 46.0  # mm of a region
_UNIT = 6.0  # mm of the line with the unit of the wastes below it
CLASSES = {
    "enough": N_("plants there can take all"),
    "half": N_("more than half of it"),
    "little": N_("less than half of it"),
    "none": N_("nothing of it"),
    "unknown": N_("not known"),
}
_STRENGTH = {"enough": 0.0, "half": 0.18, "little": 0.4, "none": 0.7, "unknown": 0.0}
Key = tuple[int, str]


def decomposers(inquiry: Inquiry) -> ChartFigure | None:
    """The chart of a year: the wastes that lack most, None where no waste is told."""
    cells = decomposer_matrix(inquiry)
    return matrix_chart(inquiry, cells) if cells else None


def matrix_chart(inquiry: Inquiry, cells: Sequence[Cell]) -> ChartFigure:
    """The chart of cells of an inquiry; wastes of unlike units stand apart."""
    by_waste: dict[Key, dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        by_waste[cell.commodity, cell.unit][cell.region] = cell
    ranks = {
        key: (*unit_rank(next(iter(told.values()))), -sum(map(_lack, told.values()))) for key, told in by_waste.items()
    }
    keys = _first(sorted(by_waste, key=lambda key: ranks[key]))
    units = [unit for _, unit in keys]
    regions = sorted({region for key in keys for region in by_waste[key]}, key=lambda region: (region < 0, region))
    names = [_region(inquiry, region) for region in regions]
    wastes = [str(inquiry.now.commodity.name[commodity]) for commodity, _ in keys]
    grid = [[by_waste[key].get(region) for region in regions] for key in keys]
    shown = [(row, column, cell) for row, line in enumerate(grid) for column, cell in enumerate(line) if cell]
    words = {(CELL, f"{row}:{column}"): _words(wastes[row], names[column], cell) for row, column, cell in shown}
    rows = {(CELL, f"{row}:{column}"): (ref(inquiry.now, "region", cell.region),)
            for row, column, cell in shown if cell.region >= 0}  # fmt: skip
    notes = [Text("Above what is made, below what plants there state they can take, proved or not.")]
    if len(by_waste) > len(keys):
        notes.append(Text("{n} further waste is in the table alone.", {"n": len(by_waste) - len(keys)},
                          plural="{n} further wastes are in the table alone."))  # fmt: skip
    title = headed(inquiry.now.name, inquiry.year, Text("Wastes and the plants that could take them, by region"))
    return ChartFigure(
        title, tuple(notes),
        partial(_draw, wastes, units, names, grid), partial(_table, inquiry, cells, title, tuple(notes)), rows, words,
        (_NAMES + 30.0 * max(len(regions), 3) + 12.0, _HEAD + _KEY + 10.0 + 8.5 * len(keys) + _UNIT * len(set(units))),
    )  # fmt: skip


def _first(keys: Sequence[Key]) -> list[Key]:
    """The first wastes, some of each unit."""
    main = [key for key in keys if key[1] == keys[0][1]]
    others = [key for key in keys if key[1] != keys[0][1]][:MOST_OTHERS]
    return main[: MOST - len(others)] + others


def _lack(cell: Cell) -> float:
    return 0.0 if np.isnan(cell.net) else max(-cell.net, 0.0)


def _region(inquiry: Inquiry, region: int) -> Text:
    if region == NO_REGION:
        return Text("in no region")
    return Text("{name}", {"name": str(inquiry.now.region.name[region])})


def class_of_cell(cell: Cell) -> str:
    """How much of what is made could be taken there; unknown where an amount of either is."""
    if np.isnan(cell.made) or (cell.open and cell.capacity < cell.made):
        return "unknown"
    if cell.capacity >= cell.made:
        return "enough"
    if cell.capacity <= 0:
        return "none"
    return "half" if cell.capacity >= cell.made / 2 else "little"


def _words(waste: str, region: Text, cell: Cell) -> Text:
    values = {"waste": waste, "region": region, "made": Quantity(cell.made, cell.unit), "open": cell.open,
              "capacity": Quantity(cell.capacity, cell.unit), "proved": Quantity(cell.proved, cell.unit)}  # fmt: skip
    return Text("{waste}, {region}: made {made}, plants there can take {capacity}, proved {proved}; capacities of "
                "unknown amount: {open}", values)  # fmt: skip


def _draw(
    wastes: Sequence[str], units: Sequence[str], names: Sequence[Text], grid: Sequence[Sequence[Cell | None]],
    box: ChartBox,
) -> list[Mark]:  # fmt: skip
    slack = max(box.width - _NAMES - 2.0 - _WIDEST * len(names), 0.0) / 2
    box = inner(box, slack, 0.0, slack, 0.0)
    plot = inner(box, _NAMES, _HEAD, 2.0, _KEY)
    above = [_UNIT * len(dict.fromkeys(units[: row + 1])) for row in range(len(units))]  # mm for headings of units
    above = above if len(set(units)) > 1 else [0.0] * len(units)
    wide, tall = min(plot.width / len(names), _WIDEST), min((plot.height - above[-1]) / len(wastes), 14.0)
    marks, empty = list[Mark](), list[Mark]()
    for column, name in enumerate(names):
        place = (plot.left + (column + 0.5) * wide, plot.top - 4.5, wide - 2.0)
        marks += lines_of(box, show(name, box.language), place, font=HEADING, most=2, align=0.5)
    for row, waste in enumerate(wastes):
        top = plot.top + row * tall + above[row]
        if above[row] and units[row] not in units[:row]:
            unit = show(Text("in {unit}", {"unit": unit_label(units[row], box.language)}), box.language)
            marks.append(box.label(unit, plot.left, top - 0.45 * _UNIT, font=SMALL_WORDS, colour=box.colours.muted))
        short = shortened(waste, WORDS, _NAMES - 3.0, box.measure)
        marks.append(box.label(short, plot.left - 2.0, top + 0.5 * tall, align=1.0))
        for column, cell in enumerate(grid[row]):
            rect = (plot.left + column * wide, top, wide, tall)
            (marks if cell else empty).extend(_cell(box, rect, cell, f"{row}:{column}"))
    return [*empty, *marks, *_legend(box, plot.top + tall * len(wastes) + above[-1] + 7.0)]


def _cell(box: ChartBox, rect: tuple[float, float, float, float], cell: Cell | None, place: str) -> list[Mark]:
    left, top, wide, tall = rect
    if cell is None:
        return [Shape(rectangle(*rect), "", Stroke(box.colours.rule, 0.2))]
    name = class_of_cell(cell)
    fill = blend(box.colours.ramp, box.colours.page, _STRENGTH[name])
    marks: list[Mark] = [bar(box, rect, fill, (CELL, place))]
    if name == "unknown":
        marks += hatched_field(box, rect)
    made = box.told(Text("not known")) if np.isnan(cell.made) else short_amount(cell.made, cell.unit, box.language)
    capacity = short_amount(cell.capacity, cell.unit, box.language)
    capacity = f"≥{capacity}" if cell.open and name != "enough" else capacity
    ink = readable_on(fill, box.colours)
    halo = box.colours.page if name == "unknown" else ""
    x = left + wide / 2
    for words, share, font in ((made, 0.3, SMALL_WORDS), (f"→ {capacity}", 0.72, SMALL_WORDS)):
        if box.long(words, font) < wide - 1.0:
            marks.append(box.label(words, x, top + share * tall, font=font, colour=ink, align=0.5, halo=bool(halo)))
    return marks


def _legend(box: ChartBox, y: float) -> list[Mark]:
    marks: list[Mark] = []
    x = box.left
    for name, title in CLASSES.items():
        rect = (x, y - 1.8, 7.0, 3.6)
        marks.append(bar(box, rect, blend(box.colours.ramp, box.colours.page, _STRENGTH[name])))
        if name == "unknown":
            marks += hatched_field(box, rect)
        words = translate(title, box.language)
        marks.append(box.label(words, x + 8.5, y, font=SMALL_WORDS))
        x += 8.5 + box.long(words, SMALL_WORDS) + 5.0
    return marks


def _table(inquiry: Inquiry, cells: Sequence[Cell], title: Text, notes: Sequence[Text], language: str) -> NumberTable:
    heads = (N_("Waste"), N_("Region"), N_("Unit"), N_("Made"), N_("Plants there can take"), N_("of it proved"),
             N_("Capacities of unknown amount"))  # fmt: skip
    rows = tuple(
        (str(inquiry.now.commodity.name[cell.commodity]), show(_region(inquiry, cell.region), language),
         unit_label(cell.unit, language), None if np.isnan(cell.made) else cell.made, cell.capacity, cell.proved,
         float(cell.open))
        for cell in cells
    )  # fmt: skip
    told = tuple(show(note, language) for note in notes)
    return NumberTable(show(title, language), tuple(translate(head, language) for head in heads), rows, told)
