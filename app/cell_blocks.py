"""Blocks of cells as spreadsheets put them on the clipboard, and what pasting one would change."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.fields import Field

Block = list[list[str]]
_QUOTED = ("\t", "\n", "\r", '"')


def parse_block(text: str) -> Block:
    """Rows of cells of tab-separated text; a quoted cell may hold tabs and line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [row or [""] for row in csv.reader(io.StringIO(lines, newline=""), delimiter="\t")]


def block_text(block: Sequence[Sequence[str]]) -> str:
    """Tab-separated text that a spreadsheet reads back into the same cells."""
    return "".join("\t".join(_quoted(cell) for cell in row) + "\n" for row in block)


def _quoted(cell: str) -> str:
    escaped = cell.replace('"', '""')
    return f'"{escaped}"' if any(mark in cell for mark in _QUOTED) else cell


@dataclass(slots=True)
class Pasting:
    """What a block would do: cells by row id, rows beyond the end, and how many cells have nowhere to go."""

    changes: dict[int, dict[str, object]] = field(default_factory=dict)
    beyond: list[dict[str, object]] = field(default_factory=list)
    computed: int = 0  # cells of columns that nobody types
    outside: int = 0  # cells right of the last column


def plan_paste(block: Block, ids: Sequence[int], fields: Sequence[Field], typed: Callable[[int, int], str]) -> Pasting:
    """Lay a block on rows and columns; `typed(row, column)` tells what a cell holds now, equal ones are left out."""
    planned = Pasting()
    for row, line in enumerate(block):
        cells: dict[str, object] = {}
        for column, text in enumerate(line):
            if column >= len(fields):
                planned.outside += bool(text.strip())
            elif not fields[column].typed:
                planned.computed += bool(text.strip())
            elif row >= len(ids) or text != typed(row, column):
                cells[fields[column].column] = text
        if row < len(ids):
            if cells:
                planned.changes[ids[row]] = cells
        elif any(str(text).strip() for text in cells.values()):
            planned.beyond.append({column: text for column, text in cells.items() if str(text).strip()})
    return planned


def repeated(block: Block, rows: int, columns: int) -> Block:
    """A block repeated over a larger choice where it fits in whole numbers, as spreadsheets do; else itself."""
    height, width = len(block), max(map(len, block), default=0)
    if not height or not width or rows % height or columns % width:
        return block
    full = [line + [""] * (width - len(line)) for line in block]
    return [full[row % height] * (columns // width) for row in range(rows)]
