"""The questionnaire on paper (A4): a box to tick for every word of the scale, no name, nothing to sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.i18n import translate
from core.text import N_
from gis.palette import palette
from gis.scene import Font, Mark, Scene, Shape, Stroke
from gis.sheet import Measure
from gis.symbols import rectangle
from gis.typeset import paragraph, set_lines

WIDTH, HEIGHT = 210.0, 297.0  # mm
_EDGE, _TOP = 20.0, 22.0
_TICK = 4.0  # mm of a box
_TITLE, _HEAD, _BODY = Font(16.0, bold=True), Font(11.0, bold=True), Font(10.5)
ABOUT = N_("Nobody's name is asked. Tick one box in each row; leave a row empty where you do not know.")
WHERE = N_("Institution or group:")
REMARKS = N_("Remarks:")


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What stands on the page in its reader's language: title, project, questions with the words of their scales.

    It is handed out and holds no figure, so that it has no class.
    """

    title: str
    project: str
    questions: tuple[tuple[str, tuple[str, ...]], ...]
    language: str


def questionnaire_scene(asked: Questionnaire, measure: Measure) -> Scene:
    """The page."""
    colours, room = palette(), WIDTH - 2 * _EDGE
    marks: list[Mark] = []

    def write(text: str, y: float, font: Font, colour: str) -> float:
        made, below = paragraph(set_lines(text, font, room, 3, measure), (_EDGE, y), font, colour, measure)
        marks.extend(made)
        return below

    y = write(asked.title, _TOP, _TITLE, colours.ink)
    y = write(asked.project, y + 1.0, _BODY, colours.muted)
    y = write(translate(ABOUT, asked.language), y + 5.0, _BODY, colours.ink)
    y = write(translate(WHERE, asked.language), y + 6.0, _BODY, colours.ink)
    marks.append(_rule(_EDGE + 42.0, y, colours.rule))
    for number, (question, words) in enumerate(asked.questions, 1):
        y = write(f"{number}. {question}", y + 9.0, _HEAD, colours.ink) + 2.0
        marks += _boxes(words, y, colours.ink, measure)
        y += 8.0
    y = write(translate(REMARKS, asked.language), y + 10.0, _BODY, colours.ink)
    marks += [_rule(_EDGE, y + 9.0 * line, colours.rule) for line in range(1, 5)]
    return Scene(WIDTH, HEIGHT, tuple(marks), colours.page)


def _boxes(words: Sequence[str], y: float, colour: str, measure: Measure) -> list[Mark]:
    """Boxes with their words, evenly spaced over the width."""
    step = (WIDTH - 2 * _EDGE) / len(words)
    marks: list[Mark] = []
    for place, word in enumerate(words):
        left = _EDGE + place * step
        lines = set_lines(word, _BODY, step - _TICK - 3.0, 2, measure)
        marks.append(Shape(rectangle(left, y, _TICK, _TICK), "", Stroke(colour, 0.3)))
        marks += paragraph(lines, (left + _TICK + 1.5, y - 0.3), _BODY, colour, measure)[0]
    return marks


def _rule(left: float, y: float, colour: str) -> Mark:
    return Shape(rectangle(left, y, WIDTH - _EDGE - left, 0.2), colour)
