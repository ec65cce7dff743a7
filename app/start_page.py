"""What is seen when no project is open: three ways to begin, in everyday words."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.fonts import text_label
from app.style import icon
from core.i18n import translate
from core.text import N_

TITLE = N_("Cluster Atlas")
LEAD = N_("Who gives what to whom, who pollutes, and where a link is missing: firms and their links on one map.")
BEGIN = N_("Begin")
SAMPLES = N_("Look at a sample")
RECENT = N_("Opened before")
NO_RECENT = N_("Projects that you open will be listed here.")
DROP = N_("You can also drop a project file on this window.")
BEGINNINGS = {
    "new": (N_("New project"), N_("An empty file of your own; then import your table of firms.")),
    "open": (N_("Open a project"), N_("A file that a colleague gave you or that you made before.")),
}
EXAMPLES = {
    "sample.teaching": (
        N_("Teaching park"),
        N_("48 invented firms, three years of figures, planted faults to find."),
    ),
    "sample.kalundborg": (N_("Kalundborg"), N_("The Danish symbiosis with its published figures.")),
    "sample.guigang": (N_("Guigang"), N_("The sugar cluster of Guigang with its published totals.")),
}
COLUMN_WIDTH = 520


class StartPage(QScrollArea):
    """Buttons that ask for a command by its id; recent files ask for `recent:PATH`."""

    def __init__(self, ask: Callable[[str], object]) -> None:
        super().__init__()
        self._ask = ask
        self._language, self._dark = "en", False
        self._buttons: dict[str, QPushButton] = {}
        self._notes: dict[str, QLabel] = {}
        self.title, self.lead = text_label("title"), text_label("soft")
        self.begin, self.samples, self.recent = text_label("heading"), text_label("heading"), text_label("heading")
        self.drop = text_label("soft")
        self._recent_rows = QVBoxLayout()
        self._recent_files: list[str] = []
        column = QVBoxLayout()
        column.setSpacing(10)
        for widget in (self.title, self.lead):
            column.addWidget(widget)
        column.addSpacing(14)
        column.addWidget(self.begin)
        column.addLayout(self._rows(BEGINNINGS))
        column.addSpacing(14)
        column.addWidget(self.samples)
        column.addLayout(self._rows(EXAMPLES))
        column.addSpacing(14)
        column.addWidget(self.recent)
        column.addLayout(self._recent_rows)
        column.addWidget(self.drop)
        self._centre(column)

    def _centre(self, column: QVBoxLayout) -> None:
        holder = QWidget()
        holder.setLayout(column)
        holder.setFixedWidth(COLUMN_WIDTH + 200)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(holder)
        row.addStretch(1)
        page = QWidget()
        outer = QVBoxLayout(page)
        outer.addStretch(2)
        outer.addLayout(row)
        outer.addStretch(3)
        self.setWidget(page)
        self.setWidgetResizable(True)

    def _rows(self, entries: dict[str, tuple[str, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(entries):
            button = QPushButton()
            button.setMinimumWidth(190)
            button.setIconSize(QSize(18, 18))
            button.setStyleSheet("text-align: left; padding: 7px 12px;")
            button.clicked.connect(lambda *_, asked=name: self._ask(asked))
            self._buttons[name], self._notes[name] = button, text_label("soft")
            grid.addWidget(button, row, 0)
            grid.addWidget(self._notes[name], row, 1)
        self._buttons.get("new", button).setProperty("leading", True)
        return grid

    def show_recent(self, files: list[str]) -> None:
        """List project files that were opened before, newest first."""
        self._recent_files = files
        while item := self._recent_rows.takeAt(0):
            item.widget().deleteLater()
        for file in files[:5]:
            link = QLabel(f'<a href="recent:{file}">{file}</a>')
            link.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
            link.linkActivated.connect(self._ask)
            self._recent_rows.addWidget(link)
        if not files:
            note = text_label("soft")
            note.setText(translate(NO_RECENT, self._language))
            self._recent_rows.addWidget(note)

    def retranslate(self, language: str, dark: bool) -> None:
        """Write every text and icon anew."""
        self._language, self._dark = language, dark
        texts = {
            self.title: TITLE,
            self.lead: LEAD,
            self.begin: BEGIN,
            self.samples: SAMPLES,
            self.recent: RECENT,
            self.drop: DROP,
        }
        for label, text in texts.items():
            label.setText(translate(text, language))
        for name, (title, note) in (BEGINNINGS | EXAMPLES).items():
            self._buttons[name].setText(translate(title, language))
            drawing = name if name in BEGINNINGS else "sample"
            self._buttons[name].setIcon(icon(drawing, dark, on_accent=name == "new"))
            self._notes[name].setText(translate(note, language))
        self.show_recent(self._recent_files)
