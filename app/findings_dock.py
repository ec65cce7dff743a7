"""The list of findings: a click shows the subject on the map and its card."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.rows import finding_rows
from app.session import Selection, Session
from app.table_panel import filling_panel
from core.decisions import NOBODY, decisions_of, standing_of
from core.findings import Finding, Ref
from core.text import N_, Text

WAITING = N_("The figures are being checked; findings appear here in a moment.")
NOTHING = N_("Nothing stands out in this year. Import more tables, such as emissions and capacities, to check more.")
ON_MAP = ("actor", "flow", "region")


class FindingsPanel(QWidget):
    """Numbered as on the map; rows are chosen by their place in the analysis."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.panel = filling_panel(self, WAITING, session.language, self._choose)
        session.changed.connect(self.refresh)
        session.selected.connect(self._follow)

    def refresh(self) -> None:
        """Show the findings of the present analysis."""
        self.panel.set_empty(NOTHING if self.session.analysis else WAITING)
        told = decisions_of(self.session.snapshot) if self.session.snapshot is not None else NOBODY
        standings = [standing_of(finding, told) for finding in self.session.findings]
        rows = finding_rows(self.session.findings, self.session.language, standings)
        self.panel.show_rows(rows, self.session.language)
        self._follow(self.session.selection)

    def show_some(self, wanted: Callable[[Finding], bool], reason: Text) -> None:
        """Show only findings of some sort, saying which."""
        kept = frozenset(str(place) for place, finding in enumerate(self.session.findings) if wanted(finding))
        self.panel.show_only(kept, reason)

    def _choose(self, places: frozenset[str]) -> None:
        chosen = [self.session.findings[int(place)] for place in sorted(places, key=int)]
        if len(chosen) == 1:
            self.session.select(subjects(chosen[0]), chosen[0], zoom=True)
        elif chosen:
            self.session.select([ref for finding in chosen for ref in subjects(finding)], zoom=True)

    def _follow(self, selection: Selection) -> None:
        if selection.finding is not None:
            marked = [
                str(place)
                for place, finding in enumerate(self.session.findings)
                if finding.key == selection.finding.key
            ]
        else:
            uids = selection.uids
            marked = [str(place) for place, f in enumerate(self.session.findings) if f.subject.uid in uids]
        self.panel.mark(frozenset(marked))


def subjects(finding: Finding) -> tuple[Ref, ...]:
    """What of a finding can be seen on the map: its subject, else the firms and links it rests on."""
    if finding.subject.table in ON_MAP:
        return (finding.subject,)
    seen = tuple(ref for ref in finding.evidence if ref.table in ON_MAP)
    return seen or (finding.subject,)
