"""The verbs of the yearly round in the window: each is one edit, and what came of it is told above the map."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.session import Session
from app.year_report import due_text, locked_lines, receipt_text, restated_text
from core.chase_list import chase_list, write_chase_list
from core.doubts import open_doubts
from core.errors import UserError
from core.evidence import sentences
from core.findings import Ref
from core.history import Changes
from core.i18n import translate
from core.project import Project
from core.steps import Step
from core.text import N_, Text
from core.year_forms import Form, expect_forms, set_receipts
from core.year_imports import locked_notices
from core.year_locking import lock_year, restate
from core.year_records import read_round
from core.yearly_round import confirm, leave, open_year


class YearSteps:
    """What the buttons of the panel do; `tell` shows a message, `note` gives the title or reason that was written."""

    def __init__(self, session: Session, tell: Callable[..., object], note: Callable[[], str]) -> None:
        self.session, self._tell, self._note = session, tell, note

    def _do(self, act: Callable[[Project], Text]) -> None:
        """Carry out a step and tell what came of it, with the way back; what a user can mend is told as such."""
        project = self.session.project
        if project is None:
            return
        before = project.revision
        try:
            told = act(project)
        except UserError as problem:
            self._tell(problem.sentence, problem.advice, notice=True)
        else:
            self._tell_done(project, before, told)

    def _let(self, title: Text, act: Callable[[Project, Step], Text]) -> None:
        """Let the worker carry out a step that goes through the whole project."""
        project = self.session.project
        if project is not None:
            before = project.revision
            self.session.write(title, act, lambda told: self._tell_done(project, before, told), self._tell_stopped)

    def _tell_stopped(self, problem: Exception) -> None:
        if not isinstance(problem, UserError):
            raise problem
        self._tell(problem.sentence, problem.advice, notice=True)

    def _tell_done(self, project: Project, before: int, told: Text) -> None:
        first, last = before + 1, project.revision
        undo = [(N_("Undo"), lambda: self._undo(project, first, last))] if last >= first else []
        self._tell(told, verbs=undo)

    def _undo(self, project: Project, first: int, last: int) -> None:
        """Take a step back as a whole while its edits are the last; later ones are not swept away with it."""
        if project is not self.session.project:
            return
        if project.revision != last:
            self._tell(Text("Something was changed after this. Use Undo to go back step by step."), notice=True)
            return

        def act(project: Project, step: Step) -> Text:
            for _ in range(first, last + 1):
                project.undo(step)
            return Text("This was taken back.")

        self.session.write(Text("Taking the last step back"), act, self._tell, self._tell_stopped)

    def watch(self, changes: Changes) -> None:
        """Tell of an edit that changed figures of a locked year."""
        project = self.session.project
        notices = locked_notices(project, changes.revision) if project and self.session.round.editions else []
        if notices:
            self._tell(*notices, notice=True)

    def open(self, year: int) -> None:
        """Open a year with what comes forward and the forms that are due."""

        def act(project: Project, step: Step) -> Text:
            carried = open_year(project, year, step)
            # not asked any more whether to stop: a year that is open without its forms would be half a step
            due = due_text(expect_forms(project, year))
            return Text("{first} {second}", {"first": carried.sentence, "second": due})

        self._let(Text("Opening {year}", {"year": str(year)}), act)

    def lock(self, year: int | None) -> None:
        """Lock the year under the title that was written."""

        title = self._note()

        def act(project: Project, step: Step) -> Text:
            edition = lock_year(project, year or 0, title, step)
            return sentences(*locked_lines(edition, open_doubts(project.snapshot(), edition.year)))

        self._let(Text("Locking {year}", {"year": str(year)}), act)

    def restate(self, year: int | None) -> None:
        """Make the next edition of a locked year for the reason that was written."""

        reason = self._note()

        def act(project: Project, step: Step) -> Text:
            return restated_text(restate(project, year or 0, reason, step))

        self._let(Text("Restating {year}", {"year": str(year)}), act)

    def switch_view(self, year: int | None) -> None:
        """Show the locked numbers of the year, or today's again."""
        edition = None if self.session.edition or year is None else self.session.round.edition(year)
        told = Text("These are the numbers of today.")
        if edition:
            told = Text("Map, tables and pages show {citation}.", {"citation": edition.citation})
        self.session.show_edition(edition, lambda: self._tell(told), self._tell_stopped)

    def confirm(self, year: int | None, rows: Sequence[Ref]) -> None:
        """Confirm what is marked."""

        def act(project: Project) -> Text:
            count = confirm(project, year or 0, rows, self._note())
            values = {"n": count, "year": str(year)}
            return Text("{n} confirmed for {year}.", values)

        self._do(act)

    def leave(self, year: int | None, rows: Sequence[Ref]) -> None:
        """Leave behind what is marked."""

        def act(project: Project) -> Text:
            left = leave(project, year or 0, rows, self._note())
            links = sum(row.table == "flow" for row in left)
            values = {"firms": len(left) - links, "links": links, "year": str(year)}
            return Text(
                "Left behind in {year}: {firms} firms and {links} links. Earlier years stay as they are.", values
            )

        self._do(act)

    def receive(self, year: int | None, firms: Sequence[str], form: Form, state: str) -> None:
        """Note what became of a form of the marked firms."""

        def act(project: Project) -> Text:
            count = set_receipts(project, year or 0, firms, form, state, note=self._note())
            return receipt_text(form.title, count, state)

        self._do(act)

    def chase(self, parent: QWidget, year: int | None) -> None:
        """Ask for a file and write the chase list."""
        project, snapshot, language = self.session.project, self.session.snapshot, self.session.language
        if project is None or snapshot is None or year is None:
            return
        name = translate(N_("Chase list"), language)
        proposed = str(Path(project.path).with_name(f"{name} {year}.xlsx"))
        chosen, _ = QFileDialog.getSaveFileName(parent, name, proposed, "Excel (*.xlsx)")
        if not chosen:
            return
        path = Path(chosen) if chosen.lower().endswith(".xlsx") else Path(f"{chosen}.xlsx")

        def act(project: Project) -> Text:
            write_chase_list(chase_list(read_round(project), snapshot, year), path, year, language)
            return Text("The chase list was written to {file}.", {"file": path.name})

        self._do(act)
