"""Files that go with what is noted: a button that asks for one, and the names of those that were chosen."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from core.i18n import show_list, translate
from core.text import N_

ATTACH = N_("Attach a file…")


def ask_files(parent: QWidget, language: str) -> list[Path]:
    """Files that a person chooses, such as scanned sheets; none after Cancel."""
    title = translate(ATTACH, language).rstrip("…")
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "")
    return [Path(path) for path in chosen]


class FilesBox(QWidget):
    """Holds the `paths` that were chosen."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.paths = language, list[Path]()
        button = QPushButton(translate(ATTACH, language))
        button.setProperty("role", "small")
        button.clicked.connect(lambda *_: self._ask())
        self.names = QLabel()
        self.names.setProperty("role", "soft")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addWidget(self.names, 1)

    def _ask(self) -> None:
        for path in ask_files(self, self.language):
            self.add(path)

    def add(self, path: Path) -> None:
        """Take one file more."""
        self.paths.append(path)
        self._write()

    def clear(self) -> None:
        """Take no file."""
        self.paths.clear()
        self._write()

    def text(self) -> str:
        """The chosen files, a line each."""
        return "\n".join(map(str, self.paths))

    def put(self, text: str) -> list[str]:
        """Take the files that were chosen earlier instead; returns those that are gone."""
        named = [Path(line) for line in text.splitlines()]
        self.paths = [path for path in named if path.is_file()]
        self._write()
        return [str(path) for path in named if path not in self.paths]

    def _write(self) -> None:
        self.names.setText(show_list([one.name for one in self.paths], self.language))
        self.names.setToolTip(self.text())
