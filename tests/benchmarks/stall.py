"""How long a window stands still while a table comes in or a year is locked: python -m tests.benchmarks.stall.

A window without a display is open on the teaching park while a workbook of links goes through the wizard. A timer
ticks every 5 ms in the window's thread; the longest time between two ticks is the longest time for which nobody could
click, per phase: reading, checking, the page of checks, writing, and what follows until all is shown anew; then the
import is taken back and done again, a figure is changed, the year is locked, its locked numbers are looked at, and
they are compared with today's and with the year before. Last, a project of a county is opened. The peer is the same
work called in the window's thread, which stands still for all of it. Times are seconds.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import xlsxwriter
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.contents import read_contents
from app.import_wizard import CHECK, ImportWizard
from app.open_rows import open_differences
from app.window import MainWindow, application
from core.imports import import_sheet
from core.project import Project
from core.records import insert
from core.samples import create_sample
from core.sheets import load_sheet
from core.text import Text
from core.year_comparison import compare_years
from core.year_locking import lock_year, locked_snapshot
from gis.links import narrowed
from tests.benchmarks.counties import county_rows
from tests.benchmarks.faulty_tables import LINK_COLUMNS, LINKS, make_faulty
from tests.benchmarks.report import figure_row, run

GOAL = 0.1
TICK = 5  # milliseconds
PATIENCE = 600.0
IMPORT = ("reading", "checking", "page of checks", "writing", "shown anew")
EDITS = ("undo", "redo", "small edit")
YEAR = ("locking", "locked numbers", "comparing")
OPEN = ("opening",)
PHASES = (*IMPORT, *EDITS, *YEAR, *OPEN)


@dataclass
class Pulse:
    """A timer in the window's thread and the longest time between two of its ticks, per phase."""

    longest: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PHASES, 0.0))
    phase: str = PHASES[0]
    last: float = field(default_factory=time.perf_counter)

    def start(self) -> QTimer:
        """Begin to tick."""
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self.beat)
        timer.start(TICK)
        self.last = time.perf_counter()
        return timer

    def beat(self) -> None:
        """Note how long it took since the last tick."""
        now = time.perf_counter()
        self.longest[self.phase] = max(self.longest[self.phase], now - self.last)
        self.last = now

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window live until something holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"{self.phase} did not end")
            QApplication.processEvents()
            time.sleep(0.0005)
        self.beat()

    def turn(self, phase: str) -> None:
        """What takes time from here on belongs to another phase."""
        self.beat()
        self.phase = phase


def while_opening(path: Path) -> tuple[float, float]:
    """The longest stand-still while a window opens a project, until all is shown; and what reading it takes."""
    window = MainWindow("", "zh")
    window.resize(1440, 900)
    window.show()
    Pulse().until(lambda: window.workbench is not None)
    pulse = Pulse(phase=OPEN[0])
    timer = pulse.start()
    window.workbench.files.open(path)
    pulse.until(lambda: window.workbench.session.project is not None and at_rest(window))
    _linger(pulse)
    timer.stop()
    window.close()
    window.deleteLater()
    begun = time.perf_counter()
    with Project.open(path) as project:
        read_contents(project, "zh", None)
    return pulse.longest[OPEN[0]], time.perf_counter() - begun


