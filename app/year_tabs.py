"""The tabs of the yearly round: a board of forms, what is to be confirmed, and two lists of changes."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from app.open_rows import open_differences, withheld_text
from app.session import Session
from app.table_model import EMPTY, Rows
from app.table_panel import TablePanel
from app.year_rows import board_rows, change_rows, difference_rows, item_rows, year_rows
from app.year_steps import YearSteps
from core.findings import Ref
from core.i18n import show, translate
from core.text import N_, Text
from core.year_comparison import compare_years
from core.year_forms import board, forms
from core.year_locking import Difference
from core.year_records import RECEIVED, SENT_BACK, Restatement

NO_FORMS = N_("No form is due in this year. Open the year first; then each firm's forms are listed here.")
NO_ITEMS = N_("Nothing is to be confirmed. Open the next year; firms and links of this one then come forward.")
NO_CHANGES = N_("No figure is more than 50 % or about a thousand times away from the year before.")
NO_FIGURES = N_("No figure of this year is in yet, so there is nothing to compare.")
NO_DIFFERENCES = N_("Nothing differs from the locked edition, or the year is not locked.")
UNMARKED = ("chase",)  # verbs that need no marked row
COMPARING = N_("The years are being compared.")


class MarkedTab(QWidget):
    """A table with verbs for the marked rows."""

    def __init__(self, session: Session, empty: str, verbs: Mapping[str, tuple[str, Callable[[], object]]]) -> None:
        super().__init__()
        self.session, self.year = session, 0
        self.marked: frozenset[str] = frozenset()
        self.panel = TablePanel(empty, session.language)
        self.panel.chosen.connect(self._mark)
        self._titles = {name: title for name, (title, _) in verbs.items()}
        self.buttons = {name: QPushButton() for name in verbs}
        for name, button in self.buttons.items():
            button.setProperty("role", "small")
            button.clicked.connect(lambda *_, act=verbs[name][1]: act())
            self.panel.bar.addWidget(button)
        self._able = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def show_rows(self, rows: Rows) -> None:
        """Show other rows; what was marked stays marked where it still is there."""
        language = self.session.language
        self.panel.show_rows(rows, language)
        self.marked = frozenset(self.marked & set(rows.uids.tolist()))
        self.panel.mark(self.marked)
        for name, button in self.buttons.items():
            button.setText(translate(self._titles[name], language))
            button.setVisible(len(rows.uids) > 0)
        self._write()

    def enable(self, able: bool) -> None:
        """Let the verbs act, or not."""
        self._able = able
        self._write()

    def _mark(self, uids: frozenset[str]) -> None:
        self.marked = uids
        self._write()

    def _write(self) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(name in UNMARKED or (self._able and bool(self.marked)))


class BoardTab(MarkedTab):
    """Firms and their forms; the verbs act on the chosen form of the marked firms."""

    def __init__(self, session: Session, steps: YearSteps) -> None:
        self.form = QComboBox()
        self.form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        verbs = {
            "received": (N_("Mark received"), lambda: self._note(RECEIVED)),
            "sent_back": (N_("Send back"), lambda: self._note(SENT_BACK)),
            "chase": (N_("Write chase list…"), lambda: steps.chase(self, self.year)),
        }
        super().__init__(session, NO_FORMS, verbs)
        self.steps = steps
        self.panel.bar.insertWidget(self.panel.bar.count() - len(verbs), self.form)

    def refresh(self, year: int | None) -> None:
        """Show the board of a year."""
        snapshot, language = self.session.readable, self.session.language
        self.year = year or 0
        rows = board(self.session.round, snapshot, self.year) if snapshot is not None else []
        rows = [row for row in rows if row.receipts]
        chosen = self.form.currentData()
        self.form.clear()
        for form in forms().values():
            if any(form.id in row.receipts for row in rows):
                self.form.addItem(translate(form.title, language), form.id)
        self.form.setCurrentIndex(max(0, self.form.findData(chosen)))
        self.form.setVisible(bool(rows))
        self.show_rows(board_rows(rows, forms(), language) if rows else EMPTY)

    def _note(self, state: str) -> None:
        self.steps.receive(self.year, sorted(self.marked), forms()[self.form.currentData()], state)


class ConfirmTab(MarkedTab):
    """Firms and links of the year; the verbs act on all that are marked."""

    def __init__(self, session: Session, steps: YearSteps) -> None:
        verbs = {
            "confirm": (N_("Confirm"), lambda: steps.confirm(self.year, self._refs())),
            "leave": (N_("Leave behind"), lambda: steps.leave(self.year, self._refs())),
        }
        super().__init__(session, NO_ITEMS, verbs)
        self._rows: dict[str, Ref] = {}

    def refresh(self, year: int | None) -> None:
        """Show what a year took over, what is new in it and what was left."""
        self.year, snapshot = year or 0, self.session.readable
        items = year_rows(self.session.round, snapshot, self.year) if snapshot is not None else []
        self._rows = {row.uid: row for row, _, _ in items}
        self.show_rows(item_rows(items, self.session.language) if items else EMPTY)

    def _mark(self, uids: frozenset[str]) -> None:
        super()._mark(uids)
        self.session.select([self._rows[uid] for uid in sorted(uids) if uid in self._rows])

    def _refs(self) -> list[Ref]:
        return [self._rows[uid] for uid in self.panel.model.data_rows.uids.tolist() if uid in self.marked]


class ListTab(QWidget):
    """A list about the year; a chosen row is chosen everywhere."""

    def __init__(self, session: Session, empty: str, find: Callable[["ListTab", int], object]) -> None:
        super().__init__()
        self.session, self._find = session, find
        self.refs: list[Ref] = []
        self.empty = empty
        self.panel = TablePanel(empty, session.language)
        self.panel.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.panel)

    def refresh(self, year: int | None) -> None:
        """Find the rows of a year anew."""
        if year is None or self.session.project is None:
            self.fill([], EMPTY)
        else:
            self._find(self, year)

    def fill(self, refs: Sequence[Ref], rows: Rows) -> None:
        """Show rows; `refs` is what choosing each of them chooses."""
        self.refs = list(refs)
        self.panel.set_empty(self.empty)
        self.panel.show_rows(rows, self.session.language)

    def _choose(self, places: frozenset[str]) -> None:
        chosen = [self.refs[int(place)] for place in sorted(places, key=int)]
        self.session.select([ref for ref in chosen if ref.table in ("actor", "flow", "region")], zoom=True)


def changes_tab(session: Session) -> ListTab:
    """Figures that are far from those of the year before, compared in the worker."""

    def find(tab: ListTab, year: int) -> None:
        snapshot = session.snapshot
        if snapshot is None:
            return

        language = session.language

        def compare(_: object) -> tuple[list[Ref], Rows]:
            changes = compare_years(snapshot, year)
            return [one.subject for one in changes], change_rows(changes, language) if changes else EMPTY

        def fill(found: tuple[list[Ref], Rows]) -> None:
            if session.snapshot is snapshot:
                tab.fill(*found)

        if year not in session.years:
            tab.fill([], EMPTY)
            tab.panel.set_empty(NO_FIGURES)
            return
        tab.panel.set_empty(COMPARING)
        session.tasks.run(Text(COMPARING), compare, fill, lane="years")

    return ListTab(session, NO_CHANGES, find)


def differences_tab(session: Session) -> ListTab:
    """What differs from the latest locked edition of the year."""

    def find(tab: ListTab, year: int) -> None:
        project, snapshot, language = session.project, session.snapshot, session.language
        if project is None:
            return

        def compare(_: object) -> tuple[list[Ref], Rows, int]:
            told = open_differences(project, year)
            differing: list[Difference | Restatement] = [*told.found, *told.notes]
            refs = [Ref(one.tbl, one.row_uid, one.name) for one in differing]
            return refs, difference_rows(told.found, told.notes, language) if refs else EMPTY, told.withheld

        def fill(refs: list[Ref], rows: Rows, withheld: int) -> None:
            if session.snapshot is snapshot:
                tab.fill(refs, rows)
                if withheld:
                    tab.panel.set_empty(show(withheld_text(withheld), session.language))

        tab.panel.set_empty(COMPARING)
        title = Text("Comparing with the locked numbers of {year}", {"year": str(year)})
        session.tasks.run(title, compare, lambda found: fill(*found), lane="differences")

    return ListTab(session, NO_DIFFERENCES, find)
