"""The help: ten tasks in plain words with the pictures of the program, in the window's language and without network."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from app.message_bar import GUIDE
from app.window import MainWindow
from core.i18n import translate
from core.paths import RESOURCES
from core.text import N_

TITLE = N_("Help")
WIDE, HIGH = 720, 560  # pixels that a picture may have
PICTURED = N_("The pictures were made with samples in English and Chinese; yours may show the other language.")
_MARGIN = 16.0
# Title, what to do, and the pictures that show it.
TASKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        N_("Bring your tables in"),
        N_(
            "Drop tables, maps or a whole folder of forms on the window, or press Ctrl+I. The program shows how each "
            "is understood, where its points lie and what every row would do; nothing is taken before you say so. "
            "Rows that are refused come back with the reason beside them."
        ),
        ("window",),
    ),
    (
        N_("Read the map"),
        N_(
            "Lines run from who gives to who receives, as wide as the amount of the year; what is not known is dashed "
            "and never counts as 0. Click a firm or a line: its card at the right tells numbers, sources and "
            "findings. The line below the map says how many links are drawn and what became of the others."
        ),
        ("page-teaching",),
    ),
    (
        N_("Ask the map for less"),
        N_(
            "Ctrl+L filters links by kind, material, amount, length, ends or findings; each condition is a chip that "
            "says how many links it hides. With a firm chosen, Ctrl+] follows what it gives on and Ctrl+[ what it is "
            "given. Ctrl+D changes to dark colours."
        ),
        ("window-dark",),
    ),
    (
        N_("See who pollutes"),
        N_(
            "Ctrl+5 lists the flags. A double ring marks firms on a list of an authority, a red ring those that the "
            "program found worth attention by its own computing; the two are never mixed. Each flag names its rule, "
            "number, source and year, and the step that would close it. In black and white, rings and numbers tell."
        ),
        ("page-grey",),
    ),
    (
        N_("Find the gaps"),
        N_(
            "Ctrl+6 lists wastes without a receiver, receivers on which many depend and roles that are missing. For "
            "each waste it says who could take it, how far that is proved and what stands in the way."
        ),
        ("page-upright",),
    ),
    (
        N_("Check the figures"),
        N_(
            "Ctrl+4 lists what does not fit: figures of both sides of a link that differ, slips of a thousand, "
            "amounts that are not known. Give a better figure with its source; the older ones stay beside it."
        ),
        ("page-kalundborg",),
    ),
    (
        N_("Correct and draw"),
        N_(
            "F6 opens the tables to type into and to paste from Excel. Edit > Edit on the map adds and moves firms, "
            "draws links and regions. Many firms at one place are drawn as a sketch beside the map. Every step can be "
            "undone with Ctrl+Z, also tomorrow."
        ),
        ("page-guigang",),
    ),
    (
        N_("Go through the year"),
        N_(
            "Ctrl+8 opens a year: last year's firms and links come forward to be confirmed, never their amounts. It "
            "shows which forms are still expected and compares with last year. A locked year can be printed again "
            "with the same numbers."
        ),
        (),
    ),
    (
        N_("Print pages"),
        N_(
            "Ctrl+Shift+L lays out a page from A4 to A0 and shows it as it will be printed, or makes an atlas with a "
            "page for each region, firm or finding. A page for the public holds only what an authority has listed and "
            "public sources say."
        ),
        ("page-public", "atlas-region"),
    ),
    (
        N_("Take everything to the meeting"),
        N_(
            "Ctrl+Shift+K makes the meeting pack: PDF, PowerPoint, Word, Excel and one HTML file that opens without "
            "network, all with the numbers of the screen, and the material flows on the first page. A Word or Excel "
            "template of your own is filled by File > Fill a template of yours."
        ),
        ("diagram",),
    ),
)


def show_help(window: MainWindow) -> QDialog:
    """The help beside the window: the one that is open already, else a new one."""
    name = f"help {window.language}"
    if (opened := window.findChild(QDialog, name)) is not None:
        opened.showNormal()
        opened.raise_()
        opened.activateWindow()
        return opened
    shown = QDialog(window)
    shown.setObjectName(name)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    shown.setWindowTitle(translate(TITLE, window.language))
    browser = QTextBrowser()
    for name in {name for _, _, pictures in TASKS for name in pictures}:
        image = QImage(str(RESOURCES / "pictures" / f"{name}.png"))
        small = image.scaled(WIDE, HIGH, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        browser.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), small)
    browser.document().setDocumentMargin(_MARGIN)
    browser.setHtml(help_page(window.language))
    column = QVBoxLayout(shown)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(browser)
    shown.resize(WIDE + 80, 640)
    shown.show()
    return shown


def help_page(language: str) -> str:
    """The text of the help; pictures are named as they stand in the resources."""
    parts = [f"<p>{escape(translate(told, language))}</p>" for told in (GUIDE, PICTURED)]
    for number, (title, told, pictures) in enumerate(TASKS, 1):
        parts.append(
            f"<h3>{number}. {escape(translate(title, language))}</h3><p>{escape(translate(told, language))}</p>"
        )
        parts += _shown(pictures)
    return "".join(parts)


def _shown(pictures: Sequence[str]) -> list[str]:
    return [f'<p><img src="{name}"/></p>' for name in pictures]
