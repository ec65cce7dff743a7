"""Backups that nobody asks for: soon after a project was opened and every half hour, where anything was changed."""

from PySide6.QtCore import QObject, QTimer

from app.message_bar import MessageBar
from app.session import Session
from app.tasks import COPYING, Task, Tasks, outcome
from core.backup_times import is_due, keep_due
from core.errors import UserError
from core.text import Text

SOON_MS = 5000  # after the opening: the map is drawn first
OFTEN_MS = 30 * 60 * 1000


class BackupKeeping(QObject):
    """The worker copies by a connection of its own, so that who edits meanwhile is not disturbed.

    What hinders it is told once, and again only after a backup was kept.
    """

    def __init__(self, tasks: Tasks, session: Session, messages: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._session, self._messages = tasks, session, messages
        self._task: Task | None = None
        self._told = False
        self.timer = QTimer(self, interval=OFTEN_MS)
        self.soon = QTimer(self, interval=SOON_MS, singleShot=True)
        for timer in (self.timer, self.soon):
            timer.timeout.connect(self.keep)
        session.opened.connect(self._begin)
        session.releasing.connect(self._end)

    def _begin(self) -> None:
        self._told = False
        self.timer.start()
        self.soon.start()

    def _end(self) -> None:
        """Let go of the project before it is closed."""
        self.timer.stop()
        self.soon.stop()
        task, self._task = self._task, None
        if task is not None:
            self._tasks.finish(task)

    def keep(self) -> None:
        """Keep a backup where one is due; what is being written is waited for until the next time."""
        project = self._session.project
        if project is None or not self._session.writing or self._task is not None or not is_due(project):
            return
        self._task = self._tasks.run(
            Text("Keeping a backup"),
            lambda _: outcome(keep_due, project),
            self._kept,
            lane=COPYING,
            failed=self._broken,
        )

    def _kept(self, found: object) -> None:
        self._task = None
        if not isinstance(found, UserError):
            self._told = False
        elif not self._told and found.code != "being_written":  # an edit began just before; there is a next time
            self._told = True
            advice = Text("Every step is saved in the project all the same; only the copy beside it is missing.")
            self._messages.tell(Text("No backup could be kept."), found.sentence, advice, notice=True)

    def _broken(self, bug: Exception) -> None:
        self._task = None
        raise bug
