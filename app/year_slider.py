"""The years of the project under the map: drag, click a step, or let them run one after another."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QToolButton, QWidget

from app.fonts import emphasise
from app.session import Session
from app.style import icon
from core.i18n import show, translate
from core.text import N_, Text

BEAT_MS = 1200  # that a year is shown at least while the years run
HANDLE = 16  # pixels of the grip
LOCK = 16


class YearScale(QSlider):
    """A slider that goes at once to where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            place, room = round(event.position().x()) - HANDLE // 2, self.width() - HANDLE
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room))
        super().mousePressEvent(event)


class YearSlider(QWidget):
    """Hidden where the project names fewer than two years."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.dark = False
        self.first, self.last, self.present, self.lock = QLabel(), QLabel(), QLabel(), QLabel()
        emphasise(self.present)
        self.back, self.forth = QToolButton(), QToolButton()
        self.back.setArrowType(Qt.ArrowType.LeftArrow)
        self.forth.setArrowType(Qt.ArrowType.RightArrow)
        self.play, self._beat = QToolButton(), QTimer(self, interval=BEAT_MS)
        self.play.setCheckable(True)
        self.play.toggled.connect(self._run)
        self._beat.timeout.connect(self._step)
        self.slider = YearScale(Qt.Orientation.Horizontal)
        self.slider.setPageStep(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.valueChanged.connect(self._moved)
        self.back.clicked.connect(lambda *_: self.slider.setValue(self.slider.value() - 1))
        self.forth.clicked.connect(lambda *_: self.slider.setValue(self.slider.value() + 1))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        for widget in (self.lock, self.present, self.play, self.back, self.first, self.slider, self.last, self.forth):
            if isinstance(widget, QToolButton):
                widget.setAutoRaise(True)
            row.addWidget(widget, 1 if widget is self.slider else 0)
        session.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the years there are and the one that is shown."""
        years, shown = self.session.years, self.session.shown
        self.setVisible(len(years) > 1)
        self._dress()
        if len(years) < 2 or shown is None:
            return
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(years) - 1)
        self.slider.setValue(years.index(shown.year) if shown.year in years else len(years) - 1)
        self.slider.blockSignals(False)
        self.first.setText(str(years[0]))
        self.last.setText(str(years[-1]))
        self._write(shown.year)
        for button, title in ((self.back, N_("Earlier year")), (self.forth, N_("Later year"))):
            button.setToolTip(translate(title, self.session.language))

    def _run(self, running: bool) -> None:
        """Show one year after another from the one that is shown, from the last one anew from the first."""
        if running:
            if self.slider.value() == self.slider.maximum():
                self.slider.setValue(0)
            self._beat.start()
        else:
            self._beat.stop()
        self._dress()

    def _step(self) -> None:
        """The next year, once the map of this one is drawn; after the last one the run ends."""
        if any(task.lane == "map" for task in self.session.tasks.running()):
            return
        if self.slider.value() < self.slider.maximum():
            self.slider.setValue(self.slider.value() + 1)
        if self.slider.value() == self.slider.maximum() or self.isHidden():
            self.play.setChecked(False)

    def _dress(self) -> None:
        running = self.play.isChecked()
        self.play.setIcon(icon("pause" if running else "play", self.dark))
        title = N_("Stop at this year") if running else N_("Show year after year")
        self.play.setToolTip(translate(title, self.session.language))
        self.play.setAccessibleName(translate(title, self.session.language))

    def _moved(self, place: int) -> None:
        self._write(self.session.years[place])
        self.session.set_year(self.session.years[place])

    def _write(self, year: int | None) -> None:
        told = Text("Year {year}", {"year": str(year)}) if year is not None else Text("All years")
        locked = self.session.round.is_locked(year)
        if locked:
            told = Text("Year {year}, locked", {"year": str(year)})
            self.lock.setPixmap(icon("lock", self.dark).pixmap(LOCK, LOCK))
        self.lock.setVisible(locked)
        self.present.setText(show(told, self.session.language))
