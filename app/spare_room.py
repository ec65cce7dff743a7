"""The room of a table goes to the columns whose words are cut off: what is spare, and what others do not need."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTableView

MARGIN = 4  # pixels beside the words of a column
LOOKED_AT = 50  # rows beyond those in sight whose words count, so that long tables cost no time


def widen(table: QTableView, usual: Sequence[int]) -> list[int]:
    """Give the columns the usual widths, and those that cut their words off what is spare; the widths given.

    Columns that need less than usual, such as empty ones, give up what others lack. The last column takes what is left
    in any case.
    """
    table.horizontalHeader().setResizeContentsPrecision(LOOKED_AT)
    given = shared_out(usual, [_needed(table, at) for at in range(len(usual))], table.viewport().width())
    for at, width in enumerate(given):
        table.setColumnWidth(at, width)
    return given


def shared_out(usual: Sequence[int], needed: Sequence[int], room: int) -> list[int]:
    """Widths of columns in a room that is widened by scrolling where the usual ones need more; who lacks least comes
    first, then what nobody lacks goes back to those that gave it up."""
    given = [min(pair) for pair in zip(usual, needed, strict=True)]
    spare = max(room, sum(usual)) - sum(given)
    for wanted in (needed, usual):
        lacking = [max(wish - width, 0) for wish, width in zip(wanted, given, strict=True)]
        for at in sorted(range(len(lacking)), key=lacking.__getitem__):
            more = min(lacking[at], spare)
            given[at], spare = given[at] + more, spare - more
    return given


def _needed(table: QTableView, column: int) -> int:
    return max(table.sizeHintForColumn(column), table.horizontalHeader().sectionSizeHint(column)) + MARGIN
