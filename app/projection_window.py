"""The window that chooses the projection of the map: what is proposed and why, what else suits, a search among all."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from app.session import Session
from app.window import MainWindow
from core.errors import UserError
from core.i18n import show, translate
from core.map_projections import PROPOSED, keep_projection, kept_projection
from core.text import N_, Text
from gis.projection_choice import MOST, Offer, offers, search_projections, suited
from gis.view import cluster_points

TITLE = N_("Projection of the map")
PLACEHOLDER = N_("Search by name, zone or EPSG number: Gauss 111, Albers, UTM 49N, 4546")
TAKEN = N_("{projection} (now)")
REST_MS = 250
_LANE = "projections"

Found = tuple[Sequence[Offer], int]


class ProjectionWindow(QDialog):
    """Choosing is one edit of the project: screen, pages and files follow, and undo takes it back."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self.language = session, window.language
        self.offers: Sequence[Offer] = ()
        self._build()
        self.resize(620, 460)
        self.look()
        session.changed.connect(self.look)
        session.held.connect(self._tell)
        session.closed.connect(self.close)

    def _build(self) -> None:
        self.setWindowTitle(translate(TITLE, self.language))
        self.line = QLineEdit()
        self.line.setClearButtonEnabled(True)
        self.line.setPlaceholderText(translate(PLACEHOLDER, self.language))
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.look)
        self.line.textChanged.connect(lambda _: self._rest.start())
        self.list = QListWidget()
        self.list.currentRowChanged.connect(lambda _: self._tell())
        self.list.itemActivated.connect(lambda _: self.take())
        self.told, self.count = QLabel(), QLabel()
        for label in (self.told, self.count):
            label.setWordWrap(True)
        self.count.setProperty("role", "soft")
        self.button = QPushButton(translate(N_("Draw the map in it"), self.language))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(lambda *_: self.take())
        below, column = QHBoxLayout(), QVBoxLayout(self)
        below.addWidget(self.told, 1)
        below.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self.count)
        column.addLayout(below)

    @property
    def chosen(self) -> Offer | None:
        """The marked projection."""
        row = self.list.currentRow()
        return self.offers[row] if 0 <= row < len(self.offers) else None

    def look(self) -> None:
        """List what suits the cluster, or what answers the typed words."""
        snapshot, words = self.session.snapshot, self.line.text().strip()
        if snapshot is None:
            return

        def found(_: object) -> Found:
            points = cluster_points(snapshot.without_aggregates())
            if words:
                return search_projections(words, points)
            listed = offers(points)
            return listed, len(listed)

        title = Text("Looking for projections")
        if not self.offers:
            self.count.setText(show(title, self.language))
        self.session.tasks.run(title, found, self._list, lane=_LANE)

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is still being looked for is not waited for."""
        self._rest.stop()
        self.session.tasks.drop(_LANE)
        super().closeEvent(event)

    def _list(self, found: Found) -> None:
        self.offers, count = found
        now = kept_projection(self.session.snapshot)[0] if self.session.snapshot is not None else PROPOSED
        self.list.clear()
        for offer in self.offers:
            title = offer.projection.title
            if offer.name == PROPOSED:
                title = Text("As proposed: {projection}", {"projection": title})
            if offer.name == now:
                title = Text(TAKEN, {"projection": title})
            self.list.addItem(QListWidgetItem(show(title, self.language)))
        names = [offer.name for offer in self.offers]
        self.list.setCurrentRow(names.index(now) if now in names else 0)
        self.count.setText(show(self._counted(count), self.language))
        self._tell()

    def _counted(self, count: int) -> Text:
        if not count:
            return Text("No projected system answers these words.")
        if count > MOST:
            return Text("{shown} of {n} systems are listed; add a word.", {"shown": MOST, "n": count})
        return Text("{n} system", {"n": count}, plural="{n} systems")

    def _tell(self) -> None:
        offer = self.chosen
        self.told.setText(show(offer.why, self.language) if offer else "")
        self.button.setEnabled(offer is not None and self.session.writing)

    def take(self) -> None:
        """Draw the map in the marked projection from now on; where it does not cover the cluster, say so."""
        offer, project, snapshot = self.chosen, self.session.project, self.session.snapshot
        if offer is None or project is None or snapshot is None or not self.session.writing:
            return
        try:
            projection = offer.projection
            if offer.name != PROPOSED:
                projection = suited(offer.name, cluster_points(snapshot.without_aggregates()))
        except UserError as problem:
            self.told.setText(" ".join(show(text, self.language) for text in (problem.sentence, problem.advice)))
            return
        if offer.name != kept_projection(snapshot)[0]:
            keep_projection(project, offer.name, projection.stretch, projection.title)


def show_projections(window: MainWindow, session: Session) -> ProjectionWindow:
    """Open the window of the projections."""
    asked = ProjectionWindow(window, session)
    asked.show()
    return asked
