"""Help of a command in lines: Chinese letters are two columns wide, and no line begins or ends with a wrong mark."""

import re
from unicodedata import east_asian_width

from core.i18n import NO_BREAK

_CLOSING = "，。、；：？！）》」』”’…·％,.;:?!)]}"  # never begin a line
_OPENING = "（《「『“‘([{" + NO_BREAK  # never end one
# A Latin word with what belongs to it, one Chinese letter, or a run of spaces.
_TOKEN = re.compile(r" +|[!-~\u00a0-\u024f]+|.")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def terminal_lines(text: str, width: int) -> list[str]:
    """The lines of a text in at most `width` columns; a word longer than a line stays whole."""
    lines: list[list[str]] = [[]]
    for token in _TOKEN.findall(text):
        line = lines[-1]
        if columns("".join(line) + token) <= width or not line or not token.strip(_CLOSING):
            line.append(token)
        elif not token.isspace():
            carried: list[str] = []
            while len(line) > 1 and line[-1][-1] in _OPENING:
                carried.insert(0, line.pop())
            lines.append([*carried, token])
    return ["".join(line).rstrip(" ").replace(NO_BREAK, " ") for line in lines]
