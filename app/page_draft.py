"""The page in hand: a layout that is changed step by step, each step an edit of the project that can be undone."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app.session import Session
from core.errors import UserError
from core.file_errors import being_written
from core.history import Changes
from core.i18n import translate
from core.page_edits import Box, added, freed, kept_within, removed, with_box
from core.page_layouts import ITEM_TITLES, Item, Layout, layout_problems, page_layouts, rename_layout, save_layout
from core.page_templates import CLUSTER, template
from core.records import set_setting
from core.text import N_, Text

PAUSE = 600  # milliseconds after the last of several strokes of a key until they are kept as one edit


def fresh_page(paper: str, language: str, *, portrait: bool = False, about: str = CLUSTER) -> Layout:
    """A template under a name in the reader's language."""
    title = N_("{paper} upright") if portrait else N_("{paper} across")
    return replace(template(paper, portrait=portrait, about=about), name=translate(title, language).format(paper=paper))


class PageDraft(QObject):
    """The layout, which of its items is chosen (None: the page), and the layouts that the project keeps.

    `redrawn` tells that the page looks different, `chosen_changed` that another item is chosen. A layout is kept from
    its first change on; where the project cannot be written to, changes last as long as the window.
    """

    redrawn = Signal()
    chosen_changed = Signal()
    kept_changed = Signal()
    told = Signal(object)  # a problem that the user can mend

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.layout = fresh_page("A3", session.language)
        self.chosen: int | None = None
        self._label: Text | None = None
        self._waiting = QTimer(self, singleShot=True, interval=PAUSE)
        self._waiting.timeout.connect(self.keep)
        session.edited.connect(self._follow)
        session.held.connect(self.keep)
        if kept := self.kept():
            self.layout = next(iter(kept.values()))

    @property
    def item(self) -> Item | None:
        """The chosen item."""
        return None if self.chosen is None else self.layout.items[self.chosen]

    def kept(self) -> dict[str, Layout]:
        """The layouts of the project by name; a problem with one of them is told."""
        if self.session.project is None:
            return {}
        for problem in layout_problems(self.session.project):
            self.told.emit(problem)
        return page_layouts(self.session.project)

    def free_name(self, name: str) -> str:
        """A name that no page of the project has, with a number behind it where need be."""
        known, free, number = self.kept(), name, 2
        while free in known:
            free, number = f"{name} {number}", number + 1
        return free

    def rename(self, name: str) -> None:
        """Give the page another name; where the project has that already, a number stands behind it."""
        if not name or name == self.layout.name:
            return
        self.keep()
        before, self.layout = self.layout.name, replace(self.layout, name=self.free_name(name))
        if self.session.project is not None and self.session.writing:
            rename_layout(self.session.project, before, self.layout)
        self.kept_changed.emit()
        self.redrawn.emit()

    def begin(self, layout: Layout) -> None:
        """Take another layout in hand; nothing is kept before it is changed."""
        if self.is_kept():
            self.layout, self.chosen = layout, None
        self.kept_changed.emit()
        self.chosen_changed.emit()
        self.redrawn.emit()

    def choose(self, place: int | None) -> None:
        """Choose an item, None for the page itself."""
        if place != self.chosen:
            self.chosen = place
            self.chosen_changed.emit()

    def change(self, layout: Layout, label: Text, *, later: bool = False) -> None:
        """Use a changed layout and keep it as one edit, `later` together with what follows at once."""
        if layout == self.layout:
            return
        if self._label is not None and not later:
            self.keep()
        self.layout = layout
        if self.chosen is not None and self.chosen >= len(layout.items):
            self.choose(None)
        self._label = label
        self.redrawn.emit()
        if later:
            self._waiting.start()
        else:
            self.keep()

    def is_kept(self) -> bool:
        """Keep what is not yet kept; where that has to wait it is told, and nothing else should be taken in hand."""
        kept, project = self.keep(), self.session.project
        if not kept and project is not None:
            self.told.emit(being_written(project.path))
        return kept

    def keep(self) -> bool:
        """Write what is not yet kept into the project; False while the worker has that, after which it is kept."""
        self._waiting.stop()
        project = self.session.project
        if self._label is not None and self.session.lent:
            return False
        label, self._label = self._label, None
        if label is None or project is None or not self.session.writing:
            return True
        try:
            save_layout(project, self.layout, label)
        except UserError as problem:
            self.told.emit(problem)
        self.kept_changed.emit()
        return True

    def change_item(self, item: Item, *, later: bool = False) -> None:
        """Use another item in place of the chosen one."""
        if self.chosen is not None:
            label = self._about(Text("change {item}", {"item": Text(ITEM_TITLES[item.kind])}))
            self.change(self.layout.with_item(self.chosen, item), label, later=later)

    def move(self, box: Box, *, later: bool = False) -> None:
        """Put the column of the chosen item into a box, on the paper."""
        if self.chosen is not None and self.item is not None:
            label = self._about(Text("move {item}", {"item": Text(ITEM_TITLES[self.item.kind])}))
            moved = with_box(self.layout, self.chosen, kept_within(box, self.layout))
            self.change(moved, label, later=later)

    def free(self, box: Box) -> None:
        """Take the chosen item out of its column."""
        if self.chosen is not None:
            label = self._about(Text("take an item out of its column"))
            self.change(freed(self.layout, self.chosen, box), label)
            self.choose(len(self.layout.items) - 1)

    def set_of_project(self, name: str, value: str, label: Text) -> None:
        """Keep what all pages of the project say, such as who makes them."""
        project = self.session.project
        if project is not None and self.session.writing:
            with project.edit(label) as db:
                set_setting(db, name, value)

    def add(self, item: Item) -> None:
        """Put a new item on the page and choose it."""
        label = self._about(Text("add {item}", {"item": Text(ITEM_TITLES[item.kind])}))
        self.change(added(self.layout, item), label)
        self.choose(len(self.layout.items) - 1)

    def remove(self) -> None:
        """Take the chosen item off the page."""
        if self.chosen is not None and self.item is not None:
            label = self._about(Text("take {item} away", {"item": Text(ITEM_TITLES[self.item.kind])}))
            place = self.chosen
            self.choose(None)
            self.change(removed(self.layout, place), label)

    def _about(self, step: Text) -> Text:
        return Text("Page {name}: {step}", {"name": self.layout.name, "step": step})

    def _follow(self, changes: Changes) -> None:
        """An undo, a redo or another edit may have changed the layout in hand."""
        if "layout" not in changes.ids or self._label is not None:
            return
        kept = self.kept().get(self.layout.name)
        if kept is not None and kept != self.layout:
            self.layout = kept
            if self.chosen is not None and self.chosen >= len(kept.items):
                self.chosen = None
            self.chosen_changed.emit()
            self.redrawn.emit()
        self.kept_changed.emit()
