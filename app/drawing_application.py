"""The application of Qt that fonts and painting need, also where no window is shown."""

import os
import sys

from PySide6.QtGui import QGuiApplication


def drawing_application() -> QGuiApplication:
    """The application that fonts need; where none runs yet it draws in memory, so that no display is asked for."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(sys.argv[:1])
