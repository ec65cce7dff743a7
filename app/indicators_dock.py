"""Indicators: accounts and official ones first, the research part folded away with its everyday explanation."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from app.coupling_table import CouplingTable
from app.describe import quantity
from app.fonts import text_label
from app.research_table import HEIGHT_ROUND, STATUS_TITLES, ResearchTable
from app.rows import text_column, words
from app.session import Session
from app.system_panel import SystemPanel
from app.table_model import Column, Rows
from app.table_panel import ROW_HEIGHT, TablePanel
from core.accounts import Account
from core.energy_indicators import HEADLINES
from core.evidence import sentences
from core.findings import Ref
from core.i18n import show, show_number, show_quantity, translate, unit_label
from core.indicators import INDICATORS, Result
from core.network_words import explain
from core.text import N_, Text

WAITING = N_("The indicators are being computed.")
NO_ACCOUNTS = N_("No account can be drawn up yet. Import statistics of firms: wastes, water and energy of a year.")
RESEARCH = N_("Research: how the network holds together")
CAUTION = N_(
    "These numbers come from ecology and serve study. They have no thresholds and no good or bad; do not report them."
)
MEASURED = N_("Links measured in")


class IndicatorsPanel(QScrollArea):
    """A click on a row shows on the map what it was computed from."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.accounts, self.official, self.research = (self._table() for _ in range(3))
        self.accounts.chosen.connect(self._choose_account)
        self.official.chosen.connect(self._choose)
        self.research.chosen.connect(self._choose)
        self.studies, self.coupling = ResearchTable(session), CouplingTable(session)
        self.systems = SystemPanel(session)
        self.systems.reached.connect(self._show)
        self._build_head()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        shown = (self.systems, self.accounts, self.official, self.fold, self.caution, self.choice, self.research)
        for widget in (*shown, self.studies, self.coupling):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(holder)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        session.changed.connect(self.refresh)

    def _build_head(self) -> None:
        """What stands above the research table: the fold, its caution and the choice of a unit."""
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "fold")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(lambda *_: self._unfold())
        self.caution, self.measured = text_label("soft"), text_label()
        self.caution.setContentsMargins(10, 0, 10, 4)
        self.units = QComboBox()
        self.units.activated.connect(lambda row: self.session.set_unit(self.units.itemData(row)))
        self.choice = QWidget()
        line = QHBoxLayout(self.choice)
        line.setContentsMargins(10, 0, 10, 4)
        line.addWidget(self.measured)
        line.addWidget(self.units)
        line.addStretch(1)

    def _table(self) -> TablePanel:
        """A table as high as its rows, since the whole panel scrolls."""
        panel = TablePanel(WAITING, self.session.language, filtered=False)
        panel.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return panel

    def results(self, panel: str) -> list[Result]:
        """The results of the official or the research panel that are listed."""
        results = self.session.analysis.indicators if self.session.analysis else ()
        return [result for result in listed(results) if INDICATORS[result.id].panel == panel]

    def region_accounts(self) -> list[Account]:
        """The accounts of regions over all their matters."""
        accounts = self.session.analysis.accounts if self.session.analysis else ()
        return [account for account in accounts if account.scope.table == "region" and not account.matter]

    def refresh(self) -> None:
        """Show the indicators of the present analysis."""
        language = self.session.language
        self.accounts.set_empty(NO_ACCOUNTS if self.session.analysis else WAITING)
        contents = {
            self.accounts: account_rows(self.region_accounts(), language),
            self.official: indicator_rows(self.results("official"), language),
            self.research: indicator_rows(self.results("research"), language),
        }
        for panel, rows in contents.items():
            panel.show_rows(rows, language)
            panel.table.setFixedHeight((len(rows.uids) + 1) * ROW_HEIGHT + HEIGHT_ROUND)
        self.official.setHidden(not self.results("official"))
        self.fold.setText(translate(RESEARCH, language))
        self.caution.setText(translate(CAUTION, language))
        self._offer_units(language)
        self._unfold()

    def _offer_units(self, language: str) -> None:
        """Amounts in different units are never added, so a reader chooses one."""
        self.measured.setText(translate(MEASURED, language))
        self.units.clear()
        for unit in self.session.units():
            self.units.addItem(unit_label(unit, language), unit)
        self.units.setCurrentIndex(self.units.findData(self.session.unit))

    def _unfold(self) -> None:
        folded = not self.fold.isChecked()
        self.fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self.fold.setHidden(not self.results("research"))
        self.caution.setHidden(folded)
        self.choice.setHidden(folded or self.units.count() < 2)
        self.research.setHidden(folded)
        self.studies.setHidden(folded)
        self.coupling.setHidden(folded)

    def _choose(self, ids: frozenset[str]) -> None:
        results = [*self.results("official"), *self.results("research")]
        self._show([ref for result in results if key(result) in ids for ref in (result.rows or result.missing)])

    def _choose_account(self, places: frozenset[str]) -> None:
        accounts = self.region_accounts()
        self._show([accounts[int(place)].scope for place in places])

    def _show(self, refs: list[Ref]) -> None:
        self.session.select(list(dict.fromkeys(refs)), zoom=bool(refs))


