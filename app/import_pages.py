"""The pages of an import that show how a file is understood: the table as it stands, its columns, its places."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.fonts import text_label
from app.import_draft import FORM, KNOWN, LIST, Draft
from app.import_titles import USES, field_title
from app.place_preview import PlacePreview
from app.placing import place_points
from app.sheet_preview import SheetPreview, lines_of
from core.errors import UserError
from core.headers import find_column
from core.i18n import show, translate
from core.kind_titles import KIND_TITLES
from core.profile_files import known_profiles
from core.profiles import Places
from core.snapshot import Snapshot
from core.text import N_, Text
from gis.coordinates import SYSTEMS, parse_system

ORIGINS = {
    FORM: N_("Recognised by its headings as the form {title}."),
    KNOWN: N_("Mapped as this project did for the same headings before."),
    LIST: N_("Its headings were compared with the names of columns; correct what was taken wrongly on the next page."),
}
CLICK_HINT = N_("Click the number of another row if that one names the columns.")


def fill(box: QComboBox, items: Sequence[tuple[str, str]], chosen: str) -> None:
    """Put (id, title) into a box without telling anybody, and choose one."""
    box.blockSignals(True)
    box.clear()
    for id, title in items:
        box.addItem(title, id)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.blockSignals(False)


def meanings(draft: Draft, language: str) -> list[str]:
    """What each column of the file is understood as, in the reader's language, "" for one that is not used."""
    places = Places(draft.sheet.columns)
    found: list[list[str]] = [[] for _ in draft.sheet.columns]
    for part in draft.profile.parts:
        headed = [*part.columns, *((value.heading, value.field) for value in part.values)]
        headed += [(heading, joined.field) for joined in part.joined for heading in joined.headings]
        for heading, field in headed:
            place = places.find(heading)
            title = field_title(part.kind, field, language)
            if place is not None and title not in found[place]:
                found[place].append(title)
    left_out = {places.find(heading) for heading in draft.profile.left_out}
    for place, heading in enumerate(draft.sheet.columns):
        if not found[place] and place not in left_out:
            found[place] += _self_told(heading, draft, language)
    return [" · ".join(titles) for titles in found]


def _self_told(heading: str, draft: Draft, language: str) -> list[str]:
    """What a heading means that no profile names: a list reads each heading that one of its columns is called by."""
    lists = [part for part in draft.profile.parts if part.shape == "list" and not part.values]
    columns = [(part.kind, find_column(heading, part.kind)) for part in lists]
    return [field_title(kind, column, language) for kind, column in columns if column][:1]


class TablePage(QWidget):
    """The file as it stands; `changed` gets what the user chose: ("form", id), ("sheet", name) and so on."""

    def __init__(self, changed: Callable[[str, str], object]) -> None:
        super().__init__()
        self._changed = changed
        self.told, self.hint = text_label(), text_label("soft")
        self.boxes = {name: QComboBox() for name in ("form", "sheet", "encoding", "use")}
        self.labels = {name: QLabel() for name in self.boxes}
        self.preview = SheetPreview()
        self.preview.header_chosen.connect(lambda row: changed("header", str(row)))
        row = QHBoxLayout()
        row.setSpacing(16)
        for name, box in self.boxes.items():
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumWidth(150)
            box.setMaximumWidth(420)
            box.currentIndexChanged.connect(lambda _, name=name, box=box: changed(name, str(box.currentData())))
            column = QVBoxLayout()
            column.setSpacing(3)
            self.labels[name].setProperty("role", "soft")
            column.addWidget(self.labels[name])
            column.addWidget(box)
            row.addLayout(column)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.told, row, self.preview, self.hint):
            column.addLayout(widget) if isinstance(widget, QHBoxLayout) else column.addWidget(widget)

    def show_draft(
        self, draft: Draft, sheets: Sequence[str], encodings: Sequence[str], language: str, dark: bool
    ) -> None:
        """Show a draft; `sheets` and `encodings` are those to choose from."""
        forms = [(f"list:{kind}", translate(title, language)) for kind, title in KIND_TITLES.items()]
        forms += [(f"form:{id}", profile.title_in(language)) for id, profile in known_profiles().items()]
        known = translate(N_("as before in this project"), language)
        forms = [("known", known), *forms] if draft.origin == KNOWN else forms
        fill(self.boxes["form"], forms, _form_of(draft))
        fill(self.boxes["sheet"], [(name, name) for name in sheets], draft.sheet.name)
        fill(self.boxes["encoding"], [(name, name.upper()) for name in encodings], draft.how.encoding)
        fill(self.boxes["use"], [(id, translate(title, language)) for id, title in USES.items()], _use_of(draft))
        titles = {
            "form": N_("What it is"), "sheet": N_("Sheet"), "encoding": N_("Encoding"), "use": N_("May be used for"),
        }  # fmt: skip
        for name, title in titles.items():
            self.labels[name].setText(translate(title, language))
            several = self.boxes[name].count() > 1
            self.boxes[name].setVisible(several)
            self.labels[name].setVisible(several)
        self.told.setText(show(_told(draft, language), language))
        self.hint.setText(translate(CLICK_HINT, language))
        returned = draft.plan.results if draft.plan else ()
        refused = frozenset(problem.row for result in returned for problem in result.of("rejected"))
        self.preview.show_lines(lines_of(draft.sheet, language, refused), meanings(draft, language), dark)


