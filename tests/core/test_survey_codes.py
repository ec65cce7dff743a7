"""Codes of pages are told apart from those that were typed wrong."""

from itertools import pairwise

import pytest

from core.survey_codes import check_digits, is_mistyped, is_page_code, page_code, typed_code


def test_the_check_digits_are_those_of_the_standard() -> None:
    assert check_digits("WEST12345698765432GB") == "82"  # of the bank account that ISO 13616 shows
    assert page_code("3f2a0000-0000", 7) == "SV-3F2A-007-95"


@pytest.mark.parametrize("text", ["sv-3f2a-007-95", "SV3F2A00795", "3f2a 007 95", " SV-3F2A-007-95 "])
def test_a_code_is_read_however_it_is_typed(text: str) -> None:
    assert typed_code(text) == "SV-3F2A-007-95"


def test_every_digit_typed_wrong_and_every_exchange_is_told() -> None:
    code = "SV-3F2A-0127-" + check_digits("SV-3F2A-0127")
    signs = [place for place, sign in enumerate(code) if sign.isalnum() and place > 2]
    for place in signs:
        for other in "0123456789ABCDEF" if place < 7 else "0123456789":
            wrong = code[:place] + other + code[place + 1 :]
            assert is_mistyped(wrong) == (wrong != code)
    for one, other in pairwise(signs):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        if is_page_code("".join(swapped)):
            assert is_mistyped("".join(swapped)) == (swapped[one] != swapped[other])


def test_pages_of_packets_made_before_have_no_check_digits() -> None:
    assert is_page_code("SV-3F2A-007")
    assert typed_code("sv3f2a007") == "SV-3F2A-007"
    assert not is_mistyped("SV-3F2A-007")
