"""The small form in which one condition of the map's choice is set: names to tick, or numbers to type."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QDoubleValidator, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.fonts import text_label
from app.session import Session
from core.i18n import show, show_number, translate, unit_label
from core.kinds import FLOW_KINDS, ROLES, STATUSES
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.choosing import SIDES, Choice
from gis.choosing_words import CONDITION_TITLES

LISTED = ("kinds", "commodities", "statuses", "roles", "regions", "firms")
AT_ENDS = ("roles", "regions", "firms")
SEARCHED_FROM = 12  # names beyond which a line to search them stands above
MOST_NAMES = 300  # names that a list shows at once
KEY = Qt.ItemDataRole.UserRole


class ChoiceEditor(QFrame):
    """Hidden until a condition is begun; what is set is shown on the map at once. Emits `done` when it closes."""

    done = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session, self.name = session, ""
        self.setProperty("role", "popover")
        self.title = text_label("heading")
        self.body: QWidget = QWidget()
        self.names: QListWidget | None = None
        self.fields: list[QLineEdit] = []
        self.closing = QPushButton()
        self.closing.setProperty("role", "small")
        self.closing.clicked.connect(lambda *_: self.end())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(9, 7, 9, 8)
        self._column.setSpacing(5)
        for widget in (self.title, self.body, self.closing):
            self._column.addWidget(widget)
        self.hide()

    def begin(self, name: str) -> None:
        """Ask for one condition."""
        language = self.session.language
        self.name = name
        self.title.setText(translate(CONDITION_TITLES[name], language))
        self.closing.setText(translate(N_("Done"), language))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.names, self.fields = None, []
        if name in LISTED:
            self._fill_names(column)
        else:
            self._fill_numbers(column)
        self._column.replaceWidget(self.body, body)
        self.body.hide()
        self.body.deleteLater()
        self.body = body
        self.show()
        (self.fields[0] if self.fields else self.names or self.closing).setFocus()

    def end(self) -> None:
        """Close the form; what was set stays."""
        self._take_numbers()
        self.hide()
        self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.end()
        else:
            super().keyPressEvent(event)

    def _fill_names(self, column: QVBoxLayout) -> None:
        """Names to tick, a line to search them where there are many, and the side of the link where it matters."""
        options, language = self._options(), self.session.language
        self.names, more = QListWidget(), text_label("soft")
        self.names.setProperty("role", "hits")
        self.names.itemChanged.connect(self._ticked)
        search = QLineEdit()
        search.setClearButtonEnabled(True)
        search.setPlaceholderText(translate(N_("Search these names"), language))
        search.textChanged.connect(lambda text: self._list(options, text, more))
        for widget in (search, self.names, more):
            column.addWidget(widget)
        search.setVisible(len(options) > SEARCHED_FROM)
        if len(options) > SEARCHED_FROM:
            self.fields = [search]
        if self.name in AT_ENDS:
            column.addWidget(self._combo(SIDES, self.session.choice.side, lambda side: self._set(side=side)))
        self._list(options, "", more)

    def _options(self) -> list[tuple[str, str]]:
        """What can be ticked, as the key that the choice keeps and its name."""
        shown = self.session.shown
        return [] if shown is None else options_of(shown.links, self.name, self.session.language)

    def _list(self, options: Sequence[tuple[str, str]], text: str, more: QWidget) -> None:
        """Show the names that hold a text, the ticked ones first."""
        ticked = getattr(self.session.choice, self.name)
        found = [option for option in options if text.casefold() in option[1].casefold()]
        found.sort(key=lambda option: option[0] not in ticked)
        if self.names is None:
            return
        self.names.blockSignals(True)
        self.names.clear()
        for key, title in found[:MOST_NAMES]:
            item = QListWidgetItem(title, self.names)
            item.setData(KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
        self.names.blockSignals(False)
        rows = min(max(self.names.count(), 1), 7)
        self.names.setFixedHeight(rows * max(self.names.sizeHintForRow(0), 22) + 8)
        told = Text("{n} more: type a part of the name", {"n": len(found) - MOST_NAMES})
        more.setText(show(told, self.session.language))  # type: ignore[attr-defined]
        more.setVisible(len(found) > MOST_NAMES)

    def _ticked(self, item: QListWidgetItem) -> None:
        key, before = str(item.data(KEY)), getattr(self.session.choice, self.name)
        on = item.checkState() == Qt.CheckState.Checked
        self._set(**{self.name: before | {key} if on else before - {key}})

    def _combo(self, titles: dict[str, str], present: str, take: Callable[[str], object]) -> QComboBox:
        combo = QComboBox()
        for key, title in titles.items():
            combo.addItem(translate(title, self.session.language), key)
        combo.setCurrentIndex(max(combo.findData(present), 0))
        combo.activated.connect(lambda *_: take(str(combo.currentData())))
        return combo

    def _fill_numbers(self, column: QVBoxLayout) -> None:
        """One or two numbers with their unit."""
        choice, language = self.session.choice, self.session.language
        row = QHBoxLayout()
        if self.name == "amount":
            row.addWidget(self._field(choice.least, N_("at least")), 1)
            units = {unit: unit_label(unit, language) for unit in self.session.units()}
            self.unit = self._combo(units, choice.unit, lambda _: self._take_numbers())
            row.addWidget(self.unit)
        elif self.name == "largest":
            row.addWidget(self._field(choice.most, N_("how many of each unit")), 1)
        else:
            row.addWidget(self._field(choice.shortest, N_("from km")), 1)
            row.addWidget(self._field(choice.longest, N_("to km")), 1)
        column.addLayout(row)

    def _field(self, value: float | None, hint: str) -> QLineEdit:
        field = QLineEdit("" if value is None else show_number(value, 12).replace("\u2009", ""))
        validator = QDoubleValidator(0.0, 1e15, 6, field)
        validator.setLocale(QLocale.c())
        validator.setNotation(QDoubleValidator.Notation.StandardNotation)
        field.setValidator(validator)
        field.setPlaceholderText(translate(hint, self.session.language))
        field.setAccessibleName(translate(hint, self.session.language))
        field.editingFinished.connect(self._take_numbers)
        self.fields.append(field)
        return field

    def _take_numbers(self) -> None:
        """Take over what was typed; an empty field asks nothing."""
        if not self.fields or self.name in LISTED:
            return
        typed = [float(text) if (text := field.text().strip().rstrip(".")) else None for field in self.fields]
        if self.name == "amount":
            self._set(least=typed[0], unit=str(self.unit.currentData() or "") if typed[0] is not None else "")
        elif self.name == "largest":
            self._set(most=int(typed[0]) if typed[0] else None)
        else:
            self._set(shortest=typed[0], longest=typed[1])

    def _set(self, **changed: Any) -> None:
        choice: Choice = replace(self.session.choice, **changed)
        self.session.choose_links(choice)


def options_of(links: Snapshot, name: str, language: str) -> list[tuple[str, str]]:
    """What the links of a year can be chosen by, as key and title: what occurs, in the order of its list or name."""
    flow, actor = links.flow, links.actor
    if name in ("commodities", "firms", "regions"):
        table: Any = {"commodities": links.commodity, "firms": actor, "regions": links.region}[name]
        rows = np.unique(flow.commodity) if name == "commodities" else np.arange(len(table))
        return sorted(((str(table.uid[row]), str(table.name[row])) for row in rows), key=lambda option: option[1])
    titles = {"kinds": {kind.id: kind.title for kind in FLOW_KINDS.values()}, "statuses": STATUSES, "roles": ROLES}[
        name
    ]
    present = set({"kinds": flow.kind, "statuses": flow.status, "roles": actor.role}[name].tolist())
    return [(word, translate(title, language)) for word, title in titles.items() if word in present]
