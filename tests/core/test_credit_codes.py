"""The check characters of unified social credit codes."""

from core.credit_codes import credit_check, make_credit_code, organisation_check


def test_the_check_character_of_a_published_example_is_found() -> None:
    # GB 32100-2015 and many registers print 91350100M000100Y43 as an example of a valid code.
    assert credit_check("91350100M000100Y4") == "3"
    assert organisation_check("M000100Y") == "4"


def test_a_made_code_has_18_characters_and_a_division_that_does_not_exist() -> None:
    code = make_credit_code(7)
    assert len(code) == 18
    assert code[2:8] == "000000"
    assert credit_check(code[:17]) == code[17]


def test_made_codes_differ() -> None:
    assert len({make_credit_code(number) for number in range(60)}) == 60
