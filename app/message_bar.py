"""The bar above the map: what happened or what is wrong, with the verbs that can be done about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton

from app.messages import place
from app.style import icon
from core.errors import UserError
from core.i18n import show, translate
from core.text import N_, Text

Verb = tuple[str, Callable[[], object]]  # a title marked with N_ and what it does
GUIDE = N_(
    "First import a table of firms, then a table of links with amounts. Gaps and flags are found by themselves; "
    "click one to see it on the map. Print when the picture is right. Every step can be undone."
)
ABOUT = N_("Cluster Atlas {version}: firms and their links, balances, flags and gaps. It works without any network.")
PLACELESS = N_("What was chosen has no coordinates, so the map cannot show it; its card stands at the right.")


class MessageBar(QFrame):
    """One message at a time; it stays until it is closed, answered or replaced."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._texts: tuple[Text | str, ...] = ()
        self._passing = False
        self.verbs: list[tuple[str, QPushButton]] = []
        self.language, self.dark = "en", False
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.choice = QComboBox()
        self._choices: dict[str, str] = {}
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.choice)
        self._row.addWidget(self._close)
        self.hide()

    def tell(self, *texts: Text | str, verbs: Sequence[Verb] = (), notice: bool = False, passing: bool = False) -> None:
        """Show sentences one after another with buttons; `notice` is for what somebody has to mend.

        What is `passing`, such as that a file was written, goes with the next thing that is done.
        """
        self._passing = passing
        for _, button in self.verbs:
            self._row.removeWidget(button)
            button.deleteLater()
        self._texts = tuple(text for text in texts if text and (isinstance(text, str) or text.message_id))
        self.verbs = [(title, self._button(act)) for title, act in verbs]
        self._choices = {}
        self.setProperty("tone", "notice" if notice else "good")
        self.style().unpolish(self)
        self.style().polish(self)
        self._write()
        self.show()

    def pass_on(self) -> None:
        """Something else is done: what was told in passing goes."""
        if self._passing:
            self.hide()

    def retell(self, *texts: Text) -> None:
        """Other sentences in place of those that are shown, beside the same buttons."""
        self._texts = texts
        self._write()

    def tell_problem(self, problem: UserError, verbs: Sequence[Verb] = ()) -> None:
        """Show what a user can mend: the sentence, its place and the next step."""
        known = place(problem)
        where = Text("Found in {place}.", {"place": known}) if known else ""
        self.tell(problem.sentence, where, problem.advice, verbs=verbs, notice=True)

    def tell_or_raise(self, problem: Exception) -> None:
        """Show why work stopped where a user can mend it; anything else is a fault of the program and is raised."""
        if not isinstance(problem, UserError):
            raise problem
        self.tell_problem(problem)

    def ask(
        self, question: Text, choices: dict[str, str], likely: str, verb: str, act: Callable[[str], object]
    ) -> None:
        """Ask which of several things it is (ids with titles marked by N_); the verb acts on the choice."""
        self.tell(question, verbs=[(verb, lambda: act(str(self.choice.currentData())))])
        self._choices = choices
        self._write()
        self.choice.setCurrentIndex(max(0, self.choice.findData(likely)))
        self.verbs[0][1].setProperty("leading", True)

    def retranslate(self, language: str, dark: bool) -> None:
        """Write the message anew."""
        self.language, self.dark = language, dark
        self._write()

    def _button(self, act: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.clicked.connect(lambda *_: self._answer(act))
        self._row.insertWidget(self._row.count() - 1, button)
        return button

    def _answer(self, act: Callable[[], object]) -> None:
        self.hide()
        act()

    def _write(self) -> None:
        self.label.setText(_joined([show(text, self.language) for text in self._texts], self.language))
        for title, button in self.verbs:
            button.setText(translate(title, self.language))
        present = self.choice.currentIndex()
        self.choice.clear()
        for name, title in self._choices.items():
            self.choice.addItem(translate(title, self.language), name)
        self.choice.setCurrentIndex(present)
        self.choice.setVisible(bool(self._choices))
        self._close.setIcon(icon("close", self.dark))
        self._close.setToolTip(translate(N_("Close this message"), self.language))


def _joined(sentences: list[str], language: str) -> str:
    """Sentences behind one another; Chinese needs no space between them."""
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)
