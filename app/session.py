"""What is open: the project, its snapshot, the year, the analysis and the one selection that every panel shows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.tasks import Tasks
from core.analysis import Analysis, analyse, in_unit
from core.display_names import in_language
from core.errors import UserError
from core.figures import Figures, figures
from core.findings import Finding, Ref
from core.history import Changes
from core.project import Project
from core.renaming import analysis_in, names_in
from core.snapshot import Snapshot
from core.text import Text
from core.year_locking import locked_snapshot
from core.year_records import Edition, YearlyRound, read_round
from gis.cards import ranked
from gis.links import narrowed

DRAWN_UP = {"layout"}  # tables of which nothing is computed


@dataclass(frozen=True, slots=True)
class Selection:
    """Chosen rows, the finding they were chosen through, and whether the map should move there."""

    refs: tuple[Ref, ...] = ()
    finding: Finding | None = None
    zoom: bool = False

    @property
    def uids(self) -> frozenset[str]:
        """The rows by uid."""
        return frozenset(ref.uid for ref in self.refs)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The running and planned links of the year that is shown, with the figure that counts for each."""

    links: Snapshot
    figures: Figures
    year: int | None


class Session(QObject):
    """Emits `changed` when anything shown has changed: figures, year, analysis or language.

    `snapshot` is everything as the file holds it, or held it when `edition`, a locked year, was made; `open_rows` is
    without what a source opens to sums only; `readable` is that with names in the reader's language, `shown` its year.
    """

    opened = Signal()
    releasing = Signal()  # before a project is let go: who still writes must end
    closed = Signal()
    changed = Signal()
    selected = Signal(object)
    edited = Signal(object)  # the Changes of an edit, after everything shows them

    def __init__(self, tasks: Tasks, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.language = language
        self.project: Project | None = None
        self.snapshot: Snapshot | None = None
        self.open_rows: Snapshot | None = None
        self.readable: Snapshot | None = None
        self.shown: Shown | None = None
        self.analysis: Analysis | None = None
        self.years: list[int] = []
        self.round = YearlyRound()
        self.edition: Edition | None = None
        self.selection = Selection()
        self._gathering = self._held = False
        self._unit = ""
        self._analyses: dict[tuple[int | None, str], Analysis] = {}  # by year and chosen unit
        self._findings: tuple[Finding, ...] = ()
        self._names: dict[str, str] = {}

    def open(self, project: Project) -> None:
        """Take over an open project in place of the one before."""
        self._release()
        self.project = project
        project.subscribe(self._edited)
        self._read(None)
        self.opened.emit()
        self.changed.emit()
        self._analyse()

    def close(self) -> None:
        """Let the project go."""
        if self.project is not None:
            self._release()
            self.closed.emit()

    def _release(self) -> None:
        if self.project is not None:
            self.releasing.emit()
            self.project.close()
        self.project = self.snapshot = self.open_rows = self.readable = self.shown = None
        self.tasks.drop("analysis")
        self._analyses.clear()
        self._names, self._unit, self.years = {}, "", []
        self.round, self.edition = YearlyRound(), None
        self._use(None)
        self.selection = Selection()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in the order of their numbers on the map and on paper; none while they are computed."""
        return self._findings

    @property
    def writing(self) -> bool:
        """Whether a project is open for writing, and no import has an edit open in it."""
        return self.project is not None and not self.project.read_only and not self._held

    def hold(self, held: bool) -> None:
        """Let nobody else write while an import is written in slices, or let them again."""
        if held != self._held:
            self._held = held
            self.changed.emit()

    @property
    def path(self) -> Path | None:
        """The open project's file."""
        return Path(self.project.path) if self.project else None

    def set_year(self, year: int | None) -> None:
        """Show another year everywhere, with the numbers of today."""
        if self.edition is not None and year != self.edition.year:
            self.edition = None
            self._read(year)
            self.changed.emit()
            self._analyse()
        elif self.snapshot is not None and (self.shown is None or self.shown.year != year):
            self._narrow(year)
            self.changed.emit()
            self._analyse()

    def show_edition(self, edition: Edition | None) -> None:
        """Show a locked year as it was locked, None for the numbers of today; UserError where its rows are damaged."""
        if self.project is None or edition == self.edition:
            return
        year = edition.year if edition else self.shown.year if self.shown else None
        before, self.edition = self.edition, edition
        try:
            self._read(year)
        except UserError:
            self.edition = before
            raise
        self.changed.emit()
        self._analyse()

    def units(self) -> list[str]:
        """The units in which links of the shown year are measured, most links first."""
        if self.shown is None:
            return []
        measured = Counter(self.shown.figures.unit[~np.isnan(self.shown.figures.value)])
        return [str(unit) for unit, _ in measured.most_common() if unit]

    @property
    def unit(self) -> str:
        """The unit of the flow-weighted indicators: the chosen one where the year has it, else that of most links."""
        units = self.units()
        return self._unit if self._unit in units or not units else units[0]

    def set_unit(self, unit: str) -> None:
        """Compute the flow-weighted network indicators from the links in this unit."""
        self._unit = unit
        if self.snapshot is None or self.shown is None:
            return
        snapshot, year = self.snapshot, self.shown.year
        known = next((analysis for (about, _), analysis in self._analyses.items() if about == year), None)
        if (year, unit) in self._analyses:
            self._use(self._analyses[year, unit])
            self.changed.emit()
        elif known is None:
            self._analyse()
        else:
            self._compute(Text("Computing the network indicators"), lambda: in_unit(known, snapshot, unit))

    def set_language(self, language: str) -> None:
        """Show everything in another language."""
        self.language = language
        self._name()
        if self.shown is not None:
            self._narrow(self.shown.year)
        self.changed.emit()

    def select(self, refs: Sequence[Ref], finding: Finding | None = None, *, zoom: bool = False) -> None:
        """Choose rows everywhere; the same choice twice is told again only where the map should move."""
        chosen = Selection(tuple(refs), finding, zoom)
        if zoom or chosen != self.selection:
            self.selection = chosen
            self.selected.emit(chosen)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Tell of several edits once, when the last is done."""
        self._gathering = True
        try:
            yield
        finally:
            self._gathering = False
            self._edited(None)

    def _edited(self, changes: Changes | None) -> None:
        if self._gathering or self.project is None:
            return
        figures_stay = self.edition is None and changes is not None and changes.ids.keys() <= DRAWN_UP
        self.edition = None  # who edits works on the numbers of today
        self._read(self.shown.year if self.shown else None, figures_stay=figures_stay)
        self.changed.emit()
        self._analyse()
        if changes is not None:
            self.edited.emit(changes)

    def _read(self, year: int | None, *, figures_stay: bool = False) -> None:
        if self.project is not None:
            self.round = read_round(self.project)
            locked = self.edition
            self.snapshot = (
                locked_snapshot(self.project, locked.year, locked.edition) if locked else self.project.snapshot()
            )
            self.open_rows = self.snapshot.without_aggregates()
            self.years = self.snapshot.years()
            if not figures_stay:
                self._analyses.clear()
            self._name()
            self._narrow(year if year in self.years else None)

    def _name(self) -> None:
        """Read the names in the present language."""
        if self.snapshot is not None and self.open_rows is not None:
            self.readable = in_language(self.open_rows, self.language)
            self._names = names_in(self.snapshot, self.language)

    def _narrow(self, year: int | None) -> None:
        if self.readable is not None:
            links, year = narrowed(self.readable, year)
            self.shown = Shown(links, figures(links), year)
            self._use(self._analyses.get((year, self._unit)))

    def _analyse(self) -> None:
        if self.analysis is not None or self.snapshot is None or self.shown is None:
            return
        snapshot, year, unit = self.snapshot, self.shown.year, self.unit
        self._compute(Text("Checking figures and links"), lambda: analyse(snapshot, year, unit=unit))

    def _compute(self, title: Text, work: Callable[[], Analysis]) -> None:
        """Let the worker analyse what is open now."""
        snapshot, about = self.snapshot, (self.shown.year if self.shown else None, self._unit)
        self.tasks.run(title, lambda _: work(), lambda made: self._take(made, snapshot, about), lane="analysis")

    def _take(self, analysis: Analysis, snapshot: Snapshot | None, about: tuple[int | None, str]) -> None:
        """Keep a result while the figures that it was made from are open; use it if its year and unit are shown.

        It is kept under the year that was asked for: where all figures may only enter sums, no year is shown, but the
        analysis has one.
        """
        if self.shown is None or snapshot is not self.snapshot:
            return
        self._analyses[about] = analysis
        if about == (self.shown.year, self._unit):
            self._use(analysis)
            self.changed.emit()

    def _use(self, analysis: Analysis | None) -> None:
        self.analysis = analysis_in(analysis, self._names) if analysis else None
        self._findings = ()
        if self.analysis is not None and self.readable is not None:
            actors = self.readable.actor
            located = set(actors.uid[~np.isnan(actors.point).any(axis=1)]) | set(self.readable.flow.uid)
            self._findings = tuple(ranked(self.analysis.findings, located, public=False))
