"""Data requests as rows of tables: the figures, whom to chase for which of them, and the scorecard."""

from collections.abc import Sequence

import numpy as np

from app.rows import text_column, words
from app.table_model import Column, Rows
from core.data_requests import Asked, Needed
from core.findings import Ref
from core.i18n import show
from core.indicator_scorecard import Score, whom_told
from core.renaming import Names
from core.request_books import LIST_TITLES, cells_told, in_words, list_cells, whom_asked
from core.rule_request_books import figure_cells
from core.rule_requests import RuleNeed
from core.text import N_, Text

WIDTHS = (215, 205, 55, 100, 190, 180, 300)


def needed_rows(wanted: Sequence[Needed], language: str, figures: Sequence[RuleNeed] = ()) -> Rows:
    """Each quantity with its definition, year, unit, holder, state and the indicators that read it."""
    lines = [*(list_cells(one, language) for one in wanted), *(figure_cells(one, language) for one in figures)]
    cells = [words(column) for column in zip(*lines, strict=True)]
    cells = cells or [words([]) for _ in LIST_TITLES]
    columns = tuple(
        text_column(title, values, width) for title, values, width in zip(LIST_TITLES, cells, WIDTHS, strict=True)
    )
    return Rows(columns, words(range(len(lines))), tuple(cells))


def chase_rows(asked: Sequence[Asked], days: int | None, names: Names, language: str) -> Rows:
    """Whom to ask or chase for which figures; `days` have passed since the deadline, which may lie ahead."""
    asked = [in_words(one, names) for one in asked]
    counts = np.array([one.count for one in asked], dtype=np.float64)
    whom = words([whom_asked(one, language) for one in asked])
    which = words([cells_told(one, language) for one in asked])
    late = show(deadline_text(days), language)
    columns = (
        text_column(N_("No."), words([one.number for one in asked]), 75),
        text_column(N_("Who is asked"), whom, 225),
        Column(N_("Figures missing"), counts, lambda row: str(int(counts[row])), 125),
        text_column(N_("Deadline"), words([late for _ in asked]), 115),
        text_column(N_("Which"), which, 620),
    )
    return Rows(columns, words([one.number for one in asked]), (whom, which))


def deadline_text(days: int | None) -> Text:
    """How far a deadline lies ahead or behind."""
    if days is None:
        return Text("not set")
    if days > 0:
        return Text("{n} day late", {"n": days}, plural="{n} days late")
    return Text("{n} day left", {"n": -days}, plural="{n} days left")


def score_rows(scores: Sequence[Score], names: Names, language: str) -> Rows:
    """Of each office and firm what is asked, there, missing and late; the uid of a firm's row is that of the firm."""
    counted = {
        N_("Figures asked"): ([score.asked for score in scores], 125),
        N_("There"): ([score.there for score in scores], 70),
        N_("Missing"): ([score.missing for score in scores], 85),
        N_("Late or run out"): ([score.late for score in scores], 130),
    }
    whom = words([whom_told(score, names, language) for score in scores])
    share = np.array([score.there / score.asked if score.asked else np.nan for score in scores], dtype=np.float64)
    columns = (
        text_column(N_("Office or firm"), whom, 240),
        *(_count_column(title, *told) for title, told in counted.items()),
        Column(N_("Known"), share, lambda row: f"{100 * share[row]:.0f} %", 75),
    )
    uids = [score.whom.uid if isinstance(score.whom, Ref) else f"office {n}" for n, score in enumerate(scores)]
    return Rows(columns, words(uids), (whom,))


def scores_text(scores: Sequence[Score]) -> Text:
    """How many owe figures, and how many are late."""
    values = {
        "all": len(scores),
        "owing": sum(score.missing > 0 for score in scores),
        "late": sum(score.late > 0 for score in scores),
    }
    return Text(
        "{owing} of {all} offices and firms owe figures, {late} are late or have an entry that ran out.", values
    )


def _count_column(title: str, counts: list[int], width: int) -> Column:
    return Column(title, np.array(counts, dtype=np.float64), lambda row: str(counts[row]), width)
