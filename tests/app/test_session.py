import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.findings import Ref
from core.geopackage import point_blob
from core.project import Project
from core.records import insert
from core.steps import Step
from core.text import Text
from gis.counts import Counts


@pytest.fixture
def pair_file(tmp_path: Path) -> Path:
    """Another project of the same revision: two firms and one link."""
    with Project.create(tmp_path / "pair.gpkg") as project, project.edit(Text("Enter a pair")) as db:
        (brick,) = insert(db, "commodity", [{"name": "Brick", "base_unit": "t"}])
        places = {"A": point_blob(113.1, 23.1, project.srs), "B": point_blob(113.2, 23.1, project.srs)}
        ends = insert(db, "actor", [{"name": name, "geom": place} for name, place in places.items()])
        (link,) = insert(db, "flow", [{"sender_id": ends[0], "receiver_id": ends[1], "commodity_id": brick}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 8.0}])
        return project.path


def test_an_analysis_of_the_project_before_is_not_taken(desk: Any, pair_file: Path) -> None:
    session = desk.bench.session
    late, contents = session.analysis, session._contents
    desk.bench.files.open(pair_file)
    assert session.analysis is None
    session._take((late, None), contents, (2024, ""))
    assert session.analysis is None
    desk.settle()
    assert session.analysis.project == "pair"


def test_a_map_of_the_project_before_is_not_shown(desk: Any, pair_file: Path) -> None:
    drawn: list[Counts] = []
    desk.canvas.composed.connect(drawn.append)
    desk.canvas.refresh()
    desk.bench.files.open(pair_file)
    desk.settle()
    assert {counts.links for counts in drawn} == {1}


def test_another_project_begins_with_its_own_unit(desk: Any, pair_file: Path) -> None:
    desk.bench.session.set_unit("GJ")
    desk.bench.files.open(pair_file)
    desk.settle()
    assert desk.bench.session.unit == "t"
    assert {analysis.project for analysis in desk.bench.session._analyses.values()} == {"pair"}


def test_the_last_of_several_units_stays(desk: Any) -> None:
    session = desk.bench.session
    with session.project.edit(Text("Add heat")) as db:
        (heat,) = insert(db, "commodity", [{"name": "余热", "medium": "energy", "base_unit": "GJ"}])
        (link,) = insert(db, "flow", [{"sender_id": 1, "receiver_id": 2, "commodity_id": heat, "kind": "energy"}])
        insert(db, "flow_amount", [{"flow_id": link, "year": 2024, "value": 8.0}])
    session.set_unit("GJ")  # while the analysis in t is still under way
    session.set_unit("t")
    session.set_unit("GJ")
    desk.settle()
    (flowing,) = (r for r in desk.bench.indicators.results("research") if r.id == "network.total_throughflow")
    assert flowing.unit == "GJ"


def test_the_analysis_cannot_be_cancelled(desk: Any) -> None:
    with desk.bench.session.project.edit(Text("Add a firm")) as db:
        insert(db, "actor", [{"name": "新企业"}])
    desk.bench.status._patience.stop()
    desk.bench.status._show_work()
    assert desk.bench.status.cancel.isHidden()
    desk.bench.status.cancel.click()
    desk.settle()
    assert desk.bench.session.analysis is not None


def test_a_link_of_another_year_says_so(desk: Any) -> None:
    session = desk.bench.session
    with session.project.edit(Text("Add a link of 2022")) as db:
        (flow,) = insert(
            db, "flow", [{"sender_id": 1, "receiver_id": 2, "commodity_id": 1, "since": 2022, "until": 2022}]
        )
        insert(db, "flow_amount", [{"flow_id": flow, "year": 2022, "value": 5.0}])
    desk.settle()
    session.set_year(2022)
    uid = str(session.snapshot.flow.uid[-1])
    session.select([Ref("flow", uid)])
    session.set_year(2024)
    title, absent, *_ = desk.bench.card.text().splitlines()
    assert title.startswith("Link: ")
    assert absent == "Not in 2024"


ADDING = Text("Add firms")


def add_firms(count: int, began: threading.Event | None = None) -> Callable[[Project, Step], int]:
    """An edit that takes long, firm by firm; `began` is set when it is under way."""

    def add(project: Project, step: Step) -> int:
        with project.edit(ADDING) as db:
            for number in range(count):
                insert(db, "actor", [{"name": f"Works {number}"}])
                if began is not None:
                    began.set()
                    time.sleep(0.01)
                step(number + 1, count)
        return threading.get_ident()

    return add


def test_an_edit_of_the_worker_is_shown_in_the_window_s_thread(desk: Any) -> None:
    session, threads, workers, told = desk.bench.session, [], [], []
    session.changed.connect(lambda: threads.append(threading.get_ident()))
    session.edited.connect(lambda changes: told.append(changes.label))
    session.write(ADDING, add_firms(3), workers.append, told.append)
    assert not session.writing
    desk.settle()
    assert (len(session.snapshot.actor), told) == (9, [])
    assert session.writing
    assert workers
    assert set(threads) == {threading.get_ident()} != set(workers)
    desk.ask("undo")
    assert len(session.snapshot.actor) == 6


def test_while_the_worker_has_the_project_the_window_reads_and_does_not_write(desk: Any) -> None:
    session, began, stopped = desk.bench.session, threading.Event(), []
    session.write(ADDING, add_firms(1000, began), stopped.append, stopped.append)
    assert began.wait(20)
    assert [entry.seq for entry in session.project.history()] == [1]
    assert len(session.project.snapshot().actor) == 6
    with pytest.raises(RuntimeError), session.project.edit(ADDING):
        pass
    (task,) = [task for task in desk.bench.tasks.running() if task.writes]
    desk.bench.tasks.cancel(task)
    assert not session.writing  # before it has let go of the project
    desk.settle()
    (problem,) = stopped
    assert isinstance(problem, UserError)
    assert (session.writing, session.project.revision) == (True, 1)


def test_a_project_that_is_closed_while_the_worker_writes_is_as_it_was(desk: Any) -> None:
    session, began, path = desk.bench.session, threading.Event(), desk.bench.session.path
    session.write(ADDING, add_firms(1000, began), began, began)
    assert began.wait(20)
    desk.ask("close")
    with Project.open(path) as project:
        assert (project.notes, len(project.snapshot().actor)) == ((), 6)


def test_what_was_changed_before_an_edit_stopped_half_way_stays_and_is_shown(desk: Any) -> None:
    def add_twice(project: Project, step: Step) -> None:
        add_firms(1)(project, step)
        with project.edit(ADDING) as db:
            insert(db, "actor", [{"name": "Works 2"}])
            raise sqlite3.OperationalError("disk full")

    stopped: list[Exception] = []
    desk.bench.session.write(ADDING, add_twice, stopped.append, stopped.append)
    desk.settle()
    assert len(desk.bench.session.snapshot.actor) == 7
    assert len(stopped) == 1
