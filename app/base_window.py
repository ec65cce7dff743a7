"""The window of the base maps: what lies beneath the map, how strongly, in which order, and its map review number."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.base_files import ADDED, CHANGED, DROPPED, freely_named, look_at
from app.base_ground import told_elsewhere
from app.session import Session
from app.tasks import outcome
from app.window import MainWindow
from core.base_maps import (
    COAST,
    OUTLINES,
    PICTURE,
    TILES,
    WATERS,
    BaseMap,
    base_maps,
    drop_base_map,
    put_base_map,
    put_order,
)
from core.errors import UserError
from core.i18n import show, translate
from core.project import Project
from core.text import N_, Text
from core.tiles import SUFFIXES
from gis.bases import KIND_TITLES
from gis.scene import Points
from gis.view import ground_points
from gis.world_file import PICTURES

LANE = "base map"
TITLE = N_("Base maps")
EMPTY = N_("No base map yet. Add map tiles or a scanned map; the file stays where it is.")
REVIEW_HINT = N_("As its publisher states it; without it no public page shows this base map.")
DRAWN = (OUTLINES, COAST, WATERS)
FILES = N_("Base maps ({endings})")
MOVED = N_("Order of the base maps")


class BaseWindow(QDialog):
    """Every change is one edit of the project, so that it can be undone and travels with the file."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session, self.language = session, window.language
        self._writing = False
        self._build()
        self.resize(620, 420)
        self.refresh()
        session.changed.connect(self.refresh)
        session.held.connect(self._enable)
        session.closed.connect(self.close)

    def _build(self) -> None:
        self.setWindowTitle(translate(TITLE, self.language))
        self.list = QListWidget()
        self.list.currentRowChanged.connect(lambda _: self._show_chosen())
        self.list.itemChanged.connect(self._switched)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.review, self.source, self.crs = (self._line(name) for name in ("review", "source", "crs"))
        self.review.setPlaceholderText(translate(REVIEW_HINT, self.language))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.sliderReleased.connect(lambda: self._change(opacity=self.opacity.value() / 100))
        self.opacity.actionTriggered.connect(lambda _: None if self.opacity.isSliderDown() else self._step())
        self.form = QWidget()
        rows = QFormLayout(self.form)
        for title, field in (
            (N_("Strength"), self.opacity),
            (N_("Map review number"), self.review),
            (N_("Who made it"), self.source),
            (N_("Coordinate system"), self.crs),
        ):
            rows.addRow(translate(title, self.language), field)
        buttons = QHBoxLayout()
        self.buttons = {name: self._button(title, act) for name, (title, act) in self._acts().items()}
        for button in self.buttons.values():
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.list, 1)
        column.addWidget(self.form)
        column.addWidget(self.told)
        column.addLayout(buttons)

    def _acts(self) -> dict[str, tuple[str, Callable[[], object]]]:
        return {
            "file": (N_("Add a file…"), self.ask_file),
            "outlines": (N_("Add county outlines"), lambda: self.add(self._drawn(OUTLINES))),
            "coast": (N_("Add coast lines"), lambda: self.add(self._drawn(COAST))),
            "waters": (N_("Add lakes and rivers"), lambda: self.add(self._drawn(WATERS))),
            "up": (N_("Higher"), lambda: self._move(1)),
            "down": (N_("Lower"), lambda: self._move(-1)),
            "drop": (N_("Take out"), self._drop),
        }

    def _line(self, column: str) -> QLineEdit:
        line = QLineEdit()
        line.editingFinished.connect(lambda: self._change(**{column: line.text().strip()}))
        return line

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    @property
    def bases(self) -> tuple[BaseMap, ...]:
        """The base maps of the open project, from below to above."""
        return base_maps(self.session.project) if self.session.project else ()

    @property
    def chosen(self) -> BaseMap | None:
        """The one that is marked; the list shows the uppermost first."""
        row = self.list.currentRow()
        return self.bases[::-1][row] if 0 <= row < len(self.bases) else None

    def refresh(self) -> None:
        """Write the list anew, with the same one marked."""
        row = self.list.currentRow()
        self._writing = True
        self.list.clear()
        for base in self.bases[::-1]:
            kind = translate(KIND_TITLES[base.kind], self.language)
            item = QListWidgetItem(base.name if base.name == kind else f"{base.name} · {kind}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if base.visible else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._writing = False
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self._show_chosen()

    def _show_chosen(self) -> None:
        base = self.chosen
        self._enable()
        self.review.setText(base.review if base else "")
        self.source.setText(base.source if base else "")
        self.crs.setText(base.crs if base else "")
        self.opacity.setValue(round((base.opacity if base else 1.0) * 100))
        self.told.setText(base.file if base else translate(EMPTY, self.language))

    def _enable(self) -> None:
        """Let base maps be changed, or not."""
        base, writing = self.chosen, self.session.writing
        self.form.setEnabled(base is not None and writing)
        for name, button in self.buttons.items():
            button.setEnabled(writing and (base is not None or name in ("file", *DRAWN)))
        self.review.setEnabled(base is not None and base.kind in (TILES, PICTURE))
        self.crs.setEnabled(base is not None and base.kind == PICTURE)

    def ask_file(self) -> None:
        """Ask for a file and add it."""
        endings = " ".join(f"*{ending}" for ending in (*SUFFIXES, *PICTURES))
        kinds = show(Text(FILES, {"endings": endings}), self.language).replace("（", "(").replace("）", ")")
        folder = str(self.session.path.parent if self.session.path else Path.home())
        if (path := QFileDialog.getOpenFileName(self, translate(TITLE, self.language), folder, kinds)[0]) != "":
            self.add_file(Path(path))

    def add_file(self, file: Path) -> None:
        """Add a file as a base map; what hinders it is told below the list."""
        project = self.session.project
        if project is not None:
            title = Text("Looking at {file}", {"file": file.name})
            home = Path(project.path)
            places = ground_points(self.session.snapshot) if self.session.snapshot is not None else np.empty((0, 2))
            take = partial(self._take, project, file.name)
            self.session.tasks.run(title, lambda _: outcome(_look_at, file, home, places), take, lane=LANE)

    def _take(self, project: Project, file: str, found: tuple[BaseMap, tuple[Text, ...]] | UserError) -> None:
        """Add what was found to the project that it was looked at for, and to no other."""
        if isinstance(found, UserError):
            self._say(found.sentence, found.advice)
        elif self.session.project is project and self.session.writing:
            base, doubt = found
            self.add(freely_named(base, project))
            if doubt:
                self._say(*doubt)
        else:
            values = {"file": file}
            told = Text("{file} was not taken: the project it was read for is not open for writing now.", values)
            self._say(told, Text("Add it again once that project can be changed."))

    def _say(self, *texts: Text) -> None:
        self.told.setText(("" if self.language == "zh" else " ").join(show(text, self.language) for text in texts))

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is still being looked at is not waited for, and not added."""
        self.session.tasks.drop(LANE)
        super().closeEvent(event)

    def add(self, base: BaseMap) -> None:
        """Lay a base map on top of the others."""
        self._write(Text(ADDED, {"name": base.name}), base)
        self.list.setCurrentRow(0)

    def _drawn(self, kind: str) -> BaseMap:
        return BaseMap(translate(KIND_TITLES[kind], self.language), kind)

    def _write(self, label: Text, base: BaseMap) -> None:
        if self.session.project is not None:
            with self.session.project.edit(label) as db:
                put_base_map(db, base)

    def _change(self, **values: object) -> None:
        base = self.chosen
        if base is not None and self.session.writing and (changed := replace(base, **values)) != base:  # type: ignore[arg-type]
            self._write(Text(CHANGED, {"name": base.name}), changed)

    def _step(self) -> None:
        """A key or a click beside the handle: the slider's value follows after this signal."""
        self._change(opacity=self.opacity.sliderPosition() / 100)

    def _switched(self, item: QListWidgetItem) -> None:
        if self._writing:
            return
        if not self.session.writing:  # the box tells what is kept
            self.refresh()
            return
        self.list.setCurrentItem(item)
        self._change(visible=item.checkState() == Qt.CheckState.Checked)

    def _move(self, step: int) -> None:
        base, names = self.chosen, [each.name for each in self.bases]
        if base is None or self.session.project is None:
            return
        at = names.index(base.name)
        to = min(max(at + step, 0), len(names) - 1)
        names.insert(to, names.pop(at))
        with self.session.project.edit(Text(MOVED)) as db:
            put_order(db, names)
        self.list.setCurrentRow(len(names) - 1 - to)

    def _drop(self) -> None:
        if (base := self.chosen) is not None and self.session.project is not None:
            with self.session.project.edit(Text(DROPPED, {"name": base.name})) as db:
                drop_base_map(db, base.name)


def _look_at(file: Path, home: Path, places: Points) -> tuple[BaseMap, tuple[Text, ...]]:
    """The base map that a file is, and what is to be said of where it lies."""
    base = look_at(file, home)
    return base, told_elsewhere(base, file, places)


def show_base_maps(window: MainWindow, session: Session) -> BaseWindow:
    """Open the window of the base maps."""
    asked = BaseWindow(window, session)
    asked.show()
    return asked
