"""The park by an indicator system: what is reached beside what is asked, and the ledger of a chosen indicator."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.chart_rules import item_of_indicator
from app.fonts import text_label
from app.request_window import RequestWindow, show_requests
from app.row_detail import RowDetail
from app.scorecard_panel import ScorecardPanel
from app.session import Session
from app.system_loading import LoadButton
from app.system_rows import system_rows
from app.table_model import EMPTY
from app.table_panel import ROW_HEIGHT, TablePanel
from app.task_list import WAITING
from core.attachments import attach_under
from core.display_names import term
from core.doubts import Doubts, doubts_of
from core.errors import UserError
from core.evidence import ref
from core.findings import Ref
from core.i18n import show, translate
from core.indicator_ledger import EVIDENCE, Beside, evidence_files, evidence_key, ledger_lines
from core.indicator_own import find_system, systems_of
from core.indicator_systems import systems
from core.renaming import Names, names_in, text_in
from core.snapshot import Snapshot
from core.system_heads import head
from core.system_memory import carry_over
from core.system_results import Judged, Report, evaluate
from core.system_scope import Scope, scope_of
from core.system_words import line_title
from core.target_gaps import goals_of
from core.text import N_, Text

SYSTEM = N_("Judged by")
NONE = N_("no indicator system")
WHOLE = N_("the whole")
NO_YEAR = N_("Import statistics of the park or of its firms first: no figure names a year yet.")
ATTACH = N_("Attach evidence…")
ASKING = N_("Ask for missing figures…")
_LANE = "systems"
_HEIGHT_ROUND = 30  # pixels of a table beside its rows: frame, and the bar below


class SystemPanel(QWidget):
    """Computes in the worker once a system is chosen; a click on a row tells its ledger and shows its rows."""

    reached = Signal(object)  # the firms and regions whose figures a chosen indicator rests on
    charted = Signal(str)  # the indicator that shall be shown by year

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.report: Report | None = None
        self._scope: Scope | None = None  # of the report before, whose figures hold where no table has changed
        self.doubts: Doubts = {}
        self.names: Names = {}
        self.title, self.choice, self.places = text_label(), QComboBox(), QComboBox()
        self.verdict, self.loaded, self.ledger = text_label(), text_label("soft"), text_label("soft")
        self.attach, self._chosen = QPushButton(), list[Judged]()
        self.attach.setProperty("role", "small")
        self.scores = ScorecardPanel(session)
        self.asking = QPushButton()
        self.asking.setProperty("role", "small")
        self.asking.clicked.connect(lambda *_: self.ask_figures())
        self.load = LoadButton(session)
        self.load.told.connect(lambda told: self._show(self.loaded, "\n".join(told)))
        self.attach.clicked.connect(self._ask_file)
        self.by_year = QPushButton()
        self.by_year.setProperty("role", "small")
        self.by_year.clicked.connect(lambda *_: self.charted.emit(item_of_indicator(self._chosen[0])))
        self.table = TablePanel(NO_YEAR, session.language, filtered=False)
        for box in (self.choice, self.places):
            box.activated.connect(lambda _: self.refresh())
        self.table.chosen.connect(self._choose)
        self.table.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._arrange()
        session.changed.connect(self.refresh)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setContentsMargins(10, 4, 10, 2)
        line.setSpacing(8)
        self.title.setWordWrap(False)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(18)
        line.addWidget(self.title)
        line.addWidget(self.choice, 4)
        line.addWidget(self.places)
        line.addWidget(self.load)
        line.addWidget(self.asking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        for label in (self.verdict, self.loaded, self.ledger):
            label.setWordWrap(True)
            label.setContentsMargins(10, 2, 10, 4)
        for widget in (self.loaded, self.verdict, self.table, self.scores):
            column.addWidget(widget)
        self.loaded.hide()
        self.detail = RowDetail(self.table, (self.ledger, self.attach, self.by_year))
        self.detail.grew.connect(self._fit)

    @property
    def system(self) -> str:
        """The id of the chosen system, '' for none."""
        return str(self.choice.currentData() or "")

    def refresh(self) -> None:
        """Compute the chosen system anew; without one only the choice is shown."""
        language = self.session.language
        self._offer(language)
        self._offer_places(language)
        snapshot, shown = self.session.snapshot, self.session.shown
        self.session.tasks.drop(_LANE)
        self._take(None)
        if snapshot is None:
            self._scope = None
        if not self.system or snapshot is None or shown is None or shown.year is None:
            self._show(self.verdict, translate(NO_YEAR, language) if self.system else "")
            return
        self._show(self.verdict, show(WAITING, language))
        year, system, analysis = shown.year, find_system(self.system, snapshot), self.session.analysis
        findings, place = analysis.findings if analysis else (), str(self.places.currentData() or "")
        before = self._scope

        def work(_: object) -> tuple[Report, Doubts, Names]:
            scope = carry_over(scope_of(snapshot, year, place), before)
            report = evaluate(scope, system)
            return report, doubts_of(findings, snapshot, year), names_in(snapshot, language)

        def take(found: tuple[Report, Doubts, Names]) -> None:
            report, self.doubts, self.names = found
            self._scope = report.scope
            self._take(report)

        self.session.tasks.run(Text("Judging by {system}", {"system": Text(system.title)}), work, take, lane=_LANE)

    def ask_figures(self) -> RequestWindow | None:
        """Open the window of data requests, with the chosen system ticked."""
        if self.session.snapshot is None:
            return None
        return show_requests(self.window(), self.session, self.system, dark=_is_dark())

    def _offer(self, language: str) -> None:
        """The systems there are, in the reader's language; the choice stays."""
        chosen = self.system
        self.title.setText(translate(SYSTEM, language))
        self.load.offer(language)
        self.asking.setText(translate(ASKING, language))
        self.asking.setEnabled(self.session.snapshot is not None)
        self.choice.clear()
        self.choice.addItem(translate(NONE, language), "")
        snapshot = self.session.snapshot
        for system in (systems_of(snapshot) if snapshot is not None else systems()).values():
            self.choice.addItem(translate(system.title, language), system.id)
        self.choice.setCurrentIndex(max(self.choice.findData(chosen), 0))

    def _offer_places(self, language: str) -> None:
        """The whole and the regions there are; the choice stays while the region does."""
        chosen, snapshot = self.places.currentData(), self.session.snapshot
        names = [str(name) for name in snapshot.region.name] if snapshot is not None else []
        self.places.clear()
        self.places.addItem(translate(WHOLE, language), "")
        for name in names:
            self.places.addItem(term(name, language), name)
        self.places.setCurrentIndex(max(self.places.findData(chosen), 0))
        self.places.setHidden(not names or not self.system)

    def _take(self, report: Report | None) -> None:
        """Show a report, nothing for None."""
        language, self.report = self.session.language, report
        self.table.setHidden(report is None)
        self.scores.show_of(report, self.names)
        self._chosen = []
        self._tell_ledger()
        self.table.show_rows(
            system_rows(report, self.names, self.doubts, language, dark=_is_dark()) if report else EMPTY, language
        )
        if report is None:
            return
        told = [show(text_in(text, self.names), language) for text in head(report)]
        self._show(self.verdict, "\n".join(told))
        self._fit(0)

    def _fit(self, more: int) -> None:
        """Let the table be as high as its rows, with what is told under one of them."""
        lines = len(self.report.lines) if self.report is not None else 0
        self.table.table.setFixedHeight((lines + 1) * ROW_HEIGHT + _HEIGHT_ROUND + more)

    def _show(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setHidden(not text)

    def _choose(self, ids: frozenset[str]) -> None:
        """Tell the ledger of the chosen indicators and show what they rest on."""
        chosen = [judged for judged in self.report.lines if judged.result.id in ids] if self.report else []
        self._chosen = chosen
        self._tell_ledger()
        snapshot = self.session.snapshot
        rows = [ref for judged in chosen for ref in (judged.result.rows or judged.result.missing)]
        self.reached.emit(holders_of(snapshot, rows) if snapshot else [])

    def _tell_ledger(self) -> None:
        """The ledger of the chosen indicators, and the way to attach a file to the one that is chosen."""
        language, lines = self.session.language, list[str]()
        for judged in self._chosen:
            lines += self._ledger(judged)
        self._show(self.ledger, "\n".join(lines))
        self.attach.setText(translate(ATTACH, language))
        self.by_year.setText(translate(N_("Show by year"), language))
        self.by_year.setHidden(len(self._chosen) != 1)
        self.attach.setHidden(len(self._chosen) != 1 or self.session.project is None)
        self.detail.show_under(self._chosen[-1].result.id if self._chosen else "")

    def _ledger(self, judged: Judged) -> list[str]:
        report, snapshot = self.report, self.session.snapshot
        if report is None or snapshot is None:
            return []
        folder = self.session.path.parent if self.session.path else Path()
        files = evidence_files(snapshot, folder, report.scope, judged)
        goal = goals_of(report).get(judged.line.number)
        beside = Beside(goal, files, self.doubts, self.names)
        return list(ledger_lines(judged, beside, self.session.language))

    def _ask_file(self) -> None:
        title = translate(ATTACH, self.session.language).rstrip("…")
        if path := QFileDialog.getOpenFileName(self, title)[0]:
            self.attach_evidence(Path(path))

    def attach_evidence(self, path: Path) -> None:
        """Attach a file to the chosen result as its evidence, as one edit."""
        project, report = self.session.project, self.report
        if project is None or report is None or len(self._chosen) != 1:
            return
        judged = self._chosen[0]
        key = (EVIDENCE, evidence_key(report.scope, judged.result.id))
        try:
            attach_under(project, key, line_title(judged.line, self.session.language), path)
        except UserError as problem:
            self._show(self.ledger, show(problem.sentence, self.session.language))


def _is_dark() -> bool:
    app = QApplication.instance()
    return bool(app is not None and app.property("dark"))


def holders_of(snapshot: Snapshot, rows: Iterable[Ref]) -> list[Ref]:
    """The firms and regions that rows are about, each once; a row of another table stands for itself."""
    asked = list(rows)
    found = [row for row in asked if row.table not in ("statistic", "emission")]
    for name in ("statistic", "emission"):
        table, uids = getattr(snapshot, name), {row.uid for row in asked if row.table == name}
        for place in np.flatnonzero(np.isin(table.uid, list(uids))).tolist() if uids else ():
            if table.actor[place] >= 0:
                found.append(ref(snapshot, "actor", int(table.actor[place])))
            elif name == "statistic":
                found.append(ref(snapshot, "region", int(table.region[place])))
    return list(dict.fromkeys(found))
