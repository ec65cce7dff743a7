"""The window of data requests: systems, rules and deadline, what is there and missing, whom to chase, the workbooks."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.fonts import text_label
from app.message_bar import MessageBar
from app.request_rows import chase_rows, needed_rows, score_rows, scores_text
from app.session import Session
from app.table_model import Rows
from app.table_panel import TablePanel
from app.tasks import outcome
from core.data_requests import NO_REGION, Asked, Needed, asked, needed, told_of
from core.decisions import checked_day
from core.display_names import term
from core.errors import UserError
from core.findings import Ref
from core.i18n import show, translate
from core.indicator_own import find_system, systems_of
from core.indicator_scorecard import Score, scorecard
from core.renaming import Names, names_in
from core.request_books import write_requests
from core.request_memory import Request, days_past, last_request, note_request
from core.rule_requests import (
    NOTHING,
    PREFIX,
    RULE_TITLES,
    RuleNeeds,
    asked_by_rules,
    rule_needs,
    told_of_rules,
)
from core.snapshot import Snapshot
from core.system_scope import own_region, scope_of
from core.text import N_, Text

LANE = "request"
BOOKS = "request books"  # a lane of its own: what is listed anew does not give up workbooks that are being written
TITLE = N_("Ask for figures that are missing")
HINT = N_(
    "Each office and firm gets a workbook with only the cells that are missing. Filled in, it is imported as it is."
)
NO_SYSTEM = N_("Tick the indicator systems and flag rules whose figures are wanted.")
UNLISTED = N_("The project has changed and the list is being made anew: write the workbooks once it is there.")
DAY = "2026-12-31"
TABS = (N_("Figures asked for"), N_("Chase list"), N_("Scorecard"))
NOTHING_THERE = {
    TABS[0]: N_("What is ticked asks for no figure that a workbook could bring."),
    TABS[1]: N_("Nobody owes a figure of what is ticked."),
    TABS[2]: N_("The scorecard counts figures of indicator systems; what flag rules lack stands in the chase list."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What systems ask for: the quantities, who is asked, the scorecard, and names in the language.

    `needs` counts rows of `snapshot`, so that workbooks are written from that one alone.
    """

    wanted: list[Needed]
    asked: list[Asked]
    scores: list[Score]
    names: Names
    officeless: bool
    needs: RuleNeeds = NOTHING
    snapshot: Snapshot | None = None


