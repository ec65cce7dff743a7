"""Reconciliation as a diagnosis: declared beside adjusted amounts, and what is most likely wrong in sentences."""

import time
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDockWidget,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.adjusted_map import adjusted_links, adjusted_told
from app.describe import OUTSIDE, quantity
from app.rows import named, text_column, words
from app.session import Selection, Session
from app.table_model import EMPTY, Column, Rows
from app.table_panel import TablePanel
from app.task_list import WAITING
from app.tasks import Task
from core.columns import Numbers
from core.findings import Ref
from core.i18n import THIN, show, show_number, show_quantity, translate
from core.reconcile import Reconciliation, reconcile
from core.reconcile_imbalances import notable, tell_imbalance
from core.reconcile_layers import ALL, MARKED
from core.reconcile_model import CLASS_TITLES, CLASSES
from core.reconcile_words import MARK
from core.text import N_, Text
from gis.adjusted_links import AdjustedLinks
from gis.counts import Counts

BALANCES = {MARKED: N_("Accounts marked as complete"), ALL: N_("All accounts")}
NOTHING = N_("No link of this year is measured in t, m3 or GJ.")
ON_MAP = N_("Show adjusted amounts on the map")
FITTING = N_("No figure contradicts another beyond its accuracy.")
_ROWS = Qt.ItemDataRole.UserRole
_LANE = "reconcile"
_WHOLE = "\u202f"  # as wide as a thin space, but no line ends there
STOPPED = Text(N_("The figures were not reconciled."))
AGAIN = N_("Click here to reconcile them now.")
_PAUSE = 0.2  # seconds between two words of progress
TOLD = 100  # doubts in the list; more nobody reads, and the command tells them all


class _Stopped(Exception):
    """Somebody cancelled the work."""


