"""Tables as frozen records of equally long read-only numpy columns; unknown numbers are NaN, unknown words ''.

References to another table are row indices, -1 where there is none. `field.metadata` says from which SQL
column a field is read, so that a misspelt column is found by mypy and by the first read.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]  # ids and row indices
Numbers = npt.NDArray[np.float64]  # NaN is unknown
Words = npt.NDArray[np.object_]  # str, '' is unknown
Blobs = npt.NDArray[np.object_]  # bytes or None
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]  # (n, 2) longitude, latitude; NaN is missing


def integers(sql: str = "") -> Any:
    """A column of 64-bit integers that are never unknown, such as the id."""
    return field(metadata={"sql": sql, "kind": "integer"})


def numbers(sql: str = "") -> Any:
    """A column of numbers and years; NULL becomes NaN."""
    return field(metadata={"sql": sql, "kind": "number"})


def words(sql: str = "") -> Any:
    """A column of text; NULL becomes ''."""
    return field(metadata={"sql": sql, "kind": "word"})


def flags(sql: str = "") -> Any:
    """A column of 0 and 1."""
    return field(metadata={"sql": sql, "kind": "flag"})


def blobs(sql: str = "") -> Any:
    """A column of binary values, such as outlines."""
    return field(metadata={"sql": sql, "kind": "blob"})


def points(sql: str = "geom") -> Any:
    """A column of GeoPackage points, read as (n, 2) longitude and latitude."""
    return field(metadata={"sql": sql, "kind": "point"})


def rows(target: str, sql: str = "", *, required: bool = False) -> Any:
    """A reference: row index in the table `target`, -1 for none; a row whose required target is dropped goes too."""
    return field(metadata={"sql": sql or f"{target}_id", "kind": "row", "target": target, "required": required})


def json_number(value: float | None) -> float | None:
    """A number as JSON can hold it: what is not finite is unknown."""
    return float(value) if value is not None and math.isfinite(value) else None


Maker = Callable[[], npt.NDArray[Any]]  # what makes a column
BREAK = "\x00"  # between words that are kept as one text


class Waiting:
    """Columns that are made when they are first asked for, such as 1,000,000 uids of which a few are read.

    How a column was made is kept beside it.
    """

    __slots__ = ("_waiting",)
    _waiting: Mapping[str, Maker]

    if not TYPE_CHECKING:  # mypy is to see a misspelt column

        def __getattr__(self, name: str) -> npt.NDArray[Any]:
            """Make a column whose slot is still empty; two threads that do so at once make the same."""
            if name == "_waiting" or name not in self._waiting:
                raise AttributeError(name)
            column = self._waiting[name]()
            column.flags.writeable = False
            object.__setattr__(self, name, column)
            return column

    def made(self, name: str) -> npt.NDArray[Any] | None:
        """A column, None while it waits."""
        try:
            column: npt.NDArray[Any] = object.__getattribute__(self, name)
        except AttributeError:
            return None
        return column

    def maker(self, name: str) -> Maker | None:
        """What makes a column, None where it came as it is."""
        try:
            makers: Mapping[str, Maker] = object.__getattribute__(self, "_waiting")
        except AttributeError:
            return None
        return makers.get(name)


@dataclass(frozen=True, slots=True)
class Table(Waiting):
    """The columns every table has."""

    id: Integers = integers()

    def __len__(self) -> int:
        return len(self.id)


T = TypeVar("T", bound=Table)


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """A column of words that are kept as one text with a break between two of them; `width` is that of all, else 0."""

    text: str
    width: int = 0

    def __call__(self) -> Words:
        """The words, each a text of its own."""
        return _words(self.text.split(BREAK))

    def at(self, rows: Integers) -> Words:
        """The words of some rows (0 or more), cut out of the text of a `width`."""
        text, width = self.text, self.width
        return _words([text[start : start + width] for start in (rows * (width + 1)).tolist()])


def _words(told: list[str]) -> Words:
    column = np.empty(len(told), dtype=object)
    column[:] = told
    return column


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """A column of few different words: which these are, and by row the number of its word."""

    words: tuple[str, ...]
    numbers: npt.NDArray[np.unsignedinteger[Any]]

    def __call__(self) -> Words:
        """The words by row."""
        return self.at(slice(None))

    def at(self, rows: Integers | slice) -> Words:
        """The words of some rows."""
        words: Words = np.array(self.words, dtype=object)[self.numbers[rows]]
        return words


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """A column of the rows that were chosen of a table."""

    table: Table
    name: str
    rows: Integers

    def __call__(self) -> npt.NDArray[Any]:
        """The values of these rows."""
        return values_at(self.table, self.name, self.rows)


def values_at(table: Table, name: str, chosen: Integers) -> npt.NDArray[Any]:
    """A column at some rows; one of words that waits goes on waiting where they can be told without it."""
    maker = table.maker(name) if table.made(name) is None else None
    if isinstance(maker, Taken):
        return values_at(maker.table, maker.name, maker.rows[chosen])
    if isinstance(maker, Numbered):
        return maker.at(chosen)
    if isinstance(maker, Joined) and maker.width and chosen.min(initial=0) >= 0:  # -1 stands for the last row
        return maker.at(chosen)
    values: npt.NDArray[Any] = getattr(table, name)[chosen]
    return values


def table_of(kind: type[T], columns: Mapping[str, npt.NDArray[Any]], waiting: Mapping[str, Maker]) -> T:
    """A table of columns, some of which are `waiting` to be made."""
    table = kind.__new__(kind)
    for name, column in columns.items():
        column.flags.writeable = False
        object.__setattr__(table, name, column)
    object.__setattr__(table, "_waiting", waiting)
    return table


def with_columns(table: T, **changed: npt.NDArray[Any]) -> T:
    """The same rows with other columns in the place of some; what waits goes on waiting."""
    others = [column.name for column in fields(table) if column.name not in changed]
    made = {name: column for name in others if (column := table.made(name)) is not None}
    makers = {name: maker for name in others if (maker := table.maker(name)) is not None}
    return table_of(type(table), {**made, **changed}, makers)


def repeated(value: object, count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A column that tells the same in every row, kept once."""
    only: npt.NDArray[Any] = np.empty((), dtype=dtype)
    only[()] = value
    return np.broadcast_to(only, (count,))


