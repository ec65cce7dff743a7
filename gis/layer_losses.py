"""What a layer lost on its way into a file: it is read again, and every cell compared with what was meant."""

import math
from collections.abc import Mapping, Sequence

from core.cells import Cell
from core.text import Text

_NAMED = 6  # columns that a sentence names

Columns = Mapping[str, Sequence[Cell]]


def losses(meant: Columns, names: Mapping[str, str], found: Columns) -> list[Text]:
    """Sentences about columns that are gone, renamed or hold other values; `names` are those of the file by our own.

    `meant` and `found` hold equally many cells a column, in the order of the rows.
    """
    gone = [column for column in meant if names[column] not in found]
    renamed = [column for column in meant if names[column] != column and column not in gone]
    told = [_told_gone(gone)] if gone else []
    if renamed:
        listed = [Text("{name} as {short}", {"name": name, "short": names[name]}) for name in renamed]
        told.append(Text("Names of columns are shortened: {names}.", {"names": listed}))
    for column, cells in meant.items():
        if column not in gone:
            told += _changed(column, cells, found[names[column]])
    return told


def _told_gone(columns: Sequence[str]) -> Text:
    values = {"n": len(columns), "names": list(columns[:_NAMED])}
    if len(columns) > _NAMED:
        return Text("This kind of file does not keep {n} columns: {names} and others.", values)
    return Text(
        "This kind of file does not keep {n} column: {names}.",
        values,
        plural="This kind of file does not keep {n} columns: {names}.",
    )


def _changed(column: str, meant: Sequence[Cell], found: Sequence[Cell]) -> list[Text]:
    """What happened to the cells of a column: cut off, or another value."""
    pairs = [(ours, theirs) for ours, theirs in zip(meant, found, strict=True) if not _same(ours, theirs)]
    cut = sum(isinstance(ours, str) and isinstance(theirs, str) and ours.startswith(theirs) for ours, theirs in pairs)
    other = len(pairs) - cut
    told = []
    if cut:
        values = {"n": cut, "column": column}
        told.append(
            Text(
                "{n} text of the column {column} is cut off at the end.",
                values,
                plural="{n} texts of the column {column} are cut off at the end.",
            )
        )
    if other:
        values = {"n": other, "column": column}
        told.append(
            Text(
                "{n} value of the column {column} is not kept as it was.",
                values,
                plural="{n} values of the column {column} are not kept as they were.",
            )
        )
    return told


def _same(ours: Cell, theirs: Cell) -> bool:
    """Whether a cell came back; a number may have become its text, and an empty text nothing."""
    if ours is None or ours == "":
        return theirs is None or theirs == "" or (isinstance(theirs, float) and math.isnan(theirs))
    if isinstance(ours, int | float) and theirs is not None:
        try:
            return math.isclose(float(ours), float(theirs), rel_tol=1e-12)
        except ValueError:
            return False
    return str(ours) == str(theirs)


def short_names(columns: Sequence[str], longest: int) -> dict[str, str]:
    """A name of at most so many bytes of UTF-8 for each column, no two alike, cut between characters."""
    names: dict[str, str] = {}
    for column in columns:
        short, number = _cut(column, longest), 1
        while short.lower() in {name.lower() for name in names.values()}:
            number += 1
            short = _cut(column, longest - len(str(number))) + str(number)
        names[column] = short
    return names


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-8")[:longest].decode("utf-8", errors="ignore").strip()
