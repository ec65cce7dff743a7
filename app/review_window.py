"""The review of what came back: each field with the value before, the office's, the survey's, and what is kept.

A packet is compared in the worker; nothing is written before Apply, which is one edit. What is left open stays in the
project and is shown by the same window again.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from app.fonts import text_label
from app.review_counts import TRIAL, Choices, Title, counting, decided_told, taken_told
from app.review_sides import sides_of
from app.review_sketch import MovedSketch
from app.rows import text_column, words
from app.session import Session
from app.table_model import Rows
from app.table_panel import TablePanel
from app.tasks import outcome
from app.window import MainWindow
from core.display_names import in_language
from core.errors import UserError
from core.findings import Ref
from core.i18n import show, translate
from core.merge_apply import Keeps, Merged, apply_plan, decide, open_questions
from core.merge_copies import Meeting, copy_label, plan_copies
from core.merge_notes import note_questions, still_open
from core.merge_packets import packet_label, plan_packet
from core.merge_records import OPEN, SURVEY, last_changes
from core.merge_trial import Trial
from core.merge_words import Line, Words, kept_lines, plan_lines, withheld
from core.project import Project
from core.renaming import text_in
from core.steps import Step
from core.text import N_, Text

TITLE = N_("Review what came back")
HINT = N_(
    "Mark lines and say what is kept; without a mark it holds for all that are listed. What stays open is asked again "
    "another time, and this project's value stands meanwhile."
)
NOTE = N_("Note on the marked lines")
PROOF_NOTE = N_("Note on the marked lines; of a proof day, person and reason, such as 2026-05-01 Li Ming, no yard")
UNTAKEN = N_("What was chosen and noted here is not applied yet. Close once more to leave it.")
NOTHING = Text("Nothing waits for a decision.")
_LANE = "review"
Act = Callable[[Choices, Choices], object]


class ReviewWindow(QDialog):
    """Shows lines and what is kept of each; `act` gets the choices and the notes by line.

    `title` is told anew after each choice, and may `tell` later what it comes to where that takes a moment.
    """

    def __init__(
        self, window: MainWindow, session: Session, title: Title, lines: list[Line], act: Act,
        notes: Sequence[Text] = (),
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.main, self.session, self.language, self._act = window, session, window.language, act
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate(TITLE, self.language))
        self.lines, self.sides = lines, sides_of(lines)
        self.keeps = {row: SURVEY if line.kind in ("update", "add") else OPEN for row, line in enumerate(lines)}
        self.notes = {row: line.note for row, line in enumerate(lines) if line.note}
        self.panel = TablePanel(show(NOTHING, self.language), self.language)
        self.panel.chosen.connect(self._mark)
        self.sketch, self.note = MovedSketch(self.language, dark=window.dark), QLineEdit()
        asked_proof = any(line.kind == "proof" for line in lines)
        self.note.setPlaceholderText(translate(PROOF_NOTE if asked_proof else NOTE, self.language))
        self.note.editingFinished.connect(self._write_note)
        self.told, self.warned = text_label("soft"), text_label("plain", "\n".join(map(self._say, notes)))
        self.warned.setVisible(bool(notes))
        self.asked = text_label("fault")
        self.asked.hide()
        self._begun = self._said()
        self._asked = self._begun
        self.counted, self._title, self._told_of = text_label("plain"), title, -1
        self._lay_out()
        self.fill()
        self.resize(1320, 640)
        self.finished.connect(self._end)
        session.closed.connect(self.leave)

    def _say(self, told: Text) -> str:
        return show(told, self.language)

    def _lay_out(self) -> None:
        column, below = QVBoxLayout(self), QHBoxLayout()
        self.choosing = {}
        for keep, name in self.sides.buttons.items():
            self.choosing[keep] = self._button(name, partial(self.keep, keep))
            below.addWidget(self.choosing[keep])
        below.addWidget(self.note, 1)
        self.applying = self._button(N_("Apply"), self.apply)
        below.addWidget(self.applying)
        column.addWidget(self.counted)
        column.addWidget(self.warned)
        column.addWidget(text_label("soft", translate(HINT, self.language)))
        column.addWidget(self.panel, 1)
        column.addWidget(self.sketch)
        column.addWidget(self.told)
        column.addWidget(self.asked)
        column.addLayout(below)

    def _button(self, title: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(translate(title, self.language))
        button.setAutoDefault(False)
        button.clicked.connect(lambda *_: act())
        return button

    def fill(self) -> None:
        """Show the lines with what is kept of each."""
        language, kept = self.language, self.sides.kept

        def told(of: Callable[[Line], Text | str]) -> list[str]:
            return [self._named(of(line)) for line in self.lines]

        columns = (
            text_column(N_("Table"), words(told(lambda line: line.table)), 84),
            text_column(N_("Row"), words(told(lambda line: line.name)), 130),
            text_column(N_("Field"), words(told(lambda line: line.field or Text("whole row"))), 112),
            text_column(N_("Before"), words(told(lambda line: line.base)), 134),
            text_column(self.sides.now, words(told(lambda line: line.office)), 134),
            text_column(self.sides.returned, words(told(lambda line: line.returned)), 134),
            text_column(N_("Keep"), words([translate(kept[keep], language) for keep in self.keeps.values()]), 80),
            text_column(N_("Why"), words(told(lambda line: Text(line.why))), 150),
            text_column(self.sides.changed, words(told(_office_change)), 124),
            text_column(N_("Note"), words([self.notes.get(row, "") for row in self.keeps]), 80),
        )
        uids = words([str(row) for row in self.keeps])
        self.panel.show_rows(Rows(columns, uids, tuple(one.values for one in columns)), language)
        values = {"open": sum(keep == OPEN for keep in self.keeps.values()), "n": len(self.lines)}
        self.told.setText(show(Text("{n} lines, of which {open} stay open", values), language))
        self.applying.setEnabled(bool(self.lines))
        self._told_of += 1
        self._entitle(self._title(self.keeps, self.notes, partial(self._entitle_later, self._told_of)))

    def _entitle(self, title: Text) -> None:
        self.counted.setText(self._say(title))

    def _entitle_later(self, told_of: int, title: Text) -> None:
        """Tell what the choices come to, unless others were made meanwhile or the window is going."""
        if told_of == self._told_of:
            self._entitle(title)

    def _end(self) -> None:
        """Wait for no title any more."""
        self._told_of += 1
        self.session.tasks.drop(TRIAL)

    def _named(self, told: Text | str) -> str:
        """A text or name of the project as the reader knows it."""
        names = self.session.names
        return show(text_in(told, names), self.language) if isinstance(told, Text) else names.get(told, told)

    def marked(self) -> list[int]:
        """The marked lines; where none is marked all that are listed, but for rows that the survey deleted."""
        model = self.panel.model
        if rows := sorted({index.row() for index in self.panel.table.selectionModel().selectedRows()}):
            return [int(model.uid(row)) for row in rows]
        listed = [int(model.uid(row)) for row in range(model.rowCount())]
        return [line for line in listed if self.lines[line].kind != "delete"]

    def keep(self, keep: str) -> None:
        """Keep this of the marked lines."""
        self._change(self.keeps, keep)

    def _write_note(self) -> None:
        if text := self.note.text().strip():
            self.note.clear()
            self._change(self.notes, text)

    def _change(self, told: dict[int, str], word: str) -> None:
        """Tell a word of the marked lines, which stay marked."""
        had_marks = self.panel.table.selectionModel().hasSelection()
        chosen = self.marked()
        told |= dict.fromkeys(chosen, word)
        self.fill()
        if had_marks:
            self.panel.mark(frozenset(map(str, chosen)))

    def _mark(self, uids: frozenset[str]) -> None:
        """Show a chosen row on the map too, and both places of a firm that was moved."""
        lines = [self.lines[int(uid)] for uid in sorted(uids, key=int)]
        self.sketch.show_points(lines[0].points if len(lines) == 1 else ())
        refs = [Ref(line.place[0], line.place[1]) for line in lines if line.place[0] in ("actor", "flow", "region")]
        if refs:
            self.session.select(refs, zoom=True)

    def _said(self) -> tuple[dict[int, str], dict[int, str], str]:
        """What was chosen and noted, and what stands in the line of notes."""
        return dict(self.keeps), dict(self.notes), self.note.text()

    def reject(self) -> None:
        """Esc and the cross leave at once where nothing was chosen; else it is told, and asking once more leaves."""
        said = self._said()
        if said in (self._begun, self._asked):
            super().reject()
            return
        self._asked = said
        self.asked.setText(translate(UNTAKEN, self.language))
        self.asked.show()

    def leave(self) -> None:
        """Go without a question."""
        self._begun = self._said()
        self.close()

    def apply(self) -> None:
        """Hand on what was chosen; the window goes."""
        self._write_note()
        self.leave()
        self._act(self.keeps, self.notes)


def _office_change(line: Line) -> str:
    """Day and person of the row's last change in the office; nothing where the field is as it went out."""
    return "" if line.field and line.office == line.base else f"{line.when[:10]} {line.who}".strip()


