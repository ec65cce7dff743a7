import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n import show_quantity
from core.text import Quantity
from gis.amounts import round_below, short_amount

THIN = "\u2009"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (838.0, "838 t"),
        (12_345.0, f"12{THIN}300 t"),
        (420_000.0, f"420{THIN}000 t"),
        (1_370_460.0, "1.37 million t"),
        (2_500_000_000.0, "2.5 billion t"),
        (0.0734, "0.0734 t"),
    ],
)
def test_english_amounts_have_three_significant_digits(value: float, shown: str) -> None:
    assert short_amount(value, "t", "en") == shown


def test_chinese_amounts_count_in_ten_thousands() -> None:
    assert short_amount(420_000.0, "t", "zh") == "42 万 t"
    assert short_amount(99_990.0, "t", "zh") == "10 万 t"
    assert short_amount(280_000_000.0, "m3", "zh") == "2.8 亿 m³"
    assert short_amount(9_990.0, "t", "zh") == "9990 t"


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (10.7, "million m³", "1070 万 m³", "10.7 million m³"),  # loads of water and of air
        (8.53, "billion m³", "85.3 亿 m³", "8.53 billion m³"),
        (420.0, "t", "420 t", "420 t"),
    ],
)
def test_loads_count_in_ten_thousands_and_hundred_millions_in_chinese(
    value: float, unit: str, chinese: str, english: str
) -> None:
    for language, told in (("zh", chinese), ("en", english)):
        assert show_quantity(Quantity(value, unit), language).replace("\u00a0", " ") == told
    assert short_amount(value, unit, "zh") == chinese


@settings(deadline=None)
@given(
    value=st.floats(1e-3, 1e15),
    unit=st.sampled_from(["t", "m3", "GJ", "wan_yuan", "million m³", "billion m³"]),
)
def test_no_chinese_amount_has_a_thousand_a_million_or_a_billion(value: float, unit: str) -> None:
    shown = short_amount(value, unit, "zh")
    assert not any(word in shown for word in ("千", "百万", "十亿", "×", "illion"))


@pytest.mark.parametrize(("value", "below"), [(442_999.0, 200_000.0), (500.0, 500.0), (0.7, 0.5), (1.0, 1.0)])
def test_round_amounts_are_one_two_or_five_times_a_power_of_ten(value: float, below: float) -> None:
    assert round_below(value) == pytest.approx(below)


def test_money_is_told_in_yuan_where_ten_thousands_are_no_word() -> None:
    assert short_amount(260.0, "wan_yuan", "en") == "2.6 million yuan"
    assert short_amount(0.5, "wan_yuan", "en") == "5000 yuan"
