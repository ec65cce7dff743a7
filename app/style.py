"""How the window looks: Fusion with an own palette for light and dark, one accent colour, icons drawn in its ink."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImageReader, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from core.paths import RESOURCES

ICON_SIZE = 18


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of one palette; `accent` is the only strong one, `chosen` marks what is selected."""

    panel: str
    field: str
    stripe: str
    line: str
    ink: str
    soft_ink: str
    accent: str
    on_accent: str
    chosen: str
    good: str
    notice: str
    grave: str


LIGHT = Colours(
    panel="#fafaf7",
    field="#ffffff",
    stripe="#f3f2ec",
    line="#deddd5",
    ink="#23292e",
    soft_ink="#59636b",
    accent="#2b6e94",
    on_accent="#ffffff",
    chosen="#dde7ee",
    good="#eef4e8",
    notice="#fbf0d9",
    grave="#b3261e",
)
DARK = Colours(
    panel="#22272b",
    field="#1b1f23",
    stripe="#282e33",
    line="#3b434a",
    ink="#e8eaec",
    soft_ink="#a9b3bb",
    accent="#5ba3cc",
    on_accent="#10181d",
    chosen="#31485a",
    good="#26352b",
    notice="#40361f",
    grave="#ff8a80",
)


def colours(dark: bool) -> Colours:
    """The colours of the light or the dark palette."""
    return DARK if dark else LIGHT


def apply_style(app: QApplication, dark: bool) -> None:
    """Give the whole program its palette and the few rules that a palette cannot express."""
    chosen = colours(dark)
    if app.property("dark") == dark:  # another window has done it; polishing every widget once more takes long
        return
    app.setProperty("dark", dark)
    app.setStyle("Fusion")
    app.setPalette(_palette(chosen))
    app.setStyleSheet(_rules(chosen))


def _palette(chosen: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: chosen.panel,
        QPalette.ColorRole.WindowText: chosen.ink,
        QPalette.ColorRole.Base: chosen.field,
        QPalette.ColorRole.AlternateBase: chosen.stripe,
        QPalette.ColorRole.Text: chosen.ink,
        QPalette.ColorRole.PlaceholderText: chosen.soft_ink,
        QPalette.ColorRole.Button: chosen.panel,
        QPalette.ColorRole.ButtonText: chosen.ink,
        QPalette.ColorRole.ToolTipBase: chosen.field,
        QPalette.ColorRole.ToolTipText: chosen.ink,
        QPalette.ColorRole.Highlight: chosen.chosen,
        QPalette.ColorRole.HighlightedText: chosen.ink,
        QPalette.ColorRole.Link: chosen.accent,
        QPalette.ColorRole.Accent: chosen.accent,
        QPalette.ColorRole.Mid: chosen.line,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, _between(chosen.soft_ink, chosen.panel))
    return palette


