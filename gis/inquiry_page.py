"""The inquiry sheet for a firm (核实单) as pages A4: what was found, on which rows, and room for what the firm says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.i18n import translate
from core.text import N_
from gis.palette import Palette, palette
from gis.scene import Font, Label, Mark, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import polyline, rectangle
from gis.typeset import LINE_HEIGHT, paragraph, wrapped

WIDTH, HEIGHT = 210.0, 297.0  # mm
TITLE, HEAD, BODY, SMALL = Font(18.0, bold=True), Font(10.5, bold=True), Font(10.5), Font(8.5)
_EDGE, _TOP, _FOOT = 20.0, 20.0, 18.0
_BEFORE = 2.5  # mm above a heading
_TOGETHER = 12  # lines of a paragraph that stay on one page
_GAP = 3.5  # mm between parts
_STATEMENT, _SEAL = 52.0, 26.0  # mm for the firm's words and for seal and signature
WAYS = (
    N_("The figures are right."),
    N_("The figures are not right; the right ones and their papers are:"),
    N_("The firm has this to say:"),
)


@dataclass(frozen=True, slots=True)
class InquirySheet:
    """What stands on a sheet, in its reader's language; `facts` are (name, value), `rows` (what, source and date)."""

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]
    sentence: str
    rows: tuple[tuple[str, str], ...]
    more: str
    rule: str
    said: tuple[str, ...]
    answer_by: str
    marking: str
    language: str


@dataclass(frozen=True, slots=True)
class _Part:
    """Marks that stay together, placed at y = 0, and their height in mm."""

    marks: tuple[Mark, ...]
    height: float


def inquiry_scenes(sheet: InquirySheet, measure: Measure) -> list[Scene]:
    """The pages of a sheet; what the firm fills in is never broken over two of them."""
    colours = palette()
    parts = [*_told(sheet, colours, measure), _answer(sheet, colours, measure)]
    pages: list[list[Mark]] = [[]]
    y = _TOP
    for part in parts:
        if y + part.height > HEIGHT - _FOOT and pages[-1]:
            pages.append([])
            y = _TOP
        pages[-1] += [_moved(mark, y) for mark in part.marks]
        y += part.height + _GAP
    return [
        Scene(WIDTH, HEIGHT, (*marks, *_foot(sheet, (number, len(pages)), colours, measure)), colours.page)
        for number, marks in enumerate(pages, 1)
    ]


def _told(sheet: InquirySheet, colours: Palette, measure: Measure) -> list[_Part]:
    """Everything that the office says: head, finding, rows, rule and what was said so far."""
    room = WIDTH - 2 * _EDGE
    length = float(measure([sheet.title], TITLE)[0])
    head: list[Mark] = [
        Label(sheet.title, (WIDTH - length) / 2, 0.5 * LINE_HEIGHT * TITLE.height, TITLE, colours.ink, length)
    ]
    parts = [_Part(tuple(head), LINE_HEIGHT * TITLE.height)]
    parts += [_fact(fact, colours, measure) for fact in sheet.facts]
    sections: tuple[tuple[str, tuple[str, ...]], ...] = (
        (N_("What was found"), (sheet.sentence,)),
        (N_("The rule"), (sheet.rule,)),
        (N_("What was said so far"), sheet.said),
    )
    for title, texts in sections[:1]:
        parts += _section(title, texts, room, colours, measure, sheet.language)
    parts += _rows(sheet, room, colours, measure)
    for title, texts in sections[1:]:
        parts += _section(title, texts, room, colours, measure, sheet.language)
    return parts


def _fact(fact: tuple[str, str], colours: Palette, measure: Measure) -> _Part:
    name, value = fact
    left = 34.0
    names, _ = paragraph([name], (_EDGE, 0.0), HEAD, colours.muted, measure)
    lines = wrapped(value, BODY, WIDTH - 2 * _EDGE - left, measure) or ["—"]
    values, end = paragraph(lines, (_EDGE + left, 0.0), BODY, colours.ink, measure)
    return _Part((*names, *values), end - 2.0)


