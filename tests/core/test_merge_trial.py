"""Choices tried on one copy: each comes to what the merge comes to, and leaves nothing for the next."""

from contextlib import closing
from pathlib import Path

import pytest

from core import edits, steps
from core.merge_apply import apply_plan
from core.merge_copies import Meeting, plan_copies
from core.merge_records import OFFICE, SURVEY
from core.merge_trial import Trial
from core.project import Project
from core.steps import stoppable
from core.text import Text


@pytest.fixture
def meeting(small_cluster: Project, tmp_path: Path) -> Meeting:
    """A copy in which a firm got another scale than in the office, and an address."""
    path = small_cluster.save_as(tmp_path / "home.gpkg")
    with Project.open(path) as copy:
        edits.set_values(copy, "actor", {2: {"scale": "小", "address": "一路1号"}})
    edits.set_values(small_cluster, "actor", {2: {"scale": "大"}})
    return plan_copies(small_cluster, path)


def trial_of(project: Project, meeting: Meeting) -> Trial:
    return Trial(project, meeting.plan, meeting.returned)


def test_each_choice_is_tried_as_if_it_were_the_first(small_cluster: Project, meeting: Meeting) -> None:
    (asked,) = meeting.plan.conflicts
    place = (asked.packet, asked.place)
    with closing(trial_of(small_cluster, meeting)) as trial:
        told = [trial.tried({place: keep}).counts for keep in (SURVEY, OFFICE, SURVEY)]
        plain = trial.tried()
        assert trial.copies == 1
    assert [(counts["updates"], counts["conflicts"]) for counts in told] == [(2, 0), (1, 0), (2, 0)]
    assert not trial.open
    assert apply_plan(small_cluster, meeting.plan, meeting.returned, Text("Merge")) == plain


def test_a_choice_that_is_stopped_leaves_nothing(
    small_cluster: Project, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PAUSE", 0.0)

    def stop() -> None:
        raise InterruptedError

    with closing(trial_of(small_cluster, meeting)) as trial:
        with pytest.raises(InterruptedError), stoppable(stop):
            trial.tried()
        assert trial.tried().counts["updates"] == 1
        assert trial.copies == 1


def test_an_edit_of_the_project_makes_the_copy_anew(small_cluster: Project, meeting: Meeting) -> None:
    with closing(trial_of(small_cluster, meeting)) as trial:
        trial.tried()
        edits.set_values(small_cluster, "actor", {3: {"scale": "小"}})
        trial.tried()
        assert trial.copies == 2


def test_closing_amid_a_trial_takes_the_copy_away_at_its_end(
    small_cluster: Project, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PAUSE", 0.0)
    trial = trial_of(small_cluster, meeting)
    with stoppable(trial.close):
        assert trial.tried().counts["updates"] == 1
    assert not trial.open
