"""Rows of an SQL table as columns, without a Python object for each value where the table is large.

What tells the same in every row is compared and not read. Words and whole numbers arrive as one text for each column;
fractions one by one, since SQLite tells fifteen digits of them in a text.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, fields
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from core.columns import BREAK, Integers, Joined, Maker, Numbered, Table, repeated, table_of
from core.geopackage import points_from_blobs

T = TypeVar("T", bound=Table)
Array = npt.NDArray[Any]
Column = Field[Any]
Columns = dict[str, Array | Maker]  # by name, as they are or waiting to be made

# How a column is asked for, so that what is NULL arrives as what stands for unknown.
_ASKED = {"row": "ifnull({}, -1)", "word": "ifnull({}, '')"}
_UNKNOWN = {"row": -1, "word": "", "number": np.nan}
_TYPES = {"number": np.float64, "point": np.float64, "integer": np.int64, "row": np.int64, "flag": np.bool_}
_TRIED = 50  # first rows of a table, which is large if it has so many
_NOTHING = -(2**63)  # NULL among whole numbers
_WHOLE = b"-,0123456789"  # what whole numbers are written with
_SAMPLED = 500  # rows from all over a table that show which words a column holds
_LETTERS, _OTHER = "ABCDEFGHIJKL", "-"  # in place of the words of a column that holds few different ones
_FEW = 4  # words that differ are few where each stands in so many rows


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
    told = _large(connection, described, name) if only is None else None
    if told is None:
        told = _one_by_one(connection, described, name, only)
    arrays = {column: values for column, values in told.items() if isinstance(values, np.ndarray)}
    makers = {column: values for column, values in told.items() if not isinstance(values, np.ndarray)}
    for column in described:
        if column.metadata["kind"] == "row":
            target = ids.get(column.metadata["target"], arrays["id"])
            arrays[column.name] = to_rows(arrays[column.name], target)
    return table_of(kind, arrays, makers)


def read_ids(connection: sqlite3.Connection, name: str, only: frozenset[int]) -> Integers:
    """Which of these ids the SQL table `name` holds, ascending."""
    query = f'SELECT id FROM "{name}" WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id'
    return np.array([id for (id,) in connection.execute(query, (_listed(only),))], dtype=np.int64)


def to_rows(wanted: Integers, ids: Integers) -> Integers:
    """Replace ids by their positions in the sorted array `ids`; -1 stays."""
    if not len(ids):
        return np.full(len(wanted), -1, dtype=np.int64)
    if wanted.strides == (0,) and len(wanted) > 1:  # one value for all
        return np.broadcast_to(to_rows(wanted[:1].copy(), ids), wanted.shape)
    if ids[-1] - ids[0] == len(ids) - 1:  # without a gap
        return np.where((wanted >= ids[0]) & (wanted <= ids[-1]) & (wanted >= 0), wanted - ids[0], -1)
    found = np.searchsorted(ids, wanted).clip(0, len(ids) - 1)
    return np.where((wanted >= 0) & (ids[found] == wanted), found, -1).astype(np.int64)


def _kind(column: Column) -> str:
    return str(column.metadata["kind"])


def _sql(column: Column) -> str:
    return f'"{column.metadata["sql"] or column.name}"'


def _asked(column: Column) -> str:
    return _ASKED.get(_kind(column), "{}").format(_sql(column))


def _listed(ids: frozenset[int]) -> str:
    return json.dumps(sorted(ids))


def _one_by_one(
    connection: sqlite3.Connection, columns: Sequence[Column], name: str, only: frozenset[int] | None = None
) -> Columns:
    """Columns of any kind, with a Python object for each value."""
    given: tuple[str, ...] = ()
    rest = f'FROM "{name}" ORDER BY id'
    if only is not None:  # one parameter, since SQLite takes no more than some thousand
        rest, given = rest.replace(" ORDER", " WHERE id IN (SELECT value FROM json_each(?)) ORDER"), (_listed(only),)
    cursor = connection.execute(f"SELECT {', '.join(map(_asked, columns))} {rest}", given)
    read: list[list[Any]] = [[] for _ in columns]
    while portion := cursor.fetchmany(1000):  # so that the garbage collector never walks over 100,000 rows
        for values, more in zip(read, zip(*portion, strict=True), strict=True):
            values.extend(more)
    return {column.name: _array(_kind(column), values) for column, values in zip(columns, read, strict=True)}


def _array(kind: str, values: list[Any]) -> Array:
    if kind == "point":
        return points_from_blobs(values)
    array: Array = np.empty(len(values), dtype=_TYPES.get(kind, np.object_))
    array[:] = values
    return array


def _large(connection: sqlite3.Connection, columns: Sequence[Column], name: str) -> Columns | None:
    """The columns of a table, each in the way that takes least; None where it has few rows."""
    compared = [column for column in columns if _kind(column) not in ("blob", "point")]
    first = connection.execute(
        f'SELECT {", ".join(map(_sql, compared))} FROM "{name}" ORDER BY id LIMIT {_TRIED}'
    ).fetchall()
    if len(first) < _TRIED:
        return None
    least, most, count = (
        connection.execute(f'SELECT {told} FROM "{name}"').fetchone()[0] for told in ("min(id)", "max(id)", "count(*)")
    )  # one by one, since each alone is told without looking at the rows
    alike = _holding(connection, name, _guesses(compared, first))
    told: Columns = {"id": np.arange(least, most + 1)} if most - least == count - 1 else {}
    known = {guess.column for guess in alike} | told.keys()
    rest = [column for column in columns if column.name not in known]
    told |= _texts(connection, [column for column in rest if column in compared], name, count)
    fractions = [column for column in rest if _kind(column) == "number" and column.name not in told]
    told |= _fractions(connection, fractions, name, count)
    if others := [column for column in rest if column.name not in told]:
        told |= _one_by_one(connection, others, name)
    for guess in alike:
        told[guess.column] = told[guess.other] if guess.other else repeated(guess.value, count, guess.dtype)
    return told


@dataclass(frozen=True, slots=True)
class _Guess:
    """That a column holds one value, or the same as another, with the SQL that says that a row does not."""

    column: str
    dtype: Any
    differs: str
    given: object = None
    value: object = None
    other: str = ""


def _guesses(columns: Sequence[Column], first: list[tuple[Any, ...]]) -> list[_Guess]:
    """What the first rows of a table make likely."""
    found: list[_Guess] = []
    varying: dict[tuple[Any, ...], Column] = {}  # numbers by what they hold
    for column, values in zip(columns, zip(*first, strict=True), strict=True):
        kind, dtype = _kind(column), _TYPES.get(_kind(column), np.object_)
        if len(set(values)) == 1:
            value = _UNKNOWN.get(kind) if values[0] is None else values[0]
            found.append(_Guess(column.name, dtype, f"{_sql(column)} IS NOT ?", values[0], value))
        elif kind == "number" and (other := varying.setdefault(values, column)) is not column:
            differs = f"{_sql(column)} IS NOT {_sql(other)} AND ? IS NULL"
            found.append(_Guess(column.name, dtype, differs, other=other.name))
    return found


def _holding(connection: sqlite3.Connection, name: str, guesses: list[_Guess]) -> list[_Guess]:
    """The guesses that hold in every row; comparing is faster than reading."""
    place = -(2**63)
    while guesses:
        differs = [guess.differs.replace("?", f"?{number}") for number, guess in enumerate(guesses, 2)]
        query = f'SELECT id, {", ".join(differs)} FROM "{name}" WHERE id >= ?1 AND ({" OR ".join(differs)})'
        row = connection.execute(f"{query} ORDER BY id LIMIT 1", (place, *(one.given for one in guesses))).fetchone()
        if row is None:
            break
        place, *differing = row
        guesses = [guess for guess, differs in zip(guesses, differing, strict=True) if not differs]
    return guesses


def _texts(connection: sqlite3.Connection, columns: Sequence[Column], name: str, count: int) -> Columns:
    """The columns of words and of whole numbers, as far as they come back from a text as they are.

    A full scan without an index visits the rows in the order of their ids.
    """
    types = dict(connection.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall())
    asked = [column for column in columns if types[_sql(column)[1:-1]] in ("TEXT", "INTEGER")]
    few = _few_words(connection, [column for column in asked if _kind(column) == "word"], name)
    told = _told(connection, asked, name, count, few)
    again = [column for column in asked if column.name in few and column.name not in told]  # they hold more words
    return told | _told(connection, again, name, count, {})


def _told(
    connection: sqlite3.Connection, asked: Sequence[Column], name: str, count: int, few: Mapping[str, tuple[str, ...]]
) -> Columns:  # fmt: skip
    """What texts tell of the columns that are asked; of the `few` words that a column holds, one letter a row."""
    if not asked:
        return {}
    parts = [_as_letters(column, few[column.name]) if column.name in few else _as_text(column) for column in asked]
    given = [word for column in asked for word in few.get(column.name, ())]
    try:
        texts = connection.execute(f'SELECT {", ".join(parts)} FROM "{name}" NOT INDEXED', given).fetchone()
    except sqlite3.DataError:  # a text of more than a billion bytes
        return {}
    told = {
        column.name: _of_letters(text, count, few[column.name]) if column.name in few else _of_text(column, text, count)
        for column, text in zip(asked, texts, strict=True)
    }
    return {column: values for column, values in told.items() if values is not None}


def _few_words(connection: sqlite3.Connection, columns: Sequence[Column], name: str) -> dict[str, tuple[str, ...]]:
    """The words of columns that hold few different ones, as far as rows from all over the table show it."""
    if not columns:
        return {}
    least, most = (connection.execute(f'SELECT {end}(id) FROM "{name}"').fetchone()[0] for end in ("min", "max"))
    tried = json.dumps(sorted({least + (most - least) * part // _SAMPLED for part in range(_SAMPLED + 1)}))
    query = f'SELECT {", ".join(map(_asked, columns))} FROM "{name}" WHERE id IN (SELECT value FROM json_each(?))'
    rows = connection.execute(query, (tried,)).fetchall()
    seen = {
        column.name: tuple(dict.fromkeys(words)) for column, words in zip(columns, zip(*rows, strict=True), strict=True)
    }
    return {column: words for column, words in seen.items() if column != "uid" and len(words) <= len(_LETTERS)}


def _as_letters(column: Column, words: Sequence[str]) -> str:
    cases = " ".join(f"WHEN ? THEN '{letter}'" for letter in _LETTERS[: len(words)])
    return f"group_concat(CASE {_asked(column)} {cases} ELSE '{_OTHER}' END, '')"


def _of_letters(text: str, count: int, words: tuple[str, ...]) -> Numbered | None:
    """The words of a column as the letters tell them, None where there are others."""
    if _OTHER in text or len(text) != count:
        return None
    return Numbered(words, np.frombuffer(text.encode(), dtype=np.uint8) - ord(_LETTERS[0]))


def _as_text(column: Column) -> str:
    if _kind(column) == "word":
        return f"group_concat({_asked(column)}, x'00')"
    return f"group_concat(ifnull({_asked(column)}, {_NOTHING}))"


def _of_text(column: Column, text: str, count: int) -> Array | Maker | None:
    """What a text holds of a column of `count` rows, None where it is not to be told from it."""
    if _kind(column) == "word":
        return _words(text, count, column.name == "uid")
    return _whole(text, count, _kind(column))


def _words(text: str, count: int, waiting: bool) -> Array | Maker | None:
    """The words of a text, None where one of them holds the break; only those that are `waiting` are not looked at."""
    if text.count(BREAK) != count - 1:
        return None
    if waiting:
        return Joined(text, _width(text, count))
    words = text.split(BREAK)
    different = {word: number for number, word in enumerate(dict.fromkeys(words))}
    if len(different) * _FEW > count:
        return Joined(text)
    dtype = np.min_scalar_type(len(different) - 1)
    return Numbered(tuple(different), np.fromiter(map(different.__getitem__, words), dtype, count))


def _width(text: str, count: int) -> int:
    """How long the words of a text are where all are as long, as uids are; else 0."""
    width = (len(text) + 1) // count - 1
    alike = width > 0 and text[width :: width + 1] == BREAK * (count - 1)
    return width if alike and len(text) == count * (width + 1) - 1 else 0


def _whole(text: str, count: int, kind: str) -> Array | None:
    """The numbers of a text, None where one of them is no whole number."""
    if text.count(",") != count - 1 or text.encode().translate(None, _WHOLE):
        return None
    values = np.fromstring(text, dtype=np.int64, sep=",")
    if kind == "number":
        return np.where(values == _NOTHING, np.nan, values)
    if (values == _NOTHING).any():
        return None
    return values.astype(_TYPES[kind], copy=False)


def _fractions(connection: sqlite3.Connection, columns: Sequence[Column], name: str, count: int) -> Columns:
    """Columns of numbers, exactly as they are."""
    if not columns:
        return {}
    rows = connection.execute(f'SELECT {", ".join(map(_sql, columns))} FROM "{name}" ORDER BY id')
    values = np.fromiter(chain.from_iterable(rows), np.float64, count * len(columns)).reshape(count, len(columns))
    return {column.name: np.ascontiguousarray(values[:, place]) for place, column in enumerate(columns)}
