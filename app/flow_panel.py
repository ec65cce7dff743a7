"""A panel beside the map that adds up the links which it shows: it follows filter, grouping, year and selection."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QMenu, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from app.cell_blocks import block_text
from app.fonts import text_label
from app.project_files import PAGE_FILES
from app.scene_view import SceneView, painted_scene
from app.session import Selection, Session
from app.tasks import stopping
from core.columns import Flags, Words
from core.findings import Finding, Ref
from core.i18n import show, translate, unit_label
from core.kinds import BASE_UNITS
from core.samples import STAMP
from core.snapshot import Snapshot
from core.steps import stoppable
from core.text import N_, Text
from gis.choosing import EVERYTHING, Choice
from gis.exports import export_scene
from gis.flow_diagram_pieces import Ends
from gis.number_tables import NumberTable, write_numbers
from gis.partitions import level_of, level_title, levels_of
from gis.scene import Scene, Target

NO_MATTER = (BASE_UNITS["capital"], BASE_UNITS["people"])
AS_MAP = "map"  # the level that follows how the map groups firms
SOURCES = {"map": N_("On the map"), "year": N_("Whole year")}
WORKBOOK = N_("Excel workbook (*.xlsx)")


@dataclass(frozen=True, slots=True)
class FlowOrder:
    """What a panel shall show: which links, the unit, how firms stand together, how many are named, on how many mm."""

    year: int | None
    unit: str
    level: str
    language: str
    dark: bool
    width: float
    height: float
    choice: Choice = EVERYTHING
    ends: Ends | None = None
    most: int = 0
    sorting: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FlowPicture:
    """What a panel shows: a scene, the links (uids) behind its targets, their words, numbers and the page of paper."""

    scene: Scene
    title: str
    notes: tuple[str, ...]
    rows: Mapping[Target, frozenset[str]]
    words: Callable[[Target], str]
    table: NumberTable
    page: Callable[[str, Text | None], Scene]  # from the stamp of the project and what is cited


Composing = Callable[[Snapshot, Sequence[Finding], FlowOrder], FlowPicture]


class FlowPanel(QWidget):
    """Composes its picture in the worker where anybody sees it; boxes above it say of what, unit and how many names."""

    def __init__(
        self, session: Session, tell: Callable[..., object], lane: str, compose: Composing, pixels_per_mm: float
    ) -> None:  # fmt: skip
        super().__init__()
        self.session, self.tell, self.lane, self.compose = session, tell, lane, compose
        self.dark = False
        self.picture: FlowPicture | None = None
        self._asked: tuple[object, ...] = ()
        self._offered: tuple[object, ...] = ()
        self.view = SceneView(self._words, pixels_per_mm)
        self.sources, self.units, self.levels = QComboBox(), QComboBox(), QComboBox()
        self.most, self.told = QSpinBox(), text_label("soft")
        self.bar = QHBoxLayout()
        self._build()
        session.changed.connect(self.refresh)
        session.rechosen.connect(self.refresh)
        session.selected.connect(self._mark)

    def boxes(self) -> list[QWidget]:
        """What stands in the bar, in its order; a panel with boxes of its own names them here."""
        return [self.sources, self.units, self.levels, self.most]

    def _build(self) -> None:
        self.bar.setContentsMargins(10, 4, 10, 0)
        for box in self.boxes():
            if isinstance(box, QComboBox):
                box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
                box.activated.connect(lambda *_: self.redraw())
            self.bar.addWidget(box)
        self.most.setKeyboardTracking(False)
        self.most.valueChanged.connect(lambda _: self.redraw())
        self.bar.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(self.view)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.bar)
        self.told.setContentsMargins(10, 0, 10, 0)
        column.addWidget(self.told)
        column.addWidget(self.area, 1)
        self.view.picked.connect(self._pick)
        self.view.asked.connect(self._offer_menu)
        self.view.reached.connect(self._keep_in_sight)
        self.view.seen.connect(self.redraw, Qt.ConnectionType.QueuedConnection)
        copying = QShortcut(QKeySequence.StandardKey.Copy, self.view, context=Qt.ShortcutContext.WidgetShortcut)
        copying.activated.connect(self.copy)

    def refresh(self) -> None:
        """Offer what this project and year have, and draw where anybody sees it."""
        session = self.session
        offered = (session.shown, session.language, session.grouping)
        if self._offered != offered:
            self._offered = offered
            self.offer()
        self.redraw()

    def offer(self) -> None:
        """Fill the boxes."""
        session, language = self.session, self.session.language
        fill(self.sources, ((name, translate(title, language)) for name, title in SOURCES.items()))
        units = (unit for unit in session.units() if unit not in NO_MATTER)
        fill(self.units, ((unit, unit_label(unit, language)) for unit in units))
        fill(self.levels, self.offered_levels())
        self.most.setPrefix("≤ ")
        self.most.setToolTip(translate(N_("How many are named; the others stand together"), language))

    def offered_levels(self) -> list[tuple[str, str]]:
        """The levels of the project with their titles; first the one that follows the map."""
        session, language = self.session, self.session.language
        levels = levels_of(session.shown.links) if session.shown is not None else []
        told = [(level, show(level_title(level), language)) for level in levels]
        return [(AS_MAP, translate(N_("As on the map"), language)), *told]

    def chosen_level(self, box: QComboBox) -> str:
        """The level that a box of levels says."""
        level = str(box.currentData() or AS_MAP)
        return level_of(self.session.grouping) if level == AS_MAP else level

    def order(self) -> FlowOrder:
        """What shall be shown, in the boxes' words."""
        session, port, scale = self.session, self.area.viewport(), self.view.pixels_per_mm
        return FlowOrder(
            session.shown.year if session.shown is not None else None,
            str(self.units.currentData() or "t"),
            self.chosen_level(self.levels),
            session.language, self.dark, port.width() / scale, port.height() / scale,
            choice=EVERYTHING if self.sources.currentData() == "year" else session.choice, most=self.most.value(),
        )  # fmt: skip

    def redraw(self) -> None:
        """Compose the picture anew in the worker, where anything has changed and somebody looks."""
        session, snapshot = self.session, self.session.snapshot
        self.sources.setVisible(session.choice != EVERYTHING)  # without a filter both are the same
        if snapshot is None or session.shown is None:
            self._asked, self.picture = (), None
            session.tasks.drop(self.lane)
            self.told.clear()
            self.view.show_scene(None, QImage(), self.dark)
        elif not self.visibleRegion().isEmpty():
            order = self.order()
            findings = session.findings if order.choice.flagged else ()
            asked = (session.shown, findings, order)
            if asked != self._asked:
                self._asked = asked
                work = partial(self.compose, snapshot, findings, order)
                scale, ratio = self.view.pixels_per_mm, self.devicePixelRatioF()
                title = Text("Drawing the material flows")
                session.tasks.run(title, partial(_painted, work, scale, ratio), self._show, lane=self.lane)

    def _show(self, made: tuple[FlowPicture, QImage]) -> None:
        picture, image = made
        self.picture = picture
        self.view.show_scene(picture.scene, image, self.dark)
        self.view.setAccessibleName(picture.title)
        self.told.setText(("" if self.session.language == "zh" else " ").join(picture.notes))
        self._mark(self.session.selection)

    def _words(self, target: Target) -> str:
        return self.picture.words(target) if self.picture is not None else ""

    def _pick(self, target: Target, adding: bool) -> None:
        uids = self.picture.rows.get(target, frozenset()) if self.picture is not None else frozenset()
        if uids:
            before = self.session.selection.refs if adding else ()
            refs = [*before, *(Ref("flow", uid) for uid in sorted(uids) if Ref("flow", uid) not in before)]
            self.session.select(refs, zoom=True)

    def _mark(self, selection: Selection) -> None:
        """Frame what holds a chosen link, or a link of a chosen firm."""
        if self.picture is not None:
            touched = touched_links(self.session, selection)
            marked = (target for target, uids in self.picture.rows.items() if not touched.isdisjoint(uids))
            self.view.mark(frozenset(marked) if touched else frozenset())

    def _keep_in_sight(self, area: QRect) -> None:
        self.area.ensureVisible(area.center().x(), area.center().y(), area.width(), area.height())

    def _offer_menu(self, place: QPoint) -> None:
        menu, language = QMenu(self), self.session.language
        for title, act in (
            (N_("Copy the numbers as a table"), self.copy),
            (N_("Save as a page or picture…"), self.ask_page),
            (N_("Save the numbers as a workbook…"), self.ask_workbook),
        ):
            entry = menu.addAction(translate(title, language))
            entry.setEnabled(self.picture is not None)
            entry.triggered.connect(lambda *_, act=act: act())
        menu.exec(place)
        menu.deleteLater()

    def copy(self) -> None:
        """Put the numbers on the clipboard as a spreadsheet takes them."""
        if self.picture is not None:
            QGuiApplication.clipboard().setText(block_text(self.picture.table.block()))

    def ask_page(self) -> None:
        """Ask for a file and write the page of paper there."""
        if self.picture is not None and (path := self._ask_where(PAGE_FILES)) is not None:
            self.write_page(path)

    def write_page(self, path: Path) -> None:
        """Let the worker write the picture as a page."""
        project, edition = self.session.project, self.session.edition
        if (picture := self.picture) is not None and project is not None:
            page = partial(picture.page, project.setting(STAMP), edition.citation if edition else None)
            self._write(path, lambda: export_scene(page(), path, picture.title))

    def ask_workbook(self) -> None:
        """Ask for a file and write the numbers there."""
        if (picture := self.picture) is not None and (path := self._ask_where({".xlsx": WORKBOOK})) is not None:
            self._write(path, lambda: write_numbers([picture.table], path))

    def _write(self, path: Path, work: Callable[[], object]) -> None:
        told = Text("{file} was written.", {"file": path.name})
        self.session.tasks.run(Text("Writing {file}", {"file": path.name}), lambda _: work(), lambda _: self.tell(told))

    def _ask_where(self, endings: Mapping[str, str]) -> Path | None:
        language, folder = self.session.language, self.session.path
        title = self.picture.title if self.picture is not None else ""
        kinds = {translate(shown, language): ending for ending, shown in endings.items()}
        first = next(iter(endings))
        name = "".join(letter if letter.isalnum() else " " for letter in title).strip() + first
        proposed = str(folder.parent / name) if folder is not None else name
        chosen, kind = QFileDialog.getSaveFileName(self, title, proposed, ";;".join(kinds))
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() in endings else path.with_name(path.name + kinds.get(kind, first))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self.redraw()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.redraw()


