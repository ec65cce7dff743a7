"""Headings of findings that people wrote: cut between words, never within one, and marked where they go on."""

import unicodedata

MOST = 44  # widths of a Latin letter; a Chinese one is two wide
_BREAKS = "，。；：、,;:!！?？）)"


def heading(text: str, most: int = MOST) -> str:
    """The beginning of a text on one line, at most `most` Latin letters wide, with … where something is left out.

    Latin words and numbers stay whole unless the first alone is too wide.
    """
    words = " ".join(text.split())
    if _width(words) <= most:
        return words
    end = _fitting(words, most - 1)
    cut = end
    while cut > 0 and _joined(words, cut):
        cut -= 1
    return words[: cut or end].rstrip(" " + _BREAKS) + "…"


def _fitting(text: str, most: int) -> int:
    """How many letters of a text find room."""
    wide = 0
    for place, letter in enumerate(text):
        wide += _width(letter)
        if wide > most:
            return place
    return len(text)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _joined(text: str, place: int) -> bool:
    """Whether a cut before a place would part a word, a number or a letter from what follows it closely."""
    before, after = text[place - 1], text[place]
    plain = not any(unicodedata.east_asian_width(letter) in "WF" for letter in (before, after))
    return (plain and before != " " and after != " ") or after in _BREAKS
