"""The middle of the window: the map with its zoom buttons, the hint for an empty project, and the year slider."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QToolButton, QToolTip, QVBoxLayout, QWidget

from app.canvas import Canvas
from app.choice_menu import fill_menu
from app.describe import describe_target
from app.session import Selection, Session
from app.style import icon
from app.year_slider import YearSlider
from core.findings import Ref
from core.i18n import show, translate
from core.text import N_, Text
from gis.adjusted_links import adjustment
from gis.counts import Bundle
from gis.scene import Target
from gis.view import ground_points

HINT = N_("This project is empty. Import a table of firms first: one row per firm with its name and place.")
UNPLACED = N_("No firm has coordinates yet, so nothing can be drawn. Add lon and lat to the table and import it again.")
BUTTON = 30
EDGE = 10


class MapArea(QWidget):
    """Canvas and slider, tied to the session's selection and year; `ask` carries out a command by its id.

    Emits `list_wanted` with table, uids and reason for the parts of a sign or line of a map of groups.
    """

    list_wanted = Signal(str, object, object)

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
        self.canvas.asked.connect(self._offer)
        self.canvas.composed.connect(lambda *_: self._mark(self.session.selection))
        session.changed.connect(self.refresh)
        session.rechosen.connect(self.canvas.refresh)
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
        # the map itself says in its middle that it is empty
        self.hint.move(middle - QPoint(self.hint.width() // 2, 50))
        self.begin.move(middle - QPoint(self.begin.width() // 2, -24))

    def _pick(self, targets: frozenset[Target], adding: bool) -> None:
        """A region is chosen only by itself: a band over firms means the firms."""
        solid = frozenset(target for target in targets if target[0] != "region")
        bundles = [self.bundles[uid] for _, uid in sorted(solid or targets) if uid in self.bundles]
        refs = [Ref(table, uid) for table, uid in sorted(solid or targets) if uid not in self.bundles]
        refs += [Ref(bundle.table, uid) for bundle in bundles for uid in bundle.uids]
        if len(bundles) == 1 and not adding:
            bundle = bundles[0]
            self.list_wanted.emit(bundle.table, frozenset(bundle.uids), parts_of(bundle))
        if adding:
            before = self.session.selection.refs
            kept = [ref for ref in before if ref not in refs]
            refs = (
                kept if len(kept) < len(before) and len(refs) == 1 else [*before, *(r for r in refs if r not in before)]
            )
        self.session.select(refs)

    def _hover(self, target: Target | None, place: QPoint) -> None:
        bundle = self.bundles.get(target[1]) if target is not None else None
        if bundle is not None:
            told = (show(text, self.session.language) for text in (bundle.title, bundle.told))
            QToolTip.showText(place, "\n".join(told), self.canvas)
        elif target is None or target[0] == "region" or self.session.shown is None:
            QToolTip.hideText()
        else:
            frame, language = self.canvas.frame, self.session.language
            words = frame.words(target, language) if frame is not None else ""
            words = words or describe_target(self.session.shown, target, language)
            if (adjusted := adjustment(self.session.adjusted, target[1])) is not None:
                words += "\n" + show(adjusted.sentence, language)
            QToolTip.showText(place, words, self.canvas)

    @property
    def bundles(self) -> Mapping[str, Bundle]:
        """What the signs and lines of a map of groups stand for, by their uid."""
        return self.canvas.frame.scene.counts.bundles if self.canvas.frame is not None else {}

    def _offer(self, target: Target | None, place: QPoint) -> None:
        """The menu of what lies under the pointer."""
        menu = QMenu(self)
        fill_menu(menu, self.session, target if target is None or target[1] not in self.bundles else None)
        if not menu.isEmpty():
            menu.exec(place)
        menu.deleteLater()

    def _mark(self, selection: Selection) -> None:
        """Mark the chosen rows, on a map of groups the signs and lines that stand for them."""
        uids = selection.uids
        groups = {(bundle.table, uid) for uid, bundle in self.bundles.items() if not uids.isdisjoint(bundle.uids)}
        self.canvas.choose(frozenset((ref.table, ref.uid) for ref in selection.refs) | groups)

    def _follow(self, selection: Selection) -> None:
        self._mark(selection)
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


def parts_of(bundle: Bundle) -> Text:
    """Why a list shows the parts of a sum, and how many enter it that no list may show."""
    told = Text("{title}, {told}", {"title": bundle.title, "told": bundle.told})
    if not bundle.sums_only:
        return told
    return Text("{told}; {n} in sums only", {"told": told, "n": bundle.sums_only})
