"""The survey sheet of a firm (一企一表) as pages A4: what is known small, what is open large with room to write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.i18n import translate
from core.text import N_
from gis.palette import Palette, palette
from gis.scene import Font, Label, Mark, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import polyline, rectangle
from gis.typeset import LINE_HEIGHT, paragraph, set_lines

WIDTH, HEIGHT = 210.0, 297.0  # mm
TITLE, CODE, HEAD, BODY, SMALL = (
    Font(16.0, bold=True), Font(13.0, bold=True), Font(10.0, bold=True), Font(9.5), Font(8.0),
)  # fmt: skip
_EDGE, _TOP = 16.0, 14.0
FOOT = 14.0
_ROOM = WIDTH - 2 * _EDGE
_OPEN, _KNOWN, _HEADING = 13.0, 7.0, 6.0  # mm of height of a row that is open, of one that is known, of headings
_TICK = 3.2  # mm of a box to tick
_PAD = 1.2
_NAMED = 30.0  # mm for the name of a fact
MET = (N_("met"), N_("stopped, since:"), N_("refused"), N_("moved, to:"))
SIGNING = (N_("For the firm:"), N_("Seal of the firm:"), N_("Surveyors:"), N_("Date:"))
RIGHT = N_("right")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a section: its cells without the answer; an `open` one gets a large box, a known one a tick for right.

    `ticks` are words to be ticked in the box instead of writing; `asked` names what is asked about, as table and uid
    (of a question to people its item).
    """

    cells: tuple[str, ...]
    open: bool
    ticks: tuple[str, ...] = ()
    asked: tuple[str, str] = field(default=("", ""), compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions of one kind: title, headings and widths (mm) of the columns before the answer, rows."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[float, ...]
    answer: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SurveySheet:
    """What stands on the sheet of a firm, in its reader's language; `facts` are (name, value)."""

    code: str
    title: str
    project: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    marking: str
    language: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Marks that stay together, placed at y = 0, and their height in mm; a heading is repeated on the next page."""

    marks: tuple[Mark, ...]
    height: float
    heading: tuple["_Part", ...] = ()


def survey_scenes(sheet: SurveySheet, measure: Measure) -> list[Scene]:
    """The pages of a sheet: no row is broken, each page has the code and the headings of what goes on there."""
    colours = palette()
    pages: list[list[Mark]] = [[]]
    y = _TOP
    for part in [
        *_top(sheet, colours, measure),
        *_sections(sheet, colours, measure),
        _signing(sheet, colours, measure),
    ]:
        if y + part.height > HEIGHT - FOOT and pages[-1]:
            pages.append([])
            y = _TOP
            for heading in (_code(sheet, colours, measure), *part.heading):
                pages[-1] += [lowered(mark, y) for mark in heading.marks]
                y += heading.height
        pages[-1] += [lowered(mark, y) for mark in part.marks]
        y += part.height
    return [
        Scene(
            WIDTH,
            HEIGHT,
            (*marks, foot((sheet.marking, sheet.code), (number, len(pages)), colours, measure)),
            colours.page,
        )
        for number, marks in enumerate(pages, 1)
    ]


def _code(sheet: SurveySheet, colours: Palette, measure: Measure) -> _Part:
    """The code alone, on the right."""
    length = float(measure([sheet.code], CODE)[0])
    y = 0.5 * LINE_HEIGHT * CODE.height
    return _Part((Label(sheet.code, WIDTH - _EDGE, y, CODE, colours.ink, length, 1.0),), 2 * y + 1.0)


def _top(sheet: SurveySheet, colours: Palette, measure: Measure) -> Iterator[_Part]:
    title = set_lines(sheet.title, TITLE, _ROOM - 48.0, 1, measure)
    marks, y = paragraph(title, (_EDGE, 0.0), TITLE, colours.ink, measure)
    told, y = paragraph([sheet.project], (_EDGE, y), SMALL, colours.muted, measure)
    yield _Part((*marks, *told, *_code(sheet, colours, measure).marks), y + 2.0)
    for row in range(0, len(sheet.facts), 2):
        yield _facts(sheet.facts[row : row + 2], colours, measure)
    yield _met(sheet, colours, measure)


def _facts(facts: Sequence[tuple[str, str]], colours: Palette, measure: Measure) -> _Part:
    """Two facts beside each other, each with a line below to correct it on."""
    marks: list[Mark] = []
    half = _ROOM / 2
    for place, (name, value) in enumerate(facts):
        left = _EDGE + place * half
        named, _ = paragraph([name], (left, 0.6), SMALL, colours.muted, measure)
        told, _ = paragraph(
            set_lines(value, BODY, half - _NAMED - 5.0, 1, measure), (left + _NAMED, 0.2), BODY, colours.ink, measure
        )
        marks += [*named, *told, _line(left + _NAMED, left + half - 4.0, 6.4, colours)]
    return _Part(tuple(marks), 7.4)


def _met(sheet: SurveySheet, colours: Palette, measure: Measure) -> _Part:
    """What became of the visit, to be ticked: also a firm that is not met is an answer."""
    title = translate(N_("The visit:"), sheet.language)
    marks, _ = paragraph([title], (_EDGE, 2.2), SMALL, colours.muted, measure)
    widths = (18.0, 52.0, 20.0, 52.0)
    marks += _ticks([translate(word, sheet.language) for word in MET], widths, (_EDGE + _NAMED, 4.6), colours, measure)
    return _Part(tuple(marks), 9.5)


def _ticks(
    words: Sequence[str], widths: Sequence[float], place: tuple[float, float], colours: Palette, measure: Measure
) -> list[Mark]:
    """Boxes to tick in a row with their words, round the middle line of `place`."""
    marks: list[Mark] = []
    x, y = place
    for word, width in zip(words, widths, strict=True):
        marks.append(Shape(rectangle(x, y - _TICK / 2, _TICK, _TICK), "", Stroke(colours.ink, 0.25)))
        marks.append(Label(word, x + _TICK + 1.2, y, SMALL, colours.ink, float(measure([word], SMALL)[0])))
        x += width
    return marks


def _sections(sheet: SurveySheet, colours: Palette, measure: Measure) -> Iterator[_Part]:
    for section in sheet.sections:
        if section.lines:
            heading = _heading(section, colours, measure)
            first, *rest = (_row(section, line, sheet.language, colours, measure) for line in section.lines)
            marks = (*heading.marks, *(lowered(mark, heading.height) for mark in first.marks))
            yield _Part(marks, heading.height + first.height)
            yield from (replace(part, heading=(heading,)) for part in rest)


def _heading(section: Section, colours: Palette, measure: Measure) -> _Part:
    marks, y = paragraph([section.title], (_EDGE, 2.5), HEAD, colours.ink, measure)
    for x, text, width in _columns(section, (*section.headings, section.answer)):
        told = set_lines(text, SMALL, width - 2 * _PAD, 1, measure)
        more, _ = paragraph(told, (x + _PAD, y + 0.8), SMALL, colours.muted, measure)
        marks += more
    y += _HEADING
    return _Part((*marks, _line(_EDGE, WIDTH - _EDGE, y, colours)), y)


def _columns(section: Section, texts: Sequence[str]) -> Iterator[tuple[float, str, float]]:
    """Left edge, text and width of each column, the answer last."""
    x = _EDGE
    for text, width in zip(texts, (*section.widths, _ROOM - sum(section.widths)), strict=False):
        yield x, text, width
        x += width


def _row(section: Section, line: Line, language: str, colours: Palette, measure: Measure) -> _Part:
    """A row: known ones low and in small letters, open ones high and with a frame to write in."""
    font = BODY if line.open else SMALL
    step = LINE_HEIGHT * font.height
    told = [
        (x, set_lines(text, font, width - 2 * _PAD, 2, measure)) for x, text, width in _columns(section, line.cells)
    ]
    tallest = max((len(lines) for _, lines in told), default=1)
    height = _OPEN if line.open else max(_KNOWN, tallest * step + 1.5)
    marks: list[Mark] = []
    for x, lines in told:
        marks += paragraph(lines, (x + _PAD, (height - len(lines) * step) / 2), font, colours.ink, measure)[0]
    marks += _answer(section, line, height, language, colours, measure)
    return _Part((*marks, _line(_EDGE, WIDTH - _EDGE, height, colours)), height)


def _answer(
    section: Section, line: Line, height: float, language: str, colours: Palette, measure: Measure
) -> list[Mark]:
    left = _EDGE + sum(section.widths)
    width = WIDTH - _EDGE - left
    if line.ticks:
        lengths = measure(line.ticks, SMALL) + _TICK + 4.0
        return _ticks(line.ticks, lengths.tolist(), (left + _PAD, height / 2), colours, measure)
    if line.open:
        frame = rectangle(left + 0.5, 0.8, width - 1.0, height - 1.6)
        return [Shape(frame, "", Stroke(colours.ink, 0.4))]
    ticks = _ticks([translate(RIGHT, language)], [width], (left + _PAD, height / 2), colours, measure)
    return [*ticks, _line(left + 16.0, WIDTH - _EDGE, height - 1.4, colours)]


def _signing(sheet: SurveySheet, colours: Palette, measure: Measure) -> _Part:
    """Names and seal, never broken off from each other."""
    marks: list[Mark] = []
    title = translate(N_("Remarks:"), sheet.language)
    marks += paragraph([title], (_EDGE, 3.0), SMALL, colours.muted, measure)[0]
    for y in (14.0, 22.0):
        marks.append(_line(_EDGE, WIDTH - _EDGE, y, colours))
    for place, word in enumerate(SIGNING):
        left, y = _EDGE + (place % 2) * _ROOM / 2, 27.0 + (place // 2) * 13.0
        marks += paragraph([translate(word, sheet.language)], (left, y), BODY, colours.ink, measure)[0]
        marks.append(_line(left + 32.0, left + _ROOM / 2 - 6.0, y + 5.6, colours))
    return _Part(tuple(marks), 50.0)


def _line(left: float, right: float, y: float, colours: Palette) -> Mark:
    return Shape(polyline(np.array([(left, y), (right, y)])), "", Stroke(colours.rule, 0.2))


def foot(parts: Sequence[str], number: tuple[int, int], colours: Palette, measure: Measure) -> Mark:
    """The line in the middle of the foot of a page: what it belongs to, and which of how many it is."""
    told = "  ·  ".join(part for part in (*parts, f"{number[0]} / {number[1]}") if part)
    length = float(measure([told], SMALL)[0])
    return Label(told, WIDTH / 2, HEIGHT - 0.6 * FOOT, SMALL, colours.muted, length, 0.5)


def lowered(mark: Mark, y: float) -> Mark:
    """A mark of a sheet further down, in mm."""
    if isinstance(mark, Label):
        return replace(mark, y=mark.y + y)
    assert isinstance(mark, Shape)
    return replace(mark, path=replace(mark.path, points=mark.path.points + np.array([0.0, y])))
