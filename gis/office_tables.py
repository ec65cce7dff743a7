"""What a meeting pack holds, before any file is written: pictures as scenes and tables as the words that are read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.i18n import show
from core.text import Quantity, Text
from gis.exports import PaperSheet
from gis.scene import Scene

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


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A scene with its title and the sentences on it; of a map also its review line.

    Those `beneath` it, on the filter that it was made with, are printed wherever it stands.
    """

    title: str
    scene: Scene
    told: tuple[str, ...] = ()
    review: str = ""
    beneath: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeafEntry:
    """Something that can be found and clicked: `key` is table and uid, `number` that of a finding, 0 for none."""

    key: str
    title: str
    kind: str
    lines: tuple[str, ...]
    number: int = 0
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """The HTML file in one language; `bands` are the rows ("table:uid") behind each band of the diagram.

    `marked` are the words of its class, its map review line and its stamp.
    """

    language: str
    title: str
    foot: str
    words: Mapping[str, str]
    map: Scene
    flows: Scene
    legend: Scene
    entries: tuple[LeafEntry, ...]
    bands: tuple[tuple[str, ...], ...]
    marked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Everything for a meeting in one language: pages for the PDF, pictures and tables for slides and report.

    `told` are the sentences of the report's first part; `marking` and `stamp` the words of the class and of a stamp;
    `cited` names a locked edition; `review` tells the map review number or what its lack means.
    """

    language: str
    title: str
    made: str
    marking: str
    stamp: str
    told: tuple[str, ...]
    pages: tuple[PaperSheet, ...]
    pictures: tuple[Picture, ...]
    tables: tuple[PaperTable, ...]
    leaves: tuple[Leaf, ...]
    cited: str = ""
    review: str = ""
