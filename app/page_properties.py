"""What can be set about the chosen item of a page, or about the page itself where none is chosen."""

import base64
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.fonts import text_label
from app.page_draft import PageDraft
from app.page_preview import PagePreview
from app.project_page import APPROVAL, OFFICE
from core.errors import UserError
from core.i18n import translate
from core.page_edits import box_of, column_box, joined_to_above
from core.page_layouts import ITEM_TITLES, LARGEST, SMALLEST, Item
from core.text import N_, Text
from gis.chart_numbers import chart_numbers
from gis.number_tables import write_numbers
from gis.page import CLASSES
from gis.page_charts import CHARTS
from gis.page_texts import FIELD_TITLES
from gis.paint import readable_picture
from gis.view import View

GRID_TITLES = {"": N_("No grid"), "degrees": N_("Degrees and minutes"), "kilometres": N_("Kilometres")}
OUTLINE_TITLES = {"all": N_("All regions"), "parks": N_("Parks alone"), "none": N_("No outlines")}
ALIGN_TITLES = {"left": N_("Left"), "middle": N_("In the middle"), "right": N_("Right")}
INK_TITLES = {"ink": N_("Dark"), "muted": N_("Grey"), "red": N_("Red")}
MAP_LAYERS = {
    "regions": N_("Regions"), "links": N_("Links"), "labels": N_("Names"), "amounts": N_("Amounts on links"),
    "findings": N_("Flags and gaps"), "differences": N_("Differences between the two sides"),
}  # fmt: skip
PICTURES = N_("Pictures (*.png *.jpg *.jpeg *.svg)")
_LARGEST_PICTURE = 5_000_000  # bytes: it travels in the project file
_SIDES = {"left": N_("From the left"), "top": N_("From above"), "width": N_("Width"), "height": N_("Height")}

_OF_PROJECT = (
    (OFFICE, N_("Office that makes the page"), N_("The office that makes the pages: {value}")),
    (APPROVAL, N_("Map review number"), N_("Map review number: {value}")),
)
Hidden = Callable[[], frozenset[str]]  # the layers that it leaves out, also before it shows anything
Screen = Callable[[], tuple[View, frozenset[str]] | None]  # what the map window shows, and its hidden layers


