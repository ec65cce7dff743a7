"""What is done with the history as a whole: it is checked for tampering, and what is old is taken out of it."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton

from app.history_words import chain_texts, shortened_text
from app.message_bar import MessageBar
from app.session import Session
from app.tasks import Task, outcome, stopping
from core.errors import UserError
from core.history_check import Chain, check_chain
from core.history_compact import Shortening, shorten, shortening
from core.i18n import translate
from core.project import Project
from core.steps import Step, stoppable
from core.text import N_, Text

AGES = {
    "365": N_("more than a year old"),
    "1096": N_("more than three years old"),
    "1827": N_("more than five years old"),
}
LIKELY = "1096"
_LANE = "history"


class HistoryUpkeep:
    """The button of the dock that offers both; `messages` tells what came of it."""

    def __init__(self, session: Session, messages: MessageBar) -> None:
        self.session, self.messages = session, messages
        self.button, menu = QPushButton(), QMenu()
        self.button.setMenu(menu)
        self._menu = menu  # a button does not own its menu
        self.check, self.old = menu.addAction(""), menu.addAction("")
        self.check.triggered.connect(lambda *_: self.check_now())
        self.old.triggered.connect(lambda *_: self.ask_age())
        self._checking: Task | None = None
        session.releasing.connect(self._let_go)
        menu.aboutToShow.connect(lambda: self.old.setEnabled(session.writing))

    def retranslate(self) -> None:
        """Write the titles anew."""
        language = self.session.language
        self.button.setText(translate(N_("More"), language))
        self.check.setText(translate(N_("Check the history"), language))
        self.old.setText(translate(N_("Take out old history…"), language))

    def check_now(self) -> None:
        """Say whether anything in the history was changed, added or removed afterwards."""
        if (project := self.session.project) is None or self._checking in self.session.tasks.running():
            return
        revision = project.revision

        def check(cancelled: Callable[[], bool]) -> Chain:
            with project.reading() as connection, stoppable(partial(stopping(cancelled), 0, 1)):
                return check_chain(connection)

        def tell(found: Chain | UserError) -> None:
            if isinstance(found, UserError):
                self.messages.tell_problem(found)
            elif project.revision != revision:  # edited between two tables: neither the one nor the other
                self.check_now()
            else:
                self.messages.tell(*chain_texts(found), notice=bool(found.faults))

        title = Text("Checking the history")
        self._checking = self.session.tasks.run(title, partial(outcome, check), tell, lane=_LANE)

    def _let_go(self) -> None:
        """Let go of the project before it is closed."""
        task, self._checking = self._checking, None
        if task is not None:
            self.session.tasks.finish(task)

    def ask_age(self) -> None:
        """Ask how old what is taken out shall be."""
        question = Text(
            "Entries taken out can no longer be looked at or gone back to; the figures of today stay, and a backup of "
            "before is kept. Take out what is"
        )
        self.messages.ask(question, AGES, LIKELY, N_("Count them"), lambda days: self._count(int(days)))

    def _count(self, days: int) -> None:
        """Say what would go before it goes."""
        project, before = self.session.project, date.today() - timedelta(days=days)
        if project is None:
            return
        with project.reading() as connection:
            found = shortening(connection, before)
        if found is None:
            self.messages.tell(Text("No entry is that old; nothing was taken out."))
            return
        told = {"n": found.entries, "seq": str(found.seq), "day": found.at[:10]}
        self.messages.tell(
            Text("{n} entry would go, up to no. {seq} of {day}. That cannot be undone.", told,
                 plural="{n} entries would go, up to no. {seq} of {day}. That cannot be undone."),
            verbs=[(N_("Take them out"), lambda: self._shorten(before)), (N_("Keep them"), lambda: None)],
        )  # fmt: skip

    def _shorten(self, before: date) -> None:
        def act(project: Project, step: Step) -> Shortening:
            return shorten(project, before)

        title = Text("Taking out old history")
        self.session.write(
            title, act, lambda done: self.messages.tell(shortened_text(done)), self.messages.tell_or_raise
        )
