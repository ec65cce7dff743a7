"""History and locked years without the rows of sources that open to sums only: lists of them count these alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.history_rows import RowChange, RowChanges
from core.project import Project
from core.snapshot import ABOUT_FIRMS, Snapshot
from core.text import Text
from core.year_locking import Difference, locked_snapshot, restatements
from core.year_records import Restatement, read_round

AGGREGATE = "aggregate"


def withheld_text(count: int) -> Text:
    """How many rows are left out because the statistics law opens them to sums only."""
    return Text("{n} rows of sources that open to sums only are not shown", {"n": count})


def open_changes(changes: RowChanges, snapshot: Snapshot, open_rows: Snapshot) -> RowChanges:
    """The changes without rows of sources that open to sums only, and of sources of which that is not known any more.

    The counts stay those of the whole edit.
    """
    uses = dict(zip(snapshot.source.id.tolist(), snapshot.source.permitted_use.tolist(), strict=True))
    for change in changes.rows:
        if change.table == "source":  # of an undone import the source is gone as well
            uses.setdefault(change.id, (change.after or change.before or {}).get("permitted_use"))
    closed = {
        table: set(getattr(snapshot, table).id.tolist()) - set(getattr(open_rows, table).id.tolist())
        for table in {change.table for change in changes.rows if hasattr(snapshot, change.table)}
    }

    def is_open(change: RowChange) -> bool:
        named = {image.get("source_id") for image in (change.before, change.after) if image is not None} - {None}
        barred = any(uses.get(source, AGGREGATE) == AGGREGATE for source in named)
        about_firm = change.table in ABOUT_FIRMS or (change.table == "statistic" and _is_about_firm(change))
        return not (about_firm and barred) and change.id not in closed.get(change.table, ())

    return replace(changes, rows=tuple(filter(is_open, changes.rows)))


def _is_about_firm(change: RowChange) -> bool:
    return any(image.get("actor_id") is not None for image in (change.before, change.after) if image is not None)


@dataclass(frozen=True, slots=True)
class OpenDifferences:
    """What differs from the latest locked edition, what was restated before, and how many rows of both are withheld."""

    found: tuple[Difference, ...] = ()
    notes: tuple[Restatement, ...] = ()
    withheld: int = 0


def open_differences(project: Project, year: int) -> OpenDifferences:
    """The differences and notes of a year that may be shown of a firm; none where it is not locked."""
    found = restatements(project, year)
    told = read_round(project)
    notes = [note for note in told.restatements if note.year == year]
    if not found and not notes:
        return OpenDifferences()
    closed = {*_closed(project.snapshot()), *_closed(locked_snapshot(project, year))}
    open_found = tuple(one for one in found if (one.tbl, one.row_uid) not in closed)
    open_notes = tuple(note for note in notes if (note.tbl, note.row_uid) not in closed)
    return OpenDifferences(open_found, open_notes, len(found) + len(notes) - len(open_found) - len(open_notes))


def _closed(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Table and uid of every row that may only enter sums."""
    open_rows = snapshot.without_aggregates()
    for table in (*ABOUT_FIRMS, "statistic"):
        for uid in set(getattr(snapshot, table).uid.tolist()) - set(getattr(open_rows, table).uid.tolist()):
            yield table, str(uid)