def _section(
    title: str, texts: Sequence[str], room: float, colours: Palette, measure: Measure, language: str
) -> list[_Part]:
    """A heading with its first paragraph, then the others; nothing where there is nothing to say."""
    told = [text for text in texts if text]
    if not told:
        return []
    pieces = [piece for text in told for piece in _pieces(wrapped(text, BODY, room, measure))]
    head, y = paragraph([translate(title, language)], (_EDGE, _BEFORE), HEAD, colours.ink, measure)
    first, end = paragraph(pieces[0], (_EDGE, y), BODY, colours.ink, measure)
    rest = [paragraph(piece, (_EDGE, 0.0), BODY, colours.ink, measure) for piece in pieces[1:]]
    return [_Part((*head, *first), end), *(_Part(tuple(marks), height) for marks, height in rest)]


def _pieces(lines: list[str]) -> list[list[str]]:
    """The lines of a paragraph in pieces of which each finds room on a page."""
    return [lines[at : at + _TOGETHER] for at in range(0, len(lines), _TOGETHER)]


def _rows(sheet: InquirySheet, room: float, colours: Palette, measure: Measure) -> list[_Part]:
    """The rows that the finding rests on, each with its source and date below a line."""
    if not sheet.rows:
        return []
    title = translate(N_("The rows it rests on, with their sources"), sheet.language)
    head, height = paragraph([title], (_EDGE, _BEFORE), HEAD, colours.ink, measure)
    parts = [_Part(tuple(head), height - _GAP)]
    for what, source in sheet.rows:
        marks, y = paragraph(wrapped(what, BODY, room, measure), (_EDGE, 0.0), BODY, colours.ink, measure)
        cited, y = paragraph(wrapped(source, SMALL, room, measure), (_EDGE, y), SMALL, colours.muted, measure)
        line = polyline(np.array([(_EDGE, y + 0.8), (WIDTH - _EDGE, y + 0.8)]))
        parts.append(_Part((*marks, *cited, Shape(line, "", Stroke(colours.rule, 0.2))), y - 1.5))
    if sheet.more:
        marks, y = paragraph(wrapped(sheet.more, SMALL, room, measure), (_EDGE, 0.0), SMALL, colours.muted, measure)
        parts.append(_Part(tuple(marks), y))
    return parts


def _answer(sheet: InquirySheet, colours: Palette, measure: Measure) -> _Part:
    """Boxes to tick, room for words and figures, and the place of seal, signature and date."""
    language = sheet.language
    title = translate(N_("Answer of the firm"), language)
    marks, y = paragraph([title], (_EDGE, _BEFORE), HEAD, colours.ink, measure)
    for way in WAYS:
        step = LINE_HEIGHT * BODY.height
        box = rectangle(_EDGE, y + 0.5 * step - 1.6, 3.2, 3.2)
        marks.append(Shape(box, "", Stroke(colours.ink, 0.25)))
        line, y = paragraph([translate(way, language)], (_EDGE + 6.0, y), BODY, colours.ink, measure)
        marks += line
    marks.append(Shape(rectangle(_EDGE, y + 1.5, WIDTH - 2 * _EDGE, _STATEMENT), "", Stroke(colours.rule, 0.3)))
    y += 1.5 + _STATEMENT + 3.0
    if sheet.answer_by:
        line, y = paragraph([sheet.answer_by], (_EDGE, y), BODY, colours.ink, measure)
        marks += line
    signing = (N_("Seal of the firm:"), N_("Signature:"), N_("Date:"))
    for place, word in enumerate(signing):
        label, _ = paragraph([translate(word, language)], (_EDGE + 60.0 * place, y), BODY, colours.ink, measure)
        marks += label
    return _Part(tuple(marks), y + _SEAL)


def _foot(sheet: InquirySheet, number: tuple[int, int], colours: Palette, measure: Measure) -> list[Mark]:
    told = "  ·  ".join(part for part in (sheet.marking, sheet.number, f"{number[0]} / {number[1]}") if part)
    length = float(measure([told], SMALL)[0])
    return [Label(told, (WIDTH - length) / 2, HEIGHT - 0.6 * _FOOT, SMALL, colours.muted, length)]


def _moved(mark: Mark, y: float) -> Mark:
    """A label or shape further down."""
    if isinstance(mark, Label):
        return replace(mark, y=mark.y + y)
    assert isinstance(mark, Shape)
    return replace(mark, path=replace(mark.path, points=mark.path.points + np.array([0.0, y])))