def account_rows(accounts: list[Account], language: str) -> Rows:
    """One row per account: where, of what, how much there was and how much of it is not accounted for."""
    region = words([account.scope.name for account in accounts])
    title = words([translate(account.title, language) for account in accounts])
    whole = np.array([_sources(account) for account in accounts], dtype=np.float64)
    rest = np.array([np.nan if a.unaccounted is None else a.unaccounted for a in accounts], dtype=np.float64)
    sentence = words([show(sentences(account.sentence, account.doubt), language) for account in accounts])

    def amount(values: np.ndarray, row: int) -> str:
        return show_quantity(quantity(values[row], accounts[row].unit), language)

    columns = (
        text_column(N_("Region"), region, 170),
        text_column(N_("Account"), title, 210),
        Column(N_("There was"), whole, lambda row: amount(whole, row), 130),
        Column(N_("Whereabouts to be checked"), rest, lambda row: amount(rest, row), 205),
        text_column(N_("In a sentence"), sentence, 700),
    )
    return Rows(columns, words(range(len(accounts))), (region, title, sentence))


def _sources(account: Account) -> float:
    """The sum of what there was; unknown where one of its terms is."""
    values = [term.value for term in account.terms if term.side == "source"]
    return float(sum(value for value in values if value is not None)) if values and None not in values else np.nan


def listed(results: Iterable[Result]) -> list[Result]:
    """The results of the whole cluster, and of regions the headlines that are known; those of firms stand on cards."""
    return [
        result
        for result in results
        if isinstance(result.scope, str)
        or (result.scope.table == "region" and result.id in HEADLINES and result.value is not None)
    ]


def key(result: Result) -> str:
    """What tells a result from others: its indicator, and the row that it is about."""
    return result.id if isinstance(result.scope, str) else f"{result.id} {result.scope.uid}"


def result_title(result: Result) -> Text:
    """The title of a result, with the region or firm that it is about."""
    title = Text(INDICATORS[result.id].title)
    if isinstance(result.scope, str):
        return title
    return Text("{place}: {indicator}", {"place": result.scope.name, "indicator": title})


def indicator_rows(results: list[Result], language: str) -> Rows:
    """One row per result: what it is, its value, how far it is known and what it means."""
    title = words([show(result_title(result), language) for result in results])
    value = np.array([np.nan if result.value is None else result.value for result in results], dtype=np.float64)
    status = words([translate(STATUS_TITLES[result.status], language) for result in results])
    share = np.array([result.coverage for result in results], dtype=np.float64)
    meaning = words([show(explain(result), language) for result in results])
    source = words([translate(INDICATORS[result.id].doc, language) for result in results])
    columns = (
        text_column(N_("Indicator"), title, 410),
        Column(N_("Value"), value, lambda row: _value(results[row], language), 180),
        text_column(N_("State"), status, 130),
        Column(N_("Known"), share, lambda row: f"{show_number(100 * share[row], 3)} %", 70),
        text_column(N_("In everyday words"), meaning, 520),
        text_column(N_("Literature"), source, 420),
    )
    return Rows(columns, words([key(result) for result in results]), (title, meaning))


def _value(result: Result, language: str) -> str:
    if result.value is None:
        return translate(N_("not computable"), language)
    digits = 6 if INDICATORS[result.id].panel == "official" else 4
    return " ".join(part for part in (show_number(result.value, digits), unit_label(result.unit, language)) if part)
