"""Every command of the window in one table: its verb, menu, shortcut and icon; menus and toolbar follow from it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from app.style import icon
from core.i18n import LANGUAGES, language_name, translate
from core.kind_titles import KIND_TITLES
from core.text import N_
from core.width_laws import WIDTH_LAWS


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `group` names actions of which one is checked, `needs` is "project", "writing", "resting" or ""."""

    id: str
    title: str
    menu: str
    shortcut: str = ""
    icon: str = ""
    needs: str = "project"
    group: str = ""
    checked: bool = False
    tool: str = ""  # the short verb on the toolbar, where the command stands there
    rule: bool = False  # a line stands before it, in the menu and on the toolbar


MENUS = {
    "file": N_("File"),
    "sample": N_("New from sample"),
    "recent": N_("Open recent"),
    "edit": N_("Edit"),
    "draw": N_("Edit on the map"),
    "view": N_("View"),
    "panels": N_("Panels"),
    "width": N_("Line widths"),
    "language": N_("Language"),
    "data": N_("Data"),
    "template": N_("Excel template…"),
    "survey": N_("Survey"),
    "analysis": N_("Analysis"),
    "help": N_("Help"),
}
INSIDE = {
    "draw": "edit",
    "template": "data",
    "sample": "file",
    "recent": "file",
    "panels": "view",
    "width": "view",
    "language": "view",
}