def _painted(
    work: Callable[[], FlowPicture], pixels_per_mm: float, ratio: float, cancelled: Callable[[], bool]
) -> tuple[FlowPicture, QImage]:
    """The picture that work composes, which ends soon after it was given up, and its image."""
    with stoppable(partial(stopping(cancelled), 0, 1)):
        picture = work()
    return picture, painted_scene(picture.scene, pixels_per_mm, ratio)


def fill(box: QComboBox, entries: Iterable[tuple[str, str]]) -> None:
    """Fill a box; what was chosen stays chosen where it is still there."""
    chosen = box.currentData()
    box.clear()
    for name, title in entries:
        box.addItem(title, name)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def touched_links(session: Session, selection: Selection) -> frozenset[str]:
    """The chosen links, and those of chosen firms and institutions."""
    if session.shown is None or not selection.refs:
        return frozenset()
    flow, uids = session.shown.links.flow, selection.uids
    firms = np.append(_among(session.shown.links.actor.uid, uids), False)
    touched = _among(flow.uid, uids) | firms[flow.sender] | firms[flow.receiver]
    return frozenset(flow.uid[touched].tolist())


def _among(listed: Words, wanted: frozenset[str]) -> Flags:
    """Which of many uids are wanted: a set answers 100,000 questions faster than sorting their words."""
    return np.fromiter((uid in wanted for uid in listed.tolist()), np.bool_, len(listed))
