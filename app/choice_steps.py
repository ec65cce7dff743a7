"""Which links the map shows: the commands of menu and keyboard, and keeping it with the project."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.choice_keeping import KeptMap, keep_map
from app.choice_menu import trace_farther
from app.layers_dock import LAYERS, LayersPanel
from app.session import Session
from app.window import MainWindow
from core.analysis import analyse
from core.text import N_, Text
from gis.choosing import EVERYTHING
from gis.grouping import BY_FIRM
from gis.live_styles import file_styles
from gis.map_layers import map_view
from gis.paint import font_family, measure
from gis.styling import read_style, style_values

UNSTYLED = N_(
    "The project opens with this map from now on. QGIS does not: "
    "another program's table layer_styles stands in its way."
)
USUAL = "map_style"  # the setting of the user that holds the style of maps


class ChoiceSteps(QObject):
    """Emits `list_wanted` with table, uids and reason for links that the filter hides."""

    list_wanted = Signal(str, object, object)

    def __init__(self, window: MainWindow, session: Session, layers: LayersPanel) -> None:
        super().__init__(window)
        self.window, self.session, self.layers = window, session, layers
        self.panel = layers.choice
        self.panel.list_wanted.connect(self.list_wanted)
        self.panel.keeping.connect(self.keep)
        session.opened.connect(self._begin_map)
        layers.drawing.standing.connect(self._make_usual)

    def commands(self) -> dict[str, Callable[[], object]]:
        """What each command about the choice of links does."""
        return {
            "filter": self.begin,
            "trace_down": lambda: self.trace(upstream=False),
            "trace_up": lambda: self.trace(upstream=True),
            "show_all": lambda: self.session.choose_links(EVERYTHING),
        }

    def begin(self) -> None:
        """Offer the conditions by which links can be chosen."""
        dock = self.window.panels["tasks"]
        dock.show()
        dock.raise_()
        self.layers.ensureWidgetVisible(self.panel)
        self.panel.adding.setFocus()
        self.panel.adding.showMenu()

    def trace(self, *, upstream: bool) -> None:
        """Follow the chosen firm by a step more."""
        if not trace_farther(self.session, upstream=upstream):
            self.window.messages.tell(Text("Choose one firm first; its trace can then be followed step by step."))

    def keep(self) -> None:
        """Keep what the map shows with the project; the worker first makes the styles by which QGIS shows the same."""
        session = self.session
        project, snapshot, shown = session.project, session.snapshot, session.shown
        if project is None or snapshot is None or shown is None:
            return
        kept = KeptMap(session.choice, session.grouping, self.layers.hidden, session.style)
        view = replace(session.lens, grouping=BY_FIRM).on(
            map_view(snapshot, shown.year, session.language, self.layers.hidden)
        )
        judged = session.findings if session.analysis is not None else None

        def done(styles: dict[str, str]) -> None:
            if session.project is project and session.writing:
                drawn = keep_map(project, LAYERS, kept, styles)
                told = Text("The project opens with this map from now on, in QGIS too.") if drawn else Text(UNSTYLED)
                self.window.messages.tell(told, verbs=[(N_("Undo"), lambda: self.window.asked.emit("undo"))])

        def work(_: object) -> dict[str, str]:
            findings = analyse(snapshot, shown.year).findings if judged is None else judged
            return file_styles(snapshot, findings, view, measure, font_family())

        session.tasks.run(Text("Keeping the map"), work, done, lane="keep")

    def _make_usual(self) -> None:
        """Draw projects in this style that keep no map of their own."""
        self.window.settings.setValue(USUAL, json.dumps(style_values(self.session.style)))
        self.window.messages.tell(Text("Maps of projects that keep none of their own are drawn like this from now on."))

    def _begin_map(self) -> None:
        """Draw a project that keeps no map in the usual style, and tell of what could not be read."""
        if self.session.kept == KeptMap():
            with suppress(ValueError):  # settings are any text: what is no style leaves the plain one
                self.session.draw_as(read_style(json.loads(str(self.window.settings.value(USUAL, "{}")))))
        if self.session.kept.problem is not None:
            self.window.messages.tell(self.session.kept.problem, notice=True)