COMMANDS = (
    Command("new", N_("New project…"), "file", "Ctrl+N", "new", needs=""),
    Command("sample.teaching", N_("Teaching park (invented data)…"), "sample", needs=""),
    Command("sample.kalundborg", N_("Kalundborg, Denmark…"), "sample", needs=""),
    Command("sample.guigang", N_("Guigang sugar cluster…"), "sample", needs=""),
    Command("open", N_("Open project…"), "file", "Ctrl+O", "open", needs=""),
    Command("save_copy", N_("Save a copy as…"), "file", "Ctrl+Shift+S", "copy", "resting", rule=True),
    Command("backup", N_("Back up now"), "file", "", "backup", "resting"),
    Command("checkin", N_("Bring the working copy back"), "file", needs="writing"),
    Command("print", N_("Print the map to a file…"), "file", "Ctrl+P", "export", tool=N_("Print"), rule=True),
    Command("pages", N_("Lay out pages…"), "file", "Ctrl+Shift+L", "export"),
    Command("pack", N_("Make a meeting pack…"), "file", "Ctrl+Shift+K", "export"),
    Command("fill", N_("Fill a template of yours…"), "file"),
    Command("close", N_("Close project"), "file", "Ctrl+W", rule=True),
    Command("quit", N_("Quit"), "file", "Ctrl+Q", needs=""),
    Command("undo", N_("Undo"), "edit", "Ctrl+Z", "undo", needs="writing", tool=N_("Undo"), rule=True),
    Command("redo", N_("Redo"), "edit", "Ctrl+Y", "redo", needs="writing", tool=N_("Redo")),
    Command("find", N_("Find…"), "edit", "Ctrl+F", "find", rule=True),
    Command("edit_row", N_("Edit what is chosen…"), "edit", "Ctrl+Shift+E", needs="writing"),
    Command("palette", N_("Find a command…"), "edit", "Ctrl+Shift+P"),
    Command("clear", N_("Clear the selection"), "edit", "Esc"),
    Command("draw.actor", N_("Add a firm or institution"), "draw", "A", "add-actor", needs="writing", group="tool"),
    Command("draw.move", N_("Move a firm"), "draw", "V", "move-actor", needs="writing", group="tool"),
    Command("draw.link", N_("Draw a link"), "draw", "L", "links", needs="writing", group="tool"),
    Command("draw.bend", N_("Bend a link"), "draw", "B", "bend", needs="writing", group="tool"),
    Command("draw.anew", N_("Lay the links out anew"), "draw", "Ctrl+Shift+B", needs="writing"),
    Command("draw.region", N_("Draw a region"), "draw", "D", "add-region", needs="writing", group="tool", rule=True),
    Command("draw.cut", N_("Split a region"), "draw", "K", "cut", needs="writing", group="tool"),
    Command("draw.reshape", N_("Reshape a region"), "draw", "R", "reshape", needs="writing", group="tool"),
    Command("draw.delete", N_("Delete what is chosen"), "draw", "Del", "delete", needs="writing", rule=True),
    Command(
        "tool.select", N_("Select on the map"), "view", "S", "select", group="tool", checked=True, tool=N_("Select")
    ),
    Command("tool.move", N_("Move the map"), "view", "M", "move", group="tool", tool=N_("Move")),
    Command("whole", N_("Show the whole map"), "view", "Ctrl+0", "whole", tool=N_("Whole map"), rule=True),
    Command("zoom_selection", N_("Zoom to the selection"), "view", "Ctrl+E", "zoom-selection", tool=N_("To selection")),
    Command("previous_view", N_("Previous view"), "view", "Alt+Left", "back", tool=N_("Previous view")),
    Command("zoom_in", N_("Zoom in"), "view", "Ctrl++", "plus"),
    Command("zoom_out", N_("Zoom out"), "view", "Ctrl+-", "minus"),
    Command("filter", N_("Filter the links…"), "view", "Ctrl+L", rule=True),
    Command("trace_down", N_("Trace what the chosen firm gives on"), "view", "Ctrl+]"),
    Command("trace_up", N_("Trace what the chosen firm is given"), "view", "Ctrl+["),
    Command("show_all", N_("Show all links"), "view"),
    Command("base_maps", N_("Base maps…"), "view", rule=True),
    Command("projection", N_("Projection of the map…"), "view"),
    Command("dark", N_("Dark colours"), "view", "Ctrl+D", needs="", group="dark", rule=True),
    Command("reset_layout", N_("Put the panels back"), "view", needs=""),
    *(Command(f"width.{law}", title, "width", needs="writing", group="width") for law, title in WIDTH_LAWS.items()),
    *(Command(f"language.{name}", "", "language", needs="", group="language") for name in LANGUAGES),
    Command("import", N_("Import a file…"), "data", "Ctrl+I", "import", needs="writing", tool=N_("Import"), rule=True),
    Command("import_folder", N_("Import a folder of forms…"), "data", "Ctrl+Shift+I", "import", needs="writing"),
    Command("export", N_("Export a table…"), "data", "Ctrl+Shift+O", "export"),
    Command("export_map", N_("Export the map for QGIS…"), "data"),
    *(Command(f"template.{kind}", title, "template", needs="") for kind, title in KIND_TITLES.items()),
    Command("codes", N_("Look up a code…"), "data", "Ctrl+K", "find", needs=""),
    Command("show.actors", N_("Show firms and institutions"), "data", "Ctrl+1", rule=True),
    Command("show.links", N_("Show links"), "data", "Ctrl+2", "links"),
    Command("show.tables", N_("Edit in tables"), "data", "F6"),
    Command("show.history", N_("Show the history"), "data", "Ctrl+3", "history"),
    Command("show.year", N_("Show the yearly round"), "data", "Ctrl+8", "year"),
    Command("survey.next", N_("Whom to visit next…"), "survey", "Ctrl+Shift+N"),
    Command("survey.pack", N_("Make a survey packet…"), "survey", "Ctrl+Shift+U", needs="writing"),
    Command("survey.review", N_("Review what came back…"), "survey", "Ctrl+Shift+W", needs="writing"),
    Command("survey.board", N_("Board of the survey…"), "survey"),
    Command("survey.photos", N_("Bring photos to firms…"), "survey", needs="writing"),
    Command("survey.tracks", N_("Take in tracks…"), "survey", needs="writing"),
    Command("survey.questionnaire", N_("Write a questionnaire…"), "survey"),
    Command("survey.answers", N_("Take in answers to it…"), "survey", needs="writing"),
    Command("survey.type", N_("Type what is written on pages…"), "survey", "Ctrl+Shift+Y", needs="writing"),
    Command("survey.open", N_("Decide open questions…"), "survey", needs="writing"),
    Command("show.check", N_("Check figures"), "analysis", "Ctrl+4", "check"),
    Command("show.flags", N_("Show flags"), "analysis", "Ctrl+5", "flag"),
    Command("show.gaps", N_("Show gaps"), "analysis", "Ctrl+6", "gap"),
    Command("show.due", N_("Show deadlines of findings"), "analysis", "", "flag"),
    Command("enter_finding", N_("Enter a finding…"), "analysis", "Ctrl+Shift+J", needs="writing"),
    Command("show.indicators", N_("Show indicators"), "analysis", "Ctrl+7", "indicators"),
    Command("request", N_("Ask for missing figures…"), "analysis"),
    Command("standards", N_("Common standard sets…"), "analysis"),
    Command("show.diagram", N_("Show material flows"), "analysis", "Ctrl+Shift+M", "diagram"),
    Command("show.matrix", N_("Show who gives to whom"), "analysis", "Ctrl+Shift+X", "diagram"),
    Command("show.charts", N_("Show charts"), "analysis", "Ctrl+Shift+G", "indicators"),
    Command("show.disputes", N_("Show links in dispute"), "analysis", "Ctrl+9", "dispute"),
    Command("show.reconcile", N_("Reconcile figures (diagnosis)"), "analysis", "Ctrl+Shift+R"),
    Command("guide", N_("Help with pictures"), "help", "F1", needs=""),
    Command("about", N_("About this program"), "help", needs=""),
)


