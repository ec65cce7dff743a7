"""The window in which pages are laid out: the page as it will be printed, what can be set about it, and printing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
)

from app.choice_keeping import is_kept, unlike_file
from app.fonts import text_label
from app.message_bar import MessageBar
from app.page_draft import PageDraft, fresh_page
from app.page_files import PageFiles
from app.page_preview import MARGIN, PageImage, PagePreview
from app.page_properties import PageProperties
from app.project_page import page_of
from app.session import Session
from app.style import DARK, LIGHT
from app.window import MainWindow
from core.analysis import Analysis
from core.display_names import in_language
from core.errors import UserError
from core.history import Changes
from core.i18n import show, translate
from core.page_layouts import ITEM_TITLES, PAPERS, Item, Layout, delete_layout
from core.page_templates import SUBJECTS
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.page import Page, compose
from gis.page_atlas import atlas_pages
from gis.page_rules import public_limits
from gis.paint import draw, measure
from gis.view import View

TITLE = N_("Pages to print")
_SIZES = {"map": (150.0, 110.0), "overview": (45.0, 35.0), "north": (8.0, 13.0), "scale_bar": (60.0, 6.0),
          "stamp": (70.0, 9.0), "picture": (30.0, 20.0), "text": (80.0, 6.0), "chart": (110.0, 60.0)}  # fmt: skip
_LANE = "page"
_USUAL = (90.0, 60.0)
_ZOOM = (0.1, 12.0)  # pixels per mm
_SHOWN_REMARKS = 4


class PageWindow(QDialog):
    """Ties draft, preview and properties together; the page is composed and painted in the worker."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.main, self.session, self.language = window, session, window.language
        self.messages = MessageBar()
        self.messages.retranslate(self.language, window.dark)
        self.draft = PageDraft(session, self)
        self.preview = PagePreview(self.draft)
        self.preview.dark = window.dark
        self.properties = PageProperties(self.draft, self.preview, self._screen, self._hidden)
        self.files = PageFiles(self, self.draft, self.messages, self.printable, self._begin)
        self._fitting = True
        self._stored: Snapshot | None = None
        self._named: Snapshot | None = None
        self._build()
        self._connect()
        self.resize(1280, 840)
        self._list_pages()
        self.refresh()

    def _build(self) -> None:
        self.setWindowTitle(translate(TITLE, self.language))
        self.pages = QComboBox()
        self.pages.setMinimumWidth(190)
        self.fresh = self._menu_button(N_("New page"), self._fresh_menu())
        self.adding = self._menu_button(N_("Add"), self._adding_menu())
        self.more = self._menu_button(N_("More"), self._more_menu())
        self.undo, self.redo = self._button(N_("Undo"), self._undo), self._button(N_("Redo"), self._redo)
        self.whole = self._button(N_("Whole page"), self.fit)
        self.about = QComboBox()
        for name, title in SUBJECTS.items():
            self.about.addItem(translate(title, self.language), name)
        self.leaf = QSpinBox()
        self.leaf.setPrefix(translate(N_("Page "), self.language))
        self.leaf.setMinimum(1)
        self.leaf.hide()
        self.printing = self._button(N_("Print to a file…"), self.files.ask_and_print)
        self.printing.setProperty("leading", True)
        bar = QHBoxLayout()
        bar.addWidget(self.pages)
        for button in (self.fresh, self.adding, self.undo, self.redo, self.whole, self.more):
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.leaf)
        bar.addWidget(self.about)
        bar.addWidget(self.printing)
        self.desk = QScrollArea()
        self.desk.setWidget(self.preview)
        self.desk.viewport().setStyleSheet(f"background: {(DARK if self.main.dark else LIGHT).line}")
        self.desk.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = QSplitter()
        middle.addWidget(self.desk)
        middle.addWidget(self.properties)
        middle.setStretchFactor(0, 1)
        self.remarks = text_label("soft")
        self.parks = self._button(N_("Draw the outlines of parks alone"), self._draw_parks)
        self.keeping = self._button(N_("Keep this map"), lambda: self.main.workbench.choosing.keep())
        column = QVBoxLayout(self)
        column.addLayout(bar)
        column.addWidget(self.messages)
        column.addWidget(middle, 1)
        below = QHBoxLayout()
        below.addWidget(self.remarks, 1)
        for button in (self.keeping, self.parks):
            button.hide()
            below.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)

    def _connect(self) -> None:
        self._composing = QTimer(self, singleShot=True, interval=0)
        self._composing.timeout.connect(self._compose)
        self.draft.redrawn.connect(self.refresh)
        self.draft.kept_changed.connect(self._list_pages)
        self.draft.told.connect(self.messages.tell_problem)
        self.preview.zoomed.connect(self.zoom)
        self.pages.activated.connect(self._choose_page)
        self.about.activated.connect(self._turn_to_subjects)
        self.leaf.valueChanged.connect(lambda _: self._composing.start())
        self.session.changed.connect(self.refresh)
        self.session.rechosen.connect(self.refresh)
        self.main.workbench.layers.hidden_changed.connect(self.refresh)
        self.session.stepped.connect(self._show_step)
        self.session.closed.connect(self.close)
        for keys, act in (("Ctrl+Z", self._undo), ("Ctrl+Y", self._redo), ("Ctrl+P", self.files.ask_and_print),
                          ("Ctrl+0", self.fit), ("Ctrl++", partial(self.zoom, 1.25)),
                          ("Ctrl+-", partial(self.zoom, 0.8))):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    def _menu_button(self, title: str, menu: QMenu) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.setMenu(menu)
        return button

    def _fresh_menu(self) -> QMenu:
        """Templates by paper and position; own pages are listed beside."""
        menu = QMenu(self)
        for portrait, title in ((False, N_("{paper} across")), (True, N_("{paper} upright"))):
            for paper in PAPERS:
                act = menu.addAction(translate(title, self.language).format(paper=paper))
                act.triggered.connect(lambda *_, paper=paper, portrait=portrait: self.begin(paper, portrait=portrait))
            menu.addSeparator()
        return menu

    def _adding_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind, title in ITEM_TITLES.items():
            act = menu.addAction(translate(title, self.language))
            act.triggered.connect(lambda *_, kind=kind: self.add(kind))
        return menu

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        for title, do in (
            (N_("Take the chosen item away"), self.draft.remove),
            (N_("Save the layout to a file…"), self.files.ask_and_save),
            (N_("Read a layout from a file…"), self.files.ask_and_read),
            (N_("Delete this page"), self.delete),
        ):
            menu.addAction(translate(title, self.language)).triggered.connect(lambda *_, do=do: do())
        return menu

    def begin(self, paper: str, *, portrait: bool) -> None:
        """Begin a page from a template, under a name that no other has."""
        made = fresh_page(paper, self.language, portrait=portrait, about=str(self.about.currentData()))
        self._begin(replace(made, name=self.draft.free_name(made.name)))

    def _begin(self, layout: Layout) -> None:
        self._fitting = True
        self.draft.begin(layout)

    def add(self, kind: str) -> None:
        """Put an item of a kind in the middle of the page."""
        layout = self.draft.layout
        width, height = (side * layout.lettering for side in _SIZES.get(kind, _USUAL))
        place = ((layout.width - width) / 2, (layout.height - height) / 2)
        text = translate(N_("Text"), self.language) if kind == "text" else ""
        self.draft.add(Item(kind, *place, width, height, text, size=9.0 * layout.lettering))
        self.preview.setFocus()

    def _screen(self) -> tuple[View, frozenset[str]] | None:
        """What the map window shows."""
        canvas = self.main.workbench.map.canvas
        return None if canvas.view is None else (canvas.view, canvas.hidden)

    def _hidden(self) -> frozenset[str]:
        """The layers that the screen leaves out."""
        hidden: frozenset[str] = self.main.workbench.layers.hidden
        return hidden

    def named(self) -> Snapshot | None:
        """The project with names in the reader's language; once for each state of the project."""
        snapshot = self.session.snapshot
        if snapshot is not self._stored:
            self._stored = snapshot
            self._named = in_language(snapshot, self.language) if snapshot is not None else None
        return self._named

    def page(self) -> Page | None:
        """The page in hand with what the project says of pages, None without a project."""
        project, layout = self.session.project, self.draft.layout
        if project is None:
            return None
        edition = self.session.edition
        citation = edition.citation if edition else None
        hidden = self._hidden()
        return page_of(project, layout, self.language, citation=citation, lens=self.session.lens, hidden=hidden)

    def refresh(self) -> None:
        """Compose the page anew, as soon as nothing else is to be done."""
        if self._fitting:
            self.fit()
        else:
            self.preview.set_scale(self.preview.scale)
        self._composing.start()

    def _show_step(self, done: int, whole: int) -> None:
        self.files.show_step(done, whole)

    def _compose(self) -> None:
        found = self.printable()
        if found is not None:
            pages, snapshot, analysis = found
            self._number_leaves(len(pages))
            work = partial(
                _painted,
                snapshot,
                analysis,
                pages[self.leaf.value() - 1],
                self.preview.scale * self.devicePixelRatioF(),
            )
            self.session.tasks.run(Text("Laying out the page"), lambda _: work(), self._show, lane=_LANE)

    def _number_leaves(self, count: int) -> None:
        """Let the pages of an atlas be leafed through."""
        self.leaf.setMaximum(count)
        self.leaf.setSuffix(f" / {count}")
        self.leaf.setVisible(count > 1)

    def _turn_to_subjects(self) -> None:
        """A template that nobody has changed gives way to the one of what the pages are about."""
        layout, about = self.draft.layout, str(self.about.currentData())
        self.leaf.setValue(1)
        for name in SUBJECTS:
            made = fresh_page(layout.paper or "A3", self.language, portrait=layout.portrait, about=name)
            if replace(made, name=layout.name) == layout and layout.name not in self.draft.kept():
                same = fresh_page(layout.paper, self.language, portrait=layout.portrait, about=about)
                self._begin(replace(same, name=layout.name))
                return
        self.refresh()

    def printable(self) -> tuple[list[Page], Snapshot, Analysis] | None:
        """The page, or those of an atlas, with what they are made from; None where there is nothing to print yet."""
        page, snapshot, analysis = self.page(), self.named(), self.session.analysis
        if page is None or snapshot is None or analysis is None:
            return None
        try:
            return atlas_pages(snapshot, analysis, page, str(self.about.currentData())), snapshot, analysis
        except UserError as problem:
            self.messages.tell_problem(problem)
            return None

    def _show(self, made: PageImage) -> None:
        if made.composed.placed and self.session.project is not None:
            self.preview.show_page(made)
            page = self.page()
            limits = public_limits(page, [made.composed.scene.counts]) if page else []
            unkept = not is_kept(self.session.kept, self.session.lens, self._hidden())
            session = self.session
            unlike = unlike_file(session.kept, session.lens, self._hidden(), session.adjusted)
            said = [*unlike, *made.composed.remarks, *limits]
            told = [show(text, self.language) for text in said]
            self.keeping.setVisible(unkept and self.session.writing)
            more = [f"… +{len(told) - _SHOWN_REMARKS}"] if len(told) > _SHOWN_REMARKS else []
            self.remarks.setText("\n".join([*told[:_SHOWN_REMARKS], *more]))
            self.remarks.setVisible(bool(told))
            self.parks.setVisible(page is not None and page.outlines == "none" != page.layout.outlines)

    def _draw_parks(self) -> None:
        """What a public page without map review number may show of regions."""
        told = Text("Page {name}: outlines of parks alone", {"name": self.draft.layout.name})
        self.draft.change(replace(self.draft.layout, outlines="parks"), told)

    def fit(self) -> None:
        """Show the whole page."""
        self._fitting = True
        room, layout = self.desk.viewport().size(), self.draft.layout
        across, down = (room.width() - 2 * MARGIN) / layout.width, (room.height() - 2 * MARGIN) / layout.height
        self._set_scale(min(across, down))

    def zoom(self, factor: float) -> None:
        """Show the page larger or smaller."""
        self._fitting = False
        self._set_scale(self.preview.scale * factor)

    def _set_scale(self, scale: float) -> None:
        self.preview.set_scale(min(max(scale, _ZOOM[0]), _ZOOM[1]))
        self._composing.start()

    def resizeEvent(self, event: object) -> None:
        if self._fitting:
            QTimer.singleShot(0, self.fit)

    def _list_pages(self) -> None:
        """The pages of the project, and the one in hand where it is not yet kept."""
        known, name = list(self.draft.kept()), self.draft.layout.name
        self.pages.clear()
        self.pages.addItems(known if name in known else [name, *known])
        self.pages.setCurrentText(name)
        project = self.session.project
        self.undo.setEnabled(project is not None and self.session.writing and project.undoable() is not None)
        self.redo.setEnabled(project is not None and self.session.writing and project.redoable() is not None)

    def _choose_page(self) -> None:
        if (layout := self.draft.kept().get(self.pages.currentText())) is not None:
            self._begin(layout)

    def _undo(self) -> None:
        self.draft.keep()
        if self.session.project is not None and self.session.writing:
            self._tell_done(self.session.project.undo())

    def _redo(self) -> None:
        if self.session.project is not None and self.session.writing:
            self._tell_done(self.session.project.redo())

    def _tell_done(self, changes: Changes | None) -> None:
        """Undo goes over all edits of the project, so it says which one it took."""
        if changes is not None:
            self.messages.tell(Text("Done: {label}.", {"label": changes.label}))

    def delete(self) -> None:
        """Take the page out of the project."""
        if self.session.project is not None and self.session.writing:
            delete_layout(self.session.project, self.draft.layout.name)
            self._begin(next(iter(self.draft.kept().values()), fresh_page("A3", self.language)))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close once everything is kept; what is still being printed is told in the main window."""
        event.setAccepted(self.draft.is_kept())
        if event.isAccepted():
            self._composing.stop()
            self.session.tasks.drop(_LANE)
            self.files.leave(self.main.messages)


def _painted(snapshot: Snapshot, analysis: Analysis, page: Page, pixels_per_mm: float) -> PageImage:
    """Compose a page and paint it; runs in the worker."""
    composed = compose(snapshot, analysis, page, measure)
    size = (round(page.layout.width * pixels_per_mm), round(page.layout.height * pixels_per_mm))
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor(composed.scene.paper))
    painter = QPainter(image)
    draw(painter, composed.scene, pixels_per_mm)
    painter.end()
    return PageImage(composed, page.layout, image, pixels_per_mm)


def show_pages(window: MainWindow, session: Session) -> PageWindow:
    """Open the window of pages beside the main one, or bring the open one forward."""
    opened = window.findChild(PageWindow)
    if isinstance(opened, PageWindow) and opened.isVisible():
        opened.raise_()
        opened.activateWindow()
        return opened
    made = PageWindow(window, session)
    made.show()
    return made
