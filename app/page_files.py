"""Layouts and pages as files, asked for in the window of pages: read and saved for other projects, and printed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.message_bar import MessageBar
from app.page_draft import PageDraft
from app.project_files import PAGE_FILES
from app.tasks import Task
from core.analysis import Analysis
from core.errors import UserError
from core.i18n import translate
from core.page_layouts import Layout, layout_json, read_layout_file
from core.snapshot import Snapshot
from core.text import N_, Text
from core.written_files import LAYOUT, whole_file
from gis.exports import numbered_files
from gis.page import Page
from gis.page_atlas import Printed, print_pages

LAYOUT_FILES = N_("Page layouts (*.json)")

Printable = Callable[[], tuple[list[Page], Snapshot, Analysis] | None]


@dataclass(slots=True, eq=False)
class _Printing:
    """What is being printed: where, how many pages, the task, and the page that it is at."""

    path: Path
    pages: int
    task: Task
    done: int = 1


class PageFiles:
    """What the window of pages reads and writes; `printable` gives what to print, `begin` takes a layout in hand."""

    def __init__(
        self,
        parent: QWidget,
        draft: PageDraft,
        messages: MessageBar,
        printable: Printable,
        begin: Callable[[Layout], object],
    ) -> None:
        self.parent, self.draft, self.messages = parent, draft, messages
        self.printable, self.begin = printable, begin
        self._printing: _Printing | None = None

    @property
    def language(self) -> str:
        """The language of the window."""
        return self.draft.session.language

    def ask_and_save(self) -> None:
        """Ask for a file and write the layout there, for other projects."""
        proposed, kinds = f"{self.draft.layout.name}.json", translate(LAYOUT_FILES, self.language)
        title = translate(N_("Save the layout"), self.language)
        if path := QFileDialog.getSaveFileName(self.parent, title, proposed, kinds)[0]:
            target = Path(path) if path.lower().endswith(".json") else Path(f"{path}.json")
            try:
                with whole_file(target, what=LAYOUT) as waiting:
                    waiting.write_text(layout_json(self.draft.layout), encoding="utf-8")
            except UserError as problem:
                self.messages.tell_problem(problem)

    def ask_and_read(self) -> None:
        """Ask for a file and take its layout in hand."""
        title, kinds = (
            translate(N_("Read a layout"), self.language),
            translate(LAYOUT_FILES, self.language),
        )
        if path := QFileDialog.getOpenFileName(self.parent, title, "", kinds)[0]:
            try:
                layout = read_layout_file(Path(path))
            except UserError as problem:
                self.messages.tell_problem(problem)
                return
            self.begin(replace(layout, name=self.draft.free_name(layout.name)))

    def ask_and_print(self) -> None:
        """Ask for a file and print there; what is there already is written over only if asked once more."""
        project = self.draft.session.project
        if project is None:
            return
        kinds = {translate(title, self.language): ending for ending, title in PAGE_FILES.items()}
        proposed, title = (
            str(Path(project.path).with_suffix(".pdf")),
            translate(N_("Print to a file"), self.language),
        )
        chosen, kind = QFileDialog.getSaveFileName(self.parent, title, proposed, ";;".join(kinds))
        if chosen:
            path = Path(chosen)
            whole = path if path.suffix.lower() in PAGE_FILES else path.with_name(path.name + kinds.get(kind, ".pdf"))
            self.print_unless_there(whole, told_of=path)

    def print_unless_there(self, path: Path, told_of: Path | None = None) -> None:
        """Print, after asking where files are there that nobody was asked about yet; `told_of` is one that was."""
        self.draft.keep()
        found = self.printable()
        if found is None:
            return
        many = len(found[0]) > 1 and path.suffix.lower() != ".pdf"
        there = numbered_files(path) if many else [one for one in (path,) if one.exists() and one != told_of]
        if not there:
            self.print_to(path)
            return
        values = {"n": len(there), "file": there[0].name}
        told = Text(
            "{n} file is there already: {file}.",
            values,
            plural="{n} files are there already, the first of them {file}.",
        )
        over = (N_("Write over them"), lambda: self.print_to(path))
        self.messages.tell(told, verbs=[over, (N_("Choose another name"), self.ask_and_print)], notice=True)

    def print_to(self, path: Path) -> None:
        """Print the page, or the atlas, in the worker, and say at which page it is."""
        self.draft.keep()
        found = self.printable()
        if found is not None:
            pages, snapshot, analysis = found
            session = self.draft.session
            work = partial(print_pages, snapshot, analysis, pages, path, step=session.step)
            told = Text("Writing {file}", {"file": path.name})
            task = session.tasks.run(told, lambda stop: work(cancelled=stop), self._printed)
            self._printing = _Printing(path, len(pages), task)
            self.messages.tell(told, verbs=[(N_("Cancel"), self.cancel)])

    def show_step(self, done: int, whole: int) -> None:
        """Say which page is being drawn."""
        if (printing := self._printing) is not None and whole == printing.pages:
            values = {"file": printing.path.name, "n": done, "pages": whole}
            printing.done = done
            self.messages.retell(Text("Writing {file}: page {n} of {pages}.", values))

    def cancel(self) -> None:
        """Give up what is being printed; a file that is not whole does not appear."""
        printing, self._printing = self._printing, None
        if printing is None:
            return
        self.draft.session.tasks.cancel(printing.task)
        values = {"file": printing.path.name, "n": printing.done - 1}
        several = printing.pages > 1 < printing.done and printing.path.suffix.lower() != ".pdf"
        whole = Text("Stopped: {n} page is written.", values, plural="Stopped: {n} pages are written.")
        self.messages.tell(whole if several else Text("Stopped: {file} was not written.", values))

    def leave(self, messages: MessageBar) -> None:
        """The window of pages closes: what is still being printed is told elsewhere."""
        self.messages = messages

    def _printed(self, printed: Printed) -> None:
        self._printing = None
        if not printed.files:
            return
        first = printed.files[0]
        values = {"n": printed.pages, "file": first.name}
        told = Text("{n} page was written to {file}.", values, plural="{n} pages were written to {file}.")
        for left_out in (text for name, text in printed.remarks if not name and printed.pages > 1):
            told = Text("{first} {second}", {"first": told, "second": left_out})
        opening = (N_("Open it"), lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(first))))
        self.messages.tell(told, verbs=[opening])