def _between(one: str, other: str) -> QColor:
    """A colour two thirds of the way to the first."""
    a, b = QColor(one), QColor(other)
    return QColor((2 * a.red() + b.red()) // 3, (2 * a.green() + b.green()) // 3, (2 * a.blue() + b.blue()) // 3)


def _rules(c: Colours) -> str:
    return _bar_rules(c) + _field_rules(c) + _panel_rules(c) + _table_rules(c)


def _bar_rules(c: Colours) -> str:
    """Menus, tool bar, status line and tool tips."""
    return f"""
QMenuBar {{ background: {c.panel}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.chosen}; border-radius: 4px; }}
QToolBar {{ background: {c.panel}; border: 0; border-bottom: 1px solid {c.line}; spacing: 2px; padding: 3px 4px; }}
QToolBar QToolButton {{ padding: 5px 9px; border-radius: 4px; border: 0; }}
QToolBar QToolButton:hover {{ background: {c.stripe}; }}
QToolBar QToolButton:checked, QToolBar QToolButton:pressed {{ background: {c.chosen}; }}
QToolBar::separator {{ background: {c.line}; width: 1px; margin: 6px 5px; }}
QMainWindow::separator {{ background: {c.line}; width: 4px; height: 4px; }}
QStatusBar {{ background: {c.panel}; border-top: 1px solid {c.line}; }}
QStatusBar::item {{ border: 0; }}
QMenu {{ background: {c.field}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 22px 5px 10px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.chosen}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 6px; }}
QToolTip {{ border: 1px solid {c.line}; padding: 4px; background: {c.field}; color: {c.ink}; }}
"""


def _field_rules(c: Colours) -> str:
    """What is pressed, typed into or read."""
    chevron = _drawing("chevron")
    return f"""
QPushButton {{ padding: 5px 12px; border: 1px solid {c.line}; border-radius: 5px; background: {c.field}; }}
QPushButton:hover, QPushButton:focus {{ border-color: {c.accent}; }}
QPushButton:pressed {{ background: {c.chosen}; }}
QPushButton:disabled {{ background: {c.panel}; }}
QPushButton[role="small"] {{ padding: 2px 9px; }}
QPushButton[role="small"]::menu-indicator {{ width: 0; }}
QPushButton[role="small"]:checked {{ background: {c.chosen}; border-color: {c.accent}; }}
QPushButton[leading="true"] {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QPushButton[role="step"] {{ border: 0; border-bottom: 2px solid transparent; border-radius: 0; padding: 6px 10px;
    background: transparent; color: {c.soft_ink}; }}
QPushButton[role="step"]:checked {{ color: {c.ink}; border-bottom-color: {c.accent}; }}
QPushButton[role="step"]:focus {{ color: {c.accent}; }}
QPushButton[role="step"]:disabled {{ color: {c.line}; }}
QLineEdit, QComboBox {{ padding: 3px 8px; border: 1px solid {c.line}; border-radius: 5px; background: {c.field}; }}
QLineEdit:focus, QComboBox:focus {{ border-color: {c.accent}; }}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 12px; height: 12px; }}
QLineEdit[role="cell"], QComboBox[role="cell"] {{ padding: 0 5px; border-radius: 0; border-color: {c.accent}; }}
QLineEdit[role="filter"] {{ padding: 0 6px; }}
QLabel[role="note"] {{ background: {c.notice}; border: 1px solid {c.line}; border-radius: 4px; padding: 5px 8px; }}
QLabel[role="fault"] {{ color: {c.grave}; }}
QListWidget[role="hits"] {{ border: 1px solid {c.accent}; border-radius: 5px; background: {c.field}; outline: 0; }}
QLabel[role="soft"] {{ color: {c.soft_ink}; }}
QFrame[role="bar"] {{ background: {c.good}; border-bottom: 1px solid {c.line}; }}
QFrame[role="bar"][tone="notice"] {{ background: {c.notice}; }}
QFrame[role="popover"] {{ background: {c.field}; border: 1px solid {c.accent}; border-radius: 6px; }}
QFrame[role="chip"] {{ background: {c.chosen}; border-radius: 6px; }}
QFrame[role="chip"] QToolButton {{ border: 0; padding: 1px; }}
QFrame[role="chip"] QToolButton:hover, QFrame[role="chip"] QToolButton:focus {{ background: {c.field}; }}
QFrame[role="task"] {{ border-radius: 5px; }}
QFrame[role="task"]:hover, QFrame[role="task"]:focus {{ background: {c.stripe}; }}
QFrame[role="task"][chosen="true"] {{ background: {c.chosen}; }}
"""


def _panel_rules(c: Colours) -> str:
    """Tabs and scroll bars."""
    return f"""
QTabBar {{ background: {c.panel}; qproperty-drawBase: 0;
    qproperty-elideMode: ElideNone; qproperty-usesScrollButtons: true; border-bottom: 1px solid {c.line}; }}
QTabBar::tab {{ padding: 7px 7px; border: 0; border-bottom: 2px solid transparent; background: {c.panel};
    color: {c.soft_ink}; }}
QTabBar::tab:selected {{ color: {c.ink}; border-bottom-color: {c.accent}; }}
QTabBar::tab:hover {{ color: {c.ink}; }}
QToolButton[role="fold"] {{ border: 0; padding: 4px 8px; background: transparent; }}
QToolButton[role="fold"]:hover, QToolButton[role="fold"]:focus {{ color: {c.accent}; }}
QScrollArea {{ border: 0; background: {c.panel}; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 2px; min-width: 30px; min-height: 30px; }}
QScrollBar::handle:hover {{ background: {c.soft_ink}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
"""


def _table_rules(c: Colours) -> str:
    """Tables and trees."""
    tick = _drawing("tick")
    return f"""
QTableView {{ border: 0; gridline-color: transparent; background: {c.panel}; alternate-background-color: {c.stripe}; }}
QTableView::item {{ padding: 0 6px; border: 0; }}
QTableView {{ outline: 0; }}
QTableView::item:selected {{ background: {c.chosen}; color: {c.ink}; }}
QHeaderView {{ background: {c.panel}; }}
QHeaderView::section {{ background: {c.panel}; color: {c.soft_ink}; padding: 6px 9px;
    border: 0; border-bottom: 1px solid {c.line}; text-align: left; }}
QTreeView {{ border: 0; background: {c.panel}; }}
QTreeView::item {{ padding: 2px 0; }}
QTreeView::indicator, QListView::indicator, QCheckBox::indicator {{
    width: 13px; height: 13px; border: 1px solid {c.soft_ink};
    border-radius: 3px; background: {c.field}; }}
QTreeView::indicator:checked, QListView::indicator:checked, QCheckBox::indicator:checked {{
    background: {c.accent}; border-color: {c.accent}; image: url("{tick}"); }}
QTableView QTableCornerButton::section {{ background: {c.panel}; border: 0; }}
"""


def _drawing(name: str) -> str:
    """An icon of the family as a rule names it."""
    return (RESOURCES / "icons" / f"{name}.svg").as_posix()


@cache
def icon(name: str, dark: bool, *, on_accent: bool = False) -> QIcon:
    """An icon of the family in `resources/icons`, drawn in the ink of the palette; greyed by Qt where disabled."""
    ink = colours(dark).on_accent if on_accent else colours(dark).ink
    drawing = (RESOURCES / "icons" / f"{name}.svg").read_bytes().replace(b"currentColor", ink.encode())
    made = QIcon()
    for factor in (1, 2, 3):
        made.addPixmap(_pixmap(drawing, ICON_SIZE * factor))
    return made


def _pixmap(drawing: bytes, size: int) -> QPixmap:
    buffer = QBuffer()
    buffer.setData(QByteArray(drawing))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(size, size))
    return QPixmap.fromImage(reader.read())


def app_icon() -> QIcon:
    """The program's own icon in the accent colour, the same in both palettes."""
    drawing = (RESOURCES / "icons" / "app.svg").read_bytes().replace(b"currentColor", LIGHT.accent.encode())
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_pixmap(drawing, size))
    return made


def left(vertical: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter) -> Qt.AlignmentFlag:
    """Text starts at the left, in headers as in cells."""
    return Qt.AlignmentFlag.AlignLeft | vertical
