"""The card at the right: the blocks of the selection as labels, small tables, account bars and findings."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.account_bar import AccountBar
from app.card_blocks import Bar, Block, Flag, Grid, Line, Photo, Traces, Verbs
from app.card_content import card_blocks
from app.card_flag import FlagCard
from app.card_form import CardForm
from app.card_labels import card_label, link_label
from app.card_photo import PhotoCard
from app.choice_menu import fill_traces
from app.decision_form import DecisionForm
from app.describe import row_of
from app.draft_keeping import DraftKeeping
from app.finding_correction_form import CorrectionForm
from app.finding_form import FindingForm
from app.finding_steps import FindingSteps
from app.message_bar import MessageBar
from app.record_form import RecordForm
from app.session import Session
from core.accounts import Account
from core.attachments import PICTURES, AttachedFile, attach_file, detach_file
from core.errors import UserError
from core.evidence import sentences
from core.findings import Ref
from core.i18n import NO_BREAK, show, translate
from core.table_titles import TABLE_TITLES
from core.text import N_, Text

SHARES = {2: (4, 5), 3: (3, 2, 2), 4: (3, 4, 4, 4)}  # of the width, by the number of columns


class CardPanel(QScrollArea):
    """Rebuilt at every selection; a form takes its place while a row is edited.

    Emits `tables_wanted` with a table and the uid whose rows are asked for, `charted` with a finding whose chart is.
    """

    tables_wanted = Signal(str, str)
    charted = Signal(object)

    def __init__(self, session: Session, messages: MessageBar) -> None:
        super().__init__()
        self.session, self.messages, self.dark = session, messages, False
        self.form: RecordForm | FindingForm | CorrectionForm | None = None
        self.drafts = DraftKeeping(messages, self)
        self.steps = FindingSteps(session, messages, self.show_form)
        self.blocks: list[Block] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        session.changed.connect(self.refresh)
        session.held.connect(self.refresh)
        session.rechosen.connect(self.refresh)
        session.selected.connect(lambda *_: self._follow())

    def refresh(self) -> None:
        """Build the card of the present selection anew; a form stays while what it was made from is the same."""
        if self._typed_in() or (self.form is not None and self.form.is_present()):
            return
        self._show_card()

    def _show_card(self) -> None:
        self.form = None
        self._build(card_blocks(self.session))

    def _typed_in(self) -> bool:
        """Whether a form of this project waits in which something was typed, also below a finding."""
        project = self.session.project
        waiting: list[CardForm] = [*([self.form] if self.form is not None else []), *self.findChildren(DecisionForm)]
        return any(form.project is project and form.dirty for form in waiting)

    def _remind(self) -> None:
        self.messages.tell(Text("The form at the right is not saved yet; save or cancel it first."), notice=True)

    def _follow(self) -> None:
        if isinstance(self.form, FindingForm) and self.form.take(self.session.selection):
            return
        if self._typed_in():
            self._remind()
        else:
            self._show_card()

    def begin_form(self, table: str, id: int | None) -> None:
        """Edit a row in a form, or enter a new one; what else the card says stays below it."""
        if self._typed_in():
            self._remind()
            return
        blocks = card_blocks(self.session) if id is not None else []
        self.form = RecordForm(self.session, self.messages, table, id)
        self.form.done.connect(self._end_form)
        self._build([block for block in blocks[1:] if not isinstance(block, Verbs)], self.form)
        self.form.start()
        self.drafts.watch(self.form)

    def show_form(self, form: FindingForm | CorrectionForm) -> None:
        """Put a form in place of the card."""
        if self._typed_in():
            self._remind()
            return
        self.form = form
        form.done.connect(self._end_form)
        self._build([], form)
        form.start()
        self.drafts.watch(form)

    def _end_form(self, kept: int | None) -> None:
        """Show the card again, of a new row the one that was made."""
        form, self.form = self.form, None
        if form is not None:
            self.drafts.end(form)
        if isinstance(form, RecordForm) and kept is not None and form.id is None and self.session.snapshot is not None:
            rows = getattr(self.session.snapshot, form.table)
            self.session.select([Ref(form.table, str(uid)) for uid in rows.uid[rows.id == kept]])
        self._show_card()

    def edit(self, ref: Ref) -> None:
        """Edit a row of the project as it is today in the form."""
        if (id := self._id_of(ref)) is not None:
            self.begin_form(ref.table, id)

    def _id_of(self, ref: Ref) -> int | None:
        """The id of a row of the project as it is today; where it is gone that is told."""
        table = getattr(self.session.project.snapshot(), ref.table) if self.session.project is not None else None
        row = row_of(table.uid, ref.uid) if table is not None else None
        if table is None or row is None:
            self.messages.tell(Text("What was chosen is not in the project any more."), notice=True)
            return None
        return int(table.id[row])

    def _build(self, blocks: list[Block], form: QWidget | None = None) -> None:
        self.drafts.leave()
        self.blocks = blocks
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        if form is not None:
            column.addWidget(form)
        build: dict[type, Callable[..., QWidget]] = {
            Line: self._line,
            Grid: self._grid,
            Bar: self._bar,
            Flag: lambda flag: FlagCard(self.session, flag, self.dark, self.steps, self.charted.emit),
            Photo: self._photo,
            Verbs: self._row_verbs,
            Traces: self._traces,
        }
        for block in self.blocks:
            column.addWidget(build[type(block)](block))
        for said in holder.findChildren(DecisionForm):
            said.unfolded.connect(partial(self.drafts.watch, said))
            said.done.connect(lambda *_, said=said: self.drafts.end(said))
            said.done.connect(lambda *_: self.refresh(), Qt.ConnectionType.QueuedConnection)
        column.addStretch(1)
        self.setWidget(holder)

    def text(self) -> str:
        """Everything the card says, line by line."""
        return "\n".join(label.text() for label in self.widget().findChildren(QLabel)).replace(NO_BREAK, " ")

    def _line(self, line: Line) -> QWidget:
        return card_label(line.text, line.role)

    def _grid(self, grid: Grid) -> QWidget:
        holder = QWidget()
        cells = QGridLayout(holder)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setHorizontalSpacing(12)
        cells.setVerticalSpacing(5)
        for column, head in enumerate(grid.heads):
            cells.addWidget(card_label(head, "soft"), 0, column)
        for place, texts in enumerate(grid.rows):
            ref = grid.refs[place] if grid.refs else None
            for column, text in enumerate(texts):
                made = link_label(self.session, text, ref) if ref and column == 0 else card_label(text, "plain")
                cells.addWidget(made, 2 * place + 1, column)
            if grid.notes and grid.notes[place]:
                cells.addWidget(card_label(grid.notes[place], "soft"), 2 * place + 2, 0, 1, len(texts))
        for column, share in enumerate(SHARES.get(len(grid.rows[0]) if grid.rows else 0, ())):
            cells.setColumnStretch(column, share)
        return holder

    def _photo(self, photo: Photo) -> QWidget:
        """A picture of the row, which can be taken off again."""
        detach = partial(self.detach, photo.file) if self.session.writing else None
        return PhotoCard(photo.file, self.viewport().width() - 28, self.session.language, detach)

    def detach(self, file: AttachedFile) -> None:
        """Take a photo off its row; the file itself stays, and one Undo brings it back."""
        project = self.session.project
        if project is None:
            return
        detach_file(project, file.id)
        told = Text("{file} is not attached any more; the file itself stays where it is.", {"file": file.path.name})
        self.messages.tell(told, verbs=[(N_("Undo"), project.undo)])

    def _row_verbs(self, verbs: Verbs) -> QWidget:
        """Edit the row in a form, attach a photo, see its figures in the tables."""
        language, ref = self.session.language, verbs.ref
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        shown: list[tuple[str, Callable[[], object]]] = [(N_("Edit"), lambda: self.edit(ref))]
        if ref.table == "actor":
            shown.append((N_("Add photo…"), lambda: self._attach(ref)))
        for table in verbs.tables:
            shown.append((TABLE_TITLES[table], partial(self.tables_wanted.emit, table, ref.uid)))
        for title, act in shown:
            button = QPushButton(translate(title, language))
            button.setProperty("role", "small")
            button.clicked.connect(lambda *_, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        return holder

    def _traces(self, traces: Traces) -> QWidget:
        """A button with the ways to follow a firm on the map."""
        button = QPushButton(translate(N_("Trace"), self.session.language))
        button.setProperty("role", "small")
        menu = QMenu(button)
        fill_traces(menu, self.session, traces.uid)
        button.setMenu(menu)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return button

    def _attach(self, ref: Ref) -> None:
        """Ask for a picture and attach it."""
        title = translate(N_("Add photo…"), self.session.language).rstrip("…")
        endings = " ".join(f"*{ending}" for ending in PICTURES)
        path, _ = QFileDialog.getOpenFileName(self, title, "", f"{title} ({endings})")
        if path:
            self.attach(ref, Path(path))

    def attach(self, ref: Ref, path: Path) -> None:
        """Attach a picture to a row."""
        project, id = self.session.project, self._id_of(ref)
        try:
            if project is not None and id is not None:
                attach_file(project, ref.table, id, path)
        except UserError as problem:
            self.messages.tell_problem(problem)

    def _bar(self, bar: Bar) -> QWidget:
        language, account = self.session.language, bar.account
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(5)
        column.addWidget(card_label(self._account_title(account), "heading"))
        drawn = AccountBar(account, language, self.dark)
        if drawn.parts and account.scope.table != "flow":  # what two sides state of a link is compared
            column.addWidget(drawn)
        column.addWidget(card_label(show(sentences(account.sentence, account.doubt), language), "plain"))
        return holder

    def _account_title(self, account: Account) -> str:
        year = str(account.year) if account.year is not None else ""
        parts = (translate(account.title, self.session.language), account.matter, year)
        return " · ".join(part for part in parts if part)
