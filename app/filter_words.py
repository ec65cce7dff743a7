"""What a filter says: words for any column, and conditions such as `status:running`, `year>2020` or `name:"two words"`.

The box above a table and the cells below its header say the same filter; here one is turned into the other.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

HOLDS = ":"
_WORD = re.compile(r'(?:"[^"]*(?:"|\Z)|[^\s"])+')
_CONDITION = re.compile(r"([^:<>=]+)(:|<=|>=|=|<|>)(.*)", re.DOTALL)
_COMPARED = re.compile(r"(<=|>=|=|<|>)\s*(.*)", re.DOTALL)
_SAME = str.maketrans("\u201c\u201d\uff1a\uff1e\uff1c\uff1d", '"":><=')  # as a Chinese keyboard writes them

Titled = Callable[[str], int | None]  # the column that a name means


@dataclass(frozen=True, slots=True)
class Condition:
    """What a column must be: `sign` is ":" (holds the text), "=" (is it, or is empty) or a comparison of numbers."""

    column: int
    sign: str
    text: str


def filter_words(text: str) -> list[str]:
    """The parts of a filter as they are written; a part in quotes may hold spaces."""
    return _WORD.findall(text.translate(_SAME))


def plain_word(word: str) -> str:
    """A part without its quotes."""
    return word.replace('"', "")


def condition(word: str, titled: Titled) -> Condition | None:
    """What a part asks of one column, None where it is a word for any of them."""
    match = _CONDITION.fullmatch(word)
    column = titled(plain_word(match[1])) if match else None
    return Condition(column, match[2], plain_word(match[3])) if match and column is not None else None


def cell_texts(text: str, titled: Titled) -> dict[int, str]:
    """What a filter says in the cell of each column: a text it must hold, or comparisons such as >2020 <2024."""
    told: dict[int, list[str]] = {}
    for word in filter_words(text):
        if (asked := condition(word, titled)) is not None:
            sign = "" if asked.sign == HOLDS else asked.sign
            told.setdefault(asked.column, []).append(sign + _quoted(asked.text) if sign else asked.text)
    return {column: " ".join(parts) for column, parts in told.items()}


def with_cell(text: str, column: int, name: str, cell: str, titled: Titled) -> str:
    """The filter in which the cell of a column, written as `name`, says something else; "" takes it out."""
    kept = [word for word in filter_words(text) if (told := condition(word, titled)) is None or told.column != column]
    return " ".join([*kept, *(f"{name}{sign}{_quoted(asked)}" for sign, asked in _asked(cell.translate(_SAME)))])


def _asked(cell: str) -> list[tuple[str, str]]:
    """Comparisons one by one; a cell that begins with none is one text, spaces and all."""
    cell = cell.strip()
    if not _COMPARED.match(cell):
        return [(HOLDS, plain_word(cell))] if plain_word(cell) else []
    parts = [_COMPARED.fullmatch(word) for word in filter_words(cell)]
    return [(part[1], plain_word(part[2])) for part in parts if part]


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"\s", text) else text
