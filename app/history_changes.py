"""What an edit of the history changed, as rows of a table: which row, which column, before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from app.describe import row_of_id
from app.rows import text_column, words
from app.table_model import Rows
from core.fields import FIELDS, Field, column_title
from core.geopackage import points_from_blobs, wkb_of_blob
from core.history_rows import Row, RowChange, RowChanges
from core.i18n import show, show_number, translate
from core.renaming import Names, text_in
from core.row_names import NAMED_BY, row_name
from core.snapshot import Snapshot
from core.table_titles import table_title
from core.text import N_, Text
from gis.region_shapes import outline

UNTOLD = ("id", "uid")  # they say nothing to people
NEW, GONE = N_("(new)"), N_("(deleted)")
NO_NAMES: Names = {}
LONGEST = 4000  # characters of a value; styles for QGIS have ten times as many
OUTLINE = {"region": N_("Outline")}


def change_rows(changes: RowChanges, snapshot: Snapshot, language: str, names: Names = NO_NAMES) -> Rows:
    """One row per changed cell; `names` are those that the language tells otherwise than the project."""
    told = _Told(snapshot, language, names)
    cells = [cell for change in changes.rows for cell in _cells(change, told)]
    columns = [words([cell[place] for cell in cells]) for place in range(5)]
    titles = ((N_("Row"), 110), (N_("Column"), 76), (N_("Before"), 84), (N_("After"), 84), (N_("Table"), 110))
    shown = tuple(text_column(title, column, width) for (title, width), column in zip(titles, columns, strict=True))
    return Rows(shown, words(range(len(cells))), tuple(columns))


def changes_text(changes: RowChanges) -> Text:
    """How many rows of which tables an edit changed."""
    counts = [Text("{table}: {count}", {"table": table_title(name), "count": n}) for name, n in changes.counts.items()]
    if not counts:
        return Text("This entry changed no row.")
    told = {"n": changes.total, "counts": counts, "shown": len(changes.rows)}
    whole = Text("{n} row was changed ({counts}).", told, plural="{n} rows were changed ({counts}).")
    if len(changes.rows) + changes.withheld < changes.total:
        whole = Text("{n} rows were changed ({counts}); the first {shown} are listed.", told)
    if not changes.withheld:
        return whole
    return Text(
        "{told} {n} of them is not shown: its source permits sums only (statistics law).",
        {"told": whole, "n": changes.withheld},
        plural="{told} {n} of them are not shown: their sources permit sums only (statistics law).",
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """The project as it is now, and how the reader's language names its rows."""

    snapshot: Snapshot
    language: str
    names: Names

    def row(self, table: str, row: int) -> str:
        """What a row is called."""
        name = row_name(self.snapshot, table, row)
        return self.names.get(name, name) if isinstance(name, str) else show(text_in(name, self.names), self.language)


def _cells(change: RowChange, told: _Told) -> Iterator[tuple[str, ...]]:
    language = told.language
    table, name = show(table_title(change.table), language), _name(change, told)
    fields = {each.column: each for each in FIELDS.get(change.table, ())}
    for column in change.columns:
        if column in UNTOLD:
            continue
        title = OUTLINE.get(change.table, "") if column == "geom" else ""
        title = title or column_title(change.table, column)
        sides = (
            translate(absent, language) if row is None else _value(told, fields.get(column), column, row)
            for row, absent in ((change.before, NEW), (change.after, GONE))
        )
        yield (name, translate(title, language), *sides, table)


def _name(change: RowChange, told: _Told) -> str:
    """What a row is called now, else what it was called."""
    rows = getattr(told.snapshot, change.table, None)
    row = row_of_id(rows.id, change.id) if rows is not None else None
    if row is not None and change.table in FIELDS:
        return told.row(change.table, row)
    image = change.before or change.after or {}
    named = image.get(NAMED_BY.get(change.table, "name")) or _ends(image, told)
    return str(told.names.get(str(named), named) or show(Text("No. {n}", {"n": change.id}), told.language))


def _ends(image: Row, told: _Told) -> str:
    """A deleted link by the names of its ends, as far as they are there."""
    if "sender_id" not in image:
        return ""
    ends = [_reference(told, "actor", image[column]) or "…" for column in ("sender_id", "receiver_id")]
    return f"{ends[0]} → {ends[1]} · {_reference(told, 'commodity', image['commodity_id'])}"


def _reference(told: _Told, table: str, id: Any) -> str:
    rows = getattr(told.snapshot, table)
    row = row_of_id(rows.id, id) if id is not None else None
    if row is None:
        return "" if id is None else f"({id})"
    return told.row(table, row)


def _value(told: _Told, each: Field | None, column: str, row: Row) -> str:
    value, language = row.get(column), told.language
    if value is None:
        return ""
    if column == "geom":
        return _shape(bytes.fromhex(value), language)
    if each is not None and each.kind == "reference":
        return _reference(told, each.target, value)
    if each is not None and each.choices:
        return translate(each.choices.get(value, str(value)), language)
    if isinstance(value, float):
        return show_number(value)
    text = str(value)
    return text if len(text) <= LONGEST else show(Text("text of {n} characters", {"n": len(text)}), language)


def _shape(blob: bytes, language: str) -> str:
    """A point by its degrees, an outline by the number of its corners."""
    if wkb_of_blob(blob)[1] == 1:
        lon, lat = points_from_blobs([blob])[0].tolist()
        return f"{lon:.6f}, {lat:.6f}"
    count = len(shapely.get_coordinates(outline(blob)))
    return show(Text("outline of {n} points", {"n": count}), language)
