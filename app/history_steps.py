"""Undo, redo and going back in the history, each told above the map with the way to the other direction."""

from app.message_bar import MessageBar
from app.session import Session
from core.errors import UserError
from core.history import HistoryEntry
from core.history_steps import go_back
from core.text import N_, Text


class HistorySteps:
    """What the commands of the history do; `messages` shows which edit was meant."""

    def __init__(self, session: Session, messages: MessageBar) -> None:
        self.session, self.messages = session, messages

    def undo(self) -> None:
        """Take the last edit back and say which."""
        changes = self.session.project.undo() if self.session.project else None
        told = Text("Done: {label}.", {"label": changes.label}) if changes else Text("There is nothing to take back.")
        self.messages.tell(told, verbs=[(N_("Redo"), self.redo)] if changes else [])

    def redo(self) -> None:
        """Do the edit that was taken back again."""
        changes = self.session.project.redo() if self.session.project else None
        told = (
            Text("Done again: {label}.", {"label": changes.label}) if changes else Text("There is nothing to do again.")
        )
        self.messages.tell(told, verbs=[(N_("Undo"), self.undo)] if changes else [])

    def go_back(self, entry: HistoryEntry) -> None:
        """Bring the project to the state after an entry of the history, and say in how many steps."""
        if self.session.project is None:
            return
        now = self.session.project.revision
        try:
            with self.session.gathering():
                taken = go_back(self.session.project, entry.seq)
        except UserError as problem:
            self.messages.tell_problem(problem)
            return
        told = Text(
            "Back at no. {seq} ({label}) in {n} step; each can be done again.",
            {"n": len(taken), "seq": entry.seq, "label": entry.label},
            plural="Back at no. {seq} ({label}) in {n} steps; each can be done again.",
        )
        self.messages.tell(told, verbs=[(N_("Return to where it was"), lambda: self._return_to(now))])

    def _return_to(self, seq: int) -> None:
        """Undo having gone back."""
        project = self.session.project
        entry = next((entry for entry in project.history() if entry.seq == seq), None) if project else None
        if entry is not None:
            self.go_back(entry)
