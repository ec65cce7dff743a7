"""What the window is filled with after its first paint: session, worker, map and panels, and what each command does."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.backup_keeping import BackupKeeping
from app.base_window import show_base_maps
from app.bug_report import logged
from app.card_content import TABLES_OF
from app.card_dock import CardPanel
from app.chart_dock import ChartPanel
from app.choice_menu import clear_trace
from app.choice_steps import ChoiceSteps
from app.code_window import show_codes
from app.diagram_dock import DiagramPanel
from app.disputes_dock import DisputesPanel
from app.edit_panel import READ_ONLY, EditPanel
from app.export_steps import ExportSteps
from app.find_box import FindBox
from app.findings_dock import FindingsPanel
from app.help_window import show_help
from app.history_dock import HistoryPanel
from app.history_steps import HistorySteps
from app.import_steps import ImportSteps
from app.indicators_dock import IndicatorsPanel
from app.layers_dock import LayersPanel
from app.map_area import MapArea
from app.map_editing import TOOLS, MapEditing
from app.matrix_dock import MatrixPanel
from app.message_bar import ABOUT, PLACELESS
from app.pack_steps import PackSteps
from app.page_window import show_pages
from app.panel_heights import PanelHeights
from app.project_files import ENDING, SAMPLES, ProjectFiles
from app.projection_window import show_projections
from app.reconcile_dock import ReconcilePanel
from app.resting import Resting
from app.returned_dock import ReturnedPanel
from app.session import Selection, Session
from app.standards_window import show_standards
from app.status_line import StatusLine
from app.survey_commands import survey_commands
from app.table_model import Rows
from app.tables_dock import TableDock, actors_dock, links_dock
from app.task_list import is_data, is_flag, is_gap
from app.tasks import Tasks
from app.window import PANELS, MainWindow
from app.year_dock import YearPanel
from core.i18n import LANGUAGES, translate
from core.import_results import ImportResult
from core.kind_titles import KIND_TITLES
from core.paths import VERSION
from core.text import N_, Text
from core.width_laws import WIDTH_LAWS


def load(window: MainWindow) -> None:
    """Fill the window and open the project it was started with."""
    window.workbench = Workbench(window)


class Workbench(QObject):
    """Ties the window's commands to what carries them out."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.tasks = Tasks(self)
        self.resting = Resting(self.tasks, self)
        self.session = Session(self.tasks, window.language, self)
        self.files = ProjectFiles(window, self.session)
        self.imports = ImportSteps(window, self.session, self.show_returned)
        self.exports = ExportSteps(window, self.session)
        self.steps = HistorySteps(self.session, window.messages)
        self.backups = BackupKeeping(self.tasks, self.session, window.messages, self)
        self.packs = PackSteps(window, self.session, lambda: self.map.canvas.hidden)
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
        self.editing = MapEditing(self.map.canvas, window.messages, ask)
        self.layers = LayersPanel(self.session, ask)
        self.choosing = ChoiceSteps(window, self.session, self.layers)
        self.card = CardPanel(self.session, window.messages)
        self.findings = FindingsPanel(self.session, self.card.steps)
        self.actors, self.links = actors_dock(self.session), links_dock(self.session)
        self.disputes = DisputesPanel(self.session, self.open_list)
        self.reconcile = ReconcilePanel(self.session)
        self.tables = EditPanel(self.session, window.messages, window.settings)
        self.exports.add_buttons({"actors": self.actors.panel, "flows": self.links.panel})
        self.indicators = IndicatorsPanel(self.session)
        self.diagram = DiagramPanel(self.session, window.messages.tell)
        self.matrix = MatrixPanel(self.session, window.messages.tell)
        self.charts = ChartPanel(self.session, window.messages.tell)
        self.year = YearPanel(self.session, window.messages.tell)
        self.history = HistoryPanel(self.session, window.messages, ask, self.steps.go_back)
        self.returned = ReturnedPanel(window.language)
        self.status = StatusLine(self.session, self.tasks, self.open_list)
        self.find_box = FindBox(self.session, window.actions_by_id)
        window.fill_map(self.map)
        for name, panel in window.panels.items():  # named like the parts above, but for the tasks with their layers
            panel.setWidget(self.layers if name == "tasks" else getattr(self, name))
        self.reconcile.watch(window.panels["reconcile"])
        window.setStatusBar(self.status)
        self.heights = PanelHeights(window)
        self.editing.offer(window)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        window.toolbar.addWidget(gap)
        window.toolbar.addWidget(self.find_box)

    def _connect(self) -> None:
        window, canvas = self.window, self.map.canvas
        window.asked.connect(self.carry_out)
        window.dropped.connect(self.take_files)
        window.restyled.connect(self.restyle)
        window.closing.connect(self.stop)
        self.session.changed.connect(self.refresh)
        self.session.held.connect(self._enable)
        self.session.opened.connect(lambda: window.show_project(True))
        self.session.opened.connect(canvas.clear)
        self.session.opened.connect(self.files.list_recent)
        self.session.closed.connect(self._closed)
        self.session.selected.connect(self._say_placeless)
        self.tables.work.listed.connect(self.show_untaken)
        self.tables.adding.connect(self.enter_row)
        self.card.tables_wanted.connect(self.edit_rows)
        self.card.charted.connect(lambda finding: self.bring("charts", lambda: self.charts.open_finding(finding)))
        self.indicators.systems.charted.connect(lambda item: self.bring("charts", lambda: self.charts.open_item(item)))
        self.layers.hidden_changed.connect(self._hide_layers)
        self.choosing.list_wanted.connect(self.open_list)
        self.map.list_wanted.connect(self.open_list)
        self.editing.advised.connect(self.status.advise)
        canvas.pointed.connect(self.status.point)
        canvas.seen.connect(self.status.show_scale)
        canvas.composed.connect(self.status.count)
        canvas.composed.connect(self.reconcile.count)
        canvas.composed.connect(self.choosing.panel.count)
        canvas.explained.connect(self.layers.explain)
        canvas.noted.connect(lambda notes: window.messages.tell(*notes, notice=True))
        canvas.stopped.connect(self._say_undrawn)

    def _commands(self) -> dict[str, Callable[[], object]]:
        """What each command does; every command of the menus stands here."""
        canvas, window, files = self.map.canvas, self.window, self.files
        commands: dict[str, Callable[[], object]] = {
            "new": files.new,
            "open": files.ask_and_open,
            "save_copy": files.save_copy,
            "backup": files.backup,
            "checkin": files.checkout.check_in,
            "print": lambda: files.print_map(canvas.hidden),
            "pages": lambda: show_pages(window, self.session),
            "pack": self.packs.ask,
            "fill": self.packs.fill,
            "close": files.close,
            "quit": window.close,
            "undo": self.steps.undo,
            "redo": self.steps.redo,
            "find": self.find_box.look_up,
            "palette": self.find_box.ask_command,
            "base_maps": lambda: show_base_maps(window, self.session),
            "projection": lambda: show_projections(window, self.session),
            "codes": lambda: show_codes(window, self.session),
            "standards": lambda: show_standards(window, self.session, self._type_limits, self.imports.ask_and_read),
            "clear": self._clear,
            "draw.delete": self.editing.delete,
            "draw.anew": self.editing.lay_anew,
            "edit_row": self.edit_chosen,
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
            "import_folder": self.imports.ask_and_read_folder,
            "export": self.exports.ask_kind,
            "export_map": lambda: self.exports.write_map(canvas.hidden),
            "guide": lambda: show_help(window),
            "about": lambda: window.messages.tell(Text(ABOUT, {"version": VERSION})),
        }
        commands |= survey_commands(window, self.session)
        commands |= {name: partial(self._take_tool, name) for name in TOOLS}
        commands |= {f"width.{law}": partial(self.editing.choose_width_law, law) for law in WIDTH_LAWS}
        commands |= {f"sample.{name}": partial(files.new_sample, name) for name in SAMPLES}
        commands |= {f"template.{kind}": partial(self.exports.template, kind) for kind in KIND_TITLES}
        commands |= {f"language.{name}": partial(window.set_language, name) for name in LANGUAGES}
        return commands | self.choosing.commands() | self._showing()

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
            "show.tables": self.edit_tables,
            "show.history": lambda: self.bring("history"),
            "show.year": lambda: self.bring("year"),
            "show.diagram": lambda: self.bring("diagram"),
            "show.matrix": lambda: self.bring("matrix"),
            "show.charts": lambda: self.bring("charts"),
            "show.disputes": self._show_disputes,
            "show.reconcile": lambda: self.bring("reconcile"),
            "show.indicators": lambda: self.bring("indicators"),
            "request": self.indicators.systems.ask_figures,
            "show.check": lambda: findings(is_data, Text("Figures to check")),
            "show.flags": lambda: findings(is_flag, Text("Flags")),
            "show.gaps": lambda: findings(is_gap, Text("Gaps and weak points")),
            "show.due": lambda: self.bring("findings", self.findings.show_due),
            "enter_finding": lambda: self.bring("card", self.card.steps.enter),
        }

    def _show_disputes(self) -> None:
        """The list, and the differences on the map."""
        self.layers.switch_on("differences")
        self.bring("disputes")

    def carry_out(self, name: str) -> None:
        """Do what a command says; `recent:PATH` opens a file."""
        if name.startswith("recent:"):
            self.files.open(name.removeprefix("recent:"))
        else:
            self.commands[name]()

    def take_files(self, paths: list[str]) -> None:
        """A dropped project is opened, dropped tables are imported into the open project."""
        if not paths:
            return
        if len(paths) == 1 and Path(paths[0]).suffix.lower() == ENDING:
            self.files.open(paths[0])
        elif self.session.writing or self.imports.writing is not None:
            self.imports.read([Path(path) for path in paths])
        elif self.session.project is not None:
            self.window.messages.tell(Text(READ_ONLY), notice=True)
        else:
            name = Path(paths[0]).name
            told = Text("Open or make a project first; then {file} can be imported into it.", {"file": name})
            self.window.messages.tell(told, notice=True)

    def bring(self, name: str, then: Callable[[], object] = lambda: None) -> None:
        """Show a panel in front of its neighbours, then do something there."""
        self.window.panels[name].show()
        self.window.panels[name].raise_()
        then()

    def open_list(self, table: str, uids: frozenset[str], reason: Text) -> None:
        """Show only some rows of a table, saying why."""
        dock = {"actor": self.actors, "flow": self.links}[table]
        dock.show_only(uids, reason)
        self.bring("actors" if table == "actor" else "links")

    def show_returned(self, results: Sequence[ImportResult]) -> None:
        """List the rows that an import returned."""
        self.returned.show_results(results)
        self.bring("returned")

    def show_untaken(self, rows: Rows) -> None:
        """List the values that an edit has not taken."""
        self.returned.show_untaken(rows)
        self.bring("returned")

    def enter_row(self, table: str) -> None:
        """Enter a new row in the form."""
        self.bring("card")
        self.card.begin_form(table, None)

    def edit_chosen(self) -> None:
        """Open the form of the one row that is chosen."""
        refs = self.session.selection.refs
        if len(refs) == 1 and refs[0].table in TABLES_OF:
            self.bring("card")
            self.card.edit(refs[0])
        else:
            self.window.messages.tell(Text("Choose one firm, link or region first."))

    def edit_rows(self, table: str, uid: str) -> None:
        """Go to the rows of a table that are about one firm, link or region."""
        self.edit_tables()
        self.tables.show_subjects(table, frozenset({uid}))

    def edit_tables(self) -> None:
        """Go to the grid."""
        self.bring("tables")
        self.tables.grid.setFocus()

    def _type_limits(self) -> None:
        self.bring("tables")
        self.tables.show_table("standard_limit")

    def reset_layout(self) -> None:
        """Put the panels where they stood at the first start."""
        self.heights.forget()
        self.window.place_panels()
        self.window.panels["returned"].hide()

    def refresh(self) -> None:
        """Write the names of window and tabs, and enable what can be done."""
        self.window.name_window(self.session.readable.name if self.session.readable else "")
        self._enable()
        self._count_tabs()

    def _enable(self) -> None:
        session = self.session
        self.window.enable(project=session.project is not None, writing=session.writing, lent=session.lent)

    def restyle(self) -> None:
        """Pass language and palette on."""
        dark = self.window.dark
        flows = (self.diagram, self.matrix, self.charts)
        coloured = (self.map, self.layers, self.choosing.panel, self.card, self.history, *flows, self.year, self.status)
        for panel in coloured:
            panel.dark = dark
        self.session.set_language(self.window.language)
        self.exports.retranslate()
        self.imports.restyle()
        self.returned.set_language(self.window.language)

    def stop(self) -> None:
        """End the work and close the file before the window goes."""
        self.imports.stop()
        self.files.stop()
        self.session.close()
        self.tasks.stop()  # also what the closing of the project has set going
        self.resting.stop()

    def _count_tabs(self) -> None:
        shown, language = self.session.shown, self.session.language
        counts = {
            "findings": len(self.findings.lines),
            "actors": len(shown.links.actor) if shown else 0,
            "links": len(shown.links.flow) if shown else 0,
            "disputes": len(self.disputes.found),
        }
        for name, count in counts.items():
            title = translate(PANELS[name][0], language)
            self.window.panels[name].setWindowTitle(f"{title} {count}" if count else title)

    def _closed(self) -> None:
        self.window.messages.hide()  # what it told was about this project
        self.window.show_project(False)
        self.session.changed.emit()

    def _take_tool(self, name: str) -> None:
        """Select, move the map, or edit on it; the menu shows which."""
        self.map.canvas.tool = name if name == "move" else "select"
        self.editing.take(name if name in TOOLS else "")
        self.window.actions_by_id[name if name in TOOLS else f"tool.{name}"].setChecked(True)

    def _clear(self) -> None:
        """Esc leaves what a tool has begun, then the tool, then a trace, then the selection."""
        if not self.editing.cancel() and not clear_trace(self.session):
            self.session.select([])

    def _hide_layers(self, hidden: frozenset[str]) -> None:
        self.map.canvas.hidden = hidden
        if self.map.canvas.view is not None:  # else the project is just being opened and drawn as soon as it is told
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
