"""Tables of firms and links that follow the year and share the one selection."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.contents import Shown
from app.rows import actor_rows, link_rows
from app.session import Selection, Session
from app.table_model import EMPTY, Rows
from app.table_panel import filling_panel
from core.findings import Finding, Ref
from core.text import N_, Text
from gis.counts import withheld_firms

NO_ACTORS = N_("No firm is entered yet. Choose Import and a table with one firm per row, or drop the table here.")
NO_LINKS = N_("No link in this year. Import a table with the columns from, to, commodity and amount, or move the year.")
FEW = 2000  # rows that are listed at once; more are made ready by the worker
Build = Callable[[Shown, Sequence[Finding], str], Rows]


class TableDock(QWidget):
    """The rows of one table of the year; `build` makes them from what is shown, the findings and the language."""

    def __init__(self, session: Session, table: str, empty: str, build: Build, *, with_findings: bool) -> None:
        super().__init__()
        self._with_findings = with_findings
        self._built: tuple[object, ...] = ()
        self.session, self.name, self._build = session, table, build
        self.panel = filling_panel(self, empty, session.language, self._choose)
        session.changed.connect(self.refresh)
        session.selected.connect(self._follow)

    def refresh(self) -> None:
        """Show the rows of the present year."""
        shown, language = self.session.shown, self.session.language
        findings = self.session.findings if self._with_findings else ()
        if self._built == (shown, findings, language):  # nothing of this table has changed
            return
        self._built = (shown, findings, language)
        if shown is None or len(getattr(shown.links, self.name)) <= FEW:
            self._fill(self._build(shown, findings, language) if shown else EMPTY)
            return
        key = self._built
        self.session.tasks.run(
            Text("Listing the rows"),
            lambda _: self._build(shown, findings, language),
            lambda rows: self._fill(rows) if self._built == key else None,
            lane=f"table {self.name}",
        )

    def _fill(self, rows: Rows) -> None:
        self.panel.show_rows(rows, self.session.language)
        self.panel.set_note(self._withheld())
        self._follow(self.session.selection)

    def _withheld(self) -> Text | None:
        """How many firms are left out, since all that tells of them may only enter sums."""
        whole, open_rows = self.session.snapshot, self.session.open_rows
        if self.name != "actor" or whole is None or open_rows is None:
            return None
        return withheld_firms(len(whole.actor) - len(open_rows.actor))

    def show_only(self, uids: frozenset[str] | None, reason: Text | None = None) -> None:
        """Show only some rows, saying why."""
        self.panel.show_only(uids, reason)

    def _choose(self, uids: frozenset[str]) -> None:
        self.session.select([Ref(self.name, uid) for uid in sorted(uids)], zoom=len(uids) > 0)

    def _follow(self, selection: Selection) -> None:
        self.panel.mark(selection.uids)


def actors_dock(session: Session) -> TableDock:
    """Firms and institutions."""
    return TableDock(session, "actor", NO_ACTORS, actor_rows, with_findings=True)


def links_dock(session: Session) -> TableDock:
    """Links of the year."""
    return TableDock(
        session, "flow", NO_LINKS, lambda shown, _, language: link_rows(shown, language), with_findings=False
    )
