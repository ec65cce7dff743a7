"""News for many panels: told to all at once, or to one after another while the window lives on in between."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal


class _Ear(QObject):
    """Who hears of it; Qt forgets a listener that was destroyed."""

    heard = Signal()


class Announcement:
    """Like a signal without values, for news of which each panel takes a while to show them."""

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._ears: list[_Ear] = []
        self._waiting: deque[_Ear] = deque()
        self._timer = QTimer(parent, interval=0)
        self._timer.timeout.connect(self._tell_next)

    def connect(self, listener: Callable[[], object]) -> None:
        """Let somebody hear of it, after those who came before."""
        ear = _Ear(self._parent)
        ear.heard.connect(listener)
        self._ears.append(ear)

    def emit(self) -> None:
        """Tell everybody now; what still was to be told is told by that."""
        self._waiting.clear()
        for ear in tuple(self._ears):
            ear.heard.emit()

    def emit_in_turn(self) -> None:
        """Tell one after another, from now on; who still was to be told of older news hears of the newest alone."""
        self._waiting = deque(self._ears)
        self._timer.start()

    @property
    def pending(self) -> bool:
        """Whether somebody waits to be told."""
        return bool(self._waiting)

    def _tell_next(self) -> None:
        if self._waiting:
            self._waiting.popleft().heard.emit()
        if not self._waiting:
            self._timer.stop()
