"""The register of findings (问题线索台账): filtered, sorted by deadline, exported; a click shows subject and card."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.finding_filter_bar import FindingFilterBar
from app.finding_rows import DEADLINE, register_rows
from app.finding_steps import FindingSteps
from app.finding_subjects import subjects
from app.session import Selection, Session
from app.table_panel import filling_panel
from core.finding_filter import EVERY_LINE, SET, RegisterFilter, filtered
from core.finding_register import RegisterRow, register
from core.findings import Finding, Ref
from core.i18n import show_list, translate
from core.text import N_, Text

WAITING = N_("The figures are being checked; findings appear here in a moment.")
NOTHING = N_("Nothing stands out in this year. Import more tables, such as emissions and capacities, to check more.")
VERBS = {
    "enter": (N_("Enter…"), N_("Enter a finding of an inspection, a complaint or your own")),
    "sheets": (N_("Inquiry sheets…"), N_("Write the inquiry sheets of what is listed, a file for each firm")),
    "export": (N_("Export…"), N_("Write the findings that are listed as a register, .xlsx or .csv")),
}  # fmt: skip


class FindingsPanel(QWidget):
    """Numbered as on the map; rows are chosen by their place in the register."""

    def __init__(self, session: Session, steps: FindingSteps) -> None:
        super().__init__()
        self.session, self.steps = session, steps
        self.lines: list[RegisterRow] = []
        self._some: tuple[Callable[[Finding], bool], Text] | None = None
        self.panel = filling_panel(self, WAITING, session.language, self._choose)
        self.conditions = FindingFilterBar()
        self.conditions.changed.connect(self._narrow)
        self.panel.layout().insertWidget(1, self.conditions)  # type: ignore[union-attr]
        self.panel.everything.clicked.connect(self.conditions.clear)
        self.verbs = {name: self._verb(act) for name, act in self._acts().items()}
        session.changed.connect(self.refresh)
        session.held.connect(self._enable)
        session.selected.connect(self._follow)

    def _acts(self) -> dict[str, Callable[[], object]]:
        return {
            "enter": self.steps.enter,
            "sheets": lambda: self._with_listed(self.steps.write_sheets),
            "export": lambda: self._with_listed(self.steps.export),
        }

    def _with_listed(self, act: Callable[[list[RegisterRow]], object]) -> None:
        """Act on the lines that are listed, where there are any."""
        if lines := self.listed():
            act(lines)

    def _verb(self, act: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "small")
        button.clicked.connect(lambda *_: act())
        self.panel.bar.addWidget(button)
        return button

    def refresh(self) -> None:
        """Show the findings of the present analysis and where they stand."""
        session, language = self.session, self.session.language
        self.panel.set_empty(NOTHING if session.analysis else WAITING)
        self.lines = []
        if session.snapshot is not None and session.analysis is not None:
            self.lines = register(session.findings, session.snapshot, session.analysis.year, date.today())
        self.conditions.fill(self.lines, session.readable, language)
        self.panel.show_rows(register_rows(self.lines, language), language)
        for name, button in self.verbs.items():
            title, told = VERBS[name]
            button.setText(translate(title, language))
            button.setToolTip(translate(told, language))
        self._enable()
        if self.conditions.wanted != EVERY_LINE:
            self._narrow()
        elif self.panel.narrowed and self._some is not None:
            self._show_some()  # an edit numbers the lines anew
        self._follow(session.selection)

    def _enable(self) -> None:
        self.conditions.setVisible(bool(self.lines))
        for name, button in self.verbs.items():
            button.setVisible(self.session.project is not None)
            button.setEnabled(self.session.writing if name == "enter" else bool(self.lines))

    def show_some(self, wanted: Callable[[Finding], bool], reason: Text) -> None:
        """Show only findings of some sort, saying which."""
        self.conditions.clear()
        self.panel.filter_box.clear()
        self._some = (wanted, reason)
        self._show_some()

    def _show_some(self) -> None:
        if self._some is not None:
            wanted, reason = self._some
            told = enumerate(self.lines)
            kept = frozenset(str(place) for place, line in told if line.finding and wanted(line.finding))
            self.panel.show_only(kept, reason)

    def show_filtered(self, wanted: RegisterFilter) -> None:
        """Show only the lines that meet conditions, the earliest deadline first where one is asked for."""
        self.conditions.ask(wanted)
        self._narrow()

    def show_due(self) -> None:
        """Show all findings that have a deadline, the earliest first, whatever was typed before."""
        self.panel.filter_box.clear()
        self.show_filtered(RegisterFilter(deadline=SET))
        self.panel.table.sortByColumn(DEADLINE, Qt.SortOrder.AscendingOrder)

    def _narrow(self) -> None:
        wanted, snapshot = self.conditions.wanted, self.session.readable
        if wanted == EVERY_LINE or snapshot is None:
            self.panel.show_only(None)
            return
        kept = {id(line) for line in filtered(self.lines, wanted, snapshot, date.today())}
        places = frozenset(str(place) for place, line in enumerate(self.lines) if id(line) in kept)
        told = show_list(self.conditions.words(), self.session.language)
        self.panel.show_only(places, Text("Only {conditions}", {"conditions": told}))

    def listed(self) -> list[RegisterRow]:
        """The lines that are shown, in the order in which they stand."""
        model = self.panel.model
        return [self.lines[int(model.uid(row))] for row in range(model.rowCount())]

    def _choose(self, places: frozenset[str]) -> None:
        lines = [self.lines[int(place)] for place in sorted(places, key=int)]
        chosen = [line.finding for line in lines if line.finding is not None]
        if len(chosen) == 1:
            self.session.select(subjects(chosen[0]), chosen[0], zoom=True)
        elif chosen:
            self.session.select([ref for finding in chosen for ref in subjects(finding)], zoom=True)
        elif len(lines) == 1:  # a finding that is gone: its subject, where the project still has it
            self.session.select([Ref("actor", lines[0].subject_uid, lines[0].subject)], zoom=True)

    def _follow(self, selection: Selection) -> None:
        found = [(str(place), line.finding) for place, line in enumerate(self.lines) if line.finding is not None]
        if selection.finding is not None:
            marked = [place for place, finding in found if finding.key == selection.finding.key]
        else:
            marked = [place for place, finding in found if finding.subject.uid in selection.uids]
        self.panel.mark(frozenset(marked))
