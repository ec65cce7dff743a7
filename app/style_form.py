"""How the map is drawn: what colours links, sizes signs and shades regions, and how strong each layer stands."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QPushButton, QSlider, QSpinBox, QVBoxLayout, QWidget

from app.fonts import text_label
from app.session import Session
from core.i18n import show, translate, unit_label
from core.loads import MEDIUM_TITLES
from core.text import N_, Text
from gis.class_breaks import METHODS
from gis.styling import COLOURINGS, FADING, LOAD_AIR, LOAD_WATER, PLAIN, WEAKEST
from gis.styling_own import OwnRead, own_choices
from gis.styling_regions import shadable, shade_title

STRENGTHS = {
    "regions": N_("Strength of regions"),
    "links": N_("Strength of links"),
    "actors": N_("Strength of firms"),
    "heat": N_("Strength of gathered findings"),
}
ROWS = {
    "colour": N_("Colour of links"),
    "size": N_("Size of signs"),
    "shade": N_("Shade of regions"),
    "breaks": N_("Classes by"),
    "classes": N_("Number of classes"),
}


class StyleForm(QWidget):
    """Whatever is changed is shown on the map and in its legend at once; `standing` asks to make it the usual style."""

    standing = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._writing = False
        self._offered: tuple[object, ...] = ()
        self.combos = {name: self._combo(name) for name in ("colour", "size", "shade", "breaks")}
        self.per_area, self.heat, self.classes = QCheckBox(), QCheckBox(), QSpinBox()
        self.heat.toggled.connect(lambda on: self._set(heat=on))
        self.per_area.toggled.connect(lambda on: self._set(per_area=on))
        self.classes.setRange(2, 9)
        self.classes.valueChanged.connect(lambda count: self._set(classes=count))
        self.strengths = {layer: self._slider(place) for place, layer in enumerate(FADING)}
        self.titles = {name: text_label("soft") for name in (*ROWS, *FADING)}
        self.usual, self.plain = QPushButton(), QPushButton()
        for button in (self.plain, self.usual):
            button.setProperty("role", "small")
        self.plain.clicked.connect(lambda *_: self.session.draw_as(PLAIN))
        self.usual.clicked.connect(lambda *_: self.standing.emit())
        self._build()
        session.changed.connect(self.refresh)
        session.rechosen.connect(self.refresh)

    def _build(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(3)
        form.setContentsMargins(0, 0, 0, 0)
        for name in ("colour", "size", "shade"):
            form.addRow(self.titles[name], self.combos[name])
        form.addRow(self.per_area)
        form.addRow(self.titles["breaks"], self.combos["breaks"])
        form.addRow(self.titles["classes"], self.classes)
        form.addRow(self.heat)
        for layer, slider in self.strengths.items():
            form.addRow(self.titles[layer], slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        for button in (self.plain, self.usual):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(10)
        combo.activated.connect(lambda *_: self._set(**{name: combo.currentData()}))
        return combo

    def _slider(self, place: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(round(100 * WEAKEST), 100)
        slider.setPageStep(10)
        slider.valueChanged.connect(lambda value: self._strengthen(place, value / 100))
        return slider

    def refresh(self) -> None:
        """Write what can be chosen in this project and what is chosen."""
        language, style, shown = self.session.language, self.session.style, self.session.shown
        self._writing = True
        if self._offered != (shown, language):
            self._offered = (shown, language)
            self._offer()
        for name, combo in self.combos.items():
            combo.setCurrentIndex(max(combo.findData(getattr(style, name)), 0))
        self.per_area.setChecked(style.per_area)
        self.heat.setChecked(style.heat)
        self.classes.setValue(style.classes)
        for slider, share in zip(self.strengths.values(), style.strength, strict=True):
            slider.setValue(round(100 * share))
        for widget in (
            self.per_area,
            self.titles["breaks"],
            self.combos["breaks"],
            self.titles["classes"],
            self.classes,
        ):
            widget.setVisible(bool(style.shade))
        for part in (self.titles["heat"], self.strengths["heat"]):
            part.setVisible(style.heat)
        self.plain.setVisible(style != PLAIN)
        self._writing = False

    def _offer(self) -> None:
        """What this project has to colour, size and shade by."""
        language = self.session.language
        _fill(self.combos["colour"], ((name, translate(title, language)) for name, title in COLOURINGS.items()))
        _fill(self.combos["breaks"], ((name, translate(title, language)) for name, title in METHODS.items()))
        units = [unit for unit in self.session.units() if unit]
        passing = Text("What passes through ({unit})")
        sizes = [("", translate(N_("All alike"), language))]
        sizes += [
            (unit, show(replace(passing, values={"unit": unit_label(unit, language)}), language)) for unit in units
        ]
        for size in (LOAD_WATER, LOAD_AIR):
            medium = Text(MEDIUM_TITLES[size.partition(":")[2]])
            sizes.append((size, show(Text("Equal-standard load, {medium}", {"medium": medium}), language)))
        shades = [("", translate(N_("None"), language))]
        snapshot, shown = self.session.snapshot, self.session.shown
        if snapshot is not None and shown is not None:
            own = OwnRead(snapshot, shown.year, language)
            sizes += [(size, show(own.title(size), language)) for size in own_choices(snapshot, firms=True)]
            for shade in shadable(shown.links):
                shades.append((shade, show(shade_title(replace(PLAIN, shade=shade), own), language)))
        _fill(self.combos["size"], sizes)
        _fill(self.combos["shade"], shades)
        for name, title in {**ROWS, **STRENGTHS}.items():
            self.titles[name].setText(translate(title, language))
        self.per_area.setText(translate(N_("per km² of the region"), language))
        self.heat.setText(translate(N_("Show where findings gather"), language))
        self.plain.setText(translate(N_("Draw as at first"), language))
        self.usual.setText(translate(N_("Use as my usual style"), language))

    def _strengthen(self, place: int, share: float) -> None:
        strength = list(self.session.style.strength)
        strength[place] = share
        self._set(strength=tuple(strength))

    def _set(self, **changed: Any) -> None:
        if not self._writing:
            self.session.draw_as(replace(self.session.style, **changed))


def _fill(combo: QComboBox, entries: Iterable[tuple[str, str]]) -> None:
    combo.clear()
    for key, title in entries:
        combo.addItem(title, key)
