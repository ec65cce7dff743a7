"""Tables as frozen records of equally long read-only numpy columns; unknown numbers are NaN, unknown words ''.

References to another table are row indices, -1 where there is none. `field.metadata` says from which SQL
column a field is read, so that a misspelt column is found by mypy and by the first read.
"""

import json
import math
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from core.geopackage import points_from_blobs

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


class Waiting:
    """Columns that are made when they are first asked for, such as 100,000 uids of which a few are read."""

    __slots__ = ("_waiting",)
    _waiting: Mapping[str, Callable[[], npt.NDArray[Any]]]

    if not TYPE_CHECKING:  # mypy is to see a misspelt column

        def __getattr__(self, name: str) -> npt.NDArray[Any]:
            """Make a column whose slot is still empty; two threads that do so at once make the same."""
            if name == "_waiting" or name not in self._waiting:
                raise AttributeError(name)
            column = self._waiting[name]()
            column.flags.writeable = False
            object.__setattr__(self, name, column)
            return column


@dataclass(frozen=True, slots=True)
class Table(Waiting):
    """The columns every table has."""

    id: Integers = integers()

    def __len__(self) -> int:
        return len(self.id)


T = TypeVar("T", bound=Table)


def table_of(
    kind: type[T], columns: Mapping[str, npt.NDArray[Any]], waiting: Mapping[str, Callable[[], npt.NDArray[Any]]]
) -> T:
    """A table of columns, some of which are `waiting` to be made."""
    table = kind.__new__(kind)
    for name, column in columns.items():
        column.flags.writeable = False
        object.__setattr__(table, name, column)
    object.__setattr__(table, "_waiting", waiting)
    return table


def _sql(column: Field[Any]) -> str:
    return str(column.metadata["sql"] or column.name)


# How a column is asked for, so that what is NULL arrives as what stands for unknown.
_ASKED = {"row": "ifnull({}, -1)", "word": "ifnull({}, '')"}
_TYPES = {"number": np.float64, "point": np.float64, "integer": np.int64, "row": np.int64, "flag": np.bool_}
_TRIED = 50  # first rows of a table, which is large if it has so many


def _array(kind: str, values: list[Any]) -> npt.NDArray[Any]:
    if kind == "point":
        return points_from_blobs(values)
    array: npt.NDArray[Any] = np.empty(len(values), dtype=_TYPES.get(kind, np.object_))
    array[:] = values
    return array


def read_table(
    connection: sqlite3.Connection,
    kind: type[T],
    name: str,
    ids: dict[str, Integers],
    only: frozenset[int] | None = None,
) -> T:
    """Read the SQL table `name` ordered by id, all of it or `only` the rows of these ids.

    `ids` holds the sorted ids of the tables that references point to, also of the table itself where only some of
    its rows are read.
    """
    described = fields(kind)
    given: tuple[str, ...] = ()
    rest = f'FROM "{name}" ORDER BY id'
    if only is not None:  # one parameter, since SQLite takes no more than some thousand
        rest, given = rest.replace(" ORDER", " WHERE id IN (SELECT value FROM json_each(?)) ORDER"), (_listed(only),)
    same = _same(connection, described, name) if only is None else {}
    varying = [column for column in described if column.name not in same]
    listed = ", ".join(_asked(column) for column in varying)
    read = dict(zip(varying, _columns(connection.execute(f"SELECT {listed} {rest}", given)), strict=True))
    arrays: dict[str, npt.NDArray[Any]] = {}
    for column in described:
        sort = column.metadata["kind"]
        if column in read:
            array = _array(sort, read[column])
        else:
            array = repeated(same[column.name], len(arrays["id"]), _TYPES.get(sort, np.object_))
        if column.metadata["kind"] == "row":
            array = to_rows(array, ids[target] if (target := column.metadata["target"]) in ids else arrays["id"])
        array.flags.writeable = False
        arrays[column.name] = array
    return kind(**arrays)


def repeated(value: object, count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    """A column that tells the same in every row, kept once."""
    only: npt.NDArray[Any] = np.empty((), dtype=dtype)
    only[()] = value
    return np.broadcast_to(only, (count,))


def _asked(column: Field[Any]) -> str:
    return _ASKED.get(column.metadata["kind"], "{}").format(f'"{_sql(column)}"')


def _same(connection: sqlite3.Connection, columns: Sequence[Field[Any]], name: str) -> dict[str, Any]:
    """The values of columns that tell the same in every row, such as nothing, since comparing is faster than reading.

    Only those that agree in the first rows are compared in all.
    """
    asked = [column for column in columns if column.metadata["kind"] not in ("blob", "point")]
    listed = ", ".join(_asked(column) for column in asked)
    rows = connection.execute(f'SELECT {listed} FROM "{name}" ORDER BY id LIMIT {_TRIED}').fetchall()
    if len(rows) < _TRIED:
        return {}
    alike = [(asked[place], values[0]) for place, values in enumerate(zip(*rows, strict=True)) if len(set(values)) == 1]
    compared = "".join(f", total({_asked(column)} IS ?)" for column, _ in alike)
    given = [value for _, value in alike]
    count, *agreeing = connection.execute(f'SELECT count(*){compared} FROM "{name}"', given).fetchone()
    told = zip(alike, agreeing, strict=True)
    return {column.name: np.nan if value is None else value for (column, value), rows in told if rows == count}


def read_ids(connection: sqlite3.Connection, name: str, only: frozenset[int]) -> Integers:
    """Which of these ids the SQL table `name` holds, ascending."""
    query = f'SELECT id FROM "{name}" WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id'
    return np.array([id for (id,) in connection.execute(query, (_listed(only),))], dtype=np.int64)


def _listed(ids: frozenset[int]) -> str:
    return json.dumps(sorted(ids))


def _columns(cursor: sqlite3.Cursor) -> list[list[Any]]:
    """The columns of a result; in portions, so that the garbage collector never walks over 100,000 rows."""
    columns: list[list[Any]] = [[] for _ in cursor.description]
    while portion := cursor.fetchmany(1000):
        for column, values in zip(columns, zip(*portion, strict=True), strict=True):
            column.extend(values)
    return columns


def to_rows(wanted: Integers, ids: Integers) -> Integers:
    """Replace ids by their positions in the sorted array `ids`; -1 stays."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    found = np.searchsorted(ids, wanted).clip(0, len(ids) - 1)
    return np.where((wanted >= 0) & (ids[found] == wanted), found, -1).astype(np.int64)


def take(table: T, mask: npt.NDArray[Any]) -> T:
    """The rows of a table that a boolean mask or an index array chooses; references stay as they are."""
    chosen = {}
    for column in fields(table):
        array = getattr(table, column.name)[mask]
        array.flags.writeable = False
        chosen[column.name] = array
    return replace(table, **chosen)


def references(kind: type[Table]) -> list[Field[Any]]:
    """The fields of a table that refer to rows of another."""
    return [column for column in fields(kind) if column.metadata["kind"] == "row"]