def county_row(folder: Path, size: str) -> dict[str, Any]:
    """A row for the opening of a county of the size S, M or L."""
    path = folder / f"{size}.gpkg"
    with Project.create(path) as project, project.edit(Text("Enter a county")) as db:
        for table, rows in county_rows(size).items():
            insert(db, table, rows)
    return figure_row("still while opening", size, [while_opening(path)], GOAL)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A window on a project, at rest."""
    window = MainWindow(str(path), "zh")
    window.resize(1440, 900)
    window.show()
    Pulse().until(lambda: window.workbench is not None and at_rest(window))
    yield window
    window.close()
    window.deleteLater()


def at_rest(window: Any) -> bool:
    """Whether the worker has nothing to do and everything is shown."""
    bench = window.workbench
    if bench.tasks.running() or bench.session.changed.pending:
        return False
    return bench.session.analysis is not None and bench.map.canvas.frame is not None


def through_the_wizard(project: Path, table: Path) -> dict[str, float]:
    """The longest stand-still of each phase of an import in the window."""
    with opened(project) as window:
        pulse = Pulse()
        timer = pulse.start()
        bench = window.workbench
        bench.take_files([str(table)])
        wizard: ImportWizard = bench.imports.wizard
        pulse.until(lambda: wizard.draft is not None)
        pulse.turn("checking")
        pulse.until(lambda: wizard.draft is not None and wizard.draft.plan is not None)
        pulse.turn("page of checks")
        wizard.turn_to(CHECK)
        _linger(pulse)
        pulse.turn("writing")
        revision = bench.session.project.revision
        wizard.next.click()
        pulse.until(lambda: bench.session.project.revision > revision or bench.imports.writing is None)
        pulse.turn("shown anew")
        pulse.until(lambda: bench.imports.writing is None and at_rest(window))
        _linger(pulse)
        back_and_forth(window, pulse)
        look_at_the_year(window, pulse)
        timer.stop()
        return pulse.longest


def back_and_forth(window: Any, pulse: Pulse) -> None:
    """Take the import back, do it again, and change one figure."""
    bench = window.workbench
    project = bench.session.project
    turns = (bench.steps.undo, bench.steps.redo, lambda: correct(project))
    for phase, turn in zip(EDITS, turns, strict=True):
        pulse.turn(phase)
        revision = project.revision
        turn()
        pulse.until(lambda before=revision: project.revision > before and at_rest(window))
        _linger(pulse)


def look_at_the_year(window: Any, pulse: Pulse) -> None:
    """Lock the year that is shown, look at its locked numbers and compare them."""
    bench = window.workbench
    steps, year = bench.year.steps, bench.session.shown.year
    pulse.turn("locking")
    steps.lock(year)
    pulse.until(lambda: bench.session.round.is_locked(year) and at_rest(window))
    pulse.turn("locked numbers")
    steps.switch_view(year)
    pulse.until(lambda: bench.session.edition is not None and at_rest(window))
    steps.switch_view(year)
    pulse.until(lambda: bench.session.edition is None and at_rest(window))
    pulse.turn("comparing")
    bench.session.write(Text("Correct"), lambda project, _: correct(project), lambda _: None, _raised)
    pulse.until(lambda: bench.session.writing and at_rest(window))
    bench.bring("year")
    for tab in ("changes", "differences"):
        bench.year.pages.setCurrentWidget(bench.year.tabs[tab])
        _linger(pulse, 0.1)
        pulse.until(lambda: at_rest(window))


def correct(project: Project) -> None:
    """Change one figure."""
    with project.edit(Text("Correct")) as db:
        db.execute("UPDATE flow_amount SET value = value * 2 WHERE id = (SELECT max(id) FROM flow_amount)")


def _raised(problem: Exception) -> None:
    raise problem


def _linger(pulse: Pulse, seconds: float = 0.5) -> None:
    end = time.monotonic() + seconds
    pulse.until(lambda: time.monotonic() > end)


def in_the_thread(path: Path, table: Path) -> dict[str, float]:
    """How long the same work takes when it is called in the window's thread, by phase."""
    with Project.open(path) as project:
        marks = [time.perf_counter()]
        import_sheet(project, load_sheet(table, LINKS), "flows")
        marks.append(time.perf_counter())
        for turn in (project.undo, project.redo, lambda: correct(project)):
            turn()
            project.snapshot()
            marks.append(time.perf_counter())
        year = narrowed(project.snapshot(), None)[1] or 0
        lock_year(project, year)
        marks.append(time.perf_counter())
        locked_snapshot(project, year)
        marks.append(time.perf_counter())
        correct(project)
        compare_years(project.snapshot(), year)
        open_differences(project, year)
        marks.append(time.perf_counter())
    imported, *rest = [later - earlier for earlier, later in pairwise(marks)]
    return {**dict.fromkeys(IMPORT, imported), **dict(zip((*EDITS, *YEAR), rest, strict=True))}


def measure(count: int, folder: Path) -> list[dict[str, Any]]:
    """A row for each phase of an import of `count` rows and of what follows it."""
    table, project, twin = folder / f"{count}.xlsx", folder / f"{count}.gpkg", folder / f"twin {count}.gpkg"
    write_links(count, table)
    create_sample(project, "teaching").close()
    shutil.copyfile(project, twin)
    peer = in_the_thread(twin, table)
    longest = through_the_wizard(project, table)
    size = f"{count // 1000}k"
    return [
        figure_row(f"still while {phase}", size, [(longest[phase], peer[phase])], GOAL)
        for phase in PHASES
        if phase not in OPEN
    ]


def write_links(count: int, path: Path) -> None:
    """A workbook with about `count` links, some of them faulty."""
    rows = make_faulty(count * 4 // 3, 20).rows[LINKS][:count]
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        page = book.add_worksheet(LINKS)
        for row, cells in enumerate([LINK_COLUMNS, *rows]):
            page.write_row(row, 0, cells)


def measured(quick: bool) -> list[dict[str, Any]]:
    """All sizes, each in files of its own."""
    with tempfile.TemporaryDirectory() as name:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, name)
        application()
        rows = [row for count in ((10_000,) if quick else (10_000, 50_000)) for row in measure(count, Path(name))]
        return rows + [county_row(Path(name), size) for size in (("S",) if quick else ("S", "M"))]


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    raise SystemExit(run(__doc__, measured))
