"""What the window is filled with after its first paint: session, worker, map and panels, and what each command does."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.bug_report import logged
from app.card_dock import CardPanel
from app.code_window import show_codes
from app.find_box import FindBox
from app.findings_dock import FindingsPanel
from app.history_dock import HistoryPanel
from app.import_steps import ImportSteps, returned_rows
from app.indicators_dock import IndicatorsPanel
from app.layers_dock import LayersPanel
from app.map_area import MapArea
from app.project_files import ENDING, SAMPLES, ProjectFiles
from app.session import Selection, Session
from app.status_line import StatusLine
from app.table_panel import TablePanel
from app.tables_dock import TableDock, actors_dock, links_dock
from app.task_list import is_data, is_flag, is_gap
from app.tasks import Tasks
from app.window import PANELS, MainWindow
from core.i18n import LANGUAGES, translate
from core.import_results import ImportResult
from core.paths import VERSION
from core.text import N_, Text

GUIDE = N_(
    "First import a table of firms, then a table of links with amounts. Gaps and flags are found by themselves; "
    "click one to see it on the map. Print when the picture is right. Every step can be undone."
)
ABOUT = N_("Cluster Atlas {version}: firms and their links, balances, flags and gaps. It works without any network.")
PLACELESS = N_("What was chosen has no coordinates, so the map cannot show it; its card stands at the right.")


def load(window: MainWindow) -> None:
    """Fill the window and open the project it was started with."""
    window.workbench = Workbench(window)


class Workbench(QObject):
    """Ties the window's commands to what carries them out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.tasks = Tasks(self)
        self.session = Session(self.tasks, window.language, self)
        self.files = ProjectFiles(window, self.session)
        self.imports = ImportSteps(window, self.session, self.show_returned)
        self._returned: ImportResult | None = None
        self._build()
        self._connect()
        self.commands = self._commands()
        self.restyle()
        self.files.list_recent()
        if window.path:
            self.files.open(window.path)

    def _build(self) -> None:
        window, ask = self.window, self.carry_out
        self.map = MapArea(self.session, ask)
        self.layers = LayersPanel(self.session, ask)
        self.card = CardPanel(self.session)
        self.findings = FindingsPanel(self.session)
        self.actors, self.links = actors_dock(self.session), links_dock(self.session)
        self.indicators = IndicatorsPanel(self.session)
        self.history = HistoryPanel(self.session, ask)
        self.returned = TablePanel(N_("The last import had nothing to remark."), window.language)
        self.status = StatusLine(self.session, self.tasks, self.open_list)
        self.find_box = FindBox(self.session, window.actions_by_id)
        window.fill_map(self.map)
        contents = {
            "tasks": self.layers,
            "card": self.card,
            "findings": self.findings,
            "actors": self.actors,
            "links": self.links,
            "indicators": self.indicators,
            "history": self.history,
            "returned": self.returned,
        }
        for name, widget in contents.items():
            window.panels[name].setWidget(widget)
        window.setStatusBar(self.status)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        window.toolbar.addWidget(gap)
        window.toolbar.addWidget(self.find_box)

    def _connect(self) -> None:
        window, canvas = self.window, self.map.canvas
        window.asked.connect(self.carry_out)
        window.dropped.connect(self.take_file)
        window.restyled.connect(self.restyle)
        window.closing.connect(self.stop)
        self.session.changed.connect(self.refresh)
        self.session.opened.connect(lambda: window.show_project(True))
        self.session.opened.connect(canvas.clear)
        self.session.opened.connect(self.files.list_recent)
        self.session.closed.connect(self._closed)
        self.session.selected.connect(self._say_placeless)
        self.layers.hidden_changed.connect(self._hide_layers)
        canvas.pointed.connect(self.status.point)
        canvas.seen.connect(self.status.show_scale)
        canvas.composed.connect(self.status.count)
        canvas.explained.connect(self.layers.explain)
        canvas.stopped.connect(self._say_undrawn)

    def _commands(self) -> dict[str, Callable[[], object]]:
        """What each command does; every command of the menus stands here."""
        canvas, window, files = self.map.canvas, self.window, self.files
        commands: dict[str, Callable[[], object]] = {
            "new": files.new,
            "open": files.ask_and_open,
            "save_copy": files.save_copy,
            "backup": files.backup,
            "print": lambda: files.print_map(canvas.hidden),
            "close": files.close,
            "quit": window.close,
            "undo": self.undo,
            "redo": self.redo,
            "find": self.find_box.look_up,
            "palette": self.find_box.ask_command,
            "codes": lambda: show_codes(window, self.session),
            "clear": lambda: self.session.select([]),
            "tool.select": lambda: self._take_tool("select"),
            "tool.move": lambda: self._take_tool("move"),
            "whole": canvas.show_whole,
            "zoom_selection": lambda: self.map.show_chosen(self.session.selection),
            "previous_view": canvas.show_previous,
            "zoom_in": lambda: canvas.zoom(1.5),
            "zoom_out": lambda: canvas.zoom(1 / 1.5),
            "dark": lambda: window.set_dark(not window.dark),
            "reset_layout": self.reset_layout,
            "import": self.imports.ask_and_read,
            "guide": lambda: window.messages.tell(Text(GUIDE)),
            "about": lambda: window.messages.tell(Text(ABOUT, {"version": VERSION})),
        }
        commands |= {f"sample.{name}": partial(files.new_sample, name) for name in SAMPLES}
        commands |= {f"language.{name}": partial(window.set_language, name) for name in LANGUAGES}
        return commands | self._showing()

    def _showing(self) -> dict[str, Callable[[], object]]:
        """The commands that bring a panel forward with the rows that they are about."""

        def findings(wanted: Callable, reason: Text) -> None:  # type: ignore[type-arg]
            self.findings.show_some(wanted, reason)
            self.bring("findings")

        def whole(name: str, dock: TableDock) -> None:
            dock.show_only(None)
            self.bring(name)

        return {
            "show.actors": lambda: whole("actors", self.actors),
            "show.links": lambda: whole("links", self.links),
            "show.history": lambda: self.bring("history"),
            "show.indicators": lambda: self.bring("indicators"),
            "show.check": lambda: findings(is_data, Text("Figures to check")),
            "show.flags": lambda: findings(is_flag, Text("Flags")),
            "show.gaps": lambda: findings(is_gap, Text("Gaps and weak points")),
        }

    def carry_out(self, name: str) -> None:
        """Do what a command says; `recent:PATH` opens a file."""
        if name.startswith("recent:"):
            self.files.open(name.removeprefix("recent:"))
        else:
            self.commands[name]()

    def take_file(self, path: str) -> None:
        """A dropped project is opened, a dropped table imported into the open project."""
        if Path(path).suffix.lower() == ENDING:
            self.files.open(path)
        elif self.session.writing:
            self.imports.read(Path(path))
        else:
            told = Text("Open or make a project first; then {file} can be imported into it.", {"file": Path(path).name})
            self.window.messages.tell(told, notice=True)

    def undo(self) -> None:
        """Take the last edit back and say which."""
        changes = self.session.project.undo() if self.session.project else None
        told = Text("Done: {label}.", {"label": changes.label}) if changes else Text("There is nothing to take back.")
        self.window.messages.tell(told, verbs=[(N_("Redo"), self.redo)] if changes else [])

    def redo(self) -> None:
        """Do the edit that was taken back again."""
        changes = self.session.project.redo() if self.session.project else None
        told = (
            Text("Done again: {label}.", {"label": changes.label}) if changes else Text("There is nothing to do again.")
        )
        self.window.messages.tell(told, verbs=[(N_("Undo"), self.undo)] if changes else [])

    def bring(self, name: str) -> None:
        """Show a panel in front of its neighbours."""
        self.window.panels[name].show()
        self.window.panels[name].raise_()

    def open_list(self, table: str, uids: frozenset[str], reason: Text) -> None:
        """Show only some rows of a table, saying why."""
        dock = {"actor": self.actors, "flow": self.links}[table]
        dock.show_only(uids, reason)
        self.bring("actors" if table == "actor" else "links")

    def show_returned(self, result: ImportResult) -> None:
        """List the rows that an import returned."""
        self._returned = result
        self.returned.show_rows(returned_rows(result, self.window.language), self.window.language)
        self.bring("returned")

    def reset_layout(self) -> None:
        """Put the panels where they stood at the first start."""
        self.window.place_panels()
        self.window.panels["returned"].hide()

    def refresh(self) -> None:
        """Write the names of window and tabs, and enable what can be done."""
        project, window = self.session.project, self.window
        window.name_window(self.session.readable.name if self.session.readable else "")
        window.enable(project=project is not None, writing=self.session.writing)
        self._count_tabs()

    def restyle(self) -> None:
        """Pass language and palette on."""
        dark = self.window.dark
        for panel in (self.map, self.layers, self.card, self.history, self.status):
            panel.dark = dark
        self.session.set_language(self.window.language)
        if self._returned is not None:
            self.returned.show_rows(returned_rows(self._returned, self.window.language), self.window.language)

    def stop(self) -> None:
        """End the work and close the file before the window goes."""
        self.tasks.stop()
        self.session.close()

    def _count_tabs(self) -> None:
        shown, language = self.session.shown, self.session.language
        counts = {
            "findings": len(self.session.findings),
            "actors": len(shown.links.actor) if shown else 0,
            "links": len(shown.links.flow) if shown else 0,
        }
        for name, count in counts.items():
            title = translate(PANELS[name][0], language)
            self.window.panels[name].setWindowTitle(f"{title} {count}" if count else title)

    def _closed(self) -> None:
        self.window.show_project(False)
        self.session.changed.emit()

    def _take_tool(self, name: str) -> None:
        self.map.canvas.tool = name

    def _hide_layers(self, hidden: frozenset[str]) -> None:
        self.map.canvas.hidden = hidden
        self.map.canvas.refresh()

    def _say_placeless(self, selection: Selection) -> None:
        if selection.zoom and selection.refs and not self.map.placed(selection):
            self.window.messages.tell(Text(PLACELESS))

    def _say_undrawn(self, error: Exception) -> None:
        """A map is drawn again and again, so what stops it is told in one bar and not in dialogs."""
        told = Text("The map could not be drawn anew; figures and tables are as they were.")
        verbs = [(N_("Draw it again"), self.map.canvas.refresh)]
        details = logged(error, self.window.language, N_("The details are in {file}."))
        self.window.messages.tell(told, details, verbs=verbs, notice=True)
