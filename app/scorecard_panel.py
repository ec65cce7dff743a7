"""The scorecard under an indicator system: who has told what is asked of him, who owes it, who is late."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from app.fonts import text_label
from app.request_rows import score_rows, scores_text
from app.session import Session
from app.table_model import EMPTY
from app.table_panel import ROW_HEIGHT, TablePanel
from app.task_list import WAITING
from core.data_requests import needed
from core.findings import Ref
from core.i18n import show, translate
from core.indicator_scorecard import Score, scorecard
from core.renaming import Names
from core.request_memory import Request, due_of, last_request
from core.system_results import Report
from core.text import N_, Text

TITLE = N_("Scorecard: who has told what is asked")
NOBODY = N_("This system asks nobody for a figure that a workbook could bring.")
_LANE = "scorecard"
_MOST_ROWS = 14  # more are scrolled to
_HEIGHT_ROUND = 30


class ScorecardPanel(QWidget):
    """Folded at first; computes in the worker while it is unfolded. A click on a firm chooses it everywhere."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.scores: list[Score] = []
        self._report: Report | None = None
        self._names: Names = {}
        self._request: Request | None = None
        self.fold, self.told = QToolButton(), text_label("soft")
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(lambda *_: self._unfold())
        self.told.setContentsMargins(10, 0, 10, 4)
        self.table = TablePanel(NOBODY, session.language, filtered=False)
        self.table.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self.fold, self.told, self.table):
            column.addWidget(widget)

    def show_of(self, report: Report | None, names: Names) -> None:
        """The card of a report; nothing for None."""
        self._report, self._names, self.scores = report, names, []
        self.fold.setText(translate(TITLE, self.session.language))
        self.setHidden(report is None)
        self._unfold()

    def _unfold(self) -> None:
        folded = not self.fold.isChecked()
        self.fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self.table.setHidden(True)
        self.told.setHidden(folded)
        self.session.tasks.drop(_LANE)
        report = self._report
        if folded or report is None:
            return
        self.told.setText(show(WAITING, self.session.language))
        project = self.session.project
        if project is not None and not self.session.lent:
            self._request = last_request(project)
        due = due_of(self._request, report.system.id, report.scope.year)

        def work(_: object) -> list[Score]:
            return scorecard(report.scope, needed(report.scope, [report.system]), due)

        self.session.tasks.run(Text("Drawing up the scorecard"), work, self._take, lane=_LANE)

    def _take(self, scores: list[Score]) -> None:
        language, self.scores = self.session.language, scores
        self.told.setText(show(scores_text(scores), language) if scores else translate(NOBODY, language))
        self.table.setHidden(not scores)
        self.table.show_rows(score_rows(scores, self._names, language) if scores else EMPTY, language)
        self.table.table.setFixedHeight((min(len(scores), _MOST_ROWS) + 1) * ROW_HEIGHT + _HEIGHT_ROUND)

    def _choose(self, uids: frozenset[str]) -> None:
        firms = [score.whom for score in self.scores if isinstance(score.whom, Ref) and score.whom.uid in uids]
        self.session.select(firms, zoom=bool(firms))
