import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.paint import measure
from gis.scene import Font
from gis.typeset import set_lines, shortened, spaced, wrapped

TEN = Font(10.0)
CLOSING, OPENING = "，。；：）》”", "（《“"


def lengths(texts: list[str], font: Font) -> np.ndarray:
    """A Chinese character is 2 mm, any other 1 mm."""
    return np.array([sum(2.0 if letter > "\u2e80" else 1.0 for letter in text) for text in texts])


def test_latin_words_stay_whole_and_chinese_breaks_anywhere() -> None:
    assert wrapped("red mud of refinery", TEN, 8.0, lengths) == ["red mud", "of", "refinery"]
    assert wrapped("赤泥无接收单位", TEN, 8.0, lengths) == ["赤泥无接", "收单位"]


def test_a_word_longer_than_a_line_is_broken_and_a_number_is_not() -> None:
    assert wrapped("a Donaudampfschiff", TEN, 8.0, lengths) == ["a", "Donaudam", "pfschiff"]
    assert wrapped("600\u2009000\u2009000 t", TEN, 8.0, lengths) == ["600\u2009000\u2009000 t"]
    assert wrapped("Wort", TEN, 0.5, lengths) == list("Wort")


@pytest.mark.parametrize("number", ["\u221212345678", "(1234567)", "-0.1234567", "\u00b11234567%", "1.25e-07"])
def test_a_number_is_not_broken_whatever_stands_before_it(number: str) -> None:
    assert wrapped(number, TEN, 5.0, lengths) == [number]
    assert wrapped(f"Werk{number}", TEN, 5.0, lengths) == ["Werk", number]


def test_a_letter_keeps_its_accent() -> None:
    assert wrapped("abcde\u0301f", TEN, 5.0, lengths) == ["abcd", "e\u0301f"]


def test_a_number_keeps_its_digits_together() -> None:
    assert wrapped("赤泥 600\u2009000 t", TEN, 9.0, lengths) == ["赤泥", "600\u2009000 t"]


@given(st.text(st.sampled_from("赤泥厂年接收" + CLOSING + OPENING), min_size=1, max_size=60))
def test_lines_never_begin_with_closing_nor_end_with_opening_marks(text: str) -> None:
    lines = wrapped(text, TEN, 12.0, lengths)
    assert "".join(lines) == text
    assert not any(line[0] in CLOSING for line in lines[1:])
    assert not any(line[-1] in OPENING for line in lines[:-1] if line.strip(OPENING))


def test_a_text_that_goes_on_ends_in_an_ellipsis_within_its_width() -> None:
    lines = set_lines("赤泥无接收单位，最近的合格单位在远处", TEN, 12.0, 2, lengths)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert lengths(lines, TEN).max() <= 12.0


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    width = float(measure(["at least 30 000"], Font(8))[0])
    assert wrapped("at least 30\u2009000 t a year", Font(8), width, measure)[:2] == ["at least", "30\u2009000 t a"]


def test_a_cut_line_ends_with_a_whole_word() -> None:
    told = set_lines("Agree on storage for the time of a stop", Font(8), 30.0, 1, measure)[0]
    assert told.removesuffix(" \u2026") in {"Agree on", "Agree on storage", "Agree on storage for"}


def test_a_long_name_gives_way_in_its_middle() -> None:
    name = shortened("Comprehensive Building Materials Recycling Company No. 12", Font(8), 40.0, measure)
    assert name.startswith("Comp")
    assert name.endswith("12")
    assert float(measure([name], Font(8))[0]) <= 40.0


def test_latin_and_chinese_letters_part() -> None:
    assert spaced("Guigang糖业ABC") == "Guigang 糖业 ABC"
