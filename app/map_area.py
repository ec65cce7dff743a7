"""The middle of the window: the map with its zoom buttons, the hint for an empty project, and the year slider."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QToolTip, QVBoxLayout, QWidget

from app.canvas import Canvas
from app.describe import describe_target
from app.session import Selection, Session
from app.style import icon
from app.year_slider import YearSlider
from core.findings import Ref
from core.i18n import translate
from core.text import N_
from gis.scene import Target
from gis.view import ground_points

HINT = N_("This project is empty. Import a table of firms first: one row per firm with its name and place.")
UNPLACED = N_("No firm has coordinates yet, so nothing can be drawn. Add lon and lat to the table and import it again.")
BUTTON = 30
EDGE = 10


class MapArea(QWidget):
    """Canvas and slider, tied to the session's selection and year; `ask` carries out a command by its id."""

    def __init__(self, session: Session, ask: Callable[[str], object]) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self.canvas = Canvas(session)
        self.years = YearSlider(session)
        self._buttons = {name: self._button(name, ask) for name in ("zoom_in", "zoom_out", "whole")}
        self.hint = QLabel(self.canvas)
        self.hint.setProperty("role", "soft")
        self.begin = QPushButton(self.canvas)
        self.begin.setProperty("leading", True)
        self.begin.clicked.connect(lambda *_: ask("import"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.years)
        self.canvas.installEventFilter(self)
        self.canvas.picked.connect(self._pick)
        self.canvas.hovered.connect(self._hover)
        session.changed.connect(self.refresh)
        session.selected.connect(self._follow)
        session.closed.connect(self.canvas.clear)

    def _button(self, name: str, ask: Callable[[str], object]) -> QToolButton:
        button = QToolButton(self.canvas)
        button.setFixedSize(BUTTON, BUTTON)
        button.setIconSize(QSize(16, 16))
        button.clicked.connect(lambda *_: ask(name))
        return button

    def refresh(self) -> None:
        """Draw anew and say what to do first where there is nothing to draw."""
        self.canvas.dark = self.years.dark = self.dark
        icons = {"zoom_in": ("plus", N_("Zoom in")), "zoom_out": ("minus", N_("Zoom out")),
                 "whole": ("whole", N_("Show the whole map"))}  # fmt: skip
        for name, (drawing, title) in icons.items():
            self._buttons[name].setIcon(icon(drawing, self.dark))
            self._buttons[name].setToolTip(translate(title, self.session.language))
        snapshot = self.session.snapshot
        empty = snapshot is not None and not len(ground_points(snapshot))
        hint = UNPLACED if snapshot is not None and len(snapshot.actor) else HINT
        self.hint.setText(translate(hint, self.session.language))
        self.begin.setText(translate(N_("Import a table"), self.session.language))
        self.hint.setVisible(empty)
        self.begin.setVisible(empty and self.session.writing)
        self._arrange()
        self.canvas.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return False

    def _arrange(self) -> None:
        """Keep the floating buttons at the upper right and the hint in the middle."""
        for row, button in enumerate(self._buttons.values()):
            button.move(self.canvas.width() - BUTTON - EDGE, EDGE + row * (BUTTON + 4))
        self.hint.adjustSize()
        self.begin.adjustSize()
        middle = self.canvas.rect().center()
        self.hint.move(middle - QPoint(self.hint.width() // 2, 30))
        self.begin.move(middle - QPoint(self.begin.width() // 2, -10))

    def _pick(self, targets: frozenset[Target], adding: bool) -> None:
        """A region is chosen only by itself: a band over firms means the firms."""
        solid = frozenset(target for target in targets if target[0] != "region")
        refs = [Ref(table, uid) for table, uid in sorted(solid or targets)]
        if adding:
            before = self.session.selection.refs
            kept = [ref for ref in before if ref not in refs]
            refs = (
                kept if len(kept) < len(before) and len(refs) == 1 else [*before, *(r for r in refs if r not in before)]
            )
        self.session.select(refs)

    def _hover(self, target: Target | None, place: QPoint) -> None:
        if target is None or target[0] == "region" or self.session.shown is None:
            QToolTip.hideText()
        else:
            frame, language = self.canvas.frame, self.session.language
            words = frame.words(target, language) if frame is not None else ""
            QToolTip.showText(place, words or describe_target(self.session.shown, target, language), self.canvas)

    def _follow(self, selection: Selection) -> None:
        self.canvas.choose(frozenset((ref.table, ref.uid) for ref in selection.refs))
        if selection.zoom:
            self.show_chosen(selection)

    def show_chosen(self, selection: Selection) -> None:
        """Zoom to the chosen rows with their partners."""
        self.canvas.show_rows(selection.uids, self.surroundings(selection))

    def placed(self, selection: Selection) -> bool:
        """Whether anything chosen has a place on the map."""
        snapshot = self.session.snapshot
        return snapshot is not None and bool(len(ground_points(snapshot, selection.uids)))

    def surroundings(self, selection: Selection) -> frozenset[str]:
        """The links of chosen firms, so that their partners are in sight too."""
        shown, uids = self.session.shown, selection.uids
        if shown is None:
            return frozenset()
        flows, actors = shown.links.flow, shown.links.actor
        near = {row for row, uid in enumerate(actors.uid) if uid in uids}
        return frozenset(
            uid
            for uid, sender, receiver in zip(flows.uid, flows.sender.tolist(), flows.receiver.tolist(), strict=True)
            if sender in near or receiver in near
        )
