"""Letters: one family for Chinese and Latin, regular and bold, and the labels written in them."""

import importlib.util
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QWidget

# The map's families and package, as in gis.paint, which the first paint must not load.
FAMILIES = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")
FONT_PACKAGE = "manimgx_fonts_cjk"
POINTS = 10
TITLE_POINTS = 15


def load_font(app: QApplication) -> None:
    """One family for Chinese and Latin, the same as on the map: an installed one, else the packaged one."""
    installed = set(QFontDatabase.families())
    family = next((name for name in FAMILIES if name in installed), "") or _packaged_family()
    font = QFont(family) if family else app.font()
    font.setPointSize(POINTS)
    app.setFont(weighted(font, bold=False))


def weighted(font: QFont, *, bold: bool) -> QFont:
    """A font at regular or bold weight, also where Qt sees only the thin end of a variable file."""
    font = QFont(font)
    if QFontDatabase.styles(font.family()) == ["Thin"]:
        font.setWeight(QFont.Weight.Thin)
        font.setVariableAxis(QFont.Tag("wght"), 700.0 if bold else 400.0)
    else:
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font


def emphasise(widget: QWidget, points: int = POINTS) -> None:
    """Write a heading bold and, where asked, larger."""
    font = weighted(QApplication.font(), bold=True)
    font.setPointSize(points)
    widget.setFont(font)


def text_label(role: str = "plain", text: str = "") -> QLabel:
    """A label that wraps; `role` is title, heading, soft or plain."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    if role in ("title", "heading"):
        emphasise(label, TITLE_POINTS if role == "title" else POINTS)
    return label


def _packaged_family() -> str:
    spec = importlib.util.find_spec(FONT_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(Path(folder).glob("*.tt[cf]")):
            families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(file)))
            if found := next((name for name in FAMILIES if name in families), ""):
                return found
    return ""
