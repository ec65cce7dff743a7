"""Each panel at the foot has a height of its own: what it needs to be read or worked in, or what its user gave it."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QTabBar

from app.window import PANELS, MainWindow

USUAL, TO_EDIT, TO_READ = 0.28, 0.42, 0.5  # shares of the window's height
SHARES = {
    **dict.fromkeys(("diagram", "matrix", "charts", "reconcile"), TO_READ),
    **dict.fromkeys(("tables", "year"), TO_EDIT),
}
LEAST, MOST = 0.1, 0.8
REST_MS = 200  # after which panels have come to rest where they were dragged
_AREA = Qt.DockWidgetArea.BottomDockWidgetArea


class PanelHeights(QObject):
    """Gives the panel that comes to the front its height; one that its user drags is remembered for the next start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._settings = window, window.settings
        self._front, self._pressed = "", 0  # the panel, and its height when the mouse was pressed on the window's edges
        self._turn = QTimer(self, singleShot=True, interval=0)  # Qt lays the tabs out before it hears of heights
        self._turn.timeout.connect(self._give)
        self._drop = QTimer(self, singleShot=True, interval=REST_MS)
        self._drop.timeout.connect(self._keep)
        for name, (_, area) in PANELS.items():
            if area == _AREA:
                panel = window.panels[name]
                panel.visibilityChanged.connect(lambda seen, name=name: self._seen(name) if seen else None)
        window.installEventFilter(self)  # what is dragged between panels sends its mouse to the window itself

    def of(self, name: str) -> float:
        """The height of a panel as a share of the window's."""
        kept = self._settings.value(f"heights/{name}")
        return float(str(kept)) if kept is not None else SHARES.get(name, USUAL)

    def forget(self) -> None:
        """Every panel as at the first start."""
        self._settings.remove("heights")
        self._front = ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._front and event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = self._height()
        if self._front and event.type() == QEvent.Type.MouseButtonRelease:
            self._drop.start()
        return False

    def _height(self) -> int:
        return self._window.panels[self._front].height()

    def _keep(self) -> None:
        if self._height() != self._pressed:
            tabs = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
            above = max((bar.height() for bar in tabs if bar.isVisible()), default=0)  # a height is that with the tabs
            share = (self._height() + above) / self._window.height()
            self._settings.setValue(f"heights/{self._front}", round(min(max(share, LEAST), MOST), 3))

    def _seen(self, name: str) -> None:
        """A panel has come to the front."""
        if name != self._front and self._window.isVisible():
            if self._drop.isActive():
                self._drop.stop()
                self._keep()
            self._front = name
            self._turn.start()

    def _give(self) -> None:
        if self._front and not self._window.panels[self._front].isFloating():
            height = round(self.of(self._front) * self._window.height())
            self._window.resizeDocks([self._window.panels[self._front]], [height], Qt.Orientation.Vertical)
