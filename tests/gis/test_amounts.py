import pytest

from gis import amounts
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


def test_chinese_amounts_count_in_ten_thousands(monkeypatch: pytest.MonkeyPatch) -> None:
    chinese = {"{number} × 10⁴ {unit}": "{number} 万 {unit}", "{number} × 10⁸ {unit}": "{number} 亿 {unit}"}
    monkeypatch.setattr(amounts, "translate", lambda message, language: chinese[message])
    assert short_amount(420_000.0, "t", "zh") == "42 万 t"
    assert short_amount(99_990.0, "t", "zh") == "10 万 t"
    assert short_amount(280_000_000.0, "m3", "zh") == "2.8 亿 m³"
    assert short_amount(9_990.0, "t", "zh") == "9990 t"


@pytest.mark.parametrize(("value", "below"), [(442_999.0, 200_000.0), (500.0, 500.0), (0.7, 0.5), (1.0, 1.0)])
def test_round_amounts_are_one_two_or_five_times_a_power_of_ten(value: float, below: float) -> None:
    assert round_below(value) == pytest.approx(below)


def test_money_is_told_in_yuan_where_ten_thousands_are_no_word() -> None:
    assert short_amount(260.0, "wan_yuan", "en") == "2.6 million yuan"
    assert short_amount(0.5, "wan_yuan", "en") == "5000 yuan"
