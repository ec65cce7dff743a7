"""What differs from locked years without the rows of sources that open to sums only: lists of it count these alone."""

from dataclasses import dataclass

from core.project import Project
from core.text import Text
from core.year_locking import WITHHELD, Difference, closed_rows, restatements
from core.year_records import Restatement, read_round


def withheld_text(count: int) -> Text:
    """How many rows are left out because the statistics law opens them to sums only."""
    return Text("{n} rows of sources that open to sums only are not shown", {"n": count})


@dataclass(frozen=True, slots=True)
class OpenDifferences:
    """What differs from the latest locked edition, what was restated before, and how many rows of both are withheld."""

    found: tuple[Difference, ...] = ()
    notes: tuple[Restatement, ...] = ()
    withheld: int = 0


def open_differences(project: Project, year: int) -> OpenDifferences:
    """The differences and notes of a year that may be shown of a firm; none where it is not locked."""
    found = restatements(project, year)
    notes = [note for note in read_round(project).restatements if note.year == year]
    closed = closed_rows(project, year) if notes else set()
    open_found = tuple(one for one in found if one.field != WITHHELD)
    open_notes = tuple(note for note in notes if note.field != WITHHELD and (note.tbl, note.row_uid) not in closed)
    return OpenDifferences(open_found, open_notes, len(found) + len(notes) - len(open_found) - len(open_notes))
