"""What the two sides of a review are called: the office and the survey, or this project and another copy of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.merge_records import OFFICE, OPEN, SURVEY, is_copy
from core.merge_words import Line
from core.text import N_


@dataclass(frozen=True, slots=True)
class Sides:
    """Headings of both columns, the buttons, and what is kept in a word, by what is kept."""

    now: str
    returned: str
    changed: str
    buttons: dict[str, str]
    kept: dict[str, str]


_OPEN_BUTTON, _OPEN_WORD = N_("Leave open"), N_("left open")
_SURVEYS = Sides(
    N_("Office now"), N_("Survey"), N_("Office changed it"),
    {SURVEY: N_("Keep the survey's"), OFFICE: N_("Keep the office's"), OPEN: _OPEN_BUTTON},
    {SURVEY: N_("survey"), OFFICE: N_("office"), OPEN: _OPEN_WORD},
)  # fmt: skip
_COPIES = Sides(
    N_("This project now"), N_("Other copy"), N_("Changed here"),
    {SURVEY: N_("Keep the other copy's"), OFFICE: N_("Keep this project's"), OPEN: _OPEN_BUTTON},
    {SURVEY: N_("other copy"), OFFICE: N_("this project"), OPEN: _OPEN_WORD},
)  # fmt: skip
_BOTH = Sides(
    N_("This project now"), N_("Came back"), N_("Changed here"),
    {SURVEY: N_("Keep what came back"), OFFICE: N_("Keep this project's"), OPEN: _OPEN_BUTTON},
    {SURVEY: N_("came back"), OFFICE: N_("this project"), OPEN: _OPEN_WORD},
)  # fmt: skip


def sides_of(lines: Iterable[Line]) -> Sides:
    """The words for the lines of a review; questions that stayed open may be of surveys and of copies."""
    copies = {is_copy(line.packet) for line in lines}
    return _BOTH if len(copies) > 1 else _COPIES if True in copies else _SURVEYS
