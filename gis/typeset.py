"""Breaking text into lines: at spaces in Latin, between any two characters in Chinese, by its rules for punctuation."""

import re
from collections.abc import Sequence

import numpy as np

from core.i18n import NO_BREAK
from gis.scene import Font, Label, Mark
from gis.sheet import Measure

LINE_HEIGHT = 1.42  # of the em
_CLOSING = frozenset("，。、；：？！）》」』”’…—·％%,.;:?!)]}")  # never begin a line
_OPENING = frozenset("（《「『“‘([{")  # never end one
_ONE_LINE = 30.0  # mm: longer names take two lines
MORE = " \u2026"
# A Latin word or number with what belongs to it, one Chinese character, or a run of spaces.
_TOKEN = re.compile(
    r"[ \u3000]+|[!-~\u00a0-\u024f\u0300-\u036f\u0370-\u03ff\u2009\u2010-\u2015\u2070-\u209f\u2212]+|.", re.DOTALL
)
# What of a word is never broken: a number with signs, brackets and unit; a letter with its accents.
_WHOLE = re.compile(
    r"[^A-Za-z\u00c0-\u024f]*\d(?:[^A-Za-z\u00c0-\u024f]|(?<=\d)[eE](?=[-+\u2212]?\d))*(?:(?<=\u00a0).+)?"
    r"|.[\u0300-\u036f]*",
    re.DOTALL,
)
_BOUND = re.compile(r"(?<=[\d\u4e07\u4ebf]) (?=[A-Za-z%\u00b0\u00b5\u2030\u4e07\u4ebf\u5143])")  # number and unit
_TOUCHING = re.compile(r"(?<=[A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z])")


def wrapped(text: str, font: Font, width: float, measure: Measure) -> list[str]:
    """The lines of a text that is at most `width` mm wide; a word longer than a line is broken, a number is not."""
    tokens = [token for token in _TOKEN.findall(_BOUND.sub(NO_BREAK, text)) if token]
    lengths = measure(tokens, font).tolist() if tokens else []
    if any(length > width for length in lengths):
        long = zip(tokens, lengths, strict=True)
        tokens = [part for token, length in long for part in _pieces(token, length, font, width, measure)]
        lengths = measure(tokens, font).tolist()
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
    told = ("".join(parts).strip().replace(NO_BREAK, " ") for parts in lines)
    return [line for line in told if line]


def _pieces(word: str, length: float, font: Font, width: float, measure: Measure) -> list[str]:
    """A word in pieces that fit into `width` mm, of a letter or a number at least; whole where it fits."""
    if length <= width:
        return [word]
    pieces: list[str] = []
    begun, ends = 0, [one.end() for one in _WHOLE.finditer(word)]
    while begun < len(word):
        ends = [end for end in ends if end > begun]
        lengths = measure([word[begun:end] for end in ends], font)
        end = ends[max(int(np.searchsorted(lengths, width, side="right")), 1) - 1]
        pieces.append(word[begun:end])
        begun = end
    return pieces


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
    while len(last) > 1 and float(measure([last + MORE], font)[0]) > width:
        last = _without_last_word(last)
    return [*lines[: most - 1], last.rstrip("\uff0c\u3002\uff1b\u3001,;. ") + MORE]


def _without_last_word(line: str) -> str:
    """A line without its last Latin word or Chinese character; a lone word loses letters."""
    tokens = _TOKEN.findall(line.rstrip())
    return "".join(tokens[:-1]).rstrip() if len(tokens) > 1 else line[:-1]


def shortened(text: str, font: Font, width: float, measure: Measure) -> str:
    """A name in `width` mm: where it is longer, its middle gives way to an ellipsis."""
    if float(measure([text], font)[0]) <= width:
        return text
    low, high = 1, len(text)
    while high - low > 1:
        kept = (low + high) // 2
        low, high = (kept, high) if float(measure([_ends(text, kept)], font)[0]) <= width else (low, kept)
    return _ends(text, low)


def two_lines(name: str, length: float) -> tuple[str, ...]:
    """A long name broken near its middle: at a space where it has one, never before a closing bracket."""
    if length <= _ONE_LINE:
        return (name,)
    middle = len(name) / 2
    spaces = [at for at, letter in enumerate(name) if letter == " " and 2 < at < len(name) - 2]
    if spaces:
        at = min(spaces, key=lambda place: abs(place - middle))
        return (name[:at], name[at + 1 :])
    if not name.isascii():
        openings = [at for at, letter in enumerate(name) if letter in "(\uff08" and at > 1]
        at = min(openings, key=lambda place: abs(place - middle)) if openings else round(middle)
        return (name[:at], name[at:])
    return (name,)


def _ends(text: str, kept: int) -> str:
    """Beginning and end of a text, together `kept` letters."""
    front = (kept + 1) // 2
    return f"{text[:front].rstrip()}\u2026{text[len(text) - (kept - front) :].lstrip()}"


def spaced(text: str) -> str:
    """A text with a space between Latin and Chinese letters that touch."""
    return _TOUCHING.sub(" ", text)


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
