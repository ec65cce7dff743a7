"""The catalogues hold as many lines as their documents print, and no character that a machine misread."""

import re

import pytest

from core.catalogues import find_pollutant, table
from core.code_lists import built_in_lines, code_lists, levels, list_lines, optional_lists

COMMON_ROW = 0xD8  # GB 2312 keeps its 3,755 common characters in the rows before this byte
MARKS = set("、（），；：《》“”﹡·αβ—′₂₃ₓ℃")


def rare(text: str) -> set[str]:
    """Characters of a text that are neither ASCII, common Chinese nor a mark that the documents use."""
    found = set()
    for character in text:
        encoded = character.encode("gb2312", "ignore")
        common = len(encoded) == 2 and 0xB0 <= encoded[0] < COMMON_ROW
        if not (character.isascii() or common or character in MARKS):
            found.add(character)
    return found


def allowed() -> set[str]:
    return {character for row in table("tables/rare_characters.csv") for character in row["characters"]}


@pytest.mark.parametrize("catalogue", code_lists(), ids=lambda item: f"{item.id} {item.edition}")
def test_lines_are_as_many_as_the_document_prints(catalogue):
    counted = tuple(levels(list_lines(catalogue.id, catalogue.edition)))
    assert bool(catalogue.printed) == bool(catalogue.printed_source)
    if counted != catalogue.printed:
        assert catalogue.note
        assert catalogue.complete != "yes"


def test_the_counts_are_those_known_by_hand():
    counted = {(item.id, item.edition): levels(list_lines(item.id, item.edition)) for item in code_lists()}
    assert counted["industry", "2017"] == [20, 97, 473, 1381]  # printed 1380: the note says why
    assert counted["industry", "2011"] == [20, 96, 432, 1094]
    assert counted["hazardous_waste", "2021"] == [46, 467]
    assert counted["solid_waste", "2024"] == [17 + 5 + 5 + 4 + 4]
    assert counted["pollutant", "2018"] == [10 + 51 + 44]
    assert counted["permit", "2019"] == [112]
    assert counted["european_waste", "2014/955/EU"] == [20, 111, 839 + 3]
    assert counted["nace", "2"] == [21, 88, 272, 615]


def test_what_cannot_be_had_is_said_to_be_missing():
    missing = [(item.id, item.edition) for item in code_lists() if item.complete == "no"]
    assert missing == [("hazardous_waste", "2025")]
    assert not list_lines("hazardous_waste", "2025")


def test_no_line_holds_a_misread_character():
    lines = built_in_lines(optional_lists())
    suspect = {line.code: odd for line in lines if (odd := rare(line.name_zh + line.name_en + line.note) - allowed())}
    assert suspect == {}


def test_a_misread_character_would_be_noticed():
    assert rare("化学需氧蛩") - allowed() == {"蛩"}
    assert rare("化学需氧量") == set()


def test_every_rare_character_has_a_reason():
    assert all(row["reason"] for row in table("tables/rare_characters.csv"))
    assert {character for character in allowed() if not rare(character)} == set()


@pytest.mark.parametrize(
    ("name", "id"), [("化学需氧量", "cod"), ("BOD5", "bod"), ("五日生化需氧量", "bod"), ("CODCr", "cod")]
)
def test_pollutants_that_were_misread_are_known_by_their_right_names(name, id):
    pollutant = find_pollutant("water", name)
    assert pollutant is not None
    assert pollutant.id == id


def test_brackets_close_in_every_name():
    open_ended = [
        line.name_zh or line.name_en
        for line in built_in_lines(optional_lists())
        for text in (line.name_zh, line.name_en)
        if len(re.findall("[(（]", text)) != len(re.findall("[)）]", text))
    ]
    assert open_ended == []


def test_every_code_below_another_names_one_that_there_is():
    for item in code_lists():
        lines = list_lines(item.id, item.edition)
        assert {line.parent for line in lines} - {line.code for line in lines} <= {""}


def test_no_code_stands_twice_in_an_edition():
    for item in code_lists():
        codes = [line.code for line in list_lines(item.id, item.edition) if line.code]
        assert len(codes) == len(set(codes))


def test_optional_catalogues_are_left_out_until_asked_for():
    assert optional_lists() == ("european_waste", "nace")
    assert {line.catalogue for line in built_in_lines()} & set(optional_lists()) == set()
    assert {line.catalogue for line in built_in_lines(["nace"])} >= {"nace", "industry"}
