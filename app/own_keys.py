"""Keys that a widget keeps from the window's shortcuts while it has the focus."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

COMMANDED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def keeps_typing(event: QEvent) -> bool:
    """Whether the window was about to take Esc, Delete or a letter for itself; the key then comes to the widget.

    A form has boxes of choices as well as lines, and in those a letter is nobody's but the window's.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    own = event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete) or bool(event.text().strip())
    if own and not event.modifiers() & COMMANDED:
        event.accept()
        return True
    return False
