"""An indicator system as the rows of a table: value, threshold, light, base year, target and gap of each line."""

from collections.abc import Callable

import numpy as np

from app.rows import text_column, words
from app.style import colours
from app.table_model import Column, Rows
from core.doubts import Doubts
from core.i18n import show, show_number, translate
from core.renaming import Names, text_in
from core.system_results import Judged, Report
from core.system_words import NOT_JUDGED, amount, answer_of, doubt_notes, line_title, need, remarks, threshold
from core.target_gaps import Goal, goals_of
from core.target_words import KEPT, LIGHTS, MISSED, difference, in_unit, light_of
from core.text import N_, Text

REACHED = N_("reached")
SIDELESS = N_("side not told: enter at least or at most")


def system_rows(report: Report, names: Names, doubts: Doubts, language: str, *, dark: bool = False) -> Rows:
    """The lines of a report; the uid of a row is the id of its result."""
    lines, goals = report.lines, goals_of(report)
    share = np.array([judged.result.coverage for judged in lines], dtype=np.float64)
    value = np.array([np.nan if j.result.value is None else j.result.value for j in lines], dtype=np.float64)
    title = words([line_title(judged.line, language) for judged in lines])
    told = [_remarks(judged, names, doubts, language) for judged in lines]
    answers = [_answer(judged, language) for judged in lines]
    chosen = colours(dark)
    inks = [{KEPT: chosen.accent, MISSED: chosen.grave}.get(light_of(judged), "") for judged in lines]
    columns = (
        text_column(N_("No."), words([judged.line.number for judged in lines]), 50),
        text_column(N_("Indicator"), title, 340),
        Column(N_("Value"), value, lambda row: amount(lines[row], language), 150),
        text_column(N_("Asked"), words([threshold(j.case, j.line.unit, language) for j in lines]), 150),
        Column(N_("Judged"), words(answers), lambda row: answers[row], 110, lambda row: inks[row]),
        *_of_goals(lines, goals, language),
        text_column(N_("In the system"), words([show(need(judged.line), language) for judged in lines]), 110),
        Column(N_("Known"), share, lambda row: f"{show_number(100 * share[row], 3)} %", 70),
        text_column(N_("What to know"), words(told), 620),
    )
    return Rows(columns, words([judged.result.id for judged in lines]), (title,))


def _answer(judged: Judged, language: str) -> str:
    """The answer with its light, which only a threshold has that was compared with its document."""
    return " ".join(filter(None, (LIGHTS.get(light_of(judged), ""), translate(answer_of(judged), language))))


def _of_goals(lines: tuple[Judged, ...], goals: dict[str, Goal], language: str) -> tuple[Column, ...]:
    """Base year, target and gap, where the project tells any target."""
    if not goals:
        return ()

    def column(title: str, tell: Callable[[Judged, Goal], str], width: int) -> Column:
        told = [tell(j, goals[j.line.number]) if j.line.number in goals else "" for j in lines]
        return text_column(title, words(told), width)

    return (
        column(N_("Base year"), lambda j, goal: _dated(goal.base_year, goal.base, j, language), 180),
        column(N_("Target"), lambda j, goal: _dated(goal.target_year, goal.target, j, language), 180),
        column(N_("Gap"), lambda j, goal: _gap(j, goal, language), 190),
    )


def _dated(year: int | None, value: float | None, judged: Judged, language: str) -> str:
    if year is None:
        return ""
    told = {"year": str(year), "value": in_unit(value, judged, language) or translate("unknown", language)}
    return show(Text("{year}: {value}", told), language)


def _gap(judged: Judged, goal: Goal, language: str) -> str:
    if goal.now is not None and not goal.fit:
        return translate(NOT_JUDGED, language)
    if goal.met:
        return translate(REACHED, language)
    if goal.target is not None and goal.now is not None and not goal.sense:
        return translate(SIDELESS, language)
    return difference(goal.gap, judged, language)


def _remarks(judged: Judged, names: Names, doubts: Doubts, language: str) -> str:
    texts = [*remarks(judged), *doubt_notes(judged, doubts)]
    return ("" if language == "zh" else " ").join(show(text_in(text, names), language) for text in texts)
