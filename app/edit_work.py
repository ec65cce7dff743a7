"""What is done to the cells of a grid: entering, copying, pasting, filling, emptying, replacing, deleting."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QItemSelectionRange, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from app.cell_blocks import Pasting, block_text, parse_block, plan_paste, repeated
from app.edit_faults import fault_rows, fault_text, summary
from app.edit_model import EditModel
from app.grid_view import GridView
from app.message_bar import MessageBar
from app.session import Session
from core.edits import Cells, Outcome, change_and_add, delete_rows, set_values
from core.errors import UserError
from core.fields import Field, FieldFault
from core.project import Project
from core.review import Reviewer
from core.table_titles import table_title
from core.text import N_, Text

T = TypeVar("T")
_ACROSS = Qt.Orientation.Horizontal


class EditWork(QObject):
    """Acts on the chosen cells of a grid; `listed` carries the rows that were not taken, when they are asked for."""

    listed = Signal(object)

    def __init__(self, session: Session, messages: MessageBar, grid: GridView, model: EditModel) -> None:
        super().__init__(grid)
        self.session, self.messages, self.grid, self.model = session, messages, grid, model
        self._reviewer: Reviewer | None = None

    @property
    def table(self) -> str:
        """The table that is shown."""
        return self.model.edit.table if self.model.edit else ""

    @property
    def project(self) -> Project:
        """The project that is written to."""
        if self.session.project is None:
            raise RuntimeError("no project is open")
        return self.session.project

    def check(self, id: int, field: Field, text: str) -> Text | None:
        """Why a text cannot be taken into a cell, None where it can."""
        snapshot = self.project.snapshot()
        if self._reviewer is None or self._reviewer.snapshot is not snapshot:
            self._reviewer = Reviewer(snapshot)
        faults = self._reviewer.changes(self.table, {id: {field.column: text}}).faults
        if not faults:
            return None
        return faults[0].reason if faults[0].column == field.column else fault_text(self.table, faults[0])

    def enter(self, id: int, texts: Mapping[str, str]) -> bool:
        """Take texts, by column, into one row."""
        outcome = self.attempt(lambda: set_values(self.project, self.table, {id: texts}))
        if outcome is not None and outcome.remarks:
            self.messages.tell(fault_text(self.table, outcome.remarks[0]), notice=True)
        return outcome is not None

    def attempt(self, work: Callable[[], T]) -> T | None:
        """Do something; what a user can mend is told, and nothing has happened then."""
        try:
            return work()
        except UserError as problem:
            self.messages.tell_problem(problem)
            return None

    def columns(self) -> list[int]:
        """The columns that are shown, from left to right."""
        header = self.grid.horizontalHeader()
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [column for column in order if not self.grid.isColumnHidden(column)]

    def _parts(self) -> list[QItemSelectionRange]:
        selection = self.grid.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def chosen(self) -> tuple[list[int], list[int]]:
        """Rows that are touched by the choice, and the columns from its first to its last, from left to right."""
        parts = self._parts()
        rows = sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})
        taken = {column for part in parts for column in range(part.left(), part.right() + 1)}
        shown = self.columns()
        places = [place for place, column in enumerate(shown) if column in taken]
        if not rows or not places:
            return [], []
        return rows, shown[places[0] : places[-1] + 1]

    def block(self) -> tuple[list[int], list[int]]:
        """Rows and columns of the choice where it is one rectangle; of several patches the current cell alone."""
        rows, columns = self.chosen()
        shown = set(self.columns())
        area = sum(part.height() * len(shown & set(range(part.left(), part.right() + 1))) for part in self._parts())
        if rows and area == len(rows) * len(columns) and rows[-1] - rows[0] + 1 == len(rows):
            return rows, columns
        at = self.grid.currentIndex()
        return ([at.row()], [at.column()]) if at.isValid() else ([], [])

    def copy(self, *, heads: bool = False) -> None:
        """Put the chosen cells on the clipboard as they would be typed."""
        rows, columns = self.chosen()
        block = [[self.model.typed(row, column) or self._computed(row, column) for column in columns] for row in rows]
        if heads:
            block.insert(0, [str(self.model.headerData(column, _ACROSS)).removesuffix(" *") for column in columns])
        QGuiApplication.clipboard().setText(block_text(block))

    def _computed(self, row: int, column: int) -> str:
        return "" if self.model.field(column).typed else str(self.model.index(row, column).data())

    def paste(self) -> None:
        """Lay the clipboard's block on the grid from the first chosen cell on."""
        rows, columns = self.block()
        text = QGuiApplication.clipboard().text()
        if not rows or not text:
            return
        block = repeated(parse_block(text), len(rows), len(columns))
        below = range(rows[0], self.model.rowCount())
        across = self.columns()
        across = across[across.index(columns[0]) :]
        planned = plan_paste(
            block,
            [self.model.row_id(row) for row in below[: len(block)]],
            [self.model.field(column) for column in across],
            lambda row, column: self.model.typed(rows[0] + row, across[column]),
        )
        if planned.beyond:
            self._ask_beyond(planned, len(block))
        else:
            self._paste(planned, with_rows=False)

    def _ask_beyond(self, planned: Pasting, size: int) -> None:
        """Rows that find none below them may become new ones."""
        told = {"n": len(planned.beyond), "size": size}
        question = Text(
            "{n} of the {size} pasted rows lies beyond the last row.",
            told,
            plural="{n} of the {size} pasted rows lie beyond the last row.",
        )
        verbs = [
            (N_("Add them as new rows"), partial(self._paste, planned, with_rows=True)),
            (N_("Leave them out"), partial(self._paste, planned, with_rows=False)),
        ]
        self.messages.tell(question, verbs=verbs, notice=True)

    def _paste(self, planned: Pasting, *, with_rows: bool) -> None:
        added = planned.beyond if with_rows else []
        label = Text("{table}: paste", {"table": table_title(self.table)})
        done = self.attempt(lambda: change_and_add(self.project, self.table, planned.changes, added, label))
        if done is not None:
            self._tell_pasted(*done, planned, len(planned.beyond) - len(added))

    def _tell_pasted(self, changed: Outcome, fresh: Outcome, planned: Pasting, left_out: int) -> None:
        values: dict[str, object] = {"changed": len(changed.ids), "added": len(fresh.ids)}
        told = summary(
            Text("Pasted: {changed} rows changed, {added} added.", values),
            self.table,
            [*changed.faults, *fresh.faults],
            [*changed.remarks, *fresh.remarks],
        )
        for count, sentence in (
            (left_out, Text("{n} rows beyond the last one were left out.", {"n": left_out})),
            (planned.computed, Text("{n} cells are computed and were not typed into.", {"n": planned.computed})),
            (planned.outside, Text("{n} cells lie right of the last column.", {"n": planned.outside})),
        ):
            told += [sentence] if count else []
        self._tell(told, changed.faults, fresh.faults)

    def _tell(self, told: Sequence[Text], faults: Sequence[FieldFault], fresh: Sequence[FieldFault] = ()) -> None:
        """Say what was done, with a list of what was not taken."""
        verbs = []
        if faults or fresh:
            snapshot, table, language = self.project.snapshot(), self.table, self.session.language
            rows = fault_rows(snapshot, table, faults, fresh, language)
            verbs = [(N_("List what was not taken"), lambda: self.listed.emit(rows))]
        self.messages.tell(*told, verbs=verbs, notice=bool(faults or fresh))

    def change(self, changes: Mapping[int, Cells], label: Text) -> None:
        """Change many cells as one edit, as far as they can be taken."""
        outcome = self.attempt(lambda: set_values(self.project, self.table, changes, label, partly=True))
        if outcome is not None:
            done = Text("{n} row changed.", {"n": len(outcome.ids)}, plural="{n} rows changed.")
            self._tell(summary(done, self.table, outcome.faults, outcome.remarks), outcome.faults)

    def fill(self) -> None:
        """Write the first of the chosen rows into those below it."""
        rows, columns = self.block()
        typed = [column for column in columns if self.model.field(column).typed]
        if len(rows) < 2 or not typed:
            self.messages.tell(Text("Choose a cell and those below it that shall hold the same."))
            return
        given = {self.model.field(column).column: self.model.typed(rows[0], column) for column in typed}
        label = Text("{table}: fill down", {"table": table_title(self.table)})
        self.change({self.model.row_id(row): self._differing(row, typed, given) for row in rows[1:]}, label)

    def _differing(self, row: int, columns: list[int], given: Cells) -> Cells:
        named = {self.model.field(column).column: self.model.typed(row, column) for column in columns}
        return {name: text for name, text in given.items() if named[name] != text}

    def clear(self) -> None:
        """Empty the chosen cells."""
        changes: dict[int, dict[str, object]] = {}
        for part in self._parts():
            typed = [column for column in range(part.left(), part.right() + 1) if self._can_empty(column)]
            emptied = {self.model.field(column).column: "" for column in typed}
            for row in range(part.top(), part.bottom() + 1):
                changes.setdefault(self.model.row_id(row), {}).update(self._differing(row, typed, emptied))
        if any(changes.values()):
            self.change(changes, Text("{table}: empty cells", {"table": table_title(self.table)}))

    def _can_empty(self, column: int) -> bool:
        return self.model.field(column).typed and not self.grid.isColumnHidden(column)

    def delete(self, *, agreed: bool = False) -> None:
        """Delete the chosen rows; where others refer to them the user is asked first."""
        rows, _ = self.chosen()
        ids = [self.model.row_id(row) for row in rows]
        if ids:
            self._delete(ids, agreed=agreed)

    def _delete(self, ids: list[int], *, agreed: bool) -> None:
        try:
            gone = delete_rows(self.project, self.table, ids, agreed=agreed)
        except UserError as problem:
            asked = [(N_("Delete all of it"), partial(self._delete, ids, agreed=True))]
            self.messages.tell_problem(problem, verbs=asked if problem.code == "referred" else ())
            return
        told = {"n": gone.pop(self.table, 0), "others": sum(gone.values())}
        more = Text("{others} rows of other tables went with them.", told) if gone else Text("")
        done = Text("{n} row deleted.", told, plural="{n} rows deleted.")
        self.messages.tell(done, more, Text("Undo brings everything back."))

    def matches(self, wanted: str, column: int | None) -> list[tuple[int, int]]:
        """Rows and columns of the view whose cells hold a text, in one column or in all that are shown."""
        if not wanted:
            return []
        columns = [column] if column is not None else self.columns()
        typed = [each for each in columns if self.model.field(each).typed]
        texts = ((each, self.model.typed_texts(each)) for each in typed)
        return [(row, each) for each, column_texts in texts for row, text in enumerate(column_texts) if wanted in text]

    def replace(self, wanted: str, by: str, column: int | None) -> None:
        """Write one text for another in every cell that holds it."""
        changes: dict[int, dict[str, object]] = {}
        found = self.matches(wanted, column)
        for row, each in found:
            text = self.model.typed(row, each).replace(wanted, by)
            changes.setdefault(self.model.row_id(row), {})[self.model.field(each).column] = text
        told = {"table": table_title(self.table), "wanted": wanted, "by": by, "n": len(found)}
        if changes:
            self.change(changes, Text("{table}: “{wanted}” becomes “{by}” in {n} cells", told))
