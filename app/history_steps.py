"""Undo, redo and going back in the history, each told above the map with the way to the other direction."""

from collections.abc import Callable

from app.message_bar import MessageBar
from app.session import Session
from core.history import Changes, HistoryEntry, Way, next_redo, next_undo
from core.history_steps import go_back, rows_at_stake
from core.project import Project
from core.steps import Step, quietly
from core.text import N_, Text

FEW_ROWS = 1000  # that are put back before anybody notices; more are left to the worker

Turn = Callable[[Project, Step], Changes | None]


class HistorySteps:
    """What the commands of the history do; `messages` shows which edit was meant."""

    def __init__(self, session: Session, messages: MessageBar) -> None:
        self.session, self.messages = session, messages

    def undo(self) -> None:
        """Take the last edit back and say which."""
        self._turn(Text("Taking the last step back"), Project.undo, next_undo, self._undone)

    def redo(self) -> None:
        """Do the edit that was taken back again."""
        self._turn(Text("Doing the last step again"), Project.redo, next_redo, self._redone)

    def _turn(self, title: Text, turn: Turn, way: Way, tell: Callable[[Changes | None], object]) -> None:
        """One undo or redo: here where it touches few rows, else by the worker."""
        project = self.session.project
        if project is None:
            tell(None)
        elif rows_at_stake(project, way) <= FEW_ROWS:
            tell(turn(project, quietly))
        else:
            self.session.write(title, turn, tell, self.messages.tell_or_raise)

    def _undone(self, changes: Changes | None) -> None:
        told = Text("Taken back: {label}.", _meant(changes)) if changes else Text("There is nothing to take back.")
        self.messages.tell(told, verbs=[(N_("Redo"), self.redo)] if changes else [])

    def _redone(self, changes: Changes | None) -> None:
        told = Text("Done again: {label}.", _meant(changes)) if changes else Text("There is nothing to do again.")
        self.messages.tell(told, verbs=[(N_("Undo"), self.undo)] if changes else [])

    def go_back(self, entry: HistoryEntry) -> None:
        """Bring the project to the state after an entry of the history, and say in how many steps."""
        if self.session.project is None:
            return
        now = self.session.project.revision
        title = Text("Going back to no. {seq}", {"seq": entry.seq})

        def act(project: Project, step: Step) -> list[Changes]:
            return go_back(project, entry.seq, step)

        self.session.write(
            title, act, lambda taken: self._gone_back(entry, now, len(taken)), self.messages.tell_or_raise
        )

    def _gone_back(self, entry: HistoryEntry, before: int, steps: int) -> None:
        told = Text(
            "Back at no. {seq} ({label}) in {n} step; each can be done again.",
            {"n": steps, "seq": entry.seq, "label": entry.label},
            plural="Back at no. {seq} ({label}) in {n} steps; each can be done again.",
        )
        self.messages.tell(told, verbs=[(N_("Return to where it was"), lambda: self._return_to(before))])

    def _return_to(self, seq: int) -> None:
        """Undo having gone back."""
        project = self.session.project
        entry = next((entry for entry in project.history() if entry.seq == seq), None) if project else None
        if entry is not None:
            self.go_back(entry)


def _meant(changes: Changes) -> dict[str, object]:
    """The edit that an undo or redo was about, without the word for which of both it was."""
    return {"label": changes.label.values.get("label", changes.label)}
