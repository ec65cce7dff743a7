"""The material-flow diagram beside the map: of the links that the map shows, by the stations that are chosen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QComboBox, QWidget

from app.flow_panel import FlowOrder, FlowPanel, FlowPicture, fill
from app.session import Session
from core.findings import Finding
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.figure_page import FigurePage
from gis.flow_diagram import compose_diagram, diagram_box, diagram_title
from gis.flow_diagram_bands import FlowSystem, flow_system
from gis.flow_diagram_pieces import MIDDLES, Ends
from gis.flow_diagram_places import place_diagram
from gis.flow_diagram_table import diagram_table
from gis.flow_diagram_words import BAND, STATION, notes, told_amount
from gis.page import CLASSES
from gis.paint import measure
from gis.scene import Scene, Target

PIXELS_PER_MM = 2.9  # a diagram is read by its widths, and should be seen whole
LEAST = (270.0, 150.0)  # mm that a diagram needs to be read
ITEM_ROOM = 14.0  # mm of height for each item at a side
MATTER_ROOM = 19.0  # mm for each matter in the middle, with its name
READABLE = 5.0  # mm of width that the largest band should have
HIGHER, HIGHEST = 1.2, 460.0  # by how much a page grows, and mm that it stays below before
MOST = 8  # stations that are named unless somebody asks for more
_NAMED = 8  # matters that the words of a band tell
FRAMES = {"park": N_("In and out of the park"), "ends": N_("Senders → receivers")}


class DiagramPanel(FlowPanel):
    """What comes in, moves within and goes out; or from whom to whom, by a level at the left and one at the right."""

    def __init__(self, session: Session, tell: Callable[..., object]) -> None:
        super().__init__(session, tell, "diagram", diagram_picture, PIXELS_PER_MM)
        self.most.setRange(2, 16)
        self.most.setValue(MOST)

    def boxes(self) -> list[QWidget]:
        """The frame, and before the matters and who takes them those who give."""
        self.frames, self.middles, self.takers = QComboBox(), QComboBox(), QComboBox()
        return [self.sources, self.units, self.frames, self.levels, self.middles, self.takers, self.most]

    def offer(self) -> None:
        """Fill the boxes."""
        super().offer()
        language = self.session.language
        fill(self.frames, ((name, translate(title, language)) for name, title in FRAMES.items()))
        fill(self.middles, ((name, translate(title, language)) for name, title in MIDDLES.items()))
        fill(self.takers, self.offered_levels())

    def order(self) -> FlowOrder:
        """What shall be shown; as many mm high as its stations need."""
        order = super().order()
        between = self.frames.currentData() == "ends"
        for box in (self.middles, self.takers):
            box.setVisible(between)
        if not between:
            return replace(order, width=max(order.width, LEAST[0]), height=max(order.height, LEAST[1]))
        right = self.chosen_level(self.takers)
        ends = Ends(order.level, str(self.middles.currentData() or "commodity"), right)
        least = (LEAST[0], LEAST[1], order.most * MATTER_ROOM + 20.0)
        return replace(
            order, width=max(order.width, least[0]), height=max(order.height, *least[1:]), ends=ends
        )  # fmt: skip


def diagram_picture(snapshot: Snapshot, findings: Sequence[Finding], order: FlowOrder) -> FlowPicture:
    """The diagram that is asked for; runs in the worker."""
    language = order.language
    page = FigurePage(language, width=order.width, height=order.height, dark=order.dark, bare=True)
    items = order.most if order.ends is not None else int(diagram_box(page)[3] / ITEM_ROOM)
    system = flow_system(
        snapshot, order.year, order.unit, order.level, language, choice=order.choice, findings=findings,
        ends=order.ends, items=items, most=order.most,
    )  # fmt: skip
    page = _roomy(system, page)
    paper = _roomy(system, FigurePage(language, made=date.today().isoformat(), class_title=CLASSES["internal"]))

    def printed(stamp: str, citation: Text | None) -> Scene:
        return compose_diagram(system, replace(paper, stamp=stamp, citation=citation), measure)

    return FlowPicture(
        compose_diagram(system, page, measure), diagram_title(system, language), tuple(notes(system, 0.0, language)),
        _rows(system),
        lambda target: _told(system, target, language),
        diagram_table(system, language), printed,
    )  # fmt: skip


def _roomy(system: FlowSystem, page: FigurePage) -> FigurePage:
    """The page as high as it must be for the largest band to be seen as one, so that everything finds its place."""
    largest = max((band.known for band in system.bands), default=0.0)
    while largest and page.height < HIGHEST and place_diagram(system, diagram_box(page)).scale * largest < READABLE:
        page = replace(page, height=page.height * HIGHER)
    return page


def _rows(system: FlowSystem) -> dict[Target, frozenset[str]]:
    """The links behind each band, and behind the name of each station."""
    bands = [frozenset(uid for table, uid in band.rows if table == "flow") for band in system.bands]
    rows: dict[Target, frozenset[str]] = {(BAND, str(row)): uids for row, uids in enumerate(bands)}
    for row in range(len(system.stations)):
        joined = [uids for band, uids in zip(system.bands, bands, strict=True) if row in (band.start, band.end)]
        rows[STATION, str(row)] = frozenset().union(*joined)
    return rows


def _told(system: FlowSystem, target: Target, language: str) -> str:
    """From where to where a band goes, how much, and what; of a name the whole of it, with what comes and goes."""
    if target[0] == STATION:
        return _station_words(system, int(target[1]), language)
    one = system.bands[int(target[1])]
    ends = (system.stations[one.start].title, system.stations[one.end].title)
    listed = "\n".join(translate(name, language) for name in one.matters[:_NAMED])
    return f"{ends[0]} → {ends[1]}: {told_amount(system, [one], language)}\n{listed}"


def _station_words(system: FlowSystem, row: int, language: str) -> str:
    """The whole name of a station, and what comes in and goes out."""
    lines = [translate(system.stations[row].title, language)]
    came = [band for band in system.bands if band.start != row == band.end]
    went = [band for band in system.bands if band.start == row != band.end]
    if came:
        lines.append(show(Text("in {came}", {"came": told_amount(system, came, language)}), language))
    if went:
        lines.append(show(Text("out {went}", {"went": told_amount(system, went, language)}), language))
    return "\n".join(lines)
