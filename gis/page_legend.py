"""The legend of a page in as many columns as its box has room for; what finds no room is told, never cut in silence."""

from collections.abc import Sequence

from core.page_layouts import Item
from core.text import N_, Text
from gis.furniture import SMALL
from gis.legend import column_marks, entry_height, link_entries, sign_entries
from gis.page_parts import Drawn, Material, head_height, head_marks, note_marks
from gis.scene import Mark
from gis.sheet import Sheet
from gis.styling_legend import Entry
from gis.typeset import LINE_HEIGHT

_GAP = 4.0  # mm between two columns
_NARROWEST = 40.0  # mm of a column
_MOST_COLUMNS = 5
_MUCH = 0.4  # of the height of a column: a higher legend is spread evenly, so that cards keep their room
_NOTE = 2 * LINE_HEIGHT * SMALL.height
TITLE = N_("Legend")


def legend_columns(sheet: Sheet, width: float, height: float) -> list[list[Entry]]:
    """The entries in columns: lines beside signs where they fit so, else spread evenly over as many as fit beside.

    Where no number of columns is low enough for `height` mm, the lowest are given.
    """
    groups = [entries for entries in (link_entries(sheet), sign_entries(sheet)) if entries]
    entries = [entry for group in groups for entry in group]
    most = max(1, min(_MOST_COLUMNS, int((width + _GAP) // (_NARROWEST + _GAP))))
    tried: list[list[list[Entry]]] = []
    for count in range(0 if len(groups) <= most else 1, most + 1):
        tried.append(_spread(sheet, entries, count, width) if count else groups)
        if columns_height(sheet, tried[-1], width) <= height:
            return tried[-1]
    return min(tried, key=lambda columns: columns_height(sheet, columns, width))


def _spread(sheet: Sheet, entries: Sequence[Entry], count: int, width: float) -> list[list[Entry]]:
    """Entries in their order in `count` columns of about equal height."""
    room = column_width(count, width)
    heights = [entry_height(sheet, entry, room) for entry in entries]
    low, high = max(heights, default=0.0), sum(heights)
    while high - low > 0.2:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_broken(entries, heights, middle)) <= count else (middle, high)
    return _broken(entries, heights, high)


def _broken(entries: Sequence[Entry], heights: Sequence[float], most: float) -> list[list[Entry]]:
    """Entries in columns of at most so many mm."""
    columns: list[list[Entry]] = [[]]
    used = 0.0
    for entry, height in zip(entries, heights, strict=True):
        if columns[-1] and used + height > most + 1e-6:
            columns.append([])
            used = 0.0
        columns[-1].append(entry)
        used += height
    return columns


def column_width(count: int, width: float) -> float:
    """The width in mm of one of so many columns."""
    return (width - (count - 1) * _GAP) / max(count, 1)


def columns_height(sheet: Sheet, columns: Sequence[Sequence[Entry]], width: float) -> float:
    """The height in mm of the highest column."""
    room = column_width(len(columns), width)
    return max((sum(entry_height(sheet, entry, room) for entry in column) for column in columns), default=0.0)


def columns_marks(
    sheet: Sheet, columns: Sequence[Sequence[Entry]], corner: tuple[float, float], width: float
) -> tuple[list[Mark], float]:
    """The columns beside each other from a top left corner, and the y in mm where the longest ends."""
    left, top = corner
    marks: list[Mark] = []
    bottom, room = top, column_width(len(columns), width)
    for place, column in enumerate(columns):
        written, end = column_marks(sheet, column, (left + place * (room + _GAP), top), room)
        marks += written
        bottom = max(bottom, end)
    return marks, bottom


def legend_needs(material: Material, item: Item) -> float:
    """The height in mm that the legend needs in an item of this width, in low columns where it takes much of a page."""
    columns = legend_columns(material.sheet, item.width, _MUCH * item.height - head_height(item))
    if not any(columns):
        return 0.0
    return head_height(item) + columns_height(material.sheet, columns, item.width)


def draw_legend(material: Material, item: Item) -> Drawn:
    """The legend in its box; entries that find no room are counted in a sentence below the others."""
    sheet = material.sheet
    room = item.height - head_height(item)
    columns = legend_columns(sheet, item.width, room + 0.1)
    if not any(columns):
        return Drawn()
    marks, top = head_marks(material, item, TITLE)
    needed = columns_height(sheet, columns, item.width)
    if needed <= room + 0.1:
        return Drawn((*marks, *columns_marks(sheet, columns, (item.left, top), item.width)[0]))
    kept = [_kept(sheet, column, column_width(len(columns), item.width), room - _NOTE) for column in columns]
    lost = sum(map(len, columns)) - sum(map(len, kept))
    drawn, _ = columns_marks(sheet, kept, (item.left, top), item.width)
    values = {"n": lost, "needed": round(needed * material.page.layout.lettering)}
    told = Text(
        "{n} sign of the map is not explained here: the legend needs {needed} mm of height.",
        values,
        plural="{n} signs of the map are not explained here: the legend needs {needed} mm of height.",
    )
    note, _ = note_marks(material, told, item, max(item.bottom - _NOTE, item.top), 2)
    return Drawn((*marks, *drawn, *note) if room > _NOTE else tuple(note), (told,))


def _kept(sheet: Sheet, column: Sequence[Entry], width: float, room: float) -> list[Entry]:
    kept = []
    for entry in column:
        room -= entry_height(sheet, entry, width)
        if room < 0:
            break
        kept.append(entry)
    return kept
