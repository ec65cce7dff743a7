"""The editor of a cell by the kind of its field: a list for words, suggestions for references, a line for the rest."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.code_picker import CodePicker
from app.edit_model import EditModel
from app.grid_view import ENTER, GridView
from core.fields import Field
from core.i18n import show, translate
from core.text import N_, Text

Index = QModelIndex | QPersistentModelIndex
Check = Callable[[int, Field, str], Text | None]
FLAGS = {"1": N_("yes"), "0": N_("no")}
NARROWEST = 130


def choice_box(field: Field, language: str) -> QComboBox:
    """A box of the words of a closed list, with an empty entry where the word may be unknown."""
    box = QComboBox()
    if field.kind == "word" and not field.default and not field.required:
        box.addItem("", "")
    for word, title in (FLAGS if field.kind == "flag" else field.choices).items():
        box.addItem(translate(title, language), word)
    return box


def suggest(line: QLineEdit, names: list[str]) -> None:
    """Offer names that hold what is typed."""
    completer = QCompleter(names, line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setMaxVisibleItems(12)
    line.setCompleter(completer)


class FieldDelegate(QStyledItemDelegate):
    """Asks `check` before Enter or Tab takes a value; what cannot be taken stays in the editor, the reason below it."""

    def __init__(
        self, view: GridView, names: Callable[[Field], list[str]], picker: Callable[[Field], CodePicker], check: Check
    ) -> None:
        super().__init__(view)
        self._view, self._names, self._picker, self._check = view, names, picker, check
        self.language = "en"
        self._index: QPersistentModelIndex | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        field = self._field(index)
        self._index = QPersistentModelIndex(index)
        editor: QComboBox | QLineEdit
        if field.kind in ("word", "flag"):
            editor = choice_box(field, self.language)
            editor.setParent(parent)
            editor.activated.connect(lambda *_: self._take(editor))
        else:
            editor = self._picker(field) if field.catalogues else QLineEdit()
            editor.setParent(parent)
            if isinstance(editor, CodePicker) and field.kind != "codes":
                editor.picked.connect(lambda *_: self._take(editor))
            if field.kind == "reference":
                suggest(editor, self._names(field))
            editor.textEdited.connect(lambda *_: self._view.note.hide())
        editor.setProperty("role", "cell")
        return editor

    def _take(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findText(text)))
        elif isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        field, text = self._field(index), self._text(editor)
        if isinstance(model, EditModel) and isinstance(editor, CodePicker) and field.edition and editor.edition:
            model.take(index, {field.column: text, field.edition: editor.edition})
        else:
            model.setData(index, text)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        area = option.rect  # type: ignore[attr-defined]
        area.setWidth(max(area.width(), NARROWEST))
        editor.setGeometry(area)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(editor, CodePicker) and isinstance(event, QKeyEvent) and _is_for_list(editor, event):
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            taking = event.key() in (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if taking and not _choosing(editor):
                return self._leave(editor, event)
        return super().eventFilter(editor, event)

    def _leave(self, editor: QWidget, event: QKeyEvent) -> bool:
        """Take the value and go on, or say beside the cell why it cannot be taken."""
        if (reason := self._refusal(editor)) is not None and self._index is not None:
            self._view.say_beside(self._index, show(reason, self.language))
            return True
        if event.key() not in ENTER:
            return super().eventFilter(editor, event)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)
        return True

    def _refusal(self, editor: QWidget) -> Text | None:
        model = self._view.model()
        if self._index is None or not self._index.isValid() or not isinstance(model, EditModel):
            return None
        text = self._text(editor)
        if text == model.typed(self._index.row(), self._index.column()):
            return None
        return self._check(model.row_id(self._index.row()), self._field(self._index), text)

    def _field(self, index: Index) -> Field:
        model = self._view.model()
        if not isinstance(model, EditModel):
            raise TypeError("the grid shows another model")
        return model.field(index.column())

    def _text(self, editor: QWidget) -> str:
        if isinstance(editor, QComboBox):
            return editor.currentText()
        return editor.text() if isinstance(editor, QLineEdit) else ""


def _is_for_list(picker: CodePicker, event: QKeyEvent) -> bool:
    """Whether a key picks from an open list of codes, or closes it."""
    return picker.choosing() if event.key() in ENTER else event.key() == Qt.Key.Key_Escape and picker.hits.isVisible()


def _choosing(editor: QWidget) -> bool:
    """Whether a list of suggestions is open, which takes Enter for itself."""
    completer = editor.completer() if isinstance(editor, QLineEdit) else None
    return bool(completer and completer.popup().isVisible() and completer.popup().currentIndex().isValid())
