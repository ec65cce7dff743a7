"""Breaking text into lines: at spaces in Latin, between any two characters in Chinese, by its rules for punctuation."""

import re
from collections.abc import Sequence

from gis.scene import Font, Label, Mark
from gis.sheet import Measure

LINE_HEIGHT = 1.42  # of the em
_CLOSING = frozenset("，。、；：？！）》」』”’…—·％%,.;:?!)]}")  # never begin a line
_OPENING = frozenset("（《「『“‘([{")  # never end one
_MORE = " \u2026"
# A Latin word or number with what belongs to it, one Chinese character, or a run of spaces.
_TOKEN = re.compile(r"[ \u3000]+|[!-~\u00a0-\u024f\u0370-\u03ff\u2009\u2010-\u2015\u2070-\u209f\u2212]+|.", re.DOTALL)


def wrapped(text: str, font: Font, width: float, measure: Measure) -> list[str]:
    """The lines of a text that is at most `width` mm wide; a word longer than a line stays whole."""
    tokens = [token for token in _TOKEN.findall(text) if token]
    lengths = measure(tokens, font).tolist() if tokens else []
    lines: list[list[str]] = [[]]
    used = 0.0
    for token, length in zip(tokens, lengths, strict=True):
        if used + length <= width or not lines[-1] or token[0] in _CLOSING:
            lines[-1].append(token)
            used += length
        elif token.isspace():
            continue
        else:
            carried = _carried(lines[-1])
            lines.append([*carried, token])
            used = float(measure(["".join(lines[-1])], font)[0])
    return [line for line in ("".join(parts).strip() for parts in lines) if line]


def _carried(line: list[str]) -> list[str]:
    """Opening marks at the end of a line, taken off it to begin the next one."""
    carried: list[str] = []
    while len(line) > 1 and line[-1][-1] in _OPENING:
        carried.insert(0, line.pop())
    return carried


def set_lines(text: str, font: Font, width: float, most: int, measure: Measure) -> list[str]:
    """The lines of a text in `width` mm, at most so many; where it goes on, the last one ends in an ellipsis."""
    lines = wrapped(text, font, width, measure)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while len(last) > 1 and float(measure([last + _MORE], font)[0]) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip("\uff0c\u3002\uff1b\u3001,;. ") + _MORE]


def paragraph(
    lines: Sequence[str], place: tuple[float, float], font: Font, colour: str, measure: Measure
) -> tuple[list[Mark], float]:
    """Lines set below one another from the top left corner `place`, and the y in mm where they end."""
    x, y = place
    step = LINE_HEIGHT * font.height
    lengths = measure(lines, font).tolist() if lines else []
    marks: list[Mark] = [
        Label(line, x, y + (row + 0.5) * step, font, colour, length)
        for row, (line, length) in enumerate(zip(lines, lengths, strict=True))
    ]
    return marks, y + len(lines) * step