class PageProperties(QScrollArea):
    """A form that is built anew for each choice; every change goes to the draft at once."""

    def __init__(self, draft: PageDraft, preview: PagePreview, screen: Screen, hidden: Hidden) -> None:
        super().__init__()
        self.draft, self.preview, self.map_window, self.hidden = draft, preview, screen, hidden
        self.setWidgetResizable(True)
        self.setMinimumWidth(268)
        self.fields: dict[str, QWidget] = {}
        self._filling = False
        draft.chosen_changed.connect(self.rebuild)
        draft.redrawn.connect(self.refill)
        self.rebuild()

    @property
    def language(self) -> str:
        """The language of the window."""
        return self.draft.session.language

    def rebuild(self) -> None:
        """Show what can be set about the present choice."""
        self.fields = {}
        body = QWidget()
        column = QVBoxLayout(body)
        self.form = QFormLayout()
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        item = self.draft.item
        title = ITEM_TITLES[item.kind] if item else N_("The page")
        column.addWidget(text_label("heading", translate(title, self.language)))
        column.addLayout(self.form)
        column.addStretch(1)
        if item is None:
            self._page_fields()
        else:
            self._item_fields(item)
        self.setWidget(body)
        self.refill()

    def _row(self, name: str, title: str, widget: QWidget) -> None:
        self.fields[name] = widget
        self.form.addRow(translate(title, self.language), widget)

    def _page_fields(self) -> None:
        name = QLineEdit()
        name.editingFinished.connect(lambda: self.draft.rename(name.text().strip()))
        self._row("name", N_("Name"), name)
        self._row("kind", N_("Class"), self._choice(CLASSES, partial(self._set_page, "kind")))
        self._row("outlines", N_("Outlines"), self._choice(OUTLINE_TITLES, partial(self._set_page, "outlines")))
        for side, title in (("width", N_("Width")), ("height", N_("Height"))):
            self._row(side, title, self._millimetres(partial(self._set_page, side), SMALLEST, LARGEST))
        larger = self._number(partial(self._set_page, "lettering"), 0.5, 4.0, "×")
        self._row("lettering", N_("Letters and signs"), larger)
        for setting, title, label in _OF_PROJECT:
            line = QLineEdit()
            line.setEnabled(self.draft.session.writing)
            line.editingFinished.connect(partial(self._set_of_project, setting, line, label))
            self._row(setting, title, line)

    def _item_fields(self, item: Item) -> None:
        for side, title in _SIDES.items():
            self._row(side, title, self._millimetres(partial(self._set_side, side), 0.0, LARGEST))
        if self.draft.chosen:
            joined = QCheckBox(translate(N_("In the column of the item above"), self.language))
            joined.toggled.connect(self._set_joined)
            self.fields["joined"] = joined
            self.form.addRow(joined)
        if item.kind == "text":
            self._text_fields()
        elif item.kind == "map":
            self._map_fields()
        elif item.kind == "chart":
            self._row("text", N_("What it shows"), self._choice(CHARTS, partial(self._set_item, "text")))
            button = QPushButton(translate(N_("Save its numbers…"), self.language))
            button.clicked.connect(lambda *_: self.ask_numbers())
            self.form.addRow(button)
        elif item.kind == "picture":
            button = QPushButton(translate(N_("Choose the picture…"), self.language))
            button.clicked.connect(lambda *_: self.ask_picture())
            self.form.addRow(button)

    def _text_fields(self) -> None:
        text = QPlainTextEdit()
        text.setFixedHeight(96)
        text.textChanged.connect(lambda: self._set_item("text", text.toPlainText(), later=True))
        self._row("text", N_("Text"), text)
        fields = QComboBox()
        fields.addItem(translate(N_("Insert a field…"), self.language), "")
        for name, title in FIELD_TITLES.items():
            fields.addItem(translate(title, self.language), name)
        fields.activated.connect(lambda _: self._insert(text, fields))
        self.form.addRow(fields)
        self._row("size", N_("Size"), self._number(partial(self._set_item, "size"), 5.0, 200.0, "pt"))
        self._row("align", N_("Position"), self._choice(ALIGN_TITLES, partial(self._set_item, "align")))
        self._row("ink", N_("Colour"), self._choice(INK_TITLES, partial(self._set_item, "ink")))
        bold = QCheckBox(translate(N_("Bold"), self.language))
        bold.toggled.connect(lambda on: self._set_item("bold", on))
        self.fields["bold"] = bold
        self.form.addRow(bold)

    def _insert(self, text: QPlainTextEdit, fields: QComboBox) -> None:
        if name := str(fields.currentData()):
            text.insertPlainText(f"{{{name}}}")
        fields.setCurrentIndex(0)

    def _map_fields(self) -> None:
        scale = QSpinBox()
        scale.setRange(0, 100_000_000)
        scale.setSingleStep(5_000)
        scale.setPrefix("1 : ")
        scale.setSpecialValueText(translate(N_("As it fits"), self.language))
        scale.setKeyboardTracking(False)
        scale.valueChanged.connect(self._set_scale)
        self._row("scale", N_("Map scale"), scale)
        as_seen = QPushButton(translate(N_("As the map window shows it"), self.language))
        as_seen.clicked.connect(lambda *_: self.take_screen())
        self.form.addRow(as_seen)
        years = {"": N_("That of the page"), **{str(year): str(year) for year in self.draft.session.years}}
        self._row("year", N_("Year"), self._choice(years, self._set_year))
        self._row("grid", N_("Grid"), self._choice(GRID_TITLES, partial(self._set_item, "grid")))
        for name, title in MAP_LAYERS.items():
            box = QCheckBox(translate(title, self.language))
            box.toggled.connect(partial(self._set_layer, name))
            self.fields[f"layer.{name}"] = box
            self.form.addRow(box)

    def _choice(self, titles: dict[str, str], act: Callable[[str], object]) -> QComboBox:
        choice = QComboBox()
        for name, title in titles.items():
            choice.addItem(translate(title, self.language), name)
        choice.activated.connect(lambda _: act(str(choice.currentData())))
        return choice

    def _number(self, act: Callable[[float], object], low: float, high: float, unit: str) -> QDoubleSpinBox:
        number = QDoubleSpinBox()
        number.setRange(low, high)
        number.setDecimals(1)
        number.setSuffix(f" {unit}")
        number.setKeyboardTracking(False)
        number.valueChanged.connect(lambda value: None if self._filling else act(value))
        return number

    def _millimetres(self, act: Callable[[float], object], low: float, high: float) -> QDoubleSpinBox:
        return self._number(act, low, high, "mm")

    def _set_page(self, name: str, value: object) -> None:
        layout, told = self.draft.layout, {"name": self.draft.layout.name}
        changed: Any = {name: value}
        self.draft.change(replace(layout, **changed), Text("Page {name}: change the page", told))

    def _set_of_project(self, setting: str, line: QLineEdit, label: str) -> None:
        project, value = self.draft.session.project, line.text().strip()
        if project is not None and value != project.setting(setting):
            self.draft.set_of_project(setting, value, Text(label, {"value": value}))

    def _set_side(self, side: str, value: float) -> None:
        if self.draft.chosen is not None:
            box = dict(zip(_SIDES, column_box(self.draft.layout, self.draft.chosen), strict=True))
            box[side] = value
            self.draft.move((box["left"], box["top"], box["width"], box["height"]))

    def _set_item(self, name: str, value: object, *, later: bool = False) -> None:
        item = self.draft.item
        if item is not None and not self._filling:
            changed: Any = {name: value}
            self.draft.change_item(replace(item, **changed), later=later)

    def _set_scale(self, value: int) -> None:
        """A map that shall fit has no middle of its own either."""
        item = self.draft.item
        if item is not None and not self._filling:
            self.draft.change_item(replace(item, scale=float(value), centre=item.centre if value else None))

    def _set_year(self, year: str) -> None:
        self._set_item("year", int(year) if year else None)

    def _set_layer(self, name: str, on: bool) -> None:
        item = self.draft.item
        if item is not None:
            rest = self._hidden(item) - {name}
            self._set_item("hidden", tuple(sorted(rest if on else rest | {name})))

    def _hidden(self, item: Item) -> frozenset[str]:
        """The layers that a map leaves out: its own choice, else that of the screen."""
        return self.hidden() if item.hidden is None else frozenset(item.hidden)

    def take_screen(self) -> None:
        """Show the part of the ground, in the scale and with the layers, that the map window shows."""
        item, seen = self.draft.item, self.map_window()
        if item is not None and seen is not None:
            view, hidden = seen
            scale = float(f"{view.scale:.2g}")
            centre = view.to_lonlat(*view.middle)
            grid = item.grid if "grid" in hidden else item.grid or "degrees"
            self.draft.change_item(replace(item, scale=scale, centre=centre, grid=grid, hidden=tuple(sorted(hidden))))

    def _set_joined(self, on: bool) -> None:
        chosen = self.draft.chosen
        if self._filling or chosen is None:
            return
        if on:
            told = Text("Page {name}: put an item into a column", {"name": self.draft.layout.name})
            self.draft.change(joined_to_above(self.draft.layout, chosen), told)
        else:
            self.draft.free(box_of(self.preview.placed()[chosen]))

    def ask_numbers(self) -> None:
        """Ask where the numbers of the chart shall be saved as a workbook, and save them."""
        title = translate(N_("Save its numbers…"), self.language)
        if path := QFileDialog.getSaveFileName(self, title, str(Path.home() / "chart.xlsx"), "Excel (*.xlsx)")[0]:
            self.save_numbers(Path(path))

    def save_numbers(self, path: Path) -> None:
        """Save the numbers of the chosen chart; what cannot be done is told."""
        drawn = self.preview.page.composed.charts if self.preview.page is not None else ()
        chart = dict(drawn).get(-1 if self.draft.chosen is None else self.draft.chosen)
        if chart is None:
            step = Text("Give it more room or let it show something else.")
            self.draft.told.emit(UserError(Text("The chart shows nothing yet."), step))
            return
        try:
            write_numbers([chart_numbers(chart, self.language)], path)
        except UserError as problem:
            self.draft.told.emit(problem)

    def ask_picture(self) -> None:
        """Ask for a picture and put it into the item."""
        kinds, title = translate(PICTURES, self.language), translate(N_("Choose the picture"), self.language)
        if path := QFileDialog.getOpenFileName(self, title, str(Path.home()), kinds)[0]:
            self.take_picture(Path(path))

    def take_picture(self, path: Path) -> None:
        """Put a picture's file into the item, since it travels with the project."""
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        if len(data) > _LARGEST_PICTURE or not readable_picture(data):
            problem = Text("{file} is no picture of at most 5 MB that can be read.", {"file": path.name})
            self.draft.told.emit(UserError(problem, Text("Choose a PNG, JPG or SVG file."), file=path.name))
        else:
            self._set_item("text", base64.b64encode(data).decode("ascii"))

    def refill(self) -> None:
        """Write the present values into the fields, without touching what is being typed."""
        self._filling = True
        item, layout = self.draft.item, self.draft.layout
        values: dict[str, object] = {"width": layout.width, "height": layout.height, "kind": layout.kind}
        project = self.draft.session.project
        values |= {name: project.setting(name) if project else "" for name, _, _ in _OF_PROJECT}
        values |= {"name": layout.name, "outlines": layout.outlines, "lettering": layout.lettering}
        if item is not None and self.draft.chosen is not None:
            box = zip(_SIDES, column_box(layout, self.draft.chosen), strict=True)
            values = {name: getattr(item, name) for name in Item.__dataclass_fields__} | dict(box)
            values |= {f"layer.{name}": name not in self._hidden(item) for name in MAP_LAYERS}
            values["year"] = "" if item.year is None else str(item.year)
        for name, widget in self.fields.items():
            _fill(widget, values[name])
        self._filling = False


def _fill(widget: QWidget, value: Any) -> None:
    if isinstance(widget, QCheckBox):
        widget.setChecked(bool(value))
    elif isinstance(widget, QComboBox):
        widget.setCurrentIndex(max(0, widget.findData(value)))
    elif isinstance(widget, QDoubleSpinBox):
        widget.setValue(float(value))
    elif isinstance(widget, QSpinBox):
        widget.setValue(round(value))
    elif isinstance(widget, QLineEdit):
        widget.setText(str(value))
    elif isinstance(widget, QPlainTextEdit) and widget.toPlainText() != value:
        widget.setPlainText(str(value))
