"""The main window as it first appears: menus, frames and the start page; the rest is loaded after the first paint."""

import importlib
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QHBoxLayout,
    QLayout,
    QMainWindow,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import enable_actions, fill_menus, fill_toolbar, make_actions, name_actions
from app.bug_report import catch_bugs
from app.fonts import load_font
from app.message_bar import MessageBar
from app.start_page import StartPage
from app.style import ICON_SIZE, app_icon, apply_style
from app.surroundings import prepare_input, system_is_dark, translate_qt
from core.i18n import LANGUAGES, translate
from core.text import N_

LAYOUT_VERSION = 1
PROGRAM = N_("Cluster Atlas")
PANELS = {
    "tasks": (N_("Tasks and layers"), Qt.DockWidgetArea.LeftDockWidgetArea),
    "card": (N_("Card"), Qt.DockWidgetArea.RightDockWidgetArea),
    "findings": (N_("Findings"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "actors": (N_("Firms"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "links": (N_("Links"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "disputes": (N_("In dispute"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "reconcile": (N_("Reconciliation"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "tables": (N_("Tables"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "indicators": (N_("Indicators"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "diagram": (N_("Flows"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "matrix": (N_("Matrix"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "charts": (N_("Charts"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "year": (N_("Years"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "history": (N_("History"), Qt.DockWidgetArea.BottomDockWidgetArea),
    "returned": (N_("Returned"), Qt.DockWidgetArea.BottomDockWidgetArea),
}
USUAL_SIZE = QSize(1440, 900)
SIDES = {"tasks": 236, "card": 342}  # pixels at the first start


class MainWindow(QMainWindow):
    """The frame; `asked` carries the id of a command, `dropped` the paths of files, both answered by the workbench."""

    asked = Signal(str)
    dropped = Signal(object)
    painted = Signal()
    restyled = Signal()
    closing = Signal()

    def __init__(self, path: str = "", language: str = "en") -> None:
        super().__init__()
        self.settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "cluster-atlas", "window")
        self.path = path
        self.language = str(self.settings.value("language", language))
        self.dark = bool(self.settings.value("dark", system_is_dark(), type=bool))
        self.workbench: Any = None  # made after the first paint
        self._waiting = True
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.setDocumentMode(True)
        self.actions_by_id = make_actions(self, self.asked.emit)
        self.menus = fill_menus(self, self.actions_by_id)
        self.toolbar = self.addToolBar("")
        self.toolbar.setObjectName("toolbar")
        self.toolbar.setMovable(False)
        self.toolbar.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        fill_toolbar(self.toolbar, self.actions_by_id)
        self._build_centre()
        self._build_panels()
        self._restore()
        self.show_project(False)  # also where one is to be opened: no panel stands there half filled
        self.restyle()

    def _build_centre(self) -> None:
        self.messages = MessageBar()
        self.start_page = StartPage(self.asked.emit)
        self.centre = QStackedWidget()
        self.centre.addWidget(self.start_page)
        self.centre.addWidget(QWidget())
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.centre, 1)
        self.setCentralWidget(whole)

    def _build_panels(self) -> None:
        """Frames without content; the layout is remembered by their names, so they exist from the start."""
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.panels: dict[str, QDockWidget] = {}
        for name, (_, area) in PANELS.items():
            panel = QDockWidget(self)
            panel.setObjectName(name)
            panel.setTitleBarWidget(_no_title())  # the tab or the first heading inside names a panel
            panel.setWidget(QWidget())
            self.addDockWidget(area, panel)
            self.menus["panels"].addAction(panel.toggleViewAction())
            self.panels[name] = panel
        below = [
            self.panels[name] for name, (_, area) in PANELS.items() if area == Qt.DockWidgetArea.BottomDockWidgetArea
        ]
        for first, second in pairwise(below):
            self.tabifyDockWidget(first, second)
        self._usual_layout = self.saveState(LAYOUT_VERSION)

    def place_panels(self) -> None:
        """The arrangement of the first start."""
        self.restoreState(self._usual_layout, LAYOUT_VERSION)
        self.resizeDocks([self.panels[name] for name in SIDES], list(SIDES.values()), Qt.Orientation.Horizontal)
        self.resizeDocks([self.panels["findings"]], [self.height() * 28 // 100], Qt.Orientation.Vertical)
        self.panels["findings"].raise_()

    def _restore(self) -> None:
        self.resize(USUAL_SIZE.boundedTo(self.screen().availableGeometry().size()))
        if geometry := self.settings.value("geometry"):
            self.restoreGeometry(geometry)
        self._places = self.settings.value("layout")
        if self._places:
            self.restoreState(self._places, LAYOUT_VERSION)
        self._shown_panels = {name: not panel.isHidden() for name, panel in self.panels.items()}
        self._shown_panels["returned"] = False

    def show_project(self, present: bool) -> None:
        """Show the map with its panels, or the start page alone."""
        was = self.centre.currentIndex() == 1
        if not present and was:
            self._places = self.saveState(LAYOUT_VERSION)
            self._shown_panels = {name: not panel.isHidden() for name, panel in self.panels.items()}
        arrangement = cast(QLayout, self.layout())
        arrangement.setEnabled(False)  # else the whole window is laid out anew for each panel
        self.centre.setCurrentIndex(1 if present else 0)
        for name, panel in self.panels.items():
            panel.setVisible(present and self._shown_panels[name])
        self.toolbar.setVisible(present)
        self.menus["panels"].menuAction().setEnabled(present)
        if present and not was and self._places:
            self.restoreState(self._places, LAYOUT_VERSION)
        if present and not self.settings.contains("layout"):
            self.place_panels()
            self.panels["returned"].hide()
        if present:
            self.panels["findings"].raise_()
        arrangement.setEnabled(True)
        arrangement.activate()

    def fill_map(self, widget: QWidget) -> None:
        """Put the map area into the middle."""
        self.centre.removeWidget(self.centre.widget(1))
        self.centre.insertWidget(1, widget)

    def set_language(self, language: str) -> None:
        """Switch every text at run time and remember the choice."""
        self.language = language
        self.settings.setValue("language", language)
        self.restyle()

    def set_dark(self, dark: bool) -> None:
        """Switch the palette at run time and remember the choice."""
        self.dark = dark
        self.settings.setValue("dark", dark)
        self.restyle()

    def restyle(self) -> None:
        """Write all texts and icons anew in the present language and palette."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_style(app, self.dark)
            translate_qt(app, self.language)
        name_actions(self.actions_by_id, self.menus, self.language, self.dark)
        self.actions_by_id["dark"].setChecked(self.dark)
        for language in LANGUAGES:
            self.actions_by_id[f"language.{language}"].setChecked(language == self.language)
        for name, (title, _) in PANELS.items():
            self.panels[name].setWindowTitle(translate(title, self.language))
        self.toolbar.setWindowTitle(translate(N_("Toolbar"), self.language))
        self.start_page.retranslate(self.language, self.dark)
        self.messages.retranslate(self.language, self.dark)
        self.name_window("")
        self.restyled.emit()

    def name_window(self, project: str) -> None:
        """The title bar: the project's name before the program's."""
        program = translate(PROGRAM, self.language)
        self.setWindowTitle(f"{project} · {program}" if project else program)

    def enable(self, *, project: bool, writing: bool, lent: bool) -> None:
        """Enable the commands that can do something now."""
        enable_actions(self.actions_by_id, project=project, writing=writing, lent=lent)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._waiting:
            self._waiting = False
            QTimer.singleShot(0, self._load)

    def _load(self) -> None:
        self.painted.emit()
        importlib.import_module("app.workbench").load(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dragged_files(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.dropped.emit(dragged_files(event))
        event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        if self.centre.currentIndex() == 1:
            self.settings.setValue("layout", self.saveState(LAYOUT_VERSION))
        self.closing.emit()
        super().closeEvent(event)


def _no_title() -> QWidget:
    bar = QWidget()
    QHBoxLayout(bar).setContentsMargins(0, 0, 0, 0)
    return bar


def dragged_files(event: QDropEvent) -> list[str]:
    """The paths of the files that are dragged, those inside it for a folder; none for anything else."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.toLocalFile()]
    inside = [sorted(path.iterdir()) if path.is_dir() else [path] for path in paths]
    return [str(path) for group in inside for path in group if path.is_file()]


def application() -> QApplication:
    """The one application of this process, made with what must be settled before it exists."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    prepare_input(os.environ)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("cluster-atlas")
    app.setDesktopFileName("cluster-atlas")
    app.setWindowIcon(app_icon())
    load_font(app)
    return app


def run(path: str | Path | None, language: str) -> int:
    """Open the window on a project file, or with the start page, and return the exit code when it is closed.

    `language` already takes into account what was remembered, so that another one is what the user asked for now.
    """
    app = application()
    window = MainWindow(str(path) if path else "", language)
    if window.language != language:
        window.set_language(language)
    catch_bugs(window, window.messages.tell_problem, lambda: window.language)
    window.show()
    return int(app.exec())
