"""The register of findings as columns of the panel: where each finding stands, its deadline and who said what."""

from collections.abc import Sequence

import numpy as np

from app.rows import finding_amount, finding_title, text_column, words
from app.table_model import Column, Rows
from core.decisions import STATES
from core.finding_register import GONE, RegisterRow, deadline_words
from core.findings import CHECKS, LAYER_TITLES
from core.i18n import show, translate
from core.kinds import SEVERITIES
from core.text import N_

DEADLINE = 4  # the place of its column
NO_DAY = "9999"  # lines without a deadline stand behind those with one


def register_rows(lines: Sequence[RegisterRow], language: str) -> Rows:
    """One row per line, numbered as on the map; the uid of a row is its place among the lines."""
    number = np.array([line.number or np.nan for line in lines], dtype=np.float64)
    amount = np.array(
        [np.nan if not line.finding or line.finding.amount is None else line.finding.amount for line in lines],
        dtype=np.float64,
    )
    severity = np.array([line.finding.severity if line.finding else 0 for line in lines], dtype=np.int64)
    subject, title = words(line.subject for line in lines), words(_title(line, language) for line in lines)
    known = words(
        show(line.finding.sentence, language) if line.finding else translate(GONE, language) for line in lines
    )
    deadline = words(line.standing.deadline or NO_DAY for line in lines)
    person = words(_last(line)[0] for line in lines)
    told = [deadline_words(line.standing, language) for line in lines]
    amounts = [finding_amount(line.finding, language) if line.finding else "" for line in lines]
    weights = [translate(SEVERITIES.get(weight, ""), language) for weight in severity.tolist()]
    columns = (
        Column(N_("No."), number, lambda row: str(lines[row].number or ""), 46),
        text_column(N_("Subject"), subject, 130),
        text_column(N_("Finding"), title, 190),
        text_column(N_("State"), words(translate(STATES[line.standing.state], language) for line in lines), 104),
        Column(N_("Deadline"), deadline, lambda row: told[row], 140),
        Column(N_("Amount"), amount, lambda row: amounts[row], 90),
        Column(N_("Weight"), severity, lambda row: weights[row], 80),
        text_column(N_("Layer"), words(_layer(line, language) for line in lines), 80),
        text_column(N_("Who"), person, 70),
        text_column(N_("What is known"), known, 460),
        text_column(N_("What was said"), words(_last(line)[1] for line in lines), 260),
        text_column(N_("Next step"), words(_step(line, language) for line in lines), 420),
    )
    return Rows(columns, words(range(len(lines))), (subject, title, known, person))


def _title(line: RegisterRow, language: str) -> str:
    if line.finding is not None:
        return finding_title(line.finding, language)
    return translate(CHECKS[line.rule].title, language) if line.rule in CHECKS else line.rule


def _layer(line: RegisterRow, language: str) -> str:
    return translate(LAYER_TITLES[line.finding.layer], language) if line.finding else ""


def _step(line: RegisterRow, language: str) -> str:
    return show(line.finding.step, language) if line.finding else ""


def _last(line: RegisterRow) -> tuple[str, str]:
    """Who said the last thing of it, and what."""
    said = line.standing.decisions
    return (said[-1].person, said[-1].text) if said else ("", "")