def take(table: T, chosen: npt.NDArray[Any]) -> T:
    """The rows of a table that a boolean mask or an index array chooses; references stay as they are.

    The columns are taken when they are asked for.
    """
    rows = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else np.array(chosen, dtype=np.int64)
    makers = {column.name: Taken(table, column.name, rows) for column in fields(table)}
    return table_of(type(table), {"id": table.id[rows]}, makers)


def word_numbers(table: Table, name: str) -> Integers | None:
    """A number for each word of a column, the same for the same word, where it is kept so; None where it is not."""
    maker = table.maker(name)
    if isinstance(maker, Numbered):
        return maker.numbers.astype(np.int64)
    if isinstance(maker, Taken) and (numbers := word_numbers(maker.table, maker.name)) is not None:
        return numbers[maker.rows]
    return None


def is_word(table: Table, name: str, word: str) -> Flags:
    """Which rows hold a word in a column, told without looking at the words where these are numbered."""
    maker = table.maker(name)
    if isinstance(maker, Taken):
        return is_word(maker.table, maker.name, word)[maker.rows]
    if isinstance(maker, Numbered):
        number = maker.words.index(word) if word in maker.words else -1
        return maker.numbers == number if number >= 0 else np.zeros(len(table), dtype=np.bool_)
    holds: Flags = getattr(table, name) == word
    return holds


def is_one_column(one: Table, other: Table, name: str) -> bool:
    """Whether two tables have one column, as far as that is seen without looking at its values."""
    if (column := one.made(name)) is not None and column is other.made(name):
        return True
    mine, theirs = one.maker(name), other.maker(name)
    if isinstance(mine, Taken) and isinstance(theirs, Taken):
        same = mine.rows is theirs.rows or np.array_equal(mine.rows, theirs.rows)
        return same and is_one_column(mine.table, theirs.table, name)
    return mine is not None and mine is theirs


def references(kind: type[Table]) -> list[Field[Any]]:
    """The fields of a table that refer to rows of another."""
    return [column for column in fields(kind) if column.metadata["kind"] == "row"]


def with_old_columns(table: T, old: T) -> T:
    """The same table, with the columns that an older one has made where both are seen to have the same."""
    shared = {one.name: old.made(one.name) for one in fields(table) if is_one_column(table, old, one.name)}
    made = {one.name: table.made(one.name) for one in fields(table)} | {
        k: v for k, v in shared.items() if v is not None
    }
    makers = {one.name: maker for one in fields(table) if (maker := table.maker(one.name)) is not None}
    return table_of(type(table), {name: column for name, column in made.items() if column is not None}, makers)
