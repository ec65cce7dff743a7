"""A photo on the card: the picture as wide as the card, or what became of its file, and the way to take it off."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.card_labels import card_label
from app.survey_photos import small_picture
from core.attachments import CHANGED, MISSING, AttachedFile
from core.i18n import show, translate
from core.text import N_, Text

PHOTO_WIDTH, PHOTO_HEIGHT = 420, 240
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


class PhotoCard(QWidget):
    """A file of a row; `detach` is what its button does, None where the project cannot be written to."""

    def __init__(self, file: AttachedFile, width: int, language: str, detach: Callable[[], object] | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(_picture(file, width, language))
        if detach is not None:
            button = QPushButton(translate(N_("Remove photo"), language))
            button.setProperty("role", "small")
            button.clicked.connect(lambda *_: detach())
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)


def _picture(file: AttachedFile, width: int, language: str) -> QLabel:
    """The picture, or what became of it."""
    if file.state == MISSING:
        return card_label(show(Text("Photo missing: {path}", {"path": str(file.path)}), language), "soft")
    picture = QPixmap(str(small_picture(file.path)))
    if picture.isNull():
        return card_label(show(Text("This file is no picture: {path}", {"path": str(file.path)}), language), "soft")
    holder = QLabel()
    size = min(PHOTO_WIDTH, width)
    holder.setPixmap(picture.scaled(size, PHOTO_HEIGHT, _KEEP, Qt.TransformationMode.SmoothTransformation))
    changed = translate(N_("The file was changed since it was attached."), language)
    holder.setToolTip(f"{file.title or file.path.name}\n{changed if file.state == CHANGED else ''}".strip())
    return holder
