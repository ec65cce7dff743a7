"""A table as the words that are read: no page and no picture hangs on it, so that a worker starts at once."""

from dataclasses import dataclass, replace

from core.i18n import show
from core.text import Quantity, Text

MOST_ROWS = 120  # of a table on paper


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table as it is read on paper: title, headings, rows of texts, widths as shares of the whole, a note below.

    `values` holds, by column, the quantities behind the texts, or None for a column of words. `brief` are the columns
    for reports, `spoken` those for slides (none: all), `leading` the rows for slides (0: all); a `detail` is for the
    workbook alone.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    note: str = ""
    values: tuple[tuple[Quantity, ...] | None, ...] = ()
    brief: tuple[int, ...] = ()
    spoken: tuple[int, ...] = ()
    leading: int = 0
    detail: bool = False

    def on_paper(self, language: str) -> "PaperTable":
        """The table with as many rows as anybody reads on paper, and a note on how many more the workbook has."""
        more = len(self.rows) - MOST_ROWS
        if more <= 0:
            return self
        told = show(Text("{n} rows more are in the workbook.", {"n": more}), language)
        return replace(self, rows=self.rows[:MOST_ROWS], values=()).noted(told)

    def noted(self, told: str) -> "PaperTable":
        """The table with one more sentence below it."""
        return replace(self, note=" ".join(part for part in (self.note, told) if part)) if told else self

    def narrowed(self, columns: tuple[int, ...]) -> "PaperTable":
        """The table with these columns alone; with all where none are named."""
        kept = columns or tuple(range(len(self.headings)))
        rows = tuple(tuple(row[at] for at in kept) for row in self.rows)
        headings, widths = tuple(self.headings[at] for at in kept), tuple(self.widths[at] for at in kept)
        return replace(self, headings=headings, rows=rows, widths=widths, values=(), brief=(), spoken=())
