"""A table made from another: its rows count from 1, its origins name the row of the file and the heading."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.cells import Cell
from core.shape_rows import Source
from core.sheet_marks import Mark
from core.sheets import Sheet
from core.text import Text


@dataclass(slots=True)
class Derived:
    """Rows of a derived table while it is made, with their origins and marks.

    `empty` counts the cells that made no row, `others` by heading the figures that gave way to another of the row.
    """

    rows: list[dict[str, Cell]] = field(default_factory=list)
    origins: list[tuple[int, str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    empty: int = 0
    others: dict[str, int] = field(default_factory=dict)

    def add(self, row: dict[str, Cell], number: int, heading: str) -> None:
        """A further row, from a row and a heading of the file."""
        self.rows.append(row)
        self.origins.append((number, heading))


def keep_marked(derived: Derived, mark: Mark) -> None:
    """Keep the place of a row that is not taken, so that the sum of rows tells of it."""
    derived.add({}, mark.row, mark.column)
    derived.marks.append(replace(mark, row=len(derived.rows)))


def finished(source: Source, derived: Derived, remarks: Iterable[Text]) -> Sheet:
    """A derived table from its rows."""
    fields = list(dict.fromkeys(field for row in derived.rows for field in row)) or ["unit"]
    rows = tuple((n, tuple(row.get(field) for field in fields)) for n, row in enumerate(derived.rows, 1))
    return replace(
        source.sheet,
        columns=tuple(fields),
        rows=rows,
        remarks=tuple(remarks),
        header_depth=1,
        origins=tuple(derived.origins),
        marks=tuple(derived.marks),
    )
