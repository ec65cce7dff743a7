"""The card at the right: the blocks of the selection as labels, small tables, account bars and findings."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
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
from app.choice_menu import fill_traces
from app.describe import describe_ref, row_of, source_of
from app.findings_dock import subjects
from app.fonts import text_label
from app.message_bar import MessageBar
from app.pictures import painted
from app.record_form import RecordForm
from app.rows import LAYER_TITLES, finding_amount, rule_title
from app.session import Session
from core.accounts import Account
from core.attachments import CHANGED, MISSING, PICTURES, attach_file
from core.errors import UserError
from core.findings import Finding, Ref
from core.i18n import THIN, show, translate
from core.table_titles import TABLE_TITLES
from core.text import N_, Text
from gis.badges import BADGE, badge_marks
from gis.flags import NUMBERED, flag_sign
from gis.paint import measure
from gis.palette import palette
from gis.scene import Scene

MOST_EVIDENCE = 30
SHARES = {2: (4, 5), 3: (3, 2, 2), 4: (3, 4, 4, 4)}  # of the width, by the number of columns
UNBROKEN = "\u202f"  # a thin space at which no line ends
NO_BREAK = "\u00a0"
BEFORE_UNIT = re.compile(r"(?<=\d) (?=[^\W\d_]{1,3}[²³]?(?!\w)|%)")  # a number and its unit stay on one line
PHOTO_WIDTH, PHOTO_HEIGHT = 420, 240
_KEEP = Qt.AspectRatioMode.KeepAspectRatio
BADGE_PIXELS = 5.2  # per millimetre, so that a badge is as high as a line of text


class CardPanel(QScrollArea):
    """Rebuilt at every selection; a form takes its place while a row is edited.

    Emits `tables_wanted` with a table and the uid whose rows are asked for.
    """

    tables_wanted = Signal(str, str)

    def __init__(self, session: Session, messages: MessageBar) -> None:
        super().__init__()
        self.session, self.messages, self.dark = session, messages, False
        self.form: RecordForm | None = None
        self.blocks: list[Block] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        session.changed.connect(self.refresh)
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
        """Whether a form of this project waits in which something was typed."""
        return self.form is not None and self.form.project is self.session.project and self.form.dirty

    def _remind(self) -> None:
        self.messages.tell(Text("The form at the right is not saved yet; save or cancel it first."), notice=True)

    def _follow(self) -> None:
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

    def _end_form(self, kept: int | None) -> None:
        """Show the card again, of a new row the one that was made."""
        form, self.form = self.form, None
        if form is not None and kept is not None and form.id is None and self.session.snapshot is not None:
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
            Flag: self._flag,
            Photo: self._photo,
            Verbs: self._row_verbs,
            Traces: self._traces,
        }
        for block in self.blocks:
            column.addWidget(build[type(block)](block))
        column.addStretch(1)
        self.setWidget(holder)

    def text(self) -> str:
        """Everything the card says, line by line."""
        return "\n".join(label.text() for label in self.widget().findChildren(QLabel)).replace(NO_BREAK, " ")

    def _line(self, line: Line) -> QWidget:
        return _label(line.text, line.role)

    def _grid(self, grid: Grid) -> QWidget:
        holder = QWidget()
        cells = QGridLayout(holder)
        cells.setContentsMargins(0, 0, 0, 0)
        cells.setHorizontalSpacing(12)
        cells.setVerticalSpacing(5)
        for column, head in enumerate(grid.heads):
            cells.addWidget(_label(head, "soft"), 0, column)
        for place, texts in enumerate(grid.rows):
            ref = grid.refs[place] if grid.refs else None
            for column, text in enumerate(texts):
                made = self._link(text, ref) if ref and column == 0 else _label(text, "plain")
                cells.addWidget(made, 2 * place + 1, column)
            if grid.notes and grid.notes[place]:
                cells.addWidget(_label(grid.notes[place], "soft"), 2 * place + 2, 0, 1, len(texts))
        for column, share in enumerate(SHARES.get(len(grid.rows[0]) if grid.rows else 0, ())):
            cells.setColumnStretch(column, share)
        return holder

    def _link(self, text: str, ref: Ref) -> QWidget:
        """A text that chooses a row when it is clicked."""
        label = _label("", "plain")
        colour = self.palette().link().color().name()
        label.setText(f'<a style="text-decoration:none;color:{colour}" href="#">{_escaped(text)}</a>')
        label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        label.linkActivated.connect(lambda *_: self.session.select([ref], zoom=True))
        return label

    def _photo(self, photo: Photo) -> QWidget:
        """The picture as wide as the card, or what became of it."""
        file, language = photo.file, self.session.language
        if file.state == MISSING:
            return _label(show(Text("Photo missing: {path}", {"path": str(file.path)}), language), "soft")
        picture = QPixmap(str(file.path))
        if picture.isNull():
            return _label(show(Text("This file is no picture: {path}", {"path": str(file.path)}), language), "soft")
        holder = QLabel()
        width = min(PHOTO_WIDTH, self.viewport().width() - 28)
        holder.setPixmap(picture.scaled(width, PHOTO_HEIGHT, _KEEP, Qt.TransformationMode.SmoothTransformation))
        changed = translate(N_("The file was changed since it was attached."), language)
        holder.setToolTip(f"{file.title or file.path.name}\n{changed if file.state == CHANGED else ''}".strip())
        return holder

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
        column.addWidget(_label(self._account_title(account), "heading"))
        drawn = AccountBar(account, language, self.dark)
        if drawn.parts and account.scope.table != "flow":  # what two sides state of a link is compared
            column.addWidget(drawn)
        column.addWidget(_label(show(account.sentence, language), "plain"))
        return holder

    def _account_title(self, account: Account) -> str:
        year = str(account.year) if account.year is not None else ""
        parts = (translate(account.title, self.session.language), account.matter, year)
        return " · ".join(part for part in parts if part)

    def _flag(self, flag: Flag) -> QWidget:
        language, finding = self.session.language, flag.finding
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 8, 0, 6)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(_badge(flag.number, finding, self.dark), 0, Qt.AlignmentFlag.AlignTop)
        parts = (rule_title(finding, language), finding_amount(finding, language).replace(" ", "\u00a0"))
        head.addWidget(_label(" · ".join(part for part in parts if part), "heading"), 1)
        column.addLayout(head)
        column.addWidget(_label(show(finding.sentence, language), "plain"))
        column.addWidget(_label(show(Text("Next step: {step}", {"step": finding.step}), language), "plain"))
        column.addWidget(_label(self._grounds(finding), "soft"))
        column.addLayout(self._verbs(finding, column))
        return holder

    def _grounds(self, finding: Finding) -> str:
        """Rule, layer, rows and source: what it takes to defend the finding."""
        language = self.session.language
        values = {
            "rule": finding.rule,
            "layer": Text(LAYER_TITLES[finding.layer]),
            "n": len(finding.evidence),
        }
        told = Text(
            "Rule {rule} ({layer}); rests on {n} row", values, plural="Rule {rule} ({layer}); rests on {n} rows"
        )
        source = Text("source: {source}", {"source": finding.source}) if finding.source else Text("no source told")
        return show(Text("{told}; {source}.", {"told": told, "source": source}), language)

    def _verbs(self, finding: Finding, column: QVBoxLayout) -> QHBoxLayout:
        row = QHBoxLayout()
        looking = QPushButton(translate(N_("Show on the map"), self.session.language))
        looking.clicked.connect(lambda *_: self.session.select(subjects(finding), finding, zoom=True))
        looking.setProperty("leading", True)
        row.addWidget(looking)
        if finding.evidence:
            evidence = self._evidence(finding)
            evidence.hide()
            unfold = QPushButton(translate(N_("Show the evidence"), self.session.language))
            unfold.clicked.connect(lambda *_: evidence.setVisible(not evidence.isVisible()))
            row.addWidget(unfold)
            column.addWidget(evidence)
        row.addStretch(1)
        return row

    def _evidence(self, finding: Finding) -> QWidget:
        """The rows a finding rests on, each with its source and date."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(8, 2, 0, 2)
        column.setSpacing(3)
        snapshot, language = self.session.readable, self.session.language
        for ref in finding.evidence[:MOST_EVIDENCE]:
            if snapshot is not None:
                column.addWidget(self._link(describe_ref(snapshot, ref, language), ref))
                if source := source_of(snapshot, ref):
                    column.addWidget(_label(source, "soft"))
        rest = len(finding.evidence) - MOST_EVIDENCE
        if rest > 0:
            column.addWidget(_label(show(Text("and {n} more rows", {"n": rest}), language), "soft"))
        return holder


def _badge(number: int, finding: Finding, dark: bool) -> QLabel:
    """The badge that the finding carries on the map; like there only the first have their number in it."""
    told = str(number) if number <= NUMBERED else ""
    marks = badge_marks((3.2, 2.4), told, flag_sign(finding), float(measure([told], BADGE)[0]), palette(dark))
    badge = QLabel()
    badge.setPixmap(painted(Scene(6.4, 4.8, tuple(marks)), BADGE_PIXELS))
    badge.setFixedSize(badge.pixmap().deviceIndependentSize().toSize())
    return badge


def _label(text: str, role: str) -> QLabel:
    text = text.replace(THIN, UNBROKEN).replace(" · ", f"{NO_BREAK}· ")  # no line begins with a dot
    label = text_label(role, BEFORE_UNIT.sub(NO_BREAK, text))
    label.setTextFormat(Qt.TextFormat.PlainText if text else Qt.TextFormat.AutoText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return label


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
