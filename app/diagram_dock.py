"""The material-flow diagram of the year that the map shows; a click on a band selects the rows behind it."""

from functools import partial

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from app.session import Session
from core.findings import Ref
from core.i18n import translate, unit_label
from core.kinds import BASE_UNITS
from core.snapshot import Snapshot
from core.text import Text
from gis.flow_diagram import DiagramPage, compose_diagram
from gis.flow_diagram_bands import LEVELS, FlowSystem, flow_system
from gis.flow_diagram_words import BAND, notes, told_amount
from gis.paint import draw, measure
from gis.scene import Scene

LEAST = (270.0, 150.0)  # mm that a diagram needs to be read
PIXELS_PER_MM = 2.9
ITEM_ROOM = 14.0  # mm of height for each item at a side
_NO_MATTER = (BASE_UNITS["capital"], BASE_UNITS["people"])
Drawn = tuple[FlowSystem, Scene]


class DiagramView(QWidget):
    """Paints a diagram and tells which band was clicked, by its number."""

    picked = Signal(int)
    seen = Signal()  # somebody looks at it: a tab behind others counts as visible, but is never painted

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.drawn: Drawn | None = None
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        return QSize(round(LEAST[0] * PIXELS_PER_MM), round(LEAST[1] * PIXELS_PER_MM))

    def paintEvent(self, event: QPaintEvent) -> None:
        self.seen.emit()
        if self.drawn is not None:
            painter = QPainter(self)
            draw(painter, self.drawn[1], PIXELS_PER_MM)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        band = self.band_at(event.position())
        if band is None or self.drawn is None:
            QToolTip.hideText()
            return
        system, language = self.drawn[0], self.session.language
        one = system.bands[band]
        ends = (system.stations[one.start].title, system.stations[one.end].title)
        listed = "\n".join(translate(name, language) for name in one.matters[:8])
        amount = told_amount(system, [one], language)
        QToolTip.showText(event.globalPosition().toPoint(), f"{ends[0]} → {ends[1]}: {amount}\n{listed}", self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        band = self.band_at(event.position())
        if band is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(band)

    def band_at(self, place: QPointF) -> int | None:
        """The number of the band under a place of the widget."""
        if self.drawn is None:
            return None
        target = self.drawn[1].hit(place.x() / PIXELS_PER_MM, place.y() / PIXELS_PER_MM)
        return int(target[1]) if target is not None and target[0] == BAND else None


class DiagramPanel(QWidget):
    """Follows the year of the map; unit and level are chosen above the diagram."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self._asked: tuple[object, ...] = ()
        self._offered: tuple[object, ...] = ()
        self.view = DiagramView(session)
        self.units, self.levels, self.told = QComboBox(), QComboBox(), QLabel()
        self.told.setProperty("role", "soft")
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout()
        line.setContentsMargins(10, 4, 10, 0)
        for widget in (self.units, self.levels):
            widget.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            widget.activated.connect(lambda *_: self.redraw())
            line.addWidget(widget)
        line.addWidget(self.told, 1)
        self.area = QScrollArea()
        self.area.setWidget(self.view)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.area, 1)
        self.view.picked.connect(self._pick)
        self.view.seen.connect(self.redraw, Qt.ConnectionType.QueuedConnection)
        session.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Offer the units of the year and draw, where anybody sees it."""
        session = self.session
        if self._offered != (session.shown, session.language):
            self._offered = (session.shown, session.language)
            units = {unit: unit_label(unit, session.language) for unit in session.units() if unit not in _NO_MATTER}
            _offer(self.units, units)
            _offer(self.levels, {name: translate(title, session.language) for name, title in LEVELS.items()})
        self.redraw()

    def redraw(self) -> None:
        """Compose the diagram anew in the worker."""
        session = self.session
        snapshot, shown = session.snapshot, session.shown
        if snapshot is None or shown is None:
            self._asked, self.view.drawn = (), None
            self.told.clear()
            self.view.update()
        elif not self.visibleRegion().isEmpty():
            port = self.area.viewport()
            width, height = (
                max(pixels / PIXELS_PER_MM, least)
                for pixels, least in zip((port.width(), port.height()), LEAST, strict=True)
            )
            page = DiagramPage(session.language, width=width, height=height, dark=self.dark, bare=True)
            year, unit, level = shown.year, self.units.currentData() or "t", self.levels.currentData()
            asked = (id(snapshot), year, unit, level, page)
            if asked != self._asked:
                self._asked = asked
                work = partial(_composed, snapshot, year, unit, level, page)
                session.tasks.run(Text("Drawing the material flows"), lambda _: work(), self._show, lane="diagram")

    def _show(self, drawn: Drawn) -> None:
        system, scene = drawn
        self.view.drawn = drawn
        self.view.resize(round(scene.width * PIXELS_PER_MM), round(scene.height * PIXELS_PER_MM))
        told = notes(system, 0.0, self.session.language)
        self.told.setText(("" if self.session.language == "zh" else " ").join(told))
        self.told.setToolTip("\n".join(told))
        self.view.update()

    def _pick(self, band: int) -> None:
        if self.view.drawn is not None:
            rows = self.view.drawn[0].bands[band].rows
            self.session.select([Ref(table, uid) for table, uid in rows if table == "flow"], zoom=True)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self.redraw()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.redraw()


def _offer(box: QComboBox, titles: dict[str, str]) -> None:
    """Fill a box; what was chosen stays chosen where it is still there."""
    chosen = box.currentData()
    box.clear()
    for name, title in titles.items():
        box.addItem(title, name)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _composed(snapshot: Snapshot, year: int | None, unit: str, level: str, page: DiagramPage) -> Drawn:
    """The diagram of a year; runs in the worker."""
    items = int(page.box[3] / ITEM_ROOM)
    system = flow_system(snapshot, year, unit, level, page.language, items=items)
    return system, compose_diagram(system, page, measure)
