"""Importing files: looked at in the wizard, written in slices, told in the message bar, taken back by one verb."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from app.import_draft import Draft
from app.import_wizard import ImportWizard
from app.message_bar import Verb
from app.project_files import same_file
from app.session import Session
from app.window import MainWindow
from core.errors import UserError
from core.i18n import translate
from core.import_results import ImportResult, total_identity
from core.imports import take
from core.profile_memory import remember
from core.profiles import signature
from core.project import Project
from core.sheet_text import TEXT_FILES
from core.sheet_workbook import WORKBOOKS
from core.sheets import MAP_FILES
from core.text import N_, Text
from core.year_imports import forms_in, locked_notices, note_import, received_text

TABLES = N_("Tables and maps")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an import, whether forms that are due came with it, and the locked years that it touches."""

    results: Sequence[ImportResult]
    brings_forms: bool
    locked: Sequence[Text]


def _taken(results: Sequence[ImportResult], project: Project) -> Taken:
    """What an import means for the yearly round; asked in the worker, since all its rows are looked through."""
    files = {result.file for result in results}
    return Taken(results, any(forms_in(project, file) for file in files), locked_notices(project, project.revision))


class ImportSteps:
    """The steps of one import after another; `show_returned` gets the rows that were not taken."""

    def __init__(
        self, window: MainWindow, session: Session, show_returned: Callable[[Sequence[ImportResult]], object]
    ) -> None:
        self.window, self.session, self._show_returned = window, session, show_returned
        self.wizard: ImportWizard | None = None
        self.writing: Draft | None = None  # what the worker writes
        session.releasing.connect(self.stop)
        session.stepped.connect(self._tell_step)

    def ask_and_read(self) -> None:
        """Ask for files and look at them."""
        language = self.window.language
        folder = str(self.session.path.parent if self.session.path else Path.home())
        endings = " ".join(f"*{ending}" for ending in (*WORKBOOKS, *TEXT_FILES, *MAP_FILES))
        kinds = f"{translate(TABLES, language)} ({endings})"  # Qt knows these brackets only
        chosen = QFileDialog.getOpenFileNames(self.window, translate(N_("Import files"), language), folder, kinds)[0]
        if chosen:
            self.read([Path(path) for path in chosen])

    def ask_and_read_folder(self) -> None:
        """Ask for a folder of forms and look at all of them at once."""
        folder = str(self.session.path.parent if self.session.path else Path.home())
        title = translate(N_("Import a folder of forms"), self.window.language)
        if chosen := QFileDialog.getExistingDirectory(self.window, title, folder):
            self.read([Path(chosen)])

    def read(self, paths: Sequence[Path]) -> None:
        """Open the wizard on one file, or on several equal forms; nothing is taken yet."""
        project = self.session.project
        if project is None:
            return
        if any(same_file(project.path, path) for path in paths):  # to read the open file would take its lock away
            told = Text("A project cannot be imported into itself; choose another file.")
            self.window.messages.tell(told, notice=True)
            return
        if self.writing is not None:
            self.window.messages.tell(Text("An import is being written; wait until it is done."), notice=True)
            return
        if self.wizard is not None:
            self.wizard.close()
        self.wizard = ImportWizard(self.window, self.session, paths, self.window.language, self.window.dark)
        self.wizard.accepted_draft.connect(self.take)
        self.wizard.show()

    def restyle(self) -> None:
        """Pass language and palette on to an open wizard."""
        if self.wizard is not None:
            self.wizard.language, self.wizard.dark = self.window.language, self.window.dark
            self.wizard.write()

    def take(self, draft: Draft) -> None:
        """Write what the wizard worked out as one edit."""
        project = self.session.project
        if project is None or draft.plan is None or self.wizard is None or self.wizard.project is not project:
            return
        plan, label = draft.plan, Text("Import {file}", {"file": draft.name})
        began = self.session.write(
            Text("Importing {file}", {"file": draft.name}),
            lambda held, step: _taken(take(held, plan, label, step), held),
            lambda taken: self._written(draft, taken, project),
            self._stopped,
        )
        if began:
            self.writing = draft
            self.wizard.close()
            self._tell_step(0, plan.ledger.size)

    def _tell_step(self, done: int, whole: int) -> None:
        if self.writing is not None:
            rows = Text("{written} of {rows} rows are written.", {"written": done, "rows": whole})
            self.window.messages.tell(Text("Importing {file}.", {"file": self.writing.name}), rows)

    def stop(self) -> None:
        """Give up an import that is looked at or written; the project is as it was."""
        self.session.stop_writing()
        self.writing = None
        if self.wizard is not None:
            self.wizard.close()

    def _stopped(self, problem: Exception) -> None:
        self.writing = None
        if not isinstance(problem, UserError):
            raise problem
        self.window.messages.tell_problem(problem)

    def _written(self, draft: Draft, taken: Taken, project: Project) -> None:
        """Tell the identity of the rows, what was created by the way, and how to go back."""
        self.writing = None
        results = taken.results
        revision, remarks = project.revision, any(result.problems for result in results)
        verbs: list[Verb] = [(N_("Show the remarks"), lambda: self._show_returned(results))] if remarks else []
        verbs.append((N_("Undo the whole import"), lambda: self.take_back(project, revision)))
        files = list(dict.fromkeys(result.file for result in results))
        if taken.brings_forms:  # not noted unasked, so that undo stays one step
            verbs.append((N_("Mark its forms received"), lambda: self._note_forms(files, project)))
        verbs.append((N_("Read such files so from now on"), lambda: self.keep_profile(draft, project)))
        identity = {"file": draft.name, "identity": total_identity(results)}
        created = _created(sum(len(result.created_actors) for result in results))
        self.window.messages.tell(Text("{file}: {identity}.", identity), created, *taken.locked, verbs=verbs)

    def _note_forms(self, files: Sequence[str], project: Project) -> None:
        """Note the forms that came in with the files as received."""
        received = [text for file in files if (text := received_text(note_import(project, file), file))]
        if received:
            self.window.messages.tell(*received)

    def keep_profile(self, draft: Draft, project: Project) -> None:
        """Let the project remember how a file was understood, so that next year's file maps itself."""
        if project is not self.session.project:
            return
        with project.edit(Text("Remember how {file} is read", {"file": draft.path.name})) as db:
            remember(db, replace(draft.profile, crs=draft.system), signature(draft.sheet))
        self.window.messages.tell(Text("Files with the same headings will be read in the same way."))

    def take_back(self, project: Project, revision: int) -> None:
        """Undo an import while it is the last edit; later edits are not swept away with it."""
        if project is not self.session.project:
            return
        if project.revision != revision:
            told = Text("Something was changed after this import. Use Undo to go back step by step.")
            self.window.messages.tell(told, notice=True)
        else:
            self.window.asked.emit("undo")


def _created(n: int) -> Text:
    """How many firms were made because rows name them, nothing for none."""
    made = Text(
        "{n} firm was created from its name and has no coordinates yet.",
        {"n": n},
        plural="{n} firms were created from their names and have no coordinates yet.",
    )
    return made if n else Text("")
