"""Charts beside the map: load by firm, years with target, where waste goes, wastes and plants, leading industries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QWidget

from app.chart_rules import chart_of_finding
from app.flow_panel import FlowOrder, FlowPanel, FlowPicture, fill
from app.session import Selection, Session
from core.errors import UserError
from core.findings import Finding, Ref
from core.i18n import show, translate
from core.snapshot import Snapshot
from core.system_memory import YearsKept
from core.text import N_, Text
from gis.chart_box import ChartFigure, compose_chart
from gis.chart_list import CHARTS, PLACED, ChartOrder, empty_texts, make_chart
from gis.chart_series import is_item, item_text, series_items
from gis.figure_page import FigurePage
from gis.number_tables import NumberTable
from gis.page import CLASSES
from gis.paint import measure
from gis.scene import Scene, Target

PIXELS_PER_MM = 3.3
WHOLE = N_("the whole")


class ChartPanel(FlowPanel):
    """The chart that is chosen; a click on a part selects what it rests on. It follows findings and indicators."""

    def __init__(self, session: Session, tell: Callable[..., object]) -> None:
        self._refs: Mapping[Target, tuple[Ref, ...]] = {}
        self._memory = YearsKept()
        super().__init__(session, tell, "charts", partial(chart_picture, memory=self._memory), PIXELS_PER_MM)

    def boxes(self) -> list[QWidget]:
        """Which chart, and of a series what and where."""
        self.kinds, self.items, self.places = QComboBox(), QComboBox(), QComboBox()
        self.sources.setParent(self)  # it is in no bar, and without a parent it would be a window
        return [self.kinds, self.items, self.places]

    def offer(self) -> None:
        """Fill the boxes; an indicator that was opened stays among the series."""
        language, shown = self.session.language, self.session.shown
        asked = str(self.items.currentData() or "")
        fill(self.kinds, ((name, translate(title, language)) for name, title in CHARTS.items()))
        if (snapshot := self.session.snapshot) is not None:
            items = series_items(snapshot)
            items += [asked] if asked and asked not in items and is_item(snapshot, asked) else []
            fill(self.items, ((item, show(item_text(snapshot, item), language)) for item in items))
        names = [str(name) for name in shown.links.region.name] if shown is not None else []
        fill(self.places, [("", translate(WHOLE, language)), *((name, name) for name in names)])

    def order(self) -> FlowOrder:
        """What shall be shown; the chart stands in the order of flows as its `sorting`, what it tells as its `unit`."""
        kind = str(self.kinds.currentData() or next(iter(CHARTS)))
        self.items.setVisible(kind == "series" and self.items.count() > 0)
        self.places.setVisible(kind in PLACED and self.places.count() > 1)
        item = str(self.items.currentData() or "") if kind == "series" else ""
        place = str(self.places.currentData() or "") if kind in PLACED else ""
        return replace(super().order(), sorting=kind, unit=item, level=place, most=0)

    def redraw(self) -> None:
        """Sums by filter are no matter of charts: they tell the whole year."""
        if self.session.snapshot is None:
            self._memory.clear()
        super().redraw()
        self.sources.setVisible(False)

    def open_finding(self, finding: Finding) -> bool:
        """Show the chart that a finding belongs to; False where there is none."""
        kind = chart_of_finding(finding)
        if kind and kind != self.kinds.currentData():
            self.kinds.setCurrentIndex(self.kinds.findData(kind))
            self.redraw()
        return bool(kind)

    def open_item(self, item: str) -> None:
        """Show an indicator (SYSTEM:NUMBER) or a quantity by year."""
        if self.items.findData(item) < 0 and (snapshot := self.session.snapshot) is not None:
            self.items.addItem(show(item_text(snapshot, item), self.session.language), item)
        self.kinds.setCurrentIndex(self.kinds.findData("series"))
        self.items.setCurrentIndex(self.items.findData(item))
        self.redraw()

    def _show(self, made: tuple[FlowPicture, QImage]) -> None:
        picture = made[0]
        self._refs = picture.refs if isinstance(picture, ChartPicture) else {}
        super()._show(made)
        if picture.title and isinstance(picture, ChartPicture):
            self.told.setText("\n".join(text for text in (picture.title, self.told.text()) if text))

    def _pick(self, target: Target, adding: bool) -> None:
        if refs := self._refs.get(target):
            before = self.session.selection.refs if adding else ()
            self.session.select(list(dict.fromkeys([*before, *refs])), zoom=True)

    def _mark(self, selection: Selection) -> None:
        """Frame what stands for a chosen row; a chosen finding brings its chart, where the charts are in sight."""
        if selection.finding is not None and self.isVisible():
            self.open_finding(selection.finding)
        uids = selection.uids
        marked = (target for target, refs in self._refs.items() if any(ref.uid in uids for ref in refs))
        self.view.mark(frozenset(marked) if uids else frozenset())


@dataclass(frozen=True, slots=True, eq=False)
class ChartPicture(FlowPicture):
    """A picture whose parts rest on rows of any table."""

    refs: Mapping[Target, tuple[Ref, ...]] = field(default_factory=dict)


def chart_picture(snapshot: Snapshot, findings: Sequence[Finding], order: FlowOrder, memory: YearsKept) -> FlowPicture:
    """The chart that is asked for; runs in the worker."""
    language = order.language
    named = memory.in_language(snapshot, language)
    try:
        figure = make_chart(named, ChartOrder(order.sorting, order.year, order.unit, order.level), memory)
        why: tuple[Text, ...] = () if figure else empty_texts(order.sorting)
    except UserError as problem:
        figure, why = None, (problem.sentence, problem.advice)
    if figure is None:
        figure = _nothing(order.sorting, why)
    page = FigurePage(language, width=order.width, height=order.height, dark=order.dark, bare=True)
    paper = FigurePage(language, made=date.today().isoformat(), class_title=CLASSES["internal"])

    def printed(stamp: str, citation: Text | None) -> Scene:
        return compose_chart(figure, replace(paper, stamp=stamp, citation=citation), measure)

    return ChartPicture(
        compose_chart(figure, page, measure), show(figure.title, language),
        tuple(show(note, language) for note in figure.notes), {},
        lambda target: show(figure.words[target], language) if target in figure.words else "",
        figure.table(language), printed, figure.rows,
    )  # fmt: skip


def _nothing(kind: str, why: tuple[Text, ...]) -> ChartFigure:
    """An empty chart that says why it is empty and what fills it."""
    title = Text(CHARTS[kind])
    return ChartFigure(
        title, why, lambda box: [], lambda language: NumberTable(show(title, language), (), ()), room=(60.0, 20.0)
    )