def make_actions(parent: QObject, asked: Callable[[str], object]) -> dict[str, QAction]:
    """One action per command; triggering it calls `asked` with the command's id. All start disabled."""
    actions = {}
    groups: dict[str, QActionGroup] = {}
    for command in COMMANDS:
        action = QAction(parent)
        action.setEnabled(False)
        action.setShortcut(QKeySequence(command.shortcut))
        action.setCheckable(bool(command.group))
        action.setChecked(command.checked)
        if command.group and command.group != "dark":
            groups.setdefault(command.group, QActionGroup(parent)).addAction(action)
        # the emitted `checked` differs between Qt releases, so it is swallowed here once
        action.triggered.connect(lambda *_, name=command.id: asked(name))
        actions[command.id] = action
    return actions


def fill_menus(window: QMainWindow, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """The menu bar by the table; the menus of recent files and panels are filled by their owners."""
    menus = {name: QMenu(window) for name in MENUS}
    for name, menu in menus.items():
        if name not in INSIDE:
            window.menuBar().addMenu(menu)
    placed = set()
    for command in COMMANDS:
        if command.menu in INSIDE and command.menu not in placed:
            menus[INSIDE[command.menu]].addMenu(menus[command.menu])
            placed.add(command.menu)
        if command.rule:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(actions[command.id])
        if command.id == "open":
            menus["file"].addMenu(menus["recent"])
        if command.id == "reset_layout":
            menus["view"].addMenu(menus["panels"])
    return menus


def fill_toolbar(bar: QToolBar, actions: dict[str, QAction]) -> None:
    """The commands that carry a short verb, in the order tools, map, history, work."""
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    shown = [command for command in COMMANDS if command.tool]
    for command in sorted(shown, key=lambda item: ("view", "edit", "data", "file").index(item.menu)):
        if command.rule:
            bar.addSeparator()
        bar.addAction(actions[command.id])


def name_actions(actions: dict[str, QAction], menus: dict[str, QMenu], language: str, dark: bool) -> None:
    """Write every title, tooltip and icon in the language and ink of the moment."""
    for command in COMMANDS:
        action = actions[command.id]
        # a language is named in itself, so that it can be found again by who switched by mistake
        title = translate(command.title, language) or language_name(command.id.partition(".")[2])
        action.setText(title)
        action.setIconText(translate(command.tool, language) or title)
        action.setToolTip(f"{title.rstrip('…')} ({command.shortcut})" if command.shortcut else title.rstrip("…"))
        if command.icon:
            action.setIcon(icon(command.icon, dark))
    for name, menu in menus.items():
        menu.setTitle(translate(MENUS[name], language))


def enable_actions(actions: dict[str, QAction], *, project: bool, writing: bool, lent: bool) -> None:
    """A command that would do nothing now is grey; while the project is `lent` to the worker nobody copies it."""
    able = {"": True, "project": project, "writing": project and writing, "resting": project and not lent}
    for command in COMMANDS:
        actions[command.id].setEnabled(able[command.needs])
