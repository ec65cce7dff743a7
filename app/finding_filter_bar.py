"""The conditions above the register of findings: one box for each, with what the lines hold."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from core.decisions import STATES
from core.finding_filter import DEADLINES, EVERY_LINE, RegisterFilter
from core.finding_register import RegisterRow
from core.findings import CHECKS, LAYER_TITLES
from core.i18n import translate
from core.kinds import SEVERITIES
from core.snapshot import Snapshot
from core.text import N_

TITLES = {
    "layer": N_("Layer"),
    "state": N_("State"),
    "severity": N_("Weight"),
    "rule": N_("Rule"),
    "region": N_("Region"),
    "person": N_("Who"),
    "deadline": N_("Deadline"),
}  # short, since the boxes share a narrow panel; without a choice every line is listed
NARROWEST, WIDTH = 56, 140  # pixels of a box, which takes what room there is and asks for none


class FindingFilterBar(QWidget):
    """Emits `changed` when a hand chose another condition."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {name: QComboBox() for name in TITLES}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 3)
        row.setSpacing(6)
        for box in self.boxes.values():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(4)
            box.setMinimumWidth(NARROWEST)
            box.setMaximumWidth(WIDTH)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.activated.connect(lambda *_: self.changed.emit())
            row.addWidget(box, 1)
        row.addStretch(0)

    @property
    def wanted(self) -> RegisterFilter:
        """What is asked for."""
        told = {name: str(box.currentData() or "") for name, box in self.boxes.items()}
        weight = int(told.pop("severity") or 0)
        return replace(EVERY_LINE, severity=weight, **told)

    def ask(self, wanted: RegisterFilter) -> None:
        """Show conditions in the boxes; what the lines do not hold asks for nothing."""
        for name, box in self.boxes.items():
            value = getattr(wanted, name)
            box.setCurrentIndex(max(0, box.findData(str(value) if value else "")))

    def fill(self, lines: Sequence[RegisterRow], snapshot: Snapshot | None, language: str) -> None:
        """Offer what the lines hold; what was chosen stays where it is still there."""
        chosen = self.wanted
        for name, choices in _choices(lines, snapshot, language).items():
            box = self.boxes[name]
            box.clear()
            box.addItem(translate(TITLES[name], language), "")
            for value, title in choices.items():
                box.addItem(title, value)
            box.setToolTip(translate(TITLES[name], language))
            box.view().setMinimumWidth(min(360, box.view().sizeHintForColumn(0) + 24))
        self.ask(chosen)

    def words(self) -> list[str]:
        """The conditions that are asked for, as they stand in the boxes."""
        return [box.currentText() for box in self.boxes.values() if box.currentData()]

    def clear(self) -> None:
        """Ask for every line."""
        self.ask(EVERY_LINE)


def _choices(lines: Sequence[RegisterRow], snapshot: Snapshot | None, language: str) -> dict[str, dict[str, str]]:
    """By condition the values that lines hold, with their titles."""
    found = [line.finding for line in lines if line.finding is not None]
    layers, states = {one.layer for one in found}, {line.standing.state for line in lines}
    weights, rules = {one.severity for one in found}, {line.rule for line in lines}
    people = sorted({one.person for line in lines for one in line.standing.decisions if one.person})
    regions = snapshot.region if snapshot is not None else None
    named = zip(regions.uid, regions.name, strict=True) if regions is not None else ()
    return {
        "layer": {name: translate(title, language) for name, title in LAYER_TITLES.items() if name in layers},
        "state": {name: translate(title, language) for name, title in STATES.items() if name in states},
        "severity": {str(n): translate(title, language) for n, title in SEVERITIES.items() if n in weights},
        "rule": {name: translate(one.title, language) for name, one in CHECKS.items() if name in rules},
        "region": {str(uid): str(name) for uid, name in named},
        "person": {name: name for name in people},
        "deadline": {name: translate(title, language) for name, title in DEADLINES.items()},
    }
