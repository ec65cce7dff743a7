"""Keys that a widget keeps from the window's shortcuts while it has the focus."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_escape(event: QEvent) -> bool:
    """Whether the window was about to take Esc for itself; the key then comes to the widget."""
    asked = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    if asked and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
        event.accept()
        return True
    return False
