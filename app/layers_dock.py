"""The left side: the tasks, and below them the layers of the map with their legend."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QMenu, QScrollArea, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app.base_layers import PREFIX, change_base, fill_base_menu
from app.choice_panel import ChoicePanel
from app.fonts import text_label
from app.pictures import painted
from app.session import Session
from app.style_form import StyleForm
from app.task_list import TaskList
from core.i18n import translate
from core.text import N_
from gis.links import present_groups
from gis.palette import GROUPS, palette
from gis.scene import Scene, Shape, Stroke
from gis.symbols import polyline, sign_of, sign_path, sign_title
from gis.view import OFF_AT_FIRST

LAYERS = {  # from above to below, as they are drawn
    "findings": N_("Findings"),
    "labels": N_("Names"),
    "amounts": N_("Amounts on links"),
    "differences": N_("Differences of both sides"),
    "actors": N_("Firms and institutions"),
    "links": N_("Links"),
    "grid": N_("Grid of degrees"),
    "regions": N_("Regions"),
}
ORDER_TOLD = N_("What stands higher lies over what stands lower. Base maps can change places: right-click on one.")
SWATCH = 18
LEGEND_SCALE = 4.0  # pixels per mm
LAYER_HEIGHT = 24
WIDEST = 300  # pixels that the panel asks for at most
KEY = Qt.ItemDataRole.UserRole


class LayersPanel(QScrollArea):
    """Emits `hidden_changed` with the layers and colour groups that are switched off."""

    hidden_changed = Signal(object)
    _base_switched = Signal(str, bool)  # queued: the edit lists the layers anew, and the box that was clicked is one

    def __init__(self, session: Session, ask: Callable[[str], object]) -> None:
        super().__init__()
        self.session, self.dark = session, False
        self.hidden = OFF_AT_FIRST
        self._kept = session.kept
        self._writing = False
        self._built: tuple[object, ...] = ()
        self._folded = {"actors"}  # so that tasks and layers are seen without scrolling
        self.tasks = TaskList(session, ask)
        self.choice = ChoicePanel(session)
        self.tasks_title, self.layers_title = text_label("heading"), text_label("heading")
        self.choice_title, self.drawing_title = text_label("heading"), text_label("heading")
        self.drawing = StyleForm(session)
        self.legend_title, self.legend = text_label("heading"), QLabel()
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setIndentation(16)
        self.tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._offer)
        self.tree.itemChanged.connect(self._switched)
        self._base_switched.connect(self._switch_base, Qt.ConnectionType.QueuedConnection)
        self.tree.itemExpanded.connect(lambda item: self._fold(item, folded=False))
        self.tree.itemCollapsed.connect(lambda item: self._fold(item, folded=True))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(10, 12, 10, 8)
        parts = ((self.tasks_title, self.tasks), (self.choice_title, self.choice), (self.layers_title, self.tree),
                 (self.drawing_title, self.drawing), (self.legend_title, self.legend))  # fmt: skip
        for title, widget in parts:
            column.addWidget(title)
            column.addWidget(widget)
            column.addSpacing(8)
        column.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        session.changed.connect(self.refresh)
        session.rechosen.connect(self.refresh)
        for news in (session.opened, session.rechosen):
            news.connect(self._take_kept)

    def refresh(self) -> None:
        """Write the tasks' state and the layers that this project has."""
        language = self.session.language
        self.tasks_title.setText(translate(N_("Tasks"), language))
        self.choice_title.setText(translate(N_("Shown on the map"), language))
        self.drawing_title.setText(translate(N_("Drawing"), language))
        self.layers_title.setText(translate(N_("Layers"), language))
        self.layers_title.setToolTip(translate(ORDER_TOLD, language))
        self.legend_title.setText(translate(N_("Legend"), language))
        needed = self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(min(needed, WIDEST))  # nothing is cut off at the right
        built = (self.session.shown, language, self.dark, self.session.style.colour, self.session.bases)
        if self._built == built:
            return
        self._built = built
        self._writing = True
        self.tree.clear()
        for key, title in LAYERS.items():
            item = self._entry(key, title)
            self.tree.addTopLevelItem(item)
            for child in self._children(key):
                item.addChild(child)
            item.setExpanded(key not in self._folded)
        for base in self.session.bases[::-1]:
            self.tree.addTopLevelItem(self._entry(PREFIX + base.name, base.name, shown=base.visible))
        self._writing = False
        self._fit_tree()

    def switch_on(self, layer: str) -> None:
        """Show a layer that is switched off."""
        for item in self._items():
            if item.data(0, KEY) == layer:
                item.setCheckState(0, Qt.CheckState.Checked)

    def _take_kept(self) -> None:
        """Switch off what the project keeps switched off; nothing changes where it keeps what it kept before."""
        if self.session.kept is not self._kept:
            self._kept, self.hidden, self._built = self.session.kept, self.session.kept.hidden, ()
            self.choice.hide_layers(self.hidden)
            self.refresh()
            self.hidden_changed.emit(self.hidden)

    def explain(self, legend: Scene) -> None:
        """Show what the widths, lines and flags of the map mean."""
        if legend.height > 0:
            self.legend.setPixmap(painted(legend, LEGEND_SCALE))
        self.legend.setVisible(legend.height > 0)
        self.legend_title.setVisible(legend.height > 0)

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _entry(self, key: str, title: str, *, shown: bool | None = None) -> QTreeWidgetItem:
        item = QTreeWidgetItem([translate(title, self.session.language)])
        shown = key not in self.hidden if shown is None else shown
        item.setSizeHint(0, QSize(0, LAYER_HEIGHT))
        item.setData(0, KEY, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(0, Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        return item

    def _children(self, key: str) -> list[QTreeWidgetItem]:
        shown, children = self.session.shown, []
        if key == "links" and shown is not None:
            present = present_groups(shown.links)
            for group in (name for name in GROUPS if name in present):
                item = self._entry(group, GROUPS[group])
                if self.session.style.colour == "kind":  # else the legend tells the colours
                    item.setIcon(0, _swatch(palette(self.dark).links[group]))
                children.append(item)
        if key == "actors" and shown is not None:
            actors = shown.links.actor
            pairs = dict.fromkeys(zip(actors.kind, actors.role, strict=True))
            signs = dict.fromkeys(sign_of(kind, role) for kind, role in pairs)
            for sign in signs:
                item = QTreeWidgetItem([translate(sign_title(sign), self.session.language)])
                item.setSizeHint(0, QSize(0, LAYER_HEIGHT))
                item.setIcon(0, _sign_icon(sign, self.dark))
                children.append(item)
        return children

    def _switched(self, item: QTreeWidgetItem) -> None:
        if self._writing or not item.data(0, KEY):
            return
        key, off = str(item.data(0, KEY)), item.checkState(0) == Qt.CheckState.Unchecked
        if key.startswith(PREFIX):
            self._base_switched.emit(key.removeprefix(PREFIX), not off)
            return
        self.hidden = self.hidden | {key} if off else self.hidden - {key}
        self.choice.hide_layers(self.hidden)
        self.hidden_changed.emit(self.hidden)

    def _switch_base(self, name: str, visible: bool) -> None:
        """Show a base map or not, which is an edit; where nobody may write, the box tells what is kept."""
        if self.session.writing:
            change_base(self.session, name, visible=visible)
        else:
            self._built = ()
            self.refresh()

    def _offer(self, place: QPoint) -> None:
        """The menu of the base map under the pointer."""
        item = self.tree.itemAt(place)
        key = str(item.data(0, KEY) or "") if item is not None else ""
        if key.startswith(PREFIX):
            menu = QMenu(self)
            fill_base_menu(menu, self.session, key.removeprefix(PREFIX))
            menu.exec(self.tree.viewport().mapToGlobal(place))
            menu.deleteLater()

    def _fold(self, item: QTreeWidgetItem, *, folded: bool) -> None:
        if not self._writing:
            key = {str(item.data(0, KEY))}
            self._folded = self._folded | key if folded else self._folded - key
            self._fit_tree()

    def _fit_tree(self) -> None:
        """As high as its rows, so that tasks and layers scroll together."""
        rows = sum(1 + (item.childCount() if item.isExpanded() else 0) for item in self._items())
        self.tree.setFixedHeight(rows * LAYER_HEIGHT + 6)
        self.widget().updateGeometry()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))  # else what is below waits under the tree


def _swatch(colour: str) -> QIcon:
    """A short line in a link's colour."""
    line = Shape(polyline(np.array([(0.0, SWATCH / 2), (SWATCH, SWATCH / 2)])), "", Stroke(colour, 5.0))
    return QIcon(painted(Scene(SWATCH, SWATCH, (line,)), 1.0))


def _sign_icon(sign: str, dark: bool) -> QIcon:
    """The sign of a role as it stands on the map."""
    colours = palette(dark)
    path = sign_path(sign, SWATCH / 2, SWATCH / 2, SWATCH * 0.38)
    shape = Shape(path, colours.roles[sign], Stroke(colours.sign_line, 1.0))
    return QIcon(painted(Scene(SWATCH, SWATCH, (shape,)), 1.0))