def _told(draft: Draft, language: str) -> Text:
    values = {"title": draft.profile.title_in(language), "file": draft.path.name, "n": len(draft.sheet.rows)}
    counted = Text("{file} holds {n} row.", values, plural="{file} holds {n} rows.")
    if files := len({sheet.file for sheet in draft.more} - {draft.sheet.file}):
        told = {"n": len(draft.more) + 1, "files": files + 1, "file": draft.sheet.file, "sheet": draft.sheet.name}
        return Text(
            "{n} tables of {files} files, each read by the form that it is; here is the first: {file}, sheet {sheet}.",
            told,
        )
    return Text("{counted} {origin}", {"counted": counted, "origin": Text(ORIGINS[draft.origin], values)})


def _form_of(draft: Draft) -> str:
    if draft.origin == LIST:
        return f"list:{draft.profile.parts[0].kind}"
    return "known" if draft.origin == KNOWN else f"form:{draft.profile.id}"


def _use_of(draft: Draft) -> str:
    return draft.choices.permitted_use or draft.profile.permitted_use


class PlacesPage(QWidget):
    """The points of the file on the outlines of the project, by the coordinate system that was chosen."""

    def __init__(self, changed: Callable[[str, str], object]) -> None:
        super().__init__()
        self.told, self.legend = text_label(), text_label("soft")
        self.box, self.label, self.typed = QComboBox(), QLabel(), QLineEdit()
        self.label.setProperty("role", "soft")
        self._chosen, self._language = "", ""
        self.box.setLineEdit(self.typed)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._changed = changed
        self.box.activated.connect(lambda place: changed("system", str(self.box.itemData(place))))
        self.typed.editingFinished.connect(self._typed)
        self.map = PlacePreview()
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow(self.label, self.box)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addWidget(self.told)
        side.addWidget(self.legend)
        side.addStretch(1)
        holder = QWidget()
        holder.setLayout(side)
        holder.setFixedWidth(330)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.map, 1)

    def _typed(self) -> None:
        """Take a system that was written, such as EPSG:4528; one that is not known leaves what was chosen."""
        text = self.box.currentText().strip()
        if self.box.findText(text) >= 0 or not text:
            return
        try:
            name = parse_system(text).name
        except UserError as problem:
            self.told.setText(
                show(
                    Text("{sentence} {advice}", {"sentence": problem.sentence, "advice": problem.advice}),
                    self._language,
                )
            )
            return
        if name != self._chosen:
            self._changed("system", name)

    def show_draft(self, draft: Draft, snapshot: Snapshot, language: str, dark: bool) -> None:
        """Show the systems that were tried, why, and where the points lie."""
        self._language = language
        systems = [(guess.system.name, show(guess.system.title, language)) for guess in draft.guesses]
        told = {id for id, _ in systems}
        if draft.needs_system:
            systems += [(id, show(one.title, language)) for id, one in SYSTEMS.items() if id not in told]
        if draft.system and draft.system not in {id for id, _ in systems}:
            systems.append((draft.system, show(parse_system(draft.system).title, language)))
        fill(self.box, [("", translate(N_("found by itself"), language)), *systems], draft.system)
        self._chosen = draft.system
        self.label.setText(translate(N_("Coordinate system"), language))
        chosen = next((guess for guess in draft.guesses if guess.system.name == draft.system), None)
        shown = chosen or (draft.guesses[0] if draft.guesses else None)
        self.told.setText(show(shown.why, language) if shown else "")
        self.map.dark = dark
        self.map.show_places(draft.placing or place_points(snapshot, ()))
        n = self.map.placing.beyond
        beyond = Text("{n} point lies far outside.", {"n": n}, plural="{n} points lie far outside.")
        legend = translate(N_("Filled discs lie inside an outline of the project, hollow ones outside."), language)
        self.legend.setText(legend + (" " + show(beyond, language) if n else ""))
