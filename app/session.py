"""What is open: the project, its snapshot, the year, the analysis and the one selection that every panel shows."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from app.announcement import Announcement
from app.base_files import placed
from app.choice_keeping import KeptMap, kept_map
from app.contents import Contents, Judged, Shown, in_other_language, judged, read_contents, same_figures, show_year
from app.lending import Lending, Loan, Work
from app.tasks import Tasks, outcome, stopping
from core.analysis import Analysis, analyse, in_unit
from core.errors import UserError
from core.findings import Finding, Ref
from core.history import Changes
from core.layer_styles import TABLE as STYLES
from core.map_layers import TABLE
from core.project import Project
from core.remembering import Memory
from core.snapshot import Snapshot
from core.steps import Step
from core.text import Text
from core.year_records import Edition, YearlyRound
from gis.adjusted_links import AdjustedLinks
from gis.choosing import EVERYTHING, Choice
from gis.grouping import BY_FIRM, Grouping
from gis.lens import Lens
from gis.styling import PLAIN, Style

MANY_LINKS = 5_000  # from which on panels hear of an edit one after another, since each takes a while


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


class Session(QObject):
    """Emits `changed` when anything shown has changed: figures, year, analysis or language; in turn after long work.

    `snapshot` is everything as the file holds it, or held it when `edition`, a locked year, was made; `open_rows` is
    without what a source opens to sums only; `readable` is that with names in the reader's language, `shown` its year.
    """

    opened = Signal()
    releasing = Signal()  # before a project is let go: who still writes must end
    closed = Signal()
    selected = Signal(object)
    edited = Signal(object)  # the Changes of an edit, after everything shows them
    edited_here = Signal(object)  # the same, of an edit in the window's thread alone
    held = Signal()  # somebody may write again, or may not for a while
    stepped = Signal(int, int)  # how far long work is, of how much
    _stepped = Signal(int, int)  # the same in the worker
    rechosen = Signal()  # other links are chosen for the map, or they are grouped in another way

    def __init__(self, tasks: Tasks, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self.changed = Announcement(self)
        self.language = language
        self.project: Project | None = None
        self.selection = Selection()
        self._returning, self._unit = False, ""
        self._lending = Lending(tasks, self.held.emit)
        self._untold: list[Changes] = []
        self._contents: Contents | None = None
        self._ready: Contents | None = None  # read by the worker after its edit
        self.kept, self.choice, self.grouping, self.style = KeptMap(), EVERYTHING, BY_FIRM, PLAIN
        self._analyses: dict[tuple[int | None, str], Analysis] = {}  # by year and chosen unit
        self._stepped.connect(self.stepped, Qt.ConnectionType.QueuedConnection)
        self._show(None)

    def open(self, project: Project, ready: Contents | None = None) -> None:
        """Take over an open project in place of the one before, with its contents where the worker has read them."""
        self._release()
        self.project = project
        project.subscribe(self._edited)
        self._show(in_other_language(ready or read_contents(project, self.language, None), self.language))
        self._take_kept()
        self.opened.emit()
        self.changed.emit_in_turn() if self._large else self.changed.emit()
        self._analyse()

    def close(self) -> None:
        """Let the project go."""
        if self.project is not None:
            self._release()
            self.closed.emit()

    def _release(self) -> None:
        if self.project is not None:
            self.releasing.emit()
            self.stop_writing()
            self.project.close()
        self.project, self._unit, self.selection = None, "", Selection()
        self._untold.clear()
        self._show(None)
        self.kept, self.choice, self.grouping, self.style = KeptMap(), EVERYTHING, BY_FIRM, PLAIN

    def _show(self, contents: Contents | None) -> None:
        """Show what was read, nothing for None; what is computed of the figures before is given up."""
        if contents is None or self._contents is None or not same_figures(contents, self._contents):
            self.tasks.drop("analysis")
            self._analyses.clear()
        self._contents = contents
        self._memory: Memory = self._memory if contents else Memory()  # what analyses of this project computed
        self.snapshot: Snapshot | None = contents.snapshot if contents else None
        self.open_rows: Snapshot | None = contents.open_rows if contents else None
        self.readable: Snapshot | None = contents.readable if contents else None
        self.shown: Shown | None = contents.shown if contents else None
        self.years: list[int] = contents.years if contents else []
        self.adjusted: AdjustedLinks | None = None  # what the map draws in place of declared amounts
        self.round, self.bases = (contents.round, contents.bases) if contents else (YearlyRound(), ())
        self.names: dict[str, str] = contents.names if contents else {}  # in the language, by those of the file
        self.edition: Edition | None = contents.edition if contents else None
        self._judged = self._judge(self._analyses.get((self._year, self._unit)))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in the order of their numbers on the map and on paper; none while they are computed."""
        return self._judged.findings if self._judged else ()

    @property
    def analysis(self) -> Analysis | None:
        """The analysis of what is shown, None while it is computed."""
        return self._judged.analysis if self._judged else None

    @property
    def _large(self) -> bool:
        return self.snapshot is not None and len(self.snapshot.flow) > MANY_LINKS

    @property
    def writing(self) -> bool:
        """Whether a project is open for writing, and the worker does not have it."""
        return self.project is not None and not self.project.read_only and not self.lent

    @property
    def lent(self) -> bool:
        """Whether the worker has the project, so that what is to be written waits."""
        return self._lending.busy

    @property
    def path(self) -> Path | None:
        """The open project's file."""
        return Path(self.project.path) if self.project else None

    def write(
        self, title: Text, work: Work, done: Callable[[Any], object], stopped: Callable[[Exception], object]
    ) -> bool:
        """Let the worker carry out an edit that takes long, `work(project, step)`; nobody else may write meanwhile.

        `done(result)` or `stopped(problem)` is called when it is known here what became of it; where the project is
        lent already, that is at once, and the answer is False.
        """
        if self.project is None:
            return False
        loan = Loan(self.project, work, self.language, self._year, self._stepped.emit)
        return self._lending.lend(title, loan, self._show_written, done, stopped)

    def step(self, done: int, whole: int) -> None:
        """Let it be known how far long work is; the worker calls it."""
        self._stepped.emit(done, whole)

    def _show_written(self, contents: Contents | None) -> None:
        """Show what an edit of the worker changed."""
        self._ready, self._returning = contents, True
        try:
            if self.project is not None:
                self.project.tell()
        finally:
            self._ready, self._returning = None, False

    def stop_writing(self) -> None:
        """Stop the edit that the worker carries out, and wait until it has let go of the project."""
        self._lending.stop()

    @property
    def _year(self) -> int | None:
        return self.shown.year if self.shown else None

    def set_year(self, year: int | None) -> None:
        """Show another year everywhere, with the numbers of today."""
        if self.edition is not None and year != self.edition.year:
            self._fetch(year, None)
        elif self._contents is not None and self._year != year:
            self._narrow(year)
            self.changed.emit()
            self._analyse()

    def show_edition(
        self, edition: Edition | None,
        done: Callable[[], object] = lambda: None, stopped: Callable[[UserError], object] | None = None,
    ) -> None:  # fmt: skip
        """Show a locked year as it was locked, None for the numbers of today; `stopped` where its rows are damaged."""
        if self.project is not None and edition != self.edition:
            self._fetch(edition.year if edition else self._year, edition, done, stopped)

    def _fetch(
        self, year: int | None, edition: Edition | None,
        done: Callable[[], object] = lambda: None, stopped: Callable[[UserError], object] | None = None,
    ) -> None:  # fmt: skip
        """Let the worker read a locked year, or the numbers of today; read again where they were edited meanwhile."""
        project, language = self.project, self.language
        if project is None:
            return
        revision = project.revision

        def take(found: Contents | UserError) -> None:
            if project is not self.project:
                return
            if project.revision != revision:
                self._fetch(year, edition, done, stopped)
            elif not isinstance(found, UserError):
                self._show(in_other_language(found, self.language))
                self.changed.emit_in_turn()
                self._analyse()
                done()
            elif stopped is not None:
                stopped(found)
            else:
                raise found

        title = Text("Opening the numbers of {year}", {"year": str(year)})
        self.tasks.run(title, lambda _: outcome(read_contents, project, language, year, edition), take, lane="year")

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
            self._judged = self._judge(self._analyses[year, unit])
            self.changed.emit()
        elif known is None:
            self._analyse()
        else:
            self._compute(Text("Computing the network indicators"), lambda _: in_unit(known, snapshot, unit))

    def set_language(self, language: str) -> None:
        """Show everything in another language."""
        self.language = language
        if self._contents is not None:
            self._contents = contents = in_other_language(self._contents, language)
            self.readable, self.shown, self.names = contents.readable, contents.shown, contents.names
            self._judged = self._judge(self._analyses.get((self._year, self._unit)))
        self.changed.emit()

    def select(self, refs: Sequence[Ref], finding: Finding | None = None, *, zoom: bool = False) -> None:
        """Choose rows everywhere; the same choice twice is told again only where the map should move."""
        chosen = Selection(tuple(refs), finding, zoom)
        if zoom or chosen != self.selection:
            self.selection = chosen
            self.selected.emit(chosen)

    @property
    def lens(self) -> Lens:
        """What the map shows and how, for pages and files that show the same."""
        return Lens(self.choice, self.grouping, self.style)

    def choose_links(self, choice: Choice) -> None:
        """Show only the links on the map that meet a choice."""
        if choice != self.choice:
            self.choice = choice
            self.rechosen.emit()

    def group_by(self, grouping: Grouping) -> None:
        """Let firms stand for themselves on the map, or their regions and sectors for them."""
        if grouping != self.grouping:
            self.grouping = grouping
            self.rechosen.emit()

    def draw_as(self, style: Style) -> None:
        """Draw the map in another style."""
        if style != self.style:
            self.style = style
            self.rechosen.emit()

    def show_adjusted(self, adjusted: AdjustedLinks | None) -> None:
        """Draw adjusted amounts on the map, None for the declared ones."""
        if adjusted is not self.adjusted:
            self.adjusted = adjusted
            self.rechosen.emit()

    def _take_kept(self) -> None:
        """Show the map as the project keeps it, where that has changed."""
        kept = kept_map(self.project) if self.project is not None else self.kept
        if kept != self.kept:
            self.kept, self.choice, self.grouping, self.style = kept, kept.choice, kept.grouping, kept.style

    def _edited(self, changes: Changes) -> None:
        """Note what was changed, and show it when the last of several edits is told of."""
        self._untold.append(changes)
        if self.project is not None and changes.revision >= self.project.revision:
            self._show_edits()

    def _show_edits(self) -> None:
        """Show what the edits changed that were told of."""
        tables = {table for changes in self._untold for table in changes.ids}
        if self.project is None or self._contents is None or not tables:
            return
        if drawn := tables <= {TABLE, STYLES}:  # no figure has changed
            self.bases = placed(self.project)
            self._contents = replace(self._contents, bases=self.bases)
        else:
            self._show(self._newest(self.project))  # who edits works on the numbers of today
        told, self._untold = self._untold, []
        if TABLE in tables:
            self._take_kept()
            self.rechosen.emit()
        self.changed.emit_in_turn() if self._returning or self._large else self.changed.emit()
        if not drawn and not any(task.lane == "analysis" for task in self.tasks.running()):
            self._analyse()
        for changes in told:
            self.edited.emit(changes)
            if not self._returning:
                self.edited_here.emit(changes)

    def _newest(self, project: Project) -> Contents:
        """The numbers of today: as the worker has read them, else read now."""
        ready, year = self._ready, self._year
        if ready is None or ready.revision != project.revision:
            return read_contents(project, self.language, year)
        ready = in_other_language(ready, self.language)  # both can be changed while the worker writes
        if year in ready.years and year != ready.shown.year:
            ready = replace(ready, shown=show_year(ready.readable, year))
        return ready

    def _narrow(self, year: int | None) -> None:
        if self._contents is not None:
            self._contents = replace(self._contents, shown=show_year(self._contents.readable, year))
            self.shown, self.adjusted = self._contents.shown, None
            self._judged = self._judge(self._analyses.get((self._year, self._unit)))

    def _analyse(self) -> None:
        if self.analysis is not None or self.snapshot is None or self.shown is None:
            return
        work = partial(analyse, self.snapshot, self.shown.year, unit=self.unit, memory=self._memory)
        self._compute(Text("Checking figures and links"), lambda step: work(step=step))

    def _compute(self, title: Text, work: Callable[[Step], Analysis]) -> None:
        """Let the worker analyse what is open now; it stops soon after the task was given up."""
        contents, about = self._contents, (self._year, self._unit)

        def compute(cancelled: Callable[[], bool]) -> tuple[Analysis, Judged | None]:
            return (analysis := work(stopping(cancelled))), judged(analysis, contents)

        self.tasks.run(title, compute, lambda made: self._take(made, contents, about), lane="analysis")

    def _take(
        self, made: tuple[Analysis, Judged | None], contents: Contents | None, about: tuple[int | None, str]
    ) -> None:
        """Keep a result while the figures that it was made from are open; use it if its year and unit are shown.

        It is kept under the year that was asked for: where all figures may only enter sums, no year is shown, but the
        analysis has one.
        """
        if self._contents is None or contents is None or not same_figures(contents, self._contents):
            return
        analysis, ready = made
        self._analyses[about] = analysis
        if about == (self._year, self._unit):
            self._judged = ready if contents is self._contents else self._judge(analysis)
            self.changed.emit_in_turn()

    def _judge(self, analysis: Analysis | None) -> Judged | None:
        return judged(analysis, self._contents)
