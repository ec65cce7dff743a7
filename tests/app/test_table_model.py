import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.rows import text_column, words
from app.table_model import Column, Rows, TableModel

NAMES = words(["水泥厂", "Acid works", "热电厂"])
AMOUNTS = np.array([5.0, np.nan, 40.0])
RISING, FALLING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qt: object) -> TableModel:
    table = TableModel("en")
    amounts = Column("Amount", AMOUNTS, lambda row: f"{AMOUNTS[row]:g}")
    table.show_rows(Rows((text_column("Name", NAMES), amounts), words(["c", "a", "p"]), (NAMES,)), "en")
    return table


def shown(model: TableModel) -> list[str]:
    return [model.uid(row) for row in range(model.rowCount())]


@pytest.mark.parametrize(("order", "expected"), [(RISING, ["c", "p", "a"]), (FALLING, ["p", "c", "a"])])
def test_sorting_by_numbers_puts_the_unknown_last(model: TableModel, order: Qt.SortOrder, expected: list[str]) -> None:
    model.sort(1, order)
    assert shown(model) == expected


def test_sorting_by_no_column_restores_the_order_of_the_data(model: TableModel) -> None:
    model.sort(0, FALLING)
    model.sort(-1)
    assert shown(model) == ["c", "a", "p"]


def test_the_filter_keeps_rows_that_hold_every_word(model: TableModel) -> None:
    model.filter("acid WORKS")
    assert shown(model) == ["a"]
    model.filter("厂", frozenset({"p"}))
    assert shown(model) == ["p"]


def test_rows_are_found_by_uid_after_sorting(model: TableModel) -> None:
    model.sort(1, FALLING)
    assert model.places(frozenset({"p", "a", "nowhere"})) == [0, 2]


def test_headers_stand_left_like_their_cells(model: TableModel) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    assert model.headerData(0, Qt.Orientation.Horizontal, role) == model.data(model.index(0, 0), role)


def test_a_hundred_thousand_rows_sort_without_a_text_being_made(qt: object) -> None:
    made: list[int] = []
    values = np.random.default_rng(1).random(100_000)
    column = Column("Amount", values, lambda row: made.append(row) or "")  # type: ignore[func-returns-value]
    table = TableModel("en")
    table.show_rows(Rows((column,), np.arange(100_000).astype(object)), "en")
    table.sort(0, RISING)
    assert (np.diff(values[table.order]) >= 0).all()
    assert made == []
