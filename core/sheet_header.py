"""Headers of one to three rows, merged or with gaps or units below, joined to one heading for each column."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.cells import Cell, as_shown
from core.headers import HEADER_WITHIN, STROKE, header_place, split_heading
from core.heading_words import is_heading_word
from core.names import tidy
from core.units import find_unit
from core.words import find_word

MOST_ROWS = 3
Record = tuple[int, tuple[Cell, ...]]
Merged = tuple[int, int, int, int]  # first row, first column, last row, last column; rows count from 1, columns from 0


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a table stands among its rows that are not empty, how many they are, and its headings."""

    place: int
    depth: int
    headings: tuple[str, ...]


def find_header(filled: Sequence[Record], merged: Sequence[Merged], kinds: Sequence[str], row: int = 0) -> Header:
    """The header that names the most columns of some kind of table, else the first row below titles that stand alone.

    `row` is the number of its first row where the user has said which it is.
    """
    headers = [_header_at(filled, merged, place) for place in range(min(len(filled), HEADER_WITHIN))]
    if row:
        place = next((place for place, (number, _) in enumerate(filled) if number >= row), len(filled) - 1)
        return headers[place] if place < len(headers) else _header_at(filled, merged, place)
    known = header_place([header.headings for header in headers], kinds)
    if known is not None:
        return headers[known]
    return headers[_below_titles(filled)] if headers else Header(0, 1, ())


def _below_titles(filled: Sequence[Record]) -> int:
    place = 0
    while (
        len(filled) > place + 1 and place + 1 < HEADER_WITHIN and _count(filled[place]) == 1 < _count(filled[place + 1])
    ):
        place += 1
    return place


def _count(record: Record) -> int:
    return sum(bool(text) for text in _texts(record))


def _texts(record: Record) -> list[str]:
    return [tidy(as_shown(cell)) for cell in record[1]]


def _header_at(filled: Sequence[Record], merged: Sequence[Merged], place: int) -> Header:
    """The header that begins in a row, with the rows below that belong to it."""
    depth = 1
    while depth < MOST_ROWS and place + depth + 1 < len(filled) and _goes_on(filled, merged, place, depth):
        depth += 1
    rows = [_texts(filled[place + level]) for level in range(depth)]
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if depth > 1:
        for level, row in enumerate(rows):
            _spread(row, filled[place + level][0], rows[level + 1 :], merged)
    return Header(place, depth, tuple(_joined([row[column] for row in rows]) for column in range(width)))


def _goes_on(filled: Sequence[Record], merged: Sequence[Merged], place: int, depth: int) -> bool:
    """Whether the row below the first `depth` rows of a header belongs to it."""
    above, below = filled[place + depth - 1], filled[place + depth]
    texts = _texts(below)
    told = [text for text in texts if text]
    if not told or any(isinstance(cell, int | float) for cell in below[1]):
        return False
    if all(find_unit(text) or find_word("blank", text) for text in told) and any(map(find_unit, told)):
        return True
    heads = _texts(above)
    if any(_is_labelled(head) for head in heads) or len({head for head in heads if head}) < 2:
        return False
    spans = [span for span in merged if filled[place][0] <= span[0] <= above[0]]
    if any(span[2] >= below[0] for span in spans):
        return any(text and (column >= len(heads) or text != heads[column]) for column, text in enumerate(texts))
    groups = [span for span in spans if span[0] == above[0] and span[3] > span[1]]
    return any(any(texts[span[1] : span[3] + 1]) for span in groups) or _fills_gaps(heads, texts)


def _is_labelled(head: str) -> bool:
    """Whether a cell says "label: value", as titles do and headings do not, but for a unit in brackets."""
    return any(":" in part for part in split_heading(head)[0])


def _fills_gaps(heads: list[str], texts: list[str]) -> bool:
    """Whether a row of headings stands under the gaps beside the group headings of the row above."""
    heads = heads + [""] * (len(texts) - len(heads))
    gaps = {column for column, text in enumerate(texts) if text and not heads[column] and any(heads[:column])}
    under = {column for column, text in enumerate(texts) if text and heads[column]}
    if not gaps or any(text and not any(heads[: column + 1]) for column, text in enumerate(texts)):
        return False
    if any(column + 1 not in gaps for column in under) or not any(
        head and not (column < len(texts) and texts[column]) for column, head in enumerate(heads)
    ):
        return False
    told = [text for text in texts if text]
    return 2 * sum(map(is_heading_word, told)) >= len(told)


def _spread(row: list[str], number: int, lower: Sequence[list[str]], merged: Sequence[Merged]) -> None:
    """Write a group heading over every column it spans: by merged cells, or over the gaps that are filled below."""
    for top, left, _, right in merged:
        if top == number and left < len(row) and row[left]:
            row[left : right + 1] = [row[left]] * (min(right, len(row) - 1) - left + 1)
    for column in range(1, len(row)):
        if not row[column] and row[column - 1] and any(r[column] and r[column - 1] for r in lower):
            row[column] = row[column - 1]


def _joined(parts: list[str]) -> str:
    """The parts of a heading with strokes between, each once."""
    return STROKE.join(dict.fromkeys(part for part in parts if part))