class ReconcilePanel(QWidget):
    """Computes in the worker where anybody sees it; a click on a sentence or a row chooses its links everywhere."""

    _stepped = Signal(int, int)  # how far a part of the work is, of how much

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.found: Reconciliation | None = None
        self._asked: tuple[object, ...] = ()
        self._adjusted: AdjustedLinks | None = None  # what the map was asked to draw
        self._task: Task | None = None
        self.balances, self.doubts, self.mark = QComboBox(), QListWidget(), QLabel()
        self.panel = TablePanel(NOTHING, session.language)
        self.on_map = QCheckBox()
        self.panel.bar.insertWidget(0, self.balances)
        self.panel.bar.insertWidget(1, self.on_map)
        self.mark.setProperty("role", "soft")
        self.mark.setContentsMargins(8, 4, 8, 2)
        self.mark.setWordWrap(True)
        self.doubts.setWordWrap(True)
        self.doubts.setSpacing(3)
        self.doubts.setFrameShape(QListWidget.Shape.NoFrame)
        self.doubts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._arrange()
        self.panel.chosen.connect(lambda uids: self._choose([Ref("flow", uid) for uid in sorted(uids)]))
        for reached in (self.doubts.itemClicked, self.doubts.itemActivated):
            reached.connect(self._answer)
        self.balances.currentIndexChanged.connect(lambda _: self.refresh())
        self.on_map.toggled.connect(lambda _: self._draw())
        session.opened.connect(lambda: self.on_map.setChecked(False))  # another project is not asked about
        session.changed.connect(self.refresh)
        session.selected.connect(self._follow)
        session.tasks.ended.connect(self._ended)
        self._stepped.connect(self._show_step, Qt.ConnectionType.QueuedConnection)

    def _arrange(self) -> None:
        """The table at the left, the mark and the sentences at the right."""
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.mark)
        column.addWidget(self.doubts, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.panel)
        split.addWidget(told)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def watch(self, dock: QDockWidget) -> None:
        """Compute what was not asked for while nobody saw the dock, once it is brought to the front."""
        dock.visibilityChanged.connect(lambda seen: QTimer.singleShot(0, self.refresh) if seen else None)

    def refresh(self) -> None:
        """Compute anew where the figures, the year, the language or whose accounts must close have changed.

        What nobody sees waits, unless the map shows it.
        """
        self._offer()
        self.on_map.setText(translate(ON_MAP, self.session.language))
        shown, readable = self.session.shown, self.session.readable
        asked = (shown, self.session.language, self.balances.currentData())
        unseen = self.visibleRegion().isEmpty() and not self.on_map.isChecked()
        if asked == self._asked or (shown is not None and unseen):
            return
        self._asked, self._task = asked, None
        self.session.tasks.drop(_LANE)
        if shown is None or readable is None:
            self._take(None)
            return
        self._empty(WAITING)
        year, balance = shown.year, str(self.balances.currentData())

        def work(cancelled: Any) -> Reconciliation | None:
            told = time.monotonic()

            def step(done: int, whole: int) -> None:
                nonlocal told
                if cancelled():
                    raise _Stopped
                if time.monotonic() - told > _PAUSE:
                    told = time.monotonic()
                    self._stepped.emit(done, whole)

            try:
                return reconcile(readable, year, balance, step)
            except _Stopped:
                return None

        def take(found: Reconciliation) -> None:
            self._asked, self._task = asked, None
            self._take(found)

        self._task = self.session.tasks.run(Text("Reconciling the figures"), work, take, lane=_LANE)

    def _show_step(self, done: int, whole: int) -> None:
        """How far the present part of the work is, while it goes on."""
        if self._task is not None and self.found is None and whole > 0:
            waiting = show(WAITING, self.session.language)
            self.mark.setText(f"{waiting} {show_number(100 * min(done / whole, 1.0), 2)} %")

    def _empty(self, reason: Text) -> None:
        """Show no figures, since those that stood here are of before, and say why."""
        self.found = None
        self._draw()
        self.panel.set_empty(reason.message_id)
        self.panel.show_rows(EMPTY, self.session.language)
        self.mark.setText(show(reason, self.session.language))
        self.doubts.clear()

    def _ended(self, task: Task) -> None:
        """Work that was cancelled or came to nothing may be asked for again; what it found is taken after this."""
        if task is self._task:
            self._asked, self._task = (), None
            if task.cancelled.is_set():
                self.on_map.setChecked(False)  # no box stays ticked while the map shows declared amounts
            self._empty(STOPPED)
            self._tell(translate(AGAIN, self.session.language), [])

    def _answer(self, item: QListWidgetItem) -> None:
        """Choose the links that a sentence is about, or compute after all."""
        if self._asked:
            self._choose(item.data(_ROWS) or [])
        else:
            self.refresh()

    def _offer(self) -> None:
        titles = [translate(title, self.session.language) for title in BALANCES.values()]
        if [self.balances.itemText(place) for place in range(self.balances.count())] == titles:
            return
        chosen = max(self.balances.currentIndex(), 0)
        self.balances.blockSignals(True)
        self.balances.clear()
        for name, title in zip(BALANCES, titles, strict=True):
            self.balances.addItem(title, name)
        self.balances.setCurrentIndex(chosen)
        self.balances.blockSignals(False)

    def _take(self, found: Reconciliation | None) -> None:
        """Show what was computed."""
        language = self.session.language
        self.found = found
        self._draw()
        self.panel.set_empty(NOTHING)
        self.panel.show_rows(reconciled_rows(found, language) if found is not None else EMPTY, language)
        self.doubts.clear()
        if found is None:
            return
        for doubt in found.doubts[:TOLD]:
            self._tell(f"{show(doubt.sentence, language)}\n→ {show(doubt.step, language)}", list(doubt.rows))
        if not found.doubts and len(found.links.flow):
            self._tell(translate(FITTING, language), [])
        for imbalance in notable(found.imbalances)[:TOLD]:
            self._tell(show(tell_imbalance(imbalance), language), list(imbalance.firms))
        for advice in [each for each in found.advice if each.determines > 1][:TOLD]:
            self._tell(show(advice.sentence, language), list(advice.rows))
        for note in found.notes:
            self._tell(show(note, language), [])
        self._follow(self.session.selection)

    def _draw(self) -> None:
        """Let the map draw the adjusted amounts while that is asked for; those of figures of before are not kept."""
        asked = self.on_map.isChecked() and self.found is not None
        self._adjusted = adjusted_links(self.found) if asked and self.found else None
        self._mark(None)
        self.session.show_adjusted(self._adjusted)

    def count(self, counts: Counts) -> None:
        """Tell how many of the adjusted amounts the map draws, once it is drawn."""
        if self._adjusted is not None:
            self._mark(len(counts.adjusted))

    def _mark(self, drawn: int | None) -> None:
        told = adjusted_told(self._adjusted, drawn) if self._adjusted is not None else Text(MARK)
        self.mark.setText(show(told, self.session.language))

    def _tell(self, sentence: str, rows: list[Ref]) -> None:
        sentence = sentence.replace(THIN, _WHOLE)  # a line of the list may end at a thin space, within a number
        item = QListWidgetItem(sentence)
        item.setData(_ROWS, rows)
        item.setToolTip(sentence)
        if not rows:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.doubts.addItem(item)

    def _choose(self, rows: list[Ref]) -> None:
        if rows:
            self.session.select(rows, zoom=True)

    def _follow(self, selection: Selection) -> None:
        self.panel.mark(selection.uids)


