"""What the items of a page are made from, and the marks that several of them share: headings, rules, tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.analysis import Analysis
from core.base_maps import BaseMap
from core.findings import Finding, Ref
from core.i18n import show, translate
from core.page_layouts import Item, Layout
from core.page_templates import template
from core.paths import VERSION
from core.snapshot import Snapshot
from core.text import N_, Text
from core.waste_silence import EVERYBODY_TELLS, WasteSilence
from gis.adjusted_links import AdjustedLinks
from gis.amounts import short_amount
from gis.furniture import SMALL
from gis.legend import HEADING
from gis.lens import WHOLE, Lens
from gis.palette import Palette
from gis.scene import Font, Label, Mark, Shape, Stroke
from gis.sheet import Measure, Sheet
from gis.symbols import polyline
from gis.typeset import LINE_HEIGHT, paragraph, set_lines, shortened
from gis.view import OFF_AT_FIRST

CLASSES = {
    "internal": N_("Internal document, keep safe"),
    "public": N_("Public"),
    "draft": N_("Draft"),
}
HEADED = 7.0  # mm from a heading's top to what it heads
RULED = 4.5  # mm from the end of the item above, with a rule between
CELL = Font(7.5)
CELL_HEAD = Font(7.5, bold=True)
ROW = LINE_HEIGHT * CELL.height + 0.5
_CELL_GAP = 2.0  # mm between cells
NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Subject:
    """What one page of an atlas is about: a region, an actor or a finding."""

    ref: Ref
    finding: Finding | None = None

    @property
    def name(self) -> str:
        """What the page is called by."""
        return self.ref.name


@dataclass(frozen=True, slots=True)
class Page:
    """What a page should be: its layout, class (internal, public, draft), title ("" for the project's), day it is made.

    `stamp` stands on the page as a frame round its words; `approval` is the map review number, "" for none; `hidden`
    names layers and colour groups that a map leaves out where its item has no own choice; `citation` names the locked
    edition of the numbers, `office` who makes the page; `number` of `pages` is its place in an atlas; `bases` lie
    beneath its maps, on a public page those with a map review number; `lens` says which links they show and how;
    `adjusted` amounts stand in for declared ones on its maps, never on a public page.
    """

    language: str = "zh"
    title: str = ""
    kind: str = "internal"
    stamp: str = ""
    approval: str = ""
    made: str = ""
    hidden: frozenset[str] = OFF_AT_FIRST
    citation: Text | None = None
    layout: Layout = field(default_factory=template)
    office: str = ""
    subject: Subject | None = None
    number: int = 1
    pages: int = 1
    bases: tuple[BaseMap, ...] = ()
    lens: Lens = WHOLE
    adjusted: AdjustedLinks | None = None

    @property
    def public(self) -> bool:
        """Whether everybody may see the page."""
        return self.kind == "public"

    @property
    def outlines(self) -> str:
        """Which outlines of regions it shows: a public page without map review number at most those of parks."""
        barred = self.public and not self.approval and self.layout.outlines == "all"
        return "none" if barred else self.layout.outlines


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Everything that the items of a page read; `findings` are those of the page in the order of their cards.

    `letters` are those that stand on its map in place of names, each with its name; `whole` are the rows of all years
    that the page may tell of, `silence` are the firms that its account leaves out.
    """

    page: Page
    sheet: Sheet
    analysis: Analysis
    findings: tuple[Finding, ...]
    texts: Mapping[str, Text | str]
    letters: tuple[tuple[str, str], ...] = ()
    whole: Snapshot | None = None
    silence: WasteSilence = EVERYBODY_TELLS

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.page.language

    @property
    def colours(self) -> Palette:
        """Its colours."""
        return self.sheet.colours

    @property
    def measure(self) -> Measure:
        """Gives lengths of texts in mm."""
        return self.sheet.measure

    def show(self, text: Text | str) -> str:
        """A sentence in the language of the page."""
        return show(text, self.page.language)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as numbers: its title (marked), unit, bars with their names, what a reader has to know.

    `rest` is how many smaller ones have no bar; `shares` (0-1) are those of all up to each bar, `counts` how many rows
    each rests on, () where there are none; `least` says which bars are at least so much, since a part is not known.
    """

    title: str
    unit: str
    bars: tuple[tuple[str | Text, float], ...]
    notes: tuple[Text, ...] = ()
    rest: int = 0
    shares: tuple[float, ...] = ()
    counts: tuple[int, ...] = ()
    least: tuple[bool, ...] = ()

    def amounts(self, language: str) -> list[str]:
        """What stands at each bar."""
        told = [short_amount(value, self.unit, language) for _, value in self.bars]
        least = self.least or (False,) * len(told)
        return [f"≥{words}" if some else words for words, some in zip(told, least, strict=True)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The marks of an item and what has to be said about it, such as that it had too little room."""

    marks: tuple[Mark, ...] = ()
    remarks: tuple[Text, ...] = ()
    charts: tuple[Chart, ...] = ()


def head_height(item: Item) -> float:
    """Height in mm of an item's heading, with the rule above it where it follows another."""
    return HEADED + (RULED if item.joined else 0.0)


def head_marks(material: Material, item: Item, title: str) -> tuple[list[Mark], float]:
    """Rule and heading of an item, and the y in mm where its content begins."""
    marks: list[Mark] = []
    top = item.top
    if item.joined:
        marks.append(rule(material, item.left, top + 2.0, item.width))
        top += RULED
    words = translate(title, material.language)
    length = float(material.measure([words], HEADING)[0])
    marks.append(Label(words, item.left, top + HEADING.height / 2, HEADING, material.colours.ink, length))
    return marks, top + HEADED


def rule(material: Material, x: float, y: float, width: float) -> Mark:
    """A thin line across a column."""
    return Shape(polyline(np.array([(x, y), (x + width, y)])), "", Stroke(material.colours.rule, 0.3))


def note_marks(material: Material, text: Text, item: Item, y: float, most: int = 3) -> tuple[list[Mark], float]:
    """A small sentence over the width of an item, and where it ends."""
    lines = set_lines(material.show(text), SMALL, item.width, most, material.measure)
    return paragraph(lines, (item.left, y), SMALL, material.colours.muted, material.measure)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table on paper: its title, its share of the width, whether it holds numbers."""

    title: str
    share: float
    number: bool = False


def table_marks(
    material: Material, columns: Sequence[Column], rows: Sequence[Sequence[str]], item: Item, y: float
) -> list[Mark]:
    """Heads and rows of a table from y on; of a text longer than its cell the middle gives way."""
    marks: list[Mark] = []
    colours = material.colours
    heads = [translate(column.title, material.language) for column in columns]
    for row, cells in enumerate([heads, *rows]):
        font, ink = (CELL, colours.ink) if row else (CELL_HEAD, colours.muted)
        marks += _row_marks(material, columns, cells, (item.left, y + (row + 0.5) * ROW), (item.width, font, ink))
    marks.append(rule(material, item.left, y + ROW, item.width))
    return marks


def _row_marks(
    material: Material,
    columns: Sequence[Column],
    cells: Sequence[str],
    place: tuple[float, float],
    look: tuple[float, Font, str],
) -> list[Mark]:
    x, middle = place
    width, font, ink = look
    marks: list[Mark] = []
    for column, text in zip(columns, cells, strict=True):
        room = column.share * width - (0.0 if column is columns[-1] else _CELL_GAP)
        if text:
            line = shortened(text, font, room, material.measure)
            at, side = (x + room, 1.0) if column.number else (x, 0.0)
            marks.append(Label(line, at, middle, font, ink, float(material.measure([line], font)[0]), side))
        x += column.share * width
    return marks


def made_text(page: Page) -> Text:
    """When, with what and by whom a page was made."""
    told = Text("Made on {date} with Cluster Atlas {version}", {"date": page.made, "version": VERSION})
    return Text("{office}: {made}", {"office": page.office, "made": told}) if page.office else told
