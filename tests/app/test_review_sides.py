"""The sides of a review have the words of what came back: a survey's packet, or another copy of the project."""

import pytest

from app.review_sides import sides_of
from core.merge_records import Returned
from core.merge_words import Line

COPY = Returned("0123abcd-4567-89ab-cdef-0123456789ab", "home", "0123abcd456789ab", "home.gpkg").packet
SURVEY = Returned("89d40a11-4567-89ab-cdef-0123456789ab", "north", "0123abcd456789ab", "back.zip").packet


def line(packet: str, kind: str = "update") -> Line:
    return Line(packet, ("actor", "u", "name"), kind, "", "", "", "", "", "")


@pytest.mark.parametrize(
    ("packets", "returned"),
    [([SURVEY], "Survey"), ([COPY], "Other copy"), ([SURVEY, COPY], "Came back"), ([], "Survey")],
)
def test_a_column_is_called_after_what_came_back(packets: list[str], returned: str) -> None:
    assert sides_of(map(line, packets)).returned == returned


def test_a_change_in_another_copy_is_not_told_as_the_surveys() -> None:
    assert (line(COPY).why, line(SURVEY).why) == ("changed in the other copy", "changed by the survey")
    assert line(COPY, "field").why == line(SURVEY, "field").why
