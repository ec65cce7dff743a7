"""Working copies in the window: proposed for what lies on a share or a stick, and brought back by a command."""

from collections.abc import Callable
from pathlib import Path

from app.checkout_words import elsewhere_texts, left_texts, return_texts
from app.message_bar import MessageBar
from app.session import Session
from app.tasks import OPENING, outcome
from core.checkout import Return, check_in, check_out, copies_elsewhere, copy_of, ticket_of
from core.errors import UserError
from core.media import LOCAL, SHARE, medium_of
from core.text import N_, Text

MEDIA = {SHARE: N_("a network share"), "stick": N_("a stick or other medium that can be pulled out")}


class CheckoutSteps:
    """`open_file(path, there=True)` opens a project where it lies."""

    def __init__(self, session: Session, messages: MessageBar, open_file: Callable[..., object]) -> None:
        self.session, self.messages, self._open = session, messages, open_file

    def offer(self, path: Path, medium: Callable[[Path], str] = medium_of) -> bool:
        """Propose a working copy of what lies on a share or a stick; whether that was asked instead of opening it."""
        kind = medium(path)
        if not path.is_file() or ticket_of(path) is not None or (kind == LOCAL and copy_of(path) is None):
            return False
        if copy_of(path) is not None:
            told = {"file": path.name}
            question = Text("There is a working copy of {file} on this computer that was not brought back yet.", told)
        else:
            question = Text(
                "{file} lies on {medium}. In a working copy on this computer nothing is lost when the connection "
                "breaks; File > Bring the working copy back then replaces the project in one step.",
                {"file": path.name, "medium": Text(MEDIA[kind])},
            )
        verbs = [
            (N_("Work in a copy"), lambda: self._check_out(path)),
            (N_("Open it there"), lambda: self._open(path, there=True)),
            (N_("Open for reading"), lambda: self._open(path, read_only=True, there=True)),
        ]
        self.messages.tell(question, *elsewhere_texts(copies_elsewhere(path)), verbs=verbs)
        self.messages.verbs[0][1].setProperty("leading", True)
        return True

    def _check_out(self, path: Path) -> None:
        def taken(found: Path | UserError) -> None:
            if isinstance(found, UserError):
                self.messages.tell_problem(found)
                return
            ticket = ticket_of(found)
            if ticket is not None and ticket.left:
                opening = [(N_("Open the working copy"), lambda: self._open(found))]
                self.messages.tell(*left_texts(ticket.left), verbs=opening, notice=True)
            else:
                self._open(found)

        title = Text("Taking a working copy of {file}", {"file": path.name})
        self.messages.tell(title)
        self.session.tasks.run(title, lambda _: outcome(check_out, path), taken, lane=OPENING)

    def check_in(self) -> None:
        """Close the working copy that is open and bring it back."""
        copy = self.session.path
        ticket = ticket_of(copy) if copy is not None else None
        if copy is None or ticket is None:
            told = Text("This project is no working copy; every step is already saved in it.")
            self.messages.tell(told)
            return
        self.session.close()
        title = Text("Bringing {file} back", {"file": copy.name})
        self.messages.tell(title)
        self.session.tasks.run(
            title, lambda _: outcome(check_in, copy), lambda done: self._back(copy, done), lane=OPENING
        )

    def _back(self, copy: Path, done: Return | UserError) -> None:
        if isinstance(done, UserError):
            self.messages.tell_problem(done, [(N_("Open the working copy"), lambda: self._open(copy))])
            return
        verbs = [(N_("Open the project"), lambda: self._open(done.project, there=True))]
        self.messages.tell(*return_texts(done), verbs=verbs, notice=done.clash)
