"""The page of a single figure, such as a diagram or a matrix: its record, and the title, notes and class round it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import show, translate
from core.paths import VERSION
from core.text import Text
from gis.furniture import SMALL, stamp_marks
from gis.palette import palette
from gis.scene import Font, Label, Mark
from gis.sheet import Measure
from gis.typeset import LINE_HEIGHT, paragraph, set_lines, wrapped

TITLE, CLASS = Font(18.0, bold=True), Font(12.0, bold=True)
TITLES = (TITLE, *(Font(size, bold=True) for size in (17.0, 16.0, 15.0, 14.0, 13.0)))  # the largest that fits
EDGE = 12.0  # mm round the figure
HEAD, FOOT = 24.0, 30.0  # mm above and below it
_MIDDLE, _USUAL_LINES = 14.0, 2  # mm down to the middle of the title, and the lines of it that the head holds
_MARKING, _STAMP = 90.0, 70.0  # mm kept for the class beside the notes, and for a stamp beside the title
_MOST_NOTES, _MOST_NARROW = 3, 9  # lines, on paper as broad as A3 and on narrower
_BROAD = 420.0  # mm


@dataclass(frozen=True, slots=True)
class FigurePage:
    """What the page of a figure should be: size in mm, stamp, day it is made, words of its class.

    A `bare` one has neither title nor foot, for a panel or a document that says them itself.
    """

    language: str = "zh"
    stamp: str = ""
    made: str = ""
    width: float = 420.0
    height: float = 297.0
    dark: bool = False
    bare: bool = False
    citation: Text | None = None
    class_title: str = ""


def page_marks(
    page: FigurePage, title: str, notes: Sequence[str], measure: Measure, *, growing: bool = False
) -> list[Mark]:
    """Title and stamp above a figure, notes, day and class below it; a `bare` page has none of them.

    A `growing` head, of `head_height`, holds a title of any length; another holds two lines of it.
    """
    if page.bare:
        return []
    colours, language = palette(page.dark), page.language
    marks = _headline(*_title_lines(page, title, measure, growing=growing), colours.ink, measure)
    if page.stamp:
        marks += stamp_marks(translate(page.stamp, language), page.width - EDGE, _MIDDLE, colours, measure)
    lines = _note_lines(page, notes, measure)
    made = Text("Made on {date} with Cluster Atlas {version}.", {"date": page.made, "version": VERSION})
    cited = Text("Numbers of {citation}.", {"citation": page.citation}) if page.citation else None
    lines.append(_joint(page).join(show(text, language) for text in (cited, made) if text))
    top = page.height - foot_height(page, notes, measure) + 8.5
    marks += paragraph(lines, (EDGE, top), SMALL, colours.muted, measure)[0]
    words = translate(page.class_title, language)
    width = float(measure([words], CLASS)[0])
    return [*marks, Label(words, page.width - EDGE, page.height - 14.0, CLASS, colours.pollution, width, 1.0)]


def foot_height(page: FigurePage, notes: Sequence[str], measure: Measure) -> float:
    """The mm below a figure: on narrow paper the notes take more lines, so that none is cut before its time."""
    more = max(len(_note_lines(page, notes, measure)) - _MOST_NOTES, 0)
    return FOOT + more * LINE_HEIGHT * SMALL.height


def _note_lines(page: FigurePage, notes: Sequence[str], measure: Measure) -> list[str]:
    most = _MOST_NOTES if page.width >= _BROAD else _MOST_NARROW
    return set_lines(_joint(page).join(notes), SMALL, page.width - 2 * EDGE - _MARKING, most, measure)


def _joint(page: FigurePage) -> str:
    """What stands between two sentences."""
    return " " if page.language == "en" else ""


def head_height(page: FigurePage, title: str, measure: Measure) -> float:
    """The mm above a figure whose head grows: a title that two lines do not hold takes more, so that none is cut."""
    lines, font = _title_lines(page, title, measure, growing=True)
    return HEAD + max(len(lines) - _USUAL_LINES, 0) * LINE_HEIGHT * font.height


def _title_lines(page: FigurePage, title: str, measure: Measure, *, growing: bool) -> tuple[list[str], Font]:
    """The title in one line, in smaller letters where it is longer than its width, else in several."""
    width = page.width - 2 * EDGE - (_STAMP if page.stamp else 0.0)
    fitting = (font for font in TITLES if float(measure([title], font)[0]) <= width)
    font = next(fitting, TITLES[-1])
    lines = wrapped(title, font, width, measure)
    return (lines if growing else set_lines(title, font, width, _USUAL_LINES, measure)), font


def _headline(lines: Sequence[str], font: Font, ink: str, measure: Measure) -> list[Mark]:
    """The title, whose first two lines stand round the middle of the usual head."""
    top = _MIDDLE - LINE_HEIGHT * font.height * min(len(lines), _USUAL_LINES) / 2
    return paragraph(lines, (EDGE, top), font, ink, measure)[0]
