"""What is said of a finding is noted on its card, shown in the list, and taken back by one undo."""

from typing import Any

from app.card_flag import FlagCard
from app.decision_form import DecisionForm


def open_card(desk: Any) -> Any:
    """The card of the first finding, with its form unfolded."""
    desk.settle()
    session = desk.bench.session
    finding = session.findings[0]
    session.select([finding.subject], finding)
    desk.settle()
    card = desk.bench.card.findChild(FlagCard)
    return card.findChild(DecisionForm)


def states(desk: Any, title: str = "State") -> list[str]:
    rows = desk.bench.findings.panel.model.data_rows
    column = next(column for column in rows.columns if column.title == title)
    return [str(column.show(row)) for row in range(len(rows.uids))]


def test_a_noted_state_stands_in_the_list_and_one_undo_takes_it_back(desk: Any) -> None:
    form = open_card(desk)
    form.states.setCurrentIndex(form.states.findData("remedied"))
    form.text.setText("Roof over the heap")
    form.until.setText("2027-06-30")
    form.save()
    desk.settle()
    assert (states(desk)[0], states(desk, "Deadline")[0]) == ("being remedied", "2027-06-30")
    desk.ask("undo")
    desk.settle()
    assert states(desk)[0] == "to be checked"


def test_what_cannot_be_noted_is_told_on_the_card(desk: Any) -> None:
    form = open_card(desk)
    form.states.setCurrentIndex(form.states.findData("put_off"))
    form.save()
    assert "until a day to come and for a reason" in form.trouble.text()
    assert states(desk)[0] == "to be checked"


def test_words_under_a_decision_wait_when_another_finding_is_chosen(desk: Any) -> None:
    form = open_card(desk)
    session = desk.bench.session
    form.text.setText("Roof over the heap")
    session.select([session.findings[1].subject], session.findings[1])
    desk.settle()
    assert desk.bench.card.findChild(DecisionForm).text.text() == "Roof over the heap"
    assert "not saved yet" in desk.window.messages.label.text()
    form.leave()
    desk.settle()
    assert desk.bench.card.findChild(DecisionForm).finding.key == session.findings[1].key