class RequestWindow(QDialog):
    """Computes in the worker whenever the choice changes; a marked firm is chosen on the map too."""

    def __init__(self, parent: QWidget, session: Session, system: str, *, dark: bool) -> None:
        super().__init__(parent)
        self.session, self.language = session, session.language
        self.found: Found | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.messages = MessageBar()
        self.messages.retranslate(self.language, dark)
        self.systems, self.places, self.year, self.due = QListWidget(), QComboBox(), QSpinBox(), QLineEdit()
        self.systems.setWordWrap(True)
        self.systems.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.year.setRange(1900, 2200)
        self.due.setPlaceholderText(DAY)
        self.told = text_label("plain")
        self.tables = {title: TablePanel(NO_SYSTEM, self.language) for title in TABS}
        self.writing = QPushButton(translate(N_("Write the workbooks…"), self.language))
        self._offer(system)
        self._lay_out()
        self.systems.itemChanged.connect(lambda *_: self.look())
        self.places.activated.connect(lambda *_: self.look())
        self.year.valueChanged.connect(lambda *_: self.look())
        self.due.editingFinished.connect(self.look)
        self.writing.clicked.connect(lambda *_: self.ask())
        for table in (self.tables[TABS[1]], self.tables[TABS[2]]):
            table.chosen.connect(self._mark)
        session.changed.connect(self.look)
        session.closed.connect(self.close)
        self.resize(1320, 660)
        self.look()

    def _offer(self, system: str) -> None:
        """The systems, regions and years there are; those of the last request are chosen where none is given."""
        snapshot, project, shown = self.session.snapshot, self.session.project, self.session.shown
        last = last_request(project) if project is not None and not self.session.lent else None
        chosen = {system} if system else set(last.systems if last else ())
        for one in systems_of(snapshot).values() if snapshot is not None else ():
            item = QListWidgetItem(translate(one.title, self.language), self.systems)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setCheckState(Qt.CheckState.Checked if one.id in chosen else Qt.CheckState.Unchecked)
        for rule, title in RULE_TITLES.items():
            told = Text("Flag rule: {rule}", {"rule": Text(title)})
            item = QListWidgetItem(show(told, self.language), self.systems)
            item.setData(Qt.ItemDataRole.UserRole, PREFIX + rule)
            item.setCheckState(Qt.CheckState.Checked if PREFIX + rule in chosen else Qt.CheckState.Unchecked)
        self.places.addItem(translate(N_("the whole"), self.language), "")
        for name in snapshot.region.name.tolist() if snapshot is not None else ():
            self.places.addItem(term(name, self.language), name)
        year = shown.year if shown is not None and shown.year is not None else date.today().year - 1
        self.year.setValue(last.year if last and not system else year)
        self.places.setCurrentIndex(max(0, self.places.findData(last.region) if last else 0))
        self.due.setText(last.due if last else "")

    def _lay_out(self) -> None:
        form, left, tabs = QFormLayout(), QVBoxLayout(), QTabWidget()
        titles = (N_("Region"), N_("Year"), N_("Deadline"))
        for title, widget in zip(titles, (self.places, self.year, self.due), strict=True):
            form.addRow(translate(title, self.language), widget)
        left.addWidget(text_label("soft", translate(NO_SYSTEM, self.language)))
        left.addWidget(self.systems, 1)
        left.addLayout(form)
        for title, table in self.tables.items():
            tabs.addTab(table, translate(title, self.language))
        right, middle, below, column = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        right.addWidget(self.told)
        right.addWidget(tabs, 1)
        middle.addLayout(left, 2)
        middle.addLayout(right, 6)
        below.addWidget(text_label("soft", translate(HINT, self.language)), 1)
        below.addWidget(self.writing)
        self.writing.setAutoDefault(False)
        column.addWidget(self.messages)
        column.addLayout(middle, 1)
        column.addLayout(below)

    def chosen(self) -> list[str]:
        """The ids of the ticked systems, and of the ticked rules with `PREFIX` before them."""
        items = (self.systems.item(row) for row in range(self.systems.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    def request(self) -> Request:
        """What is asked for; UserError for a deadline that is no day."""
        region = str(self.places.currentData() or "")
        return Request(
            tuple(self.chosen()), self.year.value(), region, checked_day(self.due.text()), date.today().isoformat()
        )

    def look(self) -> None:
        """Work out in the worker what is asked for now."""
        self.session.tasks.drop(LANE)
        snapshot, language, self.found = self.session.snapshot, self.language, None
        self.writing.setEnabled(False)
        try:
            request = self.request()
        except UserError as problem:
            self.messages.tell_problem(problem)
            return
        if snapshot is None or not request.systems:
            self._take(Found([], [], [], {}, officeless=False))
            self.told.setText(translate(NO_SYSTEM, language))
            return
        self.session.tasks.run(
            Text("Listing what is asked for"), lambda _: outcome(found_of, snapshot, request, language), self._take,
            lane=LANE,
        )  # fmt: skip

    def _take(self, found: Found | UserError) -> None:
        """Show what was found, unless the window is gone."""
        if not isValid(self):
            return
        if isinstance(found, UserError):
            self.messages.tell_problem(found)
            return
        self.found, language = found, self.language
        lines = [told_of(found.wanted), scores_text(found.scores)] if found.wanted else []
        lines += told_of_rules(found.needs)
        lines += [NO_REGION] if found.officeless and found.wanted else []
        self.told.setText("\n".join(show(line, language) for line in lines))
        days = days_past(checked_day(self.due.text()))
        shown: tuple[Rows, ...] = (
            needed_rows(found.wanted, language, found.needs.figures),
            chase_rows(found.asked, days, found.names, language),
            score_rows(found.scores, found.names, language),
        )
        for (title, table), rows in zip(self.tables.items(), shown, strict=True):
            table.set_empty(NOTHING_THERE[title] if self.chosen() else NO_SYSTEM)
            table.show_rows(rows, language)
        self.writing.setEnabled(bool(found.wanted or found.needs.figures))

    def _mark(self, ids: frozenset[str]) -> None:
        """Choose the firms of marked rows everywhere."""
        if self.found is None:
            return
        firms = [one.about for one in self.found.asked if one.number in ids and one.about.table == "actor"]
        firms += [score.whom for score in self.found.scores if isinstance(score.whom, Ref) and score.whom.uid in ids]
        self.session.select(firms, zoom=bool(firms))

    def ask(self) -> None:
        """Ask for the folder and write the workbooks."""
        proposed = str(self.session.path.parent) if self.session.path else ""
        title = translate(N_("New or empty folder for the workbooks"), self.language)
        if folder := QFileDialog.getExistingDirectory(self, title, proposed):
            self.write(Path(folder))

    def write(self, folder: Path) -> None:
        """Write the list and the workbooks in the worker; what was asked for is kept with the project."""
        found, request, language, project = self.found, self.request(), self.language, self.session.project
        if found is None:
            self.messages.tell(Text(UNLISTED), notice=True)
            return
        if (days := days_past(request.due)) is not None and days >= 0:
            self.messages.tell(Text("{date} is past: answers need a day to come.", {"date": request.due}), notice=True)
            return

        def work(_: object) -> list[Path]:
            by_rules = (found.snapshot, found.needs) if found.snapshot is not None and found.needs.figures else None
            return write_requests(
                folder, found.wanted, found.asked, language, request.due, scores=found.scores, names=found.names,
                by_rules=by_rules,
            )  # fmt: skip

        def take(files: list[Path] | UserError) -> None:
            if isinstance(files, list) and self.session.project is project is not None and self.session.writing:
                note_request(project, request)
            if isValid(self):  # it may have been closed meanwhile
                self._tell_written(files, folder)

        self.session.tasks.run(Text("Writing the workbooks"), lambda stop: outcome(work, stop), take, lane=BOOKS)

    def _tell_written(self, files: list[Path] | UserError, folder: Path) -> None:
        if isinstance(files, UserError):
            self.messages.tell_problem(files)
            return
        values = {"n": len(files) - 1, "folder": str(folder)}
        self.messages.tell(
            Text("{n} workbook in {folder}, and the list.", values, plural="{n} workbooks in {folder}, and the list.")
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is still being listed is not waited for."""
        self.session.tasks.drop(LANE)
        event.accept()


def found_of(snapshot: Snapshot, request: Request, language: str) -> Found:
    """What a request asks for as the project stands; UserError for a region that is gone."""
    scope = scope_of(snapshot, request.year, request.region)
    systems = [find_system(name, snapshot) for name in request.systems if not name.startswith(PREFIX)]
    rules = [name.removeprefix(PREFIX) for name in request.systems if name.startswith(PREFIX)]
    wanted, needs = needed(scope, systems), rule_needs(scope, [rule for rule in rules if rule in RULE_TITLES])
    scores = scorecard(scope, wanted, request.due)
    whom = [*asked(scope, wanted), *asked_by_rules(scope, needs)]
    return Found(wanted, whom, scores, names_in(snapshot, language), own_region(scope) < 0, needs, snapshot)


def show_requests(parent: QWidget, session: Session, system: str = "", *, dark: bool = False) -> RequestWindow:
    """Open the window beside the main one, or bring the open one forward."""
    opened = parent.findChild(RequestWindow)
    if isinstance(opened, RequestWindow) and opened.isVisible():
        opened.raise_()
        opened.activateWindow()
        return opened
    made = RequestWindow(parent, session, system, dark=dark)
    made.show()
    return made
