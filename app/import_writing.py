"""An import that is written in slices, so that the window goes on painting and can stop it before it is done."""

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, QTimer

from core.import_results import ImportResult
from core.text import Text

Slices = Generator[tuple[int, int], None, list[ImportResult]]


class ImportWriting(QObject):
    """Drives a generator of slices from the event loop; `done` gets the results, `failed` what stopped it."""

    def __init__(
        self,
        slices: Slices,
        told: Callable[[Text], object],
        done: Callable[[list[ImportResult]], object],
        failed: Callable[[Exception], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._slices, self._told, self._done, self._failed = slices, told, done, failed
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._step)
        self._timer.start(0)

    def stop(self) -> None:
        """Give up; the project is as it was."""
        self._timer.stop()
        self._slices.close()

    def _step(self) -> None:
        try:
            written, rows = next(self._slices)
        except StopIteration as end:
            self._timer.stop()
            self._done(end.value)
        except Exception as error:
            self._timer.stop()
            self._failed(error)
        else:
            self._told(Text("{written} of {rows} rows are written.", {"written": written, "rows": rows}))
