"""What the desktop round the window brings along: dark or light, Qt's own texts, input of Chinese."""

import os
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication


def system_is_dark() -> bool:
    """Whether the desktop asks for dark windows, as far as Qt can tell."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def translate_qt(app: QApplication, language: str) -> None:
    """Qt's own texts (file dialogs, context menus) in the same language as ours."""
    for translator in app.findChildren(QTranslator):
        app.removeTranslator(translator)
        translator.setParent(None)
    if language == "zh":
        translator = QTranslator(app)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load("qtbase_zh_CN", folder):
            app.installTranslator(translator)


def prepare_input(environment: dict[str, str] | os._Environ[str]) -> None:
    """Chinese input on Linux: where fcitx is asked for and Qt has no plugin for it, fcitx also answers as ibus."""
    if environment.get("QT_IM_MODULE", "") not in ("fcitx", "fcitx5"):
        return
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    if not any("fcitx" in plugin.name for plugin in plugins.glob("*")):
        environment["QT_IM_MODULE"] = "ibus"
