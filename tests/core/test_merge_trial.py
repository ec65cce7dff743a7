"""Choices tried on one copy: each comes to what the merge comes to, and leaves nothing for the next."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from core import edits, steps
from core.merge_apply import apply_plan
from core.merge_copies import Meeting, plan_copies
from core.merge_records import OFFICE, SURVEY
from core.merge_trial import Trial, taken_back
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


def test_a_closed_trial_copies_nothing(small_cluster: Project, meeting: Meeting) -> None:
    trial = trial_of(small_cluster, meeting)
    trial.close()
    with pytest.raises(ValueError, match="closed"):
        trial.tried()
    assert (trial.closed, trial.copies) == (True, 0)


def test_who_waits_for_the_end_writes_while_nothing_is_tried(
    small_cluster: Project, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PAUSE", 0.0)
    trial, busy, told = trial_of(small_cluster, meeting), Event(), list[str]()

    def stop_when_closed() -> None:
        busy.set()
        if trial.closed:
            told.append("stopped")
            raise InterruptedError

    def try_on() -> None:
        with suppress(InterruptedError, ValueError), stoppable(stop_when_closed):
            while True:
                trial.tried()

    thread = Thread(target=try_on)
    thread.start()
    busy.wait()
    trial.close(wait=True)
    told.append("written")
    thread.join()
    assert told[-1] == "written"
    assert not trial.open


def test_what_sqlite_took_back_itself_leaves_its_reason() -> None:
    """On a full disk SQLite takes the transaction back, and nothing is left to take back."""
    with closing(sqlite3.connect("", isolation_level=None)) as copy:
        copy.execute("CREATE TABLE a (b)")
        copy.execute("PRAGMA max_page_count = 4")
        with pytest.raises(sqlite3.OperationalError, match="full"), taken_back(copy):
            copy.execute("INSERT INTO a VALUES (zeroblob(100000))")