def reconciled_rows(found: Reconciliation, language: str) -> Rows:
    """One row per link: ends, what is declared and adjusted in its unit, sd, class, test value, limits."""
    links, flows, now = found.links, found.now.flow, found.now
    outside = translate(OUTSIDE, language)
    sender = named(now.actor.name, flows.sender[links.flow], outside)
    receiver = named(now.actor.name, flows.receiver[links.flow], outside)
    commodity = now.commodity.name[flows.commodity[links.flow]]

    def amounts(title: str, told: Numbers, width: int = 100) -> Column:
        return Column(title, told, lambda row: _told(told[row], str(links.unit[row]), language), width)

    def share(row: int) -> str:
        return _share(links.share[row], links.share_sd[row])

    columns = (
        text_column(N_("From"), sender, 104),
        text_column(N_("To"), receiver, 104),
        text_column(N_("Commodity"), commodity, 98),
        amounts(N_("Declared"), links.declared),
        amounts(N_("Adjusted (diagnosis)"), links.adjusted, 158),
        amounts(N_("Standard deviation"), links.sd, 140),
        text_column(N_("Class"), _classes(found, language), 112),
        Column(N_("Test value z"), links.z, lambda row: _number(links.z[row]), 76),
        text_column(N_("Limits"), _limits(found, language), 220),
        Column(N_("Share of what comes in"), links.share, share, 160),
    )
    return Rows(columns, flows.uid[links.flow], (sender, receiver, commodity))


def _classes(found: Reconciliation, language: str) -> Any:
    held = translate(N_("held at 0"), language)
    titles = [translate(CLASS_TITLES[name], language) for name in CLASSES]
    pairs = zip(found.links.known.tolist(), found.links.held.tolist(), strict=True)
    return words([held if at_bound else titles[kind] for kind, at_bound in pairs])


def _limits(found: Reconciliation, language: str) -> Any:
    """Between what an undetermined amount lies, '' for what is determined or has no limit."""
    links = found.links
    told = []
    for low, high, unit in zip(links.low.tolist(), links.high.tolist(), links.unit.tolist(), strict=True):
        span = {"low": quantity(low, unit), "high": quantity(high, unit)}
        told.append(show(Text("{low} to {high}", span), language) if np.isfinite(low) and np.isfinite(high) else "")
    return words(told)


def _told(value: float, unit: str, language: str) -> str:
    return "" if np.isnan(value) else show_quantity(quantity(value, unit), language)


def _share(value: float, sd: float) -> str:
    """A share with its standard deviation, in per cent of what comes in."""
    return "" if np.isnan(value) else f"{show_number(100 * value, 3)} % ± {show_number(100 * sd, 2)} %"


def _number(value: float) -> str:
    return "" if np.isnan(value) else show_number(value, 2)
