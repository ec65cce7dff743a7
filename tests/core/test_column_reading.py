"""Large tables, whose columns come as texts and compared values, hold what row by row is read of them."""

import sqlite3
from contextlib import closing
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.column_reading import read_table
from core.columns import Numbered, is_one_column, take, values_at, with_columns, with_old_columns, word_numbers
from core.model import Statistics

NAMES = {column.name: column.metadata["sql"] or column.name for column in fields(Statistics)}
TYPES = {"integer": "INTEGER PRIMARY KEY", "row": "INTEGER", "word": "TEXT", "number": "REAL"}
DECLARED = {NAMES[one.name]: TYPES[one.metadata["kind"]] for one in fields(Statistics)} | {"year": "INTEGER"}

numbers = st.none() | st.floats(0, 1e300)
told = st.fixed_dictionaries(
    {
        "uid": st.text(min_size=1, max_size=3),
        "actor_id": st.none() | st.sampled_from([5, 8]),
        "item": st.sampled_from(["output", "产量", ""]),
        "year": st.none() | st.integers(1000, 2999) | st.just(2020.5),
        "value": numbers,
        "value_entered": numbers,
        "note": st.sampled_from(["", "a,b", "same"]),
    }
)
tables = st.tuples(st.lists(told, min_size=1, max_size=6), st.integers(0, 99), st.sampled_from([1, 3, 2**50]))


def many(rows: list[dict[str, object]], seed: int, gap: int) -> list[dict[str, object]]:
    """80 rows, each one of a few, mostly the first, with ids that lie `gap` apart."""
    chosen = np.random.default_rng(seed).choice(len(rows), 80) * (np.arange(80) > 50)
    return [{**rows[place], "id": 1 + gap * number} for number, place in enumerate(chosen.tolist())]


def entered(rows: list[dict[str, object]]) -> sqlite3.Connection:
    """A table of statistics in memory with these rows; of two thirds of them the value is what was entered."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE statistic ({', '.join(f'{name} {kind}' for name, kind in DECLARED.items())})")
    for place, row in enumerate(rows):
        row = row | {"value": row["value_entered"]} if place % 3 else row
        listed, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO statistic ({listed}) VALUES ({marks})", list(row.values()))
    return connection


def read(connection: sqlite3.Connection, only: frozenset[int] | None = None) -> Statistics:
    ids = {"actor": np.array([5, 8]), "region": np.array([1]), "commodity": np.array([1]), "source": np.array([1])}
    return read_table(connection, Statistics, "statistic", ids, only)


def columns(table: Statistics) -> dict[str, list[object]]:
    return {name: np.nan_to_num(values, nan=-1).tolist() if values.dtype.kind == "f" else values.tolist()
            for name in NAMES for values in [getattr(table, name)]}  # fmt: skip


@given(tables)
def test_a_large_table_holds_what_each_of_its_rows_does(drawn: tuple[list[dict[str, object]], int, int]) -> None:
    rows = many(*drawn)
    with closing(entered(rows)) as connection:
        whole, one_by_one = read(connection), read(connection, frozenset(int(str(row["id"])) for row in rows))
    assert columns(whole) == columns(one_by_one)
    assert [getattr(whole, name).dtype for name in NAMES] == [getattr(one_by_one, name).dtype for name in NAMES]


@pytest.fixture
def statistics() -> Statistics:
    """80 rows of two items, their notes alike but for the last."""
    rows = [
        {"id": n, "uid": f"u{n}", "item": f"item {n % 2}", "value_entered": n / 7, "value": n / 7} for n in range(80)
    ]
    with closing(entered([{**row, "note": "last" if row["id"] == 79 else ""} for row in rows])) as connection:
        return read(connection)


def test_a_note_that_differs_in_the_last_row_only_is_read(statistics: Statistics) -> None:
    assert statistics.note.tolist() == [""] * 79 + ["last"]


def test_columns_of_the_same_numbers_are_one(statistics: Statistics) -> None:
    assert statistics.value is statistics.value_entered
    assert statistics.value[79] == 79 / 7


def test_few_words_are_numbered_also_in_a_part_of_a_table(statistics: Statistics) -> None:
    part = take(take(statistics, statistics.id > 9), np.array([0, 1, 2]))
    assert isinstance(statistics.maker("item"), Numbered)
    numbers = word_numbers(part, "item")
    assert numbers is not None
    assert numbers.tolist() == [0, 1, 0]
    assert part.item.tolist() == ["item 0", "item 1", "item 0"]


def test_parts_of_a_table_are_seen_to_be_alike_without_their_values(statistics: Statistics) -> None:
    other = with_columns(statistics, value=statistics.value + 1)
    one, two, further = take(statistics, statistics.id > 9), take(other, statistics.id > 9), take(other, other.id > 8)
    assert one.note.tolist()[-1] == "last"
    assert (is_one_column(one, two, "note"), is_one_column(one, two, "value")) == (True, False)
    assert not is_one_column(one, further, "note")
    assert with_old_columns(two, one).note is one.note
    assert with_old_columns(two, one).value[0] == 10 / 7 + 1


def test_a_mask_that_changes_later_changes_no_part(statistics: Statistics) -> None:
    mask = statistics.id > 77
    part = take(statistics, mask)
    mask[:] = True
    assert part.uid.tolist() == ["u78", "u79"]


def many_words(count: int, rare: int) -> Statistics:
    """Rows whose uids are all as long, of two items but for one row."""
    rows = [
        {"id": n, "uid": f"u{n:05}", "item": "rare" if n == rare else f"item {n % 2}", "value_entered": 1.0}
        for n in range(count)
    ]
    with closing(entered(rows)) as connection:
        return read(connection)


def test_some_uids_are_told_while_all_go_on_waiting(statistics: Statistics) -> None:
    table = many_words(80, rare=-1)
    part = take(table, table.id > 9)
    assert part.uid.tolist()[:2] == ["u00010", "u00011"]
    assert table.made("uid") is None
    assert values_at(table, "uid", np.array([-1])).tolist() == ["u00079"]
    assert values_at(take(statistics, statistics.id > 9), "uid", np.array([1, 0])).tolist() == ["u11", "u10"]


def test_a_word_that_one_row_of_many_holds_is_read() -> None:
    assert many_words(2_000, rare=1_501).item[[0, 1, 1_501]].tolist() == ["item 0", "item 1", "rare"]
