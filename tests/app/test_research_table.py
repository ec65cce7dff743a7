"""The research part of the indicators: folded away, computed when somebody looks, with a sentence for every number."""

from typing import Any

import pytest

from app.research_table import gathered
from core.research import of_cluster


@pytest.fixture
def unfolded(desk: Any) -> Any:
    """The small cluster with the research part open."""
    desk.ask("show.indicators")
    desk.bench.indicators.fold.setChecked(True)
    desk.settle()
    return desk


def table(desk: Any) -> Any:
    return desk.bench.indicators.studies


def test_nothing_is_computed_while_the_part_is_folded(desk: Any) -> None:
    desk.ask("show.indicators")
    desk.settle()
    assert table(desk).found is None


def test_every_study_has_a_row_with_its_sentence(unfolded: Any) -> None:
    studies = gathered(of_cluster(table(unfolded).found))
    rows = table(unfolded).panel.model.data_rows
    titles = [column.title for column in rows.columns]
    assert titles[3:] == ["In everyday words", "State", "Known", "Literature"]
    assert len(rows.uids) == len(studies) > 20


def test_studies_with_one_and_the_same_reason_share_a_row(unfolded: Any) -> None:
    for part in gathered(of_cluster(table(unfolded).found)):
        assert len(part) == 1 or {study.result.value for study in part} == {None}


def test_a_click_chooses_the_links_that_a_number_rests_on(unfolded: Any) -> None:
    unfolded.click_row(table(unfolded).panel, 0)
    chosen = unfolded.bench.session.selection.refs
    assert {ref.table for ref in chosen} == {"flow"}


def test_another_language_tells_the_sentences_anew(unfolded: Any) -> None:
    unfolded.bench.session.set_language("zh")
    unfolded.settle()
    texts = " ".join(column.show(0) for column in table(unfolded).panel.model.data_rows.columns)
    assert "不用于上报" in texts


def test_cancelled_work_can_be_asked_for_again(unfolded: Any) -> None:
    unfolded.bench.session.set_language("zh")
    unfolded.bench.tasks.drop("research")
    assert table(unfolded).found is None
    unfolded.bench.indicators.fold.setChecked(False)
    unfolded.bench.indicators.fold.setChecked(True)
    unfolded.settle()
    assert table(unfolded).found is not None
