"""Sentences and numbers in both languages."""

import gettext

import numpy as np
import pytest

from core import i18n
from core.text import Quantity, Text

THIN = i18n.THIN


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (7.5, "7.5"),
        (2025, "2025"),
        (18_400, f"18{THIN}400"),
        (1_234_567.891, f"1{THIN}234{THIN}568"),
        (-1_200_000, f"{i18n.MINUS}1{THIN}200{THIN}000"),
        (0.0000123456789, "0.0000123457"),
        (999_999.6, f"1{THIN}000{THIN}000"),
        (1e-12, "0.000000000001"),
    ],
)
def test_numbers_have_six_digits_and_no_exponent(value: float, shown: str) -> None:
    assert i18n.show_number(value) == shown


def test_fewer_digits_can_be_asked_for() -> None:
    assert i18n.show_number(18_437, 3) == f"18{THIN}400"


def test_bounds_show_every_digit_they_have() -> None:
    assert i18n.show_number(1_234_567.8, i18n.DOUBLE) == f"1{THIN}234{THIN}567.8"
    assert i18n.show_number(0.1 + 0.2, i18n.DOUBLE) == "0.30000000000000004"


def test_numbers_are_rounded_half_up_at_every_scale() -> None:
    assert [i18n.show_number(value, 3) for value in (1745, 1.745, 0.01745, -1745)] == [
        "1750", "1.75", "0.0175", f"{i18n.MINUS}1750",
    ]  # fmt: skip


def test_a_quantity_tells_its_unit_and_how_sure_it_is() -> None:
    assert i18n.show_quantity(Quantity(120_000, "t", 24_000), "en") == f"120{THIN}000 t (±20 %)"
    assert i18n.show_quantity(Quantity(12, "m3"), "en") == "12 m³"


def test_the_share_of_a_negative_quantity_is_positive() -> None:
    assert i18n.show_quantity(Quantity(-5, "t", 1), "en") == f"{i18n.MINUS}5 t (±20 %)"


@pytest.mark.parametrize("value", [None, float("nan"), np.nan])
def test_what_is_unknown_is_called_so_and_never_0(value: float | None) -> None:
    assert i18n.show_quantity(Quantity(value, "t"), "en") == "unknown"
    assert i18n.show(Text("It makes {amount}.", {"amount": value}), "en") == "It makes unknown."


def test_values_of_every_sort_find_their_place() -> None:
    values = {
        "name": "Works {A}",
        "count": np.int64(12_000),
        "amount": Quantity(3, "t"),
        "part": Text("in {year}", {"year": 2024}),
        "names": ("one", "two", "three"),
    }
    text = Text("{name}: {count}, {amount}, {part}, {names}", values)
    assert i18n.show(text, "en") == f"Works {{A}}: 12{THIN}000, 3 t, in 2024, one, two, three"


def test_user_data_is_shown_as_it_is() -> None:
    assert i18n.show("100 % {of} it", "zh") == "100 % {of} it"


@pytest.mark.parametrize(("n", "shown"), [(1, "1 link"), (0, "0 links"), (12, "12 links")])
def test_the_number_chooses_singular_or_plural(n: int, shown: str) -> None:
    assert i18n.show(Text("{n} link", {"n": n}, plural="{n} links"), "en") == shown


def test_an_empty_list_is_an_empty_text() -> None:
    assert i18n.show_list([], "zh") == ""


def test_languages_are_named_by_their_own_readers() -> None:
    assert [i18n.language_name(language) for language in i18n.LANGUAGES] == ["English", "中文"]


def test_chinese_lists_and_money_are_written_the_chinese_way() -> None:
    assert i18n.show_list(["甲", "乙"], "zh") == "甲、乙"
    assert i18n.unit_label("wan_yuan", "zh") == "万元"
    assert i18n.unit_label("wan_yuan", "en") == "×10⁴ yuan"


def test_an_unknown_unit_stays_as_it_was_entered() -> None:
    assert i18n.unit_label("t fish/yr", "zh") == "t fish/yr"


def test_a_language_without_catalogue_shows_the_source_text() -> None:
    assert i18n.translate("unknown", "fr") == "unknown"
    assert isinstance(i18n._catalogue("fr"), gettext.NullTranslations)
