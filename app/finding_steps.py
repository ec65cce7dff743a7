"""What people do with findings in the window: enter, change, delete, correct, link, write sheets and the register."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.finding_correction_form import CorrectionForm, own_figures
from app.finding_files_box import ask_files
from app.finding_form import FindingForm
from app.inquiry_folder import Sent, write_inquiry_folder
from app.inquiry_sheet import inquiry_sheet, write_inquiries
from app.message_bar import MessageBar, Verb
from app.project_files import same_file
from app.session import Session
from core.decisions import Decision, decide, decisions_of, short_key, standing_of
from core.errors import UserError
from core.finding_entries import delete_entry, entry_of, require_entered
from core.finding_files import add_files
from core.finding_links import link_findings, unlink
from core.finding_register import RegisterRow, write_register
from core.findings import Finding
from core.i18n import show, translate
from core.text import N_, Text
from core.written_files import fit_name

SHEETS = {".pdf": N_("PDF, to be printed (*.pdf)"), ".docx": N_("Word document (*.docx)")}
REGISTERS = {".xlsx": N_("Excel workbook (*.xlsx)"), ".csv": N_("CSV table, opens in Excel (*.csv)")}
Form = FindingForm | CorrectionForm


class FindingSteps:
    """Carries out what cards and the register ask for; what cannot be done is told in the message bar."""

    def __init__(self, session: Session, messages: MessageBar, show_form: Callable[[Form], object]) -> None:
        self.session, self.messages, self._show_form = session, messages, show_form
        for done in (session.changed, session.selected, session.rechosen):
            done.connect(lambda *_: messages.pass_on())

    def enter(self) -> None:
        """Open the form for a new finding about what is chosen."""
        if self.session.writing:
            self._show_form(FindingForm(self.session))

    def edit(self, finding: Finding) -> None:
        """Open the form of an entered finding."""
        if self.session.project is not None:
            snapshot = self.session.project.snapshot()
            self._tried(lambda row: self._show_form(FindingForm(self.session, entry_of(snapshot, row), row)), finding)

    def delete(self, finding: Finding) -> None:
        """Delete an entered finding; one Undo brings it back with all that was said of it."""
        project = self.session.project
        if project is None:
            return

        def act(row: int) -> None:
            delete_entry(project, row)
            told = Text("The finding about {subject} was deleted.", {"subject": finding.subject.name})
            self.messages.tell(told, verbs=[(N_("Undo"), project.undo)])

        self._tried(act, finding)

    def _tried(self, act: Callable[[int], object], finding: Finding) -> None:
        try:
            if self.session.project is not None:
                act(require_entered(self.session.project.snapshot(), finding))
        except UserError as problem:
            self.messages.tell_problem(problem)

    def correct(self, finding: Finding) -> None:
        """Open the form that puts a figure right."""
        if not self.session.writing:
            return
        if own_figures(self.session, finding):
            self._show_form(CorrectionForm(self.session, finding))
        else:
            self.messages.tell(Text("This finding rests on no figure of its own firm that could be put right."))

    def attach(self, decision: Decision) -> None:
        """Ask for files that belong to what was said, such as the sealed sheet that was scanned in."""
        if paths := ask_files(self.messages.window(), self.session.language):
            self.attach_files(decision, paths)

    def attach_files(self, decision: Decision, paths: Sequence[Path]) -> None:
        """Attach files to what was said."""
        try:
            if self.session.project is not None:
                add_files(self.session.project, decision, paths)
        except UserError as problem:
            self.messages.tell_problem(problem)

    def link(self, entered: Finding, other: Finding) -> None:
        """Say that two findings tell of the same."""
        if self.session.project is not None:
            link_findings(self.session.project, entered, other)

    def unlink(self, link: int) -> None:
        """Say that two findings do not tell of the same."""
        if self.session.project is not None:
            unlink(self.session.project, link)

    def close(self, finding: Finding, because: Finding) -> None:
        """Close a finding because the one that tells of the same is closed."""
        if self.session.project is not None:
            told = Text("Closed with finding {key}, which tells of the same.", {"key": short_key(because)})
            decide(self.session.project, finding, "closed", show(told, self.session.language))

    def write_sheet(self, finding: Finding) -> None:
        """Ask for a file and write the inquiry sheet of a finding there."""
        session, language = self.session, self.session.language
        if session.readable is None or session.snapshot is None:
            return
        name = fit_name(f"{translate(N_('Inquiry sheet'), language)} {short_key(finding)} {finding.subject.name}")
        path = self._ask(N_("Write the inquiry sheet"), name, SHEETS)
        if path is None:
            return
        standing = standing_of(finding, decisions_of(session.snapshot))
        make = partial(inquiry_sheet, session.readable, finding, standing, language)
        self._run(
            path, lambda cancelled: write_inquiries([make()], path, cancelled), lambda _: self._tell_written(path)
        )

    def write_sheets(self, lines: Sequence[RegisterRow]) -> None:
        """Ask which kind of file, then for a folder, and write the sheets of all lines there, a file for each firm."""
        told = Text(
            "Inquiry sheets of {n} finding that is listed: which kind of file?",
            {"n": len(lines)},
            plural="Inquiry sheets of {n} findings that are listed: which kind of file?",
        )
        ask = partial(self._ask_folder, lines)
        self.messages.ask(told, SHEETS, ".pdf", N_("Choose the folder"), ask)

    def _ask_folder(self, lines: Sequence[RegisterRow], ending: str) -> None:
        title = translate(N_("Folder in which a new one is made for the sheets"), self.session.language)
        start = str(self.session.path.parent) if self.session.path else ""
        if chosen := QFileDialog.getExistingDirectory(self._window(), title, start):
            named = translate(N_("Inquiry sheets"), self.session.language)
            self.write_folder(lines, _free(Path(chosen) / f"{named} {date.today().isoformat()}"), ending)

    def write_folder(self, lines: Sequence[RegisterRow], folder: Path, ending: str) -> None:
        """Let the worker write the sheets of lines into a folder."""
        snapshot, language = self.session.readable, self.session.language
        if snapshot is None:
            return
        work = partial(write_inquiry_folder, snapshot, lines, folder, ending, language)

        def tell(sent: Sent) -> None:
            self.messages.tell(*sent.sentences(), verbs=_verbs(sent.folder), passing=True)

        self._run(folder, work, tell)

    def export(self, lines: Sequence[RegisterRow]) -> None:
        """Ask for a file and write lines of the register there."""
        year = str(self.session.shown.year or "") if self.session.shown else ""
        title = Text("Register of findings, {year}: {n}", {"year": year, "n": len(lines)})
        name = fit_name(f"{translate(N_('Register of findings'), self.session.language)} {year}")
        path = self._ask(N_("Write the register of findings"), name, REGISTERS)
        if path is not None:
            work = partial(write_register, lines, path, title, self.session.language)
            self._run(path, lambda *_, **__: work(), lambda _: self._tell_written(path))

    def _ask(self, title: str, name: str, endings: dict[str, str]) -> Path | None:
        """A file to write, with one of the endings; None after Cancel, or for the project itself."""
        language, project = self.session.language, self.session.path
        kinds = {translate(shown, language): ending for ending, shown in endings.items()}
        folder = project.parent if project else Path()
        proposed = str(folder / f"{name}{next(iter(endings))}")
        chosen, picked = QFileDialog.getSaveFileName(
            self._window(), translate(title, language), proposed, ";;".join(kinds)
        )
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix.lower() in endings else path.with_name(path.name + kinds[picked])
        if project is not None and same_file(project, path):
            self.messages.tell(Text("The project itself cannot be written over; name another file."), notice=True)
            return None
        return path

    def _run(self, path: Path, work: Callable[..., object], done: Callable[..., object]) -> None:
        title = Text("Writing {file}", {"file": path.name})
        self.session.tasks.run(title, lambda stop: work(cancelled=stop), done)

    def _tell_written(self, path: Path) -> None:
        self.messages.tell(Text("Written to {file}.", {"file": str(path)}), verbs=_verbs(path), passing=True)

    def _window(self) -> QWidget:
        return self.messages.window()


def _free(folder: Path) -> Path:
    """A folder that is not there yet, with a number behind its name where need be."""
    free, number = folder, 2
    while free.exists():
        free, number = folder.with_name(f"{folder.name} {number}"), number + 1
    return free


def _verbs(path: Path) -> list[Verb]:
    """What can be done with what was just written."""

    def opening(place: Path) -> Callable[[], object]:
        return lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

    folder = path if path.is_dir() else path.parent
    verbs: list[Verb] = [(N_("Show the folder"), opening(folder))]
    return verbs if path.is_dir() else [(N_("Open it"), opening(path)), *verbs]
