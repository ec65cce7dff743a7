"""Circles of forgotten objects are collected while nobody works: a collection stops every thread of the program."""

import gc

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor

from app.tasks import Tasks

GLANCE_MS = 2000
WORTH = 20_000  # objects made since, below which nothing is looked for
LONG = 60  # glances after which the pointer need not rest: somebody works without a pause


class Resting(QObject):
    """Python's own collections begin in the middle of whatever is done, and with 100,000 rows take 0.2 s each.

    Instead one is made when for some seconds the pointer rests and no task runs.
    """

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._seen: object = None  # the pointer at the glance before
        self._restless = 0
        self._timer = QTimer(self, interval=GLANCE_MS)
        self._timer.timeout.connect(self._glance)
        self._timer.start()
        gc.disable()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _glance(self) -> None:
        pointer = (QCursor.pos().x(), QCursor.pos().y())
        rests, self._seen = pointer == self._seen, pointer
        if self._tasks.running() or gc.get_count()[0] < WORTH:
            self._seen = None  # after a task it takes two glances again
            return
        self._restless += 1
        if rests or self._restless > LONG:
            self._restless = 0
            gc.collect()
