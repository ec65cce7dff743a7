"""Coupling of the cluster's transition and its circular economy by year, in the folded research part."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.fonts import text_label
from app.rows import text_column, words
from app.session import Session
from app.system_panel import holders_of
from app.table_model import EMPTY, Column, Rows
from app.table_panel import ROW_HEIGHT, TablePanel
from app.task_list import WAITING
from core.columns import Numbers
from core.coupling_degree import grade, lag
from core.coupling_doubts import Remarks, coupling_doubts, remarks_together
from core.coupling_words import LAGS, coupling_lines
from core.coupling_years import SIDES, CouplingYears, coupling_years
from core.display_names import in_language
from core.errors import UserError
from core.evidence import sentences
from core.i18n import show, show_number, translate
from core.steps import stoppable
from core.text import N_, Text

TITLE = N_("Coupling of transition and circular economy by year (study, no official index)")
_LANE = "coupling"
_DIGITS = 3
_HEIGHT_ROUND = 30  # pixels of a table beside its rows: frame, and the bar below


class _Stopped(Exception):
    """Somebody asked for something else meanwhile."""


class CouplingTable(QWidget):
    """Computes in the worker while it is seen; a click on a year shows whose figures it rests on."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: CouplingYears | None = None
        self._asked: tuple[object, ...] = ()
        self.title, self.told = text_label("plain"), text_label("soft")
        for label in (self.title, self.told):
            label.setContentsMargins(10, 4, 10, 4)
        self.panel = TablePanel(WAITING.message_id, session.language, filtered=False)
        self.panel.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.panel.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.panel, self.told):
            column.addWidget(widget)
        session.changed.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what was not asked for while nobody saw it."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self.refresh)

    def refresh(self) -> None:
        """Compute anew where figures, year or language have changed."""
        snapshot, shown, language = self.session.snapshot, self.session.shown, self.session.language
        asked = (shown, language)
        if asked == self._asked or not self.isVisible():
            return
        self._asked, self.found = asked, None
        self.title.setText(translate(TITLE, language))
        self._show(EMPTY, show(WAITING, language))
        self.session.tasks.drop(_LANE)
        if snapshot is None or shown is None:
            return
        year = shown.year

        def work(cancelled: Callable[[], bool]) -> tuple[CouplingYears, Remarks] | UserError | None:
            def step(_: int, __: int) -> None:
                if cancelled():
                    raise _Stopped

            named = in_language(snapshot, language)
            try:
                with stoppable(partial(step, 0, 1)):
                    found = coupling_years(named, until=year, step=step)
                    return found, coupling_doubts(named, found)
            except UserError as problem:
                return problem
            except _Stopped:
                return None

        self.session.tasks.run(Text("Computing the coupling by year"), work, self._take, lane=_LANE)

    def _take(self, told: tuple[CouplingYears, Remarks] | UserError | None) -> None:
        language = self.session.language
        if told is None:
            self._asked = ()
        elif isinstance(told, UserError):
            self._show(EMPTY, show(sentences(told.sentence, told.advice), language))
        else:
            self.found, remarks = told
            lines = [show(line, language) for _, line in coupling_lines(self.found, {})]
            basis = lines[1 + len(self.found.years) :]  # behind the heading and a sentence for each year
            said = [show(text, language) for text in remarks_together(remarks)]
            self._show(coupling_rows(self.found, language), "\n".join((*said, *basis)))

    def _show(self, rows: Rows, told: str) -> None:
        self.told.setText(told)
        self.panel.setHidden(not len(rows.uids))
        self.panel.show_rows(rows, self.session.language)
        self.panel.table.setFixedHeight((len(rows.uids) + 1) * ROW_HEIGHT + _HEIGHT_ROUND)

    def _choose(self, years: frozenset[str]) -> None:
        snapshot, found = self.session.snapshot, self.found
        if snapshot is None or found is None:
            return
        numbers = {one.line.number for one in found.used}
        read = [one for one in found.judged if one.line.number in numbers and str(one.result.year) in years]
        firms = holders_of(snapshot, [row for judged in read for row in judged.result.rows])
        self.session.select(firms, zoom=bool(firms))


def coupling_rows(found: CouplingYears, language: str) -> Rows:
    """One row per year, with a grade where there are years enough."""
    degrees = found.degrees
    lagging = [translate(LAGS[lag(*sides)], language) for sides in found.sides.tolist()]
    graded = [translate(grade(one.coordination), language) for one in degrees] if found.graded else []
    columns = (
        text_column(N_("Year"), words(found.years), 70),
        *(_number(title, found.sides[:, at], 185) for at, title in enumerate(SIDES.values())),
        _number(N_("coupling"), np.array([one.corrected for one in degrees])),
        _number(N_("coordination"), np.array([one.coordination for one in degrees])),
        *([text_column(N_("Grade of coordination"), words(graded), 170)] if found.graded else []),
        text_column(N_("What lags"), words(lagging), 230),
    )
    return Rows(columns, words(found.years), (words(lagging),))


def _number(title: str, values: Numbers, width: int = 110) -> Column:
    return Column(title, values, lambda row: show_number(values[row], _DIGITS), width)
