"""The page on which each heading of a file gets the column it means and, where it is an amount, its unit."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.choice_table import plain_table
from app.fonts import text_label
from app.import_draft import Draft
from app.import_pages import fill, meanings
from app.import_titles import field_titles
from app.sheet_preview import told_cells
from core.cells import as_shown
from core.headers import split_heading
from core.i18n import show, translate
from core.profile_matching import SURE, Likeness, is_personal, suggest
from core.profiles import Part, Profile
from core.text import N_, Text

MEASURED = ("amount", "value", "mass", "opening", "closing", "capacity", "permit mass", "area", "storage capacity")
SHOWN_VALUES = 3
HEADS = (N_("Heading in the file"), N_("First values"), N_("Means"), N_("Unit"), N_("How it was found"))
WIDTHS = (220, 260, 220, 90, 0)
FORM_TOLD = N_(
    "This form is read by a profile of its own: one row may tell about several things. Map its columns by hand where "
    "your office has changed it."
)
LIST_TOLD = N_("Choose what each heading means. What stays without a meaning is not imported, and told.")


class ColumnPage(QWidget):
    """Headings and their meanings; `mapped` gets a profile that was changed, `by_hand` is asked to leave a form."""

    def __init__(self, mapped: Callable[[Profile], object], by_hand: Callable[[], object]) -> None:
        super().__init__()
        self._mapped = mapped
        self._draft: Draft | None = None
        self.told, self.hand = text_label("soft"), QPushButton()
        self.hand.setProperty("role", "small")
        self.hand.clicked.connect(lambda *_: by_hand())
        self.table = plain_table(len(HEADS), WIDTHS[:-1])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.told)
        column.addWidget(self.hand, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.table, 1)

    def show_draft(self, draft: Draft, language: str) -> None:
        """Write a line for each heading; those of a form say what they mean, those of a list can be changed."""
        self._draft = draft
        self.table.setHorizontalHeaderLabels([translate(title, language) for title in HEADS])
        own = is_plain_list(draft)
        self.told.setText(translate(LIST_TOLD if own else FORM_TOLD, language))
        self.hand.setText(translate(N_("Map the columns by hand"), language))
        self.hand.setVisible(not own)
        headings = [(place, heading) for place, heading in enumerate(draft.sheet.columns) if heading]
        self.table.setRowCount(0)
        self.table.setRowCount(len(headings))
        likely = {found.heading: found for found in suggest(draft.sheet, draft.profile.parts[0].kind)} if own else {}
        means = meanings(draft, language)
        meant = {heading for heading, title in zip(draft.sheet.columns, means, strict=True) if title}
        rows = [told_cells(draft.sheet.columns, cells, language) for _, cells in draft.sheet.rows[:40]]
        for row, (place, heading) in enumerate(headings):
            values = [as_shown(cells[place]) for cells in rows if cells[place] not in (None, "")]
            self._write(row, 0, heading)
            self._write(row, 1, "  |  ".join(dict.fromkeys(values[:SHOWN_VALUES])))
            if own:
                self._choose(row, heading, draft, language)
            else:
                self._write(row, 2, means[place] or "—")
                self._write(row, 3, split_heading(heading)[1])
            self._write(row, 4, show(_how(heading, draft, likely.get(heading), meant), language))

    def _write(self, row: int, column: int, text: str) -> None:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        self.table.setItem(row, column, item)

    def _choose(self, row: int, heading: str, draft: Draft, language: str) -> None:
        """The boxes of a line: the column it means and the unit of its amounts."""
        part = draft.profile.parts[0]
        field = dict(part.columns).get(heading, "")
        joined = next((joined.field for joined in part.joined if heading in joined.headings), "")
        titles = field_titles(part.kind, language)
        box = QComboBox()
        fill(box, [("", "—"), *((name, title) for name, title in titles.items())], field or joined)
        box.currentIndexChanged.connect(lambda _: self._take(heading, str(box.currentData())))
        box.setEnabled(not joined)
        self.table.setCellWidget(row, 2, box)
        if field in MEASURED:
            unit = QLineEdit(dict(part.units).get(field, ""))
            unit.setPlaceholderText(split_heading(heading)[1])
            unit.editingFinished.connect(lambda: self._take_unit(field, unit.text().strip()))
            self.table.setCellWidget(row, 3, unit)

    def _take(self, heading: str, field: str) -> None:
        """A heading means another column now; one that meant that column before means nothing."""
        if self._draft is None:
            return
        part = self._draft.profile.parts[0]
        others = [(name, column) for name, column in part.columns if name != heading and column != field]
        self._tell(replace(part, columns=(*others, *([(heading, field)] if field else []))), heading, field)

    def _take_unit(self, field: str, unit: str) -> None:
        part = self._draft.profile.parts[0] if self._draft else Part("")
        units = {**dict(part.units), field: unit}
        if dict(part.units).get(field, "") != unit:
            self._tell(replace(part, units=tuple((name, told) for name, told in units.items() if told)))

    def _tell(self, part: Part, heading: str = "", field: str = "") -> None:
        if self._draft is not None:
            profile = self._draft.profile
            kept = tuple(name for name in profile.left_out if name != heading)
            left_out = kept if field or not heading else (*kept, heading)
            self._mapped(replace(profile, parts=(part,), left_out=left_out))


def is_plain_list(draft: Draft) -> bool:
    """Whether the columns of a draft can be mapped one by one."""
    parts = draft.profile.parts
    return len(parts) == 1 and parts[0].shape == "list" and not parts[0].values


def _how(heading: str, draft: Draft, likely: Likeness | None, meant: set[str]) -> Text:
    """How the meaning of a heading was found."""
    part = draft.profile.parts[0]
    if is_personal(heading):
        return Text("left out: it concerns a person")
    if not is_plain_list(draft):
        return Text("by the form") if heading in meant else Text("not read")
    if heading in draft.profile.left_out:
        return Text("left out by you")
    if any(heading in joined.headings for joined in part.joined):
        return Text("joined from several columns")
    given = dict(part.columns).get(heading)
    if likely is None or not given:
        return Text("no column is called so") if likely is not None and not likely.column else Text("")
    if likely.column != given:
        return Text("chosen by you")
    if likely.score >= SURE:
        return Text("by its name")
    return Text("spelt much alike ({score} of 100)", {"score": likely.score})