def ask_and_review(window: MainWindow, session: Session) -> None:
    """Ask for a packet, its workbook or another copy of the project, and let the worker compare it."""
    title = translate(N_("Open what came back"), window.language)
    folder = str(session.path.parent if session.path else Path())
    kinds = translate(N_("Packets, workbooks, exports and copies (*.zip *.xlsx *.csv *.gpkg)"), window.language)
    if chosen := QFileDialog.getOpenFileName(window, title, folder, kinds)[0]:
        review(window, session, Path(chosen))


def review(window: MainWindow, session: Session, path: Path) -> None:
    """Compare a file with the open project and show the review."""
    project = session.project
    if project is None:
        return
    compare = plan_copies if path.suffix.lower() == ".gpkg" else plan_packet

    def look(found: Meeting | UserError) -> None:
        if isinstance(found, UserError):
            window.messages.tell(found.sentence, found.advice, notice=True)
        elif session.project is project:
            show_meeting(window, session, found, path)

    title = Text("Comparing {file}", {"file": path.name})
    session.tasks.run(title, lambda _: outcome(compare, project, path), look, lane=_LANE)


def show_meeting(
    window: MainWindow,
    session: Session,
    meeting: Meeting,
    path: Path,
    again: Callable[[], object] | None = None,
    taken: Callable[[], object] = lambda: None,
) -> ReviewWindow:
    """The review of a plan; it is carried out by the worker, and anew compared where the project changed meanwhile.

    `again` compares anew what is no file, such as typed pages; `taken` is called when the edit was made.
    """
    project = session.project
    if project is None:
        raise RuntimeError("a review needs an open project")
    with project.reading() as connection:
        who = last_changes(connection)
    shown = in_language(project.snapshot(), window.language)
    named, seen = Words(shown, meeting.plan.adds, window.language, who), project.revision
    lines = plan_lines(named, meeting.plan, meeting.twins)
    label = (copy_label if path.suffix.lower() == ".gpkg" else packet_label)(meeting)
    by_place, said = partial(_chosen, lines), partial(_noted, lines)

    def act(keeps: Choices, notes: Choices) -> None:
        if session.project is not project or project.revision != seen:
            window.messages.tell(Text("The project was changed meanwhile; what came back is compared anew."))
            (again or partial(review, window, session, path))()
            return

        def work(project: Project, step: Step) -> Merged:
            trial.close(wait=True)
            project.backup()
            return apply_plan(project, meeting.plan, meeting.returned, label, by_place(keeps), said(notes))

        def done(merged: Merged) -> None:
            window.messages.tell(taken_told(merged))
            taken()

        session.write(label, work, done, window.messages.tell_or_raise)

    trial = Trial(project, meeting.plan, meeting.returned)
    hidden = withheld(named, meeting.plan)
    apart = [Text("Not listed, since they may only enter sums: {n}.", {"n": hidden})] if hidden else []
    title = counting(session, trial, path, by_place, said)
    made = ReviewWindow(window, session, title, lines, act, [*meeting.notes, *apart])
    made.finished.connect(lambda _: trial.close())
    return _opened(made)


