"""What an import is shown as in tables: the rows that need a look, and the sum of each file."""

from collections.abc import Sequence

import numpy as np

from app.rows import text_column, words
from app.table_model import Column, Rows
from core.i18n import show, translate
from core.import_results import ImportResult
from core.kind_titles import kind_title
from core.text import N_

COUNT_TITLES = {
    "rows": N_("In the file"),
    "imported": N_("Imported"),
    "updated": N_("Updated"),
    "rejected": N_("Rejected"),
    "skipped": N_("Skipped"),
}
OUTCOMES = {"rejected": N_("rejected"), "skipped": N_("skipped"), "taken": N_("taken")}


GRAVEST_FIRST = ("rejected", "taken", "skipped")


def returned_rows(results: Sequence[ImportResult], language: str) -> Rows:
    """The rows of an import that were not taken or need a look, with place, value and reason; the gravest first."""
    found = [(result.file, problem) for result in results for problem in result.problems]
    found.sort(key=lambda one: GRAVEST_FIRST.index(one[1].outcome) if one[1].outcome in GRAVEST_FIRST else 0)
    problems = [problem for _, problem in found]
    file = words([file for file, _ in found])
    place = np.array([problem.row for problem in problems], dtype=np.int64)
    outcome = words([translate(OUTCOMES.get(problem.outcome, ""), language) for problem in problems])
    reason = words([show(problem.reason, language) for problem in problems])
    several = len(set(file.tolist())) > 1
    columns = (
        *((text_column(N_("File"), file, 220),) if several else ()),
        text_column(N_("Sheet"), words([problem.sheet for problem in problems]), 140),
        Column(N_("Row"), place, lambda row: str(place[row]), 60),
        text_column(N_("Outcome"), outcome, 90),
        text_column(N_("Column"), words([problem.column for problem in problems]), 140),
        text_column(N_("Value"), words([problem.value for problem in problems]), 160),
        text_column(N_("Reason"), reason, 600),
    )
    return Rows(columns, words(range(len(problems))), (file, place, outcome, reason))


def summed_rows(results: Sequence[ImportResult], language: str) -> Rows:
    """One row for each table that an import makes of its files, with the identity of its rows."""
    file = words([result.file for result in results])
    sheet = words([result.sheet for result in results])
    kind = words([show(kind_title(result.kind), language) for result in results])
    columns = (
        text_column(N_("File"), file, 280),
        text_column(N_("Sheet"), sheet, 140),
        text_column(N_("What it gives"), kind, 180),
        *(_count_column(title, [getattr(result, name) for result in results]) for name, title in COUNT_TITLES.items()),
    )
    return Rows(columns, words(range(len(results))), (file, sheet, kind))


def _count_column(title: str, counts: list[int]) -> Column:
    return Column(title, np.array(counts, dtype=np.int64), lambda row: str(counts[row]), 90)
