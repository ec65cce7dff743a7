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
from gis.typeset import paragraph, set_lines

TITLE, CLASS = Font(18.0, bold=True), Font(12.0, bold=True)
TITLES = (TITLE, *(Font(size, bold=True) for size in (17.0, 16.0, 15.0, 14.0, 13.0)))  # the largest that fits is taken
EDGE = 12.0  # mm round the figure
HEAD, FOOT = 24.0, 30.0  # mm above and below it
_MARKING, _STAMP = 90.0, 70.0  # mm kept for the class beside the notes, and for a stamp beside the title
_MOST_NOTES = 3  # lines


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


def page_marks(page: FigurePage, title: str, notes: Sequence[str], measure: Measure) -> list[Mark]:
    """Title and stamp above a figure, notes, day and class below it; a `bare` page has none of them."""
    if page.bare:
        return []
    colours, language = palette(page.dark), page.language
    marks: list[Mark] = [
        _headline(title, page.width - 2 * EDGE - (_STAMP if page.stamp else 0.0), colours.ink, measure)
    ]
    if page.stamp:
        marks += stamp_marks(translate(page.stamp, language), page.width - EDGE, 14.0, colours, measure)
    joint = " " if language == "en" else ""
    lines = set_lines(joint.join(notes), SMALL, page.width - 2 * EDGE - _MARKING, _MOST_NOTES, measure)
    made = Text("Made on {date} with Cluster Atlas {version}.", {"date": page.made, "version": VERSION})
    cited = Text("Numbers of {citation}.", {"citation": page.citation}) if page.citation else None
    lines.append(joint.join(show(text, language) for text in (cited, made) if text))
    marks += paragraph(lines, (EDGE, page.height - FOOT + 8.5), SMALL, colours.muted, measure)[0]
    words = translate(page.class_title, language)
    width = float(measure([words], CLASS)[0])
    return [*marks, Label(words, page.width - EDGE, page.height - 14.0, CLASS, colours.pollution, width, 1.0)]


def _headline(title: str, width: float, ink: str, measure: Measure) -> Mark:
    """The title in one line: where it is longer than its width in smaller letters, and only then cut."""
    fitting = (font for font in TITLES if float(measure([title], font)[0]) <= width)
    font = next(fitting, TITLES[-1])
    (head,) = set_lines(title, font, width, 1, measure)
    return Label(head, EDGE, 14.0, font, ink, float(measure([head], font)[0]))
