"""A form for one row of any user table, made from its fields; what must be filled is marked, faults stand beside."""

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.card_form import CardForm
from app.code_picker import CodePicker, field_picker, read_catalogues
from app.edit_faults import fault_text
from app.edit_table import number_text
from app.field_delegate import choice_box, suggest
from app.fonts import text_label
from app.message_bar import MessageBar
from app.session import Session
from core.edits import add_row, set_values
from core.errors import UserError
from core.fields import FIELDS, Field, FieldFault, RefusedValues
from core.i18n import show, translate, unit_label
from core.project import Project
from core.review import Reviewer, kept_row, kept_value
from core.row_names import names_of, row_name
from core.snapshot import Snapshot
from core.table_titles import TABLE_TITLES
from core.text import N_, Text

Editor = QLineEdit | QComboBox


class RecordForm(CardForm):
    """The fields of a row, or of a new one where `id` is None; emits `done` with its id, None after Cancel."""

    def __init__(self, session: Session, messages: MessageBar, table: str, id: int | None) -> None:
        super().__init__(session)
        self.messages, self.table, self.id = messages, table, id
        self.opened = self._opened()
        self.entered.connect(self.save)
        self.snapshot: Snapshot = self.opened.snapshot()
        self._open_rows = self.snapshot.without_aggregates()
        self.editors: dict[str, Editor] = {}
        self.faults: dict[str, QLabel] = {}
        self._rare: dict[str, list[QWidget]] = {}
        self._touched: set[str] = set()
        self._reviewer = Reviewer(self.snapshot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        fields = self._fields()
        if any(isinstance(editor, CodePicker) for editor in self.editors.values()):
            read_catalogues(session.tasks)
        column.addWidget(text_label("title", self._title()))
        column.addLayout(self._verbs())
        column.addLayout(fields)
        column.addWidget(self.trouble)
        self.begun = self.texts()

    def _opened(self) -> Project:
        if self.session.project is None:
            raise RuntimeError("no project is open")
        return self.session.project

    def is_present(self) -> bool:
        """Whether the row and the language are still those that the form was made from."""
        return super().is_present() and self.opened.snapshot() is self.snapshot

    def texts(self) -> dict[str, str]:
        """What stands in every field, words by their ids."""
        return {
            name: str(editor.currentData()) if isinstance(editor, QComboBox) else editor.text()
            for name, editor in self.editors.items()
        }

    def put(self, texts: Mapping[str, str]) -> None:
        """Write texts into the fields, as if they were typed; a field that is not there is passed over."""
        for name, text in texts.items():
            editor = self.editors.get(name)
            if isinstance(editor, QComboBox):
                editor.setCurrentIndex(max(0, editor.findData(text)))
            elif editor is not None:
                editor.setText(text)
            self._reveal(name)

    def _words(self, message: str) -> str:
        return translate(message, self.session.language)

    def _title(self) -> str:
        if self.id is None:
            told = Text("New row: {table}", {"table": Text(TABLE_TITLES[self.table])})
            return show(told, self.session.language)
        return show(row_name(self.snapshot, self.table, self._row()), self.session.language)

    def _row(self) -> int:
        return int(np.searchsorted(getattr(self.snapshot, self.table).id, self.id or 0))

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        beside = {each.unit for each in FIELDS[self.table] if each.kind == "amount"}
        shown = [each for each in FIELDS[self.table] if each.typed and each.column not in beside]
        for place, each in enumerate(shown):
            self._add_field(grid, 2 * place, each)
        return grid

    def _add_field(self, grid: QGridLayout, line: int, each: Field) -> None:
        """Title, editor with its unit, and below it the place of its fault."""
        title = QLabel(self._words(each.title) + (" *" if each.required else ""))
        title.setWordWrap(True)
        title.setMaximumWidth(110)
        editor = self._editor(each)
        title.setBuddy(editor)
        row = QHBoxLayout()
        row.setSpacing(5)
        row.addWidget(editor, 1)
        parts: list[QWidget] = [title, editor]
        if each.kind == "amount":
            unit = self._editor(next(other for other in FIELDS[self.table] if other.column == each.unit))
            unit.setFixedWidth(74)
            row.addWidget(unit)
            parts.append(unit)
        elif beside := self._unit(each):
            parts.append(text_label("soft", beside))
            parts[-1].setFixedWidth(parts[-1].sizeHint().width())
            row.addWidget(parts[-1])
        fault = text_label("fault")
        fault.hide()
        self.faults[each.column] = fault
        grid.addWidget(title, line, 0)
        grid.addLayout(row, line, 1)
        grid.addWidget(fault, line + 1, 1)
        if not each.usual and self._text(each) in ("", "0"):
            for part in parts:
                part.hide()
            self._rare[each.column] = parts

    def _editor(self, each: Field) -> Editor:
        text = self._text(each)
        editor: Editor
        if each.kind in ("word", "flag"):
            editor = choice_box(each, self.session.language)
            if each.required and self.id is None:
                editor.insertItem(0, "", "")
            editor.setCurrentIndex(max(0, editor.findData(text)))
            editor.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            editor.setMinimumContentsLength(6)
            editor.activated.connect(lambda *_: self._look_at(each.column))
        else:
            editor = self._line(each)
            editor.setText(text)
            editor.setCursorPosition(0)
            if each.kind == "reference":
                names = names_of(self._open_rows, each.target, self.session.language)
                suggest(editor, [str(name) for name in dict.fromkeys(names)])
            editor.editingFinished.connect(lambda: self._look_at(each.column))
        editor.setAccessibleName(self._words(each.title))
        self.editors[each.column] = editor
        return editor

    def _line(self, each: Field) -> QLineEdit:
        if not each.catalogues:
            return QLineEdit()
        picker = field_picker(each, self.session.language, self.snapshot)
        picker.picked.connect(lambda _, edition: self._take_edition(each, edition))
        picker.picked.connect(lambda *_: self._look_at(each.column))
        picker.left.connect(lambda: self._take_edition(each, self.begun.get(each.edition, "")))
        return picker

    def _text(self, each: Field) -> str:
        """What a field holds, as it is typed."""
        if self.id is None:
            return each.default or ("0" if each.kind == "flag" else "")
        kept = kept_value(self.snapshot, self.table, each, self._row())
        if kept is None:
            return ""
        if each.kind == "reference":
            ids = getattr(self.snapshot, each.target).id
            names = names_of(self.snapshot, each.target, self.session.language)
            return str(names[np.searchsorted(ids, kept)])
        if each.kind == "point":
            return f"{kept[0]:.6f}, {kept[1]:.6f}"
        return number_text(kept) if isinstance(kept, float) else str(kept)

    def _unit(self, each: Field) -> str:
        if not each.unit or each.kind not in ("number", "derived"):
            return ""
        if each.unit in ("=base", "unit"):
            if self.id is None:
                return ""
            row = kept_row(self.snapshot, self.table, self._row())
            return unit_label(self._reviewer.kept_as(self.table, row).base_unit, self.session.language)
        return unit_label(each.unit[1:], self.session.language)

    def _verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        verbs: list[tuple[str, Callable[[], object]]] = [
            (N_("Save"), self.save),
            (N_("Cancel"), self.leave),
        ]
        if self._rare:
            verbs.append((N_("More fields"), self._show_rare))
        for title, act in verbs:
            button = QPushButton(self._words(title))
            button.clicked.connect(lambda *_, act=act: act())
            row.addWidget(button)
        self.save_verb = row.itemAt(0).widget()
        self.save_verb.setProperty("leading", True)
        row.addStretch(1)
        return row

    def _show_rare(self) -> None:
        for column in self._rare:
            self._reveal(column)

    def _reveal(self, column: str) -> None:
        for part in self._rare.get(column, ()):
            part.show()

    def _take_edition(self, each: Field, edition: str) -> None:
        """Write the edition of a code that was picked, where the field keeps one."""
        line = self.editors.get(each.edition)
        if isinstance(line, QLineEdit):
            line.setText(edition)
            self._reveal(each.edition)

    def start(self) -> None:
        """Put the cursor into the first field."""
        first = next(iter(self.editors.values()))
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(first, QLineEdit):
            first.selectAll()

    def changes(self) -> dict[str, object]:
        """The fields that hold something else than at the beginning; of a new row all that hold anything."""
        texts = self.texts()
        if self.id is None:
            return {name: text for name, text in texts.items() if text}
        changed = {name for name, text in texts.items() if text != self.begun[name]}
        picked = {each.edition for each in FIELDS[self.table] if each.column in changed and self._is_picked(each)}
        return {name: text for name, text in texts.items() if name in changed | picked}

    def _is_picked(self, each: Field) -> bool:
        editor = self.editors[each.column]
        return isinstance(editor, CodePicker) and bool(editor.edition)

    def _look_at(self, column: str) -> None:
        """Say at once what cannot be taken in the fields that were touched; saving asks for the rest."""
        self._touched.add(column)
        given = self.changes()
        if self.id is None:
            review = self._reviewer.rows(self.table, [given])
        else:
            review = self._reviewer.changes(self.table, {self.id: given} if given else {})
        self._show_faults(tuple(fault for fault in review.faults if fault.column in self._touched))

    def _show_faults(self, faults: tuple[FieldFault, ...]) -> None:
        language = self.session.language
        for column, label in self.faults.items():
            own = [fault for fault in faults if fault.column == column]
            label.setText(show(own[0].reason, language) if own else "")
            label.setVisible(bool(own))
        homeless = [fault for fault in faults if fault.column not in self.faults]
        for fault in homeless:
            amount = next(each.column for each in FIELDS[self.table] if each.unit == fault.column)
            self.faults[amount].setText(show(fault_text(self.table, fault), language))
            self.faults[amount].show()

    def save(self) -> None:
        """Keep what was typed as one edit, or show at the fields why it cannot be kept."""
        given = self.changes()
        try:
            if self.id is None:
                kept = add_row(self.opened, self.table, given)
            else:
                kept = self.id
                outcome = set_values(self.opened, self.table, {self.id: given} if given else {})
                if outcome.remarks:
                    self.messages.tell(fault_text(self.table, outcome.remarks[0]), notice=True)
        except RefusedValues as refused:
            self._show_faults(refused.faults)
            self._show_rare()
            if (editor := self.editors.get(refused.faults[0].column)) is not None:
                editor.setFocus(Qt.FocusReason.OtherFocusReason)
        except UserError as problem:
            self.messages.tell_problem(problem)
        else:
            self.done.emit(kept)
