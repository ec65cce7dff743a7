"""The room that a table has left goes to the columns whose words are cut off."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTableView

MARGIN = 4  # pixels beside the words of a column that is widened
LOOKED_AT = 50  # rows beyond those in sight whose words count, so that long tables cost no time


def widen(table: QTableView, usual: Sequence[int]) -> list[int]:
    """Give the columns the usual widths, and those that cut their words off what is spare; the widths given.

    The last column takes what is left in any case. Where nothing is spare the usual widths stand.
    """
    given, spare = list(usual), table.viewport().width() - sum(usual)
    if given and spare > 0:
        table.horizontalHeader().setResizeContentsPrecision(LOOKED_AT)
        lacking = [max(_needed(table, at) - width, 0) for at, width in enumerate(usual)]
        spare -= lacking.pop()
        for at in sorted(range(len(lacking)), key=lacking.__getitem__):  # who lacks least comes first
            more = min(lacking[at], max(spare, 0))
            given[at], spare = given[at] + more, spare - more
    for at, width in enumerate(given):
        table.setColumnWidth(at, width)
    return given


def _needed(table: QTableView, column: int) -> int:
    return max(table.sizeHintForColumn(column), table.horizontalHeader().sectionSizeHint(column)) + MARGIN
