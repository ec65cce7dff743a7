"""Editing on the map: gives the canvas its tool, asks what a form must ask, and makes of each act one edit."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QToolButton

from app.area_edits import AreaEdits
from app.bend_edits import BendEdits
from app.bend_tool import LinkBending
from app.canvas import Canvas
from app.link_edits import LinkEdits
from app.map_form import Entry, MapForm
from app.map_hand import Hand
from app.map_tools import ActorAdding, ActorMoving, LinkDrawing, MapTool
from app.message_bar import MessageBar, Verb
from app.region_tools import RegionCutting, RegionDrawing, RegionReshaping
from app.style import icon
from app.window import MainWindow
from core.errors import UserError
from core.map_layouts import keep_width_law, width_law
from core.text import N_, Text
from gis.tool_marks import Spot

Save = Callable[[dict[str, str]], object]
TOOLS: dict[str, type[MapTool]] = {
    "draw.actor": ActorAdding,
    "draw.move": ActorMoving,
    "draw.link": LinkDrawing,
    "draw.bend": LinkBending,
    "draw.region": RegionDrawing,
    "draw.cut": RegionCutting,
    "draw.reshape": RegionReshaping,
}


class MapEditing(QObject):
    """Emits `advised` with what the next click does; `ask` carries out a command by its id."""

    advised = Signal(object)
    laying = Signal(int)  # per cent of the links that are laid out anew, from the worker

    def __init__(self, canvas: Canvas, messages: MessageBar, ask: Callable[[str], object]) -> None:
        super().__init__(canvas)
        self.canvas, self.session, self.messages = canvas, canvas.session, messages
        self._undo, self._put_away = partial(ask, "undo"), partial(ask, "tool.select")
        self.hand = Hand(canvas)
        self.form = MapForm(canvas, self._save, self.cancel)
        self._saving: Save | None = None
        self.name = ""
        self.links = LinkEdits(self)
        self.bends = BendEdits(self)
        self.acts = self.links.acts() | AreaEdits(self).acts() | self.bends.acts()
        canvas.worked.connect(self._advise)
        self.laying.connect(self._tell_laying, Qt.ConnectionType.QueuedConnection)
        self.session.changed.connect(self._follow)
        self.session.held.connect(self._follow)
        self.session.selected.connect(lambda *_: self._advise())

    @property
    def tool(self) -> MapTool | None:
        """The tool in hand."""
        return self.canvas.in_hand

    def offer(self, window: MainWindow) -> None:
        """Put the tools behind one button of the tool bar."""
        menu = window.menus["draw"].menuAction()
        window.toolbar.addAction(menu)
        button = window.toolbar.widgetForAction(menu)
        if isinstance(button, QToolButton):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

        def restyle() -> None:
            menu.setIcon(icon("draw", window.dark))

        window.restyled.connect(restyle)
        restyle()
        self.session.changed.connect(lambda: self._check_width_law(window))

    def take(self, name: str) -> None:
        """Take a tool in hand by its command; "" puts it away."""
        self.leave_form()
        self.name = name
        self.canvas.in_hand = TOOLS[name](self.hand, self.carry_out) if name else None
        if name:
            self.canvas.hold()
        self.canvas.unsetCursor()
        self.canvas.setFocus()
        self._advise()
        self.canvas.update()

    def cancel(self) -> bool:
        """Leave what was begun, else put the tool away; False where none is in hand."""
        if self.tool is None:
            return False
        self.leave_form()
        if not self.tool.cancel():
            self._put_away()
        self._advise()
        self.canvas.update()
        self.canvas.setFocus()
        return True

    def carry_out(self, request: object, spot: Spot) -> None:
        """Do what a tool asks for at a spot of the view."""
        self.attempt(lambda: self.acts[type(request)](request, spot))

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something; what a user can mend is told in the form where one is open, else in the message bar."""
        try:
            act()
        except UserError as problem:
            if self.form.isVisible():
                self.form.tell(problem.sentence)
            else:
                self.messages.tell_problem(problem)
                self._settle()
            return False
        return True

    def ask(self, title: Text, entries: Sequence[Entry], spot: Spot, save: Save) -> None:
        """Open the form at a spot of the view; `save` makes the edit of what was typed."""
        self._saving = save
        scale = self.canvas.pixels_per_mm
        near = QPoint(round(spot[0] * scale), round(spot[1] * scale))
        self.form.ask(title, entries, self.session.language, near)

    def tell(self, *texts: Text) -> None:
        """Say what was done, with the verb that takes it back."""
        verbs: list[Verb] = [(N_("Undo"), self._undo)]
        self.messages.tell(*texts, verbs=verbs)
        self._settle()

    def advise(self, text: Text) -> None:
        """Say what has to be done first."""
        self.messages.tell(text, notice=True)

    def delete(self) -> None:
        """Delete what of the tool lies under the hand, else the chosen firms and links."""
        if self.tool is None or not self.tool.remove():
            self.attempt(self.links.delete)

    def lay_anew(self) -> None:
        """Lay all links of the map out anew, as far as they are not locked."""
        self.attempt(lambda: self.bends.lay_anew(self.canvas.hidden, self.laying.emit))

    def choose_width_law(self, law: str) -> None:
        """Let the widths of lines follow amounts by another law; the choice stays with the project."""
        project = self.session.project
        if project is not None:
            self.attempt(lambda: keep_width_law(project, law))

    def _check_width_law(self, window: MainWindow) -> None:
        if self.session.snapshot is not None:
            window.actions_by_id[f"width.{width_law(self.session.snapshot)}"].setChecked(True)

    def _tell_laying(self, done: int) -> None:
        if done < 100:
            self.advised.emit(Text("Laying out the links: {n} %", {"n": done}))
        else:
            self._advise()

    def leave_form(self) -> None:
        """Close the form without saving."""
        self._saving = None
        self.form.hide()

    def _save(self, texts: dict[str, str]) -> None:
        saving = self._saving
        if saving is not None and self.attempt(lambda: saving(texts)):
            self.leave_form()
            self.canvas.setFocus()

    def _settle(self) -> None:
        """The tool has done its work and is ready for the next."""
        if self.tool is not None:
            self.tool.done()
        self._advise()
        self.canvas.update()

    def _advise(self) -> None:
        self.advised.emit(self.tool.hint() if self.tool is not None else Text(""))

    def _follow(self) -> None:
        """No tool stays in hand where nothing can be written."""
        if self.tool is not None and not self.session.writing:
            self.leave_form()
            self._put_away()
        self._advise()
