import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cells import (
    Cell,
    CellFault,
    as_code,
    as_date,
    as_degrees,
    as_number,
    as_text,
    as_whole_year,
    as_year,
    is_pointed_month,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,234.5", 1234.5), ("１２３", 123), ("1 234", 1234), ("+5", 5), ("−5", -5), (7.5, 7.5), ("1e3", 1000)],
)
def test_numbers_are_read_as_people_type_them(cell: Cell, number: float) -> None:
    assert as_number(cell) == number


@pytest.mark.parametrize("cell", ["—", "/", "无", "N/A", "不详", "", None, "  "])
def test_a_mark_for_nothing_is_nothing_and_never_zero(cell: Cell) -> None:
    assert as_number(cell) is None


@pytest.mark.parametrize(
    "cell", ["约12", "12。5", "12,5", "1,2345", "inf", "nan", "1e400", 1e300, math.inf, math.nan, "0x10", "#DIV/0!"]
)
def test_what_is_no_finite_number_is_refused(cell: Cell) -> None:
    with pytest.raises(CellFault):
        as_number(cell)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e280, max_value=1e280))
def test_every_finite_number_survives_as_text(number: float) -> None:
    assert as_number(repr(number)) == number


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        (2024.0, "2024"),
        ("2024年", "2024"),
        ("2024年3月", "2024-03"),
        ("2024/3/1", "2024-03-01"),
        ("20240301", "2024-03-01"),
        ("2024-03-01 08:30:00", "2024-03-01"),
    ],
)
def test_dates_are_read_in_the_ways_they_are_written(cell: Cell, date: str) -> None:
    assert as_date(cell) == date
    assert as_year(cell) == 2024


@pytest.mark.parametrize("cell", ["2024年2月30日", "2024.13", 2024.1, 2024.25, "24", "last year", 900, "2024-13"])
def test_dates_that_do_not_exist_are_refused(cell: Cell) -> None:
    with pytest.raises(CellFault):
        as_date(cell)


def test_a_month_is_no_whole_year() -> None:
    with pytest.raises(CellFault):
        as_whole_year("2024-03")


def test_a_code_that_excel_has_rounded_is_refused() -> None:
    with pytest.raises(CellFault):
        as_code(9.1450800199812e17)
    assert as_code("91450800199812345X") == "91450800199812345X"


def test_a_code_in_full_width_characters_is_the_same_code() -> None:
    assert as_code("９１４５Ｘ") == as_code("9145X")


def test_whole_numbers_become_text_without_a_point() -> None:
    assert as_text(12.0) == "12"


@pytest.mark.parametrize("cell", ["a\x00b", "#REF!"])
def test_faulty_text_is_refused(cell: Cell) -> None:
    with pytest.raises(CellFault):
        as_text(cell)


def test_degrees_minutes_and_seconds_are_an_angle() -> None:
    assert as_degrees("109°36′18″") == pytest.approx(109.605)
    assert as_degrees("109.605") == 109.605


@pytest.mark.parametrize(
    ("cell", "month"),
    [("2026.3", "2026-03"), ("2026.03", "2026-03"), ("2026.1", "2026-01"), ("2026.12", "2026-12"), (2026.3, "2026-03"),
     (2026.11, "2026-11"), (2026.12, "2026-12")],
)  # fmt: skip
def test_a_month_may_stand_behind_the_point_of_its_year(cell: Cell, month: str) -> None:
    assert as_date(cell) == month
    assert is_pointed_month(cell) == isinstance(cell, float)


def test_a_number_that_is_january_or_october_is_refused_with_both() -> None:
    with pytest.raises(CellFault) as told:
        as_date(2026.1)
    assert told.value.reason.values == {"january": "2026-01", "october": "2026-10"}