def _chosen(lines: Sequence[Line], keeps: Choices) -> Keeps:
    """What was chosen, by the place of its line, where it says something else than what happens anyhow."""
    return {(lines[row].packet, lines[row].place): keep for row, keep in keeps.items() if _differs(lines[row], keep)}


def _noted(lines: Sequence[Line], notes: Choices) -> Keeps:
    """What was noted, by the place of its line, where it was not there before."""
    typed = {row: note for row, note in notes.items() if note != lines[row].note or lines[row].kind == "add"}
    return {(lines[row].packet, lines[row].place): note for row, note in typed.items()}


def _differs(line: Line, keep: str) -> bool:
    """Whether a choice says something else than what happens anyhow."""
    return keep != (SURVEY if line.kind in ("update", "add") else OPEN)


def show_open(window: MainWindow, session: Session) -> ReviewWindow | None:
    """The conflicts that the project keeps open."""
    project = session.project
    if project is None:
        return None
    asked = open_questions(project)
    shown_rows = in_language(project.snapshot(), window.language)
    lines = kept_lines(Words(shown_rows, language=window.language), asked)
    shown = {one.id: one.conflict.office for one in asked}

    def act(keeps: Choices, notes: Choices) -> None:
        decided = {lines[row].id: keep for row, keep in keeps.items() if keep != OPEN}
        said = {lines[row].id: note for row, note in notes.items() if note != lines[row].note}
        if not decided and not said:
            return
        told = {"n": len(decided)}
        label = Text("Decide {n} open question", told, plural="Decide {n} open questions")
        open_notes = {id: note for id, note in said.items() if id not in decided}

        def work(project: Project, step: Step) -> Merged:
            note_questions(project, open_notes)
            return decide(project, decided, label, said, shown) if decided else still_open(project)

        session.write(
            label, work, lambda merged: window.messages.tell(decided_told(merged)), window.messages.tell_or_raise
        )

    title = Text("{n} question of surveys and copies is open", {"n": len(lines)},
                 plural="{n} questions of surveys and copies are open")  # fmt: skip
    return _opened(ReviewWindow(window, session, lambda *_: title, lines, act))


def _opened(made: ReviewWindow) -> ReviewWindow:
    made.show()
    return made
