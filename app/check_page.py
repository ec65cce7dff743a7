"""The last page of an import: what it would do, row by row, before anything is taken."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.choice_table import MOST, ChoiceTable, Question
from app.fonts import emphasise, text_label
from app.import_draft import Draft
from app.import_pages import fill
from app.import_remarks import returned_rows, summed_rows
from app.style import left
from app.table_panel import TablePanel
from core.i18n import show, translate
from core.import_choices import ACTIONS, NEW, SKIP, UPDATE, Candidate, Choices, RowChoice, choose_all
from core.import_results import ImportResult, NewName, total_identity
from core.text import N_, Text

DUPLICATES = {
    UPDATE: N_("update the firm that is there"),
    SKIP: N_("skip the row"),
    NEW: N_("take it as a new firm"),
}
NOTHING = {
    "rows": N_("Every row would be taken as it stands."),
    "names": N_("The rows name no firm that the project does not know."),
    "doubles": N_("No row looks like a firm that is there already."),
}
KEEP_NEW = "new"


class CheckPage(QWidget):
    """Identity, rows to be returned, new names and doubles; `chosen` gets the choices that were made."""

    def __init__(self, chosen: Callable[[Choices], object], save_returned: Callable[[], object]) -> None:
        super().__init__()
        self._chosen = chosen
        self._draft: Draft | None = None
        self.identity, self.told = QLabel(), text_label("soft")
        self.identity.setWordWrap(True)
        emphasise(self.identity, 11)
        self.rows = TablePanel(NOTHING["rows"])
        self.names, self.doubles = ChoiceTable(NOTHING["names"]), ChoiceTable(NOTHING["doubles"])
        self.remarks = text_label()
        self.all_doubles = QComboBox()
        self.returned = QPushButton()
        self.returned.clicked.connect(lambda *_: save_returned())
        self.all_doubles.currentIndexChanged.connect(lambda _: self._decide_all(str(self.all_doubles.currentData())))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.sums = TablePanel("")
        for widget in (self.rows, self.names, self._doubles_tab(), self.sums, _scrolled(self.remarks)):
            self.tabs.addTab(widget, "")
        head = QHBoxLayout()
        head.addWidget(self.identity, 1)
        head.addWidget(self.returned)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.told)
        column.addWidget(self.tabs, 1)

    def _doubles_tab(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 6, 0, 0)
        column.addWidget(self.all_doubles)
        column.addWidget(self.doubles, 1)
        self.all_doubles.setMaximumWidth(360)
        return holder

    def show_draft(self, draft: Draft, language: str) -> None:
        """Show what the plan of a draft would do."""
        self._draft = draft
        if draft.plan is None:
            return
        results = draft.plan.results
        problems = sum(len(result.problems) for result in results)
        names = [new for result in results for new in result.new_names]
        doubles = list(draft.plan.candidates)
        self.identity.setText(show(total_identity(results), language))
        self.told.setText(translate(N_("Nothing is taken yet. One Undo will take the whole import back."), language))
        self.rows.show_rows(returned_rows(results, language), language)
        choices = draft.choices
        self.names.show_questions(
            [_about_name(new, choices, language) for new in names[:MOST]], self._name_chosen, len(names), language
        )
        self.doubles.show_questions(
            [_about_row(one, choices, language) for one in doubles[:MOST]], self._row_chosen, len(doubles), language
        )
        self.sums.show_rows(summed_rows(results, language), language)
        remarks = [show(remark, language) for remark in dict.fromkeys((*draft.told, *draft.unshaped, *_told(results)))]
        self.remarks.setText("\n\n".join(remarks))
        self.returned.setVisible(problems > 0)
        self._write(language, (problems, len(names), len(doubles), len(results), len(remarks)))

    def _write(self, language: str, counts: tuple[int, ...]) -> None:
        titles = (N_("Rows to look at"), N_("New names"), N_("Possible doubles"), N_("Sums"), N_("Remarks"))
        for place, (title, count) in enumerate(zip(titles, counts, strict=True)):
            self.tabs.setTabText(
                place, f"{translate(title, language)} {count}" if count else translate(title, language)
            )
        self.names.set_words(translate(NOTHING["names"], language), _heads(language, N_("Name in the file")))
        self.doubles.set_words(translate(NOTHING["doubles"], language), _heads(language, N_("Row in the file")))
        self.returned.setText(translate(N_("Save the file with the reasons…"), language))
        first = ("", translate(N_("For all: as proposed"), language))
        others = [(name, translate(title, language)) for name, title in DUPLICATES.items()]
        fill(self.all_doubles, [first, *others], "")
        self.all_doubles.setVisible(counts[2] > 0)

    def _name_chosen(self, name: object, uid: str) -> None:
        if self._draft is not None:
            same = {key: value for key, value in self._draft.choices.same_as.items() if key != name}
            same |= {} if uid == KEEP_NEW else {str(name): uid}
            self._chosen(replace(self._draft.choices, same_as=same))

    def _row_chosen(self, candidate: object, action: str) -> None:
        if self._draft is not None and isinstance(candidate, Candidate):
            choice = RowChoice(action, candidate.uid if action == UPDATE else "")
            self._chosen(replace(self._draft.choices, rows={**self._draft.choices.rows, candidate.place: choice}))

    def _decide_all(self, action: str) -> None:
        if self._draft is not None and self._draft.plan is not None:
            rows = choose_all(self._draft.plan.candidates, action)
            self._chosen(replace(self._draft.choices, rows=rows))


def _told(results: Sequence[ImportResult]) -> list[Text]:
    """The remarks on the tables of an import, each with its file where there are several."""
    if len({result.file for result in results}) == 1:
        return [remark for result in results for remark in result.remarks]
    return [
        Text("{file}: {remark}", {"file": result.file, "remark": remark})
        for result in results
        for remark in result.remarks
    ]


def _scrolled(label: QLabel) -> QWidget:
    holder = QScrollArea()
    label.setAlignment(left(Qt.AlignmentFlag.AlignTop))
    label.setContentsMargins(10, 10, 10, 10)
    holder.setWidget(label)
    holder.setWidgetResizable(True)
    return holder


def _heads(language: str, first: str) -> tuple[str, ...]:
    return tuple(translate(title, language) for title in (first, N_("What speaks for it"), N_("What to do")))


def _about_name(new: NewName, choices: Choices, language: str) -> Question:
    """A name that only rows mention: a new firm, or one of the three that are called most alike."""
    told = Text("named by {n} row", {"n": new.rows}, plural="named by {n} rows")
    if new.nearest:
        like = {"told": told, "name": new.nearest[0].name, "score": new.nearest[0].score}
        told = Text("{told}; most like {name} ({score} of 100)", like)
    answers = [(KEEP_NEW, translate(N_("a new firm, unclaimed"), language))]
    for near in new.nearest:
        same = Text("the same as {name} ({score} of 100 alike)", {"name": near.name, "score": near.score})
        answers.append((near.uid, show(same, language)))
    return Question(new.name, new.name, show(told, language), tuple(answers), choices.same_as.get(new.name, KEEP_NEW))


def _about_row(candidate: Candidate, choices: Choices, language: str) -> Question:
    """A row that may be about a firm that is there already."""
    place = {"row": str(candidate.place[2]), "name": candidate.name}
    told = show(Text("row {row}: {name}", place), language)
    why = Text("{why}: {other}", {"why": candidate.why, "other": candidate.other_name})
    decided = choices.rows.get(candidate.place)
    action = decided.action if decided else candidate.likely
    answers = tuple((name, translate(DUPLICATES[name], language)) for name in ACTIONS)
    return Question(candidate, told, show(why, language), answers, action)
