"""Findings that tell of the same, on the card of either: linked ones, likely ones, and closing the other as well."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.card_labels import acting_label
from app.finding_steps import FindingSteps
from app.finding_subjects import subjects
from app.rows import finding_title
from app.session import Session
from core.check_entered import ENTERED
from core.decisions import SETTLED, STATES, decisions_of, standing_of
from core.finding_links import finding_links, likely_same, linked_with
from core.findings import Finding
from core.i18n import show, translate
from core.text import N_, Text

MOST_LIKELY = 3


def same_block(session: Session, finding: Finding, steps: FindingSteps) -> QWidget | None:
    """What else tells of the same, None where nothing does."""
    if session.snapshot is None:
        return None
    links = finding_links(session.snapshot)
    linked = linked_with(finding, session.findings, links)
    likely = likely_same(finding, session.findings, links)[:MOST_LIKELY] if session.writing else []
    if not linked and not likely:
        return None
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 2, 0, 2)
    column.setSpacing(3)
    for link, other in linked:
        column.addWidget(_other(session, other, N_("Tells of the same as {finding}: {state}")))
        _offer(column, session, _linked_acts(session, finding, other, link.id, steps))
    for other in likely:
        column.addWidget(_other(session, other, N_("May tell of the same as {finding}: {state}")))
        pair = (finding, other) if finding.rule == ENTERED else (other, finding)
        _offer(column, session, [(N_("Link them"), partial(steps.link, *pair))])
    return holder


def _linked_acts(
    session: Session, finding: Finding, other: Finding, link: int, steps: FindingSteps
) -> list[tuple[str, Callable[[], object]]]:
    """Taking the link off; and closing the other where this one is closed and it is not."""
    acts: list[tuple[str, Callable[[], object]]] = []
    if _state(session, finding) == "closed" and _state(session, other) not in SETTLED:
        acts.append((N_("Close that one too"), lambda: steps.close(other, finding)))
    return [*acts, (N_("Not the same"), lambda: steps.unlink(link))]


def _state(session: Session, finding: Finding) -> str:
    return standing_of(finding, decisions_of(session.snapshot)).state if session.snapshot is not None else ""


def _other(session: Session, other: Finding, sentence: str) -> QLabel:
    """A line about the other finding that chooses it."""
    language = session.language
    number = next((place for place, one in enumerate(session.findings, 1) if one.key == other.key), 0)
    title = show(Text("No. {number}", {"number": f"{number} {finding_title(other, language)}"}), language)
    told = show(Text(sentence, {"finding": title, "state": Text(STATES[_state(session, other)])}), language)
    sentence_told = show(other.sentence, language)
    return acting_label(told, lambda: session.select(subjects(other), other, zoom=True), sentence_told)


def _offer(column: QVBoxLayout, session: Session, acts: list[tuple[str, Callable[[], object]]]) -> None:
    if not session.writing:
        return
    row = QHBoxLayout()
    row.setSpacing(6)
    for title, act in acts:
        button = QPushButton(translate(title, session.language))
        button.setProperty("role", "small")
        button.clicked.connect(lambda *_, act=act: act())
        row.addWidget(button)
    row.addStretch(1)
    column.addLayout(row)
