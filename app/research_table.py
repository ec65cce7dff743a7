"""The folded research part of the indicators: studies from the literature, computed where somebody looks at them."""

from collections.abc import Callable
from itertools import groupby

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.rows import text_column, words
from app.session import MANY_LINKS, Session
from app.table_model import EMPTY, Column, Rows
from app.table_panel import ROW_HEIGHT, TablePanel
from app.task_list import WAITING
from app.tasks import Task
from core.display_names import in_language
from core.findings import Ref
from core.i18n import show, show_number, translate, unit_label
from core.research import Research, of_cluster, research
from core.research_results import GROUPS, Study
from core.research_symbiosis import KERNEL
from core.text import N_, Text

_LANE = "research"
HEIGHT_ROUND = 30  # pixels of a table beside its rows, a scroll bar below them included
STOPPED = N_("These numbers were not computed. Fold and unfold the research part to compute them.")
NOTHING = N_("Nothing can be studied yet. Add links between firms.")
STATUS_TITLES = {
    "ok": N_("complete"),
    "partial": N_("partly known"),
    "not_computable": N_("too little known"),
    "not_applicable": N_("does not apply"),
}


class _Stopped(Exception):
    """Somebody cancelled the work."""


class ResearchTable(QWidget):
    """Computes in the worker while it is seen; a click on a row shows on the map what it was computed from."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: Research | None = None
        self._asked: tuple[object, ...] = ()
        self._task: Task | None = None
        self.panel = TablePanel(WAITING.message_id, session.language, filtered=False)
        self.panel.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.panel.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)
        session.changed.connect(self.refresh)
        session.tasks.ended.connect(self._ended)

    def showEvent(self, event: QShowEvent) -> None:
        """Compute what was not asked for while nobody saw it."""
        super().showEvent(event)
        QTimer.singleShot(0, lambda: self.refresh(opened=True))

    def refresh(self, *, opened: bool = False) -> None:
        """Compute anew where the figures, the year, the unit or the language have changed.

        With many links that takes a while, so that it waits until the part is `opened` again.
        """
        shown, snapshot, language, unit = (
            self.session.shown, self.session.snapshot, self.session.language, self.session.unit,
        )  # fmt: skip
        asked = (shown, language, unit)
        if asked == self._asked or (shown is not None and not self.isVisible()):
            return
        self._asked, self.found, self._task = asked, None, None
        self.session.tasks.drop(_LANE)
        self._show(WAITING.message_id)
        if shown is None or snapshot is None:
            return
        if len(shown.links.flow) > MANY_LINKS and not opened:
            self._asked = ()
            self._show(STOPPED)
            return
        year = shown.year

        def work(cancelled: Callable[[], bool]) -> Research | None:
            def step(done: int, whole: int) -> None:
                if cancelled():
                    raise _Stopped

            try:
                return research(in_language(snapshot, language), year, unit, step)
            except _Stopped:
                return None

        def take(found: Research | None) -> None:
            self._asked, self.found = asked, found
            self._show(NOTHING)

        self._task = self.session.tasks.run(Text("Computing the research panel"), work, take, lane=_LANE)

    def _ended(self, task: Task) -> None:
        """Work that was cancelled may be asked for again; what it found is taken after this."""
        if task is self._task:
            self._asked, self._task = (), None
            self._show(STOPPED)

    def _show(self, reason: str) -> None:
        """Show what was computed, or why there is nothing."""
        rows = study_rows(of_cluster(self.found), self.session.language) if self.found else EMPTY
        self.panel.set_empty(reason)
        self.panel.show_rows(rows, self.session.language)
        self.panel.table.setFixedHeight((len(rows.uids) + 1) * ROW_HEIGHT + HEIGHT_ROUND)

    def _choose(self, ids: frozenset[str]) -> None:
        studies = of_cluster(self.found) if self.found else []
        refs: list[Ref] = []
        for study in studies:
            if study.about.id in ids:
                refs += study.result.rows or study.result.missing
        self.session.select(list(dict.fromkeys(refs)), zoom=bool(refs))


def gathered(studies: list[Study]) -> list[list[Study]]:
    """Studies that have no value for one and the same reason as one, the others each by itself."""

    def told(study: Study) -> tuple[str, object]:
        return study.group, study.about.id if study.result.value is not None else study.sentence

    parts = groupby(studies, key=told)
    return [list(part) for _, part in parts]


def study_rows(studies: list[Study], language: str) -> Rows:
    """One row per study: what it is about, its value, how far it is known, what it means, and its literature."""
    parts = gathered(studies)
    first = [part[0] for part in parts]
    group = words([translate(GROUPS[study.group], language) for study in first])
    title = words([_title(part, language) for part in parts])
    value = np.array([np.nan if s.result.value is None else s.result.value for s in first], dtype=np.float64)
    state = words([translate(STATUS_TITLES[study.result.status], language) for study in first])
    share = np.array([study.result.coverage for study in first], dtype=np.float64)
    meaning = words([show(study.sentence, language) for study in first])
    source = words([translate(study.about.doc, language) for study in first])
    columns = (
        text_column(N_("About"), group, 215),
        text_column(N_("Indicator"), title, 280),
        Column(N_("Value"), value, lambda row: _value(first[row], language), 135),
        text_column(N_("In everyday words"), meaning, 620),
        text_column(N_("State"), state, 120),
        Column(N_("Known"), share, lambda row: f"{show_number(100 * share[row], 3)} %", 70),
        text_column(N_("Literature"), source, 420),
    )
    return Rows(columns, words([study.about.id for study in first]), (title, meaning))


def _title(part: list[Study], language: str) -> str:
    name = translate(part[0].about.title, language)
    if len(part) == 1:
        return name
    return show(Text("{count} numbers: {name} …", {"name": name, "count": len(part)}), language)


def _value(study: Study, language: str) -> str:
    result = study.result
    if result.value is None:
        return "—"
    if study.about is KERNEL:
        return translate(N_("established") if result.value else N_("not met"), language)
    return " ".join(part for part in (show_number(result.value, 4), unit_label(result.unit, language)) if part)
